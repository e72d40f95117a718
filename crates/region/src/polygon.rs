//! Polygons in coordinates.

use geotiff_core::{Error, GeoTransform, Profile, Result};

use crate::pixels::{PixelRegion, Touch};

/// A polygon: an outer ring and its holes. What lies within an odd number of rings is inside.
///
/// ```
/// use region::Polygon;
///
/// let triangle = Polygon::new(vec![vec![[0.0, 0.0], [4.0, 0.0], [0.0, 4.0]]])?;
/// assert_eq!(triangle.rings()[0].len(), 3);
/// # Ok::<(), geotiff_core::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Polygon {
    rings: Vec<Vec<[f64; 2]>>,
}

impl Polygon {
    /// The polygon of these rings, each closed or not.
    ///
    /// # Errors
    /// `Parameter` if a ring has fewer than three points, or a coordinate is no finite number.
    pub fn new(rings: Vec<Vec<[f64; 2]>>) -> Result<Self> {
        for ring in &rings {
            let is_closed = ring.len() > 1 && ring.first() == ring.last();
            let points = ring.len() - usize::from(is_closed);
            if points < 3 {
                return Err(Error::parameter(format!(
                    "a ring of a polygon has {points} points, which is fewer than 3"
                )));
            }
            if ring.as_flattened().iter().any(|value| !value.is_finite()) {
                return Err(Error::parameter("a coordinate of a polygon is no finite number"));
            }
        }
        Ok(Self { rings })
    }

    /// The rings as they were given.
    pub fn rings(&self) -> &[Vec<[f64; 2]>] {
        &self.rings
    }
}

/// A region of the ground: any number of polygons, and what lies in any of them.
///
/// ```
/// use geotiff_core::{GeoTransform, Window};
/// use region::{Region, Touch};
///
/// let region = Region::from_wkt("POLYGON ((12 18, 18 18, 18 12, 12 12, 12 18))")?;
/// assert_eq!(region.bounds(), Some([12.0, 12.0, 18.0, 18.0]));
/// let pixels = region.in_pixels(&GeoTransform::north_up(10.0, 20.0, 2.0, 2.0), Touch::Centers)?;
/// assert_eq!(pixels.window(5, 5), Some(Window::new(1, 1, 3, 3)));
/// # Ok::<(), geotiff_core::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Region {
    polygons: Vec<Polygon>,
}

impl From<Vec<Polygon>> for Region {
    fn from(polygons: Vec<Polygon>) -> Self {
        Self { polygons }
    }
}

impl Region {
    /// The region of all polygons in a GeoJSON text: of a geometry, a feature, or a collection.
    ///
    /// # Errors
    /// `Parameter` if it is no GeoJSON, or holds anything but polygons, or none.
    pub fn from_geojson(text: &str) -> Result<Self> {
        let features = crate::geojson::parse(text)?;
        let region = Self { polygons: features.into_iter().flat_map(|feature| feature.region.polygons).collect() };
        region.not_empty()
    }

    /// The region of a POLYGON, a MULTIPOLYGON or a GEOMETRYCOLLECTION of them in well-known text; `SRID=…;` before it and
    /// Z and M are passed over.
    ///
    /// # Errors
    /// `Parameter` if it is none of these, or empty.
    pub fn from_wkt(text: &str) -> Result<Self> {
        Self { polygons: crate::wkt::parse(text)? }.not_empty()
    }

    /// The region in a text of either kind: GeoJSON begins with a brace.
    ///
    /// # Errors
    /// As [`Self::from_geojson`] and [`Self::from_wkt`].
    pub fn parse(text: &str) -> Result<Self> {
        if text.trim_start_matches('\u{feff}').trim_start().starts_with('{') {
            Self::from_geojson(text)
        } else {
            Self::from_wkt(text)
        }
    }

    /// A geometry of GeoJSON: a Polygon, or a MultiPolygon if it is not just one.
    ///
    /// ```
    /// let region = region::Region::from_wkt("POLYGON ((0 0, 4 0, 4 4))")?;
    /// assert_eq!(region.to_geojson()["coordinates"][0][3], region.to_geojson()["coordinates"][0][0]);
    /// # Ok::<(), geotiff_core::Error>(())
    /// ```
    pub fn to_geojson(&self) -> serde_json::Value {
        let ring = |ring: &Vec<[f64; 2]>| {
            let mut ring = ring.clone();
            if ring.first() != ring.last() {
                ring.extend(ring.first().copied());
            }
            ring
        };
        let rings = |polygon: &Polygon| polygon.rings.iter().map(ring).collect::<Vec<_>>();
        match &self.polygons[..] {
            [polygon] => serde_json::json!({ "type": "Polygon", "coordinates": rings(polygon) }),
            all => {
                let all: Vec<_> = all.iter().map(rings).collect();
                serde_json::json!({ "type": "MultiPolygon", "coordinates": all })
            }
        }
    }

    fn not_empty(self) -> Result<Self> {
        if self.polygons.is_empty() { Err(Error::parameter("there is no polygon in it")) } else { Ok(self) }
    }

