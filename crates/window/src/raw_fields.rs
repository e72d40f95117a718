//! Fields as they stand in the file: all of a directory, known by name or not, with the first of their values.

use geotiff_core::{Error, Field, Header, Ifd, Result, Values};

use crate::source::Source;

/// What an entry takes of the memory that is allowed, besides its values.
const ENTRY_COST: u64 = 256;

/// A field as it stands in the file.
#[derive(Clone, Debug, PartialEq)]
pub struct RawField {
    /// Tag, type, the number of all values, and the first values.
    pub field: Field,
    /// Where the values are in the file.
    pub offset: u64,
    /// How many of the values are held; 0 if they cannot be read.
    pub held: u64,
}

/// The fields of the directory at `offset`, in the order of the file, those that stand twice included; of each, the values in
/// its first `most` bytes. What they take is taken off the `budget` of bytes.
///
/// ```
/// # let file = window::doc_example();
/// let dataset = window::Dataset::from_source(file)?;
/// let fields = window::raw_fields(dataset.source(), dataset.tiff().header, dataset.ifd().offset, 16, &mut 10_000)?;
/// assert_eq!((fields[0].field.tag.name(), fields[0].field.to_u64()?), (Some("ImageWidth"), 100));
/// # Ok::<(), geotiff_core::Error>(())
/// ```
///
/// # Errors
/// `Format` if the directory is cut off, `Limits` if it takes more than the budget, `Io` if reading fails.
pub fn raw_fields(
    source: &dyn Source,
    header: Header,
    offset: u64,
    most: u64,
    budget: &mut u64,
) -> Result<Vec<RawField>> {
    let cut_off = || Error::format("a directory reaches past the end of the file").at_offset(offset);
    let bytes = |start: u64, len: u64| {
        let end = start.checked_add(len).filter(|&end| end <= source.len()).ok_or_else(cut_off)?;
        source.bytes(start..end)
    };
    let count_len = header.variant.count_len();
    let count = bytes(offset, count_len as u64)?;
    let order = header.byte_order;
    let count = match count.first_chunk::<8>() {
        Some(count) => order.u64(*count),
        None => u64::from(order.u16(*count.first_chunk().ok_or_else(cut_off)?)),
    };
    let len = count.checked_mul(header.variant.entry_len() as u64).ok_or_else(cut_off)?;
    let too_much = || Error::limits(format!("a directory of {count} entries takes too much memory")).at_offset(offset);
    *budget = budget.checked_sub(count.saturating_mul(ENTRY_COST)).ok_or_else(too_much)?;
    let entries = Ifd::entries(&header, offset, &bytes(offset, count_len as u64 + len)?)?;
    Ok(entries.into_iter().map(|(field, at)| with_values(source, header, field, at, (most, &mut *budget))).collect())
}

fn with_values(
    source: &dyn Source,
    header: Header,
    mut field: Field,
    offset: u64,
    (most, budget): (u64, &mut u64),
) -> RawField {
    let (Some(size), Values::At(_)) = (field.field_type.bytes(), &field.values) else {
        let held = if field.bytes().is_ok() { field.count } else { 0 };
        return RawField { field, offset, held };
    };
    let held = field.count.min(most.min(*budget) / size as u64);
    *budget -= held * size as u64;
    let end = offset.checked_add(held * size as u64).filter(|&end| end <= source.len());
    match end.map(|end| source.bytes(offset..end)) {
        Some(Ok(bytes)) => {
            field.values = Values::Held(field.field_type.to_native(header.byte_order, bytes.into_owned()));
            RawField { field, offset, held }
        }
        _ => RawField { field, offset, held: 0 },
    }
}
