//! Any window of an opened GeoTIFF, and the file as a raster that something is made of.

use geotiff_core::{BlockIndex, Profile, Raster, RasterSource, Result, Sample, Window};

use super::Dataset;
use crate::completeness;
use crate::level::Level;
use crate::streams::{chunk_rows, is_streamed};
use crate::tiles::{TileWindows, tile_windows};

impl Dataset {
    /// Bands of a window, band after band, as samples of any type: those of another than the file's own are converted.
    ///
    /// # Errors
    /// As [`Level::read`].
    pub fn read<T: Sample>(&self, window: Window, bands: &[usize]) -> Result<Vec<T>> {
        self.full().read(window, bands)
    }

    /// Bands of a window into `out`, band after band.
    ///
    /// # Errors
    /// As [`Level::read_into`].
    pub fn read_into<T: Sample>(&self, window: Window, bands: &[usize], out: &mut [T]) -> Result<()> {
        self.full().read_into(window, bands, out)
    }

    /// Bands of a window, in the file's own type.
    ///
    /// # Errors
    /// As [`Level::read_bands`].
    pub fn read_bands(&self, window: Window, bands: &[usize]) -> Result<Raster> {
        self.full().read_bands(window, bands)
    }

    /// The mask of a window: one band of `U8`, 255 where pixels are valid; all valid if the raster has no mask.
    ///
    /// # Errors
    /// As [`Level::read_mask`].
    pub fn read_mask(&self, window: Window) -> Result<Raster> {
        self.full().read_mask(window)
    }

    /// The whole raster as a window.
    pub fn whole(&self) -> Window {
        Window::new(0, 0, self.width(), self.height())
    }

    /// Square tiles over the raster, each sharing `overlap` pixels with the next.
    ///
    /// # Errors
    /// As [`tile_windows`].
    pub fn tile_windows(&self, tile: usize, overlap: usize) -> Result<TileWindows> {
        tile_windows(self.height(), self.width(), tile, tile, overlap)
    }

    /// The raster cut as it is stored: a window for each block.
    ///
    /// # Errors
    /// Never for a dataset that was opened; the type is that of [`tile_windows`].
    pub fn block_windows(&self) -> Result<TileWindows> {
        self.full().block_windows()
    }

    fn overviews(&self) -> impl Iterator<Item = Level<'_>> {
        (1..self.levels()).map(|number| Level { file: &self.file, profile: &self.profile, number })
    }

    pub(crate) fn full(&self) -> Level<'_> {
        Level { file: &self.file, profile: &self.profile, number: 0 }
    }
}

impl RasterSource for Dataset {
    fn profile(&self) -> &Profile {
        &self.profile
    }

    /// Blocks are not kept: whoever reads a raster through this asks for each part once.
    fn read_window(&self, window: Window) -> Result<Raster> {
        let bands: Vec<usize> = (0..self.bands()).collect();
        self.full().read_raster(window, &bands, false)
    }

    fn read_bands(&self, window: Window, bands: &[usize]) -> Result<Raster> {
        self.full().read_raster(window, bands, false)
    }

    fn read_mask(&self, window: Window) -> Result<Raster> {
        self.full().read_mask(window)
    }

    fn rows_at_once(&self) -> usize {
        let image = self.image();
        match image.compression {
            _ if image.has_bare_rows() => 1,
            _ if is_streamed(image) => chunk_rows(&image.block_spec(BlockIndex { plane: 0, row: 0, col: 0 })),
            _ => image.grid.block_height.min(image.grid.height),
        }
    }

    fn block_size(&self) -> (usize, usize) {
        let grid = &self.image().grid;
        match self.image() {
            image if image.has_bare_rows() => (1, 1),
            image if is_streamed(image) => (grid.width, self.rows_at_once()),
            _ => (grid.block_width.min(grid.width), grid.block_height.min(grid.height)),
        }
    }

    fn has_data(&self, window: Window) -> Result<bool> {
        let window = self.full().within(window)?;
        let reader = self.full().reader();
        let mut planes = 0..reader.image.grid.planes;
        let found =
            planes.try_fold(false, |found, plane| Ok(found || completeness::has_stored_block(&reader, plane, window)?));
        found.map_err(|error| self.file.name(error))
    }

    fn overview_sizes(&self) -> Vec<(usize, usize)> {
        self.overviews().map(|level| (level.width(), level.height())).collect()
    }

    fn overview_problem(&self, overview: usize) -> Result<Option<String>> {
        completeness::problem(&self.level(overview.saturating_add(1))?, &self.full())
    }

    fn read_overview(&self, overview: usize, window: Window) -> Result<Raster> {
        let bands: Vec<usize> = (0..self.bands()).collect();
        self.level(overview.saturating_add(1))?.read_raster(window, &bands, true)
    }

    fn read_overview_mask(&self, overview: usize, window: Window) -> Result<Raster> {
        self.level(overview.saturating_add(1))?.read_mask(window)
    }
}
