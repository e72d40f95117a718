//! How one band of a level is made: the kernel, and the pixels it may use.

use crate::arithmetic::Arithmetic;
use crate::average::Average;
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

impl<T: Arithmetic> Band<T> {
    /// A band of real samples; `columns` are those of [`Average`].
    pub(crate) fn real(spec: &CascadeSpec, axes: Axes, band: usize, columns: &Arc<[Window]>) -> Self {
        let nodata = spec.nodata.filter(|_| spec.alpha != Some(band)).and_then(Nodata::in_type);
        let palette = spec.palette.as_ref().filter(|_| band == 0);
        match spec.resampling {
            Resampling::Nearest => Self::new(Nearest::new(axes), Validity::All),
            Resampling::Average => match palette.and_then(|palette| PaletteAverage::new(axes, palette, nodata)) {
                Some(kernel) => Self::new(kernel, Validity::All),
                None => Self::new(Average::new(axes, columns.clone(), nodata), Validity::of_band(spec, band)),
            },
        }
    }
}

impl<P: Arithmetic> Band<[P; 2]>
where
    [P; 2]: Sample,
{
    /// A band of complex samples.
    pub(crate) fn complex(spec: &CascadeSpec, axes: Axes) -> Self {
        match spec.resampling {
            Resampling::Nearest => Self::new(Nearest::new(axes), Validity::All),
            Resampling::Average => Self::new(ComplexAverage::new(axes), Validity::All),
        }
    }
}
