//! A field ("entry") of a directory: a tag, a type, a count, and values that may lie elsewhere in the file.

use crate::byte_order::ByteOrder;
use crate::error::{Error, Result};
use crate::tag::Tag;

/// The type of a field's values. An open set: fields of unknown type are kept and passed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FieldType(pub u16);

impl FieldType {
    /// Unsigned, 8 bits.
    pub const BYTE: Self = Self(1);
    /// Text, NUL-terminated.
    pub const ASCII: Self = Self(2);
    /// Unsigned, 16 bits.
    pub const SHORT: Self = Self(3);
    /// Unsigned, 32 bits.
    pub const LONG: Self = Self(4);
    /// Two LONGs: numerator, denominator.
    pub const RATIONAL: Self = Self(5);
    /// Signed, 8 bits.
    pub const SBYTE: Self = Self(6);
    /// Bytes of any meaning.
    pub const UNDEFINED: Self = Self(7);
    /// Signed, 16 bits.
    pub const SSHORT: Self = Self(8);
    /// Signed, 32 bits.
    pub const SLONG: Self = Self(9);
    /// Two SLONGs: numerator, denominator.
    pub const SRATIONAL: Self = Self(10);
    /// IEEE 754, 32 bits.
    pub const FLOAT: Self = Self(11);
    /// IEEE 754, 64 bits.
    pub const DOUBLE: Self = Self(12);
    /// Offset of a directory, 32 bits.
    pub const IFD: Self = Self(13);
    /// Unsigned, 64 bits (BigTIFF).
    pub const LONG8: Self = Self(16);
    /// Signed, 64 bits (BigTIFF).
    pub const SLONG8: Self = Self(17);
    /// Offset of a directory, 64 bits (BigTIFF).
    pub const IFD8: Self = Self(18);

    /// Bytes of one value; `None` for an unknown type.
    pub const fn bytes(self) -> Option<usize> {
        Some(match self.0 {
            1 | 2 | 6 | 7 => 1,
            3 | 8 => 2,
            4 | 9 | 11 | 13 => 4,
            5 | 10 | 12 | 16 | 17 | 18 => 8,
            _ => return None,
        })
    }

    /// The bytes of values in native order, from those in the order of a file.
    ///
    /// ```
    /// use geotiff_core::{ByteOrder, FieldType};
    ///
    /// assert_eq!(FieldType::SHORT.to_native(ByteOrder::Big, vec![1, 2]), 258_u16.to_ne_bytes());
    /// ```
    pub fn to_native(self, order: ByteOrder, mut bytes: Vec<u8>) -> Vec<u8> {
        Field::swap(self, order, &mut bytes);
        bytes
    }

    /// Bytes of what is swapped as a unit.
    const fn unit(self) -> usize {
        match self.0 {
            3 | 8 => 2,
            4 | 5 | 9 | 10 | 11 | 13 => 4,
            12 | 16 | 17 | 18 => 8,
            _ => 1,
        }
    }
}

/// Where the values of a field are.
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    /// Here, in native byte order.
    Held(Vec<u8>),
    /// In the file, from this offset on.
    At(u64),
}

/// A field: a tag and its values.
///
/// ```
/// use geotiff_core::{Field, Tag};
///
/// let bits = Field::shorts(Tag::BITS_PER_SAMPLE, &[8, 8, 8]);
/// assert_eq!(bits.to_u64s()?, [8, 8, 8]);
/// assert_eq!(Field::ascii(Tag::GDAL_NODATA, "nan").to_text()?, "nan");
/// # Ok::<(), geotiff_core::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Which field it is.
    pub tag: Tag,
    /// The type of its values.
    pub field_type: FieldType,
    /// The number of its values.
    pub count: u64,
    /// The values, or where they are.
    pub values: Values,
}

impl Field {
    fn held(tag: Tag, field_type: FieldType, count: usize, bytes: &[u8]) -> Self {
        Self { tag, field_type, count: count as u64, values: Values::Held(bytes.to_vec()) }
    }

    /// A field of SHORTs.
    pub fn shorts(tag: Tag, values: &[u16]) -> Self {
        Self::held(tag, FieldType::SHORT, values.len(), bytemuck::cast_slice(values))
    }

    /// A field of LONGs.
    pub fn longs(tag: Tag, values: &[u32]) -> Self {
        Self::held(tag, FieldType::LONG, values.len(), bytemuck::cast_slice(values))
    }

    /// A field of DOUBLEs.
    pub fn doubles(tag: Tag, values: &[f64]) -> Self {
        Self::held(tag, FieldType::DOUBLE, values.len(), bytemuck::cast_slice(values))
    }

    /// A field of RATIONALs: numerators and denominators.
    pub fn rationals(tag: Tag, values: &[(u32, u32)]) -> Self {
        let longs: Vec<u32> = values.iter().flat_map(|&(above, below)| [above, below]).collect();
        Self::held(tag, FieldType::RATIONAL, values.len(), bytemuck::cast_slice(&longs))
    }

    /// A field of text; the NUL at its end is added here.
    pub fn ascii(tag: Tag, text: &str) -> Self {
        let mut bytes = text.as_bytes().to_vec();
        bytes.push(0);
        Self { tag, field_type: FieldType::ASCII, count: bytes.len() as u64, values: Values::Held(bytes) }
    }

    /// A field of bytes of any meaning.
    pub fn undefined(tag: Tag, bytes: &[u8]) -> Self {
        Self::held(tag, FieldType::UNDEFINED, bytes.len(), bytes)
    }

    /// Bytes of all values; `None` if the type is unknown or the number is beyond 64 bits.
    pub fn byte_len(&self) -> Option<u64> {
        self.count.checked_mul(self.field_type.bytes()? as u64)
    }

