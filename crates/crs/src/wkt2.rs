//! A CRS as WKT2:2019 (ISO 19162, OGC 18-010r11), laid out as PROJ and gdalinfo lay it out.
//!
//! A part shows its code only where no part around it shows one, as the standard advises; the geographic CRS under a projected
//! one, methods and parameters always do.

use std::fmt::Write as _;

use geotiff_core::Result;

use crate::conversion::{Conversion, Parameter};
use crate::coordinate_system::{Axis, CoordinateSystem};
use crate::crs::{Crs, no_definition};
use crate::datum::{Ellipsoid, Ensemble, GeodeticDatum, PrimeMeridian, VerticalDatum};
use crate::definition::{BoundCrs, CompoundCrs, Definition, EngineeringCrs, GeodeticCrs, ProjectedCrs, VerticalCrs};
use crate::id::Id;
use crate::shift;
use crate::unit::{Unit, UnitKind};

/// `KEYWORD["text",number,WORD,CHILD[…]]`
struct Node {
    head: String,
    children: Vec<Node>,
}

impl Node {
    fn new(keyword: &str) -> Self {
        Self { head: format!("{keyword}["), children: Vec::new() }
    }

    fn named(keyword: &str, name: &str) -> Self {
        Self::new(keyword).text(name)
    }

    fn word(mut self, word: impl std::fmt::Display) -> Self {
        let comma = if self.head.ends_with('[') { "" } else { "," };
        let _ = write!(self.head, "{comma}{word}");
        self
    }

    fn text(self, text: &str) -> Self {
        self.word(format_args!("\"{}\"", text.replace('"', "\"\"")))
    }

    fn child(mut self, child: Node) -> Self {
        self.children.push(child);
        self
    }

    fn children(mut self, children: impl IntoIterator<Item = Node>) -> Self {
        self.children.extend(children);
        self
    }

    fn write(&self, depth: usize, out: &mut String) {
        out.push_str(&self.head);
        for (i, child) in self.children.iter().enumerate() {
            let comma = if i == 0 && self.head.ends_with('[') { "" } else { "," };
            let _ = write!(out, "{comma}\n{:width$}", "", width = 4 * (depth + 1));
            child.write(depth + 1, out);
        }
        out.push(']');
    }
}

pub(crate) fn write(crs: &Crs) -> Result<String> {
    let mut text = String::new();
    definition(&crs.definition, false)?.write(0, &mut text);
    Ok(text)
}

/// `inside` says whether a part around this one shows its code.
fn definition(definition: &Definition, inside: bool) -> Result<Node> {
    Ok(match definition {
        Definition::Geodetic(crs) => geodetic(crs, inside),
        Definition::Projected(crs) => projected(crs, inside),
        Definition::Vertical(crs) => vertical(crs, inside),
        Definition::Engineering(crs) => engineering(crs, inside),
        Definition::Compound(crs) => compound(crs, inside)?,
        Definition::Bound(crs) => bound(crs)?,
        Definition::Code(id, _) => return Err(no_definition(*id)),
    })
}

fn geodetic(crs: &GeodeticCrs, inside: bool) -> Node {
    let keyword = if crs.is_geographic() { "GEOGCRS" } else { "GEODCRS" };
    let known = inside || crs.id.is_some();
    Node::named(keyword, &crs.name)
        .children(dynamic(crs.datum.frame_epoch))
        .children(geodetic_datum(&crs.datum, known))
        .children(system(&crs.coordinate_system, known))
        .children(id(crs.id, inside))
}

fn projected(crs: &ProjectedCrs, inside: bool) -> Node {
    let keyword = if crs.base.is_geographic() { "BASEGEOGCRS" } else { "BASEGEODCRS" };
    let known = inside || crs.id.is_some();
    let base_known = known || crs.base.id.is_some();
    let base = Node::named(keyword, &crs.base.name)
        .children(dynamic(crs.base.datum.frame_epoch))
        .children(geodetic_datum(&crs.base.datum, base_known))
        .children(id(crs.base.id, false));
    Node::named("PROJCRS", &crs.name)
        .child(base)
        .child(conversion(&crs.conversion, known))
        .children(system(&crs.coordinate_system, known))
        .children(id(crs.id, inside))
}

fn vertical(crs: &VerticalCrs, inside: bool) -> Node {
    let known = inside || crs.id.is_some();
    Node::named("VERTCRS", &crs.name)
        .children(dynamic(crs.datum.frame_epoch))
        .child(vertical_datum(&crs.datum, known))
        .children(system(&crs.coordinate_system, known))
        .children(id(crs.id, inside))
}

fn engineering(crs: &EngineeringCrs, inside: bool) -> Node {
    let known = inside || crs.id.is_some();
    Node::named("ENGCRS", &crs.name)
        .child(Node::named("EDATUM", &crs.datum.0).children(id(crs.datum.1, known)))
        .children(system(&crs.coordinate_system, known))
        .children(id(crs.id, inside))
}

fn compound(crs: &CompoundCrs, inside: bool) -> Result<Node> {
    let known = inside || crs.id.is_some();
    Ok(Node::named("COMPOUNDCRS", &crs.name)
        .child(definition(&crs.horizontal, known)?)
        .child(vertical(&crs.vertical, known))
        .children(id(crs.id, inside)))
}

