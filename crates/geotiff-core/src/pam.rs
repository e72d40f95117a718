//! GDAL's auxiliary metadata (PAM, `FILE.aux.xml`): what is said of a raster beside its file.
//!
//! ```text
//! <PAMDataset>
//!   <SRS dataAxisToSRSAxisMapping="2,1">GEOGCS[…]</SRS>
//!   <GeoTransform>x, …</GeoTransform>
//!   <GCPList Projection="…"><GCP Id="1" Pixel="" Line="" X="" Y="" Z=""/>…</GCPList>
//!   <Metadata domain="…"><MDI key="…">text</MDI>…</Metadata>
//!   <PAMRasterBand band="1">
//!     <Description/> <NoDataValue/> <UnitType/> <Offset/> <Scale/> <ColorInterp/> <CategoryNames/> <ColorTable/>
//!     <Minimum/> <Maximum/> <Mean/> <StandardDeviation/> <Histograms/> <GDALRasterAttributeTable/> <Metadata/>
//!   </PAMRasterBand>
//! </PAMDataset>
//! ```

mod apply;
mod attributes;
mod band;
mod esri;
mod rpc;

pub use attributes::{AttributeColumn, AttributeTableHead};
pub use band::PamBand;

use crate::error::Result;
use crate::gdal_metadata::MetadataItem;
use crate::limits::Limits;
use crate::srs::SrsText;
use crate::transform::{Gcp, GeoTransform};
use crate::xml::Element;

/// Elements that are kept as they are written: they may be large, and nothing here looks into them.
const RAW: [&str; 2] = ["Histograms", "GDALRasterAttributeTable"];

/// What a `.aux.xml` file says of a raster.
///
/// ```
/// use geotiff_core::Pam;
///
/// let pam = Pam::parse(
///     r#"<PAMDataset>
///       <GeoTransform>10, 0.5, 0, 50, 0, -0.5</GeoTransform>
///       <Metadata domain="A"><MDI key="k">v</MDI></Metadata>
///       <PAMRasterBand band="2"><Description>red</Description></PAMRasterBand>
///     </PAMDataset>"#,
/// )?;
/// assert_eq!(pam.transform.map(|t| t.apply(2.0, 2.0)), Some((11.0, 49.0)));
/// assert_eq!(pam.metadata[0].value, "v");
/// assert_eq!(pam.band(1).and_then(|band| band.description.as_deref()), Some("red"));
/// # Ok::<(), geotiff_core::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pam {
    /// The coordinate reference system.
    pub srs: Option<SrsText>,
    /// The affine transform.
    pub transform: Option<GeoTransform>,
    /// Ground control points.
    pub gcps: Vec<Gcp>,
    /// The coordinate reference system of the points.
    pub gcp_srs: Option<SrsText>,
    /// Esri's transform, whose points can be placed once the raster's height and resolution are known.
    pub(crate) geodata_xform: Option<esri::GeodataXform>,
    /// Named texts of the whole raster and of bands. A domain that begins with `xml:` or `json:` has one text, named `doc`.
    pub metadata: Vec<MetadataItem>,
    /// What is said of bands.
    pub bands: Vec<PamBand>,
}

impl Pam {
    /// Reads the file's text as GDAL does, whose element names have no case and whose root may have any name. Other than
    /// GDAL, it takes an XML declaration for what it is.
    ///
    /// # Errors
    /// `Format` if it is not well-formed XML, `Limits` if it is too deep or has too many parts.
    pub fn parse(xml: &str) -> Result<Self> {
        Self::parse_within(xml, &Limits::new())
    }

    /// The same with other limits, of which [`Limits::xml_parts`] is heeded.
    ///
    /// # Errors
    /// As [`Pam::parse`].
    pub fn parse_within(xml: &str, limits: &Limits) -> Result<Self> {
        let root = Element::parse(xml.trim_start_matches('\u{feff}'), &RAW, limits)?;
        let mut pam = Self {
            srs: root.element("SRS").map(srs),
            transform: root.value("GeoTransform").and_then(transform),
            metadata: metadata(&root, None),
            ..Self::default()
        };
        if let Some(list) = root.element("GCPList") {
            pam.gcps = list.all("GCP").map(gcp).collect();
            pam.gcp_srs = list.attribute("Projection").filter(|text| !text.is_empty()).map(|text| SrsText {
                axis_mapping: list.attribute("dataAxisToSRSAxisMapping").map(numbers),
                ..SrsText::new(text)
            });
        }
        for element in root.all("PAMRasterBand") {
            let number = element.value("band").and_then(|text| text.trim().parse::<usize>().ok());
            if let Some(band) = number.and_then(|number| number.checked_sub(1)) {
                pam.bands.push(PamBand::read(element, band));
                pam.metadata.extend(metadata(element, Some(band)));
            }
        }
        esri::read(&root, &mut pam);
        Ok(pam)
    }

    /// What is said of a band (from 0).
    pub fn band(&self, band: usize) -> Option<&PamBand> {
        self.bands.iter().find(|b| b.band == band)
    }
}

fn srs(element: &Element) -> SrsText {
    SrsText {
        text: element.text().to_string(),
        axis_mapping: element.attribute("dataAxisToSRSAxisMapping").map(numbers),
        epoch: element.number("coordinateEpoch"),
    }
}

fn numbers(text: &str) -> Vec<i32> {
    text.split(',').map(|part| part.trim().parse().unwrap_or(0)).collect()
}

fn transform(text: &str) -> Option<GeoTransform> {
    let numbers: Vec<f64> = text.split(',').map(crate::nodata::leading_number).collect();
    Some(GeoTransform(numbers.try_into().ok()?))
}

fn gcp(element: &Element) -> Gcp {
    let number = |name| element.number(name).unwrap_or(0.0);
    let z = element.number("Z").or_else(|| element.number("GCPZ")).unwrap_or(0.0);
    Gcp { col: number("Pixel"), row: number("Line"), x: number("X"), y: number("Y"), z }
}

/// The named texts of an element's `Metadata` elements.
fn metadata(parent: &Element, sample: Option<usize>) -> Vec<MetadataItem> {
    let mut items: Vec<MetadataItem> = Vec::new();
    for element in parent.all("Metadata") {
        let domain = element.value("domain").filter(|domain| !domain.is_empty()).map(str::to_string);
        let item = |name: &str, value: String| MetadataItem {
            name: name.to_string(),
            value,
            sample,
            role: None,
            domain: domain.clone(),
        };
        let format = element.value("format").unwrap_or_default();
        if format.eq_ignore_ascii_case("xml") {
            items.extend(element.elements().next().map(|document| item("doc", document.to_xml())));
        } else if format.eq_ignore_ascii_case("json") {
            items.push(item("doc", element.text().to_string()));
        } else {
            for entry in element.all("MDI") {
                let (Some(key), value) = (entry.attribute("key"), entry.text()) else { continue };
                if !value.is_empty() {
                    set_item(&mut items, item(key, value.to_string()));
                }
            }
        }
    }
    items
}

/// Sets a text in place of one that has its name, whose case does not matter, or adds it.
fn set_item(items: &mut Vec<MetadataItem>, item: MetadataItem) {
    let is_same = |other: &&mut MetadataItem| {
        other.sample == item.sample
            && other.role.is_none() == item.role.is_none()
            && other.domain == item.domain
            && other.name.eq_ignore_ascii_case(&item.name)
    };
    match items.iter_mut().find(is_same) {
        Some(other) => *other = item,
        None => items.push(item),
    }
}

#[cfg(test)]
mod tests;
