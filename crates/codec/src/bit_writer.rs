//! Bits into bytes, the lowest bit of each byte first, as WebP and JPEG XL have them.

/// Whole bytes, and the bits that do not make four of them yet.
#[derive(Default)]
pub(crate) struct BitWriter {
    bytes: Vec<u8>,
    held: u64,
    /// Bits in `held`, fewer than 32.
    count: u32,
}

impl BitWriter {
    /// Up to 32 bits, above which `value` has none.
    #[inline]
    pub(crate) fn put(&mut self, value: u32, bits: u32) {
        debug_assert!(bits == 32 || value >> bits == 0, "{value} in {bits} bits");
        self.held |= u64::from(value) << self.count;
        self.count += bits;
        if self.count >= 32 {
            self.bytes.extend_from_slice(&(self.held as u32).to_le_bytes());
            self.held >>= 32;
            self.count -= 32;
        }
    }

    /// How many bits there are.
    #[cfg(feature = "jxl")]
    pub(crate) fn len(&self) -> usize {
        self.bytes.len() * 8 + self.count as usize
    }

    /// Fills the last byte with zeros.
    pub(crate) fn align(&mut self) {
        while self.count > 0 {
            self.bytes.push(self.held as u8);
            self.held >>= 8;
            self.count = self.count.saturating_sub(8);
        }
    }

    /// Appends whole bytes, from a byte boundary on.
    #[cfg(feature = "jxl")]
    pub(crate) fn put_bytes(&mut self, bytes: &[u8]) {
        self.align();
        self.bytes.extend_from_slice(bytes);
    }

    /// The bytes, the last one filled up with zeros.
    pub(crate) fn into_bytes(mut self) -> Vec<u8> {
        self.align();
        self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_fill_bytes_from_below() {
        let mut bits = BitWriter::default();
        for (value, count) in [(1, 1), (0b10, 2), (0xdead_beef, 32), (0x1f, 5)] {
            bits.put(value, count);
        }
        let number = 0b101 | 0xdead_beef_u64 << 3 | 0x1f << 35;
        assert_eq!(bits.into_bytes(), number.to_le_bytes()[..5]);
    }
}
