//! The files of `testdata`: each gives what `fixtures.json` says, from every kind of source.

use geotiff_core::{ErrorKind, MetadataItem, Nodata, Placement, Result, SampleType, Window};
use serde_json::Value;
use window::{Dataset, Level, OpenOptions};

use crate::sources::testdata;

fn fixtures() -> Vec<Value> {
    let json = std::fs::read(testdata("fixtures.json")).unwrap();
    serde_json::from_slice(&json).unwrap()
}

/// Opens a file as bytes, file and map.
fn openings(name: &str) -> [(&'static str, Result<Dataset>); 3] {
    let path = testdata(name);
    [
        ("bytes", Dataset::from_source(std::fs::read(&path).unwrap())),
        ("file", Dataset::open(&path)),
        // SAFETY: nothing writes to the fixtures while tests run.
        ("map", unsafe { Dataset::open_mapped(&path) }),
    ]
}

fn whole(level: &Level<'_>) -> Window {
    Window::new(0, 0, level.width(), level.height())
}

/// Reads all pixels and masks of all levels.
fn read_all(dataset: &Dataset) -> Result<()> {
    let bands: Vec<usize> = (0..dataset.bands()).collect();
    for number in 0..dataset.levels() {
        let level = dataset.level(number)?;
        level.read_bands(whole(&level), &bands)?;
        level.read_mask(whole(&level))?;
    }
    Ok(())
}

fn double(value: &Value) -> f64 {
    match value {
        Value::String(text) => text.parse().unwrap(),
        number => number.as_f64().unwrap(),
    }
}

/// The bytes of samples that stand in the list.
fn bytes_of(samples: &Value, sample_type: SampleType) -> Vec<u8> {
    let int = |value: &Value| value.as_i64().map_or_else(|| i128::from(value.as_u64().unwrap()), i128::from);
    let sample = |value: &Value| match sample_type {
        SampleType::F32 | SampleType::CF32 => (double(value) as f32).to_ne_bytes().to_vec(),
        SampleType::F64 | SampleType::CF64 => double(value).to_ne_bytes().to_vec(),
        SampleType::U64 => u64::try_from(int(value)).unwrap().to_ne_bytes().to_vec(),
        SampleType::I64 => i64::try_from(int(value)).unwrap().to_ne_bytes().to_vec(),
        SampleType::U8 => u8::try_from(int(value)).unwrap().to_ne_bytes().to_vec(),
        SampleType::I8 => i8::try_from(int(value)).unwrap().to_ne_bytes().to_vec(),
        SampleType::U16 => u16::try_from(int(value)).unwrap().to_ne_bytes().to_vec(),
        SampleType::I16 | SampleType::CI16 => i16::try_from(int(value)).unwrap().to_ne_bytes().to_vec(),
        SampleType::U32 => u32::try_from(int(value)).unwrap().to_ne_bytes().to_vec(),
        SampleType::I32 | SampleType::CI32 => i32::try_from(int(value)).unwrap().to_ne_bytes().to_vec(),
    };
    samples.as_array().unwrap().iter().flat_map(sample).collect()
}

/// Samples as they compare: one NaN is as good as another, and JSON's 0 may be −0.
fn comparable(bytes: &[u8], sample_type: SampleType) -> Vec<u8> {
    let canonical = |value: f64| if value.is_nan() { f64::NAN } else { value + 0.0 };
    let double = |value: f64| canonical(value).to_ne_bytes();
    match sample_type {
        SampleType::F32 | SampleType::CF32 => {
            bytes.as_chunks().0.iter().flat_map(|&b| double(f32::from_ne_bytes(b).into())).collect()
        }
        SampleType::F64 | SampleType::CF64 => {
            bytes.as_chunks().0.iter().flat_map(|&b| double(f64::from_ne_bytes(b))).collect()
        }
        _ => bytes.to_vec(),
    }
}

fn check_pixels(level: &Level<'_>, expected: &Value, about: &str) {
    let sample_type = level.image().sample_type;
    let bands: Vec<usize> = (0..level.image().bands).collect();
    let read = level.read_bands(whole(level), &bands).unwrap_or_else(|error| panic!("{about}: {error}"));
    let expected = bytes_of(expected, sample_type);
    assert_eq!(comparable(read.bytes(), sample_type), comparable(&expected, sample_type), "{about}");
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|v| v.as_f64().unwrap()).collect()
}

