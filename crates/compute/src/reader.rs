//! Windows of all inputs, each block decoded once, with few rows in memory.
//!
//! Where tiles are made of whole blocks, each tile reads its own. Where a block is wanted by several tiles, for they have halos or
//! the file has strips, whole rows of blocks are read and kept until the windows have moved on.

use std::sync::{Arc, Mutex, PoisonError};

use geotiff_core::{Raster, Result, Window};
use sources::ValidityRule;
use window::try_map;

use crate::choice::Area;
use crate::edge::Edge;
use crate::input::Input;
use crate::tile::{Part, Tile};

/// Rows that are read at once at least, if they are kept.
const KEPT_ROWS: usize = 64;

/// What of the neighbours a window has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Halo {
    pub(crate) pixels: usize,
    pub(crate) edge: Edge,
}

pub(crate) struct Reader<'a> {
    pub(crate) inputs: Vec<Input<'a>>,
    pub(crate) halo: Halo,
    /// Outside of it, nothing is valid.
    pub(crate) area: Option<&'a dyn Area>,
    /// Of each input, whether tiles read for themselves.
    direct: Vec<bool>,
    /// Of each input, the rows that were read last.
    kept: Vec<Mutex<Vec<Arc<Rows>>>>,
}

/// Some rows of an input, and of its mask.
pub(crate) struct Rows {
    window: Window,
    pixels: Raster,
    mask: Option<Raster>,
}

/// Of each input, the rows that some tiles are cut of; `None` if they read for themselves.
pub(crate) type Opened = Vec<Option<Vec<Arc<Rows>>>>;

impl<'a> Reader<'a> {
    /// For tiles of so many columns and rows from a place on.
    pub(crate) fn new(inputs: Vec<Input<'a>>, halo: Halo, tile: (usize, usize), origin: (usize, usize)) -> Self {
        let of_whole_blocks = |input: &Input<'_>| {
            let (cols, rows) = input.source.block_size();
            let (cols, rows) = (cols.max(1), rows.max(1));
            let (width, height) = input.size();
            let fits = |block: usize, tile: usize, origin: usize, all: usize| {
                // Windows that are listed may lie anywhere.
                tile > 0 && origin.is_multiple_of(block) && (tile.is_multiple_of(block) || tile >= all)
            };
            let fit = fits(cols, tile.0, origin.0, width) && fits(rows, tile.1, origin.1, height);
            (cols, rows) == (1, 1) || (halo.pixels == 0 && fit)
        };
        let direct = inputs.iter().map(of_whole_blocks).collect();
        let kept = inputs.iter().map(|_| Mutex::default()).collect();
        Self { inputs, halo, area: None, direct, kept }
    }

    /// With nothing valid outside of an area.
    pub(crate) fn with_area(self, area: Option<&'a dyn Area>) -> Self {
        Self { area, ..self }
    }

    /// Whether every tile reads for itself, so that any tiles can be read together.
    pub(crate) fn is_direct(&self) -> bool {
        self.direct.iter().all(|&direct| direct)
    }

    /// Columns and rows of every input.
    pub(crate) fn size(&self) -> (usize, usize) {
        self.inputs.first().map_or((0, 0), Input::size)
    }

    fn grown(&self, window: Window) -> Window {
        let (width, height) = self.size();
        window.grown(self.halo.pixels, width, height)
    }

    /// Reads what tiles within this window have in common.
    ///
    /// # Errors
    /// Whatever the inputs answer.
    pub(crate) fn open(&self, window: Window) -> Result<Opened> {
        let grown = self.grown(window);
        let numbers = (0..self.inputs.len()).collect();
        try_map(
            numbers,
            |number: usize| {
                if self.direct[number] { Ok(None) } else { self.rows(number, grown).map(Some) }
            },
        )
    }

    fn rows(&self, number: usize, window: Window) -> Result<Vec<Arc<Rows>>> {
        let unit = self.inputs[number].source.block_size().1.max(1);
        let unit = unit * (KEPT_ROWS / unit).max(1);
        let height = self.size().1;
        let parts = (window.row_off / unit..window.row_end().div_ceil(unit)).map(|i| {
            let row = i * unit;
            Window { row_off: row, height: unit.min(height - row), ..window }
        });
        // Nothing is locked while it is read: a thread that waits for others may have to read for them.
        let kept = self.with_kept(number, |kept| kept.clone());
        let rows = parts.map(|part| match kept.iter().find(|rows| rows.window == part) {
            Some(rows) => Ok(Arc::clone(rows)),
            None => self.read(number, part).map(|(pixels, mask)| Arc::new(Rows { window: part, pixels, mask })),
        });
        let rows: Vec<Arc<Rows>> = rows.collect::<Result<_>>()?;
        // The next window shares two halos with this one.
        let shared = 2 * self.halo.pixels / unit + 2;
        self.with_kept(number, |kept| *kept = rows.iter().rev().take(shared).cloned().collect());
        Ok(rows)
    }

    fn with_kept<R>(&self, number: usize, work: impl FnOnce(&mut Vec<Arc<Rows>>) -> R) -> R {
        work(&mut self.kept[number].lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn read(&self, number: usize, window: Window) -> Result<(Raster, Option<Raster>)> {
        let input = &self.inputs[number];
        let pixels = input.source.read_window(window)?;
        let has_mask = input.rule == ValidityRule::Mask;
        Ok((pixels, if has_mask { Some(input.source.read_mask(window)?) } else { None }))
    }

    /// A window of all inputs, cut of what was opened for a window around it.
    ///
    /// # Errors
    /// Whatever the inputs answer.
    pub(crate) fn tile(&self, opened: &Opened, window: Window) -> Result<Tile<'_>> {
        let grown = self.grown(window);
        let part = |(number, rows): (usize, &Option<Vec<Arc<Rows>>>)| {
            let (pixels, mask) = match rows {
                None => self.read(number, grown)?,
                Some(rows) => cut_all(rows, grown)?,
            };
            Ok(Part { pixels, mask })
        };
        let parts = opened.iter().enumerate().map(part).collect::<Result<_>>()?;
        let area = self.area.map(|area| area.mask(grown)).transpose()?;
        Ok(Tile::new((window, grown), self, parts, area))
    }
}

