//! Which steps stand between the stored bytes of a block and its samples: every check of a [`BlockSpec`] happens here.

use crate::bytes;
use crate::codecs::can_decode;
use crate::float_predictor;
use crate::predictor;
use crate::{bits, small_float};
use geotiff_core::{BlockSpec, ByteOrder, Compression, Error, Predictor, Result, SampleFormat};

/// How stored samples differ from decoded ones, once they are in native byte order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Packing {
    /// Not at all.
    Same,
    /// Unsigned integers, packed most significant bit first.
    Bits,
    /// 16-bit floats, which are decoded to 32 bits.
    Half,
    /// 24-bit floats, which are decoded to 32 bits.
    Float24,
}

/// What to do to the samples of a block, given that all of it can be done.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Steps {
    packing: Packing,
    /// The predictor that is in effect.
    predictor: Predictor,
    /// Bytes of a stored number whose bytes are to be swapped; 1 if none are.
    swapped: usize,
    bits: usize,
    samples: usize,
    row_samples: usize,
    stored_row_len: usize,
    /// Bytes of one decoded sample.
    sample_len: usize,
}

impl Steps {
    /// The predictor that is in effect.
    #[cfg(feature = "lzma")]
    pub(crate) fn predictor(&self) -> Predictor {
        self.predictor
    }

    /// # Errors
    /// `Unsupported` for a compression, a type of sample or a predictor that this crate does not know.
    pub(crate) fn of(spec: &BlockSpec) -> Result<Self> {
        if !can_decode(spec.compression) {
            let message = format!("compression {} is not supported by this build", spec.compression);
            return Err(Error::unsupported(message).in_tag(259));
        }
        check_depth(spec)?;
        let sample_type = spec.sample_type()?;
        let predictor = effective_predictor(spec)?;
        let packing = match (spec.format, spec.bits) {
            (SampleFormat::UInt | SampleFormat::Int, bits) if bits != 8 * sample_type.bytes() as u16 => Packing::Bits,
            (SampleFormat::Float, 16) => Packing::Half,
            (SampleFormat::Float, 24) => Packing::Float24,
            _ => Packing::Same,
        };
        let swapped = match (packing, predictor) {
            // The planes of bytes are most significant first in every file.
            (_, Predictor::FloatingPoint) => 1,
            // Bits have no byte order, with one exception: libtiff swaps 24-bit integers in big-endian files on the
            // little-endian machines that the world's files are made on, before GDAL takes them for most significant first.
            (Packing::Bits, _) if spec.bits == 24 && spec.byte_order == ByteOrder::Big => 3,
            (Packing::Bits, _) => 1,
            _ if spec.byte_order == ByteOrder::NATIVE => 1,
            // libtiff predicts a complex sample as one integer, and swaps it as one.
            (_, Predictor::Horizontal) => usize::from(spec.bits / 8),
            (Packing::Same, Predictor::None) => sample_type.part_bytes(),
            (Packing::Half | Packing::Float24, Predictor::None) => usize::from(spec.bits / 8),
        };
        Ok(Self {
            packing,
            predictor,
            swapped,
            bits: usize::from(spec.bits),
            samples: spec.samples,
            row_samples: spec.row_samples(),
            stored_row_len: spec.stored_row_len(),
            sample_len: sample_type.bytes(),
        })
    }

    /// Whether decoded samples take as many bytes as stored ones, so that everything can be done in place.
    pub(crate) fn in_place(&self) -> bool {
        self.packing == Packing::Same
    }

    /// Whether stored bytes are native samples as they stand.
    pub(crate) fn nothing_to_do(&self) -> bool {
        self.predictor == Predictor::None && self.swapped == 1
    }

    /// Undoes prediction and brings the stored samples into native byte order. `scratch` is for one row.
    pub(crate) fn restore(&self, stored: &mut [u8], scratch: &mut Vec<u8>) {
        match self.predictor {
            Predictor::None => bytes::swap(self.swapped, stored),
            Predictor::Horizontal => {
                for row in stored.chunks_exact_mut(self.stored_row_len) {
                    bytes::swap(self.swapped, row);
                    predictor::accumulate(self.bits / 8, self.samples, row);
                }
            }
            Predictor::FloatingPoint => {
                for row in stored.chunks_exact_mut(self.stored_row_len) {
                    float_predictor::accumulate(self.bits / 8, self.samples, row, scratch);
                }
            }
        }
    }

