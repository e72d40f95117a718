//! What GDAL computes with, for each sample type.

use geotiff_core::RealSample;

/// A sample that means are taken of.
pub(crate) trait Arithmetic: RealSample {
    /// Whether sums of doubles that differ in their last digits give the same sample, so that the order of additions is
    /// free: single precision lies between, and it is an integer.
    const IS_SMALL: bool;

    /// What a mean is rounded to before it becomes a sample. Comparison with nodata and the order of additions depend
    /// on it.
    type Work: Work;

    fn widen(self) -> Self::Work;

    /// Rounds halves away from zero, clamps, and makes a NaN 0.
    fn narrow(value: Self::Work) -> Self;

    /// As [`narrow`](Self::narrow), from a part of the single-precision complex numbers that GDAL computes with.
    fn from_f32(value: f32) -> Self;

    /// A filtered value as a sample: single precision or double first, by the type, then as [`narrow`](Self::narrow). A
    /// finite one stays finite.
    fn from_filtered(value: f64) -> Self;

    /// A double as a sample, as [`narrow`](Self::narrow).
    fn from_double(value: f64) -> Self;

    /// Whether GDAL takes this sample for nodata.
    fn is_nodata(self, nodata: Self) -> bool;

    /// What is written instead of a mean that happens to equal nodata: the next value up, at the top the next one down.
    fn beside(self) -> Self;
}

macro_rules! integers {
    ($is_small:literal, $work:ty, $narrow:expr, $filtered:expr => $($sample:ty),*) => {$(
        impl Arithmetic for $sample {
            const IS_SMALL: bool = $is_small;
            type Work = $work;
            fn widen(self) -> $work { self as $work }
            fn narrow(value: $work) -> Self { $narrow(value) as Self }
            fn from_f32(value: f32) -> Self { away_f32(value) as Self }
            fn from_filtered(value: f64) -> Self { $filtered(value) as Self }
            fn from_double(value: f64) -> Self { away_f64(value) as Self }
            fn is_nodata(self, nodata: Self) -> bool { self == nodata }
            fn beside(self) -> Self { self.checked_add(1).unwrap_or(Self::MAX - 1) }
        }
    )*};
}
integers!(true, u32, std::convert::identity, |value| away_f32(value as f32) => u8, u16);
integers!(true, f32, away_f32, |value| away_f32(value as f32) => i8, i16);
integers!(false, f64, away_f64, away_f64 => u32, i32, u64, i64);

macro_rules! floats {
    ($($sample:ty),*) => {$(
        impl Arithmetic for $sample {
            const IS_SMALL: bool = false;
            type Work = $sample;
            fn widen(self) -> Self { self }
            fn narrow(value: Self) -> Self { value }
            fn from_f32(value: f32) -> Self { value.into() }
            fn from_filtered(value: f64) -> Self {
                let most = f64::from(Self::MAX);
                if value.is_finite() { value.clamp(-most, most) as Self } else { value as Self }
            }
            fn from_double(value: f64) -> Self { value as Self }
            /// GDAL's tolerance is that of single precision for doubles as well.
            fn is_nodata(self, nodata: Self) -> bool {
                self == nodata
                    || (self - nodata).abs() < Self::from(f32::EPSILON) * (self + nodata).abs() * 2.0
                    || (nodata.is_nan() && self.is_nan())
            }
            fn beside(self) -> Self { if self < Self::MAX { self.next_up() } else { self.next_down() } }
        }
    )*};
}
floats!(f32, f64);

/// The cast that follows truncates; together they round as GDAL does, which differs from `round` just below a half.
fn away_f32(value: f32) -> f32 {
    value + 0.5_f32.copysign(value)
}

fn away_f64(value: f64) -> f64 {
    value + 0.5_f64.copysign(value)
}

/// A type that means are computed in.
pub(crate) trait Work: Copy + PartialEq + Send {
    /// How many pixels GDAL makes at once with vector instructions, which add in another order. The order can be told
    /// from the result of floating-point additions only.
    const LANES: usize;

    /// Whether samples are divided by their number before they are added up, so that the sum cannot overflow.
    const SCALED: bool;

    fn from_mean(mean: f64) -> Self;

    /// The mean of `[top-left, top-right, bottom-left, bottom-right]`, added up column by column.
    fn quarter_by_columns(four: [Self; 4]) -> Self;

    /// The same, added up one after the other.
    fn quarter_in_order(four: [Self; 4]) -> Self;
}

impl Work for u32 {
    const LANES: usize = 1;
    const SCALED: bool = false;

    fn from_mean(mean: f64) -> Self {
        (mean + 0.5) as Self
    }

    fn quarter_by_columns([a, b, c, d]: [Self; 4]) -> Self {
        (a + b + c + d + 2) / 4
    }

    fn quarter_in_order(four: [Self; 4]) -> Self {
        Self::quarter_by_columns(four)
    }
}

macro_rules! float_work {
    ($($float:ty),*) => {$(
        impl Work for $float {
            const LANES: usize = 16 / size_of::<$float>();
            const SCALED: bool = true;

            fn from_mean(mean: f64) -> Self {
                mean as Self
            }

            fn quarter_by_columns(four: [Self; 4]) -> Self {
                let [a, b, c, d] = four.map(|sample| 0.25 * sample);
                (a + c) + (b + d)
            }

            fn quarter_in_order(four: [Self; 4]) -> Self {
                let [a, b, c, d] = four.map(|sample| 0.25 * sample);
                a + b + c + d
            }
        }
    )*};
}
float_work!(f32, f64);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_halves_away_from_zero() {
        assert_eq!([2.5, -2.5, 2.4, -1e9, f32::NAN].map(i8::narrow), [3, -3, 2, -128, 0]);
        assert_eq!([2.5, -0.4, 1e30].map(u32::narrow), [3, 0, u32::MAX]);
        // The nearest double below a half plus a half is 1.
        assert_eq!(i32::narrow(0.5_f64.next_down()), 1);
    }

    #[test]
    fn floats_near_nodata_are_nodata() {
        assert!((-9998.998_f32).is_nodata(-9999.0) && (-9998.998_f64).is_nodata(-9999.0));
        assert!(!(-9998.99_f32).is_nodata(-9999.0) && !(-9998.99_f64).is_nodata(-9999.0));
        assert!(f32::NAN.is_nodata(f32::NAN) && !f32::NAN.is_nodata(0.0) && !0.0_f32.is_nodata(f32::NAN));
        assert!(f64::INFINITY.is_nodata(f64::INFINITY) && !1.0_f64.is_nodata(f64::INFINITY));
        assert!(!(-9998_i16).is_nodata(-9999));
    }

    #[test]
    fn the_replacement_is_the_neighbour() {
        assert_eq!((0_u8.beside(), 255_u8.beside(), i16::MIN.beside()), (1, 254, -32767));
        assert_eq!((0.0_f32.beside(), f64::MAX.beside()), (f32::from_bits(1), f64::MAX.next_down()));
    }
}
