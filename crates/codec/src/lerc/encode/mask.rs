//! Which pixels are valid: a bit each, the first the most significant, packed by runs of bytes.
//!
//! ```text
//! count > 0 · bytes │ −count · byte │ … │ −32768      counts are of 16 bits
//! ```

/// What is cheaper as a run than among other bytes.
const SHORTEST_RUN: usize = 5;
const LONGEST: usize = 32767;

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Mask {
    bits: Vec<u8>,
    valid: usize,
}

impl Mask {
    pub(super) fn new(pixels: impl ExactSizeIterator<Item = bool>) -> Self {
        let mut mask = Self { bits: vec![0; pixels.len().div_ceil(8)], valid: 0 };
        // Bits of no pixel are set, as liblerc has them.
        if let Some(last) = mask.bits.last_mut() {
            *last = (0xff_u16 >> ((pixels.len() - 1) % 8 + 1)) as u8;
        }
        for (index, is_valid) in pixels.enumerate() {
            mask.bits[index / 8] |= u8::from(is_valid) << (7 - index % 8);
            mask.valid += usize::from(is_valid);
        }
        mask
    }

    pub(super) fn is_valid(&self, pixel: usize) -> bool {
        self.bits[pixel / 8] << (pixel % 8) & 0x80 != 0
    }

    /// How many are.
    pub(super) fn valid(&self) -> usize {
        self.valid
    }

    /// The bits, packed.
    pub(super) fn packed(&self) -> Vec<u8> {
        let (mut out, mut rest) = (Vec::new(), &self.bits[..]);
        let run_of = |bytes: &[u8]| bytes.iter().take(LONGEST).take_while(|&byte| *byte == bytes[0]).count();
        while !rest.is_empty() {
            let run = run_of(rest);
            if run >= SHORTEST_RUN {
                out.extend_from_slice(&(run as u16).wrapping_neg().to_le_bytes());
                out.push(rest[0]);
                rest = &rest[run..];
                continue;
            }
            let mut len = run;
            while len < rest.len() {
                match run_of(&rest[len..]) {
                    SHORTEST_RUN.. => break,
                    run => len += run,
                }
            }
            let len = len.min(LONGEST);
            out.extend_from_slice(&(len as u16).to_le_bytes());
            out.extend_from_slice(&rest[..len]);
            rest = &rest[len..];
        }
        out.extend_from_slice(&i16::MIN.to_le_bytes());
        out
    }
}
