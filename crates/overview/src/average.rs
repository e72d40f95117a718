//! AVERAGE: the mean of the valid pixels under the new one, as GDAL 3.12 computes it.
//!
//! GDAL has three ways of taking it, which round differently, and so have we:
//! 1. two by two pixels, all valid: a quarter of each, in the [work type](Arithmetic::Work);
//! 2. any other window, all valid: a weighted sum in doubles, row by row, over the weight of the window;
//! 3. any window of pixels that may be invalid: the same without those, over the weight of the others.
//!
//! Only a mean of the third kind can meet nodata, and is then moved aside. The two are compared in the work type, which
//! is before rounding for signed integers and those of 32 and 64 bits: as in GDAL, these can still round to nodata.

use crate::arithmetic::{Arithmetic, Work};
use crate::axis::{Axes, Window};
use crate::kernel::{Kernel, Line};
use geotiff_core::{Error, Result};
use std::ops::Range;
use std::sync::Arc;

pub(crate) struct Average<T: Arithmetic> {
    axes: Axes,
    /// The columns under each pixel; none where every pixel is made of two by two.
    columns: Arc<[Window]>,
    outcome: Outcome<T>,
}

impl<T: Arithmetic> Average<T> {
    /// `columns` are the [`columns`] of the same axes; `nodata` is what no mean may equal.
    pub(crate) fn new(axes: Axes, columns: Arc<[Window]>, nodata: Option<T>) -> Self {
        Self { axes, columns, outcome: Outcome::new(nodata) }
    }
}

/// The columns under each pixel, which the bands share.
pub(crate) fn columns(Axes { x, y }: Axes) -> Result<Arc<[Window]>> {
    let mut windows = Vec::new();
    if !(x.halves() && y.halves()) {
        let too_many = |_| Error::limits(format!("the windows of {} columns do not fit in memory", x.to));
        windows.try_reserve_exact(x.to).map_err(too_many)?;
        windows.extend((0..x.to).map(|i| x.covered(i)));
    }
    Ok(windows.into())
}

impl<T: Arithmetic> Kernel<T> for Average<T> {
    fn rows(&self, row: usize) -> Range<usize> {
        self.axes.y.covered(row).range()
    }

