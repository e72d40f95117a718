//! Where the blocks of an image are, read from the file's block arrays only as far as blocks are wanted.

use std::ops::Range;
use std::sync::OnceLock;

use geotiff_core::{BlockArray, BlockIndex, ByteOrder, Compression, Error, Image, Result};

use crate::source::Source;

/// Arrays of up to so many bytes are read whole when the first block is wanted; of larger ones, only what is wanted.
const WHOLE_ARRAY_LEN: u64 = 256 << 10;

/// The block arrays of one image.
#[derive(Debug, Default)]
pub(crate) struct BlockTable {
    offsets: OnceLock<Option<Vec<u64>>>,
    byte_counts: OnceLock<Option<Vec<u64>>>,
}

impl BlockTable {
    /// The bytes of each block of a row of blocks, from column `cols.start` on; `None` for a sparse block.
    ///
    /// # Errors
    /// `Format` if the arrays lie outside the file, `Io` if reading fails.
    pub(crate) fn locate(
        &self,
        source: &dyn Source,
        image: &Image,
        first: BlockIndex,
        blocks: usize,
    ) -> Result<Vec<Option<Range<u64>>>> {
        let number = image.grid.number_of(first) as u64;
        let numbers = number..number + blocks as u64;
        let offsets = entries(source, image.byte_order, &image.offsets, &self.offsets, numbers.clone())?;
        let counts = match &image.byte_counts {
            Some(array) => entries(source, image.byte_order, array, &self.byte_counts, numbers)?,
            None => Vec::new(),
        };
        let ranges = (0..blocks).map(|i| {
            let index = BlockIndex { col: first.col + i, ..first };
            let offset = offsets.get(i).copied().unwrap_or(0);
            block_range(image, index, offset, counts.get(i).copied(), source.len()).transpose()
        });
        ranges.map(Option::transpose).collect()
    }
}

/// Numbers of an array; fewer where it is shorter, as libtiff takes missing ones for sparse blocks.
fn entries(
    source: &dyn Source,
    order: ByteOrder,
    array: &BlockArray,
    whole: &OnceLock<Option<Vec<u64>>>,
    numbers: Range<u64>,
) -> Result<Vec<u64>> {
    let part = |held: &[u64]| {
        held.iter().skip(numbers.start as usize).take((numbers.end - numbers.start) as usize).copied().collect()
    };
    let count = array.count();
    if array.range(0, count).is_none_or(|range| range.end - range.start <= WHOLE_ARRAY_LEN) {
        let held = whole.get_or_init(|| match array.range(0, count) {
            Some(range) => source.bytes(range).ok().map(|bytes| array.decode(order, &bytes)),
            None => array.held(),
        });
        if let Some(held) = held {
            return Ok(part(held));
        }
    }
    let range = array.range(numbers.start.min(count), numbers.end.min(count));
    let range = range.ok_or_else(|| Error::format("the array of the blocks' places cannot be read"))?;
    Ok(array.decode(order, &source.bytes(range)?))
}

/// The bytes of a block, with missing and odd counts taken as libtiff takes them.
fn block_range(
    image: &Image,
    index: BlockIndex,
    offset: u64,
    count: Option<u64>,
    file_len: u64,
) -> Result<Option<Range<u64>>> {
    let stored_len = image.stored_len(&image.block_spec(index)) as u64;
    let lone_strip = !image.grid.tiled && image.grid.blocks() == 1;
    let count = match count {
        // A lone strip that claims no bytes, or an uncompressed one that claims too few, was written by a careless program.
        Some(0) if lone_strip && offset != 0 => None,
        Some(n) if lone_strip && image.compression == Compression::NONE && n < stored_len => None,
        None if image.byte_counts.is_some() => Some(0),
        count => count,
    };
    let end = match count {
        _ if offset == 0 => return Ok(None),
        Some(0) => return Ok(None),
        // Of an uncompressed block, no more than its pixels are of interest.
        Some(n) if image.compression == Compression::NONE => offset.checked_add(n.min(stored_len)),
        Some(n) => offset.checked_add(n),
        None if image.compression == Compression::NONE => offset.checked_add(stored_len),
        None => Some(file_len),
    };
    match end.filter(|&end| end <= file_len && offset <= end) {
        Some(end) => Ok(Some(offset..end)),
        None => Err(Error::format(format!("block {} reaches past the end of the file", image.grid.number_of(index)))
            .at_offset(offset)),
    }
}
