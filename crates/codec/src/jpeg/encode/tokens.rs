//! Coefficients to tokens: a symbol for a Huffman code and the bits that follow it (T.81, F.1.2), counted.

/// Tables of DC and AC symbols in turn, for each of two kinds of components.
pub(super) const TABLES: usize = 4;

/// The end of a block.
const END: usize = 0;
/// Sixteen zeros.
const ZEROS: usize = 0xf0;

/// The tokens of a scan. A token is, from the top: the number of the table, the symbol, the bits that follow (16 of them, of which
/// as many count as the low half of the symbol says).
///
/// They take less than the coefficients, most of which are zero, and remain until it is known which codes suit them.
#[derive(Debug)]
pub(super) struct Tokens {
    list: Vec<u32>,
    /// How often each symbol of each table is there.
    counts: Box<[[u32; 256]; TABLES]>,
    /// The last DC coefficient of each component.
    shades: [i16; 4],
}

impl Default for Tokens {
    fn default() -> Self {
        Self { list: Vec::new(), counts: Box::new([[0; 256]; TABLES]), shades: [0; 4] }
    }
}

/// The tables of components of this kind.
pub(super) const fn dc(kind: usize) -> usize {
    2 * kind
}

pub(super) const fn ac(kind: usize) -> usize {
    2 * kind + 1
}

impl Tokens {
    pub(super) fn clear(&mut self) {
        self.list.clear();
        self.counts.as_flattened_mut().fill(0);
        self.shades = [0; 4];
    }

    pub(super) fn list(&self) -> &[u32] {
        &self.list
    }

    /// How often each symbol of this table is there.
    pub(super) fn counts(&self, table: usize) -> &[u32; 256] {
        &self.counts[table]
    }

    /// Takes the coefficients of a block, in the order in which they are coded.
    #[inline(always)]
    pub(super) fn push(&mut self, component: usize, kind: usize, coefficients: &[i16; 64]) {
        let shade = coefficients[0];
        let (size, bits) = number(i32::from(shade) - i32::from(self.shades[component]));
        self.shades[component] = shade;
        self.add(dc(kind), size as usize, bits);

        let mut rest = non_zeros(coefficients) & !1;
        let mut done = 0;
        while rest != 0 {
            let place = rest.trailing_zeros();
            rest &= rest - 1;
            let mut run = place - done - 1;
            done = place;
            while run > 15 {
                self.add(ac(kind), ZEROS, 0);
                run -= 16;
            }
            let (size, bits) = number(i32::from(coefficients[place as usize & 63]));
            self.add(ac(kind), (run << 4 | size) as usize, bits);
        }
        if done < 63 {
            self.add(ac(kind), END, 0);
        }
    }

    /// A block of the shade of the one before.
    pub(super) fn push_same(&mut self, kind: usize) {
        self.add(dc(kind), 0, 0);
        self.add(ac(kind), END, 0);
    }

    #[inline(always)]
    fn add(&mut self, table: usize, symbol: usize, bits: u32) {
        self.counts[table & (TABLES - 1)][symbol & 255] += 1;
        self.list.push(((table << 8 | symbol) as u32) << 16 | bits);
    }
}

/// How many bits a number takes, and the bits: those of a negative one count up from the least (T.81, table F.1).
#[inline(always)]
const fn number(value: i32) -> (u32, u32) {
    let size = 32 - value.unsigned_abs().leading_zeros();
    let bits = (value + (value >> 31)).cast_unsigned() & ((1 << size) - 1);
    (size, bits)
}

/// A bit for each coefficient that is not zero.
#[inline(always)]
fn non_zeros(coefficients: &[i16; 64]) -> u64 {
    let mut mask = 0;
    for (i, eight) in coefficients.as_chunks::<8>().0.iter().enumerate() {
        // Eight at a time.
        let bits = eight.iter().rev().fold(0, |bits, &c| bits << 1 | u64::from(c != 0));
        mask |= bits << (8 * i);
    }
    mask
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(coefficients: &[(usize, i16)]) -> Vec<(u32, u32, u32)> {
        let mut block = [0; 64];
        coefficients.iter().for_each(|&(k, value)| block[k] = value);
        let mut tokens = Tokens::default();
        tokens.push(0, 0, &block);
        tokens.list().iter().map(|token| (token >> 24, token >> 16 & 255, token & 0xffff)).collect()
    }

    #[test]
    fn runs_numbers_and_the_end() {
        assert_eq!(tokens(&[]), [(0, 0, 0), (1, 0, 0)]);
        assert_eq!(tokens(&[(0, -3), (1, 1), (4, -1)]), [(0, 2, 0), (1, 0x01, 1), (1, 0x21, 0), (1, 0, 0)]);
        assert_eq!(tokens(&[(0, 5), (17, 2)]), [(0, 3, 5), (1, 0xf0, 0), (1, 0x02, 2), (1, 0, 0)]);
        assert_eq!(
            tokens(&[(63, -1023)]),
            [(0, 0, 0), (1, 0xf0, 0), (1, 0xf0, 0), (1, 0xf0, 0), (1, 0xea, 0)],
            "a block whose last coefficient is there has no end"
        );
    }

    #[test]
    fn shades_are_differences_within_a_component() {
        let mut tokens = Tokens::default();
        let shade = |shade| std::array::from_fn(|i| if i == 0 { shade } else { 0 });
        tokens.push(0, 0, &shade(100));
        tokens.push(1, 1, &shade(7));
        tokens.push(0, 0, &shade(98));
        tokens.push_same(0);
        let dc: Vec<u32> = tokens.list().iter().step_by(2).copied().collect();
        assert_eq!(dc, [7 << 16 | 100, 2 << 24 | 3 << 16 | 7, 2 << 16 | 1, 0]);
        assert_eq!(tokens.counts(1)[0], 3);
        tokens.clear();
        assert_eq!((tokens.list().len(), tokens.counts(1)[0]), (0, 0));
    }
}
