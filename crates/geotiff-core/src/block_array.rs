//! One number per block: where it is, or how long.

use std::ops::Range;

use crate::byte_order::ByteOrder;
use crate::error::{Error, Result};
use crate::field::{Field, FieldType, Values};
use crate::tag::Tag;

/// One number per block, held or still in the file, where parts of it are read when they are wanted.
#[derive(Clone, Debug, PartialEq)]
pub struct BlockArray {
    field: Field,
}

impl BlockArray {
    pub(crate) fn new(field: &Field) -> Result<Self> {
        if field.byte_len().is_none() {
            return Err(Error::format(format!("{} claims {} values", field.tag, field.count)).in_tag(field.tag.0));
        }
        match field.field_type {
            FieldType::SHORT | FieldType::LONG | FieldType::LONG8 | FieldType::IFD | FieldType::IFD8 => {
                Ok(Self { field: field.clone() })
            }
            other => Err(Error::format(format!("{} is of type {}, not SHORT, LONG or LONG8", field.tag, other.0))
                .in_tag(field.tag.0)),
        }
    }

    /// Of numbers that stand in no file.
    ///
    /// ```
    /// let array = geotiff_core::BlockArray::from_values(&[8, 1 << 40]);
    /// assert_eq!(array.held(), Some(vec![8, 1 << 40]));
    /// ```
    pub fn from_values(values: &[u64]) -> Self {
        let bytes = values.iter().flat_map(|value| value.to_ne_bytes()).collect();
        let field_type = FieldType::LONG8;
        Self {
            field: Field {
                tag: Tag::TILE_OFFSETS,
                field_type,
                count: values.len() as u64,
                values: Values::Held(bytes),
            },
        }
    }

    /// How many numbers there are.
    pub fn count(&self) -> u64 {
        self.field.count
    }

    /// Bytes of one number: 2, 4 or 8.
    pub fn entry_len(&self) -> u64 {
        self.field.field_type.bytes().unwrap_or(4) as u64
    }

    /// All numbers, if they are held.
    pub fn held(&self) -> Option<Vec<u64>> {
        self.field.to_u64s().ok()
    }

    /// Where numbers `first..end` are in the file; `None` if they are held or beyond 64 bits.
    pub fn range(&self, first: u64, end: u64) -> Option<Range<u64>> {
        let Values::At(offset) = self.field.values else { return None };
        let at = |i: u64| i.checked_mul(self.entry_len()).and_then(|n| offset.checked_add(n));
        Some(at(first)?..at(end)?)
    }

    /// The numbers that these bytes of the file are.
    pub fn decode(&self, order: ByteOrder, bytes: &[u8]) -> Vec<u64> {
        match self.entry_len() {
            2 => bytes.as_chunks().0.iter().map(|&b| u64::from(order.u16(b))).collect(),
            8 => bytes.as_chunks().0.iter().map(|&b| order.u64(b)).collect(),
            _ => bytes.as_chunks().0.iter().map(|&b| u64::from(order.u32(b))).collect(),
        }
    }
}
