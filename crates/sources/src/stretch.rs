//! A range of values laid over another.

use geotiff_core::{Error, RealSample, Result, SampleType, with_real_sample};

/// Values laid linearly over others: GDAL's `-scale`. Nothing is clipped but what the type of the samples has no value for.
///
/// ```
/// use sources::Stretch;
///
/// let heights = Stretch::new([0.0, 4000.0], [0.0, 255.0])?;
/// assert_eq!(heights.apply(2000.0), 127.5);
/// # Ok::<(), geotiff_core::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stretch {
    pub(crate) scale: f64,
    pub(crate) offset: f64,
}

impl Stretch {
    /// The values from `from[0]` to `from[1]` laid over those from `to[0]` to `to[1]`; either may run downwards. As in GDAL, a
    /// range of one value is taken as 0.1 long.
    ///
    /// # Errors
    /// `Parameter` if a number is not finite, or the first range has no length.
    pub fn new(from: [f64; 2], to: [f64; 2]) -> Result<Self> {
        let [least, mut most] = from;
        if most == least {
            most += 0.1;
        }
        let scale = (to[1] - to[0]) / (most - least);
        let offset = -least * scale + to[0];
        let numbers = [least, most, to[0], to[1], scale, offset];
        let is_sound = most != least && numbers.iter().all(|number| number.is_finite());
        if !is_sound {
            let [a, b] = from;
            return Err(Error::parameter(format!("values from {a} to {b} cannot be laid over {} to {}", to[0], to[1])));
        }
        Ok(Self { scale, offset })
    }

    /// The values from `from[0]` to `from[1]` laid over all those of a type: over 0 to 1 if it is floating point, else from its
    /// least to its largest. That is what GDAL's `-scale` does where it is not told over which, from 3.12 on.
    ///
    /// ```
    /// use geotiff_core::SampleType;
    /// use sources::Stretch;
    ///
    /// assert_eq!(Stretch::over_type([0.0, 100.0], SampleType::U16)?.apply(100.0), 65535.0);
    /// assert_eq!(Stretch::over_type([0.0, 100.0], SampleType::F32)?.apply(50.0), 0.5);
    /// # Ok::<(), geotiff_core::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn over_type(from: [f64; 2], sample_type: SampleType) -> Result<Self> {
        let unit = [0.0, 1.0];
        let to = match sample_type.is_float() {
            true => unit,
            false => with_real_sample!(sample_type, T => [T::MIN.to_f64(), T::MAX.to_f64()], complex => unit),
        };
        Self::new(from, to)
    }

    /// What a value becomes.
    pub fn apply(self, value: f64) -> f64 {
        value * self.scale + self.offset
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_get_all_of_their_type() {
        for sample_type in [SampleType::U8, SampleType::I8, SampleType::U16, SampleType::I16, SampleType::I32] {
            let stretch = Stretch::over_type([-3.0, 7.0], sample_type).unwrap();
            let (least, most) =
                with_real_sample!(sample_type, T => (T::MIN.to_f64(), T::MAX.to_f64()), complex => (0.0, 0.0));
            assert_eq!((stretch.apply(-3.0).round(), stretch.apply(7.0).round()), (least, most), "{sample_type}");
        }
    }

    #[test]
    fn nonsense_is_refused() {
        assert!(Stretch::new([f64::NAN, 1.0], [0.0, 255.0]).is_err());
        assert!(Stretch::new([0.0, f64::INFINITY], [0.0, 255.0]).is_err());
        // The tenth is lost in its digits.
        assert!(Stretch::new([1e300, 1e300], [0.0, 255.0]).is_err());
        assert_eq!(Stretch::new([5.0, 5.0], [0.0, 1.0]).unwrap().apply(5.0), 0.0);
    }
}
