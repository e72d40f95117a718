//! Inflates a whole stream into a buffer of known size.

use alloc::boxed::Box;
use core::fmt;

use crate::adler::adler32;
use crate::lookup::{
    DISTANCE_BITS, DISTANCE_SIZE, END, LINK, LITERAL, LITLEN_BITS, LITLEN_SIZE, SPECIAL, VALUE, distance_table,
    litlen_table, pair_literals, precode_table,
};
use crate::symbols::{
    FIXED_DISTANCE, FIXED_LITLEN, LITLENS, MOST_PRECODE_BITS, PRECODE_ORDER, PRECODES, USED_DISTANCES,
};

/// What one turn of the fast loop may write: eight literals, the longest match, and what a copy in wide steps runs over.
const OUT_MARGIN: usize = 8 + 258 + 32;
/// What it may read: three words, each filling up what was taken before.
const IN_MARGIN: usize = 32;
/// Fewer bytes than this are not worth a better table.
const WORTH_PAIRS: usize = 4096;

/// Why a stream gave less than it should.
///
/// ```
/// use deflate::{Inflater, Trouble};
///
/// let error = Inflater::new().inflate_zlib(&[0x78, 0x9c, 0x07], &mut [0; 4]).unwrap_err();
/// assert_eq!((error.trouble(), error.position(), error.decoded()), (Trouble::Damaged("a block of no known kind"), 3, 0));
/// assert_eq!(error.to_string(), "a block of no known kind at byte 3, after 0 bytes of output");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InflateError {
    trouble: Trouble,
    position: usize,
    decoded: usize,
}

/// What is wrong with a stream.
///
/// ```
/// use deflate::{Inflater, Trouble};
///
/// assert_eq!(Inflater::new().inflate_zlib(&[0x78], &mut [0]).unwrap_err().trouble(), Trouble::Ended);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Trouble {
    /// Its bytes end before it does.
    Ended,
    /// It is none, for the reason that is given.
    Damaged(&'static str),
}

impl InflateError {
    /// What is wrong.
    #[must_use]
    pub fn trouble(&self) -> Trouble {
        self.trouble
    }

    /// How many bytes of the stream had been looked at.
    #[must_use]
    pub fn position(&self) -> usize {
        self.position
    }

    /// How many bytes had been decoded.
    #[must_use]
    pub fn decoded(&self) -> usize {
        self.decoded
    }
}

impl fmt::Display for InflateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.trouble {
            Trouble::Ended => "the data end",
            Trouble::Damaged(what) => what,
        };
        write!(f, "{what} at byte {}, after {} bytes of output", self.position, self.decoded)
    }
}

impl core::error::Error for InflateError {}

type Step<T = ()> = Result<T, Trouble>;

/// Inflates; its tables are kept from stream to stream.
///
/// ```
/// use deflate::Inflater;
///
/// let stream = [0x78, 0x9c, 0x4b, 0x4c, 0x84, 0x01, 0x00, 0x14, 0xe1, 0x03, 0xcb];
/// let mut out = [0; 10];
/// assert_eq!(Inflater::new().inflate_zlib(&stream, &mut out).unwrap(), 10);
/// assert_eq!(&out, b"aaaaaaaaaa");
/// ```
pub struct Inflater {
    litlen: Box<[u32; LITLEN_SIZE]>,
    distance: Box<[u32; DISTANCE_SIZE]>,
    precode: [u32; 1 << MOST_PRECODE_BITS],
}

impl fmt::Debug for Inflater {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inflater").finish_non_exhaustive()
    }
}

impl Default for Inflater {
    fn default() -> Self {
        Self::new()
    }
}

impl Inflater {
    /// One that can be used for any number of streams.
    #[must_use]
    pub fn new() -> Self {
        Self {
            litlen: Box::new([0; LITLEN_SIZE]),
            distance: Box::new([0; DISTANCE_SIZE]),
            precode: [0; 1 << MOST_PRECODE_BITS],
        }
    }

