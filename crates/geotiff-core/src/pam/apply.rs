//! What a `.aux.xml` file says, put over what the file itself says: the order of GDAL's GTiff driver.

use crate::gdal_metadata::{GdalMetadata, MetadataItem};
use crate::nodata::format_g17;
use crate::pam::{Pam, PamBand, esri, rpc, set_item};
use crate::photometric::Photometric;
use crate::profile::Profile;
use crate::sample::SampleType;
use crate::tag::Tag;
use crate::transform::Placement;

/// The domain of rational polynomials.
const RPC: &str = "RPC";

impl Pam {
    /// Puts what it says over what the profile says: CRS, transform or control points, nodata of the first band, named texts,
    /// description, unit, scale, offset and colour of bands, and a colour table of a lone band.
    ///
    /// ```
    /// use geotiff_core::{Pam, Profile, SampleType};
    ///
    /// let mut profile = Profile::new(SampleType::U8, 20, 10, 1).with_epsg(4326).with_nodata(9);
    /// let pam = Pam::parse("<PAMDataset><SRS>EPSG:32633</SRS></PAMDataset>")?;
    /// pam.apply_to(&mut profile);
    /// assert_eq!((profile.epsg(), profile.nodata), (Some(32633), Some(9.into())));
    /// # Ok::<(), geotiff_core::Error>(())
    /// ```
    pub fn apply_to(&self, profile: &mut Profile) {
        self.apply_place(profile);
        if let Some(nodata) = self.band(0).and_then(|band| band.nodata(profile.sample_type)) {
            profile.nodata = Some(nodata);
        }
        let bands = profile.bands;
        for item in self.metadata.iter().filter(|item| item.sample.is_none_or(|band| band < bands)) {
            set_text(&mut profile.metadata, item.clone());
        }
        for band in self.bands.iter().filter(|band| band.band < bands) {
            apply_band(band, profile);
        }
        let is_rpc = |item: &MetadataItem| item.sample.is_none() && item.domain.as_deref() == Some(RPC);
        // The field of the file itself counts more, as in GDAL; else it takes the place of the texts.
        if profile.descriptive_fields.iter().all(|field| field.tag != Tag::RPC_COEFFICIENT)
            && let Some(field) = rpc::field(&self.metadata)
        {
            profile.descriptive_fields.push(field);
            profile.metadata.items.retain(|item| !is_rpc(item));
        }
    }

    fn apply_place(&self, profile: &mut Profile) {
        if let Some(srs) = &self.srs {
            profile.set_srs(srs.clone());
        }
        let has_esri = self.metadata.iter().any(|item| item.domain.as_deref() == Some(esri::DOMAIN));
        if !self.gcps.is_empty() && !has_esri {
            profile.set_placement(Placement::Gcps(self.gcps.clone()));
            profile.set_srs(self.gcp_srs.clone().unwrap_or_default());
        }
        if let (Some(xform), Some(resolution)) = (&self.geodata_xform, pixels_per_inch(profile)) {
            let points = xform.points(profile.height, resolution);
            if !points.is_empty() {
                profile.set_placement(Placement::Gcps(points));
                xform.srs.iter().for_each(|srs| profile.set_srs(srs.clone()));
            }
        }
        // Points may come with a transform, which says more of where the raster is.
        if let Some(transform) = self.transform {
            profile.set_placement(Placement::Affine(transform));
        }
    }
}

/// Across and down, if the file has a resolution in inches.
fn pixels_per_inch(profile: &Profile) -> Option<[f64; 2]> {
    let field = |tag| profile.descriptive_fields.iter().find(|field| field.tag == tag);
    let number = |tag| field(tag)?.to_f64s().ok()?.first().copied();
    let in_inches = field(Tag::RESOLUTION_UNIT)?.to_u64().ok()? == 2;
    in_inches.then_some([number(Tag::X_RESOLUTION)?, number(Tag::Y_RESOLUTION)?])
}

fn apply_band(band: &PamBand, profile: &mut Profile) {
    let mut set = |role: &str, value: String| {
        let item = MetadataItem {
            name: role.to_ascii_uppercase(),
            value,
            sample: Some(band.band),
            role: Some(role.into()),
            domain: None,
        };
        profile.metadata.items.retain(|other| !(other.sample == item.sample && other.role == item.role));
        profile.metadata.items.push(item);
    };
    if let Some((offset, scale)) = band.offset_scale {
        set("offset", format_g17(offset));
        set("scale", format_g17(scale));
    }
    band.unit.iter().for_each(|unit| set("unittype", unit.clone()));
    band.description.iter().for_each(|text| set("description", text.clone()));
    if let Some(color) = band.color_interpretation.as_deref().filter(|color| !color.eq_ignore_ascii_case("Undefined")) {
        set("colorinterp", color.to_string());
        let first_extra = profile.bands.saturating_sub(profile.extra_samples.len());
        let extra = band.band.checked_sub(first_extra).and_then(|i| profile.extra_samples.get_mut(i));
        if let Some(extra) = extra.filter(|extra| color.eq_ignore_ascii_case("Alpha") && **extra == 0) {
            *extra = 2;
        }
    }
    let can_be_palette = profile.bands == 1
        && matches!((profile.sample_type, profile.bits), (SampleType::U8, 1..=8) | (SampleType::U16, 16));
    if let Some(table) = band.color_table.as_ref().filter(|table| can_be_palette && !table.is_empty()) {
        let mut map: Vec<[u16; 3]> = table.iter().map(|&[r, g, b, _]| [r, g, b].map(|c| u16::from(c) * 257)).collect();
        map.resize(1 << profile.bits, [0; 3]);
        profile.color_map = Some(map);
        profile.photometric = Photometric::PALETTE;
    }
}

/// Sets a named text; of a domain that holds one document, in place of the one that is there.
fn set_text(metadata: &mut GdalMetadata, item: MetadataItem) {
    let is_document =
        item.domain.as_deref().is_some_and(|domain| domain.starts_with("xml:") || domain.starts_with("json:"));
    if is_document {
        metadata.items.retain(|other| !(other.domain == item.domain && other.sample == item.sample));
    }
    set_item(&mut metadata.items, item);
}
