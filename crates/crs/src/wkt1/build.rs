//! Typed values from the tree of a WKT1.

use geotiff_core::{Error, Result};

use super::parse::Node;
use super::projections;
use crate::conversion::{Conversion, Parameter};
use crate::coordinate_system::CoordinateSystem;
use crate::database::{self, Table};
use crate::datum::{Ellipsoid, Flattening, GeodeticDatum, PrimeMeridian};
use crate::definition::{BoundCrs, CompoundCrs, Definition, GeodeticCrs, ProjectedCrs, VerticalCrs};
use crate::id::{Authority, Id};
use crate::identify;
use crate::methods::{Code, Method};
use crate::parts::{engineering, named_datum, named_ellipsoid, named_unit, named_vertical_datum, prime_meridian};
use crate::unit::{Unit, UnitKind};

/// One tree is a CRS; the second of two is that of heights.
pub(super) fn definitions(nodes: &[Node]) -> Result<Definition> {
    let (first, rest) = nodes.split_first().ok_or_else(|| missing("PROJCS"))?;
    let horizontal = definition(first)?;
    match rest.first().map(definition).transpose()? {
        Some(Definition::Vertical(vertical)) => {
            let name = format!("{} + {}", horizontal.name(), vertical.name);
            Ok(Definition::Compound(CompoundCrs { name, horizontal: Box::new(horizontal), vertical, id: None }))
        }
        _ => Ok(horizontal),
    }
}

fn definition(node: &Node) -> Result<Definition> {
    match node.keyword.to_ascii_uppercase().as_str() {
        "GEOGCS" => Ok(bound(node, Definition::Geodetic(geographic(node)?))),
        "GEOCCS" => {
            let unit = unit(node, UnitKind::Length).unwrap_or_else(Unit::metre);
            let coordinate_system = CoordinateSystem::geocentric(&unit);
            Ok(Definition::Geodetic(GeodeticCrs {
                name: node.name().into(),
                datum: datum(node)?,
                coordinate_system,
                id: id(node),
            }))
        }
        "PROJCS" => {
            let base = node.node("GEOGCS").ok_or_else(|| missing("GEOGCS"))?;
            Ok(bound(base, Definition::Projected(projected(node, geographic(base)?)?)))
        }
        "VERT_CS" | "VERTCS" => Ok(Definition::Vertical(vertical(node))),
        "COMPD_CS" => {
            let horizontal = ["PROJCS", "GEOGCS", "LOCAL_CS"].into_iter().find_map(|keyword| node.node(keyword));
            let horizontal = Box::new(definition(horizontal.ok_or_else(|| missing("PROJCS"))?)?);
            let vertical = node.node("VERT_CS").or(node.node("VERTCS")).ok_or_else(|| missing("VERT_CS"))?;
            let vertical = self::vertical(vertical);
            Ok(Definition::Compound(CompoundCrs { name: node.name().into(), horizontal, vertical, id: id(node) }))
        }
        "LOCAL_CS" => {
            let unit = unit(node, UnitKind::Length).unwrap_or_else(Unit::metre);
            Ok(Definition::Engineering(engineering(node.name(), &unit)))
        }
        other => Err(Error::unsupported(format!("WKT1 of the sort {other} is not supported"))),
    }
}

fn missing(keyword: &str) -> Error {
    Error::format(format!("the WKT of a CRS has no {keyword}"))
}

/// With the way to WGS 84 that its datum tells.
fn bound(geographic: &Node, definition: Definition) -> Definition {
    let numbers = geographic.node("DATUM").and_then(|datum| datum.node("TOWGS84")).map(Node::numbers);
    let numbers: Vec<f64> = numbers.into_iter().flatten().collect();
    match numbers.try_into() {
        Ok(to_wgs84) => Definition::Bound(BoundCrs { source: Box::new(definition), to_wgs84 }),
        Err(_) => definition,
    }
}

/// EPSG's code, or ESRI's.
fn id(node: &Node) -> Option<Id> {
    let mut texts = node.node("AUTHORITY")?.texts();
    let authority = match texts.next()?.to_ascii_uppercase().as_str() {
        "EPSG" => Authority::Epsg,
        "ESRI" => Authority::Esri,
        _ => return None,
    };
    // ESRI writes numbers without quotes.
    let code = texts.next().and_then(|text| text.parse().ok());
    Some(Id { authority, code: code? })
}

