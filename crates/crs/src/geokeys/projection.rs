//! The method of projection and its parameters (GeoTIFF 1.1, annex C), with the keys that writers confuse.

use geotiff_core::{GeoKeyId, GeoKeys};

use crate::conversion::Conversion;
use crate::coordinate_system::CoordinateSystem;
use crate::methods::{
    AZIMUTH, Code, EASTING_AT_CENTRE, EASTING_AT_FALSE_ORIGIN, FALSE_EASTING, FALSE_NORTHING, LATITUDE_OF_CENTRE,
    LATITUDE_OF_FALSE_ORIGIN, LATITUDE_OF_ORIGIN, LONGITUDE_OF_CENTRE, LONGITUDE_OF_FALSE_ORIGIN, LONGITUDE_OF_ORIGIN,
    Method, NORTHING_AT_CENTRE, NORTHING_AT_FALSE_ORIGIN, PARALLEL_1, PARALLEL_2, POLAR_LONGITUDE, POLAR_PARALLEL,
    RECTIFIED_GRID_ANGLE, SCALE, SCALE_AT_CENTRE,
};
use crate::unit::Unit;

/// How far from a pole its latitude may be.
const AT_POLE: f64 = 1e-8;

/// The numbers that the keys have, under whichever of their names.
struct Numbers<'a>(&'a GeoKeys);

impl Numbers<'_> {
    /// The first of the keys that is there.
    fn first(&self, keys: &[GeoKeyId]) -> Option<f64> {
        keys.iter().find_map(|key| self.0.double(*key)).filter(|number| number.is_finite())
    }

    fn latitude(&self) -> f64 {
        let keys = [GeoKeyId::PROJ_NAT_ORIGIN_LAT, GeoKeyId::PROJ_FALSE_ORIGIN_LAT, GeoKeyId::PROJ_CENTER_LAT];
        self.first(&keys).unwrap_or(0.0)
    }

    fn longitude(&self) -> f64 {
        let keys = [GeoKeyId::PROJ_NAT_ORIGIN_LONG, GeoKeyId::PROJ_FALSE_ORIGIN_LONG, GeoKeyId::PROJ_CENTER_LONG];
        self.first(&keys).unwrap_or(0.0)
    }

    fn polar_longitude(&self) -> f64 {
        self.first(&[GeoKeyId::PROJ_STRAIGHT_VERT_POLE_LONG]).unwrap_or_else(|| self.longitude())
    }

    fn easting(&self) -> f64 {
        let keys = [GeoKeyId::PROJ_FALSE_EASTING, GeoKeyId::PROJ_CENTER_EASTING, GeoKeyId::PROJ_FALSE_ORIGIN_EASTING];
        self.first(&keys).unwrap_or(0.0)
    }

    fn northing(&self) -> f64 {
        let keys =
            [GeoKeyId::PROJ_FALSE_NORTHING, GeoKeyId::PROJ_CENTER_NORTHING, GeoKeyId::PROJ_FALSE_ORIGIN_NORTHING];
        self.first(&keys).unwrap_or(0.0)
    }

    fn scale(&self) -> f64 {
        self.first(&[GeoKeyId::PROJ_SCALE_AT_NAT_ORIGIN, GeoKeyId::PROJ_SCALE_AT_CENTER]).unwrap_or(1.0)
    }

    fn parallel_1(&self) -> Option<f64> {
        self.first(&[GeoKeyId::PROJ_STD_PARALLEL_1])
    }

    fn value(&self, method: &Method, code: Code) -> f64 {
        match code {
            // A scale of 1 at a latitude: that is the standard parallel.
            PARALLEL_1 if method.name == Method::MERCATOR_B.name => {
                self.parallel_1().unwrap_or_else(|| self.latitude())
            }
            LATITUDE_OF_ORIGIN if method.name == Method::POLAR_STEREOGRAPHIC_A.name => {
                90.0_f64.copysign(self.latitude())
            }
            LATITUDE_OF_ORIGIN | LATITUDE_OF_CENTRE | LATITUDE_OF_FALSE_ORIGIN | POLAR_PARALLEL => self.latitude(),
            LONGITUDE_OF_ORIGIN if method.name == Method::POLAR_STEREOGRAPHIC_A.name => self.polar_longitude(),
            POLAR_LONGITUDE => self.polar_longitude(),
            LONGITUDE_OF_ORIGIN | LONGITUDE_OF_CENTRE | LONGITUDE_OF_FALSE_ORIGIN => self.longitude(),
            SCALE | SCALE_AT_CENTRE => self.scale(),
            FALSE_EASTING | EASTING_AT_CENTRE | EASTING_AT_FALSE_ORIGIN => self.easting(),
            FALSE_NORTHING | NORTHING_AT_CENTRE | NORTHING_AT_FALSE_ORIGIN => self.northing(),
            PARALLEL_1 => self.parallel_1().unwrap_or(0.0),
            PARALLEL_2 => self.first(&[GeoKeyId::PROJ_STD_PARALLEL_2]).unwrap_or(0.0),
            AZIMUTH => self.first(&[GeoKeyId::PROJ_AZIMUTH_ANGLE]).unwrap_or(0.0),
            RECTIFIED_GRID_ANGLE => self.first(&[GeoKeyId::PROJ_RECTIFIED_GRID_ANGLE]).unwrap_or(90.0),
            _ => 0.0,
        }
    }
}

