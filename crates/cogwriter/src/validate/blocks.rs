//! The block arrays, read in parts: a large image has hundreds of megabytes of them.

use std::ops::Range;

use geotiff_core::{BlockArray, ByteOrder, Error, Image, Result};
use window::Source;

/// Blocks whose places are held at once.
pub(crate) const CHUNK: u64 = 1 << 16;

/// Blocks that an image may have beyond those that its arrays have.
const MAX_UNLISTED: usize = 1 << 20;

/// Where a block is: its offset, 0 if it is not stored, and its length, 0 if the file does not say.
pub(crate) type Place = (u64, u64);

/// Why the blocks of an image are not gone through one by one: it claims far more than its arrays have.
pub(crate) fn claims_too_many(image: &Image) -> Option<String> {
    let (blocks, listed) = (image.grid.blocks(), usize::try_from(image.offsets.count()).unwrap_or(usize::MAX));
    let is_absurd = blocks > listed.saturating_add(MAX_UNLISTED);
    is_absurd.then(|| format!("the image has {blocks} blocks, of which {listed} have a place"))
}

/// The numbers of the blocks of one plane, by parts of up to `chunk`. What lies beyond the array is not stored, however
/// large the image claims to be.
pub(crate) fn chunks(image: &Image, plane: u64, chunk: u64) -> impl Iterator<Item = Range<u64>> + use<> {
    let per_plane = image.grid.blocks_per_plane() as u64;
    let first = plane.saturating_mul(per_plane);
    let end = first.saturating_add(per_plane).min(image.offsets.count());
    let step = chunk.max(1);
    std::iter::successors(Some(first), move |first| first.checked_add(step))
        .take_while(move |&first| first < end)
        .map(move |first| first..first.saturating_add(step).min(end))
}

/// The places of these blocks, as many as are asked for.
pub(crate) fn places(source: &dyn Source, image: &Image, numbers: Range<u64>) -> Result<Vec<Place>> {
    let offsets = entries(source, image.byte_order, &image.offsets, &numbers)?;
    let counts = match &image.byte_counts {
        Some(array) => entries(source, image.byte_order, array, &numbers)?,
        None => Vec::new(),
    };
    Ok(offsets.into_iter().zip(counts.into_iter().chain(std::iter::repeat(0))).collect())
}

/// The offset of the first block of the first band that is stored.
pub(crate) fn first_block(source: &dyn Source, image: &Image) -> Result<Option<u64>> {
    for numbers in chunks(image, 0, CHUNK) {
        let offsets = entries(source, image.byte_order, &image.offsets, &numbers)?;
        if let Some(offset) = offsets.into_iter().find(|&offset| offset > 0) {
            return Ok(Some(offset));
        }
    }
    Ok(None)
}

/// Numbers of an array; 0 for what a short array lacks.
fn entries(source: &dyn Source, order: ByteOrder, array: &BlockArray, numbers: &Range<u64>) -> Result<Vec<u64>> {
    let (first, end) = (numbers.start.min(array.count()), numbers.end.min(array.count()));
    let mut entries = match (array.range(first, end), array.held()) {
        (Some(range), _) => array.decode(order, &source.bytes(range)?),
        (None, Some(held)) => held.get(first as usize..end as usize).unwrap_or_default().to_vec(),
        (None, None) => return Err(Error::format("the array of the blocks' places lies outside the file")),
    };
    entries.resize((numbers.end - numbers.start) as usize, 0);
    Ok(entries)
}
