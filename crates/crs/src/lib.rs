//! Coordinate reference systems of GeoTIFF: GeoKeys and EPSG codes in, WKT2:2019 and PROJJSON out.
//!
//! ```text
//! GeoKeys   → geokeys ┐
//! EPSG code → database ├→ Definition (typed: datum, ellipsoid, conversion, axes) → identify → wkt2, projjson
//! ESRI WKT1 → wkt1    ┘
//! ```
//!
//! GeoKeys are understood as GDAL and libgeotiff understand them, quirks of old writers included. The definitions behind codes
//! come from the EPSG dataset, and lie in the library (feature `epsg`); coordinates are not transformed.
#![forbid(unsafe_code)]

mod conversion;
mod coordinate_system;
mod crs;
mod database;
mod datum;
mod definition;
mod equivalence;
mod geokeys;
mod id;
mod identify;
mod methods;
mod parts;
mod projjson;
mod shift;
mod unit;
mod wkt1;
mod wkt2;

pub use conversion::{Conversion, Parameter};
pub use coordinate_system::{Axis, CoordinateSystem, CoordinateSystemKind};
pub use crs::Crs;
pub use datum::{Ellipsoid, Ensemble, Flattening, GeodeticDatum, PrimeMeridian, VerticalDatum};
pub use definition::{
    BoundCrs, CompoundCrs, CrsKind, Definition, EngineeringCrs, GeodeticCrs, ProjectedCrs, VerticalCrs,
};
pub use id::{Authority, Id};
pub use unit::{Unit, UnitKind};
