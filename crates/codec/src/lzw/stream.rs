//! LZW from a stream to a stream: of what was decoded, only what the table's strings are made of is kept.

use std::io::{BufRead, Error, ErrorKind, Read, Result};

use super::{Codes, Decoder, Pause, Progress, TABLE, is_old};

/// Bytes decoded at once.
const STEP: usize = 64 << 10;
/// The longest string.
const LONGEST: usize = TABLE;

pub(crate) struct LzwReader<R> {
    input: R,
    decoder: Decoder,
    progress: Progress,
    is_old: bool,
    /// Bits taken from the input that are in no code yet, and how many.
    bits: (u64, u32),
    /// What was decoded since the last Clear; the bytes after the first `progress.filled` mean nothing.
    buffer: Vec<u8>,
    /// How many of them were handed out.
    given: usize,
    /// What comes when all that was decoded is handed out.
    next: Next,
}

#[derive(Clone, Copy, PartialEq)]
enum Next {
    More,
    End,
    Damage,
}

impl<R: BufRead> LzwReader<R> {
    /// The dialect is seen from the bytes that `input` has in its buffer at first.
    pub(crate) fn new(mut input: R) -> Result<Self> {
        let is_old = is_old(input.fill_buf()?);
        let (decoder, progress) = (Decoder::default(), Progress::START);
        Ok(Self { input, decoder, progress, is_old, bits: (0, 0), buffer: Vec::new(), given: 0, next: Next::More })
    }

    fn decode_more(&mut self) -> Result<()> {
        self.forget();
        let wanted = self.progress.filled + STEP;
        self.buffer.resize(wanted + LONGEST, 0);
        let pause = if self.is_old { self.decode_codes::<true>(wanted) } else { self.decode_codes::<false>(wanted) }?;
        self.next = match pause {
            Pause::Full => Next::More,
            Pause::NeedsInput if !self.input.fill_buf()?.is_empty() => Next::More,
            Pause::NeedsInput | Pause::End => Next::End,
            Pause::Damaged => Next::Damage,
        };
        Ok(())
    }

    fn decode_codes<const OLD: bool>(&mut self, wanted: usize) -> Result<Pause> {
        let input = self.input.fill_buf()?;
        let (window, held) = self.bits;
        let mut codes = Codes::<OLD> { input, window, held };
        let pause = self.decoder.decode_codes(&mut codes, &mut self.progress, &mut self.buffer, wanted);
        self.bits = (codes.window, codes.held);
        let read = input.len() - codes.input.len();
        self.input.consume(read);
        Ok(pause)
    }

    /// Drops what no string can need: all before the last Clear, and all after the last entry of a full table.
    fn forget(&mut self) {
        let Progress { filled, cleared, next, .. } = self.progress;
        if cleared > 0 {
            self.buffer.copy_within(cleared..filled, 0);
            self.progress.filled -= cleared;
            self.progress.cleared = 0;
        }
        if next == TABLE {
            self.progress.filled = self.progress.filled.min(self.decoder.strings_end());
        }
        self.given = self.progress.filled;
    }
}

impl<R: BufRead> Read for LzwReader<R> {
    fn read(&mut self, out: &mut [u8]) -> Result<usize> {
        while self.given == self.progress.filled {
            match self.next {
                Next::More => self.decode_more()?,
                Next::End => return Ok(0),
                Next::Damage => return Err(Error::from(ErrorKind::InvalidData)),
            }
        }
        let len = out.len().min(self.progress.filled - self.given);
        out[..len].copy_from_slice(&self.buffer[self.given..][..len]);
        self.given += len;
        Ok(len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lzw::Encoder;
    use proptest::prelude::*;
    use std::io::BufReader;
    use weezl::{BitOrder, encode};

    /// What comes out, through buffers of such a size.
    fn streamed(input: &[u8], buffer: usize) -> Vec<u8> {
        let mut out = Vec::new();
        LzwReader::new(BufReader::with_capacity(buffer, input)).unwrap().read_to_end(&mut out).unwrap();
        out
    }

    proptest! {
        #[test]
        fn a_stream_gives_what_the_whole_gives(
            seed in prop::collection::vec(any::<u8>(), 1..200), repeats in 1..3000_usize, buffer in 2..5000_usize,
        ) {
            let plain: Vec<u8> = (0..repeats).flat_map(|i| seed.iter().map(move |&b| b ^ (i / 7) as u8)).collect();
            let mut new = Vec::new();
            Encoder::default().encode(&plain, &mut new);
            prop_assert!(streamed(&new, buffer) == plain);
            let old = encode::Encoder::new(BitOrder::Lsb, 8).encode(&plain).unwrap();
            prop_assert!(streamed(&old, buffer) == plain);
        }
    }

    #[test]
    fn nothing_is_kept_beside_the_tables_strings() {
        // Zeros: the longest strings that there are. The table is full after 7 MB, and is not cleared.
        let clear_code = 256;
        let (mut width, mut next, mut codes) = (9, 258, vec![(clear_code, 9), (0, 9)]);
        for _ in 0..6000 {
            codes.push((next.min(4095), width));
            next = (next + 1).min(4096);
            width = (32 - u32::leading_zeros(next + 1)).min(12);
        }
        let bits: Vec<u8> =
            codes.iter().flat_map(|&(code, width)| (0..width).rev().map(move |bit| (code >> bit & 1) as u8)).collect();
        let input: Vec<u8> =
            bits.chunks(8).map(|byte| byte.iter().enumerate().fold(0, |all, (i, bit)| all | bit << (7 - i))).collect();
        let mut whole = vec![1; 12 << 20];
        Decoder::default().decode(&input, &mut whole).unwrap();
        let mut reader = LzwReader::new(&*input).unwrap();
        let mut out = vec![1; 12 << 20];
        reader.read_exact(&mut out).unwrap();
        assert!(out == whole && out.iter().all(|&byte| byte == 0));
        assert!(reader.buffer.capacity() < 16 << 20, "{}", reader.buffer.capacity());
    }

    #[test]
    fn damage_comes_after_what_is_sound() {
        // Clear, 7, and 400, which stands for nothing yet.
        let mut reader = LzwReader::new(&[0x80, 0x01, 0xf2, 0x00][..]).unwrap();
        let mut out = [0; 2];
        assert_eq!((reader.read(&mut out).unwrap(), out[0]), (1, 7));
        assert_eq!(reader.read(&mut out).unwrap_err().kind(), ErrorKind::InvalidData);
    }
}
