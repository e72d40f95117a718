//! Logarithms to compare costs by: whole numbers, so that every machine chooses alike.

/// Costs are in parts of a bit: there are this many.
pub(super) const BIT: u64 = 1 << 16;

const INDEX_BITS: u32 = 12;

/// Logarithms of 1 to 2.
static FRACTIONS: [u32; 1 << INDEX_BITS] = fractions();

/// By squaring, which doubles the logarithm: each time, what is 2 or more gives a one.
const fn fractions() -> [u32; 1 << INDEX_BITS] {
    let mut table = [0; 1 << INDEX_BITS];
    let mut index = 0;
    while index < table.len() {
        // In units of 2^-31, from the middle of what the entry stands for.
        let mut x = (1_u64 << 31) + ((2 * index as u64 + 1) << (31 - INDEX_BITS - 1));
        let mut bit = 16;
        while bit > 0 {
            bit -= 1;
            x = (x * x) >> 31;
            if x >> 32 != 0 {
                table[index] |= 1 << bit;
                x >>= 1;
            }
        }
        index += 1;
    }
    table[0] = 0;
    table
}

/// The logarithm of a number from 1 on to the base 2, in parts of a bit.
#[inline]
pub(super) fn log2(n: u32) -> u32 {
    let zeros = n.leading_zeros();
    let index = (n << zeros << 1) >> (32 - INDEX_BITS);
    ((31 - zeros) << 16) + FRACTIONS[index as usize]
}

/// `n` times its logarithm; 0 for 0. What codes of `n` symbols take is this of `n` less this of each symbol's count.
#[inline]
pub(super) fn n_log2_n(n: u32) -> u64 {
    if n < 2 { 0 } else { u64::from(n) * u64::from(log2(n)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logarithms_are_near() {
        for n in (1..5000).chain([1 << 20, (1 << 20) + 12345, u32::MAX]) {
            let true_one = f64::from(n).log2();
            let ours = f64::from(log2(n)) / BIT as f64;
            assert!((ours - true_one).abs() < 3e-4, "{n}: {ours} for {true_one}");
        }
        assert_eq!(log2(1 << 30), 30 << 16);
    }
}
