//! Luma and chroma to red, green and blue, to the digit as libtiff does it: fixed point, from tables.

use geotiff_core::{CodecFields, Error, Result};

/// Bits of a fraction in fixed point.
const SHIFT: u32 = 16;
const HALF: i32 = 1 << (SHIFT - 1);
/// No luma or chroma goes further, whatever the reference values are.
const FURTHEST: f32 = 4096.0;

/// Turns 8-bit luma and chroma into red, green and blue.
///
/// ```
/// use codec::YcbcrToRgb;
/// use geotiff_core::CodecFields;
///
/// let colors = YcbcrToRgb::new(&CodecFields::NONE)?;
/// assert_eq!(colors.rgb(76, 85, 255), [254, 0, 0]);
/// # Ok::<(), geotiff_core::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct YcbcrToRgb {
    luma: [i32; 256],
    /// What Cr adds to red, and Cb to blue.
    red: [i32; 256],
    blue: [i32; 256],
    /// What Cr and Cb add to green, in fixed point.
    green_of_cr: [i32; 256],
    green_of_cb: [i32; 256],
}

impl YcbcrToRgb {
    /// The tables for an image of these YCbCrCoefficients and this ReferenceBlackWhite.
    ///
    /// # Errors
    /// `Format` if they are no numbers to reckon with.
    pub fn new(fields: &CodecFields) -> Result<Self> {
        let [red, green, blue] = fields.ycbcr_coefficients;
        if red.is_nan() || green.is_nan() || blue.is_nan() || green == 0.0 {
            return Err(Error::format(format!("YCbCrCoefficients {red}, {green}, {blue}")).in_tag(529));
        }
        let reference = fields.reference_black_white;
        if let Some(value) = reference.iter().find(|value| value.is_nan() || value.abs() >= i32::MAX as f32) {
            return Err(Error::format(format!("ReferenceBlackWhite has {value}")).in_tag(532));
        }
        let (of_red, of_blue) = (2.0 - 2.0 * red, 2.0 - 2.0 * blue);
        let (cr_to_red, cr_to_green) = (fixed(of_red), -fixed(red * of_red / green));
        let (cb_to_blue, cb_to_green) = (fixed(of_blue), -fixed(blue * of_blue / green));
        let [black, white, cb_zero, cb_full, cr_zero, cr_full] = reference;
        let mut tables =
            Self { luma: [0; 256], red: [0; 256], blue: [0; 256], green_of_cr: [0; 256], green_of_cb: [0; 256] };
        for (i, sample) in (0..256).enumerate() {
            let cr = scaled(sample - 128, cr_zero - 128.0, cr_full - 128.0, 127.0);
            let cb = scaled(sample - 128, cb_zero - 128.0, cb_full - 128.0, 127.0);
            tables.red[i] = (cr_to_red * cr + HALF) >> SHIFT;
            tables.blue[i] = (cb_to_blue * cb + HALF) >> SHIFT;
            tables.green_of_cr[i] = cr_to_green * cr;
            tables.green_of_cb[i] = cb_to_green * cb + HALF;
            tables.luma[i] = scaled(sample, black, white, 255.0);
        }
        Ok(tables)
    }

    /// The colour of a pixel.
    #[inline]
    pub fn rgb(&self, y: u8, cb: u8, cr: u8) -> [u8; 3] {
        let (y, cb, cr) = (self.luma[usize::from(y)], usize::from(cb), usize::from(cr));
        let green = (self.green_of_cb[cb] + self.green_of_cr[cr]) >> SHIFT;
        [y + self.red[cr], y + green, y + self.blue[cb]].map(|part| part.clamp(0, 255) as u8)
    }
}

/// A factor from 0 to 2 in fixed point; 0 for NaN.
fn fixed(factor: f32) -> i32 {
    let factor = if factor >= 0.0 { factor.min(2.0) } else { 0.0 };
    (f64::from(factor * (1 << SHIFT) as f32) + 0.5) as i32
}

/// A sample as a share of the way from its reference for nothing to that for all, of which there are `full`.
fn scaled(sample: i32, nothing: f32, all: f32, full: f32) -> i32 {
    let span = if all - nothing == 0.0 { 1.0 } else { all - nothing };
    // The reference loses its fraction here, and only here, in libtiff.
    let share = sample.saturating_sub(nothing as i32) as f32 * full / span;
    if share.is_nan() { 0 } else { share.clamp(-FURTHEST, FURTHEST) as i32 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn no_chroma_is_gray() {
        let colors = YcbcrToRgb::new(&CodecFields::NONE).unwrap();
        for y in 0..=255 {
            assert_eq!(colors.rgb(y, 128, 128), [y; 3]);
        }
    }

    proptest! {
        /// TIFF 6, section 21, in floating point.
        #[test]
        fn what_the_specification_reckons(y: u8, cb: u8, cr: u8) {
            let [r, g, b] = YcbcrToRgb::new(&CodecFields::NONE).unwrap().rgb(y, cb, cr).map(f64::from);
            let (luma, cb, cr) = (f64::from(y), f64::from(cb) - 128.0, f64::from(cr) - 128.0);
            let (red, blue) = (luma + 1.402 * cr, luma + 1.772 * cb);
            let green = (luma - 0.299 * red - 0.114 * blue) / 0.587;
            for (got, expected) in [(r, red), (g, green), (b, blue)] {
                prop_assert!((got - expected.clamp(0.0, 255.0)).abs() <= 1.0);
            }
        }

        #[test]
        fn any_fields_are_taken_or_refused(
            ycbcr_coefficients: [f32; 3], reference_black_white: [f32; 6], y: u8, cb: u8, cr: u8,
        ) {
            let fields = CodecFields { ycbcr_coefficients, reference_black_white, ..CodecFields::NONE };
            if let Ok(colors) = YcbcrToRgb::new(&fields) {
                let _ = colors.rgb(y, cb, cr);
            }
        }
    }
}
