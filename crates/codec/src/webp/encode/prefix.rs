//! Prefix codes: how long each symbol's code is, and how a stream says so.

use super::bits::BitWriter;

/// The longest code of a symbol.
const LONGEST: u32 = 15;
/// The longest code of a code length.
const LONGEST_OF_LENGTHS: u32 = 7;

/// The order in which the lengths of the codes of code lengths stand.
const ORDER: [usize; 19] = [17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];

/// A code for each symbol of an alphabet.
#[derive(Debug, Clone)]
pub(super) struct PrefixCode {
    /// The bits, the first of them the lowest, and how many there are.
    codes: Vec<(u16, u8)>,
}

impl PrefixCode {
    /// The code for symbols that are so frequent, of at most `longest` bits.
    fn of(counts: &[u32], longest: u32) -> Self {
        Self { codes: numbered(&lengths(counts, longest)) }
    }

    /// Writes what the code is, and gives it.
    pub(super) fn write(counts: &[u32], bits: &mut BitWriter) -> Self {
        let mut used = counts.iter().enumerate().filter(|(_, count)| **count > 0).map(|(symbol, _)| symbol);
        let some = [used.next(), used.next(), used.next()];
        match some {
            [first, second, None] if first.max(second).is_none_or(|symbol| symbol < 256) => {
                let mut code = Self { codes: vec![(0, 0); counts.len()] };
                let first = first.unwrap_or(0) as u32;
                bits.put(1, 1);
                bits.put(u32::from(second.is_some()), 1);
                let wide = first > 1;
                bits.put(u32::from(wide), 1);
                bits.put(first, if wide { 8 } else { 1 });
                if let Some(second) = second {
                    bits.put(second as u32, 8);
                    code.codes[first as usize] = (0, 1);
                    code.codes[second] = (1, 1);
                }
                code
            }
            _ => {
                let lengths = lengths(counts, LONGEST);
                write_lengths(&lengths, bits);
                let only_one = lengths.iter().filter(|&&len| len > 0).count() == 1;
                // One symbol needs no bit to be told from others.
                Self { codes: if only_one { vec![(0, 0); counts.len()] } else { numbered(&lengths) } }
            }
        }
    }

    #[inline(always)]
    pub(super) fn put(&self, symbol: usize, bits: &mut BitWriter) {
        let (code, len) = self.codes[symbol];
        bits.put(code.into(), len.into());
    }
}

/// How long the codes are at best; one symbol alone has one bit.
fn lengths(counts: &[u32], longest: u32) -> Vec<u8> {
    let used: Vec<(u32, usize)> = counts.iter().copied().zip(0..).filter(|(count, _)| *count > 0).collect();
    let mut lengths = vec![0; counts.len()];
    if let [(_, symbol)] = used[..] {
        lengths[symbol] = 1;
    }
    if used.len() < 2 {
        return lengths;
    }
    let mut least = 1;
    loop {
        // Rare symbols count as less rare until their codes are short enough.
        let mut leaves: Vec<(u32, usize)> = used.iter().map(|&(count, symbol)| (count.max(least), symbol)).collect();
        leaves.sort_unstable();
        let depths = depths(&leaves);
        if depths.iter().all(|&depth| depth <= longest) {
            for ((_, symbol), depth) in leaves.into_iter().zip(depths) {
                lengths[symbol] = depth as u8;
            }
            return lengths;
        }
        least *= 2;
    }
}

/// How deep the leaves, lightest first, lie in the tree that joins the lightest two again and again.
fn depths(leaves: &[(u32, usize)]) -> Vec<u32> {
    let count = leaves.len();
    let mut weights: Vec<u64> = leaves.iter().map(|&(weight, _)| weight.into()).collect();
    let mut parents = vec![0; 2 * count - 1];
    // Leaves and inner nodes, each from light to heavy: the lightest is the first of one of them.
    let (mut leaf, mut inner) = (0, count);
    for node in count..2 * count - 1 {
        let mut weight = 0;
        for _ in 0..2 {
            let from_leaves = leaf < count && (inner == node || weights[leaf] <= weights[inner]);
            let next = if from_leaves { &mut leaf } else { &mut inner };
            weight += weights[*next];
            parents[*next] = node;
            *next += 1;
        }
        weights.push(weight);
    }
    let mut depths = vec![0; 2 * count - 1];
    for node in (0..2 * count - 2).rev() {
        depths[node] = depths[parents[node]] + 1;
    }
    depths.truncate(count);
    depths
}

