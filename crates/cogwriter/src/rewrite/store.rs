//! The bytes of an image's blocks: where they stand in the source, or where they wait once they are encoded.

#[cfg(feature = "spool-file")]
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;

use geotiff_core::{Error, Image, Result};
use window::Source;

/// Bytes that wait in memory.
#[cfg(feature = "spool-file")]
const IN_MEMORY: usize = 1 << 20;

/// Where the bytes of blocks are.
pub(super) enum BlockBytes<'a> {
    /// In a file of the source.
    Stored { image: &'a Image, source: &'a dyn Source },
    /// Encoded anew.
    Made(Store),
}

/// Blocks that were encoded, by their numbers.
pub(super) struct Store {
    #[cfg(feature = "spool-file")]
    bytes: tempfile::SpooledTempFile,
    #[cfg(not(feature = "spool-file"))]
    bytes: Vec<u8>,
    /// Offset and length of each block.
    places: Vec<(u64, u32)>,
    len: u64,
}

impl Store {
    /// For so many blocks. It may make a file in `folder`, or where the system keeps temporary files.
    ///
    /// # Errors
    /// `Limits` if the places of so many do not fit in memory.
    pub(super) fn new(blocks: usize, folder: Option<&Path>) -> Result<Self> {
        let mut places = Vec::new();
        places.try_reserve_exact(blocks).map_err(|_| Error::limits(format!("{blocks} blocks do not fit in memory")))?;
        places.resize(blocks, (0, 0));
        #[cfg(feature = "spool-file")]
        let bytes = match folder {
            Some(folder) => tempfile::spooled_tempfile_in(IN_MEMORY, folder),
            None => tempfile::spooled_tempfile(IN_MEMORY),
        };
        #[cfg(not(feature = "spool-file"))]
        let (bytes, _) = (Vec::new(), folder);
        Ok(Self { bytes, places, len: 0 })
    }

    /// Takes the bytes of a block.
    ///
    /// # Errors
    /// `Limits` for a block of 4 GiB, `Io` if the temporary file cannot be written.
    pub(super) fn put(&mut self, block: usize, bytes: &[u8]) -> Result<()> {
        let len = u32::try_from(bytes.len()).map_err(|_| Error::limits("a compressed block of 4 GiB or more"))?;
        #[cfg(feature = "spool-file")]
        self.bytes.write_all(bytes).map_err(|cause| Error::io("cannot write to the temporary file", cause))?;
        #[cfg(not(feature = "spool-file"))]
        self.bytes.extend_from_slice(bytes);
        if let Some(place) = self.places.get_mut(block) {
            *place = (self.len, len);
        }
        self.len += u64::from(len);
        Ok(())
    }

    /// The length of each block.
    pub(super) fn lengths(&self) -> Vec<u32> {
        self.places.iter().map(|&(_, len)| len).collect()
    }

    /// The bytes of a block.
    ///
    /// # Errors
    /// `Io` if the temporary file cannot be read.
    pub(super) fn get(&mut self, block: usize) -> Result<Vec<u8>> {
        let (at, len) = self.places.get(block).copied().unwrap_or_default();
        let mut bytes = vec![0; len as usize];
        #[cfg(feature = "spool-file")]
        self.bytes
            .seek(SeekFrom::Start(at))
            .and_then(|_| self.bytes.read_exact(&mut bytes))
            .map_err(|cause| Error::io("cannot read the temporary file", cause))?;
        #[cfg(not(feature = "spool-file"))]
        bytes.copy_from_slice(self.bytes.get(at as usize..at as usize + len as usize).unwrap_or_default());
        Ok(bytes)
    }
}
