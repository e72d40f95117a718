//! Blobs of LERC 2.4, the version that libtiff writes and whose number it expects in LercParameters.
//!
//! How samples are arranged in a blob, and which are invalid, is as libtiff has it:
//!
//! | the block | the blob | invalid pixels |
//! |---|---|---|
//! | integers | all samples of a pixel as its depth | none |
//! | floats | the same | those whose samples are all NaN |
//! | floats of pixels of which some samples are NaN | a blob for each sample | where that sample is NaN |
//!
//! An alpha band of 0 and 255, which libtiff turns into a mask, is stored like any other: what lies under it is kept.

mod blob;
mod huffman;
mod mask;
mod sample;
mod stuffing;
mod tiles;

use crate::bytes;
use crate::deflate::{self, Deflate};
use crate::settings::EncoderSettings;
#[cfg(feature = "zstd")]
use crate::zstd;
use blob::{Pixels, put_blob};
use bytemuck::Pod;
use geotiff_core::{BlockSpec, ByteOrder, CodecFields, Compression, Error, Result, SampleFormat};
use mask::Mask;
use sample::Sample;

/// LERC 2.4.
const VERSION: u32 = 4;

/// Encodes blocks of one kind.
pub(crate) struct Encoder {
    spec: BlockSpec,
    max_z_error: f64,
    outer: Outer,
    encode: EncodeBlobs,
    blobs: Vec<u8>,
    /// Samples in the order of a file of the other byte order.
    swapped: Vec<u8>,
}

/// Appends the blobs of a block of some type of samples.
type EncodeBlobs = fn(&BlockSpec, f64, &[u8], &mut Vec<u8>);

/// What the blobs are compressed with in turn.
enum Outer {
    None,
    Deflate(Deflate),
    #[cfg(feature = "zstd")]
    Zstd(zstd::Encoder),
}

impl Encoder {
    /// An encoder by settings that have been checked. It states LercParameters among the fields.
    ///
    /// # Errors
    /// `Unsupported` for samples that LERC does not have, and for those that a file of the other byte order would not keep.
    pub(crate) fn new(spec: &BlockSpec, fields: &mut CodecFields, settings: &EncoderSettings) -> Result<Self> {
        use SampleFormat::{Float, Int, UInt};
        let encode: EncodeBlobs = match (spec.format, spec.bits) {
            (Int, 8) => put_integers::<i8>,
            (UInt, 8) => put_integers::<u8>,
            (Int, 16) => put_integers::<i16>,
            (UInt, 16) => put_integers::<u16>,
            (Int, 32) => put_integers::<i32>,
            (UInt, 32) => put_integers::<u32>,
            (Float, 32) => put_floats::<f32>,
            (Float, 64) => put_floats::<f64>,
            (format, bits) => {
                return Err(Error::unsupported(format!("LERC has no {bits}-bit {format:?} samples")).in_tag(258));
            }
        };
        if spec.decoded_len() == 0 {
            return Err(Error::unsupported("LERC has no blocks without samples"));
        }
        let max_z_error = settings.max_z_error.unwrap_or(0.0);
        // libtiff gives LERC swapped samples: their order, and which of them are NaN, mean nothing.
        if spec.byte_order != ByteOrder::NATIVE && spec.bits > 8 && (spec.format == Float || max_z_error >= 1.0) {
            let message =
                "LERC keeps samples of a file of the other byte order only if they are integers, and lossless";
            return Err(Error::unsupported(message));
        }
        // Blobs count their bytes in 31 bits.
        if spec.decoded_len() > (i32::MAX as usize) / 2 || i32::try_from(spec.samples).is_err() {
            return Err(Error::unsupported("a block of more than a gigabyte is too large for LERC"));
        }
        let (number, outer) = match settings.lerc_inner {
            None => (0, Outer::None),
            #[cfg(feature = "zstd")]
            Some(Compression::ZSTD) => {
                (2, Outer::Zstd(zstd::Encoder::new(settings.level.unwrap_or(zstd::DEFAULT_LEVEL))))
            }
            Some(Compression::DEFLATE) => {
                (1, Outer::Deflate(Deflate::new(settings.level.unwrap_or(deflate::DEFAULT_LEVEL))))
            }
            Some(other) => return Err(Error::unsupported(format!("LERC within {other}"))),
        };
        fields.lerc_parameters = vec![VERSION, number];
        Ok(Self { spec: *spec, max_z_error, outer, encode, blobs: Vec::new(), swapped: Vec::new() })
    }

