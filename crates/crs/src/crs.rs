//! A coordinate reference system as a value.

use geotiff_core::{Error, GeoKeys, Result};

use crate::coordinate_system::CoordinateSystem;
use crate::datum::Ellipsoid;
use crate::definition::{CrsKind, Definition};
use crate::id::{Authority, Id};
use crate::unit::{Unit, UnitKind};
use crate::{database, geokeys, identify, projjson, wkt1, wkt2};

/// The coordinate reference system of a raster.
///
/// ```
/// use crs::{Crs, CrsKind};
/// use geotiff_core::GeoKeys;
///
/// let crs = Crs::from_geo_keys(&GeoKeys::from_epsg(32633))?.unwrap();
/// assert_eq!(crs.name(), "WGS 84 / UTM zone 33N");
/// assert_eq!((crs.epsg(), crs.kind()), (Some(32633), CrsKind::Projected));
/// assert!(crs.to_wkt2()?.starts_with("PROJCRS[\"WGS 84 / UTM zone 33N\""));
/// # Ok::<(), geotiff_core::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Crs {
    /// What it is made of.
    pub definition: Definition,
    /// The year that coordinates belong to, if the file says so.
    pub epoch: Option<f64>,
}

impl Crs {
    /// The CRS of a file, as GDAL understands its keys; `None` if they say nothing of a CRS.
    ///
    /// The vertical keys of a GeoTIFF 1.0 are passed over, as GDAL does: many writers put them in without meaning a height.
    /// [`Crs::from_geo_keys_with_heights`] has them.
    ///
    /// # Errors
    /// `Format`, if they hold what no CRS can have, such as an ellipsoid without size; `Unsupported`, if a part of it has a code
    /// that this build has no definition of. A CRS that has one is no error: it is of the kind [`CrsKind::Unknown`].
    pub fn from_geo_keys(keys: &GeoKeys) -> Result<Option<Self>> {
        geokeys::crs(keys, geokeys::Heights::OfGeoTiff11)
    }

    /// As [`Crs::from_geo_keys`], with the vertical keys of any version; GDAL does so with GTIFF_REPORT_COMPD_CS=YES.
    ///
    /// # Errors
    /// As [`Crs::from_geo_keys`].
    pub fn from_geo_keys_with_heights(keys: &GeoKeys) -> Result<Option<Self>> {
        geokeys::crs(keys, geokeys::Heights::All)
    }

    /// The CRS of an EPSG code: geographic, geocentric, projected, vertical or compound.
    ///
    /// # Errors
    /// `Unsupported`, if EPSG has no CRS of this code, or the library was built without the feature `epsg`.
    pub fn from_epsg(code: u32) -> Result<Self> {
        database::crs(Id::epsg(code)).map(Self::from).ok_or_else(|| no_definition(Id::epsg(code)))
    }

    /// The CRS of a WKT1, as ESRI's and GDAL's software write it. ESRI's names become EPSG's.
    ///
    /// ```
    /// use crs::Crs;
    ///
    /// let crs = Crs::from_wkt1(
    ///     r#"GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],
    ///        PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]"#,
    /// )?;
    /// assert_eq!((crs.name(), crs.epsg()), ("WGS 84", Some(4326)));
    /// # Ok::<(), geotiff_core::Error>(())
    /// ```
    ///
    /// # Errors
    /// `Format`, if it is none; `Unsupported`, if it uses a projection that is not known.
    pub fn from_wkt1(text: &str) -> Result<Self> {
        wkt1::crs(text).map(identify::named)
    }

    /// What it is called.
    pub fn name(&self) -> &str {
        self.definition.name()
    }

    /// Its code in a register: the one that the file states, or that of the CRS that has this name and these parameters.
    pub fn id(&self) -> Option<Id> {
        self.definition.id()
    }

    /// Its EPSG code, as [`Crs::id`] has it.
    pub fn epsg(&self) -> Option<u32> {
        self.id().filter(|id| id.authority == Authority::Epsg).map(|id| id.code)
    }

