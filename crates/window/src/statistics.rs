//! Statistics of bands, streamed over windows.

use geotiff_core::{Error, RasterSource as _, Result, Window, with_real_sample};

use crate::dataset::Dataset;
use crate::parallel;
use crate::sums::BandSums;
use crate::tiles::tile_windows;
use crate::validity::MaskFlags;

/// Pixels that are looked at together.
const WINDOW_AREA: usize = 1 << 20;
/// Windows whose results wait to be added up.
const WINDOWS_AT_ONCE: usize = 64;

/// What the valid pixels of one band are like. Pixels are valid that are neither nodata nor NaN nor masked out,
/// be it by a mask or by alpha.
///
/// ```
/// # let file = window::doc_example();
/// let dataset = window::Dataset::from_source(file)?;
/// let statistics = dataset.statistics()?;
/// assert_eq!((statistics[0].valid, statistics[0].mean, statistics[0].std), (5000, 7.0, 0.0));
/// # Ok::<(), geotiff_core::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BandStatistics {
    /// Number of valid pixels; of none, the other figures are NaN.
    pub valid: u64,
    /// Smallest value.
    pub min: f64,
    /// Largest value.
    pub max: f64,
    /// Arithmetic mean.
    pub mean: f64,
    /// Standard deviation of the whole population, as GDAL's.
    pub std: f64,
}

impl Dataset {
    /// The [`statistics`] of every band.
    ///
    /// # Errors
    /// As [`statistics`].
    pub fn statistics(&self) -> Result<Vec<BandStatistics>> {
        statistics(self, &|_| {})
    }
}

/// The statistics of every band, read once, in parallel; the same for any number of threads.
///
/// `progress` is told how many rows were read, after each part.
///
/// # Errors
/// `Unsupported` for complex samples; as [`Level::read`](crate::Level::read) for all else.
pub fn statistics(dataset: &Dataset, progress: &dyn Fn(usize)) -> Result<Vec<BandStatistics>> {
    let rows_at_once = dataset.rows_at_once();
    let rows = (WINDOW_AREA / dataset.width() / rows_at_once).max(1) * rows_at_once;
    let mut windows = tile_windows(dataset.height(), dataset.width(), rows.min(dataset.height()), dataset.width(), 0)?;
    let mut total = vec![BandSums::default(); dataset.bands()];
    loop {
        let part: Vec<Window> = windows.by_ref().take(WINDOWS_AT_ONCE).collect();
        if part.is_empty() {
            return Ok(total.iter().map(BandSums::statistics).collect());
        }
        let rows = part.iter().map(|window| window.height).sum();
        for bands in parallel::try_map(part, |window| window_statistics(dataset, window))? {
            total.iter_mut().zip(&bands).for_each(|(total, band)| total.merge(band));
        }
        progress(rows);
    }
}

fn window_statistics(dataset: &Dataset, window: Window) -> Result<Vec<BandSums>> {
    let profile = dataset.profile();
    let raster = dataset.read_window(window)?;
    let shared = if profile.has_mask { Some(dataset.read_mask(window)?) } else { None };
    let complex = || Error::unsupported("complex samples have no order, so no statistics");
    (0..raster.bands())
        .map(|band| {
            let own = match dataset.mask_flags(band)? {
                MaskFlags::ALL_VALID | MaskFlags::NODATA | MaskFlags::PER_DATASET => None,
                // By alpha, by several values of nodata, by a mask of its own.
                _ => Some(dataset.band_validity(window, band)?),
            };
            let mask = own.as_ref().or(shared.as_ref());
            let unmasked = |i: usize| mask.is_none_or(|mask| mask.bytes().get(i).is_none_or(|&valid| valid != 0));
            with_real_sample!(raster.sample_type(), T => {
                let nodata = dataset.band_nodata(band).filter(|_| own.is_none()).and_then(|nodata| nodata.in_type::<T>());
                let mut sums = BandSums::default();
                sums.add(raster.band::<T>(band)?, |i, v| Some(v) != nodata && unmasked(i));
                Ok(sums)
            }, complex => Err(complex()))
        })
        .collect()
}
