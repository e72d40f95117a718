//! About how many bits a plane would take: by what the gradient leaves of it.

use super::hybrid_uint::{HybridUint, pack_signed};
use super::plane::Plane;
use super::predict::gradient;
use crate::log2::{BIT, times_log2};

/// About so many pixels are enough.
const PIXELS: usize = 16_384;

/// What a plane takes, in parts of a bit.
pub(super) struct Estimate {
    pub(super) cost: u64,
}

impl Estimate {
    pub(super) fn of(plane: &Plane) -> Self {
        let mut counts = [0_u32; 256];
        let mut bits = 0;
        for y in 0..plane.height {
            let rows = plane.rows(y);
            for (x, &sample) in rows.here.iter().enumerate() {
                let near = rows.neighbours(x);
                let rest = sample.wrapping_sub(gradient(near.w, near.n, near.nw));
                let symbol = HybridUint::USUAL.encode(pack_signed(rest));
                counts[symbol.symbol as usize & 255] += 1;
                bits += u64::from(symbol.bit_count);
            }
        }
        let sum: u64 = counts.iter().map(|&count| times_log2(count)).sum();
        Self { cost: times_log2(plane.samples.len() as u32).saturating_sub(sum) + bits * BIT }
    }
}

/// Some pairs of rows of a plane, as a plane; all of a small one.
pub(super) fn sample_rows(plane: &Plane) -> Plane {
    let pairs = (PIXELS / 2 / plane.width.max(1)).max(1);
    let apart = plane.height.div_ceil(2).div_ceil(pairs).max(1);
    let rows = plane.samples.chunks_exact(plane.width.max(1)).enumerate();
    let some = rows.filter(|(y, _)| y / 2 % apart == 0);
    let samples: Vec<i32> = some.flat_map(|(_, row)| row).copied().collect();
    Plane { width: plane.width, height: samples.len() / plane.width.max(1), samples }
}
