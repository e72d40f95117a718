//! What the directory tells a codec of all blocks of an image at once.

use crate::block::Compression;
use crate::checks::{compression, photometric, reference_black_white, ycbcr_coefficients, ycbcr_subsampling};
use crate::error::Result;
use crate::ifd::Ifd;
use crate::photometric::Photometric;
use crate::tag::Tag;

/// What some codecs must know of an image besides the shape of a block. Those that are no image formats of their own (LZW,
/// Deflate, Zstd, …) need none of it: [`CodecFields::NONE`].
///
/// ```
/// use geotiff_core::{CodecFields, Field, Ifd, Tag};
///
/// let mut ifd = Ifd::default();
/// ifd.set(Field::shorts(Tag::COMPRESSION, &[4]));
/// ifd.set(Field::longs(Tag::T6_OPTIONS, &[2]));
/// assert_eq!(CodecFields::from_ifd(&ifd)?.fax_options, 2);
/// # Ok::<(), geotiff_core::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct CodecFields {
    /// What the samples are colours of: JPEG's luma and chroma become red, green and blue.
    pub photometric: Photometric,
    /// Pixels that share their chroma, across and down: 1, 2 or 4 of them. (1, 1) unless the image is YCbCr.
    pub chroma_subsampling: (u16, u16),
    /// T4Options or T6Options: what variant of a fax code it is.
    pub fax_options: u32,
    /// JPEGTables: a JPEG stream of tables that the blocks share. Empty if there is none.
    pub jpeg_tables: Vec<u8>,
    /// YCbCrCoefficients: how much of red, green and blue is in luma.
    pub ycbcr_coefficients: [f32; 3],
    /// ReferenceBlackWhite: the codes for none and all of luma, blue and red chroma.
    pub reference_black_white: [f32; 6],
    /// LercParameters: version, and what the blobs are compressed with.
    pub lerc_parameters: Vec<u32>,
    /// Rows of a whole tile, all of which an image format of its own codes though the image may end within it. 0 if the
    /// blocks are strips.
    pub tile_length: usize,
}

impl CodecFields {
    /// Of an image whose codec needs to know nothing.
    pub const NONE: Self = Self {
        photometric: Photometric::MIN_IS_BLACK,
        chroma_subsampling: (1, 1),
        fax_options: 0,
        jpeg_tables: Vec::new(),
        ycbcr_coefficients: [0.299, 0.587, 0.114],
        reference_black_white: [0.0, 255.0, 128.0, 255.0, 128.0, 255.0],
        lerc_parameters: Vec::new(),
        tile_length: 0,
    };

    /// Reads them.
    ///
    /// # Errors
    /// `Format` if one has an impossible value.
    pub fn from_ifd(ifd: &Ifd) -> Result<Self> {
        let compression = compression(ifd)?;
        let photometric = photometric(ifd)?;
        let fax_options = match compression {
            Compression::FAX3 => ifd.u64(Tag::T4_OPTIONS)?,
            Compression::FAX4 => ifd.u64(Tag::T6_OPTIONS)?,
            _ => None,
        };
        let longs = |tag| Ok(ifd.u64s(tag)?.into_iter().map(|v| u32::try_from(v).unwrap_or(u32::MAX)).collect());
        Ok(Self {
            photometric,
            chroma_subsampling: if photometric == Photometric::YCBCR { ycbcr_subsampling(ifd)? } else { (1, 1) },
            fax_options: fax_options.map_or(0, |v| v as u32),
            jpeg_tables: match ifd.field(Tag::JPEG_TABLES) {
                Some(field) => field.bytes()?.to_vec(),
                None => Vec::new(),
            },
            ycbcr_coefficients: ycbcr_coefficients(ifd),
            reference_black_white: reference_black_white(ifd),
            lerc_parameters: longs(Tag::LERC_PARAMETERS)?,
            tile_length: ifd.u64(Tag::TILE_LENGTH)?.map_or(0, |v| usize::try_from(v).unwrap_or(0)),
        })
    }
}
