//! `cogsmith info`: what a GeoTIFF is.

mod beside;
mod json;
mod text;

use std::path::Path;

use cogsmith::{Dataset, FileSource, Image, Placement, Result, ValidateOptions};

use crate::args::Info;

pub(crate) fn run(args: &Info) -> Result<()> {
    let dataset = super::open(&args.file, &args.input)?;
    let name = args.file.display().to_string();
    let standing = CogStanding::of(&args.file);
    super::print(&if args.json {
        format!("{:#}\n", json::describe(&name, &dataset, &standing)?)
    } else {
        text::describe(&name, &dataset, &standing)?
    })
}

/// What the file is as a COG.
struct CogStanding {
    /// Whether it keeps the rules for directories and the order of images; its blocks are not looked at.
    is_valid: bool,
    /// Whether something is advised against.
    has_warnings: bool,
    /// Whether its ghost header makes GDAL take it for one: LAYOUT=COG.
    has_ghost: bool,
}

impl CogStanding {
    fn of(file: &Path) -> Self {
        let has_external_overviews = super::external_overviews(file).is_some();
        let options = ValidateOptions { every_block: false, has_external_overviews, ..ValidateOptions::default() };
        let report = FileSource::open(file).and_then(|source| cogsmith::validate(&source, options));
        // A file with damaged directories is none.
        Self {
            is_valid: report.as_ref().is_ok_and(|report| report.is_valid()),
            has_warnings: report.as_ref().is_ok_and(|report| !report.is_flawless()),
            has_ghost: report.is_ok_and(|report| report.ghost.is_some_and(|ghost| ghost.is_cog())),
        }
    }
}

/// The corners' coordinates in the raster, in gdalinfo's order, and what they are called.
const CORNERS: [(&str, f64, f64); 5] = [
    ("upper left", 0.0, 0.0),
    ("lower left", 0.0, 1.0),
    ("upper right", 1.0, 0.0),
    ("lower right", 1.0, 1.0),
    ("center", 0.5, 0.5),
];

/// The coordinates of the [`CORNERS`].
fn corners(dataset: &Dataset) -> Option<[(&'static str, f64, f64); 5]> {
    let transform = dataset.transform()?;
    let (width, height) = (dataset.width() as f64, dataset.height() as f64);
    Some(CORNERS.map(|(name, across, down)| {
        let (x, y) = transform.apply(across * width, down * height);
        (name, x, y)
    }))
}

/// Full resolution and all overviews.
fn levels(dataset: &Dataset) -> Result<Vec<cogsmith::Level<'_>>> {
    (0..dataset.levels()).map(|number| dataset.level(number)).collect()
}

fn compression_name(image: &Image) -> String {
    image.compression.name().map_or_else(|| image.compression.0.to_string(), str::to_string)
}

fn gcp_count(placement: &Placement) -> usize {
    match placement {
        Placement::Gcps(points) => points.len(),
        _ => 0,
    }
}
