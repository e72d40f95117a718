//! An image that can be read: a directory with every field that says how its pixels are stored checked and made whole.

use std::ops::Range;

use crate::block::{BlockSpec, Compression, Predictor, SampleFormat};
use crate::byte_order::ByteOrder;
use crate::error::{Error, Result};
use crate::field::{Field, FieldType, Values};
use crate::grid::{BlockGrid, BlockIndex};
use crate::header::Header;
use crate::ifd::Ifd;
use crate::nodata::Nodata;
use crate::sample::SampleType;
use crate::tag::Tag;

/// The most pixels that a side may have: GDAL's limit.
const MAX_SIDE: u64 = i32::MAX as u64;
/// The most blocks that an image may have: GDAL's limit.
const MAX_BLOCKS: usize = i32::MAX as usize;

/// What the samples of a pixel are colours of (tag 262). An open set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Photometric(pub u16);

impl Photometric {
    /// Gray, 0 is white.
    pub const MIN_IS_WHITE: Self = Self(0);
    /// Gray, 0 is black; also data of no colour.
    pub const MIN_IS_BLACK: Self = Self(1);
    /// Red, green, blue.
    pub const RGB: Self = Self(2);
    /// Index into the colour map.
    pub const PALETTE: Self = Self(3);
    /// Transparency mask.
    pub const MASK: Self = Self(4);
    /// Cyan, magenta, yellow, black.
    pub const SEPARATED: Self = Self(5);
    /// Luma and chroma.
    pub const YCBCR: Self = Self(6);

    /// libtiff's name.
    pub const fn name(self) -> Option<&'static str> {
        Some(match self.0 {
            0 => "MINISWHITE",
            1 => "MINISBLACK",
            2 => "RGB",
            3 => "PALETTE",
            4 => "MASK",
            5 => "SEPARATED",
            6 => "YCBCR",
            8 => "CIELAB",
            9 => "ICCLAB",
            10 => "ITULAB",
            32844 => "LOGL",
            32845 => "LOGLUV",
            _ => return None,
        })
    }
}

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

/// One number per block, held or still in the file, where parts of it are read when they are wanted.
#[derive(Clone, Debug, PartialEq)]
pub struct BlockArray {
    field: Field,
}

impl BlockArray {
    fn new(field: &Field) -> Result<Self> {
        if field.byte_len().is_none() {
            return Err(Error::format(format!("{} claims {} values", field.tag, field.count)).in_tag(field.tag.0));
        }
        match field.field_type {
            FieldType::SHORT | FieldType::LONG | FieldType::LONG8 | FieldType::IFD | FieldType::IFD8 => {
                Ok(Self { field: field.clone() })
            }
            other => Err(Error::format(format!("{} is of type {}, not SHORT, LONG or LONG8", field.tag, other.0))
                .in_tag(field.tag.0)),
        }
    }

    /// How many numbers there are.
    pub fn count(&self) -> u64 {
        self.field.count
    }

    /// Bytes of one number: 2, 4 or 8.
    pub fn entry_len(&self) -> u64 {
        self.field.field_type.bytes().unwrap_or(4) as u64
    }

    /// All numbers, if they are held.
    pub fn held(&self) -> Option<Vec<u64>> {
        self.field.to_u64s().ok()
    }

    /// Where numbers `first..end` are in the file; `None` if they are held or beyond 64 bits.
    pub fn range(&self, first: u64, end: u64) -> Option<Range<u64>> {
        let Values::At(offset) = self.field.values else { return None };
        let at = |i: u64| i.checked_mul(self.entry_len()).and_then(|n| offset.checked_add(n));
        Some(at(first)?..at(end)?)
    }

    /// The numbers that these bytes of the file are.
    pub fn decode(&self, order: ByteOrder, bytes: &[u8]) -> Vec<u64> {
        match self.entry_len() {
            2 => bytes.as_chunks().0.iter().map(|&b| u64::from(order.u16(b))).collect(),
            8 => bytes.as_chunks().0.iter().map(|&b| order.u64(b)).collect(),
            _ => bytes.as_chunks().0.iter().map(|&b| u64::from(order.u32(b))).collect(),
        }
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
    /// What the samples are colours of.
    pub photometric: Photometric,
    /// Values of ExtraSamples: 0 of no meaning, 1 alpha with colours multiplied by it, 2 alpha.
    pub extra_samples: Vec<u16>,
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
        let compression = Compression(ifd.u64(Tag::COMPRESSION)?.map_or(Ok(1), |v| short(Tag::COMPRESSION, v))?);
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
            photometric: Photometric(
                ifd.u64(Tag::PHOTOMETRIC_INTERPRETATION)?
                    .map_or(Ok(1), |v| short(Tag::PHOTOMETRIC_INTERPRETATION, v))?,
            ),
            extra_samples: extra_samples(ifd, bands)?,
            color_map: color_map(ifd, bits),
            nodata: None,
            byte_order: header.byte_order,
            reversed_bits: ifd.u64(Tag::FILL_ORDER)? == Some(2),
            offsets: offsets.ok_or_else(missing)?,
            byte_counts: array(Tag::TILE_BYTE_COUNTS, Tag::STRIP_BYTE_COUNTS)?,
        };
        if image.photometric == Photometric::YCBCR && image.compression != Compression::JPEG {
            let subsampling = ifd.u64s(Tag::YCBCR_SUB_SAMPLING)?;
            if subsampling != [1, 1] {
                return Err(Error::unsupported(format!("YCbCr samples with chroma subsampled by {subsampling:?}"))
                    .in_tag(Tag::YCBCR_SUB_SAMPLING.0));
            }
        }
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

