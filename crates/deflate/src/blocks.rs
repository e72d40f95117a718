//! A block, written in whichever of the three ways is the shortest.

use alloc::vec::Vec;

use crate::costs::Counts;
use crate::huffman::{code_lengths, code_words};
use crate::matcher::{Sequence, distance_symbol};
use crate::symbols::{
    DISTANCE_BASE, DISTANCES, END_OF_BLOCK, FIRST_LENGTH, FIXED_DISTANCE, FIXED_LITLEN, LENGTH_BASE, LENGTH_SYMBOL,
    LENGTHS, LITLENS, MOST_BITS, MOST_PRECODE_BITS, PRECODE_ORDER, PRECODES, USED_DISTANCES, distance_extra,
    length_extra,
};

/// The most that a stored block holds.
const MOST_STORED: usize = 0xffff;

/// What is counted in a block: its literals are those of the input.
pub(crate) fn count(bytes: &[u8], sequences: &[Sequence]) -> Counts {
    let mut counts = Counts::NONE;
    // Equal literals in a row would wait for each other.
    let mut literals = [[0_u32; 256]; 4];
    let mut rest = bytes;
    for sequence in sequences {
        let (run, next) = rest.split_at((sequence.literals as usize).min(rest.len()));
        let (fours, few) = run.as_chunks::<4>();
        for four in fours {
            literals.iter_mut().zip(four).for_each(|(counts, &byte)| counts[usize::from(byte)] += 1);
        }
        few.iter().for_each(|&byte| literals[0][usize::from(byte)] += 1);
        rest = next.get(usize::from(sequence.len)..).unwrap_or_default();
        if sequence.len > 0 {
            counts.litlen[FIRST_LENGTH + usize::from(LENGTH_SYMBOL[usize::from(sequence.len) & 511])] += 1;
            counts.distance[distance_symbol(usize::from(sequence.distance))] += 1;
        }
    }
    for (byte, count) in counts.litlen.iter_mut().take(256).enumerate() {
        *count = literals.iter().map(|counts| counts[byte]).sum();
    }
    counts
}

/// Bits at the end of a vector, lowest first.
#[derive(Default)]
pub(crate) struct BitWriter {
    word: u64,
    bits: u32,
}

impl BitWriter {
    /// Up to 32 bits.
    fn put(&mut self, out: &mut Vec<u8>, value: u32, bits: u32) {
        self.word |= u64::from(value) << self.bits;
        self.bits += bits;
        while self.bits >= 8 {
            out.push(self.word as u8);
            self.word >>= 8;
            self.bits -= 8;
        }
    }

    /// To the next whole byte.
    pub(crate) fn align(&mut self, out: &mut Vec<u8>) {
        if self.bits > 0 {
            out.push(self.word as u8);
        }
        *self = Self::default();
    }

    /// To a place of a slice that is long enough; what is not a whole byte stays.
    #[inline(always)]
    fn flush_to(&mut self, out: &mut [u8], at: &mut usize) {
        if let Some(place) = out.get_mut(*at..).and_then(|rest| rest.first_chunk_mut()) {
            *place = self.word.to_le_bytes();
        }
        *at += self.bits as usize / 8;
        self.word >>= self.bits & 56;
        self.bits &= 7;
    }

    #[inline(always)]
    fn add(&mut self, value: u64, bits: u32) {
        self.word |= value << (self.bits & 63);
        self.bits += bits;
    }
}

/// Codes, as their lengths and in the form that a header has.
struct Header {
    litlen: [u8; LITLENS],
    distance: [u8; DISTANCES],
    litlens: usize,
    distances: usize,
    precode: [u8; PRECODES],
    precodes: usize,
    /// Symbols of the precode, with the values of their extra bits.
    items: [(u8, u8); LITLENS + DISTANCES],
    number: usize,
}

const PRECODE_EXTRA: [u8; PRECODES] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 3, 7];

