//! Where the bytes of a file come from: a memory map, a file, or memory.

#[cfg(not(target_family = "wasm"))]
mod file;
#[cfg(feature = "mmap")]
mod map;

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use geotiff_core::{Error, Header, Ifd, Limits, Parser, Result, Step, Tiff};

#[cfg(not(target_family = "wasm"))]
pub use file::FileSource;
#[cfg(feature = "mmap")]
pub use map::MapSource;

/// Bytes fetched at once while directories are parsed: GDAL's first read of a remote file.
const HEAD_LEN: u64 = 16 << 10;

/// Random access to the bytes of a file, from many threads at once.
///
/// Blocks are fetched while other threads may wait for the same block: a source must not do its reading through rayon's
/// thread pool, whose threads are those that wait.
///
/// ```
/// use window::Source;
///
/// let file: Vec<u8> = b"II\x2a\0rest".to_vec();
/// assert_eq!(&*file.bytes(0..4)?, b"II\x2a\0");
/// assert!(file.bytes(4..9).is_err());
/// # Ok::<(), geotiff_core::Error>(())
/// ```
pub trait Source: Send + Sync {
    /// Bytes of the file.
    fn len(&self) -> u64;

    /// Whether the file has no bytes.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Fills `out` with the bytes from `offset` on.
    ///
    /// # Errors
    /// `Format` if the file ends before, `Io` if reading fails.
    fn read_exact_at(&self, offset: u64, out: &mut [u8]) -> Result<()>;

    /// The bytes of a range where they are in memory already.
    fn in_memory(&self, range: Range<u64>) -> Option<&[u8]> {
        let _ = range;
        None
    }

    /// The bytes of a range, without a copy where they are in memory already.
    ///
    /// # Errors
    /// As [`Self::read_exact_at`]; `Limits` if they do not fit in memory.
    fn bytes(&self, range: Range<u64>) -> Result<Cow<'_, [u8]>> {
        if range.start > range.end || range.end > self.len() {
            return Err(past_the_end(&range, self.len()));
        }
        if let Some(bytes) = self.in_memory(range.clone()) {
            return Ok(Cow::Borrowed(bytes));
        }
        let too_big = || Error::limits(format!("{} bytes at once do not fit in memory", range.end - range.start));
        let len = usize::try_from(range.end - range.start).map_err(|_| too_big())?;
        let mut bytes = bytemuck::try_zeroed_vec(len).map_err(|()| too_big())?;
        self.read_exact_at(range.start, &mut bytes)?;
        Ok(Cow::Owned(bytes))
    }
}

/// The error for a range that the file does not have.
pub(crate) fn past_the_end(range: &Range<u64>, len: u64) -> Error {
    Error::format(format!("bytes {}–{} are wanted, but the file ends after {len}", range.start, range.end))
        .at_offset(range.start)
}

impl Source for [u8] {
    fn len(&self) -> u64 {
        <[u8]>::len(self) as u64
    }

    fn read_exact_at(&self, offset: u64, out: &mut [u8]) -> Result<()> {
        let range = offset..offset.saturating_add(out.len() as u64);
        out.copy_from_slice(self.in_memory(range.clone()).ok_or_else(|| past_the_end(&range, Source::len(self)))?);
        Ok(())
    }

    fn in_memory(&self, range: Range<u64>) -> Option<&[u8]> {
        self.get(usize::try_from(range.start).ok()?..usize::try_from(range.end).ok()?)
    }
}

impl Source for Vec<u8> {
    fn len(&self) -> u64 {
        Source::len(self.as_slice())
    }

    fn read_exact_at(&self, offset: u64, out: &mut [u8]) -> Result<()> {
        self.as_slice().read_exact_at(offset, out)
    }

    fn in_memory(&self, range: Range<u64>) -> Option<&[u8]> {
        self.as_slice().in_memory(range)
    }
}

impl<S: Source + ?Sized> Source for Arc<S> {
    fn len(&self) -> u64 {
        (**self).len()
    }

    fn read_exact_at(&self, offset: u64, out: &mut [u8]) -> Result<()> {
        (**self).read_exact_at(offset, out)
    }

    fn in_memory(&self, range: Range<u64>) -> Option<&[u8]> {
        (**self).in_memory(range)
    }
}

/// Reads the header and all directories of a file.
///
/// ```
/// let error = window::read_directories(&b"not a raster".to_vec()).unwrap_err();
/// assert_eq!(error.to_string(), "not a TIFF: it does not begin with II or MM (at offset 0)");
/// ```
///
/// # Errors
/// `Format` if it is not a TIFF or its first directory is damaged, `Io` if reading fails.
pub fn read_directories(source: &(impl Source + ?Sized)) -> Result<Tiff> {
    read_directories_with(source, &Limits::new())
}

/// As [`read_directories`], within these limits.
///
/// # Errors
/// As [`read_directories`]; `Limits` if the first directory goes beyond them.
pub fn read_directories_with(source: &(impl Source + ?Sized), limits: &Limits) -> Result<Tiff> {
    feed(source, limits, Parser::new(source.len()))
}

/// Reads one directory that no chain leads to, such as that of EXIF tags, with all values of up to 16 MiB.
///
/// # Errors
/// `Format` if it is damaged or lies outside the file, `Io` if reading fails.
pub fn read_directory(source: &(impl Source + ?Sized), header: Header, offset: u64) -> Result<Ifd> {
    read_directory_with(source, header, offset, &Limits::new())
}

/// As [`read_directory`], with other limits.
///
/// # Errors
/// As [`read_directory`], and `Limits` beyond them.
pub fn read_directory_with(
    source: &(impl Source + ?Sized),
    header: Header,
    offset: u64,
    limits: &Limits,
) -> Result<Ifd> {
    let tiff = feed(source, limits, Parser::of_directory(header, source.len(), offset)?)?;
    let missing = || Error::format("there is no directory").at_offset(offset);
    tiff.directories.into_iter().next().map(|directory| directory.ifd).ok_or_else(missing)
}

fn feed(
    source: &(impl Source + ?Sized),
    limits: &Limits,
    (mut parser, mut need): (Parser, Range<u64>),
) -> Result<Tiff> {
    parser.set_limits(limits);
    // Directories and their values mostly lie close together, so that a remote source is asked once for many.
    let mut head_start = 0;
    let mut head: Cow<'_, [u8]> = Cow::Borrowed(&[]);
    loop {
        let held = |head: &[u8], start: u64| need.start >= start && need.end <= start + head.len() as u64;
        if !held(&head, head_start) {
            let end = need.end.max(need.start.saturating_add(HEAD_LEN)).min(source.len()).max(need.end);
            head_start = need.start;
            head = source.bytes(need.start..end)?;
        }
        let at = (need.start - head_start) as usize;
        let len = (need.end - need.start) as usize;
        match parser.feed(head.get(at..at + len).unwrap_or_default())? {
            Step::Need(range) => need = range,
            Step::Done(tiff) => return Ok(tiff),
        }
    }
}
