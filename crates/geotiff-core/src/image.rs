//! An image that can be read: a directory with every field that says how its pixels are stored checked and made whole.

use crate::block::{BlockSpec, Compression, Predictor, SampleFormat};
use crate::block_array::BlockArray;
use crate::byte_order::ByteOrder;
use crate::checks::{
    bits_per_sample, block_size, color_map, compression, dimension, extra_samples, impossible, photometric, predictor,
    sample_count, sample_format,
};
use crate::codec_fields::CodecFields;
use crate::error::{Error, Result};
use crate::grid::{BlockGrid, BlockIndex};
use crate::header::Header;
use crate::ifd::Ifd;
use crate::nodata::Nodata;
use crate::photometric::Photometric;
use crate::sample::SampleType;
use crate::tag::Tag;

/// The most blocks that an image may have: GDAL's limit.
const MAX_BLOCKS: usize = i32::MAX as usize;

/// What a directory is in its file, by NewSubfileType (tag 254).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct SubfileType {
    /// Bit 0: a reduced-resolution version of another image.
    pub reduced: bool,
    /// Bit 1: a page of several.
    pub page: bool,
    /// Bit 2: a transparency mask of another image.
    pub mask: bool,
}

impl SubfileType {
    /// Reads the field. Its predecessor SubfileType (tag 255) is not heeded, as in GDAL.
    pub fn from_ifd(ifd: &Ifd) -> Self {
        let bits = ifd.u64(Tag::NEW_SUBFILE_TYPE).ok().flatten().unwrap_or(0);
        Self { reduced: bits & 1 != 0, page: bits & 2 != 0, mask: bits & 4 != 0 }
    }

    /// The value of the field.
    pub const fn bits(self) -> u32 {
        self.reduced as u32 | (self.page as u32) << 1 | (self.mask as u32) << 2
    }
}

/// A checked image: its size, the type of its samples, and how and where its blocks are stored.
///
/// Missing and odd fields are taken as libtiff takes them.
///
/// ```
/// use geotiff_core::{ByteOrder, Field, Header, Ifd, Image, SampleType, Tag, Variant};
///
/// let mut ifd = Ifd::default();
/// for (tag, value) in [(Tag::IMAGE_WIDTH, 100), (Tag::IMAGE_LENGTH, 50), (Tag::BITS_PER_SAMPLE, 16), (Tag::STRIP_OFFSETS, 8)] {
///     ifd.set(Field::shorts(tag, &[value]));
/// }
/// let header = Header { byte_order: ByteOrder::Little, variant: Variant::Classic, first_ifd: 10_008 };
/// let image = Image::from_ifd(&header, &ifd)?;
/// assert_eq!((image.grid.width, image.grid.height, image.sample_type), (100, 50, SampleType::U16));
/// assert_eq!(image.grid.block_height, 50);
/// # Ok::<(), geotiff_core::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Image {
    /// Where its directory is.
    pub ifd_offset: u64,
    /// What it is in its file.
    pub subfile: SubfileType,
    /// Its size, and how it is cut into blocks.
    pub grid: BlockGrid,
    /// Samples per pixel.
    pub bands: usize,
    /// What samples are once decoded.
    pub sample_type: SampleType,
    /// Bits of a stored sample.
    pub bits: u16,
    /// What those bits mean.
    pub format: SampleFormat,
    /// How blocks are compressed.
    pub compression: Compression,
    /// What was done to samples before that.
    pub predictor: Predictor,
    /// What the samples are colours of once decoded: luma and chroma in JPEG are decoded to RGB.
    /// [`CodecFields::photometric`] is what they are as stored.
    pub photometric: Photometric,
    /// Values of ExtraSamples: 0 of no meaning, 1 alpha with colours multiplied by it, 2 alpha.
    pub extra_samples: Vec<u16>,
    /// What else its codec must know.
    pub codec_fields: CodecFields,
    /// The colour map: 2^bits entries of red, green, blue, each 0–65535.
    pub color_map: Option<Vec<[u16; 3]>>,
    /// The value of pixels without data.
    pub nodata: Option<Nodata>,
    /// The order of the bytes of a sample.
    pub byte_order: ByteOrder,
    /// Whether the bits of every byte are in reverse.
    pub reversed_bits: bool,
    /// Where each block begins.
    pub offsets: BlockArray,
    /// Bytes of each block; `None` if the file does not say, as some old ones do not.
    pub byte_counts: Option<BlockArray>,
}

