//! Whether two rasters are the same, and where and by how much they are not.

use std::ops::Range;

use geotiff_core::{Error, Raster, RealSample, Result, SampleType, Window, with_real_sample};
use window::Dataset;

use crate::number::Number;
use crate::pass::{Pass, Piece, no_order};

/// What counts as equal.
///
/// ```
/// use analysis::ComparisonSpec;
///
/// let spec = ComparisonSpec { absolute: 0.5, relative: 1e-6 };
/// assert!(spec.check().is_ok() && ComparisonSpec { absolute: -1.0, ..spec }.check().is_err());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ComparisonSpec {
    /// Values that differ by so much are equal.
    pub absolute: f64,
    /// And by so much of the second raster's value more: numpy's `isclose`.
    pub relative: f64,
}

impl ComparisonSpec {
    /// Whether the tolerances are any.
    ///
    /// # Errors
    /// `Parameter` if one is negative or no number.
    pub fn check(&self) -> Result<()> {
        let is_wrong = |value: &f64| !(*value >= 0.0 && value.is_finite());
        match [self.absolute, self.relative].iter().find(|value| is_wrong(value)) {
            Some(value) => Err(Error::parameter(format!("a tolerance is a number from 0 up, not {value}"))),
            None => Ok(()),
        }
    }
}

/// A pixel of which the rasters have different values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PixelDifference {
    /// Column.
    pub col: usize,
    /// Row.
    pub row: usize,
    /// The first raster's value; `None` if it is not valid.
    pub a: Option<Number>,
    /// The second raster's.
    pub b: Option<Number>,
}

/// How a band of one raster differs from that of another.
///
/// ```
/// # use window::Dataset;
/// # let file = window::doc_example();
/// use analysis::{ComparisonSpec, compare};
///
/// let (a, b) = (Dataset::from_source(file.clone())?, Dataset::from_source(file)?);
/// let found = compare(&a, &b, ComparisonSpec::default(), &|_| true)?;
/// assert!(found.is_equal() && found.bands[0].max_abs == 0.0);
/// # Ok::<(), geotiff_core::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BandDifference {
    /// Pixels that differ: by more than the tolerance, or in being valid.
    pub different: u64,
    /// Those of them that are valid in one raster only.
    pub validity: u64,
    /// Pixels that are valid in both.
    pub compared: u64,
    /// The largest difference of values, of pixels that are valid in both, tolerated ones too.
    pub max_abs: f64,
    /// The mean of absolute differences.
    pub mean_abs: f64,
    /// The root of the mean of squared differences.
    pub rmse: f64,
    /// The first pixel that differs, row by row.
    pub first: Option<PixelDifference>,
    /// The pixel that differs most in its value; of several, the first.
    pub worst: Option<PixelDifference>,
    /// The smallest window that holds all that differ.
    pub window: Option<Window>,
}

/// The differences of the pixels of two rasters.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Comparison {
    /// Of each band.
    pub bands: Vec<BandDifference>,
}

impl Comparison {
    /// Whether no pixel differs.
    pub fn is_equal(&self) -> bool {
        self.bands.iter().all(|band| band.different == 0)
    }
}

#[derive(Clone, Default)]
struct Sums {
    band: BandDifference,
    absolute: window::BandSums,
    squares: window::BandSums,
    worst: f64,
}

/// Compares the pixels of two rasters of one size, in values and validity. NaN, and all else that is not valid, equals what
/// is not valid. Types may differ.
///
/// `progress` is told how many rows were read, after each part, and answers whether to go on.
///
/// # Errors
/// `Parameter` if sizes or numbers of bands differ; `Unsupported` for complex samples; `Cancelled` if `progress` says so; as
/// [`Dataset::read_bands`] for all else.
pub fn compare(
    a: &Dataset,
    b: &Dataset,
    spec: ComparisonSpec,
    progress: &(dyn Fn(usize) -> bool + Sync),
) -> Result<Comparison> {
    spec.check()?;
    check_same_size(a, b)?;
    let bands: Vec<usize> = (0..a.bands()).collect();
    let mut total = vec![Sums::default(); bands.len()];
    let look = |piece: &Piece| {
        let other = Piece::read(b, piece.window, &bands)?;
        bands.iter().map(|&band| band_difference(piece, &other, band, spec)).collect::<Result<Vec<_>>>()
    };
    Pass { dataset: a, window: a.whole(), bands: &bands, progress }.fold(look, |parts| {
        total.iter_mut().zip(parts).for_each(|(total, part)| total.merge(part));
    })?;
    Ok(Comparison { bands: total.into_iter().map(Sums::finish).collect() })
}

fn check_same_size(a: &Dataset, b: &Dataset) -> Result<()> {
    let sizes = [a, b].map(|dataset| (dataset.width(), dataset.height(), dataset.bands()));
    if sizes[0] == sizes[1] {
        return Ok(());
    }
    let [(w, h, n), (width, height, bands)] = sizes;
    Err(Error::parameter(format!(
        "rasters of {w} × {h} pixels × {n} bands and {width} × {height} pixels × {bands} bands cannot be compared"
    )))
}

/// Pixels that are looked at together: their values take more bytes than their samples.
const AT_ONCE: usize = 1 << 14;

/// Some of the values of a band, `None` where they are not valid.
fn values(piece: &Piece, band: usize, pixels: Range<usize>) -> Result<Vec<Option<Number>>> {
    with_real_sample!(piece.sample_type(), T => {
        let (samples, is_valid) = piece.band::<T>(band)?;
        let value = |(i, &sample): (usize, &T)| is_valid(pixels.start + i, sample).then(|| Number::of(sample));
        Ok(samples[pixels.clone()].iter().enumerate().map(value).collect())
    }, complex => Err(no_order()))
}

