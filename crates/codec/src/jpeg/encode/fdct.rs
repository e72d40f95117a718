//! Samples to coefficients, to the bit as libjpeg's accurate integer method ("islow") does it: the transform of Loeffler,
//! Ligtenberg and Moschytz in fixed point, rows before columns, rounded after each. Coefficients are eight times too large.

use super::super::idct::{
    Block, CONSTANT_BITS, F_0_298, F_0_390, F_0_541, F_0_765, F_0_899, F_1_175, F_1_501, F_1_847, F_1_961, F_2_053,
    F_2_562, F_3_072, transposed,
};
use super::super::sample::Sample;

/// The transform of a square of samples whose rows are `stride` apart.
#[inline(always)]
pub(super) fn forward<S: Sample>(samples: &[S], stride: usize) -> Block<S::Word> {
    let center = (S::LARGEST + 1) / 2;
    let mut block = Block::<S::Word>::default();
    for (row, samples) in block.iter_mut().zip(samples.chunks(stride)) {
        for (out, sample) in row.iter_mut().zip(&samples[..8]) {
            *out = S::word(sample.value() - center);
        }
    }
    let rows = lines(
        &transposed(&block),
        |sum| S::word(sum << S::PASS_BITS),
        |sum| {
            let bits = CONSTANT_BITS - S::PASS_BITS;
            S::word((sum + (1 << (bits - 1))) >> bits)
        },
    );
    lines(
        &transposed(&rows),
        |sum| S::word((sum + (1 << (S::PASS_BITS - 1))) >> S::PASS_BITS),
        |sum| {
            let bits = CONSTANT_BITS + S::PASS_BITS;
            S::word((sum + (1 << (bits - 1))) >> bits)
        },
    )
}

/// The transform of every column. Sums of samples are rounded otherwise than sums of products.
///
/// The odd part is multiplied out: the same sums as in the papers' butterflies, but of products of a number as it came and
/// a constant of 16 bits, which processors do eight at a time.
#[inline(always)]
fn lines<W: Copy + Default + Into<i32>>(
    block: &Block<W>,
    round_sum: impl Fn(i32) -> W,
    round: impl Fn(i32) -> W,
) -> Block<W> {
    let mut out = Block::default();
    for i in 0..8 {
        let x = |row: usize| -> i32 { block[row][i].into() };
        let sums = [x(0) + x(7), x(1) + x(6), x(2) + x(5), x(3) + x(4)];
        let [a, b, c, d] = [x(0) - x(7), x(1) - x(6), x(2) - x(5), x(3) - x(4)];

        let (outer, inner) = (sums[0] + sums[3], sums[1] + sums[2]);
        out[0][i] = round_sum(outer + inner);
        out[4][i] = round_sum(outer - inner);
        let (outer, inner) = (sums[0] - sums[3], sums[1] - sums[2]);
        out[2][i] = round(outer * (F_0_541 + F_0_765) + inner * F_0_541);
        out[6][i] = round(outer * F_0_541 + inner * (F_0_541 - F_1_847));

        let odd = |ca: i32, cb: i32, cc: i32, cd: i32| a * ca + b * cb + (c * cc + d * cd);
        out[1][i] = round(odd(F_1_501 - F_0_899 - F_0_390 + F_1_175, F_1_175, F_1_175 - F_0_390, F_1_175 - F_0_899));
        out[3][i] = round(odd(F_1_175, F_3_072 - F_2_562 - F_1_961 + F_1_175, F_1_175 - F_2_562, F_1_175 - F_1_961));
        out[5][i] = round(odd(F_1_175 - F_0_390, F_1_175 - F_2_562, F_2_053 - F_2_562 - F_0_390 + F_1_175, F_1_175));
        out[7][i] = round(odd(F_1_175 - F_0_899, F_1_175 - F_1_961, F_1_175, F_0_298 - F_0_899 - F_1_961 + F_1_175));
    }
    out
}