fn bound(crs: &BoundCrs) -> Result<Node> {
    let transformation = Node::named("ABRIDGEDTRANSFORMATION", &shift::name(crs))
        .child(Node::named("METHOD", shift::METHOD.0).children(id(Some(shift::METHOD.1), false)))
        .children(shift::abridged(crs).map(|(name, code, value)| {
            Node::named("PARAMETER", name).word(value).children(id(Some(Id::epsg(code)), false))
        }));
    Ok(Node::new("BOUNDCRS")
        .child(Node::new("SOURCECRS").child(definition(&crs.source, false)?))
        .child(Node::new("TARGETCRS").child(geodetic(&shift::target(), false)))
        .child(transformation))
}

fn dynamic(epoch: Option<f64>) -> Option<Node> {
    epoch.map(|epoch| Node::new("DYNAMIC").child(Node::new("FRAMEEPOCH").word(epoch)))
}

/// The datum and, beside it, its prime meridian.
fn geodetic_datum(datum: &GeodeticDatum, known: bool) -> [Node; 2] {
    let inner = known || datum.id.is_some();
    let node = match &datum.ensemble {
        Some(group) => ensemble(&datum.name, group, Some(ellipsoid(&datum.ellipsoid, inner)), inner),
        None => Node::named("DATUM", &datum.name)
            .child(ellipsoid(&datum.ellipsoid, inner))
            .children(datum.anchor_epoch.map(|epoch| Node::new("ANCHOREPOCH").word(epoch))),
    };
    [node.children(id(datum.id, known)), prime_meridian(&datum.prime_meridian, known)]
}

fn vertical_datum(datum: &VerticalDatum, known: bool) -> Node {
    let node = match &datum.ensemble {
        Some(group) => ensemble(&datum.name, group, None, known || datum.id.is_some()),
        None => Node::named("VDATUM", &datum.name)
            .children(datum.anchor_epoch.map(|epoch| Node::new("ANCHOREPOCH").word(epoch))),
    };
    node.children(id(datum.id, known))
}

fn ensemble(name: &str, ensemble: &Ensemble, ellipsoid: Option<Node>, inner: bool) -> Node {
    Node::named("ENSEMBLE", name)
        .children(
            ensemble.members.iter().map(|(name, code)| Node::named("MEMBER", name).children(id(Some(*code), inner))),
        )
        .children(ellipsoid)
        .child(Node::new("ENSEMBLEACCURACY").word(format_args!("{:?}", ensemble.accuracy)))
}

fn ellipsoid(ellipsoid: &Ellipsoid, known: bool) -> Node {
    Node::named("ELLIPSOID", &ellipsoid.name)
        .word(ellipsoid.semi_major)
        .word(ellipsoid.inverse_flattening())
        .child(unit(&ellipsoid.unit, known || ellipsoid.id.is_some()))
        .children(id(ellipsoid.id, known))
}

fn prime_meridian(meridian: &PrimeMeridian, known: bool) -> Node {
    Node::named("PRIMEM", &meridian.name)
        .word(meridian.longitude)
        .child(unit(&meridian.unit, known || meridian.id.is_some()))
        .children(id(meridian.id, known))
}

fn conversion(conversion: &Conversion, known: bool) -> Node {
    Node::named("CONVERSION", &conversion.name)
        .child(Node::named("METHOD", &conversion.method).children(id(conversion.method_id, false)))
        .children(conversion.parameters.iter().map(parameter))
        .children(id(conversion.id, known))
}

fn parameter(parameter: &Parameter) -> Node {
    Node::named("PARAMETER", &parameter.name)
        .word(parameter.value)
        .child(unit(&parameter.unit, parameter.id.is_some()))
        .children(id(parameter.id, false))
}

/// `CS` and, beside it, its axes.
fn system(system: &CoordinateSystem, known: bool) -> impl Iterator<Item = Node> + '_ {
    let head = Node::new("CS").word(system.kind.name()).word(system.axes.len());
    let is_single = system.axes.len() == 1;
    let axes = system.axes.iter().enumerate().map(move |(i, a)| axis(a, (!is_single).then_some(i + 1), known));
    std::iter::once(head).chain(axes)
}

fn axis(axis: &Axis, order: Option<usize>, known: bool) -> Node {
    let meridian = axis.meridian.map(|m| Node::new("MERIDIAN").word(m).child(unit(&Unit::degree(), known)));
    Node::named("AXIS", &axis_name(axis))
        .word(&axis.direction)
        .children(meridian)
        .children(order.map(|order| Node::new("ORDER").word(order)))
        .child(unit(&axis.unit, known))
}

/// Name and abbreviation, as in `geodetic latitude (Lat)`.
fn axis_name(axis: &Axis) -> String {
    let mut letters = axis.name.chars();
    let first = letters.next().map(|c| c.to_ascii_lowercase());
    let name: String = first.into_iter().chain(letters).collect();
    if axis.abbreviation.is_empty() { name } else { format!("{name} ({})", axis.abbreviation) }
}

fn unit(unit: &Unit, known: bool) -> Node {
    let keyword = match unit.kind {
        UnitKind::Length => "LENGTHUNIT",
        UnitKind::Angle => "ANGLEUNIT",
        UnitKind::Scale => "SCALEUNIT",
    };
    Node::named(keyword, &unit.name).word(unit.factor).children(id(unit.id, known))
}

fn id(id: Option<Id>, known: bool) -> Option<Node> {
    id.filter(|_| !known).map(|id| Node::named("ID", id.authority.name()).word(id.code))
}
