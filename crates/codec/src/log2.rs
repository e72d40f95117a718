//! Logarithms in integers, so that any machine decides alike.

/// Bits, in units of 2⁻²⁰.
pub(crate) type Bits = u64;

/// A whole bit.
pub(crate) const BIT: Bits = 1 << FRACTION;

const FRACTION: u32 = 20;
const TABLE: usize = 2048;

/// log₂ e.
const SLOPE: u32 = 1_512_775;

/// log₂ of each number, and of 0, which counts for nothing, 0.
static LOG2: [u32; TABLE] = {
    let mut table = [0; TABLE];
    let mut i = 1;
    while i < TABLE {
        table[i] = log2_of(i as u64);
        i += 1;
    }
    table
};

/// `i` log₂ `i`.
static TIMES_LOG2: [u64; TABLE] = {
    let mut table = [0; TABLE];
    let mut i = 1;
    while i < TABLE {
        table[i] = i as u64 * log2_of(i as u64) as u64;
        i += 1;
    }
    table
};

/// One digit after the other: a number in [1, 2) that is squared passes 2 where its logarithm has a one.
const fn log2_of(number: u64) -> u32 {
    let whole = number.ilog2();
    let mut mantissa = number << (31 - whole);
    let (mut log, mut digit) = (whole, 0);
    while digit < FRACTION {
        mantissa = (mantissa * mantissa) >> 31;
        log <<= 1;
        if mantissa >> 32 != 0 {
            mantissa >>= 1;
            log |= 1;
        }
        digit += 1;
    }
    log
}

/// By how much `times_log2` grows from one number to the next.
#[cfg(feature = "webp")]
static GROWTH: [u32; TABLE] = {
    let mut table = [0; TABLE];
    let mut i = 1;
    while i + 1 < TABLE {
        table[i] = (TIMES_LOG2[i + 1] - TIMES_LOG2[i]) as u32;
        i += 1;
    }
    table
};

/// log₂ `number`; 0 of 0.
#[inline]
pub(crate) fn log2(number: u32) -> Bits {
    match LOG2.get(number as usize) {
        Some(&log) => log.into(),
        None => large_log2(number),
    }
}

/// `number` log₂ `number`: what so many symbols take in all, if each is as rare as one of them.
#[inline]
pub(crate) fn times_log2(number: u32) -> Bits {
    match TIMES_LOG2.get(number as usize) {
        Some(&product) => product,
        None => u64::from(number) * large_log2(number),
    }
}

/// What [`times_log2`] of the next number is more.
#[cfg(feature = "webp")]
#[inline]
pub(crate) fn growth(number: u32) -> Bits {
    match GROWTH.get(number as usize) {
        Some(&growth) if number as usize + 1 < TABLE => growth.into(),
        // The slope there.
        _ => log2(number) + u64::from(SLOPE),
    }
}

/// From the leading eleven digits, and the slope for the others.
fn large_log2(number: u32) -> Bits {
    let shift = number.ilog2() - 10;
    let leading = number >> shift;
    let rest = u64::from(number - (leading << shift));
    u64::from(LOG2[leading as usize]) + (u64::from(shift) << FRACTION) + rest * u64::from(SLOPE) / u64::from(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logarithms_are_near_the_true_ones() {
        for number in (1..5000).chain([65_535, 65_536, 1_000_003, 268_402_689, u32::MAX]) {
            let true_log = f64::from(number).log2();
            assert!((log2(number) as f64 / BIT as f64 - true_log).abs() < 3e-6, "{number}");
            let product = times_log2(number) as f64 / BIT as f64;
            assert!((product - f64::from(number) * true_log).abs() < 3e-6 * f64::from(number), "{number}");
            #[cfg(feature = "webp")]
            {
                let next = f64::from(number) + 1.0;
                let true_growth = next * next.log2() - f64::from(number) * true_log;
                assert!((growth(number) as f64 / BIT as f64 - true_growth).abs() < 3e-3, "{number}");
            }
        }
        assert_eq!((log2(0), times_log2(0), log2(1), log2(1024)), (0, 0, 0, 10 * BIT));
    }
}
