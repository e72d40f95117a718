//! What symbols cost, in 256ths of a bit, as far as can be told from how often they occurred.

use crate::symbols::{DISTANCES, FIRST_LENGTH, LENGTHS, LITLENS, USED_DISTANCES, distance_extra, length_extra};

/// One bit.
pub(crate) const BIT: u32 = 256;

/// Fractions of logarithms, by squaring.
const FRACTIONS: [u8; 256] = {
    let mut table = [0; 256];
    let mut index = 0;
    while index < 256 {
        // From 1 to 2, with 31 bits behind the point.
        let mut x = ((256 + index as u64) << 23) | 1 << 22;
        let (mut log, mut bit) = (0, 0);
        while bit < 8 {
            x = (x * x) >> 31;
            log <<= 1;
            if x >> 32 > 0 {
                log |= 1;
                x >>= 1;
            }
            bit += 1;
        }
        table[index] = log;
        index += 1;
    }
    table
};

/// The logarithm of a number above 0, to the base 2, in 256ths.
pub(crate) fn log2(x: u32) -> u32 {
    let whole = x.ilog2();
    let fraction = (u64::from(x) << 8 >> whole) as usize & 255;
    whole * BIT + u32::from(FRACTIONS[fraction])
}

/// How often each symbol occurs in a block.
#[derive(Clone)]
pub(crate) struct Counts {
    pub(crate) litlen: [u32; LITLENS],
    pub(crate) distance: [u32; DISTANCES],
}

impl Counts {
    pub(crate) const NONE: Self = Self { litlen: [0; LITLENS], distance: [0; DISTANCES] };

    pub(crate) fn add(&mut self, other: &Self) {
        self.litlen.iter_mut().zip(&other.litlen).for_each(|(sum, count)| *sum += count);
        self.distance.iter_mut().zip(&other.distance).for_each(|(sum, count)| *sum += count);
    }

    /// What a block takes, its header about included, without extra bits.
    pub(crate) fn cost(&self) -> u64 {
        entropy(&self.litlen) + entropy(&self.distance)
    }

    /// What a block of both takes.
    pub(crate) fn cost_with(&self, other: &Self) -> u64 {
        let mut both = self.clone();
        both.add(other);
        both.cost()
    }
}

fn entropy(counts: &[u32]) -> u64 {
    let total: u32 = counts.iter().sum();
    if total == 0 {
        return 0;
    }
    let all = log2(total);
    // A symbol takes some bits in the header, too.
    counts
        .iter()
        .filter(|count| **count > 0)
        .map(|&n| u64::from(n) * u64::from(all - log2(n).min(all)) + 5 * u64::from(BIT))
        .sum()
}

/// What the parser reckons with.
pub(crate) struct Costs {
    pub(crate) literal: [u32; 256],
    /// Extra bits included, as of distances; some more, so that an index is masked and not checked.
    pub(crate) length: [u32; 32],
    pub(crate) distance: [u32; 32],
    /// Of a literal, on the whole.
    pub(crate) mean: u32,
}

impl Costs {
    pub(crate) const NONE: Self = Self { literal: [0; 256], length: [0; 32], distance: [0; 32], mean: 0 };

    /// Before anything has been parsed: literals as they occur, some of which matches will take.
    pub(crate) fn guess(&mut self, bytes: &[u8]) {
        let mut counts = Counts::NONE;
        // Every fourth piece will do.
        for piece in bytes.chunks(64).step_by(if bytes.len() < 1 << 14 { 1 } else { 4 }) {
            piece.iter().for_each(|&byte| counts.litlen[usize::from(byte)] += 1);
        }
        self.literals(&counts);
        for (symbol, cost) in self.length.iter_mut().take(LENGTHS).enumerate() {
            let code = if symbol < 8 { 6 } else { 8 };
            *cost = (code + u32::from(length_extra(symbol))) * BIT;
        }
        for (symbol, cost) in self.distance.iter_mut().take(USED_DISTANCES).enumerate() {
            *cost = (4 + u32::from(distance_extra(symbol))) * BIT;
        }
    }

    /// From what a block has so far.
    pub(crate) fn learn(&mut self, counts: &Counts) {
        self.literals(counts);
        // A length that has not occurred may yet, if others have.
        let matches = counts.litlen[FIRST_LENGTH..].iter().sum::<u32>();
        let total = log2(counts.litlen.iter().sum::<u32>() + 64) + 3 * BIT;
        for (symbol, cost) in self.length.iter_mut().take(LENGTHS).enumerate() {
            let often = log2(8 * counts.litlen[FIRST_LENGTH + symbol] + matches / 8 + 8);
            *cost = (total - often.min(total)).clamp(BIT, 12 * BIT) + u32::from(length_extra(symbol)) * BIT;
        }
        let total = log2(counts.distance.iter().sum::<u32>() + 30);
        for (symbol, cost) in self.distance.iter_mut().take(USED_DISTANCES).enumerate() {
            let bits = (total - log2(counts.distance[symbol] + 1).min(total)).clamp(BIT, 9 * BIT);
            *cost = bits + u32::from(distance_extra(symbol)) * BIT;
        }
    }

    fn literals(&mut self, counts: &Counts) {
        let total = log2(counts.litlen.iter().sum::<u32>() + 256);
        let (mut sum, mut number) = (0, 1);
        for (cost, &count) in self.literal.iter_mut().zip(&counts.litlen) {
            *cost = (total - log2(count + 1).min(total)).clamp(BIT / 2, 13 * BIT);
            sum += u64::from(*cost) * u64::from(count);
            number += u64::from(count);
        }
        self.mean = ((sum / number) as u32).max(BIT / 2);
    }
}
