//! AVERAGE and RMS: a mean of the valid pixels under the new one, as GDAL 3.12 computes it.
//!
//! GDAL has three ways of taking it, which round differently, and so have we:
//! 1. two by two pixels, all valid: see [`Kind::four`];
//! 2. any other window, all valid: a weighted sum in doubles, row by row, over the weight of the window;
//! 3. any window of pixels that may be invalid: the same without those, over the weight of the others.
//!
//! Only a mean of the third kind can meet nodata, and is then moved aside. The two are compared in the work type, which
//! is before rounding for signed integers and those of 32 and 64 bits: as in GDAL, these can still round to nodata.

use crate::arithmetic::{Arithmetic, Work};
use crate::axis::{Axes, Window};
use crate::kernel::{Kernel, Line, RUN};
use geotiff_core::{Error, Result};
use std::marker::PhantomData;
use std::ops::Range;
use std::sync::Arc;

/// Which mean it is.
pub(crate) trait Kind<T: Arithmetic>: Send + 'static {
    /// How many means of four GDAL takes at once with vector instructions, which add in another order.
    const LANES: usize;

    /// What the mean is taken of.
    fn term(sample: f64) -> f64;

    /// What a mean of terms stands for.
    fn finish(mean: f64) -> T::Work;

    /// The mean of `[top-left, top-right, bottom-left, bottom-right]`, in the order of the vectors.
    fn four(four: [T; 4]) -> T;

    /// The same, one after the other.
    fn four_in_order(four: [T; 4]) -> T;

    /// The mean of a window, all of which is valid.
    fn of_window(source: &[Line<'_, T>], columns: Window, rows: Window) -> T;
}

pub(crate) struct Mean<T: Arithmetic, K> {
    axes: Axes,
    /// The columns under each pixel; none where every pixel is made of two by two.
    columns: Arc<[Window]>,
    outcome: Outcome<T>,
    kind: PhantomData<K>,
}

impl<T: Arithmetic, K: Kind<T>> Mean<T, K> {
    /// `columns` are the [`columns`] of the same axes; `nodata` is what no mean may equal.
    pub(crate) fn new(axes: Axes, columns: Arc<[Window]>, nodata: Option<T>) -> Self {
        Self { axes, columns, outcome: Outcome::new(nodata), kind: PhantomData }
    }

    fn of(&self, (sum, weight): (f64, f64)) -> T {
        if weight == 0.0 { self.outcome.empty } else { self.outcome.of_mean(K::finish(sum / weight)) }
    }

    /// The means of two by two pixels, some of which may be invalid.
    fn fours(&self, [top, bottom]: [&[T]; 2], [top_valid, bottom_valid]: [&[u8]; 2], out: &mut [T]) {
        let all = |valid: &[u8]| valid.iter().fold(true, |all, &valid| all & (valid != 0));
        for (i, out) in out.chunks_mut(RUN).enumerate() {
            let run = 2 * RUN * i..2 * (RUN * i + out.len());
            let quads = out.iter_mut().zip(quads(&top[run.clone()], &bottom[run.clone()]));
            let valid = (&top_valid[run.clone()], &bottom_valid[run]);
            if all(valid.0) & all(valid.1) {
                quads.for_each(|(out, quad)| *out = self.of(sum_of_valid::<T, K>(quad, [1; 4])));
            } else {
                let valid = self::quads(valid.0, valid.1);
                quads.zip(valid).for_each(|((out, quad), valid)| *out = self.of(sum_of_valid::<T, K>(quad, valid)));
            }
        }
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

impl<T: Arithmetic, K: Kind<T>> Kernel<T> for Mean<T, K> {
    fn rows(&self, row: usize) -> Range<usize> {
        self.axes.y.covered(row).range()
    }

    fn resample(&mut self, row: usize, source: &[Line<'_, T>], out: &mut [T]) {
        let Axes { x, y } = self.axes;
        let rows = y.covered(row);
        match source {
            [Line { samples: top, valid: None }, bottom] if x.halves() => fours::<T, K>(top, bottom.samples, out),
            [Line { samples: top, valid: Some(top_valid) }, Line { samples: bottom, valid: Some(bottom_valid) }]
                if x.halves() && y.halves() =>
            {
                self.fours([top, bottom], [top_valid, bottom_valid], out);
            }
            [Line { valid: None, .. }, ..] => {
                for (out, &columns) in out.iter_mut().zip(self.columns.iter()) {
                    *out = K::of_window(source, columns, rows);
                }
            }
            _ => {
                for (out, &columns) in out.iter_mut().zip(self.columns.iter()) {
                    *out = self.of(weighted_sum_of_valid::<T, K>(source, columns, rows));
                }
            }
        }
    }
}

/// The samples of two rows, two by two.
fn quads<T: Copy>(top: &[T], bottom: &[T]) -> impl Iterator<Item = [T; 4]> + Clone {
    top.as_chunks().0.iter().zip(bottom.as_chunks().0).map(|(&[a, b], &[c, d])| [a, b, c, d])
}

fn fours<T: Arithmetic, K: Kind<T>>(top: &[T], bottom: &[T], out: &mut [T]) {
    // What GDAL's vectors leave over at the right is added in another order.
    let vectors = out.len() - out.len() % K::LANES;
    let quads = quads(top, bottom);
    let (vectors, rest) = out.split_at_mut(vectors);
    for (out, quad) in vectors.iter_mut().zip(quads.clone()) {
        *out = K::four(quad);
    }
    for (out, quad) in rest.iter_mut().zip(quads.skip(vectors.len())) {
        *out = K::four_in_order(quad);
    }
}

/// The sum of the terms of a window, each times its weight and what `term` makes of the sample.
pub(crate) fn weighted_sum<T: Arithmetic>(
    source: &[Line<'_, T>],
    columns: Window,
    rows: Window,
    term: impl Fn(T) -> f64,
) -> f64 {
    let of_row = |line: &Line<'_, T>| columns.weigh(&line.samples[columns.range()], &term);
    source.iter().enumerate().fold(0.0, |sum, (i, line)| sum + of_row(line) * rows.weight(i))
}

/// The sum of the valid terms, and how many they are.
fn sum_of_valid<T: Arithmetic, K: Kind<T>>(quad: [T; 4], valid: [u8; 4]) -> (f64, f64) {
    let part = |i: usize| if valid[i] != 0 { (K::term(quad[i].to_f64()), 1.0) } else { (0.0, 0.0) };
    let [a, b, c, d] = [part(0), part(1), part(2), part(3)];
    (0.0 + (a.0 + b.0) + (c.0 + d.0), a.1 + b.1 + c.1 + d.1)
}

/// The sum of the valid terms times their weights, and the sum of these weights.
fn weighted_sum_of_valid<T: Arithmetic, K: Kind<T>>(
    source: &[Line<'_, T>],
    columns: Window,
    rows: Window,
) -> (f64, f64) {
    let mut total = (0.0, 0.0);
    for (i, line) in source.iter().enumerate() {
        let valid = line.valid.as_deref().unwrap_or_default();
        let mut of_row = (0.0, 0.0);
        for (i, (sample, valid)) in line.samples[columns.range()].iter().zip(&valid[columns.range()]).enumerate() {
            // Adding nothing is faster than not to add.
            let (value, weight) = if *valid != 0 { (K::term(sample.to_f64()), columns.weight(i)) } else { (0.0, 0.0) };
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
}
