//! GeoJSON (RFC 7946), as far as it speaks of polygons.
//!
//! The parser of JSON does all of the work; a crate of GeoJSON would add types for points and lines, which are refused here.

use geotiff_core::{Error, Result};
use serde_json::{Map, Value};

use crate::feature::Feature;
use crate::polygon::{Polygon, Region};

/// Collections within collections; more than any writer makes.
const DEEPEST: usize = 32;

pub(crate) fn parse(text: &str) -> Result<Vec<Feature>> {
    let value: Value = serde_json::from_str(text.trim_start_matches('\u{feff}'))
        .map_err(|error| Error::parameter(format!("this is no GeoJSON: {error}")))?;
    match kind(&value)? {
        "FeatureCollection" => list(&value, "features")?.iter().map(feature).collect(),
        "Feature" => Ok(vec![feature(&value)?]),
        _ => Ok(vec![Feature { region: geometry(&value)?, ..Feature::default() }]),
    }
}

fn kind(value: &Value) -> Result<&str> {
    value.get("type").and_then(Value::as_str).ok_or_else(|| Error::parameter("an object of GeoJSON has no \"type\""))
}

fn list<'a>(value: &'a Value, key: &str) -> Result<&'a Vec<Value>> {
    let list = value.get(key).and_then(Value::as_array);
    list.ok_or_else(|| Error::parameter(format!("an object of GeoJSON has no list of \"{key}\"")))
}

fn feature(value: &Value) -> Result<Feature> {
    if kind(value)? != "Feature" {
        return Err(Error::parameter(format!("a {} of GeoJSON is where a Feature should be", kind(value)?)));
    }
    let region = match value.get("geometry") {
        None | Some(Value::Null) => Region::default(),
        Some(value) => geometry(value)?,
    };
    let properties = value.get("properties").and_then(Value::as_object).map_or_else(Map::new, Map::clone);
    Ok(Feature { id: value.get("id").filter(|id| !id.is_null()).cloned(), region, properties })
}

fn geometry(value: &Value) -> Result<Region> {
    let mut polygons = Vec::new();
    collect(value, DEEPEST, &mut polygons)?;
    Ok(polygons.into())
}

fn collect(value: &Value, depth: usize, polygons: &mut Vec<Polygon>) -> Result<()> {
    match kind(value)? {
        // An empty list is an empty geometry.
        "Polygon" => match list(value, "coordinates")? {
            rings if rings.is_empty() => {}
            rings => polygons.push(polygon(rings)?),
        },
        "MultiPolygon" => {
            for rings in list(value, "coordinates")? {
                polygons.push(polygon(rings.as_array().ok_or_else(malformed)?)?);
            }
        }
        "GeometryCollection" if depth > 0 => {
            list(value, "geometries")?.iter().try_for_each(|value| collect(value, depth - 1, polygons))?;
        }
        "GeometryCollection" => return Err(Error::parameter("collections of GeoJSON are nested too deeply")),
        other => {
            return Err(Error::parameter(format!("only polygons cover pixels, and there is a {other} of GeoJSON")));
        }
    }
    Ok(())
}

fn polygon(rings: &[Value]) -> Result<Polygon> {
    let ring = |ring: &Value| ring.as_array().ok_or_else(malformed)?.iter().map(point).collect();
    Polygon::new(rings.iter().map(ring).collect::<Result<_>>()?)
}

fn point(value: &Value) -> Result<[f64; 2]> {
    match value.as_array().map(Vec::as_slice) {
        Some([x, y, ..]) => Ok([x.as_f64().ok_or_else(malformed)?, y.as_f64().ok_or_else(malformed)?]),
        _ => Err(malformed()),
    }
}

fn malformed() -> Error {
    Error::parameter("the coordinates of a polygon of GeoJSON are no list of rings of points")
}

#[cfg(test)]
mod tests {
    use crate::features;

    const RING: &str = "[[[0,0],[4,0],[4,4,9.5],[0,0]]]";

    #[test]
    fn every_holder_of_polygons_is_read() {
        let polygon = format!(r#"{{"type":"Polygon","coordinates":{RING}}}"#);
        let multi = format!(r#"{{"type":"MultiPolygon","coordinates":[{RING},{RING}]}}"#);
        let nested = format!(r#"{{"type":"GeometryCollection","geometries":[{polygon},{multi}]}}"#);
        let feature = |geometry: &str| format!(r#"{{"type":"Feature","properties":null,"geometry":{geometry}}}"#);
        let all = format!(r#"{{"type":"FeatureCollection","features":[{},{}]}}"#, feature(&nested), feature("null"));
        for (text, counts) in [
            (&polygon, vec![1]),
            (&multi, vec![2]),
            (&nested, vec![3]),
            (&feature(&multi), vec![2]),
            (&all, vec![3, 0]),
        ] {
            let found: Vec<usize> = features(text).unwrap().iter().map(|f| f.region.polygons().len()).collect();
            assert_eq!(found, counts, "{text}");
        }
    }

    #[test]
    fn what_is_no_polygon_is_told() {
        for (text, said) in [
            (r#"{"type":"Point","coordinates":[1,2]}"#, "only polygons"),
            (r#"{"type":"Polygon","coordinates":[[1,2]]}"#, "no list of rings"),
            (r#"{"type":"Polygon","coordinates":[[[1,"2"]]]}"#, "no list of rings"),
            (r#"{"type":"Polygon"}"#, "coordinates"),
            (r#"{"features":[]}"#, "type"),
            (r#"{"type":"FeatureCollection","features":[]}"#, "no polygon"),
            (r#"{"type":"#, "no GeoJSON"),
        ] {
            let error = features(text).unwrap_err().to_string();
            assert!(error.contains(said), "{error}");
        }
        let deep = format!("{}{}", r#"{"type":"GeometryCollection","geometries":["#.repeat(40), "]}".repeat(40));
        assert!(features(&deep).unwrap_err().to_string().contains("deep"));
    }
}
