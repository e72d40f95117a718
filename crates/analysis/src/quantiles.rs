//! Values of given ranks, without sorting: keys are counted by their first 16 bits, then those that begin alike by the next.

use std::collections::BTreeMap;

/// Bits that one pass tells apart.
pub(crate) const DIGIT: u32 = 16;
/// So many keys that are left are sorted in memory.
const FEW: u64 = 1 << 21;

/// What is looked for in one band.
#[derive(Clone, Debug, Default)]
pub(crate) struct Search {
    bits: u32,
    /// Ranks that are not found yet, by the beginning that their keys have; ranks count from the first key that has it.
    open: BTreeMap<u64, Open>,
    /// Leading bits that are known of the beginnings.
    known: u32,
    /// Keys by rank in the whole.
    found: BTreeMap<u64, u64>,
}

#[derive(Clone, Debug, Default)]
struct Open {
    /// Rank among those of this beginning, and in the whole.
    ranks: Vec<(u64, u64)>,
    count: u64,
}

/// What one pass has seen.
#[derive(Clone, Debug)]
pub(crate) enum Seen {
    /// Of each open beginning, how often each next digit.
    Counts(Vec<Vec<u64>>),
    Keys(Vec<u64>),
}

impl Search {
    /// After the first pass counted all keys by their first digit (all of a key of fewer bits).
    pub(crate) fn new(bits: u32, first: &[u64], ranks: impl IntoIterator<Item = u64>) -> Self {
        let ranks: Vec<(u64, u64)> = ranks.into_iter().map(|rank| (rank, rank)).collect();
        let mut search = Self { bits, ..Self::default() };
        search.open.insert(0, Open { ranks, count: first.iter().sum() });
        search.narrow(&[first.to_vec()], DIGIT.min(bits));
        search
    }

    pub(crate) fn is_done(&self) -> bool {
        self.open.is_empty()
    }

    fn is_few(&self) -> bool {
        self.open.values().map(|open| open.count).sum::<u64>() <= FEW
    }

    pub(crate) fn look(&self) -> Seen {
        if self.is_few() { Seen::Keys(Vec::new()) } else { Seen::Counts(vec![vec![0; 1 << DIGIT]; self.open.len()]) }
    }

    /// Takes the keys of some samples.
    pub(crate) fn see(&self, keys: impl Iterator<Item = u64>, seen: &mut Seen) {
        let begins: Vec<u64> = self.open.keys().copied().collect();
        let rest = self.bits - self.known;
        for key in keys {
            let Ok(i) = begins.binary_search(&(key >> rest)) else { continue };
            match seen {
                Seen::Keys(keys) => keys.push(key),
                // 16 bits.
                Seen::Counts(counts) => counts[i][(key >> (rest - DIGIT)) as usize & 0xFFFF] += 1,
            }
        }
    }

    pub(crate) fn merge(seen: &mut Seen, other: Seen) {
        match (seen, other) {
            (Seen::Keys(all), Seen::Keys(keys)) => all.extend(keys),
            (Seen::Counts(all), Seen::Counts(counts)) => {
                all.iter_mut().flatten().zip(counts.iter().flatten()).for_each(|(all, count)| *all += count);
            }
            // One search looks in one way.
            _ => {}
        }
    }

    /// Knows more after a pass.
    pub(crate) fn take(&mut self, seen: Seen) {
        match seen {
            Seen::Counts(counts) => self.narrow(&counts, DIGIT),
            Seen::Keys(mut keys) => {
                keys.sort_unstable();
                let mut keys = keys.as_slice();
                for open in std::mem::take(&mut self.open).into_values() {
                    let (own, others) = keys.split_at((open.count as usize).min(keys.len()));
                    keys = others;
                    self.found.extend(open.ranks.iter().filter_map(|&(rank, of)| Some((of, *own.get(rank as usize)?))));
                }
            }
        }
    }

    fn narrow(&mut self, counts: &[Vec<u64>], digit: u32) {
        let mut open: BTreeMap<u64, Open> = BTreeMap::new();
        self.known += digit;
        for ((begin, of_begin), counts) in std::mem::take(&mut self.open).into_iter().zip(counts) {
            for (rank, of) in of_begin.ranks {
                let mut below = 0;
                for (next, &count) in counts.iter().enumerate() {
                    if rank < below + count {
                        let key = begin << digit | next as u64;
                        if self.known == self.bits {
                            self.found.insert(of, key);
                        } else {
                            let entry = open.entry(key).or_default();
                            entry.count = count;
                            entry.ranks.push((rank - below, of));
                        }
                        break;
                    }
                    below += count;
                }
            }
        }
        self.open = open;
    }

    /// The key of a rank that was looked for.
    pub(crate) fn key(&self, rank: u64) -> Option<u64> {
        self.found.get(&rank).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn first(bits: u32, keys: &[u64]) -> Vec<u64> {
        let mut counts = vec![0; 1 << DIGIT.min(bits)];
        keys.iter().for_each(|key| counts[(key >> (bits - DIGIT.min(bits))) as usize] += 1);
        counts
    }

    proptest! {
        #[test]
        fn ranks_are_those_of_sorted_keys(mut keys in proptest::collection::vec(any::<u64>(), 1..300), bits in prop_oneof![Just(8_u32), Just(16), Just(32), Just(64)],
            spread in 0_u32..64, few in any::<bool>()) {
            keys.iter_mut().for_each(|key| *key = *key >> spread >> (64 - bits));
            let ranks = [0, keys.len() as u64 / 2, keys.len() as u64 - 1];
            let mut search = Search::new(bits, &first(bits, &keys), ranks);
            let mut passes = 0;
            while !search.is_done() {
                let mut seen = if few { search.look() } else { Seen::Counts(vec![vec![0; 1 << DIGIT]; search.open.len()]) };
                search.see(keys.iter().copied(), &mut seen);
                search.take(seen);
                passes += 1;
            }
            let most = if few { 1 } else { 3 };
            prop_assert!(passes <= most);
            keys.sort_unstable();
            for rank in ranks {
                prop_assert_eq!(search.key(rank), Some(keys[rank as usize]));
            }
        }
    }
}
