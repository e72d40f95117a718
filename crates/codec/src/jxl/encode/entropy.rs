//! An entropy code: which contexts share shares of symbols, which, and how numbers are made of symbols.
//!
//! ```text
//! copies (1 number number numbers) or not (0) ─ map of contexts ─ 0: by ANS ─ bits of symbols ─ of each cluster: numbers ─ shares
//! ```

use super::ans::{Backwards, Places};
use super::cluster::clusters;
use super::context_map;
use super::histogram::Histogram;
use super::hybrid_uint::{HybridUint, Symbol};
use super::lz77::{FIRST_COPY, LEAST_COPY, LENGTHS};
use crate::bit_writer::BitWriter;
use crate::log2::BIT;

/// A number in a context, or the length of a copy there, which a distance follows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Token {
    /// The highest bit says that it is a copy.
    context: u32,
    pub(super) value: u32,
}

const COPY: u32 = 1 << 31;

impl Token {
    #[inline]
    pub(super) const fn new(context: u32, value: u32) -> Self {
        Self { context, value }
    }

    /// Of a copy: `value` is its length less the least.
    pub(super) const fn copy(context: u32, value: u32) -> Self {
        Self { context: context | COPY, value }
    }

    #[inline]
    pub(super) const fn context(self) -> usize {
        (self.context & !COPY) as usize
    }

    #[inline]
    pub(super) const fn is_copy(self) -> bool {
        self.context & COPY != 0
    }

    #[inline]
    fn symbol(self, uint: HybridUint) -> Symbol {
        if !self.is_copy() {
            return uint.encode(self.value);
        }
        let symbol = LENGTHS.encode(self.value);
        Symbol { symbol: symbol.symbol + FIRST_COPY, ..symbol }
    }
}

/// Whether tokens may be copies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Copies {
    Yes,
    No,
}

/// How hard to look for the best code.
#[derive(Clone, Copy, Debug)]
pub(super) struct Care {
    /// Ways to make symbols of numbers that are tried besides the usual one.
    pub(super) uints: usize,
}

impl Care {
    pub(super) const MOST: Self = Self { uints: HybridUint::OTHERS.len() };
}

/// What a decoder is told before the tokens.
pub(super) struct Code {
    copies: Copies,
    map: Vec<u8>,
    uints: Vec<HybridUint>,
    histograms: Vec<Histogram>,
    log_alphabet: u32,
    /// What the tokens take, in parts of a bit.
    cost: u64,
}

/// How often numbers are in a cluster.
struct Values {
    /// Small ones, by number.
    small: Vec<u32>,
    others: Vec<u32>,
    /// Symbols of copies.
    copies: Vec<u32>,
}

const SMALL: usize = 512;

impl Code {
    /// A code for these streams of tokens. With copies, there is one context more: of distances.
    pub(super) fn best(streams: &[&[Token]], contexts: usize, copies: Copies, care: Care) -> Self {
        let contexts = contexts + usize::from(copies == Copies::Yes);
        let mut counts = vec![Vec::new(); contexts];
        for token in streams.iter().copied().flatten() {
            add(&mut counts[token.context()], token.symbol(HybridUint::USUAL).symbol);
        }
        let (map, count) = clusters(&counts);
        let mut values: Vec<Values> =
            (0..count).map(|_| Values { small: vec![0; SMALL], others: Vec::new(), copies: Vec::new() }).collect();
        for token in streams.iter().copied().flatten() {
            let of_cluster = &mut values[usize::from(map[token.context()])];
            if token.is_copy() {
                add(&mut of_cluster.copies, token.symbol(HybridUint::USUAL).symbol);
            } else if let Some(count) = of_cluster.small.get_mut(token.value as usize) {
                *count += 1;
            } else {
                of_cluster.others.push(token.value);
            }
        }
        let most = if copies == Copies::Yes { FIRST_COPY } else { 256 };
        let chosen = values.iter().map(|values| values.best(most, care));
        let (mut uints, mut histograms, mut cost) = (Vec::new(), Vec::new(), 0);
        for (of_cluster, uint, histogram) in chosen {
            cost += of_cluster;
            uints.push(uint);
            histograms.push(histogram);
        }
        let symbols = histograms.iter().map(Histogram::symbols).max().unwrap_or(1);
        let log_alphabet = symbols.next_power_of_two().ilog2().clamp(5, 8);
        Self { copies, map, uints, histograms, log_alphabet, cost }
    }

