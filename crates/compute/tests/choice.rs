//! Which windows are looked at, and what becomes of the others.
#![allow(clippy::unwrap_used)] // Nothing but tests.

use std::sync::atomic::{AtomicUsize, Ordering};

use cogwriter::{ArraySource, CogOptions, CogWriter};
use compute::{Area, Edge, Windows};
use geotiff_core::{GeoTransform, Profile, Raster, RasterSource, Result, SampleType, Window};
use proptest::prelude::*;

/// A disc.
struct Disc {
    col: usize,
    row: usize,
    radius: usize,
}

impl Disc {
    fn has(&self, col: usize, row: usize) -> bool {
        self.col.abs_diff(col).pow(2) + self.row.abs_diff(row).pow(2) <= self.radius.pow(2)
    }
}

impl Area for Disc {
    fn touches(&self, window: Window) -> bool {
        let rows = window.row_off..window.row_end();
        rows.into_iter().any(|row| (window.col_off..window.col_end()).any(|col| self.has(col, row)))
    }

    fn mask(&self, window: Window) -> Result<Raster> {
        let has = |i: usize| self.has(window.col_off + i % window.width, window.row_off + i / window.width);
        let mask: Vec<u8> = (0..window.area()).map(|i| if has(i) { 255 } else { 0 }).collect();
        Raster::from_samples(&mask, window.width, window.height, 1)
    }
}

/// The file of an array, in blocks of 16.
fn file(samples: &[u16], profile: &Profile, options: CogOptions) -> window::Dataset {
    let mut file = Vec::new();
    let source = ArraySource::new(samples, profile.clone()).unwrap();
    CogWriter::new(&source, options.with_block_size(16).with_overview_count(0)).write_to(&mut file).unwrap();
    window::Dataset::from_source(file).unwrap()
}

fn numbers(width: usize, height: usize) -> (Vec<u16>, Profile) {
    let profile = Profile::new(SampleType::U16, width, height, 1);
    let profile = profile.with_transform(GeoTransform::north_up(100.0, 200.0, 2.0, 2.0)).with_epsg(32633);
    ((0..width * height).map(|i| i as u16 + 1).collect(), profile)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn a_region_is_that_part_and_sees_what_lies_around(
        (left, top) in (0_usize..40, 0_usize..40),
        (width, height) in (1_usize..40, 1_usize..40),
        (cols, rows) in (1_usize..40, 1_usize..40),
        halo in 0_usize..3,
    ) {
        let (samples, profile) = numbers(80, 80);
        let file = file(&samples, &profile, CogOptions::new());
        let region = Window::new(left, top, width, height);
        let windows = Windows::of(&[&file]).unwrap().tiles(cols, rows).unwrap().halo(halo, Edge::Replicate).region(region).unwrap();
        let sum = windows.fold(0, |tile| {
            let values = tile.read::<u64>(0, 0)?.into_core();
            Ok(values.valid_samples().sum::<u64>())
        }, |all, part| *all += part).unwrap();
        let part: Vec<u64> = file.read(region, &[0]).unwrap();
        prop_assert_eq!(sum, part.iter().sum::<u64>());

        let profile = windows.profile(SampleType::U16, 1);
        prop_assert_eq!(profile.transform().unwrap().apply(0.0, 0.0), (100.0 + 2.0 * left as f64, 200.0 - 2.0 * top as f64));
        let shifted = windows.map(profile, |tile| {
            let values = tile.read::<u16>(0, 0)?;
            Ok(values.map_neighbours(|pixel| pixel.at(-isize::from(halo > 0), 0))?.into())
        }).unwrap();
        let read = shifted.read_window(Window::new(0, 0, width, height)).unwrap();
        let expected: Vec<u16> = (0..region.area()).map(|i| {
            let (col, row) = (left + i % width, top + i / width);
            samples[row * 80 + col.saturating_sub(usize::from(halo > 0))]
        }).collect();
        prop_assert_eq!(read.samples::<u16>().unwrap(), expected);
    }

    #[test]
    fn an_area_is_its_pixels((col, row, radius) in (0_usize..80, 0_usize..80, 0_usize..50), tile in 1_usize..40) {
        let (samples, profile) = numbers(80, 80);
        let file = file(&samples, &profile, CogOptions::new());
        let disc = Disc { col, row, radius };
        let windows = Windows::of(&[&file]).unwrap().tiles(tile, tile).unwrap().area(&disc);
        let has = |i: &usize| disc.has(i % 80, i / 80);
        let expected: Vec<u16> = samples.iter().enumerate().map(|(i, &v)| if has(&i) { v } else { 0 }).collect();
        let seen = AtomicUsize::new(0);
        let made = windows.clone().map(windows.profile(SampleType::U16, 1).with_nodata(0), |tile| {
            seen.fetch_add(1, Ordering::Relaxed);
            Ok(tile.read::<u16>(0, 0)?.into())
        }).unwrap();
        let read = made.read_window(Window::new(0, 0, 80, 80)).unwrap();
        prop_assert_eq!(read.samples::<u16>().unwrap(), expected);
        let touched = windows.list().unwrap().filter(|&window| disc.touches(window)).count();
        prop_assert_eq!(seen.load(Ordering::Relaxed), touched);
    }
}

