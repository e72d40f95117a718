//! Parts at other sizes, and reads that convert. Pixels are held against GDAL's by `check_views.py`; here stands what must
//! hold whatever the arithmetic is.

use geotiff_core::{Compression, ErrorKind, Field, Raster, SampleType, Tag};
use proptest::prelude::*;
use window::{Dataset, OpenOptions, Resampling, ViewSpec, Window};

use crate::tiff_file::{Page, Storage, crop, noise, write_plain};

const METHODS: [Resampling; 7] = Resampling::VIEWS;

fn dataset(raster: &Raster, storage: Storage) -> Dataset {
    Dataset::from_source(write_plain(Page::new(raster, storage))).unwrap()
}

fn tiled(sample_type: SampleType) -> Storage {
    Storage::of(sample_type).tiles(16, 32).compressed(Compression::LZW)
}

/// North up, pixels of 10 × 10, with its upper left corner at (1000, 2000).
fn placed(raster: &Raster, nodata: &str) -> Dataset {
    let page = Page::new(raster, tiled(raster.sample_type()))
        .with(Field::doubles(Tag::MODEL_PIXEL_SCALE, &[10.0, 10.0, 0.0]))
        .with(Field::doubles(Tag::MODEL_TIEPOINT, &[0.0, 0.0, 0.0, 1000.0, 2000.0, 0.0]))
        .with(Field::ascii(Tag::GDAL_NODATA, nodata));
    Dataset::from_source(write_plain(page)).unwrap()
}

#[test]
fn a_window_at_its_own_size_is_the_crop_by_every_method() {
    for sample_type in SampleType::ALL {
        let raster = noise(sample_type, 8 * sample_type.bytes() as u16, 50, 70, 2);
        for storage in [tiled(sample_type), Storage::of(sample_type)] {
            let dataset = dataset(&raster, storage);
            for window in [dataset.whole(), Window::new(13, 29, 31, 40), Window::new(49, 69, 1, 1)] {
                for method in METHODS {
                    let spec = ViewSpec::window(window).with_resampling(method).with_bands(&[1, 0]);
                    let view = dataset.view(&spec).unwrap();
                    assert_eq!(
                        view.read_raster().unwrap().bytes(),
                        crop(&raster, window, &[1, 0]),
                        "{sample_type} {method}"
                    );
                    let (pixels, masks) = view.read_with_masks().unwrap();
                    assert_eq!(pixels.bytes(), crop(&raster, window, &[1, 0]));
                    assert!(masks.bytes().iter().all(|&valid| valid == 255));
                }
            }
        }
    }
}

#[test]
fn reads_convert_to_any_type() {
    let raster = noise(SampleType::I16, 16, 20, 10, 2);
    let dataset = dataset(&raster, tiled(SampleType::I16));
    let window = Window::new(3, 2, 9, 7);
    let exact: Vec<i16> = dataset.read(window, &[1]).unwrap();
    let bytes: Vec<u8> = dataset.read(window, &[1]).unwrap();
    let complex: Vec<[f32; 2]> = dataset.read(window, &[1]).unwrap();
    for ((exact, byte), complex) in exact.iter().zip(bytes).zip(complex) {
        assert_eq!((u8::try_from((*exact).clamp(0, 255)).unwrap(), [f32::from(*exact), 0.0]), (byte, complex));
    }
    let mut out = [0.0; 63];
    dataset.level(0).unwrap().read_into::<f64>(window, &[1], &mut out).unwrap();
    assert!(out.iter().zip(&exact).all(|(out, exact)| *out == f64::from(*exact)));
}

