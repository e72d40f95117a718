//! Blocks of subsampled YCbCr (TIFF 6, section 21), which hold data units instead of pixels.
//!
//! ```text
//! unit of 2 × 2 pixels   Y00 Y10 Y01 Y11 Cb Cr     units row by row; the last of a row, and the last row of
//!         4 × 1          Y00 Y10 Y20 Y30 Cb Cr     them, hold pixels beyond the block, too
//! ```

use crate::ycbcr::YcbcrToRgb;
use geotiff_core::{BlockSpec, CodecFields, Error, Predictor, Result, SampleFormat};

/// The way from data units to pixels.
pub(crate) struct DataUnits {
    across: usize,
    down: usize,
    colors: Box<YcbcrToRgb>,
}

impl DataUnits {
    /// `None` if the block holds pixels.
    ///
    /// # Errors
    /// `Unsupported` for subsampled images that libtiff does not read either: of separate planes, of other than 8 bits or 3
    /// samples, of units that are higher than wide, but for 1 × 2, and with a predictor; `Format` as [`YcbcrToRgb::new`].
    pub(crate) fn of(spec: &BlockSpec, fields: &CodecFields) -> Result<Option<Self>> {
        if !fields.has_data_units(spec.compression) {
            return Ok(None);
        }
        let unsupported = |what: String| Err(Error::unsupported(format!("subsampled YCbCr {what}")).in_tag(530));
        let (across, down) = fields.chroma_subsampling;
        if !matches!((across, down), (4, 4 | 2 | 1) | (2, 2 | 1) | (1, 2)) {
            return unsupported(format!("whose chroma is shared by {across} × {down} pixels"));
        }
        if spec.samples != 3 || spec.bits != 8 || spec.format != SampleFormat::UInt {
            return unsupported(format!(
                "of {} samples of {} bits in a block; 3 of 8 are supported",
                spec.samples, spec.bits
            ));
        }
        // Stored bytes are no rows of samples, so that nothing could be on the left of one.
        if spec.predictor != Predictor::None && !matches!(spec.compression.0, 1 | 32773) {
            return unsupported(format!("with predictor {}", spec.predictor.code()));
        }
        let colors = Box::new(YcbcrToRgb::new(fields)?);
        Ok(Some(Self { across: usize::from(across), down: usize::from(down), colors }))
    }

    /// Fills `out` with chunky red, green and blue of the block's pixels.
    pub(crate) fn unpack(&self, spec: &BlockSpec, units: &[u8], out: &mut [u8]) {
        let lumas = self.across * self.down;
        let row_of_units = spec.width.div_ceil(self.across) * (lumas + 2);
        let rows = out.as_chunks_mut::<3>().0.chunks_mut(spec.width).enumerate();
        for (row, pixels) in rows {
            let units = units.chunks_exact(row_of_units).nth(row / self.down).unwrap_or_default();
            let first_luma = row % self.down * self.across;
            for (pixels, unit) in pixels.chunks_mut(self.across).zip(units.chunks_exact(lumas + 2)) {
                let (lumas, chroma) = unit.split_at(lumas);
                let &[cb, cr] = chroma else { continue };
                for (pixel, &y) in pixels.iter_mut().zip(lumas.iter().skip(first_luma)) {
                    *pixel = self.colors.rgb(y, cb, cr);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geotiff_core::{ByteOrder, Compression, ErrorKind, Photometric};
    use proptest::prelude::*;

    fn spec(width: usize, rows: usize) -> BlockSpec {
        BlockSpec {
            compression: Compression::NONE,
            predictor: Predictor::None,
            byte_order: ByteOrder::Little,
            reversed_bits: false,
            format: SampleFormat::UInt,
            bits: 8,
            samples: 3,
            width,
            rows,
        }
    }

    fn fields(across: u16, down: u16) -> CodecFields {
        CodecFields { photometric: Photometric::YCBCR, chroma_subsampling: (across, down), ..CodecFields::NONE }
    }

    proptest! {
        /// Pixel by pixel, by where its luma and its chroma must be.
        #[test]
        fn every_pixel_finds_its_luma_and_chroma(
            (across, down) in prop::sample::select(&[(4, 4), (4, 2), (4, 1), (2, 2), (2, 1), (1, 2)][..]),
            width in 1_usize..30, rows in 1_usize..20, seed: u8,
        ) {
            let (spec, fields) = (spec(width, rows), fields(across, down));
            let stored: Vec<u8> = (0..fields.stored_len(&spec)).map(|i| (i * 31) as u8 ^ seed).collect();
            let mut out = vec![0; spec.decoded_len()];
            crate::decode(&spec, &fields, &stored, &mut out).unwrap();
            let (across, down) = (usize::from(across), usize::from(down));
            let colors = YcbcrToRgb::new(&fields).unwrap();
            for row in 0..rows {
                for col in 0..width {
                    let unit = row / down * width.div_ceil(across) + col / across;
                    let at = unit * (across * down + 2);
                    let luma = stored[at + row % down * across + col % across];
                    let chroma = &stored[at + across * down..];
                    let pixel = (row * width + col) * 3;
                    prop_assert_eq!(out[pixel..pixel + 3].to_vec(), colors.rgb(luma, chroma[0], chroma[1]));
                }
            }
            let short = crate::decode(&spec, &fields, &stored[..stored.len() - 1], &mut out);
            prop_assert_eq!(short.unwrap_err().kind(), ErrorKind::Format);
        }
    }

    #[test]
    fn what_libtiff_does_not_read_is_refused() {
        let refused = |spec: BlockSpec, fields: &CodecFields| {
            let mut out = vec![0; spec.decoded_len()];
            crate::decode(&spec, fields, &[0; 1000], &mut out).unwrap_err().kind()
        };
        for units in [(1, 4), (2, 4), (3, 1), (0, 2), (8, 8)] {
            assert_eq!(refused(spec(4, 4), &fields(units.0, units.1)), ErrorKind::Unsupported);
        }
        let plane = BlockSpec { samples: 1, ..spec(4, 4) };
        let wide = BlockSpec { bits: 16, ..spec(4, 4) };
        let predicted = BlockSpec { predictor: Predictor::Horizontal, compression: Compression::LZW, ..spec(4, 4) };
        for spec in [plane, wide, predicted] {
            assert_eq!(refused(spec, &fields(2, 2)), ErrorKind::Unsupported);
        }
    }
}
