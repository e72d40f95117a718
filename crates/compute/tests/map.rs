//! Rasters that are computed window by window are what they are when computed at once.
#![allow(clippy::unwrap_used, clippy::cast_possible_wrap, reason = "nothing but tests, of small numbers")]

use cogwriter::{ArraySource, CogOptions, CogWriter};
use compute::{Edge, TileOutput, Windows};
use geotiff_core::{ErrorKind, GeoTransform, Profile, Raster, RasterSource, SampleType, Window};
use proptest::prelude::*;

/// Samples with some nodata among them.
fn samples(width: usize, height: usize) -> Vec<i16> {
    (0..width * height).map(|i| if i % 11 == 3 { -1 } else { (i * 7919 % 1000) as i16 }).collect()
}

fn profile(width: usize, height: usize) -> Profile {
    Profile::new(SampleType::I16, width, height, 1).with_nodata(-1)
}

/// The file of an array, in strips or tiles, so that blocks matter.
fn file(samples: &[i16], profile: &Profile, block: usize) -> window::Dataset {
    let mut file = Vec::new();
    let source = ArraySource::new(samples, profile.clone()).unwrap();
    CogWriter::new(&source, CogOptions::new().with_block_size(block)).write_to(&mut file).unwrap();
    window::Dataset::from_source(file).unwrap()
}

/// The sum of the valid pixels around each valid one, made at once.
fn model(samples: &[i16], width: usize, height: usize, halo: isize, edge: Edge) -> Vec<f64> {
    let at = |col: isize, row: isize| -> Option<f64> {
        let place = |at: isize, len: usize| match edge {
            _ if (0..len as isize).contains(&at) => Some(at as usize),
            Edge::Clip | Edge::Nodata => None,
            Edge::Replicate => Some(at.clamp(0, len as isize - 1) as usize),
            Edge::Reflect => {
                let mut at = at;
                while !(0..len as isize).contains(&at) {
                    at = if at < 0 { -1 - at } else { 2 * len as isize - 1 - at };
                }
                Some(at as usize)
            }
        };
        let sample = samples[place(row, height)? * width + place(col, width)?];
        (sample != -1).then_some(f64::from(sample))
    };
    let around = |i: usize| {
        let (col, row) = ((i % width) as isize, (i / width) as isize);
        at(col, row)?;
        let offsets = (-halo..=halo).flat_map(|down| (-halo..=halo).map(move |right| (right, down)));
        Some(offsets.filter_map(|(right, down)| at(col + right, row + down)).sum::<f64>())
    };
    (0..width * height).map(|i| around(i).unwrap_or(-9.0)).collect()
}

fn with_threads<R: Send>(threads: usize, work: impl FnOnce() -> R + Send) -> R {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(work)
}

