//! The first pass of a filter: along a row of the source.

use std::ops::Range;
use std::sync::Arc;

use crate::arithmetic::Arithmetic;
use crate::axis::Axis;
use crate::combine::{Order, combine, dot};
use crate::filter::Filter;
use crate::filtered::{Filtered, longest_run, of_equals};
use crate::kernel::{Line, RUN};
use crate::phases::Phases;
use crate::taps::{Tap, Taps};

pub(crate) struct Across {
    filter: Filter,
    taps: Arc<Taps>,
    /// Where two pixels become one, the new pixels that all have the same weights; else none.
    inner: Range<usize>,
    phases: Phases,
    /// The row as doubles, where it has no phases.
    samples: Vec<f64>,
}

impl Across {
    pub(crate) fn new(filter: Filter, axis: Axis, taps: Arc<Taps>) -> Self {
        let inner = if axis.halves() { inner(&taps, axis) } else { 0..0 };
        Self { filter, taps, inner, phases: Phases::default(), samples: Vec::new() }
    }

    /// Filters a row.
    pub(crate) fn filter<T: Arithmetic>(&mut self, line: &Line<'_, T>, out: &mut Filtered) {
        out.values.clear();
        out.values.resize(self.taps.len(), 0.0);
        out.valid.clear();
        self.phases_or_samples(line.samples);
        match line.valid.as_deref() {
            None => self.filter_all(line.samples, out),
            Some(valid) if T::IS_SMALL && valid.iter().all(|&valid| valid == 255) => self.filter_all(line.samples, out),
            Some(valid) => self.filter_valid(line.samples, valid, out),
        }
    }

    fn phases_or_samples<T: Arithmetic>(&mut self, row: &[T]) {
        if self.inner.is_empty() {
            self.samples.clear();
            self.samples.extend(row.iter().map(|sample| sample.to_f64()));
        } else {
            self.phases.set(row);
        }
    }

    /// The slices that the inner pixels of a range are combined of.
    fn slices(&self, range: &Range<usize>) -> ([&[f64]; 12], usize) {
        let tap = self.taps.get(range.start);
        let mut slices = [&[][..]; 12];
        for (k, slice) in slices.iter_mut().take(tap.weights.len()).enumerate() {
            *slice = self.phases.from(tap.start + k);
        }
        (slices, tap.weights.len())
    }

    fn filter_all<T: Arithmetic>(&self, row: &[T], out: &mut Filtered) {
        let Self { taps, inner, .. } = self;
        for i in (0..inner.start).chain(inner.end..taps.len()) {
            let tap = taps.get(i);
            out.values[i] = match self.samples.get(tap.start..tap.end()) {
                Some(samples) => dot(samples, tap.weights, Order::Pairs),
                None => dot_of(&row[tap.start..tap.end()], tap.weights),
            };
        }
        if !inner.is_empty() {
            let (slices, n) = self.slices(inner);
            combine(&slices[..n], taps.get(inner.start).weights, Order::Pairs, &mut out.values[inner.clone()]);
        }
        if T::TYPE.is_float() {
            for (i, value) in out.values.iter_mut().enumerate().filter(|(_, value)| value.is_nan()) {
                let tap = taps.get(i);
                *value = of_equals(row[tap.start..tap.end()].iter().map(|sample| sample.to_f64())).unwrap_or(*value);
            }
        }
    }

    fn filter_valid<T: Arithmetic>(&self, row: &[T], valid: &[u8], out: &mut Filtered) {
        let Self { taps, inner, .. } = self;
        out.valid.resize(taps.len(), 0);
        self.one_by_one(0..inner.start, row, valid, out);
        self.one_by_one(inner.end..taps.len(), row, valid, out);
        for start in inner.clone().step_by(RUN) {
            let range = start..(start + RUN).min(inner.end);
            let flags = &valid[taps.get(start).start..taps.get(range.end - 1).end()];
            // Both ends of what a flag can be.
            let (least, most) = flags.iter().fold((255, 0), |(least, most), &flag| (flag.min(least), flag.max(most)));
            if most == 0 {
                continue;
            }
            if least < most {
                self.one_by_one(range, row, valid, out);
                continue;
            }
            let (slices, n) = self.slices(&range);
            let tap = taps.get(start);
            out.valid[range.clone()].fill(1);
            let values = &mut out.values[range];
            if T::IS_SMALL {
                combine(&slices[..n], tap.weights, Order::Pairs, values);
            } else {
                let (weights, total) = opaque(&tap, most);
                combine(&slices[..n], &weights[..n], Order::Sequence, values);
                values.iter_mut().for_each(|value| *value /= total);
            }
        }
    }

    fn one_by_one<T: Arithmetic>(&self, pixels: Range<usize>, row: &[T], valid: &[u8], out: &mut Filtered) {
        for i in pixels {
            let value = self.of_valid(&self.taps.get(i), row, valid);
            (out.values[i], out.valid[i]) = (value.unwrap_or(0.0), value.is_some().into());
        }
    }

    /// The value of the valid samples, if there is one.
    fn of_valid<T: Arithmetic>(&self, tap: &Tap<'_>, row: &[T], valid: &[u8]) -> Option<f64> {
        let (samples, valid) = (&row[tap.start..tap.end()], &valid[tap.start..tap.end()]);
        if self.filter.has_negative_weights() && longest_run(valid) < valid.len() / 2 {
            return None;
        }
        let (mut value, mut total) = (0.0, 0.0);
        let fours = valid.len() - valid.len() % 4;
        let mut four = 0.0;
        for (k, ((&raw, sample), &valid)) in tap.raw.iter().zip(samples).zip(valid).enumerate() {
            let weight = raw * f64::from(valid);
            // What is invalid may be NaN, which no weight takes away.
            if valid != 0 {
                value += sample.to_f64() * weight;
            }
            match k {
                _ if k >= fours => total += weight,
                _ if k % 4 == 0 => four = weight,
                _ if k % 4 == 3 => total += four + weight,
                _ => four += weight,
            }
        }
        (total > 0.0).then(|| value / total)
    }
}

/// The weights of a window whose pixels all count the same, and their sum.
fn opaque(tap: &Tap<'_>, opacity: u8) -> ([f64; 12], f64) {
    let mut weights = [0.0; 12];
    weights.iter_mut().zip(tap.raw).for_each(|(weight, raw)| *weight = raw * f64::from(opacity));
    let (fours, rest) = weights[..tap.raw.len()].as_chunks::<4>();
    let total = fours.iter().fold(0.0, |total, [a, b, c, d]| total + (a + b + c + d));
    (weights, rest.iter().fold(total, |total, weight| total + weight))
}

/// The new pixels that lie so far inside that no weight is cut off.
fn inner(taps: &Taps, axis: Axis) -> Range<usize> {
    let middle = taps.get(axis.to / 2);
    let len = middle.weights.len();
    // A window of more than the widest filter's has no place in `slices`.
    if len > 12 || middle.start == 0 || middle.end() == axis.from {
        return 0..0;
    }
    let is_inner = |i: &usize| taps.get(*i).weights.as_ptr() == middle.weights.as_ptr();
    let start = (0..axis.to / 2).rev().take_while(is_inner).last().unwrap_or(axis.to / 2);
    start..(axis.to / 2..axis.to).take_while(is_inner).last().map_or(start, |last| last + 1)
}

fn dot_of<T: Arithmetic>(samples: &[T], weights: &[f64]) -> f64 {
    let mut values = [0.0; 12];
    values.iter_mut().zip(samples).for_each(|(value, sample)| *value = sample.to_f64());
    dot(&values[..weights.len()], weights, Order::Pairs)
}
