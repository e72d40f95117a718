//! Learns a tree from the samples: which question about a pixel makes what is left to be coded smallest, again and again.

use super::effort::Lesson;
use super::hybrid_uint::{HybridUint, pack_signed};
use super::predict::Predictor;
use super::properties::{BEFORE_ABS_ERROR, COUNT, OWN, Walk, references_of};
use super::streams::Stream;
use super::tree::Branch;
use crate::log2::{BIT, times_log2};

/// What a split must gain in the pixels that were looked at, beyond what chance would gain.
const LEAST_GAIN: u64 = 30 * BIT;
/// What a split must gain in all pixels: it has to be written, and so have the shares of one context more.
const LEAST_GAIN_OF_ALL: u64 = 60 * BIT;
const FEWEST_PIXELS: usize = 24;
const DEEPEST: usize = 40;
const MOST_LEAVES: usize = 400;
/// Pixels by which ranges of properties are chosen.
const PIXELS_FOR_RANGES: usize = 4096;

/// Pixels that were looked at.
struct Pixels {
    /// Of each property that may be asked: the values that divide its ranges, and the range of each pixel.
    properties: Vec<(usize, Vec<i32>, Vec<u8>)>,
    /// Of each predictor: the symbols of what it leaves to be coded, how many there are, and the bits after each.
    predictors: Vec<(Predictor, usize, Vec<Symbol>)>,
    /// How many pixels of the image one stands for.
    weight: u64,
}

#[derive(Clone, Copy)]
struct Symbol {
    symbol: u8,
    bits: u8,
}

struct Split {
    property: usize,
    range: usize,
    gain: u64,
}

/// Buffers for counting.
#[derive(Default)]
struct Counts {
    of_ranges: Vec<u32>,
    bits: Vec<u64>,
    low: Vec<u32>,
    high: Vec<u32>,
}

/// A tree that suits the samples of these streams.
pub(super) fn learn(streams: &[Stream], lesson: &Lesson) -> Branch {
    let pixels = Pixels::gather(streams, lesson);
    let count = pixels.predictors.first().map_or(0, |(_, _, symbols)| symbols.len());
    // Fewer than 2^32, as blocks are.
    let all: Vec<u32> = (0..count as u32).collect();
    let mut leaves = 1;
    pixels.grow(all, 0, &mut leaves, &mut Counts::default())
}

impl Pixels {
    fn gather(streams: &[Stream], lesson: &Lesson) -> Self {
        let total: usize = streams.iter().flat_map(|stream| &stream.planes).map(|plane| plane.samples.len()).sum();
        let apart = total.div_ceil(lesson.pixels.max(1)).max(1);
        let is_alike = |&property: &usize| property < OWN || property % 4 != BEFORE_ABS_ERROR % 4 || !lesson.is_wide;
        let asked: Vec<usize> = lesson.properties.iter().copied().filter(is_alike).collect();
        let mut values: Vec<Vec<i32>> = vec![Vec::with_capacity(total / apart); asked.len()];
        let usable = Predictor::ALL.into_iter().filter(|&it| lesson.weighted || it != Predictor::Weighted);
        let mut predictors: Vec<(Predictor, Vec<Symbol>)> = usable.map(|it| (it, Vec::new())).collect();
        let most_references = asked.iter().map(|&property| references_of(property)).max().unwrap_or(0);
        let mut chance = 1_u32;
        let mut wait = 0;
        for stream in streams {
            for channel in 0..stream.planes.len() {
                let plane = &stream.planes[channel];
                // Palettes are short and unlike all else: all of them is looked at.
                let apart = if channel < stream.metas { 1 } else { apart };
                let references = stream.references(channel, most_references);
                for y in 0..plane.height {
                    let rows = plane.rows(y);
                    let mut walk = Walk::of_row(channel, y);
                    while wait < plane.width {
                        let x = wait;
                        if let Some(before) = x.checked_sub(1) {
                            // The one property that is of the pixel before.
                            walk.step(before, &rows.neighbours(before), stream.weighted(channel, before, y));
                        }
                        let near = rows.neighbours(x);
                        let weighted = stream.weighted(channel, x, y);
                        walk.step(x, &near, weighted);
                        walk.refer(&references, x, y);
                        for (values, &property) in values.iter_mut().zip(&asked) {
                            values.push(walk.properties[property]);
                        }
                        for (predictor, symbols) in &mut predictors {
                            let rest = rows.here[x].wrapping_sub(predictor.predict(&near, weighted.prediction));
                            let symbol = HybridUint::USUAL.encode(pack_signed(rest));
                            // Both are below 128.
                            symbols.push(Symbol { symbol: symbol.symbol as u8, bits: symbol.bit_count as u8 });
                        }
                        chance = chance.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                        wait += 1 + (chance >> 8) as usize % (2 * apart - 1);
                    }
                    wait -= plane.width;
                }
            }
        }
        let properties = asked.into_iter().zip(values).map(|(property, values)| {
            let dividing = dividing(&values, lesson.ranges);
            let range = |value: &i32| dividing.partition_point(|divide| divide < value) as u8;
            let ranges = values.iter().map(range).collect();
            (property, dividing, ranges)
        });
        let properties = properties.filter(|(_, dividing, _)| !dividing.is_empty()).collect();
        Self { properties, predictors: best_predictors(predictors, lesson.predictors), weight: apart as u64 }
    }

