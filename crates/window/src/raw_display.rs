//! Validity and displayed colours as raw bytes on a stream.

use std::io::Write;

use geotiff_core::{Error, Raster, Result, Window};

use crate::level::Level;

/// Bytes that are made at once.
const CHUNK_LEN: usize = 64 << 20;

/// Writes which pixels of a window are valid, a byte for each, row after row: in one band (from 0), or in the dataset.
///
/// Memory holds some rows of blocks. `progress` is told how many bytes were written, after each part.
///
/// ```
/// # let file = window::doc_example();
/// let dataset = window::Dataset::from_source(file)?;
/// let mut bytes = Vec::new();
/// window::write_validity(&dataset.level(0)?, dataset.whole(), None, &mut bytes, &|_| {})?;
/// assert_eq!(bytes, [255; 5000]);
/// # Ok::<(), geotiff_core::Error>(())
/// ```
///
/// # Errors
/// As [`Level::read`], and `Io` if `out` fails.
pub fn write_validity(
    level: &Level<'_>,
    window: Window,
    band: Option<usize>,
    out: &mut dyn Write,
    progress: &dyn Fn(usize),
) -> Result<()> {
    write_bytes(level, window, 1, out, progress, |part| match band {
        Some(band) => level.band_validity(part, band),
        None => level.validity(part),
    })
}

/// Writes red, green, blue and alpha of a window as [`Level::read_rgba`] gives them: band after band, row after row.
///
/// Memory holds some rows of blocks; a window too large for that is made once for every band. `progress` is told how many
/// bytes were written, after each part.
///
/// # Errors
/// As [`Level::read_rgba`], and `Io` if `out` fails.
pub fn write_rgba(level: &Level<'_>, window: Window, out: &mut dyn Write, progress: &dyn Fn(usize)) -> Result<()> {
    write_bytes(level, window, 4, out, progress, |part| level.read_rgba(part))
}

fn write_bytes(
    level: &Level<'_>,
    window: Window,
    bands: usize,
    out: &mut dyn Write,
    progress: &dyn Fn(usize),
    read: impl Fn(Window) -> Result<Raster>,
) -> Result<()> {
    let window = level.within(window)?;
    let mut put = |bytes: &[u8]| {
        out.write_all(bytes).map_err(|cause| Error::io("cannot write the pixels", cause))?;
        progress(bytes.len());
        Ok(())
    };
    // The bands that are read count, too.
    let pixel_len = bands.max(level.image().bands.min(4) * level.image().sample_type.bytes());
    let row_len = window.width.saturating_mul(pixel_len);
    if row_len.saturating_mul(window.height) <= CHUNK_LEN {
        return put(read(window)?.bytes());
    }
    // Parts end where a row of blocks ends, so that no block is decoded for two of them.
    let unit = if level.image().has_bare_rows() { 1 } else { level.image().grid.block_height };
    let rows = (CHUNK_LEN / row_len.max(1) / unit).max(1).saturating_mul(unit);
    for band in 0..bands {
        let mut row = window.row_off;
        while row < window.row_end() {
            let end = (row.saturating_add(rows) / unit * unit).max(row + 1).min(window.row_end());
            put(read(Window::new(window.col_off, row, window.width, end - row))?.band::<u8>(band)?)?;
            row = end;
        }
    }
    Ok(())
}
