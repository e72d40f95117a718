//! WebP: lossy and lossless, read by image-webp, in blocks of 3 or 4 samples of 8 bits; written without loss, by our own encoder.
//!
//! ```text
//! "RIFF" length "WEBP" ─┬─ "VP8 " frame                              lossy
//!                       ├─ "VP8L" frame                              lossless, with alpha or without
//!                       └─ "VP8X" canvas … "ALPH" alpha "VP8 " frame lossy with alpha
//! ```
//!
//! The chunks are found here, and the sizes they tell are compared with the block's before the library sees anything: it
//! takes memory by what a frame says.

mod encode;

use std::borrow::Cow;
use std::io::Cursor;

use crate::image_in_block::{check_size, damaged, decode_rows, ends};
pub(crate) use encode::Encoder;
use geotiff_core::{BlockSpec, CodecFields, Error, Result, SampleFormat};
use image_webp::WebPDecoder;

/// Pixels across and down that a WebP image can have: libwebp's limit.
const MOST_PIXELS: usize = 16383;

/// The chunks of a still image.
struct Chunks<'a> {
    frame: &'a [u8],
    is_lossless: bool,
    /// The coded alpha of a lossy image.
    alpha: Option<&'a [u8]>,
    /// Whether the file has nothing else before the frame.
    is_simple: bool,
}

/// What the frame says of itself.
struct FrameHeader {
    width: usize,
    height: usize,
    has_alpha: bool,
}

/// Fills `out` with red, green, blue and, of a block of 4 samples, alpha: 255 if the image has none, as in libtiff.
pub(crate) fn decode(spec: &BlockSpec, fields: &CodecFields, payload: &[u8], out: &mut [u8]) -> Result<()> {
    if (spec.format, spec.bits) != (SampleFormat::UInt, 8) || !matches!(spec.samples, 3 | 4) {
        let message = format!("WebP of {} {}-bit {:?} samples", spec.samples, spec.bits, spec.format);
        return Err(Error::unsupported(message).in_tag(258));
    }
    let chunks = Chunks::find(spec, payload)?;
    let frame = chunks.frame_header().ok_or_else(|| damaged(spec, "no WebP frame"))?;
    check_size(spec, fields, frame.width, frame.height)?;
    if frame.width > MOST_PIXELS || frame.height > MOST_PIXELS {
        return Err(damaged(spec, "more than 16383 pixels across or down"));
    }
    if frame.has_alpha && spec.samples == 3 {
        return Err(Error::format("the WebP image has alpha, the block has 3 samples in a pixel"));
    }
    let needs_no_copy = chunks.is_simple || chunks.is_alpha_and_frame(&frame, payload);
    let bytes = if needs_no_copy { Cow::Borrowed(payload) } else { Cow::Owned(chunks.to_file(&frame)) };
    let mut decoder = WebPDecoder::new(Cursor::new(bytes)).map_err(|error| damaged(spec, error))?;
    decode_rows(spec, frame.height, out, |out| {
        let decoded = if frame.has_alpha { 4 } else { 3 } * frame.width * frame.height;
        let Some(samples) = out.get_mut(..decoded) else { return Err(damaged(spec, "another size in the frame")) };
        decoder.read_image(samples).map_err(|error| damaged(spec, error))?;
        if !frame.has_alpha && spec.samples == 4 {
            add_opaque_alpha(out);
        }
        Ok(())
    })
}

/// Spreads the pixels of 3 samples at the front of `out` to 4, from the last to the first.
fn add_opaque_alpha(out: &mut [u8]) {
    for pixel in (0..out.len() / 4).rev() {
        let [r, g, b] = [out[3 * pixel], out[3 * pixel + 1], out[3 * pixel + 2]];
        out[4 * pixel..4 * pixel + 4].copy_from_slice(&[r, g, b, 255]);
    }
}