fn parts(window: Window) -> impl Iterator<Item = Range<usize>> {
    (0..window.area()).step_by(AT_ONCE).map(move |start| start..(start + AT_ONCE).min(window.area()))
}

/// The second value less the first; of integers, without loss before the end.
fn less(a: Number, b: Number) -> f64 {
    match (a, b) {
        (Number::Integer(a), Number::Integer(b)) => (b - a) as f64,
        (a, b) if a.to_f64() == b.to_f64() => 0.0,
        (a, b) => b.to_f64() - a.to_f64(),
    }
}

fn band_difference(a: &Piece, b: &Piece, band: usize, spec: ComparisonSpec) -> Result<Sums> {
    let mut sums = Sums::default();
    for pixels in parts(a.window) {
        let start = pixels.start;
        let pairs = values(a, band, pixels.clone())?.into_iter().zip(values(b, band, pixels)?);
        sums.add(pairs.enumerate().map(|(i, pair)| at(pair, start + i, a.window)), spec);
    }
    Ok(sums)
}

fn at((a, b): (Option<Number>, Option<Number>), i: usize, window: Window) -> PixelDifference {
    PixelDifference { col: window.col_off + i % window.width, row: window.row_off + i / window.width, a, b }
}

fn around(a: Window, b: Window) -> Window {
    let (left, top) = (a.col_off.min(b.col_off), a.row_off.min(b.row_off));
    Window::new(left, top, a.col_end().max(b.col_end()) - left, a.row_end().max(b.row_end()) - top)
}

impl Sums {
    /// Takes pixels in their order.
    fn add(&mut self, pixels: impl Iterator<Item = PixelDifference>, spec: ComparisonSpec) {
        let mut differences = Vec::with_capacity(AT_ONCE);
        for pixel in pixels {
            let is_different = match (pixel.a, pixel.b) {
                (Some(before), Some(after)) => {
                    let difference = less(before, after).abs();
                    differences.push(difference);
                    if difference > self.worst {
                        (self.worst, self.band.worst) = (difference, Some(pixel));
                    }
                    difference > spec.absolute + spec.relative * after.to_f64().abs()
                }
                (None, None) => false,
                _ => {
                    self.band.validity += 1;
                    true
                }
            };
            if is_different {
                self.band.different += 1;
                self.band.first.get_or_insert(pixel);
                let here = Window::new(pixel.col, pixel.row, 1, 1);
                self.band.window = Some(self.band.window.map_or(here, |window| around(window, here)));
            }
        }
        self.band.compared += differences.len() as u64;
        self.absolute.add(&differences, |_, _| true);
        differences.iter_mut().for_each(|difference| *difference *= *difference);
        self.squares.add(&differences, |_, _| true);
    }

    /// Parts come in the order of rows.
    fn merge(&mut self, other: Self) {
        self.band.different += other.band.different;
        self.band.validity += other.band.validity;
        self.band.compared += other.band.compared;
        self.band.first = self.band.first.or(other.band.first);
        if other.worst > self.worst {
            (self.worst, self.band.worst) = (other.worst, other.band.worst);
        }
        self.band.window = match (self.band.window, other.band.window) {
            (Some(a), Some(b)) => Some(around(a, b)),
            (a, b) => a.or(b),
        };
        self.absolute.merge(&other.absolute);
        self.squares.merge(&other.squares);
    }

    fn finish(self) -> BandDifference {
        let mut band = self.band;
        if band.compared > 0 {
            let absolute = self.absolute.statistics();
            (band.max_abs, band.mean_abs) = (absolute.max, absolute.mean);
            band.rmse = self.squares.statistics().mean.sqrt();
        }
        band
    }
}

/// The second raster less the first in a window, all bands: NaN where either is not valid. In single precision if both
/// rasters' values fit in it without loss, else in double.
///
/// # Errors
/// As [`compare`].
pub fn difference(a: &Dataset, b: &Dataset, window: Window) -> Result<Raster> {
    check_same_size(a, b)?;
    let bands: Vec<usize> = (0..a.bands()).collect();
    let (first, second) = (Piece::read(a, window, &bands)?, Piece::read(b, window, &bands)?);
    let mut out = Raster::new(difference_type(a, b), window.width, window.height, a.bands())?;
    for band in bands {
        for pixels in parts(window) {
            let pairs = values(&first, band, pixels.clone())?.into_iter().zip(values(&second, band, pixels.clone())?);
            let difference = pairs.map(|pair| if let (Some(a), Some(b)) = pair { less(a, b) } else { f64::NAN });
            match out.sample_type() {
                SampleType::F32 => write(&mut out.band_mut::<f32>(band)?[pixels], difference),
                _ => write(&mut out.band_mut::<f64>(band)?[pixels], difference),
            }
        }
    }
    Ok(out)
}

/// The type of the samples of [`difference`].
pub fn difference_type(a: &Dataset, b: &Dataset) -> SampleType {
    let is_small =
        |dataset: &Dataset| matches!(dataset.sample_type(), SampleType::F32) || dataset.sample_type().bytes() <= 2;
    if is_small(a) && is_small(b) { SampleType::F32 } else { SampleType::F64 }
}

fn write<T: RealSample>(out: &mut [T], values: impl Iterator<Item = f64>) {
    out.iter_mut().zip(values).for_each(|(out, value)| *out = T::from_f64(value));
}
