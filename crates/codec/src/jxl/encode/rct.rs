//! Reversible colour transforms: three channels as others, of which two are mostly small.

use super::estimate::{Estimate, sample_rows};
use super::plane::Plane;

/// An order of the channels, times 7, and what is done to them then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ColourTransform(pub(super) u32);

const KINDS: u32 = 7;
const YCOCG: u32 = 6;

impl ColourTransform {
    pub(super) const NONE: Self = Self(0);

    /// All, the usual ones first.
    fn all() -> impl Iterator<Item = Self> {
        // Those that only change the order gain nothing.
        let usual = [0, YCOCG, 10, 5, 3, 17, 24].map(Self);
        let others = (1..42).map(Self).filter(move |it| it.0 % KINDS != 0 && !usual.contains(it));
        usual.into_iter().chain(others)
    }

    /// The one of the first `most` by which these three channels take least, as far as can be told from some rows.
    pub(super) fn best(channels: &[Plane], most: usize) -> Self {
        let [a, b, c] = channels else { return Self::NONE };
        let some = [a, b, c].map(sample_rows);
        let cost = |transform: Self| {
            let mut planes = some.clone();
            transform.apply(&mut planes);
            planes.iter().map(Estimate::of).map(|estimate| estimate.cost).sum::<u64>()
        };
        Self::all().take(most).min_by_key(|&transform| cost(transform)).unwrap_or(Self::NONE)
    }

    /// Transforms three channels.
    pub(super) fn apply(self, channels: &mut [Plane]) {
        let [a, b, c] = channels else { return };
        let order = (self.0 / KINDS) as usize;
        let kind = self.0 % KINDS;
        let places = [order % 3, (order + 1 + order / 3) % 3, (order + 2 - order / 3) % 3];
        let pixels = a.samples.iter_mut().zip(&mut b.samples).zip(&mut c.samples);
        for ((a, b), c) in pixels {
            let old = [*a, *b, *c];
            [*a, *b, *c] = forward(places.map(|place| old[place]), kind);
        }
    }
}

/// One pixel: samples are of 16 bits, and stay far within 32.
#[inline(always)]
fn forward([first, second, third]: [i32; 3], kind: u32) -> [i32; 3] {
    if kind == YCOCG {
        let (r, g, b) = (first, second, third);
        let orange = r - b;
        let between = b + (orange >> 1);
        let green = g - between;
        return [between + (green >> 1), orange, green];
    }
    let second = match kind >> 1 {
        1 => second - first,
        2 => second - ((first + third) >> 1),
        _ => second,
    };
    [first, second, if kind & 1 == 1 { third - first } else { third }]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As the standard undoes it.
    fn back([mut first, mut second, mut third]: [i32; 3], transform: u32) -> [i32; 3] {
        let (order, kind) = ((transform / 7) as usize, transform % 7);
        if kind == 6 {
            let between = first - (third >> 1);
            let green = third + between;
            let blue = between - (second >> 1);
            (first, second, third) = (blue + second, green, blue);
        } else {
            if kind & 1 == 1 {
                third += first;
            }
            match kind >> 1 {
                1 => second += first,
                2 => second += (first + third) >> 1,
                _ => {}
            }
        }
        let mut out = [0; 3];
        out[order % 3] = first;
        out[(order + 1 + order / 3) % 3] = second;
        out[(order + 2 - order / 3) % 3] = third;
        out
    }

    #[test]
    fn colours_come_back() {
        for transform in ColourTransform::all() {
            for pixel in [[0, 0, 0], [255, 0, 0], [1, 2, 3], [65_535, 0, 65_535], [7, 65_535, 8]] {
                let mut planes = pixel.map(|sample| Plane { width: 1, height: 1, samples: vec![sample] });
                transform.apply(&mut planes);
                let coded = planes.map(|plane| plane.samples[0]);
                assert_eq!(back(coded, transform.0), pixel, "{transform:?}");
            }
        }
    }
}
