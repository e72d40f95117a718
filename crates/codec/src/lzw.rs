//! LZW (TIFF 6, section 13), read in two dialects and written in one.
//!
//! The specification's codes stand most significant bit first, and grow by a bit one code earlier than they would have to.
//! Before there was a specification, libtiff wrote them least significant bit first and grew them when it was time; such
//! streams are told by their first code, a Clear of 9 bits, which then begins with a zero byte and an odd one.
//!
//! Any string in the table is a stretch of what was decoded since the last Clear: the string of a code, and the byte after it.
//! So the table needs to hold no strings, just where they start and how long they are.

mod encode;
mod stream;

pub(crate) use encode::Encoder;
pub(crate) use stream::LzwReader;

use crate::short::Short;

const CLEAR: usize = 256;
const END: usize = 257;
const FIRST: usize = 258;
const TABLE: usize = 1 << MAX_WIDTH;
const MIN_WIDTH: u32 = 9;
const MAX_WIDTH: u32 = 12;

/// A string: where in the output it starts, counted from the last Clear, and its length.
///
/// Between two Clears there are at most 4096 entries of at most 4096 bytes, so that both are small numbers.
#[derive(Clone, Copy, Default)]
struct Entry {
    start: u32,
    len: u32,
}

pub(crate) struct Decoder(Box<[Entry; TABLE]>);

impl Default for Decoder {
    fn default() -> Self {
        Self(Box::new([Entry::default(); TABLE]))
    }
}

/// Where decoding is.
struct Progress {
    /// Bits of the next code.
    width: u32,
    /// The next entry of the table.
    next: usize,
    /// Bytes decoded.
    filled: usize,
    /// Bytes that were decoded when the last Clear came.
    cleared: usize,
}

impl Progress {
    const START: Self = Self { width: MIN_WIDTH, next: FIRST, filled: 0, cleared: 0 };
}

/// Why decoding paused.
enum Pause {
    /// As many bytes as were wanted are decoded.
    Full,
    /// The next code is not in the input whole.
    NeedsInput,
    /// The code for the end came.
    End,
    /// A code that stands for nothing came.
    Damaged,
}

/// Whether the stream of this beginning is of the old dialect.
fn is_old(input: &[u8]) -> bool {
    matches!(input, [0, second, ..] if second & 1 == 1)
}

impl Decoder {
    /// Fills `out`, or says how far it came. Once it is full, no code for the end is waited for; nor must there be a Clear at
    /// the start.
    pub(crate) fn decode(&mut self, input: &[u8], out: &mut [u8]) -> Result<(), Short> {
        let (mut progress, wanted) = (Progress::START, out.len());
        let pause = if is_old(input) {
            self.decode_codes(&mut Codes::<true>::new(input), &mut progress, out, wanted)
        } else {
            self.decode_codes(&mut Codes::<false>::new(input), &mut progress, out, wanted)
        };
        match pause {
            Pause::Full => Ok(()),
            Pause::Damaged => Err(Short::damaged_after(progress.filled)),
            Pause::NeedsInput | Pause::End => Err(Short::ends_after(progress.filled)),
        }
    }

    /// Decodes until `wanted` bytes of `out` are filled. A string that begins before may go beyond, as far as `out` reaches.
    fn decode_codes<const OLD: bool>(
        &mut self,
        codes: &mut Codes<'_, OLD>,
        progress: &mut Progress,
        out: &mut [u8],
        wanted: usize,
    ) -> Pause {
        let table = &mut *self.0;
        let Progress { mut width, mut next, mut filled, mut cleared } = *progress;
        let pause = loop {
            if filled >= wanted {
                break Pause::Full;
            }
            let Some(code) = codes.next(width) else { break Pause::NeedsInput };
            let start = filled;
            if code < CLEAR {
                out[filled] = code as u8;
                filled += 1;
            } else if code == CLEAR {
                (width, next, cleared) = (MIN_WIDTH, FIRST, filled);
                continue;
            } else if code == END {
                break Pause::End;
            } else if code < next {
                let entry = table[code % TABLE];
                filled += copy_string(out, cleared + entry.start as usize, filled, entry.len as usize);
            } else {
                break Pause::Damaged;
            }
            // The entry that libtiff makes when it has the next code, whose first byte is the entry's last, is made here: where
            // that byte will be is known, and a code that stands for its own entry needs no exception.
            if next < TABLE {
                table[next] = Entry { start: (start - cleared) as u32, len: (filled - start + 1) as u32 };
                next += 1;
            }
            if (next - usize::from(OLD)) >> width != 0 && width < MAX_WIDTH {
                width += 1;
            }
        };
        *progress = Progress { width, next, filled, cleared };
        pause
    }

