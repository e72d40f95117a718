//! Other programs' files, if the corpus lies beside the checkout: overviews, masks and colours of every tier as GDAL has them.

use geotiff_core::{ColorInterpretation, Photometric, Result};
use serde_json::Value;
use sha2::{Digest, Sha256};
use window::{Dataset, Level};

use crate::corpus::{LARGEST, corpus, hash, hex, read, whole};

/// Whether GDAL shows other bands than are stored: inks or L*a*b* as red, green and blue.
fn is_other_view(gdal: &Value) -> bool {
    gdal["raw_view"]["same_as_default_view"] == false
}

/// The corpus' hash of masks: those of all bands, one after the other.
fn masks_hash(level: &Level<'_>) -> Result<String> {
    let mut hash = Sha256::new();
    for band in 0..level.image().bands {
        hash.update(level.band_validity(whole(level), band)?.bytes());
    }
    Ok(hex(&hash.finalize()))
}

/// Whether a list begins with what the corpus has of it: the first 8 or 32 bands, where there are more.
fn begins_with(got: &Value, expected: &Value) -> bool {
    match (got.as_array(), expected.as_array()) {
        (Some(got), Some(expected)) => {
            got.starts_with(expected) && (got.len() == expected.len() || matches!(expected.len(), 8 | 32))
        }
        (_, expected) => expected.is_none(),
    }
}

fn differs(got: &str, expected: &Value) -> bool {
    expected.as_str().is_some_and(|expected| expected != got)
}

/// What is wrong with a file's overviews and masks.
fn wrong_masks(dataset: &Dataset, entry: &Value) -> Result<Vec<String>> {
    let gdal = &entry["truth"]["gdal"];
    let mut wrong = Vec::new();
    let is_lossy = entry["lossy"] == true || entry["expect"] == "tolerant";
    let flags = (0..dataset.bands()).map(|band| Ok(dataset.mask_flags(band)?.names()));
    let flags = serde_json::json!(flags.collect::<Result<Vec<_>>>()?);
    if !begins_with(&flags, &gdal["mask_flags"]) {
        wrong.push(format!("flags {flags}, not {}", gdal["mask_flags"]));
    }
    let overviews = gdal["overviews"].as_array().map_or(&[][..], Vec::as_slice);
    for (number, truth) in std::iter::once(gdal).chain(overviews).enumerate() {
        let Ok(level) = dataset.level(number) else {
            wrong.push(format!("no level {number}"));
            continue;
        };
        if (level.width() * level.height() * level.image().bands) as u64 > LARGEST {
            continue;
        }
        if number > 0 && !is_lossy && differs(&hash(read(&level, whole(&level))?), &truth["sha256"]) {
            wrong.push(format!("pixels of level {number}"));
        }
        let is_of_pixels = flags.to_string().contains("nodata") || flags.to_string().contains("alpha");
        if !(is_lossy && is_of_pixels) {
            if differs(&masks_hash(&level)?, &truth["masks_sha256"]) {
                wrong.push(format!("masks of level {number}"));
            }
            if differs(&hex(&Sha256::digest(level.validity(whole(&level))?.bytes())), &truth["dataset_mask_sha256"]) {
                wrong.push(format!("dataset mask of level {number}"));
            }
        }
    }
    Ok(wrong)
}

/// Files whose pixels this build must read, by any of these expectations.
fn each_readable(expectations: &[&str], mut check: impl FnMut(&Dataset, &Value) -> Result<Vec<String>>) {
    let Some((folder, entries)) = corpus() else { return };
    let (mut wrong, mut checked) = (Vec::new(), 0);
    for entry in &entries {
        let name = entry["name"].as_str().unwrap_or_default();
        let is_expected = entry["expect"].as_str().is_some_and(|expect| expectations.contains(&expect));
        if !is_expected || entry["heavy"] == true || entry["disputed"] == true {
            continue;
        }
        let outcome = Dataset::open(folder.join(entry["path"].as_str().unwrap())).and_then(|dataset| {
            if !(0..dataset.levels()).all(|n| codec::can_decode(dataset.level(n).unwrap().image().compression)) {
                return Ok(Vec::new());
            }
            checked += 1;
            check(&dataset, entry)
        });
        match outcome {
            Ok(differences) => wrong.extend(differences.into_iter().map(|what| format!("{name}: {what}"))),
            Err(error) => wrong.push(format!("{name}: {error}")),
        }
    }
    eprintln!("{checked} files of the corpus checked");
    assert!(wrong.is_empty(), "{} of {checked} files:\n{}", wrong.len(), wrong.join("\n"));
}

