//! Which pixels of a band count, and how much.

use crate::arithmetic::Arithmetic;
use crate::rows::Rows;
use crate::spec::CascadeSpec;
use geotiff_core::{Nodata, Result, Sample, SampleType};
use std::borrow::Cow;

/// Where it is written whether a pixel of a band counts.
pub(crate) enum Validity<T> {
    /// Nowhere: all do.
    All,
    /// In the mask of the dataset, where it is not 0.
    Mask,
    /// In the mask of a level, with a 1 for all that is not 0: as in GDAL, which the last digit of a weighted sum shows.
    MaskOfLevel,
    /// In the samples of a band, this one or another.
    Samples { band: usize, except: T, flag: Flag<T> },
}

/// How much each sample counts, up to 255; by nodata, 255 but for those that are the value.
type Flag<T> = fn(samples: &[T], except: T) -> Vec<u8>;

impl<T: Arithmetic> Validity<T> {
    /// That of a band of the image, or of a level.
    pub(crate) fn of_band(spec: &CascadeSpec, band: usize, is_image: bool) -> Self {
        let zero = T::from_f64(0.0);
        if spec.alpha == Some(band) {
            Self::Samples { band, except: zero, flag: clamped::<T> }
        } else if spec.has_mask {
            if is_image || T::IS_SMALL { Self::Mask } else { Self::MaskOfLevel }
        } else if let Some(nodata) = spec.nodata.and_then(Nodata::in_type::<T>) {
            Self::Samples { band, except: nodata, flag: unequal::<T> }
        } else {
            spec.alpha.map_or(Self::All, |band| Self::Samples { band, except: zero, flag: opacity::<T> })
        }
    }
}

fn unequal<T: Arithmetic>(samples: &[T], except: T) -> Vec<u8> {
    samples.iter().map(|sample| if sample.is_nodata(except) { 0 } else { 255 }).collect()
}

/// A band of opacity that is its own mask: GDAL cuts off what is beyond a byte.
fn clamped<T: Arithmetic>(samples: &[T], zero: T) -> Vec<u8> {
    match T::TYPE {
        SampleType::U8 | SampleType::U16 => samples.iter().map(|sample| sample.to_f64().min(255.0) as u8).collect(),
        _ => unequal(samples, zero),
    }
}

/// Opacity as a byte, of which no trace is lost.
fn opacity<T: Arithmetic>(samples: &[T], zero: T) -> Vec<u8> {
    let of_16_bits = |sample: &T| {
        let value = sample.to_f64() as u32;
        (value * 255 / 65_535).max(value.min(1)) as u8
    };
    match T::TYPE {
        SampleType::U8 => samples.iter().map(|sample| sample.to_f64() as u8).collect(),
        SampleType::U16 => samples.iter().map(of_16_bits).collect(),
        _ => unequal(samples, zero),
    }
}

impl<T: Sample> Validity<T> {
    /// What is written about a row of the source; `None` if all its pixels count.
    pub(crate) fn of_row<'a>(&self, rows: &Rows<'a>, row: usize) -> Result<Option<Cow<'a, [u8]>>> {
        Ok(match *self {
            Self::All => None,
            Self::Mask => rows.mask(row)?.map(Cow::Borrowed),
            Self::MaskOfLevel => rows.mask(row)?.map(|mask| mask.iter().map(|&valid| valid.min(1)).collect()),
            Self::Samples { band, except, flag } => Some(flag(rows.samples(band, row)?, except).into()),
        })
    }
}
