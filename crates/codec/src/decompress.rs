//! A payload to the stored bytes of a block, by any of the codecs; their state is kept from block to block.

use std::io::{self, BufRead, Read};

#[cfg(feature = "lzma")]
use crate::lzma;
use crate::short::Short;
#[cfg(feature = "zstd")]
use crate::zstd;
use crate::{deflate, lzw, packbits};
use geotiff_core::{BlockSpec, CodecFields, Compression, Error, Result};

#[derive(Default)]
pub(crate) struct Decompressor {
    inflate: Option<deflate::Inflate>,
    lzw: Option<lzw::Decoder>,
    #[cfg(feature = "zstd")]
    zstd: Option<zstd::Decoder>,
}

impl Decompressor {
    /// Fills `out` with the first bytes of what `input` holds. What comes after them is not looked at.
    pub(crate) fn decompress(
        &mut self,
        spec: &BlockSpec,
        _fields: &CodecFields,
        input: &[u8],
        out: &mut [u8],
    ) -> Result<()> {
        let compression = spec.compression;
        match compression {
            Compression::LZW => self.lzw.get_or_insert_default().decode(input, out),
            Compression::PACKBITS => packbits::decode(input, out),
            Compression::NONE => copy(input, out),
            #[cfg(feature = "lzma")]
            Compression::LZMA => lzma::decode(input, out),
            #[cfg(feature = "zstd")]
            Compression::ZSTD => self.zstd.get_or_insert_default().decode(input, out),
            _ => self.inflate.get_or_insert_default().decode(input, out),
        }
        .map_err(|Short { decoded, what }| {
            Error::format(format!("the {compression} data {what} after {decoded} of the block's {} bytes", out.len()))
        })
    }
}

/// The stored bytes of a block whose payload comes as a stream.
pub(crate) fn stream_of(
    spec: &BlockSpec,
    _fields: &CodecFields,
    payload: impl BufRead + Send + 'static,
) -> io::Result<Box<dyn Read + Send>> {
    Ok(match spec.compression {
        Compression::NONE => Box::new(payload),
        Compression::PACKBITS => Box::new(packbits::PackBitsReader::new(payload)),
        Compression::LZW => Box::new(lzw::LzwReader::new(payload)?),
        Compression::DEFLATE | Compression::DEFLATE_OLD => Box::new(flate2::bufread::ZlibDecoder::new(payload)),
        other => return Err(io::Error::other(Error::unsupported(format!("{other} cannot be decoded row by row")))),
    })
}

fn copy(input: &[u8], out: &mut [u8]) -> Result<(), Short> {
    let Some(input) = input.get(..out.len()) else { return Err(Short::ends_after(input.len())) };
    out.copy_from_slice(input);
    Ok(())
}
