//! Pixels at any ratio, of any part of an image, from rows that come one after the other.

use std::ops::Range;
use std::sync::Arc;

use geotiff_core::{Error, Nodata, Raster, Result, SampleType, with_real_sample};

use crate::arithmetic::{Arithmetic, Work};
use crate::filter::Filter;
use crate::mean::Outcome;
use crate::pick::Pick;
use crate::resampling::Resampling;
use crate::separable::{Plane, Sum, Weights};
use crate::span::Span;
use crate::taps::{Direction, Taps};
use crate::votes::ModePlane;

/// What a [`Resampler`] is to make of what.
///
/// # Which pixels are valid
/// What comes with a mask goes by it alone, but for the alpha band; else, what has nodata goes by that, each band by its own
/// pixels. Invalid pixels have no weight. Where nothing valid is, nodata is written, or 0. A value that happens to be nodata
/// becomes the one beside.
#[derive(Clone, Debug, PartialEq)]
pub struct ResampleSpec {
    /// Columns.
    pub x: Span,
    /// Rows.
    pub y: Span,
    /// Bands of the image.
    pub bands: usize,
    /// The type of all its samples. The parts of complex ones are resampled each on its own.
    pub sample_type: SampleType,
    /// Bits that a sample needs, if fewer than its type has: overshooting values are cut off there.
    pub bits: u16,
    /// The method.
    pub resampling: Resampling,
    /// The value of pixels without data, as in [`CascadeSpec`](crate::CascadeSpec).
    pub nodata: Option<Nodata>,
    /// The band, counted from 0, that is the mask: it does not go by itself.
    pub alpha: Option<usize>,
}

impl ResampleSpec {
    /// All bits, nothing invalid, no alpha.
    pub fn new(x: Span, y: Span, bands: usize, sample_type: SampleType, resampling: Resampling) -> Self {
        let bits = 8 * sample_type.part_bytes() as u16;
        Self { x, y, bands, sample_type, bits, resampling, nodata: None, alpha: None }
    }
}

/// Consecutive new rows.
#[derive(Clone, Debug, PartialEq)]
pub struct ResampledRows {
    /// The row that the first row here is, counted from the top of all new pixels.
    pub first_row: usize,
    /// The rows, all bands of them.
    pub pixels: Raster,
    /// For each band, 255 where a pixel is valid and 0 elsewhere; `None` if all are.
    pub valid: Option<Raster>,
}

/// Makes new pixels of old ones, which come in rows from the top to the bottom.
///
/// The arithmetic is that of GDAL's `RasterIO`, whose kernels are those of its overviews: the centres of pixels count,
/// filters grow as pixels do and end at the edges of the image, sums are doubles. New pixels do not depend on how many
/// are made at once, or on how many rows come at once. One must lie with its centre [inside](Span::inside) the old ones.
///
/// ```
/// use geotiff_core::{Raster, SampleType};
/// use overview::{ResampleSpec, Resampler, Resampling, Span};
///
/// let image = Raster::from_samples(&[0_u8, 100, 200, 0, 100, 200], 3, 2, 1)?;
/// let (x, y) = (Span::whole(3, 6)?, Span::whole(2, 1)?);
/// let spec = ResampleSpec::new(x, y, 1, SampleType::U8, Resampling::Bilinear);
/// let mut resampler = Resampler::new(&spec, 0..6, 0..1)?;
/// let rows = resampler.push(0, &image, None)?.unwrap();
/// assert_eq!(rows.pixels.samples::<u8>()?, [0, 25, 75, 125, 175, 200]);
/// # Ok::<(), geotiff_core::Error>(())
/// ```
pub struct Resampler {
    engine: Box<dyn Engine>,
    spec: ResampleSpec,
    cols: Range<usize>,
    rows: Range<usize>,
    flags: Option<Flags>,
    /// What is made next, and what is taken next.
    next_new: usize,
    next_old: usize,
}

/// Which samples of a row count; `None` if all do.
type Flags = Box<dyn Fn(&[u8]) -> Option<Vec<u8>> + Send + Sync>;

impl Resampler {
    /// Makes the columns and rows of a range, counted among all new pixels.
    ///
    /// # Errors
    /// `Parameter` if the ranges are empty or reach beyond the old pixels, `Unsupported` if the method is not one of
    /// [`Resampling::VIEWS`], `Limits` if there are too many weights.
    pub fn new(spec: &ResampleSpec, cols: Range<usize>, rows: Range<usize>) -> Result<Self> {
        if !Resampling::VIEWS.contains(&spec.resampling) {
            return Err(Error::unsupported(format!("{} but for overviews", spec.resampling)));
        }
        for (range, span) in [(&cols, spec.x), (&rows, spec.y)] {
            let inside = span.inside();
            if range.is_empty() || range.start < inside.start || range.end > inside.end {
                return Err(Error::parameter(format!("new pixels {range:?}, of which {inside:?} lie on the old ones")));
            }
        }
        let engine = engine(spec, cols.clone(), rows.clone())?;
        let flags = with_real_sample!(spec.sample_type, T => {
            spec.nodata.and_then(Nodata::in_type::<T>).map(|nodata| -> Flags { Box::new(move |row| flags::<T>(row, nodata)) })
        }, complex => None);
        let (next_new, next_old) = (rows.start, engine.source().1.start);
        Ok(Self { engine, spec: spec.clone(), cols, rows, flags, next_new, next_old })
    }

