//! Rasters that are no files: arrays in memory, and computations.

use geotiff_core::{Error, Profile, Raster, RasterSource, Result, Sample, Window};

use crate::parallel;

/// An array in memory: band after band, row after row.
///
/// ```
/// use cogwriter::{ArraySource, CogOptions, CogWriter};
/// use geotiff_core::{GeoTransform, Profile, SampleType};
///
/// let heights = vec![412.5_f32; 300 * 200];
/// let profile = Profile::new(SampleType::F32, 300, 200, 1)
///     .with_transform(GeoTransform::north_up(600_000.0, 5_200_000.0, 25.0, 25.0))
///     .with_epsg(32632)
///     .with_nodata(-9999.0);
/// let source = ArraySource::new(&heights, profile)?;
/// let mut file = Vec::new();
/// CogWriter::new(&source, CogOptions::new()).write_to(&mut file)?;
/// # Ok::<(), geotiff_core::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct ArraySource<'a, T> {
    samples: &'a [T],
    profile: Profile,
}

impl<'a, T: Sample> ArraySource<'a, T> {
    /// The array, and what it is.
    ///
    /// # Errors
    /// `Parameter` if the profile speaks of another type, or of another number of samples.
    pub fn new(samples: &'a [T], profile: Profile) -> Result<Self> {
        let Profile { width, height, bands, sample_type, .. } = profile;
        if sample_type != T::TYPE {
            return Err(Error::parameter(format!("the array is of {}, the profile of {sample_type}", T::TYPE)));
        }
        if width.checked_mul(height).and_then(|n| n.checked_mul(bands)) != Some(samples.len()) {
            return Err(Error::parameter(format!(
                "the array has {} samples, which are not {width} × {height} pixels × {bands} bands",
                samples.len()
            )));
        }
        Ok(Self { samples, profile })
    }
}

impl<T: Sample> RasterSource for ArraySource<'_, T> {
    fn profile(&self) -> &Profile {
        &self.profile
    }

    fn read_window(&self, window: Window) -> Result<Raster> {
        let Profile { width, height, bands, .. } = self.profile;
        let window = window.within(width, height)?;
        let mut raster = Raster::new(T::TYPE, window.width, window.height, bands)?;
        let planes = self.samples.chunks_exact(width * height);
        let rows = planes.flat_map(|plane| plane.chunks_exact(width).skip(window.row_off).take(window.height));
        for (out, row) in raster.samples_mut::<T>()?.chunks_exact_mut(window.width).zip(rows) {
            out.copy_from_slice(&row[window.col_off..window.col_end()]);
        }
        Ok(raster)
    }
}

/// Rows of a window that are computed at once.
const ROWS_AT_ONCE: usize = 64;

/// A raster whose windows are computed when they are wanted.
///
/// What is asked for is computed in windows of up to 64 rows, several at a time if there are threads. Where they lie and
/// how many threads there are must make no difference to the pixels.
///
/// ```
/// use cogwriter::{CogOptions, CogWriter, ComputedSource};
/// use geotiff_core::{Profile, Raster, SampleType};
///
/// let source = ComputedSource::new(Profile::new(SampleType::U16, 2000, 1500, 1), |window| {
///     let samples: Vec<u16> = (0..window.area()).map(|i| (window.row_off + i / window.width) as u16).collect();
///     Raster::from_samples(&samples, window.width, window.height, 1)
/// });
/// let mut file = Vec::new();
/// CogWriter::new(&source, CogOptions::new()).write_to(&mut file)?;
/// # Ok::<(), geotiff_core::Error>(())
/// ```
pub struct ComputedSource<F> {
    profile: Profile,
    compute: F,
}

impl<F: Fn(Window) -> Result<Raster> + Send + Sync> ComputedSource<F> {
    /// What the raster is, and how to compute all bands of a window of it.
    pub fn new(profile: Profile, compute: F) -> Self {
        Self { profile, compute }
    }

    fn compute_part(&self, window: Window) -> Result<Raster> {
        let raster = (self.compute)(window)?;
        expect_shape(&raster, &self.profile, window)?;
        Ok(raster)
    }
}

/// Whether a source has answered what it was asked for.
///
/// # Errors
/// `Parameter` if not.
pub(crate) fn expect_shape(raster: &Raster, profile: &Profile, window: Window) -> Result<()> {
    let shape = (raster.sample_type(), raster.width(), raster.height(), raster.bands());
    if shape == (profile.sample_type, window.width, window.height, profile.bands) {
        return Ok(());
    }
    Err(Error::parameter(format!("the source answered {shape:?} (type, columns, rows, bands) for the window {window}")))
}

impl<F: Fn(Window) -> Result<Raster> + Send + Sync> RasterSource for ComputedSource<F> {
    fn profile(&self) -> &Profile {
        &self.profile
    }

    fn read_window(&self, window: Window) -> Result<Raster> {
        let Profile { width, height, bands, sample_type, .. } = self.profile;
        let window = window.within(width, height)?;
        let rows = (window.row_off..window.row_end()).step_by(ROWS_AT_ONCE);
        let parts: Vec<Window> = rows
            .map(|row| Window { row_off: row, height: ROWS_AT_ONCE.min(window.row_end() - row), ..window })
            .collect();
        let mut raster = Raster::new(sample_type, window.width, window.height, bands)?;
        let (band_len, row_len) = (raster.band_len(), raster.row_len());
        for (part, pixels) in parts.iter().zip(parallel::try_map(parts.clone(), |part| self.compute_part(part))?) {
            let at = (part.row_off - window.row_off) * row_len;
            let planes =
                raster.bytes_mut().chunks_exact_mut(band_len).zip(pixels.bytes().chunks_exact(pixels.band_len()));
            planes.for_each(|(plane, part)| plane[at..at + part.len()].copy_from_slice(part));
        }
        Ok(raster)
    }
}
