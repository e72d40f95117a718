//! Raw pixels on a stream: band after band, row after row, little-endian.

use std::io::Write;

use geotiff_core::{ByteOrder, Error, Result, Window, swap_to};

use crate::level::Level;

/// Bytes that are decoded at once.
const CHUNK_LEN: usize = 64 << 20;

/// Writes bands (from 0) of a window: band after band, row after row, little-endian, in the file's own type.
///
/// Memory holds some rows of blocks, not the window; of a chunky image too large for that, each block is decoded once for
/// every band.
///
/// ```
/// # let file = window::doc_example();
/// let dataset = window::Dataset::from_source(file)?;
/// let mut pixels = Vec::new();
/// window::write_raw(&dataset.level(0)?, window::Window::new(0, 0, 10, 10), &[0], &mut pixels, &|_| {})?;
/// assert_eq!(pixels, [7; 100]);
/// # Ok::<(), geotiff_core::Error>(())
/// ```
///
/// `progress` is told how many bytes were written, after each part.
///
/// # Errors
/// As [`Level::read`], and `Io` if `out` fails.
pub fn write_raw(
    level: &Level<'_>,
    window: Window,
    bands: &[usize],
    out: &mut dyn Write,
    progress: &dyn Fn(usize),
) -> Result<()> {
    let image = level.image();
    let window = window.within(level.width(), level.height())?;
    let sample_type = image.sample_type;
    let row_len = window.width.saturating_mul(sample_type.bytes());
    // Reads end where a row of blocks ends, so that no block is decoded for two of them.
    let unit = if image.has_bare_rows() { 1 } else { image.grid.block_height };
    let whole = row_len.saturating_mul(window.height).saturating_mul(bands.len()) <= CHUNK_LEN;
    let groups: Vec<&[usize]> = if whole { vec![bands] } else { bands.chunks(1).collect() };
    let rows = if whole { window.height } else { (CHUNK_LEN / row_len.max(1) / unit).max(1).saturating_mul(unit) };
    for bands in groups {
        let mut row = window.row_off;
        while row < window.row_end() {
            let end = ((row + rows) / unit * unit).max(row + 1).min(window.row_end());
            let part = Window::new(window.col_off, row, window.width, if whole { window.height } else { end - row });
            let mut raster = level.read_bands(part, bands)?;
            swap_to(ByteOrder::Little, sample_type, raster.bytes_mut());
            out.write_all(raster.bytes()).map_err(|cause| Error::io("cannot write the pixels", cause))?;
            progress(raster.bytes().len());
            row = part.row_end();
        }
    }
    Ok(())
}
