//! The byte order of a file, and numbers read and written in it.

use byteorder::{BigEndian as B, ByteOrder as _, LittleEndian as L};

/// The order of the bytes of every number in a TIFF, stated by its first two bytes (TIFF 6, section 2).
///
/// ```
/// use geotiff_core::ByteOrder;
///
/// assert_eq!(ByteOrder::Big.u16([1, 0]), 256);
/// assert_eq!(ByteOrder::Little.u16([1, 0]), 1);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ByteOrder {
    /// `II`: least significant byte first.
    Little,
    /// `MM`: most significant byte first.
    Big,
}

macro_rules! numbers {
    ($($number:ident, $bytes:literal, $read:ident, $put:ident);*) => {$(
        #[doc = concat!("The `", stringify!($number), "` that these bytes are.")]
        pub fn $number(self, bytes: [u8; $bytes]) -> $number {
            match self { Self::Little => L::$read(&bytes), Self::Big => B::$read(&bytes) }
        }
        #[doc = concat!("Appends a `", stringify!($number), "`.")]
        pub fn $put(self, value: $number, out: &mut Vec<u8>) {
            match self {
                Self::Little => out.extend_from_slice(&value.to_le_bytes()),
                Self::Big => out.extend_from_slice(&value.to_be_bytes()),
            }
        }
    )*};
}

impl ByteOrder {
    /// The byte order of this machine.
    pub const NATIVE: Self = if cfg!(target_endian = "little") { Self::Little } else { Self::Big };

    numbers!(u16, 2, read_u16, put_u16; u32, 4, read_u32, put_u32; u64, 8, read_u64, put_u64; f32, 4, read_f32, put_f32; f64, 8, read_f64, put_f64);
}
