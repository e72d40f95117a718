//! The registers' definitions: codes and names in, typed values out.

#[cfg(feature = "epsg")]
mod build;
#[cfg(feature = "epsg")]
mod tables;

#[cfg(feature = "epsg")]
pub(crate) use build::{
    all_geodetic, compound_of, conversion, crs, ellipsoid, geodetic, geodetic_datum, prime_meridian, projected_by_method, unit,
    unit_of_size, vertical, vertical_datum,
};
#[cfg(feature = "epsg")]
pub(crate) use tables::{Table, all_named, named};

#[cfg(not(feature = "epsg"))]
pub(crate) use without::*;

/// A name reduced to what counts when names are compared: ESRI writes `_` where EPSG has a blank, a slash or a bracket.
pub(crate) fn reduced(name: &str) -> impl Iterator<Item = u8> + '_ {
    name.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| byte.to_ascii_lowercase())
}

/// Whether two names are one.
pub(crate) fn is_same_name(a: &str, b: &str) -> bool {
    reduced(a).eq(reduced(b))
}

/// A build without the definitions knows none of them.
#[cfg(not(feature = "epsg"))]
mod without {
    use crate::conversion::Conversion;
    use crate::crs::{Definition, GeodeticCrs, ProjectedCrs, VerticalCrs};
    use crate::datum::{Ellipsoid, GeodeticDatum, PrimeMeridian, VerticalDatum};
    use crate::id::Id;
    use crate::unit::{Unit, UnitKind};

    #[derive(Clone, Copy)]
    pub(crate) enum Table {
        Ellipsoid,
        Datum,
        Geodetic,
        Projected,
        Vertical,
        VerticalDatum,
    }

    pub(crate) fn named(_table: Table, _name: &str) -> Option<Id> {
        None
    }
    pub(crate) fn all_named(_table: Table, _name: &str) -> Vec<Id> {
        Vec::new()
    }
    pub(crate) fn all_geodetic() -> impl Iterator<Item = GeodeticCrs> {
        std::iter::empty()
    }
    pub(crate) fn unit_of_size(kind: UnitKind, factor: f64) -> Option<Unit> {
        let sized = Unit::new("", kind, factor);
        [Unit::metre(), Unit::degree(), Unit::unity()].into_iter().find(|unit| unit.is_same(&sized))
    }
    pub(crate) fn unit(id: Id) -> Option<Unit> {
        [Unit::metre(), Unit::degree(), Unit::unity()].into_iter().find(|unit| unit.id == Some(id))
    }
    pub(crate) fn ellipsoid(_id: Id) -> Option<Ellipsoid> {
        None
    }
    pub(crate) fn prime_meridian(id: Id) -> Option<PrimeMeridian> {
        Some(PrimeMeridian::greenwich()).filter(|meridian| meridian.id == Some(id))
    }
    pub(crate) fn geodetic_datum(_id: Id) -> Option<GeodeticDatum> {
        None
    }
    pub(crate) fn vertical_datum(_id: Id) -> Option<VerticalDatum> {
        None
    }
    pub(crate) fn conversion(_id: Id) -> Option<Conversion> {
        None
    }
    pub(crate) fn geodetic(_id: Id) -> Option<GeodeticCrs> {
        None
    }
    pub(crate) fn vertical(_id: Id) -> Option<VerticalCrs> {
        None
    }
    pub(crate) fn crs(_id: Id) -> Option<Definition> {
        None
    }
    pub(crate) fn compound_of(_horizontal: Id, _vertical: Id) -> Option<Definition> {
        None
    }
    pub(crate) fn projected_by_method(_method: u32) -> impl Iterator<Item = ProjectedCrs> {
        std::iter::empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_without_their_dress() {
        assert!(is_same_name("NAD83(HARN) / Virginia North", "NAD83_HARN_Virginia_North"));
        assert!(!is_same_name("WGS 84", "WGS 72"));
    }
}
