//! Parts by the names that files give to them: the register's, where it has one that fits.

use crate::coordinate_system::CoordinateSystem;
use crate::database::{self, Table};
use crate::datum::{Ellipsoid, GeodeticDatum, PrimeMeridian, VerticalDatum};
use crate::definition::EngineeringCrs;
use crate::equivalence::{is_same_ellipsoid, is_same_meridian};
use crate::unit::{Unit, UnitKind};

/// Axes of a plane without a place.
pub(crate) fn engineering(name: &str, unit: &Unit) -> EngineeringCrs {
    let coordinate_system = CoordinateSystem::easting_northing(unit);
    EngineeringCrs { name: name.into(), datum: ("Unknown engineering datum".into(), None), coordinate_system, id: None }
}

/// The register's unit of this size, or one of this name.
pub(crate) fn named_unit(name: &str, kind: UnitKind, factor: f64) -> Unit {
    let own = Unit::new(name, kind, factor);
    [Unit::metre(), Unit::degree()]
        .into_iter()
        .find(|unit| unit.is_same(&own))
        .or_else(|| database::unit_of_size(kind, factor))
        .unwrap_or(own)
}

/// The register's ellipsoid of this name, if it has this size.
pub(crate) fn named_ellipsoid(own: Ellipsoid) -> Ellipsoid {
    let known = database::named(Table::Ellipsoid, &own.name).and_then(database::ellipsoid);
    known.filter(|known| is_same_ellipsoid(known, &own)).unwrap_or(own)
}

/// Greenwich, or the meridian of this name.
pub(crate) fn prime_meridian(name: &str, longitude: f64, unit: &Unit) -> PrimeMeridian {
    if longitude == 0.0 && name.eq_ignore_ascii_case("Greenwich") {
        return PrimeMeridian::greenwich();
    }
    PrimeMeridian { name: name.into(), longitude, unit: unit.clone(), id: None }
}

/// The register's datum of this name, or one of ESRI's or of WKT1's names for it, if it is on this ellipsoid.
pub(crate) fn named_datum(name: &str, ellipsoid: Ellipsoid, prime_meridian: PrimeMeridian) -> GeodeticDatum {
    let names = [name.to_string(), format!("D_{name}"), format!("{name} ensemble")];
    let known =
        names.iter().flat_map(|name| database::all_named(Table::Datum, name)).filter_map(database::geodetic_datum);
    let known: Vec<GeodeticDatum> = known.filter(|known| is_same_ellipsoid(&known.ellipsoid, &ellipsoid)).collect();
    if let Some(known) = known.iter().find(|known| is_same_meridian(&known.prime_meridian, &prime_meridian)) {
        return known.clone();
    }
    let name = known.first().map_or_else(|| name.strip_prefix("D_").unwrap_or(name), |known| &known.name);
    GeodeticDatum {
        name: name.into(),
        ellipsoid,
        prime_meridian,
        frame_epoch: None,
        anchor_epoch: None,
        ensemble: None,
        id: None,
    }
}

/// The register's vertical datum of this name, or an unknown one.
pub(crate) fn named_vertical_datum(name: &str) -> VerticalDatum {
    let known = database::named(Table::VerticalDatum, name).and_then(database::vertical_datum);
    known.unwrap_or_else(|| VerticalDatum {
        name: name.into(),
        frame_epoch: None,
        anchor_epoch: None,
        ensemble: None,
        id: None,
    })
}
