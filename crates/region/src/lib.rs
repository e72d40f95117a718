//! Polygons from GeoJSON and WKT, and the pixels that they cover.
//!
//! ```text
//! text → Region (coordinates) → with a GeoTransform: PixelRegion → the columns of each row of a Window
//! ```
//!
//! Coordinates are taken in the raster's own CRS; nothing is reprojected. GeoJSON's own CRS is WGS 84 unless it says
//! otherwise, so that GeoJSON fits a raster in degrees as it is, and any other after it was reprojected.
#![forbid(unsafe_code)]

mod feature;
mod geojson;
mod pixels;
mod polygon;
mod wkt;

pub use feature::{Feature, features};
pub use pixels::{PixelRegion, Touch};
pub use polygon::{Polygon, Region};
pub use serde_json::{Map, Value};
