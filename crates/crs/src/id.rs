//! Under which code a register has a thing: EPSG:32633.

use std::fmt;

/// Who keeps the register.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Authority {
    /// The Geodetic Parameter Dataset of the IOGP.
    Epsg,
    /// What ESRI's software adds to EPSG's.
    Esri,
}

impl Authority {
    /// Its name in WKT and PROJJSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Epsg => "EPSG",
            Self::Esri => "ESRI",
        }
    }
}

/// A code of a register.
///
/// ```
/// use crs::{Crs, Id};
///
/// assert_eq!(Crs::from_epsg(4326).unwrap().id(), Some(Id::epsg(4326)));
/// assert_eq!(Id::epsg(4326).to_string(), "EPSG:4326");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Id {
    /// Who keeps the register.
    pub authority: Authority,
    /// The number in it.
    pub code: u32,
}

impl Id {
    /// A code of EPSG's.
    pub const fn epsg(code: u32) -> Self {
        Self { authority: Authority::Epsg, code }
    }

    /// A code of ESRI's own.
    pub const fn esri(code: u32) -> Self {
        Self { authority: Authority::Esri, code }
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.authority.name(), self.code)
    }
}
