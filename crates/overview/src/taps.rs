//! Which old pixels each new one is a weighted sum of, along one axis.

use std::ops::Range;

use geotiff_core::{Error, Result};

use crate::filter::Filter;
use crate::span::Span;

/// The weights of a range of new pixels.
///
/// They are GDAL's to the last bit, which takes its way of getting from one distance to the next, and of adding up: four
/// pixels at a time, along rows otherwise than down columns.
pub(crate) struct Taps {
    first: usize,
    runs: Vec<Run>,
    /// Neighbours of equal weights share them: of a level of half the size nearly all do.
    weights: Vec<f64>,
    /// The same before they were divided by their sum; none where there is no filter.
    raw: Vec<f64>,
}

#[derive(Clone, Copy)]
struct Run {
    start: usize,
    /// Where its weights are.
    at: usize,
    len: usize,
    total: f64,
}

/// A new pixel: old ones side by side, and what each counts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tap<'a> {
    pub(crate) start: usize,
    pub(crate) weights: &'a [f64],
    /// The values of the filter, which are yet to be divided by their sum; none where there is no filter.
    pub(crate) raw: &'a [f64],
    /// What the weights add up to: about 1 for a filter.
    pub(crate) total: f64,
}

/// Which way an axis goes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Direction {
    /// Along a row.
    Across,
    /// Along a column.
    Down,
}

impl Tap<'_> {
    pub(crate) fn end(&self) -> usize {
        self.start + self.weights.len()
    }
}

impl Taps {
    /// Those of the mean, where a filter is missing: the part of each old pixel that is covered.
    pub(crate) fn new(span: Span, direction: Direction, filter: Option<Filter>, pixels: Range<usize>) -> Result<Self> {
        let mut taps = Self { first: pixels.start, runs: Vec::new(), weights: Vec::new(), raw: Vec::new() };
        reserve(&mut taps.runs, pixels.len())?;
        // Growing is by what is needed, so that a limit is met before the memory is gone.
        for i in pixels {
            let len = filter.map_or(span.covered(i).len(), |filter| Self::reach(span, filter, i).len());
            reserve(&mut taps.weights, len)?;
            match filter {
                Some(filter) => {
                    reserve(&mut taps.raw, len)?;
                    taps.add_filtered(span, direction, filter, i);
                }
                None => taps.add_covered(span, i),
            }
        }
        Ok(taps)
    }

    /// That of one new pixel of a filter: along an axis that is gone through once, nobody needs to hold all of them.
    pub(crate) fn one(span: Span, direction: Direction, filter: Filter, i: usize) -> Self {
        let mut taps = Self { first: i, runs: Vec::with_capacity(1), weights: Vec::new(), raw: Vec::new() };
        taps.add_filtered(span, direction, filter, i);
        taps
    }

    /// The old pixels that a new one is made of by a filter.
    pub(crate) fn reach(span: Span, filter: Filter, i: usize) -> Range<usize> {
        span.around(i, filter.radius() / Self::step(span)).0
    }

    /// From one old pixel to the next, along the filter: it is never narrower than the old pixels, nor than the new ones.
    fn step(span: Span) -> f64 {
        (1.0 / span.ratio()).min(1.0)
    }

    fn add_filtered(&mut self, span: Span, direction: Direction, filter: Filter, i: usize) {
        let step = Self::step(span);
        let (range, place) = span.around(i, filter.radius() / step);
        let at = self.raw.len();
        let (mut sum, mut x) = (0.0, step * place);
        let fours = range.len() / 4;
        for _ in 0..fours {
            let four = match direction {
                Direction::Across => [x, x + step, x + step + step, x + step + step + step],
                Direction::Down => [x, x + step, x + 2.0 * step, x + 3.0 * step],
            };
            x = if direction == Direction::Across { four[3] + step } else { x + 4.0 * step };
            let [a, b, c, d] = four.map(|x| filter.weight(x));
            sum += a + b + c + d;
            self.raw.extend([a, b, c, d]);
        }
        for _ in 4 * fours..range.len() {
            let weight = filter.weight(x);
            sum += weight;
            self.raw.push(weight);
            x += step;
        }
        let scale = if sum == 0.0 { 1.0 } else { 1.0 / sum };
        if let Some(last) = self.runs.last().filter(|last| self.raw[last.at..last.at + last.len] == self.raw[at..]) {
            self.raw.truncate(at);
            self.runs.push(Run { start: range.start, ..*last });
            return;
        }
        self.weights.extend(self.raw[at..].iter().map(|weight| weight * scale));
        let total = self.weights[at..].iter().sum();
        self.runs.push(Run { start: range.start, at, len: range.len(), total });
    }

    fn add_covered(&mut self, span: Span, i: usize) {
        let covered = span.covered(i);
        let (at, len) = (self.weights.len(), covered.len());
        self.weights.resize(at + len, 1.0);
        let run = &mut self.weights[at..];
        if let [.., last] = run {
            *last = covered.last;
        }
        if let [first, ..] = run {
            *first = covered.first;
        }
        let total = run.iter().sum();
        self.runs.push(Run { start: covered.start, at, len, total });
    }

    /// Of a pixel within the range.
    pub(crate) fn get(&self, i: usize) -> Tap<'_> {
        let Run { start, at, len, total } = self.runs[i - self.first];
        let raw = self.raw.get(at..at + len).unwrap_or_default();
        Tap { start, weights: &self.weights[at..at + len], raw, total }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn cubic(from: usize, to: usize) -> Taps {
        Taps::new(Span::whole(from, to).unwrap(), Direction::Across, Some(Filter::Cubic), 0..to).unwrap()
    }

    #[test]
    fn halves_have_the_weights_of_the_book() {
        let taps = cubic(100, 50);
        let inner = taps.get(20);
        assert_eq!((inner.start, inner.end(), inner.total), (37, 45, 1.0));
        assert_eq!(inner.weights, [-3.0, -9.0, 29.0, 111.0, 111.0, 29.0, -9.0, -3.0].map(|weight| weight / 256.0));
        assert_eq!(inner.raw, [-3.0, -9.0, 29.0, 111.0, 111.0, 29.0, -9.0, -3.0].map(|weight| weight / 128.0));
        assert!(taps.raw.len() < 40, "neighbours share their weights");
    }

    #[test]
    fn one_is_as_it_is_among_all() {
        let span = Span::whole(101, 45).unwrap();
        for filter in [Filter::Cubic, Filter::Lanczos] {
            let all = Taps::new(span, Direction::Down, Some(filter), 0..45).unwrap();
            for (i, tap) in all.iter().enumerate() {
                let one = Taps::one(span, Direction::Down, filter, i);
                let one = one.get(i);
                assert_eq!((one.start, one.weights, one.raw, one.total), (tap.start, tap.weights, tap.raw, tap.total));
                assert_eq!(Taps::reach(span, filter, i), tap.start..tap.end());
            }
        }
    }

    #[test]
    fn the_edges_share_what_lies_beyond() {
        let edge = cubic(100, 50).get(0).weights.to_vec();
        assert_eq!((edge.len(), edge[0]), (5, 111.0 / 128.0 * (1.0 / (239.0 / 128.0))));
        assert!((edge.iter().sum::<f64>() - 1.0).abs() < 1e-15);
    }
}