    /// Where the strings of a full table end, counted from the last Clear.
    fn strings_end(&self) -> usize {
        self.0.last().map_or(0, |entry| (entry.start + entry.len) as usize)
    }
}

/// Copies `len` bytes, or as many as fit, from what is decoded to its end, and says how many.
///
/// The last of them may be the first that is written here.
#[inline(always)]
fn copy_string(out: &mut [u8], from: usize, to: usize, len: usize) -> usize {
    const WORD: usize = 16;
    let (done, room) = out.split_at_mut(to);
    let len = len.min(room.len());
    let source = &done[from..];
    if source.len() >= WORD && len <= WORD && room.len() >= WORD {
        // Most strings are short: a copy of fixed size, most of it to be overwritten, is cheaper than one of the right size.
        room[..WORD].copy_from_slice(&source[..WORD]);
    } else {
        let known = len.min(source.len());
        room[..known].copy_from_slice(&source[..known]);
        if known < len {
            room[known] = room[0];
        }
    }
    len
}

/// Reads codes from the front of a stream, by words of 64 bits.
struct Codes<'a, const OLD: bool> {
    input: &'a [u8],
    /// Bits not yet taken: the next ones are the lowest in an old stream, and the highest in another.
    window: u64,
    held: u32,
}

impl<'a, const OLD: bool> Codes<'a, OLD> {
    fn new(input: &'a [u8]) -> Self {
        Self { input, window: 0, held: 0 }
    }

    #[inline(always)]
    fn next(&mut self, width: u32) -> Option<usize> {
        if self.held < width {
            self.refill();
            if self.held < width {
                return None;
            }
        }
        self.held -= width;
        if OLD {
            let code = self.window & ((1 << width) - 1);
            self.window >>= width;
            Some(code as usize)
        } else {
            let code = self.window >> (64 - width);
            self.window <<= width;
            Some(code as usize)
        }
    }

