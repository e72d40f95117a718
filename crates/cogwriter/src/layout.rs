//! Where everything in the file goes: planned once every block is encoded, so that writing needs no seek.
//!
//! ```text
//! header           8 bytes, BigTIFF 16
//! ghost area
//! directories      main, mask, overviews large → small, their masks large → small; each on an even offset, each
//!                  followed by those of its values that do not fit into it, each on an even offset
//! block arrays     per level, image, then mask: TileOffsets, TileByteCounts, unless they fit into the directory
//! blocks           smallest level first, full resolution last: leader (length, u32), block, trailer (last 4 bytes)
//! ```
//!
//! So one small read at the beginning of the file tells a reader all of its structure but the arrays, of which it then
//! reads the parts that it wants; and a file that is cut off has lost its finest pixels, not its coarsest.

mod head;
mod values;

use geotiff_core::{ByteOrder, Error, Ifd, Result, Tag, Variant};

use crate::pyramid::{Level, Pyramid};
use head::Head;

/// Bytes of a block's leader and trailer together.
pub(crate) const FRAME_LEN: u64 = 8;
/// The longest file whose offsets, its end included, fit into 32 bits.
const CLASSIC_MAX: u64 = u32::MAX as u64;
/// Bytes of pixels above which [`BigTiff::IfSafer`] makes a BigTIFF, as in GDAL.
const SAFE_RAW_LEN: u64 = 2_000_000_000;

/// Whether the file is a BigTIFF (GDAL's BIGTIFF).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum BigTiff {
    /// If it has to be: if it is of 4 GiB or more. The lengths of all blocks are known, so this is exact.
    #[default]
    IfNeeded,
    /// If its pixels, uncompressed, take more than 2 · 10⁹ bytes, or it has to be: so it can grow, and does not depend on how well
    /// the pixels are compressed.
    IfSafer,
    /// It is.
    Yes,
    /// It is not, even if that is an error.
    No,
}

/// What else there is to say of a file.
///
/// ```
/// use cogwriter::{BigTiff, LayoutOptions};
/// use geotiff_core::ByteOrder;
///
/// let options = LayoutOptions::default();
/// assert_eq!((options.big_tiff, options.byte_order), (BigTiff::IfNeeded, ByteOrder::Little));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct LayoutOptions {
    /// Whether it is a BigTIFF.
    pub big_tiff: BigTiff,
    /// The order of the bytes of numbers. Leaders are little-endian all the same, as GDAL writes and reads them.
    pub byte_order: ByteOrder,
    /// Directories that fields of the main directory point to, such as [`Tag::EXIF_IFD`]; all values are held.
    pub private: Vec<(Tag, Ifd)>,
}

impl Default for LayoutOptions {
    fn default() -> Self {
        Self { big_tiff: BigTiff::IfNeeded, byte_order: ByteOrder::Little, private: Vec::new() }
    }
}

/// The plan of a file: the bytes before the first block, and how long the whole is.
///
/// After [`head`](Self::head) the blocks are written in the order of [`Pyramid::block_order`], each between its
/// [`block_leader`] and its [`block_trailer`].
///
/// ```
/// use cogwriter::{BigTiff, EncodedImage, Interleave, Layout, Level, Pyramid};
/// use cogwriter::{block_leader, block_trailer, main_ifd, sample_format};
/// use geotiff_core::{BlockSpec, ByteOrder, Compression, Predictor, Profile, SampleType};
///
/// let profile = Profile::new(SampleType::U8, 30, 16, 1);
/// let spec = BlockSpec {
///     compression: Compression::NONE,
///     predictor: Predictor::None,
///     byte_order: ByteOrder::Little,
///     reversed_bits: false,
///     format: sample_format(profile.sample_type),
///     bits: 8,
///     samples: 1,
///     width: 16,
///     rows: 16,
/// };
/// let blocks = [vec![1; 256], vec![2; 256]];
/// let image = EncodedImage { ifd: main_ifd(&profile, &spec)?, lengths: vec![256, 256] };
/// let pyramid = Pyramid { interleave: Interleave::Pixel, levels: vec![Level { image, mask: None }] };
///
/// let layout = Layout::plan(&pyramid, BigTiff::IfNeeded)?;
/// let mut file = layout.head.clone();
/// for id in pyramid.block_order() {
///     let block: &[u8] = &blocks[id.block];
///     file.extend(block_leader(block.len() as u32));
///     file.extend(block);
///     file.extend(block_trailer(block));
/// }
/// assert_eq!(file.len() as u64, layout.file_len);
/// # Ok::<(), geotiff_core::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Layout {
    /// The width of the file's offsets.
    pub variant: Variant,
    /// All bytes before the leader of the first block.
    pub head: Vec<u8>,
    /// Bytes of the file.
    pub file_len: u64,
}

