//! The way out: samples to the payload of a block.

use crate::bytes;
use crate::codecs::{Family, can_encode, family, keeps_bit_order};
use crate::compress::Compressor;
use crate::from_samples::FromSamples;
use crate::settings::EncoderSettings;
use crate::steps::Steps;
use geotiff_core::{BlockSpec, CodecFields, Error, Result};

/// Encodes blocks of one kind, one after the other, with buffers and tables that it keeps.
///
/// The same samples give the same bytes, whatever was encoded before.
///
/// ```
/// use codec::{Encoder, EncoderSettings};
/// use geotiff_core::{BlockSpec, ByteOrder, CodecFields, Compression, Predictor, SampleFormat};
///
/// let mask = BlockSpec {
///     compression: Compression::NONE,
///     predictor: Predictor::None,
///     byte_order: ByteOrder::Little,
///     reversed_bits: false,
///     format: SampleFormat::UInt,
///     bits: 1,
///     samples: 1,
///     width: 10,
///     rows: 1,
/// };
/// let mut payload = Vec::new();
/// let mut encoder = Encoder::new(mask, &CodecFields::NONE, &EncoderSettings::default())?;
/// encoder.encode(&[255, 255, 255, 0, 0, 0, 0, 0, 0, 255], &mut payload)?;
/// assert_eq!(payload, [0b1110_0000, 0b0100_0000]);
/// # Ok::<(), geotiff_core::Error>(())
/// ```
pub struct Encoder {
    spec: BlockSpec,
    fields: CodecFields,
    way: Way,
    /// Narrowed samples, in native byte order.
    packed: Vec<u8>,
    /// The bytes to compress.
    stored: Vec<u8>,
    /// One row.
    scratch: Vec<u8>,
}

/// How samples become a payload.
#[allow(clippy::large_enum_variant)] // In a build without codecs of the second kind.
enum Way {
    /// By the steps that a decoder undoes.
    Bytes(Steps, Compressor),
    /// At once.
    Samples(FromSamples),
}

impl Encoder {
    /// An encoder for blocks of this kind. `fields` say what the samples are colours of; what the codec adds to them is in
    /// [`Self::fields`].
    ///
    /// # Errors
    /// `Unsupported` if this crate lacks the codec, the type of sample or the predictor; `Parameter` for settings that are
    /// not the codec's, or out of its range.
    pub fn new(spec: BlockSpec, fields: &CodecFields, settings: &EncoderSettings) -> Result<Self> {
        if !can_encode(spec.compression) {
            let message = format!("compression {} cannot be written by this build", spec.compression);
            return Err(Error::unsupported(message).in_tag(259));
        }
        settings.check(spec.compression)?;
        let mut fields = fields.clone();
        let way = if family(spec.compression) == Some(Family::Samples) {
            Way::Samples(FromSamples::new(&spec, &mut fields, settings)?)
        } else {
            let steps = Steps::of(&spec)?;
            let compressor = Compressor::new(&spec, settings, &steps);
            Way::Bytes(steps, compressor)
        };
        Ok(Self { spec, fields, way, packed: Vec::new(), stored: Vec::new(), scratch: Vec::new() })
    }

    /// What a directory must say so that the blocks can be decoded: the fields that were given, and the tables and
    /// parameters that the codec shares among blocks.
    pub fn fields(&self) -> &CodecFields {
        &self.fields
    }

    /// What this encoder encodes.
    pub fn spec(&self) -> &BlockSpec {
        &self.spec
    }

    /// Appends the payload of a block, given its `spec().decoded_len()` bytes: chunky samples in native byte order.
    ///
    /// Stored in fewer bits, integers keep their low bits, a single bit says whether the sample is other than zero, and floats
    /// are rounded to the nearest.
    ///
    /// # Errors
    /// `Parameter` if `samples` has the wrong length.
    pub fn encode(&mut self, samples: &[u8], out: &mut Vec<u8>) -> Result<()> {
        let len = self.spec.decoded_len();
        if samples.len() != len {
            return Err(Error::parameter(format!("{} bytes of samples for a block of {len}", samples.len())));
        }
        let start = out.len();
        match &mut self.way {
            Way::Samples(_) if samples.is_empty() => {}
            Way::Samples(codec) => codec.encode(samples, out)?,
            Way::Bytes(steps, compressor) => {
                let mut stored = samples;
                if !stored.is_empty() && !steps.in_place() {
                    self.packed.resize(self.spec.stored_len(), 0);
                    steps.pack(stored, &mut self.packed);
                    stored = &self.packed;
                }
                if !stored.is_empty() && !steps.nothing_to_do() {
                    self.stored.resize(stored.len(), 0);
                    steps.prepare(stored, &mut self.stored, &mut self.scratch);
                    stored = &self.stored;
                }
                compressor.compress(stored, out)?;
            }
        }
        if self.spec.reversed_bits && !keeps_bit_order(self.spec.compression) {
            bytes::reverse_bits(&mut out[start..]);
        }
        Ok(())
    }
}
