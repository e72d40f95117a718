//! Coefficients to samples, to the bit as libjpeg's accurate integer method ("islow") does it: the transform of Loeffler,
//! Ligtenberg and Moschytz in fixed point, columns before rows, rounded after each.

use super::sample::Sample;

/// Bits behind the point of the constants.
pub(super) const CONSTANT_BITS: u32 = 13;

const fn fixed(value: f64) -> i32 {
    (value * (1 << CONSTANT_BITS) as f64 + 0.5) as i32
}

// By their value. Sums of them are sums of the rounded ones.
pub(super) const F_0_298: i32 = fixed(0.298631336);
pub(super) const F_0_390: i32 = fixed(0.390180644);
pub(super) const F_0_541: i32 = fixed(0.541196100);
pub(super) const F_0_765: i32 = fixed(0.765366865);
pub(super) const F_0_899: i32 = fixed(0.899976223);
pub(super) const F_1_175: i32 = fixed(1.175875602);
pub(super) const F_1_501: i32 = fixed(1.501321110);
pub(super) const F_1_847: i32 = fixed(1.847759065);
pub(super) const F_1_961: i32 = fixed(1.961570560);
pub(super) const F_2_053: i32 = fixed(2.053119869);
pub(super) const F_2_562: i32 = fixed(2.562915447);
pub(super) const F_3_072: i32 = fixed(3.072711026);

/// Rows of a block.
pub(super) type Block<T> = [[T; 8]; 8];

/// Fills a square of `out`, whose rows are `stride` samples apart, from the coefficients of a block and their steps.
#[inline(never)]
pub(super) fn inverse<S: Sample>(coefficients: &[i16; 64], steps: &[u16; 64], out: &mut [S], stride: usize) {
    let center = (S::LARGEST + 1) / 2;
    let last_bits = CONSTANT_BITS + S::PASS_BITS + 3;
    if coefficients[1..].iter().fold(0, |any, &c| any | c) == 0 {
        // Both passes of a block of one shade come down to this.
        let value: i32 = S::dequantize(coefficients[0], steps[0]).into();
        let value =
            ((S::word(value << S::PASS_BITS).into() + (1 << (S::PASS_BITS + 2))) >> (S::PASS_BITS + 3)) + center;
        for row in out.chunks_mut(stride).take(8) {
            row[..8].fill(S::clamped(value));
        }
        return;
    }
    let mut block = Block::<S::Word>::default();
    let rows = coefficients.as_chunks::<8>().0.iter().zip(steps.as_chunks::<8>().0);
    for (row, (coefficients, steps)) in block.iter_mut().zip(rows) {
        for i in 0..8 {
            row[i] = S::dequantize(coefficients[i], steps[i]);
        }
    }
    let columns = lines(&block, |value| {
        let bits = CONSTANT_BITS - S::PASS_BITS;
        S::word(value.wrapping_add(1 << (bits - 1)) >> bits)
    });
    let rows = lines(&transposed(&columns), |value| {
        S::clamped((value.wrapping_add(1 << (last_bits - 1)) >> last_bits) + center)
    });
    for (out, row) in out.chunks_mut(stride).zip(transposed(&rows)) {
        out[..8].copy_from_slice(&row);
    }
}

#[inline(always)]
pub(super) fn transposed<T: Copy + Default>(block: &Block<T>) -> Block<T> {
    let mut out = Block::default();
    for (i, row) in block.iter().enumerate() {
        for (j, &value) in row.iter().enumerate() {
            out[j][i] = value;
        }
    }
    out
}

