//! What a codec must know of one block ("block" is GDAL's word for a strip or a tile).

use crate::byte_order::ByteOrder;
use crate::error::{Error, Result};
use crate::sample::SampleType;

/// The value of the Compression field (tag 259). An open set: any number may stand in a file.
///
/// ```
/// use geotiff_core::Compression;
///
/// assert_eq!(Compression::LZW.name(), Some("LZW"));
/// assert_eq!(Compression(50000).to_string(), "ZSTD (50000)");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Compression(pub u16);

impl Compression {
    /// No compression.
    pub const NONE: Self = Self(1);
    /// Lempel–Ziv–Welch (TIFF 6, section 13).
    pub const LZW: Self = Self(5);
    /// Modified Huffman run lengths (TIFF 6, section 10), rows beginning on bytes.
    pub const FAX_RLE: Self = Self(2);
    /// CCITT Group 3 (T.4).
    pub const FAX3: Self = Self(3);
    /// CCITT Group 4 (T.6).
    pub const FAX4: Self = Self(4);
    /// JPEG as TIFF 6 had it, before technical note 2.
    pub const OLD_JPEG: Self = Self(6);
    /// JPEG with shared tables (TIFF technical note 2).
    pub const JPEG: Self = Self(7);
    /// Deflate with a zlib header (Adobe's code).
    pub const DEFLATE: Self = Self(8);
    /// The same stream under its older code.
    pub const DEFLATE_OLD: Self = Self(32946);
    /// Byte-oriented run lengths (TIFF 6, section 9).
    pub const PACKBITS: Self = Self(32773);
    /// NeXT's 2-bit gray.
    pub const NEXT: Self = Self(32766);
    /// As [`FAX_RLE`](Self::FAX_RLE), rows beginning on 16-bit words.
    pub const FAX_RLE_WORDS: Self = Self(32771);
    /// ThunderScan's 4-bit gray.
    pub const THUNDERSCAN: Self = Self(32809);
    /// Greg Ward's LogL and 32-bit LogLuv, run lengths.
    pub const SGILOG: Self = Self(34676);
    /// Greg Ward's 24-bit LogLuv.
    pub const SGILOG24: Self = Self(34677);
    /// JPEG 2000 whose components are luma and chroma, in Aperio's slides.
    pub const APERIO_JPEG2000_YCBCR: Self = Self(33003);
    /// JPEG 2000, lossy, in files of Bio-Formats.
    pub const JPEG2000_LOSSY: Self = Self(33004);
    /// JPEG 2000 whose components are red, green and blue, in Aperio's slides.
    pub const APERIO_JPEG2000_RGB: Self = Self(33005);
    /// JPEG 2000, by its code in Leica's and most other files.
    pub const JPEG2000: Self = Self(34712);
    /// Esri's Limited Error Raster Compression, alone or within Deflate or Zstd.
    pub const LERC: Self = Self(34887);
    /// LZMA2 in an XZ stream.
    pub const LZMA: Self = Self(34925);
    /// Zstandard.
    pub const ZSTD: Self = Self(50000);
    /// WebP.
    pub const WEBP: Self = Self(50001);
    /// JPEG XL, by the code that GDAL and libtiff used first.
    pub const JXL: Self = Self(50002);
    /// JPEG XL, by the code of DNG 1.7.
    pub const JXL_DNG: Self = Self(52546);

    /// GDAL's name of the codec, where it has one.
    pub const fn name(self) -> Option<&'static str> {
        Some(match self.0 {
            1 => "NONE",
            2 => "CCITTRLE",
            3 => "CCITTFAX3",
            4 => "CCITTFAX4",
            5 => "LZW",
            6 => "OJPEG",
            7 => "JPEG",
            8 | 32946 => "DEFLATE",
            32766 => "NEXT",
            32771 => "CCITTRLEW",
            32773 => "PACKBITS",
            32809 => "THUNDERSCAN",
            33003 | 33004 | 33005 | 34712 => "JPEG2000",
            34661 => "JBIG",
            34676 => "SGILOG",
            34677 => "SGILOG24",
            34887 => "LERC",
            34925 => "LZMA",
            34934 => "JPEGXR",
            50000 => "ZSTD",
            50001 => "WEBP",
            50002 | 52546 => "JXL",
            _ => return None,
        })
    }
}

impl std::fmt::Display for Compression {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.name() {
            Some(name) => write!(f, "{name} ({})", self.0),
            None => write!(f, "code {}", self.0),
        }
    }
}

/// How samples were turned into differences before compression (tag 317).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Predictor {
    /// 1: they were not.
    #[default]
    None,
    /// 2: each sample is the difference to the pixel on its left (TIFF 6, section 14).
    Horizontal,
    /// 3: the bytes of floats, by significance, as differences (Adobe's Photoshop TIFF technical note 3).
    FloatingPoint,
}

