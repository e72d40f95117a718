//! What a coordinate reference system is called.

use cogsmith::GeoKeys;

/// The name that the file gives its CRS, or that of a well-known EPSG code.
pub(crate) fn name(keys: &GeoKeys) -> Option<String> {
    keys.name().filter(|name| !name.is_empty()).map(str::to_string).or_else(|| keys.epsg().and_then(well_known))
}

/// The name in the EPSG register of codes that most files have.
fn well_known(code: u16) -> Option<String> {
    let utm = |datum: &str, zone: u16, hemisphere: char| Some(format!("{datum} / UTM zone {zone}{hemisphere}"));
    match code {
        3035 => Some("ETRS89-extended / LAEA Europe".into()),
        3857 => Some("WGS 84 / Pseudo-Mercator".into()),
        4258 => Some("ETRS89".into()),
        4269 => Some("NAD83".into()),
        4326 => Some("WGS 84".into()),
        5070 => Some("NAD83 / Conus Albers".into()),
        25828..=25838 => utm("ETRS89", code - 25800, 'N'),
        26901..=26923 => utm("NAD83", code - 26900, 'N'),
        32601..=32660 => utm("WGS 84", code - 32600, 'N'),
        32701..=32760 => utm("WGS 84", code - 32700, 'S'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_names() {
        let named = |code| name(&GeoKeys::from_epsg(code));
        assert_eq!(named(32633).as_deref(), Some("WGS 84 / UTM zone 33N"));
        assert_eq!(named(32719).as_deref(), Some("WGS 84 / UTM zone 19S"));
        assert_eq!(named(4326).as_deref(), Some("WGS 84"));
        assert_eq!(named(2154), None);
    }
}
