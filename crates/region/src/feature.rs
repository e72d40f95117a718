//! Polygons that have names and numbers.

use geotiff_core::{Error, Result};
use serde_json::{Map, Value};

use crate::polygon::Region;

/// A region and what is known of it.
///
/// ```
/// let text = r#"{"type": "Feature", "id": 7, "properties": {"name": "lake"}, "geometry":
///     {"type": "Polygon", "coordinates": [[[0, 0], [4, 0], [4, 4], [0, 0]]]}}"#;
/// let features = region::features(text)?;
/// assert_eq!((features[0].properties["name"].as_str(), &features[0].id), (Some("lake"), &Some(7.into())));
/// # Ok::<(), geotiff_core::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Feature {
    /// GeoJSON's `id`.
    pub id: Option<Value>,
    /// Where it is; empty if its geometry is null.
    pub region: Region,
    /// GeoJSON's `properties`.
    pub properties: Map<String, Value>,
}

/// The features in a text: those of GeoJSON, or of WKT, a geometry on each line, without properties.
///
/// # Errors
/// `Parameter` if it is neither, or holds anything but polygons, or nothing.
pub fn features(text: &str) -> Result<Vec<Feature>> {
    let text = text.trim_start_matches('\u{feff}');
    let features = if text.trim_start().starts_with('{') {
        crate::geojson::parse(text)?
    } else {
        let lines = text.lines().filter(|line| !line.trim().is_empty());
        lines
            .map(|line| Ok(Feature { region: Region::from_wkt(line)?, ..Feature::default() }))
            .collect::<Result<_>>()?
    };
    if features.is_empty() { Err(Error::parameter("there is no polygon in it")) } else { Ok(features) }
}