    /// The tree below a node that has these pixels.
    fn grow(&self, pixels: Vec<u32>, depth: usize, leaves: &mut usize, counts: &mut Counts) -> Branch {
        let best =
            self.predictors.iter().map(|(predictor, symbols, of)| (cost(&pixels, *symbols, of, counts), *predictor));
        let (cost, predictor) = best.min_by_key(|&(cost, _)| cost).unwrap_or((0, Predictor::Gradient));
        if pixels.len() < FEWEST_PIXELS || depth >= DEEPEST || *leaves >= MOST_LEAVES {
            return Branch::Leaf(predictor);
        }
        let Some(split) = self.best_split(&pixels, cost, counts) else { return Branch::Leaf(predictor) };
        if split.gain < LEAST_GAIN + LEAST_GAIN_OF_ALL / self.weight {
            return Branch::Leaf(predictor);
        }
        *leaves += 1;
        let (property, dividing, ranges) = &self.properties[split.property];
        let (below, above): (Vec<u32>, Vec<u32>) =
            pixels.iter().partition(|&&pixel| usize::from(ranges[pixel as usize]) <= split.range);
        drop(pixels);
        let above = self.grow(above, depth + 1, leaves, counts);
        let below = self.grow(below, depth + 1, leaves, counts);
        Branch::split(*property, dividing[split.range], above, below)
    }

    /// The split after which the pixels cost least, if one makes them cost less.
    fn best_split(&self, pixels: &[u32], cost: u64, counts: &mut Counts) -> Option<Split> {
        let mut best: Option<Split> = None;
        let mut sides: Vec<(u64, u64)> = Vec::new();
        for (place, (_, dividing, ranges)) in self.properties.iter().enumerate() {
            sides.clear();
            sides.resize(dividing.len(), (u64::MAX >> 2, u64::MAX >> 2));
            for (_, symbols, of) in &self.predictors {
                counts.count(pixels, ranges, dividing.len() + 1, *symbols, of);
                counts.scan(*symbols, &mut sides);
            }
            for (range, (low, high)) in sides.iter().enumerate() {
                let gain = cost.saturating_sub(low + high);
                if gain > best.as_ref().map_or(0, |best| best.gain) {
                    best = Some(Split { property: place, range, gain });
                }
            }
        }
        best
    }
}

impl Counts {
    /// Counts the symbols of pixels by range.
    fn count(&mut self, pixels: &[u32], ranges: &[u8], range_count: usize, symbols: usize, of: &[Symbol]) {
        self.of_ranges.clear();
        self.of_ranges.resize(range_count * symbols, 0);
        self.bits.clear();
        self.bits.resize(range_count, 0);
        for &pixel in pixels {
            let (range, Symbol { symbol, bits }) = (usize::from(ranges[pixel as usize]), of[pixel as usize]);
            self.of_ranges[range * symbols + usize::from(symbol)] += 1;
            self.bits[range] += u64::from(bits);
        }
    }

