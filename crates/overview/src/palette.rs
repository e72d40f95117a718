//! AVERAGE of a palette image: the mean of the colours, not of their numbers.

use crate::arithmetic::Arithmetic;
use crate::axis::Axes;
use crate::kernel::{Kernel, Line};
use std::ops::Range;

/// A colour: red, green, blue, alpha.
type Rgba = [u8; 4];

/// The entry nearest to the mean of the colours under a pixel. As in GDAL, every pixel under it counts alike, however
/// little of it is covered, transparent entries are left out, and masks play no part.
pub(crate) struct PaletteAverage<T> {
    axes: Axes,
    palette: Vec<Rgba>,
    /// What stands where all is transparent.
    empty: T,
    /// The last colour that was looked up: neighbours are often of one colour.
    last: ([u8; 3], T),
}

impl<T: Arithmetic> PaletteAverage<T> {
    /// `None` if every entry is the grey of its number, so that the mean of the numbers will do.
    pub(crate) fn new(axes: Axes, palette: &[Rgba], nodata: Option<T>) -> Option<Self> {
        let mut palette = palette.to_vec();
        let first_transparent = palette.iter().position(|entry| entry[3] == 0);
        if let Some(entry) = nodata.and_then(|nodata| palette.get_mut(index(nodata))) {
            entry[3] = 0;
        }
        if palette.iter().enumerate().all(|(i, &entry)| u8::try_from(i).is_ok_and(|i| entry == [i, i, i, 255])) {
            return None;
        }
        let empty = nodata.unwrap_or(T::from_f64(first_transparent.unwrap_or(0) as f64));
        let mut kernel = Self { axes, palette, empty, last: ([0; 3], empty) };
        kernel.last.1 = kernel.nearest_entry([0; 3]);
        Some(kernel)
    }

    fn nearest_entry(&self, colour: [u8; 3]) -> T {
        let distance = |&[r, g, b, _]: &Rgba| -> u32 {
            [r, g, b].iter().zip(colour).map(|(&part, wanted)| u32::from(part.abs_diff(wanted)).pow(2)).sum()
        };
        let opaque = self.palette.iter().enumerate().filter(|(_, entry)| entry[3] != 0);
        // The first of the nearest.
        let nearest = opaque.min_by_key(|(_, entry)| distance(entry)).map_or(0, |(i, _)| i);
        T::from_f64(nearest as f64)
    }
}

fn index<T: Arithmetic>(sample: T) -> usize {
    sample.to_f64() as usize
}

impl<T: Arithmetic> Kernel<T> for PaletteAverage<T> {
    fn rows(&self, row: usize) -> Range<usize> {
        self.axes.y.covered(row).range()
    }

    fn resample(&mut self, _: usize, source: &[Line<'_, T>], out: &mut [T]) {
        for (i, out) in out.iter_mut().enumerate() {
            let columns = self.axes.x.covered(i).range();
            let mut sums = [0; 3];
            let mut count = 0_u64;
            for sample in source.iter().flat_map(|line| &line.samples[columns.clone()]) {
                if let Some(&[r, g, b, _]) = self.palette.get(index(*sample)).filter(|entry| entry[3] != 0) {
                    sums = [sums[0] + u64::from(r), sums[1] + u64::from(g), sums[2] + u64::from(b)];
                    count += 1;
                }
            }
            if count == 0 {
                *out = self.empty;
                continue;
            }
            // A mean of bytes is a byte.
            let colour = sums.map(|sum| ((sum + count / 2) / count) as u8);
            if colour != self.last.0 {
                self.last = (colour, self.nearest_entry(colour));
            }
            *out = self.last.1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RED: Rgba = [255, 0, 0, 255];
    const DARK_RED: Rgba = [128, 0, 0, 255];
    const BLACK: Rgba = [0, 0, 0, 255];
    const CLEAR: Rgba = [128, 0, 0, 0];

    fn mean(palette: &[Rgba], nodata: Option<u8>, samples: &[u8]) -> u8 {
        let axes = Axes::new((samples.len(), 1), (1, 1));
        let mut out = [99];
        let mut kernel = PaletteAverage::new(axes, palette, nodata).unwrap();
        kernel.resample(0, &[Line { samples, valid: None }], &mut out);
        out[0]
    }

    #[test]
    fn takes_the_first_of_the_nearest_entries() {
        assert_eq!(mean(&[BLACK, RED, DARK_RED, DARK_RED], None, &[0, 1]), 2);
        assert_eq!(mean(&[BLACK, RED], None, &[0, 1]), 1);
        assert_eq!(mean(&[BLACK, RED], None, &[0, 0, 1]), 0);
    }

    #[test]
    fn leaves_out_what_is_transparent_or_unknown() {
        assert_eq!(mean(&[BLACK, RED, CLEAR, DARK_RED], None, &[2, 0, 1, 9]), 3);
        assert_eq!(mean(&[BLACK, RED, DARK_RED], Some(2), &[0, 1, 2]), 1);
        assert_eq!(mean(&[BLACK, CLEAR], None, &[1, 1]), 1);
        assert_eq!(mean(&[BLACK, CLEAR], Some(7), &[1, 7]), 7);
        assert_eq!(mean(&[BLACK, RED], None, &[8, 9]), 0);
    }

    #[test]
    fn a_ramp_of_greys_needs_no_palette() {
        let ramp: Vec<Rgba> = (0..=255).map(|i| [i, i, i, 255]).collect();
        let axes = Axes::new((2, 1), (1, 1));
        assert!(PaletteAverage::<u8>::new(axes, &ramp, None).is_none());
        assert!(PaletteAverage::<u8>::new(axes, &ramp, Some(3)).is_some());
    }
}
