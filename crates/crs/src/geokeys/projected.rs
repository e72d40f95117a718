//! The projected CRS of a file: by code, by parts, or both.

use geotiff_core::{GeoKeyId, GeoKeys, Result};

use super::citation::Citation;
use super::{code, esri_web_mercator, geographic, linear_unit, projection, unit_size, unknown_unit};
use crate::conversion::Conversion;
use crate::coordinate_system::CoordinateSystem;
use crate::database::{self, Table};
use crate::definition::{Definition, GeodeticCrs, ProjectedCrs};
use crate::equivalence::is_same_projected;
use crate::id::Id;
use crate::methods::{FALSE_EASTING, FALSE_NORTHING, LONGITUDE_OF_ORIGIN, Method, SCALE};
use crate::parts;
use crate::unit::Unit;

pub(super) fn definition(keys: &GeoKeys) -> Result<Definition> {
    let id = code(keys, GeoKeyId::PROJECTED_CRS);
    let stated = match id.map(database::crs) {
        Some(Some(Definition::Projected(crs))) => Some(crs),
        // A code that is no projected CRS's, where one should be.
        Some(Some(other)) => return Ok(other),
        _ => None,
    };
    let has_method = keys.short(GeoKeyId::PROJ_METHOD).is_some_and(|method| method != super::USER_DEFINED);
    let has_conversion = has_method || code(keys, GeoKeyId::PROJECTION).is_some();
    if let (Some(id), None, false) = (id, &stated, has_conversion) {
        return Ok(Definition::Code(id, keys.name().map(str::to_string)));
    }
    let (name, cited_unit) = name(keys);
    let base = base(keys, stated.as_ref())?;
    let unit = cited_unit.filter(|_| stated.is_none()).or_else(|| linear_unit(keys));
    let of_code = stated.as_ref().and_then(|crs| crs.coordinate_system.unit());
    let unit = unit.or_else(|| of_code.cloned()).unwrap_or_else(unknown_unit);
    let Some((conversion, coordinate_system)) = conversion(keys, stated.as_ref(), &base, &unit, has_method) else {
        return Ok(Definition::Engineering(parts::engineering(&name, &unit)));
    };
    if let Some(stated) = stated {
        let name = stated.name.clone();
        let own = ProjectedCrs { name, base, conversion, coordinate_system, id: None };
        return Ok(Definition::Projected(if is_same_projected(&own, &stated) { stated } else { own }));
    }
    Ok(named(ProjectedCrs { name, base, conversion, coordinate_system, id: None }))
}

/// Names that mean a code whatever the keys say, and the register's name for ESRI's.
fn named(mut crs: ProjectedCrs) -> Definition {
    let of_name = match crs.name.as_str() {
        name if name.eq_ignore_ascii_case("WGS_1984_Web_Mercator") => esri_web_mercator().map(Definition::Projected),
        name if name.eq_ignore_ascii_case("Google Maps Global Mercator") => database::crs(Id::epsg(900_913)),
        _ => None,
    };
    if let Some(definition) = of_name {
        return definition;
    }
    if crs.name.contains('_')
        && let Some(definition) = database::named(Table::Projected, &crs.name).and_then(database::crs)
    {
        crs.name = definition.name().to_string();
    }
    Definition::Projected(crs)
}

/// What the CRS is called, and the unit that its citation names.
fn name(keys: &GeoKeys) -> (String, Option<Unit>) {
    let size = unit_size(keys, GeoKeyId::PROJ_LINEAR_UNIT_SIZE);
    let citations = [GeoKeyId::PROJECTED_CITATION, GeoKeyId::GT_CITATION];
    let texts = citations.iter().filter_map(|id| keys.text(*id)).filter(|text| !text.is_empty());
    let parsed: Vec<(&str, Option<Citation>)> = texts.map(|text| (text, Citation::parse(text))).collect();
    let unit = parsed.iter().find_map(|(_, citation)| citation.as_ref()?.unit(size));
    let name = parsed.into_iter().find_map(|(text, citation)| match citation {
        Some(citation) => citation.projected,
        None => Some(super::citation::cleaned(text)),
    });
    (name.unwrap_or_else(|| "unnamed".into()), unit)
}

/// The geographic CRS under it: the one that the keys name, with the parts that they tell.
fn base(keys: &GeoKeys, stated: Option<&ProjectedCrs>) -> Result<GeodeticCrs> {
    let id = code(keys, GeoKeyId::GEODETIC_CRS);
    let known = id.and_then(database::geodetic);
    match (known, stated) {
        // The stated CRS has the same in it, maybe in a form that the code alone doesn't tell.
        (Some(known), Some(stated)) if known.id == stated.base.id => geographic::crs(keys, Some(known)),
        (Some(known), _) => geographic::crs(keys, Some(known)),
        (None, Some(stated)) if !geographic::has_parts(keys) => Ok(stated.base.clone()),
        (None, stated) => geographic::crs(keys, stated.filter(|_| id.is_none()).map(|stated| stated.base.clone())),
    }
}

/// How it is projected, and its axes: by the keys of the method, else by the stated CRS, else by the conversion's code.
fn conversion(
    keys: &GeoKeys,
    stated: Option<&ProjectedCrs>,
    base: &GeodeticCrs,
    unit: &Unit,
    has_method: bool,
) -> Option<(Conversion, CoordinateSystem)> {
    let angle = base.coordinate_system.unit().cloned().unwrap_or_else(Unit::degree);
    let of_method = || {
        let (own, axes) = projection::conversion(keys, &angle, unit, base.datum.ellipsoid.is_sphere())?;
        Some((own, stated.map_or(axes, |stated| stated.coordinate_system.clone().in_unit(unit))))
    };
    let of_stated = || {
        let stated = stated?;
        Some((stated.conversion.clone().in_length_unit(unit), stated.coordinate_system.clone().in_unit(unit)))
    };
    let of_code = || {
        let id = code(keys, GeoKeyId::PROJECTION)?;
        let conversion = database::conversion(id).or_else(|| utm(id))?;
        Some((conversion.in_length_unit(unit), CoordinateSystem::easting_northing(unit)))
    };
    has_method.then(of_method).flatten().or_else(of_stated).or_else(of_code)
}

/// UTM's conversions, which follow a rule and need no register.
fn utm(id: Id) -> Option<Conversion> {
    let (zone, letter) = match id.code {
        code @ 16001..=16060 => (code - 16000, 'N'),
        code @ 16101..=16160 => (code - 16100, 'S'),
        _ => return None,
    };
    let utm = Method::TRANSVERSE_MERCATOR.conversion(&Unit::degree(), &Unit::metre(), |code| match code {
        LONGITUDE_OF_ORIGIN => f64::from(zone) * 6.0 - 183.0,
        SCALE => 0.9996,
        FALSE_EASTING => 500_000.0,
        FALSE_NORTHING if letter == 'S' => 10_000_000.0,
        _ => 0.0,
    });
    Some(Conversion { name: format!("UTM zone {zone}{letter}"), id: Some(id), ..utm })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utm_follows_its_rule() {
        for code in [16001, 16033, 16060, 16101, 16119, 16160] {
            let own = utm(Id::epsg(code)).unwrap();
            let Some(known) = database::conversion(Id::epsg(code)) else { continue };
            assert_eq!(known.name, own.name);
            assert!(crate::equivalence::is_same_conversion(&known, &own), "{code}");
        }
    }
}
