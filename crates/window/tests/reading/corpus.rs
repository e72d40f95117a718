//! Other programs' files, if the corpus lies beside the checkout: pixels as GDAL reads them, and never a panic.

use std::path::{Path, PathBuf};

use geotiff_core::{ByteOrder, Raster, Window, swap_to};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use window::{Dataset, Level, OpenOptions};

/// Codecs without loss, whose pixels are checked.
const CODECS: [&str; 5] = ["NONE", "LZW", "DEFLATE", "DEFLATE_OLD", "PACKBITS"];
/// Larger rasters are read by windows only.
pub(crate) const LARGEST: u64 = 64 << 20;

pub(crate) fn corpus() -> Option<(PathBuf, Vec<Value>)> {
    let folder: PathBuf = [env!("CARGO_MANIFEST_DIR"), "..", "..", "..", "shared", "corpus"].iter().collect();
    let lists = ["manifest.json", "generated.json"].map(|name| std::fs::read(folder.join(name)).ok());
    let lists: Vec<Vec<u8>> = lists.into_iter().flatten().collect();
    if lists.is_empty() {
        eprintln!("skipped: there is no corpus at {}", folder.display());
        return None;
    }
    let entries = lists.iter().flat_map(|list| serde_json::from_slice::<Vec<Value>>(list).unwrap());
    Some((folder, entries.collect()))
}

/// The corpus' hash: band after band, little-endian.
pub(crate) fn hash(mut raster: Raster) -> String {
    let sample_type = raster.sample_type();
    swap_to(ByteOrder::Little, sample_type, raster.bytes_mut());
    hex(&Sha256::digest(raster.bytes()))
}

/// The corpus' hash of a mask, which has it once for every band.
fn mask_hash(level: &Level<'_>) -> geotiff_core::Result<String> {
    let mask = level.read_mask(whole(level))?;
    Ok(hex(&Sha256::digest(mask.bytes().repeat(level.image().bands))))
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(crate) fn read(level: &Level<'_>, window: Window) -> geotiff_core::Result<Raster> {
    level.read_bands(window, &(0..level.image().bands).collect::<Vec<_>>())
}

pub(crate) fn whole(level: &Level<'_>) -> Window {
    Window::new(0, 0, level.width(), level.height())
}

fn is_exact(entry: &Value) -> bool {
    let codec = entry["variant"]["compression"].as_str().unwrap_or_default();
    let flag = |key: &str| entry[key].as_bool().unwrap_or(false);
    entry["tier"] == 1 && CODECS.contains(&codec) && !flag("heavy") && !flag("disputed")
}

/// What is wrong with a file's pixels.
fn differences(path: &Path, entry: &Value) -> geotiff_core::Result<Vec<String>> {
    let dataset = Dataset::open(path)?;
    let gdal = &entry["truth"]["gdal"];
    let mut wrong = Vec::new();
    let is_other =
        |raster: Raster, expected: &Value| expected.as_str().is_some_and(|expected| expected != hash(raster));
    let mut compare = |what: String, raster: Option<Raster>, expected: &Value| {
        if raster.is_none_or(|raster| is_other(raster, expected)) {
            wrong.push(what);
        }
    };
    let full = dataset.level(0)?;
    if entry["expect"] == "exact" && gdal["nbytes"].as_u64().is_none_or(|n| n <= LARGEST) {
        compare("pixels".into(), Some(read(&full, whole(&full))?), &entry["pixel_sha256"]);
    }
    for window in gdal["windows"].as_array().into_iter().flatten() {
        let [col, row, width, height] = ["col", "row", "width", "height"].map(|k| window[k].as_u64().unwrap() as usize);
        let window_read = read(&full, Window::new(col, row, width, height))?;
        compare(format!("window {col} {row}"), Some(window_read), &window["sha256"]);
    }
    for (i, overview) in gdal["overviews"].as_array().into_iter().flatten().enumerate() {
        let level = dataset.level(i + 1).ok();
        let pixels = level.map(|level| read(&level, whole(&level))).transpose()?;
        compare(format!("overview {i}"), pixels, &overview["sha256"]);
    }
    // Where alpha and nodata have no say in it, the mask is the file's own.
    if gdal["mask_flags"].as_array().is_some_and(|bands| bands.iter().all(|flags| *flags == json!(["per_dataset"]))) {
        let overviews = gdal["overviews"].as_array().into_iter().flatten();
        for (number, truth) in std::iter::once(gdal).chain(overviews).enumerate() {
            let level = dataset.level(number)?;
            let got = mask_hash(&level)?;
            if truth["masks_sha256"].as_str().is_some_and(|expected| expected != got) {
                wrong.push(format!("mask of level {number}"));
            }
        }
    }
    Ok(wrong)
}

#[test]
fn pixels_are_gdals() {
    let Some((folder, entries)) = corpus() else { return };
    let mut wrong = Vec::new();
    let mut checked = 0;
    for entry in entries.iter().filter(|entry| is_exact(entry)) {
        if !matches!(entry["expect"].as_str(), Some("exact" | "windows_exact")) {
            continue;
        }
        checked += 1;
        match differences(&folder.join(entry["path"].as_str().unwrap()), entry) {
            Ok(differences) if differences.is_empty() => {}
            Ok(differences) => wrong.push(format!("{}: {}", entry["name"], differences.join(", "))),
            Err(error) => wrong.push(format!("{}: {error}", entry["name"])),
        }
    }
    eprintln!("{checked} files of the corpus checked");
    assert!(wrong.is_empty(), "{} of {checked} files:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn any_file_is_read_or_refused() {
    let Some((folder, entries)) = corpus() else { return };
    for entry in &entries {
        let path = folder.join(entry["path"].as_str().unwrap());
        let options = OpenOptions::new().max_block_len(LARGEST as usize);
        let Ok(dataset) = Dataset::open_with(&path, options) else { continue };
        let (w, h) = (dataset.width(), dataset.height());
        for (col, row) in [(0, 0), (w.saturating_sub(50), h.saturating_sub(50))] {
            let window = Window::new(col, row, w.min(50), h.min(50));
            let _ = dataset.read_bands(window, &[0, dataset.bands() - 1]);
        }
        for number in 0..dataset.levels() {
            let level = dataset.level(number).unwrap();
            let window = Window::new(0, 0, level.width().min(50), level.height().min(50));
            let _ = level.read_mask(window);
            let _ = level.read_bands(window, &[0]);
            let _ = level.validity(window);
            let _ = level.read_rgba(window);
        }
    }
}
