//! Bytes to LZW, in the dialect of the specification.

use super::{CLEAR, END, FIRST, MAX_WIDTH, MIN_WIDTH, TABLE};

/// The table of an encoder: which code stands for the string of another code and one more byte.
///
/// It is hashed, and at most half full: a slot holds the code in its low 12 bits, and above it what the code stands for.
pub(crate) struct Encoder(Box<[u32; SLOTS]>);

const SLOTS: usize = 1 << 13;
/// No code stands for this: the last ones are never given.
const EMPTY: u32 = u32::MAX;
/// The table is cleared when this entry would be next, as libtiff does: one earlier than the specification has it, so that no
/// decoder ever needs a 13th bit.
const LAST: usize = TABLE - 2;

impl Default for Encoder {
    fn default() -> Self {
        Self(Box::new([EMPTY; SLOTS]))
    }
}

impl Encoder {
    /// Appends `bytes`, compressed.
    pub(crate) fn encode(&mut self, bytes: &[u8], out: &mut Vec<u8>) {
        let mut codes = CodeWriter { out, window: 0, held: 0 };
        codes.put(CLEAR, MIN_WIDTH);
        let Some((&first, bytes)) = bytes.split_first() else { return codes.finish(MIN_WIDTH) };
        self.0.fill(EMPTY);
        let (mut width, mut next) = (MIN_WIDTH, FIRST);
        let mut string = usize::from(first);
        for &byte in bytes {
            let longer = string << 8 | usize::from(byte);
            match self.find(longer) {
                Ok(code) => string = code,
                Err(slot) => {
                    codes.put(string, width);
                    self.0[slot] = (longer << MAX_WIDTH | next) as u32;
                    next += 1;
                    string = usize::from(byte);
                    if next == LAST {
                        codes.put(CLEAR, width);
                        self.0.fill(EMPTY);
                        (width, next) = (MIN_WIDTH, FIRST);
                    } else if next >> width != 0 {
                        width += 1;
                    }
                }
            }
        }
        codes.put(string, width);
        // The decoder has made an entry of the last code too.
        codes.finish(if (next + 1) >> width != 0 { width + 1 } else { width });
    }

    /// The code that stands for a string, or the slot where it would be.
    #[inline(always)]
    fn find(&self, string: usize) -> Result<usize, usize> {
        let mut slot = (string as u32).wrapping_mul(0x9e37_79b1) as usize >> (32 - SLOTS.ilog2());
        loop {
            let held = self.0[slot];
            if held == EMPTY {
                return Err(slot);
            }
            if (held >> MAX_WIDTH) as usize == string {
                return Ok(held as usize % TABLE);
            }
            slot = (slot + 1) % SLOTS;
        }
    }
}

/// Appends codes, most significant bit first.
struct CodeWriter<'a> {
    out: &'a mut Vec<u8>,
    /// The bits not yet written are the lowest.
    window: u64,
    held: u32,
}

impl CodeWriter<'_> {
    #[inline(always)]
    fn put(&mut self, code: usize, width: u32) {
        self.window = self.window << width | code as u64;
        self.held += width;
        if self.held >= 32 {
            self.held -= 32;
            self.out.extend_from_slice(&((self.window >> self.held) as u32).to_be_bytes());
        }
    }

    fn finish(mut self, width: u32) {
        self.put(END, width);
        let bytes = (self.window << (32 - self.held)) as u32;
        self.out.extend_from_slice(&bytes.to_be_bytes()[..self.held.div_ceil(8) as usize]);
    }
}
