//! The GeoKey directory (GeoTIFF 1.1, section 7): which coordinate reference system a raster is in.
//!
//! ```text
//! GeoKeyDirectory   version, revision, minor, n   n × [key id, location, count, value or index]   (SHORTs)
//! location          0: the value is here   34736: index into GeoDoubleParams   34737: into GeoAsciiParams
//! ```

use crate::epsg;
use crate::field::{Field, text_of};
use crate::geokey_id::GeoKeyId;
use crate::ifd::Ifd;
use crate::srs::SrsText;
use crate::tag::Tag;

/// "No code: the keys that follow define it."
const USER_DEFINED: u16 = 32767;

/// What stands before a CRS in Esri's WKT where no keys can say it (GDAL's and ArcGIS' convention).
const ESRI_WKT: &str = "ESRI PE String = ";
/// Bytes of the longest such text: a key counts them in 16 bits.
const MAX_WKT_LEN: usize = 60_000;

/// The value of a key.
#[derive(Clone, Debug, PartialEq)]
pub enum GeoKeyValue {
    /// Codes.
    Shorts(Vec<u16>),
    /// Parameters.
    Doubles(Vec<f64>),
    /// Text, without the `|` at its end.
    Ascii(String),
}

/// The GeoKeys of a raster.
///
/// ```
/// use geotiff_core::{GeoKeys, GeoKeyId, GeoKeyValue, Ifd};
///
/// let keys = GeoKeys::from_epsg(32633);
/// assert_eq!(keys.short(GeoKeyId::GT_MODEL_TYPE), Some(1));
/// assert_eq!(keys.epsg(), Some(32633));
/// assert_eq!(GeoKeys::from_epsg(4326).short(GeoKeyId::GEODETIC_CRS), Some(4326));
///
/// let mut ifd = Ifd::default();
/// keys.to_fields().into_iter().for_each(|field| ifd.set(field));
/// assert_eq!(GeoKeys::from_ifd(&ifd), Some(keys));
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GeoKeys {
    /// Revision and minor revision: (1, 0) is GeoTIFF 1.0, (1, 1) is GeoTIFF 1.1.
    pub revision: (u16, u16),
    /// The keys, by id.
    pub keys: Vec<(GeoKeyId, GeoKeyValue)>,
}

impl GeoKeys {
    /// The keys of a CRS that has an EPSG code; whether it is geographic, geocentric or projected is known of every code.
    pub fn from_epsg(code: u16) -> Self {
        let (model, key) = match epsg::kind(code) {
            epsg::Kind::Projected => (1, GeoKeyId::PROJECTED_CRS),
            epsg::Kind::Geographic => (2, GeoKeyId::GEODETIC_CRS),
            epsg::Kind::Geocentric => (3, GeoKeyId::GEODETIC_CRS),
        };
        let short = |value| GeoKeyValue::Shorts(vec![value]);
        let mut keys =
            vec![(GeoKeyId::GT_MODEL_TYPE, short(model)), (GeoKeyId::GT_RASTER_TYPE, short(1)), (key, short(code))];
        if model == 2 {
            keys.push((GeoKeyId::GEOG_ANGULAR_UNITS, short(9102)));
        }
        Self { revision: (1, 0), keys }
    }

    /// The keys of a CRS that is a text: by its code, else as a text within the keys. Only of the raster's type, or none at all,
    /// if it is neither.
    pub(crate) fn of_srs(srs: &SrsText, pixel_is_point: bool) -> Option<Self> {
        let short = |value| GeoKeyValue::Shorts(vec![value]);
        let raster_type = (GeoKeyId::GT_RASTER_TYPE, short(if pixel_is_point { 2 } else { 1 }));
        if let Some(code) = srs.epsg().filter(|&code| code != 0 && code < USER_DEFINED) {
            let mut keys = Self::from_epsg(code);
            keys.keys.iter_mut().filter(|(id, _)| *id == raster_type.0).for_each(|key| *key = raster_type.clone());
            return Some(keys);
        }
        let text = srs.text.trim();
        let is_wkt =
            text.ends_with([']', ')']) && text.is_ascii() && !text.contains(['|', '\0']) && text.len() <= MAX_WKT_LEN;
        let keys = match is_wkt {
            true => vec![
                (GeoKeyId::GT_MODEL_TYPE, short(USER_DEFINED)),
                raster_type,
                (GeoKeyId::PROJECTED_CITATION, GeoKeyValue::Ascii(format!("{ESRI_WKT}{text}"))),
            ],
            false if pixel_is_point => vec![raster_type],
            false => return None,
        };
        Some(Self { revision: (1, 0), keys })
    }

