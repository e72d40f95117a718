//! NEAREST: one pixel stands for all. Masks and nodata are pixels like any other.

use crate::axis::Axis;
use crate::kernel::{Kernel, Line};
use std::ops::Range;

pub(crate) struct Nearest {
    pub(crate) x: Axis,
    pub(crate) y: Axis,
}

impl<T: Copy> Kernel<T> for Nearest {
    fn rows(&self, row: usize) -> Range<usize> {
        let source = self.y.nearest(row);
        source..source + 1
    }

    fn resample(&mut self, _: usize, source: &[Line<'_, T>], out: &mut [T]) {
        let samples = source[0].samples;
        if self.x.halves() {
            for (out, &[sample, _]) in out.iter_mut().zip(samples.as_chunks().0) {
                *out = sample;
            }
            return;
        }
        for (i, out) in out.iter_mut().enumerate() {
            *out = samples[self.x.nearest(i)];
        }
    }
}