    /// The columns that are wanted of the old rows.
    pub fn source_cols(&self) -> Range<usize> {
        self.engine.source().0
    }

    /// The old rows that are wanted.
    pub fn source_rows(&self) -> Range<usize> {
        self.engine.source().1
    }

    /// Whether an old row is wanted: of most methods all of [`Self::source_rows`] are, of NEAREST not.
    pub fn wants(&self, row: usize) -> bool {
        self.engine.wants(row)
    }

    /// Takes some of the old rows, with [`Self::source_cols`] of each band, and the same part of a mask, if there is one: a
    /// band of bytes, 0 where pixels are invalid; filters weigh by other values. Rows that are not
    /// [wanted](Self::wants) may be left out. It returns the new rows that are complete, if any is.
    ///
    /// # Errors
    /// `Parameter` if rows were left out, come again, or are not what was announced, `Limits` if the new ones do not fit in
    /// memory.
    pub fn push(&mut self, first_row: usize, pixels: &Raster, mask: Option<&Raster>) -> Result<Option<ResampledRows>> {
        let Self { spec, .. } = self;
        let width = self.engine.source().0.len();
        let fits = |raster: &Raster, bands| (raster.width(), raster.bands()) == (width, bands);
        let mask_fits = mask.is_none_or(|mask| {
            fits(mask, 1) && mask.height() == pixels.height() && mask.sample_type() == SampleType::U8
        });
        let left_out = (self.next_old..first_row).any(|row| self.engine.wants(row));
        if !fits(pixels, spec.bands) || pixels.sample_type() != spec.sample_type || !mask_fits {
            return Err(Error::parameter(format!("rows of {width} × {} samples were announced", spec.bands)));
        }
        if first_row < self.next_old || left_out {
            return Err(Error::parameter(format!("row {first_row} comes where row {} is due", self.next_old)));
        }
        self.next_old = first_row + pixels.height();
        let height = (self.next_new..self.rows.end).take_while(|&i| self.engine.end_of(i) <= self.next_old).count();
        let valid = mask.is_some() || self.flags.is_some();
        let new_raster = |sample_type| Raster::new(sample_type, self.cols.len(), height, spec.bands);
        let mut out = ResampledRows {
            first_row: self.next_new,
            pixels: new_raster(spec.sample_type)?,
            valid: valid.then(|| new_raster(SampleType::U8)).transpose()?,
        };
        self.next_new += height;
        for band in 0..spec.bands {
            let rows = pixels.bytes()[band * pixels.band_len()..][..pixels.band_len()].chunks_exact(pixels.row_len());
            for (i, samples) in rows.enumerate() {
                let row = first_row + i;
                if !self.engine.wants(row) {
                    continue;
                }
                let flagged;
                let valid = match (mask, &self.flags) {
                    _ if spec.alpha == Some(band) => None,
                    (Some(mask), _) => Some(mask.row::<u8>(0, i)?),
                    (None, Some(flags)) => {
                        flagged = flags(samples);
                        flagged.as_deref()
                    }
                    (None, None) => None,
                };
                self.engine.push(band, row, samples, valid, &mut out);
            }
        }
        Ok((height > 0).then_some(out))
    }
}

fn flags<T: Arithmetic>(row: &[u8], nodata: T) -> Option<Vec<u8>> {
    let flags: Vec<u8> =
        bytemuck::cast_slice(row).iter().map(|sample: &T| u8::from(!sample.is_nodata(nodata))).collect();
    flags.contains(&0).then_some(flags)
}

impl ResampledRows {
    /// A new row of a band, and which of its pixels are valid.
    fn row(&mut self, band: usize, number: usize) -> (&mut [u8], Option<&mut [u8]>) {
        let row = band * self.pixels.height() + number - self.first_row;
        let (len, width) = (self.pixels.row_len(), self.pixels.width());
        let valid = self.valid.as_mut().map(|valid| &mut valid.bytes_mut()[row * width..][..width]);
        (&mut self.pixels.bytes_mut()[row * len..][..len], valid)
    }
}

/// A method, set up for a range of new pixels.
trait Engine: Send {
    /// The old columns and rows that are wanted.
    fn source(&self) -> (Range<usize>, Range<usize>);

    fn wants(&self, row: usize) -> bool;

    /// The old row after the last that a new one is made of.
    fn end_of(&self, new_row: usize) -> usize;

    /// Takes an old row of a band, and writes the new ones that it completes.
    fn push(&mut self, band: usize, row: usize, samples: &[u8], valid: Option<&[u8]>, out: &mut ResampledRows);
}

fn engine(spec: &ResampleSpec, cols: Range<usize>, rows: Range<usize>) -> Result<Box<dyn Engine>> {
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
