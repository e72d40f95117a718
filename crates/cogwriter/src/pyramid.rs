//! What goes into a file once it is encoded: the image, its overviews and their masks, and the order of their blocks.
//!
//! ```text
//! PIXEL   block 0, mask block 0, block 1, mask block 1, …           a block holds all bands
//! TILE    block 0 of each band, mask block 0, block 1 of each band, …
//! BAND    all blocks of band 1, all of band 2, …, then all mask blocks
//! ```

use geotiff_core::{Error, Ifd, Result, Tag};

/// How the samples of the bands lie among the blocks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Interleave {
    /// A block holds all bands, pixel by pixel.
    #[default]
    Pixel,
    /// All blocks of a band, then all of the next.
    Band,
    /// A block of each band, then the next place in the image.
    Tile,
}

/// An image, or a mask, whose blocks are encoded.
#[derive(Clone, Debug, PartialEq)]
pub struct EncodedImage {
    /// Its directory with all fields but TileOffsets and TileByteCounts; all values are held.
    pub ifd: Ifd,
    /// Bytes of each encoded block, plane by plane, row-major; 0 for a block that is not stored.
    pub lengths: Vec<u32>,
}

/// The image at one resolution, and its mask.
#[derive(Clone, Debug, PartialEq)]
pub struct Level {
    /// The image.
    pub image: EncodedImage,
    /// Its mask, with blocks of the same size.
    pub mask: Option<EncodedImage>,
}

/// All images of a file.
///
/// ```
/// use cogwriter::{BlockId, EncodedImage, Interleave, Level, Pyramid};
/// use geotiff_core::Ifd;
///
/// let image = |lengths: &[u32]| EncodedImage { ifd: Ifd::default(), lengths: lengths.to_vec() };
/// let pyramid = Pyramid {
///     interleave: Interleave::Pixel,
///     levels: vec![
///         Level { image: image(&[900, 0]), mask: Some(image(&[12, 13])) },
///         Level { image: image(&[700]), mask: Some(image(&[10])) },
///     ],
/// };
/// let order: Vec<_> = pyramid.block_order().map(|id| (id.level, id.mask, id.block)).collect();
/// assert_eq!(order, [(1, false, 0), (1, true, 0), (0, false, 0), (0, true, 0), (0, true, 1)]);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Pyramid {
    /// How bands lie among blocks; it goes with the PlanarConfiguration of the images.
    pub interleave: Interleave,
    /// Full resolution, then the overviews, large to small.
    pub levels: Vec<Level>,
}

/// A block of a [`Pyramid`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BlockId {
    /// Which of the levels.
    pub level: usize,
    /// Whether it is a block of the level's mask.
    pub mask: bool,
    /// Its number among [`EncodedImage::lengths`].
    pub block: usize,
}

impl EncodedImage {
    /// Planes that the blocks are numbered by: the bands of a band-separate image, else 1.
    pub(crate) fn planes(&self) -> usize {
        match (self.ifd.u64(Tag::PLANAR_CONFIGURATION), self.ifd.u64(Tag::SAMPLES_PER_PIXEL)) {
            (Ok(Some(2)), Ok(Some(bands))) => usize::try_from(bands).unwrap_or(1).max(1),
            _ => 1,
        }
    }

    /// The value of a field that every image must have.
    pub(crate) fn number(&self, tag: Tag) -> Result<u64> {
        let missing = || Error::parameter(format!("an image to be written has no {tag}")).in_tag(tag.0);
        self.ifd.u64(tag)?.filter(|&n| n > 0).ok_or_else(missing)
    }

    /// Blocks of one plane by the fields: columns × rows.
    fn places(&self) -> Result<u64> {
        let blocks = |side, block_side| Ok::<_, Error>(self.number(side)?.div_ceil(self.number(block_side)?));
        let (cols, rows) = (blocks(Tag::IMAGE_WIDTH, Tag::TILE_WIDTH)?, blocks(Tag::IMAGE_LENGTH, Tag::TILE_LENGTH)?);
        Ok(cols.saturating_mul(rows))
    }

    /// Checks that there is a length for every block.
    fn check(&self) -> Result<()> {
        let (blocks, lengths) = (self.places()?.saturating_mul(self.planes() as u64), self.lengths.len() as u64);
        if blocks != lengths {
            return Err(Error::parameter(format!("an image of {blocks} blocks comes with {lengths} lengths")));
        }
        Ok(())
    }
}

impl Pyramid {
    /// The blocks that are stored, in the order that they lie in the file: smallest level first, full resolution last.
    pub fn block_order(&self) -> impl Iterator<Item = BlockId> {
        let levels = self.levels.iter().enumerate().rev();
        levels.flat_map(|(level, images)| images.block_order(level, self.interleave))
    }

    /// The encoded length of a block; 0 if there is no such block.
    pub fn length(&self, id: BlockId) -> u32 {
        let level = self.levels.get(id.level);
        let image = if id.mask { level.and_then(|l| l.mask.as_ref()) } else { level.map(|l| &l.image) };
        image.and_then(|image| image.lengths.get(id.block)).copied().unwrap_or(0)
    }

    /// Checks that sizes, blocks and lengths agree.
    ///
    /// # Errors
    /// `Parameter` if they do not, or there is no image.
    pub(crate) fn check(&self) -> Result<()> {
        if self.levels.is_empty() {
            return Err(Error::parameter("a file without an image"));
        }
        for level in &self.levels {
            level.image.check()?;
            if let Some(mask) = &level.mask {
                mask.check()?;
                if mask.places()? != level.image.places()? {
                    return Err(Error::parameter("a mask whose blocks are not those of its image"));
                }
            }
        }
        Ok(())
    }
}

impl Level {
    fn block_order(&self, level: usize, interleave: Interleave) -> impl Iterator<Item = BlockId> {
        let planes = self.image.planes();
        let places = self.image.lengths.len() / planes;
        // Places whose blocks of all bands come before the next places.
        let step = if interleave == Interleave::Band { places.max(1) } else { 1 };
        (0..places).step_by(step).flat_map(move |first| {
            let run = first..first + step;
            let of_image = (0..planes).flat_map({
                let run = run.clone();
                move |plane| run.clone().map(move |place| (false, plane * places + place))
            });
            let of_mask = run.filter(|_| self.mask.is_some()).map(|place| (true, place));
            let stored = |mask: bool, block: usize| {
                let image = if mask { self.mask.as_ref() } else { Some(&self.image) };
                image.and_then(|image| image.lengths.get(block)).is_some_and(|&len| len > 0)
            };
            of_image
                .chain(of_mask)
                .filter(move |&(mask, block)| stored(mask, block))
                .map(move |(mask, block)| BlockId { level, mask, block })
        })
    }
}
