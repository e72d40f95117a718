//! NEAREST at any ratio: samples are copied as they are.

use crate::span::Span;
use geotiff_core::{Error, Result};
use std::ops::Range;

/// Which old row and column each new one is a copy of.
pub(crate) struct Pick {
    rows: Vec<usize>,
    cols: Vec<usize>,
}

impl Pick {
    pub(crate) fn new(x: Span, y: Span, cols: Range<usize>, rows: Range<usize>) -> Result<Self> {
        Ok(Self { rows: places(y, rows)?, cols: places(x, cols)? })
    }

    /// The old row of a new one, counted from the first.
    pub(crate) fn row(&self, i: usize) -> Option<usize> {
        self.rows.get(i).copied()
    }

    pub(crate) fn has_row(&self, row: usize) -> bool {
        self.rows.binary_search(&row).is_ok()
    }

    pub(crate) fn source(&self) -> (Range<usize>, Range<usize>) {
        let range =
            |list: &[usize]| list.first().map_or(0..0, |&first| first..list.last().map_or(first, |&last| last + 1));
        (range(&self.cols), range(&self.rows))
    }

    /// Makes a row of samples of so many bytes. The old row begins with the first column that is wanted.
    pub(crate) fn copy(&self, sample_len: usize, row: &[u8], out: &mut [u8]) {
        match sample_len {
            1 => self.copy_of::<1>(row, out),
            2 => self.copy_of::<2>(row, out),
            4 => self.copy_of::<4>(row, out),
            8 => self.copy_of::<8>(row, out),
            _ => self.copy_of::<16>(row, out),
        }
    }

    fn copy_of<const N: usize>(&self, row: &[u8], out: &mut [u8]) {
        let (row, first) = (row.as_chunks::<N>().0, self.cols.first().copied().unwrap_or(0));
        for (out, &col) in out.as_chunks_mut::<N>().0.iter_mut().zip(&self.cols) {
            *out = row[col - first];
        }
    }
}

fn places(span: Span, pixels: Range<usize>) -> Result<Vec<usize>> {
    let mut places = Vec::new();
    let too_many = |_| Error::limits(format!("the places of {} pixels do not fit in memory", pixels.len()));
    places.try_reserve_exact(pixels.len()).map_err(too_many)?;
    places.extend(pixels.map(|i| span.nearest(i)));
    Ok(places)
}
