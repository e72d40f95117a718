//! A raster put elsewhere: another CRS, another transform.

use geotiff_core::{
    Error, GeoKeyId, GeoKeyValue, GeoKeys, GeoTransform, Placement, Profile, Raster, RasterSource, Result, Tag, Window,
};

use crate::crs_text::crs_keys;

/// Where a raster is said to be: GDAL's `-a_srs`, `-a_ullr` and `-a_gt`. No pixel changes by it.
///
/// ```
/// use sources::Georeference;
///
/// let place = Georeference::new().with_crs("EPSG:4326")?.with_bounds([10.0, 46.0, 12.0, 47.0]);
/// assert_ne!(place, Georeference::new());
/// # Ok::<(), geotiff_core::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Georeference {
    keys: Option<GeoKeys>,
    place: Option<Place>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Place {
    Bounds([f64; 4]),
    Corners([f64; 4]),
    Transform(GeoTransform),
}

impl Georeference {
    /// Where it was.
    pub fn new() -> Self {
        Self::default()
    }

    /// In the CRS that this text names: see [`crs_keys`].
    ///
    /// # Errors
    /// As [`crs_keys`].
    pub fn with_crs(self, text: &str) -> Result<Self> {
        Ok(Self { keys: Some(crs_keys(text)?), ..self })
    }

    /// Left, bottom, right, top of the outer edges, north up, in place of a transform or of control points.
    #[must_use]
    pub fn with_bounds(self, bounds: [f64; 4]) -> Self {
        Self { place: Some(Place::Bounds(bounds)), ..self }
    }

    /// Upper left x and y, lower right x and y of the outer corners, in place of a transform or of control points: GDAL's
    /// `-a_ullr`, which can turn a raster over.
    #[must_use]
    pub fn with_corners(self, corners: [f64; 4]) -> Self {
        Self { place: Some(Place::Corners(corners)), ..self }
    }

    /// By this transform, in place of another or of control points.
    #[must_use]
    pub fn with_transform(self, transform: GeoTransform) -> Self {
        Self { place: Some(Place::Transform(transform)), ..self }
    }
}

/// A raster that is said to be elsewhere: see [`Georeference`].
///
/// ```
/// use geotiff_core::RasterSource;
/// use sources::{Georeference, Georeferenced};
///
/// # let file = window::doc_example();
/// let dataset = window::Dataset::from_source(file)?;
/// let place = Georeference::new().with_crs("4326")?.with_bounds([10.0, 46.0, 12.0, 47.0]);
/// let placed = Georeferenced::new(&dataset, place)?;
/// assert_eq!(placed.profile().bounds(), Some([10.0, 46.0, 12.0, 47.0]));
/// assert_eq!(placed.profile().epsg(), Some(4326));
/// # Ok::<(), geotiff_core::Error>(())
/// ```
#[derive(Debug)]
pub struct Georeferenced<S> {
    source: S,
    profile: Profile,
}

impl<S: RasterSource> Georeferenced<S> {
    /// The raster in that place.
    ///
    /// # Errors
    /// `Parameter` if bounds are no box, or a transform has no inverse.
    pub fn new(source: S, georeference: Georeference) -> Result<Self> {
        let mut profile = source.profile().clone();
        if let Some(keys) = georeference.keys {
            set_keys(&mut profile, keys);
        }
        if let Some(place) = georeference.place {
            let transform = match place {
                Place::Transform(transform) => transform,
                Place::Bounds(bounds) => of_bounds(bounds, &profile)?,
                Place::Corners(corners) => of_corners(corners, &profile),
            };
            let is_finite = transform.0.iter().all(|number| number.is_finite());
            if !is_finite || transform.invert(0.0, 0.0).is_none() {
                let message = format!("the transform {:?} has no inverse, so that places are no pixels", transform.0);
                return Err(Error::parameter(message));
            }
            profile.set_placement(Placement::Affine(transform));
        }
        Ok(Self { source, profile })
    }
}

fn of_bounds(bounds @ [left, bottom, right, top]: [f64; 4], profile: &Profile) -> Result<GeoTransform> {
    let is_box = left < right && bottom < top;
    if !is_box {
        return Err(Error::parameter(format!("bounds are left, bottom, right, top, which {bounds:?} are not")));
    }
    Ok(of_corners([left, top, right, bottom], profile))
}

fn of_corners([left, top, right, bottom]: [f64; 4], profile: &Profile) -> GeoTransform {
    let (width, height) = (profile.width as f64, profile.height as f64);
    GeoTransform([left, (right - left) / width, 0.0, top, 0.0, (bottom - top) / height])
}

/// Other keys, in which pixels stay points if they were some.
fn set_keys(profile: &mut Profile, mut keys: GeoKeys) {
    if profile.geo_keys().is_some_and(|old| old.pixel_is_point()) {
        keys.keys.retain(|(id, _)| *id != GeoKeyId::GT_RASTER_TYPE);
        keys.keys.push((GeoKeyId::GT_RASTER_TYPE, GeoKeyValue::Shorts(vec![2])));
        keys.keys.sort_by_key(|(id, _)| *id);
    }
    profile.srs = None;
    let is_key = |tag| matches!(tag, Tag::GEO_KEY_DIRECTORY | Tag::GEO_DOUBLE_PARAMS | Tag::GEO_ASCII_PARAMS);
    profile.geo_fields.retain(|field| !is_key(field.tag));
    profile.geo_fields.extend(keys.to_fields());
}

impl<S: RasterSource> RasterSource for Georeferenced<S> {
    fn profile(&self) -> &Profile {
        &self.profile
    }

    fn read_window(&self, window: Window) -> Result<Raster> {
        self.source.read_window(window)
    }

    fn read_bands(&self, window: Window, bands: &[usize]) -> Result<Raster> {
        self.source.read_bands(window, bands)
    }

    fn read_mask(&self, window: Window) -> Result<Raster> {
        self.source.read_mask(window)
    }

    fn rows_at_once(&self) -> usize {
        self.source.rows_at_once()
    }

    fn block_size(&self) -> (usize, usize) {
        self.source.block_size()
    }

    fn overview_sizes(&self) -> Vec<(usize, usize)> {
        self.source.overview_sizes()
    }

    fn overview_problem(&self, overview: usize) -> Result<Option<String>> {
        self.source.overview_problem(overview)
    }

    fn read_overview(&self, overview: usize, window: Window) -> Result<Raster> {
        self.source.read_overview(overview, window)
    }

    fn read_overview_mask(&self, overview: usize, window: Window) -> Result<Raster> {
        self.source.read_overview_mask(overview, window)
    }
}
