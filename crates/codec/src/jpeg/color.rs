//! Luma and chroma to red, green and blue, to the bit as libjpeg and libtiff do it.

use super::sample::Sample;

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

/// libtiff's tables for YCbCr of any coefficients and range (`TIFFYCbCrToRGBInit`), which is how it shows old-style JPEG.
#[derive(Clone, Debug)]
pub(super) struct YcbcrTables {
    luma: [i32; 256],
    red: [i32; 256],
    green_of_red: [i32; 256],
    green_of_blue: [i32; 256],
    blue: [i32; 256],
}

impl YcbcrTables {
    /// From YCbCrCoefficients (tag 529) and ReferenceBlackWhite (tag 532).
    pub(super) fn new(coefficients: [f32; 3], reference: [f32; 6]) -> Self {
        let [red, green, blue] = coefficients;
        let bounded = |value: f32| fixed(f64::from(value.clamp(0.0, 2.0)));
        let (f1, f3) = (2.0 - 2.0 * red, 2.0 - 2.0 * blue);
        let (d1, d2) = (bounded(f1), -bounded(red * f1 / green));
        let (d3, d4) = (bounded(f3), -bounded(blue * f3 / green));
        // A code's value: `black` stands for 0 and `white` for `range`.
        let value = |code: i32, black: f32, white: f32, range: f32| {
            let black_code = (black as i32) as f32;
            let width = if white - black != 0.0 { white - black } else { 1.0 };
            ((code as f32 - black_code) * range / width).clamp(-4096.0, 4096.0) as i32
        };
        let table = |of: &dyn Fn(i32) -> i32| {
            let mut table = [0; 256];
            table.iter_mut().zip(-128..).for_each(|(value, x)| *value = of(x));
            table
        };
        let chroma_blue = |x| value(x, reference[2] - 128.0, reference[3] - 128.0, 127.0);
        let chroma_red = |x| value(x, reference[4] - 128.0, reference[5] - 128.0, 127.0);
        Self {
            luma: table(&|x| value(x + 128, reference[0], reference[1], 255.0)),
            red: table(&|x| (d1 * chroma_red(x) + HALF) >> BITS),
            green_of_red: table(&|x| d2 * chroma_red(x)),
            green_of_blue: table(&|x| d4 * chroma_blue(x) + HALF),
            blue: table(&|x| (d3 * chroma_blue(x) + HALF) >> BITS),
        }
    }

    /// Turns rows of luma, blue and red chroma into red, green and blue.
    pub(super) fn to_rgb<S: Sample>(&self, luma: &[S], blue_chroma: &[S], red_chroma: &[S], rgb: &mut [Vec<S>; 3]) {
        let code = |sample: S| (sample.value() & 255) as usize;
        let [red, green, blue] = rgb;
        let out = red.iter_mut().zip(green).zip(blue);
        for (((&y, &cb), &cr), ((red, green), blue)) in luma.iter().zip(blue_chroma).zip(red_chroma).zip(out) {
            let (y, cb, cr) = (self.luma[code(y)], code(cb), code(cr));
            *red = S::clamped(y + self.red[cr]);
            *green = S::clamped(y + ((self.green_of_blue[cb] + self.green_of_red[cr]) >> BITS));
            *blue = S::clamped(y + self.blue[cb]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rgb_is_the_equation_rounded() {
        let mut rgb = [vec![0_u8], vec![0], vec![0]];
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
                    let tables = YcbcrTables::new([0.299, 0.587, 0.114], [0.0, 255.0, 128.0, 255.0, 128.0, 255.0]);
                    tables.to_rgb(&[y], &[cb], &[cr], &mut rgb);
                    for (plane, exact) in rgb.iter().zip(exact) {
                        assert!((f64::from(plane[0]) - exact.clamp(0.0, 255.0)).abs() < 0.52, "{y} {cb} {cr}");
                    }
                }
            }
        }
    }

    #[test]
    fn black_and_white_are_where_the_file_says() {
        let tables = YcbcrTables::new([0.299, 0.587, 0.114], [16.0, 235.0, 128.0, 240.0, 128.0, 240.0]);
        let mut rgb = [vec![9; 3], vec![9; 3], vec![9; 3]];
        tables.to_rgb(&[16_u8, 235, 255], &[128; 3], &[128; 3], &mut rgb);
        assert_eq!(rgb, [[0, 255, 255]; 3].map(Vec::from));
        // A file that says that black is white, or that there is no green, gives colours of some kind.
        YcbcrTables::new([0.0, 0.0, 0.0], [7.0; 6]).to_rgb(&[16_u8, 235, 255], &[1; 3], &[255; 3], &mut rgb);
        YcbcrTables::new([f32::NAN; 3], [f32::INFINITY; 6]).to_rgb(&[16_u8, 235, 255], &[1; 3], &[255; 3], &mut rgb);
    }
}