fn unit(node: &Node, kind: UnitKind) -> Option<Unit> {
    let node = node.node("UNIT")?;
    let factor = node.numbers().next().filter(|&factor| factor > 0.0)?;
    Some(named_unit(node.name(), kind, factor))
}

fn geographic(node: &Node) -> Result<GeodeticCrs> {
    let unit = unit(node, UnitKind::Angle).unwrap_or_else(Unit::degree);
    let coordinate_system = CoordinateSystem::latitude_longitude(&unit);
    let crs = GeodeticCrs { name: node.name().into(), datum: datum(node)?, coordinate_system, id: None };
    let crs = identify::named_geodetic(crs);
    Ok(GeodeticCrs { id: crs.id.or(id(node)), ..crs })
}

/// The datum of a GEOGCS or GEOCCS, by its register's name if it has one.
fn datum(node: &Node) -> Result<GeodeticDatum> {
    let datum = node.node("DATUM").ok_or_else(|| missing("DATUM"))?;
    let spheroid = datum.node("SPHEROID").ok_or_else(|| missing("SPHEROID"))?;
    let mut numbers = spheroid.numbers();
    let (semi_major, inverse) = (numbers.next().unwrap_or(0.0), numbers.next().unwrap_or(0.0));
    // The poles of an ellipsoid are where 1/f is more than 1.
    if semi_major <= 0.0 || (inverse != 0.0 && inverse <= 1.0) {
        return Err(Error::format(format!(
            "no ellipsoid has the axis {semi_major} and the inverse flattening {inverse}"
        )));
    }
    let own = Ellipsoid {
        name: spheroid.name().into(),
        semi_major,
        flattening: Flattening::Inverse(inverse),
        unit: Unit::metre(),
        id: None,
    };
    let ellipsoid = named_ellipsoid(own);
    let meridian = node
        .node("PRIMEM")
        .map(|node| prime_meridian(node.name(), node.numbers().next().unwrap_or(0.0), &Unit::degree()));
    Ok(named_datum(datum.name(), ellipsoid, meridian.unwrap_or_else(PrimeMeridian::greenwich)))
}

fn projected(node: &Node, base: GeodeticCrs) -> Result<ProjectedCrs> {
    let length = unit(node, UnitKind::Length).unwrap_or_else(Unit::metre);
    let projection = node.node("PROJECTION").ok_or_else(|| missing("PROJECTION"))?.name();
    let value = |name: &str| {
        let mut nodes = node.nodes("PARAMETER");
        nodes.find(|node| node.name().eq_ignore_ascii_case(name)).and_then(|node| node.numbers().next())
    };
    let angle = base.coordinate_system.unit().cloned().unwrap_or_else(Unit::degree);
    let is_esri = node.nodes("AXIS").next().is_none();
    let method = projections::method(projection, is_esri, base.datum.ellipsoid.is_sphere(), value);
    let method = method.map(|method| by_extension(node, method));
    let (conversion, coordinate_system) = match method {
        Some(method) => {
            let of = |code: Code| {
                // PROJ writes EPSG's names where ESRI has none.
                let names = projections::names(&method, code).iter().copied().chain(Method::parameter_name(code));
                names.into_iter().find_map(&value).unwrap_or_else(|| default(projection, code))
            };
            let axes = told_axes(node, &length).unwrap_or_else(|| axes(&method, &of, &length));
            (method.conversion(&angle, &length, of), axes)
        }
        None => (unknown(node, projection, &angle, &length), CoordinateSystem::easting_northing(&length)),
    };
    Ok(ProjectedCrs { name: node.name().into(), base, conversion, coordinate_system, id: id(node) })
}

/// What a parameter is that isn't said.
fn default(projection: &str, code: Code) -> f64 {
    // The one of Switzerland always runs from west to east.
    let is_swiss = projection.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("Swiss"));
    if is_swiss && matches!(code, crate::methods::AZIMUTH | crate::methods::RECTIFIED_GRID_ANGLE) {
        return 90.0;
    }
    if projection.eq_ignore_ascii_case("Behrmann") && code == crate::methods::PARALLEL_1 {
        return 30.0;
    }
    projections::default(code)
}

