//! What a coordinate reference system is made of, sort by sort.

use crate::conversion::Conversion;
use crate::coordinate_system::{CoordinateSystem, CoordinateSystemKind};
use crate::datum::{GeodeticDatum, VerticalDatum};
use crate::id::Id;

/// Latitude and longitude, or the three axes through the centre of the earth.
#[derive(Clone, Debug, PartialEq)]
pub struct GeodeticCrs {
    /// What it is called.
    pub name: String,
    /// What it is anchored to.
    pub datum: GeodeticDatum,
    /// Its axes.
    pub coordinate_system: CoordinateSystem,
    /// Its code.
    pub id: Option<Id>,
}

impl GeodeticCrs {
    /// Whether its axes are angles.
    pub fn is_geographic(&self) -> bool {
        self.coordinate_system.kind == CoordinateSystemKind::Ellipsoidal
    }
}

/// A geographic CRS, projected onto a plane.
#[derive(Clone, Debug, PartialEq)]
pub struct ProjectedCrs {
    /// What it is called.
    pub name: String,
    /// What is projected.
    pub base: GeodeticCrs,
    /// How.
    pub conversion: Conversion,
    /// Its axes.
    pub coordinate_system: CoordinateSystem,
    /// Its code.
    pub id: Option<Id>,
}

/// Heights or depths.
#[derive(Clone, Debug, PartialEq)]
pub struct VerticalCrs {
    /// What it is called.
    pub name: String,
    /// What it is anchored to.
    pub datum: VerticalDatum,
    /// Its axis.
    pub coordinate_system: CoordinateSystem,
    /// Its code.
    pub id: Option<Id>,
}

/// Axes whose place on the earth is not told.
#[derive(Clone, Debug, PartialEq)]
pub struct EngineeringCrs {
    /// What it is called.
    pub name: String,
    /// What its datum is called, and its code.
    pub datum: (String, Option<Id>),
    /// Its axes.
    pub coordinate_system: CoordinateSystem,
    /// Its code.
    pub id: Option<Id>,
}

/// Two CRSs beside each other: one of places, one of heights.
#[derive(Clone, Debug, PartialEq)]
pub struct CompoundCrs {
    /// What it is called.
    pub name: String,
    /// The CRS of places.
    pub horizontal: Box<Definition>,
    /// The CRS of heights.
    pub vertical: VerticalCrs,
    /// Its code.
    pub id: Option<Id>,
}

/// A CRS and how to get from its datum to WGS 84.
#[derive(Clone, Debug, PartialEq)]
pub struct BoundCrs {
    /// The CRS.
    pub source: Box<Definition>,
    /// Translations in metres, rotations in seconds of arc (position vector), and parts per million of scale.
    pub to_wgs84: [f64; 7],
}

/// What a CRS is made of.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Definition {
    /// Geographic or geocentric.
    Geodetic(GeodeticCrs),
    /// Projected.
    Projected(ProjectedCrs),
    /// Of heights alone.
    Vertical(VerticalCrs),
    /// Of an unknown place.
    Engineering(EngineeringCrs),
    /// Places and heights.
    Compound(CompoundCrs),
    /// With a way to WGS 84.
    Bound(BoundCrs),
    /// A code that this build has no definition of, and the name that the file gives it.
    Code(Id, Option<String>),
}

/// What sort of CRS it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CrsKind {
    /// Latitude and longitude.
    Geographic2D,
    /// Latitude, longitude and ellipsoidal height.
    Geographic3D,
    /// Three axes through the centre of the earth.
    Geocentric,
    /// A plane.
    Projected,
    /// Heights alone.
    Vertical,
    /// Places and heights.
    Compound,
    /// Of an unknown place.
    Engineering,
    /// Only its code is known.
    Unknown,
}

impl Definition {
    /// What it is called.
    pub fn name(&self) -> &str {
        match self {
            Self::Geodetic(crs) => &crs.name,
            Self::Projected(crs) => &crs.name,
            Self::Vertical(crs) => &crs.name,
            Self::Engineering(crs) => &crs.name,
            Self::Compound(crs) => &crs.name,
            Self::Bound(crs) => crs.source.name(),
            Self::Code(_, name) => name.as_deref().unwrap_or("unknown"),
        }
    }

    /// Its code.
    pub fn id(&self) -> Option<Id> {
        match self {
            Self::Geodetic(crs) => crs.id,
            Self::Projected(crs) => crs.id,
            Self::Vertical(crs) => crs.id,
            Self::Engineering(crs) => crs.id,
            Self::Compound(crs) => crs.id,
            Self::Bound(crs) => crs.source.id(),
            Self::Code(id, _) => Some(*id),
        }
    }

    pub(crate) fn kind(&self) -> CrsKind {
        match self {
            Self::Geodetic(crs) if !crs.is_geographic() => CrsKind::Geocentric,
            Self::Geodetic(crs) if crs.coordinate_system.axes.len() == 3 => CrsKind::Geographic3D,
            Self::Geodetic(_) => CrsKind::Geographic2D,
            Self::Projected(_) => CrsKind::Projected,
            Self::Vertical(_) => CrsKind::Vertical,
            Self::Engineering(_) => CrsKind::Engineering,
            Self::Compound(_) => CrsKind::Compound,
            Self::Bound(crs) => crs.source.kind(),
            Self::Code(..) => CrsKind::Unknown,
        }
    }

    /// What it says of places.
    pub(crate) fn horizontal(&self) -> &Self {
        match self {
            Self::Compound(crs) => crs.horizontal.horizontal(),
            Self::Bound(crs) => crs.source.horizontal(),
            other => other,
        }
    }

    pub(crate) fn coordinate_system(&self) -> Option<&CoordinateSystem> {
        match self {
            Self::Geodetic(crs) => Some(&crs.coordinate_system),
            Self::Projected(crs) => Some(&crs.coordinate_system),
            Self::Vertical(crs) => Some(&crs.coordinate_system),
            Self::Engineering(crs) => Some(&crs.coordinate_system),
            Self::Compound(_) | Self::Bound(_) | Self::Code(..) => None,
        }
    }

    /// The geographic or geocentric CRS in it.
    pub(crate) fn geodetic(&self) -> Option<&GeodeticCrs> {
        match self.horizontal() {
            Self::Geodetic(crs) => Some(crs),
            Self::Projected(crs) => Some(&crs.base),
            _ => None,
        }
    }
}
