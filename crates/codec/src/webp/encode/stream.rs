//! The stream of a VP8L image: its size, the transforms, and the pixels that are left after them.

use super::histogram::Histogram;
use super::image::{Of, write};
use super::matches::{greedy, longest};
use super::palette::Palette;
use super::tiles::Tiles;
use super::tokens::Symbol;
use super::{cross_color, predict};
use crate::bit_writer::BitWriter;
use crate::log2::{BIT, Bits};

/// The numbers of the transforms.
const PREDICTOR: u32 = 0;
const CROSS_COLOR: u32 = 1;
const SUBTRACT_GREEN: u32 = 2;
const COLOR_INDEXING: u32 = 3;

/// An image to be encoded: alpha, red, green and blue from the highest byte to the lowest, row by row.
#[derive(Clone, Copy)]
pub(super) struct Picture<'a> {
    pub(super) pixels: &'a [u32],
    pub(super) width: usize,
    pub(super) height: usize,
}

/// Squares of 8 pixels for predictors, and of 32 for factors of colours.
const PREDICTOR_BITS: u32 = 3;
const COLOR_BITS: u32 = 5;

/// How an image is transformed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Palette,
    Predicted(Colors),
    Plain,
}

/// What is done to colours beside prediction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Colors {
    subtract_green: bool,
    cross: bool,
}

impl Picture<'_> {
    /// The smallest of the streams that are tried.
    pub(super) fn encode(&self) -> Vec<u8> {
        let palette = Palette::of(self.pixels);
        let mut ways = Vec::new();
        if palette.is_some() {
            ways.push(Way::Palette);
        }
        if palette.as_ref().is_none_or(|palette| palette.len() > 16) {
            ways.push(Way::Predicted(self.best_colors()));
        }
        if palette.is_none() && self.repeats() {
            ways.push(Way::Plain);
        }
        let streams = ways.into_iter().map(|way| self.stream(way, palette.as_ref()));
        streams.min_by_key(Vec::len).unwrap_or_default()
    }

    /// Whether half of the pixels or more repeat earlier ones.
    fn repeats(&self) -> bool {
        let tokens = greedy(&longest(self.pixels, self.width), 4);
        tokens.iter().filter(|token| token.len() == 1).count() < self.pixels.len() / 2
    }

    /// What suits the colours best, judged by some bands of rows.
    fn best_colors(&self) -> Colors {
        const BAND: usize = 16;
        let rows: Vec<&[u32]> = self.pixels.chunks(self.width).collect();
        let bands = rows.chunks(BAND).step_by(rows.len().div_ceil(4 * BAND));
        let pixels: Vec<u32> = bands.flatten().flat_map(|row| row.iter().copied()).collect();
        let sample = Picture { pixels: &pixels, width: self.width, height: pixels.len() / self.width };
        let (mut best, mut least) = (Colors { subtract_green: true, cross: true }, Bits::MAX);
        for subtract_green in [true, false] {
            let mut transformed = sample.predicted_from(subtract_green);
            // Without either, photographs take more: that is not tried.
            let without = if subtract_green { transformed.cost(self.width) } else { Bits::MAX };
            transformed.cross_colors(self.width);
            for (cross, cost) in [(true, transformed.cost(self.width)), (false, without)] {
                if cost < least {
                    (best, least) = (Colors { subtract_green, cross }, cost);
                }
            }
        }
        best
    }

    /// What is left after prediction, of colours less green or as they are.
    fn predicted_from(&self, is_green_subtracted: bool) -> Transformed {
        let Self { width, height, .. } = *self;
        let tiles = Tiles { bits: PREDICTOR_BITS, width, height };
        let (modes, pixels) = if is_green_subtracted {
            let pixels: Vec<u32> = self.pixels.iter().map(|&pixel| subtract_green(pixel)).collect();
            predict::transform(&pixels, &tiles)
        } else {
            predict::transform(self.pixels, &tiles)
        };
        Transformed { modes, factors: Vec::new(), pixels }
    }

    fn stream(&self, way: Way, palette: Option<&Palette>) -> Vec<u8> {
        let mut bits = BitWriter::default();
        bits.put(0x2f, 8);
        // Sides are of up to 16384 pixels.
        bits.put(self.width as u32 - 1, 14);
        bits.put(self.height as u32 - 1, 14);
        let has_alpha = self.pixels.iter().any(|pixel| pixel >> 24 != 0xff);
        bits.put(u32::from(has_alpha), 1);
        bits.put(0, 3);
        match (way, palette) {
            (Way::Palette, Some(palette)) => self.indexed(palette, &mut bits),
            (Way::Predicted(colors), _) => self.predicted(colors, &mut bits),
            _ => {
                bits.put(0, 1);
                write(self.pixels, self.width, Of::Pixels, &mut bits);
            }
        }
        bits.into_bytes()
    }

    fn indexed(&self, palette: &Palette, bits: &mut BitWriter) {
        transform(COLOR_INDEXING, bits);
        bits.put(palette.len() as u32 - 1, 8);
        write(&palette.differences(), palette.len(), Of::Part, bits);
        bits.put(0, 1);
        let numbers = palette.indexed(self.pixels, self.width);
        write(&numbers, self.width.div_ceil(1 << palette.shift()), Of::Pixels, bits);
    }

    fn predicted(&self, colors: Colors, bits: &mut BitWriter) {
        let mut transformed = self.predicted_from(colors.subtract_green);
        if colors.cross {
            transformed.cross_colors(self.width);
        }
        let Transformed { modes, factors, pixels } = transformed;
        if colors.subtract_green {
            transform(SUBTRACT_GREEN, bits);
        }
        transform(PREDICTOR, bits);
        bits.put(PREDICTOR_BITS - 2, 3);
        write(&modes, self.width.div_ceil(1 << PREDICTOR_BITS), Of::Part, bits);
        if colors.cross {
            transform(CROSS_COLOR, bits);
            bits.put(COLOR_BITS - 2, 3);
            write(&factors, self.width.div_ceil(1 << COLOR_BITS), Of::Part, bits);
        }
        bits.put(0, 1);
        write(&pixels, self.width, Of::Pixels, bits);
    }
}

