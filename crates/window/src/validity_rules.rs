//! Nodata against samples, by GDAL's rules.

use geotiff_core::{Nodata, Profile, Raster, RealSample, Result, SampleType, with_real_sample};

/// A value that makes a sample invalid, in the type that GDAL compares in: with a little tolerance for floats.
///
/// ```
/// use geotiff_core::{Nodata, Raster, SampleType};
/// use window::NodataTest;
///
/// let heights = Raster::from_samples(&[1.0_f32, -9999.0, -9999.001], 3, 1, 1)?;
/// let mut valid = [0; 3];
/// NodataTest::new(Nodata::Float(-9999.0), SampleType::F32).unwrap().flag(&heights, &mut valid)?;
/// assert_eq!(valid, [255, 0, 0]);
/// # Ok::<(), geotiff_core::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum NodataTest {
    /// Integers of up to 32 bits, and the real parts of complex ones.
    Int(i64),
    /// [`SampleType::U64`].
    UInt(u64),
    /// Single precision, and the real parts of such complex samples.
    Single(f32),
    /// Double precision, and the real parts of such complex samples.
    Double(f64),
}

impl NodataTest {
    /// `None` for a value so far out of range that GDAL takes it for no nodata at all.
    pub fn new(nodata: Nodata, sample_type: SampleType) -> Option<Self> {
        use SampleType::*;
        let value = nodata.to_f64();
        // A fraction is cut off, as by a cast in C.
        let within = |least: f64, most: f64| (least..=most).contains(&value).then_some(Self::Int(value as i64));
        match (nodata, sample_type) {
            (Nodata::Int(value), I64) => Some(Self::Int(value)),
            (Nodata::UInt(value), U64) => Some(Self::UInt(value)),
            (_, I64) => within(-(2_f64.powi(63)), 2_f64.powi(63)),
            (_, U64) => (0.0..=2_f64.powi(64)).contains(&value).then_some(Self::UInt(value as u64)),
            (_, U8) => within(0.0, u8::MAX.into()),
            (_, U16) => within(0.0, u16::MAX.into()),
            (_, U32) => within(0.0, u32::MAX.into()),
            (_, I16) => within(i16::MIN.into(), i16::MAX.into()),
            (_, I8 | I32 | CI16 | CI32) => within(i32::MIN.into(), i32::MAX.into()),
            (_, F32 | CF32) => {
                let is_possible = !value.is_finite() || value.abs() <= f32::MAX.into();
                is_possible.then_some(Self::Single(value as f32))
            }
            (_, F64 | CF64) => Some(Self::Double(value)),
        }
    }

    /// Writes 0 where a sample has the value, 255 elsewhere: band after band.
    ///
    /// # Errors
    /// None for a raster of the type that the test was made for; of another, all samples are valid.
    pub fn flag(self, raster: &Raster, out: &mut [u8]) -> Result<()> {
        use SampleType::*;
        match (self, raster.sample_type()) {
            (Self::Single(value), CF32) => flag(raster.samples::<[f32; 2]>()?, |v| is_single(v[0], value), out),
            (Self::Double(value), CF64) => flag(raster.samples::<[f64; 2]>()?, |v| is_double(v[0], value), out),
            (Self::Int(value), CI16) => flag(raster.samples::<[i16; 2]>()?, |v| i64::from(v[0]) == value, out),
            (Self::Int(value), CI32) => flag(raster.samples::<[i32; 2]>()?, |v| i64::from(v[0]) == value, out),
            (Self::Single(value), F32) => flag(raster.samples::<f32>()?, |v| is_single(v, value), out),
            (Self::Double(value), F64) => flag(raster.samples::<f64>()?, |v| is_double(v, value), out),
            (Self::UInt(value), U64) => flag(raster.samples::<u64>()?, |v| v == value, out),
            (Self::Int(value), U8) => flag(raster.samples::<u8>()?, |v| i64::from(v) == value, out),
            (Self::Int(value), U16) => flag(raster.samples::<u16>()?, |v| i64::from(v) == value, out),
            (Self::Int(value), U32) => flag(raster.samples::<u32>()?, |v| i64::from(v) == value, out),
            (Self::Int(value), I8) => flag(raster.samples::<i8>()?, |v| i64::from(v) == value, out),
            (Self::Int(value), I16) => flag(raster.samples::<i16>()?, |v| i64::from(v) == value, out),
            (Self::Int(value), I32) => flag(raster.samples::<i32>()?, |v| i64::from(v) == value, out),
            (Self::Int(value), I64) => flag(raster.samples::<i64>()?, |v| v == value, out),
            // No other pair comes out of `new`.
            _ => out.fill(255),
        }
        Ok(())
    }

    /// Writes 255 where the raster's only band does not have just this value, and leaves the rest as it is.
    ///
    /// # Errors
    /// None for a raster that is in memory.
    pub fn flag_others(value: f64, raster: &Raster, out: &mut [u8]) -> Result<()> {
        let sample_type = raster.sample_type();
        let value = match sample_type {
            SampleType::F32 | SampleType::CF32 => f64::from(value as f32),
            SampleType::F64 | SampleType::CF64 => value,
            _ => value.trunc(),
        };
        with_real_sample!(sample_type, T => {
            let samples = raster.samples::<T>()?.iter();
            let others = samples.zip(out).filter(|(sample, _)| sample.to_f64() != value);
            others.for_each(|(_, out)| *out = 255);
            Ok(())
        }, complex => {
            // Real parts come first.
            let real = Raster::from_samples(&real_parts(raster)?, raster.width(), raster.height(), 1)?;
            Self::flag_others(value, &real, out)
        })
    }
}

