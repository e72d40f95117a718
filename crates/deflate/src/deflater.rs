//! Deflates a whole buffer: parses it piece by piece, and joins pieces to blocks as long as one code suits them.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;

use crate::adler::adler32;
use crate::blocks::{self, BitWriter};
use crate::costs::{BIT, Costs, Counts};
use crate::matcher::{Effort, Matcher, Sequence};

/// Bytes that are parsed with what was learnt before them, and that are of one block.
const PIECE: usize = 1 << 14;
/// A block is no longer than this and a piece.
const LONGEST_BLOCK: usize = 1 << 19;
/// Matches do not reach from one of these into another: places have 32 bits.
const PART: usize = 1 << 30;

/// By level, from 1: where matches are nearly all of the bytes, where they are most, and where literals are.
const EFFORTS: [[Effort; 3]; 9] = [
    [effort(1, 32, 0, 5), effort(1, 32, 0, 5), effort(1, 32, 0, 4)],
    [effort(2, 32, 0, 6), effort(2, 32, 0, 6), effort(1, 32, 0, 4)],
    [effort(4, 48, 16, 7), effort(2, 32, 0, 6), effort(1, 32, 0, 5)],
    [effort(4, 48, 16, 8), effort(3, 32, 0, 6), effort(1, 32, 0, 5)],
    [effort(6, 64, 24, 8), effort(3, 48, 0, 7), effort(1, 32, 0, 5)],
    [effort(8, 64, 32, 8), effort(4, 48, 0, 7), effort(1, 32, 0, 5)],
    [effort(24, 130, 64, 9), effort(16, 130, 32, 9), effort(3, 64, 16, 8)],
    [effort(80, 258, 128, 10), effort(60, 258, 64, 10), effort(16, 130, 64, 10)],
    [effort(400, 258, 258, 30), effort(400, 258, 258, 30), effort(120, 258, 258, 30)],
];

const fn effort(depth: u32, nice: usize, lazy: usize, patience: u32) -> Effort {
    Effort { depth, nice, lazy, patience }
}

/// Deflates; its tables are kept from buffer to buffer, without a trace of what was in them.
///
/// ```
/// use deflate::{Deflater, Inflater};
///
/// let bytes = b"so much, so much, so much".repeat(100);
/// let mut stream = Vec::new();
/// Deflater::new(6).deflate_zlib(&bytes, &mut stream);
/// assert!(stream.len() < 60);
///
/// let mut out = vec![0; bytes.len()];
/// Inflater::new().inflate_zlib(&stream, &mut out)?;
/// assert_eq!(out, bytes);
/// # Ok::<(), deflate::InflateError>(())
/// ```
pub struct Deflater {
    level: u8,
    matcher: Matcher,
    costs: Box<Costs>,
    sequences: Vec<Sequence>,
}

impl fmt::Debug for Deflater {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Deflater").field("level", &self.level).finish_non_exhaustive()
    }
}

impl Deflater {
    /// Of a level from 1, the fastest, to 9, the smallest; of others, the nearest.
    #[must_use]
    pub fn new(level: u8) -> Self {
        Self { level: level.clamp(1, 9), matcher: Matcher::new(), costs: Box::new(Costs::NONE), sequences: Vec::new() }
    }

    /// Appends `bytes`, compressed, in zlib's container. The same bytes at the same level are always the same stream.
    pub fn deflate_zlib(&mut self, bytes: &[u8], out: &mut Vec<u8>) {
        // Deflate with a window of 2^15; how hard was tried, as zlib tells it; so that 31 divides it.
        let hint = [0x01, 0x5e, 0x9c, 0xda][match self.level {
            1 => 0,
            2..=5 => 1,
            6 => 2,
            _ => 3,
        }];
        out.extend_from_slice(&[0x78, hint]);
        let mut writer = BitWriter::default();
        let mut parts = bytes.chunks(PART).peekable();
        if bytes.is_empty() {
            blocks::write((&[], &[]), Counts::NONE, true, (&mut writer, out));
        }
        while let Some(part) = parts.next() {
            self.part(part, parts.peek().is_none(), &mut writer, out);
        }
        writer.align(out);
        out.extend_from_slice(&adler32(bytes).to_be_bytes());
    }

    fn part(&mut self, bytes: &[u8], is_last: bool, writer: &mut BitWriter, out: &mut Vec<u8>) {
        let efforts = EFFORTS[usize::from(self.level - 1)];
        let mut effort = efforts[1];
        self.matcher.reset();
        self.costs.guess(bytes);
        // The shorter literals are, the longer is a match that is worth its distance.
        let width = match self.costs.mean {
            mean if mean < 4 * BIT => 48,
            mean if mean < 6 * BIT => 40,
            _ => 24,
        };
        self.sequences.clear();
        let (mut begin, mut at) = (0, 0);
        let mut counts = Counts::NONE;
        while at < bytes.len() {
            let piece = self.sequences.len();
            let end = bytes.len().min(at + PIECE);
            let next = self.matcher.parse(bytes, (at, end), (effort, &self.costs, width), &mut self.sequences);
            let more = blocks::count(&bytes[at..next], &self.sequences[piece..]);
            let literals: u32 = more.litlen[..256].iter().sum();
            // Of few values, matches are all that there is to be gained.
            let share = literals as usize * 8 / (next - at);
            effort = efforts[match share {
                0 => 0,
                1 if width == 48 => 0,
                1..4 => 1,
                _ => 2,
            }];
            let apart = counts.cost() + more.cost();
            if at > begin && (at - begin > LONGEST_BLOCK || counts.cost_with(&more) > apart + 50 * u64::from(BIT)) {
                blocks::write((&bytes[begin..at], &self.sequences[..piece]), counts, false, (writer, out));
                self.sequences.drain(..piece);
                begin = at;
                counts = more;
            } else {
                counts.add(&more);
            }
            self.costs.learn(&counts);
            at = next;
        }
        blocks::write((&bytes[begin..], &self.sequences), counts, is_last, (writer, out));
    }
}

#[cfg(test)]
mod tests;
