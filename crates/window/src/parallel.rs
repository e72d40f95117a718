//! The one place that decides between threads and a plain loop, for this crate and `sources` above it.

use geotiff_core::Result;

/// Does the work on each item, on rayon's threads if there are several items and threads.
#[cfg(feature = "rayon")]
pub(crate) fn try_for_each<T: Send>(items: Vec<T>, work: impl Fn(T) -> Result<()> + Send + Sync) -> Result<()> {
    use rayon::prelude::*;
    if items.len() < 2 { items.into_iter().try_for_each(work) } else { items.into_par_iter().try_for_each(work) }
}

#[cfg(not(feature = "rayon"))]
pub(crate) fn try_for_each<T>(items: Vec<T>, work: impl Fn(T) -> Result<()>) -> Result<()> {
    items.into_iter().try_for_each(work)
}

/// Makes something of each item, in order, on rayon's threads if there are several items and threads.
#[cfg(feature = "rayon")]
pub fn try_map<T: Send, R: Send>(items: Vec<T>, work: impl Fn(T) -> Result<R> + Send + Sync) -> Result<Vec<R>> {
    use rayon::prelude::*;
    if items.len() < 2 { items.into_iter().map(work).collect() } else { items.into_par_iter().map(work).collect() }
}

/// Makes something of each item, in order.
#[cfg(not(feature = "rayon"))]
pub fn try_map<T, R>(items: Vec<T>, work: impl Fn(T) -> Result<R>) -> Result<Vec<R>> {
    items.into_iter().map(work).collect()
}
