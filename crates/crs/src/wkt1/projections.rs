//! WKT1's names of projections and of their parameters.
//!
//! ESRI and GDAL have names of their own for the same things; where both have one, it hardly ever means two things.

use crate::database::reduced;
#[allow(clippy::wildcard_imports, reason = "its constants are one vocabulary")]
use crate::methods::*;

/// The method that a PROJECTION means; `value` looks a parameter up by its WKT1 name. `None` if it is not known.
pub(super) fn method(
    projection: &str,
    is_esri: bool,
    is_sphere: bool,
    value: impl Fn(&str) -> Option<f64>,
) -> Option<Method> {
    let name: String = reduced(projection).map(char::from).collect();
    let has_parallel_2 = value("standard_parallel_2").is_some();
    let scale = value("scale_factor").unwrap_or(1.0);
    let origin = value("latitude_of_origin").unwrap_or(0.0);
    Some(match name.as_str() {
        "transversemercator" | "gausskruger" | "transversemercatorcomplex" => Method::TRANSVERSE_MERCATOR,
        "transversemercatorsouthorientated" => Method::TRANSVERSE_MERCATOR_SOUTH,
        "mercator" | "mercator1sp" if value("standard_parallel_1").is_some() || is_esri => Method::MERCATOR_B,
        "mercator2sp" if origin != 0.0 => Method::MERCATOR_B_AND_ORIGIN,
        "mercator2sp" => Method::MERCATOR_B,
        "mercator" | "mercator1sp" | "mercatorvarianta" => Method::MERCATOR_A,
        "mercatorauxiliarysphere" | "popularvisualisationpseudomercator" => Method::PSEUDO_MERCATOR,
        "obliquestereographic" | "doublestereographic" => Method::OBLIQUE_STEREOGRAPHIC,
        "stereographic" if (origin.abs() - 90.0).abs() < 1e-10 => Method::POLAR_STEREOGRAPHIC_A,
        "stereographic" => Method::STEREOGRAPHIC,
        "polarstereographicvarianta" => Method::POLAR_STEREOGRAPHIC_A,
        "polarstereographic" if scale != 1.0 || (origin.abs() - 90.0).abs() < 1e-10 => Method::POLAR_STEREOGRAPHIC_A,
        "polarstereographic" | "polarstereographicvariantb" | "stereographicnorthpole" | "stereographicsouthpole" => {
            Method::POLAR_STEREOGRAPHIC_B
        }
        "hotineobliquemercator"
        | "hotineobliquemercatorazimuthnaturalorigin"
        | "rectifiedskeworthomorphicnaturalorigin" => Method::HOTINE_A,
        "hotineobliquemercatorazimuthcenter" | "rectifiedskeworthomorphiccenter" => Method::HOTINE_B,
        "hotineobliquemercatortwopointnaturalorigin" | "hotineobliquemercatortwopointcenter" => {
            Method::HOTINE_TWO_POINTS
        }
        "swissobliquecylindrical" | "swissobliquemercator" => Method::HOTINE_B,
        "labordeobliquemercator" => Method::LABORDE,
        "equidistantconic" => Method::EQUIDISTANT_CONIC,
        "albers" | "albersconicequalarea" => Method::ALBERS,
        "lambertconformalconic" if has_parallel_2 && scale != 1.0 => Method::LAMBERT_CONIC_2SP_MICHIGAN,
        "lambertconformalconic" | "lambertconformalconic2sp" if has_parallel_2 => Method::LAMBERT_CONIC_2SP,
        "lambertconformalconic2spbelgium" => Method::LAMBERT_CONIC_2SP_BELGIUM,
        "lambertconformalconic" if value("standard_parallel_1").is_some_and(|parallel| parallel != origin) => {
            Method::LAMBERT_CONIC_1SP_B
        }
        "lambertconformalconic" | "lambertconformalconic1sp" => Method::LAMBERT_CONIC_1SP,
        "lambertconformalconic2sp" => Method::LAMBERT_CONIC_2SP,
        "cassini" | "cassinisoldner" => Method::CASSINI,
        "polyconic" => Method::POLYCONIC,
        "azimuthalequidistant" => Method::AZIMUTHAL_EQUIDISTANT,
        "millercylindrical" => Method::MILLER,
        "platecarree" | "equidistantcylindrical" if is_esri => Method::EQUIDISTANT_CYLINDRICAL,
        "equirectangular" | "equidistantcylindrical" | "platecarree" => match (origin != 0.0, is_sphere) {
            (true, _) => Method::EQUIDISTANT_CYLINDRICAL_AND_ORIGIN,
            (false, true) => Method::EQUIDISTANT_CYLINDRICAL_SPHERE,
            (false, false) => Method::EQUIDISTANT_CYLINDRICAL,
        },
        "gnomonic" => Method::GNOMONIC,
        "lambertazimuthalequalarea" => Method::LAMBERT_AZIMUTHAL,
        "orthographic" if is_esri => Method::ORTHOGRAPHIC_SPHERE,
        "orthographic" => Method::ORTHOGRAPHIC,
        "local" | "localorthographic" => Method::LOCAL_ORTHOGRAPHIC,
        "robinson" => Method::ROBINSON,
        "sinusoidal" => Method::SINUSOIDAL,
        "vandergrinten" | "vandergrinteni" => Method::VAN_DER_GRINTEN,
        "newzealandmapgrid" => Method::NEW_ZEALAND_MAP_GRID,
        "cylindricalequalarea" | "behrmann" => Method::CYLINDRICAL_EQUAL_AREA,
        "equalearth" => Method::EQUAL_EARTH,
        "bonne" => Method::BONNE,
        "krovak" if value("x_scale").unwrap_or(-1.0) == 1.0 && value("y_scale").unwrap_or(1.0) == 1.0 => Method::KROVAK,
        "krovak" => Method::KROVAK_NORTH,
        "loximuthal" => Method::LOXIMUTHAL,
        "transversecylindricalequalarea" => Method::TRANSVERSE_CYLINDRICAL_EQUAL_AREA,
        "geostationarysatellite" => Method::GEOSTATIONARY_Y,
        "twopointequidistant" => Method::TWO_POINT_EQUIDISTANT,
        "verticalnearsideperspective" | "verticalperspective" => Method::VERTICAL_PERSPECTIVE,
        "igacplanocartesiano" => Method::COLOMBIA_URBAN,
        "mollweide" => Method::of_meridian("Mollweide"),
        "eckerti" => Method::of_meridian("Eckert I"),
        "eckertii" => Method::of_meridian("Eckert II"),
        "eckertiii" => Method::of_meridian("Eckert III"),
        "eckertiv" => Method::of_meridian("Eckert IV"),
        "eckertv" => Method::of_meridian("Eckert V"),
        "eckertvi" => Method::of_meridian("Eckert VI"),
        "gallstereographic" => Method::of_meridian("Gall Stereographic"),
        "quarticauthalic" => Method::of_meridian("Quartic Authalic"),
        "flatpolarquartic" => Method::of_meridian("Flat Polar Quartic"),
        "crasterparabolic" => Method::of_meridian("Craster Parabolic"),
        "times" => Method::of_meridian("Times"),
        "wagneriv" => Method::of_meridian("Wagner IV"),
        "wagnerv" => Method::of_meridian("Wagner V"),
        "wagnervii" => Method::of_meridian("Wagner VII"),
        "naturalearth" => Method::of_meridian("Natural Earth"),
        "naturalearthii" => Method::of_meridian("Natural Earth II"),
        "patterson" => Method::of_meridian("Patterson"),
        "compactmiller" => Method::of_meridian("Compact Miller"),
        "aitoff" => Method::of_meridian("Aitoff"),
        "goodehomolosine" if value("option") == Some(1.0) => Method::of_meridian("Interrupted Goode Homolosine"),
        "goodehomolosine" if value("option") == Some(2.0) => Method::of_meridian("Interrupted Goode Homolosine Ocean"),
        "goodehomolosine" => Method::of_meridian("Goode Homolosine"),
        "interruptedgoodehomolosine" => Method::of_meridian("Interrupted Goode Homolosine"),
        "winkeli" => Method::winkel("Winkel I"),
        "winkelii" => Method::winkel("Winkel II"),
        "winkeltripel" => Method::winkel("Winkel Tripel"),
        _ => return None,
    })
}