fn cut_all(rows: &[Arc<Rows>], window: Window) -> Result<(Raster, Option<Raster>)> {
    let pixels = cut(rows, window, |rows| Some(&rows.pixels))?;
    let has_mask = rows.iter().all(|rows| rows.mask.is_some());
    Ok((pixels, if has_mask { Some(cut(rows, window, |rows| rows.mask.as_ref())?) } else { None }))
}

fn cut<'r>(rows: &'r [Arc<Rows>], window: Window, what: impl Fn(&'r Rows) -> Option<&'r Raster>) -> Result<Raster> {
    let of_rows = || rows.iter().filter_map(|rows| what(rows).map(|raster| (rows.window, raster)));
    let Some((_, like)) = of_rows().next() else { return Raster::new(geotiff_core::SampleType::U8, 0, 0, 0) };
    let mut out = Raster::new(like.sample_type(), window.width, window.height, like.bands())?;
    for (at, raster) in of_rows() {
        if let Some(shared) = at.intersection(&window) {
            copy(raster, at, &mut out, window, shared);
        }
    }
    Ok(out)
}

/// Copies what is shared of a raster that is one window to another that is another.
pub(crate) fn copy(from: &Raster, from_window: Window, to: &mut Raster, to_window: Window, shared: Window) {
    let sample_len = from.sample_type().bytes();
    let (from_row, to_row, to_band) = (from.row_len(), to.row_len(), to.band_len());
    let from_start = (shared.col_off - from_window.col_off) * sample_len;
    let to_start = (shared.col_off - to_window.col_off) * sample_len;
    let len = shared.width * sample_len;
    let bands = from.bytes().chunks_exact(from.band_len().max(1)).zip(to.bytes_mut().chunks_exact_mut(to_band.max(1)));
    for (from, to) in bands {
        let from = from.chunks_exact(from_row).skip(shared.row_off - from_window.row_off);
        let to = to.chunks_exact_mut(to_row).skip(shared.row_off - to_window.row_off).take(shared.height);
        to.zip(from).for_each(|(to, from)| to[to_start..][..len].copy_from_slice(&from[from_start..][..len]));
    }
}
