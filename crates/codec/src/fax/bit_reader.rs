//! Bits of fax data, the first one highest in its byte.

/// Takes bits off a slice. When the data end within what is asked for, zeros make up for it, once.
pub(super) struct BitReader<'a> {
    data: &'a [u8],
    /// What is not yet in `held`.
    rest: &'a [u8],
    /// The next bits, uppermost; below them, bits of the byte that comes next may already be there.
    held: u64,
    /// How many bits are held.
    len: u32,
    /// How many zeros have made up for missing bits; those that are held come last.
    made_up: u32,
}

/// The data have ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct End;

impl<'a> BitReader<'a> {
    pub(super) fn new(data: &'a [u8]) -> Self {
        Self { data, rest: data, held: 0, len: 0, made_up: 0 }
    }

    /// Goes back to the first bit.
    pub(super) fn restart(&mut self) {
        *self = Self::new(self.data);
    }

    /// The next `n` bits, at most 32, which stay there. Zeros stand for bits past the end, unless not one is left.
    #[inline(always)]
    pub(super) fn peek(&mut self, n: u32) -> Result<u32, End> {
        if self.len < n {
            self.fill(n)?;
        }
        Ok((self.held >> (64 - n)) as u32)
    }

    /// Takes bits that were seen.
    #[inline(always)]
    pub(super) fn skip(&mut self, n: u32) {
        self.held <<= n;
        self.len -= n;
    }

    /// Takes bits up to the next whole byte.
    pub(super) fn align_to_byte(&mut self) {
        // Here libtiff counts the zeros as well, and loses the last rows of blocks that are a few columns wide.
        let bits = match self.of_data() {
            0 => self.len % 8,
            // Nor do zeros follow the last byte.
            1..8 => self.len,
            left => left % 8,
        };
        self.skip(bits);
    }

    /// How many bits that are held are of the data.
    fn of_data(&self) -> u32 {
        self.len.saturating_sub(self.made_up)
    }

    /// Takes bits up to the next pair of bytes, as they are paired from the beginning on.
    pub(super) fn align_to_word(&mut self) {
        self.align_to_byte();
        let taken = self.data.len() - self.rest.len() - self.of_data() as usize / 8;
        if taken % 2 == 1 && self.peek(8).is_ok() {
            self.skip(8);
        }
    }

    #[inline]
    fn fill(&mut self, n: u32) -> Result<(), End> {
        if let Some(bytes) = self.rest.first_chunk() {
            self.held |= u64::from_be_bytes(*bytes) >> self.len;
            let taken = (63 - self.len) / 8;
            self.rest = &self.rest[taken as usize..];
            self.len += 8 * taken;
            return Ok(());
        }
        self.fill_slowly(n)
    }

    #[cold]
    fn fill_slowly(&mut self, n: u32) -> Result<(), End> {
        while self.len <= 56
            && let Some((&byte, rest)) = self.rest.split_first()
        {
            self.held |= u64::from(byte) << (56 - self.len);
            self.len += 8;
            self.rest = rest;
        }
        match self.len {
            0 => Err(End),
            len => {
                self.made_up += n.saturating_sub(len);
                self.len = len.max(n);
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn bits_as_they_stand(data in proptest::collection::vec(any::<u8>(), 0..40), steps in proptest::collection::vec(1_u32..=13, 60)) {
            let bit = |i: usize| data.get(i / 8).is_some_and(|byte| byte >> (7 - i % 8) & 1 == 1);
            let (mut reader, mut at) = (BitReader::new(&data), 0);
            for n in steps {
                let seen = reader.peek(n);
                if at >= 8 * data.len() {
                    // Zeros were made up by the step before, at most.
                    prop_assert!(matches!(seen, Err(End) | Ok(0)));
                    break;
                }
                prop_assert_eq!(seen, Ok((0..n as usize).fold(0, |bits, i| bits << 1 | u32::from(bit(at + i)))));
                reader.skip(n);
                at += n as usize;
            }
        }

        #[test]
        fn words_begin_at_even_bytes(data in proptest::collection::vec(any::<u8>(), 4..40), n in 1_u32..=32) {
            let mut reader = BitReader::new(&data);
            reader.peek(n).unwrap();
            reader.skip(n);
            reader.align_to_word();
            let at = (n as usize).div_ceil(16) * 2;
            prop_assert_eq!(reader.peek(8), data.get(at).map(|&byte| byte.into()).ok_or(End));
        }
    }
}
