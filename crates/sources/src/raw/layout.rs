//! How raw pixels lie.

use geotiff_core::{ByteOrder, Error, Profile, Raster, Result, SampleType, swap_to};

/// How the samples of several bands lie.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum RawInterleave {
    /// All samples of a pixel, then those of the next (BIP).
    #[default]
    Pixel,
    /// A row of the first band, of the second, …, then the next row (BIL).
    Line,
    /// All rows of the first band, then those of the second (BSQ).
    Band,
}

/// What raw pixels are, which they do not say of themselves.
///
/// ```
/// use geotiff_core::{ByteOrder, SampleType};
/// use sources::{RawInterleave, RawLayout};
///
/// let layout = RawLayout {
///     interleave: RawInterleave::Line,
///     byte_order: ByteOrder::Big,
///     skip: 128,
///     ..RawLayout::new(SampleType::I16, 3601, 3601, 1)
/// };
/// assert_eq!(layout.bands, 1);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RawLayout {
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// Samples per pixel.
    pub bands: usize,
    /// What a sample is.
    pub sample_type: SampleType,
    /// How bands lie.
    pub interleave: RawInterleave,
    /// How the bytes of a sample lie.
    pub byte_order: ByteOrder,
    /// Bytes before the first sample.
    pub skip: u64,
}

impl RawLayout {
    /// Pixels of this type and number, interleaved by pixel, little-endian, with nothing before them.
    pub fn new(sample_type: SampleType, width: usize, height: usize, bands: usize) -> Self {
        let (interleave, byte_order) = (RawInterleave::Pixel, ByteOrder::Little);
        Self { width, height, bands, sample_type, interleave, byte_order, skip: 0 }
    }

    /// What the raster says of itself. One band is interleaved in any way.
    pub(super) fn check(self) -> Result<(Self, Profile)> {
        let Self { width, height, bands, sample_type, .. } = self;
        if width == 0 || height == 0 || bands == 0 {
            return Err(Error::parameter(format!("nothing is {width} × {height} pixels of {bands} bands")));
        }
        let len =
            [height, bands, sample_type.bytes()].iter().try_fold(width as u64, |len, &n| len.checked_mul(n as u64));
        if len.and_then(|len| len.checked_add(self.skip)).is_none() {
            return Err(Error::parameter(format!("{width} × {height} pixels of {bands} bands are too many")));
        }
        let interleave = if bands == 1 { RawInterleave::Line } else { self.interleave };
        Ok((Self { interleave, ..self }, Profile::new(sample_type, width, height, bands)))
    }

    /// Bytes of a row of all bands.
    pub(super) fn row_len(&self) -> usize {
        self.width * self.bands * self.sample_type.bytes()
    }

    /// Puts a row of all bands, interleaved by pixel or by line, where it belongs.
    pub(super) fn unpack(&self, row: &[u8], number: usize, out: &mut Raster) {
        let (sample_len, band_len, out_len) = (self.sample_type.bytes(), out.band_len(), out.row_len());
        for (band, plane) in out.bytes_mut().chunks_exact_mut(band_len.max(1)).enumerate() {
            let Some(out) = plane.get_mut(number * out_len..(number + 1) * out_len) else { continue };
            match self.interleave {
                RawInterleave::Pixel => {
                    let samples = row.chunks_exact(sample_len).skip(band).step_by(self.bands);
                    out.chunks_exact_mut(sample_len).zip(samples).for_each(|(out, sample)| out.copy_from_slice(sample));
                }
                RawInterleave::Line | RawInterleave::Band => {
                    let own = row.chunks_exact(out_len).nth(band).unwrap_or_default();
                    out.iter_mut().zip(own).for_each(|(out, &byte)| *out = byte);
                }
            }
        }
    }

    /// Samples in the order of the stream, put in this machine's.
    pub(super) fn swap(&self, pixels: &mut Raster) {
        swap_to(self.byte_order, self.sample_type, pixels.bytes_mut());
    }
}

/// Some columns of a raster.
pub(super) fn columns(pixels: Raster, first: usize, width: usize) -> Result<Raster> {
    if width == pixels.width() {
        return Ok(pixels);
    }
    let sample_len = pixels.sample_type().bytes();
    let mut out = Raster::new(pixels.sample_type(), width, pixels.height(), pixels.bands())?;
    let out_len = out.row_len();
    let rows =
        out.bytes_mut().chunks_exact_mut(out_len.max(1)).zip(pixels.bytes().chunks_exact(pixels.row_len().max(1)));
    for (out, row) in rows {
        out.copy_from_slice(row.get(first * sample_len..(first + width) * sample_len).unwrap_or_default());
    }
    Ok(out)
}
