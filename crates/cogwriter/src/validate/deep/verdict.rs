//! What cells of an overview that were held against the level below it say of it.

use overview::Resampling;

use super::content::CELL;

/// Pixels of a cell that tell something.
const ENOUGH: f64 = 16.0;
/// What is said of a stale cell.
const STALE: &str = "it was not made of what the level below it shows now";

/// What is found of an overview.
pub(super) struct Verdict {
    pub(super) made_by: Option<(Resampling, f64)>,
    /// What is wrong, in how many cells, and the pixel that the first of them begins with.
    pub(super) fault: Option<(String, u64, (usize, usize))>,
    /// The same, of cells that look stale unless another method explains them.
    pub(super) stale: Option<(String, u64, (usize, usize))>,
}

/// What is summed up of a cell.
#[derive(Clone, Copy, Default)]
pub(super) struct Cell {
    pub(super) compared: f64,
    pub(super) pixels: f64,
    pub(super) blank: f64,
    pub(super) from_nothing: f64,
    pub(super) outside: f64,
    pub(super) near: f64,
    pub(super) mean: f64,
    /// Pixels farther from the mean than the range is wide.
    pub(super) far: f64,
    pub(super) telling: f64,
    pub(super) telling_near: f64,
    pub(super) telling_mean: f64,
    pub(super) off: f64,
    pub(super) range: f64,
    pub(super) first: Option<f32>,
    pub(super) varied: bool,
}

/// Of cells of a level of so many columns, and the least and the largest sample under it.
pub(super) fn verdict(cells: &[Cell], width: usize, extremes: (f32, f32), is_lossy: bool) -> Verdict {
    let sum = |of: fn(&Cell) -> f64| cells.iter().map(of).sum::<f64>();
    let all = sum(|cell| cell.compared).max(1.0);
    let (near, mean) = (sum(|cell| cell.near) / all, sum(|cell| cell.mean) / all);
    let best = if near >= mean { (Resampling::Nearest, near) } else { (Resampling::Average, mean) };
    let spread = f64::from((extremes.1 - extremes.0).max(0.0));
    let is_far_off = |cell: &Cell| match is_lossy {
        true => cell.off > cell.range + spread / 10.0 * cell.compared,
        false => cell.far * 2.0 > cell.compared,
    };
    let fault = |cell: &Cell| {
        let few = cell.pixels < ENOUGH;
        if few {
            None
        } else if cell.blank * 2.0 > cell.pixels {
            Some("it has no data where the level below it has")
        } else if cell.from_nothing * 2.0 > cell.pixels {
            Some("it has data where the level below it has none")
        } else if cell.compared < ENOUGH {
            None
        } else if is_far_off(cell) || (!is_lossy && !cell.varied && cell.outside > 0.9 * cell.compared) {
            Some("it shows something else than the level below it")
        } else {
            None
        }
    };
    let telling = sum(|cell| cell.telling).max(1.0);
    let of_nearest = sum(|cell| cell.telling_near) >= sum(|cell| cell.telling_mean);
    let explained: fn(&Cell) -> f64 = if of_nearest { |cell| cell.telling_near } else { |cell| cell.telling_mean };
    let is_explained = !is_lossy && sum(explained) >= 0.7 * telling;
    let is_stale = |cell: &Cell| is_explained && cell.telling >= 64.0 && explained(cell) < 0.05 * cell.telling;
    let cols = width.div_ceil(CELL).max(1);
    let first_of = |mut found: Box<dyn Iterator<Item = (usize, &'static str)> + '_>| {
        let (i, what) = found.next()?;
        let (x, y) = (i % cols * CELL, i / cols * CELL);
        let where_ = format!("{what}, from column {x} and row {y} on, in cells of 16 × 16 pixels");
        Some((where_, found.count() as u64 + 1, (x, y)))
    };
    let numbered = || cells.iter().enumerate();
    Verdict {
        made_by: (all > 1.0).then_some(best),
        fault: first_of(Box::new(numbered().filter_map(|(i, cell)| Some((i, fault(cell)?))))),
        stale: first_of(Box::new(numbered().filter(|(_, cell)| is_stale(cell)).map(|(i, _)| (i, STALE)))),
    }
}
