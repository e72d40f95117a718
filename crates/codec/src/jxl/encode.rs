//! Samples to JPEG XL, without loss, as GDAL has libjxl make it: modular, samples as they are.
//!
//! ```text
//! samples ─ channels ─ fewer, smaller values ─ streams ──────── tree ──────── tokens ───────── codes ─────── codestream
//!           (planes)   (transforms: rct,       (groups: plane)  (learn, tree, (predict,        (entropy,     (headers)
//!                       palette)                                 properties)   weighted; lz77)  cluster, ans)
//! ```
//!
//! All choices are made in whole numbers: the same samples give the same bytes on every machine.

mod ans;
mod cluster;
mod container;
mod context_map;
mod effort;
mod entropy;
mod estimate;
mod fields;
mod frame;
mod headers;
mod histogram;
mod hybrid_uint;
mod learn;
mod lz77;
mod palette;
mod plane;
mod predict;
mod properties;
mod rct;
mod streams;
#[cfg(test)]
mod tests;
mod transforms;
mod tree;
mod weighted;

use geotiff_core::{BlockSpec, CodecFields, Error, Photometric, Result, SampleFormat};

use crate::settings::EncoderSettings;
use crate::small_float;
use effort::Effort;
use headers::{Depth, ImageHeader};
use plane::Plane;

/// GDAL's default of JXL_EFFORT.
pub(crate) const DEFAULT_EFFORT: u8 = 5;

/// Pixels across or down, and channels, that a codestream of the main profile can have.
const MOST_SIDE: usize = 1 << 30;
const MOST_CHANNELS: usize = 256;

/// Encodes blocks of one kind.
pub(crate) struct Encoder {
    header: ImageHeader,
    effort: Effort,
}

impl Encoder {
    /// # Errors
    /// `Unsupported` for samples that GDAL does not have JPEG XL hold either.
    pub(crate) fn new(spec: &BlockSpec, fields: &CodecFields, settings: &EncoderSettings) -> Result<Self> {
        let depth = match (spec.format, spec.bits) {
            (SampleFormat::UInt, 8 | 16) => Depth::Integer(spec.bits.into()),
            (SampleFormat::Float, 16) => Depth::Half,
            (SampleFormat::Float, 32) => Depth::Single,
            (format, bits) => {
                let message = format!(
                    "JPEG XL holds unsigned samples of 8 or 16 bits, or floats of 16 or 32, not {format:?} ones of {bits}: \
                     choose DEFLATE, ZSTD or LERC"
                );
                return Err(Error::unsupported(message).in_tag(258));
            }
        };
        if spec.samples > MOST_CHANNELS || spec.width > MOST_SIDE || spec.rows > MOST_SIDE {
            let message =
                format!("a JPEG XL image has up to {MOST_CHANNELS} samples in a pixel, of {MOST_SIDE} pixels a side");
            return Err(Error::unsupported(message).in_tag(277));
        }
        // As in libtiff: bands of their own, and those that are no colours, are gray and what is beside it.
        let is_rgb = fields.photometric == Photometric::RGB && spec.samples >= 3;
        let colours = if is_rgb { 3 } else { 1 };
        // Both were just checked.
        let [width, height, samples] = [spec.width, spec.rows, spec.samples].map(|number| number as u32);
        let header = ImageHeader {
            width,
            height,
            depth,
            colours: colours as u32,
            extra: samples.saturating_sub(colours as u32),
            has_alpha: fields.has_alpha && spec.samples > colours,
        };
        Ok(Self { header, effort: Effort::of(settings.level.unwrap_or(DEFAULT_EFFORT), depth == Depth::Single) })
    }

    /// Appends the codestream of a block whose samples are chunky, in native byte order.
    ///
    /// # Errors
    /// `Parameter` for floats that would not come back.
    pub(crate) fn encode(&self, samples: &[u8], out: &mut Vec<u8>) -> Result<()> {
        let planes = self.planes(samples)?;
        out.extend_from_slice(container::before(&self.header));
        out.extend_from_slice(&frame::encode(&self.header, planes, &self.effort));
        Ok(())
    }

    /// Each channel, as whole numbers: of floats, their bits.
    fn planes(&self, samples: &[u8]) -> Result<Vec<Plane>> {
        let ImageHeader { width, height, depth, colours, extra, .. } = self.header;
        let channels = (colours + extra) as usize;
        let (width, height) = (width as usize, height as usize);
        let mut planes = vec![Plane { width, height, samples: Vec::with_capacity(width * height) }; channels];
        match depth {
            Depth::Integer(..=8) => {
                for pixel in samples.chunks_exact(channels) {
                    planes.iter_mut().zip(pixel).for_each(|(plane, &sample)| plane.samples.push(sample.into()));
                }
            }
            Depth::Integer(_) => {
                for pixel in samples.as_chunks::<2>().0.chunks_exact(channels) {
                    let values = pixel.iter().map(|&bytes| u16::from_ne_bytes(bytes).into());
                    planes.iter_mut().zip(values).for_each(|(plane, sample)| plane.samples.push(sample));
                }
            }
            Depth::Single => {
                for pixel in samples.as_chunks::<4>().0.chunks_exact(channels) {
                    let values = pixel.iter().map(|&bytes| i32::from_ne_bytes(bytes));
                    planes.iter_mut().zip(values).for_each(|(plane, sample)| plane.samples.push(sample));
                }
            }
            Depth::Half => {
                for pixel in samples.as_chunks::<4>().0.chunks_exact(channels) {
                    for (plane, &bytes) in planes.iter_mut().zip(pixel) {
                        let half = small_float::to_half(f32::from_ne_bytes(bytes));
                        if half & HALF_EXPONENT == HALF_EXPONENT {
                            return Err(Error::parameter(
                                "JPEG XL of 16-bit floats has no infinities and no NaN, nor what is greater than 65504: choose \
                                 DEFLATE, or 32 bits",
                            ));
                        }
                        plane.samples.push(half.into());
                    }
                }
            }
        }
        Ok(planes)
    }
}

/// Bits that are all ones in what is no number.
const HALF_EXPONENT: u16 = 0x7c00;
