//! `cogsmith info --json`, for programs.

use cogsmith::{ByteOrder, ColorInterpretation, Dataset, Level, Nodata, Placement, Result, Variant};
use serde_json::{Map, Value, json};

use super::CogStanding;
use crate::crs;
use crate::number::json_number;

pub(super) fn describe(name: &str, dataset: &Dataset, standing: &CogStanding) -> Result<Value> {
    let (profile, image, tiff) = (dataset.profile(), dataset.image(), dataset.tiff());
    let keys = profile.geo_keys();
    let levels = super::levels(dataset)?;
    let colors = profile.color_interpretation().into_iter();
    Ok(json!({
        "file": name,
        "file_size": tiff.file_len,
        "variant": match tiff.header.variant { Variant::Classic => "classic", Variant::Big => "bigtiff" },
        "byte_order": match tiff.header.byte_order { ByteOrder::Little => "little", ByteOrder::Big => "big" },
        "cog": { "valid": standing.is_valid, "ghost_header": standing.has_ghost },
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
        "crs": keys.as_ref().and_then(crs::of).as_ref().map(crs::to_json),
        "area_or_point": keys.as_ref().map(|keys| if keys.pixel_is_point() { "Point" } else { "Area" }),
        "geotransform": profile.transform().map(|t| t.0.map(json_number)),
        "bounds": bounds(dataset),
        "gcps": gcps(&profile.placement),
        "overviews": levels.iter().skip(1).map(|level| [level.width(), level.height()]).collect::<Vec<_>>(),
        "levels": levels.iter().map(level_json).collect::<Vec<_>>(),
        "band_info": colors.enumerate().map(|(sample, color)| band_json(dataset, sample, color)).collect::<Result<Vec<_>>>()?,
        "metadata": metadata(dataset),
        "metadata_domains": super::beside::domains(dataset, None),
        "pages": dataset.pages(),
        "page": dataset.page().map(|page| page + 1),
        "page_list": super::beside::pages(dataset),
        "sidecars": super::beside::describe(dataset),
        "warnings": dataset.warnings().collect::<Vec<_>>(),
    }))
}

fn nodata_json(nodata: Nodata) -> Value {
    match nodata {
        Nodata::Float(value) => json_number(value),
        Nodata::Int(value) => json!(value),
        Nodata::UInt(value) => json!(value),
    }
}

/// Left, bottom, right and top.
fn bounds(dataset: &Dataset) -> Option<[Value; 4]> {
    let corners = super::corners(dataset)?;
    let (x, y) = (corners.map(|corner| corner.1), corners.map(|corner| corner.2));
    let least = |values: [f64; 5]| values.into_iter().fold(f64::INFINITY, f64::min);
    let most = |values: [f64; 5]| values.into_iter().fold(f64::NEG_INFINITY, f64::max);
    Some([least(x), least(y), most(x), most(y)].map(json_number))
}

/// Column, row, x, y and z of each ground control point.
fn gcps(placement: &Placement) -> Vec<[Value; 5]> {
    match placement {
        Placement::Gcps(points) => points.iter().map(|p| [p.col, p.row, p.x, p.y, p.z].map(json_number)).collect(),
        _ => Vec::new(),
    }
}

fn level_json(level: &Level<'_>) -> Value {
    let image = level.image();
    json!({
        "width": level.width(),
        "height": level.height(),
        "block_shape": [image.grid.block_height, image.grid.block_width],
        "compression": super::compression_name(image),
        "mask": level.has_mask(),
    })
}

fn band_json(dataset: &Dataset, sample: usize, color: ColorInterpretation) -> Result<Value> {
    let metadata = &dataset.profile().metadata;
    Ok(json!({
        "band": sample + 1,
        "color_interpretation": color.name(),
        "mask_flags": dataset.mask_flags(sample)?.names(),
        "description": metadata.role(sample, "description"),
        "unit": metadata.role(sample, "unittype"),
        "scale": metadata.number(sample, "scale").map(json_number),
        "offset": metadata.number(sample, "offset").map(json_number),
        "nodata": dataset.band_nodata(sample).filter(|nodata| nodata.is_possible_in(dataset.sample_type())).map(nodata_json),
        "metadata": super::beside::texts(dataset, Some(sample), None),
        "metadata_domains": super::beside::domains(dataset, Some(sample)),
    }))
}

fn metadata(dataset: &Dataset) -> Map<String, Value> {
    super::beside::texts(dataset, None, None)
}
