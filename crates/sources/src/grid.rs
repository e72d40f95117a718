//! Where the pixels of a raster lie, and what of it differs from another's.

use geotiff_core::{GeoTransform, Profile};

/// Rasters are in the same place whose corners are no farther apart than this, in pixels.
const SAME_PLACE: f64 = 1e-3;

/// Where the pixels of a raster lie: its size, its transform and its CRS.
///
/// ```
/// use geotiff_core::{GeoTransform, Profile, SampleType};
/// use sources::Grid;
///
/// let red = Profile::new(SampleType::U8, 100, 50, 1).with_transform(GeoTransform::north_up(10.0, 50.0, 0.1, 0.1));
/// let nir = Profile::new(SampleType::U16, 100, 60, 1).with_transform(GeoTransform::north_up(10.0, 50.0, 0.1, 0.1));
/// assert_eq!(Grid::of(&red).difference(&Grid::of(&nir)).unwrap(), "it has 100 × 60 pixels, not 100 × 50");
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Grid {
    width: usize,
    height: usize,
    transform: Option<GeoTransform>,
    crs: CrsOfGrid,
}

/// What two rasters must have the same of to be in one CRS.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct CrsOfGrid {
    epsg: Option<u16>,
    /// WKT, if there is no code that says it.
    text: Option<String>,
}

impl CrsOfGrid {
    pub(crate) fn of(profile: &Profile) -> Self {
        let keys = profile.geo_keys();
        let epsg = profile.epsg().or_else(|| profile.srs.as_ref().and_then(|srs| srs.epsg()));
        let of_keys = || crs::Crs::from_geo_keys(keys.as_ref()?).ok().flatten()?.to_wkt2().ok();
        let text = || of_keys().or_else(|| profile.srs.as_ref().map(|srs| srs.text.clone()));
        Self { epsg, text: if epsg.is_some() { None } else { text() } }
    }

    /// What differs; a raster without a CRS is in any.
    pub(crate) fn difference(&self, other: &Self) -> Option<String> {
        let none = Self::default();
        if self == other || *self == none || *other == none {
            return None;
        }
        let name = |crs: &Self| crs.epsg.map_or_else(|| "a CRS without a code".into(), |code| format!("EPSG:{code}"));
        Some(match (self.epsg, other.epsg) {
            (None, None) => "it is in another CRS, which has no code either".into(),
            _ => format!("it is in {}, not in {}", name(other), name(self)),
        })
    }
}

impl Grid {
    /// Where the pixels of this raster lie.
    pub fn of(profile: &Profile) -> Self {
        let transform = profile.transform().copied();
        Self { width: profile.width, height: profile.height, transform, crs: CrsOfGrid::of(profile) }
    }

    /// What of another raster keeps its pixels from lying on these, in words; `None` if they do: the sizes are the same, the
    /// CRSs are, and no corner is farther from its like than a thousandth of a pixel. A raster without a CRS is taken to be in the
    /// other's.
    pub fn difference(&self, other: &Self) -> Option<String> {
        let (size, others) = ((self.width, self.height), (other.width, other.height));
        if size != others {
            return Some(format!("it has {} × {} pixels, not {} × {}", others.0, others.1, size.0, size.1));
        }
        if let Some(difference) = self.crs.difference(&other.crs) {
            return Some(difference);
        }
        match (&self.transform, &other.transform) {
            (None, None) => None,
            (Some(_), None) => Some("it has no transform".into()),
            (None, Some(_)) => Some("it has a transform, which the first has not".into()),
            (Some(own), Some(theirs)) => {
                let (width, height) = (size.0 as f64, size.1 as f64);
                let apart = [(0.0, 0.0), (width, 0.0), (0.0, height), (width, height)]
                    .map(|(col, row)| pixels_apart(own, theirs, col, row))
                    .into_iter()
                    .fold(0.0, f64::max);
                (apart > SAME_PLACE).then(|| format!("its pixels lie up to {apart:.3} pixels off"))
            }
        }
    }
}

/// How far the same place of two rasters is apart, in pixels of the first; infinity, if that cannot be said.
fn pixels_apart(own: &GeoTransform, theirs: &GeoTransform, col: f64, row: f64) -> f64 {
    let (x, y) = theirs.apply(col, row);
    own.invert(x, y).map_or(f64::INFINITY, |place| (place.0 - col).abs().max((place.1 - row).abs()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use geotiff_core::SampleType;

    #[test]
    fn what_differs_is_named() {
        let place = |x: f64, epsg: u16| {
            let profile = Profile::new(SampleType::U8, 100, 50, 1).with_epsg(epsg);
            Grid::of(&profile.with_transform(GeoTransform::north_up(x, 50.0, 0.1, 0.1)))
        };
        let first = place(10.0, 4326);
        assert_eq!(first.difference(&place(10.00005, 4326)), None);
        assert_eq!(first.difference(&place(10.05, 4326)).unwrap(), "its pixels lie up to 0.500 pixels off");
        assert_eq!(first.difference(&place(10.0, 32633)).unwrap(), "it is in EPSG:32633, not in EPSG:4326");
        let bare = Grid::of(&Profile::new(SampleType::U8, 100, 50, 1));
        assert_eq!(first.difference(&bare).unwrap(), "it has no transform");
        assert!(bare.difference(&first).unwrap().contains("the first has not"));
    }
}
