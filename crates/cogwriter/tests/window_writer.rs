//! Windows that come in any order, from threads, make the file that one pass makes.
#![allow(clippy::unwrap_used)] // Nothing but tests.

use std::sync::atomic::{AtomicUsize, Ordering};

use cogwriter::{ArraySource, CogOptions, CogWriter, Interleave, WindowWriter};
use geotiff_core::{Compression, ErrorKind, Profile, Raster, RasterSource, Result, SampleType, Window};
use proptest::prelude::*;

/// An array that has a mask.
struct WithMask<'a>(ArraySource<'a, u16>, Profile);

impl RasterSource for WithMask<'_> {
    fn profile(&self) -> &Profile {
        &self.1
    }

    fn read_window(&self, window: Window) -> Result<Raster> {
        self.0.read_window(window)
    }

    fn read_mask(&self, window: Window) -> Result<Raster> {
        let mut mask = Raster::new(SampleType::U8, window.width, window.height, 1)?;
        for (i, valid) in mask.bytes_mut().iter_mut().enumerate() {
            let (col, row) = (window.col_off + i % window.width, window.row_off + i / window.width);
            *valid = if (col / 7 + row / 5) % 3 == 0 { 0 } else { 255 };
        }
        Ok(mask)
    }
}

/// The order of so many windows, by a seed.
fn shuffled(mut windows: Vec<Window>, mut seed: u64) -> Vec<Window> {
    for i in (1..windows.len()).rev() {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        windows.swap(i, (seed >> 33) as usize % (i + 1));
    }
    windows
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_order_makes_the_same_bytes(
        (width, height, bands) in (1_usize..150, 1_usize..150, 1_usize..4),
        (cols, rows) in (5_usize..60, 5_usize..60),
        seed in any::<u64>(),
        threads in 1_usize..4,
        in_memory in prop_oneof![Just(0_usize), Just(20_000), Just(usize::MAX)],
        has_mask in any::<bool>(),
        by_band in any::<bool>(),
        leaves_one in any::<bool>(),
    ) {
        let mut samples: Vec<u16> = (0..width * height * bands).map(|i| (i * 7919 % 991) as u16).collect();
        let profile = Profile::new(SampleType::U16, width, height, bands).with_nodata(999);
        let masked = Profile { has_mask, ..profile.clone() };
        let mut windows = shuffled(window::tile_windows(height, width, rows, cols, 0).unwrap().collect(), seed);
        if leaves_one && !has_mask {
            // What is not written is nodata.
            let left = windows.pop().unwrap();
            for (i, sample) in samples.iter_mut().enumerate() {
                let (col, row) = (i % width, i / width % height);
                let is_left = (left.col_off..left.col_end()).contains(&col) && (left.row_off..left.row_end()).contains(&row);
                *sample = if is_left { 999 } else { *sample };
            }
        }
        let source = WithMask(ArraySource::new(&samples, profile).unwrap(), masked.clone());
        let interleave = if by_band { Interleave::Band } else { Interleave::Pixel };
        let options = CogOptions::new().with_block_size(32).with_interleave(interleave).with_compression(Compression::LZW);
        let mut expected = Vec::new();
        CogWriter::new(&source, options.clone()).write_to(&mut expected).unwrap();

        let writer = WindowWriter::new(masked, options).unwrap().memory_limit(in_memory);
        let next = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| while let Some(&window) = windows.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let pixels = source.read_window(window).unwrap();
                    if has_mask {
                        writer.write_masked(window, &pixels, &source.read_mask(window).unwrap()).unwrap();
                    } else {
                        writer.write_window(window, &pixels).unwrap();
                    }
                });
            }
        });
        let mut made = Vec::new();
        writer.finish_to(&mut made).unwrap();
        prop_assert!(made == expected);
    }
}

#[test]
fn writing_within_a_pool_does_not_wait_for_itself() {
    use rayon::prelude::*;
    let profile = Profile::new(SampleType::U8, 640, 640, 1);
    for threads in [1, 2] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let file = pool.install(|| {
            let writer = WindowWriter::new(profile.clone(), CogOptions::new().with_block_size(64)).unwrap();
            let windows: Vec<Window> = window::tile_windows(640, 640, 40, 40, 0).unwrap().collect();
            windows.into_par_iter().for_each(|window| {
                writer
                    .write_window(window, &Raster::new(SampleType::U8, window.width, window.height, 1).unwrap())
                    .unwrap();
            });
            let mut file = Vec::new();
            writer.finish_to(&mut file).unwrap();
            file
        });
        let mut expected = Vec::new();
        let zeros = vec![0_u8; 640 * 640];
        let source = ArraySource::new(&zeros, profile.clone()).unwrap();
        CogWriter::new(&source, CogOptions::new().with_block_size(64)).write_to(&mut expected).unwrap();
        assert!(file == expected);
    }
}

#[test]
fn alpha_becomes_jpegs_mask_as_in_one_pass() {
    let profile = Profile::new(SampleType::U8, 100, 90, 4).as_rgb();
    let samples: Vec<u8> = (0..100 * 90 * 4).map(|i| (i % 251) as u8).collect();
    let source = ArraySource::new(&samples, profile.clone()).unwrap();
    let options = CogOptions::new().with_block_size(32).with_compression(Compression::JPEG);
    let mut expected = Vec::new();
    let summary = CogWriter::new(&source, options.clone()).write_to(&mut expected).unwrap();
    let writer = WindowWriter::new(profile, options).unwrap();
    for window in [Window::new(0, 50, 100, 40), Window::new(0, 0, 100, 50)] {
        writer.write_window(window, &source.read_window(window).unwrap()).unwrap();
    }
    let mut made = Vec::new();
    assert_eq!(writer.finish_to(&mut made).unwrap(), summary);
    assert!(made == expected);
}

#[test]
fn what_is_wrong_is_refused() {
    let profile = Profile::new(SampleType::U8, 100, 90, 1);
    let writer = WindowWriter::new(profile.clone(), CogOptions::new().with_block_size(32)).unwrap();
    let zeros = |width, height| Raster::new(SampleType::U8, width, height, 1).unwrap();
    writer.write_window(Window::new(0, 0, 100, 40), &zeros(100, 40)).unwrap();
    for (window, raster) in [
        (Window::new(0, 0, 10, 10), zeros(10, 10)),
        (Window::new(90, 39, 10, 10), zeros(10, 10)),
        (Window::new(95, 50, 10, 10), zeros(10, 10)),
        (Window::new(0, 50, 10, 10), zeros(10, 9)),
    ] {
        assert_eq!(writer.write_window(window, &raster).unwrap_err().kind(), ErrorKind::Parameter, "{window}");
    }
    let window = Window::new(0, 50, 10, 10);
    assert!(writer.write_masked(window, &zeros(10, 10), &zeros(10, 10)).is_err());
    let auto = CogOptions { auto_compression: true, ..CogOptions::new() };
    assert!(WindowWriter::new(profile, auto).is_err());
}
