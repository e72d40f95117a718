//! A memory-mapped file: the only place of this crate with unsafe code.
#![allow(unsafe_code)]

use std::ops::Range;
use std::path::Path;

use geotiff_core::{Error, Result};
use memmap2::Mmap;

use super::{FileSource, Source, past_the_end};
use crate::dataset::Dataset;
use crate::options::OpenOptions;

/// A file mapped into memory: blocks are decoded right from the page cache, without a copy or a system call.
///
/// ```no_run
/// use window::{MapSource, Source};
///
/// // SAFETY: nothing truncates this file while it is mapped.
/// let file = unsafe { MapSource::open("dem.tif") }?;
/// println!("{} bytes", file.len());
/// # Ok::<(), geotiff_core::Error>(())
/// ```
#[derive(Debug)]
pub struct MapSource {
    map: Mmap,
}

impl MapSource {
    /// Maps a regular file.
    ///
    /// # Safety
    /// As long as the map lives, the file must not be truncated by any process: reading past its new end raises SIGBUS.
    /// Nor may it be modified in place: the bytes that this map hands out as `&[u8]` would change under their readers.
    ///
    /// # Errors
    /// `Io` if it cannot be opened or mapped.
    pub unsafe fn open(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let source = FileSource::open(path)?;
        // SAFETY: the caller vouches for the file as this function's own contract says.
        let map = unsafe { Mmap::map(source.file()) };
        map.map(|map| Self { map })
            .map_err(|cause| Error::io("cannot map it into memory", cause).in_file(path.display().to_string()))
    }
}

impl Dataset {
    /// Opens a file by mapping it into memory; those beside it are read by position.
    ///
    /// # Safety
    /// As [`MapSource::open`]: nothing may truncate or modify the file as long as it is open here.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub unsafe fn open_mapped(path: impl AsRef<Path>) -> Result<Self> {
        // SAFETY: the caller vouches for the file, as this function's own contract says.
        unsafe { Self::open_mapped_with(path, OpenOptions::new()) }
    }

    /// Opens a file by mapping it into memory, in another way.
    ///
    /// # Safety
    /// As [`Self::open_mapped`].
    ///
    /// # Errors
    /// As [`Self::open_with`].
    pub unsafe fn open_mapped_with(path: impl AsRef<Path>, options: OpenOptions) -> Result<Self> {
        let path = path.as_ref();
        // SAFETY: the caller vouches for the file, as this function's own contract says.
        Self::named(path, unsafe { MapSource::open(path) }?, options)
    }
}

impl Source for MapSource {
    fn len(&self) -> u64 {
        self.map.len() as u64
    }

    fn read_exact_at(&self, offset: u64, out: &mut [u8]) -> Result<()> {
        let range = offset..offset.saturating_add(out.len() as u64);
        out.copy_from_slice(self.in_memory(range.clone()).ok_or_else(|| past_the_end(&range, self.len()))?);
        Ok(())
    }

    fn in_memory(&self, range: Range<u64>) -> Option<&[u8]> {
        self.map.get(usize::try_from(range.start).ok()?..usize::try_from(range.end).ok()?)
    }
}
