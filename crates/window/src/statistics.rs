//! Statistics of bands, streamed over windows.

use geotiff_core::{Error, RasterSource as _, RealSample, Result, Window, with_real_sample};

use crate::dataset::Dataset;
use crate::parallel;
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
    /// Sum of squared differences to the mean.
    squares: f64,
}

impl BandStatistics {
    const EMPTY: Self = Self { valid: 0, min: f64::NAN, max: f64::NAN, mean: f64::NAN, std: f64::NAN, squares: 0.0 };

    /// Of the values of one window: the mean first, then the differences to it, so that nothing cancels out.
    fn of<T: RealSample>(samples: &[T], is_valid: impl Fn(usize, T) -> bool) -> Self {
        let valid = || samples.iter().enumerate().filter(|&(i, &v)| is_valid(i, v)).map(|(_, v)| v.to_f64());
        let (mut n, mut sum, mut min, mut max) = (0_u64, 0.0, f64::INFINITY, f64::NEG_INFINITY);
        for value in valid() {
            (n, sum, min, max) = (n + 1, sum + value, f64::min(min, value), f64::max(max, value));
        }
        if n == 0 {
            return Self::EMPTY;
        }
        let mean = sum / n as f64;
        let squares = valid().map(|value| (value - mean) * (value - mean)).sum();
        Self { valid: n, min, max, mean, std: 0.0, squares }.finished()
    }

    /// Of the values of both (Chan, Golub and LeVeque 1979).
    fn merged(self, other: Self) -> Self {
        if self.valid == 0 || other.valid == 0 {
            return if self.valid == 0 { other } else { self };
        }
        let valid = self.valid + other.valid;
        let (share, difference) = (other.valid as f64 / valid as f64, other.mean - self.mean);
        Self {
            valid,
            min: self.min.min(other.min),
            max: self.max.max(other.max),
            mean: self.mean + difference * share,
            std: 0.0,
            squares: self.squares + other.squares + difference * difference * self.valid as f64 * share,
        }
        .finished()
    }

    fn finished(self) -> Self {
        Self { std: (self.squares / self.valid as f64).sqrt(), ..self }
    }
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
    let mut total = vec![BandStatistics::EMPTY; dataset.bands()];
    loop {
        let part: Vec<Window> = windows.by_ref().take(WINDOWS_AT_ONCE).collect();
        if part.is_empty() {
            return Ok(total);
        }
        let rows = part.iter().map(|window| window.height).sum();
        for bands in parallel::try_map(part, |window| window_statistics(dataset, window))? {
            for (total, band) in total.iter_mut().zip(bands) {
                *total = total.merged(band);
            }
        }
        progress(rows);
    }
}

fn window_statistics(dataset: &Dataset, window: Window) -> Result<Vec<BandStatistics>> {
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
                Ok(BandStatistics::of(raster.band::<T>(band)?, |i, v| Some(v) != nodata && !v.is_nan() && unmasked(i)))
            }, complex => Err(complex()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_add_up_to_the_whole() {
        let values: Vec<f64> = (0..1000).map(|i| f64::from(i * i % 997) + 1e6).collect();
        let whole = BandStatistics::of(&values, |_, _| true);
        let parts = values.chunks(33).map(|part| BandStatistics::of(part, |_, _| true));
        let merged = parts.fold(BandStatistics::EMPTY, BandStatistics::merged);
        assert_eq!((whole.valid, whole.min, whole.max), (merged.valid, merged.min, merged.max));
        assert!((whole.mean - merged.mean).abs() < 1e-6 && (whole.std - merged.std).abs() < 1e-9);
        assert_eq!(BandStatistics::of(&[1.0, 3.0, f64::NAN, -9.0], |_, v: f64| !v.is_nan() && v != -9.0).std, 1.0);
    }
}