    /// Lowers what the pixels up to each range and those after it cost, if these symbols cost less.
    fn scan(&mut self, symbols: usize, sides: &mut [(u64, u64)]) {
        self.low.clear();
        self.low.resize(symbols, 0);
        self.high.clear();
        self.high.resize(symbols, 0);
        for range in self.of_ranges.chunks_exact(symbols) {
            self.high.iter_mut().zip(range).for_each(|(sum, count)| *sum += count);
        }
        let mut high: u32 = self.high.iter().sum();
        let mut high_sum: u64 = self.high.iter().map(|&count| times_log2(count)).sum();
        let mut high_bits: u64 = self.bits.iter().sum();
        let (mut low, mut low_sum, mut low_bits) = (0, 0, 0);
        for ((range, bits), side) in self.of_ranges.chunks_exact(symbols).zip(&self.bits).zip(sides) {
            let mut moved = 0;
            for ((&count, low), high) in range.iter().zip(&mut self.low).zip(&mut self.high) {
                if count > 0 {
                    low_sum += times_log2(*low + count) - times_log2(*low);
                    high_sum -= times_log2(*high) - times_log2(*high - count);
                    *low += count;
                    *high -= count;
                    moved += count;
                }
            }
            if moved == 0 {
                continue;
            }
            low += moved;
            high -= moved;
            low_bits += bits;
            high_bits -= bits;
            side.0 = side.0.min(times_log2(low).saturating_sub(low_sum) + low_bits * BIT);
            side.1 = side.1.min(times_log2(high).saturating_sub(high_sum) + high_bits * BIT);
        }
    }
}

/// What these pixels cost in one context.
fn cost(pixels: &[u32], symbols: usize, of: &[Symbol], counts: &mut Counts) -> u64 {
    counts.low.clear();
    counts.low.resize(symbols, 0);
    let mut bits = 0;
    for &pixel in pixels {
        let of_pixel = of[pixel as usize];
        counts.low[usize::from(of_pixel.symbol)] += 1;
        bits += u64::from(of_pixel.bits);
    }
    let sum: u64 = counts.low.iter().map(|&count| times_log2(count)).sum();
    times_log2(pixels.len() as u32).saturating_sub(sum) + bits * BIT
}

/// The predictors that, each alone, leave least to be coded.
fn best_predictors(all: Vec<(Predictor, Vec<Symbol>)>, most: usize) -> Vec<(Predictor, usize, Vec<Symbol>)> {
    let mut counts = Counts::default();
    let mut all: Vec<_> = all
        .into_iter()
        .map(|(predictor, of)| {
            let symbols = of.iter().map(|of| usize::from(of.symbol) + 1).max().unwrap_or(1);
            let pixels: Vec<u32> = (0..of.len() as u32).collect();
            (cost(&pixels, symbols, &of, &mut counts), predictor, symbols, of)
        })
        .collect();
    all.sort_by_key(|&(cost, predictor, ..)| (cost, predictor as u8));
    all.into_iter().take(most).map(|(_, predictor, symbols, of)| (predictor, symbols, of)).collect()
}

/// Values that divide the others into ranges of about as many each, at most this many.
fn dividing(values: &[i32], ranges: usize) -> Vec<i32> {
    let apart = values.len().div_ceil(PIXELS_FOR_RANGES).max(1);
    let mut some: Vec<i32> = values.iter().copied().step_by(apart).collect();
    some.sort_unstable();
    let Some(&greatest) = some.last() else { return Vec::new() };
    let mut distinct = some.clone();
    distinct.dedup();
    let mut dividing: Vec<i32> = if distinct.len() <= ranges {
        distinct
    } else {
        (1..ranges).map(|part| some[part * some.len() / ranges]).collect()
    };
    dividing.dedup();
    dividing.retain(|&value| value < greatest);
    dividing
}

const _: () = assert!(COUNT < 256);