#[test]
fn bounds_beyond_the_raster_are_clipped_or_filled() {
    let raster = Raster::from_samples(&(1..=100).collect::<Vec<u8>>(), 10, 10, 1).unwrap();
    let dataset = placed(&raster, "7");
    // Four pixels, of which two columns and one row lie inside.
    let corner = ViewSpec::bounds([980.0, 1990.0, 1020.0, 2030.0]);
    let clipped = dataset.view(&corner).unwrap();
    assert_eq!((clipped.width(), clipped.height(), clipped.part()), (2, 1, [0.0, 0.0, 2.0, 1.0]));
    assert_eq!(clipped.read::<u8>().unwrap(), [1, 2]);
    let filled = dataset.view(&corner.clone().boundless()).unwrap();
    let (pixels, masks) = filled.read_with_masks().unwrap();
    let mut expected = [7; 16];
    (expected[14], expected[15]) = (1, 2);
    assert_eq!((pixels.samples::<u8>().unwrap(), filled.read::<u8>().unwrap()), (&expected[..], expected.to_vec()));
    assert_eq!(masks.bytes(), expected.map(|v| if v == 7 { 0 } else { 255 }));
    assert_eq!(filled.transform().unwrap().0, [980.0, 10.0, 0.0, 2030.0, 0.0, -10.0]);
    let far = ViewSpec::bounds([0.0, 0.0, 10.0, 10.0]);
    assert_eq!(dataset.view(&far).unwrap_err().kind(), ErrorKind::Parameter);
    let far = dataset.view(&far.boundless().with_size(3, 2).with_resampling(Resampling::Cubic)).unwrap();
    assert_eq!(far.read::<f32>().unwrap(), [7.0; 6]);
    for method in METHODS {
        let view = dataset.view(&corner.clone().boundless().with_size(9, 9).with_resampling(method)).unwrap();
        assert_eq!(view.read::<u8>().unwrap()[0], 7, "{method}");
    }
}

#[test]
fn invalid_pixels_have_no_weight() {
    let samples: Vec<f32> = (0..256).map(|i| if i % 16 < 5 { f32::NAN } else { 5.0 }).collect();
    let dataset = placed(&Raster::from_samples(&samples, 16, 16, 1).unwrap(), "nan");
    for method in METHODS.into_iter().filter(|&method| method != Resampling::Nearest) {
        for size in [4, 7, 33] {
            let view = dataset.view(&ViewSpec::whole().with_size(size, size).with_resampling(method)).unwrap();
            let (pixels, masks) = view.read_with_masks().unwrap();
            for (value, valid) in pixels.samples::<f32>().unwrap().iter().zip(masks.bytes()) {
                assert!(
                    if *valid == 255 { (value - 5.0).abs() < 1e-5 } else { value.is_nan() },
                    "{method} {size} {value}"
                );
            }
            assert!(masks.bytes().contains(&255), "{method} {size}");
        }
    }
}

#[test]
fn physical_values_are_scaled_and_nodata_is_nan() {
    let raster = Raster::from_samples(&[10_u8, 20, 30, 255], 4, 1, 1).unwrap();
    let xml = "<GDALMetadata><Item name=\"SCALE\" sample=\"0\" role=\"scale\">0.5</Item>\
        <Item name=\"OFFSET\" sample=\"0\" role=\"offset\">-10</Item></GDALMetadata>";
    let page = Page::new(&raster, Storage::of(SampleType::U8))
        .with(Field::ascii(Tag::GDAL_METADATA, xml))
        .with(Field::ascii(Tag::GDAL_NODATA, "255"));
    let dataset = Dataset::from_source(write_plain(page)).unwrap();
    let values: Vec<f32> = dataset.read_scaled(dataset.whole(), &[0]).unwrap();
    assert!(values[..3] == [-5.0, 0.0, 5.0] && values[3].is_nan());
    let halves = ViewSpec::whole().with_size(2, 1).with_resampling(Resampling::Average);
    assert_eq!(dataset.view(&halves).unwrap().read_scaled::<f64>().unwrap(), [-2.5, 5.0]);
    let complex = noise(SampleType::CF32, 64, 4, 4, 1);
    let complex = self::dataset(&complex, Storage::of(SampleType::CF32));
    assert_eq!(complex.read_scaled::<f32>(complex.whole(), &[0]).unwrap_err().kind(), ErrorKind::Unsupported);
}

