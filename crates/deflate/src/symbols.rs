//! What RFC 1951 says of symbols: which lengths and distances they stand for, and the code that a block without one has.

/// Literals, the end of a block, lengths; the last two occur in the fixed code only, and stand for nothing.
pub(crate) const LITLENS: usize = 288;
/// Distances; the last two as well.
pub(crate) const DISTANCES: usize = 32;
/// Lengths of codes, and their repetitions.
pub(crate) const PRECODES: usize = 19;
/// The bits of the longest code.
pub(crate) const MOST_BITS: usize = 15;
pub(crate) const MOST_PRECODE_BITS: usize = 7;

pub(crate) const END_OF_BLOCK: usize = 256;
pub(crate) const FIRST_LENGTH: usize = 257;
pub(crate) const LENGTHS: usize = 29;
pub(crate) const USED_DISTANCES: usize = 30;

/// The order in which a header has the lengths of the precode.
pub(crate) const PRECODE_ORDER: [u8; PRECODES] = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

pub(crate) const LENGTH_BASE: [u16; LENGTHS] = {
    let mut base = [0; LENGTHS];
    let (mut symbol, mut next) = (0, 3);
    while symbol < LENGTHS {
        base[symbol] = next;
        next += 1 << length_extra(symbol);
        symbol += 1;
    }
    base[LENGTHS - 1] = 258;
    base
};

pub(crate) const fn length_extra(symbol: usize) -> u8 {
    match symbol {
        0..=7 | 28 => 0,
        _ => (symbol as u8 - 4) / 4,
    }
}

pub(crate) const DISTANCE_BASE: [u16; USED_DISTANCES] = {
    let mut base = [0; USED_DISTANCES];
    let (mut symbol, mut next) = (0, 1_u16);
    while symbol < USED_DISTANCES {
        base[symbol] = next;
        next = next.wrapping_add(1 << distance_extra(symbol));
        symbol += 1;
    }
    base
};

pub(crate) const fn distance_extra(symbol: usize) -> u8 {
    match symbol {
        0..=3 => 0,
        _ => (symbol as u8 - 2) / 2,
    }
}

/// Which of the symbols of lengths stands for a length; of a power of two, so that an index is masked and not checked.
pub(crate) const LENGTH_SYMBOL: [u8; 512] = {
    let mut symbols = [0; 512];
    let (mut len, mut symbol) = (3, 0);
    while len < 259 {
        while symbol + 1 < LENGTHS && LENGTH_BASE[symbol + 1] as usize <= len {
            symbol += 1;
        }
        symbols[len] = symbol as u8;
        len += 1;
    }
    symbols
};

pub(crate) const FIXED_LITLEN: [u8; LITLENS] = {
    let mut lens = [8; LITLENS];
    let mut symbol = 144;
    while symbol < 280 {
        lens[symbol] = if symbol < 256 { 9 } else { 7 };
        symbol += 1;
    }
    lens
};
pub(crate) const FIXED_DISTANCE: [u8; DISTANCES] = [5; DISTANCES];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_those_of_the_standard() {
        assert_eq!(LENGTH_BASE[..9], [3, 4, 5, 6, 7, 8, 9, 10, 11]);
        assert_eq!(LENGTH_BASE[20..], [67, 83, 99, 115, 131, 163, 195, 227, 258]);
        assert_eq!((length_extra(8), length_extra(11), length_extra(12), length_extra(27)), (1, 1, 2, 5));
        assert_eq!(DISTANCE_BASE[..6], [1, 2, 3, 4, 5, 7]);
        assert_eq!(DISTANCE_BASE[26..], [8193, 12289, 16385, 24577]);
        assert_eq!((distance_extra(4), distance_extra(29)), (1, 13));
    }
}
