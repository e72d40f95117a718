//! Typed values from the lines of the table.

use super::tables::{Row, Table, id, row, rows};
use crate::conversion::{Conversion, Parameter};
use crate::coordinate_system::{Axis, CoordinateSystem, CoordinateSystemKind};
use crate::datum::{Ellipsoid, Ensemble, Flattening, GeodeticDatum, PrimeMeridian, VerticalDatum};
use crate::definition::{CompoundCrs, Definition, EngineeringCrs, GeodeticCrs, ProjectedCrs, VerticalCrs};
use crate::id::Id;
use crate::unit::{Unit, UnitKind};

/// The fields of a line, one after the other.
struct Fields<I>(I);

impl<I: Iterator<Item = &'static str>> Fields<I> {
    fn text(&mut self) -> Option<&'static str> {
        self.0.next()
    }

    fn id(&mut self) -> Option<Id> {
        id(self.text()?)
    }

    /// An empty field is none.
    fn number(&mut self) -> Option<f64> {
        self.text()?.parse().ok()
    }
}

fn fields(row: Row) -> Fields<impl Iterator<Item = &'static str>> {
    Fields(row.fields())
}

pub(crate) fn unit(id: Id) -> Option<Unit> {
    let mut fields = fields(row(Table::Unit, id)?);
    let name = fields.text()?;
    let kind = match fields.text()? {
        "l" => UnitKind::Length,
        "a" => UnitKind::Angle,
        "s" => UnitKind::Scale,
        _ => return None,
    };
    let factor = fields.number()?;
    if id == Id::epsg(9102) || id == Id::epsg(9122) {
        // The degree, however it is to be written; EPSG's factor has fewer digits.
        return Some(Unit { id: Some(id), ..Unit::degree() });
    }
    Some(Unit { name: name.into(), kind, factor, id: Some(id) })
}

/// The unit of a kind that has this size; of several, the first of EPSG's.
pub(crate) fn unit_of_size(kind: UnitKind, factor: f64) -> Option<Unit> {
    let sized = |row: &Row| unit(row.id).filter(|unit| unit.is_same(&Unit::new("", kind, factor)));
    rows(Table::Unit).iter().filter(|row| row.id > Id::epsg(9000)).find_map(sized)
}

pub(crate) fn ellipsoid(id: Id) -> Option<Ellipsoid> {
    let mut fields = fields(row(Table::Ellipsoid, id)?);
    let (name, semi_major, unit) = (fields.text()?.into(), fields.number()?, unit(fields.id()?)?);
    let flattening = match (fields.number(), fields.number()) {
        (Some(inverse), _) => Flattening::Inverse(inverse),
        (None, minor) => Flattening::SemiMinor(minor?),
    };
    Some(Ellipsoid { name, semi_major, flattening, unit, id: Some(id) })
}

pub(crate) fn prime_meridian(id: Id) -> Option<PrimeMeridian> {
    let mut fields = fields(row(Table::Meridian, id)?);
    let (name, longitude, unit) = (fields.text()?.into(), fields.number()?, unit(fields.id()?)?);
    Some(PrimeMeridian { name, longitude, unit, id: Some(id) })
}

pub(crate) fn geodetic_datum(id: Id) -> Option<GeodeticDatum> {
    let mut fields = fields(row(Table::Datum, id)?);
    let name = fields.text()?.into();
    let (ellipsoid, prime_meridian) = (ellipsoid(fields.id()?)?, prime_meridian(fields.id()?)?);
    let (frame_epoch, anchor_epoch) = (fields.number(), fields.number());
    let ensemble = ensemble(Table::Datum, fields.number(), fields.text()?);
    Some(GeodeticDatum { name, ellipsoid, prime_meridian, frame_epoch, anchor_epoch, ensemble, id: Some(id) })
}

pub(crate) fn vertical_datum(id: Id) -> Option<VerticalDatum> {
    let mut fields = fields(row(Table::VerticalDatum, id)?);
    let name = fields.text()?.into();
    let (frame_epoch, anchor_epoch) = (fields.number(), fields.number());
    let ensemble = ensemble(Table::VerticalDatum, fields.number(), fields.text()?);
    Some(VerticalDatum { name, frame_epoch, anchor_epoch, ensemble, id: Some(id) })
}

fn ensemble(table: Table, accuracy: Option<f64>, members: &str) -> Option<Ensemble> {
    let member = |code: &str| {
        let id = id(code)?;
        Some((fields(row(table, id)?).text()?.to_string(), id))
    };
    Some(Ensemble { members: members.split(' ').filter_map(member).collect(), accuracy: accuracy? })
}

fn system(id: Id) -> Option<CoordinateSystem> {
    let mut fields = fields(row(Table::System, id)?);
    let kind = match fields.text()? {
        "ellipsoidal" => CoordinateSystemKind::Ellipsoidal,
        "Cartesian" => CoordinateSystemKind::Cartesian,
        "vertical" => CoordinateSystemKind::Vertical,
        "spherical" => CoordinateSystemKind::Spherical,
        _ => return None,
    };
    let mut axes = Vec::new();
    while let Some(name) = fields.text() {
        let (abbreviation, direction, unit) = (fields.text()?.into(), fields.text()?, unit(fields.id()?)?);
        let (direction, meridian) = match direction.split_once('@') {
            Some((direction, meridian)) => (direction.into(), Some(meridian.parse().ok()?)),
            None => (direction.into(), None),
        };
        axes.push(Axis { name: name.into(), abbreviation, direction, meridian, unit });
    }
    Some(CoordinateSystem { kind, axes })
}

