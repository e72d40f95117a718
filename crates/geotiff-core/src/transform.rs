//! From pixels to coordinates: the affine transform, tiepoints, and the fields that hold them.

use crate::field::Field;
use crate::ifd::Ifd;
use crate::tag::Tag;

/// The affine transform of a raster, in GDAL's order:
/// `x = t[0] + col·t[1] + row·t[2]`, `y = t[3] + col·t[4] + row·t[5]`, where (0, 0) is the outer corner of the first pixel.
///
/// ```
/// use geotiff_core::GeoTransform;
///
/// let transform = GeoTransform::north_up(500_000.0, 4_600_000.0, 30.0, 30.0);
/// assert_eq!(transform.apply(2.0, 1.0), (500_060.0, 4_599_970.0));
/// assert_eq!(transform.invert(500_060.0, 4_599_970.0), Some((2.0, 1.0)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GeoTransform(pub [f64; 6]);

impl GeoTransform {
    /// North up, from the upper-left corner and the positive size of a pixel.
    pub const fn north_up(x: f64, y: f64, pixel_width: f64, pixel_height: f64) -> Self {
        Self([x, pixel_width, 0.0, y, 0.0, -pixel_height])
    }

    /// The coordinates of a place in the raster, in pixels from its outer upper-left corner.
    pub fn apply(&self, col: f64, row: f64) -> (f64, f64) {
        let t = &self.0;
        (t[0] + col * t[1] + row * t[2], t[3] + col * t[4] + row * t[5])
    }

    /// The place in the raster that has these coordinates; `None` if the transform has no inverse.
    pub fn invert(&self, x: f64, y: f64) -> Option<(f64, f64)> {
        let t = &self.0;
        let determinant = t[1] * t[5] - t[2] * t[4];
        if determinant == 0.0 || !determinant.is_finite() {
            return None;
        }
        let (dx, dy) = (x - t[0], y - t[3]);
        Some(((dx * t[5] - dy * t[2]) / determinant, (dy * t[1] - dx * t[4]) / determinant))
    }

    /// Whether columns run east and rows run south, which the pixel-scale fields can say.
    pub fn is_north_up(&self) -> bool {
        let t = &self.0;
        t[2] == 0.0 && t[4] == 0.0 && t[1] > 0.0 && t[5] < 0.0
    }

    /// The transform moved by so many pixels.
    #[must_use]
    pub fn shifted(&self, cols: f64, rows: f64) -> Self {
        let mut t = self.0;
        (t[0], t[3]) = self.apply(cols, rows);
        Self(t)
    }
}

/// A ground control point: a place in the raster, in pixels from its outer corner, and its coordinates.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gcp {
    /// Column.
    pub col: f64,
    /// Row.
    pub row: f64,
    /// Easting or longitude.
    pub x: f64,
    /// Northing or latitude.
    pub y: f64,
    /// Height.
    pub z: f64,
}

/// The way a raster is tied to the ground.
///
/// ```
/// use geotiff_core::{Field, GeoTransform, Ifd, Placement, Tag};
///
/// let placement = Placement::Affine(GeoTransform::north_up(10.0, 50.0, 0.25, 0.25));
/// let mut ifd = Ifd::default();
/// placement.to_fields(false).into_iter().for_each(|field| ifd.set(field));
/// assert_eq!(ifd.f64s(Tag::MODEL_PIXEL_SCALE), [0.25, 0.25, 0.0]);
/// assert_eq!(Placement::from_ifd(&ifd, false), placement);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Placement {
    /// It is not.
    #[default]
    None,
    /// By an affine transform.
    Affine(GeoTransform),
    /// By ground control points.
    Gcps(Vec<Gcp>),
}

impl Placement {
    /// Reads the fields in GDAL's order: pixel scale with the first tiepoint, else the matrix, else tiepoints as GCPs.
    ///
    /// With `pixel_is_point` (GTRasterTypeGeoKey = 2) the fields speak of pixel centres; the result, of corners.
    pub fn from_ifd(ifd: &Ifd, pixel_is_point: bool) -> Self {
        let half = if pixel_is_point { 0.5 } else { 0.0 };
        let (scale, tiepoints) = (ifd.f64s(Tag::MODEL_PIXEL_SCALE), ifd.f64s(Tag::MODEL_TIEPOINT));
        if let (&[sx, sy, ..], Some(&[col, row, _, x, y, _])) = (&scale[..], tiepoints.first_chunk())
            && sx != 0.0
            && sy != 0.0
        {
            // Some writers give a negative height for north-up rasters.
            let t = GeoTransform([x - col * sx, sx, 0.0, y + row * sy.abs(), 0.0, -sy.abs()]);
            return Self::Affine(t.shifted(-half, -half));
        }
        if let Some(m) = ifd.f64s(Tag::MODEL_TRANSFORMATION).first_chunk::<16>() {
            return Self::Affine(GeoTransform([m[3], m[0], m[1], m[7], m[4], m[5]]).shifted(-half, -half));
        }
        let gcp = |&[col, row, _, x, y, z]: &[f64; 6]| Gcp { col: col + half, row: row + half, x, y, z };
        match tiepoints.as_chunks().0 {
            [] => Self::None,
            points => Self::Gcps(points.iter().map(gcp).collect()),
        }
    }

    /// The fields that say so: pixel scale and one tiepoint for a north-up raster, the matrix for any other.
    pub fn to_fields(&self, pixel_is_point: bool) -> Vec<Field> {
        let half = if pixel_is_point { 0.5 } else { 0.0 };
        match self {
            Self::None => Vec::new(),
            Self::Affine(transform) => {
                let transform = transform.shifted(half, half);
                let t = transform.0;
                if transform.is_north_up() {
                    return vec![
                        Field::doubles(Tag::MODEL_PIXEL_SCALE, &[t[1], -t[5], 0.0]),
                        Field::doubles(Tag::MODEL_TIEPOINT, &[0.0, 0.0, 0.0, t[0], t[3], 0.0]),
                    ];
                }
                let matrix = [t[1], t[2], 0.0, t[0], t[4], t[5], 0.0, t[3], 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0];
                vec![Field::doubles(Tag::MODEL_TRANSFORMATION, &matrix)]
            }
            Self::Gcps(points) => {
                let values: Vec<f64> =
                    points.iter().flat_map(|p| [p.col - half, p.row - half, 0.0, p.x, p.y, p.z]).collect();
                vec![Field::doubles(Tag::MODEL_TIEPOINT, &values)]
            }
        }
    }

    /// The affine transform, if it is one.
    pub fn transform(&self) -> Option<&GeoTransform> {
        match self {
            Self::Affine(transform) => Some(transform),
            _ => None,
        }
    }
}
