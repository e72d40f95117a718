//! What `testdata/fixtures.json` says of each small file holds for `info --json` and `read --raw`.

use serde_json::Value;

use crate::{cogsmith, pixels, testdata};

/// The entries of the sound files, or of the broken ones.
pub(crate) fn entries(broken: bool) -> Vec<Value> {
    let text = std::fs::read_to_string(testdata("fixtures.json")).unwrap();
    let Value::Array(entries) = serde_json::from_str(&text).unwrap() else { panic!("not a list") };
    let entries: Vec<_> = entries.into_iter().filter(|entry| entry.get("error").is_some() == broken).collect();
    assert!(entries.len() > 20);
    entries
}

pub(crate) fn name(entry: &Value) -> &str {
    entry["file"].as_str().unwrap()
}

/// A number that may be written as `"nan"`, `"inf"` or `"-inf"`.
fn float(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| value.as_str().unwrap().parse().unwrap())
}

/// Whether both are the same number, text or nothing, however they are spelt.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(_), Value::Number(_)) if a.is_f64() || b.is_f64() => a.as_f64() == b.as_f64(),
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        _ => a == b,
    }
}

/// A sample and its bytes: whole numbers are to be equal, floats also if both are no number.
#[track_caller]
fn check_samples(dtype: &str, expected: &Value, bytes: &[u8], what: &str) {
    let expected = expected.as_array().unwrap();
    let len = match dtype.trim_start_matches("complex_").trim_start_matches(|c: char| c.is_alphabetic()) {
        "8" => 1,
        "16" => 2,
        "32" => 4,
        "64" if dtype == "complex64" => 4,
        _ => 8,
    };
    assert_eq!(bytes.len(), expected.len() * len, "bytes of {what}");
    for (i, (sample, expected)) in bytes.chunks(len).zip(expected).enumerate() {
        let read = match (dtype, sample) {
            ("float32" | "complex64", &[a, b, c, d]) => f64::from(f32::from_le_bytes([a, b, c, d])),
            ("float64" | "complex128", sample) => f64::from_le_bytes(sample.try_into().unwrap()),
            (_, sample) => {
                let is_negative = !dtype.starts_with('u') && sample.last().is_some_and(|&byte| byte >= 128);
                let mut wide = [if is_negative { 255 } else { 0 }; 16];
                wide[..len].copy_from_slice(sample);
                let expected = expected.as_i64().map(i128::from).or(expected.as_u64().map(i128::from));
                assert_eq!(Some(i128::from_le_bytes(wide)), expected, "sample {i} of {what}");
                continue;
            }
        };
        let wanted = if len == 4 { f64::from(float(expected) as f32) } else { float(expected) };
        assert!(read == wanted || read.is_nan() && wanted.is_nan(), "sample {i} of {what}: {read}, not {wanted}");
    }
}

#[test]
fn samples_are_those_of_the_fixtures() {
    for entry in entries(false) {
        let (name, dtype) = (name(&entry), entry["dtype"].as_str().unwrap());
        let file = testdata(name);
        check_samples(dtype, &entry["pixels"], &pixels(&file), name);
        let overviews = entry.get("overview_pixels").and_then(Value::as_array).cloned().unwrap_or_default();
        for (i, expected) in overviews.iter().enumerate() {
            let number = (i + 1).to_string();
            let read = cogsmith(&["read", &file, "--raw", "-", "--overview", &number]).succeeds();
            check_samples(dtype, expected, &read.stdout, &format!("overview {number} of {name}"));
        }
    }
}

#[test]
fn info_is_that_of_the_fixtures() {
    for entry in entries(false) {
        let name = name(&entry);
        let info = cogsmith(&["info", &testdata(name), "--json"]).json();
        // Nothing is expected of what the fixture does not tell: no nodata, no transform, no CRS …
        let expect = |key: &str, info: &Value| {
            let expected = entry.get(key).unwrap_or(&Value::Null);
            assert!(same(expected, info), "{key} of {name}: {info}, not {expected}");
        };
        for key in ["width", "height", "bands", "dtype", "nodata", "geotransform"] {
            expect(key, &info[key]);
        }
        expect("epsg", info["crs"].get("epsg").unwrap_or(&Value::Null));
        for key in ["scale", "offset", "unit", "description"] {
            expect(key, &info["band_info"][0][key]);
        }
        for key in ["overviews", "gcps"] {
            let expected = entry.get(key).cloned().unwrap_or_else(|| Value::Array(Vec::new()));
            assert!(same(&expected, &info[key]), "{key} of {name}: {}, not {expected}", info[key]);
        }
        assert_eq!(info["mask"], entry.get("mask").is_some(), "mask of {name}");
        for (tag, value) in entry.get("tags").and_then(Value::as_object).into_iter().flatten() {
            assert_eq!(info["metadata"][tag], *value, "{tag} of {name}");
        }
    }
}

#[test]
fn every_file_becomes_a_cog_of_the_same_pixels() {
    let folder = crate::Folder::new();
    for (number, entry) in entries(false).iter().enumerate() {
        let (source, cog) = (testdata(name(entry)), folder.path("cog.tif"));
        let codec = ["deflate", "lzw", "none"][number % 3];
        cogsmith(&["create", &source, &cog, "--compress", codec, "--blocksize", "16"]).succeeds();
        cogsmith(&["validate", "--strict", &cog]).succeeds();
        assert!(pixels(&cog) == pixels(&source), "pixels of {}", name(entry));

        let (mut info, mut of_source) =
            (cogsmith(&["info", &cog, "--json"]).json(), cogsmith(&["info", &source, "--json"]).json());
        // How many bits are stored is another matter in a COG.
        for band in [&mut info, &mut of_source].into_iter().flat_map(|info| info["band_info"].as_array_mut().unwrap()) {
            band["metadata_domains"].as_object_mut().unwrap().remove("IMAGE_STRUCTURE");
        }
        assert_eq!(info["compression"], codec.to_uppercase());
        assert_eq!(info["block_shape"], serde_json::json!([16, 16]));
        assert_eq!(info["cog"], serde_json::json!({ "valid": true, "ghost_header": true }));
        for key in [
            "width",
            "height",
            "bands",
            "dtype",
            "nodata",
            "mask",
            "crs",
            "geotransform",
            "gcps",
            "band_info",
            "metadata",
        ] {
            assert_eq!(info[key], of_source[key], "{key} of {}", name(entry));
        }
    }
}
