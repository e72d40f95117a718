//! `cogsmith diff`: whether two rasters are equal.

use std::fmt::Write as _;

use cogsmith::{
    BandDifference, CogOptions, CogWriter, Comparison, ComputedSource, Dataset, Error, GeoTransform, Number,
    PixelDifference, Profile, Result, Window,
};
use serde_json::{Value, json};

use super::distribution::exact_number;
use crate::args::{Aspect, Diff};
use crate::interrupt::Interrupt;
use crate::number::{exact, json_number, plural};
use crate::progress::Progress;

/// `false` if they differ.
pub(crate) fn run(args: &Diff) -> Result<bool> {
    let (a, b) = (super::open(&args.a, &args.input)?, super::open(&args.b, &args.input)?);
    let heeds = |aspect: Aspect| !args.ignore.contains(&aspect);
    let mut said: Vec<(&str, String)> = Vec::new();
    let size = |dataset: &Dataset| format!("{} × {} × {}", dataset.width(), dataset.height(), dataset.bands());
    let is_same_size = size(&a) == size(&b);
    if !is_same_size {
        said.push(("size", format!("columns × rows × bands: {}, {}", size(&a), size(&b))));
    }
    said.extend(differing(a.profile(), b.profile(), &heeds));
    let interrupt = Interrupt::listen()?;
    let wants_image = args.image.is_some();
    if args.image.as_deref().is_some_and(super::is_stdout) {
        return Err(Error::parameter("--image needs the name of a file: standard output has the words"));
    }
    if wants_image && !is_same_size {
        return Err(Error::parameter("rasters of different sizes have no difference that could be an image"));
    }
    let comparison = if is_same_size && heeds(Aspect::Pixels) {
        let progress = Progress::new(a.height() as u64, "rows", args.work.quiet);
        let found = super::with_threads(&args.work, || {
            cogsmith::compare(&a, &b, args.tolerance.unwrap_or_default(), &|rows| {
                progress.advance(rows);
                !interrupt.is_asked()
            })
        })?;
        progress.finish();
        Some(found?)
    } else {
        None
    };
    if let Some(path) = &args.image {
        super::check_target(&args.a, path)?;
        super::check_target(&args.b, path)?;
        super::with_threads(&args.work, || write_image(&a, &b, path, &interrupt))??;
    }
    let is_equal = said.is_empty() && comparison.as_ref().is_none_or(Comparison::is_equal);
    super::print(&match args.json {
        true => to_json(is_equal, &said, comparison.as_ref()),
        false => to_text(&said, comparison.as_ref(), is_equal),
    })?;
    Ok(is_equal)
}

