//! The keys by number and by name (GeoTIFF 1.1, sections 7.4 and 7.5; GDAL's own from 2062).

use std::fmt;

/// The number of a key. An open set.
///
/// ```
/// use geotiff_core::GeoKeyId;
///
/// assert_eq!(GeoKeyId::PROJECTED_CRS.name(), Some("ProjectedCRSGeoKey"));
/// assert_eq!(GeoKeyId::PROJECTED_CRS.name_in_1_0(), Some("ProjectedCSTypeGeoKey"));
/// assert_eq!(GeoKeyId(60_000).to_string(), "Unknown-60000");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct GeoKeyId(pub u16);

macro_rules! keys {
    ($($(#[$doc:meta])* $constant:ident = $number:literal, $name:literal, $old:literal;)*) => {
        impl GeoKeyId {
            $($(#[$doc])* pub const $constant: Self = Self($number);)*

            /// Names in GeoTIFF 1.1 and 1.0.
            fn names(self) -> Option<(&'static str, &'static str)> {
                match self.0 {
                    $($number => Some(($name, $old)),)*
                    _ => None,
                }
            }
        }
    };
}

keys! {
    /// 1 projected, 2 geographic, 3 geocentric.
    GT_MODEL_TYPE = 1024, "GTModelTypeGeoKey", "GTModelTypeGeoKey";
    /// 1 pixel is area, 2 pixel is point.
    GT_RASTER_TYPE = 1025, "GTRasterTypeGeoKey", "GTRasterTypeGeoKey";
    /// What the whole is called.
    GT_CITATION = 1026, "GTCitationGeoKey", "GTCitationGeoKey";
    /// EPSG code of the geographic (or geocentric) CRS.
    GEODETIC_CRS = 2048, "GeodeticCRSGeoKey", "GeographicTypeGeoKey";
    /// What the geographic CRS is called.
    GEODETIC_CITATION = 2049, "GeodeticCitationGeoKey", "GeogCitationGeoKey";
    /// EPSG code of the geodetic datum.
    GEODETIC_DATUM = 2050, "GeodeticDatumGeoKey", "GeogGeodeticDatumGeoKey";
    /// EPSG code of the prime meridian.
    PRIME_MERIDIAN = 2051, "PrimeMeridianGeoKey", "GeogPrimeMeridianGeoKey";
    /// EPSG code of the unit of lengths in a geographic CRS.
    GEOG_LINEAR_UNITS = 2052, "GeogLinearUnitsGeoKey", "GeogLinearUnitsGeoKey";
    /// That unit in metres.
    GEOG_LINEAR_UNIT_SIZE = 2053, "GeogLinearUnitSizeGeoKey", "GeogLinearUnitSizeGeoKey";
    /// EPSG code of the unit of angles.
    GEOG_ANGULAR_UNITS = 2054, "GeogAngularUnitsGeoKey", "GeogAngularUnitsGeoKey";
    /// That unit in radians.
    GEOG_ANGULAR_UNIT_SIZE = 2055, "GeogAngularUnitSizeGeoKey", "GeogAngularUnitSizeGeoKey";
    /// EPSG code of the ellipsoid.
    ELLIPSOID = 2056, "EllipsoidGeoKey", "GeogEllipsoidGeoKey";
    /// The semi-major axis.
    ELLIPSOID_SEMI_MAJOR_AXIS = 2057, "EllipsoidSemiMajorAxisGeoKey", "GeogSemiMajorAxisGeoKey";
    /// The semi-minor axis.
    ELLIPSOID_SEMI_MINOR_AXIS = 2058, "EllipsoidSemiMinorAxisGeoKey", "GeogSemiMinorAxisGeoKey";
    /// 1/f; 0 for a sphere.
    ELLIPSOID_INV_FLATTENING = 2059, "EllipsoidInvFlatteningGeoKey", "GeogInvFlatteningGeoKey";
    /// EPSG code of the unit of azimuths.
    GEOG_AZIMUTH_UNITS = 2060, "GeogAzimuthUnitsGeoKey", "GeogAzimuthUnitsGeoKey";
    /// The prime meridian east of Greenwich.
    PRIME_MERIDIAN_LONGITUDE = 2061, "PrimeMeridianLongitudeGeoKey", "GeogPrimeMeridianLongGeoKey";
    /// Three or seven numbers that lead to WGS 84. Not of the standard.
    GEOG_TOWGS84 = 2062, "GeogTOWGS84GeoKey", "GeogTOWGS84GeoKey";
    /// 1: false eastings are in the unit of the CRS, as the standard asks. Not of the standard.
    PROJ_LINEAR_UNITS_INTERP_CORRECT = 3059, "ProjLinearUnitsInterpCorrectGeoKey", "ProjLinearUnitsInterpCorrectGeoKey";
    /// EPSG code of the projected CRS.
    PROJECTED_CRS = 3072, "ProjectedCRSGeoKey", "ProjectedCSTypeGeoKey";
    /// What the projected CRS is called.
    PROJECTED_CITATION = 3073, "ProjectedCitationGeoKey", "PCSCitationGeoKey";
    /// EPSG code of the conversion: UTM zone 33N is 16033.
    PROJECTION = 3074, "ProjectionGeoKey", "ProjectionGeoKey";
    /// The method of projection, by GeoTIFF's own codes.
    PROJ_METHOD = 3075, "ProjMethodGeoKey", "ProjCoordTransGeoKey";
    /// EPSG code of the unit of lengths.
    PROJ_LINEAR_UNITS = 3076, "ProjLinearUnitsGeoKey", "ProjLinearUnitsGeoKey";
    /// That unit in metres.
    PROJ_LINEAR_UNIT_SIZE = 3077, "ProjLinearUnitSizeGeoKey", "ProjLinearUnitSizeGeoKey";
    /// Latitude of the first standard parallel.
    PROJ_STD_PARALLEL_1 = 3078, "ProjStdParallel1GeoKey", "ProjStdParallel1GeoKey";
    /// Latitude of the second standard parallel.
    PROJ_STD_PARALLEL_2 = 3079, "ProjStdParallel2GeoKey", "ProjStdParallel2GeoKey";
    /// Longitude of the natural origin.
    PROJ_NAT_ORIGIN_LONG = 3080, "ProjNatOriginLongGeoKey", "ProjNatOriginLongGeoKey";
    /// Latitude of the natural origin.
    PROJ_NAT_ORIGIN_LAT = 3081, "ProjNatOriginLatGeoKey", "ProjNatOriginLatGeoKey";
    /// Easting at the natural origin.
    PROJ_FALSE_EASTING = 3082, "ProjFalseEastingGeoKey", "ProjFalseEastingGeoKey";
    /// Northing at the natural origin.
    PROJ_FALSE_NORTHING = 3083, "ProjFalseNorthingGeoKey", "ProjFalseNorthingGeoKey";
    /// Longitude of the false origin.
    PROJ_FALSE_ORIGIN_LONG = 3084, "ProjFalseOriginLongGeoKey", "ProjFalseOriginLongGeoKey";
    /// Latitude of the false origin.
    PROJ_FALSE_ORIGIN_LAT = 3085, "ProjFalseOriginLatGeoKey", "ProjFalseOriginLatGeoKey";
    /// Easting at the false origin.
    PROJ_FALSE_ORIGIN_EASTING = 3086, "ProjFalseOriginEastingGeoKey", "ProjFalseOriginEastingGeoKey";
    /// Northing at the false origin.
    PROJ_FALSE_ORIGIN_NORTHING = 3087, "ProjFalseOriginNorthingGeoKey", "ProjFalseOriginNorthingGeoKey";
    /// Longitude of the centre.
    PROJ_CENTER_LONG = 3088, "ProjCenterLongGeoKey", "ProjCenterLongGeoKey";
    /// Latitude of the centre.
    PROJ_CENTER_LAT = 3089, "ProjCenterLatGeoKey", "ProjCenterLatGeoKey";
    /// Easting at the centre.
    PROJ_CENTER_EASTING = 3090, "ProjCenterEastingGeoKey", "ProjCenterEastingGeoKey";
    /// Northing at the centre.
    PROJ_CENTER_NORTHING = 3091, "ProjCenterNorthingGeoKey", "ProjCenterNorthingGeoKey";
    /// Scale at the natural origin.
    PROJ_SCALE_AT_NAT_ORIGIN = 3092, "ProjScaleAtNatOriginGeoKey", "ProjScaleAtNatOriginGeoKey";
    /// Scale at the centre.
    PROJ_SCALE_AT_CENTER = 3093, "ProjScaleAtCenterGeoKey", "ProjScaleAtCenterGeoKey";
    /// Azimuth of the central line.
    PROJ_AZIMUTH_ANGLE = 3094, "ProjAzimuthAngleGeoKey", "ProjAzimuthAngleGeoKey";
    /// Longitude that runs straight up from the pole.
    PROJ_STRAIGHT_VERT_POLE_LONG = 3095, "ProjStraightVertPoleLongGeoKey", "ProjStraightVertPoleLongGeoKey";
    /// Angle from the rectified to the skew grid. Not of the standard.
    PROJ_RECTIFIED_GRID_ANGLE = 3096, "ProjRectifiedGridAngleGeoKey", "ProjRectifiedGridAngleGeoKey";
    /// EPSG code of the vertical CRS.
    VERTICAL_CRS = 4096, "VerticalGeoKey", "VerticalCSTypeGeoKey";
    /// What the vertical CRS is called.
    VERTICAL_CITATION = 4097, "VerticalCitationGeoKey", "VerticalCitationGeoKey";
    /// EPSG code of the vertical datum.
    VERTICAL_DATUM = 4098, "VerticalDatumGeoKey", "VerticalDatumGeoKey";
    /// EPSG code of the unit of heights.
    VERTICAL_UNITS = 4099, "VerticalUnitsGeoKey", "VerticalUnitsGeoKey";
    /// The year that coordinates belong to. Not of the standard.
    COORDINATE_EPOCH = 5120, "CoordinateEpochGeoKey", "CoordinateEpochGeoKey";
}

impl GeoKeyId {
    /// Its name in GeoTIFF 1.1.
    pub fn name(self) -> Option<&'static str> {
        self.names().map(|(name, _)| name)
    }

    /// Its name in GeoTIFF 1.0, which `listgeo` prints.
    pub fn name_in_1_0(self) -> Option<&'static str> {
        self.names().map(|(_, name)| name)
    }
}

impl fmt::Display for GeoKeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.write_str(name),
            None => write!(f, "Unknown-{}", self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_of_the_standard_has_its_name() {
        let numbers = (1024..=1026).chain(2048..=2062).chain(3072..=3096).chain(4096..=4099).chain([3059, 5120]);
        assert_eq!(numbers.clone().filter(|&number| GeoKeyId(number).name().is_none()).collect::<Vec<_>>(), []);
        assert_eq!((0..=u16::MAX).filter(|&number| GeoKeyId(number).name().is_some()).count(), numbers.count());
    }
}
