//! The colour transform: what green tells of red and blue, and red of blue, square by square.

use super::tiles::{Counts, Tiles, cost_beside};
use crate::log2::{BIT, Bits};

/// Thirty-seconds of one colour that are taken from another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Factors {
    green_to_red: i8,
    green_to_blue: i8,
    red_to_blue: i8,
}

/// What it is worth to have a neighbour's factor, or none.
const NEIGHBOUR: Bits = 10 * BIT;

impl Factors {
    fn of_pixel(pixel: u32) -> Self {
        let [green_to_red, green_to_blue, red_to_blue, _] = pixel.to_le_bytes().map(u8::cast_signed);
        Self { green_to_red, green_to_blue, red_to_blue }
    }

    fn pixel(self) -> u32 {
        let bytes = [self.green_to_red, self.green_to_blue, self.red_to_blue].map(i8::cast_unsigned);
        u32::from_le_bytes([bytes[0], bytes[1], bytes[2], 0xff])
    }

    #[inline(always)]
    fn red(self, pixel: u32) -> u8 {
        let [_, green, red, _] = pixel.to_le_bytes();
        red.wrapping_sub(part(self.green_to_red, green))
    }

    #[inline(always)]
    fn blue(self, pixel: u32) -> u8 {
        let [blue, green, red, _] = pixel.to_le_bytes();
        blue.wrapping_sub(part(self.green_to_blue, green)).wrapping_sub(part(self.red_to_blue, red))
    }
}

/// The bytes are signed numbers.
#[inline(always)]
fn part(factor: i8, of: u8) -> u8 {
    ((i32::from(factor) * i32::from(of.cast_signed())) >> 5) as u8
}

/// The factors of the squares as pixels; `pixels` become what is left of them.
pub(super) fn transform(pixels: &mut [u32], tiles: &Tiles) -> Vec<u32> {
    let mut all: Vec<u32> = Vec::with_capacity(tiles.across() * tiles.down());
    let (mut red_met, mut blue_met) = ([0; 256], [0; 256]);
    let mut square = Vec::new();
    for row in 0..tiles.down() {
        for column in 0..tiles.across() {
            let beside = column.checked_sub(1).and_then(|_| all.last().copied());
            let above = row.checked_sub(1).map(|row| all[row * tiles.across() + column]);
            let neighbours = [beside, above].map(|pixel| pixel.map(Factors::of_pixel).unwrap_or_default());
            let (starts, len) = tiles.pieces(column, row);
            square.clear();
            starts.clone().for_each(|start| square.extend_from_slice(&pixels[start..start + len]));
            let factors = Search { square: &square, red_met: &red_met, blue_met: &blue_met, neighbours }.best();
            for pixel in starts.flat_map(|start| start..start + len) {
                let [_, green, _, alpha] = pixels[pixel].to_le_bytes();
                let (red, blue) = (factors.red(pixels[pixel]), factors.blue(pixels[pixel]));
                pixels[pixel] = u32::from_le_bytes([blue, green, red, alpha]);
                red_met[usize::from(red)] += 1;
                blue_met[usize::from(blue)] += 1;
            }
            all.push(factors.pixel());
        }
    }
    all
}

/// The search for the factors of a square.
struct Search<'a> {
    square: &'a [u32],
    red_met: &'a Counts,
    blue_met: &'a Counts,
    neighbours: [Factors; 2],
}

impl Search<'_> {
    /// From none, and from the neighbours', by steps that become smaller.
    fn best(&self) -> Factors {
        let mut best = Factors::default();
        let mut least = self.red_cost(best);
        let try_red = |factors: Factors, best: &mut Factors, least: &mut Bits| {
            let cost = self.red_cost(factors);
            if cost < *least {
                (*best, *least) = (factors, cost);
            }
        };
        for from in self.neighbours {
            try_red(Factors { green_to_red: from.green_to_red, ..best }, &mut best, &mut least);
        }
        for step in [32, 16, 8, 4, 2, 1] {
            let from = best.green_to_red;
            for green_to_red in [from.saturating_sub(step), from.saturating_add(step)] {
                try_red(Factors { green_to_red, ..best }, &mut best, &mut least);
            }
        }
        let mut least = self.blue_cost(best);
        let try_blue = |factors: Factors, best: &mut Factors, least: &mut Bits| {
            let cost = self.blue_cost(factors);
            let is_better = cost < *least;
            if is_better {
                (*best, *least) = (factors, cost);
            }
            is_better
        };
        for Factors { green_to_blue, red_to_blue, .. } in self.neighbours {
            try_blue(Factors { green_to_blue, red_to_blue, ..best }, &mut best, &mut least);
        }
        for step in [16_i8, 8, 4, 2, 1] {
            let mut is_better = true;
            while is_better {
                let from = best;
                is_better = false;
                for (green, red) in [(0, -1), (0, 1), (-1, 0), (1, 0), (-1, -1), (1, 1), (-1, 1), (1, -1)] {
                    let factors = Factors {
                        green_to_blue: from.green_to_blue.saturating_add(green * step),
                        red_to_blue: from.red_to_blue.saturating_add(red * step),
                        ..from
                    };
                    is_better |= try_blue(factors, &mut best, &mut least);
                }
            }
        }
        best
    }

    fn red_cost(&self, factors: Factors) -> Bits {
        let mut counts = [0; 256];
        for &pixel in self.square {
            counts[usize::from(factors.red(pixel))] += 1;
        }
        cost_beside(&counts, self.red_met) + self.neighbour_cost(factors.green_to_red, |other| other.green_to_red)
    }

    fn blue_cost(&self, factors: Factors) -> Bits {
        let mut counts = [0; 256];
        for &pixel in self.square {
            counts[usize::from(factors.blue(pixel))] += 1;
        }
        cost_beside(&counts, self.blue_met)
            + self.neighbour_cost(factors.green_to_blue, |other| other.green_to_blue)
            + self.neighbour_cost(factors.red_to_blue, |other| other.red_to_blue)
    }

    fn neighbour_cost(&self, factor: i8, of: impl Fn(&Factors) -> i8) -> Bits {
        let unlike = self.neighbours.iter().filter(|other| of(other) != factor).count() + usize::from(factor != 0);
        unlike as Bits * NEIGHBOUR
    }
}