    /// Fills `out` with the first bytes of a stream in zlib's container, and says how many it has, if not more than that.
    ///
    /// Once `out` is full, the stream need not end there, and nothing that comes then is an error but a wrong checksum: one
    /// that is missing, in whole or in part, is not.
    ///
    /// # Errors
    /// If the stream is damaged, or its data end before it does and `out` is not full.
    pub fn inflate_zlib(&mut self, input: &[u8], out: &mut [u8]) -> Result<usize, InflateError> {
        let error = |trouble, position| InflateError { trouble, position, decoded: 0 };
        let &[method, flags, ..] = input else {
            return if out.is_empty() { Ok(0) } else { Err(error(Trouble::Ended, input.len())) };
        };
        if (u32::from(method) << 8 | u32::from(flags)) % 31 != 0 || method & 15 != 8 || method >> 4 > 7 {
            return Err(error(Trouble::Damaged("no header of zlib's"), 2));
        }
        if flags & 0x20 != 0 {
            return Err(error(Trouble::Damaged("a dictionary that is not there"), 2));
        }
        let mut state = State { input, out, at: 0, bits: Bits { pos: 2, word: 0, left: 0 } };
        let ended = self.blocks(&mut state);
        let (at, len, bits) = (state.at, state.out.len(), state.bits);
        let error = |trouble, position| InflateError { trouble, position, decoded: at };
        match ended {
            Ok(()) => {
                let end = bits.byte_position();
                let sum = input.get(end..).and_then(|rest| rest.first_chunk()).copied().map(u32::from_be_bytes);
                match sum {
                    Some(sum) if sum != adler32(&state.out[..at]) => {
                        Err(error(Trouble::Damaged("a wrong checksum"), end))
                    }
                    None if at < len => Err(error(Trouble::Ended, input.len())),
                    _ => Ok(at),
                }
            }
            Err(_) if at == len => Ok(at),
            Err(trouble) => Err(error(trouble, bits.byte_position())),
        }
    }

    /// All blocks to the last. It fails where `out` is full and the stream goes on.
    fn blocks(&mut self, state: &mut State<'_>) -> Step {
        loop {
            let is_last = state.take(1)? == 1;
            match state.take(2)? {
                0 => state.stored()?,
                1 => {
                    let is_code = litlen_table(&mut self.litlen, &FIXED_LITLEN).is_ok()
                        && distance_table(&mut self.distance, &FIXED_DISTANCE).is_ok();
                    debug_assert!(is_code, "the fixed code is one");
                    self.block(state)?;
                }
                2 => {
                    self.read_codes(state)?;
                    self.block(state)?;
                }
                _ => return Err(Trouble::Damaged("a block of no known kind")),
            }
            if is_last {
                return Ok(());
            }
        }
    }

    /// The header of a block with codes of its own.
    fn read_codes(&mut self, state: &mut State<'_>) -> Step {
        let litlens = 257 + state.take(5)? as usize;
        let distances = 1 + state.take(5)? as usize;
        let precodes = 4 + state.take(4)? as usize;
        if litlens > LITLENS - 2 || distances > USED_DISTANCES {
            return Err(Trouble::Damaged("too many symbols"));
        }
        let mut lens = [0; PRECODES];
        for &symbol in &PRECODE_ORDER[..precodes] {
            lens[usize::from(symbol)] = state.take(3)? as u8;
        }
        precode_table(&mut self.precode, &lens).map_err(|_| Trouble::Damaged("a code for lengths that is none"))?;
        let mut lens = [0_u8; LITLENS + 32];
        let (mut at, all) = (0, litlens + distances);
        while at < all {
            state.refill();
            let entry = self.precode[state.bits.peek(MOST_PRECODE_BITS)];
            state.bits.consume(entry & 63)?;
            let (value, times) = match entry >> VALUE {
                len @ 0..=15 => {
                    lens[at] = len as u8;
                    at += 1;
                    continue;
                }
                16 if at == 0 => return Err(Trouble::Damaged("a length repeated before the first")),
                16 => (lens[at - 1], 3 + state.take(2)?),
                17 => (0, 3 + state.take(3)?),
                _ => (0, 11 + state.take(7)?),
            };
            let end = at + times as usize;
            if end > all {
                return Err(Trouble::Damaged("a length repeated beyond the last"));
            }
            lens[at..end].fill(value);
            at = end;
        }
        litlen_table(&mut self.litlen, &lens[..litlens])
            .map_err(|_| Trouble::Damaged("a code for literals and lengths that is none"))?;
        if state.out.len() - state.at > WORTH_PAIRS {
            pair_literals(&mut self.litlen, &lens[..litlens]);
        }
        distance_table(&mut self.distance, &lens[litlens..all])
            .map_err(|_| Trouble::Damaged("a code for distances that is none"))
    }

