//! Tile windows: a raster cut into equal tiles, in row-major order, with overlap where neighbours are wanted.

use geotiff_core::{Error, Result, Window};

/// Cuts a raster of `rows` × `cols` pixels into windows of `tile_rows` × `tile_cols`, in row-major order.
///
/// Windows begin every `tile − overlap` pixels and are clipped at the raster's edges, so that each shares `overlap` rows
/// or columns with its neighbour below or to its right.
///
/// ```
/// use window::{Window, tile_windows};
///
/// let tiles = tile_windows(500, 500, 128, 128, 0)?;
/// assert_eq!(tiles.len(), 16);
/// assert_eq!(tiles.get(3), Some(Window { row_off: 0, col_off: 384, height: 128, width: 116 }));
///
/// let overlapping = tile_windows(500, 500, 128, 128, 8)?;
/// assert_eq!(overlapping.len(), 25);
/// assert_eq!(overlapping.get(1), Some(Window { row_off: 0, col_off: 120, height: 128, width: 128 }));
/// # Ok::<(), geotiff_core::Error>(())
/// ```
///
/// # Errors
/// `Parameter` if a tile has no pixel, or the overlap is not smaller than the tile.
pub fn tile_windows(
    rows: usize,
    cols: usize,
    tile_rows: usize,
    tile_cols: usize,
    overlap: usize,
) -> Result<TileWindows> {
    if tile_rows == 0 || tile_cols == 0 {
        return Err(Error::parameter(format!("a tile of {tile_rows} rows × {tile_cols} columns has no pixel")));
    }
    if overlap >= tile_rows.min(tile_cols) {
        return Err(Error::parameter(format!(
            "an overlap of {overlap} pixels is not smaller than the tile of {tile_rows} rows × {tile_cols} columns"
        )));
    }
    let (down, across) = (rows.div_ceil(tile_rows - overlap), cols.div_ceil(tile_cols - overlap));
    let end = down.checked_mul(across).ok_or_else(|| Error::parameter("there are more tiles than can be counted"))?;
    Ok(TileWindows { rows, cols, tile_rows, tile_cols, overlap, across, next: 0, end })
}

/// The windows of [`tile_windows`]: an iterator that holds nothing but two counters.
///
/// With the feature `rayon` it is also a parallel iterator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TileWindows {
    rows: usize,
    cols: usize,
    tile_rows: usize,
    tile_cols: usize,
    overlap: usize,
    across: usize,
    next: usize,
    end: usize,
}

impl TileWindows {
    /// The window after so many others of those that are left.
    pub fn get(&self, n: usize) -> Option<Window> {
        let number = self.next.checked_add(n).filter(|&number| number < self.end)?;
        let (row, col) = (number / self.across, number % self.across);
        let (row_off, col_off) = (row * (self.tile_rows - self.overlap), col * (self.tile_cols - self.overlap));
        let (height, width) = (self.tile_rows.min(self.rows - row_off), self.tile_cols.min(self.cols - col_off));
        Some(Window { col_off, row_off, width, height })
    }

    /// How many tiles stand beside each other.
    pub fn across(&self) -> usize {
        self.across
    }
}

impl Iterator for TileWindows {
    type Item = Window;

    fn next(&mut self) -> Option<Window> {
        self.nth(0)
    }

    fn nth(&mut self, n: usize) -> Option<Window> {
        let window = self.get(n);
        self.next = self.next.saturating_add(n).saturating_add(1).min(self.end);
        window
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.end - self.next;
        (left, Some(left))
    }
}

impl DoubleEndedIterator for TileWindows {
    fn next_back(&mut self) -> Option<Window> {
        let window = self.get(self.len().checked_sub(1)?);
        self.end -= 1;
        window
    }
}

impl ExactSizeIterator for TileWindows {}

impl std::iter::FusedIterator for TileWindows {}

#[cfg(feature = "rayon")]
mod parallel {
    use super::{TileWindows, Window};
    use rayon::iter::plumbing::{Consumer, Producer, ProducerCallback, UnindexedConsumer, bridge};
    use rayon::iter::{IndexedParallelIterator, IntoParallelIterator, ParallelIterator};

