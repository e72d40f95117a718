//! What a [`Resampler`](crate::Resampler) is told, and what comes out of it.

use geotiff_core::{Nodata, Raster, SampleType};

use crate::resampling::Resampling;
use crate::span::Span;

/// What a [`Resampler`](crate::Resampler) is to make of what.
///
/// # Which pixels are valid
/// What comes with a mask goes by it alone, but for the alpha band; else, what has nodata goes by that, each band by its own
/// pixels. Invalid pixels have no weight. Where nothing valid is, nodata is written, or 0. A value that happens to be nodata
/// becomes the one beside.
#[derive(Clone, Debug, PartialEq)]
pub struct ResampleSpec {
    /// Columns.
    pub x: Span,
    /// Rows.
    pub y: Span,
    /// Bands of the image.
    pub bands: usize,
    /// The type of all its samples. The parts of complex ones are resampled each on its own.
    pub sample_type: SampleType,
    /// Bits that a sample needs, if fewer than its type has: overshooting values are cut off there.
    pub bits: u16,
    /// The method.
    pub resampling: Resampling,
    /// The value of pixels without data, as in [`CascadeSpec`](crate::CascadeSpec).
    pub nodata: Option<Nodata>,
    /// The band, counted from 0, that is the mask: it does not go by itself.
    pub alpha: Option<usize>,
}

impl ResampleSpec {
    /// All bits, nothing invalid, no alpha.
    pub fn new(x: Span, y: Span, bands: usize, sample_type: SampleType, resampling: Resampling) -> Self {
        let bits = 8 * sample_type.part_bytes() as u16;
        Self { x, y, bands, sample_type, bits, resampling, nodata: None, alpha: None }
    }
}

/// Consecutive new rows.
#[derive(Clone, Debug, PartialEq)]
pub struct ResampledRows {
    /// The row that the first row here is, counted from the top of all new pixels.
    pub first_row: usize,
    /// The rows, all bands of them.
    pub pixels: Raster,
    /// For each band, 255 where a pixel is valid and 0 elsewhere; `None` if all are.
    pub valid: Option<Raster>,
}

impl ResampledRows {
    /// A new row of a band, and which of its pixels are valid.
    pub(crate) fn row(&mut self, band: usize, number: usize) -> (&mut [u8], Option<&mut [u8]>) {
        let row = band * self.pixels.height() + number - self.first_row;
        let (len, width) = (self.pixels.row_len(), self.pixels.width());
        let valid = self.valid.as_mut().map(|valid| &mut valid.bytes_mut()[row * width..][..width]);
        (&mut self.pixels.bytes_mut()[row * len..][..len], valid)
    }
}
