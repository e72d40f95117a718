//! The methods of map projection that GeoTIFF and ESRI's WKT have, with the parameters that EPSG gives them.
//!
//! Those that EPSG doesn't have are named as PROJ names them.

use crate::conversion::{Conversion, Parameter};
use crate::id::Id;
use crate::unit::{Unit, UnitKind};

/// A parameter of a method: its EPSG code, or one from [`SATELLITE_HEIGHT`] on for those that have none.
pub(crate) type Code = u32;

pub(crate) const LATITUDE_OF_ORIGIN: Code = 8801;
pub(crate) const LONGITUDE_OF_ORIGIN: Code = 8802;
pub(crate) const SCALE: Code = 8805;
pub(crate) const FALSE_EASTING: Code = 8806;
pub(crate) const FALSE_NORTHING: Code = 8807;
pub(crate) const LATITUDE_OF_CENTRE: Code = 8811;
pub(crate) const LONGITUDE_OF_CENTRE: Code = 8812;
pub(crate) const AZIMUTH: Code = 8813;
pub(crate) const RECTIFIED_GRID_ANGLE: Code = 8814;
pub(crate) const SCALE_AT_CENTRE: Code = 8815;
pub(crate) const EASTING_AT_CENTRE: Code = 8816;
pub(crate) const NORTHING_AT_CENTRE: Code = 8817;
pub(crate) const PSEUDO_PARALLEL: Code = 8818;
pub(crate) const PSEUDO_SCALE: Code = 8819;
pub(crate) const LATITUDE_OF_FALSE_ORIGIN: Code = 8821;
pub(crate) const LONGITUDE_OF_FALSE_ORIGIN: Code = 8822;
pub(crate) const PARALLEL_1: Code = 8823;
pub(crate) const PARALLEL_2: Code = 8824;
pub(crate) const EASTING_AT_FALSE_ORIGIN: Code = 8826;
pub(crate) const NORTHING_AT_FALSE_ORIGIN: Code = 8827;
pub(crate) const POLAR_PARALLEL: Code = 8832;
pub(crate) const POLAR_LONGITUDE: Code = 8833;
pub(crate) const TOPOCENTRIC_LATITUDE: Code = 8834;
pub(crate) const TOPOCENTRIC_LONGITUDE: Code = 8835;
pub(crate) const TOPOCENTRIC_HEIGHT: Code = 8836;
pub(crate) const VIEWPOINT_HEIGHT: Code = 8840;
pub(crate) const CONE_AXIS: Code = 1036;
pub(crate) const ELLIPSOID_SCALE: Code = 1038;
pub(crate) const PLANE_HEIGHT: Code = 1039;
pub(crate) const SATELLITE_HEIGHT: Code = 1_000_000;
pub(crate) const LATITUDE_OF_POINT_1: Code = 1_000_001;
pub(crate) const LONGITUDE_OF_POINT_1: Code = 1_000_002;
pub(crate) const LATITUDE_OF_POINT_2: Code = 1_000_003;
pub(crate) const LONGITUDE_OF_POINT_2: Code = 1_000_004;

