//! Deflate with a zlib header: whole blocks by our own crate, or by flate2 in a build that asks for that.

use crate::short::Short;
#[cfg(feature = "lerc")]
use flate2::Status;

/// GDAL's default, and zlib's.
pub(crate) const DEFAULT_LEVEL: u8 = 6;

#[cfg(feature = "flate2-blocks")]
pub(crate) use by_flate2::{Deflate, Inflate};

#[cfg(not(feature = "flate2-blocks"))]
#[derive(Default)]
pub(crate) struct Inflate(deflate::Inflater);

#[cfg(not(feature = "flate2-blocks"))]
impl Inflate {
    /// Fills `out`, or says how far it came. Once it is full, neither the end of the stream nor its checksum is waited for.
    pub(crate) fn decode(&mut self, input: &[u8], out: &mut [u8]) -> Result<(), Short> {
        match self.0.inflate_zlib(input, out) {
            Ok(len) if len == out.len() => Ok(()),
            Ok(len) => Err(Short::ends_after(len)),
            Err(error) if error.trouble() == deflate::Trouble::Ended => Err(Short::ends_after(error.decoded())),
            Err(error) => Err(Short::damaged_after(error.decoded())),
        }
    }
}

#[cfg(not(feature = "flate2-blocks"))]
pub(crate) struct Deflate(deflate::Deflater);

#[cfg(not(feature = "flate2-blocks"))]
impl Deflate {
    pub(crate) fn new(level: u8) -> Self {
        Self(deflate::Deflater::new(level))
    }

    /// Appends `bytes`, compressed. It does not fail; flate2 might.
    pub(crate) fn encode(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> Result<(), std::convert::Infallible> {
        self.0.deflate_zlib(bytes, out);
        Ok(())
    }
}

/// All that a stream holds, to its end: no more than `most` bytes.
#[cfg(feature = "lerc")]
pub(crate) fn decode_whole(input: &[u8], most: usize) -> Result<Vec<u8>, Short> {
    use flate2::{Decompress, FlushDecompress};

    let mut inflate = Decompress::new(true);
    let mut out = Vec::new();
    loop {
        let room = (2 * out.len()).max(4 * input.len()).max(1024).min(most - out.len());
        if room == 0 || out.try_reserve_exact(room).is_err() {
            return Err(Short { decoded: out.len(), what: "go on beyond any block" });
        }
        let (read, decoded) = (inflate.total_in() as usize, out.len());
        let status = inflate.decompress_vec(&input[read..], &mut out, FlushDecompress::Finish);
        match status {
            Err(_) => return Err(Short::damaged_after(out.len())),
            Ok(Status::StreamEnd) => return Ok(out),
            Ok(_) if inflate.total_in() as usize == read && out.len() == decoded => {
                return Err(Short::ends_after(decoded));
            }
            Ok(_) => {}
        }
    }
}

#[cfg(feature = "flate2-blocks")]
mod by_flate2 {
    use super::Short;
    use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress, Status};

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
}
