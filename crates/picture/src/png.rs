//! Pixels as PNG: of the fewest samples that hold them, each row filtered as it seems to be compressed best.
//!
//! ```text
//! signature  IHDR  [PLTE [tRNS]]  IDAT  IEND      chunk: length, name, data, CRC
//! ```

use std::collections::HashMap;
use std::io::Write;

use flate2::write::ZlibEncoder;
use flate2::{Compression, Crc};
use geotiff_core::{Error, Result};

use crate::color::Color;

const SIGNATURE: [u8; 8] = *b"\x89PNG\r\n\x1a\n";

/// Samples of a picture, and how PNG calls them.
struct Samples {
    /// The number of the colour type.
    kind: u8,
    /// Bits of a sample.
    depth: u8,
    /// Bytes from a sample to the same one of the next pixel; 1 if pixels are smaller.
    stride: usize,
    row_len: usize,
    bytes: Vec<u8>,
    palette: Vec<Color>,
}

pub(crate) fn encode(pixels: &[Color], width: usize, height: usize) -> Result<Vec<u8>> {
    let size = |n: usize| u32::try_from(n).ok().filter(|n| (1..1 << 31).contains(n)).map(u32::to_be_bytes);
    let (Some(w), Some(h)) = (size(width), size(height)) else {
        return Err(Error::parameter(format!("no PNG has {width} × {height} pixels")));
    };
    let samples = Samples::new(pixels, width);
    let mut png = SIGNATURE.to_vec();
    // Deflate, the one set of filters, not interlaced.
    chunk(&mut png, *b"IHDR", &[&w[..], &h, &[samples.depth, samples.kind, 0, 0, 0]].concat())?;
    if !samples.palette.is_empty() {
        let colors: Vec<u8> = samples.palette.iter().flat_map(|color| [color.0[0], color.0[1], color.0[2]]).collect();
        chunk(&mut png, *b"PLTE", &colors)?;
        // Those that are not opaque come first.
        let opacities: Vec<u8> = samples.palette.iter().map(|color| color.0[3]).take_while(|&a| a < 255).collect();
        if !opacities.is_empty() {
            chunk(&mut png, *b"tRNS", &opacities)?;
        }
    }
    chunk(&mut png, *b"IDAT", &samples.compressed()?)?;
    chunk(&mut png, *b"IEND", &[])?;
    Ok(png)
}

fn chunk(png: &mut Vec<u8>, name: [u8; 4], data: &[u8]) -> Result<()> {
    let len = u32::try_from(data.len()).ok().filter(|&len| len < 1 << 31);
    let len = len.ok_or_else(|| Error::limits("the picture is too large for one chunk of PNG"))?;
    let mut crc = Crc::new();
    crc.update(&name);
    crc.update(data);
    png.extend_from_slice(&len.to_be_bytes());
    png.extend_from_slice(&name);
    png.extend_from_slice(data);
    png.extend_from_slice(&crc.sum().to_be_bytes());
    Ok(())
}

impl Samples {
    fn new(pixels: &[Color], width: usize) -> Self {
        let is_opaque = pixels.iter().all(|pixel| pixel.0[3] == 255);
        let is_gray = is_opaque && pixels.iter().all(|pixel| pixel.0[0] == pixel.0[1] && pixel.0[1] == pixel.0[2]);
        let full = |kind: u8, stride: usize, bytes: Vec<u8>| Self {
            kind,
            depth: 8,
            stride,
            row_len: width * stride,
            bytes,
            palette: Vec::new(),
        };
        match palette(pixels) {
            Some(palette) if !is_gray || palette.len() <= 16 => Self::indexed(pixels, width, palette),
            _ if is_gray => full(0, 1, pixels.iter().map(|pixel| pixel.0[0]).collect()),
            _ if is_opaque => {
                full(2, 3, pixels.iter().flat_map(|pixel| [pixel.0[0], pixel.0[1], pixel.0[2]]).collect())
            }
            _ => full(6, 4, pixels.iter().flat_map(|pixel| pixel.0).collect()),
        }
    }

    fn indexed(pixels: &[Color], width: usize, palette: Vec<Color>) -> Self {
        let depth = match palette.len() {
            ..=2 => 1,
            3..=4 => 2,
            5..=16 => 4,
            _ => 8,
        };
        // At most 256.
        let places: HashMap<Color, u8> = palette.iter().enumerate().map(|(i, &color)| (color, i as u8)).collect();
        let (per_byte, mut bytes) = (8 / depth, Vec::new());
        for row in pixels.chunks(width) {
            bytes.extend(row.chunks(per_byte).map(|some| {
                let put = |byte: u8, (i, color): (usize, &Color)| byte | places[color] << (8 - depth * (i + 1));
                some.iter().enumerate().fold(0, put)
            }));
        }
        Self { kind: 3, depth: depth as u8, stride: 1, row_len: width.div_ceil(per_byte), bytes, palette }
    }