/// The conversion that ProjMethodGeoKey and its parameters tell, and the axes that come with it. `None` if it is of no known
/// method.
pub(super) fn conversion(
    keys: &GeoKeys,
    angle: &Unit,
    length: &Unit,
    is_sphere: bool,
) -> Option<(Conversion, CoordinateSystem)> {
    let numbers = Numbers(keys);
    let latitude = numbers.latitude();
    // In degrees, whatever the unit of the keys.
    let at_pole = ((latitude * angle.factor).to_degrees().abs() - 90.0).abs() < AT_POLE;
    let method = match keys.short(GeoKeyId::PROJ_METHOD)? {
        1 => Method::TRANSVERSE_MERCATOR,
        3 => Method::HOTINE_A,
        4 => Method::LABORDE,
        7 if numbers.parallel_1().is_some() && latitude != 0.0 => Method::MERCATOR_B_AND_ORIGIN,
        7 if numbers.parallel_1().is_some() || (latitude != 0.0 && numbers.scale() == 1.0) => Method::MERCATOR_B,
        7 => Method::MERCATOR_A,
        8 => Method::LAMBERT_CONIC_2SP,
        9 => Method::LAMBERT_CONIC_1SP,
        10 => Method::LAMBERT_AZIMUTHAL,
        11 => Method::ALBERS,
        12 => Method::AZIMUTHAL_EQUIDISTANT,
        13 => Method::EQUIDISTANT_CONIC,
        14 => Method::STEREOGRAPHIC,
        15 if numbers.scale() == 1.0 && !at_pole => Method::POLAR_STEREOGRAPHIC_B,
        15 => Method::POLAR_STEREOGRAPHIC_A,
        16 => Method::OBLIQUE_STEREOGRAPHIC,
        17 if latitude != 0.0 => Method::EQUIDISTANT_CYLINDRICAL_AND_ORIGIN,
        17 if is_sphere => Method::EQUIDISTANT_CYLINDRICAL_SPHERE,
        17 => Method::EQUIDISTANT_CYLINDRICAL,
        18 => Method::CASSINI,
        19 => Method::GNOMONIC,
        20 => Method::MILLER,
        21 => Method::ORTHOGRAPHIC,
        22 => Method::POLYCONIC,
        23 => Method::ROBINSON,
        24 => Method::SINUSOIDAL,
        25 => Method::VAN_DER_GRINTEN,
        26 => Method::NEW_ZEALAND_MAP_GRID,
        27 => Method::TRANSVERSE_MERCATOR_SOUTH,
        28 if is_sphere => Method::CYLINDRICAL_EQUAL_AREA_SPHERE,
        28 => Method::CYLINDRICAL_EQUAL_AREA,
        9815 => Method::HOTINE_B,
        _ => return None,
    };
    let is_polar = [Method::POLAR_STEREOGRAPHIC_A.name, Method::POLAR_STEREOGRAPHIC_B.name].contains(&method.name)
        || (method.name == Method::LAMBERT_AZIMUTHAL.name && at_pole && numbers.longitude() == 0.0);
    let axes = if is_polar {
        CoordinateSystem::polar(latitude > 0.0, length)
    } else {
        CoordinateSystem::easting_northing(length)
    };
    let turn = 90.0_f64.to_radians() / angle.factor;
    let value = |code| match numbers.value(&method, code) {
        // The right angles that are not told are told in degrees.
        value if value.abs() == 90.0 && is_right_angle(&method, code) => turn.copysign(value),
        value => value,
    };
    Some((method.conversion(angle, length, value), axes))
}

/// Whether 90 is the answer of this file and not of the keys.
fn is_right_angle(method: &Method, code: Code) -> bool {
    code == RECTIFIED_GRID_ANGLE || (code == LATITUDE_OF_ORIGIN && method.name == Method::POLAR_STEREOGRAPHIC_A.name)
}