    /// Its polygons.
    pub fn polygons(&self) -> &[Polygon] {
        &self.polygons
    }

    /// Left, bottom, right and top; `None` of nothing.
    pub fn bounds(&self) -> Option<[f64; 4]> {
        let mut points = self.polygons.iter().flat_map(|polygon| polygon.rings.iter().flatten());
        let &[x, y] = points.next()?;
        Some(points.fold([x, y, x, y], |[l, b, r, t], &[x, y]| [l.min(x), b.min(y), r.max(x), t.max(y)]))
    }

    /// The region in the pixels of a raster with this transform.
    ///
    /// # Errors
    /// `Parameter` if the transform has no inverse, or takes a point out of what numbers can say.
    pub fn in_pixels(&self, transform: &GeoTransform, touch: Touch) -> Result<PixelRegion> {
        let to_pixel = |&[x, y]: &[f64; 2]| {
            let (col, row) =
                transform.invert(x, y).ok_or_else(|| Error::parameter("the raster's transform has no inverse"))?;
            if col.is_finite() && row.is_finite() {
                return Ok([col, row]);
            }
            Err(Error::parameter(format!("the point ({x}, {y}) is too far from the raster")))
        };
        // Clockwise on the ground, as GDAL turns them: then edges that run west are at the bottom.
        let ring = |ring: &Vec<[f64; 2]>| {
            let mut points = ring.iter().map(to_pixel).collect::<Result<Vec<_>>>()?;
            if doubled_area(ring) > 0.0 {
                points.reverse();
            }
            Ok(points)
        };
        let polygon = |polygon: &Polygon| polygon.rings.iter().map(ring).collect::<Result<Vec<_>>>();
        Ok(PixelRegion::new(&self.polygons.iter().map(polygon).collect::<Result<Vec<_>>>()?, touch))
    }

    /// The region in the pixels of this raster.
    ///
    /// # Errors
    /// As [`Self::in_pixels`], and `Parameter` if the raster has no transform, or its bounds and the region's have nothing in
    /// common. The text says so if the region seems to be in degrees and the raster is not.
    pub fn on(&self, profile: &Profile, touch: Touch) -> Result<PixelRegion> {
        let (Some(transform), Some(bounds)) = (profile.transform(), profile.bounds()) else {
            return Err(Error::parameter("the raster has no transform that could place a polygon on it"));
        };
        if let Some(own) = self.bounds().filter(|own| !overlap(own, &bounds)) {
            return Err(apart(&own, &bounds));
        }
        self.in_pixels(transform, touch)
    }
}

/// Positive if the ring runs counterclockwise.
fn doubled_area(ring: &[[f64; 2]]) -> f64 {
    let Some(&[x0, y0]) = ring.first() else { return 0.0 };
    // From the first point, so that far coordinates leave their digits to the differences.
    let cross = |pair: &[[f64; 2]]| (pair[0][0] - x0) * (pair[1][1] - y0) - (pair[1][0] - x0) * (pair[0][1] - y0);
    ring.windows(2).map(cross).sum()
}

fn overlap(a: &[f64; 4], b: &[f64; 4]) -> bool {
    a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3]
}

fn apart(region: &[f64; 4], raster: &[f64; 4]) -> Error {
    let degrees = |b: &[f64; 4]| b[0] >= -360.0 && b[2] <= 360.0 && b[1] >= -90.0 && b[3] <= 90.0;
    let hint = match (degrees(region), degrees(raster)) {
        (true, false) => {
            ": the polygons seem to be in degrees, which is GeoJSON's default, but the raster is not; reproject them to its CRS"
        }
        (false, true) => ": the raster seems to be in degrees, but the polygons are not; reproject them to its CRS",
        _ => "; coordinates are taken in the raster's CRS",
    };
    Error::parameter(format!(
        "the polygons, {region:?}, lie beside the raster, {raster:?} (left, bottom, right, top){hint}"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use geotiff_core::SampleType;

    #[test]
    fn degrees_on_metres_are_told() {
        let region = Region::from_wkt("POLYGON ((11 46, 12 46, 12 47, 11 46))").unwrap();
        let profile = Profile::new(SampleType::U8, 10, 10, 1);
        assert!(region.on(&profile, Touch::Centers).unwrap_err().to_string().contains("no transform"));
        let metres = profile.clone().with_transform(GeoTransform::north_up(6e5, 5e6, 30.0, 30.0));
        assert!(region.on(&metres, Touch::Centers).unwrap_err().to_string().contains("GeoJSON's default"));
        let degrees = profile.with_transform(GeoTransform::north_up(10.0, 48.0, 0.3, 0.3));
        assert!(region.on(&degrees, Touch::Centers).unwrap().touches(geotiff_core::Window::new(0, 0, 10, 10)));
    }

    #[test]
    fn what_is_no_ring_is_refused() {
        assert!(Polygon::new(vec![vec![[0.0, 0.0], [1.0, 1.0], [0.0, 0.0]]]).is_err());
        assert!(Polygon::new(vec![vec![[0.0, 0.0], [1.0, f64::NAN], [0.0, 9.0]]]).is_err());
    }
}
