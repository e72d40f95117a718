//! AVERAGE: the mean of the valid pixels under the new one, as GDAL 3.12 computes it.
//!
//! GDAL has three ways of taking it, which round differently, and so have we:
//! 1. two by two pixels, all valid: a quarter of each, in the [work type](Arithmetic::Work);
//! 2. any other window, all valid: a weighted sum in doubles, row by row, over the weight of the window;
//! 3. a window in which pixels may be invalid: the same without those, over the weight of the others.
//!
//! A mean of the third kind that equals nodata is moved aside. The comparison takes place in the work type, thus for
//! integers of more than 16 bits, and signed ones, before the mean is rounded.

use crate::arithmetic::{Arithmetic, Work};
use crate::axis::{Axis, Window};
use crate::kernel::{Kernel, Line};
use geotiff_core::{Error, Result};
use std::ops::Range;
use std::sync::Arc;

pub(crate) struct Average<T> {
    x: Axis,
    y: Axis,
    /// The columns under each pixel, unless all are halves.
    windows: Arc<[Window]>,
    /// What stands where no pixel is valid, and no mean may equal.
    nodata: Option<T>,
}

impl<T> Average<T> {
    pub(crate) fn new(x: Axis, y: Axis, windows: Arc<[Window]>, nodata: Option<T>) -> Self {
        Self { x, y, windows, nodata }
    }
}

/// The windows of all columns, which the bands share.
pub(crate) fn windows(x: Axis, y: Axis) -> Result<Arc<[Window]>> {
    let mut windows = Vec::new();
    if !(x.halves() && y.halves()) {
        let too_many = |_| Error::limits(format!("the windows of {} columns do not fit in memory", x.to));
        windows.try_reserve_exact(x.to).map_err(too_many)?;
        windows.extend((0..x.to).map(|i| x.covered(i)));
    }
    Ok(windows.into())
}

impl<T: Arithmetic> Kernel<T> for Average<T> {
    fn rows(&self, row: usize) -> Range<usize> {
        self.y.covered(row).range()
    }

    fn resample(&mut self, row: usize, source: &[Line<'_, T>], out: &mut [T]) {
        let window = self.y.covered(row);
        match *source {
            [Line { samples: top, valid: None }, Line { samples: bottom, .. }] if self.x.halves() => {
                quarters(top, bottom, out);
            }
            [Line { samples: top, valid: Some(top_valid) }, Line { samples: bottom, valid: Some(bottom_valid) }]
                if self.x.halves() && self.y.halves() =>
            {
                let quads = |samples| pairs(samples);
                let (top, bottom) = (quads(top).iter().zip(pairs(top_valid)), pairs(bottom).iter().zip(pairs(bottom_valid)));
                for (out, ((a, b), (c, d))) in out.iter_mut().zip(top.zip(bottom)) {
                    *out = self.mean_of_valid([a, c], [b, d]);
                }
            }
            _ => {
                for (out, columns) in out.iter_mut().zip(self.windows.iter()) {
                    *out = match source {
                        [Line { valid: None, .. }, ..] => mean(source, *columns, window),
                        _ => self.masked_mean(source, *columns, window),
                    };
                }
            }
        }
    }
}
