//! A value with all its digits, whatever the type of its raster.

use geotiff_core::{RealSample, SampleType};

/// A sample's value: exact, and written as short as its type allows.
///
/// ```
/// use analysis::Number;
///
/// assert_eq!(Number::of(u64::MAX).to_string(), "18446744073709551615");
/// assert_eq!(Number::of(0.1_f32).to_string(), "0.1");
/// assert_eq!(Number::of(7_u8).to_f64(), 7.0);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    /// Of an integer.
    Integer(i128),
    /// Single precision.
    Single(f32),
    /// Double precision.
    Double(f64),
}

impl Number {
    /// The value of a sample.
    pub fn of<T: RealSample>(sample: T) -> Self {
        match T::TYPE {
            SampleType::F32 => Self::Single(sample.to_f64() as f32),
            SampleType::F64 => Self::Double(sample.to_f64()),
            SampleType::U64 => Self::Integer(u64::convert_from(sample).into()),
            _ => Self::Integer(i64::convert_from(sample).into()),
        }
    }

    /// The nearest double.
    pub fn to_f64(self) -> f64 {
        match self {
            Self::Integer(value) => value as f64,
            Self::Single(value) => value.into(),
            Self::Double(value) => value,
        }
    }
}

impl std::fmt::Display for Number {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Integer(value) => value.fmt(f),
            Self::Single(value) if value.fract() == 0.0 && value.abs() < 1e7 => value.fmt(f),
            Self::Double(value) if value.fract() == 0.0 && value.abs() < 9e15 => value.fmt(f),
            Self::Single(value) => write!(f, "{value:?}"),
            Self::Double(value) => write!(f, "{value:?}"),
        }
    }
}
