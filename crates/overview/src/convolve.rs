//! BILINEAR, CUBIC, CUBICSPLINE and LANCZOS of overviews: a filter along rows, then one down columns, as GDAL 3.12 does it.
//!
//! A row of the source is filtered once, when it comes, and kept so, as doubles, until no row of the level needs it. That
//! is all that is kept: the row itself is not asked for again.
//!
//! Weights are divided by their sum where all pixels are valid, so that those that the edge cuts off are shared out. Where
//! some may not be, values are divided by the sum of the weights of those that are, and the mask's own value, opacity, is a
//! factor of the weight; of what is filtered along the row, each counts the same.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::Arc;

use geotiff_core::{Result, SampleType};

use crate::across::Across;
use crate::arithmetic::Arithmetic;
use crate::axis::Axes;
use crate::down::Down;
use crate::filter::Filter;
use crate::filtered::Filtered;
use crate::kernel::{Kernel, Line};
use crate::span::Span;
use crate::spec::CascadeSpec;
use crate::taps::{Direction, Taps};

/// What the bands of a level share.
#[derive(Clone)]
pub(crate) struct Filters {
    filter: Filter,
    x: Arc<Taps>,
    y: Span,
}

pub(crate) struct Convolve<T> {
    filters: Filters,
    across: Across,
    down: Down<T>,
    /// Filtered rows, and which row of the source the first of them is.
    rows: VecDeque<Filtered>,
    first: usize,
    /// Rows whose memory can be had again.
    spare: Vec<Filtered>,
}

impl Filters {
    pub(crate) fn new(filter: Filter, Axes { x, y }: Axes) -> Result<Self> {
        let (y, across) = (Span::whole(y.from, y.to)?, Span::whole(x.from, x.to)?);
        let x = Taps::new(across, Direction::Across, Some(filter), 0..x.to)?;
        // Whoever has memory for the weights of one row has it for those of any.
        Taps::new(y, Direction::Down, Some(filter), 0..1)?;
        Ok(Self { filter, x: x.into(), y })
    }

    /// The rows that a row is made of.
    fn rows_of(&self, row: usize) -> Range<usize> {
        Taps::reach(self.y, self.filter, row)
    }
}

impl<T: Arithmetic> Convolve<T> {
    /// `nodata` is what no value may equal.
    pub(crate) fn new(spec: &CascadeSpec, filters: &Filters, axes: Axes, nodata: Option<T>) -> Self {
        let most = match spec.bits {
            // As in GDAL, whose BILINEAR cannot overshoot.
            Some(bits) if usize::from(bits) < 8 * size_of::<T>() && is_unsigned(T::TYPE) => {
                T::from_u64((1 << bits) - 1)
            }
            _ => T::MAX,
        };
        Self {
            filters: filters.clone(),
            across: Across::new(filters.filter, axes.x, filters.x.clone()),
            down: Down::new(filters.filter, nodata, most),
            rows: VecDeque::new(),
            first: 0,
            spare: Vec::new(),
        }
    }
}

impl<T: Arithmetic> Kernel<T> for Convolve<T> {
    /// The rows that the row before was not made of.
    fn rows(&self, row: usize) -> Range<usize> {
        let known = row.checked_sub(1).map_or(0, |before| self.filters.rows_of(before).end);
        let rows = self.filters.rows_of(row);
        known.max(rows.start)..rows.end.max(known)
    }

    fn resample(&mut self, row: usize, source: &[Line<'_, T>], out: &mut [T]) {
        let Self { filters, across, down, rows, first, spare } = self;
        let taps = Taps::one(filters.y, Direction::Down, filters.filter, row);
        let tap = taps.get(row);
        while *first < tap.start {
            spare.extend(rows.pop_front());
            *first += 1;
        }
        for line in source {
            let mut filtered = spare.pop().unwrap_or_default();
            across.filter(line, &mut filtered);
            rows.push_back(filtered);
        }
        down.filter(&tap, rows.make_contiguous(), out);
    }
}

fn is_unsigned(sample_type: SampleType) -> bool {
    matches!(sample_type, SampleType::U8 | SampleType::U16 | SampleType::U32 | SampleType::U64)
}
