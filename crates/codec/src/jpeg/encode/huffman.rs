//! The Huffman codes that suit the symbols of a scan best (T.81, annex K.2), equal ones settled as libjpeg does.

/// The longest code.
const MAX_LENGTH: usize = 16;

/// Codes, by what a stream says of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Codes {
    /// How many there are of each length, 1–16.
    pub(super) counts: [u8; MAX_LENGTH],
    /// The symbols in the order of their codes.
    pub(super) symbols: Vec<u8>,
}

impl Codes {
    /// For symbols that are there so often.
    pub(super) fn best(counts: &[u32; 256]) -> Self {
        let lengths = lengths(counts);
        let mut of_length = [0_usize; SYMBOLS];
        lengths.iter().filter(|&&length| length > 0).for_each(|&length| of_length[length] += 1);
        shorten(&mut of_length);
        // The code of all ones, which belongs to the symbol that is none, is not used.
        if let Some(longest) = of_length[..=MAX_LENGTH].iter().rposition(|&count| count > 0) {
            of_length[longest] -= 1;
        }
        let mut symbols: Vec<usize> = (0..256).filter(|&symbol| lengths[symbol] > 0).collect();
        symbols.sort_by_key(|&symbol| lengths[symbol]);
        Self {
            counts: std::array::from_fn(|i| of_length[i + 1] as u8),
            symbols: symbols.into_iter().map(|symbol| symbol as u8).collect(),
        }
    }

    /// The code and its length, in the low five bits, of each symbol; 0 of those that have none.
    pub(super) fn by_symbol(&self) -> [u32; 256] {
        let mut codes = [0; 256];
        let (mut code, mut symbols) = (0_u32, self.symbols.iter());
        for (length, &count) in (1..).zip(&self.counts) {
            for &symbol in symbols.by_ref().take(count.into()) {
                codes[usize::from(symbol)] = code << 5 | length;
                code += 1;
            }
            code <<= 1;
        }
        codes
    }
}

/// All symbols, and one that is none.
const SYMBOLS: usize = 257;

/// The length of each symbol's code, as long as it may be: the two rarest groups of symbols become one, until there is but one.
///
/// A group has the number of its rarer half, at last of a symbol. Of groups that are there equally often, the one with the
/// larger number counts as rarer.
fn lengths(counts: &[u32; 256]) -> [usize; SYMBOLS] {
    // Symbols, then the groups in the order in which they are made; each has what it is half of.
    let mut whole = [0; 2 * SYMBOLS];
    let mut made = SYMBOLS;
    // The symbol that is none: once, so that none has the code of all ones.
    let counts = counts.iter().copied().chain([1]).enumerate();
    let mut groups: Vec<Group> = counts
        .filter(|&(_, count)| count > 0)
        .map(|(symbol, count)| Group { count: count.into(), number: symbol, place: symbol })
        .collect();
    groups.sort_by_key(Group::rarity);
    // The rarest are last.
    while let (Some(rarest), Some(next)) = (groups.pop(), groups.pop()) {
        (whole[rarest.place], whole[next.place]) = (made, made);
        let group = Group { count: rarest.count + next.count, number: rarest.number, place: made };
        let at = groups.partition_point(|other| other.rarity() < group.rarity());
        groups.insert(at, group);
        made += 1;
    }
    let mut lengths = [0; 2 * SYMBOLS];
    for place in (0..made).rev().filter(|&place| whole[place] > 0) {
        lengths[place] = lengths[whole[place]] + 1;
    }
    std::array::from_fn(|symbol| lengths[symbol])
}

/// Some symbols whose codes begin alike.
struct Group {
    count: u64,
    number: usize,
    place: usize,
}

impl Group {
    /// More for what is rarer.
    const fn rarity(&self) -> (std::cmp::Reverse<u64>, usize) {
        (std::cmp::Reverse(self.count), self.number)
    }
}

/// Makes all codes 16 bits long at most (figure K.3): of two of the longest, one goes where their common beginning was, and the
/// other beside a shorter one that becomes longer by a bit.
fn shorten(of_length: &mut [usize; SYMBOLS]) {
    for length in (MAX_LENGTH + 1..SYMBOLS).rev() {
        while of_length[length] > 0 {
            let Some(shorter) = of_length[1..length - 1].iter().rposition(|&count| count > 0).map(|i| i + 1) else {
                break;
            };
            of_length[length] -= 2;
            of_length[length - 1] += 1;
            of_length[shorter + 1] += 2;
            of_length[shorter] -= 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn best(few: &[(usize, u32)]) -> Codes {
        let mut counts = [0; 256];
        few.iter().for_each(|&(symbol, count)| counts[symbol] = count);
        Codes::best(&counts)
    }

    #[test]
    fn what_is_frequent_is_short() {
        let codes = best(&[(5, 100), (9, 30), (200, 31)]);
        assert_eq!((&codes.counts[..4], &codes.symbols[..]), (&[1, 1, 1, 0][..], &[5, 200, 9][..]));
        assert_eq!([5, 200, 9].map(|symbol| codes.by_symbol()[symbol]), [1, 0b10 << 5 | 2, 0b110 << 5 | 3]);
        let one = best(&[(7, 12)]);
        assert_eq!((one.counts[0], &one.symbols[..]), (1, &[7][..]));
    }

    #[test]
    fn codes_end_with_16_bits() {
        // As Fibonacci's numbers, each of them takes a bit more than the next.
        let (mut a, mut b) = (1, 1);
        let few: Vec<_> = (0..40).map(|symbol| ((a, b) = (b, a + b), (symbol, a)).1).collect();
        let codes = best(&few);
        assert_eq!(codes.counts.iter().map(|&count| usize::from(count)).sum::<usize>(), 40);
        assert_eq!(codes.symbols[..3], [39, 38, 37]);
    }

    proptest! {
        #[test]
        fn a_decoder_understands_them(counts in prop::collection::vec(prop_oneof![Just(0), 1..9_u32, any::<u32>()], 256)) {
            let counts: [u32; 256] = counts.try_into().unwrap();
            prop_assume!(counts.iter().any(|&count| count > 0));
            let codes = Codes::best(&counts);
            prop_assert!(super::super::super::huffman::Huffman::new(&codes.counts, &codes.symbols).is_some());
            let by_symbol = codes.by_symbol();
            for symbol in 0..256 {
                prop_assert_eq!(counts[symbol] > 0, by_symbol[symbol] > 0);
                let (code, length) = (by_symbol[symbol] >> 5, by_symbol[symbol] & 31);
                prop_assert!(length <= 16 && code + 1 < 1 << length.max(1), "none is all ones");
            }
            // No longer than if every symbol had eight bits, or nine.
            let bits: u64 = (0..256).map(|s| u64::from(counts[s]) * u64::from(by_symbol[s] & 31)).sum();
            prop_assert!(bits <= counts.iter().map(|&count| 9 * u64::from(count)).sum());
        }
    }
}
