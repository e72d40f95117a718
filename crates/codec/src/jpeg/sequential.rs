//! The coefficients of a block that is coded in one go (T.81, F.2).

use super::bits::Bits;
use super::huffman::Huffman;
use super::markers::ZIGZAG;
use super::{Fault, Result};

pub(super) const BAD_CODE: Fault = Fault::Damaged("has a code that its tables lack");

/// Reads the difference of a DC coefficient to the one before it.
#[inline(always)]
pub(super) fn dc_difference(bits: &mut Bits<'_>, table: &Huffman) -> Result<i32> {
    bits.refill();
    let size = u32::from(table.decode(bits).ok_or(BAD_CODE)?);
    // Only lossless data have 16, which 12-bit data could not hold either.
    if size > 15 {
        return Err(BAD_CODE);
    }
    Ok(bits.take_signed(size))
}

/// Reads a block into `out`, which is zero. `previous` is the DC coefficient of the component's block before this one.
#[inline(always)]
pub(super) fn block(
    bits: &mut Bits<'_>,
    dc: &Huffman,
    ac: &Huffman,
    previous: &mut i32,
    out: &mut [i16; 64],
) -> Result<()> {
    *previous = previous.wrapping_add(dc_difference(bits, dc)?);
    out[0] = *previous as i16;
    let mut k = 1;
    while k < 64 {
        bits.refill();
        let pair = ac.pair(bits);
        let (run, value) = if pair.bits != 0 {
            bits.skip(pair.bits.into());
            (pair.run, pair.value)
        } else {
            let symbol = ac.decode(bits).ok_or(BAD_CODE)?;
            let size = symbol & 15;
            if size == 0 {
                if symbol != 0xf0 {
                    break;
                }
                k += 16;
                continue;
            }
            (symbol >> 4, bits.take_signed(size.into()) as i16)
        };
        k += usize::from(run);
        let place = ZIGZAG.get(k).ok_or(Fault::Damaged("has a block of more than 64 coefficients"))?;
        out[usize::from(place & 63)] = value;
        k += 1;
    }
    Ok(())
}
