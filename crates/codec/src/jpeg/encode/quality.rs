//! Which quality a stream of JPEG was made with, as far as its steps tell.

use super::super::markers::{DQT, SOI, SOS, ZIGZAG};
use super::quantize::Steps;

/// The quality whose steps of luma are nearest to those of a stream, or of the tables that streams share; `None` if it has none.
pub(crate) fn quality_of(stream: &[u8]) -> Option<u8> {
    let steps = luma(stream)?;
    let distance = |quality: u8| {
        let pairs = Steps::luma(quality).steps.into_iter().zip(steps);
        pairs.map(|(a, b)| u64::from(a.abs_diff(b))).sum::<u64>()
    };
    // Of two that are as near, the better.
    (1..=100).rev().min_by_key(|&quality| distance(quality))
}

/// The steps of table 0, in rows of the block.
fn luma(stream: &[u8]) -> Option<[u16; 64]> {
    let mut rest = stream.strip_prefix(&[0xff, SOI])?;
    loop {
        let (&[0xff, marker, high, low], after) = rest.split_first_chunk()? else { return None };
        let segment = after.get(..usize::from(u16::from_be_bytes([high, low])).checked_sub(2)?)?;
        match marker {
            DQT => match table_of(segment) {
                Some(steps) => return Some(steps),
                None => rest = &after[segment.len()..],
            },
            SOS => return None,
            _ => rest = &after[segment.len()..],
        }
    }
}

/// Table 0 in a segment of several: a byte of precision and number, and 64 steps of one or two bytes.
fn table_of(mut segment: &[u8]) -> Option<[u16; 64]> {
    while let Some((&kind, rest)) = segment.split_first() {
        let long = usize::from(kind >> 4 != 0);
        let table = rest.get(..64 << long)?;
        if kind & 15 == 0 {
            let mut steps = [0; 64];
            for (&place, bytes) in ZIGZAG.iter().zip(table.chunks_exact(1 << long)) {
                steps[usize::from(place)] = bytes.iter().fold(0, |step, &byte| step << 8 | u16::from(byte));
            }
            return Some(steps);
        }
        segment = &rest[64 << long..];
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::stream;
    use super::*;

    #[test]
    fn the_quality_of_our_tables_is_told() {
        for quality in 1..=100 {
            let tables = stream::tables(&[Steps::luma(quality), Steps::chroma(quality)]);
            assert_eq!(quality_of(&tables), Some(quality));
            for cut in 0..tables.len() - 140 {
                assert!(quality_of(&tables[..cut]).is_none_or(|found| found == quality), "{cut}");
            }
        }
        assert_eq!(quality_of(b""), None);
        assert_eq!(quality_of(b"\xff\xd8\xff\xd9"), None);
    }
}