pub(crate) fn conversion(id: Id) -> Option<Conversion> {
    let mut fields = fields(row(Table::Conversion, id)?);
    let (name, method_id) = (fields.text()?.into(), fields.id()?);
    let mut parameters = Vec::new();
    while let Some(parameter_id) = fields.id() {
        let (value, unit) = (fields.number()?, unit(fields.id()?)?);
        parameters.push(Parameter { name: parameter_name(parameter_id)?, value, unit, id: Some(parameter_id) });
    }
    let method = self::fields(row(Table::Method, method_id)?).text()?.into();
    Some(Conversion { name, method, method_id: Some(method_id), parameters, id: Some(id) })
}

fn parameter_name(id: Id) -> Option<String> {
    fields(row(Table::Parameter, id)?).text().map(str::to_string)
}

pub(crate) fn geodetic(id: Id) -> Option<GeodeticCrs> {
    let mut fields = fields(row(Table::Geodetic, id)?);
    let (name, _kind) = (fields.text()?.into(), fields.text()?);
    let (coordinate_system, datum) = (system(fields.id()?)?, geodetic_datum(fields.id()?)?);
    Some(GeodeticCrs { name, datum, coordinate_system, id: Some(id) })
}

fn projected(row: Row) -> Option<ProjectedCrs> {
    let mut fields = fields(row);
    let name = fields.text()?.into();
    let coordinate_system = system(fields.id()?)?;
    let (base, conversion) = (geodetic(fields.id()?)?, conversion(fields.id()?)?);
    Some(ProjectedCrs { name, base, conversion, coordinate_system, id: Some(row.id) })
}

pub(crate) fn vertical(id: Id) -> Option<VerticalCrs> {
    let mut fields = fields(row(Table::Vertical, id)?);
    let name = fields.text()?.into();
    let (coordinate_system, datum) = (system(fields.id()?)?, vertical_datum(fields.id()?)?);
    Some(VerticalCrs { name, datum, coordinate_system, id: Some(id) })
}

fn compound(row: Row) -> Option<CompoundCrs> {
    let mut fields = fields(row);
    let name = fields.text()?.into();
    let (horizontal, vertical) = (Box::new(crs(fields.id()?)?), vertical(fields.id()?)?);
    Some(CompoundCrs { name, horizontal, vertical, id: Some(row.id) })
}

fn engineering(row: Row) -> Option<EngineeringCrs> {
    let mut fields = fields(row);
    let (name, coordinate_system) = (fields.text()?.into(), system(fields.id()?)?);
    let datum_id = fields.id()?;
    let datum = (fields.text()?.into(), Some(datum_id));
    Some(EngineeringCrs { name, datum, coordinate_system, id: Some(row.id) })
}

/// The CRS of a code, of whatever sort.
pub(crate) fn crs(id: Id) -> Option<Definition> {
    if let Some(row) = row(Table::Projected, id) {
        return projected(row).map(Definition::Projected);
    }
    geodetic(id)
        .map(Definition::Geodetic)
        .or_else(|| vertical(id).map(Definition::Vertical))
        .or_else(|| row(Table::Compound, id).and_then(compound).map(Definition::Compound))
        .or_else(|| row(Table::Engineering, id).and_then(engineering).map(Definition::Engineering))
}

/// The compound CRS of these two.
pub(crate) fn compound_of(horizontal: Id, vertical: Id) -> Option<Definition> {
    let is_it = |row: &&Row| {
        let mut fields = fields(**row);
        let _name = fields.text();
        fields.id() == Some(horizontal) && fields.id() == Some(vertical)
    };
    rows(Table::Compound).iter().find(is_it).and_then(|row| compound(*row)).map(Definition::Compound)
}

/// EPSG's geographic and geocentric CRSs; those that it advises against come last.
pub(crate) fn all_geodetic() -> impl Iterator<Item = GeodeticCrs> {
    let epsg = || rows(Table::Geodetic).iter().filter(|row| row.id < Id::esri(0));
    epsg()
        .filter(|row| !row.is_deprecated())
        .chain(epsg().filter(|row| row.is_deprecated()))
        .filter_map(|row| geodetic(row.id))
}

/// EPSG's projected CRSs of a method; those that it advises against come last.
pub(crate) fn projected_by_method(method: u32) -> impl Iterator<Item = ProjectedCrs> {
    let is_it = move |row: &&Row| {
        let conversion = row.fields().nth(3).and_then(id).and_then(|id| self::row(Table::Conversion, id));
        conversion.and_then(|row| row.fields().nth(1)).and_then(id) == Some(Id::epsg(method))
    };
    let epsg = || rows(Table::Projected).iter().filter(|row| row.id < Id::esri(0));
    let of_age = move |is_deprecated: bool| epsg().filter(move |row| row.is_deprecated() == is_deprecated);
    of_age(false).chain(of_age(true)).filter(is_it).filter_map(|row| projected(*row))
}