    /// The EPSG code of a CRS that means the same, whatever it is called. Of several, the one that is no longer in use comes last.
    ///
    /// ```
    /// use crs::Crs;
    ///
    /// let unnamed = Crs::from_wkt1(
    ///     r#"PROJCS["mine",GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],
    ///        PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],
    ///        PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",15],PARAMETER["scale_factor",0.9996],
    ///        PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1]]"#,
    /// )?;
    /// assert_eq!((unnamed.epsg(), unnamed.equivalent_epsg()), (None, Some(32633)));
    /// # Ok::<(), geotiff_core::Error>(())
    /// ```
    pub fn equivalent_epsg(&self) -> Option<u32> {
        self.epsg().or_else(|| identify::equivalent(&self.definition))
    }

    /// What sort of CRS it is.
    pub fn kind(&self) -> CrsKind {
        self.definition.kind()
    }

    /// Whether its first two axes are latitude and longitude.
    pub fn is_geographic(&self) -> bool {
        match self.definition.horizontal() {
            Definition::Geodetic(crs) => crs.is_geographic(),
            _ => false,
        }
    }

    /// Whether it lies on a projected plane.
    pub fn is_projected(&self) -> bool {
        matches!(self.definition.horizontal(), Definition::Projected(_))
    }

    /// The axes of places.
    pub fn axes(&self) -> Option<&CoordinateSystem> {
        self.definition.horizontal().coordinate_system()
    }

    /// Unit of lengths, if the axes of places have one.
    pub fn linear_unit(&self) -> Option<&Unit> {
        self.axes()?.unit().filter(|unit| unit.kind == UnitKind::Length)
    }

    /// Unit of angles: of the axes, or of the geographic CRS under a projected one.
    pub fn angular_unit(&self) -> Option<&Unit> {
        let system = match self.definition.horizontal() {
            Definition::Projected(crs) => &crs.base.coordinate_system,
            other => other.coordinate_system()?,
        };
        system.unit().filter(|unit| unit.kind == UnitKind::Angle)
    }

    /// The figure of the earth, or of another body; `None` if no places are said of it.
    ///
    /// ```
    /// assert_eq!(crs::Crs::from_epsg(32633)?.ellipsoid().map(|figure| figure.semi_major), Some(6_378_137.0));
    /// # Ok::<(), geotiff_core::Error>(())
    /// ```
    pub fn ellipsoid(&self) -> Option<&Ellipsoid> {
        match self.definition.horizontal() {
            Definition::Geodetic(crs) => Some(&crs.datum.ellipsoid),
            Definition::Projected(crs) => Some(&crs.base.datum.ellipsoid),
            _ => None,
        }
    }

    /// Which axis of the CRS, from 1, the columns and the rows of a raster follow: GeoTIFF has x before y, whatever the order
    /// of axes in the register. GDAL calls it the mapping of data axes to CRS axes.
    ///
    /// ```
    /// use crs::Crs;
    ///
    /// assert_eq!(Crs::from_epsg(4326)?.axis_mapping(), [2, 1]);
    /// assert_eq!(Crs::from_epsg(32633)?.axis_mapping(), [1, 2]);
    /// # Ok::<(), geotiff_core::Error>(())
    /// ```
    pub fn axis_mapping(&self) -> [u8; 2] {
        let axes = self.axes().map_or(&[][..], |system| &system.axes);
        let is_swapped = match axes {
            [first, second, ..] if first.direction == "north" && second.direction == "east" => true,
            // At the poles, both point the same way.
            [first, second, ..] if first.direction == second.direction => first.name.eq_ignore_ascii_case("northing"),
            _ => false,
        };
        if is_swapped { [2, 1] } else { [1, 2] }
    }

    /// As WKT2:2019, on lines.
    ///
    /// # Errors
    /// `Unsupported`, if only a code is known of it.
    pub fn to_wkt2(&self) -> Result<String> {
        wkt2::write(self)
    }

    /// As PROJJSON, on lines.
    ///
    /// # Errors
    /// As [`Crs::to_wkt2`].
    pub fn to_projjson(&self) -> Result<String> {
        projjson::write(self)
    }
}

impl From<Definition> for Crs {
    fn from(definition: Definition) -> Self {
        Self { definition, epoch: None }
    }
}

/// Only the code is known.
pub(crate) fn no_definition(id: Id) -> Error {
    Error::unsupported(format!("there is no definition of {id} in this build"))
}
