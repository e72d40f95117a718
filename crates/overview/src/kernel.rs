//! What a resampling method is to the rest of the crate.

use std::borrow::Cow;
use std::ops::Range;

/// A resampling method, set up for one band of one level.
///
/// Which rows of the source it takes is its own affair, as are the columns. A kernel whose windows overlap may keep
/// what it has computed of a row, for rows are asked for in order.
pub(crate) trait Kernel<T>: Send {
    /// The rows of the source that a row of the level is made of, but for those that the kernel keeps: inside the source,
    /// and neither their first nor their end decreasing from one row to the next.
    fn rows(&self, row: usize) -> Range<usize>;

    /// Makes a row of the level out of the source's [`rows`](Self::rows).
    fn resample(&mut self, row: usize, source: &[Line<'_, T>], out: &mut [T]);
}

/// A row of a band of the source, in full width.
#[derive(Debug)]
pub(crate) struct Line<'a, T> {
    pub(crate) samples: &'a [T],
    /// How much each sample counts, for a filter: 255 if fully, 0 if it must not be used. `None` if all are good: then
    /// they are in the other lines as well.
    pub(crate) valid: Option<Cow<'a, [u8]>>,
}

/// How many pixels of a level are looked at together: invalid pixels keep together, and where a run has none, vectors can
/// do it.
pub(crate) const RUN: usize = 32;

impl<T> Line<'_, T> {
    /// Whether all of a part may be used.
    pub(crate) fn is_valid(&self, part: Range<usize>) -> bool {
        // Without an early end, which vectors do not have.
        self.valid.as_deref().is_none_or(|valid| valid[part].iter().fold(true, |all, &valid| all & (valid != 0)))
    }
}
