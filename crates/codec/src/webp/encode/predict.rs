//! The predictor transform: which mode each square has, and what it leaves of the pixels.

use super::log::{BIT, Bits};
use super::predictors::{MODES, residuals};
use super::tiles::{Counts, Tiles, cost_beside};

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
    let (mut best, mut least) = (0, Bits::MAX);
    for mode in 0..MODES {
        let mut counts = [[0; 256]; 4];
        for start in starts.clone() {
            residuals(mode, pixels, tiles.width, start, len, |_, value| count(&mut counts, value));
        }
        let mut cost: Bits = counts.iter().zip(met).map(|(counts, met)| cost_beside(counts, met)).sum();
        for neighbour in neighbours {
            if neighbour.is_none_or(|other| (other >> 8 & 15) as usize != mode) {
                cost += NEIGHBOUR;
            }
        }
        if cost < least {
            (best, least) = (mode, cost);
        }
    }
    best
}