impl Header {
    fn new(counts: &Counts) -> Self {
        let mut header = Self {
            litlen: [0; LITLENS],
            distance: [0; DISTANCES],
            litlens: 257,
            distances: 1,
            precode: [0; PRECODES],
            precodes: 4,
            items: [(0, 0); LITLENS + DISTANCES],
            number: 0,
        };
        code_lengths(&counts.litlen[..FIRST_LENGTH + LENGTHS], MOST_BITS, &mut header.litlen[..FIRST_LENGTH + LENGTHS]);
        code_lengths(&counts.distance[..USED_DISTANCES], MOST_BITS, &mut header.distance[..USED_DISTANCES]);
        header.litlens = header.litlen.iter().rposition(|&len| len > 0).map_or(257, |last| last + 1).max(257);
        header.distances = header.distance.iter().rposition(|&len| len > 0).map_or(1, |last| last + 1);
        header.repetitions();
        let mut precode_counts = [0; PRECODES];
        header.items[..header.number].iter().for_each(|&(symbol, _)| precode_counts[usize::from(symbol)] += 1);
        code_lengths(&precode_counts, MOST_PRECODE_BITS, &mut header.precode);
        let last = PRECODE_ORDER.iter().rposition(|&symbol| header.precode[usize::from(symbol)] > 0);
        header.precodes = last.map_or(4, |last| last + 1).max(4);
        header
    }

    /// Runs of lengths as symbols of the precode.
    fn repetitions(&mut self) {
        let mut lens = [0; LITLENS + DISTANCES];
        lens[..self.litlens].copy_from_slice(&self.litlen[..self.litlens]);
        let all = self.litlens + self.distances;
        lens[self.litlens..all].copy_from_slice(&self.distance[..self.distances]);
        for run in lens[..all].chunk_by(|a, b| a == b) {
            let (len, mut left) = (run[0], run.len());
            if len > 0 {
                self.item(len, 0);
                left -= 1;
            }
            while left >= 3 {
                let (symbol, least, most) = match (len, left) {
                    (0, 11..) => (18, 11, 138),
                    (0, _) => (17, 3, 10),
                    _ => (16, 3, 6),
                };
                let times = left.min(most);
                self.item(symbol, (times - least) as u8);
                left -= times;
            }
            (0..left).for_each(|_| self.item(len, 0));
        }
    }

    fn item(&mut self, symbol: u8, extra: u8) {
        self.items[self.number] = (symbol, extra);
        self.number += 1;
    }

    fn bits(&self) -> usize {
        let items = self.items[..self.number].iter();
        let items: usize = items
            .map(|&(symbol, _)| usize::from(self.precode[usize::from(symbol)] + PRECODE_EXTRA[usize::from(symbol)]))
            .sum();
        14 + 3 * self.precodes + items
    }

    fn write(&self, writer: &mut BitWriter, out: &mut Vec<u8>) {
        writer.put(out, (self.litlens - 257) as u32, 5);
        writer.put(out, (self.distances - 1) as u32, 5);
        writer.put(out, (self.precodes - 4) as u32, 4);
        for &symbol in &PRECODE_ORDER[..self.precodes] {
            writer.put(out, self.precode[usize::from(symbol)].into(), 3);
        }
        let mut words = [0; PRECODES];
        code_words(&self.precode, &mut words);
        for &(symbol, extra) in &self.items[..self.number] {
            let word = words[usize::from(symbol)];
            writer.put(out, word & 0xffff, word >> 16);
            writer.put(out, extra.into(), PRECODE_EXTRA[usize::from(symbol)].into());
        }
    }
}

/// The bits of symbols and what belongs to them.
fn bits_of(counts: &Counts, litlen: &[u8; LITLENS], distance: &[u8; DISTANCES]) -> usize {
    let sum = |counts: &[u32], lens: &[u8], extra: &dyn Fn(usize) -> u8| -> usize {
        let of = |(symbol, (&count, &len)): (usize, (&u32, &u8))| count as usize * usize::from(len + extra(symbol));
        counts.iter().zip(lens).enumerate().map(of).sum()
    };
    let length = |symbol: usize| symbol.checked_sub(FIRST_LENGTH).map_or(0, |symbol| length_extra(symbol.min(28)));
    sum(&counts.litlen, litlen, &length) + sum(&counts.distance, distance, &distance_extra)
}

