//! What a raster is and says of itself, apart from how its pixels are stored.

use crate::field::Field;
use crate::gdal_metadata::GdalMetadata;
use crate::geokeys::GeoKeys;
use crate::ifd::Ifd;
use crate::image::Image;
use crate::nodata::Nodata;
use crate::photometric::Photometric;
use crate::sample::SampleType;
use crate::srs::SrsText;
use crate::tag::Tag;
use crate::transform::{GeoTransform, Placement};

/// Fields that describe the raster as a whole and mean the same in any file that holds its pixels.
const DESCRIPTIVE: [Tag; 28] = [
    Tag::DOCUMENT_NAME,
    Tag::IMAGE_DESCRIPTION,
    Tag::MAKE,
    Tag::MODEL,
    Tag::MIN_SAMPLE_VALUE,
    Tag::MAX_SAMPLE_VALUE,
    Tag::X_RESOLUTION,
    Tag::Y_RESOLUTION,
    Tag::RESOLUTION_UNIT,
    Tag::TRANSFER_FUNCTION,
    Tag::SOFTWARE,
    Tag::DATE_TIME,
    Tag::ARTIST,
    Tag::HOST_COMPUTER,
    Tag::WHITE_POINT,
    Tag::PRIMARY_CHROMATICITIES,
    Tag::TRANSFER_RANGE,
    Tag::INK_SET,
    Tag::YCBCR_COEFFICIENTS,
    Tag::YCBCR_SUB_SAMPLING,
    Tag::YCBCR_POSITIONING,
    Tag::REFERENCE_BLACK_WHITE,
    Tag::XML_PACKET,
    Tag::COPYRIGHT,
    Tag::ICC_PROFILE,
    Tag::RPC_COEFFICIENT,
    Tag::GEO_METADATA,
    Tag::ORIENTATION,
];

/// Fields that say how luma and chroma are stored, and nothing once they are decoded to red, green and blue.
const OF_YCBCR: [Tag; 4] =
    [Tag::YCBCR_COEFFICIENTS, Tag::YCBCR_SUB_SAMPLING, Tag::YCBCR_POSITIONING, Tag::REFERENCE_BLACK_WHITE];

/// What a raster is and says of itself.
///
/// ```
/// use geotiff_core::{GeoTransform, Nodata, Profile, SampleType};
///
/// let profile = Profile::new(SampleType::F32, 3601, 3601, 1)
///     .with_transform(GeoTransform::north_up(11.0, 48.0, 1.0 / 3600.0, 1.0 / 3600.0))
///     .with_epsg(4326)
///     .with_nodata(-9999.0);
/// assert_eq!((profile.epsg(), profile.nodata), (Some(4326), Some(Nodata::Float(-9999.0))));
/// assert_eq!(profile.transform().map(|t| t.apply(0.0, 0.0)), Some((11.0, 48.0)));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// Samples per pixel.
    pub bands: usize,
    /// What a sample is.
    pub sample_type: SampleType,
    /// Bits that a sample needs (GDAL's NBITS): fewer than the type has only for unsigned samples, and 16 for 32-bit floats.
    pub bits: u16,
    /// What the samples are colours of.
    pub photometric: Photometric,
    /// Values of ExtraSamples: 0 of no meaning, 1 alpha with colours multiplied by it, 2 alpha.
    pub extra_samples: Vec<u16>,
    /// The colour map: 2^bits entries of red, green, blue, each 0–65535.
    pub color_map: Option<Vec<[u16; 3]>>,
    /// The value of pixels without data.
    pub nodata: Option<Nodata>,
    /// Whether a mask says which pixels are valid.
    pub has_mask: bool,
    /// How the raster is tied to the ground.
    pub placement: Placement,
    /// GeoKeys, transform and tiepoints as the source has them, so that nothing that is not understood is lost.
    pub geo_fields: Vec<Field>,
    /// The coordinate reference system as a text beside the file says it. The GeoKeys say the same then, if they can.
    pub srs: Option<SrsText>,
    /// GDAL's metadata: texts of the raster and its bands, scale, offset, unit and description.
    pub metadata: GdalMetadata,
    /// Fields that are carried as they stand: descriptions, resolution, colour profile, RPCs.
    pub descriptive_fields: Vec<Field>,
}

