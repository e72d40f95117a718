//! An image file directory: its entries, parsed and encoded.
//!
//! ```text
//! classic   n (u16)  n × [tag u16, type u16, count u32, value or offset, 4 bytes]  next IFD (u32)
//! BigTIFF   n (u64)  n × [tag u16, type u16, count u64, value or offset, 8 bytes]  next IFD (u64)
//! ```

use crate::byte_order::ByteOrder;
use crate::error::{Error, Result};
use crate::field::{Field, FieldType, Values};
use crate::header::{Header, Variant};
use crate::tag::Tag;

/// An image file directory. Values that fit into their entry are held; the others are, once fetched.
///
/// ```
/// use geotiff_core::{ByteOrder, Field, Header, Ifd, Tag, Variant};
///
/// let header = Header { byte_order: ByteOrder::Big, variant: Variant::Classic, first_ifd: 8 };
/// let mut ifd = Ifd::default();
/// ifd.set(Field::shorts(Tag::IMAGE_WIDTH, &[640]));
/// let bytes = ifd.encode(&header)?;
/// assert_eq!(Ifd::parse(&header, 8, &bytes)?.u64(Tag::IMAGE_WIDTH)?, Some(640));
/// # Ok::<(), geotiff_core::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ifd {
    /// Where it begins in the file.
    pub offset: u64,
    /// The offset of the next directory, 0 if it is the last.
    pub next: u64,
    fields: Vec<Field>,
}

impl Ifd {
    /// The number of entries, from the first bytes of a directory ([`Variant::count_len`] of them).
    ///
    /// # Errors
    /// `Format` if the bytes are cut off.
    pub(crate) fn parse_count(header: &Header, offset: u64, bytes: &[u8]) -> Result<u64> {
        let cut_off = || Error::format("the file ends at the beginning of a directory").at_offset(offset);
        Ok(match header.variant {
            Variant::Classic => u64::from(header.byte_order.u16(*bytes.first_chunk().ok_or_else(cut_off)?)),
            Variant::Big => header.byte_order.u64(*bytes.first_chunk().ok_or_else(cut_off)?),
        })
    }

    /// Bytes of a directory of `entries` entries; `None` beyond 64 bits.
    pub(crate) fn encoded_len(variant: Variant, entries: u64) -> Option<u64> {
        entries
            .checked_mul(variant.entry_len() as u64)?
            .checked_add((variant.count_len() + variant.offset_len()) as u64)
    }

    /// Reads a directory that begins at `offset` from all of its bytes. Of a tag that stands twice, the first entry counts.
    ///
    /// # Errors
    /// `Format` if the bytes are cut off.
    pub fn parse(header: &Header, offset: u64, bytes: &[u8]) -> Result<Self> {
        let fields = Self::entries(header, offset, bytes)?.into_iter().map(|(field, _)| field).collect();
        let mut ifd = Self { offset, next: 0, fields };
        ifd.fields.sort_by_key(|field| field.tag);
        ifd.fields.dedup_by_key(|field| field.tag);
        let end = header.variant.count_len() as u64 + Self::entries_len(header, offset, bytes)?;
        // libtiff takes a directory whose link to the next is cut off as the last.
        let link = usize::try_from(end).ok().and_then(|end| bytes.get(end..));
        ifd.next = link.and_then(|b| parse_offset(header.byte_order, header.variant, b)).unwrap_or(0);
        Ok(ifd)
    }

    /// The entries of such a directory as they stand in the file, a tag that stands twice included, each with the offset of
    /// its values: within the entry if they fit there.
    ///
    /// ```
    /// use geotiff_core::{ByteOrder, Field, Header, Ifd, Tag, Variant};
    ///
    /// let header = Header { byte_order: ByteOrder::Little, variant: Variant::Classic, first_ifd: 100 };
    /// let mut ifd = Ifd::default();
    /// ifd.set(Field::shorts(Tag::IMAGE_WIDTH, &[640]));
    /// let entries = Ifd::entries(&header, 100, &ifd.encode(&header)?)?;
    /// // After two bytes of the number of entries, and eight of tag, type and count.
    /// assert_eq!((entries[0].0.tag, entries[0].1), (Tag::IMAGE_WIDTH, 110));
    /// # Ok::<(), geotiff_core::Error>(())
    /// ```
    ///
    /// # Errors
    /// `Format` if the bytes are cut off.
    pub fn entries(header: &Header, offset: u64, bytes: &[u8]) -> Result<Vec<(Field, u64)>> {
        let (order, variant) = (header.byte_order, header.variant);
        let cut_off = || Error::format("a directory reaches past the end of the file").at_offset(offset);
        let len = usize::try_from(Self::entries_len(header, offset, bytes)?).map_err(|_| cut_off())?;
        let body = bytes.get(variant.count_len()..).and_then(|body| body.get(..len)).ok_or_else(cut_off)?;
        let mut entries = Vec::with_capacity(len / variant.entry_len());
        let slot = (variant.entry_len() - variant.offset_len()) as u64;
        let mut at = offset.saturating_add(variant.count_len() as u64);
        for entry in body.chunks_exact(variant.entry_len()) {
            let field = parse_entry(order, variant, entry).ok_or_else(cut_off)?;
            let values_at = match field.values {
                Values::At(offset) => offset,
                Values::Held(_) => at.saturating_add(slot),
            };
            entries.push((field, values_at));
            at = at.saturating_add(variant.entry_len() as u64);
        }
        Ok(entries)
    }

