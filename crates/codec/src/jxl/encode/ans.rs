//! Asymmetric numeral systems: symbols to bits by their shares, from the last to the first.

use super::histogram::{Histogram, SHARE_BITS, WHOLE};
use crate::bit_writer::BitWriter;

/// Where a decoder's state ends, and an encoder's begins.
const FIRST_STATE: u32 = 0x13_0000;

/// Where in the alias table, of which each entry is 2^`bucket_bits` places, the places of each symbol are.
pub(super) struct Places {
    /// Share, and where in `places` its places begin.
    symbols: Vec<(u32, u32)>,
    places: Vec<u16>,
}

/// An entry of the alias table: up to the cutoff it is its own symbol's, from there on another's.
#[derive(Clone, Copy, Default)]
struct Bucket {
    cutoff: u32,
    other: usize,
    /// What the place in the bucket is to be added to for the place within the other symbol.
    offset: u32,
}

impl Places {
    pub(super) fn of(histogram: &Histogram, log_alphabet: u32) -> Self {
        let mut next = 0;
        let symbols = histogram.shares.iter().map(|&share| {
            next += share;
            (share, next - share)
        });
        let symbols: Vec<_> = symbols.collect();
        let mut places = vec![0; WHOLE as usize];
        let bucket_bits = SHARE_BITS - log_alphabet;
        let buckets = buckets(&histogram.shares, 1 << log_alphabet, 1 << bucket_bits);
        for place in 0..WHOLE {
            let (index, within) = ((place >> bucket_bits) as usize, place & ((1 << bucket_bits) - 1));
            let bucket = buckets[index];
            let (symbol, offset) =
                if within < bucket.cutoff { (index, within) } else { (bucket.other, bucket.offset + within) };
            // Below 4096.
            places[(symbols[symbol].1 + offset) as usize] = place as u16;
        }
        Self { symbols, places }
    }
}

/// The alias table, as decoders make it.
fn buckets(shares: &[u32], count: usize, size: u32) -> Vec<Bucket> {
    if let Some(only) = shares.iter().position(|&share| share == WHOLE) {
        return (0..count).map(|index| Bucket { cutoff: 0, other: only, offset: index as u32 * size }).collect();
    }
    let share = |index: usize| shares.get(index).copied().unwrap_or(0);
    let mut buckets: Vec<_> = (0..count).map(|index| Bucket { cutoff: share(index), ..Bucket::default() }).collect();
    let (mut full, mut room) = (Vec::new(), Vec::new());
    for (index, bucket) in buckets.iter().enumerate() {
        match bucket.cutoff.cmp(&size) {
            std::cmp::Ordering::Greater => full.push(index),
            std::cmp::Ordering::Less => room.push(index),
            std::cmp::Ordering::Equal => {}
        }
    }
    // What one has too much fills what another has room for.
    while let (Some(from), Some(to)) = (full.pop(), room.pop()) {
        let own = buckets[to].cutoff;
        let left = buckets[from].cutoff - (size - own);
        buckets[from].cutoff = left;
        // What is still to be moved away will lie at lower places, this at those from `left` on.
        buckets[to] = Bucket { cutoff: own, other: from, offset: left.wrapping_sub(own) };
        match left.cmp(&size) {
            std::cmp::Ordering::Greater => full.push(from),
            std::cmp::Ordering::Less => room.push(from),
            std::cmp::Ordering::Equal => {}
        }
    }
    buckets
}

/// Takes what is to be coded from the last to the first.
pub(super) struct Backwards {
    state: u32,
    /// Bits and their number, the last first.
    parts: Vec<(u32, u8)>,
}

impl Backwards {
    pub(super) fn with_capacity(parts: usize) -> Self {
        Self { state: FIRST_STATE, parts: Vec::with_capacity(parts) }
    }

    /// Bits that follow a symbol: to be put before it.
    #[inline]
    pub(super) fn put_bits(&mut self, bits: u32, count: u32) {
        if count > 0 {
            self.parts.push((bits, count as u8));
        }
    }

    #[inline]
    pub(super) fn put_symbol(&mut self, places: &Places, symbol: u32) {
        let (share, start) = places.symbols[symbol as usize];
        if self.state >> (32 - SHARE_BITS) >= share {
            self.parts.push((self.state & 0xffff, 16));
            self.state >>= 16;
        }
        let place = places.places[(start + self.state % share) as usize];
        self.state = (self.state / share) << SHARE_BITS | u32::from(place);
    }

    /// Writes it all, now from the first on.
    pub(super) fn write(self, out: &mut BitWriter) {
        out.put(self.state, 32);
        for (bits, count) in self.parts.into_iter().rev() {
            out.put(bits, count.into());
        }
    }
}
