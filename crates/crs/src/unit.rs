//! Units of length, angle and scale.

use std::f64::consts::PI;

use crate::id::Id;

/// What a unit measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnitKind {
    /// Metres and their like.
    Length,
    /// Radians and their like.
    Angle,
    /// Ratios.
    Scale,
}

/// A unit, by its size.
///
/// ```
/// use crs::Crs;
///
/// let foot = Crs::from_epsg(2263).unwrap().linear_unit().unwrap().clone();
/// assert_eq!((foot.name.as_str(), foot.factor), ("US survey foot", 0.30480060960121924));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Unit {
    /// As EPSG names it, if it has it.
    pub name: String,
    /// What it measures.
    pub kind: UnitKind,
    /// One of it in metres, radians or unity.
    pub factor: f64,
    /// Its code.
    pub id: Option<Id>,
}

impl Unit {
    /// The metre.
    pub fn metre() -> Self {
        Self::new("metre", UnitKind::Length, 1.0).with_code(9001)
    }

    /// The degree.
    pub fn degree() -> Self {
        Self::new("degree", UnitKind::Angle, PI / 180.0).with_code(9122)
    }

    /// The ratio of one.
    pub fn unity() -> Self {
        Self::new("unity", UnitKind::Scale, 1.0).with_code(9201)
    }

    pub(crate) fn new(name: impl Into<String>, kind: UnitKind, factor: f64) -> Self {
        Self { name: name.into(), kind, factor, id: None }
    }

    pub(crate) fn with_code(mut self, code: u32) -> Self {
        self.id = Some(Id::epsg(code));
        self
    }

    /// Whether it has the size of another, within rounding.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.kind == other.kind && (self.factor - other.factor).abs() <= 1e-10 * other.factor.abs()
    }
}
