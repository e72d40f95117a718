//! Blocks of coefficients to rows of pixels: a few rows of each component are held, and go to the output as soon as their
//! neighbours are there.

use super::color::{to_rgb, to_rgb_by};
use super::idct::inverse;
use super::markers::Frame;
use super::sample::Sample;
use super::upsample::Upsampling;
use super::{Fault, Result};
use crate::ycbcr::YcbcrToRgb;

/// What is done to the components of a pixel.
#[derive(Clone, Debug)]
pub(super) enum Color {
    /// Nothing: they are the samples.
    Same,
    /// The first three are luma and chroma. libjpeg makes red, green and blue of them.
    Ycbcr,
    /// The same, by libtiff, which repeats chroma for all pixels that share it.
    OldYcbcr(Box<YcbcrToRgb>),
}

/// Where pixels go.
#[derive(Debug)]
pub(super) struct Target<'a> {
    /// Rows, chunky, in native byte order.
    pub(super) out: &'a mut [u8],
    /// Samples of a row.
    pub(super) row_samples: usize,
    /// Rows that are wanted, no more than the frame has.
    pub(super) rows: usize,
}

/// The samples of a component, in as many rows as two rows of units have.
#[derive(Debug)]
struct Plane<S> {
    samples: Vec<S>,
    stride: usize,
    /// Rows that are held; each takes the place of the one so many rows above it.
    held: usize,
    /// Samples that the component has, without what fills its last blocks.
    width: usize,
    height: usize,
    /// Rows of the image to one of the component.
    repeated: usize,
    upsampling: Upsampling,
    /// A row of the image.
    row: Vec<S>,
}

impl<S> Plane<S> {
    fn row(&self, row: usize) -> &[S] {
        let start = row % self.held * self.stride;
        &self.samples[start..start + self.stride]
    }
}

/// An image that is being put together.
#[derive(Debug)]
pub(super) struct Picture<'a, S> {
    target: Target<'a>,
    color: Color,
    width: usize,
    /// Rows of the image to a row of the component that has fewest.
    group: usize,
    /// Rows of units of the frame, and how many of them it takes to fill the target.
    units_down: usize,
    pub(super) units_wanted: usize,
    needs_neighbours: bool,
    planes: Vec<Plane<S>>,
    rgb: [Vec<S>; 3],
    sums: Vec<u16>,
    /// Rows that are done.
    pub(super) done: usize,
}

impl<'a, S: Sample> Picture<'a, S> {
    pub(super) fn new(frame: &Frame, color: Color, target: Target<'a>) -> Result<Self> {
        let mut planes = Vec::with_capacity(frame.components.len());
        for component in &frame.components {
            let (across, down) = (frame.across / component.across, frame.down / component.down);
            if across * component.across != frame.across || down * component.down != frame.down {
                return Err(Fault::Unsupported("JPEG whose components have sizes that are no multiples of each other"));
            }
            let upsampling = match color {
                Color::OldYcbcr(_) if across > 1 => Upsampling::Repeat(across),
                Color::OldYcbcr(_) => Upsampling::None,
                _ => Upsampling::of(across, down, component.width),
            };
            let stride = frame.units_across() * component.across * 8;
            planes.push(Plane {
                samples: Vec::new(),
                stride,
                held: 8 * component.down,
                width: component.width,
                height: component.height,
                repeated: down,
                upsampling,
                row: if upsampling == Upsampling::None { Vec::new() } else { vec![S::default(); stride * across] },
            });
        }
        let needs_neighbours = planes.iter().any(|plane| plane.upsampling.needs_neighbours());
        let last_group = target.rows.saturating_sub(1) / frame.down + usize::from(needs_neighbours);
        let units_wanted = (last_group / 8 + 1).min(frame.units_down());
        for plane in &mut planes {
            plane.held *= units_wanted.min(2);
            plane.samples = vec![S::default(); plane.held * plane.stride];
        }
        let converts = !matches!(color, Color::Same);
        Ok(Self {
            target,
            color,
            width: frame.width,
            group: frame.down,
            units_down: frame.units_down(),
            units_wanted,
            needs_neighbours,
            planes,
            rgb: std::array::from_fn(|_| vec![S::default(); if converts { frame.width } else { 0 }]),
            sums: Vec::new(),
            done: 0,
        })
    }

    /// Takes a block of a component.
    #[inline(always)]
    pub(super) fn block(
        &mut self,
        component: usize,
        across: usize,
        down: usize,
        coefficients: &[i16; 64],
        steps: &[u16; 64],
    ) {
        let plane = &mut self.planes[component];
        let start = 8 * down % plane.held * plane.stride + 8 * across;
        inverse(coefficients, steps, &mut plane.samples[start..], plane.stride);
    }

    /// Writes the rows that can be written now that so many rows of units are there.
    pub(super) fn units_are_done(&mut self, units: usize) {
        let whole = if units < self.units_down {
            (8 * units - usize::from(self.needs_neighbours)) * self.group
        } else {
            usize::MAX
        };
        while self.done < whole.min(self.target.rows) {
            self.write_row(self.done);
            self.done += 1;
        }
    }

    fn write_row(&mut self, row: usize) {
        for plane in &mut self.planes {
            if plane.upsampling == Upsampling::None {
                continue;
            }
            let (at, is_upper) = (row / plane.repeated, row.is_multiple_of(2));
            let beside = if is_upper { at.saturating_sub(1) } else { (at + 1).min(plane.height - 1) };
            let mut full = std::mem::take(&mut plane.row);
            let (near, far) = (&plane.row(at)[..plane.width], &plane.row(beside)[..plane.width]);
            plane.upsampling.row(near, far, is_upper, &mut self.sums, &mut full);
            plane.row = full;
        }
        let rows = self.planes.iter().map(|plane| match plane.upsampling {
            Upsampling::None => &plane.row(row / plane.repeated)[..self.width],
            _ => &plane.row[..self.width],
        });
        let mut rows: Vec<&[S]> = rows.collect();
        if let [luma, blue, red, ..] = rows[..] {
            match &self.color {
                Color::Same => {}
                Color::Ycbcr => to_rgb(luma, blue, red, &mut self.rgb),
                Color::OldYcbcr(tables) => to_rgb_by(tables, luma, blue, red, &mut self.rgb),
            }
            if !matches!(self.color, Color::Same) {
                rows.iter_mut().zip(&self.rgb).for_each(|(row, color)| *row = color);
            }
        }
        let (row_len, len) = (self.target.row_samples * size_of::<S>(), self.width * rows.len() * size_of::<S>());
        let start = row * row_len;
        S::interleave(&rows, &mut self.target.out[start..start + len]);
    }
}
