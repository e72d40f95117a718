//! The predictor transform: which mode each square has, and what it leaves of the pixels.

use super::predictors::{MODES, residuals};
use super::tiles::{Counts, Tiles};
use crate::log2::{BIT, Bits, growth};

/// What it is worth to have a neighbour's mode.
const NEIGHBOUR: Bits = 15 * BIT;

/// The modes of the squares, as pixels whose green tells them, and what is left of all pixels.
pub(super) fn transform(pixels: &[u32], tiles: &Tiles) -> (Vec<u32>, Vec<u32>) {
    let mut modes: Vec<u32> = Vec::with_capacity(tiles.across() * tiles.down());
    let mut left = vec![0; pixels.len()];
    let mut met = Box::new([[0; 256]; 4]);
    for row in 0..tiles.down() {
        for column in 0..tiles.across() {
            let beside = column.checked_sub(1).and_then(|_| modes.last().copied());
            let above = row.checked_sub(1).map(|row| modes[row * tiles.across() + column]);
            let mode = best(pixels, tiles, column, row, &met, [beside, above]);
            let (starts, len) = tiles.pieces(column, row);
            for start in starts {
                residuals(mode, pixels, tiles.width, start, len, |i, value| {
                    left[i] = value;
                    count(&mut met, value);
                });
            }
            modes.push(0xff00_0000 | (mode as u32) << 8);
        }
    }
    (modes, left)
}

#[inline(always)]
fn count(counts: &mut [Counts; 4], value: u32) {
    for (counts, byte) in counts.iter_mut().zip(value.to_le_bytes()) {
        counts[usize::from(byte)] += 1;
    }
}

fn best(
    pixels: &[u32],
    tiles: &Tiles,
    column: usize,
    row: usize,
    met: &[Counts; 4],
    neighbours: [Option<u32>; 2],
) -> usize {
    let (starts, len) = tiles.pieces(column, row);
    let (mut best, mut least) = (0, i64::MAX);
    for mode in 0..MODES {
        // The more often a value was met, here or elsewhere, the less it takes.
        let mut here = [[0_u32; 256]; 4];
        let mut gain = 0;
        for start in starts.clone() {
            residuals(mode, pixels, tiles.width, start, len, |_, value| {
                for ((here, met), byte) in here.iter_mut().zip(met).zip(value.to_le_bytes()) {
                    let (count, met) = (&mut here[usize::from(byte)], met[usize::from(byte)]);
                    gain += growth(*count) + growth(met + *count);
                    *count += 1;
                }
            });
        }
        let unlike = |other: &u32| (other >> 8 & 15) as usize != mode;
        let alone = neighbours.iter().filter(|neighbour| neighbour.as_ref().is_none_or(unlike)).count() as Bits;
        let cost = (alone * NEIGHBOUR).cast_signed() - gain.cast_signed();
        if cost < least {
            (best, least) = (mode, cost);
        }
    }
    best
}
