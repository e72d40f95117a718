//! What one sample is once it is decoded: fourteen types, one trait, one place where they meet.

use bytemuck::Pod;

/// The type of a decoded sample, in native byte order.
///
/// Stored samples of other widths are widened: 1–7 bits to [`U8`](Self::U8), 9–15 to [`U16`](Self::U16), 17–31 to
/// [`U32`](Self::U32), 16- and 24-bit floats to [`F32`](Self::F32).
///
/// ```
/// use geotiff_core::SampleType;
///
/// assert_eq!(SampleType::I16.bytes(), 2);
/// assert_eq!(SampleType::CF32.name(), "complex64");
/// assert_eq!(SampleType::from_name("float32"), Some(SampleType::F32));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SampleType {
    /// Unsigned, 8 bits.
    U8,
    /// Unsigned, 16 bits.
    U16,
    /// Unsigned, 32 bits.
    U32,
    /// Unsigned, 64 bits.
    U64,
    /// Signed, 8 bits.
    I8,
    /// Signed, 16 bits.
    I16,
    /// Signed, 32 bits.
    I32,
    /// Signed, 64 bits.
    I64,
    /// IEEE 754, 32 bits.
    F32,
    /// IEEE 754, 64 bits.
    F64,
    /// A pair of [`I16`](Self::I16): real, imaginary.
    CI16,
    /// A pair of [`I32`](Self::I32): real, imaginary.
    CI32,
    /// A pair of [`F32`](Self::F32): real, imaginary.
    CF32,
    /// A pair of [`F64`](Self::F64): real, imaginary.
    CF64,
}

impl SampleType {
    /// Every type there is.
    pub const ALL: [Self; 14] = [
        Self::U8,
        Self::U16,
        Self::U32,
        Self::U64,
        Self::I8,
        Self::I16,
        Self::I32,
        Self::I64,
        Self::F32,
        Self::F64,
        Self::CI16,
        Self::CI32,
        Self::CF32,
        Self::CF64,
    ];

    /// Bytes of one sample, both parts of a complex one: 1, 2, 4, 8 or 16.
    pub const fn bytes(self) -> usize {
        match self {
            Self::U8 | Self::I8 => 1,
            Self::U16 | Self::I16 => 2,
            Self::U32 | Self::I32 | Self::F32 | Self::CI16 => 4,
            Self::U64 | Self::I64 | Self::F64 | Self::CI32 | Self::CF32 => 8,
            Self::CF64 => 16,
        }
    }

    /// Bytes of what is swapped as a unit: a whole sample, or one part of a complex one.
    pub const fn part_bytes(self) -> usize {
        if self.is_complex() { self.bytes() / 2 } else { self.bytes() }
    }

    /// The type of a part of a complex sample; of any other, the type itself.
    pub const fn part(self) -> Self {
        match self {
            Self::CI16 => Self::I16,
            Self::CI32 => Self::I32,
            Self::CF32 => Self::F32,
            Self::CF64 => Self::F64,
            real => real,
        }
    }

    /// Whether a sample is a pair of a real and an imaginary part.
    pub const fn is_complex(self) -> bool {
        matches!(self, Self::CI16 | Self::CI32 | Self::CF32 | Self::CF64)
    }

    /// Whether the sample, or its parts, are floating point.
    pub const fn is_float(self) -> bool {
        matches!(self, Self::F32 | Self::F64 | Self::CF32 | Self::CF64)
    }

    /// rasterio's (numpy's) name: `uint8`, `float32`, `complex64`…
    pub const fn name(self) -> &'static str {
        match self {
            Self::U8 => "uint8",
            Self::U16 => "uint16",
            Self::U32 => "uint32",
            Self::U64 => "uint64",
            Self::I8 => "int8",
            Self::I16 => "int16",
            Self::I32 => "int32",
            Self::I64 => "int64",
            Self::F32 => "float32",
            Self::F64 => "float64",
            Self::CI16 => "complex_int16",
            Self::CI32 => "complex_int32",
            Self::CF32 => "complex64",
            Self::CF64 => "complex128",
        }
    }

    /// The type of that rasterio name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|t| t.name() == name)
    }
}

impl std::fmt::Display for SampleType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

mod sealed {
    pub trait Sealed {}
}

/// A Rust type that a decoded sample can be viewed as. Sealed: it is implemented for the types of [`SampleType`].
///
/// Complex samples are `[re, im]` pairs.
pub trait Sample: Pod + Copy + Send + Sync + PartialEq + std::fmt::Debug + sealed::Sealed + 'static {
    /// The value that names this Rust type.
    const TYPE: SampleType;
}

macro_rules! samples {
    ($($rust:ty => $name:ident),*) => {$(
        impl sealed::Sealed for $rust {}
        impl Sample for $rust { const TYPE: SampleType = SampleType::$name; }
    )*};
}
samples!(u8 => U8, u16 => U16, u32 => U32, u64 => U64, i8 => I8, i16 => I16, i32 => I32, i64 => I64, f32 => F32, f64 => F64,
    [i16; 2] => CI16, [i32; 2] => CI32, [f32; 2] => CF32, [f64; 2] => CF64);

/// Runs `$body` with the type alias `$T` standing for the Rust type of a [`SampleType`]; `$complex` is the body for complex types.
///
/// This is the one place where a value of [`SampleType`] becomes a Rust type.
///
/// ```
/// use geotiff_core::{RealSample, SampleType, with_real_sample};
///
/// fn largest(sample_type: SampleType) -> f64 {
///     with_real_sample!(sample_type, T => T::MAX.to_f64(), complex => f64::NAN)
/// }
/// assert_eq!(largest(SampleType::I16), 32767.0);
/// ```
#[macro_export]
macro_rules! with_real_sample {
    ($sample_type:expr, $T:ident => $body:expr, complex => $complex:expr) => {
        match $sample_type {
            $crate::SampleType::U8 => {
                type $T = u8;
                $body
            }
            $crate::SampleType::U16 => {
                type $T = u16;
                $body
            }
            $crate::SampleType::U32 => {
                type $T = u32;
                $body
            }
            $crate::SampleType::U64 => {
                type $T = u64;
                $body
            }
            $crate::SampleType::I8 => {
                type $T = i8;
                $body
            }
            $crate::SampleType::I16 => {
                type $T = i16;
                $body
            }
            $crate::SampleType::I32 => {
                type $T = i32;
                $body
            }
            $crate::SampleType::I64 => {
                type $T = i64;
                $body
            }
            $crate::SampleType::F32 => {
                type $T = f32;
                $body
            }
            $crate::SampleType::F64 => {
                type $T = f64;
                $body
            }
            _ => $complex,
        }
    };
}
