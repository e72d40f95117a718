//! The quality at which the encoder of the Independent JPEG Group makes a JPEG's tables.
//!
//! ```text
//! FF D8   { FF marker, length (u16), bytes }…   FF D9
//! DB      { precision·16 + number (u8), 64 divisors in zigzag order }…
//! C4      Huffman codes
//! ```

/// Divisors of luma at quality 50 (ISO/IEC 10918-1, table K.1), in zigzag order.
const STANDARD: [u16; 64] = [
    16, 11, 12, 14, 12, 10, 16, 14, 13, 14, 18, 17, 16, 19, 24, 40, 26, 24, 22, 22, 24, 49, 35, 37, 29, 40, 58, 51, 61,
    60, 57, 51, 56, 55, 64, 72, 92, 78, 64, 68, 87, 69, 55, 56, 80, 109, 81, 87, 95, 98, 103, 104, 103, 62, 77, 113,
    121, 112, 100, 120, 92, 101, 103, 99,
];

/// What a JPEGTables field holds.
#[derive(Default)]
pub(super) struct TableStream {
    /// The first table: of luma, or of all samples.
    divisors: Option<[u16; 64]>,
    pub(super) has_huffman: bool,
}

impl TableStream {
    /// Reads as much as is whole.
    pub(super) fn parse(bytes: &[u8]) -> Self {
        let mut stream = Self::default();
        let mut rest = bytes.get(2..).unwrap_or_default();
        while let &[0xFF, marker, high, low, ..] = rest {
            let end = 2 + usize::from(u16::from_be_bytes([high, low]));
            let Some(segment) = rest.get(4..end) else { break };
            match marker {
                0xDB => stream.add_divisors(segment),
                0xC4 => stream.has_huffman = true,
                _ => {}
            }
            rest = rest.get(end..).unwrap_or_default();
        }
        stream
    }

    fn add_divisors(&mut self, mut segment: &[u8]) {
        while let Some((&head, rest)) = segment.split_first() {
            let wide = head >> 4 != 0;
            let len = if wide { 128 } else { 64 };
            let (Some(numbers), Some(rest)) = (rest.get(..len), rest.get(len..)) else { return };
            let mut divisors = [0; 64];
            for (i, divisor) in divisors.iter_mut().enumerate() {
                let byte = |at: usize| u16::from(numbers.get(at).copied().unwrap_or(0));
                *divisor = if wide { byte(2 * i) << 8 | byte(2 * i + 1) } else { byte(i) };
            }
            if head & 15 == 0 {
                self.divisors = Some(divisors);
            }
            segment = rest;
        }
    }

    /// From 1 to 100; `None` if no quality makes such a table. Chroma is not looked at: GDAL tells the quality of files whose
    /// table of chroma is not the standard one.
    pub(super) fn quality(&self) -> Option<u32> {
        let divisors = self.divisors?;
        (1..=100).find(|&quality| divisors == scaled(quality))
    }
}

/// The table of a quality: the standard one, larger below 50 and smaller above it, in 8 bits.
fn scaled(quality: u32) -> [u16; 64] {
    let percent = if quality < 50 { 5000 / quality } else { 200 - 2 * quality };
    // Clamped to 8 bits.
    STANDARD.map(|divisor| ((u32::from(divisor) * percent + 50) / 100).clamp(1, 255) as u16)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stream(quality: u32) -> Vec<u8> {
        let mut bytes = vec![0xFF, 0xD8, 0xFF, 0xDB, 0, 67, 0];
        bytes.extend(scaled(quality).map(|divisor| divisor as u8));
        bytes.extend([0xFF, 0xD9]);
        bytes
    }

    #[test]
    fn every_quality_is_told_by_its_table() {
        for quality in 1..=100 {
            // At the lowest, all divisors are clamped alike; the first that makes such a table is as good.
            let told = TableStream::parse(&stream(quality)).quality().unwrap();
            assert!(told == quality || scaled(told) == scaled(quality), "{quality}: {told}");
        }
    }

    #[test]
    fn a_table_of_another_make_has_none() {
        let mut bytes = stream(75);
        assert_eq!(TableStream::parse(&bytes).quality(), Some(75));
        assert_eq!(TableStream::parse(&bytes[..50]).quality(), None);
        bytes[20] ^= 64;
        assert_eq!(TableStream::parse(&bytes).quality(), None);
        assert_eq!(TableStream::parse(&[]).quality(), None);
    }
}
