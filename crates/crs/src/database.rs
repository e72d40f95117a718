//! The registers' definitions: codes and names in, typed values out.

#[cfg(feature = "epsg")]
mod build;
#[cfg(feature = "epsg")]
mod tables;

#[cfg(feature = "epsg")]
pub(crate) use build::{
    all_geodetic, compound_of, conversion, crs, ellipsoid, geodetic, geodetic_datum, prime_meridian,
    projected_by_method, unit, unit_of_size, vertical, vertical_datum,
};
#[cfg(feature = "epsg")]
pub(crate) use tables::{Table, all_named, named};

#[cfg(not(feature = "epsg"))]
pub(crate) use without::*;

/// A name reduced to what counts when names are compared: ESRI writes `_` where EPSG has a blank, a slash or a bracket.
pub(crate) fn reduced(name: &str) -> impl Iterator<Item = u8> + '_ {
    // CH1903+ is not CH1903.
    name.bytes().filter(|byte| byte.is_ascii_alphanumeric() || *byte == b'+').map(|byte| byte.to_ascii_lowercase())
}

/// Whether two names are one.
pub(crate) fn is_same_name(a: &str, b: &str) -> bool {
    reduced(a).eq(reduced(b))
}

/// A build without the definitions knows none of them.
#[cfg(not(feature = "epsg"))]
mod without {
    use std::f64::consts::PI;

    use crate::conversion::Conversion;
    use crate::datum::{Ellipsoid, GeodeticDatum, PrimeMeridian, VerticalDatum};
    use crate::definition::{Definition, GeodeticCrs, ProjectedCrs, VerticalCrs};
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
    /// The units that files have; another one is unknown.
    fn units() -> impl Iterator<Item = Unit> {
        let of = |code, name, kind, factor| Unit::new(name, kind, factor).with_code(code);
        [
            Unit::metre(),
            Unit::degree(),
            Unit::unity(),
            of(9002, "foot", UnitKind::Length, 0.3048),
            of(9003, "US survey foot", UnitKind::Length, 0.304_800_609_601_219_24),
            of(9036, "kilometre", UnitKind::Length, 1000.0),
            of(9101, "radian", UnitKind::Angle, 1.0),
            of(9102, "degree", UnitKind::Angle, PI / 180.0),
            of(9103, "arc-minute", UnitKind::Angle, PI / 10_800.0),
            of(9104, "arc-second", UnitKind::Angle, PI / 648_000.0),
            of(9105, "grad", UnitKind::Angle, PI / 200.0),
            of(9106, "gon", UnitKind::Angle, PI / 200.0),
        ]
        .into_iter()
    }
    pub(crate) fn unit_of_size(kind: UnitKind, factor: f64) -> Option<Unit> {
        let sized = Unit::new("", kind, factor);
        units().find(|unit| unit.is_same(&sized))
    }
    pub(crate) fn unit(id: Id) -> Option<Unit> {
        units().find(|unit| unit.id == Some(id))
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
        assert!(!is_same_name("CH1903+", "CH1903"));
    }
}