    /// The way back from [`restore`](Self::restore): fills `stored` from samples in native byte order.
    pub(crate) fn prepare(&self, native: &[u8], stored: &mut [u8], scratch: &mut Vec<u8>) {
        let rows = native.chunks_exact(self.stored_row_len).zip(stored.chunks_exact_mut(self.stored_row_len));
        for (native, row) in rows {
            match self.predictor {
                Predictor::None => row.copy_from_slice(native),
                Predictor::Horizontal => predictor::difference(self.bits / 8, self.samples, native, row),
                Predictor::FloatingPoint => {
                    float_predictor::difference(self.bits / 8, self.samples, native, row, scratch);
                }
            }
            bytes::swap(self.swapped, row);
        }
    }

    /// Widens stored samples in native byte order to decoded ones.
    pub(crate) fn unpack(&self, stored: &[u8], out: &mut [u8]) {
        match self.packing {
            Packing::Same => out.copy_from_slice(stored),
            Packing::Half => small_float::widen_half(stored, out),
            Packing::Float24 => small_float::widen_24(stored, out),
            Packing::Bits => {
                let rows = stored.chunks_exact(self.stored_row_len);
                for (row, out) in rows.zip(out.chunks_exact_mut(self.row_samples * self.sample_len)) {
                    bits::unpack(self.bits, row, out);
                }
            }
        }
    }

    /// The way back from [`unpack`](Self::unpack).
    pub(crate) fn pack(&self, samples: &[u8], stored: &mut [u8]) {
        match self.packing {
            Packing::Same => stored.copy_from_slice(samples),
            Packing::Half => small_float::narrow_half(samples, stored),
            Packing::Float24 => small_float::narrow_24(samples, stored),
            Packing::Bits => {
                let rows = samples.chunks_exact(self.row_samples * self.sample_len);
                for (samples, row) in rows.zip(stored.chunks_exact_mut(self.stored_row_len)) {
                    bits::pack(self.bits, samples, row);
                }
            }
        }
    }
}

/// Some codecs know samples of one depth only, and one of them a pixel.
fn check_depth(spec: &BlockSpec) -> Result<()> {
    let depth = match spec.compression {
        Compression::FAX_RLE | Compression::FAX_RLE_WORDS | Compression::FAX3 | Compression::FAX4 => 1,
        Compression::NEXT => 2,
        Compression::THUNDERSCAN => 4,
        _ => return Ok(()),
    };
    if (spec.bits, spec.samples) == (depth, 1) {
        return Ok(());
    }
    let message = format!(
        "{} holds one sample of {depth} bits a pixel in a block, not {} of {}",
        spec.compression, spec.samples, spec.bits
    );
    Err(Error::unsupported(message).in_tag(258))
}

/// The predictor of the block, or none where the field has no meaning: as in libtiff, only these codecs have predictors.
fn effective_predictor(spec: &BlockSpec) -> Result<Predictor> {
    let predicts = matches!(
        spec.compression,
        Compression::LZW | Compression::DEFLATE | Compression::DEFLATE_OLD | Compression::LZMA | Compression::ZSTD
    );
    if !predicts {
        return Ok(Predictor::None);
    }
    let possible = match spec.predictor {
        Predictor::None => true,
        Predictor::Horizontal => matches!(spec.bits, 8 | 16 | 32 | 64),
        Predictor::FloatingPoint => spec.format == SampleFormat::Float && matches!(spec.bits, 16 | 24 | 32 | 64),
    };
    if possible {
        return Ok(spec.predictor);
    }
    let message =
        format!("predictor {} for {}-bit {:?} samples is not supported", spec.predictor.code(), spec.bits, spec.format);
    Err(Error::unsupported(message).in_tag(317))
}
