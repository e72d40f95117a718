//! RMS: the square root of the mean of the squares.
//!
//! For bytes and unsigned integers of 16 bits it is the whole number whose square is nearest. Others are divided by the
//! largest one before they are squared, so that no square overflows, but not where pixels may be invalid: so it is in GDAL.

use crate::arithmetic::Arithmetic;
use crate::axis::Window;
use crate::kernel::Line;
use crate::mean::{Kind, weighted_sum};
use geotiff_core::SampleType;

/// Of two by two pixels in the [work type](Arithmetic::Work).
pub(crate) enum Rms {}

impl<T: Arithmetic> Kind<T> for Rms
where
    T::Work: Root,
{
    const LANES: usize = T::Work::LANES_OF_SQUARES;

    fn term(sample: f64) -> f64 {
        sample * sample
    }

    fn finish(mean: f64) -> T::Work {
        T::Work::root(1.0, mean)
    }

    fn four(four: [T; 4]) -> T {
        let four = four.map(T::widen);
        T::narrow(if T::TYPE == SampleType::U8 { T::Work::rms_of_bytes(four) } else { T::Work::rms_by_rows(four) })
    }

    fn four_in_order(four: [T; 4]) -> T {
        T::narrow(T::Work::rms_in_order(four.map(T::widen)))
    }

    fn of_window(source: &[Line<'_, T>], columns: Window, rows: Window) -> T {
        let samples = source.iter().flat_map(|line| &line.samples[columns.range()]);
        let factor = T::Work::factor(&mut samples.map(|sample| sample.widen()));
        let scale = if factor > 0.0 && factor.is_finite() { 1.0 / factor } else { 1.0 };
        let sum = weighted_sum(source, columns, rows, |sample| {
            let scaled = sample.to_f64() * scale;
            scaled * scaled
        });
        T::narrow(T::Work::root(factor, sum / (columns.total_weight() * rows.total_weight())))
    }
}

/// A type that square roots are computed in.
pub(crate) trait Root: Sized {
    /// As [`Kind::LANES`].
    const LANES_OF_SQUARES: usize;

    /// The square root of a mean, times the factor that its terms were divided by.
    fn root(factor: f64, mean: f64) -> Self;

    /// What samples are divided by before they are squared.
    fn factor(samples: &mut dyn Iterator<Item = Self>) -> f64;

    /// Of four samples of 8 bits, where these are not a case of their own.
    fn rms_of_bytes(four: [Self; 4]) -> Self {
        Self::rms_by_rows(four)
    }

    /// Of `[top-left, top-right, bottom-left, bottom-right]`, the squares added up row by row.
    fn rms_by_rows(four: [Self; 4]) -> Self;

    /// The same, one square after the other.
    fn rms_in_order(four: [Self; 4]) -> Self;
}

impl Root for u32 {
    const LANES_OF_SQUARES: usize = 1;

    fn root(_: f64, mean: f64) -> Self {
        let root = mean.sqrt() as Self;
        // Which of two squares is nearer, with nothing rounded.
        let whole = f64::from(root);
        root + Self::from(2.0 * whole * (whole + 1.0) + 1.0 < 2.0 * mean)
    }

    fn factor(_: &mut dyn Iterator<Item = Self>) -> f64 {
        1.0
    }

    fn rms_of_bytes(four: [Self; 4]) -> Self {
        let squares: Self = four.iter().map(|sample| sample * sample).sum();
        // As below; single precision has digits to spare for bytes.
        (((squares.cast_signed() as f32) * 0.25 - 0.375).max(0.0).sqrt() + 0.5) as i32 as Self
    }

    fn rms_by_rows(four: [Self; 4]) -> Self {
        // Squares of 16 bits, their sum and its quarter are exact.
        let squares: f64 =
            four.iter().map(|&sample| f64::from(sample.cast_signed())).map(|sample| sample * sample).sum();
        // From r² to (r + 1)² it is r² + r + ¾ from where on the second one is it. That less ⅜, and the quarter below it less
        // ⅜, lie on either side of (r + ½)², far enough for a rounded root.
        ((squares * 0.25 - 0.375).max(0.0).sqrt() + 0.5) as i32 as Self
    }

    fn rms_in_order(four: [Self; 4]) -> Self {
        Self::rms_by_rows(four)
    }
}

macro_rules! float_root {
    ($float:ty, $lanes:expr) => {
        impl Root for $float {
            const LANES_OF_SQUARES: usize = $lanes;

            fn root(factor: f64, mean: f64) -> Self {
                (factor * mean.sqrt()) as Self
            }

            fn factor(samples: &mut dyn Iterator<Item = Self>) -> f64 {
                // A NaN is passed over here, and met again in the sum.
                samples.fold(0.0, |most: Self, sample| if most < sample.abs() { sample.abs() } else { most }).into()
            }

            fn rms_by_rows(four: [Self; 4]) -> Self {
                let [a, b, c, d] = four.map(Self::abs);
                // Of a number and a NaN the second, as the instruction has it.
                let larger = |a: Self, b: Self| if a > b { a } else { b };
                let three = larger(larger(a, b), c);
                // GDAL 3.12 leaves the last one out, which can be seen in the last digit. It then loses what stands beside
                // zeros, and makes what is larger by 2⁶⁴ infinite: there, it takes part.
                let most = if d >= three * (u64::MAX as Self) { d } else { three };
                let scale = if most == 0.0 { 0.0 } else { 1.0 / most };
                let [a, b, c, d] = [a, b, c, d].map(|sample| sample * scale).map(|scaled| scaled * scaled);
                let root = most * (((a + b) + (c + d)) * 0.25).sqrt();
                if most == Self::INFINITY { Self::INFINITY } else { root }
            }

            fn rms_in_order(four: [Self; 4]) -> Self {
                let [a, b, c, d] = four;
                let most = four.map(Self::abs).into_iter().reduce(|a, b| if a < b { b } else { a }).unwrap_or_default();
                if most == 0.0 {
                    return 0.0;
                }
                if most.is_infinite() {
                    return (a + b + c + d).abs();
                }
                let scale = 1.0 / most;
                let [a, b, c, d] = four.map(|sample| sample * scale).map(|scaled| scaled * scaled);
                most * (0.25 * (a + b + c + d)).sqrt()
            }
        }
    };
}
float_root!(f32, 4);
// GDAL has no vectors for doubles: no row is as long.
float_root!(f64, usize::MAX);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_roots_are_the_nearest() {
        let nearest = |four: [u32; 4]| {
            let mean = four.iter().map(|&v| u64::from(v).pow(2)).sum::<u64>() as f64 / 4.0;
            (0..=65_535_u32)
                .map(|root| ((f64::from(root).powi(2) - mean).abs(), root))
                .fold((f64::MAX, 0), |best, next| if next.0 < best.0 { next } else { best })
                .1
        };
        for four in [
            [0; 4],
            [0, 0, 0, 1],
            [0, 1, 1, 0],
            [1, 1, 1, 0],
            [255; 4],
            [3, 200, 17, 255],
            [16_383; 4],
            [16_383, 16_382, 16_381, 9],
            [65_535; 4],
            [65_535, 65_535, 65_534, 65_535],
            [40_000, 30_001, 65_000, 7],
        ] {
            assert_eq!(u32::rms_by_rows(four), nearest(four), "{four:?}");
            if four.iter().all(|&sample| sample < 256) {
                assert_eq!(u32::rms_of_bytes(four), nearest(four), "{four:?}");
            }
            assert_eq!(u32::root(1.0, four.iter().map(|&v| f64::from(v).powi(2)).sum::<f64>() / 4.0), nearest(four));
        }
    }

    #[test]
    fn large_numbers_do_not_overflow() {
        assert_eq!(f64::rms_in_order([1e300, -1e300, 1e300, 1e300]), 1e300);
        assert_eq!(f32::rms_by_rows([1e30, -1e30, 1e30, 1e30]), 1e30);
        assert_eq!((f32::rms_by_rows([0.0, 0.0, 0.0, 4.0]), f32::rms_by_rows([1.0, 1.0, 1.0, 1e30])), (2.0, 5e29));
        assert_eq!(f32::rms_by_rows([f32::INFINITY, 1.0, 0.0, 0.0]), f32::INFINITY);
        assert!(f32::rms_by_rows([f32::NAN, 1.0, 0.0, 0.0]).is_nan());
        assert!(f32::rms_by_rows([f32::INFINITY, f32::INFINITY, f32::NAN, f32::INFINITY]).is_nan());
        assert_eq!((f32::rms_by_rows([0.0; 4]), f64::rms_in_order([-0.0; 4])), (0.0, 0.0));
    }
}
