//! Chains of places whose next bytes have the same hash, and the parser that walks them.

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::costs::{BIT, Costs};
use crate::symbols::LENGTH_SYMBOL;

pub(crate) const WINDOW: usize = 1 << 15;
const HASH_BITS: u32 = 15;
const LONGEST: usize = 258;
/// Behind this, no match is looked for: that many bytes are hashed or compared at once.
const TAIL: usize = 8;

/// Some literals, and a match behind them, if its length is not 0.
#[derive(Clone, Copy)]
pub(crate) struct Sequence {
    pub(crate) literals: u32,
    pub(crate) len: u16,
    pub(crate) distance: u16,
}

/// How hard is looked.
#[derive(Clone, Copy)]
pub(crate) struct Effort {
    /// Places of a chain.
    pub(crate) depth: u32,
    /// From this length on, nothing longer is looked for.
    pub(crate) nice: usize,
    /// Up to this length, something better is looked for a byte later; 0 for never.
    pub(crate) lazy: usize,
    /// After 2^n bytes without a match, one of them is passed over, and so on.
    pub(crate) patience: u32,
}

#[derive(Clone, Copy)]
struct Match {
    len: usize,
    distance: usize,
    /// The bits that it spares; none if not above 0.
    gain: u32,
}

pub(crate) struct Matcher {
    /// Low halves of places. What is so old that its half means another place is compared like that.
    head: Box<[u16; 1 << HASH_BITS]>,
    before: Box<[u16; WINDOW]>,
}

impl Matcher {
    pub(crate) fn new() -> Self {
        Self { head: Box::new([0; 1 << HASH_BITS]), before: Box::new([0; WINDOW]) }
    }

    /// Nothing of another input may be found, nor change what is.
    pub(crate) fn reset(&mut self) {
        self.head.fill(0);
        self.before.fill(0);
    }

    /// The bytes from `start` to `end` of `data` (or a match's length beyond) as sequences; tells where they end.
    pub(crate) fn parse(
        &mut self,
        data: &[u8],
        (start, end): (usize, usize),
        (effort, costs, width): (Effort, &Costs, u32),
        sequences: &mut Vec<Sequence>,
    ) -> usize {
        let last = data.len().saturating_sub(TAIL);
        let mut search = Search { head: &mut self.head, before: &mut self.before, data, effort, costs, width };
        let (mut at, mut run) = (start, start);
        let mut misses = 0_usize;
        let (mut gained, mut rate) = (0_u64, 0_u64);
        while at < end {
            if at >= last {
                at = data.len();
                break;
            }
            let mut found = search.find_and_insert(at);
            if found.gain == 0 {
                misses += 1;
                at += 1 + (misses >> effort.patience).min(16);
                continue;
            }
            while found.len < effort.lazy && at + 1 < last {
                let next = search.find_and_insert(at + 1);
                // What lies between the two ends would gain something, too.
                let of = |found: &Match, skipped| {
                    u64::from(found.gain) * 256 + (LONGEST + 1 - found.len - skipped) as u64 * rate
                };
                if next.gain == 0 || of(&next, 1) <= of(&found, 0) {
                    break;
                }
                at += 1;
                found = next;
            }
            gained += u64::from(found.gain);
            rate = gained * 256 / (at + found.len - start) as u64;
            let mut back = 0;
            // Where bytes were passed over, it may begin among them.
            if misses >> effort.patience > 0 {
                while at - back > run
                    && at - back > found.distance
                    && found.len + back < LONGEST
                    && data[at - back - 1] == data[at - back - 1 - found.distance]
                {
                    back += 1;
                }
            }
            misses = 0;
            let (len, from) = (found.len + back, at - back);
            sequences.push(Sequence {
                literals: (from - run) as u32,
                len: len as u16,
                distance: found.distance as u16,
            });
            let next = from + len;
            search.insert(at + 1, next.min(last));
            at = next;
            run = next;
        }
        let at = at.min(data.len());
        if at > run {
            sequences.push(Sequence { literals: (at - run) as u32, len: 0, distance: 0 });
        }
        at
    }
}

