//! A payload to the stored bytes of a block, by any of the codecs; their state is kept from block to block.

#[cfg(feature = "fax")]
use crate::fax;
use crate::short::Short;
use crate::{deflate, lzw, packbits};
#[cfg(feature = "legacy")]
use crate::{next, thunderscan};
use geotiff_core::{BlockSpec, CodecFields, Compression, Result};

#[derive(Default)]
pub(crate) struct Decompressor {
    inflate: Option<deflate::Inflate>,
    lzw: Option<lzw::Decoder>,
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

fn copy(input: &[u8], out: &mut [u8]) -> Result<(), Short> {
    let Some(input) = input.get(..out.len()) else { return Err(Short::ends_after(input.len())) };
    out.copy_from_slice(input);
    Ok(())
}
