//! The one place that decides between threads and a plain loop.

use geotiff_core::Result;

/// Makes something of each item, in order, on rayon's threads.
#[cfg(feature = "rayon")]
pub(crate) fn try_map<T: Send, R: Send>(items: Vec<T>, work: impl Fn(T) -> Result<R> + Send + Sync) -> Result<Vec<R>> {
    use rayon::prelude::*;
    // One by one: blocks take long, and not equally long.
    items.into_par_iter().with_max_len(1).map(work).collect()
}

#[cfg(not(feature = "rayon"))]
pub(crate) fn try_map<T, R>(items: Vec<T>, work: impl Fn(T) -> Result<R>) -> Result<Vec<R>> {
    items.into_iter().map(work).collect()
}

/// Does both, at the same time if there are threads.
#[cfg(feature = "rayon")]
pub(crate) fn join<A: Send, B: Send>(a: impl FnOnce() -> A + Send, b: impl FnOnce() -> B + Send) -> (A, B) {
    rayon::join(a, b)
}

#[cfg(not(feature = "rayon"))]
pub(crate) fn join<A, B>(a: impl FnOnce() -> A, b: impl FnOnce() -> B) -> (A, B) {
    (a(), b())
}

/// How many things are done at the same time.
#[cfg(feature = "rayon")]
pub(crate) fn threads() -> usize {
    rayon::current_num_threads()
}

#[cfg(not(feature = "rayon"))]
pub(crate) fn threads() -> usize {
    1
}