    /// The values' bytes in native order.
    ///
    /// # Errors
    /// `Format` if they are not held: their type is unknown, or they lie outside the file.
    pub fn bytes(&self) -> Result<&[u8]> {
        match &self.values {
            Values::Held(bytes) => Ok(bytes),
            Values::At(offset) => Err(Error::format(format!("the values of {} cannot be read", self.tag))
                .in_tag(self.tag.0)
                .at_offset(*offset)),
        }
    }

    /// The values' bytes in the order of a file.
    ///
    /// # Errors
    /// As [`Self::bytes`].
    pub fn to_bytes_in(&self, order: ByteOrder) -> Result<Vec<u8>> {
        let mut bytes = self.bytes()?.to_vec();
        Self::swap(self.field_type, order, &mut bytes);
        Ok(bytes)
    }

    /// The values as unsigned integers.
    ///
    /// # Errors
    /// `Format` if they cannot be read, are of no integer type, or one is negative.
    pub fn to_u64s(&self) -> Result<Vec<u64>> {
        let bytes = self.bytes()?;
        let wrong = || Error::format(format!("{} is not of an unsigned integer type", self.tag)).in_tag(self.tag.0);
        let unsigned = |value: i64| {
            u64::try_from(value).map_err(|_| Error::format(format!("{} is negative", self.tag)).in_tag(self.tag.0))
        };
        match self.field_type {
            FieldType::BYTE | FieldType::UNDEFINED => Ok(bytes.iter().map(|&b| u64::from(b)).collect()),
            FieldType::SHORT => Ok(each(bytes, |b| u64::from(u16::from_ne_bytes(b)))),
            FieldType::LONG | FieldType::IFD => Ok(each(bytes, |b| u64::from(u32::from_ne_bytes(b)))),
            FieldType::LONG8 | FieldType::IFD8 => Ok(each(bytes, u64::from_ne_bytes)),
            FieldType::SBYTE => bytes.iter().map(|&b| unsigned(i64::from(b.cast_signed()))).collect(),
            FieldType::SSHORT => each(bytes, |b| unsigned(i64::from(i16::from_ne_bytes(b)))).into_iter().collect(),
            FieldType::SLONG => each(bytes, |b| unsigned(i64::from(i32::from_ne_bytes(b)))).into_iter().collect(),
            FieldType::SLONG8 => each(bytes, |b| unsigned(i64::from_ne_bytes(b))).into_iter().collect(),
            _ => Err(wrong()),
        }
    }

    /// The first value as an unsigned integer.
    ///
    /// # Errors
    /// As [`Self::to_u64s`], and `Format` if there is no value.
    pub fn to_u64(&self) -> Result<u64> {
        let empty = || Error::format(format!("{} has no value", self.tag)).in_tag(self.tag.0);
        self.to_u64s()?.first().copied().ok_or_else(empty)
    }

    /// The values as doubles, whatever number they are; a rational is its quotient.
    ///
    /// # Errors
    /// `Format` if they cannot be read or are text.
    pub fn to_f64s(&self) -> Result<Vec<f64>> {
        let bytes = self.bytes()?;
        Ok(match self.field_type {
            FieldType::DOUBLE => each(bytes, f64::from_ne_bytes),
            FieldType::FLOAT => each(bytes, |b| f64::from(f32::from_ne_bytes(b))),
            FieldType::RATIONAL => {
                each::<4, _>(bytes, |b| f64::from(u32::from_ne_bytes(b))).as_chunks().0.iter().map(quotient).collect()
            }
            FieldType::SRATIONAL => {
                each::<4, _>(bytes, |b| f64::from(i32::from_ne_bytes(b))).as_chunks().0.iter().map(quotient).collect()
            }
            FieldType::SBYTE => bytes.iter().map(|&b| f64::from(b.cast_signed())).collect(),
            FieldType::SSHORT => each(bytes, |b| f64::from(i16::from_ne_bytes(b))),
            FieldType::SLONG => each(bytes, |b| f64::from(i32::from_ne_bytes(b))),
            FieldType::SLONG8 => each(bytes, |b| i64::from_ne_bytes(b) as f64),
            _ => self.to_u64s()?.into_iter().map(|v| v as f64).collect(),
        })
    }

    /// The text up to the first NUL; bytes that are not UTF-8 are taken as Latin-1.
    ///
    /// # Errors
    /// `Format` if the values cannot be read.
    pub fn to_text(&self) -> Result<String> {
        let bytes = self.bytes()?;
        Ok(text_of(bytes.split(|&b| b == 0).next().unwrap_or_default()))
    }

    /// Swaps bytes of this field's type between native and `order`.
    pub(crate) fn swap(field_type: FieldType, order: ByteOrder, bytes: &mut [u8]) {
        if order != ByteOrder::NATIVE && field_type.unit() > 1 {
            bytes.chunks_exact_mut(field_type.unit()).for_each(<[u8]>::reverse);
        }
    }
}

/// Bytes as text; those that are not UTF-8 are taken as Latin-1.
pub(crate) fn text_of(bytes: &[u8]) -> String {
    std::str::from_utf8(bytes).map_or_else(|_| bytes.iter().map(|&b| char::from(b)).collect(), str::to_string)
}

fn quotient([numerator, denominator]: &[f64; 2]) -> f64 {
    if *denominator == 0.0 { 0.0 } else { numerator / denominator }
}

fn each<const N: usize, T>(bytes: &[u8], value: impl Fn([u8; N]) -> T) -> Vec<T> {
    bytes.as_chunks().0.iter().map(|&b| value(b)).collect()
}
