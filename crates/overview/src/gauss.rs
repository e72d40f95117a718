//! GAUSS: a weighted mean of 3 × 3, 5 × 5 or 7 × 7 pixels, with the binomial coefficients as weights.

use std::ops::Range;

use crate::arithmetic::Arithmetic;
use crate::axis::Axes;
use crate::combine::{Order, combine};
use crate::kernel::{Kernel, Line, RUN};
use crate::phases::Phases;

/// The sums are doubles whatever the samples are. As in GDAL, a mean that happens to be nodata stays so.
pub(crate) struct Gauss<T> {
    axes: Axes,
    size: usize,
    /// What stands where nothing is valid.
    empty: T,
    phases: [Phases; 3],
    sums: Vec<f64>,
}

/// What the pixels of a window of this size count, in one direction.
pub(crate) fn weights(size: usize) -> &'static [f64] {
    match size {
        3 => &[1.0, 2.0, 1.0],
        5 => &[1.0, 4.0, 6.0, 4.0, 1.0],
        _ => &[1.0, 6.0, 15.0, 20.0, 15.0, 6.0, 1.0],
    }
}

impl<T: Arithmetic> Gauss<T> {
    pub(crate) fn new(axes: Axes, nodata: Option<T>) -> Self {
        let empty = nodata.unwrap_or(T::from_f64(0.0));
        Self { axes, size: axes.y.gauss_size(), empty, phases: Default::default(), sums: Vec::new() }
    }

    /// Three rows, two columns of which become one: all columns but the last, as if all pixels were valid.
    fn threes(&mut self, source: &[Line<'_, T>], out: &mut [T]) {
        for (phases, line) in self.phases.iter_mut().zip(source) {
            phases.set(line.samples);
        }
        let slices: Vec<&[f64]> = self.phases.iter().flat_map(|row| [row.from(0), row.from(1), row.from(2)]).collect();
        self.sums.clear();
        self.sums.resize(out.len(), 0.0);
        combine(&slices, &[1.0, 2.0, 1.0, 2.0, 4.0, 2.0, 1.0, 2.0, 1.0], Order::Sequence, &mut self.sums);
        out.iter_mut().zip(&self.sums).for_each(|(out, sum)| *out = T::from_double(sum / 16.0));
    }

    fn of_window(&self, source: &[Line<'_, T>], above: usize, i: usize) -> T {
        let (columns, before) = self.axes.x.gauss(i, self.size);
        let (across, down) = (&weights(self.size)[before..], &weights(self.size)[above..]);
        let (mut sum, mut total) = (0.0, 0.0);
        for (line, down) in source.iter().zip(down) {
            for (column, across) in columns.clone().zip(across) {
                if line.valid.as_deref().is_none_or(|valid| valid[column] != 0) {
                    let weight = down * across;
                    sum += line.samples[column].to_f64() * weight;
                    total += weight;
                }
            }
        }
        if total == 0.0 { self.empty } else { T::from_double(sum / total) }
    }
}

impl<T: Arithmetic> Kernel<T> for Gauss<T> {
    fn rows(&self, row: usize) -> Range<usize> {
        self.axes.y.gauss(row, self.size).0
    }

    fn resample(&mut self, row: usize, source: &[Line<'_, T>], out: &mut [T]) {
        let (_, above) = self.axes.y.gauss(row, self.size);
        let is_three = self.size == 3 && source.len() == 3 && self.axes.x.halves();
        let (threes, last) = out.split_at_mut(if is_three { out.len() - 1 } else { 0 });
        if is_three {
            self.threes(source, threes);
            for (run, out) in threes.chunks_mut(RUN).enumerate() {
                let first = run * RUN;
                let flags = 2 * first..2 * (first + out.len()) + 1;
                if !source.iter().all(|line| line.is_valid(flags.clone())) {
                    out.iter_mut().enumerate().for_each(|(i, out)| *out = self.of_window(source, above, first + i));
                }
            }
        }
        let first = threes.len();
        last.iter_mut().enumerate().for_each(|(i, out)| *out = self.of_window(source, above, first + i));
    }
}
