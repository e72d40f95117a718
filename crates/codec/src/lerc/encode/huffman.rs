//! Bytes by Huffman codes, themselves or their differences from the byte before.
//!
//! ```text
//! 4 (32) · codes: 256 (32) · first (32) · last + 1 (32) │ lengths, stuffed │ codes │ coded bytes │ a word that readers look ahead to
//! ```
//!
//! Where the codes from the first to the last go over 255, they go on from 0: the differences that are met most lie about 0.

use super::blob::Pixels;
use super::sample::{Sample, Type};
use super::stuffing::{Words, bits_of, put_plain};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// What the bytes of an image are coded as, by its number in blobs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    Differences = 1,
    Themselves = 2,
}

/// A way to code all bytes of an image, and how many bytes it takes.
pub(super) struct Huffman {
    pub(super) mode: Mode,
    pub(super) len: usize,
    codes: Codes,
}

impl Huffman {
    /// The better of the two, if there is one.
    pub(super) fn of<T: Sample>(pixels: &Pixels<'_, T>) -> Option<Self> {
        let mut counts = [[0; 256]; 2];
        for_each(pixels, |byte, difference| {
            counts[0][usize::from(byte)] += 1;
            counts[1][usize::from(difference)] += 1;
        });
        let [themselves, differences] = counts;
        let way = |mode, counts| {
            let codes = Codes::of(counts)?;
            Some(Self { mode, len: codes.table_len() + codes.data_len(counts), codes })
        };
        let ways = [way(Mode::Themselves, &themselves), way(Mode::Differences, &differences)];
        ways.into_iter().flatten().min_by_key(|way| way.len)
    }

    /// Appends the codes and the coded bytes.
    pub(super) fn put<T: Sample>(&self, pixels: &Pixels<'_, T>, out: &mut Vec<u8>) {
        self.codes.put(out);
        let mut words = Words::new(out);
        let codes = &self.codes.0;
        let mut put = |byte: u8| {
            let (len, code) = codes[usize::from(byte)];
            words.put(code, len);
        };
        match self.mode {
            Mode::Differences => for_each(pixels, |_, difference| put(difference)),
            Mode::Themselves => for_each_interleaved(pixels, put),
        }
        words.finish();
        out.extend_from_slice(&[0; 4]);
    }
}

/// What is added to a byte so that signed ones begin at 0, modulo 256.
fn offset<T: Sample>() -> u8 {
    if T::TYPE == Type::I8 { 128 } else { 0 }
}

/// Every valid byte, and its difference from the one to the left, or else above, or else before; one sample of all pixels after
/// the other.
fn for_each<T: Sample>(pixels: &Pixels<'_, T>, mut each: impl FnMut(u8, u8)) {
    let (depth, width, offset) = (pixels.depth, pixels.width, offset::<T>());
    let bytes: &[u8] = bytemuck::cast_slice(pixels.samples);
    for sample in 0..depth {
        let mut before = 0u8;
        for pixel in 0..width * pixels.height {
            if !pixels.is_valid(pixel) {
                continue;
            }
            let byte = bytes[pixel * depth + sample];
            let is_first = pixel % width == 0 || !pixels.is_valid(pixel - 1);
            let near = if is_first && pixel >= width && pixels.is_valid(pixel - width) {
                bytes[(pixel - width) * depth + sample]
            } else {
                before
            };
            each(byte.wrapping_add(offset), byte.wrapping_sub(near).wrapping_add(offset));
            before = byte;
        }
    }
}

/// Every valid byte, pixel by pixel.
fn for_each_interleaved<T: Sample>(pixels: &Pixels<'_, T>, mut each: impl FnMut(u8)) {
    let bytes: &[u8] = bytemuck::cast_slice(pixels.samples);
    for (index, pixel) in bytes.chunks_exact(pixels.depth).enumerate() {
        if pixels.is_valid(index) {
            pixel.iter().for_each(|byte| each(byte.wrapping_add(offset::<T>())));
        }
    }
}

/// The length and the code of each byte; 0 bits if it is not there.
struct Codes([(u32, u32); 256]);

