//! Whether an overview shows what the level below it does.
//!
//! Each pixel of the overview is held against the pixels under it: their mean, and the range of these and of those under its eight
//! neighbours. It is judged by cells of 16 × 16 pixels, so that one odd pixel makes no fault. A cell shows other content if one of
//! these holds:
//!
//! - *blank*: most of its pixels have no data where all pixels under them, and under those up to three pixels away, have;
//! - *from nothing*: most have data where none of those have;
//! - *flat*: all are of one value, which for nearly all of them lies outside the range of what is under them;
//! - *far off*: most differ from the mean under them by more than that range is wide. No kernel does that: nearest and mode stay
//!   within the range under the pixel, a kernel reaches little beyond, and most pixels lie much nearer to the mean;
//! - *stale*: nearest or average explains most pixels of the level, of those that lie over pixels of differing values, but hardly one
//!   in this cell; and no other method explains the cell.
//!
//! Rounding is allowed for. What lossy codecs do, and palettes, whose entries are taken for their luminance, is allowed for with a
//! tenth of the range of all samples, by which the cell may be off on average; it cannot be flat or stale then.

use std::collections::VecDeque;

use geotiff_core::{Compression, Image, Result};
use overview::Resampling;
use window::Source;

use super::super::blocks::places;
use super::super::facts::{FileImage, FileLevel};
use super::feed::{Feed, MOST_BANDS, Rows};
use crate::parallel;

/// Pixels of a side of a cell.
pub(super) const CELL: usize = 16;
/// How far a kernel reaches, in pixels of the overview.
const REACH: usize = 3;
/// Pixels of a cell that tell something.
const ENOUGH: f64 = 16.0;

/// What is found of an overview.
pub(super) struct Verdict {
    pub(super) made_by: Option<(Resampling, f64)>,
    /// What is wrong, in how many cells, and the pixel that the first of them begins with.
    pub(super) fault: Option<(String, u64, (usize, usize))>,
    /// The same, of cells that look stale unless another method explains them.
    pub(super) stale: Option<(String, u64, (usize, usize))>,
}

/// The pixels of the finer level under one row of the overview, for one band.
struct Under {
    /// NaN where none is valid.
    low: Vec<f32>,
    high: Vec<f32>,
    mean: Vec<f32>,
    /// The one that nearest takes.
    near: Vec<f32>,
    /// Whether all are valid, and whether some could not be decoded.
    all_valid: Vec<bool>,
    unknown: Vec<bool>,
}

/// What is summed up of a cell.
#[derive(Clone, Copy, Default)]
struct Cell {
    compared: f64,
    pixels: f64,
    blank: f64,
    from_nothing: f64,
    outside: f64,
    near: f64,
    mean: f64,
    /// Pixels farther from the mean than the range is wide.
    far: f64,
    telling: f64,
    telling_near: f64,
    telling_mean: f64,
    off: f64,
    range: f64,
    first: Option<f32>,
    varied: bool,
}

/// An overview that is held against the level below it, whose rows come from top to bottom.
pub(super) struct Comparison<'a> {
    feed: Feed<'a>,
    fine: (usize, usize),
    coarse: (usize, usize),
    bands: usize,
    is_lossy: bool,
    is_integer: bool,
    /// Rows of the finer level that are still wanted, per band.
    pending: VecDeque<Vec<Vec<f32>>>,
    first_pending: usize,
    /// Rows of both, as far as cells want them, from row `first_under` of the overview on.
    under: VecDeque<Vec<Under>>,
    first_under: usize,
    over: VecDeque<Vec<Vec<f32>>>,
    first_over: usize,
    cells: Vec<Cell>,
    next_cell_row: usize,
    extremes: (f32, f32),
}

impl<'a> Comparison<'a> {
    pub(super) fn new(level: &FileLevel, feed: Feed<'a>) -> Self {
        let size = |level: &FileLevel| (level.image.image.grid.width, level.image.image.grid.height);
        let above = feed.level;
        let is_lossy = [level, above].iter().any(|level| is_lossy(&level.image.image));
        Self {
            fine: size(level),
            coarse: size(above),
            bands: Feed::bands(level).min(MOST_BANDS),
            is_lossy,
            is_integer: !level.image.image.sample_type.is_float() && !level.image.image.sample_type.is_complex(),
            feed,
            pending: VecDeque::new(),
            first_pending: 0,
            under: VecDeque::new(),
            first_under: 0,
            over: VecDeque::new(),
            first_over: 0,
            cells: Vec::new(),
            next_cell_row: 0,
            extremes: (f32::INFINITY, f32::NEG_INFINITY),
        }
    }

