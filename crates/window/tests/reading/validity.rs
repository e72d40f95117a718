//! Which pixels are valid, and what they look like: files made here, with answers known by hand.

use geotiff_core::{ByteOrder, Compression, ErrorKind, Field, Photometric, Raster, SampleType, Tag, Variant, Window};
use window::{Dataset, MaskFlags};

use crate::tiff_file::{Page, Storage, noise, write, write_plain};

fn open(page: Page<'_>) -> Dataset {
    Dataset::from_source(write_plain(page)).unwrap()
}

fn photometric(photometric: Photometric) -> Field {
    Field::shorts(Tag::PHOTOMETRIC_INTERPRETATION, &[photometric.0])
}

/// The one pixel of the file as it is shown.
fn shown(page: Page<'_>) -> [u8; 4] {
    let dataset = open(page);
    dataset.read_rgba(dataset.whole()).unwrap().bytes().try_into().unwrap()
}

#[test]
fn a_mask_of_each_band_goes_for_that_band() {
    let raster = noise(SampleType::U16, 16, 20, 10, 2);
    let mask = noise(SampleType::U8, 8, 20, 10, 2);
    let pages = [
        Page::new(&raster, Storage::of(SampleType::U16)),
        Page::new(&mask, Storage::of(SampleType::U8).compressed(Compression::LZW))
            .with(Field::longs(Tag::NEW_SUBFILE_TYPE, &[4])),
    ];
    let dataset = Dataset::from_source(write(ByteOrder::Big, Variant::Classic, &pages).file).unwrap();
    for band in [0, 1] {
        assert_eq!(dataset.mask_flags(band).unwrap(), MaskFlags::default());
        let validity = dataset.band_validity(dataset.whole(), band).unwrap();
        assert_eq!(validity.bytes(), mask.band::<u8>(band).unwrap());
    }
    let (first, second) = (mask.band::<u8>(0).unwrap(), mask.band::<u8>(1).unwrap());
    let any: Vec<u8> = first.iter().zip(second).map(|(&a, &b)| if a | b == 0 { 0 } else { 255 }).collect();
    assert_eq!(dataset.validity(dataset.whole()).unwrap().bytes(), any);
    assert_eq!(dataset.read_mask(dataset.whole()).unwrap().bytes(), any);
    let window = Window::new(7, 3, 2, 1);
    assert_eq!(dataset.band_validity(window, 1).unwrap().bytes(), &second[67..69]);
}

#[test]
fn opacity_of_16_bits_is_scaled_as_gdal_does_it() {
    let samples = [[9; 8], [0, 1, 256, 257, 258, 32_768, 65_534, 65_535]].concat();
    let raster = Raster::from_samples::<u16>(&samples, 8, 1, 2).unwrap();
    let page = || Page::new(&raster, Storage::of(SampleType::U16)).with(Field::shorts(Tag::EXTRA_SAMPLES, &[2]));
    let dataset = open(page());
    let alpha = [0, 1, 1, 1, 1, 127, 254, 255];
    assert_eq!(dataset.mask_flags(0).unwrap().names(), ["per_dataset", "alpha"]);
    assert_eq!(dataset.mask_flags(1).unwrap(), MaskFlags::ALL_VALID);
    assert_eq!(dataset.validity(dataset.whole()).unwrap().bytes(), alpha);
    assert_eq!(dataset.read_rgba(dataset.whole()).unwrap().band::<u8>(3).unwrap(), alpha);
    assert_eq!(dataset.mask_flags(2).unwrap_err().kind(), ErrorKind::Parameter);

    // Nodata goes before alpha.
    let dataset = open(page().with(Field::ascii(Tag::GDAL_NODATA, "0")));
    assert_eq!(dataset.mask_flags(0).unwrap(), MaskFlags::NODATA);
    assert_eq!(dataset.band_validity(dataset.whole(), 0).unwrap().bytes(), [255; 8]);
    assert_eq!(dataset.band_validity(dataset.whole(), 1).unwrap().bytes(), [0, 255, 255, 255, 255, 255, 255, 255]);
}

#[test]
fn nodata_values_must_all_be_met() {
    let raster = Raster::from_samples::<u8>(&[1, 1, 0, 2, 0, 2], 3, 1, 2).unwrap();
    let xml = r#"<GDALMetadata><Item name="NODATA_VALUES">1 2</Item></GDALMetadata>"#;
    let page = Page::new(&raster, Storage::of(SampleType::U8)).with(Field::ascii(Tag::GDAL_METADATA, xml));
    let dataset = open(page);
    assert_eq!(dataset.mask_flags(1).unwrap().names(), ["per_dataset", "nodata"]);
    assert_eq!(dataset.validity(dataset.whole()).unwrap().bytes(), [0, 255, 255]);
}

