//! The cheapest way through an image, given what each symbol costs.

use super::distances::{MAX_LENGTH, number_of};
use super::histogram::Prices;
use super::tokens::{Token, cached, place};
use crate::log2::Bits;

/// Copies of fewer pixels are tried at any length, longer ones where another symbol begins.
const SHORT: usize = 64;

/// The tokens that cost least, of the copies in `found` and their beginnings.
pub(super) fn cheapest(
    pixels: &[u32],
    width: usize,
    cache_bits: u32,
    prices: &Prices,
    found: &[&[Token]],
) -> Vec<Token> {
    let in_cache = cached(pixels, cache_bits);
    let mut path = Path { costs: vec![Bits::MAX; pixels.len() + 1], steps: vec![Token::PIXEL; pixels.len() + 1] };
    path.costs[0] = 0;
    let mut ends = vec![0; found.len()];
    let mut recent = vec![(0, 0); found.len()];
    for (i, &pixel) in pixels.iter().enumerate() {
        let cost = path.costs[i];
        let price = if in_cache[i] { prices.cached(place(pixel, cache_bits)) } else { prices.pixel(pixel) };
        path.step(i + 1, cost + price, Token::PIXEL);
        for ((found, end), recent) in found.iter().zip(&mut ends).zip(&mut recent) {
            let token = found[i];
            let (len, distance) = (token.len(), token.distance());
            if len < 2 {
                continue;
            }
            // What goes on at the same distance was tried from where it began.
            let &mut (since, same) = recent;
            if same == distance && i + len <= *end && i < since + SHORT {
                continue;
            }
            *recent = (i, distance);
            let base = cost + prices.distance(number_of(distance, width));
            let mut try_len = |len| path.step(i + len, base + prices.length(len), Token::copy(len, distance));
            if i >= *end {
                // So each pixel is the end of one long copy at most: time stays in proportion to the pixels.
                (2..=len).for_each(&mut try_len);
                *end = i + len;
            } else {
                (2..=len.min(SHORT)).for_each(&mut try_len);
                let mut longer = SHORT;
                while longer < len.min(MAX_LENGTH) {
                    try_len(longer);
                    longer += (1 << longer.ilog2()) / 2;
                }
                try_len(len);
                *end = (*end).max(i + len);
            }
        }
    }
    path.tokens()
}

/// The least that it costs to come to each pixel, and the last step there.
struct Path {
    costs: Vec<Bits>,
    steps: Vec<Token>,
}

impl Path {
    #[inline(always)]
    fn step(&mut self, to: usize, cost: Bits, token: Token) {
        if cost < self.costs[to] {
            self.costs[to] = cost;
            self.steps[to] = token;
        }
    }

    fn tokens(self) -> Vec<Token> {
        let mut tokens = Vec::new();
        let mut at = self.steps.len() - 1;
        while at > 0 {
            tokens.push(self.steps[at]);
            at -= self.steps[at].len();
        }
        tokens.reverse();
        tokens
    }
}