impl Layout {
    /// Gives everything its place. Besides the result it needs no memory that grows with the number of blocks.
    ///
    /// # Errors
    /// `Parameter` if the file is not to be a BigTIFF, but has 4 GiB or more; if an image has a number of blocks that
    /// is not that of its size; or if the values of one of its fields are not held. `Limits` if the block arrays do not
    /// fit in memory.
    pub fn plan(pyramid: &Pyramid, big_tiff: BigTiff) -> Result<Self> {
        Self::plan_with(pyramid, &LayoutOptions { big_tiff, ..LayoutOptions::default() })
    }

    /// The same for a file of another byte order, or with directories of camera data.
    ///
    /// # Errors
    /// As [`Self::plan`].
    pub fn plan_with(pyramid: &Pyramid, options: &LayoutOptions) -> Result<Self> {
        let big_tiff = options.big_tiff;
        pyramid.check()?;
        let data_len: u64 = pyramid.block_order().map(|id| u64::from(pyramid.length(id)) + FRAME_LEN).sum();
        let variant = match big_tiff {
            BigTiff::Yes => Variant::Big,
            BigTiff::No => Variant::Classic,
            _ if data_len > CLASSIC_MAX => Variant::Big,
            BigTiff::IfSafer if raw_len(pyramid)? > SAFE_RAW_LEN => Variant::Big,
            BigTiff::IfNeeded | BigTiff::IfSafer => Variant::Classic,
        };
        let mut head = Head::new(pyramid, variant, options)?;
        if variant == Variant::Classic && head.len() + data_len > CLASSIC_MAX {
            if big_tiff == BigTiff::No {
                return Err(Error::parameter(format!(
                    "the file would have {} bytes, which only a BigTIFF can",
                    head.len() + data_len
                )));
            }
            head = Head::new(pyramid, Variant::Big, options)?;
        }
        let file_len = head.len() + data_len;
        Ok(Self { variant: head.variant(), head: head.into_bytes(pyramid), file_len })
    }
}

/// Bytes of the pixels as GDAL estimates them: whole blocks of the full resolution, the pixels of overviews, no mask.
fn raw_len(pyramid: &Pyramid) -> Result<u64> {
    pyramid.levels.iter().enumerate().try_fold(0_u64, |sum, (level, Level { image, .. })| {
        let side = |side, block_side| {
            let (side, block_side) = (image.number(side)?, image.number(block_side)?);
            Ok::<_, Error>(if level == 0 { side.next_multiple_of(block_side) } else { side })
        };
        let pixels =
            side(Tag::IMAGE_WIDTH, Tag::TILE_WIDTH)?.saturating_mul(side(Tag::IMAGE_LENGTH, Tag::TILE_LENGTH)?);
        let sample_len = image.number(Tag::BITS_PER_SAMPLE)?.max(8).next_power_of_two() / 8;
        Ok(sum.saturating_add(pixels.saturating_mul(image.number(Tag::SAMPLES_PER_PIXEL)?).saturating_mul(sample_len)))
    })
}

/// The four bytes before a block: its length.
pub fn block_leader(block_len: u32) -> [u8; 4] {
    block_len.to_le_bytes()
}

/// The four bytes after a block: its last four, or all of a shorter one and zeros.
pub fn block_trailer(block: &[u8]) -> [u8; 4] {
    let mut trailer = [0; 4];
    let last = block.last_chunk::<4>().map_or(block, <[u8; 4]>::as_slice);
    trailer.iter_mut().zip(last).for_each(|(to, from)| *to = *from);
    trailer
}

#[cfg(test)]
mod tests;