/// One block, which `counts` are of.
pub(crate) fn write(
    (bytes, sequences): (&[u8], &[Sequence]),
    mut counts: Counts,
    is_last: bool,
    (writer, out): (&mut BitWriter, &mut Vec<u8>),
) {
    counts.litlen[END_OF_BLOCK] = 1;
    let header = Header::new(&counts);
    let dynamic = header.bits() + bits_of(&counts, &header.litlen, &header.distance);
    let fixed = bits_of(&counts, &FIXED_LITLEN, &FIXED_DISTANCE);
    let parts = bytes.len().div_ceil(MOST_STORED).max(1);
    let stored = 8 * bytes.len() + parts * 40 - 3;
    if stored <= dynamic.min(fixed) {
        return write_stored(bytes, is_last, writer, out);
    }
    writer.put(out, u32::from(is_last), 1);
    let bits = if fixed <= dynamic {
        writer.put(out, 1, 2);
        write_symbols((bytes, sequences), (&FIXED_LITLEN, &FIXED_DISTANCE), fixed, writer, out);
        return;
    } else {
        writer.put(out, 2, 2);
        header.write(writer, out);
        dynamic
    };
    write_symbols((bytes, sequences), (&header.litlen, &header.distance), bits, writer, out);
}

fn write_stored(bytes: &[u8], is_last: bool, writer: &mut BitWriter, out: &mut Vec<u8>) {
    let mut rest = bytes;
    loop {
        let (part, next) = rest.split_at(rest.len().min(MOST_STORED));
        writer.put(out, u32::from(is_last && next.is_empty()), 1);
        writer.put(out, 0, 2);
        writer.align(out);
        let len = part.len() as u16;
        out.extend_from_slice(&len.to_le_bytes());
        out.extend_from_slice(&(!len).to_le_bytes());
        out.extend_from_slice(part);
        rest = next;
        if rest.is_empty() {
            return;
        }
    }
}

/// The code of a length or a distance whose extra bits follow: the word, its bits, those and the extra ones.
#[derive(Clone, Copy, Default)]
struct WithExtra {
    word: u32,
    bits: u8,
    all: u8,
    base: u16,
}

fn write_symbols(
    (bytes, sequences): (&[u8], &[Sequence]),
    (litlen, distance): (&[u8; LITLENS], &[u8; DISTANCES]),
    bits: usize,
    writer: &mut BitWriter,
    out: &mut Vec<u8>,
) {
    let (mut words, mut distance_words) = ([0; LITLENS], [0; DISTANCES]);
    code_words(litlen, &mut words);
    code_words(distance, &mut distance_words);
    let with_extra = |word: u32, extra: u8, base: u16| WithExtra {
        word: word & 0xffff,
        bits: (word >> 16) as u8,
        all: (word >> 16) as u8 + extra,
        base,
    };
    let (mut lengths, mut distances) = ([WithExtra::default(); 32], [WithExtra::default(); 32]);
    for (symbol, &base) in LENGTH_BASE.iter().enumerate() {
        lengths[symbol] = with_extra(words[FIRST_LENGTH + symbol], length_extra(symbol), base);
    }
    for (symbol, &base) in DISTANCE_BASE.iter().enumerate() {
        distances[symbol] = with_extra(distance_words[symbol], distance_extra(symbol), base);
    }
    let literals: &[u32; 256] = words.first_chunk().unwrap_or(&[0; 256]);
    let start = out.len();
    out.resize(start + bits / 8 + 24, 0);
    let (place, mut at) = (&mut out[start..], 0);
    let mut rest = bytes;
    for sequence in sequences {
        let (run, next) = rest.split_at((sequence.literals as usize).min(rest.len()));
        // At most 7 bits wait; three words of 15 bits more are 52.
        let (threes, few) = run.as_chunks::<3>();
        for three in threes {
            for &byte in three {
                let word = literals[usize::from(byte)];
                writer.add(u64::from(word & 0xffff), word >> 16);
            }
            writer.flush_to(place, &mut at);
        }
        for &byte in few {
            let word = literals[usize::from(byte)];
            writer.add(u64::from(word & 0xffff), word >> 16);
        }
        writer.flush_to(place, &mut at);
        rest = next.get(usize::from(sequence.len)..).unwrap_or_default();
        if sequence.len > 0 {
            // 7, 20 and 28 bits are 55.
            for (code, value) in [
                (lengths[usize::from(LENGTH_SYMBOL[usize::from(sequence.len) & 511]) & 31], sequence.len),
                (distances[distance_symbol(usize::from(sequence.distance)) & 31], sequence.distance),
            ] {
                let extra = u64::from(value - code.base) << (code.bits & 31);
                writer.add(u64::from(code.word) | extra, code.all.into());
            }
            writer.flush_to(place, &mut at);
        }
    }
    let end = words[END_OF_BLOCK];
    writer.add(u64::from(end & 0xffff), end >> 16);
    writer.flush_to(place, &mut at);
    out.truncate(start + at);
}
