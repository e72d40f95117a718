//! What the directory tells a codec of all blocks of an image at once.

use crate::block::{BlockSpec, Compression};
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
    /// YCbCrCoefficients: the shares of red, green and blue in luma; by default those of ITU-R BT.601.
    pub ycbcr_coefficients: [f32; 3],
    /// ReferenceBlackWhite: the samples of black and of white, of luma and of both chromas in turn; by default all of the range.
    pub reference_black_white: [f32; 6],
    /// T4Options or T6Options: what variant of a fax code it is.
    pub fax_options: u32,
    /// JPEGTables: a JPEG stream of tables that the blocks share. Empty if there is none.
    pub jpeg_tables: Vec<u8>,
    /// LercParameters: version, and what the blobs are compressed with.
    pub lerc_parameters: Vec<u32>,
    /// Rows of a whole tile, all of which an image format of its own codes though the image may end within it. 0 if the
    /// blocks are strips.
    pub tile_length: usize,
    /// Whether each band has blocks of its own (PlanarConfiguration 2).
    pub separate: bool,
    /// Whether the first sample after the colours is alpha, by which they are not multiplied (ExtraSamples 2).
    pub has_alpha: bool,
}

impl CodecFields {
    /// Of an image whose codec needs to know nothing.
    pub const NONE: Self = Self {
        photometric: Photometric::MIN_IS_BLACK,
        chroma_subsampling: (1, 1),
        ycbcr_coefficients: [0.299, 0.587, 0.114],
        reference_black_white: [0.0, 255.0, 128.0, 255.0, 128.0, 255.0],
        fax_options: 0,
        jpeg_tables: Vec::new(),
        lerc_parameters: Vec::new(),
        tile_length: 0,
        separate: false,
        has_alpha: false,
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
            ycbcr_coefficients: ycbcr_coefficients(ifd),
            reference_black_white: reference_black_white(ifd),
            fax_options: fax_options.map_or(0, |v| v as u32),
            jpeg_tables: match ifd.field(Tag::JPEG_TABLES) {
                Some(field) => field.bytes()?.to_vec(),
                None => Vec::new(),
            },
            lerc_parameters: longs(Tag::LERC_PARAMETERS)?,
            tile_length: ifd.u64(Tag::TILE_LENGTH)?.map_or(0, |v| usize::try_from(v).unwrap_or(0)),
            separate: ifd.u64(Tag::PLANAR_CONFIGURATION)? == Some(2),
            has_alpha: ifd.u64s(Tag::EXTRA_SAMPLES)?.first() == Some(&2),
        })
    }

    /// Whether a block of this compression holds data units: the lumas of some pixels, then the chromas that they share
    /// (TIFF 6, section 21). No sample is stored for each pixel then, and blocks are decoded to red, green and blue.
    pub const fn has_data_units(&self, compression: Compression) -> bool {
        let is_subsampled = !matches!(self.chroma_subsampling, (1, 1));
        // Formats of their own subsample by themselves or not at all.
        is_subsampled
            && matches!(
                compression,
                Compression::NONE
                    | Compression::LZW
                    | Compression::PACKBITS
                    | Compression::DEFLATE
                    | Compression::DEFLATE_OLD
                    | Compression::LZMA
                    | Compression::ZSTD
            )
    }

    /// Bytes of a whole block before compression: [`BlockSpec::stored_len`], but for data units.
    ///
    /// ```
    /// use geotiff_core::{BlockSpec, ByteOrder, CodecFields, Compression, Photometric, Predictor, SampleFormat};
    ///
    /// let spec = BlockSpec {
    ///     compression: Compression::LZW,
    ///     predictor: Predictor::None,
    ///     byte_order: ByteOrder::Little,
    ///     reversed_bits: false,
    ///     format: SampleFormat::UInt,
    ///     bits: 8,
    ///     samples: 3,
    ///     width: 5,
    ///     rows: 4,
    /// };
    /// let fields = CodecFields { photometric: Photometric::YCBCR, chroma_subsampling: (2, 2), ..CodecFields::NONE };
    /// // 3 units across and 2 down, each of 4 lumas and 2 chromas.
    /// assert_eq!(fields.stored_len(&spec), 36);
    /// ```
    pub fn stored_len(&self, spec: &BlockSpec) -> usize {
        if !self.has_data_units(spec.compression) {
            return spec.stored_len();
        }
        let (across, down) = (usize::from(self.chroma_subsampling.0), usize::from(self.chroma_subsampling.1));
        let units = |pixels: usize, of: usize| pixels.div_ceil(of.max(1));
        let unit_len = across.saturating_mul(down).saturating_add(2);
        units(spec.width, across).saturating_mul(units(spec.rows, down)).saturating_mul(unit_len)
    }
}
