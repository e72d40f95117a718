//! One block of an image: from its bytes to its samples, with the checks that come before memory is taken for them.

use std::borrow::Cow;
use std::cell::RefCell;
use std::ops::Range;

use codec::Decoder;
use geotiff_core::{BlockIndex, BlockSpec, Compression, Error, Image, Result};

use crate::source::Source;
use crate::streams::{chunk_rows, is_streamed};

/// Bytes of a compressed block that are always fetched if it claims to have them.
const ALWAYS_FETCHED: u64 = 1 << 20;

thread_local! {
    static DECODER: RefCell<Decoder> = RefCell::new(Decoder::new());
}

/// Decodes one block of an image, whose bytes are at `range` of the source.
///
/// Memory that the block takes beyond `max_block_len` bytes is refused. Rows within the image suffice, as in
/// [`Image::block_spec`].
///
/// ```
/// use geotiff_core::{BlockIndex, Catalogue};
///
/// # let file = window::doc_example();
/// let image = &Catalogue::new(&window::read_directories(&file)?)?.images[0];
/// let first = BlockIndex { plane: 0, row: 0, col: 0 };
/// assert_eq!(window::read_block(&file, image, first, 8..5008, 1 << 20)?, [7; 5000]);
/// # Ok::<(), geotiff_core::Error>(())
/// ```
///
/// # Errors
/// `Unsupported` for the codec, `Limits` for too large a block, `Format` or `Io` for damaged or missing bytes.
pub fn read_block(
    source: &dyn Source,
    image: &Image,
    index: BlockIndex,
    range: Range<u64>,
    max_block_len: usize,
) -> Result<Vec<u8>> {
    check_codec(image)?;
    let spec = image.block_spec(index);
    let len = spec.decoded_len().saturating_add(codec::working_len(&spec));
    if len > max_block_len {
        return Err(too_large(len, max_block_len));
    }
    check_size(image, &spec, max_block_len)?;
    check_plausible(
        spec.compression,
        image.stored_len(&spec),
        usize::try_from(range.end.saturating_sub(range.start)).unwrap_or(usize::MAX),
    )?;
    let mut samples = zeros(spec.decoded_len())?;
    decode_block(source, image, index, &spec, range, &mut samples)?;
    Ok(samples)
}

pub(crate) fn decode_block(
    source: &dyn Source,
    image: &Image,
    index: BlockIndex,
    spec: &BlockSpec,
    range: Range<u64>,
    out: &mut [u8],
) -> Result<()> {
    let offset = range.start;
    let range = offset..range.end.min(offset.saturating_add(most_to_fetch(image.stored_len(spec))));
    let name = |error: Error| error.at_offset(offset).in_block(image.grid.number_of(index));
    let bytes: Cow<'_, [u8]> = source.bytes(range).map_err(name)?;
    check_plausible(spec.compression, image.stored_len(spec), bytes.len()).map_err(name)?;
    DECODER.with_borrow_mut(|decoder| decoder.decode(spec, &image.codec_fields, &bytes, out)).map_err(name)
}

/// Whether this build can decode the blocks of an image.
pub(crate) fn check_codec(image: &Image) -> Result<()> {
    let compression = image.compression;
    let fields = &image.codec_fields;
    let (across, down) = fields.chroma_subsampling;
    let is_known = codec::holds_images(compression)
        || matches!(compression, Compression::JPEG | Compression::OLD_JPEG)
        || fields.has_data_units(compression) && image.grid.planes == 1;
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

/// Refuses blocks that would take more memory than allowed. Of some, only rows are held.
pub(crate) fn check_size(image: &Image, spec: &BlockSpec, max_block_len: usize) -> Result<()> {
    let rows = match spec.compression {
        _ if image.has_bare_rows() => 1,
        _ if is_streamed(image) => chunk_rows(spec),
        // A blob is decoded as a whole, though the image may end within the tile.
        Compression::LERC => image.grid.block_height,
        _ => spec.rows,
    };
    let part = BlockSpec { rows, ..*spec };
    let len = part.decoded_len().saturating_add(codec::working_len(&part));
    if len <= max_block_len { Ok(()) } else { Err(too_large(len, max_block_len)) }
}

/// Refuses blocks of which a byte becomes more bytes than allowed.
pub(crate) fn check_expansion(image: &Image, index: BlockIndex, range: &Range<u64>, most: u64) -> Result<()> {
    let (len, decoded) = (range.end.saturating_sub(range.start), image.block_spec(index).decoded_len() as u64);
    if decoded <= len.saturating_mul(most) {
        return Ok(());
    }
    let error = Error::limits(format!(
        "{len} compressed bytes become {decoded}, more than the {most} of each that are allowed: raise the limit, expansion"
    ));
    Err(error.at_offset(range.start).in_block(image.grid.number_of(index)))
}

fn too_large(len: usize, most: usize) -> Error {
    Error::limits(format!(
        "reading takes {len} bytes for one block, more than the {most} that are allowed: raise the limit, block_len, to that"
    ))
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
