//! What lies between the two passes of a filter, and what both ask of a window.

/// A row of the source, filtered along itself.
#[derive(Debug, Default)]
pub(crate) struct Filtered {
    pub(crate) values: Vec<f64>,
    /// 1 where there is a value, and 0 where too few pixels were valid; empty if there are values everywhere.
    pub(crate) valid: Vec<u8>,
}

/// How many valid pixels lie side by side at most.
pub(crate) fn longest_run(valid: &[u8]) -> usize {
    valid.split(|&valid| valid == 0).map(<[u8]>::len).max().unwrap_or(0)
}

/// What all values are, if they are all the same infinity: weights of either sign make it a NaN.
pub(crate) fn of_equals(mut values: impl Iterator<Item = f64>) -> Option<f64> {
    let first = values.next()?;
    (first.is_infinite() && values.all(|value| value == first)).then_some(first)
}
