//! Any bytes as a file that pixels are read from: every way of reading gives the same; and where the crate `tiff` reads the
//! file too, it reads the same.

use std::io::Cursor;

use geotiff_core::{
    BlockArray, Compression, Photometric, Predictor, Raster, RasterSource, SampleFormat, Tag, Variant, Window,
};
use tiff::decoder::{Decoder, DecodingResult, Limits};
use window::{Dataset, OpenOptions};

/// Bytes that are read at once.
const MOST: usize = 1 << 20;

/// As much of a level as may be read at once, from its upper left.
fn corner(width: usize, height: usize, pixel_len: usize) -> Window {
    let width = width.min(MOST / 16 / pixel_len).max(1);
    Window::new(0, 0, width, height.min(MOST / (width * pixel_len)).max(1))
}

fn crop(raster: &Raster, window: Window) -> Vec<u8> {
    let len = raster.sample_type().bytes();
    let rows = (0..raster.bands()).flat_map(|band| (window.row_off..window.row_end()).map(move |row| (band, row)));
    let at = |(band, row): (usize, usize)| ((band * raster.height() + row) * raster.width() + window.col_off) * len;
    rows.flat_map(|place| &raster.bytes()[at(place)..at(place) + window.width * len]).copied().collect()
}

/// Reads the corner of a dataset in every way.
fn read(dataset: &Dataset) -> Option<Raster> {
    let all: Vec<usize> = (0..dataset.bands()).collect();
    let pixel_len = dataset.bands() * dataset.sample_type().bytes();
    if pixel_len > MOST / 16 {
        let _ = dataset.read_bands(Window::new(0, 0, 1, 1), &[0, dataset.bands() - 1]);
        return None;
    }
    let window = corner(dataset.width(), dataset.height(), pixel_len);
    let cached = dataset.read_bands(window, &all);
    let uncached = dataset.read_window(window);
    assert_eq!(cached.is_ok(), uncached.is_ok());
    let (Ok(cached), Ok(uncached)) = (cached, uncached) else { return None };
    assert!(cached == uncached, "with and without the cache");
    let inner = Window::new(window.width / 3, window.height / 3, window.width.div_ceil(2), window.height.div_ceil(2));
    let part = dataset.read_bands(inner, &all).expect("a part of what was read");
    assert!(part.bytes() == crop(&cached, inner), "a part of it");
    Some(cached)
}

/// Whether both readers can be expected to agree: a plain image, stored whole, of which nothing is said twice.
fn is_plain(dataset: &Dataset, file: &[u8]) -> bool {
    let (tiff, image) = (dataset.tiff(), dataset.image());
    let ifd = &tiff.directories[0].ifd;
    let at = |offset: u64| file.get(offset as usize..).unwrap_or_default();
    let entries = match (tiff.header.variant, tiff.header.byte_order) {
        (Variant::Classic, order) => at(ifd.offset).first_chunk().map(|b| u64::from(order.u16(*b))),
        (Variant::Big, order) => at(ifd.offset).first_chunk().map(|b| order.u64(*b)),
    };
    let colors = match image.photometric {
        Photometric::MIN_IS_BLACK => 1,
        Photometric::RGB => 3,
        _ => 0,
    };
    let compressed = matches!(image.compression, Compression::LZW | Compression::DEFLATE | Compression::DEFLATE_OLD);
    let numbers = |array: &BlockArray| match array.range(0, array.count()) {
        Some(range) => array.decode(image.byte_order, &at(range.start)[..(range.end - range.start) as usize]),
        None => array.held().unwrap_or_default(),
    };
    let blocks = image.grid.blocks() as u64;
    let is_stored = |array: &BlockArray| array.count() == blocks && numbers(array).iter().all(|&number| number > 0);
    let single = |tag: Tag| ifd.field(tag).is_none_or(|field| field.count == 1);
    entries == Some(ifd.fields().len() as u64)
        && !image.is_separate()
        && ifd.u64(Tag::PLANAR_CONFIGURATION).is_ok_and(|planar| planar != Some(2))
        && colors == image.bands
        && image.extra_samples.is_empty()
        && !image.reversed_bits
        && image.format != SampleFormat::ComplexInt
        && image.format != SampleFormat::ComplexFloat
        && usize::from(image.bits) == 8 * image.sample_type.bytes()
        && (compressed || image.predictor == Predictor::None)
        && (image.predictor != Predictor::Horizontal || image.format != SampleFormat::Float)
        && is_stored(&image.offsets)
        && image.byte_counts.as_ref().is_some_and(is_stored)
        && image.grid.tiled != ifd.field(Tag::STRIP_OFFSETS).is_some()
        && image.grid.tiled == ifd.field(Tag::TILE_OFFSETS).is_some()
        && image.grid.tiled != ifd.field(Tag::STRIP_BYTE_COUNTS).is_some()
        && image.grid.tiled == ifd.field(Tag::TILE_BYTE_COUNTS).is_some()
        && [Tag::COMPRESSION, Tag::PHOTOMETRIC_INTERPRETATION, Tag::SAMPLES_PER_PIXEL, Tag::PREDICTOR]
            .into_iter()
            .all(single)
}

