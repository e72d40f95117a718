//! Pixels at any ratio, of any part of an image, from rows that come one after the other.

use std::ops::Range;

use geotiff_core::{Error, Nodata, Raster, Result, SampleType, with_real_sample};

use crate::arithmetic::Arithmetic;
use crate::engine::{Engine, engine};
use crate::resample_spec::{ResampleSpec, ResampledRows};
use crate::resampling::Resampling;

/// Makes new pixels of old ones, which come in rows from the top to the bottom.
///
/// The arithmetic is that of GDAL's `RasterIO`, whose kernels are those of its overviews: the centres of pixels count,
/// filters grow as pixels do and end at the edges of the image, sums are doubles. New pixels do not depend on how many
/// are made at once, or on how many rows come at once. One must lie with its centre [inside](crate::Span::inside) the old ones.
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
