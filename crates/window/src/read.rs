//! From a window to its samples: find the blocks, fetch their bytes, decode, paste.

use std::ops::Range;
use std::sync::Arc;

use geotiff_core::{BlockIndex, BlockSpec, Error, Image, Result, Window};

use crate::block::{check_codec, check_expansion, check_size, decode_block, zeros};
use crate::block_table::BlockTable;
use crate::cache::{Block, BlockCache, Key};
use crate::parallel;
use crate::paste::{fill, fill_sample, pick_sample};
use crate::source::Source;
use crate::streams::{Streams, chunk_rows, is_streamed};

/// Decoded blocks of one row of blocks that wait together to be pasted.
const DECODED_AT_ONCE: usize = 32 << 20;
/// Rows of blocks that are read at a time: as many as a file likes to have, of one row of pixels each, take memory by themselves.
const ROWS_AT_ONCE: usize = 1 << 12;

/// One image of a file, and what reading it needs.
#[derive(Clone, Copy)]
pub(crate) struct ImageReader<'a> {
    pub(crate) source: &'a Arc<dyn Source>,
    pub(crate) image: &'a Image,
    pub(crate) table: &'a BlockTable,
    /// Its number in the file, for the cache.
    pub(crate) number: usize,
    pub(crate) streams: &'a Streams,
    /// Where decoded blocks are kept; `None` if no other window will want them.
    pub(crate) cache: Option<&'a BlockCache>,
    /// The most bytes that one decoded block may have.
    pub(crate) max_block_len: usize,
    /// The most bytes that one byte of a block may become.
    pub(crate) expansion: u64,
}

/// The part of the output that one row of blocks fills, or some of its rows: for each band, whole rows of the window.
struct BlockRow<'o> {
    row: usize,
    /// Rows of the image.
    rows: Range<usize>,
    bands: Vec<&'o mut [u8]>,
}

/// What became of a block.
enum Decoded {
    Sparse,
    Samples(Samples),
}

/// Decoded samples: a whole block or a part of it.
pub(crate) struct Samples {
    pub(crate) block: Block,
    pub(crate) spec: BlockSpec,
    /// The row and the column of the image where they begin.
    pub(crate) first_row: usize,
    pub(crate) first_col: usize,
}

