//! The methods of a [`Resampler`](crate::Resampler): what each wants of the old rows, and what it makes of them.

use std::ops::Range;
use std::sync::Arc;

use geotiff_core::{Error, Nodata, Result, SampleType, with_real_sample};

use crate::arithmetic::{Arithmetic, Work};
use crate::filter::Filter;
use crate::mean::Outcome;
use crate::pick::Pick;
use crate::resample_spec::{ResampleSpec, ResampledRows};
use crate::resampling::Resampling;
use crate::separable::{Plane, Sum, Weights};
use crate::taps::{Direction, Taps};
use crate::votes::ModePlane;

/// A method, set up for a range of new pixels.
pub(crate) trait Engine: Send {
    /// The old columns and rows that are wanted.
    fn source(&self) -> (Range<usize>, Range<usize>);

    fn wants(&self, row: usize) -> bool;

    /// The old row after the last that a new one is made of.
    fn end_of(&self, new_row: usize) -> usize;

    /// Takes an old row of a band, and writes the new ones that it completes.
    fn push(&mut self, band: usize, row: usize, samples: &[u8], valid: Option<&[u8]>, out: &mut ResampledRows);
}

pub(crate) fn engine(spec: &ResampleSpec, cols: Range<usize>, rows: Range<usize>) -> Result<Box<dyn Engine>> {
    match spec.resampling {
        Resampling::Nearest => {
            let first_row = rows.start;
            let pick = Pick::new(spec.x, spec.y, cols, rows)?;
            Ok(Box::new(Picks { pick, sample_len: spec.sample_type.bytes(), first_row, next: vec![0; spec.bands] }))
        }
        Resampling::Mode => match spec.sample_type.bytes() {
            1 => votes::<1>(spec, &cols, &rows),
            2 => votes::<2>(spec, &cols, &rows),
            4 => votes::<4>(spec, &cols, &rows),
            8 => votes::<8>(spec, &cols, &rows),
            _ => votes::<16>(spec, &cols, &rows),
        },
        _ => {
            let (filter, first_row) = (Filter::of(spec.resampling), rows.start);
            let (x, y) = (
                Taps::new(spec.x, Direction::Across, filter, cols)?,
                Taps::new(spec.y, Direction::Down, filter, rows)?,
            );
            let weights = Weights { filter, x: Arc::new(x), y: Arc::new(y) };
            Ok(with_real_sample!(spec.sample_type.part(), P => {
                Box::new(Sums::<P>::new(spec, weights, first_row)) as Box<dyn Engine>
            }, complex => unreachable_part(spec.sample_type)?))
        }
    }
}

fn unreachable_part<T>(sample_type: SampleType) -> Result<T> {
    Err(Error::unsupported(format!("parts of {sample_type} that are no real numbers")))
}

/// NEAREST.
struct Picks {
    pick: Pick,
    sample_len: usize,
    first_row: usize,
    /// For each band, the new row that is made next, counted from the first.
    next: Vec<usize>,
}

impl Engine for Picks {
    fn source(&self) -> (Range<usize>, Range<usize>) {
        self.pick.source()
    }

    fn wants(&self, row: usize) -> bool {
        self.pick.has_row(row)
    }

    fn end_of(&self, new_row: usize) -> usize {
        self.pick.row(new_row - self.first_row).map_or(0, |row| row + 1)
    }

    fn push(&mut self, band: usize, row: usize, samples: &[u8], valid: Option<&[u8]>, out: &mut ResampledRows) {
        while self.pick.row(self.next[band]) == Some(row) {
            let (pixels, flags) = out.row(band, self.first_row + self.next[band]);
            self.pick.copy(self.sample_len, samples, pixels);
            match (valid, flags) {
                (Some(valid), Some(flags)) => {
                    self.pick.copy(1, valid, flags);
                    flags.iter_mut().for_each(|valid| *valid = if *valid == 0 { 0 } else { 255 });
                }
                (None, Some(flags)) => flags.fill(255),
                (_, None) => {}
            }
            self.next[band] += 1;
        }
    }
}

/// MODE.
struct ModeBands<const N: usize> {
    planes: Vec<ModePlane<N>>,
    empty: [u8; N],
}

fn votes<const N: usize>(spec: &ResampleSpec, cols: &Range<usize>, rows: &Range<usize>) -> Result<Box<dyn Engine>> {
    let empty: Option<[u8; N]> = with_real_sample!(spec.sample_type, T => {
        spec.nodata.and_then(Nodata::in_type::<T>).and_then(|nodata| bytemuck::bytes_of(&nodata).try_into().ok())
    }, complex => None);
    let plane = |_| ModePlane::new(spec.x, spec.y, cols.clone(), rows.clone());
    let planes = (0..spec.bands).map(plane).collect::<Result<_>>()?;
    Ok(Box::new(ModeBands { planes, empty: empty.unwrap_or([0; N]) }))
}

