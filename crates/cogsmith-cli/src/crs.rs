//! The coordinate reference system of a file, for people and for programs.

use cogsmith::{Crs, GeoKeys};
use serde_json::{Value, json};

/// The CRS of the keys; a file whose keys make none has none, and keeps its keys.
pub(crate) fn of(keys: &GeoKeys) -> Option<Crs> {
    Crs::from_geo_keys(keys).ok().flatten()
}

/// Code, name, and both texts; a text is null where only the code is known.
pub(crate) fn to_json(crs: &Crs) -> Value {
    let projjson = crs.to_projjson().ok().and_then(|text| serde_json::from_str::<Value>(&text).ok());
    json!({ "epsg": crs.epsg(), "name": crs.name(), "axis_mapping": crs.axis_mapping(), "epoch": crs.epoch, "wkt2": crs.to_wkt2().ok(), "projjson": projjson })
}

/// The code and the name, and the WKT2 on the lines that follow.
pub(crate) fn to_text(crs: &Crs) -> String {
    let mut text = crs.epsg().map_or_else(|| crs.name().to_string(), |code| format!("EPSG:{code}  {}", crs.name()));
    if let Some(epoch) = crs.epoch {
        text.push_str(&format!("\nat the epoch {epoch}"));
    }
    let [x, y] = crs.axis_mapping();
    text.push_str(&format!("\ncolumns follow its axis {x}, rows its axis {y}"));
    if let Ok(wkt2) = crs.to_wkt2() {
        text.push('\n');
        text.push_str(&wkt2);
    }
    text
}