    /// What everything takes, in parts of a bit.
    pub(super) fn cost(&self) -> u64 {
        let mut header = BitWriter::default();
        self.write(&mut header);
        self.cost + header.len() as u64 * BIT
    }

    /// What a token takes, in parts of a bit.
    pub(super) fn cost_of(&self, token: Token) -> u64 {
        let cluster = usize::from(self.map[token.context()]);
        let Symbol { symbol, bit_count, .. } = token.symbol(self.uints[cluster]);
        self.histograms[cluster].cost_of(symbol) + u64::from(bit_count) * BIT
    }

    pub(super) fn write(&self, out: &mut BitWriter) {
        out.put_bool(self.copies == Copies::Yes);
        if self.copies == Copies::Yes {
            out.put_by(FIRST_COPY, [(224, 0), (512, 0), (4096, 0), (8, 15)]);
            out.put_by(LEAST_COPY, [(3, 0), (4, 0), (5, 2), (9, 8)]);
            LENGTHS.write(8, out);
        }
        if self.map.len() > 1 {
            context_map::write(&self.map, self.histograms.len(), out);
        }
        out.put_bool(false);
        out.put(self.log_alphabet - 5, 2);
        self.uints.iter().for_each(|uint| uint.write(self.log_alphabet, out));
        self.histograms.iter().for_each(|histogram| histogram.write(out));
    }

    /// Writes a stream of tokens.
    pub(super) fn write_tokens(&self, tokens: &[Token], out: &mut BitWriter) {
        let places: Vec<Places> = self.histograms.iter().map(|it| Places::of(it, self.log_alphabet)).collect();
        let mut backwards = Backwards::with_capacity(tokens.len());
        for &token in tokens.iter().rev() {
            let cluster = usize::from(self.map[token.context()]);
            let Symbol { symbol, bits, bit_count } = token.symbol(self.uints[cluster]);
            backwards.put_bits(bits, bit_count);
            backwards.put_symbol(&places[cluster], symbol);
        }
        backwards.write(out);
    }
}

impl Values {
    /// The best way to make symbols of the numbers, below `most`, their shares, and what they take.
    fn best(&self, most: u32, care: Care) -> (u64, HybridUint, Histogram) {
        let mut best: Option<(u64, HybridUint, Histogram)> = None;
        for uint in std::iter::once(HybridUint::USUAL).chain(HybridUint::OTHERS.into_iter().take(care.uints)) {
            let Some((counts, bits)) = self.counts(uint, most) else { continue };
            let histogram = Histogram::best(&counts);
            let cost = histogram.cost(&counts) + bits * BIT;
            let whole = |(cost, histogram): (u64, &Histogram)| cost + histogram.len() as u64 * BIT;
            if best.as_ref().is_none_or(|(old, _, other)| whole((cost, &histogram)) < whole((*old, other))) {
                best = Some((cost, uint, histogram));
            }
        }
        // The usual way gives fewer symbols than any limit.
        best.unwrap_or_else(|| (0, HybridUint::USUAL, Histogram::best(&[])))
    }

    /// How often each symbol would be, and how many bits would follow them; `None` if there would be too many symbols.
    fn counts(&self, uint: HybridUint, most: u32) -> Option<(Vec<u32>, u64)> {
        let (mut counts, mut bits) = (self.copies.clone(), 0);
        let small = (0..).zip(&self.small).filter(|&(_, &count)| count > 0).map(|(value, &count)| (value, count));
        for (value, count) in small.chain(self.others.iter().map(|&value| (value, 1))) {
            let symbol = uint.encode(value);
            if symbol.symbol >= most {
                return None;
            }
            let place = symbol.symbol as usize;
            if counts.len() <= place {
                counts.resize(place + 1, 0);
            }
            counts[place] += count;
            bits += u64::from(symbol.bit_count) * u64::from(count);
        }
        Some((counts, bits))
    }
}

fn add(counts: &mut Vec<u32>, symbol: u32) {
    let place = symbol as usize;
    if counts.len() <= place {
        counts.resize(place + 1, 0);
    }
    counts[place] += 1;
}