    /// Takes the next rows of the finer level.
    ///
    /// # Errors
    /// As [`Feed::next_rows`].
    pub(super) fn push(&mut self, rows: Rows) -> Result<()> {
        let end = rows.first + rows.height;
        for row in 0..rows.height {
            let of_band = |band: &Vec<f32>| band[row * self.fine.0..][..self.fine.0].to_vec();
            self.pending.push_back(rows.bands.iter().take(self.bands).map(of_band).collect());
        }
        // The rows of the overview all of whose pixels are here.
        let first = self.first_under + self.under.len();
        let ready: Vec<usize> = (first..self.coarse.1).take_while(|&row| self.span_y(row).1 <= end).collect();
        let next = ready.last().map_or(first, |last| last + 1);
        let made = parallel::try_map(ready, |row| Ok(self.under_row(row)))?;
        self.under.extend(made);
        let keep_from = if next < self.coarse.1 { self.span_y(next).0 } else { end };
        while self.first_pending < keep_from && self.pending.pop_front().is_some() {
            self.first_pending += 1;
        }
        self.judge_cells()
    }

    /// Ends the comparison.
    ///
    /// # Errors
    /// As [`Feed::next_rows`].
    pub(super) fn finish(mut self) -> Result<Verdict> {
        self.judge_cells()?;
        Ok(self.verdict())
    }

    /// The finer pixels under one of the overview: from, and up to.
    fn span_y(&self, row: usize) -> (usize, usize) {
        span(row, self.fine.1, self.coarse.1)
    }

    fn under_row(&self, row: usize) -> Vec<Under> {
        let (top, bottom) = self.span_y(row);
        let nearest = nearest(row, self.fine.1, self.coarse.1);
        let rows = |band: usize| {
            (top..bottom).filter_map(move |y| Some(&self.pending.get(y.checked_sub(self.first_pending)?)?[band]))
        };
        let nearest_row = |band: usize| {
            Some(&self.pending.get(nearest.clamp(top, bottom - 1).checked_sub(self.first_pending)?)?[band])
        };
        (0..self.bands).map(|band| self.under_band(rows(band).collect(), nearest_row(band))).collect()
    }

    fn under_band(&self, rows: Vec<&Vec<f32>>, nearest_row: Option<&Vec<f32>>) -> Under {
        let width = self.coarse.0;
        let mut under = Under {
            low: Vec::with_capacity(width),
            high: Vec::with_capacity(width),
            mean: Vec::with_capacity(width),
            near: Vec::with_capacity(width),
            all_valid: Vec::with_capacity(width),
            unknown: Vec::with_capacity(width),
        };
        for col in 0..width {
            let (left, right) = span(col, self.fine.0, width);
            let (mut low, mut high, mut sum, mut count, mut invalid, mut unknown) =
                (f32::INFINITY, f32::NEG_INFINITY, 0.0_f64, 0_u32, false, rows.is_empty());
            for row in &rows {
                for &value in &row[left..right] {
                    if value.is_nan() {
                        invalid = true;
                    } else if value.is_infinite() {
                        unknown = true;
                    } else {
                        low = low.min(value);
                        high = high.max(value);
                        sum += f64::from(value);
                        count += 1;
                    }
                }
            }
            let has = count > 0;
            under.low.push(if has { low } else { f32::NAN });
            under.high.push(if has { high } else { f32::NAN });
            under.mean.push(if has { (sum / f64::from(count)) as f32 } else { f32::NAN });
            let near = nearest(col, self.fine.0, width).clamp(left, right - 1);
            under.near.push(nearest_row.map_or(f32::NAN, |row| row[near]));
            under.all_valid.push(has && !invalid);
            under.unknown.push(unknown);
        }
        under
    }

