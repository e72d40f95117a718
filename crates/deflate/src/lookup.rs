//! Tables that decode a code of Huffman's by looking up its next bits, two literals at once where they are short.
//!
//! An entry of either table, from its low end: the bits that it takes, extra ones included (6) · [`SPECIAL`] · [`LINK`] · then
//! - literals: one or two (16), how many bits those are (8), which is nowhere else but in literals above 0;
//! - a length: the bits of its code (4), what it begins at (9), none (11);
//! - a distance: the bits of its code (4), what it begins at (15), none (9);
//! - a link: the bits of a second table (4), where that is (13), none (7).

use crate::symbols::{
    DISTANCE_BASE, DISTANCES, END_OF_BLOCK, FIRST_LENGTH, LENGTH_BASE, LENGTHS, LITLENS, MOST_BITS, MOST_PRECODE_BITS,
    USED_DISTANCES, distance_extra, length_extra,
};

/// An entry from here on is of literals.
pub(crate) const LITERAL: u32 = 8 << 24;
/// What is neither literal nor length nor distance: with nothing else, no code at all.
pub(crate) const SPECIAL: u32 = 1 << 6;
pub(crate) const LINK: u32 = 1 << 7;
pub(crate) const END: u32 = 1 << 8;
/// Where lengths and distances begin, and links lead to, is from this bit on.
pub(crate) const VALUE: u32 = 12;

/// Bits that are looked up at first.
pub(crate) const LITLEN_BITS: usize = 12;
pub(crate) const DISTANCE_BITS: usize = 9;
/// Of a power of two, so that an index is masked and not checked. Behind the first table, each longer code shares a table of
/// 2^3 with another at least: 4096 + 8 · 144. Of distances: 512 + 64 · 16.
pub(crate) const LITLEN_SIZE: usize = 1 << 13;
pub(crate) const DISTANCE_SIZE: usize = 1 << 11;

/// Lengths of codes are not those of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NoCode;

/// What a symbol of a code means, but for its length.
pub(crate) const LITLEN_ENTRIES: [u32; LITLENS] = {
    let mut entries = [SPECIAL; LITLENS];
    let mut literal = 0;
    while literal < 256 {
        entries[literal] = LITERAL | ((literal as u32) << 8);
        literal += 1;
    }
    entries[END_OF_BLOCK] = SPECIAL | END;
    let mut length = 0;
    while length < LENGTHS {
        entries[FIRST_LENGTH + length] = ((LENGTH_BASE[length] as u32) << VALUE) | length_extra(length) as u32;
        length += 1;
    }
    entries
};
pub(crate) const DISTANCE_ENTRIES: [u32; DISTANCES] = {
    let mut entries = [SPECIAL; DISTANCES];
    let mut symbol = 0;
    while symbol < USED_DISTANCES {
        entries[symbol] = ((DISTANCE_BASE[symbol] as u32) << VALUE) | distance_extra(symbol) as u32;
        symbol += 1;
    }
    entries
};
const PRECODE_ENTRIES: [u32; 19] = {
    let mut entries = [0; 19];
    let mut symbol = 0;
    while symbol < 19 {
        entries[symbol] = (symbol as u32) << VALUE;
        symbol += 1;
    }
    entries
};

/// The entry of a code of `len` bits, `first` of which were taken before.
fn entry_of(symbol: u32, len: usize, first: usize) -> u32 {
    let len = (len - first) as u32;
    if symbol < LITERAL && symbol & SPECIAL == 0 { (symbol + len) | (len << 8) } else { symbol + len }
}

pub(crate) fn litlen_table(table: &mut [u32; LITLEN_SIZE], lens: &[u8]) -> Result<(), NoCode> {
    if lens.get(END_OF_BLOCK).is_none_or(|&len| len == 0) {
        return Err(NoCode);
    }
    fill(table, LITLEN_BITS, lens, &LITLEN_ENTRIES)
}

pub(crate) fn distance_table(table: &mut [u32; DISTANCE_SIZE], lens: &[u8]) -> Result<(), NoCode> {
    fill(table, DISTANCE_BITS, lens, &DISTANCE_ENTRIES)
}

/// The symbol is where other entries have what they begin at.
pub(crate) fn precode_table(table: &mut [u32; 1 << MOST_PRECODE_BITS], lens: &[u8; 19]) -> Result<(), NoCode> {
    // A precode of one symbol is no code: half of its words would mean nothing.
    if lens.iter().map(|&len| 128 >> len & 127).sum::<u32>() != 128 {
        return Err(NoCode);
    }
    fill(table, MOST_PRECODE_BITS, lens, &PRECODE_ENTRIES)
}

