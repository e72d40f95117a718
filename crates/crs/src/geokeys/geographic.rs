//! The geographic CRS of a file, or the one under its projected CRS: by code, by parts, or both.

use geotiff_core::{Error, GeoKeyId, GeoKeys, Result};

use super::citation::Citation;
use super::{code, finished, linear_unit, unit_size};
use crate::coordinate_system::CoordinateSystem;
use crate::crs::no_definition;
use crate::database::{self, Table};
use crate::datum::{Ellipsoid, Flattening, GeodeticDatum, PrimeMeridian};
use crate::definition::{Definition, GeodeticCrs};
use crate::equivalence::is_same_meridian;
use crate::parts::{named_datum, named_ellipsoid, prime_meridian};
use crate::shift::wgs84_ellipsoid;
use crate::unit::{Unit, UnitKind};

/// A file whose coordinates are angles.
pub(super) fn definition(keys: &GeoKeys) -> Result<Definition> {
    let stated = code(keys, GeoKeyId::GEODETIC_CRS);
    let known = stated.and_then(database::geodetic);
    if let (Some(id), None) = (stated, &known)
        && !has_parts(keys)
    {
        let name = keys.text(GeoKeyId::GEODETIC_CITATION).or(keys.text(GeoKeyId::GT_CITATION));
        return Ok(Definition::Code(id, name.map(str::to_string)));
    }
    if let Some(known) = known.as_ref().filter(|known| is_moving(&known.datum)) {
        // Its keys can't say all that the code says, and are left aside.
        return Ok(Definition::Geodetic(known.clone()));
    }
    crs(keys, known).map(Definition::Geodetic)
}

/// Whether coordinates in it change with time.
fn is_moving(datum: &GeodeticDatum) -> bool {
    let members = datum.ensemble.iter().flat_map(|ensemble| &ensemble.members);
    let mut members = members.filter_map(|(_, id)| database::geodetic_datum(*id));
    datum.frame_epoch.is_some() || members.any(|member| member.frame_epoch.is_some())
}

/// A file of geocentric coordinates.
pub(super) fn geocentric(keys: &GeoKeys) -> Result<Definition> {
    let stated = code(keys, GeoKeyId::GEODETIC_CRS);
    let known = stated.and_then(database::geodetic);
    if let Some(known) = known.as_ref().filter(|known| !known.is_geographic()) {
        return Ok(Definition::Geodetic(known.clone()));
    }
    if let (Some(id), None, false) = (stated, &known, has_parts(keys)) {
        return Ok(Definition::Code(id, keys.text(GeoKeyId::GEODETIC_CITATION).map(str::to_string)));
    }
    let name = keys.text(GeoKeyId::GT_CITATION).or(keys.text(GeoKeyId::GEODETIC_CITATION)).unwrap_or("unnamed");
    let base = crs(keys, known)?;
    let coordinate_system = CoordinateSystem::geocentric(&linear_unit(keys).unwrap_or_else(Unit::metre));
    Ok(finished(keys, Definition::Geodetic(GeodeticCrs { name: name.into(), coordinate_system, id: None, ..base })))
}

/// Whether keys tell of the ellipsoid or the datum.
pub(super) fn has_parts(keys: &GeoKeys) -> bool {
    let sizes = [GeoKeyId::ELLIPSOID_SEMI_MAJOR_AXIS, GeoKeyId::ELLIPSOID, GeoKeyId::GEODETIC_DATUM];
    sizes.iter().any(|id| keys.value(*id).is_some())
}

