//! Weighted sums in two passes: along each old row as it comes, then down the columns of what that gives.
//!
//! A new row waits with its sums until the last old row that it is made of has come, so that memory holds a few new rows,
//! however many old ones they are made of. Sums are added up in the order of the pixels; the result does not depend on how
//! the rows were cut when they came.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::filter::Filter;
use crate::taps::{Tap, Taps};

/// What the planes of an image share.
#[derive(Clone)]
pub(crate) struct Weights {
    /// `None` for the mean.
    pub(crate) filter: Option<Filter>,
    pub(crate) x: Arc<Taps>,
    pub(crate) y: Arc<Taps>,
}

/// A plane of samples on its way from old rows to new ones.
pub(crate) struct Plane {
    weights: Weights,
    /// The new row that begins next.
    next: usize,
    waiting: VecDeque<NewRow>,
    /// Rows whose memory can be had again.
    spare: Vec<NewRow>,
    across: Across,
}

/// Old pixels of one row summed up across.
#[derive(Default)]
struct Across {
    values: Vec<f64>,
    /// How much of each counts; empty if all do, all of it.
    counts: Vec<f64>,
}

/// The sums of a new row.
#[derive(Default)]
struct NewRow {
    number: usize,
    values: Vec<f64>,
    /// Weights of valid pixels; empty as long as no row had an invalid one.
    counts: Vec<f64>,
    /// The sum of the weights of the rows that have come.
    total: f64,
    /// For each column, how many rows with a value came last, and how many in a row at most: for filters that overshoot.
    runs: Vec<[u32; 2]>,
    rows: u32,
}

/// What becomes of a sum.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Sum {
    /// Nothing valid was there.
    Empty,
    /// All was valid: the mean.
    OfAll(f64),
    /// Some was invalid, here or in the pixels beside: the sum, and the weight to divide it by.
    OfValid(f64, f64),
}

impl Plane {
    pub(crate) fn new(weights: Weights, first_row: usize) -> Self {
        Self { weights, next: first_row, waiting: VecDeque::new(), spare: Vec::new(), across: Across::default() }
    }

    /// Takes the next row: samples from the first column that any weight is for on, and what each counts if they differ.
    /// Hands out each new row that is complete.
    pub(crate) fn push(
        &mut self,
        row: usize,
        samples: &[f64],
        valid: Option<&[u8]>,
        out: &mut dyn FnMut(usize, &mut dyn Iterator<Item = Sum>),
    ) {
        let Weights { filter, x, y } = self.weights.clone();
        while self.next < y.pixels().end && y.get(self.next).start <= row {
            let mut fresh = self.spare.pop().unwrap_or_default();
            fresh.reset(self.next, x.len());
            self.waiting.push_back(fresh);
            self.next += 1;
        }
        if self.waiting.is_empty() {
            return;
        }
        self.across.sum(&self.weights, samples, valid);
        for new in &mut self.waiting {
            let tap = y.get(new.number);
            if let Some(&weight) = row.checked_sub(tap.start).and_then(|i| tap.weights.get(i)) {
                new.add(&self.across, weight, filter, &x);
            }
        }
        while let Some(new) = self.waiting.front()
            && y.get(new.number).end() <= row + 1
            && let Some(new) = self.waiting.pop_front()
        {
            let tap = y.get(new.number);
            out(new.number, &mut x.iter().enumerate().map(|(i, across)| new.sum(i, filter, &across, &tap)));
            self.spare.push(new);
        }
    }
}

impl Across {
    fn sum(&mut self, Weights { filter, x, .. }: &Weights, samples: &[f64], valid: Option<&[u8]>) {
        let first = x.source().start;
        self.values.clear();
        self.counts.clear();
        // Pixels that all count the same are as good as pixels that all count fully.
        let valid =
            valid.filter(|valid| valid.first().is_some_and(|&v| v == 0 || valid.iter().any(|&other| other != v)));
        let Some(valid) = valid else {
            self.values.extend(x.iter().map(|tap| dot(tap.weights, &samples[tap.start - first..])));
            return;
        };
        for tap in x.iter() {
            let at = tap.start - first;
            let (samples, valid) = (&samples[at..], &valid[at..]);
            let (value, count) = match filter {
                None => mean_of_valid(tap.weights, samples, valid),
                Some(filter) => filtered_of_valid(*filter, tap.weights, samples, valid),
            };
            self.values.push(value);
            self.counts.push(count);
        }
    }
}

