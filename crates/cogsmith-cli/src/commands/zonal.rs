//! `cogsmith zonal`: statistics of polygons.

use cogsmith::{Error, Feature, Number, Region, Result, Touch, ZonalSpec, Zone};
use serde_json::{Map, Value, json};

use super::distribution::exact_number;
use crate::args::{Zonal, ZonalFormat};
use crate::csv;
use crate::interrupt::Interrupt;
use crate::number::{exact, json_number};
use crate::progress::Progress;

pub(crate) fn run(args: &Zonal) -> Result<()> {
    let dataset = super::open(&args.file, &args.input)?;
    let name = args.file.display().to_string();
    let band = super::bands(&[args.band], dataset.bands()).map_err(|error| error.in_file(&name))?;
    let zones_name = args.zones.display().to_string();
    let features = cogsmith::features(&super::read_text(&args.zones)?).map_err(|error| error.in_file(&zones_name))?;
    let touch = if args.all_touched { Touch::All } else { Touch::Centers };
    let all: Vec<_> = features.iter().flat_map(|feature| feature.region.polygons()).cloned().collect();
    // Polygons may lie beside the raster, but not all of them.
    Region::from(all).on(dataset.profile(), touch).map_err(|error| error.in_file(&zones_name))?;
    let Some(transform) = dataset.transform() else {
        return Err(Error::parameter("the raster has no transform").in_file(name));
    };
    let percentiles: Vec<f64> = std::iter::once(50.0).chain(args.percentiles.iter().copied()).collect();
    let frequencies = !dataset.sample_type().is_float();
    let spec = ZonalSpec { band: band[0], touch, percentiles, frequencies };
    let regions: Vec<Region> = features.iter().map(|feature| feature.region.clone()).collect();
    let interrupt = Interrupt::listen()?;
    let progress = Progress::new(dataset.height() as u64, "rows", args.work.quiet);
    let zones = super::with_threads(&args.work, || {
        cogsmith::zonal(&dataset, &regions, transform, &spec, &|rows| {
            progress.advance(rows);
            !interrupt.is_asked()
        })
    })?;
    progress.finish();
    let zones = zones.map_err(|error| error.in_file(&name))?;
    let figures: Vec<Map<String, Value>> = zones.iter().map(|zone| figures(zone, &spec.percentiles)).collect();
    super::print(&match args.format {
        ZonalFormat::Csv => to_csv(&features, &figures),
        ZonalFormat::Json => {
            let zones: Vec<Value> = features.iter().zip(&figures).map(|(f, figures)| together(f, figures)).collect();
            format!("{:#}\n", Value::from(zones))
        }
        ZonalFormat::Geojson => to_geojson(&features, &figures),
    })
}

/// By the names of rasterstats, in its order; null where no pixel is valid.
fn figures(zone: &Zone, percentiles: &[f64]) -> Map<String, Value> {
    let s = &zone.statistics;
    let figure = |value| if s.valid == 0 { Value::Null } else { json_number(value) };
    let mut figures = Map::new();
    let mut add = |name: &str, value| figures.insert(name.into(), value);
    add("count", json!(s.valid));
    for (name, value) in [("min", s.min), ("max", s.max), ("mean", s.mean), ("std", s.std), ("sum", zone.sum)] {
        add(name, figure(value));
    }
    for (i, (p, &value)) in percentiles.iter().zip(&zone.percentiles).enumerate() {
        // The first is the median.
        let name = if i == 0 { "median".into() } else { format!("percentile_{}", exact(*p)) };
        add(&name, figure(value));
    }
    if let Some(unique) = zone.unique {
        let number = |number: Option<Number>| number.map_or(Value::Null, exact_number);
        add("unique", json!(unique));
        add("majority", number(zone.majority));
        add("minority", number(zone.minority));
    }
    figures
}

fn together(feature: &Feature, figures: &Map<String, Value>) -> Value {
    let mut all = feature.properties.clone();
    all.extend(figures.clone());
    all.into()
}

fn to_csv(features: &[Feature], figures: &[Map<String, Value>]) -> String {
    let mut names: Vec<&String> = Vec::new();
    let mut seen = std::collections::HashSet::new();
    let of_figures = figures.first().into_iter().flat_map(Map::keys);
    // A figure takes the place of a property of its name.
    let own: std::collections::HashSet<&String> = figures.first().into_iter().flat_map(Map::keys).collect();
    for name in features.iter().flat_map(|feature| feature.properties.keys()).filter(|name| !own.contains(name)) {
        if seen.insert(name) {
            names.push(name);
        }
    }
    names.extend(of_figures);
    let cell = |value: Option<&Value>| match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(value) => value.to_string(),
    };
    let head = csv::line(std::iter::once("zone".to_string()).chain(names.iter().map(|name| (*name).clone())));
    let line = |(i, (feature, figures)): (usize, (&Feature, &Map<String, Value>))| {
        let value = |name: &&String| cell(figures.get(*name).or_else(|| feature.properties.get(*name)));
        csv::line(std::iter::once((i + 1).to_string()).chain(names.iter().map(value)))
    };
    head + &features.iter().zip(figures).enumerate().map(line).collect::<String>()
}

fn to_geojson(features: &[Feature], figures: &[Map<String, Value>]) -> String {
    let feature = |(feature, figures): (&Feature, &Map<String, Value>)| {
        let geometry = if feature.region.polygons().is_empty() { Value::Null } else { feature.region.to_geojson() };
        let mut out = json!({ "type": "Feature" });
        if let Some(id) = &feature.id {
            out["id"] = id.clone();
        }
        out["properties"] = together(feature, figures);
        out["geometry"] = geometry;
        out.to_string()
    };
    let lines: Vec<String> = features.iter().zip(figures).map(feature).collect();
    format!("{{\"type\":\"FeatureCollection\",\"features\":[\n{}\n]}}\n", lines.join(",\n"))
}
