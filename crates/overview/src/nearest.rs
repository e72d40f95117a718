//! NEAREST: one pixel stands for all. Masks and nodata are pixels like any other.

use crate::axis::Axes;
use crate::kernel::{Kernel, Line};
use std::ops::Range;

pub(crate) struct Nearest {
    axes: Axes,
}

impl Nearest {
    pub(crate) fn new(axes: Axes) -> Self {
        Self { axes }
    }
}

impl<T: Copy> Kernel<T> for Nearest {
    fn rows(&self, row: usize) -> Range<usize> {
        let source = self.axes.y.nearest(row);
        source..source + 1
    }

    fn resample(&mut self, _: usize, source: &[Line<'_, T>], out: &mut [T]) {
        let samples = source[0].samples;
        if self.axes.x.halves() {
            for (out, &[sample, _]) in out.iter_mut().zip(samples.as_chunks().0) {
                *out = sample;
            }
            return;
        }
        for (i, out) in out.iter_mut().enumerate() {
            *out = samples[self.axes.x.nearest(i)];
        }
    }
}
