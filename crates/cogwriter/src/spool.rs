//! Where encoded blocks wait until every length is known: in memory while they are few, then in unnamed temporary files.
//!
//! There is one spool per level, and blocks go into it framed, so that the file's data is what the spools hold.

use std::io::{self, Write};
#[cfg(feature = "spool-file")]
use std::io::{Read, Seek, SeekFrom};
use std::path::PathBuf;

use geotiff_core::{Error, Result};

use crate::layout::{FRAME_LEN, block_leader, block_trailer};

/// Bytes of a level that wait in memory.
#[cfg(feature = "spool-file")]
const IN_MEMORY: usize = 1 << 20;

/// Bytes that are copied at once.
#[cfg(feature = "spool-file")]
const COPIED_AT_ONCE: usize = 1 << 20;

/// Writes a block, shorter than 4 GiB, between its leader and its trailer.
pub(crate) fn write_frame(block: &[u8], out: &mut dyn Write) -> io::Result<()> {
    let frame = [&block_leader(block.len() as u32), block, &block_trailer(block)];
    frame.into_iter().try_for_each(|part| out.write_all(part))
}

/// The encoded blocks of one level.
pub(crate) struct Spool {
    #[cfg(feature = "spool-file")]
    blocks: tempfile::SpooledTempFile,
    #[cfg(feature = "spool-file")]
    buffer: Vec<u8>,
    #[cfg(not(feature = "spool-file"))]
    blocks: Vec<u8>,
    /// Bytes that are in it.
    len: u64,
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
            buffer: Vec::new(),
            len: 0,
        };
        #[cfg(not(feature = "spool-file"))]
        {
            let _ = folder;
            Self { blocks: Vec::new(), len: 0 }
        }
    }

    /// Appends a block between its leader and its trailer; returns its length.
    ///
    /// # Errors
    /// `Limits` for a block of 4 GiB, `Io` if the temporary file cannot be written.
    pub(crate) fn push(&mut self, block: &[u8]) -> Result<u32> {
        let len = u32::try_from(block.len()).map_err(|_| Error::limits("a compressed block of 4 GiB or more"))?;
        write_frame(block, &mut self.blocks).map_err(|cause| Error::io("cannot write to the temporary file", cause))?;
        self.len += u64::from(len) + FRAME_LEN;
        Ok(len)
    }

    /// Copies everything to `out`.
    ///
    /// # Errors
    /// `Io` if reading or writing fails.
    pub(crate) fn copy_to(mut self, out: &mut dyn Write) -> Result<()> {
        self.copy_range(0, self.len, out)
    }

    /// Copies `len` bytes from `at` on to `out`.
    ///
    /// # Errors
    /// `Io` if reading or writing fails.
    pub(crate) fn copy_range(&mut self, at: u64, len: u64, out: &mut dyn Write) -> Result<()> {
        self.copy(at, len, out).map_err(|cause| Error::io("cannot write the blocks", cause))
    }

    #[cfg(feature = "spool-file")]
    fn copy(&mut self, at: u64, len: u64, out: &mut dyn Write) -> io::Result<()> {
        self.blocks.seek(SeekFrom::Start(at))?;
        // Larger than the standard library's buffer, which costs a system call every 8 KiB.
        let mut left = len;
        while left > 0 {
            let n = usize::try_from(left).map_or(COPIED_AT_ONCE, |left| left.min(COPIED_AT_ONCE));
            self.buffer.resize(n, 0);
            self.blocks.read_exact(&mut self.buffer)?;
            out.write_all(&self.buffer)?;
            left -= n as u64;
        }
        Ok(())
    }

    #[cfg(not(feature = "spool-file"))]
    fn copy(&mut self, at: u64, len: u64, out: &mut dyn Write) -> io::Result<()> {
        let range = |at: u64, len: u64| Some(usize::try_from(at).ok()?..usize::try_from(at + len).ok()?);
        let bytes = range(at, len).and_then(|range| self.blocks.get(range));
        out.write_all(bytes.ok_or(io::ErrorKind::UnexpectedEof)?)
    }
}
