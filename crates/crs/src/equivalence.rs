//! Whether two definitions mean the same, whatever they and their parts are called.
//!
//! As PROJ compares them: numbers within 1e-10 of their size, datums by name, axes by direction and unit.

use crate::conversion::Conversion;
use crate::coordinate_system::CoordinateSystem;
use crate::database::{Table, is_same_name, named};
use crate::datum::{Ellipsoid, GeodeticDatum, PrimeMeridian};
use crate::definition::{GeodeticCrs, ProjectedCrs};

/// How far numbers may differ, in parts of them.
const TOLERANCE: f64 = 1e-10;

fn is_close(a: f64, b: f64) -> bool {
    (a - b).abs() <= TOLERANCE * a.abs().max(b.abs())
}

/// Angles and lengths that are nearly 0 need a measure of their own: a tenth of a micrometre on the ground.
fn is_close_si(a: f64, b: f64) -> bool {
    is_close(a, b) || (a - b).abs() < 1e-14
}

pub(crate) fn is_same_ellipsoid(a: &Ellipsoid, b: &Ellipsoid) -> bool {
    is_close(a.semi_major * a.unit.factor, b.semi_major * b.unit.factor)
        && is_close(a.inverse_flattening(), b.inverse_flattening())
}

pub(crate) fn is_same_meridian(a: &PrimeMeridian, b: &PrimeMeridian) -> bool {
    is_close_si(a.longitude * a.unit.factor, b.longitude * b.unit.factor)
}

/// Ellipsoid and meridian agree, and the names mean one datum.
pub(crate) fn is_same_datum(a: &GeodeticDatum, b: &GeodeticDatum) -> bool {
    let is_same_code = || matches!((a.id, b.id), (Some(a), Some(b)) if a == b);
    let is_alias =
        || named(Table::Datum, &a.name).is_some_and(|id| b.id == Some(id) || named(Table::Datum, &b.name) == Some(id));
    is_same_ellipsoid(&a.ellipsoid, &b.ellipsoid)
        && is_same_meridian(&a.prime_meridian, &b.prime_meridian)
        && (is_same_code() || is_same_name(&a.name, &b.name) || is_alias())
}

/// The same datum and axes; which of the axes comes first doesn't matter.
pub(crate) fn is_same_geodetic(a: &GeodeticCrs, b: &GeodeticCrs) -> bool {
    is_same_datum(&a.datum, &b.datum) && is_same_axes(&a.coordinate_system, &b.coordinate_system)
}

fn is_same_axes(a: &CoordinateSystem, b: &CoordinateSystem) -> bool {
    let has = |axis: &crate::Axis| {
        b.axes.iter().any(|other| other.direction == axis.direction && other.unit.is_same(&axis.unit))
    };
    a.kind == b.kind && a.axes.len() == b.axes.len() && a.axes.iter().all(has)
}

pub(crate) fn is_same_conversion(a: &Conversion, b: &Conversion) -> bool {
    let is_same_method = match (a.method_id, b.method_id) {
        (Some(a), Some(b)) => a == b,
        (None, None) => is_same_name(&a.method, &b.method),
        _ => false,
    };
    let has = |parameter: &crate::Parameter| {
        let is_it = |other: &&crate::Parameter| match (parameter.id, other.id) {
            (Some(a), Some(b)) => a == b,
            _ => is_same_name(&parameter.name, &other.name),
        };
        b.parameters.iter().find(is_it).is_some_and(|other| is_close_si(parameter.si(), other.si()))
    };
    is_same_method && a.parameters.len() == b.parameters.len() && a.parameters.iter().all(has)
}

/// The same base, conversion and unit. The axes of a GeoTIFF are those of its raster, x before y, whatever the register's are:
/// they count by their unit.
pub(crate) fn is_same_projected(a: &ProjectedCrs, b: &ProjectedCrs) -> bool {
    let is_same_unit = match (a.coordinate_system.unit(), b.coordinate_system.unit()) {
        (Some(a), Some(b)) => a.is_same(b),
        _ => false,
    };
    is_same_unit
        && is_same_conversion(&a.conversion, &b.conversion)
        && a.coordinate_system.axes.len() == b.coordinate_system.axes.len()
        && is_same_geodetic(&a.base, &b.base)
}
