//! Copies of numbers that were there before, where they take fewer bits.

use std::collections::HashMap;

use super::entropy::{Code, Copies, Token};
use super::hybrid_uint::HybridUint;
use crate::log2::{BIT, log2};

/// The least length of a copy.
pub(super) const LEAST_COPY: u32 = 3;
/// Symbols from this on are lengths of copies.
pub(super) const FIRST_COPY: u32 = 224;
/// Lengths, less the least, as symbols.
pub(super) const LENGTHS: HybridUint = HybridUint::new(0, 0, 0);

const MOST_DISTANCE: usize = 1 << 20;
/// Places with the same hash that are compared.
const TRIES: usize = 12;
const HASH_BITS: u32 = 15;
/// Copies are of up to so many numbers: longer ones are several.
const LONGEST: usize = 1024;
/// Distances in the plane have the first numbers.
const NEAR: usize = 120;

/// What a number may take on average for copies to be looked for.
const MOST_EACH: u64 = 2 * BIT;

/// What a copy takes besides what its length and distance say: an estimate.
const OVERHEAD: u64 = 12 * BIT;

/// Numbers of distances to pixels nearby, of rows of this width.
struct Distances {
    near: HashMap<usize, u32>,
}

impl Distances {
    /// The nearest pixels come first: up to 8 to the left, or to the right in one of 7 rows above.
    fn new(width: usize) -> Self {
        let offsets = (0..8_i32).flat_map(|down| (-7..=8_i32).map(move |left| (left, down)));
        let mut offsets: Vec<_> = offsets.filter(|&(left, down)| down > 0 || left > 0).collect();
        offsets.sort_by_key(|&(left, down)| (left * left + down * down, left.abs(), left < 0));
        debug_assert_eq!(offsets.len(), NEAR);
        let mut near = HashMap::new();
        for (number, (left, down)) in (0..).zip(offsets) {
            let distance = (width * down as usize).checked_add_signed(left as isize);
            if let Some(distance) = distance.filter(|&distance| distance > 0) {
                near.entry(distance).or_insert(number);
            }
        }
        Self { near }
    }

    fn number(&self, distance: usize) -> u32 {
        // Distances are up to 2^20.
        self.near.get(&distance).copied().unwrap_or((distance - 1 + NEAR) as u32)
    }
}

/// The tokens with copies, if there are any that seem worth it by the code that would code them without. `contexts` are those of
/// the tokens, behind which comes that of distances; rows are `width` numbers wide.
pub(super) fn with_copies(tokens: &[Token], code: &Code, contexts: usize, width: usize) -> Option<Vec<Token>> {
    if tokens.len() < 2 * LEAST_COPY as usize {
        return None;
    }
    let mut costs = Vec::with_capacity(tokens.len() + 1);
    let mut sum = 0;
    costs.push(0);
    for &token in tokens {
        sum += code.cost_of(token);
        costs.push(sum);
    }
    // What takes many bits is never the same for long.
    if sum < 4 * OVERHEAD || sum / tokens.len() as u64 > MOST_EACH {
        return None;
    }
    let distances = Distances::new(width);
    let mut chains = Chains::new(tokens.len());
    let mut out = Vec::new();
    let (mut at, mut copies) = (0, 0);
    while at < tokens.len() {
        let best = chains.best(tokens, at, &costs, &distances, width);
        let length = match best {
            Some((length, distance)) => {
                // Lengths are of a block's samples, fewer than 2^32.
                out.push(Token::copy(tokens[at].context() as u32, length as u32 - LEAST_COPY));
                out.push(Token::new(contexts as u32, distances.number(distance)));
                copies += 1;
                length
            }
            None => {
                out.push(tokens[at]);
                1
            }
        };
        chains.add(tokens, at, length);
        at += length;
    }
    (copies > 0).then_some(out)
}

/// Where the same numbers were before.
struct Chains {
    heads: Vec<u32>,
    before: Vec<u32>,
}

