//! ThunderScan's 4-bit gray: runs of the last value, differences to it, or a value. Each row begins with a last value of 0.
//!
//! ```text
//! 00nnnnnn    the last value, n times
//! 01aabbcc    three differences of two bits; 10 is none
//! 10aaabbb    two of three bits; 100 is none
//! 11..vvvv    a value
//! ```

use crate::short::Short;
use geotiff_core::BlockSpec;

/// By code; `None` for no pixel.
const TWO_BITS: [Option<u8>; 4] = [Some(0), Some(1), None, Some(15)];
const THREE_BITS: [Option<u8>; 8] = [Some(0), Some(1), Some(2), Some(3), None, Some(13), Some(14), Some(15)];

/// One row that is being filled.
struct Row<'o> {
    bytes: &'o mut [u8],
    width: usize,
    filled: usize,
    last: u8,
}

impl Row<'_> {
    /// Adds a pixel, if there is room for it.
    fn push(&mut self, value: u8) {
        self.last = value & 15;
        if self.filled == self.width {
            return;
        }
        if let Some(byte) = self.bytes.get_mut(self.filled / 2) {
            *byte |= if self.filled.is_multiple_of(2) { self.last << 4 } else { self.last };
        }
        self.filled += 1;
    }

    fn push_differences(&mut self, differences: impl IntoIterator<Item = Option<u8>>) {
        for difference in differences.into_iter().flatten() {
            self.push(self.last + difference);
        }
    }
}

/// Fills `out`, or says how far it came. `spec` is of one sample of four bits.
pub(crate) fn decode(spec: &BlockSpec, mut input: &[u8], out: &mut [u8]) -> Result<(), Short> {
    out.fill(0);
    let row_len = spec.stored_row_len().max(1);
    for (number, bytes) in out.chunks_exact_mut(row_len).enumerate() {
        let mut row = Row { bytes, width: spec.width, filled: 0, last: 0 };
        while row.filled < row.width {
            let Some((&code, rest)) = input.split_first() else { return Err(Short::ends_after(number * row_len)) };
            input = rest;
            let data = usize::from(code & 0x3f);
            match code >> 6 {
                // Of all these, only a run that does not fit is an error in libtiff.
                0 if data > row.width - row.filled => return Err(Short::damaged_after(number * row_len)),
                0 => (0..data).for_each(|_| row.push(row.last)),
                1 => row.push_differences([TWO_BITS[data >> 4], TWO_BITS[data >> 2 & 3], TWO_BITS[data & 3]]),
                2 => row.push_differences([THREE_BITS[data >> 3], THREE_BITS[data & 7]]),
                _ => row.push(code),
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode as decode_block;
    use geotiff_core::{ByteOrder, CodecFields, Compression, Predictor, SampleFormat};
    use proptest::prelude::*;

    fn spec(width: usize, rows: usize) -> BlockSpec {
        BlockSpec {
            compression: Compression::THUNDERSCAN,
            predictor: Predictor::None,
            byte_order: ByteOrder::Big,
            reversed_bits: false,
            format: SampleFormat::UInt,
            bits: 4,
            samples: 1,
            width,
            rows,
        }
    }

    fn samples(spec: &BlockSpec, payload: &[u8]) -> Result<Vec<u8>, String> {
        let mut out = vec![99; spec.decoded_len()];
        decode_block(spec, &CodecFields::NONE, payload, &mut out).map_err(|error| error.to_string())?;
        Ok(out)
    }

    #[test]
    fn codes_of_each_kind() {
        let payload = [0xc7, 0b01_01_10_11, 0b10_010_101, 0x03, 0xff, 0x01, 0b10_100_001, 0x05, 0xc3];
        let expected = [[7, 8, 7, 9, 6, 6, 6, 6, 15], [0, 1, 1, 1, 1, 1, 1, 3, 3]];
        let mut got = samples(&spec(9, 1), &payload).unwrap();
        assert_eq!(got, expected[0]);
        got = samples(&spec(7, 1), &payload[5..]).unwrap();
        assert_eq!(got, expected[1][..7]);
    }

    #[test]
    fn rows_that_are_cut_or_too_long() {
        assert!(samples(&spec(5, 2), &[0xc1, 0x04, 0xc1]).unwrap_err().contains("end after 3 of the block's 6"));
        assert!(samples(&spec(5, 1), &[0xc1, 0x05]).unwrap_err().contains("damaged"));
        assert_eq!(samples(&spec(2, 1), &[0xc1, 0b01_01_01_01]).unwrap(), [1, 2], "differences over the end");
    }

    proptest! {
        #[test]
        fn any_bytes(width in 1_usize..40, rows in 1_usize..9, payload in proptest::collection::vec(any::<u8>(), 0..80)) {
            let _ = samples(&spec(width, rows), &payload);
        }
    }
}
