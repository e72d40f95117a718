//! What Esri's programs write beside a raster: a GeodataXform within the `.aux.xml`, and a CRS within `FILE.xml`.

use crate::error::Result;
use crate::gdal_metadata::MetadataItem;
use crate::limits::Limits;
use crate::nodata::leading_number;
use crate::pam::Pam;
use crate::srs::SrsText;
use crate::transform::Gcp;
use crate::xml::Element;

/// The domain that a GeodataXform stands in.
pub(super) const DOMAIN: &str = "xml:ESRI";

/// A polynomial transform, of which its control points are taken.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct GeodataXform {
    pub(super) srs: Option<SrsText>,
    /// x and y of each point in units of the raster's resolution, from its lower left.
    source: Vec<f64>,
    /// x and y of each point on the ground.
    target: Vec<f64>,
}

impl GeodataXform {
    fn new(element: &Element) -> Self {
        let wkt = element.element("SpatialReference").and_then(|srs| srs.value("WKT"));
        let numbers = |name| {
            let list = element.element(name);
            list.map(|list| list.all("Double").map(|number| leading_number(number.text())).collect())
        };
        Self {
            srs: wkt.filter(|wkt| !wkt.is_empty()).map(SrsText::new),
            source: numbers("SourceGCPs").unwrap_or_default(),
            target: numbers("TargetGCPs").unwrap_or_default(),
        }
    }

    /// Whether it has points, each with its two places.
    fn has_points(&self) -> bool {
        !self.source.is_empty() && self.source.len() == self.target.len() && self.source.len().is_multiple_of(2)
    }

    /// The points of a raster of `height` rows and so many pixels to the inch.
    pub(super) fn points(&self, height: usize, [x_resolution, y_resolution]: [f64; 2]) -> Vec<Gcp> {
        if !self.has_points() {
            return Vec::new();
        }
        let pairs = self.source.as_chunks().0.iter().zip(self.target.as_chunks().0);
        let point = |(&[col, row], &[x, y]): (&[f64; 2], &[f64; 2])| Gcp {
            col: col * x_resolution,
            row: height as f64 - row * y_resolution,
            x,
            y,
            z: 0.0,
        };
        pairs.map(point).collect()
    }
}

/// Takes the transform out of a PAM file, or a file that is one (ArcGIS 9.3).
pub(super) fn read(root: &Element, pam: &mut Pam) {
    let held = |element: &&Element| element.value("domain") == Some(DOMAIN);
    let within = || root.all("Metadata").find(held).and_then(|metadata| metadata.element("GeodataXform"));
    let element = if root.is("GeodataXform") {
        pam.metadata.push(MetadataItem {
            name: "doc".into(),
            value: root.to_xml(),
            domain: Some(DOMAIN.into()),
            ..MetadataItem::default()
        });
        Some(root)
    } else {
        within()
    };
    let Some(transform) = element.map(GeodataXform::new) else { return };
    // As in GDAL, a CRS that comes with points is theirs.
    if pam.srs.is_none() && (pam.transform.is_some() || !transform.has_points()) {
        pam.srs.clone_from(&transform.srs);
    }
    pam.geodata_xform = Some(transform);
}

impl SrsText {
    /// The CRS that ArcGIS's metadata of a raster names by code: of `dem.tif`, the file `dem.xml`, where GDAL looks last,
    /// but heeds before GeoKeys. `None` if it names none.
    ///
    /// ```
    /// use geotiff_core::SrsText;
    ///
    /// let xml = r#"<metadata><refSysInfo><RefSystem><refSysID><identCode code="32632"/></refSysID></RefSystem></refSysInfo></metadata>"#;
    /// assert_eq!(SrsText::from_esri_metadata(xml)?.map(|srs| srs.text).as_deref(), Some("EPSG:32632"));
    /// # Ok::<(), geotiff_core::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Pam::parse`].
    pub fn from_esri_metadata(xml: &str) -> Result<Option<Self>> {
        let root = Element::parse(xml.trim_start_matches('\u{feff}'), &[], &Limits::new())?;
        let mut element = Some(&root).filter(|root| root.is("metadata"));
        for name in ["refSysInfo", "RefSystem", "refSysID", "identCode"] {
            element = element.and_then(|element| element.element(name));
        }
        let code = element.and_then(|element| element.number("code")).filter(|&code| (1.0..1e9).contains(&code));
        Ok(code.map(|code| {
            let authority = if code <= 32767.0 { "EPSG" } else { "ESRI" };
            Self::new(format!("{authority}:{}", code as u32))
        }))
    }
}
