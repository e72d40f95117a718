//! Numbers as the headers of JPEG XL have them.

use crate::bit_writer::BitWriter;

/// The four ways of the standard to write a number (U32): from what number on, and in how many bits.
pub(super) type Ways = [(u32, u32); 4];

impl BitWriter {
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_takes_the_first_way_that_holds_it() {
        let mut bits = BitWriter::default();
        bits.put_by(2, [(0, 0), (1, 0), (2, 4), (18, 6)]);
        bits.put_by(20, [(0, 0), (1, 0), (2, 4), (18, 6)]);
        assert_eq!(bits.len(), 6 + 8);
        assert_eq!(bits.into_bytes(), [0b1100_0010, 0b10]);
    }
}