impl ImageReader<'_> {
    /// Reads bands (from 0) of a window into `out`, band after band, row after row, native-endian.
    ///
    /// # Errors
    /// `Parameter` for a window or band outside the image or an `out` of the wrong length; `Unsupported` for its codec;
    /// `Limits` for too large a block; `Format` or `Io` for damaged or missing bytes.
    pub(crate) fn read(&self, window: Window, bands: &[usize], out: &mut [u8]) -> Result<()> {
        let grid = &self.image.grid;
        window.within(grid.width, grid.height)?;
        if let Some(band) = bands.iter().find(|&&band| band >= self.image.bands) {
            return Err(Error::parameter(format!("band {} of {}: bands count from 0 here", band, self.image.bands)));
        }
        let row_len = window.width.saturating_mul(self.image.sample_type.bytes());
        // A file can claim to be so large that this is beyond what can be counted.
        let band_len = row_len.checked_mul(window.height);
        let len = if bands.is_empty() { Some(0) } else { band_len.and_then(|n| n.checked_mul(bands.len())) };
        if len != Some(out.len()) {
            return Err(Error::parameter(format!(
                "{} bytes do not hold {} bands of the window {window}",
                out.len(),
                bands.len()
            )));
        }
        check_codec(self.image)?;
        if bands.is_empty() {
            return Ok(());
        }
        let read = |mut row: BlockRow<'_>| {
            if !self.image.is_separate() {
                return self.read_block_row(window, 0, bands, &mut row.bands, &row.rows, row.row);
            }
            bands.iter().zip(&mut row.bands).try_for_each(|(&band, out)| {
                self.read_block_row(window, band, &[0], std::slice::from_mut(out), &row.rows, row.row)
            })
        };
        let mut cuts = self.cuts(window);
        let mut rest: Vec<&mut [u8]> = out.chunks_exact_mut(row_len * window.height).collect();
        loop {
            let cut = |(row, rows): (usize, Range<usize>)| {
                let bands = rest.iter_mut().map(|band| band.split_off_mut(..row_len * rows.len()).unwrap_or_default());
                BlockRow { row, bands: bands.collect(), rows }
            };
            let rows: Vec<BlockRow<'_>> = cuts.by_ref().take(ROWS_AT_ONCE).map(cut).collect();
            if rows.is_empty() {
                return Ok(());
            }
            if is_streamed(self.image) {
                // Whoever came first would decode for all.
                rows.into_iter().try_for_each(read)?;
            } else {
                parallel::try_for_each(rows, read)?;
            }
        }
    }

    /// The bytes of some blocks of a row of blocks; `None` for one that is not stored.
    ///
    /// # Errors
    /// As [`BlockTable::locate`].
    pub(crate) fn places(&self, first: BlockIndex, blocks: usize) -> Result<Vec<Option<Range<u64>>>> {
        self.table.locate(&**self.source, self.image, first, blocks)
    }

    /// The rows of a window, cut where one row of blocks ends and the next begins. Blocks that are read by rows are cut where
    /// these would take much memory: a file may be one strip.
    fn cuts(&self, window: Window) -> impl Iterator<Item = (usize, Range<usize>)> + use<> {
        let height = self.image.grid.block_height;
        let spec = self.image.block_spec(BlockIndex { plane: 0, row: 0, col: 0 });
        let most = match spec.compression {
            _ if self.image.has_bare_rows() => {
                (DECODED_AT_ONCE / BlockSpec { rows: 1, ..spec }.decoded_len().max(1)).max(1)
            }
            _ if is_streamed(self.image) => chunk_rows(&spec),
            _ => height,
        };
        let mut first = window.row_off;
        std::iter::from_fn(move || {
            let row = first / height;
            let end = (first - (first - row * height) % most).saturating_add(most);
            let rows = first..end.min((row + 1) * height).min(window.row_end());
            first = rows.end;
            (!rows.is_empty()).then_some((row, rows))
        })
    }

    /// Reads what one row of blocks of a plane holds of the window; `samples` are the bands wanted of each block.
    fn read_block_row(
        &self,
        window: Window,
        plane: usize,
        samples: &[usize],
        out: &mut [&mut [u8]],
        rows: &Range<usize>,
        row: usize,
    ) -> Result<()> {
        let grid = &self.image.grid;
        let part = Window::new(window.col_off, rows.start, window.width, rows.len());
        let first = BlockIndex { plane, row, col: window.col_off / grid.block_width };
        let cols = window.col_end().div_ceil(grid.block_width) - first.col;
        let spec = self.image.block_spec(first);
        check_size(self.image, &spec, self.max_block_len)?;
        if let ([out], 1, None) = (&mut *out, spec.samples, self.cache)
            && part == grid.window_of(first)
            && !is_streamed(self.image)
            && part.width == spec.width
        {
            return self.read_whole_strip(first, spec, rows.clone(), out);
        }
        let decoded = if self.image.has_bare_rows() { BlockSpec { rows: rows.len(), ..spec } } else { spec };
        let at_once = (DECODED_AT_ONCE / decoded.decoded_len().max(1)).clamp(1, cols);
        for start in (0..cols).step_by(at_once) {
            let start = BlockIndex { col: first.col + start, ..first };
            let count = at_once.min(first.col + cols - start.col);
            let ranges = self.places(start, count)?;
            let jobs = ranges
                .into_iter()
                .enumerate()
                .map(|(i, range)| (BlockIndex { col: start.col + i, ..start }, range))
                .collect();
            let decoded = parallel::try_map(jobs, |(index, range)| Ok((index, self.decode(index, range, part)?)))?;
            for (index, decoded) in decoded {
                let Some(shared) = grid.window_of(index).intersection(&part) else { continue };
                for (&sample, out) in samples.iter().zip(out.iter_mut()) {
                    self.paste(&decoded, sample, shared, part, out);
                }
            }
        }
        Ok(())
    }

    /// A strip whose samples are just those of the output's rows is decoded right there.
    fn read_whole_strip(&self, index: BlockIndex, spec: BlockSpec, rows: Range<usize>, out: &mut [u8]) -> Result<()> {
        let spec = BlockSpec { rows: rows.len(), ..spec };
        match self.places(index, 1)?.into_iter().next().flatten() {
            None => fill(out, &fill_sample(self.image.sample_type, self.image.nodata)),
            Some(range) => {
                check_expansion(self.image, index, &range, self.expansion)?;
                self.decode_into(index, &spec, range, out)?;
            }
        }
        Ok(())
    }

    fn decode(&self, index: BlockIndex, range: Option<Range<u64>>, part: Window) -> Result<Decoded> {
        let Some(range) = range else { return Ok(Decoded::Sparse) };
        check_expansion(self.image, index, &range, self.expansion)?;
        if self.image.has_bare_rows() {
            return self.read_uncompressed(index, range, part).map(Decoded::Samples);
        }
        let spec = self.image.block_spec(index);
        if is_streamed(self.image) {
            return self.read_chunk(index, &range, part).map(Decoded::Samples);
        }
        let decode = || {
            let mut samples = zeros(spec.decoded_len())?;
            self.decode_into(index, &spec, range.clone(), &mut samples)?;
            Ok(samples)
        };
        let block = match self.cache {
            Some(cache) => {
                let key = Key { image: self.number, block: index, chunk: 0 };
                cache.get_or_decode(key, spec.decoded_len(), decode)?
            }
            None => Block::new(decode()?),
        };
        let grid = &self.image.grid;
        let (first_row, first_col) = (index.row * grid.block_height, index.col * grid.block_width);
        Ok(Decoded::Samples(Samples { block, spec, first_row, first_col }))
    }

    pub(crate) fn decode_into(
        &self,
        index: BlockIndex,
        spec: &BlockSpec,
        range: Range<u64>,
        out: &mut [u8],
    ) -> Result<()> {
        decode_block(&**self.source, self.image, index, spec, range, out)
    }

    fn paste(&self, decoded: &Decoded, sample: usize, shared: Window, part: Window, out: &mut [u8]) {
        let sample_len = self.image.sample_type.bytes();
        let out_rows =
            out.chunks_exact_mut(part.width * sample_len).skip(shared.row_off - part.row_off).take(shared.height);
        let start = (shared.col_off - part.col_off) * sample_len;
        let out_rows = out_rows.filter_map(|row| row.get_mut(start..start + shared.width * sample_len));
        match decoded {
            Decoded::Sparse => {
                let sample = fill_sample(self.image.sample_type, self.image.nodata);
                out_rows.for_each(|row| fill(row, &sample));
            }
            Decoded::Samples(Samples { block, spec, first_row, first_col }) => {
                let pixel_len = spec.samples * sample_len;
                let rows = block.chunks_exact(spec.width * pixel_len).skip(shared.row_off - first_row);
                let col = (shared.col_off - first_col) * pixel_len;
                for (out, row) in out_rows.zip(rows) {
                    let pixels = row.get(col..col + shared.width * pixel_len).unwrap_or_default();
                    pick_sample(pixels, pixel_len, sample * sample_len, sample_len, out);
                }
            }
        }
    }
}
