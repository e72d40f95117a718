//! AVERAGE: the arithmetic mean.

use crate::arithmetic::{Arithmetic, Work};
use crate::axis::Window;
use crate::kernel::Line;
use crate::mean::{Kind, weighted_sum};

/// Of two by two pixels a quarter each, in the [work type](Arithmetic::Work).
pub(crate) enum Average {}

impl<T: Arithmetic> Kind<T> for Average {
    const LANES: usize = T::Work::LANES;

    fn term(sample: f64) -> f64 {
        sample
    }

    fn finish(mean: f64) -> T::Work {
        T::Work::from_mean(mean)
    }

    fn four(four: [T; 4]) -> T {
        T::narrow(T::Work::quarter_by_columns(four.map(T::widen)))
    }

    fn four_in_order(four: [T; 4]) -> T {
        T::narrow(T::Work::quarter_in_order(four.map(T::widen)))
    }

    fn of_window(source: &[Line<'_, T>], columns: Window, rows: Window) -> T {
        let number = if T::Work::SCALED { (columns.len() * rows.len()) as f64 } else { 1.0 };
        let scale = 1.0 / number;
        let sum = weighted_sum(source, columns, rows, |sample| sample.to_f64() * scale);
        T::narrow(T::Work::from_mean(number * (sum / (columns.total_weight() * rows.total_weight()))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::axis::Axes;
    use crate::kernel::Kernel;
    use crate::mean::{Mean, columns};
    use std::borrow::Cow;

    /// The first row made of the rows given, which are all there are, where the samples in `invalid` are.
    fn first_row<T: Arithmetic>(rows: &[&[T]], to: usize, nodata: Option<T>, invalid: Option<&[usize]>) -> Vec<T> {
        let axes = Axes::new((rows[0].len(), rows.len()), (to, 1));
        let mut kernel = Mean::<T, Average>::new(axes, columns(axes).unwrap(), nodata);
        let flag = |row: usize, i: usize| u8::from(!invalid.unwrap_or_default().contains(&(row * rows[0].len() + i)));
        let flags = |row: usize| Cow::Owned((0..rows[0].len()).map(|i| flag(row, i)).collect());
        let line = |(i, &samples)| Line { samples, valid: invalid.map(|_| flags(i)) };
        let mut out = vec![T::from_f64(99.0); to];
        kernel.resample(0, &rows.iter().enumerate().map(line).collect::<Vec<_>>(), &mut out);
        out
    }

    #[test]
    fn quarters_round_halves_up_and_away_from_zero() {
        assert_eq!(first_row::<u8>(&[&[1, 2, 255, 255], &[3, 4, 255, 255]], 2, None, None), [3, 255]);
        assert_eq!(first_row::<i16>(&[&[-1, -2, -1, -1], &[-3, -4, -1, -2]], 2, None, None), [-3, -1]);
        assert_eq!(first_row::<u64>(&[&[1 << 60, 3 << 60], &[0, 0]], 1, None, None), [1 << 60]);
        assert_eq!(first_row::<f32>(&[&[f32::MAX; 2], &[f32::MAX; 2]], 1, None, None), [f32::MAX]);
        assert!(first_row(&[&[1.0, f64::NAN], &[1.0, 1.0]], 1, None, None)[0].is_nan());
    }

    #[test]
    fn the_columns_that_vectors_leave_over_are_added_in_order() {
        // Next to 2²⁶, 1 is less than half of the last digit, and so is 2, but not 3.
        let (top, bottom) = ([67_108_864.0_f32, 4.0].repeat(5), [4.0_f32, 8.0].repeat(5));
        let made = first_row(&[&top, &bottom], 5, None, None);
        assert_eq!(made[..4], [(16_777_216.0_f32 + 1.0) + (1.0 + 2.0); 4]);
        assert_eq!(made[4], ((16_777_216.0_f32 + 1.0) + 1.0) + 2.0);
        assert_ne!(made[3], made[4]);
    }

    #[test]
    fn odd_sizes_share_the_middle() {
        // Weights 1, 1, ½ and ½, 1, 1.
        assert_eq!(first_row::<u8>(&[&[10, 20, 40, 80, 100]], 2, None, None), [20, 80]);
        assert_eq!(first_row::<f64>(&[&[10.0, 20.0, 40.0, 80.0, 120.0]], 2, None, None), [20.0, 88.0]);
        assert_eq!(first_row::<i32>(&[&[-1], &[-1], &[-5]], 1, None, None), [-2]);
    }

    #[test]
    fn invalid_samples_do_not_count() {
        let rows: [&[u8]; 2] = [&[10, 200, 7, 7], &[21, 200, 7, 7]];
        assert_eq!(first_row(&rows, 2, Some(9), Some(&[1, 5, 2, 3, 6, 7])), [16, 9]);
        assert_eq!(first_row(&rows, 2, None, Some(&[1, 5, 2, 3, 6, 7])), [16, 0]);
        assert_eq!(first_row::<u8>(&[&[10, 20, 40, 80, 100]], 2, None, Some(&[1, 2, 3, 4])), [10, 0]);
        assert_eq!(first_row::<f32>(&[&[1.0, f32::NAN], &[2.0, f32::INFINITY]], 1, None, Some(&[1, 3])), [1.5]);
    }

    #[test]
    fn a_mean_is_never_nodata() {
        assert_eq!(first_row::<u8>(&[&[6, 8], &[6, 8]], 1, Some(7), Some(&[])), [8]);
        assert_eq!(first_row::<u16>(&[&[65535, 65535]], 1, Some(65535), Some(&[])), [65534]);
        assert_eq!(first_row::<f32>(&[&[6.0, 8.0]], 1, Some(7.0), Some(&[])), [7.0_f32.next_up()]);
        // GDAL compares before it rounds.
        assert_eq!(first_row::<i16>(&[&[7, 7], &[7, 8]], 1, Some(7), Some(&[])), [7]);
    }

    #[test]
    fn zeros_are_positive_where_pixels_may_be_invalid() {
        let zeros: [&[f32]; 2] = [&[-0.0, -0.0], &[-0.0, -0.0]];
        assert!(first_row(&zeros, 1, None, None)[0].is_sign_negative());
        assert!(first_row(&zeros, 1, None, Some(&[]))[0].is_sign_positive());
        assert!(first_row(&zeros, 1, None, Some(&[0]))[0].is_sign_positive());
        assert!(first_row::<f32>(&[&[-0.0; 3], &[-0.0; 3]], 1, None, Some(&[]))[0].is_sign_positive());
    }
}