    /// [`TileWindows`], split over threads.
    #[derive(Clone, Debug)]
    pub struct ParTileWindows(TileWindows);

    impl IntoParallelIterator for TileWindows {
        type Iter = ParTileWindows;
        type Item = Window;

        fn into_par_iter(self) -> ParTileWindows {
            ParTileWindows(self)
        }
    }

    impl ParallelIterator for ParTileWindows {
        type Item = Window;

        fn drive_unindexed<C: UnindexedConsumer<Window>>(self, consumer: C) -> C::Result {
            bridge(self, consumer)
        }

        fn opt_len(&self) -> Option<usize> {
            Some(self.0.len())
        }
    }

    impl IndexedParallelIterator for ParTileWindows {
        fn len(&self) -> usize {
            self.0.len()
        }

        fn drive<C: Consumer<Window>>(self, consumer: C) -> C::Result {
            bridge(self, consumer)
        }

        fn with_producer<CB: ProducerCallback<Window>>(self, callback: CB) -> CB::Output {
            callback.callback(Split(self.0))
        }
    }

    struct Split(TileWindows);

    impl Producer for Split {
        type Item = Window;
        type IntoIter = TileWindows;

        fn into_iter(self) -> TileWindows {
            self.0
        }

        fn split_at(self, index: usize) -> (Self, Self) {
            let at = self.0.next + index;
            (Self(TileWindows { end: at, ..self.0.clone() }), Self(TileWindows { next: at, ..self.0 }))
        }
    }
}
#[cfg(feature = "rayon")]
pub use parallel::ParTileWindows;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// (row, column, height, width), as the reference prints them.
    fn places(rows: usize, cols: usize, tile: usize, overlap: usize) -> Vec<(usize, usize, usize, usize)> {
        let tiles = tile_windows(rows, cols, tile, tile, overlap).unwrap();
        tiles.map(|w| (w.row_off, w.col_off, w.height, w.width)).collect()
    }

    #[test]
    fn the_reference_example() {
        let tiles = places(500, 500, 128, 0);
        assert_eq!((tiles.len(), tiles[3], tiles[15]), (16, (0, 384, 128, 116), (384, 384, 116, 116)));
        assert_eq!(tiles.iter().map(|t| t.2 * t.3).sum::<usize>(), 250_000);

        let tiles = places(500, 500, 128, 8);
        assert_eq!(tiles.len(), 25);
        assert_eq!(tiles[..4], [(0, 0, 128, 128), (0, 120, 128, 128), (0, 240, 128, 128), (0, 360, 128, 128)]);
    }

    #[test]
    fn impossible_tiles_are_refused() {
        for (tile, overlap) in [(0, 0), (8, 8), (8, 9)] {
            assert!(tile_windows(10, 10, tile, 64, overlap).is_err());
            assert!(tile_windows(10, 10, 64, tile, overlap).is_err());
        }
        assert!(tile_windows(usize::MAX, usize::MAX, 1, 1, 0).is_err());
    }

    proptest! {
        #[test]
        fn windows_are_those_of_two_nested_ranges(rows in 0_usize..60, cols in 0_usize..60, h in 1_usize..20, w in 1_usize..20, overlap in 0_usize..20) {
            prop_assume!(overlap < h.min(w));
            let mut expected = Vec::new();
            for row in (0..rows).step_by(h - overlap) {
                for col in (0..cols).step_by(w - overlap) {
                    expected.push(Window::new(col, row, w.min(cols - col), h.min(rows - row)));
                }
            }
            let tiles = tile_windows(rows, cols, h, w, overlap).unwrap();
            prop_assert_eq!(tiles.len(), expected.len());
            prop_assert_eq!(tiles.clone().rev().collect::<Vec<_>>(), expected.iter().rev().copied().collect::<Vec<_>>());
            let mut skipping = tiles.clone();
            prop_assert_eq!(skipping.nth(3), expected.get(3).copied());
            prop_assert_eq!(skipping.next(), expected.get(4).copied());
            #[cfg(feature = "rayon")]
            {
                use rayon::prelude::*;
                prop_assert_eq!(tiles.clone().into_par_iter().collect::<Vec<_>>(), expected.clone());
            }
            prop_assert_eq!(tiles.collect::<Vec<_>>(), expected);
        }
    }
}
