//! Planes of samples: the channels that are coded.

use super::predict::Neighbours;

/// One channel, or the part of one that a group has.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Plane {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) samples: Vec<i32>,
}

/// A row and the two above it, where there are such.
#[derive(Clone, Copy)]
pub(super) struct Rows<'a> {
    pub(super) here: &'a [i32],
    above: Option<&'a [i32]>,
    above_that: Option<&'a [i32]>,
}

impl Plane {
    pub(super) fn rows(&self, y: usize) -> Rows<'_> {
        let row = |y: usize| &self.samples[y * self.width..][..self.width];
        Rows { here: row(y), above: y.checked_sub(1).map(row), above_that: y.checked_sub(2).map(row) }
    }

    /// The part from a column and a row on, as wide and high as said or as there is.
    pub(super) fn part(&self, x: usize, y: usize, width: usize, height: usize) -> Self {
        let (width, height) = (width.min(self.width - x), height.min(self.height - y));
        let rows = self.samples.chunks_exact(self.width).skip(y).take(height);
        Self { width, height, samples: rows.flat_map(|row| &row[x..x + width]).copied().collect() }
    }
}

impl Rows<'_> {
    /// The samples around one that are known before it. Where there are none, the nearest of them stand in, as the standard
    /// has it.
    #[inline(always)]
    pub(super) fn neighbours(&self, x: usize) -> Neighbours {
        let here = self.here;
        let Some(above) = self.above else {
            let w = if x > 0 { here[x - 1] } else { 0 };
            let ww = if x > 1 { here[x - 2] } else { w };
            return Neighbours { w, n: w, nw: w, ne: w, nn: w, ww, nee: w };
        };
        let n = above[x];
        let w = if x > 0 { here[x - 1] } else { n };
        let nw = if x > 0 { above[x - 1] } else { w };
        let ne = above.get(x + 1).copied().unwrap_or(n);
        let nee = above.get(x + 2).copied().unwrap_or(ne);
        let nn = self.above_that.map_or(n, |row| row[x]);
        let ww = if x > 1 { here[x - 2] } else { w };
        Neighbours { w, n, nw, ne, nn, ww, nee }
    }
}
