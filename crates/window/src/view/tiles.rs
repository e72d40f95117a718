//! The pixels of a view: cut into tiles, each made of a few rows of the level at a time.
//!
//! ```text
//! rows of the view → tiles, in parallel → chunks of rows of the level, as they are stored → Resampler → pixels
//! ```

use std::ops::Range;

use geotiff_core::{Compression, Nodata, Raster, Result, SampleType, Window};
use overview::{ResampleSpec, Resampler, Resampling, Span};

use crate::level::Level;
use crate::parallel;
use crate::paste::{fill, fill_sample};

/// Bytes of decoded samples that one tile is made of at once.
const CHUNK_LEN: usize = 32 << 20;
/// Rows and columns of a tile have no more pixels than this; nor fewer rows, unless the view has.
const MOST_COLS: usize = 4096;
const MOST_ROWS: usize = 1024;
const LEAST_ROWS: usize = 32;

/// What the pixels of a view are made of, and how.
#[derive(Clone, Debug)]
pub(crate) struct Recipe<'a> {
    pub(crate) level: Level<'a>,
    pub(crate) x: Span,
    pub(crate) y: Span,
    pub(crate) resampling: Resampling,
    pub(crate) nodata: Option<Nodata>,
    pub(crate) mask: Masking,
    pub(crate) bits: u16,
}

/// Where it is written which pixels are valid, if nodata does not say so.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Masking {
    None,
    Mask,
    /// In this band.
    Alpha(usize),
}

/// Pixels of a view, and which are valid; `None` if all are.
pub(crate) struct Pixels {
    pub(crate) raster: Raster,
    pub(crate) valid: Option<Raster>,
}