struct Search<'a> {
    head: &'a mut [u16; 1 << HASH_BITS],
    before: &'a mut [u16; WINDOW],
    data: &'a [u8],
    effort: Effort,
    costs: &'a Costs,
    /// Bits that are hashed.
    width: u32,
}

#[inline(always)]
fn word(data: &[u8], at: usize) -> u64 {
    match data.get(at..).and_then(|rest| rest.first_chunk()) {
        Some(bytes) => u64::from_le_bytes(*bytes),
        None => 0,
    }
}

#[inline(always)]
pub(crate) fn distance_symbol(distance: usize) -> usize {
    let x = distance - 1;
    if x < 2 {
        return x;
    }
    let bits = x.ilog2();
    2 * bits as usize + (x >> (bits - 1) & 1)
}

impl Search<'_> {
    #[inline(always)]
    fn hash(&self, word: u64) -> usize {
        // The factor is 2^64 over the golden ratio.
        ((word << (64 - self.width)).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - HASH_BITS)) as usize
    }

    #[inline(always)]
    fn link(&mut self, at: usize, hash: usize) -> u16 {
        let newest = self.head[hash & ((1 << HASH_BITS) - 1)];
        self.before[at & (WINDOW - 1)] = newest;
        self.head[hash & ((1 << HASH_BITS) - 1)] = at as u16;
        newest
    }

    #[inline(always)]
    fn insert(&mut self, from: usize, to: usize) {
        for at in from..to {
            let hash = self.hash(word(self.data, at));
            self.link(at, hash);
        }
    }

    #[inline(always)]
    fn find_and_insert(&mut self, at: usize) -> Match {
        let here = word(self.data, at);
        let hash = self.hash(here);
        let mut place = self.link(at, hash);
        let mut best = Match { len: if self.width < 32 { 2 } else { 3 }, distance: 0, gain: 0 };
        let most = LONGEST.min(self.data.len() - at);
        let mut passed = 0;
        for _ in 0..self.effort.depth {
            let distance = usize::from((at as u16).wrapping_sub(place));
            if distance <= passed || distance >= WINDOW || distance > at {
                break;
            }
            passed = distance;
            let there = at - distance;
            let common = here ^ word(self.data, there);
            place = self.before[there & (WINDOW - 1)];
            let mut len = common.trailing_zeros() as usize / 8;
            if len <= best.len && len < 8 {
                continue;
            }
            if len == 8 {
                if best.len >= 8 && self.data[there + best.len] != self.data[at + best.len] {
                    continue;
                }
                len = self.extend(at, there, most);
                if len <= best.len {
                    continue;
                }
            }
            let gain = self.gain(at, len, distance);
            if gain > best.gain {
                best = Match { len, distance, gain };
                if len >= self.effort.nice || len == most {
                    break;
                }
            }
        }
        best
    }

    /// How long a match is whose first 8 bytes are.
    #[inline]
    fn extend(&self, at: usize, there: usize, most: usize) -> usize {
        let mut len = 8;
        while len + 8 <= most {
            let common = word(self.data, at + len) ^ word(self.data, there + len);
            if common != 0 {
                return len + common.trailing_zeros() as usize / 8;
            }
            len += 8;
        }
        while len < most && self.data[at + len] == self.data[there + len] {
            len += 1;
        }
        len
    }

    /// What the match spares against literals.
    #[inline]
    fn gain(&self, at: usize, len: usize, distance: usize) -> u32 {
        const COUNTED: usize = 24;
        let costs = self.costs;
        let bytes = &self.data[at..at + len.min(COUNTED)];
        let literals: u32 = bytes.iter().map(|&byte| costs.literal[usize::from(byte)]).sum();
        let literals = literals + (len - bytes.len()) as u32 * costs.mean;
        let len_symbol = usize::from(LENGTH_SYMBOL[len & 511]);
        let cost = costs.length[len_symbol & 31] + costs.distance[distance_symbol(distance) & 31];
        literals.saturating_sub(cost + BIT / 4)
    }
}
