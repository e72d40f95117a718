//! Samples from chunky pixels into rows of one band.

use geotiff_core::{Nodata, SampleType, with_real_sample};

/// The bytes of the sample that stands for what a sparse block does not hold: nodata, or 0.
pub(crate) fn fill_sample(sample_type: SampleType, nodata: Option<Nodata>) -> Vec<u8> {
    let zero = vec![0; sample_type.bytes()];
    with_real_sample!(sample_type, T => nodata.and_then(|nodata| nodata.in_type::<T>()).map_or(zero, |v| v.to_ne_bytes().to_vec()), complex => zero)
}

/// Fills a row with one sample.
pub(crate) fn fill(out: &mut [u8], sample: &[u8]) {
    out.chunks_exact_mut(sample.len()).for_each(|out| out.copy_from_slice(sample));
}

/// Copies one sample of each pixel, which begins `at` so many bytes into it.
pub(crate) fn pick_sample(pixels: &[u8], pixel_len: usize, at: usize, sample_len: usize, out: &mut [u8]) {
    if pixel_len == sample_len {
        out.copy_from_slice(pixels);
        return;
    }
    match sample_len {
        1 => pick::<1>(pixels, pixel_len, at, out),
        2 => pick::<2>(pixels, pixel_len, at, out),
        4 => pick::<4>(pixels, pixel_len, at, out),
        8 => pick::<8>(pixels, pixel_len, at, out),
        _ => pick::<16>(pixels, pixel_len, at, out),
    }
}

fn pick<const N: usize>(pixels: &[u8], pixel_len: usize, at: usize, out: &mut [u8]) {
    for (out, pixel) in out.as_chunks_mut::<N>().0.iter_mut().zip(pixels.chunks_exact(pixel_len)) {
        if let Some(sample) = pixel.get(at..).and_then(|rest| rest.first_chunk()) {
            *out = *sample;
        }
    }
}
