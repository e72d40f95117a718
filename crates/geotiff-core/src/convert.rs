//! Samples of one type made samples of another, by GDAL's rules.

use crate::error::{Error, Result};
use crate::raster::Raster;
use crate::real_sample::RealSample;
use crate::sample::{Sample, SampleType};
use crate::with_real_sample;

/// Converts samples of any type to any other.
///
/// - A whole number, or the value nearest to it that the type has, stays what it is: out of range, it is the least or the
///   largest of the type; as a float, it is rounded to the nearest, once.
/// - A float becomes the nearest integer, halves away from zero; NaN becomes 0, infinities the least or the largest.
/// - A double beyond single precision becomes an infinity; one between two singles, the nearer.
/// - Of a complex sample, the real part is what counts as a real one; the imaginary part of a real sample is 0; two
///   complex types convert part by part.
///
/// These are the rules of GDAL's `GDALCopyWords`, which rasterio's `out_dtype` follows, but for its slips: it adds ½ before
/// it truncates, so that a value just below a half goes up and a single-precision number from 2²³ on can change, it has
/// −32768 for a single-precision NaN among 16-bit integers where vector instructions do the work, and 0 for 2⁶⁴ as `U64`.
///
/// ```
/// use geotiff_core::{SampleType, convert_samples};
///
/// let (from, mut to) = ([-0.5_f32, 2.5, f32::NAN, 1e9], [0_i16; 4]);
/// convert_samples(SampleType::F32, bytemuck::cast_slice(&from), SampleType::I16, bytemuck::cast_slice_mut(&mut to))?;
/// assert_eq!(to, [-1, 3, 0, 32767]);
/// # Ok::<(), geotiff_core::Error>(())
/// ```
///
/// # Errors
/// `Parameter` if the bytes do not hold as many whole samples on both sides, or are not aligned for them.
pub fn convert_samples(from_type: SampleType, from: &[u8], to_type: SampleType, to: &mut [u8]) -> Result<()> {
    let whole = from.len().is_multiple_of(from_type.bytes()) && to.len().is_multiple_of(to_type.bytes());
    if !whole || from.len() / from_type.bytes() != to.len() / to_type.bytes() {
        return Err(Error::parameter(format!(
            "{} bytes of {from_type} cannot become {} bytes of {to_type}",
            from.len(),
            to.len()
        )));
    }
    if from_type == to_type {
        to.copy_from_slice(from);
        return Ok(());
    }
    let parts = |sample_type: SampleType| if sample_type.is_complex() { 2 } else { 1 };
    let steps = (parts(from_type), parts(to_type));
    with_real_sample!(from_type.part(), S => {
        let from: &[S] = bytemuck::try_cast_slice(from).map_err(|_| not_aligned(from_type))?;
        with_real_sample!(to_type.part(), T => {
            convert_parts(from, bytemuck::try_cast_slice_mut::<_, T>(to).map_err(|_| not_aligned(to_type))?, steps);
            Ok(())
        }, complex => Ok(()))
    }, complex => Ok(()))
}

fn not_aligned(sample_type: SampleType) -> Error {
    Error::parameter(format!("the bytes are not aligned for samples of {sample_type}"))
}

fn convert_parts<S: RealSample, T: RealSample>(from: &[S], to: &mut [T], (from_step, to_step): (usize, usize)) {
    if from_step == to_step {
        to.iter_mut().zip(from).for_each(|(to, from)| *to = from.convert());
        return;
    }
    for (to, from) in to.chunks_exact_mut(to_step).zip(from.chunks_exact(from_step)) {
        to.fill(bytemuck::Zeroable::zeroed());
        to[0] = from[0].convert();
    }
}

impl Raster {
    /// All samples as values of another type, band after band, by the rules of [`convert_samples`].
    ///
    /// ```
    /// use geotiff_core::Raster;
    ///
    /// let raster = Raster::from_samples(&[-1.5_f32, 0.0, 2.5, 300.0], 2, 2, 1)?;
    /// assert_eq!(raster.samples_as::<u8>()?, [0, 0, 3, 255]);
    /// # Ok::<(), geotiff_core::Error>(())
    /// ```
    ///
    /// # Errors
    /// `Limits` if they do not fit in memory.
    pub fn samples_as<T: Sample>(&self) -> Result<Vec<T>> {
        let len = self.bytes().len() / self.sample_type().bytes();
        let too_big = |()| Error::limits(format!("{len} samples of {} do not fit in memory", T::TYPE));
        let mut samples = bytemuck::try_zeroed_vec(len).map_err(too_big)?;
        convert_samples(self.sample_type(), self.bytes(), T::TYPE, bytemuck::cast_slice_mut(&mut samples))?;
        Ok(samples)
    }

    /// The raster with samples of another type, by the rules of [`convert_samples`].
    ///
    /// ```
    /// use geotiff_core::{Raster, SampleType};
    ///
    /// let raster = Raster::from_samples(&[[1.5_f32, 9.0], [-0.25, 0.0]], 2, 1, 1)?;
    /// assert_eq!(raster.to_type(SampleType::I8)?.samples::<i8>()?, [2, 0]);
    /// # Ok::<(), geotiff_core::Error>(())
    /// ```
    ///
    /// # Errors
    /// `Limits` if they do not fit in memory.
    pub fn to_type(&self, sample_type: SampleType) -> Result<Self> {
        let mut raster = Self::new(sample_type, self.width(), self.height(), self.bands())?;
        convert_samples(self.sample_type(), self.bytes(), sample_type, raster.bytes_mut())?;
        Ok(raster)
    }
}
