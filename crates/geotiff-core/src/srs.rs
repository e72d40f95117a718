//! A coordinate reference system as a text beside the raster says it.

/// A coordinate reference system as a text: WKT as a rule, or a code such as `EPSG:4326`.
///
/// ```
/// use geotiff_core::SrsText;
///
/// let wkt = r#"GEOGCS["WGS 84",DATUM["WGS_1984",AUTHORITY["EPSG","6326"]],AUTHORITY["EPSG","4326"]]"#;
/// assert_eq!(SrsText::new(wkt).epsg(), Some(4326));
/// assert_eq!(SrsText::new("EPSG:32633").epsg(), Some(32633));
/// assert_eq!(SrsText::new(r#"LOCAL_CS["mine",UNIT["metre",1]]"#).epsg(), None);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SrsText {
    /// The text.
    pub text: String,
    /// Which axis of the CRS each axis of the data is, from 1, negative where it runs the other way; of `None`, GIS order.
    pub axis_mapping: Option<Vec<i32>>,
    /// The epoch of the coordinates in a dynamic CRS, as a decimal year.
    pub epoch: Option<f64>,
}

/// Keywords of CRSs that a GeoTIFF states by one code.
const SINGLE: [&str; 11] = [
    "PROJCS",
    "PROJCRS",
    "PROJECTEDCRS",
    "GEOGCS",
    "GEOGCRS",
    "GEOGRAPHICCRS",
    "GEODCRS",
    "GEODETICCRS",
    "BASEGEOGCRS",
    "BASEGEODCRS",
    "GEOCCS",
];

impl SrsText {
    /// A text of which nothing more is known.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), axis_mapping: None, epoch: None }
    }

    /// The EPSG code that the text gives the CRS as a whole, if a GeoTIFF can state it by one: not of a compound CRS, nor of
    /// one that is bound to another.
    pub fn epsg(&self) -> Option<u16> {
        let text = self.text.trim();
        let prefix = text.get(..5).filter(|prefix| prefix.eq_ignore_ascii_case("EPSG:"));
        if prefix.is_some() {
            return text.get(5..)?.trim().parse().ok();
        }
        let (keyword, _) = text.split_once(['[', '('])?;
        if !SINGLE.iter().any(|single| keyword.trim().eq_ignore_ascii_case(single)) {
            return None;
        }
        code(last_part(text)?)
    }
}

/// The last of the parts that the outermost brackets hold: where WKT says whose code the whole has.
fn last_part(wkt: &str) -> Option<&str> {
    let (mut depth, mut quoted, mut start) = (0_usize, false, None);
    let mut last = None;
    for (at, c) in wkt.bytes().enumerate() {
        match c {
            b'"' => quoted = !quoted,
            _ if quoted => {}
            b'[' | b'(' => {
                depth += 1;
                if depth == 1 {
                    start = Some(at + 1);
                }
            }
            b']' | b')' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    last = wkt.get(start?..at);
                    break;
                }
            }
            b',' if depth == 1 => start = Some(at + 1),
            _ => {}
        }
    }
    last.map(str::trim)
}

/// The code of `AUTHORITY["EPSG","4326"]` or `ID["EPSG",4326]`.
fn code(part: &str) -> Option<u16> {
    let (keyword, rest) = part.split_once(['[', '('])?;
    if !["AUTHORITY", "ID"].iter().any(|k| keyword.trim().eq_ignore_ascii_case(k)) {
        return None;
    }
    let mut values = rest.trim_end_matches([']', ')']).split(',').map(|value| value.trim().trim_matches('"'));
    if !values.next()?.eq_ignore_ascii_case("EPSG") {
        return None;
    }
    values.next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_is_that_of_the_whole() {
        let epsg = |text| SrsText::new(text).epsg();
        assert_eq!(
            epsg(r#"PROJCS["a ] , b",GEOGCS["c",AUTHORITY["EPSG","4326"]],AXIS["E",EAST],AUTHORITY["EPSG","32633"]]"#),
            Some(32633)
        );
        assert_eq!(epsg(r#"GEOGCRS["WGS 84",CS[ellipsoidal,2],ID["EPSG",4326]]"#), Some(4326));
        assert_eq!(epsg(r#"GEOGCS["c",DATUM["d",AUTHORITY["EPSG","6326"]]]"#), None);
        assert_eq!(epsg(r#"PROJCS["c",AUTHORITY["ESRI","54009"]]"#), None);
        assert_eq!(epsg(r#"COMPD_CS["c",VERT_CS["v"],AUTHORITY["EPSG","7415"]]"#), None);
        for text in ["", "[", "]", "PROJCS[", "PROJCS[]]", "PROJCS", "é[", "EPSG:x", "EPSG:99999"] {
            assert_eq!(epsg(text), None, "{text}");
        }
    }
}
