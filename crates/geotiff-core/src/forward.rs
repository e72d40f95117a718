//! References to a source of pixels, and boxes of one, are sources, too.

use std::sync::Arc;

use crate::error::Result;
use crate::grid::Window;
use crate::profile::Profile;
use crate::raster::Raster;
use crate::raster_source::RasterSource;

macro_rules! forward {
    ($($holder:ty),*) => {$(
        impl<S: RasterSource + ?Sized> RasterSource for $holder {
            fn profile(&self) -> &Profile {
                (**self).profile()
            }

            fn read_window(&self, window: Window) -> Result<Raster> {
                (**self).read_window(window)
            }

            fn read_bands(&self, window: Window, bands: &[usize]) -> Result<Raster> {
                (**self).read_bands(window, bands)
            }

            fn read_mask(&self, window: Window) -> Result<Raster> {
                (**self).read_mask(window)
            }

            fn rows_at_once(&self) -> usize {
                (**self).rows_at_once()
            }

            fn block_size(&self) -> (usize, usize) {
                (**self).block_size()
            }

            fn has_data(&self, window: Window) -> Result<bool> {
                (**self).has_data(window)
            }

            fn overview_sizes(&self) -> Vec<(usize, usize)> {
                (**self).overview_sizes()
            }

            fn overview_problem(&self, overview: usize) -> Result<Option<String>> {
                (**self).overview_problem(overview)
            }

            fn read_overview(&self, overview: usize, window: Window) -> Result<Raster> {
                (**self).read_overview(overview, window)
            }

            fn read_overview_mask(&self, overview: usize, window: Window) -> Result<Raster> {
                (**self).read_overview_mask(overview, window)
            }
        }
    )*};
}
forward!(&S, Box<S>, Arc<S>);