const READ: [&str; 4] = ["exact", "windows_exact", "exact_view_or_raw", "tolerant"];

#[test]
fn overviews_and_masks_are_gdals() {
    each_readable(&READ, |dataset, entry| {
        if is_other_view(&entry["truth"]["gdal"]) {
            return Ok(Vec::new());
        }
        wrong_masks(dataset, entry)
    });
}

#[test]
fn colour_interpretations_and_tables_are_gdals() {
    each_readable(&READ, |dataset, entry| {
        let gdal = &entry["truth"]["gdal"];
        if is_other_view(gdal) {
            return Ok(Vec::new());
        }
        let colors = dataset.profile().color_interpretation();
        let names: Vec<String> = colors.into_iter().map(|color| color.name().to_ascii_lowercase()).collect();
        let mut wrong = Vec::new();
        if !begins_with(&serde_json::json!(names), &gdal["colorinterp"]) {
            wrong.push(format!("{names:?}, not {}", gdal["colorinterp"]));
        }
        let table = dataset.profile().color_table();
        let hash = table.map(|table| hex(&Sha256::digest(table.concat())));
        if hash.as_deref() != gdal["colormap"]["sha256"].as_str() {
            wrong.push(format!("another colour table than {}", gdal["colormap"]));
        }
        Ok(wrong)
    });
}

/// Inks, L*a*b* and YCbCr: GDAL's view of them is libtiff's.
#[test]
fn displayed_colours_are_libtiffs() {
    each_readable(&["exact_view_or_raw"], |dataset, entry| {
        let mut rgba = dataset.read_rgba(dataset.whole())?;
        // libtiff passes the opacity of inks over.
        match dataset.image().extra_samples[..] {
            [2] => rgba.band_mut::<u8>(3)?.fill(255),
            [1] => return Ok(Vec::new()),
            _ => {}
        }
        let bands = entry["truth"]["gdal"]["count"].as_u64().unwrap() as usize;
        let view = &rgba.bytes()[..rgba.band_len() * bands];
        let is_wrong = differs(&hex(&Sha256::digest(view)), &entry["pixel_sha256"]);
        Ok(if is_wrong { vec!["the view differs".to_string()] } else { Vec::new() })
    });
}

/// Whatever has 8 bits of gray, or of red, green and blue, and no alpha, is shown as it is stored.
#[test]
fn bytes_of_gray_and_rgb_are_shown_as_they_are() {
    each_readable(&["exact"], |dataset, _| {
        let image = dataset.image();
        let colors = dataset.profile().color_interpretation();
        let is_plain = image.bits == 8
            && image.sample_type == geotiff_core::SampleType::U8
            && (image.photometric == Photometric::RGB && image.bands == 3 || colors == [ColorInterpretation::GRAY]);
        if !is_plain || (dataset.width() * dataset.height()) as u64 > LARGEST / 4 {
            return Ok(Vec::new());
        }
        let stored = read(&dataset.level(0)?, dataset.whole())?;
        let rgba = dataset.read_rgba(dataset.whole())?;
        let shown: Vec<u8> = (0..image.bands).flat_map(|band| rgba.band::<u8>(band).unwrap().iter().copied()).collect();
        let validity = dataset.validity(dataset.whole())?;
        let is_right = shown == stored.bytes() && rgba.band::<u8>(3)? == validity.bytes();
        Ok(if is_right { Vec::new() } else { vec!["shown otherwise".to_string()] })
    });
}
