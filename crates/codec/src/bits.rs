//! Unsigned integers of odd widths, packed most significant bit first; a row ends on a whole byte (TIFF 6, section 8).
//!
//! Eight samples of `bits` bits are `bits` bytes, so a row is done in groups of eight; where the width is a constant, the
//! compiler unrolls the group.

use std::array;

/// Unpacks a row; `out` has 1, 2 or 4 bytes for each sample, as its width demands.
pub(crate) fn unpack(bits: usize, row: &[u8], out: &mut [u8]) {
    match bits {
        1 => unpack_row::<1>(1, row, out, |byte, out| out.copy_from_slice(&SPREAD[usize::from(byte[0])])),
        2 => unpack_row::<1>(2, row, out, |row, out| unpack_group::<1>(2, row, out)),
        4 => unpack_row::<1>(4, row, out, |row, out| unpack_group::<1>(4, row, out)),
        12 => unpack_row::<2>(12, row, out, |row, out| unpack_group::<2>(12, row, out)),
        24 => unpack_row::<4>(24, row, out, |row, out| unpack_group::<4>(24, row, out)),
        3 | 5..=8 => unpack_row::<1>(bits, row, out, |row, out| unpack_group::<1>(bits, row, out)),
        9..=11 | 13..=16 => unpack_row::<2>(bits, row, out, |row, out| unpack_group::<2>(bits, row, out)),
        _ => unpack_row::<4>(bits, row, out, |row, out| unpack_group::<4>(bits, row, out)),
    }
}

/// Packs a row: the low bits of every sample, except that a single bit says whether the sample is other than zero.
pub(crate) fn pack(bits: usize, samples: &[u8], row: &mut [u8]) {
    match bits {
        1 => pack_row::<1>(1, samples, row, |samples, row| row[0] = gather(samples)),
        2 => pack_row::<1>(2, samples, row, |samples, row| pack_group::<1>(2, samples, row)),
        4 => pack_row::<1>(4, samples, row, |samples, row| pack_group::<1>(4, samples, row)),
        12 => pack_row::<2>(12, samples, row, |samples, row| pack_group::<2>(12, samples, row)),
        3 | 5..=8 => pack_row::<1>(bits, samples, row, |samples, row| pack_group::<1>(bits, samples, row)),
        9..=11 | 13..=16 => pack_row::<2>(bits, samples, row, |samples, row| pack_group::<2>(bits, samples, row)),
        _ => pack_row::<4>(bits, samples, row, |samples, row| pack_group::<4>(bits, samples, row)),
    }
}

/// The eight samples of a byte of single bits.
static SPREAD: [[u8; 8]; 256] = {
    let mut table = [[0; 8]; 256];
    let mut i = 0;
    while i < 256 * 8 {
        table[i / 8][i % 8] = ((i / 8) >> (7 - i % 8) & 1) as u8;
        i += 1;
    }
    table
};

/// The byte of eight samples of a single bit.
#[inline(always)]
fn gather(samples: &[u8]) -> u8 {
    const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;
    let samples = u64::from_le_bytes(array::from_fn(|i| samples[i]));
    // The highest bit of every byte that is not zero: no byte of the sum carries into the next.
    let set = (((samples & LOW) + LOW) | samples) & !LOW;
    // Multiplication brings all of them into the highest byte, the first sample on top, each on a place of its own.
    ((set >> 7).wrapping_mul(0x8040_2010_0804_0201) >> 56) as u8
}

/// The longest group: eight samples of 32 bits.
const GROUP: usize = 32;

#[inline(always)]
fn unpack_row<const N: usize>(bits: usize, row: &[u8], out: &mut [u8], group: impl Fn(&[u8], &mut [u8])) {
    let (full, rest) = row.split_at(out.len() / (8 * N) * bits);
    let mut groups = out.chunks_exact_mut(8 * N);
    for (row, out) in full.chunks_exact(bits).zip(&mut groups) {
        group(row, out);
    }
    let tail = groups.into_remainder();
    if !tail.is_empty() {
        let (mut row, mut out) = ([0; GROUP], [0; GROUP]);
        row[..rest.len()].copy_from_slice(rest);
        group(&row[..bits], &mut out[..8 * N]);
        tail.copy_from_slice(&out[..tail.len()]);
    }
}

