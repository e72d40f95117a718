//! Named texts of a raster, as GDAL's `GetMetadata` and rasterio's `tags` give them.

mod image_structure;
mod jpeg_quality;

use geotiff_core::{Field, MetadataItem, Tag, format_g};

use crate::dataset::Dataset;

/// Fields that GDAL tells as named texts (GTiff driver, "Metadata").
const TEXTS: [(Tag, &str); 12] = [
    (Tag::DOCUMENT_NAME, "TIFFTAG_DOCUMENTNAME"),
    (Tag::IMAGE_DESCRIPTION, "TIFFTAG_IMAGEDESCRIPTION"),
    (Tag::SOFTWARE, "TIFFTAG_SOFTWARE"),
    (Tag::DATE_TIME, "TIFFTAG_DATETIME"),
    (Tag::ARTIST, "TIFFTAG_ARTIST"),
    (Tag::HOST_COMPUTER, "TIFFTAG_HOSTCOMPUTER"),
    (Tag::COPYRIGHT, "TIFFTAG_COPYRIGHT"),
    (Tag::X_RESOLUTION, "TIFFTAG_XRESOLUTION"),
    (Tag::Y_RESOLUTION, "TIFFTAG_YRESOLUTION"),
    (Tag::RESOLUTION_UNIT, "TIFFTAG_RESOLUTIONUNIT"),
    (Tag::MIN_SAMPLE_VALUE, "TIFFTAG_MINSAMPLEVALUE"),
    (Tag::MAX_SAMPLE_VALUE, "TIFFTAG_MAXSAMPLEVALUE"),
];

/// The domain of what is said of how an image is stored.
const IMAGE_STRUCTURE: &str = "IMAGE_STRUCTURE";
/// The domain of rational polynomials.
const RPC: &str = "RPC";
/// The domain of Adobe's metadata.
const XMP: &str = "xml:XMP";

impl Dataset {
    /// The named texts of the raster in a domain; `None` is the default one.
    ///
    /// They are those of GDAL_METADATA and of `.aux.xml`, and what GDAL makes of other fields: in the default domain
    /// `AREA_OR_POINT` and `TIFFTAG_…`; `IMAGE_STRUCTURE`, how the image is stored; `RPC`; and `xml:XMP`.
    ///
    /// ```
    /// # let file = window::doc_example();
    /// let dataset = window::Dataset::from_source(file)?;
    /// assert_eq!(dataset.metadata(Some("IMAGE_STRUCTURE")), [("INTERLEAVE".into(), "BAND".into())]);
    /// # Ok::<(), geotiff_core::Error>(())
    /// ```
    pub fn metadata(&self, domain: Option<&str>) -> Vec<(String, String)> {
        let mut texts = match domain {
            None => self.described(),
            Some(IMAGE_STRUCTURE) => image_structure::texts(self.ifd(), self.image()),
            Some(RPC) => self.rpc_texts(),
            Some(XMP) => self.xmp().map(|text| ("doc".to_string(), text)).into_iter().collect(),
            Some(_) => Vec::new(),
        };
        for item in self.items(None).filter(|item| item.domain.as_deref() == domain) {
            match texts.iter_mut().find(|(name, _)| *name == item.name) {
                Some((_, text)) => text.clone_from(&item.value),
                None => texts.push((item.name.clone(), item.value.clone())),
            }
        }
        texts
    }

    /// The domains in which there are named texts of the raster, but for the default one.
    pub fn metadata_domains(&self) -> Vec<String> {
        let own = [
            (IMAGE_STRUCTURE, true),
            (RPC, self.profile.rpc().is_some()),
            (XMP, self.ifd().field(Tag::XML_PACKET).is_some_and(|field| field.bytes().is_ok())),
        ];
        let own = own.into_iter().filter(|(_, is_there)| *is_there).map(|(name, _)| name);
        distinct(own.chain(self.items(None).filter_map(|item| item.domain.as_deref())))
    }

    /// The named texts of a band (from 0) in a domain. The one of `IMAGE_STRUCTURE` may be `NBITS`: bits that its samples need,
    /// if the type has more.
    pub fn band_metadata(&self, band: usize, domain: Option<&str>) -> Vec<(String, String)> {
        let bits = usize::from(self.image().bits);
        let has_bits = domain == Some(IMAGE_STRUCTURE) && bits != 8 * self.sample_type().bytes();
        let mut texts: Vec<(String, String)> =
            has_bits.then(|| ("NBITS".to_string(), bits.to_string())).into_iter().collect();
        for item in self.items(Some(band)).filter(|item| item.domain.as_deref() == domain) {
            texts.retain(|(name, _)| *name != item.name);
            texts.push((item.name.clone(), item.value.clone()));
        }
        texts
    }

    /// The domains in which there are named texts of a band (from 0), but for the default one.
    pub fn band_metadata_domains(&self, band: usize) -> Vec<String> {
        let has_bits = !self.band_metadata(band, Some(IMAGE_STRUCTURE)).is_empty();
        let own = has_bits.then_some(IMAGE_STRUCTURE);
        distinct(own.into_iter().chain(self.items(Some(band)).filter_map(|item| item.domain.as_deref())))
    }

    /// Texts that are no matter of GDAL's own: scale, offset, unit and description have their places elsewhere.
    fn items(&self, sample: Option<usize>) -> impl Iterator<Item = &MetadataItem> {
        self.profile.metadata.items.iter().filter(move |item| item.sample == sample && item.role.is_none())
    }

    fn described(&self) -> Vec<(String, String)> {
        let keys = self.profile.geo_keys();
        let point = keys.map(|keys| if keys.pixel_is_point() { "Point" } else { "Area" });
        let point = point.map(|point| ("AREA_OR_POINT".to_string(), point.to_string()));
        let field = |(tag, name): (Tag, &str)| Some((name.to_string(), field_text(self.ifd().field(tag)?)?));
        point.into_iter().chain(TEXTS.into_iter().filter_map(field)).collect()
    }

    fn rpc_texts(&self) -> Vec<(String, String)> {
        let text = |numbers: Vec<f64>| numbers.into_iter().map(|n| format_g(n, 15)).collect::<Vec<_>>().join(" ");
        let coefficients = self.profile.rpc().unwrap_or_default().into_iter();
        coefficients.map(|(name, numbers)| (name.to_string(), text(numbers))).collect()
    }

    fn xmp(&self) -> Option<String> {
        let bytes = self.ifd().field(Tag::XML_PACKET)?.bytes().ok()?;
        Some(String::from_utf8_lossy(bytes).trim_end_matches('\0').to_string())
    }
}

fn field_text(field: &Field) -> Option<String> {
    let number = || field.to_f64s().ok()?.first().copied();
    match field.tag {
        Tag::RESOLUTION_UNIT => Some(match field.to_u64().ok()? {
            1 => "1 (unitless)".into(),
            2 => "2 (pixels/inch)".into(),
            3 => "3 (pixels/cm)".into(),
            other => other.to_string(),
        }),
        // A float in GDAL.
        Tag::X_RESOLUTION | Tag::Y_RESOLUTION => Some(format_g(f64::from(number()? as f32), 8)),
        Tag::MIN_SAMPLE_VALUE | Tag::MAX_SAMPLE_VALUE => Some(field.to_u64().ok()?.to_string()),
        _ => field.to_text().ok(),
    }
}

fn distinct<'a>(names: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for name in names {
        if !all.iter().any(|other| other == name) {
            all.push(name.to_string());
        }
    }
    all
}
