//! Rows of pixels to encoded blocks, in parallel.

use std::sync::{Mutex, PoisonError};

use codec::{Encoder, EncoderSettings};
use geotiff_core::{BlockSpec, CodecFields, Raster, Result, SampleType};

use crate::empty::EmptyBlocks;
use crate::parallel;

/// Encodes the blocks of one row of blocks after the other; all blocks are stored alike.
pub(crate) struct RowEncoder {
    spec: BlockSpec,
    fields: CodecFields,
    settings: EncoderSettings,
    /// Which blocks are left out; none if all are stored.
    empty: Option<EmptyBlocks>,
    /// What a directory must say of the blocks.
    coded_fields: CodecFields,
    /// Encoders at rest: there come to be as many as threads.
    idle: Mutex<Vec<Worker>>,
}

/// An encoder and the samples it is given.
struct Worker {
    encoder: Encoder,
    samples: Vec<u8>,
}

impl RowEncoder {
    /// # Errors
    /// As [`Encoder::new`].
    pub(crate) fn new(
        spec: BlockSpec,
        fields: CodecFields,
        settings: EncoderSettings,
        empty: Option<EmptyBlocks>,
    ) -> Result<Self> {
        let first = Worker { encoder: Encoder::new(spec, &fields, &settings)?, samples: Vec::new() };
        let coded_fields = first.encoder.fields().clone();
        Ok(Self { spec, fields, settings, empty, coded_fields, idle: Mutex::new(vec![first]) })
    }

    /// How blocks are stored.
    pub(crate) fn spec(&self) -> &BlockSpec {
        &self.spec
    }

    /// Whether no block is left out.
    #[cfg(feature = "spool-file")]
    pub(crate) fn stores_all(&self) -> bool {
        self.empty.is_none()
    }

    /// What a directory must say so that they can be decoded.
    pub(crate) fn coded_fields(&self) -> &CodecFields {
        &self.coded_fields
    }

    /// The blocks of one row of blocks, from left to right, band after band where bands have blocks of their own; without a
    /// byte where none is stored. `rows` are its rows of the image, as many as a block has or, at the lower edge, fewer.
    ///
    /// # Errors
    /// As [`Encoder::encode`].
    pub(crate) fn encode(&self, rows: &Raster) -> Result<Vec<Vec<u8>>> {
        let cols = rows.width().div_ceil(self.spec.width);
        let planes = rows.bands().div_ceil(self.spec.samples);
        parallel::try_map((0..planes * cols).collect(), |i: usize| {
            let part = Part { first_band: i / cols * self.spec.samples, first_col: i % cols * self.spec.width };
            self.encode_block(rows, part)
        })
    }

    fn encode_block(&self, rows: &Raster, part: Part) -> Result<Vec<u8>> {
        let cols = part.first_col..rows.width().min(part.first_col + self.spec.width);
        let bands = part.first_band..part.first_band + self.spec.samples;
        if self.empty.is_some_and(|empty| empty.has(rows, bands, cols)) {
            return Ok(Vec::new());
        }
        let mut worker = match self.with_idle(Vec::pop) {
            Some(worker) => worker,
            None => Worker { encoder: Encoder::new(self.spec, &self.fields, &self.settings)?, samples: Vec::new() },
        };
        let mut block = Vec::new();
        cut_block(rows, &self.spec, part, &mut worker.samples);
        clamp(rows.sample_type(), self.spec.bits, &mut worker.samples);
        worker.encoder.encode(&worker.samples, &mut block)?;
        self.with_idle(|idle| idle.push(worker));
        Ok(block)
    }

