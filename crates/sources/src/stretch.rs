//! A range of values laid over another.

use geotiff_core::{Error, Result};

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

    /// What a value becomes.
    pub fn apply(self, value: f64) -> f64 {
        value * self.scale + self.offset
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nonsense_is_refused() {
        assert!(Stretch::new([f64::NAN, 1.0], [0.0, 255.0]).is_err());
        assert!(Stretch::new([0.0, f64::INFINITY], [0.0, 255.0]).is_err());
        // The tenth is lost in its digits.
        assert!(Stretch::new([1e300, 1e300], [0.0, 255.0]).is_err());
        assert_eq!(Stretch::new([5.0, 5.0], [0.0, 1.0]).unwrap().apply(5.0), 0.0);
    }
}
