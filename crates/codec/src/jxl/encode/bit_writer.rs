//! Bits in the order of JPEG XL: each byte from its lowest bit up.

/// Collects bits to bytes.
#[derive(Default)]
pub(super) struct BitWriter {
    bytes: Vec<u8>,
    held: u64,
    /// Bits in `held`, fewer than 32.
    count: u32,
}

/// The four ways of the standard to write a number (U32): from what number on, and in how many bits.
pub(super) type Ways = [(u32, u32); 4];

impl BitWriter {
    /// Up to 32 bits, above which `value` has none.
    #[inline]
    pub(super) fn put(&mut self, value: u32, bits: u32) {
        debug_assert!(bits == 32 || value >> bits == 0, "{value} in {bits} bits");
        self.held |= u64::from(value) << self.count;
        self.count += bits;
        if self.count >= 32 {
            self.bytes.extend_from_slice(&(self.held as u32).to_le_bytes());
            self.held >>= 32;
            self.count -= 32;
        }
    }

    pub(super) fn put_bool(&mut self, value: bool) {
        self.put(value.into(), 1);
    }

    /// A number, in the first of the ways that holds it.
    pub(super) fn put_by(&mut self, value: u32, ways: Ways) {
        for (way, (first, bits)) in (0..).zip(ways) {
            if value.checked_sub(first).is_some_and(|rest| rest.checked_shr(bits).unwrap_or(0) == 0) {
                self.put(way, 2);
                self.put(value - first, bits);
                return;
            }
        }
        debug_assert!(false, "{value} in none of {ways:?}");
    }

    /// A member of an enumeration of the standard.
    pub(super) fn put_enum(&mut self, value: u32) {
        self.put_by(value, [(0, 0), (1, 0), (2, 4), (18, 6)]);
    }

    /// A number of 0 to 255, of which small ones are short.
    pub(super) fn put_u8(&mut self, value: u32) {
        self.put_bool(value > 0);
        if value > 0 {
            let bits = value.ilog2();
            self.put(bits, 3);
            self.put(value - (1 << bits), bits);
        }
    }

    /// Fills the last byte with zeros.
    pub(super) fn align(&mut self) {
        while self.count > 0 {
            self.bytes.push(self.held as u8);
            self.held >>= 8;
            self.count = self.count.saturating_sub(8);
        }
    }

    /// Appends whole bytes, from a byte boundary on.
    pub(super) fn put_bytes(&mut self, bytes: &[u8]) {
        self.align();
        self.bytes.extend_from_slice(bytes);
    }

    /// How many bits there are.
    pub(super) fn len(&self) -> usize {
        self.bytes.len() * 8 + self.count as usize
    }

    pub(super) fn into_bytes(mut self) -> Vec<u8> {
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
        bits.put(1, 1);
        bits.put(0b10, 2);
        bits.put(0xffff_ffff, 32);
        assert_eq!(bits.len(), 35);
        assert_eq!(bits.into_bytes(), [0b1111_1101, 0xff, 0xff, 0xff, 0b111]);
    }

    #[test]
    fn a_number_takes_the_first_way_that_holds_it() {
        let mut bits = BitWriter::default();
        bits.put_by(2, [(0, 0), (1, 0), (2, 4), (18, 6)]);
        bits.put_by(20, [(0, 0), (1, 0), (2, 4), (18, 6)]);
        assert_eq!(bits.len(), 6 + 8);
        assert_eq!(bits.into_bytes(), [0b1100_0010, 0b10]);
    }
}
