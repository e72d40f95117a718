//! What only the pixels tell: whether every block can be decoded, whether blocks lie over each other, and whether each overview
//! shows what the level below it does.
//!
//! ```text
//! places    all blocks by offset: none reaches into the next, nothing lies behind the last
//! feed      a level from top to bottom, each block decoded once (those of overviews twice)
//! content   an overview against the level below it, in cells of 16 × 16 pixels
//! explain   the method that an overview was made by, from some of its parts
//! ```

mod content;
mod explain;
mod feed;
mod places;
mod under;
mod verdict;

use geotiff_core::{Limits, Result, Window};
use overview::Resampling;
use window::Source;

use super::blocks::claims_too_many;
use super::facts::{Facts, FileImage, FileLevel};
use super::problems;
use super::report::{Report, RuleSet};
use super::sizes::are_of_one_image;
use feed::Feed;

/// What was found of the pixels of an image or a mask.
#[derive(Clone, Debug, PartialEq)]
pub struct DeepImage {
    /// Its directory, by its number in the file, from 0.
    pub ifd: usize,
    /// What it is, in words.
    pub role: String,
    /// Columns and rows.
    pub size: (usize, usize),
    /// Blocks that were decoded.
    pub decoded: u64,
    /// Blocks that are not stored.
    pub sparse: u64,
    /// Why blocks were not decoded, if this build cannot.
    pub not_decoded: Option<String>,
    /// Of an overview, the method that explains most of its pixels, and their share, from 0 to 1.
    pub made_by: Option<(Resampling, f64)>,
}

/// Checks all pixels of the file.
///
/// # Errors
/// `Io` if reading fails; `Format` if the arrays of the blocks' places lie outside the file.
pub(super) fn check(
    source: &dyn Source,
    facts: &Facts,
    limits: &Limits,
    report: &mut Report,
) -> Result<Vec<DeepImage>> {
    places::check(source, facts, limits.block_places, report)?;
    let mut images = Vec::new();
    for (number, level) in facts.levels.iter().enumerate() {
        let above = facts.levels.get(number + 1);
        images.extend(check_level(source, level, above, limits.block_len, report)?);
    }
    for (before, overview) in facts.levels.iter().zip(facts.levels.iter().skip(1)) {
        let size = |level: &FileLevel| (level.image.image.grid.width, level.image.image.grid.height);
        let Some(main) = facts.levels.first() else { break };
        if !are_of_one_image(size(main), size(overview)) || size(before) == size(overview) {
            report.raise(RuleSet::Content, problems::misshapen(&overview.image, &main.image));
        }
    }
    // What an overview was made by is found when the level below it is read.
    let mut made_by = None;
    for image in images.iter_mut().filter(|image| !image.role.starts_with("the mask")) {
        made_by = std::mem::replace(&mut image.made_by, made_by);
    }
    Ok(images)
}

/// Decodes a level, and holds the next smaller one against it. The method of that one is in the answer.
fn check_level(
    source: &dyn Source,
    level: &FileLevel,
    above: Option<&FileLevel>,
    max_block_len: usize,
    report: &mut Report,
) -> Result<Vec<DeepImage>> {
    let mut feed = Feed::new(source, level, max_block_len);
    let comparable = above.filter(|above| is_comparable(level, above));
    let mut comparison =
        comparable.map(|above| content::Comparison::new(level, Feed::new(source, above, max_block_len)));
    while let Some(rows) = feed.next_rows()? {
        if let Some(comparison) = &mut comparison {
            comparison.push(rows)?;
        }
    }
    let mut made_by = None;
    if let (Some(comparison), Some(above)) = (comparison, above) {
        let verdict = comparison.finish()?;
        made_by = match verdict.made_by {
            Some((method, share)) if share >= 0.95 => Some((method, share)),
            own => {
                let found = explain::method(source, level, above, max_block_len)?;
                found.into_iter().chain(own).max_by(|a, b| a.1.total_cmp(&b.1))
            }
        };
        let mut fault = verdict.fault;
        if let (None, Some(stale)) = (&fault, verdict.stale) {
            let (x, y) = stale.2;
            let grid = above.image.image.grid;
            let cell = Window::new(x, y, content::CELL.min(grid.width - x), content::CELL.min(grid.height - y));
            let own = explain::method_of(source, level, above, &[cell], max_block_len)?;
            fault = Some(stale).filter(|_| own.is_none_or(|(_, share)| share < 0.3));
        }
        if let Some((what, cells, (x, y))) = fault {
            let (block, offset) = content::block_at(source, &above.image, x, y)?;
            report.raise(RuleSet::Content, problems::blocks(&above.image, &what, cells, block, offset));
        }
    }
    let mut images = vec![describe(&level.image, &feed.image, made_by)];
    raise(&level.image, &feed.image, report);
    if let (Some(mask), Some(tally)) = (&level.mask, &feed.mask) {
        images.push(describe(mask, tally, None));
        raise(mask, tally, report);
        if let Some((value, count, block, offset)) = tally.odd_value {
            report.raise(RuleSet::Content, problems::odd_mask(mask, value, count, block, offset));
        }
    }
    Ok(images)
}

/// Whether the samples of two levels can be compared at all; what differs else is found by other rules.
fn is_comparable(level: &FileLevel, above: &FileLevel) -> bool {
    let (fine, coarse) = (&level.image.image, &above.image.image);
    let no_larger = coarse.grid.width <= fine.grid.width && coarse.grid.height <= fine.grid.height;
    fine.bands == coarse.bands
        && fine.sample_type == coarse.sample_type
        && no_larger
        && Feed::bands(level).min(Feed::bands(above)) > 0
        && [fine, coarse].into_iter().all(|image| claims_too_many(image).is_none())
        && are_of_one_image((fine.grid.width, fine.grid.height), (coarse.grid.width, coarse.grid.height))
}

fn describe(image: &FileImage, tally: &feed::Tally, made_by: Option<(Resampling, f64)>) -> DeepImage {
    DeepImage {
        ifd: image.ifd,
        role: image.role.to_string(),
        size: (image.image.grid.width, image.image.grid.height),
        decoded: tally.decoded,
        sparse: tally.sparse,
        not_decoded: tally.not_decoded.clone(),
        made_by,
    }
}

/// Tells of blocks that are damaged.
fn raise(image: &FileImage, tally: &feed::Tally, report: &mut Report) {
    if let Some((why, count, block, offset)) = &tally.damaged {
        let what = format!("a block cannot be decoded ({why})");
        report.raise(RuleSet::Content, problems::damaged_blocks(image, &what, *count, *block, *offset));
    }
}
