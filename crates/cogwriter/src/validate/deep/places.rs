//! Whether blocks lie over each other, and whether anything lies behind them.

use geotiff_core::Result;
use window::Source;

use super::super::blocks::{CHUNK, chunks, places};
use super::super::facts::{Facts, FileImage};
use super::super::problems;
use super::super::report::{Report, RuleSet};

/// A block: where it begins and ends, which image it is of, and its number there.
type Extent = (u64, u64, u32, u32);

/// A file of more blocks than `most` is not looked into for blocks that lie over each other.
pub(super) fn check(source: &dyn Source, facts: &Facts, most: usize, report: &mut Report) -> Result<()> {
    let images: Vec<&FileImage> =
        facts.levels.iter().flat_map(|level| std::iter::once(&level.image).chain(&level.mask)).collect();
    let count: u64 = images.iter().map(|image| image.image.offsets.count()).sum();
    if count > most as u64 {
        return Ok(());
    }
    let mut extents: Vec<Extent> = Vec::new();
    for (number, image) in (0..).zip(&images) {
        for plane in 0..image.image.grid.planes {
            for numbers in chunks(&image.image, plane as u64, CHUNK) {
                for (block, (offset, len)) in numbers.clone().zip(places(source, &image.image, numbers)?) {
                    if let (true, Some(end)) = (offset > 0 && len > 0, offset.checked_add(len)) {
                        extents.push((offset, end, number, block as u32));
                    }
                }
            }
        }
    }
    extents.sort_unstable();
    // Blocks of the same content may share their bytes.
    let overlaps = |pair: &[Extent]| pair[1].0 < pair[0].1 && (pair[0].0, pair[0].1) != (pair[1].0, pair[1].1);
    let mut found = extents.windows(2).filter(|pair| overlaps(pair));
    if let Some(&[before, (offset, _, number, block)]) = found.next()
        && let Some(image) = images.get(number as usize)
    {
        let more = found.count() as u64;
        let what = format!("a block begins before the one at {} ends, at {}", before.0, before.1);
        report.raise(RuleSet::Content, problems::blocks(image, &what, more + 1, u64::from(block), offset));
    }
    let last = extents.iter().map(|extent| extent.1).max();
    // Only a COG says that blocks are the last of it.
    if let (Some(ghost), Some(end)) = (facts.ghost.filter(|ghost| ghost.is_cog()), last) {
        let end = end + if ghost.trailers { 4 } else { 0 };
        if source.len() > end {
            report.raise(RuleSet::Content, problems::bytes_behind(source.len() - end, end));
        }
    }
    Ok(())
}
