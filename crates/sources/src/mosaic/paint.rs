//! Parts of tiles laid over each other.

use geotiff_core::{Raster, RasterSource, Result, Window};

use crate::validity::{Rule, flags, nodata_test};

/// A window of a mosaic as it is painted.
pub(super) struct Canvas {
    pub(super) pixels: Raster,
    pub(super) mask: Option<Raster>,
}

/// What a tile has of a window.
pub(super) struct Part {
    pixels: Raster,
    /// Which of them are seen.
    seen: Seen,
    /// Where in the window they lie.
    at: (usize, usize),
}

enum Seen {
    All,
    /// Of each pixel.
    Pixels(Raster),
    /// Of each sample.
    Samples(Raster),
}

impl Part {
    pub(super) fn read(tile: &dyn RasterSource, window: Window, at: (usize, usize)) -> Result<Self> {
        let pixels = tile.read_window(window)?;
        let rule = Rule::of(tile.profile());
        let seen = match (&rule, nodata_test(tile.profile())) {
            (Rule::AllValid, _) => Seen::All,
            (Rule::Nodata(_), Some(test)) => Seen::Samples(flags(test, &pixels)?),
            _ => Seen::Pixels(rule.dataset(tile, window, &pixels)?),
        };
        Ok(Self { pixels, seen, at })
    }

    /// Flags of a row of a band; `None` if all of it is seen.
    fn flags(&self, band: usize, row: usize) -> Option<&[u8]> {
        let (flags, band) = match &self.seen {
            Seen::All => return None,
            Seen::Pixels(flags) => (flags, 0),
            Seen::Samples(flags) => (flags, band),
        };
        let (width, start) = (flags.width(), band * flags.band_len() + row * flags.width());
        let flags = flags.bytes().get(start..start + width)?;
        flags.contains(&0).then_some(flags)
    }
}

impl Canvas {
    /// Nothing but holes.
    pub(super) fn new(mut pixels: Raster, empty: &[u8]) -> Self {
        if empty.iter().any(|&byte| byte != 0) {
            pixels.bytes_mut().chunks_exact_mut(empty.len()).for_each(|sample| sample.copy_from_slice(empty));
        }
        Self { pixels, mask: None }
    }

    /// Lays a part over what is there.
    pub(super) fn paint(&mut self, part: &Part) {
        let (col, first_row) = part.at;
        let (width, height, sample_len) =
            (part.pixels.width(), part.pixels.height(), part.pixels.sample_type().bytes());
        let (row_len, band_len) = (self.pixels.row_len(), self.pixels.band_len());
        for band in 0..part.pixels.bands() {
            for row in 0..height {
                let from = band * part.pixels.band_len() + row * part.pixels.row_len();
                let to = band * band_len + (first_row + row) * row_len + col * sample_len;
                let len = width * sample_len;
                let samples = part.pixels.bytes().get(from..from + len);
                let out = self.pixels.bytes_mut().get_mut(to..to + len);
                let (Some(samples), Some(out)) = (samples, out) else { continue };
                match part.flags(band, row) {
                    None => out.copy_from_slice(samples),
                    Some(flags) => copy_seen(samples, flags, sample_len, out),
                }
                if let Some(mask) = &mut self.mask {
                    let to = (first_row + row) * mask.width() + col;
                    let out = mask.bytes_mut().get_mut(to..to + width).unwrap_or_default();
                    match part.flags(band, row) {
                        None => out.fill(255),
                        Some(flags) => {
                            out.iter_mut().zip(flags).for_each(|(out, &flag)| *out |= if flag == 0 { 0 } else { 255 })
                        }
                    }
                }
            }
        }
    }
}

fn copy_seen(samples: &[u8], flags: &[u8], sample_len: usize, out: &mut [u8]) {
    let samples = samples.chunks_exact(sample_len).zip(out.chunks_exact_mut(sample_len)).zip(flags);
    for ((sample, out), &flag) in samples {
        if flag != 0 {
            out.copy_from_slice(sample);
        }
    }
}