#[inline(always)]
fn pack_row<const N: usize>(bits: usize, samples: &[u8], row: &mut [u8], group: impl Fn(&[u8], &mut [u8])) {
    let (full, rest) = row.split_at_mut(samples.len() / (8 * N) * bits);
    let groups = samples.chunks_exact(8 * N);
    let tail = groups.remainder();
    for (samples, row) in groups.zip(full.chunks_exact_mut(bits)) {
        group(samples, row);
    }
    if !tail.is_empty() {
        let (mut samples, mut row) = ([0; GROUP], [0; GROUP]);
        samples[..tail.len()].copy_from_slice(tail);
        group(&samples[..8 * N], &mut row[..bits]);
        rest.copy_from_slice(&row[..rest.len()]);
    }
}

#[inline(always)]
fn unpack_group<const N: usize>(bits: usize, row: &[u8], out: &mut [u8]) {
    let (mut window, mut held) = (0u64, 0);
    let mut row = row.iter();
    for sample in out.as_chunks_mut::<N>().0 {
        while held < bits {
            window = window << 8 | u64::from(*row.next().unwrap_or(&0));
            held += 8;
        }
        held -= bits;
        *sample = low_bytes((window >> held & ((1 << bits) - 1)) as u32);
    }
}

#[inline(always)]
fn pack_group<const N: usize>(bits: usize, samples: &[u8], row: &mut [u8]) {
    let (mut window, mut held) = (0u64, 0);
    let mut row = row.iter_mut();
    for sample in samples.as_chunks::<N>().0 {
        window = window << bits | u64::from(number(*sample)) & ((1 << bits) - 1);
        held += bits;
        while held >= 8 {
            held -= 8;
            if let Some(byte) = row.next() {
                *byte = (window >> held) as u8;
            }
        }
    }
}

/// The low bytes of a number, in native order.
#[inline(always)]
fn low_bytes<const N: usize>(number: u32) -> [u8; N] {
    let bytes = number.to_ne_bytes();
    array::from_fn(|i| bytes[if cfg!(target_endian = "little") { i } else { 4 - N + i }])
}

/// The number of these native bytes.
#[inline(always)]
fn number<const N: usize>(bytes: [u8; N]) -> u32 {
    let mut wide = [0; 4];
    let at = if cfg!(target_endian = "little") { 0 } else { 4 - N };
    wide[at..at + N].copy_from_slice(&bytes);
    u32::from_ne_bytes(wide)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample_len(bits: usize) -> usize {
        bits.div_ceil(8).next_power_of_two()
    }

    fn bytes_of(bits: usize, values: &[u32]) -> Vec<u8> {
        let len = sample_len(bits);
        values
            .iter()
            .flat_map(|value| {
                let bytes = value.to_ne_bytes();
                if cfg!(target_endian = "little") { bytes[..len].to_vec() } else { bytes[4 - len..].to_vec() }
            })
            .collect()
    }

    /// Bit by bit.
    fn slow_pack(bits: usize, values: &[u32]) -> Vec<u8> {
        let mut row = vec![0; (values.len() * bits).div_ceil(8)];
        for at in 0..values.len() * bits {
            let bit = values[at / bits] >> (bits - 1 - at % bits) & 1;
            row[at / 8] |= (bit as u8) << (7 - at % 8);
        }
        row
    }

    #[test]
    fn matches_the_slow_model_both_ways() {
        for bits in 1..=31 {
            for count in [1, 2, 5, 7, 8, 9, 15, 16, 17, 40] {
                let values: Vec<u32> =
                    (0..count).map(|i: u32| (i + 1).wrapping_mul(2_654_435_761) >> (32 - bits)).collect();
                let (samples, row) = (bytes_of(bits, &values), slow_pack(bits, &values));
                let mut packed = vec![0xff; row.len()];
                pack(bits, &samples, &mut packed);
                assert_eq!(packed, row, "{count} of {bits} bits");
                let mut unpacked = vec![0xff; samples.len()];
                unpack(bits, &row, &mut unpacked);
                assert_eq!(unpacked, samples, "{count} of {bits} bits");
            }
        }
    }

    #[test]
    fn a_single_bit_says_other_than_zero() {
        let mut row = [0; 2];
        pack(1, &[255, 0, 2, 0, 0, 0, 0, 1, 128, 0], &mut row);
        assert_eq!(row, [0b1010_0001, 0b1000_0000]);
    }

    #[test]
    fn other_widths_take_the_low_bits() {
        let mut row = [0; 1];
        pack(4, &[0x1f, 0xf3], &mut row);
        assert_eq!(row, [0xf3]);
    }

    #[test]
    fn what_gdal_writes_in_17_bits() {
        let row = [0x81, 0x01, 0xff, 0xff, 0xc0, 0x00, 0xa0];
        let mut samples = [0; 12];
        unpack(17, &row, &mut samples);
        assert_eq!(samples[..], bytes_of(17, &[66051, 131_071, 5]));
    }
}