/// Four sums at once, for vector instructions.
fn dot(weights: &[f64], samples: &[f64]) -> f64 {
    let samples = &samples[..weights.len()];
    let ((fours, rest), (samples, samples_rest)) = (weights.as_chunks::<4>(), samples.as_chunks::<4>());
    let mut sums = [0.0; 4];
    for (w, s) in fours.iter().zip(samples) {
        for i in 0..4 {
            sums[i] += w[i] * s[i];
        }
    }
    let sum = (sums[0] + sums[1]) + (sums[2] + sums[3]);
    rest.iter().zip(samples_rest).fold(sum, |sum, (w, s)| sum + w * s)
}

/// The sum of the valid samples times their weights, and the sum of these weights.
fn mean_of_valid(weights: &[f64], samples: &[f64], valid: &[u8]) -> (f64, f64) {
    let mut sums = (0.0, 0.0);
    for ((&weight, &sample), &valid) in weights.iter().zip(samples).zip(valid) {
        if valid != 0 {
            sums = (sums.0 + weight * sample, sums.1 + weight);
        }
    }
    sums
}

/// The value of the valid samples, and 1, or 0 if there is none. Samples count by what the mask says.
fn filtered_of_valid(filter: Filter, weights: &[f64], samples: &[f64], valid: &[u8]) -> (f64, f64) {
    let (mut value, mut total, mut run, mut longest) = (0.0, 0.0, 0, 0);
    for ((&weight, &sample), &valid) in weights.iter().zip(samples).zip(valid) {
        if valid == 0 {
            run = 0;
            continue;
        }
        run += 1;
        longest = longest.max(run);
        let weight = weight * f64::from(valid);
        (value, total) = (value + weight * sample, total + weight);
    }
    let enough = !filter.has_negative_weights() || longest >= weights.len() / 2;
    if enough && total > 0.0 { (value / total, 1.0) } else { (0.0, 0.0) }
}

impl NewRow {
    fn reset(&mut self, number: usize, width: usize) {
        (self.number, self.total, self.rows) = (number, 0.0, 0);
        self.values.clear();
        self.values.resize(width, 0.0);
        self.counts.clear();
        self.runs.clear();
    }

    fn add(&mut self, across: &Across, weight: f64, filter: Option<Filter>, x: &Taps) {
        // What a pixel counts that was made of valid ones only.
        let full = |tap: Tap<'_>| if filter.is_none() { tap.total } else { 1.0 };
        if self.counts.is_empty() && !across.counts.is_empty() {
            self.counts.extend(x.iter().map(|tap| self.total * full(tap)));
            self.runs
                .resize(if filter.is_some_and(Filter::has_negative_weights) { x.len() } else { 0 }, [self.rows; 2]);
        }
        self.values.iter_mut().zip(&across.values).for_each(|(sum, value)| *sum += weight * value);
        if !self.counts.is_empty() {
            if across.counts.is_empty() {
                self.counts.iter_mut().zip(x.iter()).for_each(|(sum, tap)| *sum += weight * full(tap));
                self.runs.iter_mut().for_each(|[run, longest]| (*run, *longest) = (*run + 1, (*run + 1).max(*longest)));
            } else {
                self.counts.iter_mut().zip(&across.counts).for_each(|(sum, count)| *sum += weight * count);
                for ([run, longest], &count) in self.runs.iter_mut().zip(&across.counts) {
                    *run = if count > 0.0 { *run + 1 } else { 0 };
                    *longest = (*longest).max(*run);
                }
            }
        }
        self.total += weight;
        self.rows += 1;
    }

    fn sum(&self, i: usize, filter: Option<Filter>, across: &Tap<'_>, down: &Tap<'_>) -> Sum {
        let value = self.values[i];
        let Some(&count) = self.counts.get(i) else {
            return Sum::OfAll(if filter.is_none() { value / (across.total * down.total) } else { value });
        };
        if self.runs.get(i).is_some_and(|&[_, longest]| longest < self.rows / 2) || count <= 0.0 {
            return Sum::Empty;
        }
        Sum::OfValid(value, count)
    }
}
