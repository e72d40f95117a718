//! The colours of an image of few, and its pixels as their numbers, several to a pixel if they are very few.

use super::predictors::subtract;

/// The most colours that an image with a table can have.
const MOST: usize = 256;

/// Colours, each once.
#[derive(Debug)]
pub(super) struct Palette {
    colors: Vec<u32>,
}

impl Palette {
    /// The colours of these pixels, unless they are more than 256; in an order in which one is near the next.
    pub(super) fn of(pixels: &[u32]) -> Option<Self> {
        let mut colors: Vec<u32> = Vec::new();
        let mut last = None;
        // Open addressing: places of a hash, and those that follow.
        let mut places = [None; 4 * MOST];
        for &pixel in pixels {
            if last.replace(pixel) == Some(pixel) {
                continue;
            }
            let mut place = hash(pixel);
            while let Some(color) = places[place]
                && color != pixel
            {
                place = (place + 1) % places.len();
            }
            if places[place].is_none() {
                if colors.len() == MOST {
                    return None;
                }
                places[place] = Some(pixel);
                colors.push(pixel);
            }
        }
        colors.sort_unstable();
        Some(Self { colors: chained(colors) })
    }

    pub(super) fn len(&self) -> usize {
        self.colors.len()
    }

    /// The table as it is stored: each colour less the one before it.
    pub(super) fn differences(&self) -> Vec<u32> {
        let before = std::iter::once(&0).chain(&self.colors);
        self.colors.iter().zip(before).map(|(&color, &before)| subtract(color, before)).collect()
    }

    /// By how many bits the width shrinks, since 1 << that many numbers stand in one pixel.
    pub(super) fn shift(&self) -> u32 {
        match self.colors.len() {
            ..=2 => 3,
            3..=4 => 2,
            5..=16 => 1,
            _ => 0,
        }
    }

    /// The numbers of the pixels in green, the first in the lowest bits.
    pub(super) fn indexed(&self, pixels: &[u32], width: usize) -> Vec<u32> {
        let mut numbers: Vec<(u32, u32)> = self.colors.iter().copied().zip(0..).collect();
        numbers.sort_unstable();
        let mut last = None;
        let mut number_of = |color| match last {
            Some((same, number)) if same == color => number,
            _ => {
                let place = numbers.partition_point(|entry| entry.0 < color);
                let number = numbers.get(place).map_or(0, |entry| entry.1);
                last = Some((color, number));
                number
            }
        };
        let (count, bits) = (1 << self.shift(), 8 >> self.shift());
        let mut out = Vec::with_capacity(pixels.len() / count + pixels.len() / width);
        for row in pixels.chunks(width) {
            for group in row.chunks(count) {
                let packed = group.iter().rev().fold(0, |packed, &pixel| packed << bits | number_of(pixel));
                out.push(0xff00_0000 | packed << 8);
            }
        }
        out
    }
}

fn hash(color: u32) -> usize {
    (color.wrapping_mul(0x9e37_79b1) >> 22) as usize
}

/// The colours in an order of small steps: each is followed by the nearest that is left.
fn chained(mut colors: Vec<u32>) -> Vec<u32> {
    let mut last = 0;
    for done in 0..colors.len() {
        let nearest = (done..colors.len()).min_by_key(|&i| distance(last, colors[i])).unwrap_or(done);
        // Those between keep their order.
        colors[done..=nearest].rotate_right(1);
        last = colors[done];
    }
    colors
}

/// How far colours are apart as bytes that wrap.
fn distance(a: u32, b: u32) -> u32 {
    subtract(b, a).to_le_bytes().iter().map(|&byte| u32::from(byte.cast_signed().unsigned_abs())).sum()
}
