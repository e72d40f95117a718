//! Where between which ranks a percentile lies.

use geotiff_core::{Error, Result};

/// A percentile of so many values: numpy's `linear`, Hyndman and Fan's type 7.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    /// The value of this rank, from 0, and the next.
    pub(crate) rank: u64,
    /// How far on the way to the next.
    part: f64,
}

impl Place {
    pub(crate) fn of(percentile: f64, count: u64) -> Self {
        let last = count.saturating_sub(1);
        let at = last as f64 * (percentile / 100.0);
        let rank = (at.floor() as u64).min(last);
        Self { rank, part: at - rank as f64 }
    }

    /// The ranks that it takes.
    pub(crate) fn ranks(self, count: u64) -> [u64; 2] {
        [self.rank, (self.rank + 1).min(count.saturating_sub(1))]
    }

    /// Between the values of the two ranks.
    pub(crate) fn between(self, [low, high]: [f64; 2]) -> f64 {
        if low == high || self.part == 0.0 {
            return low;
        }
        // From the nearer end, as numpy does.
        let step = high - low;
        if self.part >= 0.5 { high - step * (1.0 - self.part) } else { low + step * self.part }
    }
}

/// Of each, counters are held.
const MOST: usize = 64;

pub(crate) fn check(percentiles: &[f64]) -> Result<()> {
    if percentiles.len() > MOST {
        return Err(Error::parameter(format!("{} percentiles are more than {MOST}", percentiles.len())));
    }
    match percentiles.iter().find(|p| !(0.0..=100.0).contains(*p)) {
        Some(p) => Err(Error::parameter(format!("a percentile is from 0 to 100, not {p}"))),
        None => Ok(()),
    }
}

/// Percentiles of values that were counted, in ascending order.
pub(crate) fn of_counts(counts: impl Iterator<Item = (f64, u64)>, total: u64, percentiles: &[f64]) -> Vec<f64> {
    let places: Vec<Place> = percentiles.iter().map(|&p| Place::of(p, total)).collect();
    let mut found = vec![[f64::NAN; 2]; places.len()];
    let mut below = 0;
    for (value, count) in counts {
        for (place, found) in places.iter().zip(&mut found) {
            for (rank, found) in place.ranks(total).into_iter().zip(found) {
                if (below..below + count).contains(&rank) {
                    *found = value;
                }
            }
        }
        below += count;
    }
    places.iter().zip(found).map(|(place, found)| if total == 0 { f64::NAN } else { place.between(found) }).collect()
}
