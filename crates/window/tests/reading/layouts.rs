//! One case, every way: strips and tiles × byte orders × classic and Big × chunky and separate × predictors × codecs ×
//! types × map, file and bytes. Every window is the crop of the whole.

use geotiff_core::{
    ByteOrder, Compression, Predictor, Raster, RasterSource, SampleFormat, SampleType, Variant, Window,
    with_real_sample,
};
use proptest::prelude::*;
use window::{Dataset, OpenOptions};

use crate::sources::{Counting, EveryKind};
use crate::tiff_file::{Page, Storage, crop, format_of, noise, write};

const WIDTH: usize = 37;
const HEIGHT: usize = 23;
const BANDS: usize = 3;
const CODECS: [Compression; 4] = [Compression::NONE, Compression::LZW, Compression::DEFLATE, Compression::PACKBITS];
const PREDICTORS: [Predictor; 3] = [Predictor::None, Predictor::Horizontal, Predictor::FloatingPoint];

/// Every type as it is, and those that are widened: (type, format, bits).
fn kinds() -> Vec<(SampleType, SampleFormat, u16)> {
    let whole = SampleType::ALL.map(|t| (t, format_of(t), 8 * t.bytes() as u16));
    let narrow = [
        (SampleType::U8, SampleFormat::UInt, 1),
        (SampleType::U8, SampleFormat::UInt, 3),
        (SampleType::U8, SampleFormat::UInt, 4),
        (SampleType::U16, SampleFormat::UInt, 12),
        (SampleType::U32, SampleFormat::UInt, 24),
        (SampleType::F32, SampleFormat::Float, 16),
        (SampleType::F32, SampleFormat::Float, 24),
    ];
    whole.into_iter().chain(narrow).collect()
}

fn is_possible(predictor: Predictor, format: SampleFormat, bits: u16, compression: Compression) -> bool {
    // Where nothing is compressed, nothing is predicted.
    let compressed = matches!(compression, Compression::LZW | Compression::DEFLATE);
    match predictor {
        Predictor::None => true,
        Predictor::Horizontal => compressed && matches!(bits, 8 | 16 | 32 | 64) && bits != 128,
        Predictor::FloatingPoint => compressed && format == SampleFormat::Float,
    }
}

/// Every layout that a codec and a type can have.
fn layouts(compression: Compression, format: SampleFormat, bits: u16) -> Vec<Storage> {
    let mut storages = Vec::new();
    for tiled in [false, true] {
        for separate in [false, true] {
            for predictor in PREDICTORS.into_iter().filter(|&p| is_possible(p, format, bits, compression)) {
                let storage = Storage { separate, compression, predictor, format, bits, ..Storage::of(SampleType::U8) };
                storages.push(if tiled { storage.tiles(16, 16) } else { storage });
            }
        }
    }
    storages
}

/// Some windows of a raster, its corners and edges among them.
fn some_windows() -> Vec<Window> {
    vec![
        Window::new(0, 0, WIDTH, HEIGHT),
        Window::new(0, 0, 1, 1),
        Window::new(WIDTH - 1, HEIGHT - 1, 1, 1),
        Window::new(15, 4, 2, 2),
        Window::new(3, 7, 30, 9),
        Window::new(0, 5, WIDTH, 5),
        Window::new(0, 6, WIDTH, 1),
        Window::new(32, 0, 5, HEIGHT),
    ]
}

const SOME_BANDS: [&[usize]; 4] = [&[0, 1, 2], &[1], &[2, 0], &[1, 1, 2, 0]];

/// Reads a window in every way there is.
fn check(dataset: &Dataset, raster: &Raster, window: Window, bands: &[usize], about: &dyn Fn() -> String) {
    let expected = crop(raster, window, bands);
    let read = dataset.read_bands(window, bands).unwrap_or_else(|error| panic!("{}: {error}", about()));
    assert_eq!((read.width(), read.height(), read.bands()), (window.width, window.height, bands.len()));
    assert!(read.bytes() == expected, "{} {window} {bands:?} differs", about());
    with_real_sample!(raster.sample_type(), T => {
        let typed: Vec<T> = dataset.read(window, bands).unwrap();
        assert!(bytemuck::cast_slice::<T, u8>(&typed) == expected, "{} {window} {bands:?} differs as a typed array", about());
        let mut into: Vec<T> = vec![bytemuck::Zeroable::zeroed(); typed.len()];
        dataset.read_into(window, bands, &mut into).unwrap();
        assert!(bytemuck::cast_slice::<T, u8>(&into) == expected);
    }, complex => {});
    let all: Vec<usize> = (0..raster.bands()).collect();
    assert!(dataset.read_window(window).unwrap().bytes() == crop(raster, window, &all), "{} as a source", about());
}