/// A table that is indexed by so many bits, and those for longer codes behind it.
fn fill(table: &mut [u32], bits: usize, lens: &[u8], symbols: &[u32]) -> Result<(), NoCode> {
    let mut counts = [0_u16; MOST_BITS + 1];
    for &len in lens {
        counts[usize::from(len & 15)] += 1;
    }
    let unused = counts[0];
    counts[0] = 0;
    // The symbols in the order of their codes.
    let mut at = [0_u16; MOST_BITS + 2];
    for len in 1..=MOST_BITS {
        at[len + 1] = at[len] + counts[len];
    }
    let used = lens.len() - usize::from(unused);
    let mut sorted = [0_u16; LITLENS];
    let mut next = at;
    for (symbol, &len) in lens.iter().enumerate().filter(|(_, len)| **len > 0) {
        let place = &mut next[usize::from(len & 15)];
        sorted[usize::from(*place)] = symbol as u16;
        *place += 1;
    }
    let space: u32 = (1..=MOST_BITS).map(|len| u32::from(counts[len]) << (MOST_BITS - len)).sum();
    if space != 1 << MOST_BITS {
        // RFC 1951 has one code more: of distances, one of a single bit, or none at all. As in zlib, so of lengths.
        if used > 1 || used == 1 && counts[1] == 0 {
            return Err(NoCode);
        }
        table[..1 << bits].fill(SPECIAL);
        if used == 1 {
            let entry = entry_of(symbols[usize::from(sorted[0])], 1, 0);
            table[..1 << bits].iter_mut().step_by(2).for_each(|place| *place = entry);
        }
        return Ok(());
    }
    // The words of a code, their first bit lowest, in order: the table of one bit more is the same table twice, before those of that length.
    let (mut word, mut filled, mut sorted) = (0_usize, 1_usize, sorted[..used].iter());
    for (len, &count) in counts.iter().enumerate().take(bits + 1).skip(1) {
        table.copy_within(..filled, filled);
        filled <<= 1;
        for &symbol in sorted.by_ref().take(usize::from(count)) {
            table[word] = entry_of(symbols[usize::from(symbol)], len, 0);
            word = next_word(word, len);
        }
    }
    let (mut end, mut start, mut root) = (1 << bits, 0, usize::MAX);
    for len in bits + 1..=MOST_BITS {
        let mut left = usize::from(counts[len]);
        while left > 0 {
            let Some(&symbol) = sorted.next() else { return Err(NoCode) };
            let low = word & ((1 << bits) - 1);
            if low != root {
                // As many bits as complete what begins here.
                root = low;
                start = end;
                let (mut sub_bits, mut space) = (len - bits, left);
                while space < 1 << sub_bits && sub_bits < MOST_BITS - bits {
                    sub_bits += 1;
                    space = (space << 1) + usize::from(counts[bits + sub_bits]);
                }
                end += 1 << sub_bits;
                if end > table.len() {
                    return Err(NoCode);
                }
                table[root] = SPECIAL | LINK | ((sub_bits as u32) << 8) | ((start as u32) << VALUE) | bits as u32;
            }
            let entry = entry_of(symbols[usize::from(symbol)], len, bits);
            let step = 1 << (len - bits);
            table[start + (word >> bits)..end].iter_mut().step_by(step).for_each(|place| *place = entry);
            word = next_word(word, len);
            left -= 1;
        }
    }
    Ok(())
}

/// The next word of a code, whose bits come highest last; after the last, of ones only, it does not matter.
fn next_word(word: usize, len: usize) -> usize {
    let zeros = !word & ((1 << len) - 1);
    // The highest bit that is 0 becomes 1, those above it 0.
    match zeros.checked_ilog2() {
        None => 0,
        Some(bit) => (word & ((1 << bit) - 1)) | (1 << bit),
    }
}

/// Puts two literals in an entry where the bits suffice, if that is so often enough to be worth the time.
pub(crate) fn pair_literals(table: &mut [u32; LITLEN_SIZE], lens: &[u8]) {
    let mut counts = [0_u32; MOST_BITS + 1];
    lens.iter().take(256).for_each(|&len| counts[usize::from(len & 15)] += 1);
    // How many of 4096 words begin with two such.
    let mut pairs = 0;
    for first in 1..LITLEN_BITS {
        for second in 1..=LITLEN_BITS - first {
            pairs += (counts[first] * counts[second]) << (LITLEN_BITS - first - second);
        }
    }
    if pairs < 1024 {
        return;
    }
    // Downwards, what follows a literal has not been changed: it has a lower index.
    for index in (0..1 << LITLEN_BITS).rev() {
        let first = table[index];
        let second = table[index.wrapping_shr(first & 63) & (LITLEN_SIZE - 1)];
        let bits = (first & 63) + (second & 63);
        if first.min(second) >= LITERAL && bits <= LITLEN_BITS as u32 {
            table[index] = (2 * LITERAL) | ((second & 0xff00) << 8) | (first & 0xff00) | bits;
        }
    }
}
