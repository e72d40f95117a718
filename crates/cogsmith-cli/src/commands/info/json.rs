//! `cogsmith info --json`, for programs. README.md of this crate says what the keys mean.

use cogsmith::{
    BandStatistics, ByteOrder, ColorInterpretation, Dataset, GeoKeyValue, Level, Nodata, Placement, Result, Tag,
    Variant,
};
use serde_json::{Map, Value, json};

use super::{Facts, beside, corners};
use crate::crs;
use crate::number::json_number;

/// Domains that have keys of their own.
const ELSEWHERE: [&str; 2] = ["IMAGE_STRUCTURE", "RPC"];

pub(super) fn describe(facts: &Facts<'_>) -> Result<Value> {
    let dataset = facts.dataset;
    let (profile, image) = (dataset.profile(), dataset.image());
    let keys = profile.geo_keys();
    let crs = keys.as_ref().and_then(crs::of).as_ref().map(crs::to_json);
    let levels = super::levels(dataset)?;
    let colors = profile.color_interpretation().into_iter();
    let mut info = json!({
        "file": facts.name,
        "driver": "GTiff",
        "file_size": dataset.tiff().file_len,
        "variant": variant(dataset),
        "byte_order": byte_order(dataset),
        "cog": { "valid": facts.standing.is_valid, "ghost_header": facts.standing.has_ghost },
        "width": dataset.width(),
        "height": dataset.height(),
        "bands": dataset.bands(),
        "dtype": dataset.sample_type().name(),
        "bits": image.bits,
        "photometric": image.photometric.name(),
        "nodata": profile.nodata.filter(|nodata| nodata.is_possible_in(profile.sample_type)).map(nodata_json),
        "mask": profile.has_mask,
        "alpha_band": profile.alpha_band().map(|band| band + 1),
        "layout": if image.grid.tiled { "tiles" } else { "strips" },
        "block_shape": [image.grid.block_height, image.grid.block_width],
        "interleave": if image.is_separate() { "band" } else { "pixel" },
        "compression": super::compression_name(image),
        "predictor": image.predictor.code(),
        "tiff": tiff(dataset),
        "crs": crs,
        "area_or_point": keys.as_ref().map(|keys| if keys.pixel_is_point() { "Point" } else { "Area" }),
        "geotransform": profile.transform().map(|t| t.0.map(json_number)),
        "bounds": dataset.bounds().map(|bounds| bounds.map(json_number)),
        "corner_coordinates": corner_coordinates(dataset),
        "gcps": gcps(&profile.placement),
        "gcp_crs": if super::has_gcps(&profile.placement) { crs } else { None },
        "rpcs": rpcs(dataset),
        "overviews": levels.iter().skip(1).map(|level| [level.width(), level.height()]).collect::<Vec<_>>(),
        "levels": levels.iter().map(level_json).collect::<Vec<_>>(),
        "band_info": colors.enumerate().map(|(sample, color)| band_json(facts, sample, color)).collect::<Result<Vec<_>>>()?,
        "metadata": beside::object(dataset.metadata(None)),
        "image_structure": beside::object(super::image_structure(facts)),
        "metadata_domains": beside::domains(dataset, &ELSEWHERE),
        "pages": dataset.pages(),
        "page": dataset.page().map(|page| page + 1),
        "page_list": beside::pages(dataset),
        "sidecars": beside::describe(dataset),
        "warnings": dataset.warnings().collect::<Vec<_>>(),
    });
    let mut add = |key: &str, value: Option<Value>| {
        if let (Some(value), Some(info)) = (value, info.as_object_mut()) {
            info.insert(key.into(), value);
        }
    };
    add("pixel_sha256", facts.checksums.as_ref().map(|sums| json!(sums.all)));
    add("geokeys", facts.geo_keys.then(|| geo_keys(dataset)));
    add("tags", facts.tags.as_ref().map(|all| all.iter().map(super::TagDirectory::to_json).collect()));
    Ok(info)
}

fn variant(dataset: &Dataset) -> &'static str {
    match dataset.tiff().header.variant {
        Variant::Classic => "classic",
        Variant::Big => "bigtiff",
    }
}

fn byte_order(dataset: &Dataset) -> &'static str {
    match dataset.tiff().header.byte_order {
        ByteOrder::Little => "little",
        ByteOrder::Big => "big",
    }
}

/// The file as a TIFF: what its fields say, rather than what they mean.
fn tiff(dataset: &Dataset) -> Value {
    let (image, ifd) = (dataset.image(), dataset.ifd());
    let number = |tag| ifd.u64(tag).ok().flatten();
    let has = |tag| ifd.field(tag).is_some_and(|field| field.count > 0);
    let icc = ifd.field(Tag::ICC_PROFILE).map(|field| field.count);
    json!({
        "variant": variant(dataset),
        "byte_order": byte_order(dataset),
        "directories": dataset.tiff().directories.len(),
        "first_directory_offset": dataset.tiff().header.first_ifd,
        "directory_offset": ifd.offset,
        "compression": super::compression_name(image),
        "compression_code": image.compression.0,
        "predictor": image.predictor.code(),
        "photometric": image.codec_fields.photometric.name(),
        "planar_configuration": if image.is_separate() { 2 } else { 1 },
        "sample_format": image.format.code(),
        "bits_per_sample": image.bits,
        "extra_samples": image.extra_samples,
        "fill_order": number(Tag::FILL_ORDER).unwrap_or(1),
        "orientation": number(Tag::ORIENTATION).unwrap_or(1),
        "chroma_subsampling": [image.codec_fields.chroma_subsampling.0, image.codec_fields.chroma_subsampling.1],
        "blocks": image.grid.blocks(),
        "icc_profile_len": icc,
        "exif": has(Tag::EXIF_IFD),
        "gps": has(Tag::GPS_IFD),
    })
}