/// What the rasters say differently of themselves.
fn differing(a: &Profile, b: &Profile, heeds: &impl Fn(Aspect) -> bool) -> Vec<(&'static str, String)> {
    let mut said = Vec::new();
    let mut check = |aspect, name, is_same: bool, text: &dyn Fn() -> String| {
        if heeds(aspect) && !is_same {
            said.push((name, text()));
        }
    };
    check(Aspect::Type, "type", a.sample_type == b.sample_type, &|| format!("{}, {}", a.sample_type, b.sample_type));
    let transform = |p: &Profile| p.transform().map_or("none".into(), |GeoTransform(t)| format!("{t:?}"));
    let is_placed = a.placement == b.placement;
    check(Aspect::Georeference, "transform", is_placed, &|| format!("{}, {}", transform(a), transform(b)));
    let crs = |p: &Profile| p.epsg().map_or("no code".into(), |code| format!("EPSG:{code}"));
    let is_same_crs = a.geo_keys() == b.geo_keys() && a.srs == b.srs;
    check(Aspect::Georeference, "crs", is_same_crs, &|| format!("{}, {}", crs(a), crs(b)));
    let nodata = |p: &Profile| p.nodata.map_or("none".into(), |nodata| nodata.to_string());
    check(Aspect::Nodata, "nodata", nodata(a) == nodata(b), &|| format!("{}, {}", nodata(a), nodata(b)));
    let is_colored = (a.photometric, &a.extra_samples, &a.color_map, a.color_interpretation())
        == (b.photometric, &b.extra_samples, &b.color_map, b.color_interpretation());
    check(Aspect::Colors, "colors", is_colored, &|| "color interpretation or palette".into());
    let items = |p: &Profile| {
        let mut items: Vec<_> =
            p.metadata.items.iter().map(|i| (i.domain.clone(), i.sample, i.name.clone(), i.value.clone())).collect();
        items.sort();
        items
    };
    let (of_a, of_b) = (items(a), items(b));
    check(Aspect::Metadata, "metadata", of_a == of_b, &|| {
        let only =
            of_a.iter().filter(|item| !of_b.contains(item)).chain(of_b.iter().filter(|item| !of_a.contains(item)));
        let mut names: Vec<&str> = only.map(|item| item.2.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        names.join(", ")
    });
    said
}

fn write_image(a: &Dataset, b: &Dataset, path: &std::path::Path, interrupt: &Interrupt) -> Result<()> {
    let profile = Profile::new(cogsmith::difference_type(a, b), a.width(), a.height(), a.bands())
        .with_georeference_of(a.profile())
        .with_nodata(f64::NAN);
    let source = ComputedSource::new(profile, |window| cogsmith::difference(a, b, window));
    let writer = CogWriter::new(&source, CogOptions::new());
    let go_on = |_: usize| !interrupt.is_asked();
    writer.on_rows(&go_on).write_file(path).map(|_| ())
}

fn to_text(said: &[(&str, String)], comparison: Option<&Comparison>, is_equal: bool) -> String {
    let mut out = String::new();
    for (name, text) in said {
        let _ = writeln!(out, "{name}: {text}");
    }
    for (i, band) in comparison.into_iter().flat_map(|comparison| comparison.bands.iter().enumerate()) {
        let BandDifference { different, validity, .. } = *band;
        if different == 0 && band.max_abs == 0.0 {
            continue;
        }
        let _ = writeln!(
            out,
            "band {}: {different} pixel{} differ, {validity} of them in being valid",
            i + 1,
            plural(different.min(2) as usize)
        );
        let figures = [band.max_abs, band.mean_abs, band.rmse].map(exact);
        let _ = writeln!(out, "  largest difference {}, mean {}, RMSE {}", figures[0], figures[1], figures[2]);
        for (name, pixel) in [("first", &band.first), ("worst", &band.worst)] {
            if let Some(pixel) = pixel {
                let text = |value: Option<Number>| value.map_or("not valid".into(), |value| value.to_string());
                let _ = writeln!(
                    out,
                    "  {name}: column {}, row {}: {}, {}",
                    pixel.col,
                    pixel.row,
                    text(pixel.a),
                    text(pixel.b)
                );
            }
        }
        if let Some(window) = band.window {
            let _ = writeln!(out, "  within {window}");
        }
    }
    out.push_str(if is_equal { "equal\n" } else { "different\n" });
    out
}

fn to_json(is_equal: bool, said: &[(&str, String)], comparison: Option<&Comparison>) -> String {
    let pixel = |pixel: &Option<PixelDifference>| {
        let value = |value: Option<Number>| value.map_or(Value::Null, exact_number);
        pixel.map(|p| json!({ "col": p.col, "row": p.row, "a": value(p.a), "b": value(p.b) }))
    };
    let window = |w: Window| json!([w.col_off, w.row_off, w.width, w.height]);
    let band = |(i, band): (usize, &BandDifference)| {
        json!({
            "band": i + 1,
            "different": band.different,
            "different_validity": band.validity,
            "compared": band.compared,
            "max_abs": json_number(band.max_abs),
            "mean_abs": json_number(band.mean_abs),
            "rmse": json_number(band.rmse),
            "first": pixel(&band.first),
            "worst": pixel(&band.worst),
            "window": band.window.map(window),
        })
    };
    let differing: serde_json::Map<String, Value> =
        said.iter().map(|(name, text)| ((*name).into(), json!(text))).collect();
    let bands = comparison.map(|found| found.bands.iter().enumerate().map(band).collect::<Vec<_>>());
    format!("{:#}\n", json!({ "equal": is_equal, "differing": differing, "bands": bands }))
}
