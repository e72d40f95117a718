//! What an image that stands in a block must be, by what the directory says of the block.

use geotiff_core::{BlockSpec, CodecFields, Error, Result};

/// Refuses an image of another size than the block's: libtiff's rule. A tile at the lower edge holds an image of the whole
/// tile, or of its rows within the raster.
pub(crate) fn check_size(spec: &BlockSpec, fields: &CodecFields, width: usize, height: usize) -> Result<()> {
    let whole = Some(fields.tile_length).filter(|&rows| rows > 0);
    if width == spec.width && (height == spec.rows || height > spec.rows && Some(height) == whole) {
        return Ok(());
    }
    Err(Error::format(format!(
        "the {} image is {width} × {height} pixels, the block {} × {}",
        spec.compression,
        spec.width,
        whole.unwrap_or(spec.rows)
    )))
}

/// Refuses an image of more or fewer samples in a pixel than the block has.
#[cfg(any(feature = "jpeg2000", feature = "jxl"))]
pub(crate) fn check_samples(spec: &BlockSpec, samples: usize) -> Result<()> {
    if samples == spec.samples {
        return Ok(());
    }
    let compression = spec.compression;
    Err(Error::format(format!("the {compression} image has {samples} samples in a pixel, the block {}", spec.samples)))
}

/// Has `decode` fill an image of `height` rows, the first of which are the block's.
pub(crate) fn decode_rows(
    spec: &BlockSpec,
    height: usize,
    out: &mut [u8],
    decode: impl FnOnce(&mut [u8]) -> Result<()>,
) -> Result<()> {
    if height == spec.rows {
        return decode(out);
    }
    let mut whole = zeros(BlockSpec { rows: height, ..*spec }.decoded_len())?;
    decode(&mut whole)?;
    for (out, byte) in out.iter_mut().zip(whole) {
        *out = byte;
    }
    Ok(())
}

/// # Errors
/// `Limits` if they do not fit in memory.
pub(crate) fn zeros(len: usize) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let too_big = |_| Error::limits(format!("{len} bytes of a block do not fit in memory"));
    bytes.try_reserve_exact(len).map_err(too_big)?;
    bytes.resize(len, 0);
    Ok(bytes)
}

/// What a library says of a payload that it could not decode.
pub(crate) fn damaged(spec: &BlockSpec, what: impl std::fmt::Display) -> Error {
    Error::format(format!("the {} data are damaged: {what}", spec.compression))
}

/// Of a payload that ends too soon.
#[cfg(any(feature = "jxl", feature = "webp"))]
pub(crate) fn ends(spec: &BlockSpec, len: usize) -> Error {
    Error::format(format!("the {} data end after {len} bytes, before the block is full", spec.compression))
}
