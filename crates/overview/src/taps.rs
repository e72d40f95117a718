//! Which old pixels each new one is a weighted sum of, along one axis.

use std::ops::Range;

use geotiff_core::{Error, Result};

use crate::filter::Filter;
use crate::span::Span;

/// The weights of a range of new pixels.
pub(crate) struct Taps {
    first: usize,
    runs: Vec<Run>,
    weights: Vec<f64>,
}

#[derive(Clone, Copy)]
struct Run {
    start: usize,
    /// Where its weights end.
    end: usize,
    total: f64,
}

/// A new pixel: old ones side by side, and what each counts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tap<'a> {
    pub(crate) start: usize,
    pub(crate) weights: &'a [f64],
    /// What the weights add up to: about 1 for a filter.
    pub(crate) total: f64,
}

impl Tap<'_> {
    pub(crate) fn end(&self) -> usize {
        self.start + self.weights.len()
    }
}

impl Taps {
    /// Those of the mean, where a filter is missing: the part of each old pixel that is covered.
    pub(crate) fn new(span: Span, filter: Option<Filter>, pixels: Range<usize>) -> Result<Self> {
        let mut taps = Self { first: pixels.start, runs: Vec::new(), weights: Vec::new() };
        reserve(&mut taps.runs, pixels.len())?;
        // Growing is by what is needed, so that a limit is met before the memory is gone.
        for i in pixels {
            match filter {
                Some(filter) => taps.add_filtered(span, filter, i)?,
                None => taps.add_covered(span, i)?,
            }
        }
        Ok(taps)
    }

    fn add_filtered(&mut self, span: Span, filter: Filter, i: usize) -> Result<()> {
        // A filter is never narrower than the old pixels, nor than the new ones.
        let scale = span.ratio().max(1.0);
        let (range, place) = span.around(i, filter.radius() * scale);
        let at = self.weights.len();
        reserve(&mut self.weights, range.len())?;
        self.weights.extend((0..range.len()).map(|p| filter.weight((place + p as f64) / scale)));
        let run = &mut self.weights[at..];
        let sum: f64 = run.iter().sum();
        if sum != 0.0 {
            run.iter_mut().for_each(|weight| *weight *= 1.0 / sum);
        }
        let total = run.iter().sum();
        self.runs.push(Run { start: range.start, end: at + range.len(), total });
        Ok(())
    }

    fn add_covered(&mut self, span: Span, i: usize) -> Result<()> {
        let covered = span.covered(i);
        let (at, len) = (self.weights.len(), covered.end - covered.start);
        reserve(&mut self.weights, len)?;
        self.weights.resize(at + len, 1.0);
        let run = &mut self.weights[at..];
        if let [.., last] = run {
            *last = covered.last;
        }
        if let [first, ..] = run {
            *first = covered.first;
        }
        let total = run.iter().sum();
        self.runs.push(Run { start: covered.start, end: at + len, total });
        Ok(())
    }

    /// Of a pixel within the range.
    pub(crate) fn get(&self, i: usize) -> Tap<'_> {
        let at = i - self.first;
        let from = if at == 0 { 0 } else { self.runs[at - 1].end };
        let Run { start, end, total } = self.runs[at];
        Tap { start, weights: &self.weights[from..end], total }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = Tap<'_>> {
        self.pixels().map(|i| self.get(i))
    }

    pub(crate) fn len(&self) -> usize {
        self.runs.len()
    }

    /// The new pixels.
    pub(crate) fn pixels(&self) -> Range<usize> {
        self.first..self.first + self.runs.len()
    }

    /// The old pixels that any is made of.
    pub(crate) fn source(&self) -> Range<usize> {
        match self.len() {
            0 => 0..0,
            n => self.get(self.first).start..self.get(self.first + n - 1).end(),
        }
    }
}

fn reserve<T>(list: &mut Vec<T>, more: usize) -> Result<()> {
    list.try_reserve(more).map_err(|_| Error::limits(format!("{more} more weights of pixels do not fit in memory")))
}