    /// Reads the three fields; keys whose values lie outside them are passed over, as GDAL does.
    pub fn from_ifd(ifd: &Ifd) -> Option<Self> {
        let directory = ifd.u64s(Tag::GEO_KEY_DIRECTORY).ok()?;
        let directory: Vec<u16> = directory.into_iter().map(|v| u16::try_from(v).unwrap_or(0)).collect();
        let (&[_, revision, minor, n], entries) = directory.split_first_chunk()?;
        let doubles = ifd.f64s(Tag::GEO_DOUBLE_PARAMS);
        let ascii = ifd.field(Tag::GEO_ASCII_PARAMS).and_then(|field| field.bytes().ok()).unwrap_or_default();
        let ascii = ascii.split(|&b| b == 0).next().unwrap_or_default();
        let mut keys = Vec::new();
        for &[id, location, count, value] in entries.as_chunks().0.iter().take(usize::from(n)) {
            let range = usize::from(value)..usize::from(value) + usize::from(count);
            let value = match Tag(location) {
                Tag(0) => Some(GeoKeyValue::Shorts(vec![value])),
                Tag::GEO_KEY_DIRECTORY => directory.get(range).map(|v| GeoKeyValue::Shorts(v.to_vec())),
                Tag::GEO_DOUBLE_PARAMS => doubles.get(range).map(|v| GeoKeyValue::Doubles(v.to_vec())),
                Tag::GEO_ASCII_PARAMS => {
                    let text = ascii.get(range.start..range.end.min(ascii.len()));
                    text.map(|text| GeoKeyValue::Ascii(text_of(text).trim_end_matches('|').to_string()))
                }
                _ => None,
            };
            keys.extend(value.map(|value| (GeoKeyId(id), value)));
        }
        keys.sort_by_key(|(id, _)| *id);
        Some(Self { revision: (revision, minor), keys })
    }

    /// The three fields; those without values are left out.
    pub fn to_fields(&self) -> Vec<Field> {
        let mut directory = vec![1, self.revision.0, self.revision.1, self.keys.len() as u16];
        let mut lists: Vec<u16> = Vec::new();
        let lists_at = 4 + 4 * self.keys.len();
        let (mut doubles, mut ascii) = (Vec::new(), String::new());
        for (id, value) in &self.keys {
            let entry = match value {
                GeoKeyValue::Shorts(v) if v.len() == 1 => [0, 1, v[0]],
                GeoKeyValue::Shorts(v) => {
                    let at = lists_at + lists.len();
                    lists.extend(v);
                    [Tag::GEO_KEY_DIRECTORY.0, v.len() as u16, at as u16]
                }
                GeoKeyValue::Doubles(v) => {
                    let at = doubles.len();
                    doubles.extend(v);
                    [Tag::GEO_DOUBLE_PARAMS.0, v.len() as u16, at as u16]
                }
                GeoKeyValue::Ascii(text) => {
                    let at = ascii.len();
                    ascii.push_str(text);
                    ascii.push('|');
                    [Tag::GEO_ASCII_PARAMS.0, text.len() as u16 + 1, at as u16]
                }
            };
            directory.push(id.0);
            directory.extend(entry);
        }
        directory.extend(lists);
        let mut fields = vec![Field::shorts(Tag::GEO_KEY_DIRECTORY, &directory)];
        if !doubles.is_empty() {
            fields.push(Field::doubles(Tag::GEO_DOUBLE_PARAMS, &doubles));
        }
        if !ascii.is_empty() {
            fields.push(Field::ascii(Tag::GEO_ASCII_PARAMS, &ascii));
        }
        fields
    }

    /// The value of a key.
    pub fn value(&self, id: GeoKeyId) -> Option<&GeoKeyValue> {
        self.keys.iter().find(|(key, _)| *key == id).map(|(_, value)| value)
    }

    /// The code that a key holds.
    pub fn short(&self, id: GeoKeyId) -> Option<u16> {
        match self.value(id)? {
            GeoKeyValue::Shorts(values) => values.first().copied(),
            _ => None,
        }
    }

    /// The first number that a key of doubles holds.
    pub fn double(&self, id: GeoKeyId) -> Option<f64> {
        self.doubles(id)?.first().copied()
    }

    /// The numbers that a key of doubles holds.
    pub fn doubles(&self, id: GeoKeyId) -> Option<&[f64]> {
        match self.value(id)? {
            GeoKeyValue::Doubles(values) => Some(values),
            _ => None,
        }
    }

    /// The text that a key holds.
    pub fn text(&self, id: GeoKeyId) -> Option<&str> {
        match self.value(id)? {
            GeoKeyValue::Ascii(text) => Some(text),
            _ => None,
        }
    }

    /// Whether coordinates belong to the centres of pixels.
    pub fn pixel_is_point(&self) -> bool {
        self.short(GeoKeyId::GT_RASTER_TYPE) == Some(2)
    }

    /// The EPSG code of the horizontal CRS as the keys state it; `None` for a user-defined one.
    pub fn epsg(&self) -> Option<u16> {
        let code = |id| self.short(id).filter(|&code| code != 0 && code < USER_DEFINED);
        match self.short(GeoKeyId::GT_MODEL_TYPE)? {
            1 => code(GeoKeyId::PROJECTED_CRS),
            // A three-dimensional CRS stands in the vertical key, over its two-dimensional one.
            2 => code(GeoKeyId::VERTICAL_CRS)
                .filter(|&c| epsg::kind(c) == epsg::Kind::Geographic)
                .or_else(|| code(GeoKeyId::GEODETIC_CRS)),
            3 => code(GeoKeyId::GEODETIC_CRS),
            _ => None,
        }
    }

    /// What the CRS is called: the citation of the projected CRS, of the whole, or of the geographic CRS.
    pub fn name(&self) -> Option<&str> {
        [GeoKeyId::PROJECTED_CITATION, GeoKeyId::GT_CITATION, GeoKeyId::GEODETIC_CITATION]
            .into_iter()
            .find_map(|id| self.text(id))
    }
}
