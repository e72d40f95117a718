//! Bytes turned around: the bits within each (FillOrder), and each within its number (byte order).

/// Reverses the bits of every byte.
pub(crate) fn reverse_bits(bytes: &mut [u8]) {
    for byte in bytes {
        *byte = byte.reverse_bits();
    }
}

/// Reverses the bytes of every number of `unit` bytes: 1, 2, 3, 4 or 8.
pub(crate) fn swap(unit: usize, bytes: &mut [u8]) {
    match unit {
        // As numbers, for the compiler has vector instructions for those.
        2 => swap_each(bytes, |number| u16::from_ne_bytes(number).swap_bytes().to_ne_bytes()),
        3 => swap_each(bytes, |[a, b, c]| [c, b, a]),
        4 => swap_each(bytes, |number| u32::from_ne_bytes(number).swap_bytes().to_ne_bytes()),
        8 => swap_each(bytes, |number| u64::from_ne_bytes(number).swap_bytes().to_ne_bytes()),
        _ => {}
    }
}

#[inline(always)]
fn swap_each<const N: usize>(bytes: &mut [u8], swapped: impl Fn([u8; N]) -> [u8; N]) {
    for number in bytes.as_chunks_mut::<N>().0 {
        *number = swapped(*number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_swapped_whole() {
        let bytes = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24];
        for unit in [1, 2, 3, 4, 8] {
            let mut swapped = bytes;
            swap(unit, &mut swapped);
            let slow: Vec<u8> = bytes.chunks(unit).flat_map(|number| number.iter().rev().copied()).collect();
            assert_eq!(swapped[..], slow, "{unit} bytes");
        }
    }

    #[test]
    fn bits_are_reversed_within_bytes() {
        let mut bytes = [0x01, 0x80, 0xf0, 0x35];
        reverse_bits(&mut bytes);
        assert_eq!(bytes, [0x80, 0x01, 0x0f, 0xac]);
    }
}