#[rustfmt::skip]
const PARAMETERS: &[(Code, &str, UnitKind)] = &[
    (LATITUDE_OF_ORIGIN, "Latitude of natural origin", UnitKind::Angle),
    (LONGITUDE_OF_ORIGIN, "Longitude of natural origin", UnitKind::Angle),
    (SCALE, "Scale factor at natural origin", UnitKind::Scale),
    (FALSE_EASTING, "False easting", UnitKind::Length),
    (FALSE_NORTHING, "False northing", UnitKind::Length),
    (LATITUDE_OF_CENTRE, "Latitude of projection centre", UnitKind::Angle),
    (LONGITUDE_OF_CENTRE, "Longitude of projection centre", UnitKind::Angle),
    (AZIMUTH, "Azimuth at projection centre", UnitKind::Angle),
    (RECTIFIED_GRID_ANGLE, "Angle from Rectified to Skew Grid", UnitKind::Angle),
    (SCALE_AT_CENTRE, "Scale factor at projection centre", UnitKind::Scale),
    (EASTING_AT_CENTRE, "Easting at projection centre", UnitKind::Length),
    (NORTHING_AT_CENTRE, "Northing at projection centre", UnitKind::Length),
    (PSEUDO_PARALLEL, "Latitude of pseudo standard parallel", UnitKind::Angle),
    (PSEUDO_SCALE, "Scale factor on pseudo standard parallel", UnitKind::Scale),
    (LATITUDE_OF_FALSE_ORIGIN, "Latitude of false origin", UnitKind::Angle),
    (LONGITUDE_OF_FALSE_ORIGIN, "Longitude of false origin", UnitKind::Angle),
    (PARALLEL_1, "Latitude of 1st standard parallel", UnitKind::Angle),
    (PARALLEL_2, "Latitude of 2nd standard parallel", UnitKind::Angle),
    (EASTING_AT_FALSE_ORIGIN, "Easting at false origin", UnitKind::Length),
    (NORTHING_AT_FALSE_ORIGIN, "Northing at false origin", UnitKind::Length),
    (POLAR_PARALLEL, "Latitude of standard parallel", UnitKind::Angle),
    (POLAR_LONGITUDE, "Longitude of origin", UnitKind::Angle),
    (TOPOCENTRIC_LATITUDE, "Latitude of topocentric origin", UnitKind::Angle),
    (TOPOCENTRIC_LONGITUDE, "Longitude of topocentric origin", UnitKind::Angle),
    (TOPOCENTRIC_HEIGHT, "Ellipsoidal height of topocentric origin", UnitKind::Length),
    (VIEWPOINT_HEIGHT, "Viewpoint height", UnitKind::Length),
    (CONE_AXIS, "Co-latitude of cone axis", UnitKind::Angle),
    (ELLIPSOID_SCALE, "Ellipsoid scaling factor", UnitKind::Scale),
    (PLANE_HEIGHT, "Projection plane origin height", UnitKind::Length),
    (SATELLITE_HEIGHT, "Satellite Height", UnitKind::Length),
    (LATITUDE_OF_POINT_1, "Latitude of 1st point", UnitKind::Angle),
    (LONGITUDE_OF_POINT_1, "Longitude of 1st point", UnitKind::Angle),
    (LATITUDE_OF_POINT_2, "Latitude of 2nd point", UnitKind::Angle),
    (LONGITUDE_OF_POINT_2, "Longitude of 2nd point", UnitKind::Angle),
];

/// A method, and its parameters in their order.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Method {
    pub(crate) name: &'static str,
    code: Option<u32>,
    pub(crate) parameters: &'static [Code],
}

const CENTRED: &[Code] = &[LATITUDE_OF_ORIGIN, LONGITUDE_OF_ORIGIN, FALSE_EASTING, FALSE_NORTHING];
const SCALED: &[Code] = &[LATITUDE_OF_ORIGIN, LONGITUDE_OF_ORIGIN, SCALE, FALSE_EASTING, FALSE_NORTHING];
const MERIDIAN: &[Code] = &[LONGITUDE_OF_ORIGIN, FALSE_EASTING, FALSE_NORTHING];
const PARALLEL: &[Code] = &[PARALLEL_1, LONGITUDE_OF_ORIGIN, FALSE_EASTING, FALSE_NORTHING];
const WINKEL: &[Code] = &[LONGITUDE_OF_ORIGIN, PARALLEL_1, FALSE_EASTING, FALSE_NORTHING];
const CONIC: &[Code] = &[
    LATITUDE_OF_FALSE_ORIGIN,
    LONGITUDE_OF_FALSE_ORIGIN,
    PARALLEL_1,
    PARALLEL_2,
    EASTING_AT_FALSE_ORIGIN,
    NORTHING_AT_FALSE_ORIGIN,
];
const KROVAK: &[Code] =
    &[LATITUDE_OF_CENTRE, POLAR_LONGITUDE, CONE_AXIS, PSEUDO_PARALLEL, PSEUDO_SCALE, FALSE_EASTING, FALSE_NORTHING];
const SATELLITE: &[Code] = &[LONGITUDE_OF_ORIGIN, SATELLITE_HEIGHT, FALSE_EASTING, FALSE_NORTHING];
const TWO_POINTS: [Code; 4] = [LATITUDE_OF_POINT_1, LONGITUDE_OF_POINT_1, LATITUDE_OF_POINT_2, LONGITUDE_OF_POINT_2];

