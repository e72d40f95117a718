//! Samples to WebP, without loss, by image-webp.

use geotiff_core::{BlockSpec, Error, Result, SampleFormat};
use image_webp::{ColorType, WebPEncoder};

use super::MOST_PIXELS;
use crate::settings::EncoderSettings;

/// The quality that stands for no loss.
const LOSSLESS: u8 = 100;

/// Encodes blocks of one kind.
pub(crate) struct Encoder {
    width: u32,
    height: u32,
    color: ColorType,
}

impl Encoder {
    /// # Errors
    /// `Unsupported` for samples that WebP does not have, and for any quality but 100.
    pub(crate) fn new(spec: &BlockSpec, settings: &EncoderSettings) -> Result<Self> {
        let color = match (spec.format, spec.bits, spec.samples) {
            (SampleFormat::UInt, 8, 3) => ColorType::Rgb8,
            (SampleFormat::UInt, 8, 4) => ColorType::Rgba8,
            _ => {
                let message = format!(
                    "WebP holds red, green, blue and maybe alpha of 8 bits, pixel by pixel, not {} samples of {} bits ({:?}) in a \
                     block: choose DEFLATE, ZSTD or JXL",
                    spec.samples, spec.bits, spec.format
                );
                return Err(Error::unsupported(message).in_tag(277));
            }
        };
        if settings.quality.unwrap_or(EncoderSettings::DEFAULT_QUALITY) != LOSSLESS {
            return Err(Error::unsupported(
                "WebP is written without loss only: choose quality 100, or JPEG if there may be loss",
            )
            .in_tag(259));
        }
        match [spec.width, spec.rows].map(|side| u32::try_from(side).ok().filter(|_| side <= MOST_PIXELS)) {
            [Some(width), Some(height)] => Ok(Self { width, height, color }),
            _ => Err(Error::unsupported(format!("a side of a WebP block is of up to {MOST_PIXELS} pixels"))),
        }
    }

    /// Appends the payload of a block.
    pub(crate) fn encode(&self, samples: &[u8], out: &mut Vec<u8>) -> Result<()> {
        let refused = |error| Error::parameter(format!("WebP does not take the block: {error}"));
        WebPEncoder::new(&mut *out).encode(samples, self.width, self.height, self.color).map_err(refused)
    }
}
