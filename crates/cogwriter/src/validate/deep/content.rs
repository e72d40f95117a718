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
use window::Source;

use super::super::blocks::places;
use super::super::facts::{FileImage, FileLevel};
use super::feed::{Feed, Rows};
use super::under::{Under, nearest, span};
use super::verdict::{Cell, Verdict, verdict};
use crate::parallel;

/// Pixels of a side of a cell.
pub(super) const CELL: usize = 16;
/// How far a kernel reaches, in pixels of the overview.
const REACH: usize = 3;

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
            bands: Feed::bands(level).min(Feed::bands(above)),
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
        Ok(verdict(&self.cells, self.coarse.0, self.extremes, self.is_lossy))
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
        let widths = (self.fine.0, self.coarse.0);
        (0..self.bands).map(|band| Under::new(&rows(band).collect::<Vec<_>>(), nearest_row(band), widths)).collect()
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
