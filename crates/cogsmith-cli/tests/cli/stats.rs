//! `stats`: figures over the valid pixels.

use serde_json::Value;

use crate::{FAILED, Folder, cogsmith, pixels, terrain, terrain_cog, testdata};

#[test]
fn figures_are_those_of_the_raw_pixels() {
    let raw = pixels(&terrain());
    let heights = raw.chunks(2).map(|b| f64::from(i16::from_le_bytes([b[0], b[1]])));
    let valid: Vec<f64> = heights.filter(|&height| height != -9999.0).collect();
    let (n, sum) = (valid.len() as f64, valid.iter().sum::<f64>());
    let squares: f64 = valid.iter().map(|v| (v - sum / n) * (v - sum / n)).sum();

    let folder = Folder::new();
    for file in [terrain(), terrain_cog(&folder, &[])] {
        let stats = cogsmith(&["stats", &file, "--json"]).json();
        let [band] = stats["bands"].as_array().unwrap().as_slice() else { panic!("{stats}") };
        assert_eq!(band["valid"], valid.len());
        assert_eq!(band["min"].as_f64(), valid.iter().copied().reduce(f64::min));
        assert_eq!(band["max"].as_f64(), valid.iter().copied().reduce(f64::max));
        for (key, expected) in [("mean", sum / n), ("std", (squares / n).sqrt()), ("valid_percent", n / 9900.0)] {
            let found = band[key].as_f64().unwrap();
            assert!((found - expected).abs() < 1e-9 * expected, "{key}: {found}, not {expected}");
        }
    }
}

#[test]
fn threads_change_no_digit() {
    let outputs =
        ["1", "2", "4"].map(|threads| cogsmith(&["stats", &terrain(), "--json", "--threads", threads]).text());
    assert!(outputs[0] == outputs[1] && outputs[1] == outputs[2], "{outputs:?}");
}

#[test]
fn words_have_the_digits_of_json() {
    let (text, json) = (cogsmith(&["stats", &terrain()]).text(), cogsmith(&["stats", &terrain(), "--json"]).json());
    let cells: Vec<&str> = text.lines().nth(1).unwrap().split_whitespace().collect();
    for (cell, key) in cells.iter().zip(["band", "min", "max", "mean", "std", "valid"]) {
        assert_eq!(cell.parse::<f64>().ok(), json["bands"][0][key].as_f64(), "{key} in {text}");
    }
    assert_eq!(text.lines().next().unwrap().len(), text.lines().nth(1).unwrap().len());
}

#[test]
fn of_no_valid_pixel_there_are_no_figures() {
    let folder = Folder::new();
    let bytes = std::fs::read(testdata("nodata_nan.tif")).unwrap();
    let file = folder.write("all.tif", &bytes);
    let stats = cogsmith(&["stats", &file, "--json"]).json();
    assert_eq!(stats["bands"][0]["valid"], 12);

    // The same with each of its twelve samples NaN.
    let samples = pixels(&file);
    let at = bytes.windows(samples.len()).position(|window| window == samples).unwrap();
    let mut bytes = bytes;
    bytes[at..at + samples.len()].copy_from_slice(&f32::NAN.to_le_bytes().repeat(12));
    let file = folder.write("none.tif", &bytes);
    let stats = cogsmith(&["stats", &file, "--json"]).json();
    assert_eq!((&stats["bands"][0]["valid"], &stats["bands"][0]["mean"]), (&Value::from(0), &Value::Null));
    let text = cogsmith(&["stats", &file]).text();
    assert_eq!(
        text.lines().nth(1).unwrap().split_whitespace().collect::<Vec<_>>(),
        ["1", "-", "-", "-", "-", "0", "0.00"]
    );
}

#[test]
fn complex_samples_have_none() {
    let file = testdata("type_complex64.tif");
    let message = cogsmith(&["stats", &file]).fails(FAILED);
    assert!(message.contains(&file) && message.contains("complex"), "{message}");
}
