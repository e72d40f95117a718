//! The way out: samples to the payload of a block.

use crate::bytes;
use crate::codecs::can_encode;
use crate::deflate::{self, Deflate};
use crate::lzw;
use crate::packbits;
use crate::steps::Steps;
use geotiff_core::{BlockSpec, Compression, Error, Result};

/// Encodes blocks of one kind, one after the other, with buffers and tables that it keeps.
///
/// The same samples give the same bytes, whatever was encoded before.
///
/// ```
/// use codec::Encoder;
/// use geotiff_core::{BlockSpec, ByteOrder, Compression, Predictor, SampleFormat};
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
/// Encoder::new(mask, None)?.encode(&[255, 255, 255, 0, 0, 0, 0, 0, 0, 255], &mut payload)?;
/// assert_eq!(payload, [0b1110_0000, 0b0100_0000]);
/// # Ok::<(), geotiff_core::Error>(())
/// ```
pub struct Encoder {
    spec: BlockSpec,
    steps: Steps,
    compressor: Compressor,
    /// Narrowed samples, in native byte order.
    packed: Vec<u8>,
    /// The bytes to compress.
    stored: Vec<u8>,
    /// One row.
    scratch: Vec<u8>,
}

enum Compressor {
    None,
    PackBits,
    Lzw(lzw::Encoder),
    Deflate(Deflate),
}

impl Encoder {
    /// An encoder for blocks of this kind. `level` is how hard Deflate tries, from 1 to 9; by default 6. Other codecs have no
    /// level.
    ///
    /// # Errors
    /// `Unsupported` if this crate lacks the codec, the type of sample or the predictor, `Parameter` for another level.
    pub fn new(spec: BlockSpec, level: Option<u8>) -> Result<Self> {
        if !can_encode(spec.compression) {
            let message = format!("compression {} cannot be written by this build", spec.compression);
            return Err(Error::unsupported(message).in_tag(259));
        }
        let steps = Steps::of(&spec)?;
        let level = level.unwrap_or(deflate::DEFAULT_LEVEL);
        if !(1..=9).contains(&level) {
            return Err(Error::parameter(format!("compression level {level} is not from 1 to 9")));
        }
        let compressor = match spec.compression {
            Compression::NONE => Compressor::None,
            Compression::PACKBITS => Compressor::PackBits,
            Compression::LZW => Compressor::Lzw(lzw::Encoder::default()),
            _ => Compressor::Deflate(Deflate::new(level)),
        };
        Ok(Self { spec, steps, compressor, packed: Vec::new(), stored: Vec::new(), scratch: Vec::new() })
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
        let mut stored = samples;
        if !stored.is_empty() && !self.steps.in_place() {
            self.packed.resize(self.spec.stored_len(), 0);
            self.steps.pack(stored, &mut self.packed);
            stored = &self.packed;
        }
        if !stored.is_empty() && !self.steps.nothing_to_do() {
            self.stored.resize(stored.len(), 0);
            self.steps.prepare(stored, &mut self.stored, &mut self.scratch);
            stored = &self.stored;
        }
        match &mut self.compressor {
            Compressor::None => out.extend_from_slice(stored),
            Compressor::PackBits => {
                for row in stored.chunks(self.spec.stored_row_len().max(1)) {
                    packbits::encode(row, out);
                }
            }
            Compressor::Lzw(lzw) => lzw.encode(stored, out),
            Compressor::Deflate(deflate) => {
                deflate.encode(stored, out).map_err(|error| Error::parameter(error.to_string()))?;
            }
        }
        if self.spec.reversed_bits {
            bytes::reverse_bits(&mut out[start..]);
        }
        Ok(())
    }
}