fn real_parts(raster: &Raster) -> Result<Vec<f64>> {
    Ok(match raster.sample_type() {
        SampleType::CI16 => raster.samples::<[i16; 2]>()?.iter().map(|v| v[0].into()).collect(),
        SampleType::CI32 => raster.samples::<[i32; 2]>()?.iter().map(|v| v[0].into()).collect(),
        SampleType::CF32 => raster.samples::<[f32; 2]>()?.iter().map(|v| v[0].into()).collect(),
        _ => raster.samples::<[f64; 2]>()?.iter().map(|v| v[0]).collect(),
    })
}

fn flag<T: Copy>(samples: &[T], is_nodata: impl Fn(T) -> bool, out: &mut [u8]) {
    for (out, &sample) in out.iter_mut().zip(samples) {
        *out = if is_nodata(sample) { 0 } else { 255 };
    }
}

fn is_single(sample: f32, nodata: f32) -> bool {
    sample == nodata
        || (sample.is_nan() && nodata.is_nan())
        || (sample - nodata).abs() < f32::EPSILON * (sample + nodata).abs() * 2.0
}

/// With the tolerance of single precision, as in GDAL.
fn is_double(sample: f64, nodata: f64) -> bool {
    sample == nodata
        || (sample.is_nan() && nodata.is_nan())
        || (sample - nodata).abs() < f64::from(f32::EPSILON) * (sample + nodata).abs() * 2.0
}

/// The numbers of the metadata item `NODATA_VALUES`, if there is one for each band: a pixel that has all of them is invalid.
///
/// ```
/// use geotiff_core::{MetadataItem, Profile, SampleType};
///
/// let mut profile = Profile::new(SampleType::U8, 10, 10, 3);
/// let item = MetadataItem { name: "NODATA_VALUES".into(), value: "1 2 3".into(), ..MetadataItem::default() };
/// profile.metadata.items.push(item);
/// assert_eq!(window::nodata_values(&profile, 3), Some(vec![1.0, 2.0, 3.0]));
/// ```
pub fn nodata_values(profile: &Profile, bands: usize) -> Option<Vec<f64>> {
    let text = profile.metadata.value(None, "NODATA_VALUES")?;
    let value = |word| Nodata::parse(word, SampleType::F64).map_or(0.0, Nodata::to_f64);
    let values: Vec<f64> = text.split(' ').filter(|word| !word.is_empty()).map(value).collect();
    (values.len() == bands).then_some(values)
}

#[cfg(test)]
mod tests {
    use super::*;
    use geotiff_core::Sample;

    fn flags<T: Sample>(nodata: &str, samples: &[T]) -> Option<Vec<u8>> {
        let raster = Raster::from_samples(samples, samples.len(), 1, 1).unwrap();
        let test = NodataTest::new(Nodata::parse(nodata, T::TYPE).unwrap(), T::TYPE)?;
        let mut out = vec![7; samples.len()];
        test.flag(&raster, &mut out).unwrap();
        Some(out)
    }

    /// What GDAL 3.12 answers for files of these samples and this nodata.
    #[test]
    fn what_gdal_takes_for_nodata() {
        assert_eq!(flags("0.5", &[0_u8, 1, 2, 255]), Some(vec![0, 255, 255, 255]));
        assert_eq!(flags("254.9", &[0_u8, 1, 254, 255]), Some(vec![255, 255, 0, 255]));
        assert_eq!(flags("-1", &[0_u8, 255]), None);
        assert_eq!(flags("-0.5", &[0_u8, 255]), None);
        assert_eq!(flags("nan", &[0_u8, 255]), None);
        assert_eq!(flags("-129", &[0_i8, 127, -128]), Some(vec![255; 3]));
        assert_eq!(flags("70000", &[0_u16, 65_535]), None);
        assert_eq!(flags("-32768.4", &[0_i16, -32_768]), None);
        assert_eq!(flags("nan", &[0_i32, i32::MIN]), None);
        assert_eq!(flags("4294967295", &[0, u32::MAX]), Some(vec![255, 0]));
        assert_eq!(flags("-9223372036854775808", &[i64::MIN, i64::MIN + 1]), Some(vec![0, 255]));
        assert_eq!(flags("18446744073709551615", &[u64::MAX, u64::MAX - 1]), Some(vec![0, 255]));
        let single = [0.0_f32, 1.0, -9999.0, -9999.001, f32::NAN, f32::INFINITY, 1e-45, -9999.01];
        assert_eq!(flags("-9999", &single), Some(vec![255, 255, 0, 0, 255, 255, 255, 255]));
        assert_eq!(flags("0", &[0.0_f32, -0.0, 1e-45]), Some(vec![0, 0, 255]));
        assert_eq!(flags("nan", &[0.0_f32, f32::NAN]), Some(vec![255, 0]));
        assert_eq!(flags("inf", &[f32::MAX, f32::INFINITY, f32::NEG_INFINITY]), Some(vec![255, 0, 255]));
        let double = [0.0_f64, -9999.0, -9999.001, f64::NAN, -9999.004, -9999.01];
        assert_eq!(flags("-9999", &double), Some(vec![255, 0, 0, 255, 0, 255]));
        assert_eq!(flags("-9999", &[[-9999.0_f32, 1.0], [1.0, -9999.0]]), Some(vec![0, 255]));
    }
}
