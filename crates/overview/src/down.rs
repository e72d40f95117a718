//! The second pass of a filter: down the columns of rows that were filtered along themselves.

use crate::arithmetic::Arithmetic;
use crate::combine::{Order, combine};
use crate::filter::Filter;
use crate::filtered::{Filtered, longest_run, of_equals};
use crate::kernel::RUN;
use crate::taps::Tap;

pub(crate) struct Down<T> {
    filter: Filter,
    nodata: Option<T>,
    /// The largest value that the samples have bits for.
    most: T,
}

impl<T: Arithmetic> Down<T> {
    pub(crate) fn new(filter: Filter, nodata: Option<T>, most: T) -> Self {
        Self { filter, nodata, most }
    }

    /// Makes a row of the level out of the filtered rows.
    pub(crate) fn filter(&self, tap: &Tap<'_>, rows: &[Filtered], out: &mut [T]) {
        let rows = &rows[..tap.weights.len()];
        let is_masked = rows.iter().any(|row| !row.valid.is_empty());
        // BILINEAR of 32-bit floats is the one that GDAL adds up in sequence, eight columns at a time.
        let in_sequence = if self.filter == Filter::Bilinear && size_of::<T>() == 4 && T::TYPE.is_float() {
            out.len() - out.len() % 8
        } else {
            0
        };
        let width = out.len();
        let mut values = [0.0; RUN];
        let mut slices: Vec<&[f64]> = Vec::with_capacity(rows.len());
        for start in (0..width).step_by(RUN) {
            let end = (start + RUN).min(width);
            let (values, out) = (&mut values[..end - start], &mut out[start..end]);
            slices.clear();
            slices.extend(rows.iter().map(|row| &row.values[start..end]));
            if !is_masked {
                let split = in_sequence.clamp(start, end) - start;
                let (sequence, pairs) = values.split_at_mut(split);
                combine(&slices, tap.weights, Order::Sequence, sequence);
                slices.iter_mut().for_each(|slice| *slice = &slice[split..]);
                combine(&slices, tap.weights, Order::Pairs, pairs);
                if T::TYPE.is_float() {
                    for (i, value) in values.iter_mut().enumerate().filter(|(_, value)| value.is_nan()) {
                        *value = of_equals(rows.iter().map(|row| row.values[start + i])).unwrap_or(*value);
                    }
                }
                self.store(values, out);
                continue;
            }
            let are_valid =
                |row: &Filtered| row.valid.is_empty() || row.valid[start..end].iter().all(|&valid| valid != 0);
            if rows.iter().all(are_valid) {
                combine(&slices, tap.raw, Order::Sequence, values);
                let total = tap.raw.iter().fold(0.0, |sum, weight| sum + weight);
                values.iter_mut().for_each(|value| *value /= total);
                self.store(values, out);
                continue;
            }
            for (i, out) in out.iter_mut().enumerate() {
                *out = self.of_valid(tap, rows, start + i);
            }
        }
    }

    /// A pixel of a column of which not all is valid.
    fn of_valid(&self, tap: &Tap<'_>, rows: &[Filtered], column: usize) -> T {
        let valid = |row: &Filtered| row.valid.get(column).copied().unwrap_or(1);
        let mut flags = [0; 64];
        let is_long = rows.len() > flags.len();
        let few = if is_long {
            let flags: Vec<u8> = rows.iter().map(valid).collect();
            longest_run(&flags)
        } else {
            flags.iter_mut().zip(rows).for_each(|(flag, row)| *flag = valid(row));
            longest_run(&flags[..rows.len()])
        };
        let (mut value, mut total) = (0.0, 0.0);
        for (row, weight) in rows.iter().zip(tap.raw).filter(|(row, _)| valid(row) != 0) {
            value += row.values[column] * weight;
            total += weight;
        }
        if total <= 0.0 || self.filter.has_negative_weights() && few < rows.len() / 2 {
            return self.nodata.unwrap_or(T::from_f64(0.0));
        }
        self.settled(T::from_filtered(value / total))
    }

    fn store(&self, values: &[f64], out: &mut [T]) {
        match self.nodata {
            None if self.most == T::MAX => {
                out.iter_mut().zip(values).for_each(|(out, &value)| *out = T::from_filtered(value));
            }
            _ => out.iter_mut().zip(values).for_each(|(out, &value)| *out = self.settled(T::from_filtered(value))),
        }
    }

    /// A value, which must neither be nodata nor need more bits than there are.
    fn settled(&self, value: T) -> T {
        let value = match self.nodata {
            Some(nodata) if value == nodata => nodata.beside(),
            _ => value,
        };
        if value > self.most && !T::TYPE.is_float() { self.most } else { value }
    }
}