fn nodata_json(nodata: Nodata) -> Value {
    match nodata {
        Nodata::Float(value) => json_number(value),
        Nodata::Int(value) => json!(value),
        Nodata::UInt(value) => json!(value),
    }
}

fn corner_coordinates(dataset: &Dataset) -> Option<Map<String, Value>> {
    let corner = |c: corners::Corner| (c.name.replace(' ', "_"), json!([c.x, c.y].map(json_number)));
    Some(corners::of(dataset)?.into_iter().map(corner).collect())
}

/// Column, row, x, y and z of each ground control point.
fn gcps(placement: &Placement) -> Vec<[Value; 5]> {
    match placement {
        Placement::Gcps(points) => points.iter().map(|p| [p.col, p.row, p.x, p.y, p.z].map(json_number)).collect(),
        _ => Vec::new(),
    }
}

/// Numbers by name, and polynomials as arrays.
fn rpcs(dataset: &Dataset) -> Option<Map<String, Value>> {
    let value = |numbers: Vec<f64>| match numbers.as_slice() {
        &[number] => json_number(number),
        numbers => numbers.iter().copied().map(json_number).collect(),
    };
    Some(dataset.profile().rpc()?.into_iter().map(|(name, numbers)| (name.to_string(), value(numbers))).collect())
}

fn level_json(level: &Level<'_>) -> Value {
    let image = level.image();
    json!({
        "width": level.width(),
        "height": level.height(),
        "block_shape": [image.grid.block_height, image.grid.block_width],
        "compression": super::compression_name(image),
        "mask": level.has_mask(),
        "file": level.file_beside(),
        "mask_file": level.mask_file_beside(),
    })
}

fn band_json(facts: &Facts<'_>, band: usize, color: ColorInterpretation) -> Result<Value> {
    let dataset = facts.dataset;
    let metadata = &dataset.profile().metadata;
    let range = super::declared_range(dataset, band);
    let nodata = dataset.band_nodata(band).filter(|nodata| nodata.is_possible_in(dataset.sample_type()));
    let pam = dataset.sidecars().pam.as_ref().and_then(|pam| pam.band(band));
    let statistics = facts.statistics.as_ref().and_then(|all| all.get(band));
    let mut info = json!({
        "band": band + 1,
        "color_interpretation": color.name(),
        "mask_flags": dataset.mask_flags(band)?.names(),
        "description": metadata.role(band, "description"),
        "unit": metadata.role(band, "unittype"),
        "scale": metadata.number(band, "scale").map(json_number),
        "offset": metadata.number(band, "offset").map(json_number),
        "nodata": nodata.map(nodata_json),
        "minimum": range.map(|range| json_number(range.0)),
        "maximum": range.map(|range| json_number(range.1)),
        "category_names": pam.and_then(|pam| pam.category_names.as_ref()),
        "color_table": super::color_table(dataset, band),
        "metadata": beside::object(dataset.band_metadata(band, None)),
        "metadata_domains": beside::band_domains(dataset, band),
    });
    if let Some(info) = info.as_object_mut() {
        let pixels = dataset.width() as f64 * dataset.height() as f64;
        info.extend(statistics.map(|statistics| ("statistics".to_string(), statistics_json(statistics, pixels))));
        let sum = facts.checksums.as_ref().and_then(|sums| sums.bands.get(band));
        info.extend(sum.map(|sum| ("sha256".to_string(), json!(sum))));
    }
    Ok(info)
}

fn statistics_json(s: &BandStatistics, pixels: f64) -> Value {
    let figure = |value| if s.valid == 0 { Value::Null } else { json_number(value) };
    json!({
        "minimum": figure(s.min),
        "maximum": figure(s.max),
        "mean": figure(s.mean),
        "stddev": figure(s.std),
        "valid": s.valid,
        "valid_percent": json_number(s.valid as f64 / pixels * 100.0),
    })
}

fn geo_keys(dataset: &Dataset) -> Value {
    let Some(keys) = dataset.profile().geo_keys() else { return Value::Null };
    let value = |value: &GeoKeyValue| match value {
        GeoKeyValue::Shorts(codes) if codes.len() == 1 => json!(codes.first()),
        GeoKeyValue::Shorts(codes) => json!(codes),
        GeoKeyValue::Doubles(numbers) if numbers.len() == 1 => {
            numbers.iter().copied().map(json_number).collect::<Vec<_>>().pop().into()
        }
        GeoKeyValue::Doubles(numbers) => numbers.iter().copied().map(json_number).collect(),
        GeoKeyValue::Ascii(text) => json!(text),
    };
    let keys_json = keys.keys.iter().map(|(id, v)| json!({ "id": id.0, "name": id.name(), "value": value(v) }));
    json!({ "revision": [keys.revision.0, keys.revision.1], "keys": keys_json.collect::<Vec<_>>() })
}
