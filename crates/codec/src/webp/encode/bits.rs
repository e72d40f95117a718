//! Bits into bytes, the lowest first.

/// Bytes, and the bits that do not make one yet.
#[derive(Default)]
pub(super) struct BitWriter {
    bytes: Vec<u8>,
    held: u64,
    count: u32,
}

impl BitWriter {
    /// Appends the low `count` bits of `value`, whose others must be zero: up to 32.
    #[inline]
    pub(super) fn put(&mut self, value: u32, count: u32) {
        debug_assert!(count == 32 || value >> count == 0);
        self.held |= u64::from(value) << self.count;
        self.count += count;
        if self.count >= 32 {
            self.bytes.extend_from_slice(&(self.held as u32).to_le_bytes());
            self.held >>= 32;
            self.count -= 32;
        }
    }

    /// The bytes, the last one filled up with zeros.
    pub(super) fn finish(mut self) -> Vec<u8> {
        let rest = self.held.to_le_bytes();
        self.bytes.extend_from_slice(&rest[..self.count.div_ceil(8) as usize]);
        self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_bit_is_the_lowest() {
        let mut bits = BitWriter::default();
        for (value, count) in [(1, 1), (0b10, 2), (0xdead_beef, 32), (0x1f, 5)] {
            bits.put(value, count);
        }
        let number = 0b101 | 0xdead_beef_u64 << 3 | 0x1f << 35;
        assert_eq!(bits.finish(), number.to_le_bytes()[..5]);
    }
}
