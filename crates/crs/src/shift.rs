//! The seven numbers that lead from a datum to WGS 84: GeogTOWGS84GeoKey, TOWGS84 of WKT1.

use crate::coordinate_system::CoordinateSystem;
use crate::datum::{Ellipsoid, Flattening, GeodeticDatum, PrimeMeridian};
use crate::definition::{BoundCrs, GeodeticCrs};
use crate::id::Id;
use crate::unit::Unit;

/// The method by which they are meant.
pub(crate) const METHOD: (&str, Id) = ("Position Vector transformation (geog2D domain)", Id::epsg(9606));

/// Name and EPSG code of each.
pub(crate) const PARAMETERS: [(&str, u32); 7] = [
    ("X-axis translation", 8605),
    ("Y-axis translation", 8606),
    ("Z-axis translation", 8607),
    ("X-axis rotation", 8608),
    ("Y-axis rotation", 8609),
    ("Z-axis rotation", 8610),
    ("Scale difference", 8611),
];

/// What the transformation is called.
pub(crate) fn name(crs: &BoundCrs) -> String {
    let source = crs.source.geodetic().map_or("unknown", |geodetic| geodetic.name.as_str());
    format!("Transformation from {source} to WGS84")
}

/// Name, code and value; an abridged transformation has the scale as a factor and not as its parts per million.
pub(crate) fn abridged(crs: &BoundCrs) -> impl Iterator<Item = (&'static str, u32, f64)> + '_ {
    PARAMETERS
        .iter()
        .zip(crs.to_wgs84)
        .map(|(&(name, code), value)| (name, code, if code == 8611 { 1.0 + value * 1e-6 } else { value }))
}

/// WGS 84, as builds without the register know it, too.
pub(crate) fn target() -> GeodeticCrs {
    GeodeticCrs {
        name: "WGS 84".into(),
        datum: GeodeticDatum {
            name: "World Geodetic System 1984".into(),
            ellipsoid: wgs84_ellipsoid(),
            prime_meridian: PrimeMeridian::greenwich(),
            frame_epoch: None,
            anchor_epoch: None,
            ensemble: None,
            id: Some(Id::epsg(6326)),
        },
        coordinate_system: CoordinateSystem::latitude_longitude(&Unit::degree()),
        id: Some(Id::epsg(4326)),
    }
}

/// The ellipsoid of WGS 84.
pub(crate) fn wgs84_ellipsoid() -> Ellipsoid {
    let (semi_major, flattening) = (6_378_137.0, Flattening::Inverse(298.257_223_563));
    Ellipsoid { name: "WGS 84".into(), semi_major, flattening, unit: Unit::metre(), id: Some(Id::epsg(7030)) }
}
