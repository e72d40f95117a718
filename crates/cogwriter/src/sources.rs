//! Rasters that are no files: arrays in memory, and computations.

use geotiff_core::{Error, Profile, Raster, RasterSource, Result, Sample, Window};

/// An array in memory: band after band, row after row.
///
/// ```
/// use cogwriter::{ArraySource, CogOptions, CogWriter};
/// use geotiff_core::{GeoTransform, Nodata, Profile, SampleType};
///
/// let heights = vec![412.5_f32; 300 * 200];
/// let profile = Profile::new(SampleType::F32, 300, 200, 1)
///     .with_transform(GeoTransform::north_up(600_000.0, 5_200_000.0, 25.0, 25.0))
///     .with_epsg(32632)
///     .with_nodata(Nodata::Float(-9999.0));
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

/// A raster whose windows are computed when they are wanted, from several threads at once.
///
/// ```
/// use cogwriter::{CogOptions, CogWriter, ComputedSource};
/// use geotiff_core::{Profile, Raster, SampleType, Window};
///
/// let source = ComputedSource::new(Profile::new(SampleType::U16, 2000, 1500, 1), |window: Window| {
///     let mut raster = Raster::new(SampleType::U16, window.width, window.height, 1)?;
///     for (i, sample) in raster.band_mut::<u16>(0)?.iter_mut().enumerate() {
///         *sample = (window.row_off + i / window.width) as u16;
///     }
///     Ok(raster)
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
}

impl<F: Fn(Window) -> Result<Raster> + Send + Sync> RasterSource for ComputedSource<F> {
    fn profile(&self) -> &Profile {
        &self.profile
    }

    fn read_window(&self, window: Window) -> Result<Raster> {
        (self.compute)(window)
    }
}