    /// What a block with codes holds.
    fn block(&self, state: &mut State<'_>) -> Step {
        if self.fast(state)? {
            return Ok(());
        }
        self.slow(state)
    }

    /// As long as neither end is near, nothing of it is checked but distances. Tells if the block has ended.
    fn fast(&self, state: &mut State<'_>) -> Step<bool> {
        let (litlen, distance) = (&*self.litlen, &*self.distance);
        let Some(in_end) = state.input.len().checked_sub(IN_MARGIN) else { return Ok(false) };
        let Some(out_end) = state.out.len().checked_sub(OUT_MARGIN) else { return Ok(false) };
        let (input, mut bits, mut at) = (state.input, state.bits, state.at);
        let out = &mut *state.out;
        let ended = loop {
            if bits.pos > in_end || at > out_end {
                break Ok(false);
            }
            bits.refill_word(input);
            // Four entries of 12 bits at most, or three, and a length of 20.
            let mut entry = litlen[bits.peek(LITLEN_BITS)];
            if entry >= LITERAL {
                let mut literals = u64::from(entry >> 8 & 0xffff);
                let mut len = entry >> 24;
                bits.skip(entry);
                entry = litlen[bits.peek(LITLEN_BITS)];
                if entry >= LITERAL {
                    literals |= u64::from(entry >> 8 & 0xffff) << len;
                    len += entry >> 24;
                    bits.skip(entry);
                    entry = litlen[bits.peek(LITLEN_BITS)];
                    if entry >= LITERAL {
                        literals |= u64::from(entry >> 8 & 0xffff) << len;
                        len += entry >> 24;
                        bits.skip(entry);
                        entry = litlen[bits.peek(LITLEN_BITS)];
                        if entry >= LITERAL {
                            literals |= u64::from(entry >> 8 & 0xffff) << len;
                            len += entry >> 24;
                            bits.skip(entry);
                            out[at..at + 8].copy_from_slice(&literals.to_le_bytes());
                            at += len as usize / 8;
                            continue;
                        }
                    }
                }
                out[at..at + 8].copy_from_slice(&literals.to_le_bytes());
                at += len as usize / 8;
            }
            if entry & SPECIAL != 0 {
                if entry & LINK != 0 {
                    bits.skip(entry);
                    entry = litlen[linked(entry, bits) & (LITLEN_SIZE - 1)];
                    if entry >= LITERAL {
                        out[at] = (entry >> 8) as u8;
                        at += 1;
                        bits.skip(entry);
                        continue;
                    }
                }
                if entry & SPECIAL != 0 {
                    if entry & END != 0 {
                        bits.skip(entry);
                        break Ok(true);
                    }
                    break Err(Trouble::Damaged("a word that is not of the code"));
                }
            }
            let len = bits.value(entry);
            bits.skip(entry);
            bits.refill_word(input);
            let mut entry = distance[bits.peek(DISTANCE_BITS)];
            if entry & SPECIAL != 0 {
                if entry & LINK != 0 {
                    bits.skip(entry);
                    entry = distance[linked(entry, bits) & (DISTANCE_SIZE - 1)];
                }
                if entry & SPECIAL != 0 {
                    break Err(Trouble::Damaged("a word that is not of the code"));
                }
            }
            let back = bits.value(entry);
            bits.skip(entry);
            if back > at {
                break Err(Trouble::Damaged("a distance beyond the beginning"));
            }
            copy_wide(out, at, back, len);
            at += len;
        };
        bits.left &= 63;
        (state.bits, state.at) = (bits, at);
        ended
    }

