//! The stored bytes of a block to its payload, by whatever codec.

use crate::deflate::{self, Deflate};
#[cfg(feature = "lzma")]
use crate::lzma;
use crate::lzw;
use crate::packbits;
use crate::settings::EncoderSettings;
use crate::steps::Steps;
#[cfg(feature = "zstd")]
use crate::zstd;
use geotiff_core::{BlockSpec, Compression, Error, Result};

/// A codec and what it keeps from block to block.
pub(crate) enum Compressor {
    None,
    /// Rows of so many bytes, each by itself (TIFF 6, section 9).
    PackBits(usize),
    Lzw(lzw::Encoder),
    Deflate(Deflate),
    #[cfg(feature = "lzma")]
    Lzma(lzma::Encoder),
    #[cfg(feature = "zstd")]
    Zstd(zstd::Encoder),
}

impl Compressor {
    /// For blocks of this kind, whose settings have been checked, and whose bytes `steps` make.
    #[allow(unused_variables)] // Not every build has a codec that needs them all.
    pub(crate) fn new(spec: &BlockSpec, settings: &EncoderSettings, steps: &Steps) -> Self {
        match spec.compression {
            Compression::NONE => Self::None,
            Compression::PACKBITS => Self::PackBits(spec.stored_row_len().max(1)),
            Compression::LZW => Self::Lzw(lzw::Encoder::default()),
            #[cfg(feature = "lzma")]
            Compression::LZMA => {
                Self::Lzma(lzma::Encoder::new(spec, steps.predictor(), settings.level.unwrap_or(lzma::DEFAULT_LEVEL)))
            }
            #[cfg(feature = "zstd")]
            Compression::ZSTD => Self::Zstd(zstd::Encoder::new(settings.level.unwrap_or(zstd::DEFAULT_LEVEL))),
            _ => Self::Deflate(Deflate::new(settings.level.unwrap_or(deflate::DEFAULT_LEVEL))),
        }
    }

    /// Appends the payload.
    ///
    /// # Errors
    /// `Parameter` if the codec refuses the bytes.
    pub(crate) fn compress(&mut self, stored: &[u8], out: &mut Vec<u8>) -> Result<()> {
        match self {
            Self::None => out.extend_from_slice(stored),
            Self::PackBits(row_len) => stored.chunks(*row_len).for_each(|row| packbits::encode(row, out)),
            Self::Lzw(lzw) => lzw.encode(stored, out),
            Self::Deflate(deflate) => {
                deflate.encode(stored, out).map_err(|error| Error::parameter(error.to_string()))?;
            }
            #[cfg(feature = "lzma")]
            Self::Lzma(lzma) => lzma.encode(stored, out).map_err(|error| Error::parameter(error.to_string()))?,
            #[cfg(feature = "zstd")]
            Self::Zstd(zstd) => zstd.encode(stored, out),
        }
        Ok(())
    }
}
