//! Axes: what the numbers of a position mean, in which order, in which unit.

use crate::unit::Unit;

/// The shape of a coordinate system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CoordinateSystemKind {
    /// Latitude and longitude, maybe with an ellipsoidal height.
    Ellipsoidal,
    /// Straight axes at right angles.
    Cartesian,
    /// One axis, up or down.
    Vertical,
    /// Latitude and longitude on a sphere within.
    Spherical,
}

impl CoordinateSystemKind {
    /// Its name in WKT2 and PROJJSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ellipsoidal => "ellipsoidal",
            Self::Cartesian => "Cartesian",
            Self::Vertical => "vertical",
            Self::Spherical => "spherical",
        }
    }
}

/// One axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// What it is called.
    pub name: String,
    /// Its letters; may be empty.
    pub abbreviation: String,
    /// Where it points to, in the words of WKT2: `east`, `north`, `up`, …
    pub direction: String,
    /// The meridian that it points along, in degrees, on an axis at a pole.
    pub meridian: Option<f64>,
    /// What it is divided into.
    pub unit: Unit,
}

impl Axis {
    fn new(name: &str, abbreviation: &str, direction: &str, unit: &Unit) -> Self {
        let (abbreviation, direction) = (abbreviation.into(), direction.into());
        Self { name: name.into(), abbreviation, direction, meridian: None, unit: unit.clone() }
    }

    fn along(mut self, meridian: f64) -> Self {
        self.meridian = Some(meridian);
        self
    }
}

/// The axes of a CRS, in their order.
#[derive(Clone, Debug, PartialEq)]
pub struct CoordinateSystem {
    /// Its shape.
    pub kind: CoordinateSystemKind,
    /// One to three.
    pub axes: Vec<Axis>,
}

impl CoordinateSystem {
    /// Latitude before longitude.
    pub(crate) fn latitude_longitude(unit: &Unit) -> Self {
        let axes = vec![Axis::new("Latitude", "lat", "north", unit), Axis::new("Longitude", "lon", "east", unit)];
        Self { kind: CoordinateSystemKind::Ellipsoidal, axes }
    }

    /// The three axes through the centre of the earth.
    pub(crate) fn geocentric(unit: &Unit) -> Self {
        let axis =
            |letter: &str| Axis::new(&format!("Geocentric {letter}"), letter, &format!("geocentric{letter}"), unit);
        Self { kind: CoordinateSystemKind::Cartesian, axes: ["X", "Y", "Z"].map(axis).to_vec() }
    }

    /// Easting before northing.
    pub(crate) fn easting_northing(unit: &Unit) -> Self {
        let axes = vec![Axis::new("Easting", "E", "east", unit), Axis::new("Northing", "N", "north", unit)];
        Self { kind: CoordinateSystemKind::Cartesian, axes }
    }

    /// Both axes away from the North Pole, or both towards the north at the South Pole, as projections centred there have it.
    pub(crate) fn polar(north: bool, unit: &Unit) -> Self {
        let (direction, second) = if north { ("south", 180.0) } else { ("north", 0.0) };
        let axes = vec![
            Axis::new("Easting", "E", direction, unit).along(90.0),
            Axis::new("Northing", "N", direction, unit).along(second),
        ];
        Self { kind: CoordinateSystemKind::Cartesian, axes }
    }

    /// One axis of heights.
    pub(crate) fn up(name: &str, unit: &Unit) -> Self {
        Self { kind: CoordinateSystemKind::Vertical, axes: vec![Axis::new(name, "H", "up", unit)] }
    }

    /// Adds the height above the ellipsoid.
    pub(crate) fn with_ellipsoidal_height(mut self, unit: &Unit) -> Self {
        self.axes.push(Axis::new("Ellipsoidal height", "h", "up", unit));
        self
    }

    /// The same axes in another unit.
    pub(crate) fn in_unit(mut self, unit: &Unit) -> Self {
        for axis in self.axes.iter_mut().filter(|axis| axis.unit.kind == unit.kind) {
            axis.unit = unit.clone();
        }
        self
    }

    /// Unit of the first axis.
    pub(crate) fn unit(&self) -> Option<&Unit> {
        self.axes.first().map(|axis| &axis.unit)
    }
}