/// The transform of every column.
///
/// The odd part is multiplied out: the same sums as in the papers' butterflies, but of products of a number as it came and
/// a constant of 16 bits, which processors do eight at a time.
#[inline(always)]
fn lines<W: Copy + Into<i32>, T: Copy + Default>(block: &Block<W>, round: impl Fn(i32) -> T) -> Block<T> {
    let mut out = Block::default();
    for i in 0..8 {
        let x = |row: usize| -> i32 { block[row][i].into() };
        let times = |row: usize, constant: i32| x(row).wrapping_mul(constant);
        let sum = |a: i32, b: i32| a.wrapping_add(b);

        let (e0, e1) = (sum(x(0), x(4)) << CONSTANT_BITS, x(0).wrapping_sub(x(4)) << CONSTANT_BITS);
        let e2 = sum(times(2, F_0_541), times(6, F_0_541 - F_1_847));
        let e3 = sum(times(2, F_0_541 + F_0_765), times(6, F_0_541));
        let even = [sum(e0, e3), sum(e1, e2), e1.wrapping_sub(e2), e0.wrapping_sub(e3)];

        let odd_of =
            |c1: i32, c3: i32, c5: i32, c7: i32| sum(sum(times(1, c1), times(3, c3)), sum(times(5, c5), times(7, c7)));
        let odd = [
            odd_of(F_1_501 - F_0_899 - F_0_390 + F_1_175, F_1_175, F_1_175 - F_0_390, F_1_175 - F_0_899),
            odd_of(F_1_175, F_3_072 - F_2_562 - F_1_961 + F_1_175, F_1_175 - F_2_562, F_1_175 - F_1_961),
            odd_of(F_1_175 - F_0_390, F_1_175 - F_2_562, F_2_053 - F_2_562 - F_0_390 + F_1_175, F_1_175),
            odd_of(F_1_175 - F_0_899, F_1_175 - F_1_961, F_1_175, F_0_298 - F_0_899 - F_1_961 + F_1_175),
        ];
        for k in 0..4 {
            out[k][i] = round(sum(even[k], odd[k]));
            out[7 - k][i] = round(even[k].wrapping_sub(odd[k]));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f64::consts::PI;

    /// The definition (T.81, A.3.3).
    fn exact(coefficients: &[f64; 64]) -> [f64; 64] {
        let c = |u: usize| if u == 0 { 0.5_f64.sqrt() } else { 1.0 };
        std::array::from_fn(|i| {
            let (y, x) = ((i / 8) as f64, (i % 8) as f64);
            let term = |k: usize| {
                let (v, u) = (k / 8, k % 8);
                let wave = |x: f64, u: usize| ((2.0 * x + 1.0) * u as f64 * PI / 16.0).cos();
                c(u) * c(v) * coefficients[k] * wave(x, u) * wave(y, v) / 4.0
            };
            (0..64).map(term).sum()
        })
    }

    proptest::proptest! {
        #[test]
        fn samples_are_within_one_of_the_exact_ones(
            few in proptest::collection::vec((0..64_usize, -300..300_i16), 0..10), steps in proptest::collection::vec(1..9_u16, 64),
        ) {
            let mut coefficients = [0; 64];
            few.iter().for_each(|&(k, value)| coefficients[k] = value);
            let steps: [u16; 64] = steps.try_into().unwrap();
            let exact = exact(&std::array::from_fn(|k| f64::from(coefficients[k]) * f64::from(steps[k])));
            let (mut bytes, mut words) = ([0_u8; 8 * 11], [0_u16; 64]);
            inverse(&coefficients, &steps, &mut bytes, 11);
            inverse(&coefficients, &steps, &mut words, 8);
            for (i, exact) in exact.iter().enumerate() {
                let byte = f64::from(bytes[i / 8 * 11 + i % 8]);
                proptest::prop_assert!((byte - (exact + 128.0).clamp(0.0, 255.0)).abs() < 1.01);
                proptest::prop_assert!((f64::from(words[i]) - (exact + 2048.0).clamp(0.0, 4095.0)).abs() < 1.01);
            }
        }

        #[test]
        fn one_shade_is_no_special_case(dc in -2048..2048_i16, step in 1..20_u16) {
            // A coefficient of a step of zero is nothing, but takes the long way.
            let mut steps = [0; 64];
            steps[0] = step;
            let mut coefficients = [0; 64];
            coefficients[0] = dc;
            let (mut short, mut long) = ([0_u8; 64], [0_u8; 64]);
            inverse(&coefficients, &steps, &mut short, 8);
            coefficients[63] = 1;
            inverse(&coefficients, &steps, &mut long, 8);
            proptest::prop_assert_eq!(short, long);
        }
    }
}
