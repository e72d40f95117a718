//! Shares of symbols, in 4096ths, and how they are written.
//!
//! ```text
//! 1 0 u8                                          one symbol
//! 1 1 u8 u8 (12)                                  two, and the share of the first
//! 0 1 u8                                          equal shares of the symbols up to this
//! 0 0 precision u8 (length of a share)* (bits)*   any; the share of the first longest is what the others leave
//! ```

use crate::bit_writer::BitWriter;
use crate::log2::{BIT, log2};

pub(super) const SHARE_BITS: u32 = 12;
pub(super) const WHOLE: u32 = 1 << SHARE_BITS;

/// Codes of the lengths of shares, 0 to 12, and of a repetition: bits and their number.
const LENGTH_CODES: [(u32, u32); 14] = [
    (17, 5),
    (11, 4),
    (15, 4),
    (3, 4),
    (9, 4),
    (7, 4),
    (4, 3),
    (2, 3),
    (5, 3),
    (6, 3),
    (0, 3),
    (33, 6),
    (1, 7),
    (65, 7),
];
const REPEAT: usize = 13;
/// Repetitions are at least of this many.
const LEAST_REPEAT: usize = 4;
/// Precisions to try: how many bits behind the first a share can have, from all on down.
const PRECISIONS: [u32; 6] = [12, 9, 7, 5, 3, 1];

/// The shares of symbols, and the way to write them.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Histogram {
    pub(super) shares: Vec<u32>,
    way: Way,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Way {
    One(u32),
    Two(u32, u32),
    Equal,
    /// Of this precision; the symbol whose share is not written.
    Any(u32, usize),
}

impl Histogram {
    /// The shares that cost least, their writing included, for these counts.
    pub(super) fn best(counts: &[u32]) -> Self {
        let used: Vec<u32> = (0..).zip(counts).filter(|&(_, &count)| count > 0).map(|(symbol, _)| symbol).collect();
        let last = used.last().copied().unwrap_or(0);
        let counts = counts.get(..=last as usize).unwrap_or(&[1]);
        let total: u64 = counts.iter().map(|&count| u64::from(count)).sum();
        match used[..] {
            [] | [_] => {
                let mut shares = vec![0; last as usize + 1];
                shares[last as usize] = WHOLE;
                return Self { shares, way: Way::One(last) };
            }
            [first, second] => {
                let share = u64::from(counts[first as usize]) * u64::from(WHOLE) / total;
                let mut shares = vec![0; last as usize + 1];
                shares[first as usize] = (share as u32).clamp(1, WHOLE - 1);
                shares[second as usize] = WHOLE - shares[first as usize];
                return Self { shares, way: Way::Two(first, second) };
            }
            _ => {}
        }
        let equal = Self { shares: equal_shares(counts.len()), way: Way::Equal };
        let all = PRECISIONS.iter().filter_map(|&precision| Self::with_precision(counts, total, precision));
        let cost = |this: &Self| this.cost(counts) + this.len() as u64 * BIT;
        all.fold((cost(&equal), equal), |best, this| {
            let cost = cost(&this);
            if cost < best.0 { (cost, this) } else { best }
        })
        .1
    }

    fn with_precision(counts: &[u32], total: u64, precision: u32) -> Option<Self> {
        let largest = (0..counts.len()).rev().max_by_key(|&symbol| counts[symbol])?;
        let share = |&count: &u32| {
            if count == 0 {
                return 0;
            }
            let exact = (u64::from(count) * u64::from(WHOLE) + total / 2) / total;
            round(exact.max(1) as u32, precision)
        };
        let mut shares: Vec<u32> = counts.iter().map(share).collect();
        shares.resize(shares.len().max(3), 0);
        shares[largest] = 0;
        let mut others: u32 = shares.iter().sum();
        // Symbols that are rare have more than their share, which others must give.
        while others >= WHOLE {
            let most = (0..shares.len()).max_by_key(|&symbol| shares[symbol])?;
            let less = round_down(shares[most].checked_sub(1).filter(|&less| less > 0)?, precision);
            others -= shares[most] - less;
            shares[most] = less;
        }
        // The length of the share that is left out is to be greater than any before it, of which there are 12 at most.
        if shares.iter().any(|&share| share >= WHOLE / 2) {
            return None;
        }
        shares[largest] = WHOLE - others;
        Some(Self { shares, way: Way::Any(precision, largest) })
    }

    /// What a symbol takes, in parts of a bit.
    pub(super) fn cost_of(&self, symbol: u32) -> u64 {
        match self.shares.get(symbol as usize) {
            None | Some(0) => 0,
            Some(&share) => u64::from(SHARE_BITS) * BIT - log2(share),
        }
    }