#[test]
fn blocks_without_data_are_passed_over() {
    let (mut samples, profile) = numbers(64, 64);
    let in_corner = |i: usize| i % 64 < 20 && i / 64 < 20;
    samples.iter_mut().enumerate().filter(|(i, _)| !in_corner(*i)).for_each(|(_, v)| *v = 0);
    let file = file(&samples, &profile.with_nodata(0), CogOptions::new().with_sparse(true));
    let windows = Windows::of(&[&file]).unwrap().blocks().unwrap();
    assert_eq!((windows.window_size(), windows.list().unwrap().count()), ((16, 16), 16));
    let list = |windows: &Windows<'_>| {
        windows
            .fold(Vec::new(), |tile| Ok(tile.window()), |all, window| all.push((window.col_off, window.row_off)))
            .unwrap()
    };
    assert_eq!(list(&windows).len(), 16);
    let windows = windows.only_data();
    assert_eq!(list(&windows), [(0, 0), (16, 0), (0, 16), (16, 16)]);
    let made = windows
        .clone()
        .map(windows.profile(SampleType::U16, 1).with_nodata(7), |tile| Ok(tile.read::<u16>(0, 0)?.into()));
    let read = made.unwrap().read_window(Window::new(0, 0, 64, 64)).unwrap();
    let expected: Vec<u16> = samples.iter().map(|&v| if v == 0 { 7 } else { v }).collect();
    assert_eq!(read.samples::<u16>().unwrap(), expected);
}

#[test]
fn listed_windows_come_in_their_order_and_rows_are_whole() {
    let (samples, profile) = numbers(70, 50);
    let file = file(&samples, &profile, CogOptions::new());
    let list: Vec<Window> = file.tile_windows(20, 4).unwrap().collect();
    let windows = Windows::of(&[&file]).unwrap().listed(list.clone()).unwrap();
    let read = windows
        .fold(
            Vec::new(),
            |tile| Ok((tile.window(), tile.read::<u16>(0, 0)?.into_samples())),
            |all, part| all.push(part),
        )
        .unwrap();
    assert_eq!(read.len(), list.len());
    for ((window, samples), expected) in read.into_iter().zip(list) {
        assert_eq!((window, samples), (expected, file.read::<u16>(expected, &[0]).unwrap()));
    }
    let profile = windows.profile(SampleType::U8, 1);
    assert!(windows.map(profile, |tile| Ok(tile.raster(0)?.clone().into())).is_err());
    let outside = Windows::of(&[&file]).unwrap().listed([Window::new(60, 0, 20, 20)]);
    assert!(outside.is_err() && Windows::of(&[&file]).unwrap().tiles(0, 4).is_err());

    let rows = Windows::of(&[&file]).unwrap().rows(7).unwrap();
    let heights: Vec<usize> = rows.list().unwrap().map(|window| window.height).collect();
    assert_eq!((heights.len(), heights[7], rows.window_size()), (8, 1, (70, 7)));
}

/// A band of its own validity each: alpha goes for all, nodata for each.
#[test]
fn validity_is_that_of_each_band() {
    let samples = [1_u8, 9, 3, 4, 9, 9];
    let profile = Profile::new(SampleType::U8, 3, 1, 2).with_nodata(9);
    let array = ArraySource::new(&samples, profile).unwrap();
    let counts = |source: &dyn RasterSource| {
        let count = |tile: &compute::Tile<'_>, band| Ok(tile.read::<u8>(0, band)?.count_valid());
        Windows::of(&[source]).unwrap().reduce_bands(count, |a, b| a + b).unwrap()
    };
    assert_eq!(counts(&array), [2, 1]);
    let gray_alpha = Profile { extra_samples: vec![2], ..Profile::new(SampleType::U8, 3, 1, 2) };
    let array = ArraySource::new(&[1_u8, 9, 3, 0, 255, 7], gray_alpha).unwrap();
    assert_eq!(counts(&array), [2, 2]);
    let floats = ArraySource::new(&[1.0_f32, f32::NAN, 3.0], Profile::new(SampleType::F32, 3, 1, 1)).unwrap();
    let count = Windows::of(&[&floats]).unwrap().reduce(|tile| Ok(tile.read::<f64>(0, 0)?.count_valid()), |a, b| a + b);
    assert_eq!(count.unwrap(), Some(2));
}

#[test]
fn polygons_are_areas() {
    let (samples, profile) = numbers(64, 64);
    let file = file(&samples, &profile, CogOptions::new());
    // Twenty by ten pixels from column 10, row 20 on.
    let polygon = region::Region::from_wkt("POLYGON ((120 160, 160 160, 160 140, 120 140, 120 160))").unwrap();
    let polygon = polygon.on(&profile, region::Touch::default()).unwrap();
    let windows = Windows::of(&[&file]).unwrap().blocks().unwrap().area(&polygon);
    let seen =
        windows.fold((0, 0), |tile| Ok(tile.read::<u16>(0, 0)?.count_valid()), |all, n| *all = (all.0 + n, all.1 + 1));
    assert_eq!(seen.unwrap(), (200, 2));
}
