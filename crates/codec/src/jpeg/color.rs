//! Luma and chroma to red, green and blue, to the bit as libjpeg and libtiff do it.

use super::sample::Sample;
use crate::ycbcr::YcbcrToRgb;

/// Bits behind the point of the constants.
const BITS: u32 = 16;
const HALF: i32 = 1 << (BITS - 1);

const fn fixed(value: f64) -> i32 {
    (value * (1 << BITS) as f64 + 0.5) as i32
}

/// Turns rows of luma, blue and red chroma into red, green and blue: JFIF's equation with libjpeg's rounding.
///
/// Whole multiples are taken out of the constants, which leaves ones of 16 bits.
pub(super) fn to_rgb<S: Sample>(luma: &[S], blue_chroma: &[S], red_chroma: &[S], rgb: &mut [Vec<S>; 3]) {
    const ONE: i32 = 1 << BITS;
    const RED: i32 = fixed(1.40200) - ONE;
    const GREEN_OF_BLUE: i32 = -fixed(0.34414);
    const GREEN_OF_RED: i32 = ONE - fixed(0.71414);
    const BLUE: i32 = fixed(1.77200) - 2 * ONE;
    let center = (S::LARGEST + 1) / 2;
    let [red, green, blue] = rgb;
    let len = luma.len();
    let (cb, cr) = (&blue_chroma[..len], &red_chroma[..len]);
    let (red, green, blue) = (&mut red[..len], &mut green[..len], &mut blue[..len]);
    for i in 0..len {
        let (y, cb, cr) = (luma[i].value(), cb[i].value() - center, cr[i].value() - center);
        red[i] = S::clamped(y + cr + ((RED * cr + HALF) >> BITS));
        green[i] = S::clamped(y - cr + ((GREEN_OF_BLUE * cb + GREEN_OF_RED * cr + HALF) >> BITS));
        blue[i] = S::clamped(y + 2 * cb + ((BLUE * cb + HALF) >> BITS));
    }
}

/// The same by libtiff's tables, which is how it shows old-style JPEG.
pub(super) fn to_rgb_by<S: Sample>(
    tables: &YcbcrToRgb,
    luma: &[S],
    blue_chroma: &[S],
    red_chroma: &[S],
    rgb: &mut [Vec<S>; 3],
) {
    let code = |sample: S| (sample.value() & 255) as u8;
    let [red, green, blue] = rgb;
    let out = red.iter_mut().zip(green).zip(blue);
    for (((&y, &cb), &cr), ((red, green), blue)) in luma.iter().zip(blue_chroma).zip(red_chroma).zip(out) {
        let rgb = tables.rgb(code(y), code(cb), code(cr));
        (*red, *green, *blue) = (S::clamped(rgb[0].into()), S::clamped(rgb[1].into()), S::clamped(rgb[2].into()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geotiff_core::CodecFields;

    #[test]
    fn rgb_is_the_equation_rounded() {
        let mut rgb = [vec![0_u8], vec![0], vec![0]];
        let tables = YcbcrToRgb::new(&CodecFields::NONE).unwrap();
        for y in (0..=255_u8).step_by(15) {
            for cb in (0..=255_u8).step_by(5) {
                for cr in (0..=255_u8).step_by(5) {
                    let (l, b, r) = (f64::from(y), f64::from(cb) - 128.0, f64::from(cr) - 128.0);
                    let exact = [l + 1.402 * r, l - 0.344136 * b - 0.714136 * r, l + 1.772 * b];
                    to_rgb(&[y], &[cb], &[cr], &mut rgb);
                    for (plane, exact) in rgb.iter().zip(exact) {
                        assert!((f64::from(plane[0]) - exact.clamp(0.0, 255.0)).abs() < 0.52, "{y} {cb} {cr}");
                    }
                    // The usual coefficients and the full range give the same, give or take a rounding.
                    to_rgb_by(&tables, &[y], &[cb], &[cr], &mut rgb);
                    for (plane, exact) in rgb.iter().zip(exact) {
                        assert!((f64::from(plane[0]) - exact.clamp(0.0, 255.0)).abs() < 0.52, "{y} {cb} {cr}");
                    }
                }
            }
        }
    }

    #[test]
    fn black_and_white_are_where_the_file_says() {
        let reference_black_white = [16.0, 235.0, 128.0, 240.0, 128.0, 240.0];
        let tables = YcbcrToRgb::new(&CodecFields { reference_black_white, ..CodecFields::NONE }).unwrap();
        let mut rgb = [vec![9; 3], vec![9; 3], vec![9; 3]];
        to_rgb_by(&tables, &[16_u8, 235, 255], &[128; 3], &[128; 3], &mut rgb);
        assert_eq!(rgb, [[0, 255, 255]; 3].map(Vec::from));
    }
}