impl Profile {
    /// A raster of this type and size that says nothing more of itself. Three or four 8-bit bands are taken as gray, too:
    /// see [`Self::as_rgb`].
    pub fn new(sample_type: SampleType, width: usize, height: usize, bands: usize) -> Self {
        Self {
            width,
            height,
            bands,
            sample_type,
            bits: 8 * sample_type.bytes() as u16,
            photometric: Photometric::MIN_IS_BLACK,
            extra_samples: vec![0; bands.saturating_sub(1)],
            color_map: None,
            nodata: None,
            has_mask: false,
            placement: Placement::None,
            geo_fields: Vec::new(),
            srs: None,
            metadata: GdalMetadata::default(),
            descriptive_fields: Vec::new(),
        }
    }

    /// What a directory says of its image. What is stored as luma and chroma and decoded to red, green and blue is of these.
    pub fn from_ifd(ifd: &Ifd, image: &Image) -> Self {
        let keys = GeoKeys::from_ifd(ifd);
        let placement = Placement::from_ifd(ifd, keys.is_some_and(|keys| keys.pixel_is_point()));
        let held = |tag: &Tag| ifd.field(*tag).filter(|field| field.bytes().is_ok_and(|b| !b.is_empty())).cloned();
        let mut geo_tags = vec![Tag::GEO_KEY_DIRECTORY, Tag::GEO_DOUBLE_PARAMS, Tag::GEO_ASCII_PARAMS];
        if is_in_normal_form(ifd, &placement) {
            geo_tags.extend([Tag::MODEL_PIXEL_SCALE, Tag::MODEL_TIEPOINT, Tag::MODEL_TRANSFORMATION]);
        }
        // They would misdescribe samples that are decoded to red, green and blue.
        let is_decoded_to_rgb = image.photometric != image.codec_fields.photometric;
        let is_descriptive = |tag: &&Tag| !(is_decoded_to_rgb && OF_YCBCR.contains(tag));
        // 24-bit floats are written by nobody, GDAL included.
        let is_narrow = match image.sample_type {
            SampleType::U8 | SampleType::U16 | SampleType::U32 => true,
            SampleType::F32 => image.bits == 16,
            _ => false,
        };
        Self {
            width: image.grid.width,
            height: image.grid.height,
            bands: image.bands,
            sample_type: image.sample_type,
            bits: if is_narrow { image.bits } else { 8 * image.sample_type.bytes() as u16 },
            photometric: if is_decoded_to_rgb { Photometric::RGB } else { image.photometric },
            extra_samples: image.extra_samples.clone(),
            color_map: image.color_map.clone(),
            nodata: image.nodata,
            has_mask: false,
            placement,
            geo_fields: geo_tags.iter().filter_map(held).collect(),
            srs: None,
            metadata: GdalMetadata::from_ifd(ifd),
            descriptive_fields: DESCRIPTIVE.iter().filter(is_descriptive).filter_map(held).collect(),
        }
    }

    /// Red, green and blue, and alpha if there is a fourth band.
    #[must_use]
    pub fn as_rgb(mut self) -> Self {
        self.photometric = Photometric::RGB;
        self.extra_samples = (3..self.bands).map(|band| if band == 3 { 2 } else { 0 }).collect();
        self
    }

    /// Tied to the ground by this transform.
    #[must_use]
    pub fn with_transform(mut self, transform: GeoTransform) -> Self {
        self.set_placement(Placement::Affine(transform));
        self
    }

    /// In the CRS of this EPSG code.
    #[must_use]
    pub fn with_epsg(mut self, code: u16) -> Self {
        self.srs = None;
        self.geo_fields.retain(|field| !is_geo_key(field.tag));
        self.geo_fields.extend(GeoKeys::from_epsg(code).to_fields());
        self
    }

    /// In the place and the CRS of another raster, which this one shares the grid with.
    #[must_use]
    pub fn with_georeference_of(mut self, other: &Self) -> Self {
        self.placement = other.placement.clone();
        self.geo_fields = other.geo_fields.clone();
        self.srs = other.srs.clone();
        self
    }

    /// With pixels of this value having no data: a number, or a [`Nodata`].
    #[must_use]
    pub fn with_nodata(mut self, nodata: impl Into<Nodata>) -> Self {
        self.nodata = Some(nodata.into());
        self
    }

