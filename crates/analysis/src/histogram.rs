//! How many values lie in each of equal parts of a range.

use geotiff_core::{Error, Result};

/// The most bins that a histogram can have.
const MOST_BINS: usize = 1 << 20;

/// Into what parts values are sorted.
///
/// ```
/// use analysis::HistogramSpec;
///
/// assert!(HistogramSpec { bins: 0, range: None }.check().is_err());
/// assert!(HistogramSpec { bins: 10, range: Some([1.0, 0.0]) }.check().is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HistogramSpec {
    /// How many parts.
    pub bins: usize,
    /// From where to where; from the smallest value to the largest if it is not said.
    pub range: Option<[f64; 2]>,
}

impl HistogramSpec {
    /// Whether there is such a histogram.
    ///
    /// # Errors
    /// `Parameter` if there are no bins or too many, or the range is none.
    pub fn check(&self) -> Result<()> {
        if self.bins == 0 || self.bins > MOST_BINS {
            return Err(Error::parameter(format!("a histogram has from 1 to {MOST_BINS} bins, not {}", self.bins)));
        }
        match self.range {
            Some([low, high]) if !(low < high && (high - low).is_finite()) => Err(Error::parameter(format!(
                "the range of a histogram is from a smaller number to a larger one, not {low} to {high}"
            ))),
            _ => Ok(()),
        }
    }
}

/// How many values lie in each bin. A value on an edge belongs to the bin above it, the largest of all to the last bin: as
/// numpy's `histogram`.
///
/// ```
/// use analysis::{Histogram, HistogramSpec};
///
/// let mut histogram = Histogram::new(HistogramSpec { bins: 4, range: Some([0.0, 8.0]) }, 0.0, 0.0)?;
/// [0.0, 1.9, 2.0, 8.0, 8.1].into_iter().for_each(|value| histogram.add(value, 1));
/// assert_eq!((histogram.counts(), histogram.outside), (&[2, 1, 0, 1][..], 1));
/// assert_eq!(histogram.edges()[..2], [0.0, 2.0]);
/// # Ok::<(), geotiff_core::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Histogram {
    edges: Vec<f64>,
    counts: Vec<u64>,
    /// Values beyond the range.
    pub outside: u64,
}

impl Histogram {
    /// An empty one, for values of this range.
    ///
    /// # Errors
    /// As [`HistogramSpec::check`], and `Parameter` if the range is that of infinite values.
    pub fn new(spec: HistogramSpec, min: f64, max: f64) -> Result<Self> {
        spec.check()?;
        let [low, high] = spec.range.unwrap_or(if min == max { [min - 0.5, max + 0.5] } else { [min, max] });
        if !(high - low).is_finite() {
            return Err(Error::parameter(format!("a histogram from {low} to {high} needs a range: BINS,MIN,MAX")));
        }
        let step = (high - low) / spec.bins as f64;
        let mut edges: Vec<f64> = (0..spec.bins).map(|i| i as f64 * step + low).collect();
        edges.push(high);
        Ok(Self { edges, counts: vec![0; spec.bins], outside: 0 })
    }

    /// Counts a value.
    pub fn add(&mut self, value: f64, count: u64) {
        let bins = self.counts.len();
        let (low, high) = (self.edges[0], self.edges[bins]);
        if !(low..=high).contains(&value) {
            self.outside += count;
            return;
        }
        // At most one off by rounding, which the edges mend.
        let mut bin = (((value - low) / (high - low) * bins as f64) as usize).min(bins - 1);
        while bin > 0 && value < self.edges[bin] {
            bin -= 1;
        }
        while bin + 1 < bins && value >= self.edges[bin + 1] {
            bin += 1;
        }
        self.counts[bin] += count;
    }

    /// Adds what another of the same range has counted.
    pub fn merge(&mut self, other: &Self) {
        self.counts.iter_mut().zip(&other.counts).for_each(|(all, count)| *all += count);
        self.outside += other.outside;
    }

    /// Where bins begin, and where the last ends.
    pub fn edges(&self) -> &[f64] {
        &self.edges
    }

    /// Values in each bin.
    pub fn counts(&self) -> &[u64] {
        &self.counts
    }
}
