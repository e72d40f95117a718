//! Which levels the file gets, and of what: those of the source that are whole, then those that are made.

use codec::EncoderSettings;
use geotiff_core::{Error, Ifd, Result};
use window::{Dataset, Level};

use super::make::{self, Maker};
use super::parts::{self, Part};
use super::store::BlockBytes;
use super::{Blocks, Plan, RewriteOptions, RewriteOverviews, Work, complete, fields, interleave};
use crate::fields::{mask_ifd, mask_spec};
use crate::pyramid::{self, EncodedImage, Pyramid};

/// What making a pixel costs, beside copying its share of a block.
const COST_OF_MAKING: f64 = 5.0;

/// An image of no more columns and rows is a COG without overviews, too.
const NEEDS_NONE: usize = 512;

/// A level of the source that stays.
struct Kept<'a> {
    level: Level<'a>,
    image: Part<'a>,
    mask: Option<Part<'a>>,
}

impl Kept<'_> {
    fn size(&self) -> (usize, usize) {
        (self.level.width(), self.level.height())
    }
}

/// Finds out all that is written, and makes what has to be made.
///
/// # Errors
/// As [`super::CogRewriter::write_to`].
pub(super) fn gather<'a>(dataset: &'a Dataset, options: &RewriteOptions, work: &Work<'_>) -> Result<Plan<'a>> {
    parts::main(dataset)?;
    let level = dataset.level(0)?;
    let full = Kept { level, image: Part::of_image(&level)?, mask: Part::of_mask(&level)? };
    let (image, byte_order) = (full.image.image, parts::byte_order(full.image.image));
    let mut notes = Vec::new();
    let main = fields::of_main(&full.image, dataset, &mut notes);
    let private = fields::private(&full.image, dataset.tiff().header, &mut notes);
    let interleave = interleave(image, &full.image.ifd);

    let mut kept = vec![full];
    if options.overviews == RewriteOverviews::Keep {
        keep_overviews(dataset, &mut kept, &mut notes)?;
    }
    let base = kept.last().map_or((1, 1), Kept::size);
    let block = (image.grid.block_width, image.grid.block_height);
    let missing = match options.overviews {
        RewriteOverviews::None => Vec::new(),
        _ => halves(base, block),
    };
    let maker = match missing.is_empty() {
        true => None,
        false => match Maker::new(image, byte_order, settings(&kept, options.encoder)?) {
            Ok(maker) => Some(maker),
            Err(error) if kept.len() > 1 || base.0.max(base.1) <= NEEDS_NONE => {
                let why = error.message();
                notes.push(format!("overviews below {} × {} pixels are not made: {why}", base.0, base.1));
                None
            }
            Err(error) => {
                let why = error.message();
                return Err(Error::unsupported(format!("overviews are missing, and cannot be made: {why}")).in_tag(259));
            }
        },
    };
    let area = |(width, height): (usize, usize)| width as f64 * height as f64;
    let cost = COST_OF_MAKING * area(base) / area((image.grid.width, image.grid.height));
    let share_made = if maker.is_some() { cost / (cost + 1.0) } else { 0.0 };
    let made = match (&maker, kept.last()) {
        (Some(maker), Some(base)) => {
            maker.overviews(&base.level, &missing, dataset.profile(), options.resampling, work, share_made)?
        }
        _ => Vec::new(),
    };

    let (mut levels, mut blocks, mut sizes): (Vec<pyramid::Level>, Blocks<'a>, _) =
        (Vec::new(), Vec::new(), Vec::new());
    for (number, level) in kept.into_iter().enumerate() {
        sizes.push(level.size());
        let (mask, mask_bytes) = mask_of(&level, number > 0, work, &mut notes)?.unzip();
        let Part { image, source, .. } = level.image;
        let ifd = if number == 0 { main.clone() } else { fields::of_overview(&level.image, &main) };
        levels.push(pyramid::Level { image: EncodedImage { ifd, lengths: level.image.lengths }, mask });
        blocks.push([Some(BlockBytes::Stored { image, source }), mask_bytes]);
    }
    let made_count = made.len();
    for level in made {
        sizes.push(level.size);
        let ifd = maker.as_ref().map_or_else(Ifd::default, |maker| fields::of_made(&main, level.size, &maker.fields));
        let image = EncodedImage { ifd, lengths: level.image.lengths() };
        let mask = match &level.mask {
            Some(mask) => Some(made_mask(block, level.size, true, mask.lengths())?),
            None => None,
        };
        levels.push(pyramid::Level { image, mask });
        blocks.push([Some(BlockBytes::Made(level.image)), level.mask.map(BlockBytes::Made)]);
    }
    let pyramid = Pyramid { interleave, levels };
    Ok(Plan { pyramid, blocks, byte_order, private, sizes, made: made_count, share_made, notes })
}

/// How overviews are encoded: where nothing else is said, as near to the samples as the image is.
fn settings(kept: &[Kept<'_>], settings: EncoderSettings) -> Result<EncoderSettings> {
    match (settings.quality, kept.first()) {
        (None, Some(full)) => Ok(EncoderSettings { quality: full.image.quality()?, ..settings }),
        _ => Ok(settings),
    }
}

/// Takes the overviews that can stay, large to small, up to the first that cannot.
fn keep_overviews<'a>(dataset: &'a Dataset, kept: &mut Vec<Kept<'a>>, notes: &mut Vec<String>) -> Result<()> {
    let mut levels = (1..dataset.levels()).map(|number| dataset.level(number)).collect::<Result<Vec<_>>>()?;
    // Edits append them in any order.
    levels.sort_by_key(|level| std::cmp::Reverse((level.width(), level.height())));
    levels.dedup_by_key(|level| (level.width(), level.height()));
    for level in levels {
        let (image, mask) = (Part::of_image(&level)?, Part::of_mask(&level)?);
        let (Some(full), Some(before)) = (kept.first(), kept.last().map(Kept::size)) else { return Ok(()) };
        let fault = match complete::fault(&full.image, &image, before)? {
            None => complete::mask_fault(full.mask.as_ref(), mask.as_ref())?,
            fault => fault,
        };
        if let Some(fault) = fault {
            let (width, height) = (level.width(), level.height());
            notes.push(format!("the overview of {width} × {height} pixels, and all below it, do not stay: {fault}"));
            return Ok(());
        }
        kept.push(Kept { level, image, mask });
    }
    Ok(())
}

/// The sizes below this one, each half of the one before, until one fits into a block.
fn halves(size: (usize, usize), block: (usize, usize)) -> Vec<(usize, usize)> {
    let mut sizes = Vec::new();
    let (mut width, mut height) = size;
    while width > block.0 || height > block.1 {
        (width, height) = ((width / 2).max(1), (height / 2).max(1));
        sizes.push((width, height));
    }
    sizes
}

/// The mask of a level: as it stands if its blocks lie over those of the image, else encoded anew.
fn mask_of<'a>(
    kept: &Kept<'a>,
    reduced: bool,
    work: &Work<'_>,
    notes: &mut Vec<String>,
) -> Result<Option<(EncodedImage, BlockBytes<'a>)>> {
    let Some(part) = &kept.mask else { return Ok(None) };
    let (grid, image) = (&part.image.grid, &kept.image.image.grid);
    let lies_over = (grid.block_width, grid.block_height) == (image.block_width, image.block_height);
    let is_plain = part.image.bands == 1 && matches!(part.image.bits, 1 | 8);
    if lies_over && is_plain && parts::unfit(part.image).is_none() {
        let encoded = EncodedImage { ifd: fields::of_mask(part, reduced), lengths: part.lengths.clone() };
        return Ok(Some((encoded, BlockBytes::Stored { image: part.image, source: part.source })));
    }
    let (width, height) = kept.size();
    notes.push(format!("the mask of {width} × {height} pixels is encoded anew, in the blocks of its image"));
    let store = make::mask(&kept.level, work)?;
    let block = (image.block_width, image.block_height);
    Ok(Some((made_mask(block, kept.size(), reduced, store.lengths())?, BlockBytes::Made(store))))
}

fn made_mask(
    block: (usize, usize),
    (width, height): (usize, usize),
    reduced: bool,
    lengths: Vec<u32>,
) -> Result<EncodedImage> {
    Ok(EncodedImage { ifd: mask_ifd(&mask_spec(block.0, block.1), width, height, reduced)?, lengths })
}
