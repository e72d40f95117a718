//! An image as prefix codes and symbols: the pixels themselves, or what the transforms and the codes' choice say square by
//! square, which is an image too.
//!
//! ```text
//! cache? [its bits] ─┬─ of the pixels only: several codes? [bits of squares, image of which] ─┐
//!                    └────────────────────────────────────────────────────────────────────────┴─ codes … symbols …
//! ```

use super::bits::BitWriter;
use super::cheapest::cheapest;
use super::cluster::{Clusters, cluster};
use super::distances::prefix;
use super::histogram::{Histogram, Prices};
use super::log::Bits;
use super::matches::{greedy, longest, near};
use super::prefix::PrefixCode;
use super::tiles::Tiles;
use super::tokens::{Coded, Symbol, Token};

/// The most bits of a cache.
const MOST_CACHE_BITS: u32 = 10;

/// The most squares, and the smallest, that have codes of their own choice.
const MOST_SQUARES: usize = 1500;
const SQUARE_BITS: u32 = 4;

/// What an image is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Of {
    /// The pixels.
    Pixels,
    /// The pixels as numbers of colours.
    Numbers,
    /// Something about the pixels.
    Part,
}

/// Writes an image.
pub(super) fn write(pixels: &[u32], width: usize, of: Of, bits: &mut BitWriter) {
    let tokens;
    let cache_bits;
    (tokens, cache_bits) = best_tokens(pixels, width, of);
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
        let numbers: Vec<u32> = clusters.of_squares.iter().map(|&number| 0xff00_0000 | u32::from(number) << 8).collect();
        write(&numbers, tiles.across(), Of::Part, bits);
    }
    let codes: Vec<Codes> = clusters.histograms.iter().map(|histogram| Codes::write(histogram, bits)).collect();
    let across = tiles.across();
    coded.for_each(|at, symbol| {
        let square = (at / width >> tiles.bits) * across + (at % width >> tiles.bits);
        codes[usize::from(clusters.of_squares[square])].put(symbol, bits);
    });
}

fn square_bits(width: usize, height: usize) -> u32 {
    let squares = |bits: &u32| width.div_ceil(1 << bits) * height.div_ceil(1 << bits);
    (SQUARE_BITS..9).find(|bits| squares(bits) <= MOST_SQUARES).unwrap_or(9)
}

fn clusters(coded: &Coded<'_>, tiles: &Tiles) -> Clusters {
    let mut squares = vec![Histogram::new(coded.cache_bits); tiles.across() * tiles.down()];
    let across = tiles.across();
    coded.for_each(|at, symbol| {
        let square = (at / tiles.width >> tiles.bits) * across + (at % tiles.width >> tiles.bits);
        squares[square].count(symbol);
    });
    cluster(&squares)
}

/// The tokens and the cache that seem to take least.
fn best_tokens(pixels: &[u32], width: usize, of: Of) -> (Vec<Token>, u32) {
    let longest = longest(pixels, width);
    let near = if of == Of::Pixels { Vec::new() } else { near(pixels, width) };
    let found: Vec<&[Token]> = [&longest[..], &near[..]].into_iter().filter(|found| !found.is_empty()).collect();
    let mut best = (vec![Token::PIXEL; pixels.len()], 0);
    let mut least = Bits::MAX;
    let mut prices = None;
    let mut consider = |tokens: Vec<Token>, prices: &mut Option<(Prices, u32)>| {
        let (histogram, cache_bits, cost) = with_best_cache(pixels, width, &tokens, of);
        if cost < least {
            *prices = Some((Prices::of(&histogram), cache_bits));
            (best, least) = ((tokens, cache_bits), cost);
            return true;
        }
        false
    };
    consider(greedy(&longest, 4), &mut prices);
    if of != Of::Pixels {
        consider(greedy(&near, 3), &mut prices);
    }
    for _ in 0..2 {
        let Some((prices_now, cache_bits)) = &prices else { break };
        let tokens = cheapest(pixels, width, *cache_bits, prices_now, &found);
        if !consider(tokens, &mut prices) {
            break;
        }
    }
    best
}

/// What tokens cost with the cache that suits them.
fn with_best_cache(pixels: &[u32], width: usize, tokens: &[Token], of: Of) -> (Histogram, u32, Bits) {
    let cost = |cache_bits| {
        let histogram = Histogram::of(&Coded { pixels, width, tokens, cache_bits });
        let cost = histogram.cost() + histogram.extra_cost();
        (histogram, cache_bits, cost)
    };
    let mut best = cost(0);
    if of != Of::Part {
        for cache_bits in 1..=MOST_CACHE_BITS {
            let other = cost(cache_bits);
            if other.2 < best.2 {
                best = other;
            }
        }
    }
    best
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
