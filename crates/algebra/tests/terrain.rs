//! Terrain against plain arithmetic, and parts against the whole.
#![allow(clippy::unwrap_used, reason = "these are tests, helpers and all")]

use algebra::{Derivative, Gradient, Ruggedness, Shading, Terrain, TerrainScale};
use geotiff_core::{GeoTransform, Profile, Raster, RealSample, SampleType, Window};
use proptest::prelude::*;

const SCALE: TerrainScale = TerrainScale { x: 1.0, y: 1.0 };

fn derivatives() -> Vec<Derivative> {
    let gradients = [Gradient::Horn, Gradient::ZevenbergenThorne];
    let shadings = [
        Shading::default(),
        Shading::Combined { azimuth: 200.0, altitude: 30.0 },
        Shading::Igor { azimuth: 90.0 },
        Shading::MultiDirectional { altitude: 60.0 },
    ];
    let mut all = vec![
        Derivative::Ruggedness(Ruggedness::Riley),
        Derivative::Ruggedness(Ruggedness::Wilson),
        Derivative::Position,
        Derivative::Roughness,
    ];
    for gradient in gradients {
        all.push(Derivative::Slope { gradient, percent: gradient == Gradient::Horn });
        all.push(Derivative::Aspect { gradient, trigonometric: gradient == Gradient::Horn, zero_for_flat: false });
        all.extend(shadings.map(|shading| Derivative::Hillshade { gradient, shading, z_factor: 2.0 }));
    }
    all
}

fn profile(width: usize, height: usize) -> Profile {
    Profile::new(SampleType::I16, width, height, 1).with_transform(GeoTransform::north_up(0.0, 0.0, 10.0, 20.0))
}

/// What is derived for a window, of no more than it takes.
fn part<T: RealSample>(
    terrain: &Terrain,
    all: (&[T], Option<&[bool]>),
    size: (usize, usize),
    window: Window,
) -> Raster {
    let place = window.grown(Terrain::HALO, size.0, size.1);
    let cut = |row: usize| row * size.0 + place.col_off..row * size.0 + place.col_end();
    let rows = place.row_off..place.row_end();
    let heights: Vec<T> = rows.clone().flat_map(|row| all.0[cut(row)].to_vec()).collect();
    let valid: Option<Vec<bool>> = all.1.map(|valid| rows.flat_map(|row| valid[cut(row)].to_vec()).collect());
    terrain.derive(&heights, valid.as_deref(), place, window).unwrap()
}