    #[inline(always)]
    fn refill(&mut self) {
        if let Some(word) = self.input.first_chunk() {
            // Bits beyond the whole bytes that are counted here come again, and are the same.
            self.window |=
                if OLD { u64::from_le_bytes(*word) << self.held } else { u64::from_be_bytes(*word) >> self.held };
            let bytes = (63 - self.held) / 8;
            self.input = &self.input[bytes as usize..];
            self.held += 8 * bytes;
        } else {
            while self.held <= 56 {
                let Some((&byte, rest)) = self.input.split_first() else { return };
                self.window |= u64::from(byte) << if OLD { self.held } else { 56 - self.held };
                self.input = rest;
                self.held += 8;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use weezl::{BitOrder, decode, encode};

    fn decoded(input: &[u8], len: usize) -> Result<Vec<u8>, Short> {
        let mut out = vec![0; len];
        Decoder::default().decode(input, &mut out).map(|()| out)
    }

    /// Codes of 9 bits, one after the other.
    fn codes(codes: &[u16]) -> Vec<u8> {
        let bits: Vec<u8> =
            codes.iter().flat_map(|code| (0..9).rev().map(move |bit| (code >> bit & 1) as u8)).collect();
        bits.chunks(8).map(|byte| byte.iter().enumerate().fold(0, |all, (i, bit)| all | bit << (7 - i))).collect()
    }

    /// What the specification encodes in section 13, and its codes.
    const PLAIN: [u8; 10] = [7, 7, 7, 8, 8, 7, 7, 6, 6, 0];
    const CODES: [u16; 10] = [256, 7, 258, 8, 8, 258, 6, 6, 0, 257];

    #[test]
    fn the_example_of_the_specification() {
        assert_eq!(decoded(&codes(&CODES), 10), Ok(PLAIN.to_vec()));
        let mut out = Vec::new();
        Encoder::default().encode(&PLAIN, &mut out);
        assert_eq!(decoded(&out, 10), Ok(PLAIN.to_vec()));
    }

    #[test]
    fn what_it_tolerates() {
        assert_eq!(decoded(&codes(&CODES[..9]), 10), Ok(PLAIN.to_vec()), "no code for the end");
        assert_eq!(decoded(&codes(&CODES[1..]), 10), Ok(PLAIN.to_vec()), "no Clear at the start");
        assert_eq!(decoded(&codes(&[256, 256, 9, 256, 256, 9, 257]), 2), Ok(vec![9, 9]), "Clears in a row");
        assert_eq!(decoded(&codes(&[256, 7, 258, 4000]), 2), Ok(vec![7, 7]), "a string over the end, and no code");
    }

    #[test]
    fn what_is_wrong() {
        assert_eq!(decoded(&[], 1), Err(Short::ends_after(0)));
        assert_eq!(decoded(&codes(&CODES), 11), Err(Short::ends_after(10)));
        assert_eq!(decoded(&codes(&[256, 258]), 1), Err(Short::damaged_after(0)));
        assert_eq!(decoded(&codes(&[256, 1, 259]), 3), Err(Short::damaged_after(1)));
    }

    /// Text-like, run-like and random bytes, so that strings of every length come up and tables fill.
    fn samples() -> impl Iterator<Item = Vec<u8>> {
        let mut seed = 1u32;
        let mut random = move || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            seed >> 16
        };
        [0, 1, 2, 3, 17, 500, 30_000, 200_000].into_iter().flat_map(move |len| {
            let mut kind = |mask: u32, hold: u32| {
                let mut byte = 0;
                (0..len)
                    .map(|_| {
                        if random() % hold == 0 {
                            byte = (random() & mask) as u8;
                        }
                        byte
                    })
                    .collect::<Vec<u8>>()
            };
            [kind(255, 1), kind(3, 1), kind(255, 40), kind(255, 5000), kind(0, 1)]
        })
    }

    #[test]
    fn agrees_with_another_decoder_in_both_dialects() {
        let (mut decoder, mut encoder) = (Decoder::default(), Encoder::default());
        for plain in samples() {
            let mut out = vec![0xee; plain.len()];
            let mut new = Vec::new();
            encoder.encode(&plain, &mut new);
            let theirs = decode::Decoder::with_tiff_size_switch(BitOrder::Msb, 8).decode(&new).unwrap();
            assert_eq!(theirs, plain);
            assert_eq!(decoder.decode(&new, &mut out), Ok(()));
            assert_eq!(out, plain);

            let old = encode::Encoder::new(BitOrder::Lsb, 8).encode(&plain).unwrap();
            out.fill(0xee);
            assert_eq!(decoder.decode(&old, &mut out), Ok(()), "{} bytes", plain.len());
            assert_eq!(out, plain);
        }
    }

    #[test]
    fn a_full_table_is_kept_until_it_is_cleared() {
        // 4000 codes of literal bytes: the table is full after 3838 of them, and the codes stay at 12 bits.
        let mut bits = Vec::new();
        let (mut width, mut next) = (9, 258);
        let plain: Vec<u8> = (0..5000u32).map(|i| ((i * i) >> 3) as u8).collect();
        for code in std::iter::once(256).chain(plain.iter().map(|&byte| u32::from(byte))) {
            bits.extend((0..width).rev().map(|bit| (code >> bit & 1) as u8));
            if code != 256 {
                next = (next + 1).min(4096);
                width = (32 - u32::leading_zeros(next)).min(12);
            }
        }
        let input: Vec<u8> =
            bits.chunks(8).map(|byte| byte.iter().enumerate().fold(0, |all, (i, bit)| all | bit << (7 - i))).collect();
        assert_eq!(decoded(&input, plain.len()), Ok(plain));
    }
}
