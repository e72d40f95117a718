//! A payload to the stored bytes of a block, by any of the codecs; their state is kept from block to block.

use std::io::{self, BufRead, Read};

#[cfg(feature = "fax")]
use crate::fax;
#[cfg(feature = "lzma")]
use crate::lzma;
use crate::short::Short;
#[cfg(feature = "zstd")]
use crate::zstd;
use crate::{deflate, lzw, packbits};
#[cfg(feature = "legacy")]
use crate::{next, thunderscan};
use geotiff_core::{BlockSpec, CodecFields, Compression, Error, Result};

/// The dictionary of LZMA's highest preset: a stream that claims a larger one is held to this.
#[cfg(feature = "lzma")]
const LZMA_DICTIONARY: u32 = 64 << 20;

#[derive(Default)]
pub(crate) struct Decompressor {
    inflate: Option<deflate::Inflate>,
    lzw: Option<lzw::Decoder>,
    #[cfg(feature = "zstd")]
    zstd: Option<zstd::Decoder>,
    #[cfg(feature = "fax")]
    fax: fax::Decoder,
}

impl Decompressor {
    /// Fills `out` with the first bytes of what `input` holds. What comes after them is not looked at.
    #[allow(unused_variables, reason = "a build may lack the codecs that look at them")]
    pub(crate) fn decompress(
        &mut self,
        spec: &BlockSpec,
        fields: &CodecFields,
        input: &[u8],
        out: &mut [u8],
    ) -> Result<()> {
        match spec.compression {
            Compression::LZW => self.lzw.get_or_insert_default().decode(input, out),
            Compression::PACKBITS => packbits::decode(input, out),
            Compression::NONE => copy(input, out),
            #[cfg(feature = "lzma")]
            Compression::LZMA => lzma::decode(input, out),
            #[cfg(feature = "zstd")]
            Compression::ZSTD => self.zstd.get_or_insert_default().decode(input, out),
            #[cfg(feature = "fax")]
            Compression::FAX_RLE | Compression::FAX_RLE_WORDS | Compression::FAX3 | Compression::FAX4 => {
                self.fax.decode(spec, fields, input, out)
            }
            #[cfg(feature = "legacy")]
            Compression::NEXT => next::decode(spec, input, out),
            #[cfg(feature = "legacy")]
            Compression::THUNDERSCAN => thunderscan::decode(spec, input, out),
            _ => self.inflate.get_or_insert_default().decode(input, out),
        }
        .map_err(|short| short.in_block(spec))
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
        #[cfg(feature = "lzma")]
        Compression::LZMA => Box::new(lzma::Reader::new(payload, LZMA_DICTIONARY)),
        #[cfg(feature = "zstd")]
        Compression::ZSTD => Box::new(zstd::Reader::with_limit(payload, usize::MAX)),
        other => return Err(io::Error::other(Error::unsupported(format!("{other} cannot be decoded row by row")))),
    })
}

fn copy(input: &[u8], out: &mut [u8]) -> Result<(), Short> {
    let Some(input) = input.get(..out.len()) else { return Err(Short::ends_after(input.len())) };
    out.copy_from_slice(input);
    Ok(())
}
