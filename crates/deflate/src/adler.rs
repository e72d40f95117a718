//! Adler-32, the checksum of zlib's container, in lanes that a compiler turns into vectors.

/// The largest prime below 2^16.
const MODULUS: u32 = 65521;
/// Bytes that are added at once, each to a sum of its own.
const LANES: usize = 32;
/// So many rows of lanes fit sums of 16 bits: 255 · (20 + 19 + … + 1) < 2^16.
const ROWS: usize = 20;

/// The checksum of some bytes.
///
/// ```
/// assert_eq!(deflate::adler32(b"Wikipedia"), 0x11e6_0398);
/// ```
#[must_use]
pub fn adler32(bytes: &[u8]) -> u32 {
    let (mut low, mut high) = (1_u32, 0_u32);
    let mut groups = bytes.chunks_exact(LANES * ROWS);
    for group in &mut groups {
        // Sums of columns, and the sums of what those were before each row.
        let (mut sums, mut before) = ([0_u16; LANES], [0_u16; LANES]);
        for row in group.as_chunks::<LANES>().0 {
            for lane in 0..LANES {
                before[lane] += sums[lane];
                sums[lane] += u16::from(row[lane]);
            }
        }
        let (mut total, mut rows_before, mut weighted) = (0, 0, 0);
        for lane in 0..LANES {
            total += u32::from(sums[lane]);
            rows_before += u32::from(before[lane]);
            weighted += u32::from(sums[lane]) * (LANES - lane) as u32;
        }
        high = (high + low * (LANES * ROWS) as u32 + rows_before * LANES as u32 + weighted) % MODULUS;
        low = (low + total) % MODULUS;
    }
    for &byte in groups.remainder() {
        low += u32::from(byte);
        high += low;
    }
    // Of so few bytes, neither sum came near 2^32.
    ((high % MODULUS) << 16) | (low % MODULUS)
}

#[cfg(test)]
mod tests {
    use super::adler32;
    use alloc::vec;
    use proptest::prelude::*;

    fn plain(bytes: &[u8]) -> u32 {
        let (low, high) = bytes.iter().fold((1, 0), |(low, high), &byte| {
            let low = (low + u32::from(byte)) % 65521;
            (low, (high + low) % 65521)
        });
        (high << 16) | low
    }

    #[test]
    fn sums_do_not_overflow() {
        for len in [0, 1, 639, 640, 641, 1280, 100_000] {
            assert_eq!(adler32(&vec![255; len]), plain(&vec![255; len]));
        }
    }

    proptest! {
        #[test]
        fn it_is_as_defined(bytes in prop::collection::vec(any::<u8>(), 0..3000)) {
            prop_assert_eq!(adler32(&bytes), plain(&bytes));
        }
    }
}
