//! Whether tiles leave a hole.

use geotiff_core::Window;

/// Whether a pixel of a raster lies in no window: rows are swept from top to bottom, and where windows begin or end, columns
/// are looked at.
pub(super) fn has_holes(windows: &[Window], width: usize, height: usize) -> bool {
    let mut edges: Vec<usize> = windows.iter().flat_map(|window| [window.row_off, window.row_end()]).collect();
    edges.extend([0, height]);
    edges.sort_unstable();
    edges.dedup();
    let mut by_row: Vec<&Window> = windows.iter().collect();
    by_row.sort_unstable_by_key(|window| window.row_off);
    let mut coming = by_row.into_iter().peekable();
    let mut active: Vec<&Window> = Vec::new();
    for row in edges.into_iter().filter(|&row| row < height) {
        active.retain(|window| window.row_end() > row);
        while let Some(window) = coming.next_if(|window| window.row_off <= row) {
            active.push(window);
        }
        active.sort_by_key(|window| window.col_off);
        let covered =
            active.iter().fold(0, |end, window| if window.col_off <= end { end.max(window.col_end()) } else { end });
        if covered < width {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_is_what_pixels_tell(tiles in prop::collection::vec((0_usize..6, 0_usize..6, 1_usize..7, 1_usize..7), 1..14)) {
            let windows: Vec<Window> = tiles.into_iter().map(|(col, row, width, height)| Window::new(col, row, width, height)).collect();
            let width = windows.iter().map(Window::col_end).max().unwrap();
            let height = windows.iter().map(Window::row_end).max().unwrap();
            let is_bare = |col, row| windows.iter().all(|tile| tile.intersection(&Window::new(col, row, 1, 1)).is_none());
            let naive = (0..height).any(|row| (0..width).any(|col| is_bare(col, row)));
            prop_assert_eq!(has_holes(&windows, width, height), naive);
        }
    }
}
