//! Which pixels are inside, against a model that looks at each of them alone.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "these are tests, helpers and all")]

use geotiff_core::{GeoTransform, Window};
use proptest::prelude::*;
use region::{Polygon, Region, Touch};

const SIZE: usize = 24;

/// Whether a ray to the right crosses an odd number of edges of a polygon; `None` if the point is too close to one to tell.
fn is_inside(polygon: &Polygon, [x, y]: [f64; 2]) -> Option<bool> {
    let mut inside = false;
    for ring in polygon.rings() {
        for (i, &[x1, y1]) in ring.iter().enumerate() {
            let [x2, y2] = ring[(i + 1) % ring.len()];
            if (y1 > y) == (y2 > y) {
                continue;
            }
            let at = x1 + (y - y1) / (y2 - y1) * (x2 - x1);
            if (at - x).abs() < 1e-9 {
                return None;
            }
            inside ^= at > x;
        }
    }
    Some(inside)
}

fn point() -> impl Strategy<Value = [f64; 2]> {
    [-6.0..30.0_f64, -6.0..30.0_f64]
}

fn polygon() -> impl Strategy<Value = Polygon> {
    let ring = proptest::collection::vec(point(), 3..9);
    proptest::collection::vec(ring, 1..3).prop_filter_map("a ring of two points", |rings| Polygon::new(rings).ok())
}

fn transform() -> impl Strategy<Value = GeoTransform> {
    prop_oneof![
        Just(GeoTransform([0.0, 1.0, 0.0, 0.0, 0.0, 1.0])),
        Just(GeoTransform::north_up(-1.0, 24.0, 1.25, 1.0)),
        (0.0..6.3_f64).prop_map(|a| GeoTransform([5.0, a.cos(), a.sin(), 3.0, -a.sin(), a.cos()])),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn centres_decide(polygons in proptest::collection::vec(polygon(), 1..3), transform in transform()) {
        let region = Region::from(polygons);
        let mask = region.in_pixels(&transform, Touch::Centers).unwrap().mask(Window::new(0, 0, SIZE, SIZE)).unwrap();
        for (i, &found) in mask.bytes().iter().enumerate() {
            let (x, y) = transform.apply((i % SIZE) as f64 + 0.5, (i / SIZE) as f64 + 0.5);
            let inside: Option<Vec<bool>> = region.polygons().iter().map(|polygon| is_inside(polygon, [x, y])).collect();
            if let Some(inside) = inside {
                prop_assert_eq!(found == 255, inside.contains(&true), "pixel {}", i);
            }
        }
    }

    #[test]
    fn a_window_shows_what_the_whole_does(polygons in proptest::collection::vec(polygon(), 1..3), all in any::<bool>(),
        cols in (0_usize..SIZE, 1_usize..SIZE), rows in (0_usize..SIZE, 1_usize..SIZE)) {
        let touch = if all { Touch::All } else { Touch::Centers };
        let pixels = Region::from(polygons).in_pixels(&GeoTransform([0.0, 1.0, 0.0, 0.0, 0.0, 1.0]), touch).unwrap();
        let whole = pixels.mask(Window::new(0, 0, SIZE, SIZE)).unwrap();
        let window = Window::new(cols.0, rows.0, cols.1.min(SIZE - cols.0), rows.1.min(SIZE - rows.0));
        let part = pixels.mask(window).unwrap();
        for row in 0..window.height {
            let start = (window.row_off + row) * SIZE + window.col_off;
            prop_assert_eq!(&part.bytes()[row * window.width..][..window.width], &whole.bytes()[start..][..window.width]);
        }
        prop_assert_eq!(pixels.touches(window), part.bytes().contains(&255));
        let around = pixels.window(SIZE, SIZE);
        prop_assert_eq!(around.is_some(), whole.bytes().contains(&255));
        if let Some(around) = around {
            let inside = |mask: &geotiff_core::Raster| mask.bytes().iter().filter(|&&v| v == 255).count();
            prop_assert_eq!(inside(&pixels.mask(around).unwrap()), inside(&whole));
        }
    }

    /// A pixel is touched if its centre is inside or one of many points along the edges lies in it.
    #[test]
    fn edges_touch_what_they_run_through(polygon in polygon()) {
        let region = Region::from(vec![polygon]);
        let pixels = |touch| {
            let pixels = region.in_pixels(&GeoTransform([0.0, 1.0, 0.0, 0.0, 0.0, 1.0]), touch).unwrap();
            pixels.mask(Window::new(0, 0, SIZE, SIZE)).unwrap()
        };
        let (centers, all) = (pixels(Touch::Centers), pixels(Touch::All));
        prop_assert!(centers.bytes().iter().zip(all.bytes()).all(|(center, all)| center <= all));
        for ring in region.polygons()[0].rings() {
            for (i, &[x1, y1]) in ring.iter().enumerate() {
                let [x2, y2] = ring[(i + 1) % ring.len()];
                for step in 0..=500 {
                    let t = f64::from(step) / 500.0;
                    let (x, y) = (x1 + t * (x2 - x1), y1 + t * (y2 - y1));
                    let far = |v: f64| (v - v.round()).abs() > 0.02;
                    if far(x) && far(y) && (0.0..SIZE as f64).contains(&x) && (0.0..SIZE as f64).contains(&y) {
                        prop_assert_eq!(all.bytes()[y as usize * SIZE + x as usize], 255, "{} {}", x, y);
                    }
                }
            }
        }
    }
}

#[test]
fn a_raster_of_any_size_costs_its_polygon_only() {
    let far = 4e9;
    let square = vec![vec![[far, far], [far + 10.0, far], [far + 10.0, far + 10.0], [far, far + 10.0]]];
    let region = Region::from(vec![Polygon::new(square).unwrap()]);
    let pixels = region.in_pixels(&GeoTransform([0.0, 1.0, 0.0, 0.0, 0.0, 1.0]), Touch::Centers).unwrap();
    assert_eq!(pixels.window(1 << 40, 1 << 40), Some(Window::new(4_000_000_000, 4_000_000_000, 10, 10)));
    assert!(!pixels.touches(Window::new(0, 0, 1 << 31, 1 << 31)));
}
