//! Creation options that GDAL has and this does not, each with a reason.

use geotiff_core::Error;

/// Why an option cannot be.
#[derive(Debug, PartialEq)]
pub(super) enum Refusal {
    /// There is no such name; perhaps another was meant.
    Key(Option<String>),
    /// The name is known, but not to be had.
    NotHere(&'static str),
    /// It cannot have this value.
    Value(String),
}

impl Refusal {
    /// The error, of what was said.
    pub(super) fn error(&self, words: &str) -> Error {
        let key = words.split('=').next().unwrap_or(words);
        Error::parameter(match self {
            Self::Key(None) => format!("there is no creation option {key}"),
            Self::Key(Some(hint)) => format!("there is no creation option {key}; {hint}"),
            Self::NotHere(why) => format!("the creation option {key} is not supported: {why}"),
            Self::Value(why) => format!("the creation option {words} cannot be: {why}"),
        })
    }
}

pub(super) const NO_REPROJECTION: &str =
    "rasters are not reprojected here; warp them first, as with gdalwarp, and make a COG of the result";
const LOSSLESS_JXL: &str = "JPEG XL is written without loss, as by GDAL's default (JXL_LOSSLESS=YES)";
const BESIDE: &str = "nothing is written beside the COG";
const AS_SOURCE: &str = "it is as in the source";
const FIXED: &str = "a COG's blocks are written in one way, the one that GDAL's COG driver chooses";

const REFUSED: [(&str, &str); 36] = [
    ("ZOOM_LEVEL", NO_REPROJECTION),
    ("ZOOM_LEVEL_STRATEGY", NO_REPROJECTION),
    ("ALIGNED_LEVELS", NO_REPROJECTION),
    ("TARGET_SRS", NO_REPROJECTION),
    ("RES", NO_REPROJECTION),
    ("EXTENT", NO_REPROJECTION),
    ("WARP_RESAMPLING", NO_REPROJECTION),
    ("ADD_ALPHA", NO_REPROJECTION),
    ("WEB_OPTIMIZED", NO_REPROJECTION),
    ("JXL_DISTANCE", LOSSLESS_JXL),
    ("JXL_ALPHA_DISTANCE", LOSSLESS_JXL),
    ("TFW", BESIDE),
    ("WORLDFILE", BESIDE),
    ("RPB", BESIDE),
    ("RPCTXT", BESIDE),
    ("ALPHA", AS_SOURCE),
    ("PIXELTYPE", AS_SOURCE),
    ("SOURCE_ICC_PROFILE", AS_SOURCE),
    ("SOURCE_PRIMARIES_RED", AS_SOURCE),
    ("SOURCE_PRIMARIES_GREEN", AS_SOURCE),
    ("SOURCE_PRIMARIES_BLUE", AS_SOURCE),
    ("SOURCE_WHITEPOINT", AS_SOURCE),
    ("TIFFTAG_TRANSFERFUNCTION_RED", AS_SOURCE),
    ("TIFFTAG_TRANSFERFUNCTION_GREEN", AS_SOURCE),
    ("TIFFTAG_TRANSFERFUNCTION_BLUE", AS_SOURCE),
    ("TIFFTAG_TRANSFERRANGE_BLACK", AS_SOURCE),
    ("TIFFTAG_TRANSFERRANGE_WHITE", AS_SOURCE),
    ("GEOTIFF_KEYS_FLAVOR", AS_SOURCE),
    ("COLOR_PROFILE", AS_SOURCE),
    ("JPEGTABLESMODE", FIXED),
    ("DISCARD_LSB", "samples are not rounded; NBITS stores them in fewer bits"),
    ("APPEND_SUBDATASET", "a COG holds one raster"),
    ("ZLEVEL_OVERVIEW", "overviews have the LEVEL of the image"),
    ("COMPRESS_OVERVIEW", "say OVERVIEW_COMPRESS"),
    ("JPEG_QUALITY_OVERVIEW", "say OVERVIEW_QUALITY"),
    ("PREDICTOR_OVERVIEW", "say OVERVIEW_PREDICTOR"),
];

/// Why there is no such option here, although GDAL has it.
pub(super) fn of_key(key: &str) -> Option<Refusal> {
    REFUSED.iter().find(|(name, _)| *name == key).map(|(_, why)| Refusal::NotHere(why))
}

/// The names of such options.
pub(super) fn keys() -> impl Iterator<Item = &'static str> {
    REFUSED.iter().map(|(name, _)| *name)
}