/// The CRS of the keys, with what `known` has where they are silent. If they agree with it, it is that.
pub(super) fn crs(keys: &GeoKeys, known: Option<GeodeticCrs>) -> Result<GeodeticCrs> {
    let text = keys.text(GeoKeyId::GEODETIC_CITATION).filter(|text| !text.is_empty());
    // Of a known code, the register's names hold.
    let citation = text.filter(|_| known.is_none()).map(|text| {
        Citation::parse(text).unwrap_or_else(|| Citation { geographic: Some(text.into()), ..Citation::default() })
    });
    let citation = citation.unwrap_or_default();
    let unit = angular_unit(keys, &citation, known.as_ref());
    let datum = datum(keys, &citation, known.as_ref(), &unit)?;
    let coordinate_system = CoordinateSystem::latitude_longitude(&unit);
    let Some(known) = known else {
        let name = citation.geographic.filter(|name| !name.is_empty()).unwrap_or_else(|| datum.name.clone());
        let official = if name.starts_with("GCS_") { database::named(Table::Geodetic, &name) } else { None };
        let name = official.and_then(database::geodetic).map_or(name, |crs| crs.name);
        return Ok(GeodeticCrs { name, datum, coordinate_system, id: None });
    };
    let is_same_unit = known.coordinate_system.unit().is_some_and(|known| known.is_same(&unit));
    let is_2d = known.is_geographic() && known.coordinate_system.axes.len() == 2;
    if is_2d && is_same_unit && datum.id.is_some() && datum.id == known.datum.id {
        return Ok(known);
    }
    // Of a code in three dimensions, GDAL takes two: the raster's.
    Ok(GeodeticCrs { name: known.name, datum, coordinate_system, id: None })
}

/// The unit of angles: by code, by size, or that of the stated CRS.
fn angular_unit(keys: &GeoKeys, citation: &Citation, known: Option<&GeodeticCrs>) -> Unit {
    let of_code = code(keys, GeoKeyId::GEOG_ANGULAR_UNITS).and_then(database::unit);
    if let Some(unit) = of_code.filter(|unit| unit.kind == UnitKind::Angle) {
        // Degrees that are to be written otherwise (9107, 9110) are degrees in a raster.
        return if unit.is_same(&Unit::degree()) { Unit::degree() } else { unit };
    }
    if keys.value(GeoKeyId::GEOG_ANGULAR_UNITS).is_none()
        && let Some(unit) =
            known.and_then(|crs| crs.coordinate_system.unit()).filter(|unit| unit.kind == UnitKind::Angle)
    {
        return unit.clone();
    }
    let size = unit_size(keys, GeoKeyId::GEOG_ANGULAR_UNIT_SIZE);
    let unit = Unit::degree();
    match (size, &citation.angular_unit) {
        (Some(size), name) => Unit::new(name.as_deref().unwrap_or("unknown"), UnitKind::Angle, size),
        (None, Some(name)) => Unit::new(name, UnitKind::Angle, unit.factor),
        (None, None) => unit,
    }
}

/// The datum: the stated one, if the keys of its parts agree with it.
fn datum(keys: &GeoKeys, citation: &Citation, known: Option<&GeodeticCrs>, angle: &Unit) -> Result<GeodeticDatum> {
    let by_code = code(keys, GeoKeyId::GEODETIC_DATUM).and_then(database::geodetic_datum);
    let stated = by_code.or_else(|| known.map(|crs| crs.datum.clone()));
    let ellipsoid = ellipsoid(keys, citation, stated.as_ref())?;
    let meridian = meridian(keys, citation, stated.as_ref(), angle)?;
    let is_same = |datum: &GeodeticDatum| {
        is_near(&datum.ellipsoid, &ellipsoid) && is_same_meridian(&datum.prime_meridian, &meridian)
    };
    match stated {
        Some(datum) if is_same(&datum) => Ok(datum),
        Some(datum) => Ok(GeodeticDatum { ellipsoid, prime_meridian: meridian, ensemble: None, id: None, ..datum }),
        None => Ok(named_datum(citation.datum.as_deref().unwrap_or("unknown"), ellipsoid, meridian)),
    }
}

/// Whether two ellipsoids differ by no more than what writers round away: some centimetres.
fn is_near(a: &Ellipsoid, b: &Ellipsoid) -> bool {
    let differs = |a: f64, b: f64| (a - b).abs() > 1e-8 * a.abs().max(b.abs());
    let axis = |ellipsoid: &Ellipsoid| ellipsoid.semi_major * ellipsoid.unit.factor;
    !differs(axis(a), axis(b)) && !differs(a.inverse_flattening(), b.inverse_flattening())
}

