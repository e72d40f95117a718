//! How many units of height a pixel is wide and high.

use std::f64::consts::PI;

use crs::{Crs, Ellipsoid};
use geotiff_core::{Error, Profile, Result};

/// Metres of an international and of a US survey foot.
const FOOT: f64 = 0.3048;
const US_FOOT: f64 = 0.304_800_609_601_219_2;

/// How many units of height lie in a unit of the raster's coordinates, to the east and to the north.
///
/// ```
/// use algebra::TerrainScale;
/// use geotiff_core::{GeoTransform, Profile, SampleType};
///
/// let profile = Profile::new(SampleType::I16, 3601, 3601, 1).with_epsg(4326);
/// let profile = profile.with_transform(GeoTransform::north_up(11.0, 48.0, 1.0 / 3600.0, 1.0 / 3600.0));
/// let scale = TerrainScale::of(&profile, 0);
/// assert_eq!((scale.x.round(), scale.y.round()), (75_207.0, 111_319.0));
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TerrainScale {
    /// To the east.
    pub x: f64,
    /// To the north.
    pub y: f64,
}

impl TerrainScale {
    /// What follows from the CRS and the unit of a band, as in gdaldem: of degrees, the length at the middle of the raster; 1 if
    /// there is no CRS. A unit that is neither a metre nor a foot is taken for a metre.
    pub fn of(profile: &Profile, band: usize) -> Self {
        let unit = match profile.metadata.role(band, "unittype").unwrap_or_default().to_ascii_lowercase().as_str() {
            "ft" | "foot" | "foot (international)" | "feet" => FOOT,
            "us-ft" | "foot_us" | "us survey foot" => US_FOOT,
            _ => 1.0,
        };
        Self::of_crs(profile, unit).unwrap_or(Self { x: 1.0, y: 1.0 })
    }

    fn of_crs(profile: &Profile, unit: f64) -> Option<Self> {
        let crs = crs_of(profile)?;
        if crs.is_projected() {
            let scale = crs.linear_unit().map_or(1.0, |unit| unit.factor) / unit;
            return Some(Self { x: scale, y: scale });
        }
        if !crs.is_geographic() {
            return None;
        }
        let (transform, angle) = (profile.transform()?, crs.angular_unit()?.factor);
        let y = angle * semi_major(&crs)? / unit;
        let middle = (transform.0[3] + profile.height as f64 * transform.0[5] / 2.0) * angle;
        Some(Self { x: y * middle.cos(), y })
    }

    /// Whether the CRS and the unit of the band say more than [`Self::of`] understands, in words.
    pub fn warning(profile: &Profile, band: usize) -> Option<String> {
        let unit = profile.metadata.role(band, "unittype").unwrap_or_default();
        let known = ["", "m", "metre", "meter", "ft", "foot", "foot (international)", "feet", "us-ft", "foot_us"];
        let is_known = known.iter().chain(&["us survey foot"]).any(|name| name.eq_ignore_ascii_case(unit));
        if !is_known {
            return Some(format!("heights are in {unit:?}, which is taken for metres; say --scale if they are not"));
        }
        let (crs, transform) = (crs_of(profile)?, profile.transform()?);
        let middle = transform.0[3] + profile.height as f64 * transform.0[5] / 2.0;
        let is_polar = crs.is_geographic() && (middle * crs.angular_unit()?.factor).abs() / PI * 180.0 > 80.0;
        is_polar.then(|| {
            "a degree of longitude has no one length so near to the pole; reproject it, or say --xscale".into()
        })
    }
}

fn crs_of(profile: &Profile) -> Option<Crs> {
    let of_keys = || Crs::from_geo_keys(&profile.geo_keys()?).ok().flatten();
    let of_text = || Crs::from_epsg(profile.srs.as_ref()?.epsg()?.into()).ok();
    of_text().or_else(of_keys)
}

fn semi_major(crs: &Crs) -> Option<f64> {
    crs.ellipsoid().map(|ellipsoid: &Ellipsoid| ellipsoid.semi_major * ellipsoid.unit.factor)
}

/// Width and height of a pixel in units of height, the height below 0 of a raster whose first row is the northernmost.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cell {
    pub(crate) x: f64,
    pub(crate) y: f64,
}

impl Cell {
    /// # Errors
    /// `Parameter` if pixels are turned.
    pub(crate) fn of(profile: &Profile, scale: TerrainScale) -> Result<Self> {
        let [_, width, turn, _, other_turn, height] =
            profile.transform().map_or([0.0, 1.0, 0.0, 0.0, 0.0, 1.0], |t| t.0);
        if turn != 0.0 || other_turn != 0.0 || width == 0.0 || height == 0.0 {
            return Err(Error::parameter("its rows do not run from west to east, so that slopes have no direction"));
        }
        Ok(Self { x: width * scale.x, y: height * scale.y })
    }
}
