//! The coefficients of a block that is coded in several scans, each of which makes some of them more exact (T.81, G.2).

use super::bits::Bits;
use super::huffman::Huffman;
use super::markers::{Scan, ZIGZAG};
use super::sequential::{BAD_CODE, dc_difference};
use super::{Fault, Result};

/// What a progressive scan knows from block to block.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Bands {
    /// Blocks to come, this one included, that have no more coefficients in this scan.
    ended: u32,
}

const TOO_MANY: Fault = Fault::Damaged("has a block of more coefficients than its scan");

/// The first scan of a DC coefficient.
pub(super) fn dc_first(
    bits: &mut Bits<'_>,
    table: &Huffman,
    low: u32,
    previous: &mut i32,
    block: &mut [i16; 64],
) -> Result<()> {
    *previous = previous.wrapping_add(dc_difference(bits, table)?);
    block[0] = (*previous << low) as i16;
    Ok(())
}

/// A later scan of a DC coefficient: one more bit of it.
pub(super) fn dc_refine(bits: &mut Bits<'_>, low: u32, block: &mut [i16; 64]) {
    bits.refill();
    block[0] |= (bits.take(1) << low) as i16;
}

impl Bands {
    /// The first scan of some AC coefficients.
    pub(super) fn ac_first(
        &mut self,
        bits: &mut Bits<'_>,
        table: &Huffman,
        scan: &Scan,
        block: &mut [i16; 64],
    ) -> Result<()> {
        if self.ended > 0 {
            self.ended -= 1;
            return Ok(());
        }
        let mut k = scan.first;
        while k <= scan.last {
            bits.refill();
            let symbol = table.decode(bits).ok_or(BAD_CODE)?;
            let (run, size) = (u32::from(symbol >> 4), u32::from(symbol & 15));
            if size == 0 {
                if run < 15 {
                    self.ended = (1 << run) + bits.take(run) - 1;
                    break;
                }
                k += 16;
                continue;
            }
            k += run as usize;
            let value = bits.take_signed(size) << scan.low;
            *coefficient(block, k, scan)? = value as i16;
            k += 1;
        }
        Ok(())
    }

    /// A later scan of some AC coefficients: one more bit of those that are not zero, and those that become so.
    pub(super) fn ac_refine(
        &mut self,
        bits: &mut Bits<'_>,
        table: &Huffman,
        scan: &Scan,
        block: &mut [i16; 64],
    ) -> Result<()> {
        let mut k = scan.first;
        if self.ended == 0 {
            while k <= scan.last {
                bits.refill();
                let symbol = table.decode(bits).ok_or(BAD_CODE)?;
                let (mut run, size) = (u32::from(symbol >> 4), u32::from(symbol & 15));
                let mut value = 0;
                if size != 0 {
                    value = if bits.take(1) == 1 { 1 << scan.low } else { -1 << scan.low };
                } else if run < 15 {
                    self.ended = (1 << run) + bits.take(run);
                    break;
                }
                // Zeros are passed over; what is not zero gets its bit on the way.
                loop {
                    let old = coefficient(block, k, scan)?;
                    if *old != 0 {
                        refine(bits, scan.low, old);
                    } else if run == 0 {
                        *old = value;
                        break;
                    } else {
                        run -= 1;
                    }
                    k += 1;
                    if k > scan.last {
                        break;
                    }
                }
                k += 1;
            }
        }
        if self.ended > 0 {
            for k in k..=scan.last {
                let old = coefficient(block, k, scan)?;
                if *old != 0 {
                    refine(bits, scan.low, old);
                }
            }
            self.ended -= 1;
        }
        Ok(())
    }
}

fn refine(bits: &mut Bits<'_>, low: u32, value: &mut i16) {
    bits.refill();
    let step = 1_i16 << low;
    if bits.take(1) == 1 && *value & step == 0 {
        *value = if *value >= 0 { value.wrapping_add(step) } else { value.wrapping_sub(step) };
    }
}

fn coefficient<'b>(block: &'b mut [i16; 64], k: usize, scan: &Scan) -> Result<&'b mut i16> {
    let place = ZIGZAG.get(k).filter(|_| k <= scan.last).ok_or(TOO_MANY)?;
    Ok(&mut block[usize::from(place & 63)])
}