/// The WKT1 names that a parameter of a method goes by; the first that is there holds.
pub(super) fn names(method: &Method, code: Code) -> &'static [&'static str] {
    match code {
        LATITUDE_OF_ORIGIN if method.name == "Bonne" => &["standard_parallel_1", "latitude_of_origin"],
        LATITUDE_OF_ORIGIN if method.name == "Loximuthal" => &["central_parallel", "latitude_of_origin"],
        LATITUDE_OF_ORIGIN if method.name == Method::PSEUDO_MERCATOR.name => {
            &["standard_parallel_1", "latitude_of_origin"]
        }
        LATITUDE_OF_ORIGIN if method.name == Method::LAMBERT_CONIC_1SP_B.name => &["standard_parallel_1"],
        LATITUDE_OF_ORIGIN => &["latitude_of_origin", "latitude_of_center", "central_parallel", "standard_parallel_1"],
        LONGITUDE_OF_ORIGIN | LONGITUDE_OF_FALSE_ORIGIN | POLAR_LONGITUDE => {
            &["central_meridian", "longitude_of_center", "longitude_of_origin"]
        }
        LATITUDE_OF_FALSE_ORIGIN => &["latitude_of_origin", "latitude_of_center"],
        LATITUDE_OF_CENTRE | TOPOCENTRIC_LATITUDE => &["latitude_of_center", "latitude_of_origin", "central_parallel"],
        LONGITUDE_OF_CENTRE | TOPOCENTRIC_LONGITUDE => {
            &["longitude_of_center", "central_meridian", "longitude_of_origin"]
        }
        SCALE | SCALE_AT_CENTRE | PSEUDO_SCALE | ELLIPSOID_SCALE => &["scale_factor"],
        FALSE_EASTING | EASTING_AT_CENTRE | EASTING_AT_FALSE_ORIGIN => &["false_easting"],
        FALSE_NORTHING | NORTHING_AT_CENTRE | NORTHING_AT_FALSE_ORIGIN => &["false_northing"],
        AZIMUTH | CONE_AXIS => &["azimuth"],
        RECTIFIED_GRID_ANGLE => &["rectified_grid_angle", "xy_plane_rotation", "azimuth"],
        PSEUDO_PARALLEL => &["pseudo_standard_parallel_1", "standard_parallel_1"],
        PARALLEL_1 => &["standard_parallel_1", "pseudo_standard_parallel_1", "latitude_of_origin"],
        PARALLEL_2 => &["standard_parallel_2"],
        POLAR_PARALLEL => &["standard_parallel_1", "latitude_of_origin"],
        VIEWPOINT_HEIGHT | PLANE_HEIGHT => &["height"],
        SATELLITE_HEIGHT => &["satellite_height", "height"],
        LATITUDE_OF_POINT_1 => &["latitude_of_1st_point", "latitude_of_point_1"],
        LONGITUDE_OF_POINT_1 => &["longitude_of_1st_point", "longitude_of_point_1"],
        LATITUDE_OF_POINT_2 => &["latitude_of_2nd_point", "latitude_of_point_2"],
        LONGITUDE_OF_POINT_2 => &["longitude_of_2nd_point", "longitude_of_point_2"],
        _ => &[],
    }
}

/// What a parameter is that isn't said.
pub(super) fn default(code: Code) -> f64 {
    match code {
        SCALE | SCALE_AT_CENTRE | PSEUDO_SCALE | ELLIPSOID_SCALE => 1.0,
        // Those of the Czech and Slovak grid, which ESRI leaves out.
        CONE_AXIS => 30.288_139_722_222_22,
        _ => 0.0,
    }
}