    /// The band (from 0) that holds alpha, if one does.
    pub fn alpha_band(&self) -> Option<usize> {
        let first = self.bands.checked_sub(self.extra_samples.len())?;
        self.extra_samples.iter().position(|&e| e == 1 || e == 2).map(|i| first + i)
    }
}

fn impossible(tag: Tag, value: impl std::fmt::Display) -> Error {
    Error::format(format!("{tag} is {value}, which is not possible")).in_tag(tag.0)
}

fn short(tag: Tag, value: u64) -> Result<u16> {
    u16::try_from(value).map_err(|_| impossible(tag, value))
}

fn dimension(ifd: &Ifd, tag: Tag) -> Result<usize> {
    if let Some(field) = ifd.field(tag).filter(|field| field.count != 1) {
        return Err(Error::format(format!("{tag} has {} values, not one", field.count)).in_tag(tag.0));
    }
    match ifd.u64(tag)? {
        None => Err(Error::format(format!("the image has no {tag}")).in_tag(tag.0)),
        Some(n @ 1..=MAX_SIDE) => usize::try_from(n).map_err(|_| impossible(tag, n)),
        Some(n) => Err(impossible(tag, n)),
    }
}

fn sample_count(ifd: &Ifd) -> Result<usize> {
    match ifd.u64(Tag::SAMPLES_PER_PIXEL)? {
        Some(n @ 1..=65_535) => Ok(n as usize),
        Some(n) => Err(impossible(Tag::SAMPLES_PER_PIXEL, n)),
        // Files without it that have three depths and are RGB were written by old libtiffs.
        None if ifd.u64(Tag::PHOTOMETRIC_INTERPRETATION)? == Some(2) && ifd.u64s(Tag::BITS_PER_SAMPLE)?.len() == 3 => {
            Ok(3)
        }
        None => Ok(1),
    }
}

fn bits_per_sample(ifd: &Ifd, bands: usize) -> Result<u16> {
    let mut bits = ifd.u64s(Tag::BITS_PER_SAMPLE)?;
    bits.truncate(bands);
    let first = bits.first().copied().unwrap_or(1);
    if bits.iter().any(|&b| b != first) {
        return Err(
            Error::unsupported(format!("samples of differing depth: {bits:?} bits")).in_tag(Tag::BITS_PER_SAMPLE.0)
        );
    }
    match first {
        0 => Err(impossible(Tag::BITS_PER_SAMPLE, 0)),
        n => short(Tag::BITS_PER_SAMPLE, n),
    }
}

fn sample_format(ifd: &Ifd, bands: usize) -> Result<SampleFormat> {
    let mut formats = ifd.u64s(Tag::SAMPLE_FORMAT)?;
    formats.truncate(bands);
    let first = formats.first().copied().unwrap_or(1);
    if formats.iter().any(|&f| f != first) {
        return Err(
            Error::unsupported(format!("samples of differing formats: {formats:?}")).in_tag(Tag::SAMPLE_FORMAT.0)
        );
    }
    match first {
        // 4 is "of no stated format", which libtiff and GDAL take as unsigned.
        1 | 4 => Ok(SampleFormat::UInt),
        2 => Ok(SampleFormat::Int),
        3 => Ok(SampleFormat::Float),
        5 => Ok(SampleFormat::ComplexInt),
        6 => Ok(SampleFormat::ComplexFloat),
        other => Err(impossible(Tag::SAMPLE_FORMAT, other)),
    }
}

fn extra_samples(ifd: &Ifd, bands: usize) -> Result<Vec<u16>> {
    let values = ifd.u64s(Tag::EXTRA_SAMPLES)?;
    if values.len() > bands {
        return Err(Error::format(format!("{} extra samples of {bands}", values.len())).in_tag(Tag::EXTRA_SAMPLES.0));
    }
    let known = |value| match value {
        0..=2 => Ok(value as u16),
        // What Corel Draw writes for alpha.
        999 => Ok(2),
        other => Err(impossible(Tag::EXTRA_SAMPLES, other)),
    };
    values.into_iter().map(known).collect()
}

fn predictor(ifd: &Ifd) -> Result<Predictor> {
    match ifd.u64(Tag::PREDICTOR)?.unwrap_or(1) {
        1 => Ok(Predictor::None),
        2 => Ok(Predictor::Horizontal),
        3 => Ok(Predictor::FloatingPoint),
        other => Err(impossible(Tag::PREDICTOR, other)),
    }
}

fn block_size(ifd: &Ifd, width: usize, height: usize) -> Result<(bool, usize, usize)> {
    if ifd.field(Tag::TILE_WIDTH).is_some() || ifd.field(Tag::TILE_LENGTH).is_some() {
        return Ok((true, dimension(ifd, Tag::TILE_WIDTH)?, dimension(ifd, Tag::TILE_LENGTH)?));
    }
    let rows = match ifd.u64(Tag::ROWS_PER_STRIP)? {
        Some(0) => return Err(impossible(Tag::ROWS_PER_STRIP, 0)),
        Some(rows) => usize::try_from(rows).unwrap_or(height).min(height),
        None => height,
    };
    Ok((false, width, rows))
}

fn color_map(ifd: &Ifd, bits: u16) -> Option<Vec<[u16; 3]>> {
    let values = ifd.u64s(Tag::COLOR_MAP).ok()?;
    let n = 1_usize.checked_shl(u32::from(bits)).filter(|&n| bits <= 16 && values.len() >= 3 * n)?;
    let value = |i: usize| values.get(i).map_or(0, |&v| v as u16);
    Some((0..n).map(|i| [value(i), value(n + i), value(2 * n + i)]).collect())
}
