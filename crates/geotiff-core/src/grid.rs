//! Where pixels are: windows, and the grid of blocks that an image is stored in.

use crate::error::{Error, Result};

/// A rectangle of pixels: `col_off`, `row_off` is its upper-left pixel (rasterio's names).
///
/// ```
/// use geotiff_core::Window;
///
/// let window = Window::new(0, 384, 128, 128);
/// assert_eq!(window.intersection(&Window::new(0, 0, 500, 500)), Some(Window::new(0, 384, 128, 116)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Window {
    /// First column.
    pub col_off: usize,
    /// First row.
    pub row_off: usize,
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
}

impl Window {
    /// The window at column `col_off`, row `row_off`.
    pub const fn new(col_off: usize, row_off: usize, width: usize, height: usize) -> Self {
        Self { col_off, row_off, width, height }
    }

    /// Number of pixels.
    pub const fn area(&self) -> usize {
        self.width.saturating_mul(self.height)
    }

    /// Whether it has no pixel.
    pub const fn is_empty(&self) -> bool {
        self.width == 0 || self.height == 0
    }

    /// The first column after it.
    pub const fn col_end(&self) -> usize {
        self.col_off.saturating_add(self.width)
    }

    /// The first row after it.
    pub const fn row_end(&self) -> usize {
        self.row_off.saturating_add(self.height)
    }

    /// The pixels that both have.
    pub fn intersection(&self, other: &Self) -> Option<Self> {
        let (x0, y0) = (self.col_off.max(other.col_off), self.row_off.max(other.row_off));
        let (x1, y1) = (self.col_end().min(other.col_end()), self.row_end().min(other.row_end()));
        (x0 < x1 && y0 < y1).then(|| Self::new(x0, y0, x1 - x0, y1 - y0))
    }

    /// The window and so many pixels around it, as far as a raster of `width` × `height` has them.
    ///
    /// ```
    /// use geotiff_core::Window;
    ///
    /// assert_eq!(Window::new(0, 128, 128, 128).grown(1, 500, 256), Window::new(0, 127, 129, 129));
    /// ```
    #[must_use]
    pub fn grown(self, pixels: usize, width: usize, height: usize) -> Self {
        let (col_off, row_off) = (self.col_off.saturating_sub(pixels), self.row_off.saturating_sub(pixels));
        let (col_end, row_end) = (self.col_end() + pixels, self.row_end() + pixels);
        Self::new(col_off, row_off, col_end.min(width) - col_off, row_end.min(height) - row_off)
    }

    /// Itself, if it has a pixel and lies within `width` × `height`.
    ///
    /// # Errors
    /// `Parameter` if it does not.
    pub fn within(self, width: usize, height: usize) -> Result<Self> {
        let fits = |off: usize, len: usize, all: usize| off.checked_add(len).is_some_and(|end| end <= all);
        if self.is_empty() {
            return Err(Error::parameter(format!("the window {self} is empty")));
        }
        if !fits(self.col_off, self.width, width) || !fits(self.row_off, self.height, height) {
            return Err(Error::parameter(format!(
                "the window {self} reaches outside the raster of {width} × {height} pixels"
            )));
        }
        Ok(self)
    }
}

impl std::fmt::Display for Window {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "(column {}, row {}, {} × {})", self.col_off, self.row_off, self.width, self.height)
    }
}

/// The place of a block in its [`BlockGrid`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BlockIndex {
    /// Plane: the band of a band-separate image, 0 of a chunky one.
    pub plane: usize,
    /// Block row.
    pub row: usize,
    /// Block column.
    pub col: usize,
}

/// How an image is cut into blocks: tiles, or strips, which are blocks of full width.
///
/// ```
/// use geotiff_core::{BlockGrid, BlockIndex, Window};
///
/// let grid = BlockGrid { width: 500, height: 300, block_width: 256, block_height: 256, planes: 1, tiled: true };
/// let hit: Vec<_> = grid.blocks_in(Window::new(200, 260, 100, 10), 0).collect();
/// assert_eq!(hit, [BlockIndex { plane: 0, row: 1, col: 0 }, BlockIndex { plane: 0, row: 1, col: 1 }]);
/// assert_eq!(grid.window_of(hit[1]), Window::new(256, 256, 244, 44));
/// assert_eq!(grid.number_of(hit[1]), 3);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlockGrid {
    /// Columns of the image, at least 1.
    pub width: usize,
    /// Rows of the image, at least 1.
    pub height: usize,
    /// Columns of a block, at least 1.
    pub block_width: usize,
    /// Rows of a block, at least 1.
    pub block_height: usize,
    /// Planes that are stored one after the other: the bands of a band-separate image, else 1.
    pub planes: usize,
    /// Whether blocks are tiles.
    pub tiled: bool,
}

impl BlockGrid {
    /// Blocks in a row of blocks.
    pub const fn cols(&self) -> usize {
        self.width.div_ceil(self.block_width)
    }

    /// Rows of blocks.
    pub const fn rows(&self) -> usize {
        self.height.div_ceil(self.block_height)
    }

    /// Blocks of one plane.
    pub const fn blocks_per_plane(&self) -> usize {
        self.cols() * self.rows()
    }

    /// Blocks of the image.
    pub const fn blocks(&self) -> usize {
        self.blocks_per_plane() * self.planes
    }

    /// The place of a block in the offset array: plane by plane, row-major.
    pub const fn number_of(&self, index: BlockIndex) -> usize {
        index.plane * self.blocks_per_plane() + index.row * self.cols() + index.col
    }

    /// The pixels of the image that a block holds, without the padding of edge tiles.
    pub fn window_of(&self, index: BlockIndex) -> Window {
        let (x, y) = (index.col * self.block_width, index.row * self.block_height);
        Window::new(x, y, self.block_width.min(self.width - x), self.block_height.min(self.height - y))
    }

    /// The blocks of one plane that a window within the image touches, row-major.
    pub fn blocks_in(&self, window: Window, plane: usize) -> impl ExactSizeIterator<Item = BlockIndex> + use<> {
        let (first_col, first_row) = (window.col_off / self.block_width, window.row_off / self.block_height);
        let cols = window.col_end().div_ceil(self.block_width) - first_col;
        let rows = window.row_end().div_ceil(self.block_height) - first_row;
        (0..rows * cols).map(move |i| BlockIndex { plane, row: first_row + i / cols, col: first_col + i % cols })
    }
}