impl<'a> Chunks<'a> {
    fn find(spec: &BlockSpec, payload: &'a [u8]) -> Result<Self> {
        let (Some(b"RIFF"), Some(b"WEBP")) = (payload.get(..4), payload.get(8..12)) else {
            return Err(damaged(spec, "no WebP file"));
        };
        let mut rest = payload.get(12..).unwrap_or_default();
        let (mut alpha, mut is_simple) = (None, true);
        loop {
            let Some((header, data)) = rest.split_first_chunk::<8>() else { return Err(ends(spec, payload.len())) };
            let [a, b, c, d, len @ ..] = *header;
            let len = u32::from_le_bytes(len) as usize;
            let Some(chunk) = data.get(..len) else { return Err(ends(spec, payload.len())) };
            match &[a, b, c, d] {
                name @ (b"VP8 " | b"VP8L") => {
                    return Ok(Self { frame: chunk, is_lossless: name == b"VP8L", alpha, is_simple });
                }
                b"VP8X" if chunk.first().is_some_and(|flags| flags & 2 != 0) => {
                    return Err(Error::unsupported("an animated WebP image in a block"));
                }
                b"ALPH" => alpha = alpha.or(Some(chunk)),
                _ => {}
            }
            is_simple = false;
            // Chunks begin on even bytes.
            rest = data.get(len + len % 2..).unwrap_or_default();
        }
    }

    fn frame_header(&self) -> Option<FrameHeader> {
        if self.is_lossless {
            let (&[0x2f, a, b, c, d], _) = self.frame.split_first_chunk()? else { return None };
            let bits = u32::from_le_bytes([a, b, c, d]);
            let size = |bits: u32| (bits & 0x3fff) as usize + 1;
            return Some(FrameHeader { width: size(bits), height: size(bits >> 14), has_alpha: bits >> 28 & 1 == 1 });
        }
        let (&[_, _, _, 0x9d, 0x01, 0x2a, a, b, c, d], _) = self.frame.split_first_chunk()? else { return None };
        // Two bits above each of them ask for scaling, which no decoder does.
        let size = |bytes| usize::from(u16::from_le_bytes(bytes) & 0x3fff);
        Some(FrameHeader { width: size([a, b]), height: size([c, d]), has_alpha: self.alpha.is_some() })
    }

    /// Whether a file is what [`to_file`](Self::to_file) would make of it, a lossy frame and its alpha, as libwebp writes them.
    fn is_alpha_and_frame(&self, frame: &FrameHeader, payload: &[u8]) -> bool {
        let Some(alpha) = self.alpha.filter(|_| !self.is_lossless) else { return false };
        let padded = |chunk: &[u8]| 8 + chunk.len() + chunk.len() % 2;
        payload.get(12..16) == Some(b"VP8X")
            && payload.get(20..30) == Some(&canvas(frame))
            && payload.len() == 30 + padded(alpha) + padded(self.frame)
    }

    /// A file of nothing but what makes the pixels.
    fn to_file(&self, frame: &FrameHeader) -> Vec<u8> {
        let mut body = b"WEBP".to_vec();
        if let (Some(alpha), false) = (self.alpha, self.is_lossless) {
            push_chunk(&mut body, b"VP8X", &canvas(frame));
            push_chunk(&mut body, b"ALPH", alpha);
        }
        push_chunk(&mut body, if self.is_lossless { b"VP8L" } else { b"VP8 " }, self.frame);
        let mut file = Vec::with_capacity(body.len() + 8);
        push_chunk(&mut file, b"RIFF", &body);
        file
    }
}

/// What the chunk "VP8X" says of a lossy image with alpha. At most 16383 pixels across and down were checked to be there.
fn canvas(frame: &FrameHeader) -> [u8; 10] {
    let [w, h] = [frame.width, frame.height].map(|size| (size as u32 - 1).to_le_bytes());
    [0x10, 0, 0, 0, w[0], w[1], w[2], h[0], h[1], h[2]]
}

fn push_chunk(file: &mut Vec<u8>, name: &[u8; 4], data: &[u8]) {
    file.extend_from_slice(name);
    // A part of what a length of 32 bits counted, and less than 100 bytes more.
    file.extend_from_slice(&(data.len() as u32).to_le_bytes());
    file.extend_from_slice(data);
    if data.len() % 2 == 1 {
        file.push(0);
    }
}
