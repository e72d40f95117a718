//! An image by blocks of 8 × 8 or 16 × 16 pixels, each sample of them by itself.
//!
//! ```text
//! how (2) · column / 8 (4) · type of the offset (2) │ …
//!     0  │ samples as they are
//!     1  │ offset │ steps above it, stuffed
//!     2  │ (all are 0)
//!     3  │ offset, which all are
//! ```
//!
//! A step is twice the largest error.

use super::blob::Pixels;
use super::sample::Sample;
use super::stuffing::{Table, bits_of, plain_len, put_plain};

/// Pixels in the largest block.
const MOST: usize = 16 * 16;

/// How much samples may change.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tolerance {
    /// Half a step, as a header says it.
    pub(super) half_step: f64,
    /// What was asked for: floats must not differ by more, once a decoder has rounded them.
    pub(super) most: f64,
}

/// Appends all blocks of `size` × `size` pixels.
pub(super) fn put_tiles<T: Sample>(
    pixels: &Pixels<'_, T>,
    size: usize,
    tolerance: Tolerance,
    highest: &[T],
    out: &mut Vec<u8>,
) {
    let mut steps = Vec::with_capacity(MOST);
    let mut samples = Vec::with_capacity(MOST);
    for top in (0..pixels.height).step_by(size) {
        let rows = top..(top + size).min(pixels.height);
        for left in (0..pixels.width).step_by(size) {
            let columns = left..(left + size).min(pixels.width);
            for (sample, highest) in highest.iter().enumerate() {
                samples.clear();
                for row in rows.clone() {
                    pixels.extend_from_row(row, columns.clone(), sample, &mut samples);
                }
                let check = ((left >> 3 & 15) << 2) as u8;
                // Decoders keep to the range of the sample, so that a step too far does not matter.
                let block = Block { samples: &samples, check, tolerance, highest: highest.to_f64() };
                block.put(&mut steps, out);
            }
        }
    }
}

struct Block<'a, T> {
    samples: &'a [T],
    /// The column, in the place where a block says it.
    check: u8,
    tolerance: Tolerance,
    highest: f64,
}

impl<T: Sample> Block<'_, T> {
    fn put(&self, steps: &mut Vec<u32>, out: &mut Vec<u8>) {
        let samples = self.samples;
        let Some(&first) = samples.first() else { return out.push(self.check | 2) };
        let (mut lowest, mut highest) = (first, first);
        for &sample in samples {
            lowest = if sample < lowest { sample } else { lowest };
            highest = if sample > highest { sample } else { highest };
        }
        let (low, high) = (lowest.to_f64(), highest.to_f64());
        if low == 0.0 && high == 0.0 {
            return out.push(self.check | 2);
        }
        let half_step = self.tolerance.half_step;
        let range = if low == high { 0.0 } else { (high - low) * (1.0 / (2.0 * half_step)) };
        // With no error allowed it is infinite, or no number.
        if range.is_nan() || range > T::TYPE.most_steps() {
            return self.put_raw(out);
        }
        let raw_len = 1 + samples.len() * T::TYPE.bytes();
        let (type_bits, offset_type) = T::TYPE.reduced(low);
        let head_len = 1 + offset_type.bytes();
        let most = (range + 0.5) as u32;
        if most == 0 {
            if head_len >= raw_len {
                return self.put_raw(out);
            }
            out.push(self.check | 3 | type_bits << 6);
            return offset_type.put(low, out);
        }
        let bits = bits_of(most);
        let plain = head_len + plain_len(samples.len(), bits);
        let repeats = samples.windows(2).filter(|pair| pair[0] == pair[1]).count();
        let may_have_table = samples.len() > 4 && 2 * repeats > samples.len() && high > low + 3.0 * half_step;
        if !may_have_table && plain >= raw_len {
            return self.put_raw(out);
        }
        if !self.count_steps(lowest, steps) {
            return self.put_raw(out);
        }
        let table = may_have_table.then(|| Table::of(steps));
        let tabled = table.as_ref().and_then(|table| table.len(samples.len(), bits)).map(|len| head_len + len);
        let shortest = tabled.map_or(plain, |tabled| tabled.min(plain));
        if shortest >= raw_len {
            return self.put_raw(out);
        }
        out.push(self.check | 1 | type_bits << 6);
        offset_type.put(low, out);
        match table {
            Some(table) if shortest < plain => table.put(steps, bits, out),
            _ => put_plain(steps, bits, out),
        }
    }

    /// How many steps each sample is above the lowest; false if that changes one by more than it may.
    fn count_steps(&self, lowest: T, steps: &mut Vec<u32>) -> bool {
        steps.clear();
        let half_step = self.tolerance.half_step;
        if !T::TYPE.is_float() && half_step == 0.5 {
            steps.extend(self.samples.iter().map(|sample| sample.above(lowest)));
            return true;
        }
        let (low, scale) = (lowest.to_f64(), 1.0 / (2.0 * half_step));
        steps.extend(self.samples.iter().map(|sample| ((sample.to_f64() - low) * scale + 0.5) as u32));
        if !T::TYPE.is_float() {
            return true;
        }
        self.samples.iter().zip(&*steps).all(|(sample, &steps)| {
            let decoded = (low + f64::from(steps) * (2.0 * half_step)).min(self.highest);
            (T::from_f64(decoded).to_f64() - sample.to_f64()).abs() <= self.tolerance.most
        })
    }

    fn put_raw(&self, out: &mut Vec<u8>) {
        out.push(self.check);
        self.samples.iter().for_each(|sample| sample.put(out));
    }
}