    fn with_idle<T>(&self, work: impl FnOnce(&mut Vec<Worker>) -> T) -> T {
        work(&mut self.idle.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Where a block begins in a row of blocks.
#[derive(Clone, Copy)]
struct Part {
    first_band: usize,
    first_col: usize,
}

/// The samples of a block: chunky, and beyond the image zeros, or what is nearest in the image where the codec would spoil
/// that with its zeros.
fn cut_block(rows: &Raster, spec: &BlockSpec, part: Part, out: &mut Vec<u8>) {
    let Part { first_band, first_col } = part;
    let sample_len = rows.sample_type().bytes();
    let width = spec.width.min(rows.width() - first_col);
    let is_partial = width < spec.width || rows.height() < spec.rows;
    if is_partial {
        out.clear();
    }
    out.resize(spec.decoded_len(), 0);
    let row_len = spec.row_samples() * sample_len;
    let planes = rows.bytes().chunks_exact(rows.band_len()).skip(first_band).take(spec.samples);
    for (band, plane) in planes.enumerate() {
        for (out, row) in out.chunks_exact_mut(row_len).zip(plane.chunks_exact(rows.row_len())) {
            let row = &row[first_col * sample_len..][..width * sample_len];
            put_samples(row, spec.samples, band, sample_len, out);
        }
    }
    if is_partial && codec::pads_with_edge(spec.compression) {
        repeat_edges(out, row_len, width * spec.samples * sample_len, rows.height(), spec.samples * sample_len);
    }
}

/// Repeats the last pixel of each row of `filled` bytes, and the last of `rows` rows.
fn repeat_edges(block: &mut [u8], row_len: usize, filled: usize, rows: usize, pixel_len: usize) {
    for row in block.chunks_exact_mut(row_len).take(rows) {
        let (pixels, beyond) = row.split_at_mut(filled);
        if let Some(last) = pixels.rchunks_exact(pixel_len).next() {
            beyond.chunks_exact_mut(pixel_len).for_each(|pixel| pixel.copy_from_slice(last));
        }
    }
    let (rows, beyond) = block.split_at_mut(rows * row_len);
    if let Some(last) = rows.rchunks_exact(row_len).next() {
        beyond.chunks_exact_mut(row_len).for_each(|row| row.copy_from_slice(last));
    }
}

/// Unsigned integers that have more bits than are stored become the largest that has as many, as in GDAL.
fn clamp(sample_type: SampleType, bits: u16, samples: &mut [u8]) {
    let most = (1_u64 << bits.min(63)) - 1;
    match (sample_type, bits) {
        (SampleType::U8, ..8) => samples.iter_mut().for_each(|v| *v = (*v).min(most as u8)),
        (SampleType::U16, ..16) => {
            let samples = samples.as_chunks_mut().0;
            samples.iter_mut().for_each(|v| *v = u16::from_ne_bytes(*v).min(most as u16).to_ne_bytes());
        }
        (SampleType::U32, ..32) => {
            let samples = samples.as_chunks_mut().0;
            samples.iter_mut().for_each(|v| *v = u32::from_ne_bytes(*v).min(most as u32).to_ne_bytes());
        }
        _ => {}
    }
}

/// Puts one sample into each pixel.
fn put_samples(row: &[u8], samples: usize, band: usize, sample_len: usize, out: &mut [u8]) {
    match (samples, sample_len) {
        (1, _) => out[..row.len()].copy_from_slice(row),
        (_, 1) => put::<1>(row, samples, band, out),
        (_, 2) => put::<2>(row, samples, band, out),
        (_, 4) => put::<4>(row, samples, band, out),
        (_, 8) => put::<8>(row, samples, band, out),
        _ => put::<16>(row, samples, band, out),
    }
}

fn put<const N: usize>(row: &[u8], samples: usize, band: usize, out: &mut [u8]) {
    let pixels = out.as_chunks_mut::<N>().0.chunks_exact_mut(samples);
    for (sample, pixel) in row.as_chunks::<N>().0.iter().zip(pixels) {
        pixel[band] = *sample;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edges_are_repeated() {
        // Two of three rows, two of four pixels of two bytes.
        let mut block = [1, 2, 3, 4, 0, 0, 0, 0, 5, 6, 7, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        repeat_edges(&mut block, 8, 4, 2, 2);
        assert_eq!(block, [1, 2, 3, 4, 3, 4, 3, 4, 5, 6, 7, 8, 7, 8, 7, 8, 5, 6, 7, 8, 7, 8, 7, 8]);
    }

    #[test]
    fn what_has_too_many_bits_is_the_largest_that_has_not() {
        let mut bytes = [0, 15, 16, 255];
        clamp(SampleType::U8, 4, &mut bytes);
        assert_eq!(bytes, [0, 15, 15, 15]);
        clamp(SampleType::I8, 4, &mut bytes);
        assert_eq!(bytes, [0, 15, 15, 15]);
        let mut wide = u32::MAX.to_ne_bytes();
        clamp(SampleType::U32, 32, &mut wide);
        assert_eq!(u32::from_ne_bytes(wide), u32::MAX);
        clamp(SampleType::U32, 17, &mut wide);
        assert_eq!(u32::from_ne_bytes(wide), 131_071);
    }
}
