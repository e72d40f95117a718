//! How the bands of a level are made: each with a kernel of its own, from the pixels that count.

use crate::arithmetic::Arithmetic;
use crate::average::{self, Average};
use crate::axis::{Axes, Window};
use crate::complex::ComplexAverage;
use crate::kernel::{Kernel, Line};
use crate::nearest::Nearest;
use crate::palette::PaletteAverage;
use crate::resampling::Resampling;
use crate::rows::Rows;
use crate::spec::CascadeSpec;
use crate::validity::Validity;
use geotiff_core::{Nodata, Result, Sample};
use std::ops::Range;
use std::sync::Arc;

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

/// The bands of an image of real samples.
pub(crate) fn real_bands<T: Arithmetic>(spec: &CascadeSpec, axes: Axes) -> Result<Vec<Band<T>>> {
    Ok(match spec.resampling {
        Resampling::Nearest => nearest_bands(spec, axes),
        // `CascadeSpec::check` lets no other pass.
        _ => {
            let columns = average::columns(axes)?;
            (0..spec.bands).map(|band| average_band(spec, axes, &columns, band)).collect()
        }
    })
}

/// The bands of an image of complex samples.
pub(crate) fn complex_bands<P: Arithmetic>(spec: &CascadeSpec, axes: Axes) -> Vec<Band<[P; 2]>>
where
    [P; 2]: Sample,
{
    match spec.resampling {
        Resampling::Nearest => nearest_bands(spec, axes),
        _ => (0..spec.bands).map(|_| Band::new(ComplexAverage::new(axes), Validity::All)).collect(),
    }
}

fn nearest_bands<T: Sample>(spec: &CascadeSpec, axes: Axes) -> Vec<Band<T>> {
    (0..spec.bands).map(|_| Band::new(Nearest::new(axes), Validity::All)).collect()
}

fn average_band<T: Arithmetic>(spec: &CascadeSpec, axes: Axes, columns: &Arc<[Window]>, band: usize) -> Band<T> {
    let nodata = spec.nodata.filter(|_| spec.alpha != Some(band)).and_then(Nodata::in_type);
    let palette = spec.palette.as_ref().filter(|_| band == 0);
    match palette.and_then(|palette| PaletteAverage::new(axes, palette, nodata)) {
        Some(kernel) => Band::new(kernel, Validity::All),
        None => Band::new(Average::new(axes, columns.clone(), nodata), Validity::of_band(spec, band)),
    }
}
