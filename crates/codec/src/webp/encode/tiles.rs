//! An image cut into squares, each with a value of its own.

use crate::log2::{Bits, times_log2};

/// Squares of `1 << bits` pixels a side.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tiles {
    pub(super) bits: u32,
    pub(super) width: usize,
    pub(super) height: usize,
}

impl Tiles {
    pub(super) fn across(&self) -> usize {
        self.width.div_ceil(1 << self.bits)
    }

    pub(super) fn down(&self) -> usize {
        self.height.div_ceil(1 << self.bits)
    }

    /// The number of the square that a pixel lies in.
    #[inline(always)]
    pub(super) fn square_of(&self, pixel: usize) -> usize {
        let (x, y) = (pixel % self.width, pixel / self.width);
        (y >> self.bits) * self.across() + (x >> self.bits)
    }

    /// The pieces of rows of a square: where each begins, and how long they are.
    pub(super) fn pieces(&self, column: usize, row: usize) -> (impl Iterator<Item = usize> + Clone + use<>, usize) {
        let (x, y) = (column << self.bits, row << self.bits);
        let (right, bottom) = (self.width.min(x + (1 << self.bits)), self.height.min(y + (1 << self.bits)));
        let width = self.width;
        ((y..bottom).map(move |y| y * width + x), right - x)
    }
}

/// How often each value of a byte is met.
pub(super) type Counts = [u32; 256];

/// What values cost, given those already met elsewhere: in codes of their own and in codes they share with the others, for
/// it is not yet known which they will have.
pub(super) fn cost_beside(counts: &Counts, met: &Counts) -> Bits {
    let (mut total, mut both, mut alone, mut together) = (0, 0, 0, 0);
    for (&count, &met) in counts.iter().zip(met) {
        total += count;
        both += count + met;
        alone += times_log2(count);
        together += times_log2(count + met);
    }
    times_log2(total) + times_log2(both) - alone - together
}
