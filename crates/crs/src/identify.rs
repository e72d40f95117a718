//! Which code a CRS has that doesn't say it.

use crate::crs::Crs;
use crate::database::{self, Table};
use crate::definition::{CompoundCrs, Definition, GeodeticCrs, ProjectedCrs};
use crate::equivalence::{is_same_geodetic, is_same_projected};
use crate::id::Id;

/// Where a register has a CRS of this name that means the same, the register's definition, which says more.
pub(crate) fn named(crs: Crs) -> Crs {
    Crs { definition: named_definition(crs.definition), ..crs }
}

pub(crate) fn named_definition(definition: Definition) -> Definition {
    match definition {
        Definition::Geodetic(crs) => Definition::Geodetic(named_geodetic(crs)),
        Definition::Projected(crs) => Definition::Projected(named_projected(crs)),
        Definition::Compound(crs) if crs.id.is_none() => {
            let horizontal = Box::new(named_definition(*crs.horizontal));
            let both = horizontal.id().zip(crs.vertical.id);
            both.and_then(|(horizontal, vertical)| database::compound_of(horizontal, vertical))
                .unwrap_or(Definition::Compound(CompoundCrs { horizontal, ..crs }))
        }
        other => other,
    }
}

pub(crate) fn named_geodetic(crs: GeodeticCrs) -> GeodeticCrs {
    if crs.id.is_some() {
        return crs;
    }
    let known = database::all_named(Table::Geodetic, &crs.name).into_iter().filter_map(database::geodetic);
    known.into_iter().find(|known| is_same_geodetic(&crs, known)).unwrap_or(crs)
}

fn named_projected(mut crs: ProjectedCrs) -> ProjectedCrs {
    if crs.id.is_some() {
        return crs;
    }
    let known = database::all_named(Table::Projected, &crs.name).into_iter().filter_map(|id| match database::crs(id) {
        Some(Definition::Projected(known)) => Some(known),
        _ => None,
    });
    if let Some(known) = known.into_iter().find(|known| is_same_projected(&crs, known)) {
        return known;
    }
    crs.base = named_geodetic(crs.base);
    crs
}

/// The EPSG code of a CRS that means the same. One with the axes that GeoTIFF has, x before y, comes first.
pub(crate) fn equivalent(definition: &Definition) -> Option<u32> {
    match definition {
        Definition::Geodetic(crs) => {
            database::all_geodetic().find(|known| is_same_geodetic(crs, known)).and_then(|c| code(c.id))
        }
        Definition::Projected(crs) => {
            let same = database::projected_by_method(crs.conversion.method_code()?)
                .filter(|known| is_same_projected(crs, known));
            let same: Vec<ProjectedCrs> = same.collect();
            let is_usual =
                |crs: &&ProjectedCrs| crs.coordinate_system.axes.first().is_some_and(|axis| axis.direction == "east");
            same.iter().find(is_usual).or(same.first()).and_then(|crs| code(crs.id))
        }
        _ => None,
    }
}

fn code(id: Option<Id>) -> Option<u32> {
    id.map(|id| id.code)
}
