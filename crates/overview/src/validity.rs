//! Which pixels of a band count.

use crate::arithmetic::Arithmetic;
use crate::rows::Rows;
use crate::spec::CascadeSpec;
use geotiff_core::{Nodata, Result, Sample};
use std::borrow::Cow;

/// Where it is written whether a pixel of a band counts.
pub(crate) enum Validity<T> {
    /// Nowhere: all do.
    All,
    /// In the mask of the dataset, where it is not 0.
    Mask,
    /// In the samples of a band, this one or another, where they are not the value.
    Samples { band: usize, except: T, flag: Flag<T> },
}

/// Whether each sample counts: 1 unless it is the value, then 0.
type Flag<T> = fn(samples: &[T], except: T) -> Vec<u8>;

impl<T: Arithmetic> Validity<T> {
    /// That of a band.
    pub(crate) fn of_band(spec: &CascadeSpec, band: usize) -> Self {
        let except = |band, except| Self::Samples { band, except, flag: flag::<T> };
        let zero = T::from_f64(0.0);
        if spec.alpha == Some(band) {
            except(band, zero)
        } else if spec.has_mask {
            Self::Mask
        } else if let Some(nodata) = spec.nodata.and_then(Nodata::in_type::<T>) {
            except(band, nodata)
        } else {
            spec.alpha.map_or(Self::All, |alpha| except(alpha, zero))
        }
    }
}

fn flag<T: Arithmetic>(samples: &[T], except: T) -> Vec<u8> {
    samples.iter().map(|sample| u8::from(!sample.is_nodata(except))).collect()
}

impl<T: Sample> Validity<T> {
    /// What is written about a row of the source; `None` if all its pixels count.
    pub(crate) fn of_row<'a>(&self, rows: &Rows<'a>, row: usize) -> Result<Option<Cow<'a, [u8]>>> {
        Ok(match *self {
            Self::All => None,
            Self::Mask => rows.mask(row)?.map(Cow::Borrowed),
            Self::Samples { band, except, flag } => Some(flag(rows.samples(band, row)?, except).into()),
        })
    }
}
