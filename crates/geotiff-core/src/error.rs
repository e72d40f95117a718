//! The one error type of the workspace: who is to blame, what is wrong, and where.

use std::borrow::Cow;
use std::fmt;
use std::io;

/// The result of everything that can fail in cogsmith.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why something failed, by who is to blame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The operating system or the network failed; [`Error::io`] has the cause.
    Io,
    /// The file breaks the format: a truncated directory, an impossible count, a damaged block.
    Format,
    /// The file is well formed, but uses something this build cannot do, such as a codec.
    Unsupported,
    /// The caller asked for something impossible: a window outside the raster, a zero tile.
    Parameter,
    /// Doing it would take more memory than the limits allow.
    Limits,
    /// The caller stopped the work.
    Cancelled,
}

/// What went wrong, and where: the file, the TIFF tag and the byte offset as far as they are known.
///
/// ```
/// use geotiff_core::{Error, ErrorKind};
///
/// let error = Error::format("the directory ends inside the file's last 3 bytes").at_offset(1021).in_file("dem.tif");
/// assert_eq!(error.kind(), ErrorKind::Format);
/// assert_eq!(error.to_string(), "dem.tif: the directory ends inside the file's last 3 bytes (at offset 1021)");
/// ```
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    message: Cow<'static, str>,
    file: Option<String>,
    tag: Option<u16>,
    block: Option<usize>,
    offset: Option<u64>,
    io: Option<io::Error>,
}

impl Error {
    fn new(kind: ErrorKind, message: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Inner {
            kind,
            message: message.into(),
            file: None,
            tag: None,
            block: None,
            offset: None,
            io: None,
        }))
    }

    /// The file breaks the format.
    pub fn format(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::Format, message)
    }

    /// The file uses something that this build cannot do.
    pub fn unsupported(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::Unsupported, message)
    }

    /// The caller asked for something impossible.
    pub fn parameter(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::Parameter, message)
    }

    /// It would take more memory than the limits allow.
    pub fn limits(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::Limits, message)
    }

    /// The caller stopped the work.
    pub fn cancelled() -> Self {
        Self::new(ErrorKind::Cancelled, "stopped by the caller")
    }

    /// Reading or writing failed while doing what `message` says.
    pub fn io(message: impl Into<Cow<'static, str>>, cause: io::Error) -> Self {
        let mut error = Self::new(ErrorKind::Io, message);
        error.0.io = Some(cause);
        error
    }

    /// Names the file, unless the error names one already.
    #[must_use]
    pub fn in_file(mut self, file: impl Into<String>) -> Self {
        self.0.file.get_or_insert_with(|| file.into());
        self
    }

    /// Names the TIFF tag, unless the error names one already.
    #[must_use]
    pub fn in_tag(mut self, tag: u16) -> Self {
        self.0.tag.get_or_insert(tag);
        self
    }

    /// Says at which byte of the file, unless the error says so already.
    #[must_use]
    pub fn at_offset(mut self, offset: u64) -> Self {
        self.0.offset.get_or_insert(offset);
        self
    }

    /// Says in which block (strip or tile, by its place in the offset array), unless the error says so already.
    #[must_use]
    pub fn in_block(mut self, number: usize) -> Self {
        self.0.block.get_or_insert(number);
        self
    }

    /// Who is to blame.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// What went wrong, without its place.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The file it went wrong in.
    pub fn file(&self) -> Option<&str> {
        self.0.file.as_deref()
    }

    /// The TIFF tag it went wrong in.
    pub fn tag(&self) -> Option<u16> {
        self.0.tag
    }

    /// The byte of the file it went wrong at.
    pub fn offset(&self) -> Option<u64> {
        self.0.offset
    }

    /// A second error of the same content, for callers that wait for the same result.
    #[must_use]
    pub fn duplicate(&self) -> Self {
        let inner = &self.0;
        Self(Box::new(Inner {
            kind: inner.kind,
            message: inner.message.clone(),
            file: inner.file.clone(),
            tag: inner.tag,
            block: inner.block,
            offset: inner.offset,
            io: inner.io.as_ref().map(|cause| io::Error::new(cause.kind(), cause.to_string())),
        }))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { message, file, tag, block, offset, io, .. } = &*self.0;
        if let Some(file) = file {
            write!(f, "{file}: ")?;
        }
        f.write_str(message)?;
        // A message that names the tag has its number already.
        let tag = tag.filter(|tag| !message.contains(&format!("({tag})")));
        let places = [
            tag.map(|tag| format!("tag {tag}")),
            block.map(|block| format!("block {block}")),
            offset.map(|offset| format!("at offset {offset}")),
        ];
        let places: Vec<String> = places.into_iter().flatten().collect();
        if !places.is_empty() {
            write!(f, " ({})", places.join(", "))?;
        }
        match io {
            Some(cause) => write!(f, ": {cause}"),
            None => Ok(()),
        }
    }
}

/// The text and the kind, for people: this is what a `main` prints that returns the error.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self} [{:?}]", self.kind())
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.io.as_ref().map(|cause| cause as _)
    }
}