/// GDAL notes what WKT1 cannot say in a PROJ string.
fn by_extension(node: &Node, method: Method) -> Method {
    let proj4 = node.node("EXTENSION").and_then(|extension| extension.texts().nth(1)).unwrap_or_default();
    let has = |word: &str| proj4.split_ascii_whitespace().any(|other| other == word);
    if has("+proj=geos") && has("+sweep=x") {
        Method::GEOSTATIONARY_X
    } else if has("+proj=merc") && has("+nadgrids=@null") {
        Method::PSEUDO_MERCATOR
    } else {
        method
    }
}

/// The axes that the text tells, if one points east or west, and the other north or south.
fn told_axes(node: &Node, unit: &Unit) -> Option<CoordinateSystem> {
    let told: Vec<(&str, String)> =
        node.nodes("AXIS").filter_map(|axis| Some((axis.name(), axis.words().next()?.to_ascii_lowercase()))).collect();
    let [(_, first), (_, second)] = told.as_slice() else { return None };
    let (is_across, is_along) = (|d: &str| ["east", "west"].contains(&d), |d: &str| ["north", "south"].contains(&d));
    if !(is_across(first) && is_along(second) || is_along(first) && is_across(second)) {
        return None;
    }
    let mut system = CoordinateSystem::easting_northing(unit);
    for (axis, (name, direction)) in system.axes.iter_mut().zip(told) {
        (axis.name, axis.direction) = (name.into(), direction);
        axis.abbreviation.clear();
    }
    Some(system)
}

/// At a pole, both axes point away from it or towards it.
fn axes(method: &Method, value: &impl Fn(Code) -> f64, unit: &Unit) -> CoordinateSystem {
    use crate::methods::{LATITUDE_OF_ORIGIN, LONGITUDE_OF_ORIGIN, POLAR_PARALLEL};
    let latitude = match method.name {
        name if name == Method::POLAR_STEREOGRAPHIC_A.name => value(LATITUDE_OF_ORIGIN),
        name if name == Method::POLAR_STEREOGRAPHIC_B.name => value(POLAR_PARALLEL),
        name if name == Method::LAMBERT_AZIMUTHAL.name && value(LONGITUDE_OF_ORIGIN) == 0.0 => {
            let latitude = value(LATITUDE_OF_ORIGIN);
            if (latitude.abs() - 90.0).abs() > 1e-10 {
                return CoordinateSystem::easting_northing(unit);
            }
            latitude
        }
        _ => return CoordinateSystem::easting_northing(unit),
    };
    CoordinateSystem::polar(latitude > 0.0, unit)
}

/// A projection that is not known, as it stands.
fn unknown(node: &Node, projection: &str, angle: &Unit, length: &Unit) -> Conversion {
    let parameter = |node: &Node| {
        let name = node.name().to_ascii_lowercase();
        let is_angle =
            ["lat", "lon", "meridian", "parallel", "azimuth", "angle", "rotation"].iter().any(|w| name.contains(w));
        let unit = match () {
            () if is_angle => angle.clone(),
            () if name.contains("scale") => Unit::unity(),
            () => length.clone(),
        };
        Some(Parameter { name: node.name().into(), value: node.numbers().next()?, unit, id: None })
    };
    Conversion {
        name: "unnamed".into(),
        method: projection.into(),
        method_id: None,
        parameters: node.nodes("PARAMETER").filter_map(parameter).collect(),
        id: None,
    }
}

fn vertical(node: &Node) -> VerticalCrs {
    let id = id(node);
    if let Some(known) = id.or_else(|| database::named(Table::Vertical, node.name())).and_then(database::vertical) {
        return known;
    }
    let unit = unit(node, UnitKind::Length).unwrap_or_else(Unit::metre);
    let datum = ["VERT_DATUM", "VDATUM", "DATUM"].into_iter().find_map(|keyword| node.node(keyword));
    let name = datum.map_or("unknown", Node::name);
    let is_down =
        node.node("AXIS").and_then(|axis| axis.words().next()).is_some_and(|word| word.eq_ignore_ascii_case("DOWN"));
    let mut coordinate_system = CoordinateSystem::up(if is_down { "Depth" } else { "Gravity-related height" }, &unit);
    if let Some(axis) = coordinate_system.axes.first_mut().filter(|_| is_down) {
        axis.direction = "down".into();
        axis.abbreviation = "D".into();
    }
    VerticalCrs { name: node.name().into(), datum: named_vertical_datum(name), coordinate_system, id }
}