    fn compressed(&self) -> Result<Vec<u8>> {
        let failed = |cause| Error::io("cannot compress the picture", cause);
        let mut out = ZlibEncoder::new(Vec::new(), Compression::best());
        let nothing = vec![0; self.row_len];
        let mut above = &nothing[..];
        // Neighbouring numbers of a palette are no neighbouring colours.
        let filters = if self.kind == 3 { 0..1 } else { 0..5 };
        for row in self.bytes.chunks_exact(self.row_len) {
            let filtered = filters.clone().map(|filter| self.filtered(filter, row, above));
            let cost = |line: &Vec<u8>| {
                line[1..].iter().map(|&byte| u64::from(byte.cast_signed().unsigned_abs())).sum::<u64>()
            };
            let best = filtered.min_by_key(cost).unwrap_or_default();
            out.write_all(&best).map_err(failed)?;
            above = row;
        }
        out.finish().map_err(failed)
    }

    /// A row as the filter of this number leaves it, which is its first byte.
    fn filtered(&self, filter: u8, row: &[u8], above: &[u8]) -> Vec<u8> {
        let before = |line: &[u8], i: usize| i.checked_sub(self.stride).map_or(0, |i| line[i]);
        let guess = |i: usize| match filter {
            1 => before(row, i),
            2 => above[i],
            // A mean of two bytes.
            3 => ((u16::from(before(row, i)) + u16::from(above[i])) / 2) as u8,
            4 => paeth(before(row, i), above[i], before(above, i)),
            _ => 0,
        };
        std::iter::once(filter).chain(row.iter().enumerate().map(|(i, byte)| byte.wrapping_sub(guess(i)))).collect()
    }
}

/// Whichever of the three is nearest to left + above − corner; the first of equals.
fn paeth(left: u8, above: u8, corner: u8) -> u8 {
    let [a, b, c] = [left, above, corner].map(i16::from);
    let (from_left, from_above, from_corner) = ((b - c).abs(), (a - c).abs(), (a + b - 2 * c).abs());
    match () {
        () if from_left <= from_above && from_left <= from_corner => left,
        () if from_above <= from_corner => above,
        () => corner,
    }
}

/// The colours, if they are no more than a palette can hold: in the order of their opacity, then of their parts.
fn palette(pixels: &[Color]) -> Option<Vec<Color>> {
    let mut colors: HashMap<Color, ()> = HashMap::new();
    let mut last = None;
    for &pixel in pixels {
        if last != Some(pixel) {
            colors.insert(pixel, ());
            last = Some(pixel);
            if colors.len() > 256 {
                return None;
            }
        }
    }
    let mut colors: Vec<Color> = colors.into_keys().collect();
    colors.sort_unstable_by_key(|color| (color.0[3], color.0));
    Some(colors)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pixels by another maker's decoder, and the colour type it found.
    fn decoded(png: &[u8]) -> (Vec<Color>, png::ColorType, png::BitDepth) {
        let mut decoder = ::png::Decoder::new(std::io::Cursor::new(png));
        let info = decoder.read_header_info().unwrap();
        let found = (info.color_type, info.bit_depth);
        decoder.set_transformations(::png::Transformations::EXPAND | ::png::Transformations::ALPHA);
        let mut reader = decoder.read_info().unwrap();
        let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
        let frame = reader.next_frame(&mut bytes).unwrap();
        let pixels = match frame.color_type {
            ::png::ColorType::GrayscaleAlpha => {
                bytes.as_chunks::<2>().0.iter().map(|&[v, a]| Color([v, v, v, a])).collect()
            }
            _ => bytes.as_chunks::<4>().0.iter().map(|&pixel| Color(pixel)).collect(),
        };
        (pixels, found.0, found.1)
    }

    #[test]
    fn every_kind_comes_back() {
        use ::png::{BitDepth, ColorType};
        let noise = |i: usize| (i as u32).wrapping_mul(2_654_435_761).to_be_bytes();
        let of = |part: fn(usize, [u8; 4]) -> [u8; 4], n: usize| {
            (0..n).map(|i| Color(part(i, noise(i)))).collect::<Vec<_>>()
        };
        let pictures = [
            (of(|_, n| n, 37 * 11), ColorType::Rgba, BitDepth::Eight),
            (of(|_, [r, g, b, _]| [r, g, b, 255], 37 * 11), ColorType::Rgb, BitDepth::Eight),
            (of(|_, [r, ..]| [r, r, r, 255], 37 * 11), ColorType::Grayscale, BitDepth::Eight),
            (of(|i, _| [i as u8, 0, 200, 255], 37 * 11), ColorType::Indexed, BitDepth::Eight),
            (of(|i, _| [i as u8 % 40, 0, 200, (i as u8 % 40) * 6], 37 * 11), ColorType::Indexed, BitDepth::Eight),
            (of(|i, _| [i as u8 % 16, 0, 200, 255], 37 * 11), ColorType::Indexed, BitDepth::Four),
            (of(|i, _| [i as u8 % 3, 0, 200, (i as u8 % 3) * 100], 37 * 11), ColorType::Indexed, BitDepth::Two),
            (of(|i, _| if i % 5 < 2 { [0; 4] } else { [255; 4] }, 37 * 11), ColorType::Indexed, BitDepth::One),
            (of(|_, _| [9, 9, 9, 255], 37 * 11), ColorType::Indexed, BitDepth::One),
            (of(|i, _| [i as u8, (i / 37) as u8 * 9, 0, 255], 37 * 11), ColorType::Rgb, BitDepth::Eight),
        ];
        for (pixels, kind, depth) in pictures {
            let png = encode(&pixels, 37, 11).unwrap();
            assert_eq!(decoded(&png), (pixels, kind, depth));
        }
        assert!(encode(&[], 0, 1).is_err());
    }
}
