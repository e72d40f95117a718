//! Heights: the vertical keys beside a CRS of places.

use geotiff_core::{GeoKeyId, GeoKeys};

use super::USER_DEFINED;
use crate::coordinate_system::CoordinateSystem;
use crate::database::{self, Table};
use crate::datum::VerticalDatum;
use crate::definition::{CompoundCrs, Definition, ProjectedCrs, VerticalCrs};
use crate::id::Id;
use crate::identify;
use crate::parts::named_vertical_datum;
use crate::unit::{Unit, UnitKind};

/// The codes of the vertical keys, 0 where there is none.
struct Codes {
    crs: u16,
    datum: u16,
    units: u16,
}

impl Codes {
    /// As they are meant: GeoTIFF 1.0 lists codes of datums under those of CRSs.
    fn new(keys: &GeoKeys) -> Option<Self> {
        let short = |id| keys.short(id).unwrap_or(0);
        let mut codes = Self {
            crs: short(GeoKeyId::VERTICAL_CRS),
            datum: short(GeoKeyId::VERTICAL_DATUM),
            units: short(GeoKeyId::VERTICAL_UNITS),
        };
        match codes.crs {
            5101..=5112 if keys.revision == (1, 0) && codes.datum == 0 => {
                (codes.datum, codes.crs) = (codes.crs, codes.crs + 600)
            }
            5171 if keys.revision == (1, 0) => (codes.datum, codes.crs) = (5171, 5773),
            // Heights above an ellipsoid.
            5001..=5033 if codes.datum == 0 => (codes.datum, codes.crs) = (codes.crs + 1000, 0),
            _ => {}
        }
        let is_private = [codes.crs, codes.datum, codes.units].into_iter().any(|code| code > USER_DEFINED);
        let is_any = [codes.crs, codes.datum, codes.units].into_iter().any(|code| code != 0);
        (is_any && !is_private).then_some(codes)
    }
}

/// Where the vertical key holds the three-dimensional CRS of the same datum, the CRS has a third axis.
pub(super) fn with_ellipsoidal_height(keys: &GeoKeys, definition: Definition) -> Definition {
    let Some(codes) = Codes::new(keys) else { return definition };
    let base = definition.geodetic();
    let is_wgs84 = base.is_some_and(|base| base.id == Some(Id::epsg(4326)));
    let code = if codes.datum == 6030 && is_wgs84 { 4979 } else { codes.crs };
    let spatial = database::geodetic(Id::epsg(code.into()))
        .filter(|crs| crs.is_geographic() && crs.coordinate_system.axes.len() == 3);
    let (Some(spatial), Some(base)) = (spatial, base) else { return definition };
    if base.datum.id.is_none() || base.datum.id != spatial.datum.id {
        return definition;
    }
    match definition {
        Definition::Geodetic(_) => Definition::Geodetic(spatial),
        Definition::Projected(crs) => {
            let coordinate_system = crs.coordinate_system.with_ellipsoidal_height(&Unit::metre());
            Definition::Projected(ProjectedCrs { base: spatial, coordinate_system, id: None, ..crs })
        }
        other => other,
    }
}

/// With the heights that the keys tell, if they are of a known CRS or of their own.
pub(super) fn compound(keys: &GeoKeys, horizontal: Definition) -> Definition {
    let has_height = horizontal.geodetic().is_some_and(|geodetic| geodetic.coordinate_system.axes.len() > 2);
    let Some(codes) = Codes::new(keys).filter(|_| !has_height && !matches!(horizontal, Definition::Code(..))) else {
        return horizontal;
    };
    let vertical = match codes.crs {
        0 | USER_DEFINED => Some(own(keys, &codes)),
        code => database::vertical(Id::epsg(code.into())),
    };
    let Some(vertical) = vertical else { return horizontal };
    let cited = keys.text(GeoKeyId::GT_CITATION).filter(|text| !text.is_empty() && !text.contains(" = "));
    let name = cited.map_or_else(|| format!("{} + {}", horizontal.name(), vertical.name), str::to_string);
    let compound = CompoundCrs { name, horizontal: Box::new(horizontal), vertical, id: None };
    identify::named_definition(Definition::Compound(compound))
}

/// A vertical CRS without a code.
fn own(keys: &GeoKeys, codes: &Codes) -> VerticalCrs {
    let citation = keys.text(GeoKeyId::VERTICAL_CITATION).unwrap_or("unknown");
    let name = citation.strip_prefix("VCS Name = ").map_or(citation, |rest| rest.split('|').next().unwrap_or(rest));
    let datum = match codes.datum {
        0 => named_vertical_datum("unknown"),
        // A known name tells its datum.
        USER_DEFINED => {
            let known = database::named(Table::Vertical, name).and_then(database::vertical);
            known.map_or_else(|| named_vertical_datum("unknown"), |crs| crs.datum)
        }
        code => datum(Id::epsg(code.into())),
    };
    let unit = Some(codes.units).filter(|&code| code != 0 && code != USER_DEFINED);
    let unit = unit.and_then(|code| database::unit(Id::epsg(code.into()))).filter(|unit| unit.kind == UnitKind::Length);
    let coordinate_system = CoordinateSystem::up("Gravity-related height", &unit.unwrap_or_else(Unit::metre));
    VerticalCrs { name: name.into(), datum, coordinate_system, id: None }
}

/// The vertical datum of a code; of an ellipsoidal height, the geodetic one.
fn datum(id: Id) -> VerticalDatum {
    let geodetic = || database::geodetic_datum(id).map(|datum| datum.name);
    database::vertical_datum(id).unwrap_or_else(|| VerticalDatum {
        name: geodetic().unwrap_or_else(|| "unknown".into()),
        frame_epoch: None,
        anchor_epoch: None,
        ensemble: None,
        id: Some(id),
    })
}
