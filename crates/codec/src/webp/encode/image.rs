//! An image as prefix codes and symbols: the pixels themselves, or what the transforms and the codes' choice say square by
//! square, which is an image too.
//!
//! ```text
//! cache? [its bits] ─┬─ of the pixels only: several codes? [bits of squares, image of which] ─┐
//!                    └────────────────────────────────────────────────────────────────────────┴─ codes … symbols …
//! ```

use super::cheapest::cheapest;
use super::cluster::{Clusters, cluster};
use super::distances::prefix;
use super::histogram::{Histogram, Prices};
use super::matches::{greedy, longest, near};
use super::prefix::PrefixCode;
use super::tiles::Tiles;
use super::tokens::{Coded, Symbol, Token};
use crate::bit_writer::BitWriter;
use crate::log2::Bits;

/// The most bits of a cache.
const MOST_CACHE_BITS: u32 = 10;

/// The most squares, and the smallest, that have codes of their own choice.
const MOST_SQUARES: usize = 4200;
const SQUARE_BITS: u32 = 3;

/// How often the tokens are chosen anew, by what the last ones made symbols cost.
const ROUNDS: usize = 4;

/// What an image is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Of {
    /// The pixels, or their numbers in a table.
    Pixels,
    /// Something about the pixels.
    Part,
}

/// Writes an image.
pub(super) fn write(pixels: &[u32], width: usize, of: Of, bits: &mut BitWriter) {
    let (tokens, cache_bits) = best_tokens(pixels, width, of);
    let coded = Coded { pixels, width, tokens: &tokens, cache_bits };
    bits.put(u32::from(cache_bits > 0), 1);
    if cache_bits > 0 {
        bits.put(cache_bits, 4);
    }
    if of == Of::Part {
        let codes = Codes::write(&Histogram::of(&coded), bits);
        coded.for_each(|_, symbol| codes.put(symbol, bits));
        return;
    }
    let tiles = Tiles { bits: square_bits(width, pixels.len() / width), width, height: pixels.len() / width };
    let clusters = clusters(&coded, &tiles);
    bits.put(u32::from(clusters.histograms.len() > 1), 1);
    if clusters.histograms.len() > 1 {
        bits.put(tiles.bits - 2, 3);
        let numbers: Vec<u32> =
            clusters.of_squares.iter().map(|&number| 0xff00_0000 | u32::from(number) << 8).collect();
        write(&numbers, tiles.across(), Of::Part, bits);
    }
    let codes: Vec<Codes> = clusters.histograms.iter().map(|histogram| Codes::write(histogram, bits)).collect();
    coded.for_each(|at, symbol| {
        let square = tiles.square_of(at);
        codes[usize::from(clusters.of_squares[square])].put(symbol, bits);
    });
}

fn square_bits(width: usize, height: usize) -> u32 {
    let squares = |bits: &u32| width.div_ceil(1 << bits) * height.div_ceil(1 << bits);
    (SQUARE_BITS..9).find(|bits| squares(bits) <= MOST_SQUARES).unwrap_or(9)
}

fn clusters(coded: &Coded<'_>, tiles: &Tiles) -> Clusters {
    let mut squares = vec![Histogram::new(coded.cache_bits); tiles.across() * tiles.down()];
    coded.for_each(|at, symbol| {
        let square = tiles.square_of(at);
        squares[square].count(symbol);
    });
    cluster(&squares)
}

/// The tokens and the cache that seem to take least.
fn best_tokens(pixels: &[u32], width: usize, of: Of) -> (Vec<Token>, u32) {
    let found = [longest(pixels, width), near(pixels, width)];
    let caches: &[u32] = if of == Of::Part { &[0] } else { &[0, 3, 6, 9] };
    let first = [vec![Token::PIXEL; pixels.len()], greedy(&found[0], 4), greedy(&found[1], 3)];
    let first = first.into_iter().map(|tokens| Choice::of(pixels, width, tokens, caches));
    let Some(mut best) = first.min_by_key(|choice| choice.cost) else { return Default::default() };
    for _ in 0..ROUNDS {
        let found = [&found[0][..], &found[1][..]];
        let tokens = cheapest(pixels, width, best.cache_bits, &Prices::of(&best.histogram), &found);
        let bits = best.cache_bits;
        let near_bits = [bits.saturating_sub(1), bits, bits + 1];
        let caches = if bits == 0 { &near_bits[1..2] } else { &near_bits[..2 + usize::from(bits < MOST_CACHE_BITS)] };
        let next = Choice::of(pixels, width, tokens, caches);
        let gain = best.cost.saturating_sub(next.cost);
        if gain > 0 {
            best = next;
        }
        if gain < best.cost / 500 {
            break;
        }
    }
    (best.tokens, best.cache_bits)
}

/// Tokens and the cache that suits them.
struct Choice {
    tokens: Vec<Token>,
    cache_bits: u32,
    histogram: Histogram,
    cost: Bits,
}

impl Choice {
    /// With one of these caches.
    fn of(pixels: &[u32], width: usize, tokens: Vec<Token>, caches: &[u32]) -> Self {
        let (mut cost, mut cache_bits, mut histogram) = (Bits::MAX, 0, Histogram::new(0));
        for &bits in caches {
            let other = Histogram::of(&Coded { pixels, width, tokens: &tokens, cache_bits: bits });
            let other_cost = other.cost() + other.extra_cost();
            if other_cost < cost {
                (cost, cache_bits, histogram) = (other_cost, bits, other);
            }
        }
        Self { tokens, cache_bits, histogram, cost }
    }
}

/// The five codes of some squares.
struct Codes([PrefixCode; 5]);

impl Codes {
    fn write(histogram: &Histogram, bits: &mut BitWriter) -> Self {
        Self(histogram.codes().map(|counts| PrefixCode::write(counts, bits)))
    }

    #[inline(always)]
    fn put(&self, symbol: Symbol, bits: &mut BitWriter) {
        let [greens, reds, blues, alphas, distances] = &self.0;
        match symbol {
            Symbol::Pixel(pixel) => {
                let [blue, green, red, alpha] = pixel.to_le_bytes().map(usize::from);
                greens.put(green, bits);
                reds.put(red, bits);
                blues.put(blue, bits);
                alphas.put(alpha, bits);
            }
            Symbol::Cached(place) => greens.put(280 + place, bits),
            Symbol::Copy { len, number } => {
                for (code, first, number) in [(greens, 256, len), (distances, 0, number)] {
                    let prefix = prefix(number);
                    code.put(first + prefix.symbol, bits);
                    bits.put(prefix.extra, prefix.extra_bits);
                }
            }
        }
    }
}
