//! Windows, grids of blocks, and rasters: they tile, they cover, they refuse.
#![allow(clippy::unwrap_used)] // Nothing but a test.

use geotiff_core::{BlockGrid, BlockIndex, ErrorKind, Raster, SampleType, Window};
use proptest::prelude::*;

fn any_grid() -> impl Strategy<Value = BlockGrid> {
    (1_usize..50, 1_usize..50, 1_usize..20, 1_usize..20, 1_usize..4, any::<bool>()).prop_map(
        |(width, height, block_width, block_height, planes, tiled)| {
            let block_width = if tiled { block_width } else { width };
            BlockGrid { width, height, block_width, block_height, planes, tiled }
        },
    )
}

fn window_in(grid: BlockGrid) -> impl Strategy<Value = Window> {
    (0..grid.width, 0..grid.height).prop_flat_map(move |(col, row)| {
        (1..=grid.width - col, 1..=grid.height - row).prop_map(move |(w, h)| Window::new(col, row, w, h))
    })
}

fn contains(window: Window, col: usize, row: usize) -> bool {
    (window.col_off..window.col_end()).contains(&col) && (window.row_off..window.row_end()).contains(&row)
}

proptest! {
    #[test]
    fn blocks_tile_the_image(grid in any_grid()) {
        let whole = Window::new(0, 0, grid.width, grid.height);
        let mut seen = vec![0; grid.width * grid.height];
        let mut number = 0;
        for plane in 0..grid.planes {
            for index in grid.blocks_in(whole, plane) {
                prop_assert_eq!(grid.number_of(index), number);
                number += 1;
                let window = grid.window_of(index);
                prop_assert_eq!(window.within(grid.width, grid.height).unwrap(), window);
                for row in window.row_off..window.row_end() {
                    for col in window.col_off..window.col_end() {
                        seen[row * grid.width + col] += 1;
                    }
                }
            }
        }
        prop_assert_eq!(number, grid.blocks());
        prop_assert!(seen.iter().all(|&n| n == grid.planes));
    }

    #[test]
    fn blocks_of_a_window_cover_it_and_no_other_does((grid, window) in any_grid().prop_flat_map(|g| (Just(g), window_in(g)))) {
        let hit: Vec<BlockIndex> = grid.blocks_in(window, 0).collect();
        prop_assert_eq!(grid.blocks_in(window, 0).len(), hit.len());
        let all = grid.blocks_in(Window::new(0, 0, grid.width, grid.height), 0);
        let touched: Vec<BlockIndex> = all.filter(|&i| grid.window_of(i).intersection(&window).is_some()).collect();
        prop_assert_eq!(hit, touched);
    }

    #[test]
    fn an_intersection_has_what_both_have(a in any::<[u8; 4]>(), b in any::<[u8; 4]>()) {
        let window = |[x, y, w, h]: [u8; 4]| Window::new((x % 12).into(), (y % 12).into(), (w % 12).into(), (h % 12).into());
        let (a, b) = (window(a), window(b));
        let shared = a.intersection(&b);
        prop_assert_eq!(shared, b.intersection(&a));
        for row in 0..24 {
            for col in 0..24 {
                let both = contains(a, col, row) && contains(b, col, row);
                prop_assert_eq!(both, shared.is_some_and(|s| contains(s, col, row)));
            }
        }
    }

    #[test]
    fn a_window_is_within_or_refused(off in any::<(usize, usize)>(), size in any::<(usize, usize)>(), width in 1_usize..100, height in 1_usize..100) {
        for window in [Window::new(off.0, off.1, size.0, size.1), Window::new(off.0 % 120, off.1 % 120, size.0 % 120, size.1 % 120)] {
            let fits = !window.is_empty()
                && window.col_off as u128 + window.width as u128 <= width as u128
                && window.row_off as u128 + window.height as u128 <= height as u128;
            prop_assert_eq!(window.within(width, height).is_ok(), fits);
            // None of these may end the process, however large the window.
            let _ = (window.area(), window.col_end(), window.row_end(), window.to_string());
            let _ = window.intersection(&Window::new(0, 0, width, height));
        }
    }

    #[test]
    fn a_raster_has_its_samples_in_place(width in 1_usize..9, height in 1_usize..9, bands in 1_usize..5) {
        let samples: Vec<u32> = (0..width * height * bands).map(|i| i as u32 * 7).collect();
        let raster = Raster::from_samples(&samples, width, height, bands).unwrap();
        prop_assert_eq!(raster.samples::<u32>().unwrap(), &samples[..]);
        prop_assert_eq!(raster.bytes(), bytemuck::cast_slice::<u32, u8>(&samples));
        for band in 0..bands {
            for row in 0..height {
                let at = (band * height + row) * width;
                prop_assert_eq!(raster.row::<u32>(band, row).unwrap(), &samples[at..at + width]);
            }
        }
        prop_assert_eq!(raster.clone().into_samples::<u32>().unwrap(), samples);
        prop_assert!(raster.band::<u32>(bands).is_err() && raster.row::<u32>(0, height).is_err());
        prop_assert!(raster.samples::<i32>().is_err() && raster.band::<f32>(0).is_err());
        prop_assert!(Raster::from_samples(&[0_u32; 3], width, height, bands + 3).is_err());
    }
}

#[test]
fn rasters_of_every_type_are_aligned_and_zero() {
    for sample_type in SampleType::ALL {
        let mut raster = Raster::new(sample_type, 3, 5, 2).unwrap();
        assert_eq!(raster.bytes().len(), 30 * sample_type.bytes());
        assert!(raster.bytes_mut().iter().all(|&b| b == 0));
        assert_eq!(raster.bytes().as_ptr().align_offset(16), 0);
    }
}

#[test]
fn rasters_that_cannot_be_are_refused() {
    for (width, height, bands) in [(usize::MAX, 2, 1), (1 << 40, 1 << 40, 1), (1 << 32, 1 << 31, 0), (1, 1, usize::MAX)]
    {
        match Raster::new(SampleType::CF64, width, height, bands) {
            Err(error) => assert_eq!(error.kind(), ErrorKind::Limits),
            // Nothing but its size can be asked of it, and that can.
            Ok(raster) => assert!(raster.bytes().is_empty()),
        }
    }
    assert!(Raster::new(SampleType::U8, 0, 0, 0).unwrap().bytes().is_empty());
    assert!(Raster::from_samples(&[0_u8], usize::MAX, usize::MAX, 1).is_err());
    assert!(Raster::from_samples::<u8>(&[], usize::MAX, usize::MAX, 0).is_err());
}
