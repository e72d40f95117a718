//! Horizontal prediction (TIFF 6, section 14): every sample is stored as the difference to that of the pixel on its left.
//!
//! Rows are in native byte order here. A sample is an integer of 1, 2, 4 or 8 bytes whatever its bits mean.

/// Turns the differences of a row back into samples.
pub(crate) fn accumulate(sample_len: usize, samples: usize, row: &mut [u8]) {
    match sample_len {
        1 if samples == 1 => accumulate_bytes(row),
        1 => accumulate_each::<1>(samples, row),
        2 => accumulate_each::<2>(samples, row),
        4 => accumulate_each::<4>(samples, row),
        _ => accumulate_each::<8>(samples, row),
    }
}

/// Turns the samples of a row into differences.
pub(crate) fn difference(sample_len: usize, samples: usize, row: &[u8], out: &mut [u8]) {
    match sample_len {
        1 => difference_each::<1>(samples, row, out),
        2 => difference_each::<2>(samples, row, out),
        4 => difference_each::<4>(samples, row, out),
        _ => difference_each::<8>(samples, row, out),
    }
}

fn accumulate_each<const N: usize>(samples: usize, row: &mut [u8]) {
    let row = row.as_chunks_mut::<N>().0;
    match samples {
        1 => accumulate_pixels::<N, 1>(row),
        2 => accumulate_pixels::<N, 2>(row),
        3 => accumulate_pixels::<N, 3>(row),
        4 => accumulate_pixels::<N, 4>(row),
        _ => {
            let mut pixels = row.chunks_exact_mut(samples.max(1));
            let Some(mut left) = pixels.next() else { return };
            for pixel in pixels {
                for (sample, left) in pixel.iter_mut().zip(left) {
                    *sample = add(*sample, *left);
                }
                left = pixel;
            }
        }
    }
}

/// Single bytes, eight at a time: one by one they would take as long as samples of eight bytes.
///
/// The even and the odd bytes of a word are spread over lanes of 16 bits, where the sums have room. Multiplied by `ONES`, each
/// lane is the sum of those up to it.
fn accumulate_bytes(row: &mut [u8]) {
    const ONES: u64 = 0x0001_0001_0001_0001;
    const EVEN: u64 = 0x00ff * ONES;
    let mut left = 0u8;
    let (words, rest) = row.as_chunks_mut::<8>();
    for bytes in words {
        let word = u64::from_le_bytes(*bytes);
        let even = (word & EVEN).wrapping_mul(ONES);
        let odd = (word >> 8 & EVEN).wrapping_mul(ONES);
        let before = u64::from(left) * ONES;
        let sums = ((even + (odd << 16) + before) & EVEN) | ((even + odd + before) & EVEN) << 8;
        *bytes = sums.to_le_bytes();
        left = left.wrapping_add(((even + odd) >> 48) as u8);
    }
    for byte in rest {
        left = left.wrapping_add(*byte);
        *byte = left;
    }
}

/// Keeps the running sums of a pixel in registers.
fn accumulate_pixels<const N: usize, const SAMPLES: usize>(row: &mut [[u8; N]]) {
    let mut sums = [[0; N]; SAMPLES];
    for pixel in row.as_chunks_mut::<SAMPLES>().0 {
        for (sum, sample) in sums.iter_mut().zip(pixel) {
            *sum = add(*sum, *sample);
            *sample = *sum;
        }
    }
}

fn difference_each<const N: usize>(samples: usize, row: &[u8], out: &mut [u8]) {
    let (row, out) = (row.as_chunks::<N>().0, out.as_chunks_mut::<N>().0);
    let (Some(first), Some((out_first, out))) = (row.get(..samples), out.split_at_mut_checked(samples)) else { return };
    out_first.copy_from_slice(first);
    for ((out, sample), left) in out.iter_mut().zip(&row[samples..]).zip(row) {
        *out = sub(*sample, *left);
    }
}

#[inline(always)]
fn add<const N: usize>(a: [u8; N], b: [u8; N]) -> [u8; N] {
    narrow(widen(a).wrapping_add(widen(b)))
}

#[inline(always)]
fn sub<const N: usize>(a: [u8; N], b: [u8; N]) -> [u8; N] {
    narrow(widen(a).wrapping_sub(widen(b)))
}

/// The native number of these bytes.
#[inline(always)]
fn widen<const N: usize>(bytes: [u8; N]) -> u64 {
    let mut wide = [0; 8];
    if cfg!(target_endian = "little") {
        wide[..N].copy_from_slice(&bytes);
    } else {
        wide[8 - N..].copy_from_slice(&bytes);
    }
    u64::from_ne_bytes(wide)
}

/// The native bytes of this number, as many as there is room for.
#[inline(always)]
fn narrow<const N: usize>(number: u64) -> [u8; N] {
    let wide = number.to_ne_bytes();
    let mut bytes = [0; N];
    bytes.copy_from_slice(if cfg!(target_endian = "little") { &wide[..N] } else { &wide[8 - N..] });
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The rule as it is written down: sample by sample, with numbers.
    fn slow_difference(sample_len: usize, samples: usize, row: &[u8]) -> Vec<u8> {
        let number =
            |i: usize| row[i * sample_len..][..sample_len].iter().rev().fold(0u64, |n, &byte| n << 8 | u64::from(byte));
        (0..row.len() / sample_len)
            .flat_map(|i| {
                let left = if i < samples { 0 } else { number(i - samples) };
                number(i).wrapping_sub(left).to_le_bytes().into_iter().take(sample_len)
            })
            .collect()
    }

    #[test]
    #[cfg(target_endian = "little")]
    fn matches_the_slow_model_both_ways() {
        let noise: Vec<u8> = (0u32..720).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        for sample_len in [1, 2, 4, 8] {
            for samples in 1..=6 {
                let row = &noise[..sample_len * samples * 15];
                let mut stored = vec![0; row.len()];
                difference(sample_len, samples, row, &mut stored);
                assert_eq!(stored, slow_difference(sample_len, samples, row), "{sample_len} bytes, {samples} samples");
                accumulate(sample_len, samples, &mut stored);
                assert_eq!(stored, row, "{sample_len} bytes, {samples} samples");
            }
        }
    }

    #[test]
    fn a_complex_sample_is_one_integer() {
        // What GDAL 3.12 writes for 1+2i, 3+4i, 5+300i, -7-8i as complex_int16: the borrow runs into the imaginary part.
        let samples: Vec<u8> = [1i16, 2, 3, 4, 5, 300, -7, -8].iter().flat_map(|part| part.to_le_bytes()).collect();
        let stored = [1, 0, 2, 0, 2, 0, 2, 0, 2, 0, 0x28, 1, 0xf4, 0xff, 0xcc, 0xfe];
        if cfg!(target_endian = "little") {
            let mut row = stored;
            accumulate(4, 1, &mut row);
            assert_eq!(row[..], samples);
        }
    }
}
