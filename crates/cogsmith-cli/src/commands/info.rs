//! `cogsmith info`: what a GeoTIFF is.

use std::fmt::Write as _;

use cogsmith::{Dataset, Nodata, Placement, RasterSource as _, Result};
use serde_json::{Value, json};

use crate::args::Info;
use crate::number::json_number;

pub(crate) fn run(args: &Info) -> Result<()> {
    let dataset = cogsmith::open(&args.file)?;
    if args.json {
        return super::print(&format!("{:#}\n", to_json(&dataset)?));
    }
    super::print(&to_text(&args.file.display().to_string(), &dataset)?)
}

fn to_json(dataset: &Dataset) -> Result<Value> {
    let (profile, image) = (dataset.profile(), dataset.image());
    let keys = profile.geo_keys();
    let band = |sample: usize| {
        let metadata = &profile.metadata;
        json!({
            "band": sample + 1,
            "description": metadata.role(sample, "description"),
            "scale": metadata.number(sample, "scale").map(json_number),
            "offset": metadata.number(sample, "offset").map(json_number),
            "unit": metadata.role(sample, "unittype"),
        })
    };
    let overviews = overview_sizes(dataset)?;
    let gcps = match &profile.placement {
        Placement::Gcps(points) => points.len(),
        _ => 0,
    };
    Ok(json!({
        "width": dataset.width(),
        "height": dataset.height(),
        "bands": dataset.bands(),
        "dtype": dataset.sample_type().name(),
        "bits": image.bits,
        "layout": if image.grid.tiled { "tiles" } else { "strips" },
        "block_shape": [image.grid.block_height, image.grid.block_width],
        "interleave": if image.is_separate() { "band" } else { "pixel" },
        "compression": compression_name(dataset),
        "predictor": image.predictor.code(),
        "photometric": image.photometric.name(),
        "variant": match dataset.tiff().header.variant { cogsmith::Variant::Classic => "classic", cogsmith::Variant::Big => "bigtiff" },
        "byte_order": match dataset.tiff().header.byte_order { cogsmith::ByteOrder::Little => "little", cogsmith::ByteOrder::Big => "big" },
        "crs": keys.as_ref().map(|keys| json!({ "epsg": keys.epsg(), "name": keys.name() })),
        "area_or_point": keys.as_ref().map(|keys| if keys.pixel_is_point() { "Point" } else { "Area" }),
        "geotransform": profile.transform().map(|t| t.0),
        "gcps": gcps,
        "nodata": profile.nodata.filter(|nodata| nodata.is_possible_in(profile.sample_type)).map(nodata_json),
        "mask": profile.has_mask,
        "overviews": overviews,
        "pages": dataset.pages(),
        "band_info": (0..dataset.bands()).map(band).collect::<Vec<_>>(),
        "metadata": profile.metadata.items.iter().filter(|item| item.sample.is_none() && item.domain.is_none())
            .map(|item| (item.name.clone(), json!(item.value))).collect::<serde_json::Map<_, _>>(),
        "warnings": dataset.tiff().warnings,
    }))
}

fn nodata_json(nodata: Nodata) -> Value {
    match nodata {
        Nodata::Float(value) => json_number(value),
        Nodata::Int(value) => json!(value),
        Nodata::UInt(value) => json!(value),
    }
}

fn compression_name(dataset: &Dataset) -> String {
    let compression = dataset.image().compression;
    compression.name().map_or_else(|| compression.0.to_string(), str::to_string)
}

fn overview_sizes(dataset: &Dataset) -> Result<Vec<[usize; 2]>> {
    (1..dataset.levels()).map(|n| dataset.level(n).map(|level| [level.width(), level.height()])).collect()
}

fn to_text(name: &str, dataset: &Dataset) -> Result<String> {
    let (profile, image) = (dataset.profile(), dataset.image());
    let grid = &image.grid;
    let mut out = String::new();
    let mut line = |key: &str, value: String| {
        let _ = writeln!(out, "{key:<12} {value}");
    };
    line("File", name.to_string());
    line(
        "Size",
        format!(
            "{} × {} pixels, {} band{} of {}",
            grid.width,
            grid.height,
            image.bands,
            plural(image.bands),
            image.sample_type
        ),
    );
    let shape = if grid.tiled { "tiles" } else { "strips" };
    line(
        "Layout",
        format!(
            "{shape} of {} × {}, {}",
            grid.block_width,
            grid.block_height,
            if image.is_separate() { "band-separate" } else { "chunky" }
        ),
    );
    line(
        "Compression",
        format!(
            "{}{}",
            compression_name(dataset),
            if image.predictor.code() > 1 { format!(", predictor {}", image.predictor.code()) } else { String::new() }
        ),
    );
    if let Some(keys) = profile.geo_keys() {
        let code = keys.epsg().map(|code| format!("EPSG:{code}"));
        let words: Vec<String> = code.into_iter().chain(keys.name().map(str::to_string)).collect();
        line("CRS", if words.is_empty() { "user-defined".into() } else { words.join("  ") });
    }
    match &profile.placement {
        Placement::Affine(transform) => {
            let t = transform.0;
            line("Origin", format!("{}, {}", t[0], t[3]));
            line("Pixel size", format!("{}, {}", t[1], t[5]));
            if t[2] != 0.0 || t[4] != 0.0 {
                line("Rotation", format!("{}, {}", t[2], t[4]));
            }
            let (x, y) = transform.apply(grid.width as f64, grid.height as f64);
            line("Far corner", format!("{x}, {y}"));
        }
        Placement::Gcps(points) => line("Placement", format!("{} ground control points", points.len())),
        Placement::None => {}
    }
    if let Some(nodata) = profile.nodata {
        line("Nodata", nodata.to_string());
    }
    if profile.has_mask {
        line("Mask", "internal, per dataset".into());
    }
    let overviews: Vec<String> = overview_sizes(dataset)?.iter().map(|[w, h]| format!("{w} × {h}")).collect();
    line("Overviews", if overviews.is_empty() { "none".into() } else { overviews.join(", ") });
    for sample in 0..image.bands {
        let (metadata, mut words) = (&profile.metadata, Vec::new());
        words.extend(metadata.role(sample, "description").map(str::to_string));
        words.extend(metadata.role(sample, "unittype").map(|unit| format!("in {unit}")));
        words.extend(metadata.number(sample, "scale").map(|scale| format!("scale {scale}")));
        words.extend(metadata.number(sample, "offset").map(|offset| format!("offset {offset}")));
        if !words.is_empty() {
            line(&format!("Band {}", sample + 1), words.join(", "));
        }
    }
    for item in profile.metadata.items.iter().filter(|item| item.sample.is_none() && item.domain.is_none()) {
        line("Metadata", format!("{} = {}", item.name, item.value));
    }
    if dataset.pages() > 1 {
        line("Pages", format!("{}, of which the first is shown", dataset.pages()));
    }
    for warning in &dataset.tiff().warnings {
        line("Warning", warning.clone());
    }
    Ok(out)
}

fn plural(n: usize) -> &'static str {
    if n == 1 { "" } else { "s" }
}
