//! Samples to WebP without loss (VP8L), of our own.

mod cheapest;
mod cluster;
mod cross_color;
mod distances;
mod histogram;
mod image;
mod matches;
mod palette;
mod predict;
mod predictors;
mod prefix;
mod stream;
mod tiles;
mod tokens;

use geotiff_core::{BlockSpec, Error, Result, SampleFormat};

use super::{MOST_PIXELS, push_chunk};
use crate::settings::EncoderSettings;
use stream::Picture;

/// The quality that stands for no loss.
const LOSSLESS: u8 = 100;

/// Encodes blocks of one kind.
pub(crate) struct Encoder {
    width: usize,
    height: usize,
    samples: usize,
}

impl Encoder {
    /// # Errors
    /// `Unsupported` for samples that WebP does not have, and for any quality but 100.
    pub(crate) fn new(spec: &BlockSpec, settings: &EncoderSettings) -> Result<Self> {
        if (spec.format, spec.bits) != (SampleFormat::UInt, 8) || !matches!(spec.samples, 3 | 4) {
            let message = format!(
                "WebP holds red, green, blue and maybe alpha of 8 bits, pixel by pixel, not {} samples of {} bits ({:?}) in a \
                 block: choose DEFLATE, ZSTD or JXL",
                spec.samples, spec.bits, spec.format
            );
            return Err(Error::unsupported(message).in_tag(277));
        }
        if settings.quality.unwrap_or(EncoderSettings::DEFAULT_QUALITY) != LOSSLESS {
            return Err(Error::unsupported(
                "WebP is written without loss only: choose quality 100, or JPEG if there may be loss",
            )
            .in_tag(259));
        }
        if spec.width > MOST_PIXELS || spec.rows > MOST_PIXELS {
            return Err(Error::unsupported(format!("a side of a WebP block is of up to {MOST_PIXELS} pixels")));
        }
        Ok(Self { width: spec.width, height: spec.rows, samples: spec.samples })
    }

    /// Appends the payload of a block that has pixels.
    pub(crate) fn encode(&self, samples: &[u8], out: &mut Vec<u8>) {
        let pixels: Vec<u32> = match self.samples {
            4 => samples.as_chunks().0.iter().map(|&[r, g, b, a]| u32::from_le_bytes([b, g, r, a])).collect(),
            _ => samples.as_chunks().0.iter().map(|&[r, g, b]| u32::from_le_bytes([b, g, r, 0xff])).collect(),
        };
        let frame = Picture { pixels: &pixels, width: self.width, height: self.height }.encode();
        let mut body = b"WEBP".to_vec();
        push_chunk(&mut body, b"VP8L", &frame);
        push_chunk(out, b"RIFF", &body);
    }
}