    /// Near either end, all of it is checked.
    fn slow(&self, state: &mut State<'_>) -> Step {
        loop {
            state.refill();
            let mut entry = self.litlen[state.bits.peek(LITLEN_BITS)];
            if entry & LINK != 0 {
                state.bits.consume(entry & 63)?;
                entry = self.litlen[linked(entry, state.bits) & (LITLEN_SIZE - 1)];
            }
            if entry >= LITERAL {
                let count = (entry >> 24) as usize / 8;
                let literals = (entry >> 8).to_le_bytes();
                // Of two, the second may be padding behind the end of the data; the first then has at most as many bits.
                if state.bits.consume(entry & 63).is_err() {
                    return self.last_literal(state, literals[0]);
                }
                for &literal in &literals[..count] {
                    *state.out.get_mut(state.at).ok_or(Trouble::Ended)? = literal;
                    state.at += 1;
                }
                continue;
            }
            if entry & SPECIAL != 0 {
                return match entry & END {
                    0 => Err(state.bits.trouble_of_word()),
                    _ => state.bits.consume(entry & 63),
                };
            }
            let len = state.bits.value(entry);
            state.bits.consume(entry & 63)?;
            state.refill();
            let mut entry = self.distance[state.bits.peek(DISTANCE_BITS)];
            if entry & LINK != 0 {
                state.bits.consume(entry & 63)?;
                entry = self.distance[linked(entry, state.bits) & (DISTANCE_SIZE - 1)];
            }
            if entry & SPECIAL != 0 {
                return Err(state.bits.trouble_of_word());
            }
            let back = state.bits.value(entry);
            state.bits.consume(entry & 63)?;
            if back > state.at {
                return Err(Trouble::Damaged("a distance beyond the beginning"));
            }
            let end = state.out.len().min(state.at + len);
            for at in state.at..end {
                state.out[at] = state.out[at - back];
            }
            let is_cut = end - state.at < len;
            state.at = end;
            if is_cut {
                return Err(Trouble::Ended);
            }
        }
    }

    /// The first of two literals, if the data have all of its bits; there they end.
    #[cold]
    fn last_literal(&self, state: &mut State<'_>, literal: u8) -> Step {
        // The lowest bits alone decide which literal is first: it has no more than are left if all that could follow begin with it.
        let known = (state.bits.word as usize) & ((1 << state.bits.left) - 1);
        let spread = 1_usize << state.bits.left;
        let is_sure = (known..1 << LITLEN_BITS).step_by(spread).all(|word| {
            let entry = self.litlen[word & (LITLEN_SIZE - 1)];
            entry >= LITERAL && (entry >> 8) as u8 == literal
        });
        if let (true, Some(place)) = (is_sure, state.out.get_mut(state.at)) {
            *place = literal;
            state.at += 1;
        }
        Err(Trouble::Ended)
    }
}

/// Where the entry of a longer code is, whose first bits have been taken.
fn linked(link: u32, bits: Bits) -> usize {
    (link >> VALUE) as usize + bits.peek((link >> 8 & 15) as usize)
}

/// A match, with room behind it.
#[inline(always)]
fn copy_wide(out: &mut [u8], at: usize, back: usize, len: usize) {
    const WIDE: usize = 16;
    let mut step = back;
    let mut done = 0;
    if back < WIDE {
        if back == 1 {
            let byte = out[at - 1];
            out[at..at + len].fill(byte);
            return;
        }
        // The same pattern, some times over, is far enough behind.
        while step < WIDE {
            step += back;
        }
        let (first, rest) = (at - back, step - back);
        for i in 0..rest {
            out[at + i] = out[first + i];
        }
        done = rest;
    }
    while done < len {
        let from = at + done - step;
        let mut chunk = [0; WIDE];
        chunk.copy_from_slice(&out[from..from + WIDE]);
        out[at + done..at + done + WIDE].copy_from_slice(&chunk);
        done += WIDE;
    }
}

