//! What each creation option means.

use geotiff_core::Compression;

use super::Setting;
use super::names::nearest;
use super::refusals::{self, Refusal};
use super::values as value_of;

/// What an option and its value mean.
#[derive(Debug, PartialEq)]
pub(super) enum Meaning {
    Setting(Setting),
    /// A setting of this codec.
    SettingOf(Compression, Setting),
    /// Nothing but that this is the codec.
    Codec(Compression),
    /// A domain whose texts are copied, too.
    Domain(String),
    /// What is so in any case.
    AsIs,
}

/// The options of GDAL's COG driver, and those of its GTiff driver that mean something here.
pub(super) const KEYS: [&str; 42] = [
    "COMPRESS",
    "LEVEL",
    "PREDICTOR",
    "QUALITY",
    "MAX_Z_ERROR",
    "MAX_Z_ERROR_OVERVIEW",
    "JXL_LOSSLESS",
    "JXL_EFFORT",
    "BLOCKSIZE",
    "INTERLEAVE",
    "OVERVIEWS",
    "OVERVIEW_COUNT",
    "OVERVIEW_COMPRESS",
    "OVERVIEW_QUALITY",
    "OVERVIEW_PREDICTOR",
    "RESAMPLING",
    "OVERVIEW_RESAMPLING",
    "SPARSE_OK",
    "STATISTICS",
    "NBITS",
    "NUM_THREADS",
    "BIGTIFF",
    "GEOTIFF_VERSION",
    "COPY_SRC_MDD",
    "SRC_MDD",
    "TILING_SCHEME",
    "BLOCKXSIZE",
    "BLOCKYSIZE",
    "GDAL_TIFF_OVR_BLOCKSIZE",
    "ZLEVEL",
    "ZSTD_LEVEL",
    "LZMA_PRESET",
    "JPEG_QUALITY",
    "WEBP_LEVEL",
    "WEBP_LOSSLESS",
    "TILED",
    "PHOTOMETRIC",
    "COPY_SRC_OVERVIEWS",
    "ENDIANNESS",
    "STREAMABLE_OUTPUT",
    "DRIVER",
    "PROFILE",
];

/// What a name, in capitals, and a value mean.
///
/// # Errors
/// Why it cannot be.
pub(super) fn meaning(key: &str, value: &str) -> Result<Meaning, Refusal> {
    let quality = || value_of::whole(value, 1, 100);
    let level = || value_of::whole(value, 0, 255);
    Ok(Meaning::Setting(match key {
        "COMPRESS" => Setting::Compression(value_of::codec(value)?),
        "LEVEL" => Setting::Level(level()?),
        "PREDICTOR" => Setting::Predictor(value_of::predictor(value)?),
        "QUALITY" => Setting::Quality(quality()?),
        "MAX_Z_ERROR" => Setting::MaxZError(value_of::tolerance(value)?),
        "MAX_Z_ERROR_OVERVIEW" => Setting::OverviewMaxZError(value_of::tolerance(value)?),
        "BLOCKSIZE" | "BLOCKXSIZE" | "BLOCKYSIZE" => Setting::BlockSize(value_of::whole(value, 0, u64::MAX)?),
        "INTERLEAVE" => Setting::Interleave(value_of::interleave(value)?),
        "OVERVIEWS" => Setting::Overviews(value_of::overview_source(value)?),
        "OVERVIEW_COUNT" => Setting::OverviewCount(value_of::overview_count(value)?),
        "OVERVIEW_COMPRESS" => Setting::OverviewCompression(value_of::codec(value)?),
        "OVERVIEW_QUALITY" => Setting::OverviewQuality(quality()?),
        "OVERVIEW_PREDICTOR" => Setting::OverviewPredictor(value_of::predictor(value)?),
        "RESAMPLING" | "OVERVIEW_RESAMPLING" => Setting::OverviewResampling(value_of::resampling(value)?),
        "GDAL_TIFF_OVR_BLOCKSIZE" => Setting::OverviewBlockSize(value_of::whole(value, 0, u64::MAX)?),
        "SPARSE_OK" => Setting::Sparse(value_of::boolean(value)?),
        "STATISTICS" => Setting::Statistics(value_of::statistics(value)?),
        "NBITS" => Setting::Bits(value_of::whole(value, 1, 64)?),
        "NUM_THREADS" => Setting::Threads(value_of::threads(value)?),
        "BIGTIFF" => Setting::BigTiff(value_of::big_tiff(value)?),
        "GEOTIFF_VERSION" => Setting::GeotiffVersion(value_of::geotiff_version(value)?),
        "COPY_SRC_MDD" => Setting::Metadata(value_of::metadata(value)?),
        "SRC_MDD" => return Ok(Meaning::Domain(value_of::domain(value))),
        "ZLEVEL" => return Ok(Meaning::SettingOf(Compression::DEFLATE, Setting::Level(level()?))),
        "ZSTD_LEVEL" => return Ok(Meaning::SettingOf(Compression::ZSTD, Setting::Level(level()?))),
        "LZMA_PRESET" => return Ok(Meaning::SettingOf(Compression::LZMA, Setting::Level(level()?))),
        "JXL_EFFORT" => return Ok(Meaning::SettingOf(Compression::JXL, Setting::Level(level()?))),
        "JPEG_QUALITY" => return Ok(Meaning::SettingOf(Compression::JPEG, Setting::Quality(quality()?))),
        "WEBP_LEVEL" => return Ok(Meaning::SettingOf(Compression::WEBP, Setting::Quality(quality()?))),
        "WEBP_LOSSLESS" if value_of::boolean(value)? => {
            return Ok(Meaning::SettingOf(Compression::WEBP, Setting::Quality(100)));
        }
        "WEBP_LOSSLESS" => return Ok(Meaning::Codec(Compression::WEBP)),
        _ => return without_choice(key, value),
    }))
}

