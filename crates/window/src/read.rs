//! From a window to its samples: find the blocks, fetch their bytes, decode, paste.

use std::borrow::Cow;
use std::cell::RefCell;
use std::ops::Range;
use std::sync::Arc;

use codec::Decoder;
use geotiff_core::{BlockIndex, BlockSpec, Compression, Error, Image, Result, Window};

use crate::block_table::BlockTable;
use crate::cache::{Block, BlockCache, Key};
use crate::parallel;
use crate::paste::{fill, fill_sample, pick_sample};
use crate::source::Source;
use crate::streams::{Streams, chunk_rows, is_streamed};

/// Decoded blocks of one row of blocks that wait together to be pasted.
const DECODED_AT_ONCE: usize = 32 << 20;
/// Bytes of a compressed block that are always fetched if it claims to have them.
const ALWAYS_FETCHED: u64 = 1 << 20;

thread_local! {
    static DECODER: RefCell<Decoder> = RefCell::new(Decoder::new());
}

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
        self.check_codec()?;
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
        let rows = self.block_rows(window, row_len, out);
        if is_streamed(self.image) {
            // Whoever came first would decode for all.
            return rows.into_iter().try_for_each(read);
        }
        parallel::try_for_each(rows, read)
    }

    /// The bytes of some blocks of a row of blocks; `None` for one that is not stored.
    ///
    /// # Errors
    /// As [`BlockTable::locate`].
    pub(crate) fn places(&self, first: BlockIndex, blocks: usize) -> Result<Vec<Option<Range<u64>>>> {
        self.table.locate(&**self.source, self.image, first, blocks)
    }

    fn check_codec(&self) -> Result<()> {
        let compression = self.image.compression;
        let fields = &self.image.codec_fields;
        let (across, down) = fields.chroma_subsampling;
        let is_known = codec::holds_images(compression)
            || matches!(compression, Compression::JPEG | Compression::OLD_JPEG)
            || fields.has_data_units(compression) && self.image.grid.planes == 1;
        if (across, down) != (1, 1) && !is_known {
            let message =
                format!("YCbCr samples whose chroma is subsampled {across} × {down} are not supported by this build");
            return Err(Error::unsupported(message).in_tag(530));
        }
        if codec::can_decode(compression) {
            return Ok(());
        }
        Err(Error::unsupported(format!("compression {compression} is not supported by this build")).in_tag(259))
    }

    /// Cuts the output where one row of blocks ends and the next begins. Blocks that are read by rows are cut where these
    /// would take much memory: a file may be one strip.
    fn block_rows<'o>(&self, window: Window, row_len: usize, out: &'o mut [u8]) -> Vec<BlockRow<'o>> {
        let height = self.image.grid.block_height;
        let spec = self.image.block_spec(BlockIndex { plane: 0, row: 0, col: 0 });
        let most = match spec.compression {
            _ if self.image.has_bare_rows() => {
                (DECODED_AT_ONCE / BlockSpec { rows: 1, ..spec }.decoded_len().max(1)).max(1)
            }
            _ if is_streamed(self.image) => chunk_rows(&spec),
            _ => height,
        };
        let mut rows: Vec<BlockRow<'o>> = Vec::new();
        let mut first = window.row_off;
        while first < window.row_end() {
            let row = first / height;
            let end = (first - (first - row * height) % most).saturating_add(most);
            let end = end.min((row + 1) * height).min(window.row_end());
            rows.push(BlockRow { row, rows: first..end, bands: Vec::new() });
            first = end;
        }
        for mut band in out.chunks_exact_mut(row_len * window.height) {
            for row in &mut rows {
                let (part, rest) = band.split_at_mut(row_len * row.rows.len());
                row.bands.push(part);
                band = rest;
            }
        }
        rows
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
        self.check_size(&spec)?;
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
            Some(range) => self.decode_into(index, &spec, range, out)?,
        }
        Ok(())
    }

    fn decode(&self, index: BlockIndex, range: Option<Range<u64>>, part: Window) -> Result<Decoded> {
        let Some(range) = range else { return Ok(Decoded::Sparse) };
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
        let offset = range.start;
        let range = offset..range.end.min(offset.saturating_add(most_to_fetch(self.image.stored_len(spec))));
        let name = |error: Error| error.at_offset(offset).in_block(self.image.grid.number_of(index));
        let bytes: Cow<'_, [u8]> = self.source.bytes(range).map_err(name)?;
        check_plausible(spec.compression, self.image.stored_len(spec), bytes.len()).map_err(name)?;
        DECODER.with_borrow_mut(|decoder| decoder.decode(spec, &self.image.codec_fields, &bytes, out)).map_err(name)
    }

    /// Refuses blocks that would take more memory than allowed. Of some, only rows are held.
    fn check_size(&self, spec: &BlockSpec) -> Result<()> {
        let rows = match spec.compression {
            _ if self.image.has_bare_rows() => 1,
            _ if is_streamed(self.image) => chunk_rows(spec),
            // A blob is decoded as a whole, though the image may end within the tile.
            Compression::LERC => self.image.grid.block_height,
            _ => spec.rows,
        };
        let part = BlockSpec { rows, ..*spec };
        let len = part.decoded_len().saturating_add(codec::working_len(&part));
        if len <= self.max_block_len {
            return Ok(());
        }
        Err(Error::limits(format!(
            "reading takes {len} bytes for one block, more than the {} that are allowed: raise the limit, max-block-len, to that",
            self.max_block_len
        )))
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

/// # Errors
/// `Limits` if they do not fit in memory.
pub(crate) fn zeros(len: usize) -> Result<Vec<u8>> {
    let too_big = |()| Error::limits(format!("a block of {len} bytes does not fit in memory"));
    // The system has zeros at hand, which take no memory before they are written over.
    bytemuck::try_zeroed_vec(len).map_err(too_big)
}

/// Bytes beyond these are not looked at, whatever a byte count claims: libtiff's limit.
fn most_to_fetch(stored_len: usize) -> u64 {
    (stored_len as u64).saturating_mul(10).saturating_add(4096).max(ALWAYS_FETCHED)
}

/// Refuses blocks that no stream of this length can fill, before memory is taken for them.
fn check_plausible(compression: Compression, stored_len: usize, len: usize) -> Result<()> {
    // An image of one colour needs hardly any.
    if codec::holds_images(compression) {
        return Ok(());
    }
    // Deflate makes at most 1032 bytes of one; LZW, 4096 bytes of a code of 12 bits; PackBits, 128 of two; Zstd, 128 kB of four;
    // LZMA, 273 bytes of 14 bits that cost a 45th each; ThunderScan, 63 pixels of one.
    let most = match compression {
        // Each bit can be a white row, and what is missing is white.
        Compression::FAX_RLE | Compression::FAX_RLE_WORDS | Compression::FAX3 | Compression::FAX4 => return Ok(()),
        Compression::NEXT => return Ok(()),
        Compression::THUNDERSCAN => 32,
        Compression::NONE => 1,
        Compression::PACKBITS => 64,
        Compression::LZMA => 8192,
        Compression::ZSTD => 32 << 10,
        _ => 4096,
    };
    if len.saturating_mul(most).saturating_add(4096) >= stored_len {
        return Ok(());
    }
    Err(Error::format(format!("{len} compressed bytes cannot hold a block of {stored_len} bytes")))
}
