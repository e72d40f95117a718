//! Samples to JPEG streams that share their quantization tables, to the bit as libtiff with libjpeg-turbo makes them.
//!
//! ```text
//! samples ─ planes ──────────── forward transform ─ quantize ─ tokens ─── Huffman tables that fit them best
//!           (colour, chroma       (fdct)            (quantize)  (tokens)   (huffman)
//!            scaled down, edges                                     └────── payload (stream)
//!            repeated)
//! ```
//!
//! ```text
//! JPEGTables  SOI DQT [DQT] EOI
//! payload     SOI SOF DHT DHT [DHT DHT] SOS data EOI
//! ```
//!
//! This is GDAL's default (JPEGTABLESMODE=1): quantization tables are in the directory, Huffman tables in each block.

mod fdct;
mod frame;
mod huffman;
mod planes;
mod quality;
mod quantize;
mod stream;
#[cfg(test)]
mod tests;
mod tokens;

use geotiff_core::{BlockSpec, CodecFields, Result};

use super::sample::Sample;
use crate::settings::EncoderSettings;
use fdct::forward;
use frame::Frame;
use planes::Planes;
pub(crate) use quality::quality_of;
use quantize::{Quantize, Steps};
use tokens::Tokens;

/// Encodes blocks of one kind.
pub(crate) struct Encoder {
    frame: Frame,
    work: Work,
}

/// What depends on the bits of a sample.
enum Work {
    Eight(Blocks<u8>),
    Twelve(Blocks<u16>),
}

/// From samples to tokens, with buffers that are kept.
struct Blocks<S: Sample> {
    steps: [Steps; 2],
    planes: Planes<S>,
    tokens: Tokens,
}

impl Encoder {
    /// # Errors
    /// `Unsupported` for blocks that JPEG, as libtiff writes it, cannot hold.
    pub(crate) fn new(spec: &BlockSpec, fields: &CodecFields, settings: &EncoderSettings) -> Result<Self> {
        let frame = Frame::new(spec, fields)?;
        let quality = settings.quality.unwrap_or(EncoderSettings::DEFAULT_QUALITY);
        let steps = [Steps::luma(quality), Steps::chroma(quality)];
        let work = if spec.bits == 8 {
            Work::Eight(Blocks::new(&frame, steps))
        } else {
            Work::Twelve(Blocks::new(&frame, steps))
        };
        Ok(Self { frame, work })
    }

    /// The tables that blocks share, and how many pixels share their chroma.
    pub(crate) fn set_fields(&self, fields: &mut CodecFields) {
        let steps = match &self.work {
            Work::Eight(blocks) => &blocks.steps,
            Work::Twelve(blocks) => &blocks.steps,
        };
        fields.jpeg_tables = stream::tables(&steps[..self.frame.table_count()]);
        fields.chroma_subsampling = self.frame.chroma_subsampling();
    }

    /// Appends the payload of a block whose samples are chunky, in native byte order.
    pub(crate) fn encode(&mut self, samples: &[u8], out: &mut Vec<u8>) {
        match &mut self.work {
            Work::Eight(blocks) => blocks.encode(&self.frame, samples, out),
            Work::Twelve(blocks) => blocks.encode(&self.frame, samples, out),
        }
    }
}

impl<S: Quantize> Blocks<S> {
    fn new(frame: &Frame, steps: [Steps; 2]) -> Self {
        Self { steps, planes: Planes::new(frame), tokens: Tokens::default() }
    }

    fn encode(&mut self, frame: &Frame, samples: &[u8], out: &mut Vec<u8>) {
        self.tokens.clear();
        for row in 0..frame.units_down() {
            self.planes.fill(frame, row, samples);
            for col in 0..frame.units_across() {
                self.encode_unit(frame, row, col);
            }
        }
        stream::write(frame, &self.steps, &self.tokens, out);
    }

    /// The blocks of all components that belong together.
    fn encode_unit(&mut self, frame: &Frame, row: usize, col: usize) {
        for (place, component) in frame.components.iter().enumerate() {
            let plane = &self.planes.planes[place];
            for y in 0..component.down {
                for x in 0..component.across {
                    let (block_row, block_col) = (row * component.down + y, col * component.across + x);
                    if block_row >= component.blocks_down || block_col >= component.blocks_across {
                        // Nothing of the image: the shade of the block before.
                        self.tokens.push_same(component.table);
                        continue;
                    }
                    let samples = &plane.samples[8 * (y * plane.width + block_col)..];
                    let coefficients = S::quantize(&forward::<S>(samples, plane.width), &self.steps[component.table]);
                    self.tokens.push(place, component.table, &coefficients);
                }
            }
        }
    }
}
