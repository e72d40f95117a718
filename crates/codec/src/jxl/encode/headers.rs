//! What a codestream says before its samples: the image, the frame, and how long its parts are.

use crate::bit_writer::BitWriter;

/// What an image is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct ImageHeader {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) depth: Depth,
    /// 1 for gray, 3 for red, green and blue.
    pub(super) colours: u32,
    /// Channels besides the colours.
    pub(super) extra: u32,
    /// Whether the first of those is alpha, not premultiplied.
    pub(super) has_alpha: bool,
}

/// What samples are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Depth {
    /// Unsigned, of so many bits.
    Integer(u32),
    /// Of 16 bits, 5 of which are the exponent.
    Half,
    /// Of 32 bits, 8 of which are the exponent.
    Single,
}

const GRAY: u32 = 1;
const D65: u32 = 1;
const SRGB: u32 = 13;
const RELATIVE: u32 = 1;
/// Extra channels: alpha, and any that need not be understood.
const ALPHA: u32 = 0;
const OPTIONAL: u32 = 16;

impl ImageHeader {
    pub(super) fn write(&self, out: &mut BitWriter) {
        out.put(0x0aff, 16);
        self.write_size(out);
        // Not all as by default; no orientation, preview or animation.
        out.put(0b00, 2);
        self.depth.write(out);
        // Whether 16 bits hold all that decoding meets.
        out.put_bool(matches!(self.depth, Depth::Integer(..=8)));
        out.put_by(self.extra, [(0, 0), (1, 0), (2, 4), (1, 12)]);
        for channel in 0..self.extra {
            self.write_extra(channel == 0 && self.has_alpha, out);
        }
        // Samples are as they are, not XYB.
        out.put_bool(false);
        out.put_bool(self.colours == 3);
        if self.colours != 3 {
            // No ICC profile; the colours are sRGB's gray.
            out.put_bool(false);
            out.put_enum(GRAY);
            out.put_enum(D65);
            out.put_bool(false);
            out.put_enum(SRGB);
            out.put_enum(RELATIVE);
        }
        // No extensions; upsampling is as by default.
        out.put(0, 2);
        out.put_bool(true);
        out.align();
    }

    fn write_size(&self, out: &mut BitWriter) {
        let Self { width, height, .. } = *self;
        let is_small = [width, height].iter().all(|side| side % 8 == 0 && *side <= 256);
        let put = |side: u32, out: &mut BitWriter| match is_small {
            true => out.put(side / 8 - 1, 5),
            false => out.put_by(side - 1, [(0, 9), (0, 13), (0, 18), (0, 30)]),
        };
        out.put_bool(is_small);
        put(height, out);
        // As wide as high, or another width.
        out.put((width == height).into(), 3);
        if width != height {
            put(width, out);
        }
    }

    fn write_extra(&self, is_alpha: bool, out: &mut BitWriter) {
        let by_default = is_alpha && self.depth == Depth::Integer(8);
        out.put_bool(by_default);
        if by_default {
            return;
        }
        out.put_enum(if is_alpha { ALPHA } else { OPTIONAL });
        self.depth.write(out);
        // As many pixels as the colours have; no name; not premultiplied.
        out.put(0, 2);
        out.put(0, 2);
        if is_alpha {
            out.put_bool(false);
        }
    }
}

impl Depth {
    fn write(self, out: &mut BitWriter) {
        out.put_bool(!matches!(self, Self::Integer(_)));
        match self {
            Self::Integer(bits) => out.put_by(bits, [(8, 0), (10, 0), (12, 0), (1, 6)]),
            Self::Single | Self::Half => {
                let (bits, exponent) = if self == Self::Single { (32, 8) } else { (16, 5) };
                out.put_by(bits, [(32, 0), (16, 0), (24, 0), (1, 6)]);
                out.put(exponent - 1, 4);
            }
        }
    }
}

/// Writes the header of the only frame: modular, without filters. Groups have 128 · 2^`group_shift` pixels a side.
pub(super) fn write_frame(extra: u32, group_shift: u32, out: &mut BitWriter) {
    // Not all as by default; a regular frame (2 bits); modular; no flags (2 bits); no YCbCr.
    out.put(0b000_1000, 7);
    // Neither the colours nor the extra channels have fewer pixels.
    (0..=extra).for_each(|_| out.put(0, 2));
    out.put(group_shift, 2);
    // One pass; all of the image.
    out.put(0, 2);
    out.put(0, 1);
    // What was there is replaced, in the colours and in each extra channel.
    (0..=extra).for_each(|_| out.put(0, 2));
    // The last frame; no name.
    out.put_bool(true);
    out.put(0, 2);
    // Filters: not as by default, neither is there; no extensions, nor any of the frame.
    out.put(0, 1 + 1 + 2 + 2);
    out.put(0, 2);
}

/// Writes how long the parts are, and the parts.
pub(super) fn write_parts(parts: &[Vec<u8>], out: &mut BitWriter) {
    // In their usual order.
    out.put_bool(false);
    out.align();
    for part in parts {
        // Parts are shorter than 2^30 bytes, as blocks are.
        out.put_by(part.len() as u32, [(0, 10), (1024, 14), (17_408, 22), (4_211_712, 30)]);
    }
    out.align();
    parts.iter().for_each(|part| out.put_bytes(part));
}