fn sums(windows: Windows<'_>, halo: isize) -> compute::MappedSource<'_> {
    let profile = windows.profile(SampleType::F64, 1).with_nodata(-9.0);
    windows
        .map(profile, move |tile| {
            let heights = tile.read::<f64>(0, 0)?;
            let sums = heights.map_neighbours(|pixel| {
                pixel.here()?;
                let offsets = (-halo..=halo).flat_map(|down| (-halo..=halo).map(move |right| (right, down)));
                Some(offsets.filter_map(|(right, down)| pixel.at(right, down)).sum::<f64>())
            })?;
            Ok(sums.into())
        })
        .unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn neighbours_are_those_of_the_whole_raster(
        (width, height) in (1_usize..90, 1_usize..90),
        (cols, rows) in (1_usize..50, 1_usize..50),
        halo in 0_usize..20,
        edge in prop_oneof![Just(Edge::Clip), Just(Edge::Replicate), Just(Edge::Reflect), Just(Edge::Nodata)],
        block in prop_oneof![Just(16_usize), Just(48)],
        threads in 1_usize..4,
        is_file in any::<bool>(),
    ) {
        let (samples, profile) = (samples(width, height), profile(width, height));
        let expected = model(&samples, width, height, halo as isize, edge);
        let array = ArraySource::new(&samples, profile.clone()).unwrap();
        let file = file(&samples, &profile, block);
        let source: &dyn RasterSource = if is_file { &file } else { &array };
        let windows = Windows::of(&[source]).unwrap().tiles(cols, rows).unwrap().halo(halo, edge);
        let made = sums(windows, halo as isize);
        // From top to bottom, as a writer reads it.
        let mut all = Vec::new();
        for row in (0..height).step_by(17) {
            let rows = Window::new(0, row, width, 17.min(height - row));
            let part = with_threads(threads, || made.read_window(rows).unwrap());
            all.extend_from_slice(part.samples::<f64>().unwrap());
        }
        prop_assert_eq!(&all, &expected);
        // And any part.
        let part = Window::new(width / 3, height / 3, width - width / 3, (height / 2).max(1).min(height - height / 3));
        let read = made.read_window(part).unwrap();
        for (i, &sample) in read.samples::<f64>().unwrap().iter().enumerate() {
            let (col, row) = (part.col_off + i % part.width, part.row_off + i / part.width);
            prop_assert_eq!(sample, expected[row * width + col]);
        }
    }

    #[test]
    fn folds_are_those_of_the_whole_raster(
        (width, height) in (1_usize..90, 1_usize..90),
        (cols, rows) in (1_usize..50, 1_usize..50),
        block in prop_oneof![Just(16_usize), Just(48)],
    ) {
        let (samples, profile) = (samples(width, height), profile(width, height));
        let file = file(&samples, &profile, block);
        let windows = Windows::of(&[&file]).unwrap().tiles(cols, rows).unwrap();
        // Joined in order, so that even what depends on the order is the same.
        let joined = |threads| with_threads(threads, || {
            windows.fold(Vec::new(), |tile| Ok(tile.read::<i16>(0, 0)?.valid_samples().collect::<Vec<_>>()), |all: &mut Vec<i16>, part| all.extend(part))
        }).unwrap();
        let mut expected: Vec<i16> = Vec::new();
        for window in windows.list().unwrap() {
            let read = file.read::<i16>(window, &[0]).unwrap();
            expected.extend(read.into_iter().filter(|&v| v != -1));
        }
        prop_assert_eq!(joined(1), expected.clone());
        prop_assert_eq!(joined(3), expected);
    }
}

#[test]
fn the_file_is_the_same_for_any_number_of_threads() {
    let (samples, profile) = (samples(300, 200), profile(300, 200));
    let file = file(&samples, &profile, 64);
    let write = |threads| {
        with_threads(threads, || {
            let made = sums(Windows::of(&[&file]).unwrap().tiles(50, 30).unwrap().halo(2, Edge::Reflect), 2);
            let mut cog = Vec::new();
            CogWriter::new(&made, CogOptions::new().with_block_size(64)).write_to(&mut cog).unwrap();
            cog
        })
    };
    let one = write(1);
    assert!(write(2) == one && write(7) == one);
    let read: Vec<f64> = window::Dataset::from_source(one).unwrap().read(Window::new(0, 0, 300, 200), &[0]).unwrap();
    assert_eq!(read, model(&samples, 300, 200, 2, Edge::Reflect));
}

/// What becomes of the file when the n-th window fails.
fn failing(work: impl Fn(Window) -> geotiff_core::Result<TileOutput> + Send + Sync) -> (ErrorKind, String) {
    let folder = tempfile::tempdir().unwrap();
    let samples = samples(300, 200);
    let array = ArraySource::new(&samples, profile(300, 200)).unwrap();
    let windows = Windows::of(&[&array]).unwrap().tiles(64, 64).unwrap();
    let profile = windows.profile(SampleType::U8, 1);
    let made = windows.map(profile, |tile| work(tile.window())).unwrap();
    let error = CogWriter::new(&made, CogOptions::new().with_block_size(64))
        .write_file(folder.path().join("out.tif"))
        .unwrap_err();
    assert!(std::fs::read_dir(folder.path()).unwrap().next().is_none());
    (error.kind(), error.to_string())
}

fn zeros(window: Window) -> geotiff_core::Result<TileOutput> {
    Raster::new(SampleType::U8, window.width, window.height, 1).map(TileOutput::from)
}

#[test]
fn what_fails_leaves_no_file() {
    let at = Window::new(128, 128, 64, 64);
    let error = geotiff_core::Error::format;
    let (kind, _) = failing(|window| if window == at { Err(error("no such pixels")) } else { zeros(window) });
    assert_eq!(kind, ErrorKind::Format);
    let (kind, text) = failing(|window| if window == at { std::panic::panic_any("too steep") } else { zeros(window) });
    assert_eq!(kind, ErrorKind::Parameter);
    assert!(text.contains("panicked in the window (column 128, row 128, 64 × 64): too steep"), "{text}");
    let (kind, text) = failing(|_| zeros(Window::new(0, 0, 3, 3)));
    assert_eq!(kind, ErrorKind::Parameter);
    assert!(text.contains("3 × 3 pixels for the window"), "{text}");
}

#[test]
fn whoever_watches_can_stop_it() {
    use std::sync::atomic::{AtomicUsize, Ordering};
    let folder = tempfile::tempdir().unwrap();
    let samples = samples(300, 200);
    let array = ArraySource::new(&samples, profile(300, 200)).unwrap();
    let done = AtomicUsize::new(0);
    let watch = |n| done.fetch_add(n, Ordering::Relaxed) + n < 7;
    let windows = Windows::of(&[&array]).unwrap().tiles(64, 64).unwrap().on_windows(&watch);
    let error = windows.fold((), |_| Ok(()), |_, ()| ()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Cancelled);
    done.store(0, Ordering::Relaxed);
    let profile = windows.profile(SampleType::U8, 1);
    let made = windows.map(profile, |tile| zeros(tile.window())).unwrap();
    let error = CogWriter::new(&made, CogOptions::new()).write_file(folder.path().join("out.tif")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Cancelled);
    assert!(std::fs::read_dir(folder.path()).unwrap().next().is_none());
}

#[test]
fn grids_that_differ_are_told() {
    let place = |x: f64, epsg: u16, width: usize| {
        let profile = Profile::new(SampleType::U8, width, 10, 1).with_epsg(epsg);
        profile.with_transform(GeoTransform::north_up(x, 50.0, 0.1, 0.1))
    };
    let samples = [0_u8; 110];
    let array = |profile: Profile| ArraySource::new(&samples[..profile.width * 10], profile.clone()).unwrap();
    let first = array(place(10.0, 4326, 10));
    let others = [array(place(10.05, 4326, 10)), array(place(10.0, 32633, 10)), array(place(10.0, 4326, 11))];
    let text = |i: usize| Windows::of(&[&first, &others[i]]).unwrap_err().to_string();
    assert_eq!(text(0), "raster 2 is not on the grid of the first: its pixels lie up to 0.500 pixels off");
    assert!(text(1).ends_with("it is in EPSG:32633, not in EPSG:4326") && text(2).contains("11 × 10 pixels"));
    assert!(Windows::of_same_size(&[&first, &others[0], &others[1]]).is_ok());
    assert!(Windows::of_same_size(&[&first, &others[2]]).is_err() && Windows::of(&[]).is_err());
}

#[test]
fn invalid_pixels_become_nodata_or_masked_or_nan() {
    let samples = [1_i16, -1, 3, 4];
    let array = ArraySource::new(&samples, profile(4, 1)).unwrap();
    let made = |profile: Profile| {
        let made =
            Windows::of(&[&array])?.map(profile, |tile| Ok(tile.read::<f32>(0, 0)?.map(|v| 6.0 / (v - 3.0)).into()))?;
        let window = Window::new(0, 0, 4, 1);
        Ok::<_, geotiff_core::Error>((made.read_window(window)?, made.read_mask(window).ok()))
    };
    let profile = |sample_type| Profile::new(sample_type, 4, 1, 1);
    let (pixels, _) = made(profile(SampleType::I16).with_nodata(-99)).unwrap();
    assert_eq!(pixels.samples::<i16>().unwrap(), [-3, -99, 32767, 6]);
    let (pixels, _) = made(profile(SampleType::F64)).unwrap();
    assert!(pixels.samples::<f64>().unwrap()[1].is_nan());
    let masked = Profile { has_mask: true, ..profile(SampleType::U8) };
    let (pixels, mask) = made(masked).unwrap();
    assert_eq!(
        (pixels.samples::<u8>().unwrap(), mask.unwrap().bytes()),
        (&[0, 0, 255, 6][..], &[255, 0, 255, 255][..])
    );
    assert!(made(profile(SampleType::U8)).unwrap_err().to_string().contains("neither nodata nor a mask"));
    assert!(made(profile(SampleType::U8).with_nodata(-99)).unwrap_err().to_string().contains("cannot be nodata"));
}