/// The ellipsoid: by code, by its axes, or that of the stated datum.
fn ellipsoid(keys: &GeoKeys, citation: &Citation, stated: Option<&GeodeticDatum>) -> Result<Ellipsoid> {
    let by_code = code(keys, GeoKeyId::ELLIPSOID).and_then(database::ellipsoid);
    let base = by_code.or_else(|| stated.map(|datum| datum.ellipsoid.clone()));
    let base_axis = base.as_ref().map(|base| base.semi_major * base.unit.factor);
    let semi_major = keys.double(GeoKeyId::ELLIPSOID_SEMI_MAJOR_AXIS).or(base_axis).unwrap_or(0.0);
    if semi_major == 0.0 {
        // Where a code tells it that this build doesn't know, nothing else will do; where nothing tells it, GDAL, too, takes this.
        let codes = [GeoKeyId::ELLIPSOID, GeoKeyId::GEODETIC_DATUM, GeoKeyId::GEODETIC_CRS];
        let unknown = codes.iter().find_map(|id| code(keys, *id));
        return match (base, unknown) {
            (Some(base), _) => Ok(base),
            (None, Some(id)) => Err(no_definition(id)),
            (None, None) => Ok(wgs84_ellipsoid()),
        };
    }
    let inverse = keys
        .double(GeoKeyId::ELLIPSOID_INV_FLATTENING)
        .map(|inverse| if inverse.is_infinite() { 0.0 } else { inverse });
    let minor = keys.double(GeoKeyId::ELLIPSOID_SEMI_MINOR_AXIS);
    let flattening = match (inverse, minor, &base) {
        (Some(inverse), ..) => Flattening::Inverse(inverse),
        (None, Some(minor), _) => Flattening::SemiMinor(minor),
        (None, None, Some(base)) => Flattening::Inverse(base.inverse_flattening()),
        (None, None, None) => Flattening::Inverse(0.0),
    };
    let name = citation.ellipsoid.clone().or_else(|| base.as_ref().map(|base| base.name.clone()));
    let own = Ellipsoid {
        name: name.unwrap_or_else(|| "unnamed".into()),
        semi_major,
        flattening,
        unit: Unit::metre(),
        id: None,
    };
    let inverse = own.inverse_flattening();
    if !semi_major.is_finite() || semi_major <= 0.0 || !inverse.is_finite() || (inverse != 0.0 && inverse <= 1.0) {
        return Err(Error::format(format!(
            "no ellipsoid has the semi-major axis {semi_major} and the inverse flattening {inverse}"
        )));
    }
    Ok(base.filter(|base| is_near(base, &own)).unwrap_or_else(|| named_ellipsoid(own)))
}

/// The prime meridian: by code, by its longitude, or that of the stated datum.
fn meridian(
    keys: &GeoKeys,
    citation: &Citation,
    stated: Option<&GeodeticDatum>,
    angle: &Unit,
) -> Result<PrimeMeridian> {
    if let Some(meridian) = code(keys, GeoKeyId::PRIME_MERIDIAN).and_then(database::prime_meridian) {
        return Ok(meridian);
    }
    let longitude = keys.double(GeoKeyId::PRIME_MERIDIAN_LONGITUDE);
    let stated = stated.map(|datum| datum.prime_meridian.clone());
    match (longitude, &citation.prime_meridian, stated) {
        (Some(longitude), ..) if !longitude.is_finite() => {
            Err(Error::format(format!("no prime meridian has the longitude {longitude}")))
        }
        // What has a name there is in degrees, as GDAL writes it.
        (longitude, Some(name), _) => Ok(prime_meridian(name, longitude.unwrap_or(0.0), &Unit::degree())),
        (_, None, Some(stated)) => Ok(stated),
        (Some(longitude), None, None) if longitude != 0.0 => Ok(prime_meridian("unknown", longitude, angle)),
        _ => Ok(PrimeMeridian::greenwich()),
    }
}