    /// Bytes of the entries alone.
    fn entries_len(header: &Header, offset: u64, bytes: &[u8]) -> Result<u64> {
        let entries = Self::parse_count(header, offset, bytes)?;
        let too_many = || Error::format("a directory reaches past the end of the file").at_offset(offset);
        entries.checked_mul(header.variant.entry_len() as u64).ok_or_else(too_many)
    }

    /// The bytes of the directory: its entries by tag, with held values in the entries and all others by their offset.
    ///
    /// # Errors
    /// `Parameter` if a held value is too long for its entry, or an offset or count does not fit a classic file.
    pub fn encode(&self, header: &Header) -> Result<Vec<u8>> {
        let (order, variant) = (header.byte_order, header.variant);
        let mut out = Vec::new();
        match variant {
            Variant::Classic => order.put_u16(u16::try_from(self.fields.len()).map_err(|_| too_large())?, &mut out),
            Variant::Big => order.put_u64(self.fields.len() as u64, &mut out),
        }
        for field in &self.fields {
            order.put_u16(field.tag.0, &mut out);
            order.put_u16(field.field_type.0, &mut out);
            put_offset(order, variant, field.count, &mut out)?;
            match &field.values {
                Values::At(offset) => put_offset(order, variant, *offset, &mut out)?,
                Values::Held(bytes) if bytes.len() > variant.offset_len() => {
                    return Err(Error::parameter(format!("the values of {} have no place yet", field.tag)));
                }
                Values::Held(bytes) => {
                    let start = out.len();
                    out.extend_from_slice(bytes);
                    if let Some(value) = out.get_mut(start..) {
                        Field::swap(field.field_type, order, value);
                    }
                    out.resize(start + variant.offset_len(), 0);
                }
            }
        }
        put_offset(order, variant, self.next, &mut out)?;
        Ok(out)
    }

    /// The fields, by tag.
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    pub(crate) fn fields_mut(&mut self) -> &mut [Field] {
        &mut self.fields
    }

    /// The field of this tag.
    pub fn field(&self, tag: Tag) -> Option<&Field> {
        self.fields.binary_search_by_key(&tag, |field| field.tag).ok().and_then(|i| self.fields.get(i))
    }

    /// Puts a field in, in place of one of the same tag.
    pub fn set(&mut self, field: Field) {
        match self.fields.binary_search_by_key(&field.tag, |field| field.tag) {
            Ok(at) => self.fields[at] = field,
            Err(at) => self.fields.insert(at, field),
        }
    }

    /// The field's first value; `None` if there is no such field.
    ///
    /// # Errors
    /// As [`Field::to_u64`].
    pub fn u64(&self, tag: Tag) -> Result<Option<u64>> {
        self.field(tag).map(Field::to_u64).transpose()
    }

    /// The field's values; none if there is no such field.
    ///
    /// # Errors
    /// As [`Field::to_u64s`].
    pub fn u64s(&self, tag: Tag) -> Result<Vec<u64>> {
        self.field(tag).map_or(Ok(Vec::new()), Field::to_u64s)
    }

    /// The field's values where they are numbers that can be read, for fields that an image does without.
    pub fn f64s(&self, tag: Tag) -> Vec<f64> {
        self.field(tag).and_then(|field| field.to_f64s().ok()).unwrap_or_default()
    }

    /// The field's text where it can be read, for fields that an image does without.
    pub fn text(&self, tag: Tag) -> Option<String> {
        self.field(tag).and_then(|field| field.to_text().ok())
    }
}

fn parse_entry(order: ByteOrder, variant: Variant, entry: &[u8]) -> Option<Field> {
    let tag = Tag(order.u16(*entry.first_chunk()?));
    let field_type = FieldType(order.u16(*entry.get(2..)?.first_chunk()?));
    let count = parse_offset(order, variant, entry.get(4..)?)?;
    let slot = entry.get(4 + variant.offset_len()..)?;
    let len = field_type.bytes().and_then(|n| count.checked_mul(n as u64)).and_then(|n| usize::try_from(n).ok());
    let values = match len.and_then(|n| slot.get(..n)) {
        Some(inline) => {
            let mut bytes = inline.to_vec();
            Field::swap(field_type, order, &mut bytes);
            Values::Held(bytes)
        }
        None => Values::At(parse_offset(order, variant, slot)?),
    };
    Some(Field { tag, field_type, count, values })
}

fn parse_offset(order: ByteOrder, variant: Variant, bytes: &[u8]) -> Option<u64> {
    match variant {
        Variant::Classic => bytes.first_chunk().map(|b| u64::from(order.u32(*b))),
        Variant::Big => bytes.first_chunk().map(|b| order.u64(*b)),
    }
}

fn put_offset(order: ByteOrder, variant: Variant, value: u64, out: &mut Vec<u8>) -> Result<()> {
    match variant {
        Variant::Classic => order.put_u32(u32::try_from(value).map_err(|_| too_large())?, out),
        Variant::Big => order.put_u64(value, out),
    }
    Ok(())
}

fn too_large() -> Error {
    Error::parameter("an offset or count is too large for a classic TIFF")
}
