//! AVERAGE, RMS and GAUSS of a palette image: a mean of the colours, not of their numbers.

use crate::arithmetic::Arithmetic;
use crate::axis::{Axes, Axis};
use crate::gauss;
use crate::kernel::{Kernel, Line};
use std::ops::Range;

/// A colour: red, green, blue, alpha.
type Rgba = [u8; 4];

/// Which mean it is of. As in GDAL, AVERAGE and RMS count every pixel alike, however little of it is covered.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Mixing {
    Average,
    Rms,
    Gauss,
}

/// The entry nearest to the mean of the colours under a pixel. As in GDAL, transparent entries are left out, and masks
/// play no part.
pub(crate) struct PaletteMean<T> {
    mixing: Mixing,
    axes: Axes,
    palette: Vec<Rgba>,
    /// What stands where all is transparent.
    empty: T,
    /// The last colour that was looked up: neighbours are often of one colour.
    last: ([u8; 3], T),
}

impl<T: Arithmetic> PaletteMean<T> {
    /// `None` if every entry is the grey of its number, so that the mean of the numbers will do.
    pub(crate) fn new(mixing: Mixing, axes: Axes, palette: &[Rgba], nodata: Option<T>) -> Option<Self> {
        let mut palette = palette.to_vec();
        let first_transparent = palette.iter().position(|entry| entry[3] == 0);
        if let Some(entry) = nodata.and_then(|nodata| palette.get_mut(index(nodata))) {
            entry[3] = 0;
        }
        if palette.iter().enumerate().all(|(i, &entry)| u8::try_from(i).is_ok_and(|i| entry == [i, i, i, 255])) {
            return None;
        }
        let empty = nodata.unwrap_or(T::from_f64(first_transparent.unwrap_or(0) as f64));
        let mut kernel = Self { mixing, axes, palette, empty, last: ([0; 3], empty) };
        kernel.last.1 = kernel.nearest_entry([0; 3]);
        Some(kernel)
    }

    /// The pixels of a window along an axis, and what the first one and those that follow count.
    fn window(&self, axis: Axis, i: usize) -> (Range<usize>, &'static [f64]) {
        if self.mixing == Mixing::Gauss {
            let size = self.axes.y.gauss_size();
            let (range, before) = axis.gauss(i, size);
            return (range, &gauss::weights(size)[before..]);
        }
        (axis.covered(i).range(), &[])
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

impl<T: Arithmetic> Kernel<T> for PaletteMean<T> {
    fn rows(&self, row: usize) -> Range<usize> {
        self.window(self.axes.y, row).0
    }

    fn resample(&mut self, row: usize, source: &[Line<'_, T>], out: &mut [T]) {
        let (_, down) = self.window(self.axes.y, row);
        for (i, out) in out.iter_mut().enumerate() {
            let (columns, across) = self.window(self.axes.x, i);
            let mut sums = [0; 3];
            let mut count = 0_u64;
            for (y, line) in source.iter().enumerate() {
                for (x, &sample) in line.samples[columns.clone()].iter().enumerate() {
                    let entry = self.palette.get(index(sample)).filter(|entry| entry[3] != 0);
                    let Some(&[r, g, b, _]) = entry else { continue };
                    // Whole numbers up to 400.
                    let weight = down.get(y).zip(across.get(x)).map_or(1, |(down, across)| (down * across) as u64);
                    let term = |part: u8| match self.mixing {
                        Mixing::Rms => u64::from(part) * u64::from(part),
                        _ => u64::from(part) * weight,
                    };
                    sums = [sums[0] + term(r), sums[1] + term(g), sums[2] + term(b)];
                    count += weight;
                }
            }
            if count == 0 {
                *out = self.empty;
                continue;
            }
            // A mean of bytes is a byte.
            let colour = sums.map(|sum| match self.mixing {
                Mixing::Rms => (((sum / count) as f64).sqrt() + 0.5) as u8,
                _ => ((sum + count / 2) / count) as u8,
            });
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
        let mut kernel = PaletteMean::new(Mixing::Average, axes, palette, nodata).unwrap();
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
        assert!(PaletteMean::<u8>::new(Mixing::Average, axes, &ramp, None).is_none());
        assert!(PaletteMean::<u8>::new(Mixing::Average, axes, &ramp, Some(3)).is_some());
    }
}