    /// Judges the rows of cells that all is there for.
    fn judge_cells(&mut self) -> Result<()> {
        let cols = self.coarse.0.div_ceil(CELL);
        loop {
            let top = self.next_cell_row * CELL;
            let bottom = (top + CELL).min(self.coarse.1);
            let reach = (bottom + REACH).min(self.coarse.1);
            if top >= self.coarse.1 || self.first_under + self.under.len() < reach {
                return Ok(());
            }
            while self.first_over + self.over.len() < bottom {
                let Some(rows) = self.feed.next_rows()? else { return Ok(()) };
                for row in 0..rows.height {
                    let of_band = |band: &Vec<f32>| band[row * self.coarse.0..][..self.coarse.0].to_vec();
                    self.over.push_back(rows.bands.iter().take(self.bands).map(of_band).collect());
                }
            }
            let cells = parallel::try_map((0..cols).collect(), |col| Ok(self.judge(col, top..bottom)))?;
            for (cell, low, high) in cells {
                self.extremes = (self.extremes.0.min(low), self.extremes.1.max(high));
                self.cells.push(cell);
            }
            self.next_cell_row += 1;
            let keep = bottom.saturating_sub(REACH);
            while self.first_under < keep && self.under.pop_front().is_some() {
                self.first_under += 1;
            }
            while self.first_over < bottom && self.over.pop_front().is_some() {
                self.first_over += 1;
            }
        }
    }

    fn judge(&self, cell_col: usize, rows: std::ops::Range<usize>) -> (Cell, f32, f32) {
        let (mut cell, mut lowest, mut highest) = (Cell::default(), f32::INFINITY, f32::NEG_INFINITY);
        let cols = cell_col * CELL..(cell_col * CELL + CELL).min(self.coarse.0);
        for row in rows {
            let Some(over) = self.over.get(row - self.first_over) else { continue };
            for band in 0..self.bands {
                for col in cols.clone() {
                    let value = over[band][col];
                    let Some(here) = self.under_at(row).map(|under| &under[band]) else { continue };
                    if value.is_infinite() || here.unknown[col] {
                        continue;
                    }
                    cell.pixels += 1.0;
                    if value.is_nan() {
                        if here.all_valid[col]
                            && self.around(row, col, band, REACH).all(|(under, i)| under.all_valid[i])
                        {
                            cell.blank += 1.0;
                        }
                        continue;
                    }
                    match cell.first {
                        None => cell.first = Some(value),
                        Some(first) if first != value => cell.varied = true,
                        Some(_) => {}
                    }
                    if here.mean[col].is_nan() {
                        if self
                            .around(row, col, band, REACH)
                            .all(|(under, i)| under.mean[i].is_nan() && !under.unknown[i])
                        {
                            cell.from_nothing += 1.0;
                        }
                        continue;
                    }
                    let (mut low, mut high) = (here.low[col], here.high[col]);
                    for (under, i) in self.around(row, col, band, 1) {
                        low = low.min(under.low[i]);
                        high = high.max(under.high[i]);
                    }
                    let slack = self.rounding(value);
                    cell.compared += 1.0;
                    let (off, range) = ((value - here.mean[col]).abs(), high - low + slack);
                    cell.off += f64::from(off);
                    cell.range += f64::from(range);
                    cell.far += f64::from(u8::from(off > range));
                    cell.outside += f64::from(u8::from(value < low - slack || value > high + slack));
                    cell.near += f64::from(u8::from((value - here.near[col]).abs() <= 1e-6 * value.abs()));
                    let is_mean = (value - here.mean[col]).abs() <= self.half_rounding(value);
                    cell.mean += f64::from(u8::from(is_mean));
                    // Where all under it is alike, every method gives the same.
                    if here.high[col] - here.low[col] > 2.0 * slack {
                        cell.telling += 1.0;
                        cell.telling_near += f64::from(u8::from(value == here.near[col]));
                        cell.telling_mean += f64::from(u8::from(is_mean));
                    }
                    lowest = lowest.min(here.low[col]);
                    highest = highest.max(here.high[col]);
                }
            }
        }
        (cell, lowest, highest)
    }

    /// What rounding may make of a value.
    fn rounding(&self, value: f32) -> f32 {
        let step = if self.is_integer { 1.0 } else { 0.0 };
        step + 2e-6 * value.abs()
    }

    /// The same of a mean that is rounded to the nearest.
    fn half_rounding(&self, value: f32) -> f32 {
        let step = if self.is_integer { 0.51 } else { 0.0 };
        step + 2e-6 * value.abs()
    }

    fn under_at(&self, row: usize) -> Option<&Vec<Under>> {
        self.under.get(row.checked_sub(self.first_under)?)
    }

