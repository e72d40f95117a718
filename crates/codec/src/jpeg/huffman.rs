//! Huffman tables: codes of up to 16 bits, most of them looked up in one step (T.81, annexes C and F.2.2.3).

use super::bits::Bits;

/// Codes of up to so many bits are looked up.
const LOOKUP_BITS: u32 = 9;
/// Codes that are looked up together with the number that follows them have up to so many bits, both.
const PAIR_BITS: u32 = 10;

/// A Huffman table.
#[derive(Clone, Debug)]
pub(super) struct Huffman {
    /// By the next bits: the symbol, and above it the bits of its code; 0 where the code is longer.
    lookup: [u16; 1 << LOOKUP_BITS],
    /// By the next bits: a coefficient, the zeros before it and the bits of both; 0 where they are longer.
    pairs: [Pair; 1 << PAIR_BITS],
    /// For each length, the first code that is longer, moved to the top of 16 bits.
    limits: [u32; 17],
    /// For each length, what leads from a code to the place of its symbol.
    offsets: [i32; 17],
    symbols: Vec<u8>,
}

/// A run of zeros and the coefficient after it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Pair {
    pub(super) value: i16,
    pub(super) run: u8,
    /// Bits of the code and the number; 0 if there is no such pair.
    pub(super) bits: u8,
}

impl Huffman {
    /// From the number of codes of each length, 1–16, and the symbols in the order of their codes. `None` if there are more
    /// codes than bits can tell apart, or than symbols.
    pub(super) fn new(counts: &[u8; 16], symbols: &[u8]) -> Option<Self> {
        let mut table = Self {
            lookup: [0; 1 << LOOKUP_BITS],
            pairs: [Pair::default(); 1 << PAIR_BITS],
            limits: [0; 17],
            offsets: [0; 17],
            symbols: symbols.to_vec(),
        };
        let (mut code, mut place) = (0_u32, 0_u32);
        for (length, &count) in (1..=16_u32).zip(counts) {
            table.offsets[length as usize] = place.cast_signed() - code.cast_signed();
            for _ in 0..count {
                let symbol = *symbols.get(place as usize)?;
                if code >> length != 0 {
                    return None;
                }
                if length <= LOOKUP_BITS {
                    let first = (code << (LOOKUP_BITS - length)) as usize;
                    let entry = (length as u16) << 8 | u16::from(symbol);
                    table.lookup[first..first + (1 << (LOOKUP_BITS - length))].fill(entry);
                }
                table.add_pairs(code, length, symbol);
                (code, place) = (code + 1, place + 1);
            }
            if code > 1 << length {
                return None;
            }
            table.limits[length as usize] = code << (16 - length);
            code <<= 1;
        }
        Some(table)
    }

    fn add_pairs(&mut self, code: u32, length: u32, symbol: u8) {
        let (run, size) = (symbol >> 4, u32::from(symbol & 15));
        let bits = length + size;
        if size == 0 || bits > PAIR_BITS {
            return;
        }
        for number in 0..1_u32 << size {
            let first = ((code << size | number) << (PAIR_BITS - bits)) as usize;
            let (number, half) = (number as i16, 1 << (size - 1));
            let value = if number < half { number - 2 * half + 1 } else { number };
            let pair = Pair { value, run, bits: bits as u8 };
            self.pairs[first..first + (1 << (PAIR_BITS - bits))].fill(pair);
        }
    }

    /// The largest symbol.
    pub(super) fn largest(&self) -> u8 {
        self.symbols.iter().copied().max().unwrap_or(0)
    }

    /// The run and coefficient that come next, if they are short. At least [`PAIR_BITS`] bits are held.
    #[inline(always)]
    pub(super) fn pair(&self, bits: &Bits<'_>) -> Pair {
        self.pairs[bits.peek(PAIR_BITS) as usize]
    }

    /// The next symbol; `None` if there is no such code. At least 16 bits are held.
    #[inline(always)]
    pub(super) fn decode(&self, bits: &mut Bits<'_>) -> Option<u8> {
        let entry = self.lookup[bits.peek(LOOKUP_BITS) as usize];
        if entry != 0 {
            bits.skip(u32::from(entry >> 8));
            return Some(entry as u8);
        }
        self.decode_long(bits)
    }

    #[inline(never)]
    fn decode_long(&self, bits: &mut Bits<'_>) -> Option<u8> {
        let next = bits.peek(16);
        let length = (LOOKUP_BITS + 1..=16).find(|&length| next < self.limits[length as usize])?;
        let code = (next >> (16 - length)).cast_signed();
        bits.skip(length);
        self.symbols.get(usize::try_from(code + self.offsets[length as usize]).ok()?).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_every_length() {
        // One code of each length: 0, 10, 110, …, and two of 16 bits.
        let mut counts = [1; 16];
        counts[15] = 2;
        let symbols: Vec<u8> = (1..=17).collect();
        let table = Huffman::new(&counts, &symbols).unwrap();
        for (i, &symbol) in symbols.iter().enumerate() {
            let length = (i as u32 + 1).min(16);
            let code = if i == 16 { 0xffff_u32 } else { ((1 << length) - 2) & 0xffff };
            let data = [(code << (16 - length) >> 8) as u8, (code << (16 - length)) as u8];
            // Stuffed as in a file.
            let data: Vec<u8> = data.iter().flat_map(|&b| if b == 255 { vec![b, 0] } else { vec![b] }).collect();
            let mut bits = Bits::new(&data, 0);
            bits.refill();
            assert_eq!(table.decode(&mut bits), Some(symbol), "code of {length} bits");
        }
    }

    #[test]
    fn pairs_are_codes_and_numbers() {
        // 00: a coefficient of two bits after one zero. 01: the end of the block.
        let mut counts = [0; 16];
        counts[1] = 2;
        let table = Huffman::new(&counts, &[0x12, 0]).unwrap();
        let mut bits = Bits::new(&[0b00_01_01_00], 0);
        bits.refill();
        let pair = table.pair(&bits);
        assert_eq!((pair.value, pair.run, pair.bits), (-2, 1, 4));
        bits.skip(4);
        assert_eq!((table.pair(&bits).bits, table.decode(&mut bits)), (0, Some(0)));
    }

    #[test]
    fn impossible_tables_are_none() {
        let mut counts = [0; 16];
        counts[0] = 3;
        assert!(Huffman::new(&counts, &[1, 2, 3]).is_none(), "three codes of one bit");
        counts[0] = 2;
        assert!(Huffman::new(&counts, &[1]).is_none(), "a symbol is missing");
        assert!(Huffman::new(&[255; 16], &[0; 256]).is_none());
        // No code at all is possible, but nothing can be read with it.
        let empty = Huffman::new(&[0; 16], &[]).unwrap();
        let mut bits = Bits::new(&[1, 2, 3], 0);
        bits.refill();
        assert_eq!(empty.decode(&mut bits), None);
    }
}
