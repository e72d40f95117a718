//! WKT1, as ESRI's and GDAL's software write it: `ESRI PE String = PROJCS[…]` in a citation.

mod build;
mod parse;
mod projections;

use geotiff_core::{Error, Result};

use crate::crs::Crs;

/// The CRS of a text.
pub(crate) fn crs(text: &str) -> Result<Crs> {
    let nodes = parse::parse(text).ok_or_else(|| Error::format("the text of a CRS is not WKT"))?;
    build::definitions(&nodes).map(Crs::from)
}
