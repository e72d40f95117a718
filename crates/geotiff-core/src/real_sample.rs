//! Samples as numbers: between doubles, 64-bit integers and each other, rounded and clamped in one way everywhere.

use crate::sample::Sample;

/// A real sample, which arithmetic can be done on.
pub trait RealSample: Sample + PartialOrd {
    /// The smallest finite value.
    const MIN: Self;
    /// The largest finite value.
    const MAX: Self;

    /// The value as a double: exact for everything but 64-bit integers beyond 2⁵³.
    fn to_f64(self) -> f64;

    /// The nearest value of this type: halves go away from zero, what is out of range is clamped, NaN becomes 0 in an integer.
    fn from_f64(value: f64) -> Self;

    /// The nearest value of this type.
    fn from_i64(value: i64) -> Self;

    /// The nearest value of this type.
    fn from_u64(value: u64) -> Self;

    /// The nearest value of another type, by the rules of [`convert_samples`](crate::convert_samples).
    ///
    /// ```
    /// use geotiff_core::RealSample;
    ///
    /// assert_eq!([-1.5_f32, 2.5, 300.0, f32::NAN].map(u8::convert_from), [0, 3, 255, 0]);
    /// assert_eq!(i64::convert_from(u64::MAX), i64::MAX);
    /// ```
    fn convert_from<S: RealSample>(value: S) -> Self {
        value.convert()
    }

    /// As [`convert_from`](Self::convert_from), the other way round.
    fn convert<T: RealSample>(self) -> T;

    /// Whether the value is a NaN; never for an integer.
    fn is_nan(self) -> bool;
}

/// A real sample that is a floating-point number.
pub trait FloatSample: RealSample {
    /// Not a number.
    const NAN: Self;
}

/// `$wide` holds every value of `$rust`: whole numbers of the one take the way through the other.
macro_rules! integers {
    ($wide:ty, $round:ident, $via:ident => $($rust:ty),*) => {$(
        impl RealSample for $rust {
            const MIN: Self = Self::MIN;
            const MAX: Self = Self::MAX;
            fn to_f64(self) -> f64 { self as f64 }
            fn from_f64(value: f64) -> Self { $round(value).clamp(Self::MIN as $wide, Self::MAX as $wide) as Self }
            fn from_i64(value: i64) -> Self { i128::from(value).clamp(Self::MIN as i128, Self::MAX as i128) as Self }
            fn from_u64(value: u64) -> Self { Self::try_from(value).unwrap_or(Self::MAX) }
            fn is_nan(self) -> bool { false }
            fn convert<T: RealSample>(self) -> T { T::$via(self as $wide) }
        }
    )*};
}
integers!(i64, round, from_i64 => u8, u16, u32, i8, i16, i32, i64);
integers!(u64, round_unsigned, from_u64 => u64);

/// The nearest whole number, halves away from zero, within 64 bits; 0 for NaN. What is cut off, and so the choice, is exact.
/// It is faster than [`f64::round`], for which plain x86-64 has no instruction.
fn round(value: f64) -> i64 {
    let whole = value as i64;
    let rest = value - whole as f64;
    whole.saturating_add(i64::from(rest >= 0.5)).saturating_sub(i64::from(rest <= -0.5))
}

fn round_unsigned(value: f64) -> u64 {
    let whole = value as u64;
    whole.saturating_add(u64::from(value - whole as f64 >= 0.5))
}

macro_rules! floats {
    ($($rust:ty),*) => {$(
        impl RealSample for $rust {
            const MIN: Self = Self::MIN;
            const MAX: Self = Self::MAX;
            fn to_f64(self) -> f64 { f64::from(self) }
            fn from_f64(value: f64) -> Self { value as Self }
            fn from_i64(value: i64) -> Self { value as Self }
            fn from_u64(value: u64) -> Self { value as Self }
            fn is_nan(self) -> bool { self.is_nan() }
            fn convert<T: RealSample>(self) -> T { T::from_f64(f64::from(self)) }
        }
        impl FloatSample for $rust {
            const NAN: Self = Self::NAN;
        }
    )*};
}
floats!(f32, f64);
