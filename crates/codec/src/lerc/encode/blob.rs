//! One blob: what it holds as a whole, and which of three ways its samples are written in.
//!
//! ```text
//! "Lerc2 " · version (32) · Fletcher's checksum of what follows (32)
//! rows · columns · depth · valid pixels · size of blocks · bytes of the blob · type (32 each) · half a step · lowest · highest (64 each)
//! bytes of the mask (32) │ mask
//! the lowest of each sample │ the highest            unless no pixel is valid, or all samples are equal
//! 1 │ samples of valid pixels                        unless the highest are the lowest
//! 0 │ for lossless bytes: 0, 1, 2 │ blocks, or bytes by Huffman codes
//! ```

use super::mask::Mask;
use super::sample::Sample;
use super::tiles::{Tolerance, put_tiles};
use super::{VERSION, huffman::Huffman};
use geotiff_core::BlockSpec;
use std::ops::Range;

const CHECKSUM: usize = 10;
const CHECKED: usize = 14;
const BLOB_LEN: usize = 34;

/// Samples side by side, and which pixels of them are valid.
pub(super) struct Pixels<'a, T> {
    pub(super) samples: &'a [T],
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) depth: usize,
    pub(super) mask: Option<&'a Mask>,
}

impl<'a, T: Sample> Pixels<'a, T> {
    /// All are valid.
    pub(super) fn all(spec: &BlockSpec, depth: usize, samples: &'a [T]) -> Self {
        Self { samples, width: spec.width, height: spec.rows, depth, mask: None }
    }

    pub(super) fn is_valid(&self, pixel: usize) -> bool {
        self.mask.is_none_or(|mask| mask.is_valid(pixel))
    }

    fn valid(&self) -> usize {
        self.mask.map_or(self.width * self.height, Mask::valid)
    }

    /// Appends one sample of the valid pixels of a part of a row.
    pub(super) fn extend_from_row(&self, row: usize, columns: Range<usize>, sample: usize, out: &mut Vec<T>) {
        let first = row * self.width;
        let part = &self.samples[(first + columns.start) * self.depth..(first + columns.end) * self.depth];
        match (self.mask, self.depth) {
            (None, 1) => out.extend_from_slice(part),
            (None, depth) => out.extend(part.chunks_exact(depth).map(|pixel| pixel[sample])),
            (Some(mask), depth) => {
                let pixels = part.chunks_exact(depth).zip(first + columns.start..);
                out.extend(pixels.filter(|(_, index)| mask.is_valid(*index)).map(|(pixel, _)| pixel[sample]));
            }
        }
    }

    fn valid_pixels(&self) -> impl Iterator<Item = &[T]> {
        self.samples.chunks_exact(self.depth).enumerate().filter(|(i, _)| self.is_valid(*i)).map(|(_, pixel)| pixel)
    }

    /// The lowest and the highest of each sample.
    fn ranges(&self) -> Option<(Vec<T>, Vec<T>)> {
        let mut pixels = self.valid_pixels();
        let first = pixels.next()?;
        let (mut lowest, mut highest) = (first.to_vec(), first.to_vec());
        for pixel in pixels {
            for (&sample, (low, high)) in pixel.iter().zip(lowest.iter_mut().zip(&mut highest)) {
                *low = if sample < *low { sample } else { *low };
                *high = if sample > *high { sample } else { *high };
            }
        }
        // Some readers compare values, some bytes: there is only one 0.
        let positive_zero = |value: &mut T| *value = T::from_f64(value.to_f64() + 0.0);
        lowest.iter_mut().chain(&mut highest).for_each(positive_zero);
        Some((lowest, highest))
    }
}

/// Appends a blob whose samples differ by no more than `max_z_error` from the given ones: 0.5 is lossless for integers. The mask
/// is left out if it is that of the blob before.
pub(super) fn put_blob<T: Sample>(pixels: &Pixels<'_, T>, max_z_error: f64, with_mask: bool, out: &mut Vec<u8>) {
    let start = out.len();
    let valid = pixels.valid();
    let (lowest, highest) = pixels.ranges().unwrap_or_default();
    let extreme =
        |samples: &[T], pick: fn(f64, f64) -> f64| samples.iter().map(|s| s.to_f64()).reduce(pick).unwrap_or(0.0);
    let (low, high) = (extreme(&lowest, f64::min), extreme(&highest, f64::max));
    let half_step = if T::TYPE.is_float() { half_step(pixels, max_z_error, low, high) } else { max_z_error };
    let tolerance = Tolerance { half_step, most: max_z_error };

    let mut body = Vec::new();
    match pixels.mask {
        Some(mask) if with_mask && valid > 0 && valid < pixels.width * pixels.height => {
            let mask = mask.packed();
            body.extend_from_slice(&(mask.len() as u32).to_le_bytes());
            body.extend_from_slice(&mask);
        }
        _ => body.extend_from_slice(&[0; 4]),
    }
    let mut block_size = 8;
    if valid > 0 && low != high {
        lowest.iter().chain(&highest).for_each(|sample| sample.put(&mut body));
        if lowest != highest {
            block_size = put_samples(pixels, tolerance, &highest, &mut body);
        }
    }

    out.extend_from_slice(b"Lerc2 ");
    out.extend_from_slice(&VERSION.to_le_bytes());
    out.extend_from_slice(&[0; 4]);
    // All are less than 2³¹: the block has been found to be small enough.
    let numbers = [pixels.height, pixels.width, pixels.depth, valid, block_size, 0, T::TYPE as usize];
    numbers.iter().for_each(|&number| out.extend_from_slice(&(number as u32).to_le_bytes()));
    [half_step, low, high].iter().for_each(|number| out.extend_from_slice(&number.to_le_bytes()));
    out.extend_from_slice(&body);
    let len = (out.len() - start) as u32;
    let blob = &mut out[start..];
    blob[BLOB_LEN..BLOB_LEN + 4].copy_from_slice(&len.to_le_bytes());
    let sum = checksum(&blob[CHECKED..]);
    blob[CHECKSUM..CHECKED].copy_from_slice(&sum.to_le_bytes());
}

