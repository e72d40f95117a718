//! Numbers as a symbol of an entropy code and bits that follow it.

use crate::bit_writer::BitWriter;

/// Which numbers are symbols of their own, and what the symbols of greater ones tell of them.
///
/// ```text
/// number    1 m m … … … l l     from 2^split on
///             msb  bits  lsb    the symbol tells the length, the upper and the lowest bits
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct HybridUint {
    split: u32,
    msb: u32,
    lsb: u32,
}

/// A symbol and the bits after it.
#[derive(Clone, Copy)]
pub(super) struct Symbol {
    pub(super) symbol: u32,
    pub(super) bits: u32,
    pub(super) bit_count: u32,
}

impl HybridUint {
    /// What suits most numbers that are small most times.
    pub(super) const USUAL: Self = Self::new(4, 2, 0);
    /// What may suit others better, in the order in which they are to be tried.
    pub(super) const OTHERS: [Self; 9] = [
        Self::new(4, 1, 2),
        Self::new(0, 0, 0),
        Self::new(5, 2, 0),
        Self::new(4, 1, 0),
        Self::new(6, 4, 1),
        Self::new(7, 0, 0),
        Self::new(5, 1, 2),
        Self::new(3, 0, 1),
        Self::new(2, 0, 1),
    ];

    pub(super) const fn new(split: u32, msb: u32, lsb: u32) -> Self {
        Self { split, msb, lsb }
    }

    #[inline]
    pub(super) fn encode(self, value: u32) -> Symbol {
        if value >> self.split == 0 {
            return Symbol { symbol: value, bits: 0, bit_count: 0 };
        }
        let Self { split, msb, lsb } = self;
        let top = value.ilog2();
        let below = value - (1 << top);
        let bit_count = top - msb - lsb;
        let symbol = (1 << split)
            + ((top - split) << (msb + lsb))
            + ((below >> (top - msb)) << lsb)
            + (below & ((1 << lsb) - 1));
        Symbol { symbol, bits: (value >> lsb) & ((1 << bit_count) - 1), bit_count }
    }

    /// Writes it for codes of symbols below 2^`log_alphabet`.
    pub(super) fn write(self, log_alphabet: u32, out: &mut BitWriter) {
        let width = |most: u32| (most + 1).next_power_of_two().ilog2();
        out.put(self.split, width(log_alphabet));
        if self.split != log_alphabet {
            out.put(self.msb, width(self.split));
            out.put(self.lsb, width(self.split - self.msb));
        }
    }
}

/// Signed numbers as unsigned ones: 0, -1, 1, -2, 2 …
#[inline]
pub(super) fn pack_signed(value: i32) -> u32 {
    (value.cast_unsigned() << 1) ^ (value >> 31).cast_unsigned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back_from_symbols() {
        for uint in HybridUint::OTHERS.into_iter().chain([HybridUint::USUAL]) {
            for value in (0..3000).chain([65_535, 1 << 20, u32::MAX - 5, u32::MAX]) {
                let Symbol { symbol, bits, bit_count } = uint.encode(value);
                assert!(symbol < 128 || uint != HybridUint::USUAL, "{value}: {symbol}");
                let back = if symbol < 1 << uint.split {
                    symbol
                } else {
                    let rest = symbol - (1 << uint.split);
                    let count = uint.split - uint.msb - uint.lsb + (rest >> (uint.msb + uint.lsb));
                    assert_eq!(count, bit_count);
                    let high = 1 << uint.msb | (symbol >> uint.lsb & ((1 << uint.msb) - 1));
                    (high << count | bits) << uint.lsb | (symbol & ((1 << uint.lsb) - 1))
                };
                assert_eq!(back, value, "{uint:?}");
            }
        }
        assert_eq!([0, -1, 1, i32::MIN, i32::MAX].map(pack_signed), [0, 1, 2, u32::MAX, u32::MAX - 1]);
    }
}
