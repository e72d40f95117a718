//! A function of the pixels around each pixel.

use geotiff_core::{Result, Sample, Window};

use crate::masked_array::MaskedArray;

/// A pixel of a window and what lies around it.
///
/// ```
/// use compute::MaskedArray;
/// use geotiff_core::Window;
///
/// // Three columns, of which the middle one is the window.
/// let heights = MaskedArray::new(vec![1.0_f32, 5.0, 11.0], 3, 1)?.with_core(Window::new(1, 0, 1, 1))?;
/// let slope = heights.map_neighbours(|pixel| Some((pixel.at(1, 0)? - pixel.at(-1, 0)?) / 2.0))?;
/// assert_eq!((slope.width(), slope.samples()), (1, &[5.0][..]));
/// # Ok::<(), geotiff_core::Error>(())
/// ```
#[derive(Debug)]
pub struct Neighbours<'v, T> {
    values: &'v MaskedArray<T>,
    col: usize,
    row: usize,
}

impl<T: Sample> Neighbours<'_, T> {
    /// The sample so many columns to the right and rows below; `None` if it is invalid, or none is there.
    pub fn at(&self, right: isize, down: isize) -> Option<T> {
        self.values.get(self.col.checked_add_signed(right)?, self.row.checked_add_signed(down)?)
    }

    /// The sample of the pixel itself, if it is valid.
    pub fn here(&self) -> Option<T> {
        self.values.get(self.col, self.row)
    }

    /// Its column and row in the window, which the halo is not part of.
    pub fn place(&self) -> (usize, usize) {
        let core = self.values.core();
        (self.col - core.col_off, self.row - core.row_off)
    }
}

impl<T: Sample> MaskedArray<T> {
    /// Something of each pixel of the window and of those around it, or nothing, which makes an invalid one. The result has no halo.
    ///
    /// # Errors
    /// None for values that a tile has handed out.
    pub fn map_neighbours<U: Sample>(&self, work: impl Fn(Neighbours<'_, T>) -> Option<U>) -> Result<MaskedArray<U>> {
        let Window { col_off, row_off, width, height } = self.core();
        let (mut samples, mut valid) = (Vec::with_capacity(width * height), Vec::with_capacity(width * height));
        for row in row_off..row_off + height {
            for col in col_off..col_off + width {
                let made = work(Neighbours { values: self, col, row });
                valid.push(made.is_some());
                samples.push(made.unwrap_or(bytemuck::Zeroable::zeroed()));
            }
        }
        MaskedArray::masked(samples, valid, width, height)
    }
}