    /// Appends the payload of a block of such samples.
    ///
    /// # Errors
    /// `Parameter` if the other codec refuses the blobs.
    pub(crate) fn encode(&mut self, samples: &[u8], out: &mut Vec<u8>) -> Result<()> {
        let mut samples = samples;
        if self.spec.byte_order != ByteOrder::NATIVE {
            self.swapped.clear();
            self.swapped.extend_from_slice(samples);
            bytes::swap(usize::from(self.spec.bits / 8), &mut self.swapped);
            samples = &self.swapped;
        }
        self.blobs.clear();
        match &mut self.outer {
            Outer::None => (self.encode)(&self.spec, self.max_z_error, samples, out),
            Outer::Deflate(deflate) => {
                (self.encode)(&self.spec, self.max_z_error, samples, &mut self.blobs);
                deflate.encode(&self.blobs, out).map_err(|error| Error::parameter(error.to_string()))?;
            }
            #[cfg(feature = "zstd")]
            Outer::Zstd(zstd) => {
                (self.encode)(&self.spec, self.max_z_error, samples, &mut self.blobs);
                zstd.encode(&self.blobs, out);
            }
        }
        Ok(())
    }
}

fn put_integers<T: Sample>(spec: &BlockSpec, max_z_error: f64, samples: &[u8], out: &mut Vec<u8>) {
    with_typed(samples, |samples: &[T]| {
        put_blob(&Pixels::all(spec, spec.samples, samples), max_z_error.floor().max(0.5), true, out);
    });
}

fn put_floats<T: Sample>(spec: &BlockSpec, max_z_error: f64, samples: &[u8], out: &mut Vec<u8>) {
    with_typed(samples, |samples: &[T]| {
        let depth = spec.samples;
        let (mut any, mut mixed) = (false, false);
        for pixel in samples.chunks_exact(depth.max(1)) {
            let invalid = pixel.iter().filter(|sample| sample.is_nan()).count();
            any |= invalid > 0;
            mixed |= invalid > 0 && invalid < depth;
        }
        if !any {
            return put_blob(&Pixels::all(spec, depth, samples), max_z_error, true, out);
        }
        if !mixed {
            let mask = Mask::new(samples.chunks_exact(depth).map(|pixel| !pixel[0].is_nan()));
            let pixels = Pixels { mask: Some(&mask), ..Pixels::all(spec, depth, samples) };
            return put_blob(&pixels, max_z_error, true, out);
        }
        let mut above: Option<Mask> = None;
        for sample in 0..depth {
            let band: Vec<T> = samples.iter().copied().skip(sample).step_by(depth).collect();
            let mask = Mask::new(band.iter().map(|sample| !sample.is_nan()));
            // A mask that is not stored is that of the blob before.
            let is_new = above.as_ref() != Some(&mask);
            let pixels = Pixels { mask: Some(&mask), ..Pixels::all(spec, 1, &band) };
            put_blob(&pixels, max_z_error, is_new, out);
            above = Some(mask);
        }
    });
}

/// Bytes as samples, copied only if they do not lie as samples must.
fn with_typed<T: Pod>(samples: &[u8], put: impl FnOnce(&[T])) {
    match bytemuck::try_cast_slice(samples) {
        Ok(samples) => put(samples),
        Err(_) => put(&bytemuck::pod_collect_to_vec::<u8, T>(samples)),
    }
}

#[cfg(test)]
mod tests;
