//! AVERAGE of complex samples: the mean of the real and of the imaginary parts.

use crate::arithmetic::Arithmetic;
use crate::axis::Axes;
use crate::kernel::{Kernel, Line};
use std::marker::PhantomData;
use std::ops::Range;

/// As in GDAL, windows consist of whole pixels, no two share one, nodata and masks play no part, and samples of any
/// type are made single-precision numbers first.
pub(crate) struct ComplexAverage<P> {
    axes: Axes,
    part: PhantomData<P>,
}

impl<P> ComplexAverage<P> {
    pub(crate) fn new(axes: Axes) -> Self {
        Self { axes, part: PhantomData }
    }
}

impl<P: Arithmetic> Kernel<[P; 2]> for ComplexAverage<P> {
    fn rows(&self, row: usize) -> Range<usize> {
        self.axes.y.rounded(row)
    }

    fn resample(&mut self, _: usize, source: &[Line<'_, [P; 2]>], out: &mut [[P; 2]]) {
        for (i, out) in out.iter_mut().enumerate() {
            let columns = self.axes.x.rounded(i);
            let mut sums = [0.0; 2];
            for sample in source.iter().flat_map(|line| &line.samples[columns.clone()]) {
                let [re, im] = sample.map(|part| f64::from(part.to_f64() as f32));
                sums = [sums[0] + re, sums[1] + im];
            }
            let count = (columns.len() * source.len()) as f64;
            *out = sums.map(|sum| P::from_f32((sum / count) as f32));
        }
    }
}