impl Method {
    const fn epsg(code: u32, name: &'static str, parameters: &'static [Code]) -> Self {
        Self { name, code: Some(code), parameters }
    }

    const fn unregistered(name: &'static str, parameters: &'static [Code]) -> Self {
        Self { name, code: None, parameters }
    }

    /// A pseudocylindrical or other projection that only has a central meridian.
    pub(crate) const fn of_meridian(name: &'static str) -> Self {
        Self::unregistered(name, MERIDIAN)
    }

    /// One of Winkel's.
    pub(crate) const fn winkel(name: &'static str) -> Self {
        Self::unregistered(name, WINKEL)
    }

    pub(crate) const TRANSVERSE_MERCATOR: Self = Self::epsg(9807, "Transverse Mercator", SCALED);
    pub(crate) const TRANSVERSE_MERCATOR_SOUTH: Self =
        Self::epsg(9808, "Transverse Mercator (South Orientated)", SCALED);
    pub(crate) const MERCATOR_A: Self = Self::epsg(9804, "Mercator (variant A)", SCALED);
    pub(crate) const MERCATOR_B: Self = Self::epsg(9805, "Mercator (variant B)", PARALLEL);
    /// With a latitude of origin, which EPSG's doesn't have.
    pub(crate) const MERCATOR_B_AND_ORIGIN: Self = Self::epsg(
        9805,
        "Mercator (variant B)",
        &[PARALLEL_1, LATITUDE_OF_ORIGIN, LONGITUDE_OF_ORIGIN, FALSE_EASTING, FALSE_NORTHING],
    );
    pub(crate) const PSEUDO_MERCATOR: Self = Self::epsg(1024, "Popular Visualisation Pseudo Mercator", CENTRED);
    pub(crate) const OBLIQUE_STEREOGRAPHIC: Self = Self::epsg(9809, "Oblique Stereographic", SCALED);
    pub(crate) const STEREOGRAPHIC: Self = Self::unregistered("Stereographic", SCALED);
    pub(crate) const POLAR_STEREOGRAPHIC_A: Self = Self::epsg(9810, "Polar Stereographic (variant A)", SCALED);
    pub(crate) const POLAR_STEREOGRAPHIC_B: Self = Self::epsg(
        9829,
        "Polar Stereographic (variant B)",
        &[POLAR_PARALLEL, POLAR_LONGITUDE, FALSE_EASTING, FALSE_NORTHING],
    );
    pub(crate) const HOTINE_A: Self = Self::epsg(
        9812,
        "Hotine Oblique Mercator (variant A)",
        &[
            LATITUDE_OF_CENTRE,
            LONGITUDE_OF_CENTRE,
            AZIMUTH,
            RECTIFIED_GRID_ANGLE,
            SCALE_AT_CENTRE,
            FALSE_EASTING,
            FALSE_NORTHING,
        ],
    );
    pub(crate) const HOTINE_B: Self = Self::epsg(
        9815,
        "Hotine Oblique Mercator (variant B)",
        &[
            LATITUDE_OF_CENTRE,
            LONGITUDE_OF_CENTRE,
            AZIMUTH,
            RECTIFIED_GRID_ANGLE,
            SCALE_AT_CENTRE,
            EASTING_AT_CENTRE,
            NORTHING_AT_CENTRE,
        ],
    );
    pub(crate) const HOTINE_TWO_POINTS: Self = Self::unregistered(
        "Hotine Oblique Mercator Two Point Natural Origin",
        &[
            LATITUDE_OF_CENTRE,
            TWO_POINTS[0],
            TWO_POINTS[1],
            TWO_POINTS[2],
            TWO_POINTS[3],
            SCALE_AT_CENTRE,
            EASTING_AT_CENTRE,
            NORTHING_AT_CENTRE,
        ],
    );
    pub(crate) const LABORDE: Self = Self::epsg(
        9813,
        "Laborde Oblique Mercator",
        &[LATITUDE_OF_CENTRE, LONGITUDE_OF_CENTRE, AZIMUTH, SCALE_AT_CENTRE, FALSE_EASTING, FALSE_NORTHING],
    );
    pub(crate) const EQUIDISTANT_CONIC: Self = Self::epsg(1119, "Equidistant Conic", CONIC);
    pub(crate) const ALBERS: Self = Self::epsg(9822, "Albers Equal Area", CONIC);
    pub(crate) const LAMBERT_CONIC_2SP: Self = Self::epsg(9802, "Lambert Conic Conformal (2SP)", CONIC);
    pub(crate) const LAMBERT_CONIC_2SP_BELGIUM: Self = Self::epsg(9803, "Lambert Conic Conformal (2SP Belgium)", CONIC);
    pub(crate) const LAMBERT_CONIC_2SP_MICHIGAN: Self = Self::epsg(
        1051,
        "Lambert Conic Conformal (2SP Michigan)",
        &[
            LATITUDE_OF_FALSE_ORIGIN,
            LONGITUDE_OF_FALSE_ORIGIN,
            PARALLEL_1,
            PARALLEL_2,
            EASTING_AT_FALSE_ORIGIN,
            NORTHING_AT_FALSE_ORIGIN,
            ELLIPSOID_SCALE,
        ],
    );
    pub(crate) const LAMBERT_CONIC_1SP: Self = Self::epsg(9801, "Lambert Conic Conformal (1SP)", SCALED);
    pub(crate) const LAMBERT_CONIC_1SP_B: Self = Self::epsg(
        1102,
        "Lambert Conic Conformal (1SP variant B)",
        &[
            LATITUDE_OF_ORIGIN,
            SCALE,
            LATITUDE_OF_FALSE_ORIGIN,
            LONGITUDE_OF_FALSE_ORIGIN,
            EASTING_AT_FALSE_ORIGIN,
            NORTHING_AT_FALSE_ORIGIN,
        ],
    );
    pub(crate) const CASSINI: Self = Self::epsg(9806, "Cassini-Soldner", CENTRED);
    pub(crate) const POLYCONIC: Self = Self::epsg(9818, "American Polyconic", CENTRED);
    pub(crate) const AZIMUTHAL_EQUIDISTANT: Self = Self::epsg(1125, "Azimuthal Equidistant", CENTRED);
    pub(crate) const MILLER: Self = Self::of_meridian("Miller Cylindrical");
    pub(crate) const EQUIDISTANT_CYLINDRICAL: Self = Self::epsg(1028, "Equidistant Cylindrical", PARALLEL);
    pub(crate) const EQUIDISTANT_CYLINDRICAL_SPHERE: Self =
        Self::epsg(1029, "Equidistant Cylindrical (Spherical)", PARALLEL);
    /// With a latitude of origin, which EPSG's doesn't have.
    pub(crate) const EQUIDISTANT_CYLINDRICAL_AND_ORIGIN: Self = Self::epsg(
        1028,
        "Equidistant Cylindrical",
        &[PARALLEL_1, LATITUDE_OF_ORIGIN, LONGITUDE_OF_ORIGIN, FALSE_EASTING, FALSE_NORTHING],
    );
    pub(crate) const GNOMONIC: Self = Self::unregistered("Gnomonic", CENTRED);
    pub(crate) const LAMBERT_AZIMUTHAL: Self = Self::epsg(9820, "Lambert Azimuthal Equal Area", CENTRED);
    pub(crate) const ORTHOGRAPHIC: Self = Self::epsg(9840, "Orthographic", CENTRED);
    pub(crate) const LOCAL_ORTHOGRAPHIC: Self = Self::epsg(
        1130,
        "Local Orthographic",
        &[LATITUDE_OF_CENTRE, LONGITUDE_OF_CENTRE, AZIMUTH, SCALE_AT_CENTRE, EASTING_AT_CENTRE, NORTHING_AT_CENTRE],
    );
    pub(crate) const ORTHOGRAPHIC_SPHERE: Self = Self::unregistered("Orthographic (Spherical)", CENTRED);
    pub(crate) const ROBINSON: Self = Self::of_meridian("Robinson");
    pub(crate) const SINUSOIDAL: Self = Self::of_meridian("Sinusoidal");
    pub(crate) const VAN_DER_GRINTEN: Self = Self::of_meridian("Van Der Grinten");
    pub(crate) const NEW_ZEALAND_MAP_GRID: Self = Self::epsg(9811, "New Zealand Map Grid", CENTRED);
    pub(crate) const CYLINDRICAL_EQUAL_AREA: Self = Self::epsg(9835, "Lambert Cylindrical Equal Area", PARALLEL);
    pub(crate) const CYLINDRICAL_EQUAL_AREA_SPHERE: Self =
        Self::epsg(9834, "Lambert Cylindrical Equal Area (Spherical)", PARALLEL);
    pub(crate) const EQUAL_EARTH: Self = Self::epsg(1078, "Equal Earth", MERIDIAN);
    pub(crate) const BONNE: Self = Self::epsg(9827, "Bonne", CENTRED);
    pub(crate) const KROVAK: Self = Self::epsg(9819, "Krovak", KROVAK);
    pub(crate) const KROVAK_NORTH: Self = Self::epsg(1041, "Krovak (North Orientated)", KROVAK);
    pub(crate) const LOXIMUTHAL: Self = Self::unregistered("Loximuthal", CENTRED);
    pub(crate) const TRANSVERSE_CYLINDRICAL_EQUAL_AREA: Self =
        Self::unregistered("Transverse Cylindrical Equal Area", SCALED);
    pub(crate) const GEOSTATIONARY_X: Self = Self::unregistered("Geostationary Satellite (Sweep X)", SATELLITE);
    pub(crate) const GEOSTATIONARY_Y: Self = Self::unregistered("Geostationary Satellite (Sweep Y)", SATELLITE);
    pub(crate) const TWO_POINT_EQUIDISTANT: Self = Self::unregistered(
        "Two Point Equidistant",
        &[TWO_POINTS[0], TWO_POINTS[1], TWO_POINTS[2], TWO_POINTS[3], FALSE_EASTING, FALSE_NORTHING],
    );
    pub(crate) const VERTICAL_PERSPECTIVE: Self = Self::epsg(
        9838,
        "Vertical Perspective",
        &[
            TOPOCENTRIC_LATITUDE,
            TOPOCENTRIC_LONGITUDE,
            TOPOCENTRIC_HEIGHT,
            VIEWPOINT_HEIGHT,
            FALSE_EASTING,
            FALSE_NORTHING,
        ],
    );
    pub(crate) const COLOMBIA_URBAN: Self = Self::epsg(
        1052,
        "Colombia Urban",
        &[LATITUDE_OF_ORIGIN, LONGITUDE_OF_ORIGIN, FALSE_EASTING, FALSE_NORTHING, PLANE_HEIGHT],
    );

