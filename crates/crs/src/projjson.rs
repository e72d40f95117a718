//! A CRS as PROJJSON, version 0.7 of its schema.
//!
//! Codes stand where [`crate::wkt2`] has them.

use geotiff_core::Result;
use serde_json::{Map, Value, json};

use crate::conversion::Conversion;
use crate::coordinate_system::{Axis, CoordinateSystem};
use crate::crs::{Crs, no_definition};
use crate::datum::{Ellipsoid, Ensemble, Flattening, GeodeticDatum, PrimeMeridian, VerticalDatum};
use crate::definition::{Definition, GeodeticCrs, ProjectedCrs, VerticalCrs};
use crate::id::Id;
use crate::shift;
use crate::unit::{Unit, UnitKind};

const SCHEMA: &str = "https://proj.org/schemas/v0.7/projjson.schema.json";

/// An object whose members keep their order.
struct Object(Map<String, Value>);

impl Object {
    fn new(kind: &str, name: &str) -> Self {
        Self::untyped().with("type", kind).with("name", name)
    }

    fn untyped() -> Self {
        Self(Map::new())
    }

    fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.0.insert(key.into(), value.into());
        self
    }

    fn maybe(self, key: &str, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(value) => self.with(key, value),
            None => self,
        }
    }

    /// The code, unless a part around this one has shown one.
    fn id(self, id: Option<Id>, known: bool) -> Self {
        let id = id.filter(|_| !known);
        self.maybe("id", id.map(|id| json!({ "authority": id.authority.name(), "code": id.code })))
    }
}

impl From<Object> for Value {
    fn from(object: Object) -> Self {
        Self::Object(object.0)
    }
}

pub(crate) fn write(crs: &Crs) -> Result<String> {
    let mut object = Map::new();
    object.insert("$schema".into(), SCHEMA.into());
    object.append(&mut definition(&crs.definition, false)?.0);
    Ok(format!("{:#}", Value::Object(object)))
}

/// `inside` says whether a part around this one shows its code.
fn definition(definition: &Definition, inside: bool) -> Result<Object> {
    Ok(match definition {
        Definition::Geodetic(crs) => geodetic(crs, inside),
        Definition::Projected(crs) => projected(crs, inside),
        Definition::Vertical(crs) => vertical(crs, inside),
        Definition::Engineering(crs) => {
            let known = inside || crs.id.is_some();
            Object::new("EngineeringCRS", &crs.name)
                .with("datum", Object::new("EngineeringDatum", &crs.datum.0).id(crs.datum.1, known))
                .with("coordinate_system", system(&crs.coordinate_system))
                .id(crs.id, inside)
        }
        Definition::Compound(crs) => {
            let known = inside || crs.id.is_some();
            let components = [self::definition(&crs.horizontal, known)?, vertical(&crs.vertical, known)];
            Object::new("CompoundCRS", &crs.name)
                .with("components", components.map(Value::from).to_vec())
                .id(crs.id, inside)
        }
        Definition::Bound(crs) => {
            let units = [json!("metre"), arc_second(), parts_per_million()];
            let of = |code: u32| units[usize::from(code > 8607) + usize::from(code > 8610)].clone();
            let parameters = shift::PARAMETERS
                .iter()
                .zip(crs.to_wgs84)
                .map(|(&(name, code), value)| Value::from(parameter(name, value, of(code), Some(Id::epsg(code)))));
            let method = Object::untyped().with("name", shift::METHOD.0).id(Some(shift::METHOD.1), false);
            let transformation = Object::untyped()
                .with("name", shift::name(crs))
                .with("method", method)
                .with("parameters", parameters.collect::<Vec<_>>());
            Object::untyped()
                .with("type", "BoundCRS")
                .with("source_crs", self::definition(&crs.source, false)?)
                .with("target_crs", geodetic(&shift::target(), false))
                .with("transformation", transformation)
        }
        Definition::Code(id, _) => return Err(no_definition(*id)),
    })
}

fn geodetic(crs: &GeodeticCrs, inside: bool) -> Object {
    let known = inside || crs.id.is_some();
    let (key, datum) = geodetic_datum(&crs.datum, known);
    Object::new(if crs.is_geographic() { "GeographicCRS" } else { "GeodeticCRS" }, &crs.name)
        .with(key, datum)
        .with("coordinate_system", system(&crs.coordinate_system))
        .id(crs.id, inside)
}

fn projected(crs: &ProjectedCrs, inside: bool) -> Object {
    let known = inside || crs.id.is_some();
    Object::new("ProjectedCRS", &crs.name)
        .with("base_crs", geodetic(&crs.base, false))
        .with("conversion", conversion(&crs.conversion, known))
        .with("coordinate_system", system(&crs.coordinate_system))
        .id(crs.id, inside)
}

fn vertical(crs: &VerticalCrs, inside: bool) -> Object {
    let known = inside || crs.id.is_some();
    let (key, datum) = vertical_datum(&crs.datum, known);
    Object::new("VerticalCRS", &crs.name)
        .with(key, datum)
        .with("coordinate_system", system(&crs.coordinate_system))
        .id(crs.id, inside)
}

fn geodetic_datum(datum: &GeodeticDatum, known: bool) -> (&'static str, Object) {
    let inner = known || datum.id.is_some();
    let figure = ellipsoid(&datum.ellipsoid, inner);
    if let Some(group) = &datum.ensemble {
        return ("datum_ensemble", ensemble(&datum.name, group, Some(figure)).id(datum.id, known));
    }
    let is_greenwich = datum.prime_meridian.longitude == 0.0 && datum.prime_meridian.name == "Greenwich";
    let meridian = (!is_greenwich).then(|| prime_meridian(&datum.prime_meridian, inner));
    let object = reference_frame("Geodetic", &datum.name, datum.frame_epoch, datum.anchor_epoch)
        .with("ellipsoid", figure)
        .maybe("prime_meridian", meridian)
        .id(datum.id, known);
    ("datum", object)
}