impl<const N: usize> Engine for ModeBands<N> {
    fn source(&self) -> (Range<usize>, Range<usize>) {
        self.planes.first().map_or((0..0, 0..0), ModePlane::source)
    }

    fn wants(&self, row: usize) -> bool {
        self.source().1.contains(&row)
    }

    fn end_of(&self, new_row: usize) -> usize {
        self.planes.first().map_or(0, |plane| plane.end_of(new_row))
    }

    fn push(&mut self, band: usize, row: usize, samples: &[u8], valid: Option<&[u8]>, out: &mut ResampledRows) {
        let empty = self.empty;
        self.planes[band].push(row, samples.as_chunks().0, valid, &mut |number, values| {
            let (pixels, mut flags) = out.row(band, number);
            for (i, (pixel, value)) in pixels.as_chunks_mut::<N>().0.iter_mut().zip(values).enumerate() {
                *pixel = value.unwrap_or(empty);
                if let Some(flags) = &mut flags {
                    flags[i] = if value.is_some() { 255 } else { 0 };
                }
            }
        });
    }
}

/// AVERAGE and the filters, of samples whose parts are `P`.
struct Sums<P: Arithmetic> {
    weights: Weights,
    /// For each band, a plane for each part of its samples.
    planes: Vec<Vec<Plane>>,
    outcome: Outcome<P>,
    /// What no value may be, and what it is instead.
    taken: Option<(P, P)>,
    /// The largest value that the samples have bits for.
    most: P,
    values: Vec<f64>,
}

impl<P: Arithmetic> Sums<P> {
    fn new(spec: &ResampleSpec, weights: Weights, first_row: usize) -> Self {
        let parts = spec.sample_type.bytes() / spec.sample_type.part_bytes();
        let plane = |_| Plane::new(weights.clone(), first_row);
        let planes = (0..spec.bands).map(|_| (0..parts).map(plane).collect()).collect();
        let nodata = spec.nodata.filter(|_| parts == 1).and_then(Nodata::in_type::<P>);
        let most = if usize::from(spec.bits) < 8 * size_of::<P>() && !P::TYPE.is_float() {
            P::from_u64((1 << spec.bits) - 1)
        } else {
            P::MAX
        };
        let taken = nodata.map(|nodata| (nodata, nodata.beside()));
        Self { weights, planes, outcome: Outcome::new(nodata), taken, most, values: Vec::new() }
    }
}

impl<P: Arithmetic> Engine for Sums<P> {
    fn source(&self) -> (Range<usize>, Range<usize>) {
        (self.weights.x.source(), self.weights.y.source())
    }

    fn wants(&self, row: usize) -> bool {
        self.weights.y.source().contains(&row)
    }

    fn end_of(&self, new_row: usize) -> usize {
        self.weights.y.get(new_row).end()
    }

    fn push(&mut self, band: usize, row: usize, samples: &[u8], valid: Option<&[u8]>, out: &mut ResampledRows) {
        let Self { weights, planes, outcome, taken, most, values } = self;
        let step = planes[band].len();
        for (part, plane) in planes[band].iter_mut().enumerate() {
            values.clear();
            values.extend(
                bytemuck::cast_slice(samples).iter().skip(part).step_by(step).map(|sample: &P| sample.to_f64()),
            );
            plane.push(row, values, valid, &mut |number, sums| {
                let (pixels, mut flags) = out.row(band, number);
                let pixels: &mut [P] = bytemuck::cast_slice_mut(pixels);
                for (i, (pixel, sum)) in pixels.iter_mut().skip(part).step_by(step).zip(sums).enumerate() {
                    if let Some(flags) = &mut flags {
                        flags[i] = if sum == Sum::Empty { 0 } else { 255 };
                    }
                    *pixel = match sum {
                        Sum::Empty => outcome.empty,
                        Sum::OfAll(mean) if weights.filter.is_none() => outcome.of_mean(P::Work::from_mean(mean)),
                        Sum::OfValid(sum, weight) if weights.filter.is_none() => outcome.of((sum, weight)),
                        Sum::OfAll(value) => filtered(value, *most, *taken),
                        Sum::OfValid(sum, weight) => filtered(sum / weight, *most, *taken),
                    };
                }
            });
        }
    }
}

fn filtered<P: Arithmetic>(value: f64, most: P, taken: Option<(P, P)>) -> P {
    let value = P::from_filtered(value);
    let value = if value > most && !P::TYPE.is_float() { most } else { value };
    match taken {
        Some((taken, beside)) if value == taken => beside,
        _ => value,
    }
}
