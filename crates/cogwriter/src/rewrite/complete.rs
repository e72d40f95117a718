//! Whether an overview is whole and fits its image, so that it can stay.

use geotiff_core::{BlockIndex, Compression, Image, Nodata, Raster, Result, Window, with_real_sample};
use window::read_block;

use super::parts::{Part, depends_on_byte_order, range, unfit};
use crate::validate::blocks::places;
use crate::validate::sizes::are_of_one_image;

/// Why an overview cannot stay, if it cannot. `before` is the size of the next larger level.
pub(super) fn fault(main: &Part<'_>, overview: &Part<'_>, before: (usize, usize)) -> Result<Option<String>> {
    let (image, full) = (overview.image, main.image);
    let (width, height) = (image.grid.width, image.grid.height);
    if let Some(why) = unfit(image) {
        return Ok(Some(why.replace("the image is", "it is")));
    }
    if width > before.0 || height > before.1 || (width, height) == before {
        return Ok(Some(format!("it is not smaller than the level of {} × {} pixels", before.0, before.1)));
    }
    if !are_of_one_image((full.grid.width, full.grid.height), (width, height)) {
        let (w, h) = (full.grid.width, full.grid.height);
        return Ok(Some(format!("its sides are not those of an image of {w} × {h} pixels")));
    }
    if let Some(what) = differs(full, image) {
        return Ok(Some(format!("its {what} is not that of the image")));
    }
    let order = |image: &Image| Some(image.byte_order).filter(|_| depends_on_byte_order(image));
    if order(image).is_some_and(|own| own != super::parts::byte_order(full)) {
        return Ok(Some("its samples have another byte order than those of the image".into()));
    }
    let missing = missing_block(main, overview, full.nodata)?;
    Ok(missing.map(|window| format!("it lacks a block where the image has data, at {window}")))
}

/// The same for its mask, whose zeros need not be stored.
pub(super) fn mask_fault(main: Option<&Part<'_>>, overview: Option<&Part<'_>>) -> Result<Option<String>> {
    match (main, overview) {
        (None, None) => Ok(None),
        (Some(_), None) => Ok(Some("it has no mask, which the image has".into())),
        (None, Some(_)) => Ok(Some("it has a mask, which the image has not".into())),
        (Some(_), Some(overview)) if overview.image.compression.0 == 0 => {
            Ok(Some("its mask has Compression 0, which is no codec's number".into()))
        }
        (Some(main), Some(overview)) => {
            let missing = missing_block(main, overview, None)?;
            Ok(missing.map(|window| format!("its mask lacks a block where that of the image has data, at {window}")))
        }
    }
}

/// What of the samples is not as in the image.
fn differs(full: &Image, image: &Image) -> Option<&'static str> {
    if image.bands != full.bands || image.is_separate() != full.is_separate() {
        return Some("arrangement of bands");
    }
    if (image.sample_type, image.bits, image.format) != (full.sample_type, full.bits, full.format) {
        return Some("sample type");
    }
    let is_ycbcr = |image: &Image| image.compression == Compression::JPEG;
    // What JPEG stores as luma and chroma is decoded to the same colours.
    let colours = |image: &Image| if is_ycbcr(image) { image.photometric } else { image.codec_fields.photometric };
    if colours(image) != colours(full) || image.color_map != full.color_map {
        return Some("colour model");
    }
    None
}

/// A block of an overview that is not stored though the image has data there: its window in the image.
fn missing_block(main: &Part<'_>, overview: &Part<'_>, nodata: Option<Nodata>) -> Result<Option<Window>> {
    let (grid, full) = (&overview.image.grid, &main.image.grid);
    if grid.planes != full.planes {
        return Ok(None);
    }
    let lacks = |number: &(usize, &u32)| *number.1 == 0;
    for (number, _) in overview.lengths.iter().enumerate().filter(lacks) {
        let (plane, place) = (number / grid.blocks_per_plane(), number % grid.blocks_per_plane());
        let index = BlockIndex { plane, row: place / grid.cols(), col: place % grid.cols() };
        let window = scaled(grid.window_of(index), (grid.width, grid.height), (full.width, full.height));
        for block in full.blocks_in(window, plane) {
            if has_data(main, block, nodata)? {
                return Ok(Some(full.window_of(block)));
            }
        }
    }
    Ok(None)
}

/// A window of a level in the pixels of another.
fn scaled(window: Window, from: (usize, usize), to: (usize, usize)) -> Window {
    let scale = |at: usize, from: usize, to: usize| (at as u128 * to as u128 / from.max(1) as u128) as usize;
    let (x0, y0) = (scale(window.col_off, from.0, to.0), scale(window.row_off, from.1, to.1));
    let (x1, y1) = (scale(window.col_end(), from.0, to.0), scale(window.row_end(), from.1, to.1));
    Window::new(x0.min(to.0 - 1), y0.min(to.1 - 1), (x1 - x0).max(1), (y1 - y0).max(1))
}

/// Whether a block has a sample other than 0 and nodata. What cannot be decoded is taken for empty: its overviews could not be
/// made anew.
fn has_data(part: &Part<'_>, index: BlockIndex, nodata: Option<Nodata>) -> Result<bool> {
    let image = part.image;
    let number = image.grid.number_of(index);
    if part.lengths.get(number).is_none_or(|&len| len == 0) {
        return Ok(false);
    }
    let number = number as u64;
    let place = places(part.source, image, number..number + 1)?.first().copied().unwrap_or_default();
    let Some((offset, len)) = range(image, part.source, number, place)? else { return Ok(false) };
    let bytes = offset..offset + u64::from(len);
    let Ok(samples) = read_block(part.source, image, index, bytes, part.max_block_len) else { return Ok(false) };
    Ok(samples.iter().any(|&byte| byte != 0) && !is_empty(image, &samples, nodata)?)
}

/// Whether all samples are 0 or nodata.
fn is_empty(image: &Image, samples: &[u8], nodata: Option<Nodata>) -> Result<bool> {
    let Some(nodata) = nodata else { return Ok(false) };
    let len = image.sample_type.bytes();
    let mut raster = Raster::new(image.sample_type, samples.len() / len.max(1), 1, 1)?;
    raster.bytes_mut().copy_from_slice(samples);
    Ok(with_real_sample!(image.sample_type, T => {
        let is_nan = |sample: T| sample.partial_cmp(&sample).is_none();
        let is_nodata = |sample: T| nodata.in_type::<T>().is_some_and(|n| sample == n || is_nan(sample) && is_nan(n));
        let zero: T = bytemuck::Zeroable::zeroed();
        raster.samples::<T>()?.iter().all(|&sample| sample == zero || is_nodata(sample))
    }, complex => false))
}