#[test]
fn every_window_of_every_layout_is_the_crop_of_the_whole() {
    for (sample_type, format, bits) in kinds() {
        let raster = noise(sample_type, bits, WIDTH, HEIGHT, BANDS);
        for storage in CODECS.into_iter().flat_map(|codec| layouts(codec, format, bits)) {
            for byte_order in [ByteOrder::Little, ByteOrder::Big] {
                for variant in [Variant::Classic, Variant::Big] {
                    let file = write(byte_order, variant, &[Page::new(&raster, storage)]).file;
                    let dataset = Dataset::from_source(file).unwrap();
                    assert_eq!(dataset.sample_type(), sample_type);
                    for (i, window) in some_windows().into_iter().enumerate() {
                        let about = || format!("{byte_order:?} {variant:?} {storage:?}");
                        check(&dataset, &raster, window, SOME_BANDS[i % SOME_BANDS.len()], &about);
                    }
                }
            }
        }
    }
}

#[test]
fn a_map_a_file_and_bytes_give_the_same() {
    for (sample_type, format, bits) in kinds() {
        let raster = noise(sample_type, bits, WIDTH, HEIGHT, BANDS);
        for storage in [Compression::NONE, Compression::LZW].into_iter().flat_map(|codec| layouts(codec, format, bits))
        {
            let file = write(ByteOrder::Big, Variant::Classic, &[Page::new(&raster, storage)]).file;
            for (kind, dataset) in &EveryKind::open(&file).datasets {
                for window in some_windows() {
                    check(dataset, &raster, window, &[2, 0], &|| format!("{kind} {storage:?}"));
                }
            }
        }
    }
}

#[test]
fn bits_in_reverse_are_read_as_any_other() {
    for (sample_type, format, bits) in kinds() {
        let raster = noise(sample_type, bits, WIDTH, HEIGHT, BANDS);
        for storage in CODECS.into_iter().flat_map(|codec| layouts(codec, format, bits)) {
            let storage = Storage { reversed_bits: true, ..storage };
            let file = write(ByteOrder::Little, Variant::Classic, &[Page::new(&raster, storage)]).file;
            let dataset = Dataset::from_source(file).unwrap();
            for window in some_windows() {
                check(&dataset, &raster, window, &[0], &|| format!("{storage:?}"));
            }
        }
    }
}

fn any_storage() -> impl Strategy<Value = (SampleType, Storage)> {
    let kinds = kinds();
    let kind = (0..kinds.len()).prop_map(move |i| kinds[i]);
    let choice = (any::<prop::sample::Index>(), 0..CODECS.len());
    let block = ((1_usize..=3, 1_usize..=3), 1_usize..30);
    (kind, choice, block).prop_map(|((sample_type, format, bits), (choice, codec), (tile, rows))| {
        let layouts = layouts(CODECS[codec], format, bits);
        let storage = layouts[choice.index(layouts.len())];
        (sample_type, Storage { block: if storage.tiled { (16 * tile.0, 16 * tile.1) } else { (0, rows) }, ..storage })
    })
}

fn window_in(width: usize, height: usize) -> impl Strategy<Value = Window> {
    (0..width, 0..height).prop_flat_map(move |(col, row)| {
        (1..=width - col, 1..=height - row).prop_map(move |(w, h)| Window::new(col, row, w, h))
    })
}

proptest! {
    #[test]
    fn any_window_of_any_layout(
        (sample_type, storage) in any_storage(),
        (size, windows) in (1_usize..70, 1_usize..50, 1_usize..6).prop_flat_map(|(w, h, bands)| {
            let selection = prop::collection::vec(0..bands, 0..6);
            (Just((w, h, bands)), prop::collection::vec((window_in(w, h), selection), 1..6))
        }),
        (big_endian, big) in any::<(bool, bool)>(),
        sparse_every in prop::option::weighted(0.2, 2_usize..4),
        budget in prop_oneof![Just(0_usize), Just(3000), Just(1 << 20)],
    ) {
        let (width, height, bands) = size;
        let mut raster = noise(sample_type, storage.bits, width, height, bands);
        let storage = Storage { sparse_every, ..storage };
        let byte_order = if big_endian { ByteOrder::Big } else { ByteOrder::Little };
        let written = write(byte_order, if big { Variant::Big } else { Variant::Classic }, &[Page::new(&raster, storage)]);
        let dataset = Dataset::from_source_with(written.file, OpenOptions::new().cache_budget(budget)).unwrap();
        if sparse_every.is_some() {
            let (grid, len) = (dataset.image().grid, sample_type.bytes());
            for (number, _) in written.blocks[0].iter().enumerate().filter(|(_, range)| range.is_empty()) {
                let place = number % grid.blocks_per_plane();
                let index = geotiff_core::BlockIndex { plane: number / grid.blocks_per_plane(), row: place / grid.cols(), col: place % grid.cols() };
                let hole = grid.window_of(index);
                for band in if storage.separate { index.plane..index.plane + 1 } else { 0..bands } {
                    for row in hole.row_off..hole.row_end() {
                        let at = ((band * height + row) * width + hole.col_off) * len;
                        raster.bytes_mut()[at..at + hole.width * len].fill(0);
                    }
                }
            }
        }
        for (window, selection) in windows {
            check(&dataset, &raster, window, &selection, &|| format!("{storage:?}"));
        }
    }
}