impl Recipe<'_> {
    /// Some rows of the view, of these bands. Which are valid is only found out if it is `judged`.
    pub(crate) fn rows(&self, bands: &[usize], rows: Range<usize>, judged: bool) -> Result<Pixels> {
        let (sample_type, width) = (self.level.image().sample_type, self.x.count());
        let inside = (self.x.inside(), intersection(&self.y.inside(), &rows));
        let whole = inside.0.len() == width && inside.1.len() == rows.len();
        if whole
            && !judged
            && let Some(window) = self.as_crop(&inside.0, &inside.1)
        {
            return Ok(Pixels { raster: self.level.read_raster(window, bands, true)?, valid: None });
        }
        let mut raster = Raster::new(sample_type, width, rows.len(), bands.len())?;
        let mut valid = None;
        if judged && (!whole || self.mask != Masking::None || self.nodata.is_some()) {
            valid = Some(Raster::new(SampleType::U8, width, rows.len(), bands.len())?);
        }
        if !whole && let Some(nodata) = self.nodata {
            fill(raster.bytes_mut(), &fill_sample(sample_type, Some(nodata)));
        }
        let tiles = self.tiles(&inside.0, &inside.1, bands.len());
        let made = parallel::try_map(tiles, |(cols, rows)| {
            self.tile(bands, cols.clone(), rows.clone()).map(|t| (cols, rows, t))
        })?;
        for (cols, tile_rows, tile) in made {
            let at = (cols.start, tile_rows.start - rows.start);
            paste(&tile.raster, &mut raster, at);
            match (&mut valid, &tile.valid) {
                (Some(valid), Some(tile)) => paste(tile, valid, at),
                (Some(valid), None) => {
                    let mut all = Raster::new(SampleType::U8, cols.len(), tile_rows.len(), bands.len())?;
                    all.bytes_mut().fill(255);
                    paste(&all, valid, at);
                }
                (None, _) => {}
            }
        }
        Ok(Pixels { raster, valid })
    }

    /// How many rows are best made at once: a multiple of this.
    pub(crate) fn rows_at_once(&self) -> usize {
        let image = self.level.image();
        let rows = (image.grid.block_height as f64 / self.y.ratio()).ceil() as usize;
        rows.clamp(LEAST_ROWS, MOST_ROWS)
    }

    /// The part of the level that has just these pixels.
    fn as_crop(&self, cols: &Range<usize>, rows: &Range<usize>) -> Option<Window> {
        let first = |offset: i64, i: usize| usize::try_from(offset + i64::try_from(i).ok()?).ok();
        let (col, row) = (first(self.x.as_crop()?, cols.start)?, first(self.y.as_crop()?, rows.start)?);
        Some(Window::new(col, row, cols.len(), rows.len()))
    }

    /// Cuts so that a tile is made of few blocks, where these are kept until the next tile wants them.
    fn tiles(&self, cols: &Range<usize>, rows: &Range<usize>, bands: usize) -> Vec<(Range<usize>, Range<usize>)> {
        if cols.is_empty() || rows.is_empty() {
            return Vec::new();
        }
        let image = self.level.image();
        let (grid, pixel_len) = (&image.grid, image.sample_type.bytes() * bands.max(1));
        let (mut width, mut height) = (MOST_COLS, self.rows_at_once());
        let is_tiled = grid.block_width < grid.width;
        if is_tiled {
            let most = (CHUNK_LEN / pixel_len / grid.block_height).max(2 * grid.block_width);
            width = width.min((most as f64 / self.x.ratio()) as usize).max(1);
        }
        if image.compression != Compression::NONE && self.block_len() > self.level.file.cache.budget() {
            // A block is not to be decoded for two tiles.
            (width, height) = (cols.len(), rows.len());
        } else if !is_tiled {
            width = cols.len();
        }
        let cut = |range: &Range<usize>, step: usize| {
            let end = range.end;
            range.clone().step_by(step).map(move |start| start..(start + step).min(end)).collect::<Vec<_>>()
        };
        let (cols, rows) = (cut(cols, width), cut(rows, height));
        rows.into_iter().flat_map(|rows| cols.iter().map(move |cols| (cols.clone(), rows.clone()))).collect()
    }

    /// Bytes of a decoded block.
    fn block_len(&self) -> usize {
        let image = self.level.image();
        let samples = if image.is_separate() { 1 } else { image.bands };
        let pixels = image.grid.block_width.saturating_mul(image.grid.block_height);
        pixels.saturating_mul(samples).saturating_mul(image.sample_type.bytes())
    }

    fn tile(&self, bands: &[usize], cols: Range<usize>, rows: Range<usize>) -> Result<Pixels> {
        let image = self.level.image();
        let alpha = match self.mask {
            Masking::Alpha(alpha) => bands.iter().position(|&band| band == alpha),
            _ => None,
        };
        // Pixels that stay as they are need no weights.
        let is_crop = self.x.as_crop().is_some() && self.y.as_crop().is_some();
        let spec = ResampleSpec {
            nodata: self.nodata,
            alpha,
            bits: self.bits,
            ..ResampleSpec::new(
                self.x,
                self.y,
                bands.len(),
                image.sample_type,
                if is_crop { Resampling::Nearest } else { self.resampling },
            )
        };
        let mut resampler = Resampler::new(&spec, cols.clone(), rows.clone())?;
        let mut raster = Raster::new(image.sample_type, cols.len(), rows.len(), bands.len())?;
        let mut valid = None;
        let (source_cols, source_rows) = (resampler.source_cols(), resampler.source_rows());
        let mut row = source_rows.start;
        while let Some(chunk) = self.chunk(&resampler, row, source_rows.end, source_cols.len() * bands.len()) {
            row = chunk.end;
            let window = Window::new(source_cols.start, chunk.start, source_cols.len(), chunk.len());
            let pixels = self.level.read_raster(window, bands, true)?;
            let mask = self.read_mask(window)?;
            let Some(made) = resampler.push(chunk.start, &pixels, mask.as_ref())? else { continue };
            let at = (0, made.first_row - rows.start);
            paste(&made.pixels, &mut raster, at);
            if let Some(flags) = made.valid {
                let valid = match &mut valid {
                    Some(valid) => valid,
                    None => valid.insert(Raster::new(SampleType::U8, cols.len(), rows.len(), bands.len())?),
                };
                paste(&flags, valid, at);
            }
        }
        Ok(Pixels { raster, valid })
    }

    /// The rows to read next, from `row` on: as many as may be held, up to where a row of blocks ends.
    fn chunk(&self, resampler: &Resampler, row: usize, end: usize, samples: usize) -> Option<Range<usize>> {
        let start = (row..end).find(|&row| resampler.wants(row))?;
        let image = self.level.image();
        let height = image.grid.block_height;
        let block_end = (start / height).saturating_add(1).saturating_mul(height);
        let row_len = samples.saturating_mul(image.sample_type.bytes()).max(1);
        let most = start.saturating_add((CHUNK_LEN / row_len).max(1));
        let whole_block = image.compression != Compression::NONE && self.block_len() > self.level.file.cache.budget();
        let limit = match () {
            () if whole_block => block_end,
            () if most > block_end => most / height * height,
            () => most,
        };
        let limit = limit.min(end);
        if self.resampling != Resampling::Nearest && !self.is_crop() {
            return Some(start..limit);
        }
        // Of rows that are stored one by one, those between wanted ones are not read.
        let sparse = |row: &usize| image.compression != Compression::NONE || resampler.wants(*row);
        let limit = if image.compression == Compression::NONE { limit } else { limit.min(block_end.max(start + 1)) };
        let run = (start..limit).take_while(sparse).last()?;
        let last = (start..=run).rev().find(|&row| resampler.wants(row))?;
        Some(start..last + 1)
    }

    fn is_crop(&self) -> bool {
        self.x.as_crop().is_some() && self.y.as_crop().is_some()
    }

    fn read_mask(&self, window: Window) -> Result<Option<Raster>> {
        match self.mask {
            Masking::None => Ok(None),
            Masking::Mask => self.level.read_mask(window).map(Some),
            // What the last band says of the first, it says of all.
            Masking::Alpha(_) => self.level.band_validity(window, 0).map(Some),
        }
    }
}

fn intersection(a: &Range<usize>, b: &Range<usize>) -> Range<usize> {
    let start = a.start.max(b.start);
    start..a.end.min(b.end).max(start)
}

/// Copies all bands of a raster into a larger one, at this column and row.
fn paste(from: &Raster, to: &mut Raster, (col, row): (usize, usize)) {
    let (len, start, row_len) = (from.row_len(), col * from.sample_type().bytes(), to.row_len());
    if len == 0 {
        return;
    }
    let (from_height, to_height) = (from.height(), to.height());
    let rows = to.bytes_mut().chunks_exact_mut(row_len);
    let mut rows: Vec<_> = rows.collect();
    for (i, line) in from.bytes().chunks_exact(len).enumerate() {
        let (band, line_row) = (i / from_height, i % from_height);
        if let Some(out) =
            rows.get_mut(band * to_height + row + line_row).and_then(|out| out.get_mut(start..start + len))
        {
            out.copy_from_slice(line);
        }
    }
}
