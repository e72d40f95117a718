//! MODE of overviews: the value that most of the valid pixels under the new one have.

use std::collections::HashMap;
use std::ops::Range;

use geotiff_core::Sample;

use crate::axis::{Axes, Window};
use crate::kernel::{Kernel, Line, RUN};
use crate::same::Same;

/// Of several values that are as frequent, the first to be so, row by row, is it.
pub(crate) struct Mode<T> {
    axes: Axes,
    /// What stands where nothing is valid.
    empty: T,
    votes: Votes<T>,
}

/// The values of a window, and how often each has come.
struct Votes<T> {
    counts: Vec<(T, u32)>,
    best: Option<(T, u32)>,
    /// Where each is, once they are many. Halves have windows of four to nine pixels, which are sooner looked through.
    places: HashMap<u128, usize>,
}

/// As many values are looked through.
const FEW: usize = 32;

impl<T> Mode<T> {
    pub(crate) fn new(axes: Axes, empty: T) -> Self {
        Self { axes, empty, votes: Votes::new() }
    }
}

impl<T> Votes<T> {
    fn new() -> Self {
        Self { counts: Vec::new(), best: None, places: HashMap::new() }
    }
}

impl<T: Sample + Same> Votes<T> {
    fn clear(&mut self) {
        self.counts.clear();
        self.best = None;
        self.places.clear();
    }

    fn add(&mut self, value: T) {
        let place = match self.counts.len() {
            0..=FEW => self.counts.iter().position(|(known, _)| known.is_same(value)),
            _ => self.places.get(&value.key()).copied(),
        };
        let count = match place.and_then(|place| self.counts.get_mut(place)) {
            Some(known) => {
                known.1 += 1;
                *known
            }
            None => self.insert(value),
        };
        if self.best.is_none_or(|(_, most)| count.1 > most) {
            self.best = Some(count);
        }
    }

    fn insert(&mut self, value: T) -> (T, u32) {
        self.counts.push((value, 1));
        match self.counts.len() {
            ..=FEW => {}
            // From here on they are found by their places.
            len if len == FEW + 1 => self.places.extend(self.counts.iter().map(|(known, _)| known.key()).zip(0..)),
            len => {
                self.places.insert(value.key(), len - 1);
            }
        }
        (value, 1)
    }
}

impl<T: Sample + Same> Mode<T> {
    fn of_window(&mut self, source: &[Line<'_, T>], columns: Window) -> T {
        self.votes.clear();
        for line in source {
            for column in columns.range() {
                if line.valid.as_deref().is_none_or(|valid| valid[column] != 0) {
                    self.votes.add(line.samples[column]);
                }
            }
        }
        self.votes.best.map_or(self.empty, |(value, _)| value)
    }
}

impl<T: Sample + Same> Kernel<T> for Mode<T> {
    fn rows(&self, row: usize) -> Range<usize> {
        self.axes.y.covered(row).range()
    }

    fn resample(&mut self, _: usize, source: &[Line<'_, T>], out: &mut [T]) {
        let Axes { x, .. } = self.axes;
        if let [top, bottom] = source
            && x.halves()
        {
            let (top_pairs, bottom_pairs) = (top.samples.as_chunks::<2>().0, bottom.samples.as_chunks::<2>().0);
            for (run, out) in out.chunks_mut(RUN).enumerate() {
                let first = run * RUN;
                let part = 2 * first..2 * (first + out.len());
                if top.is_valid(part.clone()) && bottom.is_valid(part) {
                    let pairs = top_pairs[first..].iter().zip(&bottom_pairs[first..]);
                    out.iter_mut().zip(pairs).for_each(|(out, (&[a, b], &[c, d]))| *out = of_four(a, b, c, d));
                } else {
                    for (i, out) in (first..).zip(out) {
                        *out = self.of_window(source, x.covered(i));
                    }
                }
            }
            return;
        }
        for (i, out) in out.iter_mut().enumerate() {
            *out = self.of_window(source, x.covered(i));
        }
    }
}

/// The first to come twice, else the first.
fn of_four<T: Same + Copy>(a: T, b: T, c: T, d: T) -> T {
    // One match or another: without branches, the order is that of the last choice.
    let late = if c.is_same(d) { c } else { a };
    let late = if b.is_same(d) { b } else { late };
    let late = if a.is_same(d) { a } else { late };
    let late = if b.is_same(c) { b } else { late };
    if a.is_same(b) | a.is_same(c) { a } else { late }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_are_counted_as_few_are() {
        let mut votes = Votes::new();
        (0..200_u32).chain([90, 7]).chain(100..200).chain([90]).for_each(|value| votes.add(value));
        assert_eq!((votes.best, votes.counts.len()), (Some((90, 3)), 200));
        votes.clear();
        (0..200_u32).for_each(|value| votes.add(value / 2));
        assert_eq!(votes.best, Some((0, 2)));
    }

    #[test]
    fn four_are_decided_as_any_number_is() {
        for number in 0..256_u32 {
            let four = [0, 2, 4, 6].map(|shift| (number >> shift & 3) as u8);
            let mut votes = Votes::new();
            four.iter().for_each(|&value| votes.add(value));
            let [a, b, c, d] = four;
            assert_eq!(Some(of_four(a, b, c, d)), votes.best.map(|(value, _)| value), "{four:?}");
        }
    }
}
