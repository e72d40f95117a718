//! Samples as whole numbers of the same order, so that values are counted and sorted by their bits.

use geotiff_core::{RealSample, SampleType};

use crate::number::Number;

/// Bits of the key of a sample.
pub(crate) const fn bits(sample_type: SampleType) -> u32 {
    8 * sample_type.bytes() as u32
}

/// The key of a sample that is not NaN; both zeros have the same.
pub(crate) fn of<T: RealSample>(sample: T) -> u64 {
    match T::TYPE {
        SampleType::F32 => {
            let bits = (sample.to_f64() as f32 + 0.0).to_bits();
            (if bits >> 31 == 0 { bits | 1 << 31 } else { !bits }).into()
        }
        SampleType::F64 => {
            let bits = (sample.to_f64() + 0.0).to_bits();
            if bits >> 63 == 0 { bits | 1 << 63 } else { !bits }
        }
        SampleType::U8 | SampleType::U16 | SampleType::U32 | SampleType::U64 => u64::convert_from(sample),
        _ => {
            (i64::convert_from(sample).cast_unsigned() ^ 1 << (bits(T::TYPE) - 1)) & (u64::MAX >> (64 - bits(T::TYPE)))
        }
    }
}

/// The value of a key.
pub(crate) fn number(key: u64, sample_type: SampleType) -> Number {
    match sample_type {
        SampleType::F32 => {
            // Keys of 32 bits.
            let key = key as u32;
            Number::Single(f32::from_bits(if key >> 31 == 1 { key ^ 1 << 31 } else { !key }))
        }
        SampleType::F64 => Number::Double(f64::from_bits(if key >> 63 == 1 { key ^ 1 << 63 } else { !key })),
        SampleType::U8 | SampleType::U16 | SampleType::U32 | SampleType::U64 => Number::Integer(key.into()),
        _ => Number::Integer(i128::from(key) - (1_i128 << (bits(sample_type) - 1))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check<T: RealSample>(ascending: &[T]) {
        assert!(ascending.windows(2).all(|pair| of(pair[0]) < of(pair[1])));
        assert!(ascending.iter().all(|&sample| number(of(sample), T::TYPE) == Number::of(sample)));
        assert!(ascending.iter().all(|&sample| bits(T::TYPE) == 64 || of(sample) >> bits(T::TYPE) == 0));
    }

    #[test]
    fn keys_have_the_order_of_samples_and_give_them_back() {
        check(&[0_u8, 1, 200, 255]);
        check(&[-128_i8, -1, 0, 127]);
        check(&[i16::MIN, -1, 0, 5, i16::MAX]);
        check(&[i32::MIN, -1, 0, 5, i32::MAX]);
        check(&[i64::MIN, -1, 0, 5, i64::MAX - 1, i64::MAX]);
        check(&[0, 1, u64::MAX - 1, u64::MAX]);
        check(&[f32::NEG_INFINITY, -1.5, -1e-45, 0.0, 1e-45, 2.5, f32::INFINITY]);
        check(&[f64::NEG_INFINITY, -1.5, -5e-324, 0.0, 5e-324, 2.5, f64::INFINITY]);
        assert_eq!(of(-0.0_f64), of(0.0_f64));
    }
}