fn check_metadata(dataset: &Dataset, fixture: &Value, about: &str) {
    let profile = dataset.profile();
    assert_eq!(profile.geo_keys().and_then(|keys| keys.epsg()).map(u64::from), fixture["epsg"].as_u64(), "{about}");
    let transform = profile.transform().map(|t| t.0.to_vec());
    assert_eq!(transform, fixture.get("geotransform").map(numbers), "{about}");
    let nodata = profile.nodata.filter(|nodata| nodata.is_possible_in(profile.sample_type));
    match (nodata, fixture.get("nodata")) {
        (None, None) => {}
        (Some(Nodata::Int(value)), Some(expected)) => assert_eq!(Some(value), expected.as_i64(), "{about}"),
        (Some(Nodata::UInt(value)), Some(expected)) => assert_eq!(Some(value), expected.as_u64(), "{about}"),
        (Some(Nodata::Float(value)), Some(expected)) => {
            let expected = double(expected);
            let single = f64::from(expected as f32);
            assert!(value == expected || value.is_nan() && expected.is_nan() || value == single, "{about}: {value}");
        }
        (nodata, expected) => panic!("{about}: {nodata:?} for {expected:?}"),
    }
    if let Some(gcps) = fixture.get("gcps") {
        let Placement::Gcps(points) = &profile.placement else { panic!("{about}: no GCPs") };
        let points: Vec<Vec<f64>> = points.iter().map(|p| vec![p.col, p.row, p.x, p.y, p.z]).collect();
        assert_eq!(points, gcps.as_array().unwrap().iter().map(numbers).collect::<Vec<_>>(), "{about}");
    }
    let metadata = &profile.metadata;
    for (key, role) in [("scale", "scale"), ("offset", "offset")] {
        assert_eq!(metadata.number(0, role), fixture.get(key).and_then(Value::as_f64), "{about}");
    }
    for (key, role) in [("unit", "unittype"), ("description", "description")] {
        assert_eq!(metadata.role(0, role), fixture.get(key).and_then(Value::as_str), "{about}");
    }
    if let Some(tags) = fixture.get("tags").and_then(Value::as_object) {
        let whole = |item: &&MetadataItem| item.sample.is_none() && item.domain.is_none();
        let items: Vec<_> = metadata.items.iter().filter(whole).map(|i| (i.name.as_str(), i.value.as_str())).collect();
        let expected: Vec<_> = tags.iter().map(|(name, value)| (name.as_str(), value.as_str().unwrap())).collect();
        assert_eq!(items, expected, "{about}");
    }
}

fn check(dataset: &Dataset, fixture: &Value, about: &str) {
    let size = [dataset.width(), dataset.height(), dataset.bands()].map(|n| Some(n as u64));
    assert_eq!(size, ["width", "height", "bands"].map(|key| fixture[key].as_u64()), "{about}");
    assert_eq!(Some(dataset.sample_type().name()), fixture["dtype"].as_str(), "{about}");
    check_pixels(&dataset.level(0).unwrap(), &fixture["pixels"], about);
    check_metadata(dataset, fixture, about);

    let levels: Vec<Level<'_>> = (1..dataset.levels()).map(|number| dataset.level(number).unwrap()).collect();
    let sizes: Vec<Vec<f64>> = levels.iter().map(|l| vec![l.width() as f64, l.height() as f64]).collect();
    let none = Value::Array(Vec::new());
    let expected = fixture.get("overviews").unwrap_or(&none).as_array().unwrap();
    assert_eq!(sizes, expected.iter().map(numbers).collect::<Vec<_>>(), "{about}");
    for (i, level) in levels.iter().enumerate() {
        check_pixels(level, &fixture["overview_pixels"][i], &format!("{about}, overview {i}"));
    }

    let full = dataset.level(0).unwrap();
    assert_eq!(full.has_mask(), fixture.get("mask").is_some(), "{about}");
    let mask = full.read_mask(whole(&full)).unwrap();
    match fixture.get("mask") {
        Some(expected) => assert_eq!(mask.bytes(), bytes_of(expected, SampleType::U8), "{about}"),
        None => assert!(mask.bytes().iter().all(|&valid| valid == 255), "{about}"),
    }
}

#[test]
fn every_fixture_gives_what_it_must() {
    let fixtures = fixtures();
    assert!(fixtures.len() > 100);
    for fixture in &fixtures {
        let name = fixture["file"].as_str().unwrap();
        for (kind, dataset) in openings(name) {
            let about = format!("{name} ({kind})");
            match fixture.get("error") {
                None => check(&dataset.unwrap_or_else(|error| panic!("{about}: {error}")), fixture, &about),
                Some(word) => {
                    let error = dataset.and_then(|dataset| read_all(&dataset)).expect_err(&about);
                    assert!(
                        matches!(error.kind(), ErrorKind::Format | ErrorKind::Unsupported | ErrorKind::Limits),
                        "{about}: {:?}",
                        error.kind()
                    );
                    let said = error.to_string().replace(&testdata(name).display().to_string(), "").to_lowercase();
                    let word = word.as_str().unwrap_or_default().to_lowercase();
                    assert!(said.contains(&word), "{about}: no “{word}” in “{error}”");
                    assert_eq!(error.file().is_some(), kind != "bytes", "{about}");
                }
            }
        }
    }
}

/// Cut anywhere, or with any byte changed, a file is read or refused.
#[test]
fn damaged_fixtures_are_read_or_refused() {
    for fixture in &fixtures() {
        let name = fixture["file"].as_str().unwrap();
        let bytes = std::fs::read(testdata(name)).unwrap();
        let read = |bytes: Vec<u8>| {
            if let Ok(dataset) = Dataset::from_source_with(bytes, OpenOptions::new().max_block_len(1 << 20)) {
                let (w, h) = (dataset.width(), dataset.height());
                let _ = dataset.read_bands(Window::new(0, 0, w.min(40), h.min(40)), &[0]);
                let _ = dataset.read_bands(Window::new(w - 1, h - 1, 1, 1), &[dataset.bands() - 1]);
                for number in 0..dataset.levels() {
                    let level = dataset.level(number).unwrap();
                    let _ = level.read_mask(Window::new(0, 0, level.width().min(40), level.height().min(40)));
                }
            }
        };
        for len in 0..bytes.len().min(400) {
            read(bytes[..len].to_vec());
        }
        for at in 0..bytes.len().min(400) {
            for change in [0x01, 0x80, 0xff] {
                let mut damaged = bytes.clone();
                damaged[at] ^= change;
                read(damaged);
            }
        }
    }
}
