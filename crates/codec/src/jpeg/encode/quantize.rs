//! Steps of coefficients by quality, and the division by them.

use super::super::idct::Block;
use super::super::markers::ZIGZAG;
use super::super::sample::Sample;

/// Steps of luma at quality 50, in rows of the block (T.81, table K.1).
const LUMA: [u16; 64] = [
    16, 11, 10, 16, 24, 40, 51, 61, //
    12, 12, 14, 19, 26, 58, 60, 55, //
    14, 13, 16, 24, 40, 57, 69, 56, //
    14, 17, 22, 29, 51, 87, 80, 62, //
    18, 22, 37, 56, 68, 109, 103, 77, //
    24, 35, 55, 64, 81, 104, 113, 92, //
    49, 64, 78, 87, 103, 121, 120, 101, //
    72, 92, 95, 98, 112, 100, 103, 99,
];

/// Steps of chroma at quality 50 (table K.2).
const CHROMA: [u16; 64] = [
    17, 18, 24, 47, 99, 99, 99, 99, //
    18, 21, 26, 66, 99, 99, 99, 99, //
    24, 26, 56, 99, 99, 99, 99, 99, //
    47, 66, 99, 99, 99, 99, 99, 99, //
    99, 99, 99, 99, 99, 99, 99, 99, //
    99, 99, 99, 99, 99, 99, 99, 99, //
    99, 99, 99, 99, 99, 99, 99, 99, //
    99, 99, 99, 99, 99, 99, 99, 99,
];

/// The steps of a component's coefficients, in rows of the block.
#[derive(Clone, Debug)]
pub(super) struct Steps {
    pub(super) steps: [u16; 64],
    /// What half the dividend, itself moved by one bit, is multiplied with to divide by four steps: the high half of the
    /// product with the first, and of that with the second.
    factors: [[u16; 64]; 2],
}

impl Steps {
    /// For luma, and all that is no chroma.
    pub(super) fn luma(quality: u8) -> Self {
        Self::scaled(&LUMA, quality)
    }

    /// For chroma.
    pub(super) fn chroma(quality: u8) -> Self {
        Self::scaled(&CHROMA, quality)
    }

    /// As libjpeg scales them, up to 6050 at quality 1: twice the quality is half the step up to 50, then it goes down evenly.
    fn scaled(steps: &[u16; 64], quality: u8) -> Self {
        let quality = u32::from(quality.clamp(1, 100));
        let percent = if quality < 50 { 5000 / quality } else { 200 - 2 * quality };
        let steps = steps.map(|step| ((u32::from(step) * percent + 50) / 100).max(1) as u16);
        let mut factors = [[0; 64]; 2];
        for (place, &step) in steps.iter().enumerate() {
            (factors[0][place], factors[1][place]) = reciprocal(4 * u32::from(step));
        }
        Self { steps, factors }
    }

    /// Whether a stream needs 16 bits for one.
    pub(super) fn are_long(&self) -> bool {
        self.steps.iter().any(|&step| step > 255)
    }
}

/// Two factors that divide any number below 2¹⁵ by this divisor, 4 to 2¹⁵, rounding down: the high half of the product with
/// the first, times the second, high half again.
///
/// With 2ᵏ < divisor ≤ 2ᵏ⁺¹, the first is 2¹⁶⁺ᵏ / divisor rounded up, of 15 to 16 bits. It is too large by less than
/// 1 / divisor of 2ᵏ⁺¹, so that the quotient of a number below 2¹⁵ is too large by less than a divisor's part of one.
fn reciprocal(divisor: u32) -> (u16, u16) {
    let k = (divisor - 1).ilog2();
    ((1_u32 << (16 + k)).div_ceil(divisor) as u16, 1_u16 << (16 - k))
}

/// Division by steps, rounded to the nearest, halves away from zero.
pub(super) trait Quantize: Sample {
    /// Coefficients, eight times too large, to numbers of steps in the order in which they are coded.
    fn quantize(block: &Block<Self::Word>, steps: &Steps) -> [i16; 64];
}

impl Quantize for u8 {
    #[inline(always)]
    fn quantize(block: &Block<i16>, steps: &Steps) -> [i16; 64] {
        let high = |a: u16, b: u16| ((u32::from(a) * u32::from(b)) >> 16) as u16;
        let mut out = [0_i16; 64];
        for (place, (out, &value)) in out.iter_mut().zip(block.as_flattened()).enumerate() {
            // At most 8 × 1024 and half of 8 × 6050: 16 bits are enough.
            let twice = value.unsigned_abs() + 4 * steps.steps[place];
            let count = high(high(twice >> 1, steps.factors[0][place]), steps.factors[1][place]);
            let sign = value >> 15;
            *out = (count.cast_signed() ^ sign) - sign;
        }
        in_order(&out)
    }
}

impl Quantize for u16 {
    fn quantize(block: &Block<i32>, steps: &Steps) -> [i16; 64] {
        let mut out = [0_i16; 64];
        for ((out, &value), &step) in out.iter_mut().zip(block.as_flattened()).zip(&steps.steps) {
            let step = 8 * i32::from(step);
            *out = ((value.abs() + step / 2) / step * value.signum()) as i16;
        }
        in_order(&out)
    }
}

#[inline(always)]
fn in_order(rows: &[i16; 64]) -> [i16; 64] {
    ZIGZAG.map(|place| rows[usize::from(place)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quality_scales_the_standard_tables() {
        assert_eq!(Steps::luma(50).steps, LUMA);
        assert_eq!(Steps::chroma(25).steps, CHROMA.map(|step| 2 * step));
        assert_eq!(Steps::luma(100).steps, [1; 64]);
        assert_eq!(Steps::luma(75).steps[..8], [8, 6, 5, 8, 12, 20, 26, 31]);
        assert_eq!(Steps::luma(1).steps.iter().max(), Some(&6050));
        assert!(Steps::luma(23).are_long() && !Steps::luma(24).are_long());
    }

    #[test]
    fn products_are_quotients() {
        for quality in 1..=100 {
            for steps in [Steps::luma(quality), Steps::chroma(quality)] {
                for value in (-8400..=8400_i16).step_by(if quality % 25 == 0 { 1 } else { 13 }) {
                    let counts = u8::quantize(&[[value; 8]; 8], &steps);
                    let same = u16::quantize(&[[i32::from(value); 8]; 8], &steps);
                    assert_eq!(counts, same, "{value} at quality {quality}");
                }
            }
        }
    }
}
