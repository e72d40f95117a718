//! The GeoKeys of a coordinate reference system that a caller names.

use crs::{Crs, Definition};
use geotiff_core::{Error, GeoKeyId, GeoKeyValue, GeoKeys, Result, SrsText};

/// Codes from here on are no EPSG codes in GeoKeys.
const USER_DEFINED: u16 = 32767;

/// The GeoKeys of a CRS that is said as `EPSG:32633`, as `32633`, or as WKT.
///
/// GeoKeys say a CRS by EPSG's code: of a compound one, those of its two parts. So a WKT must have a code (`AUTHORITY`, `ID`),
/// or mean the same as a CRS that has one. A WKT1 without is kept as a text within the keys, in Esri's way, which GDAL reads.
///
/// ```
/// use sources::crs_keys;
///
/// assert_eq!(crs_keys("EPSG:32633")?.epsg(), Some(32633));
/// let wkt = r#"GEOGCRS["WGS 84",DATUM["World Geodetic System 1984",ELLIPSOID["WGS 84",6378137,298.257223563]],
///     CS[ellipsoidal,2],AXIS["latitude",north],AXIS["longitude",east],UNIT["degree",0.0174532925199433],ID["EPSG",4326]]"#;
/// assert_eq!(crs_keys(wkt)?.epsg(), Some(4326));
/// assert!(crs_keys("EPSG:1").is_err() && crs_keys("the moon").is_err());
/// # Ok::<(), geotiff_core::Error>(())
/// ```
///
/// # Errors
/// `Parameter` if the text is none of these, or EPSG has no such CRS; `Unsupported` if GeoKeys cannot say it: a WKT2 without a
/// code, a WKT1 of a projection that is not known, a vertical CRS alone.
pub fn crs_keys(text: &str) -> Result<GeoKeys> {
    let text = text.trim();
    let code = text.get(..5).filter(|prefix| prefix.eq_ignore_ascii_case("EPSG:")).map_or(text, |_| &text[5..]);
    if let Ok(code) = code.trim().parse::<u32>() {
        return of_code(code);
    }
    if !text.ends_with([']', ')']) {
        let message = format!("{text:?} is no CRS: say EPSG:32633, or a WKT");
        return Err(Error::parameter(message));
    }
    if let Some(code) = SrsText::new(text).epsg() {
        return of_code(code.into());
    }
    if is_wkt2(text) {
        return Err(Error::unsupported(
            "GeoKeys can say a CRS by an EPSG code alone, and this WKT2 states none: say the code, or a WKT1",
        ));
    }
    let crs = Crs::from_wkt1(text)?;
    if let Some(keys) = crs.equivalent_epsg().and_then(|code| of_code(code).ok()) {
        return Ok(keys);
    }
    as_text(text)
}

/// Whether the outermost keyword is one of WKT2.
fn is_wkt2(text: &str) -> bool {
    let keyword = text.split(['[', '(']).next().unwrap_or_default().trim().to_ascii_uppercase();
    keyword.ends_with("CRS") || keyword == "COORDINATEMETADATA"
}

fn of_code(code: u32) -> Result<GeoKeys> {
    let unknown = || Error::parameter(format!("EPSG has no CRS of the code {code}"));
    let short = u16::try_from(code).ok().filter(|&code| code > 0 && code < USER_DEFINED).ok_or_else(unknown)?;
    if cfg!(not(feature = "epsg")) {
        return Ok(GeoKeys::from_epsg(short));
    }
    match Crs::from_epsg(code).map_err(|_| unknown())?.definition {
        Definition::Compound(parts) => {
            let part = |definition: &Definition| definition.id().and_then(|id| u16::try_from(id.code).ok());
            let vertical = parts.vertical.id.and_then(|id| u16::try_from(id.code).ok());
            let (Some(horizontal), Some(vertical)) = (part(&parts.horizontal), vertical) else { return Err(unknown()) };
            let mut keys = GeoKeys::from_epsg(horizontal);
            // Heights are of GeoTIFF 1.1 alone: readers pass over those of 1.0.
            keys.revision = (1, 1);
            keys.keys.push((GeoKeyId::VERTICAL_CRS, GeoKeyValue::Shorts(vec![vertical])));
            keys.keys.sort_by_key(|(id, _)| *id);
            Ok(keys)
        }
        Definition::Vertical(_) => {
            Err(Error::unsupported(format!("EPSG:{code} has heights alone, and a raster needs a CRS of places")))
        }
        _ => Ok(GeoKeys::from_epsg(short)),
    }
}

/// A text within the keys, as `Profile::set_srs` writes it.
fn as_text(text: &str) -> Result<GeoKeys> {
    let mut profile = geotiff_core::Profile::new(geotiff_core::SampleType::U8, 1, 1, 1);
    profile.set_srs(SrsText::new(text));
    profile.geo_keys().ok_or_else(|| {
        Error::unsupported(
            "GeoKeys have no place for this WKT: it is too long, not ASCII, or has a character that ends texts there",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(feature = "epsg")]
    #[test]
    fn codes_are_looked_up() {
        let compound = crs_keys("epsg: 7415").unwrap();
        assert_eq!(compound.short(GeoKeyId::VERTICAL_CRS), Some(5709));
        assert_eq!((compound.epsg(), compound.revision), (Some(28992), (1, 1)));
        assert!(crs_keys("5709").unwrap_err().to_string().contains("heights alone"));
        for text in ["0", "999999", "EPSG:32768", "EPSG:", "", "PROJCRS[]"] {
            assert!(crs_keys(text).is_err(), "{text}");
        }
    }

    #[test]
    fn what_keys_cannot_hold_is_refused() {
        for c in ['\0', '|', 'ä'] {
            let wkt = format!("LOCAL_CS[\"mine{c}\",UNIT[\"metre\",1]]");
            assert_eq!(crs_keys(&wkt).unwrap_err().kind(), geotiff_core::ErrorKind::Unsupported, "{c:?}");
        }
    }

    #[test]
    fn wkt1_is_named_or_kept() {
        let utm = |meridian: &str| {
            format!(
                r#"PROJCS["mine",GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],PRIMEM["Greenwich",0],
                UNIT["degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],
                PARAMETER["central_meridian",{meridian}],PARAMETER["scale_factor",0.9996],PARAMETER["false_easting",500000],
                PARAMETER["false_northing",0],UNIT["metre",1]]"#
            )
        };
        #[cfg(feature = "epsg")]
        assert_eq!(crs_keys(&utm("15")).unwrap().epsg(), Some(32633));
        let own = crs_keys(&utm("15.25")).unwrap();
        assert_eq!(own.epsg(), None);
        assert!(Crs::from_geo_keys(&own).unwrap().is_some());
    }
}
