//! Which tiles lie where, found by rows.

use geotiff_core::Window;

/// The most bands of rows.
const MOST_BANDS: usize = 1 << 16;

/// For each band of rows, the tiles that reach into it, in their order. Bands are as high as tiles are on average, so that each tile
/// is in two of them or so.
#[derive(Debug)]
pub(super) struct RowIndex {
    band_height: usize,
    bands: Vec<Vec<usize>>,
}

impl RowIndex {
    pub(super) fn new(windows: &[Window], height: usize) -> Self {
        let rows: u64 = windows.iter().map(|window| window.height as u64).sum();
        let average = (rows / windows.len().max(1) as u64) as usize;
        let band_height = average.max(height.div_ceil(MOST_BANDS)).max(1);
        let mut bands = vec![Vec::new(); height.div_ceil(band_height)];
        for (number, window) in windows.iter().enumerate() {
            let reached = window.row_off / band_height..window.row_end().div_ceil(band_height);
            bands.iter_mut().take(reached.end).skip(reached.start).for_each(|band| band.push(number));
        }
        Self { band_height, bands }
    }

    /// The tiles that a window touches, in their order.
    pub(super) fn tiles_in(&self, window: Window, windows: &[Window]) -> Vec<usize> {
        let reached = window.row_off / self.band_height..window.row_end().div_ceil(self.band_height);
        let bands = self.bands.iter().take(reached.end).skip(reached.start);
        let touches = |&number: &usize| windows.get(number).is_some_and(|tile| tile.intersection(&window).is_some());
        let mut tiles: Vec<usize> = bands.flatten().copied().filter(touches).collect();
        tiles.sort_unstable();
        tiles.dedup();
        tiles
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_tile_is_missed(tiles in prop::collection::vec((0_usize..50, 0_usize..50, 1_usize..30, 1_usize..30), 1..40), window in (0_usize..70, 0_usize..70, 1_usize..20, 1_usize..20)) {
            let make = |(col, row, width, height)| Window::new(col, row, width, height);
            let (windows, window) = (tiles.into_iter().map(make).collect::<Vec<_>>(), make(window));
            let index = RowIndex::new(&windows, 100);
            let naive: Vec<usize> = (0..windows.len()).filter(|&i| windows[i].intersection(&window).is_some()).collect();
            prop_assert_eq!(index.tiles_in(window, &windows), naive);
        }
    }
}
