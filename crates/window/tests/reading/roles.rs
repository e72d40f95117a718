//! Which directory is what: overviews, masks, pages; and what stands for pixels that are not stored.

use geotiff_core::{
    ByteOrder, Compression, Field, Photometric, Raster, RasterSource, SampleType, Tag, Variant, Window,
};
use window::{Dataset, statistics, write_raw};

use crate::tiff_file::{Page, Storage, Written, crop, noise, write, write_plain};

fn subfile(page: Page<'_>, bits: u32) -> Page<'_> {
    page.with(Field::longs(Tag::NEW_SUBFILE_TYPE, &[bits]))
}

fn mask_page(mask: &Raster, bits: u32) -> Page<'_> {
    let storage = Storage { bits: 1, ..Storage::of(SampleType::U8) };
    let page = Page::new(mask, storage).with(Field::shorts(Tag::PHOTOMETRIC_INTERPRETATION, &[Photometric::MASK.0]));
    subfile(page, bits)
}

/// An image of two bands, an overview, a mask, the overview's mask, and a page of its own.
fn pyramid() -> (Vec<Raster>, Written) {
    let rasters = vec![
        noise(SampleType::U16, 16, 40, 30, 2),
        noise(SampleType::U16, 16, 20, 15, 2),
        noise(SampleType::U8, 1, 40, 30, 1),
        noise(SampleType::U8, 1, 20, 15, 1),
        noise(SampleType::F32, 32, 7, 9, 1),
    ];
    let storage = Storage::of(SampleType::U16).tiles(16, 16).compressed(Compression::DEFLATE);
    let pages = [
        Page::new(&rasters[0], storage),
        subfile(Page::new(&rasters[1], storage), 1),
        mask_page(&rasters[2], 4),
        mask_page(&rasters[3], 5),
        Page::new(&rasters[4], Storage::of(SampleType::F32)),
    ];
    let written = write(ByteOrder::Little, Variant::Classic, &pages);
    (rasters, written)
}

#[test]
fn directories_are_sorted_into_their_roles() {
    let (rasters, written) = pyramid();
    let dataset = Dataset::from_source(written.file).unwrap();
    assert_eq!((dataset.levels(), dataset.pages()), (2, 2));
    assert!(dataset.profile().has_mask);
    for (number, (image, mask)) in [(0, 2), (1, 3)].into_iter().enumerate() {
        let level = dataset.level(number).unwrap();
        let whole = Window::new(0, 0, level.width(), level.height());
        assert!(level.has_mask());
        assert!(level.read_bands(whole, &[0, 1]).unwrap() == rasters[image]);
        let expected: Vec<u8> = rasters[mask].bytes().iter().map(|&v| v * 255).collect();
        assert_eq!(level.read_mask(whole).unwrap().bytes(), expected);
        let window = Window::new(3, 2, 9, 11);
        let expected: Vec<u8> = crop(&rasters[mask], window, &[0]).iter().map(|&v| v * 255).collect();
        assert_eq!(level.read_mask(window).unwrap().bytes(), expected);
    }
    assert!(dataset.level(2).is_err());
}

/// Levels have blocks of the same numbers, which the cache must not take for each other.
#[test]
fn levels_do_not_share_blocks() {
    let (rasters, written) = pyramid();
    let dataset = Dataset::from_source(written.file).unwrap();
    for _ in 0..3 {
        for number in [0, 1] {
            let level = dataset.level(number).unwrap();
            let window = Window::new(0, 0, 16, 15);
            assert!(level.read_bands(window, &[1]).unwrap().bytes() == crop(&rasters[number], window, &[1]));
        }
    }
}

#[test]
fn raw_pixels_are_the_rasters() {
    let (rasters, written) = pyramid();
    let dataset = Dataset::from_source(written.file).unwrap();
    for window in [Window::new(0, 0, 40, 30), Window::new(5, 17, 20, 3)] {
        let (mut raw, told) = (Vec::new(), std::cell::Cell::new(0));
        let progress = |bytes| told.set(told.get() + bytes);
        write_raw(&dataset.level(0).unwrap(), window, &[1, 0], &mut raw, &progress).unwrap();
        let mut expected = crop(&rasters[0], window, &[1, 0]);
        geotiff_core::swap_to(ByteOrder::Little, SampleType::U16, &mut expected);
        assert_eq!((told.get(), raw == expected), (expected.len(), true));
    }
}

