//! Any text as the name of a CRS, as WKT1 and as WKT2: what is understood is told again as WKT and as PROJJSON, and keys that are made
//! of it are a CRS, too.

use crs::Crs;
use geotiff_core::{ErrorKind, SrsText};
use sources::crs_keys;

use crate::geo_keys::look_at;

/// The target.
pub fn run(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    let _ = SrsText::new(text).epsg();
    if let Ok(crs) = Crs::from_wkt1(text) {
        look_at(&crs);
    }
    match crs_keys(text) {
        Ok(keys) => match Crs::from_geo_keys(&keys) {
            Ok(crs) => look_at(&crs.expect("keys that say a CRS")),
            Err(error) => panic!("keys of {text:?}: {error}"),
        },
        Err(error) => assert!(
            matches!(error.kind(), ErrorKind::Parameter | ErrorKind::Unsupported | ErrorKind::Format),
            "{error}"
        ),
    }
}
