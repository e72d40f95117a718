//! What every codec answers when a payload does not fill its block, and how a codec that is read from fills one.

#[cfg(any(feature = "lzma", feature = "zstd"))]
use std::io::{ErrorKind, Read};

use geotiff_core::{BlockSpec, Error};

/// The bytes of a payload did not fill the block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Short {
    /// Bytes of the block that were filled.
    pub(crate) decoded: usize,
    /// What came then.
    pub(crate) what: &'static str,
}

impl Short {
    pub(crate) const fn ends_after(decoded: usize) -> Self {
        Self { decoded, what: "end" }
    }

    pub(crate) const fn damaged_after(decoded: usize) -> Self {
        Self { decoded, what: "are damaged" }
    }

    /// The same for those who called.
    pub(crate) fn in_block(self, spec: &BlockSpec) -> Error {
        let Self { decoded, what } = self;
        let (compression, len) = (spec.compression, spec.stored_len());
        Error::format(format!("the {compression} data {what} after {decoded} of the block's {len} bytes"))
    }
}

/// Bytes that are asked of a reader at once, so that it is known how far a damaged payload came.
#[cfg(any(feature = "lzma", feature = "zstd"))]
const AT_ONCE: usize = 64 << 10;

/// Fills `out` from a reader of decompressed bytes.
#[cfg(any(feature = "lzma", feature = "zstd"))]
pub(crate) fn fill(mut reader: impl Read, out: &mut [u8]) -> Result<(), Short> {
    let mut filled = 0;
    while filled < out.len() {
        let end = out.len().min(filled + AT_ONCE);
        match reader.read(&mut out[filled..end]) {
            Ok(0) => return Err(Short::ends_after(filled)),
            Ok(read) => filled += read,
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Err(Short::ends_after(filled)),
            Err(_) => return Err(Short::damaged_after(filled)),
        }
    }
    Ok(())
}