#[test]
fn statistics_leave_out_what_is_masked() {
    let (rasters, written) = pyramid();
    let dataset = Dataset::from_source(written.file).unwrap();
    let statistics = statistics(&dataset, &|_| {}).unwrap();
    for (band, statistics) in statistics.iter().enumerate() {
        let samples = rasters[0].band::<u16>(band).unwrap().iter().zip(rasters[2].bytes());
        let valid: Vec<f64> = samples.filter(|&(_, &mask)| mask != 0).map(|(&v, _)| f64::from(v)).collect();
        let mean = valid.iter().sum::<f64>() / valid.len() as f64;
        assert_eq!(statistics.valid, valid.len() as u64);
        assert_eq!(statistics.min, valid.iter().copied().fold(f64::INFINITY, f64::min));
        assert_eq!(statistics.max, valid.iter().copied().fold(f64::NEG_INFINITY, f64::max));
        assert!((statistics.mean - mean).abs() < 1e-6);
        let variance = valid.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / valid.len() as f64;
        assert!((statistics.std - variance.sqrt()).abs() < 1e-6);
    }
}

#[test]
fn sparse_blocks_are_nodata_in_every_type() {
    for sample_type in SampleType::ALL {
        let raster = noise(sample_type, 8 * sample_type.bytes() as u16, 20, 12, 1);
        let storage = Storage { sparse_every: Some(1), ..Storage::of(sample_type) };
        let file = |page| Dataset::from_source(write_plain(page)).unwrap();
        let plain = file(Page::new(&raster, storage));
        assert!(plain.read_bands(plain.whole(), &[0]).unwrap().bytes().iter().all(|&byte| byte == 0));

        let with_nodata = file(Page::new(&raster, storage).with(Field::ascii(Tag::GDAL_NODATA, "77")));
        let read = with_nodata.read_bands(with_nodata.whole(), &[0]).unwrap();
        geotiff_core::with_real_sample!(sample_type, T => {
            let nodata = with_nodata.profile().nodata.and_then(|nodata| nodata.in_type::<T>()).unwrap();
            assert!(read.samples::<T>().unwrap().iter().all(|&v| v == nodata));
        }, complex => assert!(read.bytes().iter().all(|&byte| byte == 0)));
    }
}

#[test]
fn without_byte_counts_blocks_are_read_as_far_as_they_go() {
    for compression in [Compression::NONE, Compression::LZW, Compression::DEFLATE, Compression::PACKBITS] {
        for tiled in [false, true] {
            let raster = noise(SampleType::I32, 32, 33, 21, 2);
            let storage = Storage { has_byte_counts: false, ..Storage::of(SampleType::I32).compressed(compression) };
            let storage = if tiled { storage.tiles(16, 16) } else { storage };
            let dataset = Dataset::from_source(write_plain(Page::new(&raster, storage))).unwrap();
            assert!(dataset.read_bands(dataset.whole(), &[0, 1]).unwrap() == raster, "{storage:?}");
        }
    }
}

#[test]
fn rows_that_a_source_likes_to_read_at_once() {
    let raster = noise(SampleType::U8, 8, 40, 30, 1);
    let rows = |storage| Dataset::from_source(write_plain(Page::new(&raster, storage))).unwrap().rows_at_once();
    let storage = Storage::of(SampleType::U8);
    assert_eq!(rows(storage), 1);
    assert_eq!(rows(storage.compressed(Compression::LZW)), 5);
    assert_eq!(rows(storage.tiles(16, 32).compressed(Compression::LZW)), 30);
    assert_eq!(rows(storage.tiles(32, 16).compressed(Compression::LZW)), 16);
}
