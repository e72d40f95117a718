//! Whether an overview has all that its image has, as far as directories and block arrays tell.

use std::ops::Range;

use geotiff_core::{BlockIndex, Image, Result, Window};

use crate::level::Level;
use crate::read::ImageReader;

/// What keeps the overview from standing for the image at full resolution; `None` if nothing does.
///
/// # Errors
/// `Format` or `Io` if the block arrays cannot be read.
pub(crate) fn problem(overview: &Level<'_>, full: &Level<'_>) -> Result<Option<String>> {
    let (image, whole) = (overview.image(), full.image());
    if let Some(difference) = difference(image, whole) {
        return Ok(Some(difference));
    }
    if full.has_mask() && !overview.has_mask() {
        return Ok(Some("it has no mask, but the image has one".into()));
    }
    let missing = missing_blocks(&overview.reader(), &full.reader())?;
    if missing > 0 {
        let all = image.grid.blocks();
        return Ok(Some(format!("{missing} of its {all} blocks are not there")));
    }
    let Some((mask, whole)) = overview.mask_reader().zip(full.mask_reader()) else { return Ok(None) };
    let missing = missing_blocks(&mask, &whole)?;
    Ok((missing > 0).then(|| format!("{missing} of the {} blocks of its mask are not there", mask.image.grid.blocks())))
}

fn difference(overview: &Image, image: &Image) -> Option<String> {
    let samples = |image: &Image| format!("{} bands of {} in {} bits", image.bands, image.sample_type, image.bits);
    if samples(overview) != samples(image) {
        return Some(format!("it has {}, the image {}", samples(overview), samples(image)));
    }
    (overview.photometric != image.photometric).then(|| {
        format!("its PhotometricInterpretation is {}, the image's {}", overview.photometric.0, image.photometric.0)
    })
}

/// How many blocks of the overview are not stored although the image has a block there that is.
fn missing_blocks(overview: &ImageReader<'_>, full: &ImageReader<'_>) -> Result<usize> {
    let (grid, whole) = (&overview.image.grid, &full.image.grid);
    let mut missing = 0;
    for (plane, row) in (0..grid.planes).flat_map(|plane| (0..grid.rows()).map(move |row| (plane, row))) {
        let places = overview.places(BlockIndex { plane, row, col: 0 }, grid.cols())?;
        for (col, _) in places.iter().enumerate().filter(|(_, place)| place.is_none()) {
            let window = grid.window_of(BlockIndex { plane, row, col });
            let cols = stretched(window.col_off..window.col_end(), grid.width, whole.width);
            let rows = stretched(window.row_off..window.row_end(), grid.height, whole.height);
            let window = Window::new(cols.start, rows.start, cols.len(), rows.len());
            let plane = if whole.planes == grid.planes { plane } else { 0 };
            if has_stored_block(full, plane, window)? {
                missing += 1;
            }
        }
    }
    Ok(missing)
}

/// The pixels of a side of the image that some pixels of the same side of the overview were made of.
fn stretched(pixels: Range<usize>, overview: usize, image: usize) -> Range<usize> {
    let scale = |pixel: usize| (pixel as u128 * image as u128 / overview as u128) as usize;
    let start = scale(pixels.start).min(image - 1);
    start..scale(pixels.end).clamp(start + 1, image)
}

/// Whether a block that the window touches is stored.
pub(crate) fn has_stored_block(reader: &ImageReader<'_>, plane: usize, window: Window) -> Result<bool> {
    let mut blocks = reader.image.grid.blocks_in(window, plane);
    blocks.try_fold(false, |found, block| Ok(found || reader.places(block, 1)?.iter().any(Option::is_some)))
}