const NONE: u32 = u32::MAX;

impl Chains {
    fn new(len: usize) -> Self {
        Self { heads: vec![NONE; 1 << HASH_BITS], before: vec![NONE; len] }
    }

    fn hash(tokens: &[Token], at: usize) -> Option<usize> {
        let next = tokens.get(at..at + LEAST_COPY as usize)?;
        let mixed =
            next.iter().fold(0_u32, |hash, token| (hash ^ token.value).wrapping_mul(0x9e37_79b1).rotate_left(13));
        Some((mixed.wrapping_mul(0x85eb_ca6b) >> (32 - HASH_BITS)) as usize)
    }

    fn add(&mut self, tokens: &[Token], at: usize, length: usize) {
        // Of long copies of the same, a few places are enough.
        for place in at..at + length {
            if place - at > 64 && at + length - place > 64 && place % 16 != 0 {
                continue;
            }
            if let Some(hash) = Self::hash(tokens, place) {
                self.before[place] = self.heads[hash];
                self.heads[hash] = place as u32;
            }
        }
    }

    /// The copy that saves most at a place, if one saves anything.
    fn best(
        &self,
        tokens: &[Token],
        at: usize,
        costs: &[u64],
        distances: &Distances,
        width: usize,
    ) -> Option<(usize, usize)> {
        let end = (at + LONGEST).min(tokens.len());
        // What takes next to nothing is not looked for.
        if costs[end] - costs[at] <= OVERHEAD {
            return None;
        }
        let hash = Self::hash(tokens, at)?;
        let mut best = (0, None);
        let mut look = |from: usize| {
            let distance = at - from;
            let length = tokens[at..end].iter().zip(&tokens[from..]).take_while(|(a, b)| a.value == b.value).count();
            if length < LEAST_COPY as usize {
                return;
            }
            let number = distances.number(distance);
            let of_distance = log2(number + 2) / if number < 120 { 2 } else { 1 };
            let takes = OVERHEAD + of_distance + log2(length as u32) / 2;
            let saved = (costs[at + length] - costs[at]).saturating_sub(takes);
            if saved > best.0 {
                best = (saved, Some((length, distance)));
            }
        };
        if at > 0 {
            look(at - 1);
        }
        if at >= width && width > 1 {
            look(at - width);
        }
        let (mut place, mut tries) = (self.heads[hash], TRIES);
        while place != NONE && tries > 0 && at - place as usize <= MOST_DISTANCE {
            look(place as usize);
            place = self.before[place as usize];
            tries -= 1;
        }
        best.1
    }
}

/// The code and the tokens that are fewer bits: with copies, or without.
pub(super) fn best(
    streams: Vec<Vec<Token>>,
    code: Code,
    contexts: usize,
    widths: &[usize],
    care: super::entropy::Care,
) -> (Vec<Vec<Token>>, Code) {
    let with: Vec<_> =
        streams.iter().zip(widths).map(|(tokens, &width)| with_copies(tokens, &code, contexts, width)).collect();
    if with.iter().all(Option::is_none) {
        return (streams, code);
    }
    let with: Vec<Vec<Token>> =
        with.into_iter().zip(&streams).map(|(with, without)| with.unwrap_or_else(|| without.clone())).collect();
    let slices: Vec<&[Token]> = with.iter().map(Vec::as_slice).collect();
    let code_with = Code::best(&slices, contexts, Copies::Yes, care);
    if code_with.cost() < code.cost() { (with, code_with) } else { (streams, code) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_pixels_have_small_numbers() {
        let distances = Distances::new(100);
        let numbers = [100, 1, 101, 99, 200, 2, 705, 708].map(|distance| distances.number(distance));
        assert_eq!(numbers, [0, 1, 2, 3, 4, 5, 106, 119]);
        assert_eq!(distances.number(5000), 5119);
    }
}
