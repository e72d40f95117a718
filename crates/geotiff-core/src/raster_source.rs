//! Whatever can hand out the pixels of a raster.

use crate::error::{Error, Result};
use crate::grid::Window;
use crate::profile::Profile;
use crate::raster::Raster;
use crate::sample::SampleType;

/// Whatever can hand out the pixels of a raster: a file, an array, a computation.
///
/// It is asked from several threads at once.
///
/// ```
/// use geotiff_core::{Profile, Raster, RasterSource, Result, SampleType, Window};
///
/// struct Ramp(Profile);
///
/// impl RasterSource for Ramp {
///     fn profile(&self) -> &Profile {
///         &self.0
///     }
///
///     fn read_window(&self, window: Window) -> Result<Raster> {
///         let mut raster = Raster::new(SampleType::U16, window.width, window.height, 1)?;
///         for (i, sample) in raster.band_mut::<u16>(0)?.iter_mut().enumerate() {
///             *sample = (window.col_off + i % window.width) as u16;
///         }
///         Ok(raster)
///     }
/// }
/// let ramp = Ramp(Profile::new(SampleType::U16, 1000, 1000, 1));
/// assert_eq!(ramp.read_window(Window::new(998, 0, 2, 1))?.samples::<u16>()?, [998, 999]);
/// # Ok::<(), geotiff_core::Error>(())
/// ```
pub trait RasterSource: Send + Sync {
    /// What the raster is.
    fn profile(&self) -> &Profile;

    /// All bands of a window within the raster.
    ///
    /// # Errors
    /// Whatever keeps it from being read.
    fn read_window(&self, window: Window) -> Result<Raster>;

    /// Some bands of a window within the raster: these (from 0), in this order. It reads all of them, if the source knows of
    /// nothing better.
    ///
    /// # Errors
    /// As [`Self::read_window`], and `Parameter` if there is no such band.
    fn read_bands(&self, window: Window, bands: &[usize]) -> Result<Raster> {
        self.read_window(window)?.pick_bands(bands)
    }

    /// The mask of a window: one band of `U8`, 255 where pixels are valid, 0 where they are not. Only asked for if
    /// [`Profile::has_mask`].
    ///
    /// # Errors
    /// Whatever keeps it from being read.
    fn read_mask(&self, window: Window) -> Result<Raster> {
        let mut mask = Raster::new(SampleType::U8, window.width, window.height, 1)?;
        mask.bytes_mut().fill(255);
        Ok(mask)
    }

    /// Reading so many rows at once, or a multiple of it from such a row on, makes the source do no work twice.
    fn rows_at_once(&self) -> usize {
        1
    }

    /// Reading windows of so many columns and rows, or multiples of it from such a place on, makes the source do no work twice.
    /// (1, 1) is a source of which any part can be read alone.
    fn block_size(&self) -> (usize, usize) {
        match self.rows_at_once() {
            ..=1 => (1, 1),
            rows => (self.profile().width, rows),
        }
    }

    /// Whether anything is stored of the pixels of a window. Of those that are not, all are nodata, or 0 if there is none.
    ///
    /// # Errors
    /// Whatever keeps that from being found out.
    fn has_data(&self, window: Window) -> Result<bool> {
        let _ = window;
        Ok(true)
    }

    /// The sizes, (columns, rows), of the overviews that the source has, large to small. A source whose pixels are not those of
    /// a file has none.
    fn overview_sizes(&self) -> Vec<(usize, usize)> {
        Vec::new()
    }

    /// What keeps one of the [`Self::overview_sizes`] (from 0) from standing for the raster, as far as can be told without
    /// decoding it: other bands or samples, no mask where the raster has one, blocks that are not there. `None` if nothing does.
    ///
    /// # Errors
    /// Whatever keeps that from being found out.
    fn overview_problem(&self, overview: usize) -> Result<Option<String>> {
        no_overview(overview).map(|_| None)
    }

    /// All bands of a window within an overview, one of the [`Self::overview_sizes`] (from 0).
    ///
    /// # Errors
    /// `Parameter` if there is no such overview, and whatever keeps it from being read.
    fn read_overview(&self, overview: usize, window: Window) -> Result<Raster> {
        let _ = window;
        no_overview(overview)
    }

    /// The mask of a window of an overview, as [`Self::read_mask`]. Only asked for if [`Profile::has_mask`].
    ///
    /// # Errors
    /// As [`Self::read_overview`].
    fn read_overview_mask(&self, overview: usize, window: Window) -> Result<Raster> {
        let _ = window;
        no_overview(overview)
    }
}

fn no_overview(overview: usize) -> Result<Raster> {
    Err(Error::parameter(format!("the source has no overview {overview}")))
}
