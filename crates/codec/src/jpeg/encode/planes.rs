//! Samples to planes of components: colour, chroma scaled down, edges repeated; each as libjpeg does it.

use super::super::sample::Sample;
use super::frame::Frame;

/// Bits behind the point of the constants.
const BITS: u32 = 16;

const fn fixed(value: f64) -> i32 {
    (value * (1 << BITS) as f64 + 0.5) as i32
}

/// The component of one row of units, as wide and high as whole blocks.
#[derive(Debug, Default)]
pub(super) struct Plane<S> {
    pub(super) samples: Vec<S>,
    pub(super) width: usize,
}

/// The components of one row of units.
#[derive(Debug)]
pub(super) struct Planes<S> {
    pub(super) planes: Vec<Plane<S>>,
    /// Rows of full width that share their chroma, of both chromas.
    chroma: [Vec<S>; 2],
}

impl<S: Sample> Planes<S> {
    pub(super) fn new(frame: &Frame) -> Self {
        let plane = |component: &super::frame::Component| {
            let width = 8 * component.blocks_across;
            Plane { samples: vec![S::default(); width * 8 * component.down], width }
        };
        let planes: Vec<_> = frame.components.iter().map(plane).collect();
        let chroma_len = if frame.is_ycbcr { planes[1].width * frame.across * frame.down } else { 0 };
        Self { planes, chroma: [vec![S::default(); chroma_len], vec![S::default(); chroma_len]] }
    }

    /// Takes the samples of a row of units. Below the image, its last row is repeated: of pixels up to where chroma has a
    /// whole sample, then of each component.
    pub(super) fn fill(&mut self, frame: &Frame, unit_row: usize, samples: &[u8]) {
        let first = unit_row * 8 * frame.down;
        let rows = (frame.height - first).min(8 * frame.down);
        let row_len = frame.width * frame.components.len() * size_of::<S>();
        let samples = &samples[first * row_len..][..rows * row_len];
        for (row, pixels) in samples.chunks_exact(row_len).enumerate() {
            self.fill_row(frame, row, pixels);
            if frame.is_ycbcr && ((row + 1).is_multiple_of(frame.down) || row + 1 == rows) {
                let in_group = row % frame.down + 1;
                self.shrink_chroma(frame, in_group, row / frame.down);
            }
        }
        for (place, plane) in self.planes.iter_mut().enumerate() {
            let rows = if place > 0 { rows.div_ceil(frame.down) } else { rows };
            let (filled, rest) = plane.samples.split_at_mut(rows * plane.width);
            let last = &filled[(rows - 1) * plane.width..];
            rest.chunks_exact_mut(plane.width).for_each(|row| row.copy_from_slice(last));
        }
    }

    fn fill_row(&mut self, frame: &Frame, row: usize, pixels: &[u8]) {
        let width = frame.width;
        if !frame.is_ycbcr {
            let pixel_len = self.planes.len() * size_of::<S>();
            for (place, plane) in self.planes.iter_mut().enumerate() {
                let out = &mut plane.samples[row * plane.width..][..plane.width];
                for (out, pixel) in out.iter_mut().zip(pixels.chunks_exact(pixel_len)) {
                    *out = S::of_pixel(pixel, place);
                }
                repeat_last(out, width);
            }
            return;
        }
        let plane = &mut self.planes[0];
        let luma = &mut plane.samples[row * plane.width..][..plane.width];
        let chroma_width = self.chroma[0].len() / frame.down;
        let in_group = row % frame.down;
        let [blue, red] = &mut self.chroma;
        let (blue, red) =
            (&mut blue[in_group * chroma_width..][..chroma_width], &mut red[in_group * chroma_width..][..chroma_width]);
        to_ycbcr(pixels, &mut luma[..width], &mut blue[..width], &mut red[..width]);
        [luma, blue, red].into_iter().for_each(|row| repeat_last(row, width));
    }

    /// Makes a row of both chromas of the rows that share it, of which so many are in the image.
    fn shrink_chroma(&mut self, frame: &Frame, in_group: usize, row: usize) {
        for (full, plane) in self.chroma.iter_mut().zip(&mut self.planes[1..]) {
            let full_width = plane.width * frame.across;
            if in_group < frame.down {
                full.copy_within((in_group - 1) * full_width..in_group * full_width, in_group * full_width);
            }
            let out = &mut plane.samples[row * plane.width..][..plane.width];
            match (frame.across, frame.down) {
                (1, 1) => out.copy_from_slice(full),
                (2, 1) => halve(full, out),
                _ => {
                    let (upper, lower) = full.split_at(full_width);
                    quarter(upper, lower, out);
                }
            }
        }
    }
}

fn repeat_last<S: Copy>(row: &mut [S], width: usize) {
    let last = row[width - 1];
    row[width..].fill(last);
}

/// The mean of two, rounded down and up in turn.
fn halve<S: Sample>(full: &[S], out: &mut [S]) {
    for ((pair, out), more) in full.as_chunks::<2>().0.iter().zip(out).zip([0, 1].into_iter().cycle()) {
        *out = S::clamped((pair[0].value() + pair[1].value() + more) >> 1);
    }
}

/// The mean of four, rounded down a little and up a little in turn.
fn quarter<S: Sample>(upper: &[S], lower: &[S], out: &mut [S]) {
    let pairs = upper.as_chunks::<2>().0.iter().zip(lower.as_chunks::<2>().0);
    for (((upper, lower), out), more) in pairs.zip(out).zip([1, 2].into_iter().cycle()) {
        let sum = upper[0].value() + upper[1].value() + lower[0].value() + lower[1].value();
        *out = S::clamped((sum + more) >> 2);
    }
}

/// Red, green and blue to luma, blue and red chroma: JFIF's equation with libjpeg's rounding.
fn to_ycbcr<S: Sample>(pixels: &[u8], luma: &mut [S], blue_chroma: &mut [S], red_chroma: &mut [S]) {
    const HALF: i32 = 1 << (BITS - 1);
    // A little less than a half: the largest chroma is then still a sample.
    let offset = (((S::LARGEST + 1) / 2) << BITS) + HALF - 1;
    let out = luma.iter_mut().zip(blue_chroma).zip(red_chroma);
    for (pixel, ((luma, blue_chroma), red_chroma)) in pixels.chunks_exact(3 * size_of::<S>()).zip(out) {
        let [red, green, blue] = [0, 1, 2].map(|place| S::of_pixel(pixel, place).value());
        let sum = fixed(0.29900) * red + fixed(0.58700) * green + fixed(0.11400) * blue;
        *luma = S::clamped((sum + HALF) >> BITS);
        let sum = fixed(0.50000) * blue - fixed(0.16874) * red - fixed(0.33126) * green;
        *blue_chroma = S::clamped((sum + offset) >> BITS);
        let sum = fixed(0.50000) * red - fixed(0.41869) * green - fixed(0.08131) * blue;
        *red_chroma = S::clamped((sum + offset) >> BITS);
    }
}