    /// The pixels up to `reach` away, as far as there are.
    fn around(&self, row: usize, col: usize, band: usize, reach: usize) -> impl Iterator<Item = (&Under, usize)> {
        let cols = col.saturating_sub(reach)..(col + reach + 1).min(self.coarse.0);
        let rows = row.saturating_sub(reach)..row + reach + 1;
        rows.filter_map(move |row| self.under_at(row)).flat_map(move |under| {
            let under = &under[band];
            cols.clone().map(move |col| (under, col))
        })
    }

    fn verdict(&self) -> Verdict {
        let sum = |of: fn(&Cell) -> f64| self.cells.iter().map(of).sum::<f64>();
        let all = sum(|cell| cell.compared).max(1.0);
        let (near, mean) = (sum(|cell| cell.near) / all, sum(|cell| cell.mean) / all);
        let best = if near >= mean { (Resampling::Nearest, near) } else { (Resampling::Average, mean) };
        let spread = f64::from((self.extremes.1 - self.extremes.0).max(0.0));
        let is_far_off = |cell: &Cell| match self.is_lossy {
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
            } else if is_far_off(cell) || (!self.is_lossy && !cell.varied && cell.outside > 0.9 * cell.compared) {
                Some("it shows something else than the level below it")
            } else {
                None
            }
        };
        let telling = sum(|cell| cell.telling).max(1.0);
        let of_nearest = sum(|cell| cell.telling_near) >= sum(|cell| cell.telling_mean);
        let explained: fn(&Cell) -> f64 = if of_nearest { |cell| cell.telling_near } else { |cell| cell.telling_mean };
        let is_explained = !self.is_lossy && sum(explained) >= 0.7 * telling;
        let is_stale = |cell: &Cell| is_explained && cell.telling >= 64.0 && explained(cell) < 0.05 * cell.telling;
        let cols = self.coarse.0.div_ceil(CELL).max(1);
        let first_of = |mut found: Box<dyn Iterator<Item = (usize, &'static str)> + '_>| {
            let (i, what) = found.next()?;
            let (x, y) = (i % cols * CELL, i / cols * CELL);
            let where_ = format!("{what}, from column {x} and row {y} on, in cells of 16 × 16 pixels");
            Some((where_, found.count() as u64 + 1, (x, y)))
        };
        let cells = || self.cells.iter().enumerate();
        Verdict {
            made_by: (all > 1.0).then_some(best),
            fault: first_of(Box::new(cells().filter_map(|(i, cell)| Some((i, fault(cell)?))))),
            stale: first_of(Box::new(cells().filter(|(_, cell)| is_stale(cell)).map(|(i, _)| (i, STALE)))),
        }
    }
}

/// What is said of a stale cell.
const STALE: &str = "it was not made of what the level below it shows now";

/// The pixels under one of the overview, as GDAL's average has them.
pub(super) fn span(i: usize, fine: usize, coarse: usize) -> (usize, usize) {
    let ratio = fine as f64 / coarse.max(1) as f64;
    let start = ((i as f64 * ratio + 1e-8) as usize).min(fine - 1);
    let end = (((i + 1) as f64 * ratio - 1e-8).ceil() as usize).min(fine);
    (start, end.max(start + 1))
}

fn nearest(i: usize, fine: usize, coarse: usize) -> usize {
    let ratio = fine as f64 / coarse.max(1) as f64;
    ((0.5 + i as f64 * ratio) as usize).min(fine - 1)
}

fn is_lossy(image: &Image) -> bool {
    !matches!(
        image.compression,
        Compression::NONE
            | Compression::LZW
            | Compression::DEFLATE
            | Compression::DEFLATE_OLD
            | Compression::PACKBITS
            | Compression::ZSTD
            | Compression::LZMA
    ) || image.color_map.is_some()
}

/// The number and the offset of the block that a pixel is in.
///
/// # Errors
/// `Format` or `Io` if its place cannot be read.
pub(super) fn block_at(source: &dyn Source, image: &FileImage, x: usize, y: usize) -> Result<(u64, u64)> {
    let grid = image.image.grid;
    let number = (y / grid.block_height * grid.cols() + x / grid.block_width) as u64;
    let place = places(source, &image.image, number..number + 1)?.first().copied().unwrap_or_default();
    Ok((number, place.0))
}
