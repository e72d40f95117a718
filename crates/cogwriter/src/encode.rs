//! Rows of pixels to encoded blocks, in parallel.

use std::sync::{Mutex, PoisonError};

use codec::{Encoder, EncoderSettings};
use geotiff_core::{BlockSpec, CodecFields, Raster, Result};

use crate::parallel;

/// Encodes the blocks of one row of blocks after the other; all blocks are stored alike.
pub(crate) struct RowEncoder {
    spec: BlockSpec,
    /// What the directory must say.
    fields: CodecFields,
    settings: EncoderSettings,
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
    pub(crate) fn new(spec: BlockSpec, fields: CodecFields, settings: EncoderSettings) -> Result<Self> {
        let first = Worker { encoder: Encoder::new(spec, &fields, &settings)?, samples: Vec::new() };
        let fields = first.encoder.fields().clone();
        Ok(Self { spec, fields, settings, idle: Mutex::new(vec![first]) })
    }

    /// How blocks are stored.
    pub(crate) fn spec(&self) -> &BlockSpec {
        &self.spec
    }

    /// What the directory must say of the blocks.
    pub(crate) fn fields(&self) -> &CodecFields {
        &self.fields
    }

    /// The blocks of one row of blocks, from left to right. `rows` are its rows of the image, as many as a block has or, at
    /// the lower edge, fewer; what a block has beyond the image is 0, or as its last
    /// columns and rows where the codec needs that.
    ///
    /// # Errors
    /// As [`Encoder::encode`].
    pub(crate) fn encode(&self, rows: &Raster) -> Result<Vec<Vec<u8>>> {
        let cols = (0..rows.width().div_ceil(self.spec.width)).collect();
        parallel::try_map(cols, |col: usize| {
            let mut worker = match self.with_idle(Vec::pop) {
                Some(worker) => worker,
                None => Worker { encoder: Encoder::new(self.spec, &self.fields, &self.settings)?, samples: Vec::new() },
            };
            let mut block = Vec::new();
            cut_block(rows, &self.spec, col * self.spec.width, &mut worker.samples);
            worker.encoder.encode(&worker.samples, &mut block)?;
            self.with_idle(|idle| idle.push(worker));
            Ok(block)
        })
    }

    fn with_idle<T>(&self, work: impl FnOnce(&mut Vec<Worker>) -> T) -> T {
        work(&mut self.idle.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The samples of the block whose first column is `first_col`: chunky, padded with zeros or by repeating what is last.
fn cut_block(rows: &Raster, spec: &BlockSpec, first_col: usize, out: &mut Vec<u8>) {
    let sample_len = rows.sample_type().bytes();
    let width = spec.width.min(rows.width() - first_col);
    let is_partial = width < spec.width || rows.height() < spec.rows;
    if is_partial {
        out.clear();
    }
    out.resize(spec.decoded_len(), 0);
    let row_len = spec.row_samples() * sample_len;
    for (band, plane) in rows.bytes().chunks_exact(rows.band_len()).enumerate() {
        for (out, row) in out.chunks_exact_mut(row_len).zip(plane.chunks_exact(rows.row_len())) {
            let row = &row[first_col * sample_len..][..width * sample_len];
            put_samples(row, spec.samples, band, sample_len, out);
        }
    }
    if is_partial && codec::pads_with_edge(spec.compression) {
        repeat_edges(width * spec.samples * sample_len, rows.height(), spec.samples * sample_len, row_len, out);
    }
}

/// Repeats the last pixel of rows that are `filled` bytes long up to `row_len`, then the last of so many rows.
fn repeat_edges(filled: usize, rows: usize, pixel_len: usize, row_len: usize, out: &mut [u8]) {
    for row in out.chunks_exact_mut(row_len).take(rows) {
        for start in (filled..row_len).step_by(pixel_len) {
            row.copy_within(start - pixel_len..start, start);
        }
    }
    let (image, rest) = out.split_at_mut(rows * row_len);
    let last = &image[image.len() - row_len..];
    rest.chunks_exact_mut(row_len).for_each(|row| row.copy_from_slice(last));
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
