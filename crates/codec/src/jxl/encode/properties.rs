//! What a tree can ask of a pixel before it is known.

use super::plane::Plane;
use super::predict::{Neighbours, gradient};
use super::weighted::Weighted;

/// Properties of the pixel itself and its neighbours; after them come four of each channel before.
pub(super) const OWN: usize = 16;
/// How many channels before are asked.
pub(super) const MOST_REFERENCES: usize = 3;
pub(super) const COUNT: usize = OWN + 4 * MOST_REFERENCES;

/// Numbers of properties.
pub(super) const CHANNEL: usize = 0;
pub(super) const ROW: usize = 2;
pub(super) const COLUMN: usize = 3;
pub(super) const ABS_N: usize = 4;
pub(super) const ABS_W: usize = 5;
pub(super) const N: usize = 6;
pub(super) const W: usize = 7;
pub(super) const W_FROM_GRADIENT: usize = 8;
pub(super) const GRADIENT: usize = 9;
pub(super) const W_NW: usize = 10;
pub(super) const NW_N: usize = 11;
pub(super) const N_NE: usize = 12;
pub(super) const N_NN: usize = 13;
pub(super) const W_WW: usize = 14;
pub(super) const WEIGHTED: usize = 15;
/// Of the channel before: the size of its sample, the sample, and the size and the value of how far it is from its gradient.
pub(super) const BEFORE_ABS: usize = OWN;
pub(super) const BEFORE: usize = OWN + 1;
pub(super) const BEFORE_ABS_ERROR: usize = OWN + 2;
pub(super) const BEFORE_ERROR: usize = OWN + 3;

pub(super) type Properties = [i32; COUNT];

/// Properties of the pixels of a row, one after the other.
pub(super) struct Walk {
    pub(super) properties: Properties,
}

impl Walk {
    pub(super) fn of_row(channel: usize, y: usize) -> Self {
        let mut properties = [0; COUNT];
        // Numbers of channels and rows are small.
        properties[CHANNEL] = channel as u16 as i32;
        properties[ROW] = (y as u32).cast_signed();
        Self { properties }
    }

    /// Moves on to a pixel. The gradient of the pixel before must still be there.
    #[inline(always)]
    pub(super) fn step(&mut self, x: usize, near: &Neighbours, weighted: Weighted) {
        let Neighbours { w, n, nw, ne, nn, ww, .. } = *near;
        let all = &mut self.properties;
        all[COLUMN] = (x as u32).cast_signed();
        all[ABS_N] = n.wrapping_abs();
        all[ABS_W] = w.wrapping_abs();
        all[N] = n;
        all[W] = w;
        all[W_FROM_GRADIENT] = w.wrapping_sub(all[GRADIENT]);
        all[GRADIENT] = w.wrapping_add(n).wrapping_sub(nw);
        all[W_NW] = w.wrapping_sub(nw);
        all[NW_N] = nw.wrapping_sub(n);
        all[N_NE] = n.wrapping_sub(ne);
        all[N_NN] = n.wrapping_sub(nn);
        all[W_WW] = w.wrapping_sub(ww);
        all[WEIGHTED] = weighted.error;
    }

    /// Adds what is known of the channels before.
    #[inline(always)]
    pub(super) fn refer(&mut self, references: &[&Plane], x: usize, y: usize) {
        for (place, plane) in references.iter().enumerate() {
            let start = y * plane.width + x;
            let at = |back: usize| plane.samples[start - back];
            let value = at(0);
            let w = if x > 0 { at(1) } else { 0 };
            let n = if y > 0 { at(plane.width) } else { w };
            let nw = if x > 0 && y > 0 { at(plane.width + 1) } else { w };
            let error = value.wrapping_sub(gradient(w, n, nw));
            let four = [value.wrapping_abs(), value, error.wrapping_abs(), error];
            self.properties[OWN + 4 * place..][..4].copy_from_slice(&four);
        }
    }
}

/// How many channels before must be known for a property.
pub(super) const fn references_of(property: usize) -> usize {
    if property < OWN { 0 } else { (property - OWN) / 4 + 1 }
}

/// The channels before one that have its size, nearest first, up to so many; palettes, which are the first `metas`, are for themselves.
pub(super) fn references(channels: &[Plane], channel: usize, metas: usize, most: usize) -> Vec<&Plane> {
    let own = &channels[channel];
    let is_like = |plane: &&Plane| (plane.width, plane.height) == (own.width, own.height);
    let before = if channel < metas { &channels[..channel] } else { &channels[metas..channel] };
    before.iter().rev().filter(is_like).take(most).collect()
}
