//! What a raster attribute table has: its columns, and how many rows.

use crate::limits::Limits;
use crate::pam::PamBand;
use crate::xml::Element;

/// GDAL's names of what a column holds (GDALRATFieldType).
const TYPES: [&str; 3] = ["Integer", "Real", "String"];
/// GDAL's names of what a column is for (GDALRATFieldUsage).
const USAGES: [&str; 18] = [
    "Generic",
    "PixelCount",
    "Name",
    "Min",
    "Max",
    "MinMax",
    "Red",
    "Green",
    "Blue",
    "Alpha",
    "RedMin",
    "GreenMin",
    "BlueMin",
    "AlphaMin",
    "RedMax",
    "GreenMax",
    "BlueMax",
    "AlphaMax",
];

/// The head of a raster attribute table.
///
/// ```
/// use geotiff_core::Pam;
///
/// let pam = Pam::parse(
///     r#"<PAMDataset><PAMRasterBand band="1"><GDALRasterAttributeTable>
///       <FieldDefn index="0"><Name>Class</Name><Type>2</Type><Usage>2</Usage></FieldDefn>
///       <Row index="0"><F>water</F></Row>
///     </GDALRasterAttributeTable></PAMRasterBand></PAMDataset>"#,
/// )?;
/// let table = pam.bands[0].attribute_table_head().unwrap();
/// assert_eq!((table.rows, table.columns[0].name.as_str()), (1, "Class"));
/// assert_eq!((table.columns[0].field_type, table.columns[0].usage), ("String", "Name"));
/// # Ok::<(), geotiff_core::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AttributeTableHead {
    /// The columns.
    pub columns: Vec<AttributeColumn>,
    /// Number of rows.
    pub rows: usize,
}

/// A column of a raster attribute table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AttributeColumn {
    /// What it is called.
    pub name: String,
    /// What it holds: `Integer`, `Real` or `String`; empty if GDAL has no such type.
    pub field_type: &'static str,
    /// What it is for, by GDAL's name (`Generic`, `PixelCount`, `Name`, …); empty if GDAL has no such usage.
    pub usage: &'static str,
}

impl PamBand {
    /// The columns of the band's attribute table and the number of its rows; `None` if there is no table that can be read.
    pub fn attribute_table_head(&self) -> Option<AttributeTableHead> {
        let table = Element::parse(self.attribute_table.as_deref()?, &["Row"], &Limits::unlimited()).ok()?;
        let named = |names: &[&'static str], element: &Element, name: &str| {
            let number = element.value(name)?.trim().parse::<usize>().ok()?;
            names.get(number).copied()
        };
        let column = |element: &Element| AttributeColumn {
            name: element.value("Name").unwrap_or_default().to_string(),
            field_type: named(&TYPES, element, "Type").unwrap_or_default(),
            usage: named(&USAGES, element, "Usage").unwrap_or_default(),
        };
        Some(AttributeTableHead {
            columns: table.all("FieldDefn").map(column).collect(),
            rows: table.all("Row").count(),
        })
    }
}