#[test]
fn sparse_blocks_are_invalid_where_there_is_nodata() {
    let raster = noise(SampleType::F32, 32, 20, 12, 1);
    let storage = Storage { sparse_every: Some(1), ..Storage::of(SampleType::F32) };
    let dataset = open(Page::new(&raster, storage).with(Field::ascii(Tag::GDAL_NODATA, "nan")));
    assert!(dataset.validity(dataset.whole()).unwrap().bytes().iter().all(|&valid| valid == 0));
}

#[test]
fn an_overview_without_nodata_has_that_of_the_raster() {
    let (full, half) = (noise(SampleType::U8, 8, 20, 10, 1), noise(SampleType::U8, 8, 10, 5, 1));
    let storage = Storage::of(SampleType::U8);
    let pages = [
        Page::new(&full, storage).with(Field::ascii(Tag::GDAL_NODATA, "3")),
        Page::new(&half, storage).with(Field::longs(Tag::NEW_SUBFILE_TYPE, &[1])),
    ];
    let dataset = Dataset::from_source(write(ByteOrder::Little, Variant::Big, &pages).file).unwrap();
    let level = dataset.level(1).unwrap();
    let expected: Vec<u8> = half.bytes().iter().map(|&v| if v == 3 { 0 } else { 255 }).collect();
    assert_eq!(level.validity(Window::new(0, 0, 10, 5)).unwrap().bytes(), expected);
}

#[test]
fn colours_of_every_kind_are_shown() {
    let byte = |samples: &[u8]| Raster::from_samples(samples, 1, 1, samples.len()).unwrap();
    let wide = |samples: &[u16]| Raster::from_samples(samples, 1, 1, samples.len()).unwrap();
    let u8s = Storage::of(SampleType::U8);
    let u16s = Storage::of(SampleType::U16);
    let extra = |values: &[u16]| Field::shorts(Tag::EXTRA_SAMPLES, values);
    let rgb = || photometric(Photometric::RGB);

    assert_eq!(shown(Page::new(&byte(&[9]), u8s)), [9, 9, 9, 255]);
    assert_eq!(shown(Page::new(&byte(&[9]), u8s).with(Field::ascii(Tag::GDAL_NODATA, "9")))[3], 0);
    assert_eq!(shown(Page::new(&byte(&[9]), u8s).with(photometric(Photometric::MIN_IS_WHITE))), [246, 246, 246, 255]);
    assert_eq!(shown(Page::new(&byte(&[2]), Storage { bits: 2, ..u8s })), [170, 170, 170, 255]);
    assert_eq!(shown(Page::new(&wide(&[0x80ff]), u16s)), [128, 128, 128, 255]);
    assert_eq!(shown(Page::new(&wide(&[2048]), Storage { bits: 12, ..u16s })), [127, 127, 127, 255]);
    assert_eq!(shown(Page::new(&wide(&[65_535, 32_768, 100]), u16s).with(rgb())), [255, 128, 0, 255]);
    // Colours are not multiplied by opacity, or no longer.
    let pixel = byte(&[50, 100, 25, 100]);
    assert_eq!(shown(Page::new(&pixel, u8s).with(rgb()).with(extra(&[2]))), [50, 100, 25, 100]);
    assert_eq!(shown(Page::new(&pixel, u8s).with(rgb()).with(extra(&[1]))), [128, 255, 64, 100]);
    let inks = byte(&[0, 255, 51, 51]);
    assert_eq!(shown(Page::new(&inks, u8s).with(photometric(Photometric::SEPARATED))), [204, 0, 163, 255]);
    let red = byte(&[76, 85, 255]);
    let ycbcr = Page::new(&red, u8s).with(photometric(Photometric::YCBCR));
    assert_eq!(shown(ycbcr.with(Field::shorts(Tag::YCBCR_SUB_SAMPLING, &[1, 1]))), [254, 0, 0, 255]);
    let map: Vec<u16> =
        (0..3).flat_map(|part| (0..256).map(move |i| if i == 7 { 257 * (part + 1) } else { 0 })).collect();
    let indices = byte(&[7]);
    let palette = || {
        let page = Page::new(&indices, u8s).with(photometric(Photometric::PALETTE));
        page.with(Field::shorts(Tag::COLOR_MAP, &map))
    };
    assert_eq!(shown(palette()), [1, 2, 3, 255]);
    assert_eq!(shown(palette().with(Field::ascii(Tag::GDAL_NODATA, "7")))[3], 0);
}

#[test]
fn what_has_no_fixed_range_is_not_shown() {
    for sample_type in [SampleType::F32, SampleType::I16, SampleType::U32, SampleType::CF32] {
        let raster = noise(sample_type, 8 * sample_type.bytes() as u16, 4, 4, 1);
        let dataset = open(Page::new(&raster, Storage::of(sample_type)));
        assert_eq!(dataset.read_rgba(dataset.whole()).unwrap_err().kind(), ErrorKind::Unsupported);
        assert!(dataset.validity(dataset.whole()).unwrap().bytes().iter().all(|&valid| valid == 255));
    }
}
