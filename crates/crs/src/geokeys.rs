//! From GeoKeys to a CRS, as GDAL (`GTIFGetOGISDefn`) and libgeotiff (`GTIFGetDefn`) understand them.
//!
//! Where keys and the code beside them disagree by more than rounding, the keys hold, and the code is not theirs any more.

mod citation;
mod geographic;
mod projected;
mod projection;
mod vertical;

use geotiff_core::{GeoKeyId, GeoKeys, Result};

use crate::conversion::Conversion;
use crate::crs::Crs;
use crate::database;
use crate::definition::{BoundCrs, Definition, ProjectedCrs};
use crate::id::Id;
use crate::identify;
use crate::methods::Method;
use crate::unit::{Unit, UnitKind};
use crate::{parts, wkt1};

/// "No code: the keys that follow define it."
const USER_DEFINED: u16 = 32767;

/// What is said before a WKT1 of ESRI's.
const PE_STRING: &str = "ESRI PE String = ";

/// Which heights are reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Heights {
    /// As GDAL does by default: none of a GeoTIFF 1.0, whose writers often meant none.
    OfGeoTiff11,
    /// All, as with GTIFF_REPORT_COMPD_CS=YES.
    All,
}

/// The CRS of the keys; `None`, if none of them is of one.
pub(crate) fn crs(keys: &GeoKeys, heights: Heights) -> Result<Option<Crs>> {
    let is_of_crs = |id: &GeoKeyId| *id != GeoKeyId::GT_RASTER_TYPE && id.name().is_some();
    if !keys.keys.iter().any(|(id, _)| is_of_crs(id)) {
        return Ok(None);
    }
    let definition = match model(keys) {
        Model::Projected => with_heights(keys, heights, projected::definition(keys)?),
        Model::Geographic => with_heights(keys, heights, geographic::definition(keys)?),
        Model::Geocentric => geographic::geocentric(keys)?,
        Model::Local => local(keys)?,
    };
    let epoch = keys.double(GeoKeyId::COORDINATE_EPOCH).filter(|epoch| epoch.is_finite());
    Ok(Some(Crs { definition, epoch }))
}

enum Model {
    Projected,
    Geographic,
    Geocentric,
    Local,
}

fn model(keys: &GeoKeys) -> Model {
    match keys.short(GeoKeyId::GT_MODEL_TYPE) {
        Some(1) => Model::Projected,
        Some(2) => Model::Geographic,
        Some(3) => Model::Geocentric,
        // Some writers forget the model beside the code.
        None | Some(USER_DEFINED) if code(keys, GeoKeyId::PROJECTED_CRS).is_some() => Model::Projected,
        _ => Model::Local,
    }
}

/// The code that a key holds, unless it says that it has none; codes above 32767 are private.
fn code(keys: &GeoKeys, id: GeoKeyId) -> Option<Id> {
    keys.short(id).filter(|&code| code != 0 && code < USER_DEFINED).map(|code| Id::epsg(code.into()))
}

/// The register's name for it where a name says ESRI's, and the code where name and definition are known; then what leads to
/// WGS 84.
fn finished(keys: &GeoKeys, definition: Definition) -> Definition {
    let definition = identify::named_definition(definition);
    let is_known = definition.geodetic().is_some_and(|geodetic| geodetic.datum.id.is_some());
    let mut to_wgs84 = [0.0; 7];
    match keys.doubles(GeoKeyId::GEOG_TOWGS84) {
        // Of a known datum, better ways to WGS 84 are known, too.
        Some(numbers) if !is_known && numbers.iter().all(|number| number.is_finite()) => {
            to_wgs84.iter_mut().zip(numbers).for_each(|(to, from)| *to = *from);
            Definition::Bound(BoundCrs { source: Box::new(definition), to_wgs84 })
        }
        _ => definition,
    }
}

fn with_heights(keys: &GeoKeys, heights: Heights, definition: Definition) -> Definition {
    let definition = finished(keys, vertical::with_ellipsoidal_height(keys, definition));
    if heights == Heights::OfGeoTiff11 && keys.revision == (1, 0) {
        return definition;
    }
    vertical::compound(keys, definition)
}

/// A CRS of ESRI's software, or axes without a place.
fn local(keys: &GeoKeys) -> Result<Definition> {
    if let Some((_, text)) = keys.text(GeoKeyId::PROJECTED_CITATION).and_then(|text| text.split_once(PE_STRING)) {
        return Ok(pe_string(text)?.definition);
    }
    let name = keys.text(GeoKeyId::GT_CITATION).or(keys.text(GeoKeyId::GEODETIC_CITATION));
    let name = citation::cleaned(name.unwrap_or("unnamed"));
    Ok(Definition::Engineering(parts::engineering(&name, &linear_unit(keys).unwrap_or_else(unknown_unit))))
}

fn pe_string(text: &str) -> Result<Crs> {
    let crs = identify::named(wkt1::crs(text)?);
    // Web Mercator's ESRI name, which old WKT1 has with an ellipsoidal Mercator.
    let is_web_mercator = text.contains("PROJCS[\"WGS_1984_Web_Mercator_Auxiliary_Sphere\"");
    Ok(match database::crs(Id::epsg(3857)) {
        Some(definition) if is_web_mercator => definition.into(),
        _ => crs,
    })
}

/// The unit that the keys give to lengths: by code, by size, or by name in a citation.
fn linear_unit(keys: &GeoKeys) -> Option<Unit> {
    let code = code(keys, GeoKeyId::PROJ_LINEAR_UNITS);
    if let Some(unit) = code.and_then(database::unit).filter(|unit| unit.kind == UnitKind::Length) {
        return Some(unit);
    }
    let size = unit_size(keys, GeoKeyId::PROJ_LINEAR_UNIT_SIZE)?;
    Some(parts::named_unit("unknown", UnitKind::Length, size))
}

/// The size that a key gives to a unit, if a unit can have it.
fn unit_size(keys: &GeoKeys, id: GeoKeyId) -> Option<f64> {
    keys.double(id).filter(|size| (1e-9..1e9).contains(size))
}

/// A length that is not told: taken for a metre.
fn unknown_unit() -> Unit {
    Unit::new("unknown", UnitKind::Length, 1.0)
}

/// ESRI's first Web Mercator, whose sphere GDAL keeps apart from EPSG's.
fn esri_web_mercator() -> Option<ProjectedCrs> {
    let base = database::geodetic(Id::epsg(4055))?;
    let conversion = Conversion {
        name: "unnamed".into(),
        ..Method::MERCATOR_B.conversion(&Unit::degree(), &Unit::metre(), |_| 0.0)
    };
    let coordinate_system = crate::CoordinateSystem::easting_northing(&Unit::metre());
    let id = Some(Id::esri(102_113));
    Some(ProjectedCrs { name: "WGS_1984_Web_Mercator".into(), base, conversion, coordinate_system, id })
}
