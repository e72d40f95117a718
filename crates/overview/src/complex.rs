//! AVERAGE and RMS of complex samples: a mean of the real parts and one of the imaginary parts.

use crate::arithmetic::Arithmetic;
use crate::axis::Axes;
use crate::kernel::{Kernel, Line};
use std::marker::PhantomData;
use std::ops::Range;

/// As in GDAL, windows consist of whole pixels, no two share one, nodata and masks play no part, and samples of any
/// type are made single-precision numbers first.
pub(crate) struct ComplexMean<P> {
    axes: Axes,
    /// Whether it is the root of the mean of the squares.
    is_square: bool,
    part: PhantomData<P>,
}

impl<P> ComplexMean<P> {
    pub(crate) fn new(axes: Axes, is_square: bool) -> Self {
        Self { axes, is_square, part: PhantomData }
    }
}

impl<P: Arithmetic> Kernel<[P; 2]> for ComplexMean<P> {
    fn rows(&self, row: usize) -> Range<usize> {
        self.axes.y.rounded(row)
    }

    fn resample(&mut self, _: usize, source: &[Line<'_, [P; 2]>], out: &mut [[P; 2]]) {
        for (i, out) in out.iter_mut().enumerate() {
            let columns = self.axes.x.rounded(i);
            let mut sums = [0.0; 2];
            for sample in source.iter().flat_map(|line| &line.samples[columns.clone()]) {
                let [re, im] = sample.map(|part| f64::from(part.to_f64() as f32));
                let [re, im] = if self.is_square { [re * re, im * im] } else { [re, im] };
                sums = [sums[0] + re, sums[1] + im];
            }
            let count = (columns.len() * source.len()) as f64;
            let means = sums.map(|sum| sum / count);
            *out = if self.is_square { means.map(f64::sqrt) } else { means }.map(|mean| P::from_f32(mean as f32));
        }
    }
}