/// Appends the samples in the way that is shortest, and says the size of blocks.
fn put_samples<T: Sample>(pixels: &Pixels<'_, T>, tolerance: Tolerance, highest: &[T], out: &mut Vec<u8>) -> usize {
    let raw_len = pixels.valid() * pixels.depth * T::TYPE.bytes();
    let may_have_codes = T::TYPE.bytes() == 1 && tolerance.half_step == 0.5;
    let huffman = if may_have_codes { Huffman::of(pixels) } else { None };

    let (mut block_size, mut tiles) = (8, Vec::new());
    put_tiles(pixels, 8, tolerance, highest, &mut tiles);
    let samples = pixels.width * pixels.height * pixels.depth;
    let is_large = pixels.width > 8 || pixels.height > 8;
    // Blocks of less than 1.5 bits a sample are mostly heads, of which larger ones have fewer.
    if is_large && 16 * tiles.len() < 3 * samples {
        let mut larger = Vec::new();
        put_tiles(pixels, 16, tolerance, highest, &mut larger);
        if larger.len() <= tiles.len() {
            (block_size, tiles) = (16, larger);
        }
    }
    let huffman = huffman.filter(|huffman| huffman.len < tiles.len());
    let len = huffman.as_ref().map_or(tiles.len(), |huffman| huffman.len) + usize::from(may_have_codes);
    if raw_len <= len {
        out.push(1);
        pixels.valid_pixels().flatten().for_each(|sample| sample.put(out));
        return 8;
    }
    out.push(0);
    if let Some(huffman) = huffman {
        out.push(huffman.mode as u8);
        huffman.put(pixels, out);
        return 8;
    }
    if may_have_codes {
        out.push(0);
    }
    out.extend_from_slice(&tiles);
    block_size
}

/// Half a step that keeps floats within `most` of what they are, even after a decoder has rounded them; 0 for lossless.
fn half_step<T: Sample>(pixels: &Pixels<'_, T>, most: f64, low: f64, high: f64) -> f64 {
    if most == 0.0 {
        return 0.0;
    }
    let half_ulp = T::from_f64(low.abs().max(high.abs())).ulp() / 2.0;
    if half_ulp.is_nan() || half_ulp > most / 16.0 {
        // Floats that are hardly finer than the steps: powers of two fall on them.
        let power = f64::from_bits(most.to_bits() & !((1 << 52) - 1));
        return if power > 0.0 { power } else { most };
    }
    // What is rounded, here and in doubles, comes on top.
    let half_step = most - half_ulp - most / (1u64 << 40) as f64;
    coarser(pixels, half_step).unwrap_or(half_step)
}

/// Half the step of decimals, such as 0.01, that all samples are multiples of, if that is more: it loses no more, and takes fewer
/// bits.
fn coarser<T: Sample>(pixels: &Pixels<'_, T>, most: f64) -> Option<f64> {
    const PER_UNIT: [f64; 9] = [1.0, 2.0, 10.0, 20.0, 100.0, 200.0, 1000.0, 2000.0, 10000.0];
    let mut candidates: Vec<f64> = PER_UNIT.into_iter().filter(|per_unit| 0.5 / per_unit > most).collect();
    for pixel in pixels.valid_pixels() {
        for sample in pixel {
            candidates.retain(|per_unit| {
                let scaled = sample.to_f64() * per_unit;
                // The lowest of a block is off by as much: both together must not be too far.
                (scaled.round_ties_even() - scaled).abs() <= most / 2.0 * per_unit
            });
        }
        if candidates.is_empty() {
            return None;
        }
    }
    candidates.first().map(|per_unit| 0.5 / per_unit)
}

/// Fletcher's checksum of 32 bits, of pairs of bytes with the more significant first.
fn checksum(bytes: &[u8]) -> u32 {
    let (mut sum, mut sum_of_sums) = (0xffffu32, 0xffffu32);
    let fold = |sum: u32| (sum & 0xffff) + (sum >> 16);
    // As many as 32 bits hold the sums of.
    let (pairs, last) = bytes.as_chunks::<2>();
    for pairs in pairs.chunks(359) {
        for &pair in pairs {
            sum += u32::from(u16::from_be_bytes(pair));
            sum_of_sums = sum_of_sums.wrapping_add(sum);
        }
        (sum, sum_of_sums) = (fold(sum), fold(sum_of_sums));
    }
    if let [last] = last {
        sum += u32::from(*last) << 8;
        sum_of_sums += sum;
    }
    (sum, sum_of_sums) = (fold(sum), fold(sum_of_sums));
    sum_of_sums << 16 | sum
}
