//! Where encoded blocks wait until every length is known: in memory while they are few, then in unnamed temporary files.
//!
//! There is one spool per level, and blocks go into it framed and in the order in which the file has them, so that the
//! file's data is the spools one after the other.

use std::io::{self, Write};
#[cfg(feature = "spool-file")]
use std::io::{Seek, SeekFrom};
use std::path::PathBuf;

use geotiff_core::{Error, Result};

use crate::layout::{block_leader, block_trailer};

/// Bytes of a level that wait in memory.
#[cfg(feature = "spool-file")]
const IN_MEMORY: usize = 1 << 20;

/// The encoded blocks of one level.
pub(crate) struct Spool {
    #[cfg(feature = "spool-file")]
    blocks: tempfile::SpooledTempFile,
    #[cfg(not(feature = "spool-file"))]
    blocks: Vec<u8>,
}

impl Spool {
    /// An empty spool, which may make a file in `folder` (or where the system keeps temporary files).
    pub(crate) fn new(folder: Option<&PathBuf>) -> Self {
        #[cfg(feature = "spool-file")]
        return Self {
            blocks: match folder {
                Some(folder) => tempfile::spooled_tempfile_in(IN_MEMORY, folder),
                None => tempfile::spooled_tempfile(IN_MEMORY),
            },
        };
        #[cfg(not(feature = "spool-file"))]
        {
            let _ = folder;
            Self { blocks: Vec::new() }
        }
    }

    /// Appends a block between its leader and its trailer; returns its length.
    ///
    /// # Errors
    /// `Limits` for a block of 4 GiB, `Io` if the temporary file cannot be written.
    pub(crate) fn push(&mut self, block: &[u8]) -> Result<u32> {
        let len = u32::try_from(block.len()).map_err(|_| Error::limits("a compressed block of 4 GiB or more"))?;
        let frame = [&block_leader(len), block, &block_trailer(block)];
        frame
            .into_iter()
            .try_for_each(|part| self.blocks.write_all(part))
            .map_err(|cause| Error::io("cannot write to the temporary file", cause))?;
        Ok(len)
    }

    /// Copies everything to `out`.
    ///
    /// # Errors
    /// `Io` if reading or writing fails.
    pub(crate) fn copy_to(self, out: &mut dyn Write) -> Result<()> {
        self.copy(out).map_err(|cause| Error::io("cannot write the blocks", cause))
    }

    #[cfg(feature = "spool-file")]
    fn copy(mut self, out: &mut dyn Write) -> io::Result<()> {
        self.blocks.seek(SeekFrom::Start(0))?;
        // Larger than the standard library's buffer, which costs a system call every 8 KiB.
        let mut reader = io::BufReader::with_capacity(1 << 20, self.blocks);
        loop {
            let bytes = io::BufRead::fill_buf(&mut reader)?;
            if bytes.is_empty() {
                return Ok(());
            }
            out.write_all(bytes)?;
            let n = bytes.len();
            io::BufRead::consume(&mut reader, n);
        }
    }

    #[cfg(not(feature = "spool-file"))]
    fn copy(self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(&self.blocks)
    }
}
