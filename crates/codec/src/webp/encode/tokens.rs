//! An image as pixels and copies of earlier ones, and these as symbols, given a cache of recent colours.

use super::distances::number_of;

/// A pixel as it is, or a copy of those that lie at a distance before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token(u32);

impl Token {
    /// A pixel.
    pub(super) const PIXEL: Self = Self(0);

    /// A copy of up to 4096 pixels, from less than 2²⁰ before.
    #[inline]
    pub(super) fn copy(len: usize, distance: usize) -> Self {
        Self((len as u32 - 1) << 20 | distance as u32)
    }

    /// How many pixels it stands for.
    #[inline]
    pub(super) fn len(self) -> usize {
        (self.0 >> 20) as usize + 1
    }

    #[inline]
    pub(super) fn distance(self) -> usize {
        (self.0 & 0xf_ffff) as usize
    }
}

/// What is coded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Symbol {
    Pixel(u32),
    /// The place in the cache where the pixel is.
    Cached(usize),
    Copy {
        len: u32,
        /// The number of the distance.
        number: u32,
    },
}

/// The place of a colour in a cache of `1 << bits`.
#[inline(always)]
pub(super) fn place(pixel: u32, bits: u32) -> usize {
    (pixel.wrapping_mul(0x1e35_a7bd) >> (32 - bits)) as usize
}

/// An image of tokens.
#[derive(Clone, Copy)]
pub(super) struct Coded<'a> {
    pub(super) pixels: &'a [u32],
    pub(super) width: usize,
    pub(super) tokens: &'a [Token],
    /// Of the size of the cache; 0 if there is none.
    pub(super) cache_bits: u32,
}

impl Coded<'_> {
    /// Calls `each` with the symbols, and which pixel each begins with.
    #[inline(always)]
    pub(super) fn for_each(&self, mut each: impl FnMut(usize, Symbol)) {
        let bits = self.cache_bits;
        let mut cache = vec![0; if bits == 0 { 0 } else { 1 << bits }];
        let mut at = 0;
        for &token in self.tokens {
            let len = token.len();
            let pixel = self.pixels[at];
            if len > 1 {
                each(at, Symbol::Copy { len: len as u32, number: number_of(token.distance(), self.width) });
                if bits > 0 {
                    self.pixels[at..at + len].iter().for_each(|&pixel| cache[place(pixel, bits)] = pixel);
                }
            } else if bits == 0 {
                each(at, Symbol::Pixel(pixel));
            } else {
                let place = place(pixel, bits);
                let is_there = std::mem::replace(&mut cache[place], pixel) == pixel;
                each(at, if is_there { Symbol::Cached(place) } else { Symbol::Pixel(pixel) });
            }
            at += len;
        }
    }
}

/// Whether each pixel is in the cache, which does not depend on what is copied.
pub(super) fn cached(pixels: &[u32], bits: u32) -> Vec<bool> {
    if bits == 0 {
        return vec![false; pixels.len()];
    }
    let mut cache = vec![0; 1 << bits];
    pixels.iter().map(|&pixel| std::mem::replace(&mut cache[place(pixel, bits)], pixel) == pixel).collect()
}
