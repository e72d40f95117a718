//! Tile windows against the two nested loops that they stand for.

use arbitrary::Arbitrary;
use window::{Window, tile_windows};

#[derive(Arbitrary, Debug)]
pub struct Tiles {
    small: [u8; 5],
    any: [usize; 5],
    steps: Vec<u8>,
}

/// The windows, as anyone would write it.
fn loops([rows, cols, tile_rows, tile_cols, overlap]: [usize; 5]) -> Vec<Window> {
    let mut windows = Vec::new();
    let mut row = 0;
    while row < rows {
        let mut col = 0;
        while col < cols {
            windows.push(Window::new(col, row, tile_cols.min(cols - col), tile_rows.min(rows - row)));
            col += tile_cols - overlap;
        }
        row += tile_rows - overlap;
    }
    windows
}

/// The target.
pub fn run(tiles: Tiles) {
    // Of any size: no panic, and each window lies within the raster.
    let [rows, cols, tile_rows, tile_cols, overlap] = tiles.any;
    if let Ok(windows) = tile_windows(rows, cols, tile_rows, tile_cols, overlap) {
        for n in [0, 1, tiles.any[0], windows.len() / 2, windows.len().saturating_sub(1), windows.len(), usize::MAX] {
            let window = windows.get(n);
            assert_eq!(window.is_some(), n < windows.len());
            assert!(window.is_none_or(|window| window.within(cols, rows).is_ok()));
        }
    }

    let small = tiles.small.map(usize::from);
    let [rows, cols, tile_rows, tile_cols, overlap] = small;
    let is_possible = tile_rows > 0 && tile_cols > 0 && overlap < tile_rows.min(tile_cols);
    let windows = tile_windows(rows, cols, tile_rows, tile_cols, overlap);
    assert_eq!(windows.is_ok(), is_possible);
    let Ok(mut windows) = windows else { return };
    if rows * cols > (tile_rows - overlap) * (tile_cols - overlap) * 2000 {
        return;
    }
    let expected = loops(small);
    assert_eq!(windows.clone().collect::<Vec<_>>(), expected);

    // Taken from both ends, with leaps.
    let mut left = std::collections::VecDeque::from(expected);
    for step in tiles.steps.into_iter().take(100) {
        assert_eq!(windows.len(), left.len());
        match step {
            0..100 => assert_eq!(windows.next(), left.pop_front()),
            100..200 => assert_eq!(windows.next_back(), left.pop_back()),
            _ => {
                let n = usize::from(step - 200);
                left.drain(..n.min(left.len()));
                assert_eq!(windows.nth(n), left.pop_front());
            }
        }
    }
}