/// What transforms say, and leave of the pixels.
struct Transformed {
    modes: Vec<u32>,
    factors: Vec<u32>,
    pixels: Vec<u32>,
}

impl Transformed {
    fn cross_colors(&mut self, width: usize) {
        let tiles = Tiles { bits: COLOR_BITS, width, height: self.pixels.len() / width };
        self.factors = cross_color::transform(&mut self.pixels, &tiles);
    }

    /// About what the pixels take in codes that differ from place to place, and the factors.
    fn cost(&self, width: usize) -> Bits {
        let tiles = Tiles { bits: 6, width, height: self.pixels.len() / width };
        let mut cost = 16 * BIT * self.factors.len() as Bits;
        for (column, row) in (0..tiles.down()).flat_map(|row| (0..tiles.across()).map(move |column| (column, row))) {
            let mut histogram = Histogram::new(0);
            let (starts, len) = tiles.pieces(column, row);
            let pixels = starts.flat_map(|start| &self.pixels[start..start + len]);
            pixels.for_each(|&pixel| histogram.count(Symbol::Pixel(pixel)));
            cost += histogram.entropies().iter().sum::<Bits>();
        }
        cost
    }
}

/// Says that a transform follows, and which.
fn transform(number: u32, bits: &mut BitWriter) {
    bits.put(1, 1);
    bits.put(number, 2);
}

fn subtract_green(pixel: u32) -> u32 {
    let [blue, green, red, alpha] = pixel.to_le_bytes();
    u32::from_le_bytes([blue.wrapping_sub(green), green, red.wrapping_sub(green), alpha])
}
