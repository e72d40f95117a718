//! How the bands of a level are made: each with a kernel of its own, from the pixels that count.

use crate::arithmetic::Arithmetic;
use crate::average::Average;
use crate::axis::Axes;
use crate::complex::ComplexMean;
use crate::convolve::{Convolve, Filters};
use crate::filter::Filter;
use crate::gauss::Gauss;
use crate::kernel::{Kernel, Line};
use crate::mean::{self, Kind, Mean};
use crate::mode::Mode;
use crate::nearest::Nearest;
use crate::palette::{Mixing, PaletteMean};
use crate::resampling::Resampling;
use crate::rms::{Rms, Root};
use crate::rows::Rows;
use crate::same::Same;
use crate::spec::CascadeSpec;
use crate::validity::Validity;
use geotiff_core::{Nodata, Result, Sample};
use std::ops::Range;

pub(crate) struct Band<T> {
    kernel: Box<dyn Kernel<T>>,
    validity: Validity<T>,
}

impl<T: Sample> Band<T> {
    fn new(kernel: impl Kernel<T> + 'static, validity: Validity<T>) -> Self {
        Self { kernel: Box::new(kernel), validity }
    }

    /// The rows of the source that a row is made of.
    pub(crate) fn source_of(&self, row: usize) -> Range<usize> {
        self.kernel.rows(row)
    }

    /// Makes a row of the band.
    pub(crate) fn resample(&mut self, band: usize, row: usize, source: &Rows<'_>, out: &mut [T]) -> Result<()> {
        let line = |row| Ok(Line { samples: source.samples(band, row)?, valid: self.validity.of_row(source, row)? });
        let lines = self.kernel.rows(row).map(line).collect::<Result<Vec<_>>>()?;
        self.kernel.resample(row, &lines, out);
        Ok(())
    }
}

/// The bands of an image of real samples, or of a level.
pub(crate) fn real_bands<T: Arithmetic + Same>(spec: &CascadeSpec, axes: Axes, is_image: bool) -> Result<Vec<Band<T>>>
where
    T::Work: Root,
{
    let nodata = |band: usize| spec.nodata.filter(|_| spec.alpha != Some(band)).and_then(Nodata::in_type);
    let (bands, validity) = (0..spec.bands, |band| Validity::of_band(spec, band, is_image));
    if let Some(filter) = Filter::of(spec.resampling) {
        let filters = Filters::new(filter, axes)?;
        let kernel = |band| Convolve::new(spec, &filters, axes, nodata(band));
        return Ok(bands.map(|band| Band::new(kernel(band), validity(band))).collect());
    }
    Ok(match spec.resampling {
        Resampling::Mode => {
            let kernel = |band| Mode::new(axes, nodata(band).unwrap_or(T::from_f64(0.0)));
            bands.map(|band| Band::new(kernel(band), validity(band))).collect()
        }
        Resampling::Gauss => {
            let kernel = |band| Band::new(Gauss::new(axes, nodata(band)), validity(band));
            bands.map(|band| palette_band(spec, Mixing::Gauss, axes, band).unwrap_or_else(|| kernel(band))).collect()
        }
        Resampling::Average => mean_bands::<T, Average>(spec, Mixing::Average, axes, is_image)?,
        Resampling::Rms => mean_bands::<T, Rms>(spec, Mixing::Rms, axes, is_image)?,
        // The filters are gone already.
        _ => nearest_bands(spec, axes),
    })
}

/// The bands of an image of complex samples.
pub(crate) fn complex_bands<P: Arithmetic>(spec: &CascadeSpec, axes: Axes) -> Vec<Band<[P; 2]>>
where
    [P; 2]: Sample + Same,
{
    let bands = 0..spec.bands;
    let validity = || if spec.has_mask { Validity::Mask } else { Validity::All };
    match spec.resampling {
        // As in GDAL: 0, where there is no NaN.
        Resampling::Mode => bands.map(|_| Band::new(Mode::new(axes, [P::from_f64(f64::NAN); 2]), validity())).collect(),
        Resampling::Average => bands.map(|_| Band::new(ComplexMean::new(axes, false), Validity::All)).collect(),
        Resampling::Rms => bands.map(|_| Band::new(ComplexMean::new(axes, true), Validity::All)).collect(),
        // `CascadeSpec::check` lets no other pass.
        _ => nearest_bands(spec, axes),
    }
}

fn nearest_bands<T: Sample>(spec: &CascadeSpec, axes: Axes) -> Vec<Band<T>> {
    (0..spec.bands).map(|_| Band::new(Nearest::new(axes), Validity::All)).collect()
}

fn mean_bands<T: Arithmetic, K: Kind<T>>(
    spec: &CascadeSpec,
    mixing: Mixing,
    axes: Axes,
    is_image: bool,
) -> Result<Vec<Band<T>>> {
    let columns = mean::columns(axes)?;
    let band = |band| {
        let nodata = spec.nodata.filter(|_| spec.alpha != Some(band)).and_then(Nodata::in_type);
        let kernel = || Mean::<T, K>::new(axes, columns.clone(), nodata);
        palette_band(spec, mixing, axes, band)
            .unwrap_or_else(|| Band::new(kernel(), Validity::of_band(spec, band, is_image)))
    };
    Ok((0..spec.bands).map(band).collect())
}

/// A band of palette entries, if it is one whose numbers mean nothing.
fn palette_band<T: Arithmetic>(spec: &CascadeSpec, mixing: Mixing, axes: Axes, band: usize) -> Option<Band<T>> {
    let palette = spec.palette.as_ref().filter(|_| band == 0)?;
    let kernel = PaletteMean::new(mixing, axes, palette, spec.nodata.and_then(Nodata::in_type))?;
    Some(Band::new(kernel, Validity::All))
}