impl Codes {
    /// `None` if there are less than two different bytes, or a code would be longer than 32 bits.
    fn of(counts: &[u32; 256]) -> Option<Self> {
        let lengths = code_lengths(counts)?;
        let mut codes = Self(lengths.map(|len| (len, 0)));
        // The longest first, each length by value: the first code is 0, each of the others follows the one before.
        let mut order: Vec<usize> = (0..256).filter(|&byte| lengths[byte] > 0).collect();
        order.sort_by_key(|&byte| (Reverse(lengths[byte]), byte));
        let (mut len, mut code) = (lengths[*order.first()?], 0);
        for byte in order {
            code >>= len - lengths[byte];
            len = lengths[byte];
            codes.0[byte].1 = code;
            code = code.wrapping_add(1);
        }
        Some(codes)
    }

    /// The shortest stretch of bytes that has all codes; it may go over the end.
    fn range(&self) -> (usize, usize) {
        let is_used = |byte: usize| self.0[byte % 256].0 > 0;
        let first = (0..256).find(|&byte| is_used(byte)).unwrap_or(0);
        let last = (0..256).rfind(|&byte| is_used(byte)).unwrap_or(0);
        let (mut gap, mut gap_end, mut len) = (0, 0, 0);
        for byte in 0..256 {
            len = if is_used(byte) { 0 } else { len + 1 };
            if len > gap {
                (gap, gap_end) = (len, byte + 1);
            }
        }
        if 256 - gap < last + 1 - first { (gap_end, gap_end + 256 - gap) } else { (first, last + 1) }
    }

    fn table_len(&self) -> usize {
        let (first, end) = self.range();
        let longest = self.0.iter().map(|code| code.0).max().unwrap_or(0);
        let bits: usize = self.0.iter().map(|code| code.0 as usize).sum();
        16 + super::stuffing::plain_len(end - first, bits_of(longest)) + 4 * bits.div_ceil(32)
    }

    fn data_len(&self, counts: &[u32; 256]) -> usize {
        let bits: u64 = self.0.iter().zip(counts).map(|(code, &count)| u64::from(code.0) * u64::from(count)).sum();
        4 * (bits.div_ceil(32) as usize + 1)
    }

    fn put(&self, out: &mut Vec<u8>) {
        let (first, end) = self.range();
        for number in [4, 256, first as u32, end as u32] {
            out.extend_from_slice(&number.to_le_bytes());
        }
        let in_range = || (first..end).map(|byte| self.0[byte % 256]);
        let lengths: Vec<u32> = in_range().map(|code| code.0).collect();
        put_plain(&lengths, bits_of(lengths.iter().copied().max().unwrap_or(0)), out);
        let mut words = Words::new(out);
        in_range().filter(|code| code.0 > 0).for_each(|(len, code)| words.put(code, len));
        words.finish();
    }
}

/// How long the code of each byte is in a Huffman code.
fn code_lengths(counts: &[u32; 256]) -> Option<[u32; 256]> {
    // Nodes by weight, and equal ones by age, so that the code is the same everywhere.
    let mut parents = [usize::MAX; 512];
    let leaves = counts.iter().enumerate().filter(|(_, count)| **count > 0);
    let mut nodes: BinaryHeap<Reverse<(u64, usize)>> =
        leaves.map(|(byte, &count)| Reverse((count.into(), byte))).collect();
    if nodes.len() < 2 {
        return None;
    }
    let mut next = 256;
    while let (Some(Reverse((light, a))), Some(Reverse((heavy, b)))) = (nodes.pop(), nodes.pop()) {
        (parents[a], parents[b]) = (next, next);
        nodes.push(Reverse((light + heavy, next)));
        next += 1;
        if nodes.len() == 1 {
            break;
        }
    }
    let mut depths = [0; 512];
    for node in (0..next - 1).rev().filter(|&node| parents[node] != usize::MAX) {
        depths[node] = depths[parents[node]] + 1;
    }
    let mut lengths = [0; 256];
    lengths.copy_from_slice(&depths[..256]);
    lengths.iter().all(|&len| len <= 32).then_some(lengths)
}
