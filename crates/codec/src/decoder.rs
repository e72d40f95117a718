//! The way in: the payload of a block to samples.

use crate::bytes;
use crate::codecs::{Family, family, keeps_bit_order};
use crate::data_units::DataUnits;
use crate::decompress::Decompressor;
use crate::steps::Steps;
use crate::to_samples::ToSamples;
use geotiff_core::{BlockSpec, CodecFields, Error, Result};

/// Decodes blocks, one after the other, with buffers and tables that it keeps.
///
/// ```
/// use codec::Decoder;
/// use geotiff_core::{BlockSpec, ByteOrder, CodecFields, Compression, Predictor, SampleFormat};
///
/// let spec = BlockSpec {
///     compression: Compression::PACKBITS,
///     predictor: Predictor::None,
///     byte_order: ByteOrder::Big,
///     reversed_bits: false,
///     format: SampleFormat::UInt,
///     bits: 4,
///     samples: 1,
///     width: 3,
///     rows: 2,
/// };
/// let mut samples = [0; 6];
/// Decoder::new().decode(&spec, &CodecFields::NONE, &[3, 0x12, 0x30, 0x45, 0x60], &mut samples)?;
/// assert_eq!(samples, [1, 2, 3, 4, 5, 6]);
/// # Ok::<(), geotiff_core::Error>(())
/// ```
#[derive(Default)]
pub struct Decoder {
    decompressor: Decompressor,
    to_samples: ToSamples,
    /// The payload with its bits the right way round.
    payload: Vec<u8>,
    /// The stored bytes of a block whose samples have to be widened.
    stored: Vec<u8>,
    /// One row.
    scratch: Vec<u8>,
}

impl Decoder {
    /// A decoder for blocks of any kind. It allocates what a block needs when the first such block comes.
    pub fn new() -> Self {
        Self::default()
    }

    /// Decodes the payload of a block to `spec.decoded_len()` bytes: chunky samples in native byte order.
    ///
    /// Data units ([`CodecFields::has_data_units`]) come out as red, green and blue.
    ///
    /// `fields` is of the same image as `spec`. Bytes after those that the block needs are ignored. After an error `out` is in no particular state.
    ///
    /// # Errors
    /// `Format` if the payload is damaged or ends before the block is full, `Unsupported` if this crate lacks the codec, the
    /// type of sample or the predictor, `Parameter` if `out` has the wrong length.
    pub fn decode(&mut self, spec: &BlockSpec, fields: &CodecFields, payload: &[u8], out: &mut [u8]) -> Result<()> {
        let steps = Steps::of(spec)?;
        let len = spec.decoded_len();
        if out.len() != len {
            return Err(Error::parameter(format!("a buffer of {} bytes for a block of {len}", out.len())));
        }
        if out.is_empty() {
            return Ok(());
        }
        let mut payload = payload;
        if spec.reversed_bits && !keeps_bit_order(spec.compression) {
            self.payload.clear();
            self.payload.extend_from_slice(payload);
            bytes::reverse_bits(&mut self.payload);
            payload = &self.payload;
        }
        if family(spec.compression) == Some(Family::Samples) {
            return self.to_samples.decode(spec, fields, payload, out);
        }
        if let Some(units) = DataUnits::of(spec, fields)? {
            self.stored.resize(fields.stored_len(spec), 0);
            self.decompressor.decompress(spec, fields, payload, &mut self.stored)?;
            units.unpack(spec, &self.stored, out);
        } else if steps.in_place() {
            self.decompressor.decompress(spec, fields, payload, out)?;
            steps.restore(out, &mut self.scratch);
        } else {
            self.stored.resize(spec.stored_len(), 0);
            self.decompressor.decompress(spec, fields, payload, &mut self.stored)?;
            steps.restore(&mut self.stored, &mut self.scratch);
            steps.unpack(&self.stored, out);
        }
        Ok(())
    }
}

/// Decodes a single block. For more than one, a [`Decoder`] is faster.
///
/// ```
/// use geotiff_core::{BlockSpec, ByteOrder, CodecFields, Compression, Predictor, SampleFormat};
///
/// let spec = BlockSpec {
///     compression: Compression::NONE,
///     predictor: Predictor::None,
///     byte_order: ByteOrder::Big,
///     reversed_bits: false,
///     format: SampleFormat::Int,
///     bits: 16,
///     samples: 1,
///     width: 2,
///     rows: 1,
/// };
/// let mut samples = [0; 4];
/// codec::decode(&spec, &CodecFields::NONE, &[0x01, 0x00, 0xff, 0xfe], &mut samples)?;
/// assert_eq!(samples, [256i16.to_ne_bytes(), (-2i16).to_ne_bytes()].concat()[..]);
/// # Ok::<(), geotiff_core::Error>(())
/// ```
///
/// # Errors
/// See [`Decoder::decode`].
pub fn decode(spec: &BlockSpec, fields: &CodecFields, payload: &[u8], out: &mut [u8]) -> Result<()> {
    Decoder::new().decode(spec, fields, payload, out)
}
