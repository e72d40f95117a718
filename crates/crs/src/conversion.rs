//! How a projected CRS comes from a geographic one: a method and its parameters.

use crate::id::Id;
use crate::unit::{Unit, UnitKind};

/// A number that a method needs.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// As EPSG names it, if it has it.
    pub name: String,
    /// In `unit`.
    pub value: f64,
    /// Unit of the value.
    pub unit: Unit,
    /// Its code.
    pub id: Option<Id>,
}

impl Parameter {
    /// The value in radians, metres or unity.
    pub(crate) fn si(&self) -> f64 {
        self.value * self.unit.factor
    }
}

/// A method with its parameters: `UTM zone 33N`.
#[derive(Clone, Debug, PartialEq)]
pub struct Conversion {
    /// What it is called.
    pub name: String,
    /// What the method is called.
    pub method: String,
    /// The method's code.
    pub method_id: Option<Id>,
    /// The parameters, in the order of the method.
    pub parameters: Vec<Parameter>,
    /// Its code.
    pub id: Option<Id>,
}

impl Conversion {
    /// The EPSG code of the method.
    pub fn method_code(&self) -> Option<u32> {
        self.method_id.map(|id| id.code)
    }

    /// The parameter of that EPSG code.
    pub fn parameter(&self, code: u32) -> Option<&Parameter> {
        self.parameters.iter().find(|parameter| parameter.id == Some(Id::epsg(code)))
    }

    /// The same conversion, false eastings and northings counted in another unit.
    pub(crate) fn in_length_unit(mut self, unit: &Unit) -> Self {
        for parameter in self.parameters.iter_mut().filter(|p| p.unit.kind == UnitKind::Length) {
            if !parameter.unit.is_same(unit) {
                parameter.value = parameter.si() / unit.factor;
            }
            parameter.unit = unit.clone();
        }
        self
    }
}
