//! A raster that is computed window by window of others.

use std::sync::{Mutex, PoisonError};

use geotiff_core::{Error, Profile, Raster, RasterSource, Result, SampleType, Window};
use sources::Stash;
use window::{tile_windows, try_map};

use crate::choice::Choice;
use crate::guard::Guard;
use crate::output::{TileOutput, missing, paste};
use crate::reader::{Opened, Reader};
use crate::tile::Tile;

/// What makes a window.
pub(crate) type Compute<'a> = Box<dyn Fn(&Tile<'_>) -> Result<TileOutput> + Send + Sync + 'a>;

/// A raster that is computed of others, made by [`Windows::map`](crate::Windows::map).
///
/// Whoever reads a window of it has its tiles computed, on all threads; nothing is computed ahead and nothing is kept but rows
/// that the next window needs, too. A writer that takes it from top to bottom so computes every tile once, in bounded memory,
/// and waits for it as it waits for a file. The pixels are the same for any number of threads.
pub struct MappedSource<'a> {
    pub(crate) reader: Reader<'a>,
    pub(crate) profile: Profile,
    /// Columns and rows of a tile.
    pub(crate) tile: (usize, usize),
    /// Where the first pixel lies in the inputs.
    pub(crate) origin: (usize, usize),
    pub(crate) choice: Choice<'a>,
    pub(crate) compute: Compute<'a>,
    pub(crate) guard: Guard<'a>,
    pub(crate) stash: Stash,
}

impl MappedSource<'_> {
    fn in_inputs(&self, window: Window) -> Window {
        Window { col_off: window.col_off + self.origin.0, row_off: window.row_off + self.origin.1, ..window }
    }

    fn within(&self, window: Window) -> Result<Window> {
        window.within(self.profile.width, self.profile.height)
    }

    /// The tiles that a window touches, as far as they lie in it.
    fn tiles(&self, window: Window) -> Result<Vec<Window>> {
        let (cols, rows) = self.tile;
        let (col, row) = (window.col_off / cols, window.row_off / rows);
        let (width, height) = (window.col_end() - col * cols, window.row_end() - row * rows);
        let tiles = tile_windows(height, width, rows, cols, 0)?;
        let moved =
            tiles.map(|tile| Window { col_off: tile.col_off + col * cols, row_off: tile.row_off + row * rows, ..tile });
        Ok(moved.filter_map(|tile| tile.intersection(&window)).collect())
    }

    fn compute_tile(&self, opened: &Opened, tile: Window) -> Result<(Raster, Option<Raster>)> {
        self.guard.run(tile, || {
            let in_inputs = self.in_inputs(tile);
            if !self.choice.takes(&self.reader.inputs, in_inputs)? {
                return missing(&self.profile, tile);
            }
            let inputs = self.reader.tile(opened, in_inputs)?;
            (self.compute)(&inputs)?.finish(&self.profile, tile)
        })
    }

    fn compute(&self, window: Window) -> Result<(Raster, Option<Raster>)> {
        if let [tile] = self.tiles(window)?[..]
            && tile == window
        {
            let opened = self.reader.open(self.in_inputs(window))?;
            return self.compute_tile(&opened, window);
        }
        let Profile { sample_type, bands, has_mask, .. } = self.profile;
        let pixels = Raster::new(sample_type, window.width, window.height, bands)?;
        let mask = if has_mask { Some(Raster::new(SampleType::U8, window.width, window.height, 1)?) } else { None };
        let made = Mutex::new((pixels, mask));
        let opened = self.reader.open(self.in_inputs(window))?;
        try_map(self.tiles(window)?, |part| {
            let (pixels, mask) = self.compute_tile(&opened, part)?;
            let mut made = made.lock().unwrap_or_else(PoisonError::into_inner);
            paste(&pixels, part, &mut made.0, window);
            if let (Some(mask), Some(whole)) = (&mask, &mut made.1) {
                paste(mask, part, whole, window);
            }
            Ok(())
        })?;
        Ok(made.into_inner().unwrap_or_else(PoisonError::into_inner))
    }
}

impl RasterSource for MappedSource<'_> {
    fn profile(&self) -> &Profile {
        &self.profile
    }

    fn read_window(&self, window: Window) -> Result<Raster> {
        let window = self.within(window)?;
        let (pixels, mask) = self.compute(window)?;
        mask.into_iter().for_each(|mask| self.stash.put(window, mask));
        Ok(pixels)
    }

    fn read_mask(&self, window: Window) -> Result<Raster> {
        let window = self.within(window)?;
        match self.stash.take(window) {
            Some(mask) => Ok(mask),
            None => self.compute(window)?.1.ok_or_else(|| Error::parameter("the raster has no mask")),
        }
    }

    fn rows_at_once(&self) -> usize {
        self.tile.1.min(self.profile.height)
    }

    fn block_size(&self) -> (usize, usize) {
        // Tiles that are cut of rows are best computed by rows.
        let cols = if self.reader.is_direct() { self.tile.0 } else { self.profile.width };
        (cols, self.rows_at_once())
    }
}

impl std::fmt::Debug for MappedSource<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MappedSource").field("profile", &self.profile).field("tile", &self.tile).finish_non_exhaustive()
    }
}