    /// Ties the raster to the ground anew; its CRS stays.
    pub fn set_placement(&mut self, placement: Placement) {
        self.geo_fields.retain(|field| is_geo_key(field.tag));
        self.placement = placement;
    }

    /// Takes the CRS of a text in place of any other. GeoKeys name it by its EPSG code, or hold its WKT as Esri's programs
    /// write it, which GDAL understands; a text that is neither, they leave out.
    pub fn set_srs(&mut self, srs: SrsText) {
        let pixel_is_point = self.geo_keys().is_some_and(|keys| keys.pixel_is_point());
        self.geo_fields.retain(|field| !is_geo_key(field.tag));
        self.geo_fields.extend(GeoKeys::of_srs(&srs, pixel_is_point).iter().flat_map(GeoKeys::to_fields));
        self.srs = Some(srs).filter(|srs| !srs.text.is_empty());
    }

    /// The coordinate reference system.
    pub fn geo_keys(&self) -> Option<GeoKeys> {
        let mut ifd = Ifd::default();
        self.geo_fields.iter().for_each(|field| ifd.set(field.clone()));
        GeoKeys::from_ifd(&ifd)
    }

    /// The EPSG code of the coordinate reference system, if it has one.
    pub fn epsg(&self) -> Option<u16> {
        self.geo_keys()?.epsg()
    }

    /// The affine transform, if the raster has one.
    pub fn transform(&self) -> Option<&GeoTransform> {
        self.placement.transform()
    }

    /// The least rectangle around the raster's corners: left, bottom, right, top (rasterio's order), if it has a transform.
    pub fn bounds(&self) -> Option<[f64; 4]> {
        let (width, height) = (self.width as f64, self.height as f64);
        let corners = [(0.0, 0.0), (width, 0.0), (0.0, height), (width, height)];
        let corners = corners.map(|(col, row)| self.transform().map(|transform| transform.apply(col, row)));
        let around = |[left, bottom, right, top]: [f64; 4], corner: Option<(f64, f64)>| {
            let (x, y) = corner?;
            Some([left.min(x), bottom.min(y), right.max(x), top.max(y)])
        };
        let (least, most) = (f64::NEG_INFINITY, f64::INFINITY);
        corners.into_iter().try_fold([most, most, least, least], around)
    }

    /// The band (from 0) that holds alpha, if one does.
    pub fn alpha_band(&self) -> Option<usize> {
        let first = self.bands.checked_sub(self.extra_samples.len())?;
        self.extra_samples.iter().position(|&e| e == 1 || e == 2).map(|i| first + i)
    }

    /// The fields that only a file's main directory has: georeference, metadata and descriptions.
    pub fn main_fields(&self) -> Vec<Field> {
        let mut fields = self.geo_fields.clone();
        if fields.iter().all(|field| is_geo_key(field.tag)) {
            let pixel_is_point = self.geo_keys().is_some_and(|keys| keys.pixel_is_point());
            fields.extend(self.placement.to_fields(pixel_is_point));
        }
        fields.extend(self.metadata.to_field());
        fields.extend(self.descriptive_fields.iter().cloned());
        fields
    }
}

pub(crate) fn is_geo_key(tag: Tag) -> bool {
    matches!(tag, Tag::GEO_KEY_DIRECTORY | Tag::GEO_DOUBLE_PARAMS | Tag::GEO_ASCII_PARAMS)
}

/// Whether the fields of the transform are already as this engine (and GDAL) writes them: one tiepoint at pixel (0, 0)
/// with a positive scale, a matrix that is not north-up, or GCPs.
fn is_in_normal_form(ifd: &Ifd, placement: &Placement) -> bool {
    let (scale, tiepoints) = (ifd.f64s(Tag::MODEL_PIXEL_SCALE), ifd.f64s(Tag::MODEL_TIEPOINT));
    let has_matrix = ifd.field(Tag::MODEL_TRANSFORMATION).is_some();
    match placement {
        Placement::None => false,
        Placement::Gcps(_) => true,
        Placement::Affine(transform) if transform.is_north_up() => {
            !has_matrix
                && scale.len() == 3
                && scale.iter().take(2).all(|&s| s > 0.0)
                && tiepoints.len() == 6
                && tiepoints.starts_with(&[0.0, 0.0])
        }
        Placement::Affine(_) => has_matrix && scale.is_empty() && tiepoints.is_empty(),
    }
}