/// The codes: shorter ones first, and those of one length in the order of their symbols.
fn numbered(lengths: &[u8]) -> Vec<(u16, u8)> {
    let mut next = [0_u32; 17];
    for &len in lengths.iter().filter(|&&len| len > 0) {
        next[usize::from(len) + 1] += 1;
    }
    for len in 1..17 {
        next[len] = (next[len] + next[len - 1]) << 1;
    }
    // Now each has where the codes of its length begin: after the last shorter one, and a bit more.
    lengths
        .iter()
        .map(|&len| {
            if len == 0 {
                return (0, 0);
            }
            let code = next[usize::from(len)];
            next[usize::from(len)] += 1;
            ((code.reverse_bits() >> (32 - u32::from(len))) as u16, len)
        })
        .collect()
}

/// Lengths of codes, with runs, by a code of their own.
fn write_lengths(lengths: &[u8], bits: &mut BitWriter) {
    let mut runs = runs(lengths);
    // What is not told is zero.
    let end = runs.iter().rposition(|run| !matches!(run.symbol, 0 | 17 | 18)).map_or(0, |last| last + 1);
    let cut: usize = runs[end..].iter().map(|run| 2 + usize::from(run.extra_bits)).sum();
    let is_cut = end > 1 && cut > 12;
    if is_cut {
        runs.truncate(end);
    }
    let mut counts = [0; 19];
    runs.iter().for_each(|run| counts[usize::from(run.symbol)] += 1);
    let own_lengths = self::lengths(&counts, LONGEST_OF_LENGTHS);
    let told = ORDER.iter().rposition(|&symbol| own_lengths[symbol] > 0).map_or(0, |last| last + 1).max(4);
    bits.put(0, 1);
    bits.put(told as u32 - 4, 4);
    ORDER[..told].iter().for_each(|&symbol| bits.put(own_lengths[symbol].into(), 3));
    let only_one = own_lengths.iter().filter(|&&len| len > 0).count() == 1;
    let code =
        if only_one { PrefixCode { codes: vec![(0, 0); 19] } } else { PrefixCode::of(&counts, LONGEST_OF_LENGTHS) };
    bits.put(u32::from(is_cut), 1);
    if is_cut {
        let number = end as u32 - 2;
        let pairs = (32 - number.leading_zeros()).div_ceil(2).max(1);
        bits.put(pairs - 1, 3);
        bits.put(number, 2 * pairs);
    }
    for run in runs {
        code.put(run.symbol.into(), bits);
        bits.put(run.extra, run.extra_bits.into());
    }
}

/// A length, or several of them.
struct Run {
    symbol: u8,
    extra: u32,
    extra_bits: u8,
}

fn runs(lengths: &[u8]) -> Vec<Run> {
    let mut runs = Vec::new();
    // What is repeated before anything was said.
    let mut last = 8;
    for same in lengths.chunk_by(|a, b| a == b) {
        let (len, mut left) = (same[0], same.len());
        if len != 0 && len != last {
            runs.push(Run { symbol: len, extra: 0, extra_bits: 0 });
            (last, left) = (len, left - 1);
        }
        while left > 0 {
            let (symbol, least, most, extra_bits) = match (len, left) {
                (_, 1..3) => (len, 1, 1, 0),
                (0, 3..11) => (17, 3, 10, 3),
                (0, _) => (18, 11, 138, 7),
                _ => (16, 3, 6, 2),
            };
            let count = left.min(most);
            runs.push(Run { symbol, extra: (count - least) as u32, extra_bits });
            left -= count;
        }
    }
    runs
}
