//! The entropy-coded bytes of a scan, read as bits.

/// Reads bits, most significant first, up to the next marker. What is wanted beyond it reads as zeros, and is counted.
#[derive(Clone, Debug)]
pub(super) struct Bits<'a> {
    data: &'a [u8],
    /// The next byte that is not held.
    at: usize,
    /// Bits that are held, from the top.
    held: u64,
    /// How many of them count.
    count: u32,
    /// How many of them, the last ones, are no data.
    padding: u32,
}

impl<'a> Bits<'a> {
    pub(super) const fn new(data: &'a [u8], at: usize) -> Self {
        Self { data, at, held: 0, count: 0, padding: 0 }
    }

    /// Holds at least 32 bits from here on.
    #[inline(always)]
    pub(super) fn refill(&mut self) {
        if self.count >= 32 {
            return;
        }
        // An FF is followed by a zero that is no data, or begins a marker: words without one are taken whole.
        if let Some(bytes) = self.data.get(self.at..).and_then(|rest| rest.first_chunk())
            && self.padding == 0
        {
            let word = u64::from_be_bytes(*bytes);
            if word & (!word).wrapping_sub(0x0101_0101_0101_0101) & 0x8080_8080_8080_8080 == 0 {
                self.held |= word >> self.count;
                let taken = (63 - self.count) >> 3;
                self.at += taken as usize;
                self.count += 8 * taken;
                return;
            }
        }
        self.refill_by_bytes();
    }

    #[cold]
    fn refill_by_bytes(&mut self) {
        while self.count <= 56 {
            let byte = match self.data.get(self.at..) {
                Some([0xff, 0, ..]) => {
                    self.at += 2;
                    0xff
                }
                Some([0xff, ..]) | Some([]) | None => {
                    self.padding += 8;
                    0
                }
                Some([byte, ..]) => {
                    self.at += 1;
                    *byte
                }
            };
            self.held |= u64::from(byte) << (56 - self.count);
            self.count += 8;
        }
    }

    /// The next `n` bits, 1–32, which are held.
    #[inline(always)]
    pub(super) const fn peek(&self, n: u32) -> u32 {
        (self.held >> (64 - n)) as u32
    }

    /// Passes over `n` bits, which are held.
    #[inline(always)]
    pub(super) const fn skip(&mut self, n: u32) {
        self.held <<= n;
        self.count -= n;
    }

    /// The next `n` bits, 0–16, which are held.
    #[inline(always)]
    pub(super) const fn take(&mut self, n: u32) -> u32 {
        // In two steps, since a word cannot be shifted by 64 at once.
        let value = (self.held >> 1 >> (63 - n)) as u32;
        self.skip(n);
        value
    }

    /// A number of `n` bits, 0–16, which are held: the upper half of those that have so many bits are positive
    /// (T.81, F.2.2.1: RECEIVE and EXTEND).
    #[inline(always)]
    pub(super) const fn take_signed(&mut self, n: u32) -> i32 {
        let value = self.take(n).cast_signed();
        let is_negative = (1 << n >> 1 > value) as i32;
        value - is_negative * ((1 << n) - 1)
    }

    /// Whether bits were taken that the data do not have.
    #[inline(always)]
    pub(super) const fn overrun(&self) -> bool {
        self.count < self.padding
    }

    /// Passes over a restart marker, with whatever stands before it. `false` if the next marker is another one.
    pub(super) fn restart(&mut self) -> bool {
        let Some((marker, after)) = next_marker(self.data, self.at) else { return false };
        if !(0xd0..=0xd7).contains(&marker) {
            return false;
        }
        *self = Self::new(self.data, after);
        true
    }

    /// Where the next marker begins that does not belong to the scan.
    pub(super) fn end_of_scan(&self) -> usize {
        let mut at = self.at;
        while let Some((marker, after)) = next_marker(self.data, at) {
            if !(0xd0..=0xd7).contains(&marker) {
                return after - 2;
            }
            at = after;
        }
        self.data.len()
    }
}

/// The next marker from `at` on, and where the bytes after it begin.
pub(super) fn next_marker(data: &[u8], mut at: usize) -> Option<(u8, usize)> {
    loop {
        at += data.get(at..)?.iter().position(|&byte| byte == 0xff)?;
        match data.get(at + 1)? {
            // No marker, but data.
            0 => at += 2,
            // FFs may fill the space before a marker.
            0xff => at += 1,
            marker => return Some((*marker, at + 2)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_come_as_they_were_stored() {
        let data: Vec<u8> = (0..40u8).map(|i| i.wrapping_mul(41)).collect();
        let mut bits = Bits::new(&data, 0);
        let all: Vec<u32> = data.iter().flat_map(|byte| (0..8).rev().map(move |i| u32::from(byte >> i & 1))).collect();
        let mut at = 0;
        for n in (0..=16).cycle() {
            if at + n > all.len() {
                break;
            }
            bits.refill();
            let want = all[at..at + n].iter().fold(0, |value, bit| value << 1 | bit);
            assert_eq!(bits.take(n as u32), want);
            at += n;
            assert!(!bits.overrun());
        }
    }

    #[test]
    fn a_stuffed_zero_is_no_data_and_a_marker_ends_them() {
        let mut bits = Bits::new(&[0xff, 0, 0x5a, 0xff, 0xd3, 0x77, 0xff, 0xd9], 0);
        bits.refill();
        assert_eq!((bits.take(8), bits.take(8), bits.overrun()), (0xff, 0x5a, false));
        assert_eq!((bits.take(1), bits.overrun()), (0, true));
        assert_eq!(bits.end_of_scan(), 6);
        assert!(bits.restart());
        bits.refill();
        assert_eq!((bits.take(8), bits.overrun()), (0x77, false));
        assert!(!bits.restart());
    }

    #[test]
    fn signed_numbers_have_no_small_values() {
        let mut bits = Bits::new(&[0b0100_0110, 0b1100_0111], 0);
        bits.refill();
        let sizes = [1, 1, 2, 2, 2, 2, 3, 3, 0];
        assert_eq!(sizes.map(|n| bits.take_signed(n)), [-1, 1, -3, -2, 2, 3, -7, 7, 0]);
    }
}
