//! What coordinates are anchored to: ellipsoids, prime meridians, and the datums of places and heights.

use crate::id::Id;
use crate::unit::Unit;

/// How flat an ellipsoid is, as its source says it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Flattening {
    /// 1/f; 0 for a sphere.
    Inverse(f64),
    /// The semi-minor axis, in the unit of the semi-major one.
    SemiMinor(f64),
}

/// The figure of the earth, or of another body.
#[derive(Clone, Debug, PartialEq)]
pub struct Ellipsoid {
    /// What it is called.
    pub name: String,
    /// The semi-major axis in `unit`.
    pub semi_major: f64,
    /// The second of its two numbers.
    pub flattening: Flattening,
    /// Unit of the axes.
    pub unit: Unit,
    /// Its code.
    pub id: Option<Id>,
}

impl Ellipsoid {
    /// 1/f; 0 for a sphere.
    pub fn inverse_flattening(&self) -> f64 {
        match self.flattening {
            Flattening::Inverse(value) => value,
            // An axis is as good as the other: GDAL, too, takes them for a sphere below this difference.
            Flattening::SemiMinor(minor) if (minor / self.semi_major - 1.0).abs() < 1e-15 => 0.0,
            Flattening::SemiMinor(minor) => self.semi_major / (self.semi_major - minor),
        }
    }

    /// The semi-minor axis in `unit`.
    pub fn semi_minor(&self) -> f64 {
        match self.flattening {
            Flattening::SemiMinor(value) => value,
            Flattening::Inverse(0.0) => self.semi_major,
            Flattening::Inverse(inverse) => self.semi_major * (1.0 - 1.0 / inverse),
        }
    }

    /// Whether both axes are as long.
    pub fn is_sphere(&self) -> bool {
        self.inverse_flattening() == 0.0
    }
}

/// Where longitudes are counted from.
#[derive(Clone, Debug, PartialEq)]
pub struct PrimeMeridian {
    /// What it is called.
    pub name: String,
    /// East of Greenwich, in `unit`.
    pub longitude: f64,
    /// Unit of the longitude.
    pub unit: Unit,
    /// Its code.
    pub id: Option<Id>,
}

impl PrimeMeridian {
    /// That of Greenwich.
    pub fn greenwich() -> Self {
        Self { name: "Greenwich".into(), longitude: 0.0, unit: Unit::degree(), id: Some(Id::epsg(8901)) }
    }
}

/// Datums that are taken for one where centimetres don't matter.
#[derive(Clone, Debug, PartialEq)]
pub struct Ensemble {
    /// Their names and codes.
    pub members: Vec<(String, Id)>,
    /// How far they differ, in metres.
    pub accuracy: f64,
}

/// What places are anchored to.
#[derive(Clone, Debug, PartialEq)]
pub struct GeodeticDatum {
    /// What it is called.
    pub name: String,
    /// The figure it is on.
    pub ellipsoid: Ellipsoid,
    /// Where its longitudes start.
    pub prime_meridian: PrimeMeridian,
    /// The year that coordinates belong to, of a datum whose points move.
    pub frame_epoch: Option<f64>,
    /// The year in which it was tied to points, if it is told.
    pub anchor_epoch: Option<f64>,
    /// Its members, if it is an ensemble.
    pub ensemble: Option<Ensemble>,
    /// Its code.
    pub id: Option<Id>,
}

/// What heights are anchored to.
#[derive(Clone, Debug, PartialEq)]
pub struct VerticalDatum {
    /// What it is called.
    pub name: String,
    /// The year that heights belong to, of a datum whose points move.
    pub frame_epoch: Option<f64>,
    /// The year in which it was tied to points, if it is told.
    pub anchor_epoch: Option<f64>,
    /// Its members, if it is an ensemble.
    pub ensemble: Option<Ensemble>,
    /// Its code.
    pub id: Option<Id>,
}
