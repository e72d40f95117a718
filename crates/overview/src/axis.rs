//! The axes of a step: which source pixels each pixel of the level is made of.

use std::ops::Range;

/// `to` pixels made from `from`, with 1 ≤ `to` ≤ `from`. The arithmetic is GDAL's, in doubles, epsilons included.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Axis {
    pub(crate) from: usize,
    pub(crate) to: usize,
}

/// Both axes of a step.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Axes {
    pub(crate) x: Axis,
    pub(crate) y: Axis,
}

/// A run of source pixels under one pixel of the level, and how much of the outermost two is covered. Never empty.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Window {
    pub(crate) start: usize,
    pub(crate) end: usize,
    first: f64,
    last: f64,
}

impl Axes {
    pub(crate) fn new(from: (usize, usize), to: (usize, usize)) -> Self {
        Self { x: Axis { from: from.0, to: to.0 }, y: Axis { from: from.1, to: to.1 } }
    }
}

impl Axis {
    fn ratio(self) -> f64 {
        self.from as f64 / self.to as f64
    }

    /// Whether every pixel is made of two whole ones.
    pub(crate) fn halves(self) -> bool {
        self.from == 2 * self.to
    }

    /// The pixel that NEAREST takes.
    pub(crate) fn nearest(self, i: usize) -> usize {
        ((0.5 + i as f64 * self.ratio()) as usize).min(self.from - 1)
    }

    /// The pixels of AVERAGE.
    pub(crate) fn covered(self, i: usize) -> Window {
        let (from, to) = (i as f64 * self.ratio(), (i + 1) as f64 * self.ratio());
        let start = (from + 1e-8) as usize;
        let end = ((to - 1e-8).ceil() as usize).max(start + 1).min(self.from);
        let first = if end == start + 1 { 1.0 } else { 1.0 - (from - start as f64) };
        Window { start, end, first, last: 1.0 - (end as f64 - to) }
    }

    /// The pixels of GAUSS, of which a middle one would have `size`, and how many lie before the first one.
    pub(crate) fn gauss(self, i: usize, size: usize) -> (Range<usize>, usize) {
        let (from, to) = ((0.5 + i as f64 * self.ratio()) as usize, (0.5 + (i + 1) as f64 * self.ratio()) as usize + 1);
        let (middle, half) = (from + (to - from) / 2, size / 2);
        let start = middle.saturating_sub(half).min(self.from - 1);
        (start..(middle + size - half).clamp(start + 1, self.from), half.saturating_sub(middle))
    }

    /// How many pixels GAUSS takes in each direction, by the ratio of the rows.
    pub(crate) fn gauss_size(self) -> usize {
        match (0.5 + self.ratio()) as usize {
            0..=2 => 3,
            3..=4 => 5,
            _ => 7,
        }
    }

    /// The pixels of AVERAGE of complex samples: whole ones, each in one window only.
    pub(crate) fn rounded(self, i: usize) -> Range<usize> {
        let start = self.nearest(i);
        let end = if i + 1 == self.to { self.from } else { self.nearest(i + 1) };
        start..end.max(start + 1)
    }
}

impl Window {
    pub(crate) fn range(self) -> Range<usize> {
        self.start..self.end
    }

    pub(crate) fn len(self) -> usize {
        self.end - self.start
    }

    /// The sum of the values times their weights, which are 1 but at the ends.
    pub(crate) fn weigh<T: Copy>(self, samples: &[T], value: impl Fn(T) -> f64) -> f64 {
        match *samples {
            [] => 0.0,
            [only] => value(only) * self.first,
            [first, ref inner @ .., last] => {
                let sum = inner.iter().fold(value(first) * self.first, |sum, &sample| sum + value(sample));
                sum + value(last) * self.last
            }
        }
    }

    /// The weight of the pixel `i` of the window.
    pub(crate) fn weight(self, i: usize) -> f64 {
        match i {
            0 => self.first,
            _ if i + 1 == self.len() => self.last,
            _ => 1.0,
        }
    }

    /// The sum of the weights, added up in GDAL's order.
    pub(crate) fn total_weight(self) -> f64 {
        if self.len() == 1 { self.first } else { self.first + (self.len() - 2) as f64 + self.last }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_are_two_whole_pixels() {
        let axis = Axis { from: 6, to: 3 };
        assert!(axis.halves());
        assert_eq!(axis.covered(1), Window { start: 2, end: 4, first: 1.0, last: 1.0 });
        assert_eq!((axis.nearest(2), axis.rounded(2)), (4, 4..6));
    }

    #[test]
    fn odd_sizes_share_pixels_between_windows() {
        let axis = Axis { from: 5, to: 2 };
        assert!(!axis.halves());
        assert_eq!(axis.covered(0), Window { start: 0, end: 3, first: 1.0, last: 0.5 });
        assert_eq!(axis.covered(1), Window { start: 2, end: 5, first: 0.5, last: 1.0 });
        assert_eq!([0, 1, 2].map(|i| axis.covered(0).weight(i)), [1.0, 1.0, 0.5]);
        assert_eq!(axis.covered(0).total_weight(), 2.5);
        assert_eq!(axis.covered(1).weigh(&[2, 30, 400], f64::from), 431.0);
        assert_eq!((axis.nearest(0), axis.nearest(1)), (0, 3));
        assert_eq!((axis.rounded(0), axis.rounded(1)), (0..3, 3..5));
    }

    #[test]
    fn gauss_looks_at_the_pixels_before_and_behind_the_middle() {
        let axis = Axis { from: 8, to: 4 };
        assert_eq!(axis.gauss_size(), 3);
        assert_eq!((axis.gauss(0, 3), axis.gauss(3, 3)), ((0..3, 0), (6..8, 0)));
        assert_eq!(Axis { from: 3, to: 1 }.gauss_size(), 5);
        assert_eq!(Axis { from: 30, to: 3 }.gauss(0, 7), (2..9, 0));
        assert_eq!(Axis { from: 1, to: 1 }.gauss(0, 3), (0..1, 0));
        assert_eq!(Axis { from: 3, to: 2 }.gauss(0, 7), (0..5 - 2, 2));
    }

    #[test]
    fn every_window_lies_inside() {
        for from in 1..80 {
            for to in 1..=from {
                let axis = Axis { from, to };
                for i in 0..to {
                    let covered = axis.covered(i);
                    assert!(covered.start < covered.end && covered.end <= from, "{axis:?} {i}");
                    assert!((0..covered.len()).all(|i| covered.weight(i) > 0.0), "{axis:?} {i}");
                    assert!(axis.nearest(i) < from);
                    for size in [3, 5, 7] {
                        let (gauss, before) = axis.gauss(i, size);
                        assert!(gauss.start < gauss.end && gauss.end <= from && before + gauss.len() <= size);
                    }
                    assert!(axis.rounded(i).start < axis.rounded(i).end && axis.rounded(i).end <= from);
                }
                assert_eq!((axis.covered(0).start, axis.covered(to - 1).end), (0, from));
            }
        }
    }
}