/// A file of 5 × 4 tiles of 32 × 32 pixels.
fn tiled() -> (Raster, crate::tiff_file::Written) {
    let raster = noise(SampleType::U16, 16, 150, 120, 2);
    let storage = Storage::of(SampleType::U16).tiles(32, 32).compressed(Compression::DEFLATE);
    let written = write(ByteOrder::Little, Variant::Classic, &[Page::new(&raster, storage)]);
    (raster, written)
}

/// How often each block was fetched.
fn fetches(source: &Counting<Vec<u8>>, blocks: &[std::ops::Range<u64>]) -> Vec<usize> {
    let fetched = source.take();
    blocks.iter().map(|block| fetched.iter().filter(|range| range.start == block.start).count()).collect()
}

#[test]
fn overlapping_windows_decode_no_block_twice() {
    let (raster, written) = tiled();
    for overlap in [0, 1, 8, 31] {
        let source = Counting::new(written.file.clone());
        let dataset = Dataset::from_source(source.clone()).unwrap();
        source.take();
        for window in dataset.tile_windows(32, overlap).unwrap() {
            check_bands(&dataset, &raster, window);
        }
        assert_eq!(fetches(&source, &written.blocks[0]), [1; 20], "overlap {overlap}");
    }
}

fn check_bands(dataset: &Dataset, raster: &Raster, window: Window) {
    assert!(dataset.read_bands(window, &[1, 0]).unwrap().bytes() == crop(raster, window, &[1, 0]), "{window}");
}

#[test]
fn many_threads_decode_no_block_twice_either() {
    let (raster, written) = tiled();
    let source = Counting::new(written.file.clone());
    let dataset = Dataset::from_source(source.clone()).unwrap();
    source.take();
    std::thread::scope(|scope| {
        for thread in 0..8 {
            let (dataset, raster) = (&dataset, &raster);
            scope.spawn(move || {
                let windows: Vec<Window> = dataset.tile_windows(20, 5).unwrap().collect();
                for i in 0..windows.len() {
                    check_bands(dataset, raster, windows[(i * 7 + thread * 13) % windows.len()]);
                }
            });
        }
    });
    assert_eq!(fetches(&source, &written.blocks[0]), [1; 20]);
}

#[test]
fn without_a_cache_blocks_are_decoded_for_each_window() {
    let (raster, written) = tiled();
    let source = Counting::new(written.file.clone());
    let dataset = Dataset::from_source_with(source.clone(), OpenOptions::new().cache_budget(0)).unwrap();
    source.take();
    for window in dataset.tile_windows(64, 32).unwrap() {
        check_bands(&dataset, &raster, window);
    }
    let fetches = fetches(&source, &written.blocks[0]);
    assert!(fetches.iter().all(|&n| n >= 1) && fetches.iter().any(|&n| n > 1), "{fetches:?}");
}

/// A budget too small for a row of blocks costs time, not pixels; nor does it grow.
#[test]
fn a_small_cache_gives_the_same_pixels() {
    let (raster, written) = tiled();
    for budget in [1, 4096, 5000, 3 * 4096] {
        let dataset = Dataset::from_source_with(written.file.clone(), OpenOptions::new().cache_budget(budget)).unwrap();
        for window in dataset.tile_windows(50, 20).unwrap() {
            check_bands(&dataset, &raster, window);
        }
    }
}

#[test]
fn a_source_of_rows_fetches_each_block_once() {
    let (raster, written) = tiled();
    let source = Counting::new(written.file.clone());
    let dataset = Dataset::from_source(source.clone()).unwrap();
    source.take();
    let rows = dataset.rows_at_once();
    assert_eq!(rows, 32);
    for row in (0..120).step_by(rows) {
        let window = Window::new(0, row, 150, rows.min(120 - row));
        assert!(dataset.read_window(window).unwrap().bytes() == crop(&raster, window, &[0, 1]));
    }
    assert_eq!(fetches(&source, &written.blocks[0]), [1; 20]);
}
