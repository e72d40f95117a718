//! `cogsmith info`, for people: a key and its values on each line.

use cogsmith::{ByteOrder, Dataset, GeoKeyValue, Image, Level, Page, Placement, PlacementSource, Result, Tag, Variant};
use indicatif::{DecimalBytes, HumanCount};

use super::lines::{Lines, table};
use super::{Facts, bands, corners};
use crate::crs;
use crate::number::{exact, plural, rounded};

/// Domains whose facts stand under keys of their own.
const ELSEWHERE: [&str; 2] = ["IMAGE_STRUCTURE", "RPC"];

pub(super) fn describe(facts: &Facts<'_>) -> Result<String> {
    let (mut lines, dataset) = (Lines::default(), facts.dataset);
    add_file(&mut lines, facts);
    add_samples(&mut lines, dataset);
    add_structure(&mut lines, facts);
    add_placement(&mut lines, dataset);
    for (number, level) in super::levels(dataset)?.iter().enumerate() {
        let name = if number == 0 { "full".to_string() } else { number.to_string() };
        lines.add("Levels", format!("{name:<4}  {}", level_line(level)));
    }
    add_texts(&mut lines, dataset);
    bands::add_all(&mut lines, facts)?;
    add_pages(&mut lines, dataset);
    if facts.geo_keys {
        add_geo_keys(&mut lines, dataset);
    }
    facts.tags.iter().flatten().for_each(|directory| directory.add_to(&mut lines));
    if let Some(sums) = &facts.checksums {
        lines.add("SHA-256", format!("{} of all pixels", sums.all));
    }
    for warning in dataset.warnings() {
        lines.add("Warning", warning);
    }
    Ok(lines.into_text())
}

fn add_file(lines: &mut Lines, facts: &Facts<'_>) {
    let (tiff, standing) = (facts.dataset.tiff(), &facts.standing);
    lines.add("Driver", "GTiff (GeoTIFF)");
    lines.add("File", facts.name);
    for file in &facts.dataset.sidecars().files {
        lines.add("Beside it", file);
    }
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
    if let Some(nodata) = profile.nodata {
        let is_possible = nodata.is_possible_in(profile.sample_type);
        lines.add("Nodata", format!("{nodata}{}", if is_possible { "" } else { ", which no sample can be" }));
    }
    if profile.has_mask {
        let beside = dataset.sidecars().files.iter().find(|file| file.to_ascii_lowercase().ends_with(".msk"));
        lines.add("Mask", beside.map_or("of the whole raster, inside the file".into(), |file| format!("in {file}")));
    }
}

/// What GDAL tells of the image's structure, but for what other lines say.
fn add_structure(lines: &mut Lines, facts: &Facts<'_>) {
    let image = facts.dataset.image();
    let predictor = match image.predictor.code() {
        0 | 1 => String::new(),
        code => format!(", predictor {code}"),
    };
    lines.add("Compression", format!("{}{predictor}", super::compression_name(image)));
    if image.bands > 1 {
        lines.add("Interleave", if image.is_separate() { "band" } else { "pixel" });
    }
    let told = ["LAYOUT", "PREDICTOR", "INTERLEAVE"];
    let is_new = |name: &str, text: &str| {
        !told.contains(&name) && (name, text) != ("COMPRESSION", super::compression_name(image).as_str())
    };
    for (name, text) in super::image_structure(facts) {
        if is_new(&name, &text) {
            lines.add("Structure", format!("{name} = {text}"));
        }
    }
    if let Some(profile) = facts.dataset.ifd().field(Tag::ICC_PROFILE) {
        lines.add("ICC profile", format!("{} bytes", HumanCount(profile.count)));
    }
}

