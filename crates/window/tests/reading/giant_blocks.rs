//! Blocks too large to be decoded at once: any window, in any order, from any number of threads, in memory that does not grow
//! with the block.

use geotiff_core::{ByteOrder, Compression, ErrorKind, Predictor, Raster, RasterSource, SampleType, Variant, Window};
use window::{Dataset, OpenOptions};

use crate::tiff_file::{Page, Storage, crop, write, write_plain};

const WIDTH: usize = 3000;
const HEIGHT: usize = 6000;

/// A slope with some noise: 36 MB.
fn terrain() -> Raster {
    let mut raster = Raster::new(SampleType::U16, WIDTH, HEIGHT, 1).unwrap();
    for (i, sample) in raster.band_mut::<u16>(0).unwrap().iter_mut().enumerate() {
        *sample = (i / WIDTH * 3 + i % WIDTH / 7 + i.wrapping_mul(2_654_435_761) % (1 << 32) / (1 << 30)) as u16;
    }
    raster
}

#[test]
fn any_window_in_any_order() {
    let raster = terrain();
    let whole = Storage { block: (0, HEIGHT), ..Storage::of(SampleType::U16) };
    let wide = Storage::of(SampleType::U16).tiles(WIDTH.next_multiple_of(16), HEIGHT.next_multiple_of(16));
    let windows = [
        Window::new(0, 0, 10, 10),
        Window::new(2990, 5990, 10, 10),
        Window::new(100, 3000, 500, 700),
        Window::new(0, 3600, 3000, 10),
        Window::new(17, 170, 1, 1000),
        Window::new(0, 5999, 3000, 1),
    ];
    for (compression, predictor, storage) in [
        (Compression::LZW, Predictor::Horizontal, whole),
        (Compression::DEFLATE, Predictor::None, wide),
        (Compression::PACKBITS, Predictor::None, whole),
    ] {
        let page = Page::new(&raster, Storage { predictor, ..storage.compressed(compression) });
        let file = write(ByteOrder::Big, Variant::Classic, &[page]).file;
        let dataset = Dataset::from_source_with(file, OpenOptions::new().max_block_len(2 << 20)).unwrap();
        for window in windows {
            assert!(dataset.read_bands(window, &[0]).unwrap().bytes() == crop(&raster, window, &[0]));
        }
        // As whoever writes a COG reads: rows after rows, none kept.
        for row in (0..HEIGHT).step_by(dataset.rows_at_once() * 5) {
            let window = Window::new(0, row, WIDTH, (dataset.rows_at_once() * 5).min(HEIGHT - row));
            assert!(
                dataset.read_window(window).unwrap().bytes() == crop(&raster, window, &[0]),
                "{compression} {window}"
            );
        }
        std::thread::scope(|scope| {
            for first in 0..4 {
                let (dataset, raster) = (&dataset, &raster);
                scope.spawn(move || {
                    for i in 0..6 {
                        let window = Window::new(first * 700, (i * 911 + first * 401) % 5000, 300, 900);
                        let samples = dataset.read_bands(window, &[0]).unwrap();
                        assert!(samples.bytes() == crop(raster, window, &[0]));
                    }
                });
            }
        });
    }
}

#[test]
fn damage_is_named_and_does_not_stay() {
    let raster = terrain();
    let storage = Storage { block: (0, HEIGHT), ..Storage::of(SampleType::U16) }.compressed(Compression::LZW);
    let mut file = write_plain(Page::new(&raster, storage));
    // A Clear every so often: what comes after the damage is told from what is before.
    let at = file.len() / 2;
    file[at..at + 4000].fill(0xff);
    let dataset = Dataset::from_source(file).unwrap();
    let error = dataset.read::<u16>(Window::new(0, HEIGHT - 1, WIDTH, 1), &[0]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Format);
    assert!(error.to_string().starts_with("the LZW (5) data are damaged after "), "{error}");
    let top = Window::new(0, 0, WIDTH, 100);
    assert!(dataset.read_bands(top, &[0]).unwrap().bytes() == crop(&raster, top, &[0]));
}

#[test]
fn what_it_would_take_is_said() {
    let raster = terrain();
    let storage = Storage { block: (0, HEIGHT), ..Storage::of(SampleType::U16) }.compressed(Compression::DEFLATE);
    let file = write_plain(Page::new(&raster, storage));
    let dataset = Dataset::from_source_with(file, OpenOptions::new().max_block_len(5000)).unwrap();
    let error = dataset.read::<u16>(Window::new(0, 0, 1, 1), &[0]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Limits);
    assert_eq!(
        error.to_string(),
        "reading takes 1044000 bytes for one block, more than the 5000 that are allowed: raise the limit, block_len, to that"
    );
}
