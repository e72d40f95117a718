//! Which samples MODE counts as one value.

pub(crate) trait Same: Copy {
    /// Equal, or both NaN; of complex samples, NaN in both parts.
    fn is_same(self, other: Self) -> bool;

    /// Bits that are the same for what is [the same](Self::is_same), and for nothing else.
    fn key(self) -> u128;
}

macro_rules! whole {
    ($($sample:ty),*) => {$(
        impl Same for $sample {
            fn is_same(self, other: Self) -> bool { self == other }
            // No more than which bits they are matters.
            fn key(self) -> u128 { self as u128 }
        }
        impl Same for [$sample; 2] {
            fn is_same(self, other: Self) -> bool { self == other }
            fn key(self) -> u128 { (self[0] as u128) << 64 | u128::from(self[1] as u64) }
        }
    )*};
}
whole!(u8, u16, u32, u64, i8, i16, i32, i64);

macro_rules! floats {
    ($($sample:ty),*) => {$(
        impl Same for $sample {
            fn is_same(self, other: Self) -> bool { self == other || (self.is_nan() && other.is_nan()) }
            fn key(self) -> u128 {
                // A negative zero becomes a positive one.
                u128::from(if self.is_nan() { Self::NAN } else { self + 0.0 }.to_bits())
            }
        }
        impl Same for [$sample; 2] {
            fn is_same(self, other: Self) -> bool {
                self == other || self.into_iter().chain(other).all(<$sample>::is_nan)
            }
            fn key(self) -> u128 {
                self[0].key() << 64 | self[1].key()
            }
        }
    )*};
}
floats!(f32, f64);

#[cfg(test)]
mod tests {
    use super::*;

    fn agree<T: Same>(a: T, b: T) -> bool {
        assert_eq!(a.is_same(b), a.key() == b.key());
        a.is_same(b)
    }

    #[test]
    fn keys_and_comparison_agree() {
        assert!(
            agree(f32::NAN, -f32::NAN)
                && agree(0.0_f64, -0.0)
                && agree(-1_i64, -1)
                && agree([f32::NAN; 2], [f32::NAN; 2])
        );
        assert!(!agree(f32::NAN, 0.0) && !agree(0.1_f64, 0.2) && !agree(-1_i8, 1) && !agree([-1_i16, 2], [2, -1]));
        assert!(
            !agree([-1_i32, -1], [0, -1]) && agree([i32::MIN, 7], [i32::MIN, 7]) && !agree([0.0_f64, 1.0], [1.0, 0.0])
        );
    }
}
