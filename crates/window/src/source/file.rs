//! A file that is read by position, so that threads need no lock and no shared cursor.

use std::fs::File;
use std::io;
use std::ops::Range;
use std::path::Path;

use geotiff_core::{Error, Result};

use super::{Source, past_the_end};

/// A file read by position (`pread`).
///
/// Slower than a memory map for small windows, but a file that shrinks while it is read gives an error, where the map
/// of one ends the process.
///
/// ```no_run
/// use window::{FileSource, Source};
///
/// let file = FileSource::open("dem.tif")?;
/// println!("{} bytes", file.len());
/// # Ok::<(), geotiff_core::Error>(())
/// ```
#[derive(Debug)]
pub struct FileSource {
    file: File,
    len: u64,
}

impl FileSource {
    /// Opens a regular file.
    ///
    /// # Errors
    /// `Io` if it cannot be opened or is not a regular file.
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let cannot = |cause: io::Error| Error::io("cannot open it", cause).in_file(path.display().to_string());
        let file = File::open(path).map_err(cannot)?;
        let metadata = file.metadata().map_err(cannot)?;
        if !metadata.is_file() {
            let what = if metadata.is_dir() { "it is a folder" } else { "it is not a regular file" };
            return Err(cannot(io::Error::other(what)));
        }
        Ok(Self { file, len: metadata.len() })
    }

    /// The open file.
    pub fn file(&self) -> &File {
        &self.file
    }
}

impl Source for FileSource {
    fn len(&self) -> u64 {
        self.len
    }

    fn read_exact_at(&self, offset: u64, out: &mut [u8]) -> Result<()> {
        let range: Range<u64> = offset..offset.saturating_add(out.len() as u64);
        read_exact_at(&self.file, out, offset).map_err(|cause| match cause.kind() {
            io::ErrorKind::UnexpectedEof => past_the_end(&range, self.len),
            _ => Error::io(format!("cannot read {} bytes at offset {offset}", out.len()), cause),
        })
    }
}

#[cfg(unix)]
fn read_exact_at(file: &File, out: &mut [u8], offset: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, out, offset)
}

#[cfg(windows)]
fn read_exact_at(file: &File, mut out: &mut [u8], mut offset: u64) -> io::Result<()> {
    while !out.is_empty() {
        match std::os::windows::fs::FileExt::seek_read(file, out, offset) {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(n) => {
                out = &mut out[n..];
                offset += n as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
