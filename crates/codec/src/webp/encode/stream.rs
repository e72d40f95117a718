//! The stream of a VP8L image: its size, the transforms, and the pixels that are left after them.

use super::bits::BitWriter;
use super::image::{Of, write};
use super::palette::Palette;
use super::tiles::Tiles;
use super::{cross_color, predict};

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

/// How an image is transformed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Palette,
    Predicted,
    Plain,
}

impl Picture<'_> {
    /// The smallest of the streams that are tried.
    pub(super) fn encode(&self) -> Vec<u8> {
        let palette = Palette::of(self.pixels);
        let mut ways = Vec::new();
        match &palette {
            Some(palette) => {
                ways.push(Way::Palette);
                if palette.len() > 16 {
                    ways.push(Way::Predicted);
                }
            }
            None => {
                ways.push(Way::Predicted);
            }
        }
        let streams = ways.into_iter().map(|way| self.stream(way, palette.as_ref()));
        streams.min_by_key(Vec::len).unwrap_or_default()
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
            (Way::Plain, _) => {
                bits.put(0, 1);
                write(self.pixels, self.width, Of::Pixels, &mut bits);
            }
            _ => self.predicted(&mut bits),
        }
        bits.finish()
    }

    fn indexed(&self, palette: &Palette, bits: &mut BitWriter) {
        transform(COLOR_INDEXING, bits);
        bits.put(palette.len() as u32 - 1, 8);
        write(&palette.differences(), palette.len(), Of::Part, bits);
        bits.put(0, 1);
        let numbers = palette.indexed(self.pixels, self.width);
        write(&numbers, self.width.div_ceil(1 << palette.shift()), Of::Numbers, bits);
    }

    fn predicted(&self, bits: &mut BitWriter) {
        transform(SUBTRACT_GREEN, bits);
        let pixels: Vec<u32> = self.pixels.iter().map(|&pixel| subtract_green(pixel)).collect();
        let tiles = Tiles { bits: 4, width: self.width, height: self.height };
        let (modes, mut pixels) = predict::transform(&pixels, &tiles);
        transform(PREDICTOR, bits);
        bits.put(tiles.bits - 2, 3);
        write(&modes, tiles.across(), Of::Part, bits);
        let factors = cross_color::transform(&mut pixels, &tiles);
        transform(CROSS_COLOR, bits);
        bits.put(tiles.bits - 2, 3);
        write(&factors, tiles.across(), Of::Part, bits);
        bits.put(0, 1);
        write(&pixels, self.width, Of::Pixels, bits);
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
