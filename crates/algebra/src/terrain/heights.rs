//! Heights of a window and of the pixels around it, a line at a time.

use geotiff_core::Window;

/// What heights are computed as, which is as in gdaldem: integers of up to 16 bits as integers, all others in single precision.
pub(crate) trait Height:
    Copy + PartialOrd + std::ops::Add<Output = Self> + std::ops::Sub<Output = Self> + Into<f64>
{
    fn to_f32(self) -> f32;
    fn is_nan(self) -> bool;
    fn abs(self) -> Self;
    /// What lies beyond this one, seen from another.
    fn beyond(self, other: Self) -> Self;
}

impl Height for i32 {
    fn to_f32(self) -> f32 {
        self as f32
    }
    fn is_nan(self) -> bool {
        false
    }
    fn abs(self) -> Self {
        self.abs()
    }
    fn beyond(self, other: Self) -> Self {
        2 * self - other
    }
}

impl Height for f32 {
    fn to_f32(self) -> f32 {
        self
    }
    fn is_nan(self) -> bool {
        self.is_nan()
    }
    fn abs(self) -> Self {
        self.abs()
    }
    fn beyond(self, other: Self) -> Self {
        2.0 * self - other
    }
}

/// Heights of a part of a raster, row after row, and which of them are there.
pub(crate) struct Heights<'a, T> {
    pub(crate) samples: &'a [T],
    pub(crate) valid: Option<&'a [bool]>,
    /// Where they lie in the raster.
    pub(crate) place: Window,
    /// Columns and rows of the raster.
    pub(crate) raster: (usize, usize),
}

/// A row of heights with one more at either end.
pub(crate) struct Line<T> {
    pub(crate) heights: Vec<T>,
    /// `None` if all are there.
    pub(crate) valid: Option<Vec<bool>>,
}

impl<T: Height> Heights<'_, T> {
    /// The row above, this one, and the row below, of a row within the raster, for some columns of it. Beyond the raster, heights
    /// go on as the last two do; beyond its corners as gdaldem has it: up and down first, the outermost again at either end.
    pub(crate) fn lines(&self, row: usize, cols: std::ops::Range<usize>) -> Option<[Line<T>; 3]> {
        let is_outer = row == 0 || row + 1 == self.raster.1;
        let line = |row: usize| self.line(row, cols.clone(), is_outer);
        let here = line(row)?;
        let above = if row > 0 { line(row - 1)? } else { here.beyond(&line(row + 1)?) };
        let below = if row + 1 < self.raster.1 { line(row + 1)? } else { here.beyond(&line(row.checked_sub(1)?)?) };
        Some([above, here, below])
    }

    fn line(&self, row: usize, cols: std::ops::Range<usize>, is_outer: bool) -> Option<Line<T>> {
        let start = row.checked_sub(self.place.row_off)? * self.place.width;
        let last = self.raster.0.checked_sub(1)?;
        let index = |col: usize| Some(start + col.checked_sub(self.place.col_off)?);
        let inner = index(cols.start)?..index(cols.end)?;
        // The column itself, and the one that it is seen from, of a place beyond the raster.
        let outer = |col: usize, next: usize| -> Option<(usize, Option<usize>)> {
            Some((index(col)?, if is_outer { None } else { Some(index(next)?) }))
        };
        let left = if cols.start == 0 { outer(0, 1)? } else { (index(cols.start - 1)?, None) };
        let right = if cols.end > last { outer(last, last.checked_sub(1)?)? } else { (index(cols.end)?, None) };
        let height = |(at, from): (usize, Option<usize>)| -> Option<T> {
            let here = *self.samples.get(at)?;
            Some(match from {
                Some(from) => here.beyond(*self.samples.get(from)?),
                None => here,
            })
        };
        let mut heights = Vec::with_capacity(inner.len() + 2);
        heights.push(height(left)?);
        heights.extend_from_slice(self.samples.get(inner.clone())?);
        heights.push(height(right)?);
        let is_number = |height: &T| !height.is_nan();
        let valid = match self.valid {
            None if heights.iter().all(is_number) => None,
            None => Some(heights.iter().map(is_number).collect()),
            Some(valid) => {
                let flag = |(at, from): (usize, Option<usize>)| -> Option<bool> {
                    Some(*valid.get(at)? && from.is_none_or(|from| valid.get(from) == Some(&true)))
                };
                let mut flags = Vec::with_capacity(inner.len() + 2);
                flags.push(flag(left)?);
                flags.extend_from_slice(valid.get(inner)?);
                flags.push(flag(right)?);
                flags.iter_mut().zip(&heights).for_each(|(flag, height)| *flag &= is_number(height));
                Some(flags).filter(|flags| flags.contains(&false))
            }
        };
        Some(Line { heights, valid })
    }
}

impl<T: Height> Line<T> {
    /// The line beyond this one, seen from another.
    fn beyond(&self, other: &Self) -> Self {
        let heights = self.heights.iter().zip(&other.heights).map(|(&here, &other)| here.beyond(other)).collect();
        let valid = match (&self.valid, &other.valid) {
            (None, None) => None,
            (Some(valid), None) | (None, Some(valid)) => Some(valid.clone()),
            (Some(own), Some(others)) => Some(own.iter().zip(others).map(|(&own, &other)| own && other).collect()),
        };
        Self { heights, valid }
    }
}
