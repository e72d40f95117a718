//! What OGC 21-026 asks for beyond the other rules: square tiles, and overviews in even steps down to one tile.

use super::facts::Facts;
use super::problems;
use super::report::{Report, RuleSet};

pub(super) fn check(facts: &Facts, report: &mut Report) {
    let mut raise = |finding| report.raise(RuleSet::Ogc, finding);
    for level in &facts.levels {
        for image in std::iter::once(&level.image).chain(&level.mask) {
            let grid = image.image.grid;
            if !grid.tiled {
                raise(problems::ogc_tiles(image, format!("{} is in strips, not tiles", image.role)));
            } else if grid.block_width != grid.block_height {
                let (w, h) = (grid.block_width, grid.block_height);
                raise(problems::ogc_tiles(
                    image,
                    format!("{} has tiles of {w} × {h} pixels, which are not square", image.role),
                ));
            }
        }
    }
    for (before, overview) in facts.pairs() {
        let (grid, larger) = (overview.image.grid, before.image.grid);
        // Sides are whole pixels, rounded up or down.
        let is_a_step = |side: usize, larger: usize| side <= larger.div_ceil(2) && side >= larger / 10;
        if !is_a_step(grid.width, larger.width) || !is_a_step(grid.height, larger.height) {
            let step = larger.width as f64 / grid.width as f64;
            let (role, larger) = (overview.role, before.role);
            raise(problems::ogc_overviews(
                overview,
                format!("{role} is {step:.1} times smaller than {larger}, not 2 to 10 times"),
            ));
        }
    }
    if let Some(smallest) = facts.levels.last().map(|level| &level.image)
        && smallest.image.grid.cols() > 1
        && smallest.image.grid.rows() > 1
    {
        let (cols, rows) = (smallest.image.grid.cols(), smallest.image.grid.rows());
        let problem =
            format!("{}, the smallest, has {cols} × {rows} tiles; one row or column is asked for", smallest.role);
        raise(problems::ogc_overviews(smallest, problem));
    }
}
