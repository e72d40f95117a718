//! The rules of rio-cogeo's `cog_validate`.

use super::facts::{Facts, FileImage};
use super::problems;
use super::report::{Report, RuleSet};

/// Where the first directory has to be, whatever comes before it.
const FIRST_DIRECTORY_BY: u64 = 300;

pub(super) fn check(facts: &Facts, report: &mut Report) {
    let mut raise = |finding| report.raise(RuleSet::RioCogeo, finding);
    let Some(main) = facts.main() else { return };
    if facts.has_external_overviews {
        raise(problems::external_overviews());
    }
    if main.is_large() {
        if main.has_full_width_blocks() {
            raise(problems::not_tiled(main));
        }
        if facts.levels.len() == 1 {
            raise(problems::no_overviews(main));
        }
    }
    if main.image.ifd_offset > FIRST_DIRECTORY_BY {
        raise(problems::first_directory_late(main));
    }
    if facts.ghost.is_some_and(|ghost| ghost.edited) {
        raise(problems::edited());
    }

    let decimations: Vec<f64> = facts.overviews().map(|overview| decimation(main, overview)).collect();
    if let Some(overview) = facts.overviews().next()
        && !decimations.is_sorted()
    {
        raise(problems::overviews_unsorted(overview));
    }
    for (overview, _) in facts.overviews().zip(&decimations).filter(|(_, decimation)| **decimation <= 1.0) {
        raise(problems::not_reduced(overview, main));
    }
    for (before, overview) in facts.pairs().filter(|(before, o)| o.image.ifd_offset < before.image.ifd_offset) {
        raise(problems::directory_before(overview, before));
    }

    // An image without a stored block is left out, and those around it are compared.
    let stored = facts.levels.iter().filter_map(|level| Some((&level.image, level.image.first_block?)));
    let stored: Vec<(&FileImage, u64)> = stored.collect();
    if let (Some(&(image, data)), Some(smallest)) = (stored.last(), facts.levels.last())
        && data < smallest.image.image.ifd_offset
    {
        raise(problems::data_before_directory(image, data));
    }
    for pair in stored.windows(2) {
        if let &[(image, data), (smaller, its_data)] = pair
            && data < its_data
        {
            raise(problems::data_before(image, data, smaller, its_data));
        }
    }

    for overview in facts.overviews().filter(|overview| overview.is_large() && overview.has_full_width_blocks()) {
        raise(problems::not_tiled(overview));
    }
}

/// How many times smaller an overview is, as rasterio tells it: by the width, rounded to the nearest, halves to even.
fn decimation(main: &FileImage, overview: &FileImage) -> f64 {
    (main.image.grid.width as f64 / overview.image.grid.width as f64).round_ties_even()
}