    /// What EPSG or PROJ calls a parameter.
    pub(crate) fn parameter_name(code: Code) -> Option<&'static str> {
        PARAMETERS.iter().find(|(known, ..)| *known == code).map(|(_, name, _)| *name)
    }

    /// With the values that `value` has for its parameters: angles in `angle`, lengths in `length`.
    pub(crate) fn conversion(self, angle: &Unit, length: &Unit, value: impl Fn(Code) -> f64) -> Conversion {
        let parameter = |&code: &Code| {
            let (_, name, kind) = PARAMETERS.iter().find(|(known, ..)| *known == code)?;
            let unit = match kind {
                UnitKind::Angle => angle.clone(),
                UnitKind::Length => length.clone(),
                UnitKind::Scale => Unit::unity(),
            };
            let id = (code < SATELLITE_HEIGHT).then(|| Id::epsg(code));
            Some(Parameter { name: (*name).into(), value: value(code), unit, id })
        };
        Conversion {
            name: "unnamed".into(),
            method: self.name.into(),
            method_id: self.code.map(Id::epsg),
            parameters: self.parameters.iter().filter_map(parameter).collect(),
            id: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_parameter_is_in_the_table() {
        for method in [Method::HOTINE_TWO_POINTS, Method::KROVAK, Method::VERTICAL_PERSPECTIVE, Method::COLOMBIA_URBAN]
        {
            let conversion = method.conversion(&Unit::degree(), &Unit::metre(), |_| 0.0);
            assert_eq!(conversion.parameters.len(), method.parameters.len(), "{}", method.name);
        }
    }
}
