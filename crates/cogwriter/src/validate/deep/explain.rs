//! The method that an overview was made by, as far as some of its parts tell.

use geotiff_core::{BlockIndex, Image, Raster, Result, Window};
use overview::{ResampleSpec, Resampler, Resampling, Span};
use window::{Source, read_block};

use super::super::blocks::places;
use super::super::facts::FileLevel;

/// Those that are tried: nearest and average are looked for wherever pixels are compared.
const METHODS: [Resampling; 5] =
    [Resampling::Mode, Resampling::Bilinear, Resampling::Cubic, Resampling::CubicSpline, Resampling::Lanczos];
/// Pixels of a side of a part, and how many there are across and down.
const PART: usize = 24;
const PARTS: usize = 3;
/// The most pixels of the level below that a part may be made of.
const MAX_UNDER: usize = 1 << 24;

/// The method among mode and the kernels that makes most pixels of some parts of an overview; as [`method_of`].
///
/// # Errors
/// As [`method_of`].
pub(super) fn method(
    source: &dyn Source,
    fine: &FileLevel,
    coarse: &FileLevel,
    max_block_len: usize,
) -> Result<Option<(Resampling, f64)>> {
    let (width, height) = (coarse.image.image.grid.width, coarse.image.image.grid.height);
    let at = |i: usize, side: usize| (side.saturating_sub(PART) * i / (PARTS - 1)).min(side - 1);
    let part = |part: usize| {
        let (col, row) = (at(part % PARTS, width), at(part / PARTS, height));
        Window::new(col, row, PART.min(width - col), PART.min(height - row))
    };
    method_of(source, fine, coarse, &(0..PARTS * PARTS).map(part).collect::<Vec<_>>(), max_block_len)
}

/// The method among mode and the kernels that makes most pixels of these parts of the first band, and their share; `None` if
/// nothing can be made of it.
///
/// # Errors
/// As [`Resampler::push`], and `Format` or `Io` if the places of blocks cannot be read.
pub(super) fn method_of(
    source: &dyn Source,
    fine: &FileLevel,
    coarse: &FileLevel,
    parts: &[Window],
    max_block_len: usize,
) -> Result<Option<(Resampling, f64)>> {
    let (below, above) = (&fine.image.image, &coarse.image.image);
    let (width, height) = (above.grid.width, above.grid.height);
    let spec = |method: Resampling| {
        let columns = Span::whole(below.grid.width, width)?;
        let rows = Span::whole(below.grid.height, height)?;
        Ok(ResampleSpec {
            bits: below.bits.min(8 * below.sample_type.part_bytes() as u16),
            nodata: below.nodata,
            ..ResampleSpec::new(columns, rows, 1, below.sample_type, method)
        })
    };
    let specs = METHODS.iter().map(|&method| spec(method)).collect::<Result<Vec<_>>>()?;
    // Of each method, the pixels that it makes; and all of them.
    let (mut same, mut all) = ([0_u64; METHODS.len()], 0_u64);
    for &window in parts {
        let resampler = |spec| Resampler::new(spec, window.col_off..window.col_end(), window.row_off..window.row_end());
        let resamplers = specs.iter().map(resampler).collect::<Result<Vec<_>>>()?;
        // What any of them wants is read once.
        let from = |resampler: &Resampler| {
            let (cols, rows) = (resampler.source_cols(), resampler.source_rows());
            Window::new(cols.start, rows.start, cols.len(), rows.len())
        };
        let Some(under) = resamplers.iter().map(from).reduce(both).filter(|under| under.area() <= MAX_UNDER) else {
            continue;
        };
        let (Some(old), Some(new)) =
            (read(source, below, under, max_block_len)?, read(source, above, window, max_block_len)?)
        else {
            continue;
        };
        let len = new.sample_type().bytes();
        for (same, mut resampler) in same.iter_mut().zip(resamplers) {
            let own = from(&resampler);
            let Some(made) = resampler.push(own.row_off, &cut(&old, under, own)?, None)? else { continue };
            let pairs = made.pixels.bytes().chunks_exact(len).zip(new.bytes().chunks_exact(len));
            *same += pairs.filter(|(a, b)| a == b).count() as u64;
        }
        all += window.area() as u64;
    }
    let share = |same: u64| same as f64 / all.max(1) as f64;
    let shares = METHODS.into_iter().zip(same.map(share)).filter(|_| all > 0);
    Ok(shares.reduce(|best, next| if next.1 > best.1 { next } else { best }))
}

/// The smallest window that holds both.
fn both(a: Window, b: Window) -> Window {
    let (col, row) = (a.col_off.min(b.col_off), a.row_off.min(b.row_off));
    Window::new(col, row, a.col_end().max(b.col_end()) - col, a.row_end().max(b.row_end()) - row)
}

/// The part `own` of a band that was read from `under`.
fn cut(band: &Raster, under: Window, own: Window) -> Result<Raster> {
    let mut out = Raster::new(band.sample_type(), own.width, own.height, 1)?;
    let (len, row_len) = (band.sample_type().bytes(), out.row_len());
    let first = (own.col_off - under.col_off) * len;
    let rows = band.bytes().chunks_exact(band.row_len()).skip(own.row_off - under.row_off);
    for (out, row) in out.bytes_mut().chunks_exact_mut(row_len.max(1)).zip(rows) {
        if let Some(row) = row.get(first..first + row_len) {
            out.copy_from_slice(row);
        }
    }
    Ok(out)
}

/// The first band of a window; `None` if a block of it is not stored or cannot be decoded.
fn read(source: &dyn Source, image: &Image, window: Window, max_block_len: usize) -> Result<Option<Raster>> {
    let grid = &image.grid;
    let (len, samples) = (image.sample_type.bytes(), if image.is_separate() { 1 } else { image.bands });
    let mut out = Raster::new(image.sample_type, window.width, window.height, 1)?;
    let row_len = out.row_len();
    for index in grid.blocks_in(window, 0) {
        let BlockIndex { row, col, .. } = index;
        let number = grid.number_of(index) as u64;
        let (offset, count) = places(source, image, number..number + 1)?.first().copied().unwrap_or_default();
        let end = offset.saturating_add(count);
        if offset == 0 || count == 0 || end > source.len() {
            return Ok(None);
        }
        let Ok(block) = read_block(source, image, index, offset..end, max_block_len) else { return Ok(None) };
        let Some(shared) = grid.window_of(index).intersection(&window) else { continue };
        for y in shared.row_off..shared.row_end() {
            for x in shared.col_off..shared.col_end() {
                let from =
                    ((y - row * grid.block_height) * grid.block_width + x - col * grid.block_width) * samples * len;
                let to = (y - window.row_off) * row_len + (x - window.col_off) * len;
                if let (Some(from), Some(to)) = (block.get(from..from + len), out.bytes_mut().get_mut(to..to + len)) {
                    to.copy_from_slice(from);
                }
            }
        }
    }
    Ok(Some(out))
}
