//! Floats of 16 and 24 bits, which are decoded to 32: one rule for both, by the bits of their exponent and fraction.

/// IEEE 754 binary16, to `f32`.
pub(crate) fn widen_half(stored: &[u8], out: &mut [u8]) {
    for (out, half) in out.as_chunks_mut::<4>().0.iter_mut().zip(stored.as_chunks::<2>().0) {
        *out = widen::<5, 10>(u32::from(u16::from_ne_bytes(*half))).to_ne_bytes();
    }
}

/// 1 sign, 7 exponent and 16 fraction bits, to `f32`.
pub(crate) fn widen_24(stored: &[u8], out: &mut [u8]) {
    for (out, &[a, b, c]) in out.as_chunks_mut::<4>().0.iter_mut().zip(stored.as_chunks::<3>().0) {
        let bits = if cfg!(target_endian = "little") { [a, b, c, 0] } else { [0, a, b, c] };
        *out = widen::<7, 16>(u32::from_ne_bytes(bits)).to_ne_bytes();
    }
}

/// The way back from [`widen_half`].
pub(crate) fn narrow_half(samples: &[u8], stored: &mut [u8]) {
    for (half, sample) in stored.as_chunks_mut::<2>().0.iter_mut().zip(samples.as_chunks::<4>().0) {
        // 16 bits come out of 5 + 10 and a sign.
        *half = (narrow::<5, 10>(f32::from_ne_bytes(*sample)) as u16).to_ne_bytes();
    }
}

/// The bits of the nearest binary16.
#[cfg(feature = "jxl")]
pub(crate) fn to_half(value: f32) -> u16 {
    narrow::<5, 10>(value) as u16
}

/// The way back from [`widen_24`].
pub(crate) fn narrow_24(samples: &[u8], stored: &mut [u8]) {
    for (small, sample) in stored.as_chunks_mut::<3>().0.iter_mut().zip(samples.as_chunks::<4>().0) {
        let [a, b, c, d] = narrow::<7, 16>(f32::from_ne_bytes(*sample)).to_ne_bytes();
        *small = if cfg!(target_endian = "little") { [a, b, c] } else { [b, c, d] };
    }
}

/// Bits of the fraction of an `f32`.
const FRACTION: u32 = 23;
const INFINITY: u32 = 255 << FRACTION;

const fn bias(exponent: u32) -> u32 {
    (1 << (exponent - 1)) - 1
}

/// Exact. A NaN keeps its payload.
#[inline]
fn widen<const E: u32, const F: u32>(small: u32) -> f32 {
    let sign = small >> (E + F) << 31;
    let magnitude = small & ((1 << (E + F)) - 1);
    let shifted = magnitude << (FRACTION - F);
    // The exponent is as many powers of two too low as the biases differ; multiplying renormalises subnormals as well.
    let scale = f32::from_bits((254 - bias(E)) << FRACTION);
    let finite = (f32::from_bits(shifted) * scale).to_bits();
    let infinite = magnitude >= ((1 << E) - 1) << F;
    f32::from_bits(sign | if infinite { INFINITY | shifted } else { finite })
}

/// To the nearest, ties to even. A NaN keeps the upper bits of its payload, and stays one.
#[inline]
fn narrow<const E: u32, const F: u32>(value: f32) -> u32 {
    let drop = FRACTION - F;
    let infinity = ((1 << E) - 1) << F;
    let sign = value.to_bits() >> 31 << (E + F);
    let magnitude = value.to_bits() & !(1 << 31);
    let small = if magnitude > INFINITY {
        let payload = (magnitude & !INFINITY) >> drop;
        infinity | if payload == 0 { 1 << (F - 1) } else { payload }
    } else if magnitude >= (128 + bias(E)) << FRACTION {
        infinity
    } else if magnitude < (128 - bias(E)) << FRACTION {
        // Subnormal: adding a number whose last bit is the last bit kept lets the processor do the rounding.
        let aligner = (128 - bias(E) + drop) << FRACTION;
        (f32::from_bits(magnitude) + f32::from_bits(aligner)).to_bits() - aligner
    } else {
        let rebiased = magnitude - ((127 - bias(E)) << FRACTION);
        let is_odd = rebiased >> drop & 1;
        (rebiased + (1 << (drop - 1)) - 1 + is_odd) >> drop
    };
    sign | small
}

#[cfg(test)]
mod tests {
    use super::*;
    use half::f16;

    #[test]
    fn every_half() {
        for bits in 0..=u16::MAX {
            let (ours, theirs) = (widen::<5, 10>(u32::from(bits)), f16::from_bits(bits).to_f32());
            assert!(ours == theirs || ours.is_nan() && theirs.is_nan(), "{bits:#06x}");
            assert_eq!(narrow::<5, 10>(ours), u32::from(bits));
        }
    }

    #[test]
    fn halves_are_rounded_to_the_nearest() {
        for bits in (0..u32::MAX).step_by(4099) {
            let value = f32::from_bits(bits);
            if !value.is_nan() {
                assert_eq!(narrow::<5, 10>(value), u32::from(f16::from_f32(value).to_bits()), "{value:e}");
            }
        }
    }

    #[test]
    fn every_24_bit_float_comes_back() {
        for bits in (0..1 << 24).step_by(7) {
            assert_eq!(narrow::<7, 16>(widen::<7, 16>(bits)), bits);
        }
    }

    #[test]
    fn what_gdal_reads_in_24_bits() {
        // The bits of the 32-bit floats that GDAL 3.12 makes of these.
        for (small, wide) in [
            (0x3f0000, 0x3f800000),
            (0xbf8000, 0xbfc00000),
            (0x800000, 0x80000000),
            (0x7f0000, 0x7f800000),
            (0xff0000, 0xff800000),
            (0x7f8000, 0x7fc00000),
            (0x7f0001, 0x7f800080),
            (0x000001, 0x18800000),
            (0x00ffff, 0x207fff00),
            (0x000003, 0x19400000),
            (0x800400, 0x9d800000),
            (0x010000, 0x20800000),
            (0x7effff, 0x5f7fff80),
        ] {
            assert_eq!(widen::<7, 16>(small).to_bits(), wide, "{small:#08x}");
        }
    }

    #[test]
    fn a_nan_whose_payload_is_lost_stays_a_nan() {
        assert_eq!(narrow::<5, 10>(f32::from_bits(INFINITY | 1)), 0x7e00);
        assert_eq!(narrow::<7, 16>(f32::from_bits(INFINITY | 1)), 0x7f8000);
    }
}
