//! Samples of any shape and content, through the encoders of image formats and back: the same samples, whatever the encoder did
//! before. Bytes of the input alone hardly ever look like an image, so contents are built: runs, gradients, few colours, copies.

use arbitrary::Arbitrary;
use codec::{Decoder, Encoder, EncoderSettings};
use geotiff_core::{BlockSpec, ByteOrder, CodecFields, Compression, Predictor, SampleFormat};

use crate::only;

#[derive(Arbitrary, Debug)]
pub struct Picture<'a> {
    codec: u8,
    kind: u8,
    samples: u8,
    width: u8,
    rows: u8,
    effort: u8,
    parts: [Part; 4],
    noise: &'a [u8],
}

/// What some of the samples are.
#[derive(Arbitrary, Debug)]
struct Part {
    content: Content,
    /// How many, in 256ths of all.
    share: u8,
}

#[derive(Arbitrary, Debug)]
enum Content {
    Flat(u8),
    Gradient {
        start: u8,
        step: u8,
    },
    /// So many values of a palette, chosen by a stride.
    Colors {
        count: u8,
        stride: u8,
    },
    /// What was so many samples before.
    Copy {
        distance: u16,
    },
    Noise,
}

/// Samples that an effort may take without the run being slow rather than hung: the higher efforts of JPEG XL learn a tree.
const BUDGET: usize = 1 << 18;

const CODECS: [Compression; 2] = [Compression::WEBP, Compression::JXL];
const TYPES: [(SampleFormat, u16); 6] = [
    (SampleFormat::UInt, 8),
    (SampleFormat::UInt, 16),
    (SampleFormat::Float, 32),
    (SampleFormat::Float, 16),
    (SampleFormat::Int, 8),
    (SampleFormat::Int, 16),
];

impl Picture<'_> {
    fn effort(&self) -> u8 {
        self.effort % 9 + 1
    }

    fn spec(&self) -> BlockSpec {
        let compression = only::compression(self.codec, &CODECS);
        // WebP has bytes alone.
        let (format, bits) =
            if compression == Compression::WEBP { TYPES[0] } else { TYPES[usize::from(self.kind) % TYPES.len()] };
        let (samples, width) = (usize::from(self.samples % 5) + 1, usize::from(self.width) + 1);
        let rows = (usize::from(self.rows) + 1).min(BUDGET / usize::from(self.effort()) / (samples * width)).max(1);
        BlockSpec {
            compression,
            predictor: Predictor::None,
            byte_order: ByteOrder::Little,
            reversed_bits: false,
            format,
            bits,
            samples,
            width,
            rows,
        }
    }

    fn bytes(&self, len: usize) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(len);
        let mut noise = self.noise.iter().cycle();
        while bytes.len() < len {
            for part in &self.parts {
                let count = (len * (usize::from(part.share) + 1) / 256 + 1).min(len - bytes.len());
                for place in 0..count {
                    let byte = match part.content {
                        Content::Flat(value) => value,
                        Content::Gradient { start, step } => start.wrapping_add((place as u8).wrapping_mul(step)),
                        Content::Colors { count, stride } => {
                            let color = place * (usize::from(stride) + 1) / 7 % (usize::from(count) + 1);
                            (color as u8).wrapping_mul(37)
                        }
                        Content::Copy { distance } => {
                            bytes.len().checked_sub(usize::from(distance) + 1).map_or(0, |at| bytes[at])
                        }
                        Content::Noise => *noise.next().unwrap_or(&0),
                    };
                    bytes.push(byte);
                }
            }
        }
        bytes
    }
}

/// Makes floats of them that 16 bits hold: their blocks are given in 32.
fn to_halves(samples: &mut [u8]) {
    for sample in samples.as_chunks_mut::<4>().0 {
        let bits = u32::from_ne_bytes(*sample);
        let exponent = 113 + (bits >> 23 & 0xff) % 30;
        *sample = (bits & 0x807f_e000 | exponent << 23).to_ne_bytes();
    }
}

/// The target.
pub fn run(picture: Picture<'_>) {
    let spec = picture.spec();
    let mut samples = picture.bytes(spec.decoded_len());
    if (spec.format, spec.bits) == (SampleFormat::Float, 16) {
        to_halves(&mut samples);
    }
    let is_webp = spec.compression == Compression::WEBP;
    let settings = EncoderSettings {
        quality: is_webp.then_some(100),
        level: (!is_webp).then_some(picture.effort()),
        ..EncoderSettings::default()
    };
    let Ok(mut encoder) = Encoder::new(spec, &CodecFields::NONE, &settings) else { return };
    let (mut payload, mut again) = (Vec::new(), Vec::new());
    encoder.encode(&samples, &mut payload).expect("the samples of a block");
    encoder.encode(&samples, &mut again).expect("the samples of a block");
    assert!(payload == again, "an encoder that was used before gives something else");
    let mut back = vec![0xee; samples.len()];
    if payload.is_empty() {
        return;
    }
    Decoder::new().decode(&spec, encoder.fields(), &payload, &mut back).expect("what was encoded can be decoded");
    assert!(back == samples, "samples that come back otherwise");
}