    fn resample(&mut self, row: usize, source: &[Line<'_, T>], out: &mut [T]) {
        let Axes { x, y } = self.axes;
        let rows = y.covered(row);
        match source {
            [Line { samples: top, valid: None }, bottom] if x.halves() => quarters(top, bottom.samples, out),
            [Line { samples: top, valid: Some(top_valid) }, Line { samples: bottom, valid: Some(bottom_valid) }]
                if x.halves() && y.halves() =>
            {
                self.outcome.quarters([top, bottom], [top_valid, bottom_valid], out);
            }
            [Line { valid: None, .. }, ..] => {
                for (out, &columns) in out.iter_mut().zip(self.columns.iter()) {
                    *out = weighted_mean(source, columns, rows);
                }
            }
            _ => {
                for (out, &columns) in out.iter_mut().zip(self.columns.iter()) {
                    *out = self.outcome.of(weighted_sum_of_valid(source, columns, rows));
                }
            }
        }
    }
}

/// The samples of two rows, two by two.
fn quads<T: Copy>(top: &[T], bottom: &[T]) -> impl Iterator<Item = [T; 4]> + Clone {
    top.as_chunks().0.iter().zip(bottom.as_chunks().0).map(|(&[a, b], &[c, d])| [a, b, c, d])
}

fn quarters<T: Arithmetic>(top: &[T], bottom: &[T], out: &mut [T]) {
    // What GDAL's vectors leave over at the right is added in another order.
    let vectors = out.len() - out.len() % T::Work::LANES;
    let quads = quads(top, bottom).map(|quad| quad.map(T::widen));
    let (vectors, rest) = out.split_at_mut(vectors);
    for (out, quad) in vectors.iter_mut().zip(quads.clone()) {
        *out = T::narrow(T::Work::quarter_by_columns(quad));
    }
    for (out, quad) in rest.iter_mut().zip(quads.skip(vectors.len())) {
        *out = T::narrow(T::Work::quarter_in_order(quad));
    }
}

fn weighted_mean<T: Arithmetic>(source: &[Line<'_, T>], columns: Window, rows: Window) -> T {
    let number = if T::Work::SCALED { (columns.len() * rows.len()) as f64 } else { 1.0 };
    let scale = 1.0 / number;
    let mut sum = 0.0;
    for (i, line) in source.iter().enumerate() {
        sum += columns.weigh(&line.samples[columns.range()], |sample| sample.to_f64() * scale) * rows.weight(i);
    }
    T::narrow(T::Work::from_mean(number * (sum / (columns.total_weight() * rows.total_weight()))))
}

/// The sum of the valid samples, and how many they are.
fn sum_of_valid<T: Arithmetic>(quad: [T; 4], valid: [u8; 4]) -> (f64, f64) {
    let part = |i: usize| if valid[i] != 0 { (quad[i].to_f64(), 1.0) } else { (0.0, 0.0) };
    let [a, b, c, d] = [part(0), part(1), part(2), part(3)];
    (0.0 + (a.0 + b.0) + (c.0 + d.0), a.1 + b.1 + c.1 + d.1)
}

/// The sum of the valid samples times their weights, and the sum of these weights.
fn weighted_sum_of_valid<T: Arithmetic>(source: &[Line<'_, T>], columns: Window, rows: Window) -> (f64, f64) {
    let mut total = (0.0, 0.0);
    for (i, line) in source.iter().enumerate() {
        let valid = line.valid.as_deref().unwrap_or_default();
        let mut of_row = (0.0, 0.0);
        for (i, (sample, valid)) in line.samples[columns.range()].iter().zip(&valid[columns.range()]).enumerate() {
            // Adding nothing is faster than not to add.
            let (value, weight) = if *valid != 0 { (sample.to_f64(), columns.weight(i)) } else { (0.0, 0.0) };
            of_row = (of_row.0 + value * weight, of_row.1 + weight);
        }
        total = (total.0 + of_row.0 * rows.weight(i), total.1 + of_row.1 * rows.weight(i));
    }
    total
}

/// What becomes of a mean of valid pixels.
pub(crate) struct Outcome<T: Arithmetic> {
    /// What is written where there are none.
    pub(crate) empty: T,
    /// What a mean must not be, and what is written instead.
    taken: Option<(T::Work, T)>,
}

impl<T: Arithmetic> Outcome<T> {
    pub(crate) fn new(nodata: Option<T>) -> Self {
        let taken = nodata.map(|nodata| (nodata.widen(), nodata.beside()));
        Self { empty: nodata.unwrap_or(T::from_f64(0.0)), taken }
    }

    pub(crate) fn of(&self, (sum, weight): (f64, f64)) -> T {
        if weight == 0.0 { self.empty } else { self.of_mean(T::Work::from_mean(sum / weight)) }
    }

    pub(crate) fn of_mean(&self, mean: T::Work) -> T {
        match self.taken {
            Some((taken, beside)) if mean == taken => beside,
            _ => T::narrow(mean),
        }
    }

    /// As [`quarters`], where some pixels may be invalid.
    fn quarters(&self, [top, bottom]: [&[T]; 2], [top_valid, bottom_valid]: [&[u8]; 2], out: &mut [T]) {
        // Invalid pixels keep together. A run without any leaves nothing to decide, so that vectors can do it.
        const RUN: usize = 32;
        let all = |valid: &[u8]| valid.iter().fold(true, |all, &valid| all & (valid != 0));
        for (i, out) in out.chunks_mut(RUN).enumerate() {
            let run = 2 * RUN * i..2 * (RUN * i + out.len());
            let quads = out.iter_mut().zip(quads(&top[run.clone()], &bottom[run.clone()]));
            let valid = (&top_valid[run.clone()], &bottom_valid[run]);
            if all(valid.0) & all(valid.1) {
                quads.for_each(|(out, quad)| *out = self.of_mean(T::Work::quarter_by_rows(quad.map(T::widen))));
            } else {
                let valid = self::quads(valid.0, valid.1);
                quads.zip(valid).for_each(|((out, quad), valid)| *out = self.of(sum_of_valid(quad, valid)));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::borrow::Cow;

    /// The first row made of the rows given, which are all there are, where the samples in `invalid` are.
    fn first_row<T: Arithmetic>(rows: &[&[T]], to: usize, nodata: Option<T>, invalid: Option<&[usize]>) -> Vec<T> {
        let axes = Axes::new((rows[0].len(), rows.len()), (to, 1));
        let mut kernel = Average::new(axes, columns(axes).unwrap(), nodata);
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