#[test]
fn what_cannot_be_is_a_parameter_error() {
    let dataset = dataset(&noise(SampleType::U8, 8, 10, 10, 1), Storage::of(SampleType::U8));
    for spec in [
        ViewSpec::whole().with_size(0, 1),
        ViewSpec::whole().with_size(1 << 40, 1),
        ViewSpec::whole().with_max_size(0),
        ViewSpec::whole().with_resolution(0.0, 1.0),
        ViewSpec::whole().with_resolution(f64::NAN, 1.0),
        ViewSpec::whole().with_bands(&[1]),
        ViewSpec::whole().with_level(1),
        ViewSpec::part([0.0, 0.0, 0.0, 1.0]),
        ViewSpec::part([0.0, f64::NAN, 1.0, 1.0]),
        ViewSpec::part([0.0, f64::INFINITY, 1.0, 1.0]).boundless(),
        ViewSpec::part([11.0, 0.0, 1.0, 1.0]),
        ViewSpec::bounds([0.0, 0.0, 1.0, 1.0]),
    ] {
        assert_eq!(dataset.view(&spec).unwrap_err().kind(), ErrorKind::Parameter, "{spec:?}");
    }
    let view = dataset.view(&ViewSpec::whole()).unwrap();
    assert_eq!(view.read_rows(5..11).unwrap_err().kind(), ErrorKind::Parameter);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn how_it_is_cut_changes_nothing(
        method in prop::sample::select(METHODS.to_vec()),
        part in (0.0_f64..40.0, 0.0_f64..60.0, 0.5_f64..60.0, 0.5_f64..60.0),
        size in (1_usize..90, 1_usize..90),
        cut in 0_usize..90,
        budget in prop::sample::select(vec![0_usize, 1000, 64 << 20]),
    ) {
        let raster = noise(SampleType::U16, 16, 50, 70, 2);
        let spec = ViewSpec::part([part.0, part.1, part.2, part.3]).with_size(size.0, size.1).with_resampling(method);
        let strips = dataset(&raster, Storage::of(SampleType::U16));
        let tiles = write_plain(Page::new(&raster, tiled(SampleType::U16)));
        let tiles = Dataset::from_source_with(tiles, OpenOptions::new().cache_budget(budget)).unwrap();
        let (view, other) = (tiles.view(&spec).unwrap(), strips.view(&spec).unwrap());
        let whole = view.read_raster().unwrap();
        prop_assert!(whole == other.read_raster().unwrap());
        let cut = cut.clamp(1, size.1);
        let mut rows = vec![view.read_rows(0..cut).unwrap()];
        if cut < size.1 {
            rows.push(view.read_rows(cut..size.1).unwrap());
        }
        for band in 0..2 {
            let parts: Vec<u16> = rows.iter().flat_map(|rows| rows.band::<u16>(band).unwrap().to_vec()).collect();
            prop_assert!(parts == whole.band::<u16>(band).unwrap());
        }
        let mut raw = Vec::new();
        window::write_raw_view(&view, SampleType::U16, false, &mut raw, &|_| {}).unwrap();
        prop_assert_eq!(raw.len(), whole.bytes().len());
    }

    #[test]
    fn a_constant_stays_what_it_is(
        method in prop::sample::select(METHODS.to_vec()),
        value in any::<i16>(),
        size in (1_usize..60, 1_usize..60),
    ) {
        let raster = Raster::from_samples(&[value; 600], 20, 30, 1).unwrap();
        let dataset = dataset(&raster, Storage::of(SampleType::I16));
        let view = dataset.view(&ViewSpec::whole().with_size(size.0, size.1).with_resampling(method)).unwrap();
        prop_assert!(view.read::<i16>().unwrap().iter().all(|&v| v == value));
    }
}