impl Image {
    /// Checks a directory and reads from it all that says how its pixels are stored.
    ///
    /// # Errors
    /// `Format` if a field is missing or impossible, `Unsupported` if there is no type for its samples.
    pub fn from_ifd(header: &Header, ifd: &Ifd) -> Result<Self> {
        let (width, height) = (dimension(ifd, Tag::IMAGE_WIDTH)?, dimension(ifd, Tag::IMAGE_LENGTH)?);
        let bands = sample_count(ifd)?;
        let (bits, format) = (bits_per_sample(ifd, bands)?, sample_format(ifd, bands)?);
        let compression = compression(ifd)?;
        let separate = match ifd.u64(Tag::PLANAR_CONFIGURATION)?.unwrap_or(1) {
            1 => false,
            2 => bands > 1,
            other => return Err(impossible(Tag::PLANAR_CONFIGURATION, other)),
        };
        let (tiled, block_width, block_height) = block_size(ifd, width, height)?;
        let grid =
            BlockGrid { width, height, block_width, block_height, planes: if separate { bands } else { 1 }, tiled };
        let blocks = grid.cols().checked_mul(grid.rows()).and_then(|n| n.checked_mul(grid.planes));
        if blocks.is_none_or(|n| n > MAX_BLOCKS) {
            return Err(Error::format("the image has more blocks than GDAL, or this engine, can count")
                .in_tag(Tag::TILE_WIDTH.0));
        }
        // libtiff takes the strip and the tile tags for each other.
        let array = |a: Tag, b: Tag| ifd.field(a).or_else(|| ifd.field(b)).map(BlockArray::new).transpose();
        let offsets = array(Tag::TILE_OFFSETS, Tag::STRIP_OFFSETS)?;
        let missing =
            || Error::format("the image has neither StripOffsets nor TileOffsets").in_tag(Tag::STRIP_OFFSETS.0);
        let codec_fields = CodecFields::from_ifd(ifd)?;
        let is_decoded = matches!(compression, Compression::JPEG | Compression::OLD_JPEG)
            || codec_fields.has_data_units(compression);
        let mut image = Self {
            ifd_offset: ifd.offset,
            subfile: SubfileType::from_ifd(ifd),
            grid,
            bands,
            sample_type: SampleType::U8,
            bits,
            format,
            compression,
            predictor: predictor(ifd)?,
            photometric: match photometric(ifd)? {
                Photometric::YCBCR if is_decoded && !separate && bands >= 3 => Photometric::RGB,
                stored => stored,
            },
            extra_samples: extra_samples(ifd, bands)?,
            codec_fields,
            color_map: color_map(ifd, bits),
            nodata: None,
            byte_order: header.byte_order,
            reversed_bits: ifd.u64(Tag::FILL_ORDER)? == Some(2),
            offsets: offsets.ok_or_else(missing)?,
            byte_counts: array(Tag::TILE_BYTE_COUNTS, Tag::STRIP_BYTE_COUNTS)?,
        };
        let spec = image.block_spec(BlockIndex { plane: 0, row: 0, col: 0 });
        image.sample_type = spec.sample_type()?;
        let sizes = [image.grid.block_height, spec.samples, spec.bits.max(8) as usize];
        if sizes
            .iter()
            .try_fold(image.grid.block_width, |n, &m| n.checked_mul(m))
            .is_none_or(|n| isize::try_from(n).is_err())
        {
            return Err(Error::format(format!("a block of {block_width} × {block_height} pixels cannot be addressed"))
                .in_tag(Tag::TILE_WIDTH.0));
        }
        image.nodata = ifd.text(Tag::GDAL_NODATA).and_then(|text| Nodata::parse(&text, image.sample_type));
        Ok(image)
    }

    /// Whether each band is stored by itself.
    pub fn is_separate(&self) -> bool {
        self.grid.planes > 1
    }

    /// Bytes of the whole block before compression.
    pub fn stored_len(&self, spec: &BlockSpec) -> usize {
        self.codec_fields.stored_len(spec)
    }

    /// Whether rows of a block can be read without the rest: they are stored one after the other, uncompressed.
    pub fn has_bare_rows(&self) -> bool {
        self.compression == Compression::NONE && !self.codec_fields.has_data_units(self.compression)
    }

    /// All that decodes a block: its rows within the image, which are all that some tiles at the lower edge hold.
    pub fn block_spec(&self, index: BlockIndex) -> BlockSpec {
        BlockSpec {
            compression: self.compression,
            predictor: self.predictor,
            byte_order: self.byte_order,
            reversed_bits: self.reversed_bits,
            format: self.format,
            bits: self.bits,
            samples: if self.is_separate() { 1 } else { self.bands },
            width: self.grid.block_width,
            rows: self.grid.window_of(index).height,
        }
    }
}