fn add_placement(lines: &mut Lines, dataset: &Dataset) {
    let profile = dataset.profile();
    let keys = profile.geo_keys();
    let crs = keys.as_ref().and_then(crs::of);
    let of_points = if super::has_gcps(&profile.placement) { "of the ground control points: " } else { "" };
    lines.add("CRS", crs.as_ref().map_or_else(|| "none".into(), |crs| format!("{of_points}{}", crs::to_text(crs))));
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
    match dataset.sidecars().placement {
        PlacementSource::WorldFile => lines.add("Placed by", "a world file"),
        PlacementSource::Pam => lines.add("Placed by", "the .aux.xml file"),
        PlacementSource::None | PlacementSource::Internal => {}
    }
    let degrees = crs.as_ref().and_then(corners::degrees_per_unit);
    let corners: Vec<_> = corners::of(dataset).into_iter().flatten().map(|c| (rounded(c.x), rounded(c.y), c)).collect();
    let longest = |text: fn(&(String, String, corners::Corner)) -> usize| corners.iter().map(text).max().unwrap_or(0);
    let (width, rest) = (longest(|c| c.0.len()), longest(|c| c.1.len()));
    for (x, y, corner) in &corners {
        let place = degrees.map(|degrees| corners::longitude_latitude(corner, degrees));
        let place = place.map_or_else(String::new, |place| format!("{:gap$}  {place}", "", gap = rest - y.len()));
        lines.add("Corners", format!("{:<12} {x:>width$}, {y}{place}", corner.name));
    }
    if let Placement::Gcps(points) = &profile.placement {
        let count = points.len();
        lines.add("Placement", format!("{count} ground control point{}: column, row → x, y, z", plural(count)));
        let row = |p: &cogsmith::Gcp| [p.col, p.row, p.x, p.y, p.z].map(rounded).to_vec();
        for line in table(&points.iter().map(row).collect::<Vec<_>>(), true) {
            lines.add("Placement", line);
        }
    }
    for (name, numbers) in profile.rpc().into_iter().flatten() {
        let numbers: Vec<String> = numbers.into_iter().map(|number| cogsmith::format_g(number, 15)).collect();
        lines.add("RPC", format!("{name:<14} {}", numbers.join(" ")));
    }
}

fn level_line(level: &Level<'_>) -> String {
    let Image { grid, .. } = level.image();
    let size = format!("{} × {}", level.width(), level.height());
    let blocks = grid.blocks_per_plane() * grid.planes;
    let shape = format!("{}{}", if grid.tiled { "tile" } else { "strip" }, plural(blocks));
    let blocks = HumanCount(blocks as u64);
    let mask = match (level.has_mask(), level.mask_file_beside()) {
        (true, Some(file)) => format!(", with a mask in {file}"),
        (true, None) => ", with a mask".into(),
        (false, _) => String::new(),
    };
    let file = level.file_beside().map_or_else(String::new, |file| format!(", in {file}"));
    format!("{size:<16} {blocks} {shape} of {} × {}{file}{mask}", grid.block_width, grid.block_height)
}

fn add_texts(lines: &mut Lines, dataset: &Dataset) {
    for (name, text) in dataset.metadata(None) {
        lines.add("Metadata", format!("{name} = {text}"));
    }
    for domain in dataset.metadata_domains() {
        if ELSEWHERE.contains(&domain.as_str()) {
            continue;
        }
        for (name, text) in dataset.metadata(Some(&domain)) {
            lines.add(
                "Metadata",
                if name == "doc" { format!("{domain}:\n{text}") } else { format!("{domain}: {name} = {text}") },
            );
        }
    }
}

fn add_pages(lines: &mut Lines, dataset: &Dataset) {
    if dataset.pages() < 2 {
        return;
    }
    let this = match dataset.page() {
        Some(0) => ", of which this is the first".into(),
        Some(page) => format!("; this is page {}", page + 1),
        None => String::new(),
    };
    lines.add("Pages", format!("{}{this}", dataset.pages()));
    for page in dataset.page_list().iter().filter(|page| page.is_own_image()) {
        lines.add("Pages", page_line(page));
    }
}

fn page_line(page: &Page) -> String {
    let number = page.number.map_or(0, |number| number + 1);
    match &page.image {
        Some(image) => {
            let (width, height) = (image.grid.width, image.grid.height);
            format!("{number:<4}  {width} × {height}, {} of {}", image.bands, image.sample_type)
        }
        None => format!("{number:<4}  cannot be read"),
    }
}

fn add_geo_keys(lines: &mut Lines, dataset: &Dataset) {
    let Some(keys) = dataset.profile().geo_keys() else { return lines.add("GeoKeys", "none") };
    lines.add("GeoKeys", format!("of GeoTIFF {}.{}", keys.revision.0, keys.revision.1));
    let value = |value: &GeoKeyValue| match value {
        GeoKeyValue::Shorts(codes) => codes.iter().map(u16::to_string).collect::<Vec<_>>().join(" "),
        GeoKeyValue::Doubles(numbers) => numbers.iter().copied().map(exact).collect::<Vec<_>>().join(" "),
        GeoKeyValue::Ascii(text) => text.clone(),
    };
    let rows: Vec<_> = keys.keys.iter().map(|(id, v)| vec![id.0.to_string(), id.to_string(), value(v)]).collect();
    for line in table(&rows, false) {
        lines.add("GeoKeys", line);
    }
}