impl Predictor {
    /// The value of the field.
    pub const fn code(self) -> u16 {
        match self {
            Self::None => 1,
            Self::Horizontal => 2,
            Self::FloatingPoint => 3,
        }
    }
}

/// What the bits of a stored sample mean (tag 339).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SampleFormat {
    /// 1: unsigned integer.
    UInt,
    /// 2: two's complement integer.
    Int,
    /// 3: IEEE floating point.
    Float,
    /// 5: pair of signed integers.
    ComplexInt,
    /// 6: pair of floats.
    ComplexFloat,
}

impl SampleFormat {
    /// The value of the field.
    pub const fn code(self) -> u16 {
        match self {
            Self::UInt => 1,
            Self::Int => 2,
            Self::Float => 3,
            Self::ComplexInt => 5,
            Self::ComplexFloat => 6,
        }
    }
}

/// All that turns the bytes of one block into samples, and back.
///
/// Decoded, a block is `rows` × `width` pixels of `samples` samples each, chunky, in native byte order, without padding.
/// Stored, each row of samples is padded to a whole byte.
///
/// ```
/// use geotiff_core::{BlockSpec, ByteOrder, Compression, Predictor, SampleFormat, SampleType};
///
/// let mask = BlockSpec {
///     compression: Compression::DEFLATE,
///     predictor: Predictor::None,
///     byte_order: ByteOrder::Little,
///     reversed_bits: false,
///     format: SampleFormat::UInt,
///     bits: 1,
///     samples: 1,
///     width: 100,
///     rows: 4,
/// };
/// assert_eq!(mask.sample_type().unwrap(), SampleType::U8);
/// assert_eq!((mask.stored_row_len(), mask.stored_len(), mask.decoded_len()), (13, 52, 400));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlockSpec {
    /// How the bytes are compressed.
    pub compression: Compression,
    /// What was done to the samples before that.
    pub predictor: Predictor,
    /// The order of the bytes of a sample.
    pub byte_order: ByteOrder,
    /// Whether the bits of every stored byte are in reverse (FillOrder = 2).
    pub reversed_bits: bool,
    /// What the bits of a sample mean.
    pub format: SampleFormat,
    /// Bits of one stored sample, both parts of a complex one: 1–32, 64 or 128.
    pub bits: u16,
    /// Samples of one pixel in this block: all bands of a chunky image, or 1.
    pub samples: usize,
    /// Pixels in a row.
    pub width: usize,
    /// Rows. To be read, those within the image suffice: the last strip ends with them, and some tiles do.
    pub rows: usize,
}

impl BlockSpec {
    /// What the samples are once decoded.
    ///
    /// # Errors
    /// `Unsupported` if there is no type for this format and number of bits.
    pub fn sample_type(&self) -> Result<SampleType> {
        use SampleFormat::*;
        Ok(match (self.format, self.bits) {
            (UInt, 1..=8) => SampleType::U8,
            (UInt, 9..=16) => SampleType::U16,
            (UInt, 17..=32) => SampleType::U32,
            (UInt, 64) => SampleType::U64,
            (Int, 8) => SampleType::I8,
            (Int, 16) => SampleType::I16,
            (Int, 32) => SampleType::I32,
            (Int, 64) => SampleType::I64,
            // GDAL takes packed integers for unsigned, whatever they are said to be.
            (Int, 1..=7) => SampleType::U8,
            (Int, 9..=15) => SampleType::U16,
            (Int, 17..=31) => SampleType::U32,
            (Float, 16 | 24 | 32) => SampleType::F32,
            (Float, 64) => SampleType::F64,
            (ComplexInt, 32) => SampleType::CI16,
            (ComplexInt, 64) => SampleType::CI32,
            (ComplexFloat, 64) => SampleType::CF32,
            (ComplexFloat, 128) => SampleType::CF64,
            (format, bits) => return Err(Error::unsupported(format!("{bits}-bit {format:?} samples")).in_tag(258)),
        })
    }

    /// Samples in one row.
    pub const fn row_samples(&self) -> usize {
        self.width.saturating_mul(self.samples)
    }

    /// Bytes of one stored row before compression, padded to a whole byte.
    pub const fn stored_row_len(&self) -> usize {
        self.row_samples().saturating_mul(self.bits as usize).div_ceil(8)
    }

    /// Bytes of the whole stored block before compression.
    pub const fn stored_len(&self) -> usize {
        self.stored_row_len().saturating_mul(self.rows)
    }

    /// Bytes of the decoded block; 0 for samples that no type stands for.
    pub fn decoded_len(&self) -> usize {
        self.sample_type().map_or(0, |t| self.row_samples().saturating_mul(self.rows).saturating_mul(t.bytes()))
    }
}
