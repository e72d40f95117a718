//! Blocks too large to be decoded at once: they are decoded from their first row on, and kept in chunks of some rows.
//!
//! A decoder in the middle of a block is kept for whoever wants the rows that follow, so that reading a raster of one strip
//! from top to bottom decodes it once, whatever windows it is read by, as long as the cache holds a row of them.

use std::io::{self, BufRead, Read};
use std::ops::Range;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use codec::RowReader;
use geotiff_core::{BlockIndex, BlockSpec, Compression, Error, Image, Result, Window};

use crate::block::zeros;
use crate::cache::{Block, Key};
use crate::read::{ImageReader, Samples};
use crate::source::Source;

/// Blocks of more decoded bytes than these are decoded row by row.
const WHOLE_BLOCK_LEN: usize = 32 << 20;
/// Decoded bytes of a chunk, if it has more than one row.
const CHUNK_LEN: usize = 1 << 20;
/// Bytes of a payload fetched at once.
const FETCHED_AT_ONCE: usize = 256 << 10;
/// Decoders in the middle of a block that are kept.
const MOST_STREAMS: usize = 8;

/// Whether the blocks of an image are decoded row by row. Uncompressed ones are not decoded: any row can be had.
pub(crate) fn is_streamed(image: &Image) -> bool {
    image.compression != Compression::NONE
        && image.block_spec(BlockIndex { plane: 0, row: 0, col: 0 }).decoded_len() > WHOLE_BLOCK_LEN
        && codec::can_stream(image.compression)
}

/// Rows of a chunk of such a block.
pub(crate) fn chunk_rows(spec: &BlockSpec) -> usize {
    (CHUNK_LEN / BlockSpec { rows: 1, ..*spec }.decoded_len().max(1)).max(1)
}

/// The decoders of one file that are in the middle of a block.
#[derive(Debug, Default)]
pub(crate) struct Streams {
    open: Mutex<Vec<Arc<Stream>>>,
    clock: AtomicU64,
}

/// A decoder in the middle of a block.
#[derive(Debug)]
struct Stream {
    image: usize,
    block: BlockIndex,
    /// The chunk that is decoded next.
    next: AtomicUsize,
    last_used: AtomicU64,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    rows: RowReader,
    /// The chunk that was decoded last.
    last: Option<(usize, Block)>,
}

impl Streams {
    /// The decoder of the block that is nearest before the chunk, if there is one.
    fn nearest(&self, image: usize, block: BlockIndex, chunk: usize) -> Option<Arc<Stream>> {
        let now = self.clock.fetch_add(1, Ordering::Relaxed);
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let fit = open.iter().filter(|stream| stream.image == image && stream.block == block);
        // The chunk decoded last is still at hand.
        let fit =
            fit.map(|stream| (stream.next.load(Ordering::Acquire), stream)).filter(|&(next, _)| next <= chunk + 1);
        let (_, stream) = fit.max_by_key(|&(next, _)| next)?;
        stream.last_used.store(now, Ordering::Relaxed);
        Some(Arc::clone(stream))
    }

    fn add(&self, image: usize, block: BlockIndex, rows: RowReader) -> Arc<Stream> {
        let now = self.clock.fetch_add(1, Ordering::Relaxed);
        let state = Mutex::new(State { rows, last: None });
        let stream = Arc::new(Stream { image, block, next: AtomicUsize::new(0), last_used: now.into(), state });
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if open.len() >= MOST_STREAMS
            && let Some(oldest) = (0..open.len()).min_by_key(|&i| open[i].last_used.load(Ordering::Relaxed))
        {
            open.swap_remove(oldest);
        }
        open.push(Arc::clone(&stream));
        stream
    }

    fn remove(&self, stream: &Arc<Stream>) {
        self.open.lock().unwrap_or_else(PoisonError::into_inner).retain(|other| !Arc::ptr_eq(other, stream));
    }
}

