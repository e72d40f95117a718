//! The rules of GDAL's `validate_cloud_optimized_geotiff.py`, but for its full check.

use super::facts::{Facts, FileImage};
use super::problems;
use super::report::{Report, RuleSet};

/// Blocks of full width up to this are taken for tiles.
const WIDEST_TILE: usize = 1024;

pub(super) fn check(facts: &Facts, report: &mut Report) {
    let mut raise = |finding| report.raise(RuleSet::Gdal, finding);
    let Some(main) = facts.main() else { return };
    if facts.has_external_overviews {
        raise(problems::external_overviews());
    }
    let is_untiled = |image: &FileImage| image.has_full_width_blocks() && image.image.grid.block_width > WIDEST_TILE;
    if main.is_large() {
        if is_untiled(main) {
            raise(problems::not_tiled(main));
        }
        if facts.levels.len() == 1 {
            raise(problems::no_overviews(main));
        }
    }

    // A directory right after a header needs no ghost area, whichever header it would be right after.
    if !matches!(main.image.ifd_offset, 8 | 16) {
        if facts.ghost.is_some_and(|ghost| ghost.edited) {
            raise(problems::edited());
        }
        let expected = facts.ghost_end.next_multiple_of(2);
        if main.image.ifd_offset != expected {
            raise(problems::first_directory_misplaced(main, expected));
        }
    }

    for (before, overview) in facts.pairs() {
        let (grid, larger) = (overview.image.grid, before.image.grid);
        if grid.width > larger.width || grid.height > larger.height {
            raise(problems::larger_than_before(overview, before));
        }
        if is_untiled(overview) {
            raise(problems::not_tiled(overview));
        }
        if overview.image.ifd_offset < before.image.ifd_offset {
            raise(problems::directory_before(overview, before));
        }
    }

    if let Some(smallest) = facts.levels.last().map(|level| &level.image)
        && let Some(data) = smallest.first_block
        && data < smallest.image.ifd_offset
    {
        raise(problems::data_before_directory(smallest, data));
    }
    for (image, smaller) in facts.pairs() {
        if let (Some(data), Some(its_data)) = (image.first_block, smaller.first_block)
            && data < its_data
        {
            raise(problems::data_before(image, data, smaller, its_data));
        }
    }
}
