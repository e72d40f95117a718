//! Deflate with a zlib header, by flate2.

use crate::short::Short;
use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress, Status};

/// GDAL's default, and zlib's.
pub(crate) const DEFAULT_LEVEL: u8 = 6;

pub(crate) struct Inflate(Decompress);

impl Default for Inflate {
    fn default() -> Self {
        Self(Decompress::new(true))
    }
}

impl Inflate {
    /// Fills `out`, or says how far it came. Once it is full, neither the end of the stream nor its checksum is waited for.
    pub(crate) fn decode(&mut self, input: &[u8], out: &mut [u8]) -> Result<(), Short> {
        self.0.reset(true);
        loop {
            // Both are lengths of slices that are in memory.
            let (read, decoded) = (self.0.total_in() as usize, self.0.total_out() as usize);
            let status = self.0.decompress(&input[read..], &mut out[decoded..], FlushDecompress::Finish);
            let (now_read, now_decoded) = (self.0.total_in() as usize, self.0.total_out() as usize);
            match status {
                Err(_) => return Err(Short::damaged_after(now_decoded)),
                Ok(_) if now_decoded == out.len() => return Ok(()),
                Ok(Status::StreamEnd) => return Err(Short::ends_after(now_decoded)),
                Ok(_) if (now_read, now_decoded) == (read, decoded) => return Err(Short::ends_after(decoded)),
                Ok(_) => {}
            }
        }
    }
}

pub(crate) struct Deflate(Compress);

impl Deflate {
    pub(crate) fn new(level: u8) -> Self {
        Self(Compress::new(Compression::new(level.into()), true))
    }

    /// Appends `bytes`, compressed.
    pub(crate) fn encode(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> Result<(), flate2::CompressError> {
        self.0.reset();
        // What cannot be compressed grows by 5 bytes for each stored part of 16 kB or more; this is ample for one pass.
        let mut room = bytes.len() + bytes.len() / 1024 + 64;
        loop {
            out.reserve(room);
            let read = self.0.total_in() as usize;
            if self.0.compress_vec(&bytes[read..], out, FlushCompress::Finish)? == Status::StreamEnd {
                return Ok(());
            }
            room = 1024;
        }
    }
}
