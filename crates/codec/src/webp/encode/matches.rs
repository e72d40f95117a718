//! Where pixels repeat earlier ones.

use super::distances::{MAX_DISTANCE, MAX_LENGTH, nearest};
use super::tokens::Token;

/// How many earlier places are looked at.
const TRIES: usize = 32;

/// Of so many pixels, a repetition is followed without a look for a better one.
const LONG: usize = 192;

/// How many near distances are looked at.
const NEAREST: usize = 32;

/// The longest repetition that begins with each pixel; one of few pixels or none is a `PIXEL`.
pub(super) fn longest(pixels: &[u32], width: usize) -> Vec<Token> {
    const NONE: u32 = u32::MAX;
    let bits = pixels.len().ilog2().clamp(4, 17);
    let mut newest = vec![NONE; 1 << bits];
    let mut older = vec![NONE; pixels.len()];
    let mut found: Vec<Token> = Vec::with_capacity(pixels.len());
    for i in 0..pixels.len() {
        let most = MAX_LENGTH.min(pixels.len() - i);
        let (mut len, mut distance) = match found.last() {
            Some(token) if token.len() > LONG => (token.len() - 1, token.distance()),
            _ => (1, 0),
        };
        if distance > 0 {
            len = repeats(pixels, i, distance, len, most);
        }
        let follows = distance > 0;
        if i + 1 < pixels.len() {
            let hash = hash(pixels[i], pixels[i + 1], bits);
            if !follows {
                let mut consider = |earlier: usize| {
                    if len < most && pixels[earlier + len] == pixels[i + len] {
                        let new = repeats(pixels, i, i - earlier, 0, most);
                        if new > len {
                            (len, distance) = (new, i - earlier);
                        }
                    }
                    len >= most
                };
                for near in [width, 1] {
                    if near <= i.min(MAX_DISTANCE) {
                        consider(i - near);
                    }
                }
                let mut earlier = newest[hash];
                for _ in 0..TRIES {
                    if earlier == NONE || i - earlier as usize > MAX_DISTANCE || consider(earlier as usize) {
                        break;
                    }
                    earlier = older[earlier as usize];
                }
            }
            older[i] = newest[hash];
            newest[hash] = i as u32;
        }
        found.push(if len > 1 { Token::copy(len, distance) } else { Token::PIXEL });
    }
    found
}

#[inline]
fn hash(first: u32, second: u32, bits: u32) -> usize {
    let both = first.wrapping_mul(0xc6a4_a793) ^ second.wrapping_mul(0x5bd1_e996).rotate_left(13);
    (both.wrapping_mul(0x9e37_79b1) >> (32 - bits)) as usize
}

/// For how many pixels those from `i` on equal those at the distance, of which `known` do.
#[inline]
fn repeats(pixels: &[u32], i: usize, distance: usize, known: usize, most: usize) -> usize {
    let (here, there) = (&pixels[i + known..i + most], &pixels[i - distance + known..]);
    known + here.iter().zip(there).take_while(|(a, b)| a == b).count()
}

/// The longest repetition of a near pixel that begins with each pixel.
pub(super) fn near(pixels: &[u32], width: usize) -> Vec<Token> {
    let mut found = vec![Token::PIXEL; pixels.len()];
    for distance in nearest(NEAREST, width) {
        let mut len = 0;
        for i in (distance..pixels.len()).rev() {
            len = if pixels[i] == pixels[i - distance] { MAX_LENGTH.min(len + 1) } else { 0 };
            if len > found[i].len() {
                found[i] = Token::copy(len, distance);
            }
        }
    }
    found
}

/// Copies where there are repetitions of some pixels, unless the next pixel begins a longer one.
pub(super) fn greedy(found: &[Token], least: usize) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut i = 0;
    while let Some(&token) = found.get(i) {
        let next = found.get(i + 1).map_or(0, |token| token.len());
        let token = if token.len() < least || next > token.len() { Token::PIXEL } else { token };
        tokens.push(token);
        i += token.len();
    }
    tokens
}