impl ImageReader<'_> {
    /// The chunk of a block that holds what is wanted of it.
    pub(crate) fn read_chunk(&self, index: BlockIndex, range: &Range<u64>, part: Window) -> Result<Samples> {
        let (grid, spec) = (&self.image.grid, self.image.block_spec(index));
        let (top, first_col) = (index.row * grid.block_height, index.col * grid.block_width);
        let chunk = (part.row_off - top) / chunk_rows(&spec);
        let first = chunk * chunk_rows(&spec);
        let block = self.chunk(index, range, &spec, chunk)?;
        let spec = BlockSpec { rows: chunk_rows(&spec).min(spec.rows - first), ..spec };
        Ok(Samples { block, spec, first_row: top + first, first_col })
    }

    /// Some rows of a block, from the cache, or decoded together with all between them and what was decoded before.
    fn chunk(&self, index: BlockIndex, range: &Range<u64>, spec: &BlockSpec, chunk: usize) -> Result<Block> {
        let key = |chunk| Key { image: self.number, block: index, chunk };
        let kept = || self.cache.and_then(|cache| cache.get(key(chunk)));
        if let Some(block) = kept() {
            return Ok(block);
        }
        let stream = match self.streams.nearest(self.number, index, chunk) {
            Some(stream) => stream,
            None => self.streams.add(self.number, index, self.rows_of(index, range, spec)?),
        };
        let mut state = stream.state.lock().unwrap_or_else(PoisonError::into_inner);
        // Another thread may have come first.
        if let Some(block) = kept() {
            return Ok(block);
        }
        if let Some((last, block)) = &state.last
            && *last == chunk
        {
            return Ok(Arc::clone(block));
        }
        let mut next = stream.next.load(Ordering::Acquire);
        if next > chunk {
            state.rows = self.rows_of(index, range, spec)?;
            next = 0;
        }
        loop {
            let block = match self.next_chunk(&mut state.rows, spec) {
                Ok(block) => block,
                Err(error) => {
                    self.streams.remove(&stream);
                    return Err(error.at_offset(range.start).in_block(self.image.grid.number_of(index)));
                }
            };
            if let Some(cache) = self.cache {
                cache.put(key(next), &block);
            }
            state.last = Some((next, Arc::clone(&block)));
            stream.next.store(next + 1, Ordering::Release);
            if next == chunk {
                return Ok(block);
            }
            next += 1;
        }
    }

    fn next_chunk(&self, rows: &mut RowReader, spec: &BlockSpec) -> Result<Block> {
        let count = chunk_rows(spec).min(spec.rows - rows.next_row());
        let mut samples = zeros(BlockSpec { rows: count, ..*spec }.decoded_len())?;
        rows.read(count, &mut samples)?;
        Ok(Block::new(samples))
    }

    fn rows_of(&self, index: BlockIndex, range: &Range<u64>, spec: &BlockSpec) -> Result<RowReader> {
        let payload = Payload { source: Arc::clone(self.source), left: range.clone(), buffer: Vec::new(), at: 0 };
        RowReader::new(spec, &self.image.codec_fields, payload)
            .map_err(|error| error.at_offset(range.start).in_block(self.image.grid.number_of(index)))
    }
}

/// The bytes of a block as a stream.
struct Payload {
    source: Arc<dyn Source>,
    /// What is not fetched yet.
    left: Range<u64>,
    buffer: Vec<u8>,
    /// Bytes of the buffer that were read.
    at: usize,
}

impl BufRead for Payload {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at == self.buffer.len() {
            let len = (self.left.end - self.left.start).min(FETCHED_AT_ONCE as u64);
            self.at = 0;
            self.buffer.resize(len as usize, 0);
            self.source.read_exact_at(self.left.start, &mut self.buffer).map_err(io::Error::other::<Error>)?;
            self.left.start += len;
        }
        Ok(&self.buffer[self.at..])
    }

    fn consume(&mut self, len: usize) {
        self.at = (self.at + len).min(self.buffer.len());
    }
}

impl Read for Payload {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let bytes = self.fill_buf()?;
        let len = bytes.len().min(out.len());
        out[..len].copy_from_slice(&bytes[..len]);
        self.consume(len);
        Ok(len)
    }
}
