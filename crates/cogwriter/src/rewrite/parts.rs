//! The images of the source: where they are, their directories with all values, and whether a COG can have their blocks.

use geotiff_core::{BlockIndex, BlockSpec, ByteOrder, Compression, Error, Header, Ifd, Image, Predictor, Result};
use window::{Dataset, Level, Source, read_directory_with};

use crate::validate::blocks::{CHUNK, chunks, claims_too_many, places};

/// Bytes of a block that its tables stand within.
const HEAD_LEN: u64 = 64 << 10;

/// An image, or a mask, of the source.
pub(super) struct Part<'a> {
    pub(super) image: &'a Image,
    pub(super) source: &'a dyn Source,
    /// The most bytes that a decoded block may take.
    pub(super) max_block_len: usize,
    /// Its directory, with all values.
    pub(super) ifd: Ifd,
    /// The length of each block; 0 for one that is not stored.
    pub(super) lengths: Vec<u32>,
}

impl<'a> Part<'a> {
    fn new(level: &Level<'a>, image: &'a Image, source: &'a dyn Source, name: Option<&str>) -> Result<Self> {
        let limits = level.limits();
        let read = || {
            let header = Header::parse(&source.bytes(0..source.len().min(Header::MAX_LEN as u64))?)?;
            let ifd = read_directory_with(source, header, image.ifd_offset, limits)?;
            let lengths = lengths(image, source)?;
            Ok(Self { image, source, max_block_len: limits.block_len, ifd, lengths })
        };
        read().map_err(|error: Error| match name {
            Some(name) => error.in_file(name),
            None => error,
        })
    }

    /// The quality that its blocks were made with, as far as the tables that they share, or else the first block, tell.
    ///
    /// # Errors
    /// `Io` if reading fails.
    pub(super) fn quality(&self) -> Result<Option<u8>> {
        let Self { image, source, .. } = *self;
        if let Some(quality) = codec::quality_of(image.compression, &image.codec_fields.jpeg_tables) {
            return Ok(Some(quality));
        }
        let Some(block) = self.lengths.iter().position(|&len| len > 0) else { return Ok(None) };
        let block = block as u64;
        let place = places(source, image, block..block + 1)?.into_iter().next().unwrap_or_default();
        let Some((offset, len)) = range(image, source, block, place)? else { return Ok(None) };
        let head = source.bytes(offset..offset + u64::from(len).min(HEAD_LEN))?;
        Ok(codec::quality_of(image.compression, &head))
    }

    /// The image of a level.
    pub(super) fn of_image(level: &Level<'a>) -> Result<Self> {
        Self::new(level, level.image(), level.source(), level.file_beside())
    }

    /// The mask of a level.
    pub(super) fn of_mask(level: &Level<'a>) -> Result<Option<Self>> {
        let (Some(image), Some(source)) = (level.mask_image(), level.mask_source()) else { return Ok(None) };
        Self::new(level, image, source, level.mask_file_beside()).map(Some)
    }
}

/// The image at full resolution.
///
/// # Errors
/// `Unsupported` if no COG can have its blocks.
pub(super) fn main(dataset: &Dataset) -> Result<()> {
    match unfit(dataset.image()) {
        None => Ok(()),
        Some(why) => {
            Err(Error::unsupported(format!("{why}: make a COG of its pixels, which are compressed anew then")))
        }
    }
}

/// Why the blocks of an image cannot be those of a COG.
pub(super) fn unfit(image: &Image) -> Option<String> {
    let grid = &image.grid;
    let (width, height) = (grid.block_width, grid.block_height);
    if !grid.tiled {
        return Some("the image is stored in strips, not in tiles, and cannot stay as it is".into());
    }
    if !width.is_multiple_of(16) || !height.is_multiple_of(16) {
        return Some(format!("its tiles of {width} × {height} pixels are not of a multiple of 16 and cannot stay"));
    }
    if image.compression.0 == 0 {
        return Some("its Compression is 0, which is no codec's number, and its blocks cannot stay".into());
    }
    if image.compression == Compression::OLD_JPEG {
        return Some("its blocks of old-style JPEG cannot be read without the rest of the file and cannot stay".into());
    }
    None
}

/// Whether the bytes of blocks depend on the byte order of their file.
pub(super) fn depends_on_byte_order(image: &Image) -> bool {
    // Samples that do not fill whole bytes are a stream of bits; the floating-point predictor puts the highest bytes first.
    image.bits > 8
        && image.bits.is_multiple_of(8)
        && image.predictor != Predictor::FloatingPoint
        && !OF_THEIR_OWN.contains(&image.compression.0)
}

/// Codecs that are formats of their own: JPEG, JBIG, JPEG 2000, JPEG XR, WebP, JPEG XL, SGILOG. Not LERC: libtiff hands it
/// samples in the order of the file.
const OF_THEIR_OWN: [u16; 11] = [7, 34661, 33003, 33004, 33005, 34712, 34934, 50001, 50002, 52546, 34676];

/// The byte order that the file of this image must have.
pub(super) fn byte_order(image: &Image) -> ByteOrder {
    if depends_on_byte_order(image) { image.byte_order } else { ByteOrder::Little }
}

/// All that decodes and encodes whole blocks of an image.
pub(super) fn whole_block(image: &Image) -> BlockSpec {
    let spec = image.block_spec(BlockIndex { plane: 0, row: 0, col: 0 });
    BlockSpec { rows: image.grid.block_height, ..spec }
}

/// Where a block is, and how long: `None` if it is not stored.
///
/// # Errors
/// `Format` if it is not in the file, `Unsupported` if the file does not say how long it is, or it is of 4 GiB.
pub(super) fn range(
    image: &Image,
    source: &dyn Source,
    block: u64,
    (offset, count): (u64, u64),
) -> Result<Option<(u64, u32)>> {
    if offset == 0 {
        return Ok(None);
    }
    let named = |error: Error| error.at_offset(offset).in_block(usize::try_from(block).unwrap_or(usize::MAX));
    let count = match image.byte_counts {
        Some(_) => count,
        None if image.compression == Compression::NONE => image.stored_len(&whole_block(image)) as u64,
        None => return Err(named(Error::unsupported("the file does not say how long its blocks are"))),
    };
    if count == 0 {
        return Ok(None);
    }
    if offset.checked_add(count).is_none_or(|end| end > source.len()) {
        return Err(named(Error::format("a block reaches past the end of the file")));
    }
    let len = u32::try_from(count).map_err(|_| named(Error::unsupported("a block of 4 GiB or more")))?;
    Ok(Some((offset, len)))
}

/// The lengths of all blocks, in one pass over the arrays.
fn lengths(image: &Image, source: &dyn Source) -> Result<Vec<u32>> {
    if let Some(why) = claims_too_many(image) {
        return Err(Error::format(why));
    }
    let blocks = image.grid.blocks();
    let mut lengths = Vec::new();
    lengths.try_reserve_exact(blocks).map_err(|_| Error::limits(format!("{blocks} blocks do not fit in memory")))?;
    lengths.resize(blocks, 0);
    for plane in 0..image.grid.planes {
        for numbers in chunks(image, plane as u64, CHUNK) {
            for (block, place) in numbers.clone().zip(places(source, image, numbers)?) {
                if let (Some((_, len)), Some(slot)) =
                    (range(image, source, block, place)?, lengths.get_mut(block as usize))
                {
                    *slot = len;
                }
            }
        }
    }
    Ok(lengths)
}
