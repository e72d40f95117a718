//! `cogsmith info`, for people: a key and its values on each line.

use std::fmt::Write as _;

use cogsmith::{ByteOrder, Dataset, Image, Level, Result, Variant};
use indicatif::{DecimalBytes, HumanCount};

use super::CogStanding;
use crate::crs;
use crate::number::{plural, rounded};

/// Lines of a key and a value; a key stands only on its first line.
#[derive(Default)]
struct Lines {
    text: String,
    last_key: String,
}

impl Lines {
    fn add(&mut self, key: &str, value: impl AsRef<str>) {
        let shown = if key == self.last_key { "" } else { key };
        // What a file says in several lines stays in its column.
        for (i, line) in value.as_ref().lines().enumerate() {
            let _ = writeln!(self.text, "{:<12} {line}", if i == 0 { shown } else { "" });
        }
        self.last_key = key.to_string();
    }
}

pub(super) fn describe(name: &str, dataset: &Dataset, standing: &CogStanding) -> Result<String> {
    let mut lines = Lines::default();
    add_file(&mut lines, name, dataset, standing);
    add_samples(&mut lines, dataset);
    add_placement(&mut lines, dataset);
    for (number, level) in super::levels(dataset)?.iter().enumerate() {
        let name = if number == 0 { "full".to_string() } else { number.to_string() };
        lines.add("Levels", format!("{name:<4}  {}", level_line(level)));
    }
    add_texts(&mut lines, dataset);
    Ok(lines.text)
}

fn add_file(lines: &mut Lines, name: &str, dataset: &Dataset, standing: &CogStanding) {
    let tiff = dataset.tiff();
    lines.add("File", name);
    let variant = if tiff.header.variant == Variant::Big { "BigTIFF" } else { "classic TIFF" };
    let order = if tiff.header.byte_order == ByteOrder::Big { "big-endian" } else { "little-endian" };
    let exact = format!("{} bytes", HumanCount(tiff.file_len));
    let size = if tiff.file_len < 1000 { exact } else { format!("{} ({exact})", DecimalBytes(tiff.file_len)) };
    lines.add("Size on disk", format!("{size}, {variant}, {order}"));
    let ghost =
        if standing.has_ghost { "with GDAL's ghost header (LAYOUT=COG)" } else { "without GDAL's ghost header" };
    lines.add(
        "COG",
        match (standing.is_valid, standing.has_warnings) {
            (true, false) => format!("yes, {ghost}"),
            (true, true) => format!("yes, {ghost}; `cogsmith validate` has a warning"),
            (false, _) => "no; `cogsmith validate` says why".into(),
        },
    );
}

fn add_samples(lines: &mut Lines, dataset: &Dataset) {
    let (profile, image) = (dataset.profile(), dataset.image());
    let is_whole = usize::from(image.bits) == 8 * image.sample_type.bytes();
    let bits = if is_whole { String::new() } else { format!(", stored in {} bits", image.bits) };
    lines.add("Pixels", format!("{} × {}", dataset.width(), dataset.height()));
    let colour = image.photometric.name().map_or_else(String::new, |name| format!(", {name}"));
    let alpha = profile.alpha_band().map_or_else(String::new, |band| format!(", band {} is alpha", band + 1));
    lines.add("Bands", format!("{} of {}{bits}{colour}{alpha}", image.bands, image.sample_type));
    if let Some(table) = profile.color_table().filter(|_| profile.color_map.is_some()) {
        lines.add("Colour table", format!("{} colours", HumanCount(table.len() as u64)));
    }
    if let Some(nodata) = profile.nodata {
        let is_possible = nodata.is_possible_in(profile.sample_type);
        lines.add("Nodata", format!("{nodata}{}", if is_possible { "" } else { ", which no sample can be" }));
    }
    if profile.has_mask {
        let beside = dataset.sidecars().files.iter().find(|file| file.to_ascii_lowercase().ends_with(".msk"));
        lines.add("Mask", beside.map_or("of the whole raster, inside the file".into(), |file| format!("in {file}")));
    }
    let predictor = match image.predictor.code() {
        0 | 1 => String::new(),
        code => format!(", predictor {code}"),
    };
    lines.add("Compression", format!("{}{predictor}", super::compression_name(image)));
    if image.bands > 1 {
        lines.add("Interleave", if image.is_separate() { "band" } else { "pixel" });
    }
}

fn add_placement(lines: &mut Lines, dataset: &Dataset) {
    let profile = dataset.profile();
    let keys = profile.geo_keys();
    lines.add("CRS", keys.as_ref().and_then(crs::of).as_ref().map_or_else(|| "none".into(), crs::to_text));
    if keys.is_some_and(|keys| keys.pixel_is_point()) {
        lines.add("Pixel is", "a point: coordinates belong to its centre");
    }
    if let Some(transform) = profile.transform() {
        let t = transform.0.map(rounded);
        lines.add("Origin", format!("{}, {}", t[0], t[3]));
        lines.add("Pixel size", format!("{}, {}", t[1], t[5]));
        if transform.0[2] != 0.0 || transform.0[4] != 0.0 {
            lines.add("Rotation", format!("{}, {}", t[2], t[4]));
        }
    }
    let corners = super::corners(dataset).into_iter().flatten().map(|(name, x, y)| (name, rounded(x), rounded(y)));
    let corners: Vec<_> = corners.collect();
    let width = corners.iter().map(|(_, x, _)| x.len()).max().unwrap_or(0);
    for (name, x, y) in corners {
        lines.add("Corners", format!("{name:<12} {x:>width$}, {y}"));
    }
    let gcps = super::gcp_count(&profile.placement);
    if gcps > 0 {
        lines.add("Placement", format!("{gcps} ground control point{}", plural(gcps)));
    }
}

fn level_line(level: &Level<'_>) -> String {
    let Image { grid, .. } = level.image();
    let size = format!("{} × {}", level.width(), level.height());
    let blocks = grid.blocks_per_plane() * grid.planes;
    let shape = format!("{}{}", if grid.tiled { "tile" } else { "strip" }, plural(blocks));
    let blocks = HumanCount(blocks as u64);
    let mask = if level.has_mask() { ", with a mask" } else { "" };
    format!("{size:<16} {blocks} {shape} of {} × {}{mask}", grid.block_width, grid.block_height)
}

fn add_texts(lines: &mut Lines, dataset: &Dataset) {
    let metadata = &dataset.profile().metadata;
    for sample in 0..dataset.bands() {
        let mut words = Vec::new();
        words.extend(metadata.role(sample, "description").map(str::to_string));
        words.extend(metadata.role(sample, "unittype").map(|unit| format!("in {unit}")));
        words.extend(metadata.number(sample, "scale").map(|scale| format!("scale {scale}")));
        words.extend(metadata.number(sample, "offset").map(|offset| format!("offset {offset}")));
        if !words.is_empty() {
            lines.add(&format!("Band {}", sample + 1), words.join(", "));
        }
    }
    for item in metadata.items.iter().filter(|item| item.sample.is_none() && item.domain.is_none()) {
        lines.add("Metadata", format!("{} = {}", item.name, item.value));
    }
    if dataset.pages() > 1 {
        let this = match dataset.page() {
            Some(0) => ", of which this is the first".into(),
            Some(page) => format!("; this is page {}", page + 1),
            None => String::new(),
        };
        lines.add("Pages", format!("{}{this}", dataset.pages()));
    }
    for file in &dataset.sidecars().files {
        lines.add("Beside it", file);
    }
    for warning in dataset.warnings() {
        lines.add("Warning", warning);
    }
}