/// All samples of the first image, pixel by pixel, in native order.
fn read_by_tiff(file: &[u8]) -> Option<Vec<u8>> {
    let mut limits = Limits::default();
    (limits.decoding_buffer_size, limits.intermediate_buffer_size, limits.ifd_value_size) = (MOST, MOST, MOST);
    let mut decoder = Decoder::new(Cursor::new(file)).ok()?.with_limits(limits);
    Some(match decoder.read_image().ok()? {
        DecodingResult::U8(v) => v,
        DecodingResult::U16(v) => v.iter().flat_map(|v| v.to_ne_bytes()).collect(),
        DecodingResult::U32(v) => v.iter().flat_map(|v| v.to_ne_bytes()).collect(),
        DecodingResult::U64(v) => v.iter().flat_map(|v| v.to_ne_bytes()).collect(),
        DecodingResult::I8(v) => v.iter().flat_map(|v| v.to_ne_bytes()).collect(),
        DecodingResult::I16(v) => v.iter().flat_map(|v| v.to_ne_bytes()).collect(),
        DecodingResult::I32(v) => v.iter().flat_map(|v| v.to_ne_bytes()).collect(),
        DecodingResult::I64(v) => v.iter().flat_map(|v| v.to_ne_bytes()).collect(),
        DecodingResult::F32(v) => v.iter().flat_map(|v| v.to_ne_bytes()).collect(),
        DecodingResult::F64(v) => v.iter().flat_map(|v| v.to_ne_bytes()).collect(),
        DecodingResult::F16(_) => return None,
    })
}

fn compare(dataset: &Dataset, file: &[u8], raster: &Raster) {
    let is_whole = (raster.width(), raster.height()) == (dataset.width(), dataset.height());
    if !is_whole || !is_plain(dataset, file) {
        return;
    }
    let Some(theirs) = read_by_tiff(file) else { return };
    let (len, pixels) = (raster.sample_type().bytes(), raster.width() * raster.height());
    let sample = |i: usize| &raster.bytes()[(i % raster.bands() * pixels + i / raster.bands()) * len..][..len];
    let ours: Vec<u8> = (0..pixels * raster.bands()).flat_map(sample).copied().collect();
    assert!(ours == theirs, "the crate tiff reads other pixels: {:?}", dataset.image());
}

/// Reads the corner of each level, and of its mask.
pub(crate) fn levels(dataset: &Dataset) {
    for number in 0..dataset.levels() {
        let level = dataset.level(number).expect("it is there");
        let window = corner(level.width(), level.height(), 16);
        let _ = level.read_bands(window, &[0]);
        let _ = level.read_mask(window);
    }
}

/// The target.
pub fn run(file: &[u8]) {
    let options = OpenOptions::new().max_block_len(MOST).cache_budget(4 * MOST);
    let Ok(dataset) = Dataset::from_source_with(file.to_vec(), options) else { return };

    if let Some(raster) = read(&dataset) {
        compare(&dataset, file, &raster);
    }
    levels(&dataset);
}
