//! Floating point prediction (Adobe's Photoshop TIFF technical note 3): a row of floats is cut into planes of bytes, the most
//! significant plane first whatever the byte order of the file, and then each byte is the difference to that of the pixel on
//! its left, straight across the planes.

use crate::predictor;
use std::array;

/// Turns a stored row back into floats in native byte order; `scratch` is for one row.
pub(crate) fn accumulate(sample_len: usize, samples: usize, row: &mut [u8], scratch: &mut Vec<u8>) {
    predictor::accumulate(1, samples, row);
    scratch.clear();
    scratch.extend_from_slice(row);
    match sample_len {
        2 => join::<2>(scratch, row),
        3 => join::<3>(scratch, row),
        4 => join::<4>(scratch, row),
        _ => join::<8>(scratch, row),
    }
}

/// Turns a row of floats in native byte order into the stored one; `scratch` is for one row.
pub(crate) fn difference(sample_len: usize, samples: usize, row: &[u8], out: &mut [u8], scratch: &mut Vec<u8>) {
    scratch.resize(row.len(), 0);
    match sample_len {
        2 => split::<2>(row, scratch),
        3 => split::<3>(row, scratch),
        4 => split::<4>(row, scratch),
        _ => split::<8>(row, scratch),
    }
    predictor::difference(1, samples, scratch, out);
}

/// Where the plane of the byte `i` of a native float stands among `N`.
const fn plane_of<const N: usize>(i: usize) -> usize {
    if cfg!(target_endian = "little") { N - 1 - i } else { i }
}

fn join<const N: usize>(planes: &[u8], row: &mut [u8]) {
    let row = row.as_chunks_mut::<N>().0;
    let len = row.len();
    let planes: [&[u8]; N] = array::from_fn(|i| &planes[plane_of::<N>(i) * len..][..len]);
    for (i, float) in row.iter_mut().enumerate() {
        *float = array::from_fn(|byte| planes[byte][i]);
    }
}

fn split<const N: usize>(row: &[u8], planes: &mut [u8]) {
    let row = row.as_chunks::<N>().0;
    for byte in 0..N {
        let plane = &mut planes[plane_of::<N>(byte) * row.len()..][..row.len()];
        for (out, float) in plane.iter_mut().zip(row) {
            *out = float[byte];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_gdal_writes() {
        // 1.5, -2, 3.25, 6e-8 as 16-bit floats with PREDICTOR=3, by GDAL 3.12; the same with ENDIANNESS=BIG.
        let stored = [0x3e, 0x82, 0x82, 0xbe, 0x00, 0x00, 0x80, 0x81];
        let floats: Vec<u8> = [0x3e00u16, 0xc000, 0x4280, 0x0001].iter().flat_map(|half| half.to_ne_bytes()).collect();
        let (mut row, mut scratch) = (stored, Vec::new());
        accumulate(2, 1, &mut row, &mut scratch);
        assert_eq!(row[..], floats);
        let mut out = [0; 8];
        difference(2, 1, &floats, &mut out, &mut scratch);
        assert_eq!(out, stored);
    }

    /// The rule as it is written down: byte by byte.
    fn slow_difference(sample_len: usize, samples: usize, row: &[u8]) -> Vec<u8> {
        let count = row.len() / sample_len;
        let byte = |i: usize| {
            let (significance, float) = (i / count, i % count);
            let at = if cfg!(target_endian = "little") { sample_len - 1 - significance } else { significance };
            row[float * sample_len + at]
        };
        (0..row.len()).map(|i| byte(i).wrapping_sub(if i < samples { 0 } else { byte(i - samples) })).collect()
    }

    #[test]
    fn matches_the_slow_model_both_ways() {
        let noise: Vec<u8> = (0u32..720).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        let mut scratch = Vec::new();
        for sample_len in [2, 3, 4, 8] {
            for samples in 1..=6 {
                let row = &noise[..sample_len * samples * 15];
                let mut stored = vec![0; row.len()];
                difference(sample_len, samples, row, &mut stored, &mut scratch);
                assert_eq!(stored, slow_difference(sample_len, samples, row), "{sample_len} bytes, {samples} samples");
                accumulate(sample_len, samples, &mut stored, &mut scratch);
                assert_eq!(stored, row, "{sample_len} bytes, {samples} samples");
            }
        }
    }
}
