//! The eight types of samples that LERC has, by their numbers: how they become doubles, and which smaller type holds a value.

use bytemuck::Pod;

/// A sample of a type that LERC has.
pub(super) trait Sample: Pod + PartialOrd {
    /// Its number in blobs.
    const TYPE: Type;
    /// The value, exactly.
    fn to_f64(self) -> f64;
    /// What a decoder makes of a value: the nearest float; integers lose what is behind the point.
    fn from_f64(value: f64) -> Self;
    /// By how much an integer is larger than a smaller one; 0 for floats.
    fn above(self, smaller: Self) -> u32;
    /// Appends it, least significant byte first.
    fn put(self, out: &mut Vec<u8>);
    /// From this float to the next one away from 0; 0 for integers.
    fn ulp(self) -> f64;
    /// Whether it is not a number.
    fn is_nan(self) -> bool;
}

/// The number of a type of samples.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Type {
    I8,
    U8,
    I16,
    U16,
    I32,
    U32,
    F32,
    F64,
}

macro_rules! integer {
    ($($integer:ty, $type:ident);*) => {$(
        impl Sample for $integer {
            const TYPE: Type = Type::$type;
            fn to_f64(self) -> f64 {
                f64::from(self)
            }
            fn from_f64(value: f64) -> Self {
                value as Self
            }
            fn above(self, smaller: Self) -> u32 {
                self.abs_diff(smaller).into()
            }
            fn put(self, out: &mut Vec<u8>) {
                out.extend_from_slice(&self.to_le_bytes());
            }
            fn ulp(self) -> f64 {
                0.0
            }
            fn is_nan(self) -> bool {
                false
            }
        }
    )*};
}

macro_rules! float {
    ($($float:ty, $type:ident);*) => {$(
        impl Sample for $float {
            const TYPE: Type = Type::$type;
            fn to_f64(self) -> f64 {
                f64::from(self)
            }
            fn from_f64(value: f64) -> Self {
                value as Self
            }
            fn above(self, _: Self) -> u32 {
                0
            }
            fn put(self, out: &mut Vec<u8>) {
                out.extend_from_slice(&self.to_le_bytes());
            }
            fn ulp(self) -> f64 {
                (self.abs().next_up() - self.abs()).into()
            }
            fn is_nan(self) -> bool {
                self.is_nan()
            }
        }
    )*};
}

integer!(i8, I8; u8, U8; i16, I16; u16, U16; i32, I32; u32, U32);
float!(f32, F32; f64, F64);

impl Type {
    pub(super) fn is_float(self) -> bool {
        self >= Self::F32
    }

    pub(super) fn bytes(self) -> usize {
        match self {
            Self::I8 | Self::U8 => 1,
            Self::I16 | Self::U16 => 2,
            Self::I32 | Self::U32 | Self::F32 => 4,
            Self::F64 => 8,
        }
    }

    /// The largest number of steps that a block of such samples is counted in.
    pub(super) fn most_steps(self) -> f64 {
        f64::from(if self.bytes() <= 2 { (1u32 << 15) - 1 } else { (1 << 30) - 1 })
    }

    /// The smallest type that the format can say for a value, and the two bits that say it.
    pub(super) fn reduced(self, value: f64) -> (u8, Self) {
        let candidates: &[(u8, Self)] = match self {
            Self::I8 | Self::U8 => &[],
            Self::I16 => &[(2, Self::I8), (1, Self::U8)],
            Self::U16 => &[(1, Self::U8)],
            Self::I32 => &[(3, Self::U8), (2, Self::I16), (1, Self::U16)],
            Self::U32 => &[(2, Self::U8), (1, Self::U16)],
            Self::F32 => &[(2, Self::U8), (1, Self::I16)],
            Self::F64 => &[(3, Self::I16), (2, Self::I32), (1, Self::F32)],
        };
        candidates.iter().copied().find(|(_, smaller)| smaller.holds(value)).unwrap_or((0, self))
    }

    /// Whether a value is one of this type.
    fn holds(self, value: f64) -> bool {
        value
            == match self {
                Self::I8 => f64::from(value as i8),
                Self::U8 => f64::from(value as u8),
                Self::I16 => f64::from(value as i16),
                Self::U16 => f64::from(value as u16),
                Self::I32 => f64::from(value as i32),
                Self::U32 => f64::from(value as u32),
                Self::F32 => f64::from(value as f32),
                Self::F64 => value,
            }
    }

    /// Appends a value that is one of this type.
    pub(super) fn put(self, value: f64, out: &mut Vec<u8>) {
        match self {
            Self::I8 => (value as i8).put(out),
            Self::U8 => (value as u8).put(out),
            Self::I16 => (value as i16).put(out),
            Self::U16 => (value as u16).put(out),
            Self::I32 => (value as i32).put(out),
            Self::U32 => (value as u32).put(out),
            Self::F32 => (value as f32).put(out),
            Self::F64 => value.put(out),
        }
    }
}