    /// What symbols of these counts take.
    pub(super) fn cost(&self, counts: &[u32]) -> u64 {
        let of = |(&count, &share): (&u32, &u32)| match share {
            0 => 0,
            share => u64::from(count) * (u64::from(SHARE_BITS) * BIT - log2(share)),
        };
        counts.iter().zip(&self.shares).map(of).sum()
    }

    /// How many bits writing it takes.
    pub(super) fn len(&self) -> usize {
        let mut out = BitWriter::default();
        self.write(&mut out);
        out.len()
    }

    /// The symbols that there can be.
    pub(super) fn symbols(&self) -> usize {
        self.shares.len()
    }

    pub(super) fn write(&self, out: &mut BitWriter) {
        match self.way {
            Way::One(symbol) => {
                out.put(0b01, 2);
                out.put_u8(symbol);
            }
            Way::Two(first, second) => {
                out.put(0b11, 2);
                out.put_u8(first);
                out.put_u8(second);
                out.put(self.shares[first as usize], SHARE_BITS);
            }
            Way::Equal => {
                out.put(0b10, 2);
                out.put_u8(self.shares.len() as u32 - 1);
            }
            Way::Any(precision, left_out) => self.write_any(precision, left_out, out),
        }
    }

    fn write_any(&self, precision: u32, left_out: usize, out: &mut BitWriter) {
        out.put(0b00, 2);
        let width = (precision + 1).ilog2();
        // As many ones as the width, of up to three.
        out.put((1 << width) - 1, width);
        if width < 3 {
            out.put(0, 1);
        }
        out.put(precision + 1 - (1 << width), width);
        out.put_u8(self.shares.len() as u32 - 3);
        let mut lengths: Vec<usize> = self.shares.iter().map(|&share| (32 - share.leading_zeros()) as usize).collect();
        // The share that is left out is found by its length, the first of the greatest.
        let before = lengths[..left_out].iter().max().map_or(0, |&most| most + 1);
        let after = lengths[left_out..].iter().copied().max().unwrap_or(0);
        lengths[left_out] = before.max(after);
        let mut symbol = 0;
        while symbol < lengths.len() {
            let (code, bits) = LENGTH_CODES[lengths[symbol].min(REPEAT - 1)];
            out.put(code, bits);
            symbol += 1;
            // Zeros after a zero.
            let zeros = lengths[symbol..].iter().take_while(|&&length| length == 0).count();
            if lengths[symbol - 1] == 0 && zeros >= LEAST_REPEAT {
                let (code, bits) = LENGTH_CODES[REPEAT];
                out.put(code, bits);
                out.put_u8((zeros - LEAST_REPEAT) as u32);
                symbol += zeros;
            }
        }
        for (symbol, &share) in self.shares.iter().enumerate() {
            if symbol != left_out && share > 1 {
                let top = share.ilog2();
                let bits = kept_bits(top, precision);
                out.put((share - (1 << top)) >> (top - bits), bits);
            }
        }
    }
}

/// How many bits behind the first, 2^`top`, are written.
fn kept_bits(top: u32, precision: u32) -> u32 {
    precision.saturating_sub((SHARE_BITS - top) >> 1).min(top)
}

/// The greatest share up to this that can be written.
fn round_down(share: u32, precision: u32) -> u32 {
    let top = share.ilog2();
    let dropped = top - kept_bits(top, precision);
    share >> dropped << dropped
}

fn round(share: u32, precision: u32) -> u32 {
    let top = share.ilog2();
    let dropped = top - kept_bits(top, precision);
    (share + (1 << dropped >> 1)) >> dropped << dropped
}

fn equal_shares(symbols: usize) -> Vec<u32> {
    let (share, rest) = (WHOLE as usize / symbols, WHOLE as usize % symbols);
    (0..symbols).map(|symbol| (share + usize::from(symbol < rest)) as u32).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_make_a_whole_and_leave_none_out() {
        let mut state = 1_u32;
        for symbols in (1..60).chain([200, 256]) {
            for spread in 0..12 {
                let counts: Vec<u32> = (0..symbols)
                    .map(|_| {
                        state = state.wrapping_mul(747_796_405).wrapping_add(2_891_336_453);
                        (state >> 8) >> (state % (2 * spread + 1)).min(24) & 0xf_ffff
                    })
                    .collect();
                let histogram = Histogram::best(&counts);
                assert_eq!(histogram.shares.iter().sum::<u32>(), WHOLE, "{counts:?}");
                for (symbol, &count) in counts.iter().enumerate() {
                    let share = histogram.shares.get(symbol).copied().unwrap_or(0);
                    assert!(share > 0 || count == 0, "{counts:?} {histogram:?}");
                }
            }
        }
    }
}