/// Options of which one value is the only one that a COG of ours can have.
fn without_choice(key: &str, value: &str) -> Result<Meaning, Refusal> {
    let only = |is_it: bool, why: &str| if is_it { Ok(Meaning::AsIs) } else { Err(Refusal::Value(why.into())) };
    let is = |name: &str| value.eq_ignore_ascii_case(name);
    match key {
        "TILED" => only(value_of::boolean(value)?, "a COG is always tiled"),
        "TILING_SCHEME" => only(is("CUSTOM"), refusals::NO_REPROJECTION),
        "ENDIANNESS" => only(is("LITTLE"), "a COG is written little-endian"),
        "STREAMABLE_OUTPUT" => {
            only(value_of::boolean(value)?, "every COG is written front to back, and can be streamed")
        }
        "DRIVER" => only(is("COG") || is("GTIFF"), "COGs are all that is written"),
        "PROFILE" => only(
            is("GDALGEOTIFF"),
            "the GTiff driver's PROFILE is not known here; for a profile of rio-cogeo's, say --profile",
        ),
        "JXL_LOSSLESS" if value_of::boolean(value)? => Ok(Meaning::Codec(Compression::JXL)),
        "JXL_LOSSLESS" => Err(Refusal::Value("JPEG XL is written without loss".into())),
        "PHOTOMETRIC" if is("YCBCR") => Ok(Meaning::Codec(Compression::JPEG)),
        "PHOTOMETRIC" => Err(Refusal::Value(
            "colours are those of the source; only YCBCR can be said, of COMPRESS=JPEG, which has it by itself".into(),
        )),
        "COPY_SRC_OVERVIEWS" => match value_of::boolean(value)? {
            true => Ok(Meaning::Setting(Setting::Overviews(crate::options::OverviewSource::ExistingOrMade))),
            false => Err(Refusal::Value("say OVERVIEWS=IGNORE_EXISTING to make them, or OVERVIEWS=NONE".into())),
        },
        _ => Err(refusals::of_key(key).unwrap_or_else(|| {
            let other = nearest(key, KEYS.into_iter().chain(refusals::keys()));
            Refusal::Key(other.map(|other| format!("{other} is the nearest")))
        })),
    }
}
