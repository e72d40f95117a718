//! What a `.aux.xml` file says of one band.

use crate::nodata::Nodata;
use crate::sample::SampleType;
use crate::xml::Element;

/// Entries of a colour table: no sample type that has one has more values.
const MAX_COLORS: usize = 65_536;

/// What a `.aux.xml` file says of one band, but for its named texts, which stand in [`Pam::metadata`](crate::Pam::metadata).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PamBand {
    /// Which band, from 0.
    pub band: usize,
    /// What the band is called.
    pub description: Option<String>,
    /// The value of pixels without data as it is written.
    pub nodata_text: Option<String>,
    /// All bits of that value, where decimals would lose some.
    pub nodata_bits: Option<f64>,
    /// What the numbers are measured in.
    pub unit: Option<String>,
    /// Offset and scale: the value is `sample · scale + offset`.
    pub offset_scale: Option<(f64, f64)>,
    /// GDAL's name of what the band is a colour of: `Red`, `Gray`, `Alpha`, …
    pub color_interpretation: Option<String>,
    /// Names of the values 0, 1, 2, …
    pub category_names: Option<Vec<String>>,
    /// Red, green, blue and alpha of the values 0, 1, 2, …, each 0–255.
    pub color_table: Option<Vec<[u8; 4]>>,
    /// Smallest and largest value.
    pub min_max: Option<(f64, f64)>,
    /// Mean and standard deviation.
    pub mean_std: Option<(f64, f64)>,
    /// The histograms, as XML.
    pub histograms: Option<String>,
    /// The raster attribute table, as XML.
    pub attribute_table: Option<String>,
}

impl PamBand {
    pub(super) fn read(element: &Element, band: usize) -> Self {
        let text = |name| element.value(name).filter(|text| !text.is_empty()).map(str::to_string);
        let pair = |first, second| Some((element.number(first)?, element.number(second)?));
        let nodata = element.element("NoDataValue");
        Self {
            band,
            description: text("Description"),
            nodata_text: element.value("NoDataValue").map(str::to_string),
            nodata_bits: nodata.and_then(|nodata| hex_double(nodata.attribute("le_hex_equiv")?)),
            unit: text("UnitType"),
            offset_scale: match (element.number("Offset"), element.number("Scale")) {
                (None, None) => None,
                (offset, scale) => Some((offset.unwrap_or(0.0), scale.unwrap_or(1.0))),
            },
            color_interpretation: text("ColorInterp"),
            category_names: element
                .element("CategoryNames")
                .map(|names| names.all("Category").map(|name| name.text().to_string()).collect()),
            color_table: element
                .element("ColorTable")
                .map(|table| table.all("Entry").take(MAX_COLORS).map(color).collect()),
            min_max: pair("Minimum", "Maximum"),
            mean_std: pair("Mean", "StandardDeviation"),
            histograms: element.element("Histograms").map(Element::to_xml),
            attribute_table: element.element("GDALRasterAttributeTable").map(Element::to_xml),
        }
    }

    /// The value of pixels without data, for samples of this type.
    pub fn nodata(&self, sample_type: SampleType) -> Option<Nodata> {
        let text = self.nodata_text.as_deref()?;
        match (self.nodata_bits, sample_type) {
            (Some(value), SampleType::I64 | SampleType::U64) => Nodata::parse(&value.to_string(), sample_type),
            (Some(value), _) => Some(Nodata::Float(value)),
            (None, SampleType::F32) => Nodata::parse(text, SampleType::F64),
            (None, _) => Nodata::parse(text, sample_type),
        }
    }
}

fn color(entry: &Element) -> [u8; 4] {
    let channel = |name, unless_told| entry.number(name).unwrap_or(unless_told).clamp(0.0, 255.0) as u8;
    [channel("c1", 0.0), channel("c2", 0.0), channel("c3", 0.0), channel("c4", 255.0)]
}

/// A double of eight little-endian bytes in hexadecimal.
fn hex_double(text: &str) -> Option<f64> {
    let mut bytes = [0; 8];
    if text.len() != 16 {
        return None;
    }
    for (i, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * i..2 * i + 2)?, 16).ok()?;
    }
    Some(f64::from_le_bytes(bytes))
}