fn check<T: RealSample>(
    heights: &[T],
    valid: &[bool],
    size: (usize, usize),
    (tile_width, tile_height): (usize, usize),
) {
    for derivative in derivatives() {
        for (edges, valid) in [(false, None), (true, None), (false, Some(valid)), (true, Some(valid))] {
            let terrain = Terrain::new(&profile(size.0, size.1), derivative, SCALE).unwrap().with_edges(edges);
            let whole = part(&terrain, (heights, valid), size, Window::new(0, 0, size.0, size.1));
            for row in (0..size.1).step_by(tile_height) {
                for col in (0..size.0).step_by(tile_width) {
                    let (width, height) = (tile_width.min(size.0 - col), tile_height.min(size.1 - row));
                    let tile = part(&terrain, (heights, valid), size, Window::new(col, row, width, height));
                    for i in 0..height {
                        let len = tile.row_len() / width;
                        let start = ((row + i) * size.0 + col) * len;
                        let expected = &whole.bytes()[start..start + tile.row_len()];
                        assert_eq!(
                            &tile.bytes()[i * tile.row_len()..][..tile.row_len()],
                            expected,
                            "{derivative:?} {edges}"
                        );
                    }
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn there_is_no_seam(
        size in (1_usize..12, 1_usize..12),
        tile in (1_usize..6, 1_usize..6),
        seed in any::<u32>(),
    ) {
        let hash = |i: usize| (i as u32 + 1).wrapping_mul(seed | 1).rotate_left(11).wrapping_mul(0x9E37_79B9);
        let heights: Vec<i32> = (0..size.0 * size.1).map(|i| (hash(i) % 500).cast_signed() - 200).collect();
        let valid: Vec<bool> = heights.iter().map(|height| height % 7 != 0).collect();
        check(&heights, &valid, size, tile);
        let floats: Vec<f32> = heights.iter().map(|&height| if height % 11 == 0 { f32::NAN } else { height as f32 / 3.0 }).collect();
        check(&floats, &valid, size, tile);
    }
}

/// The middle of three by three.
fn middle(derivative: Derivative, heights: [i32; 9]) -> f64 {
    let terrain = Terrain::new(&profile(3, 3), derivative, SCALE).unwrap();
    let derived = terrain.derive(&heights, None, Window::new(0, 0, 3, 3), Window::new(1, 1, 1, 1)).unwrap();
    let single =
        terrain.derive(&heights.map(|h| h as f32), None, Window::new(0, 0, 3, 3), Window::new(1, 1, 1, 1)).unwrap();
    assert_eq!(derived, single);
    derived.samples_as::<f64>().unwrap()[0]
}

#[test]
fn planes_have_the_slope_that_they_have() {
    let down_east = [20, 10, 0, 20, 10, 0, 20, 10, 0];
    let down_south = [40, 40, 40, 20, 20, 20, 0, 0, 0];
    for gradient in [Gradient::Horn, Gradient::ZevenbergenThorne] {
        let slope = |heights, percent| middle(Derivative::Slope { gradient, percent }, heights);
        let aspect = |heights, trigonometric| {
            middle(Derivative::Aspect { gradient, trigonometric, zero_for_flat: false }, heights)
        };
        assert_eq!((slope(down_east, false), slope(down_south, true), slope([7; 9], false)), (45.0, 100.0, 0.0));
        assert_eq!((aspect(down_east, false), aspect(down_south, false)), (90.0, 180.0));
        assert_eq!((aspect(down_east, true), aspect(down_south, true), aspect([7; 9], true)), (0.0, 270.0, -9999.0));
        let shade = |heights, shading| middle(Derivative::Hillshade { gradient, shading, z_factor: 1.0 }, heights);
        let from_east = Shading::Directed { azimuth: 90.0, altitude: 45.0 };
        assert_eq!((shade(down_east, from_east), shade([7; 9], from_east)), (255.0, 181.0));
        assert_eq!(shade(down_east, Shading::Directed { azimuth: 270.0, altitude: 45.0 }), 1.0);
        assert_eq!(
            (shade([7; 9], Shading::Igor { azimuth: 315.0 }), shade(down_east, Shading::Igor { azimuth: 270.0 })),
            (255.0, 128.0)
        );
        assert_eq!(shade([7; 9], Shading::MultiDirectional { altitude: 30.0 }), 128.0);
    }
}

#[test]
fn indices_are_those_of_their_inventors() {
    let heights = [1, 2, 3, 4, 9, 6, 7, 8, 9];
    let squares: i32 = [8, 7, 6, 5, 3, 2, 1, 0].iter().map(|d| d * d).sum();
    assert_eq!(middle(Derivative::Ruggedness(Ruggedness::Riley), heights), f64::from(f64::from(squares).sqrt() as f32));
    assert_eq!(middle(Derivative::Ruggedness(Ruggedness::Wilson), heights), 4.0);
    assert_eq!((middle(Derivative::Position, heights), middle(Derivative::Roughness, heights)), (4.0, 8.0));
}

#[test]
fn what_makes_no_sense_is_refused() {
    let hillshade = |shading, z_factor| Derivative::Hillshade { gradient: Gradient::Horn, shading, z_factor };
    let refused = |derivative, scale| Terrain::new(&profile(9, 9), derivative, scale).is_err();
    assert!(refused(hillshade(Shading::default(), 0.0), SCALE));
    assert!(refused(hillshade(Shading::MultiDirectional { altitude: -3.0 }, 1.0), SCALE));
    assert!(refused(hillshade(Shading::Igor { azimuth: f64::NAN }, 1.0), SCALE));
    assert!(refused(Derivative::Position, TerrainScale { x: f64::INFINITY, y: 1.0 }));
    let turned = profile(9, 9).with_transform(GeoTransform([0.0, 1.0, 0.5, 0.0, 0.5, -1.0]));
    assert!(Terrain::new(&turned, hillshade(Shading::default(), 1.0), SCALE).is_err());
    assert!(Terrain::new(&turned, Derivative::Roughness, SCALE).is_ok());
}
