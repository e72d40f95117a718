//! Numbers in as few bits as the largest takes, as they are or as indexes of a table.
//!
//! ```text
//! bits of a number (5) · table? (1) · bytes of the count, 0 for 4, 1 for 2, 2 for 1 (2) │ count │ numbers
//! with a table:  … │ count │ entries with 0, which is not stored (8) │ entries │ indexes
//! ```
//!
//! Bits are filled from the least significant one of the first byte.

/// The bits that a number takes.
pub(super) fn bits_of(number: u32) -> u32 {
    u32::BITS - number.leading_zeros()
}

/// Bytes of a count.
fn count_len(count: usize) -> usize {
    match count {
        0..256 => 1,
        256..65536 => 2,
        _ => 4,
    }
}

/// The length of numbers as they are.
pub(super) fn plain_len(count: usize, bits: u32) -> usize {
    1 + count_len(count) + (count * bits as usize).div_ceil(8)
}

/// Appends numbers as they are.
pub(super) fn put_plain(numbers: &[u32], bits: u32, out: &mut Vec<u8>) {
    put_head(numbers.len(), bits as u8, out);
    put_bits(numbers.iter().copied(), bits, out);
}

/// A table of different numbers, of which 0 is one, without it.
pub(super) struct Table(Vec<u32>);

impl Table {
    pub(super) fn of(numbers: &[u32]) -> Self {
        let mut table = numbers.to_vec();
        table.sort_unstable();
        table.dedup();
        table.retain(|&number| number != 0);
        Self(table)
    }

    /// The length of so many indexes and the table of numbers of so many bits; `None` if there is no such table.
    pub(super) fn len(&self, count: usize, bits: u32) -> Option<usize> {
        let entries = self.0.len();
        let index_bits = bits_of(entries as u32) as usize;
        (1..255).contains(&entries).then(|| {
            1 + count_len(count) + 1 + (entries * bits as usize).div_ceil(8) + (count * index_bits).div_ceil(8)
        })
    }

    /// Appends the table and numbers as indexes of it.
    pub(super) fn put(&self, numbers: &[u32], bits: u32, out: &mut Vec<u8>) {
        put_head(numbers.len(), bits as u8 | 1 << 5, out);
        out.push(self.0.len() as u8 + 1);
        put_bits(self.0.iter().copied(), bits, out);
        let index = |number: &u32| self.0.partition_point(|entry| entry <= number) as u32;
        put_bits(numbers.iter().map(index), bits_of(self.0.len() as u32), out);
    }
}

fn put_head(count: usize, bits: u8, out: &mut Vec<u8>) {
    let len = count_len(count);
    let code = if len == 4 { 0 } else { 3 - len as u8 };
    out.push(bits | code << 6);
    out.extend_from_slice(&(count as u32).to_le_bytes()[..len]);
}

/// Appends numbers of up to 31 bits.
fn put_bits(numbers: impl Iterator<Item = u32>, bits: u32, out: &mut Vec<u8>) {
    let (mut pending, mut filled) = (0u64, 0);
    for number in numbers {
        pending |= u64::from(number) << filled;
        filled += bits;
        if filled >= 32 {
            out.extend_from_slice(&(pending as u32).to_le_bytes());
            pending >>= 32;
            filled -= 32;
        }
    }
    out.extend_from_slice(&pending.to_le_bytes()[..filled.div_ceil(8) as usize]);
}

/// Puts codes of up to 32 bits into words, from the most significant bit of each.
pub(super) struct Words<'a> {
    out: &'a mut Vec<u8>,
    pending: u64,
    filled: u32,
}

impl<'a> Words<'a> {
    pub(super) fn new(out: &'a mut Vec<u8>) -> Self {
        Self { out, pending: 0, filled: 0 }
    }

    pub(super) fn put(&mut self, code: u32, bits: u32) {
        self.pending = self.pending << bits | u64::from(code);
        self.filled += bits;
        if self.filled >= 32 {
            self.filled -= 32;
            let word = (self.pending >> self.filled) as u32;
            self.out.extend_from_slice(&word.to_le_bytes());
        }
    }

    /// The last word, filled up.
    pub(super) fn finish(self) {
        if self.filled > 0 {
            let word = (self.pending << (32 - self.filled)) as u32;
            self.out.extend_from_slice(&word.to_le_bytes());
        }
    }
}