/// The next bits of the input, lowest first.
#[derive(Clone, Copy)]
struct Bits {
    /// The next byte to be taken.
    pos: usize,
    word: u64,
    /// How many of `word` count; above them is either nothing or what comes next.
    left: u32,
}

impl Bits {
    /// To 56 bits or more, where eight bytes are left.
    #[inline(always)]
    fn refill_word(&mut self, input: &[u8]) {
        if let Some(next) = input.get(self.pos..).and_then(|rest| rest.first_chunk()) {
            self.word |= u64::from_le_bytes(*next) << (self.left & 63);
            self.pos += (!self.left >> 3 & 7) as usize;
            self.left |= 56;
        }
    }

    #[inline(always)]
    fn peek(self, count: usize) -> usize {
        self.word as usize & ((1 << count) - 1)
    }

    /// Drops what an entry took. Of `left`, no more than six bits count from here on.
    #[inline(always)]
    fn skip(&mut self, entry: u32) {
        self.word = self.word.wrapping_shr(entry);
        self.left = self.left.wrapping_sub(entry);
    }

    /// The same, if there is as much.
    fn consume(&mut self, count: u32) -> Step {
        self.left = self.left.checked_sub(count).ok_or(Trouble::Ended)?;
        self.word >>= count;
        Ok(())
    }

    /// The length or distance that an entry and its extra bits stand for.
    #[inline(always)]
    fn value(self, entry: u32) -> usize {
        let with_code = self.word & ((1_u64 << (entry & 63)) - 1);
        (entry >> VALUE) as usize + (with_code >> (entry >> 8 & 15)) as usize
    }

    /// No word of the code may mean no more than that there are too few bits for one.
    fn trouble_of_word(self) -> Trouble {
        if self.left == 0 { Trouble::Ended } else { Trouble::Damaged("a word that is not of the code") }
    }

    /// The next byte of which no bit was taken.
    fn byte_position(self) -> usize {
        self.pos - (self.left / 8) as usize
    }
}

struct State<'a> {
    input: &'a [u8],
    out: &'a mut [u8],
    at: usize,
    bits: Bits,
}

impl State<'_> {
    /// To 56 bits or more, or to the end of the input.
    fn refill(&mut self) {
        while self.bits.left < 56
            && let Some(&byte) = self.input.get(self.bits.pos)
        {
            self.bits.word |= u64::from(byte) << self.bits.left;
            self.bits.pos += 1;
            self.bits.left += 8;
        }
    }

    fn take(&mut self, count: usize) -> Step<u32> {
        self.refill();
        let value = self.bits.peek(count) as u32;
        self.bits.consume(count as u32)?;
        Ok(value)
    }

    /// A block of bytes as they are, as many of them as there is room for.
    fn stored(&mut self) -> Step {
        let start = self.bits.byte_position();
        self.bits = Bits { pos: start, word: 0, left: 0 };
        let Some(&[a, b, c, d]) = self.input.get(start..).and_then(|rest| rest.first_chunk()) else {
            return Err(Trouble::Ended);
        };
        if [a, b] != [!c, !d] {
            return Err(Trouble::Damaged("a stored block whose length is told in two ways"));
        }
        let len = usize::from(u16::from_le_bytes([a, b]));
        let from = start + 4;
        let there = len.min(self.input.len() - from).min(self.out.len() - self.at);
        self.out[self.at..self.at + there].copy_from_slice(&self.input[from..from + there]);
        self.at += there;
        self.bits.pos = from + there;
        if there < len { Err(Trouble::Ended) } else { Ok(()) }
    }
}

#[cfg(test)]
pub(crate) mod tests;
