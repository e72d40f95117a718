//! How often the symbols of the five prefix codes occur, and what that costs.

use super::distances::{extra_bits, prefix};
use super::tokens::{Coded, Symbol};
use crate::log2::{BIT, Bits, times_log2};

/// Counts of red, blue, alpha, distances, and of green, lengths and places in the cache together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Histogram {
    counts: Vec<u32>,
}

/// Where the parts begin: green ends the counts, for it depends on the cache.
const RED: usize = 0;
const BLUE: usize = 256;
const ALPHA: usize = 512;
const DISTANCES: usize = 768;
const GREEN: usize = 808;
const LENGTHS: usize = GREEN + 256;
const CACHE: usize = GREEN + 280;

/// The parts in the order of their codes.
const fn parts(len: usize) -> [(usize, usize); 5] {
    [(GREEN, len), (RED, BLUE), (BLUE, ALPHA), (ALPHA, DISTANCES), (DISTANCES, GREEN)]
}

impl Histogram {
    pub(super) fn new(cache_bits: u32) -> Self {
        Self { counts: vec![0; CACHE + if cache_bits == 0 { 0 } else { 1 << cache_bits }] }
    }

    /// Of all symbols.
    pub(super) fn of(coded: &Coded<'_>) -> Self {
        let mut histogram = Self::new(coded.cache_bits);
        coded.for_each(|_, symbol| histogram.count(symbol));
        histogram
    }

    #[inline(always)]
    pub(super) fn count(&mut self, symbol: Symbol) {
        match symbol {
            Symbol::Pixel(pixel) => {
                let [blue, green, red, alpha] = pixel.to_le_bytes().map(usize::from);
                for place in [GREEN + green, RED + red, BLUE + blue, ALPHA + alpha] {
                    self.counts[place] += 1;
                }
            }
            Symbol::Cached(place) => self.counts[CACHE + place] += 1,
            Symbol::Copy { len, number } => {
                self.counts[LENGTHS + prefix(len).symbol] += 1;
                self.counts[DISTANCES + prefix(number).symbol] += 1;
            }
        }
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.counts.iter_mut().zip(&other.counts).for_each(|(count, other)| *count += other);
    }

    /// The counts of each code's symbols: green (with lengths and the cache), red, blue, alpha, distances.
    pub(super) fn codes(&self) -> [&[u32]; 5] {
        parts(self.counts.len()).map(|(start, end)| &self.counts[start..end])
    }

    /// All counts; [`Self::codes`] are parts of them.
    pub(super) fn all(&self) -> &[u32] {
        &self.counts
    }

    /// For each of `all`, how many of its code there are.
    pub(super) fn code_ranges(&self) -> [std::ops::Range<usize>; 5] {
        parts(self.counts.len()).map(|(start, end)| start..end)
    }

    /// About what the codes and the symbols take, without the bits that follow some of these.
    pub(super) fn cost(&self) -> Bits {
        self.codes().into_iter().map(|counts| cost(counts.iter().copied())).sum()
    }

    /// The cost of both together.
    pub(super) fn cost_with(&self, other: &Self) -> Bits {
        let pairs = self.codes().into_iter().zip(other.codes());
        pairs.map(|(a, b)| cost(a.iter().zip(b).map(|(a, b)| a + b))).sum()
    }

    /// What green takes, and the others: without codes.
    pub(super) fn entropies(&self) -> [Bits; 2] {
        let of =
            |counts: &[u32]| times_log2(counts.iter().sum()) - counts.iter().copied().map(times_log2).sum::<Bits>();
        let [green, others @ ..] = self.codes().map(of);
        [green, others.iter().sum()]
    }

    /// Which of red, blue and alpha have more than one value, as bits of a number.
    pub(super) fn varied(&self) -> usize {
        let [_, colors @ .., _] = self.codes();
        let is_varied = |counts: &[u32]| counts.iter().filter(|&&count| count > 0).nth(1).is_some();
        colors.into_iter().enumerate().map(|(bit, counts)| usize::from(is_varied(counts)) << bit).sum()
    }

    /// What follows symbols of lengths and distances.
    pub(super) fn extra_cost(&self) -> Bits {
        let of = |counts: &[u32]| -> Bits {
            let each = counts.iter().enumerate();
            each.map(|(symbol, &count)| u64::from(count) * u64::from(extra_bits(symbol))).sum()
        };
        (of(&self.counts[LENGTHS..CACHE]) + of(&self.counts[DISTANCES..GREEN])) * BIT
    }
}

/// About what a code and its symbols take.
fn cost(counts: impl Iterator<Item = u32>) -> Bits {
    let (mut total, mut most, mut sum, mut kinds) = (0_u32, 0, 0, 0_u64);
    let (mut zeros, mut short_zeros, mut long_zeros) = (0_u64, 0_u64, 0_u64);
    for count in counts {
        if count == 0 {
            zeros += 1;
            continue;
        }
        match std::mem::take(&mut zeros) {
            few @ 0..3 => short_zeros += few,
            _ => long_zeros += 1,
        }
        total += count;
        most = most.max(count);
        sum += times_log2(count);
        kinds += 1;
    }
    match kinds {
        0 => 4 * BIT,
        1 => 11 * BIT,
        2 => (20 + u64::from(total)) * BIT,
        _ => {
            // All but the most frequent symbol take two bits or more.
            let entropy = (times_log2(total) - sum).max((2 * u64::from(total) - u64::from(most)) * BIT);
            entropy + (40 + 3 * kinds + 2 * short_zeros + 6 * long_zeros) * BIT
        }
    }
}

/// What each symbol costs under the codes for a histogram.
pub(super) struct Prices {
    counts: Vec<u32>,
    lengths: Vec<u32>,
}

impl Prices {
    pub(super) fn of(histogram: &Histogram) -> Self {
        let mut prices = vec![0; histogram.all().len()];
        for range in histogram.code_ranges() {
            let counts = &histogram.all()[range.clone()];
            let total: u32 = counts.iter().sum();
            for (price, &count) in prices[range].iter_mut().zip(counts) {
                *price = (crate::log2::log2(total) - crate::log2::log2(count)) as u32;
            }
        }
        let length = |len: usize| {
            let prefix = prefix(len as u32);
            prices[LENGTHS + prefix.symbol] + prefix.extra_bits * BIT as u32
        };
        let lengths = (0..=super::distances::MAX_LENGTH).map(|len| if len == 0 { 0 } else { length(len) }).collect();
        Self { counts: prices, lengths }
    }

    #[inline(always)]
    pub(super) fn pixel(&self, pixel: u32) -> Bits {
        let [blue, green, red, alpha] = pixel.to_le_bytes().map(usize::from);
        let price = |place: usize| Bits::from(self.counts[place]);
        price(GREEN + green) + price(RED + red) + price(BLUE + blue) + price(ALPHA + alpha)
    }

    #[inline(always)]
    pub(super) fn cached(&self, place: usize) -> Bits {
        self.counts[CACHE + place].into()
    }

    #[inline(always)]
    pub(super) fn length(&self, len: usize) -> Bits {
        self.lengths[len].into()
    }

    #[inline(always)]
    pub(super) fn distance(&self, number: u32) -> Bits {
        let prefix = prefix(number);
        Bits::from(self.counts[DISTANCES + prefix.symbol]) + Bits::from(prefix.extra_bits) * BIT
    }
}