fn vertical_datum(datum: &VerticalDatum, known: bool) -> (&'static str, Object) {
    match &datum.ensemble {
        Some(group) => ("datum_ensemble", ensemble(&datum.name, group, None).id(datum.id, known)),
        None => {
            let frame = reference_frame("Vertical", &datum.name, datum.frame_epoch, datum.anchor_epoch);
            ("datum", frame.id(datum.id, known))
        }
    }
}

fn reference_frame(kind: &str, name: &str, frame_epoch: Option<f64>, anchor_epoch: Option<f64>) -> Object {
    let dynamic = if frame_epoch.is_some() { "Dynamic" } else { "" };
    Object::new(&format!("{dynamic}{kind}ReferenceFrame"), name)
        .maybe("frame_reference_epoch", frame_epoch.map(number))
        .maybe("anchor_epoch", anchor_epoch.map(number))
}

fn ensemble(name: &str, ensemble: &Ensemble, ellipsoid: Option<Object>) -> Object {
    let members = ensemble
        .members
        .iter()
        .map(|(name, id)| Value::from(Object::untyped().with("name", name.as_str()).id(Some(*id), false)));
    Object::untyped()
        .with("name", name)
        .with("members", members.collect::<Vec<_>>())
        .maybe("ellipsoid", ellipsoid)
        .with("accuracy", format!("{:?}", ensemble.accuracy))
}

fn ellipsoid(ellipsoid: &Ellipsoid, known: bool) -> Object {
    let length = |value| measure(value, &ellipsoid.unit);
    let object = Object::untyped().with("name", ellipsoid.name.as_str());
    let object = if ellipsoid.is_sphere() {
        object.with("radius", length(ellipsoid.semi_major))
    } else {
        let object = object.with("semi_major_axis", length(ellipsoid.semi_major));
        match ellipsoid.flattening {
            Flattening::Inverse(inverse) => object.with("inverse_flattening", number(inverse)),
            Flattening::SemiMinor(minor) => object.with("semi_minor_axis", length(minor)),
        }
    };
    object.id(ellipsoid.id, known)
}

fn prime_meridian(meridian: &PrimeMeridian, known: bool) -> Object {
    Object::untyped()
        .with("name", meridian.name.as_str())
        .with("longitude", measure(meridian.longitude, &meridian.unit))
        .id(meridian.id, known)
}

fn conversion(conversion: &Conversion, known: bool) -> Object {
    let parameters =
        conversion.parameters.iter().map(|p| Value::from(parameter(&p.name, p.value, unit(&p.unit), p.id)));
    let method = Object::untyped().with("name", conversion.method.as_str()).id(conversion.method_id, false);
    Object::untyped()
        .with("name", conversion.name.as_str())
        .with("method", method)
        .with("parameters", parameters.collect::<Vec<_>>())
        .id(conversion.id, known)
}

fn parameter(name: &str, value: f64, unit: Value, id: Option<Id>) -> Object {
    Object::untyped().with("name", name).with("value", number(value)).with("unit", unit).id(id, false)
}

fn system(system: &CoordinateSystem) -> Object {
    let axes = system.axes.iter().map(|a| Value::from(axis(a))).collect::<Vec<_>>();
    Object::untyped().with("subtype", system.kind.name()).with("axis", axes)
}

fn axis(axis: &Axis) -> Object {
    Object::untyped()
        .with("name", axis.name.as_str())
        .with("abbreviation", axis.abbreviation.as_str())
        .with("direction", axis.direction.as_str())
        .maybe("meridian", axis.meridian.map(|m| json!({ "longitude": number(m) })))
        .with("unit", unit(&axis.unit))
}

/// A length or an angle: a plain number in metres or degrees, else with its unit.
fn measure(value: f64, of: &Unit) -> Value {
    match unit(of) {
        Value::String(_) => number(value),
        object => json!({ "value": number(value), "unit": object }),
    }
}

/// The three commonest units have names of their own.
fn unit(unit: &Unit) -> Value {
    let is = |plain: Unit| unit.name == plain.name && unit.is_same(&plain);
    if is(Unit::metre()) || is(Unit::degree()) || is(Unit::unity()) {
        return json!(unit.name);
    }
    let kind = match unit.kind {
        UnitKind::Length => "LinearUnit",
        UnitKind::Angle => "AngularUnit",
        UnitKind::Scale => "ScaleUnit",
    };
    Object::new(kind, &unit.name).with("conversion_factor", number(unit.factor)).id(unit.id, false).into()
}

fn arc_second() -> Value {
    Object::new("AngularUnit", "arc-second")
        .with("conversion_factor", 4.848_136_811_095_36e-6)
        .id(Some(Id::epsg(9104)), false)
        .into()
}

fn parts_per_million() -> Value {
    Object::new("ScaleUnit", "parts per million").with("conversion_factor", 1e-6).id(Some(Id::epsg(9202)), false).into()
}

/// A number as people write it: without `.0`.
fn number(value: f64) -> Value {
    #[expect(clippy::cast_possible_truncation, reason = "within the integers that a double holds exactly")]
    if value.fract() == 0.0 && value.abs() < 1e15 { json!(value as i64) } else { json!(value) }
}
