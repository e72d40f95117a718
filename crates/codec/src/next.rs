//! NeXT's 2-bit gray: rows as they stand, a stretch of a row, or runs of a value.
//!
//! ```text
//! 00                           then the bytes of the row
//! 40 offset offset len len     then that many bytes of the row, from there on; the others are white
//! vvnnnnnn vvnnnnnn …          n pixels of value v, until the row is full
//! ```

use crate::short::Short;
use geotiff_core::BlockSpec;

/// Fills `out`, or says how far it came. `spec` is of one sample of two bits. As in libtiff, data that end behind a row leave
/// the rest white.
pub(crate) fn decode(spec: &BlockSpec, mut input: &[u8], out: &mut [u8]) -> Result<(), Short> {
    out.fill(0xff);
    let row_len = spec.stored_row_len().max(1);
    for (number, row) in out.chunks_exact_mut(row_len).enumerate() {
        let Some((&code, rest)) = input.split_first() else { break };
        let ends = Short::ends_after(number * row_len);
        input = match code {
            0x00 => {
                let (bytes, rest) = rest.split_at_checked(row_len).ok_or(ends)?;
                row.copy_from_slice(bytes);
                rest
            }
            0x40 => {
                let (&[o1, o2, l1, l2], rest) = rest.split_first_chunk().ok_or(ends)?;
                let (offset, len) = (u16::from_be_bytes([o1, o2]).into(), u16::from_be_bytes([l1, l2]).into());
                let (bytes, rest) = rest.split_at_checked(len).ok_or(ends)?;
                let damaged = Short::damaged_after(number * row_len);
                row.get_mut(offset..offset + len).ok_or(damaged)?.copy_from_slice(bytes);
                rest
            }
            _ => runs(spec.width, input, row).ok_or(ends)?,
        };
    }
    Ok(())
}

/// Fills a row with runs, and gives what comes behind them.
fn runs<'i>(width: usize, mut input: &'i [u8], row: &mut [u8]) -> Option<&'i [u8]> {
    let mut filled = 0;
    while filled < width {
        let (&code, rest) = input.split_first()?;
        input = rest;
        let end = width.min(filled + usize::from(code & 0x3f));
        for pixel in filled..end {
            let shift = 6 - pixel % 4 * 2;
            if let Some(byte) = row.get_mut(pixel / 4) {
                *byte = *byte & !(3 << shift) | (code >> 6) << shift;
            }
        }
        filled = end;
    }
    Some(input)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode as decode_block;
    use geotiff_core::{ByteOrder, CodecFields, Compression, Predictor, SampleFormat};
    use proptest::prelude::*;

    fn spec(width: usize, rows: usize) -> BlockSpec {
        BlockSpec {
            compression: Compression::NEXT,
            predictor: Predictor::None,
            byte_order: ByteOrder::Big,
            reversed_bits: false,
            format: SampleFormat::UInt,
            bits: 2,
            samples: 1,
            width,
            rows,
        }
    }

    fn samples(spec: &BlockSpec, payload: &[u8]) -> Result<Vec<u8>, String> {
        let mut out = vec![9; spec.decoded_len()];
        decode_block(spec, &CodecFields::NONE, payload, &mut out).map_err(|error| error.to_string())?;
        Ok(out)
    }

    #[test]
    fn rows_of_each_kind() {
        let payload = [0x00, 0b00_01_10_11, 0b11_00_00_00, 0x40, 0, 1, 0, 1, 0b10_01_00_00, 0x82, 0x41, 0x03];
        let expected = [[0, 1, 2, 3, 3], [3, 3, 3, 3, 2], [2, 2, 1, 0, 0], [3; 5]];
        assert_eq!(samples(&spec(5, 4), &payload).unwrap(), expected.concat());
    }

    #[test]
    fn rows_that_are_cut_or_too_long() {
        assert!(samples(&spec(5, 1), &[0x00, 0x1b]).unwrap_err().contains("end after 0"));
        assert!(samples(&spec(5, 1), &[0x40, 0, 1, 0, 2, 1, 2]).unwrap_err().contains("damaged"));
        assert!(samples(&spec(5, 1), &[0x82]).unwrap_err().contains("end after 0"));
    }

    proptest! {
        #[test]
        fn any_bytes(width in 1_usize..40, rows in 1_usize..9, payload in proptest::collection::vec(any::<u8>(), 0..80)) {
            let _ = samples(&spec(width, rows), &payload);
        }
    }
}
