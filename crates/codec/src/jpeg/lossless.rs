//! Lossless JPEG: samples as differences to what their neighbours let expect (T.81, annex H).

use super::bits::Bits;
use super::huffman::Huffman;
use super::markers::{Frame, Scan};
use super::picture::Target;
use super::sequential::BAD_CODE;
use super::{Fault, Result};

/// Reads a scan into its components' samples of each pixel. `tables` has one for each, `done` becomes the number of its rows.
pub(super) fn scan(
    frame: &Frame,
    scan: &Scan,
    tables: &[&Huffman],
    interval: u32,
    bits: &mut Bits<'_>,
    target: &mut Target<'_>,
    done: &mut usize,
) -> Result<()> {
    if frame.components.iter().any(|component| (component.across, component.down) != (1, 1)) {
        return Err(Fault::Unsupported("lossless JPEG with components of different sizes"));
    }
    let count = tables.len();
    let row_len = frame.width * count;
    let rows_to_restart = interval as usize / frame.width;
    if !(interval as usize).is_multiple_of(frame.width) {
        return Err(Fault::Unsupported("lossless JPEG with restarts within a row"));
    }
    let wide = frame.precision > 8;
    let sample_len = if wide { 2 } else { 1 };
    let start = 1 << (frame.precision - scan.low - 1);
    let (mut above, mut row) = (vec![0_i32; row_len], vec![0_i32; row_len]);
    *done = 0;
    for (y, out) in target.out.chunks_exact_mut(target.row_samples * sample_len).take(target.rows).enumerate() {
        let mut is_first = y == 0;
        if rows_to_restart > 0 && y > 0 && y.is_multiple_of(rows_to_restart) {
            if !bits.restart() {
                return Err(Fault::Ends);
            }
            is_first = true;
        }
        for i in 0..row_len {
            let difference = difference(bits, tables[i % count])?;
            let expected = match (is_first, i.checked_sub(count)) {
                (true, None) => start,
                (true, Some(left)) => row[left],
                (false, None) => above[i],
                (false, Some(left)) => predict(scan.first, row[left], above[i], above[left]),
            };
            row[i] = (expected + difference) & 0xffff;
        }
        if bits.overrun() {
            return Err(Fault::Ends);
        }
        for (i, &(place, ..)) in scan.components.iter().enumerate() {
            let samples = row.iter().skip(i).step_by(count).map(|value| (value << scan.low) as u16);
            let places = (place..).step_by(frame.components.len());
            for (sample, at) in samples.zip(places) {
                if wide {
                    out[2 * at..2 * at + 2].copy_from_slice(&sample.to_ne_bytes());
                } else {
                    out[at] = sample as u8;
                }
            }
        }
        std::mem::swap(&mut above, &mut row);
        *done = y + 1;
    }
    Ok(())
}

#[inline(always)]
fn difference(bits: &mut Bits<'_>, table: &Huffman) -> Result<i32> {
    bits.refill();
    match table.decode(bits).ok_or(BAD_CODE)? {
        16 => Ok(1 << 15),
        size @ 0..16 => Ok(bits.take_signed(size.into())),
        _ => Err(BAD_CODE),
    }
}

/// T.81, table H.1.
#[inline(always)]
const fn predict(predictor: usize, left: i32, above: i32, above_left: i32) -> i32 {
    match predictor {
        1 => left,
        2 => above,
        3 => above_left,
        4 => left + above - above_left,
        5 => left + ((above - above_left) >> 1),
        6 => above + ((left - above_left) >> 1),
        _ => (left + above) >> 1,
    }
}
