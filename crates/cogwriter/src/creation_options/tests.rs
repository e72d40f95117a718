//! Every option does something, and what it cannot do is refused.

use super::*;
use geotiff_core::Predictor;

fn options(pairs: &[(&str, &str)]) -> CogOptions {
    CogOptions::from_gdal(pairs.iter().copied()).unwrap()
}

fn refused(pairs: &[(&str, &str)]) -> String {
    CogOptions::from_gdal(pairs.iter().copied()).unwrap_err().to_string()
}

#[test]
fn every_option_changes_the_options() {
    for (pairs, expected) in [
        (&[("COMPRESS", "lzw")][..], CogOptions::new().with_compression(Compression::LZW)),
        (&[("compress", "None")], CogOptions::new().with_compression(Compression::NONE)),
        (&[("COMPRESS", "AUTO")], CogOptions { auto_compression: true, ..CogOptions::new() }),
        (&[("LEVEL", "9")], CogOptions::new().with_level(9)),
        (&[("COMPRESS", "ZIP"), ("ZLEVEL", "1")], CogOptions::new().with_level(1)),
        (&[("PREDICTOR", "NO")], CogOptions::new().with_predictor(PredictorChoice::Fixed(Predictor::None))),
        (&[("PREDICTOR", "standard")], CogOptions::new().with_predictor(PredictorChoice::Fixed(Predictor::Horizontal))),
        (&[("PREDICTOR", "3")], CogOptions::new().with_predictor(PredictorChoice::Fixed(Predictor::FloatingPoint))),
        (&[("BLOCKSIZE", "256")], CogOptions::new().with_block_size(256)),
        (&[("BLOCKXSIZE", "256"), ("BLOCKYSIZE", "256"), ("TILED", "YES")], CogOptions::new().with_block_size(256)),
        (&[("INTERLEAVE", "tile")], CogOptions { interleave: Interleave::Tile, ..CogOptions::new() }),
        (&[("OVERVIEW_COUNT", "3")], CogOptions::new().with_overview_count(3)),
        (&[("RESAMPLING", "nearest")], CogOptions::new().with_resampling(Resampling::Nearest)),
        (&[("OVERVIEW_RESAMPLING", "AVERAGE")], CogOptions::new().with_resampling(Resampling::Average)),
        (&[("SPARSE_OK", "ON")], CogOptions { sparse: true, ..CogOptions::new() }),
        (&[("STATISTICS", "true")], CogOptions { statistics: StatisticsChoice::Computed, ..CogOptions::new() }),
        (&[("STATISTICS", "0")], CogOptions { statistics: StatisticsChoice::None, ..CogOptions::new() }),
        (&[("NBITS", "12")], CogOptions { bits: Some(12), ..CogOptions::new() }),
        (&[("BIGTIFF", "yes")], CogOptions::new().with_big_tiff(BigTiff::Yes)),
        (&[("BIGTIFF", "NO")], CogOptions::new().with_big_tiff(BigTiff::No)),
        (&[("GEOTIFF_VERSION", "1.1")], CogOptions { geotiff_version: GeotiffVersion::V1_1, ..CogOptions::new() }),
        (&[("COPY_SRC_MDD", "NO")], CogOptions { metadata: MetadataChoice::None, ..CogOptions::new() }),
        (&[("COPY_SRC_MDD", "AUTO")], CogOptions { metadata: MetadataChoice::DefaultDomain, ..CogOptions::new() }),
    ] {
        assert_ne!(expected, CogOptions::new(), "{pairs:?}");
        assert_eq!(options(pairs), expected, "{pairs:?}");
    }
    for (key, value, expected) in [
        ("OVERVIEWS", "IGNORE_EXISTING", OverviewSource::Made),
        ("OVERVIEWS", "force_use_existing", OverviewSource::Existing),
        ("OVERVIEWS", "NONE", OverviewSource::None),
    ] {
        assert_eq!(options(&[(key, value)]).overviews.source, expected);
    }
    let domains = options(&[("COPY_SRC_MDD", "YES"), ("SRC_MDD", "ISIS"), ("SRC_MDD", "_DEFAULT_")]).metadata;
    assert_eq!(domains, MetadataChoice::Domains(vec!["ISIS".into(), String::new()]));
    let overviews = options(&[
        ("LEVEL", "9"),
        ("OVERVIEW_COMPRESS", "LZW"),
        ("OVERVIEW_PREDICTOR", "NO"),
        ("GDAL_TIFF_OVR_BLOCKSIZE", "128"),
    ])
    .overviews;
    assert_eq!(overviews.compression, Some(Compression::LZW));
    assert_eq!(overviews.predictor, Some(PredictorChoice::Fixed(Predictor::None)));
    assert_eq!((overviews.block_size, overviews.settings), (Some(128), Some(EncoderSettings::default())));
}

/// What is said before, a name and a value.
type Row<'a> = (&'a [(&'a str, &'a str)], &'a str, &'a str);

/// Each name, after others that it needs, changes the options, or has one value alone that it can have.
#[test]
fn no_name_is_ignored() {
    let rows: [Row<'_>; 30] = [
        (&[], "COMPRESS", "LZW"),
        (&[], "LEVEL", "1"),
        (&[], "PREDICTOR", "NO"),
        (&[("COMPRESS", "JPEG")], "QUALITY", "20"),
        (&[("COMPRESS", "LERC")], "MAX_Z_ERROR", "0.5"),
        (&[("COMPRESS", "LERC")], "MAX_Z_ERROR_OVERVIEW", "0.5"),
        (&[], "BLOCKSIZE", "256"),
        (&[], "INTERLEAVE", "BAND"),
        (&[], "OVERVIEWS", "IGNORE_EXISTING"),
        (&[], "OVERVIEW_COUNT", "0"),
        (&[], "OVERVIEW_COMPRESS", "LZW"),
        (&[("COMPRESS", "JPEG")], "OVERVIEW_QUALITY", "20"),
        (&[], "OVERVIEW_PREDICTOR", "NO"),
        (&[], "RESAMPLING", "MODE"),
        (&[], "OVERVIEW_RESAMPLING", "MODE"),
        (&[], "SPARSE_OK", "YES"),
        (&[], "STATISTICS", "YES"),
        (&[], "NBITS", "12"),
        (&[], "BIGTIFF", "YES"),
        (&[], "GEOTIFF_VERSION", "1.1"),
        (&[], "COPY_SRC_MDD", "NO"),
        (&[], "SRC_MDD", "A"),
        (&[], "BLOCKXSIZE", "256"),
        (&[], "BLOCKYSIZE", "256"),
        (&[], "GDAL_TIFF_OVR_BLOCKSIZE", "64"),
        (&[], "ZLEVEL", "1"),
        (&[("COMPRESS", "ZSTD")], "ZSTD_LEVEL", "1"),
        (&[("COMPRESS", "LZMA")], "LZMA_PRESET", "1"),
        (&[("COMPRESS", "JPEG")], "JPEG_QUALITY", "20"),
        (&[("COMPRESS", "WEBP")], "WEBP_LOSSLESS", "YES"),
    ];
    for (others, key, value) in rows {
        assert_ne!(options(&[others, &[(key, value)]].concat()), options(others), "{key}");
    }
    let one_value = [
        "TILED",
        "TILING_SCHEME",
        "ENDIANNESS",
        "STREAMABLE_OUTPUT",
        "DRIVER",
        "PROFILE",
        "PHOTOMETRIC",
        "COPY_SRC_OVERVIEWS",
    ];
    for key in one_value {
        assert!(refused(&[(key, "NO")]).contains(" cannot be: "), "{key}");
    }
    assert_eq!(CreationOptions::from_gdal([("NUM_THREADS", "3")]).unwrap().threads(), Some(Threads::Count(3)));
    let tested = |key: &&str| rows.iter().any(|(_, name, _)| name == key) || one_value.contains(key);
    // WEBP_LEVEL has one value that can be written, JXL_… those of the codec's own tests.
    let elsewhere = |key: &&str| matches!(*key, "NUM_THREADS" | "WEBP_LEVEL") || key.starts_with("JXL_");
    assert_eq!(keys::KEYS.iter().find(|key| !tested(key) && !elsewhere(key)), None);
}

#[test]
fn the_defaults_are_those_of_cog_options() {
    assert_eq!(options(&[]), CogOptions::new());
    for pair in [
        ("COMPRESS", "DEFLATE"),
        ("PREDICTOR", "YES"),
        ("INTERLEAVE", "PIXEL"),
        ("OVERVIEWS", "AUTO"),
        ("OVERVIEW_COUNT", "-1"),
        ("BIGTIFF", "IF_NEEDED"),
        ("GEOTIFF_VERSION", "AUTO"),
        ("STATISTICS", "AUTO"),
        ("COPY_SRC_MDD", "YES"),
        ("COPY_SRC_OVERVIEWS", "YES"),
        ("TILING_SCHEME", "custom"),
        ("BLOCKSIZE", "512"),
    ] {
        assert_eq!(options(&[pair]), CogOptions::new(), "{pair:?}");
    }
}

#[test]
fn what_cannot_be_is_refused_with_a_reason() {
    for (pairs, words) in [
        (&[("COMPRES", "LZW")][..], "there is no creation option COMPRES; COMPRESS is the nearest"),
        (&[("OVERVIEW", "NONE")], "OVERVIEWS is the nearest"),
        (&[("HELLO", "1")], "there is no creation option HELLO"),
        (&[("COMPRESS", "magic")], "NONE, LZW, JPEG"),
        (&[("COMPRESS", "LZW"), ("LEVEL", "5")], "no level"),
        (&[("COMPRESS", "NONE"), ("PREDICTOR", "YES")], "PREDICTOR=YES: a predictor needs"),
        (&[("LEVEL", "10")], "1 to 9"),
        (&[("LEVEL", "many")], "whole number"),
        (&[("QUALITY", "80")], "no quality"),
        (&[("QUALITY", "0")], "from 1 to 100"),
        (&[("MAX_Z_ERROR", "0.1")], "no maximum error"),
        (&[("MAX_Z_ERROR", "-1")], "from 0 up"),
        (&[("PREDICTOR", "4")], "YES, NO, STANDARD, FLOATING_POINT"),
        (&[("BLOCKXSIZE", "256"), ("BLOCKYSIZE", "512")], "BLOCKXSIZE=256 and BLOCKYSIZE=512 contradict each other"),
        (&[("RESAMPLING", "NEAREST"), ("OVERVIEW_RESAMPLING", "AVERAGE")], "contradict"),
        (&[("OVERVIEW_RESAMPLING", "magic")], "NEAREST, AVERAGE"),
        (&[("OVERVIEWS", "maybe")], "AUTO, IGNORE_EXISTING"),
        (&[("OVERVIEWS", "NONE"), ("OVERVIEW_COUNT", "2")], "no overviews"),
        (
            &[("OVERVIEWS", "NONE"), ("OVERVIEW_RESAMPLING", "NEAREST")],
            "OVERVIEW_RESAMPLING=NEAREST: there are to be no",
        ),
        (&[("OVERVIEW_COUNT", "-2")], "from 0 up"),
        (&[("OVERVIEW_COMPRESS", "AUTO")], "together"),
        (&[("OVERVIEW_QUALITY", "80")], "no quality"),
        (&[("COMPRESS", "AUTO"), ("LEVEL", "5")], "LEVEL=5 cannot be said"),
        (&[("ZSTD_LEVEL", "5")], "ZSTD_LEVEL=5 is an option of COMPRESS=ZSTD, not of DEFLATE"),
        (&[("JPEG_QUALITY", "5")], "of COMPRESS=JPEG"),
        (&[("WEBP_LOSSLESS", "NO")], "of COMPRESS=WEBP"),
        (&[("PHOTOMETRIC", "YCBCR")], "of COMPRESS=JPEG"),
        (&[("PHOTOMETRIC", "RGB")], "those of the source"),
        (&[("TILED", "NO")], "always tiled"),
        (&[("TILED", "perhaps")], "YES, NO"),
        (&[("COPY_SRC_OVERVIEWS", "NO")], "OVERVIEWS=NONE"),
        (&[("TILING_SCHEME", "GoogleMapsCompatible")], "not reprojected"),
        (&[("TARGET_SRS", "EPSG:3857")], "not reprojected"),
        (&[("TFW", "YES")], "beside"),
        (&[("NBITS", "0")], "from 1 to 64"),
        (&[("NUM_THREADS", "2")], "NUM_THREADS"),
        (&[("NUM_THREADS", "0")], "ALL_CPUS"),
        (&[("BIGTIFF", "perhaps")], "YES, NO, IF_NEEDED"),
        (&[("GEOTIFF_VERSION", "2")], "AUTO, 1.0, 1.1"),
        (&[("STATISTICS", "some")], "AUTO, YES, NO"),
        (&[("SPARSE_OK", "some")], "YES, NO"),
        (&[("COPY_SRC_MDD", "NO"), ("SRC_MDD", "A")], "contradict"),
        (&[("INTERLEAVE", "LINE")], "PIXEL, BAND, TILE"),
        (&[("JXL_DISTANCE", "1")], "without loss"),
        (&[("ENDIANNESS", "BIG")], "little-endian"),
    ] {
        let message = refused(pairs);
        assert!(message.contains(words), "{pairs:?}: {message}");
    }
}

#[test]
fn every_key_is_known() {
    for key in keys::KEYS {
        assert!(!matches!(keys::meaning(key, "?"), Err(refusals::Refusal::Key(_))), "{key}");
    }
    for key in refusals::keys() {
        assert!(refused(&[(key, "1")]).contains("is not supported: "), "{key}");
    }
}

#[test]
fn a_profile_gives_way_to_what_is_said() {
    let said = CreationOptions::from_gdal([("BLOCKSIZE", "256")]).unwrap();
    let options = said.over(CreationOptions::profile("LZW").unwrap()).into_options().unwrap();
    assert_eq!((options.compression, options.block_size), (Compression::LZW, 256));
    assert_eq!(CreationOptions::profile("raw").unwrap().into_options().unwrap().compression, Compression::NONE);
    for name in
        ["jpeg", "webp", "zstd", "lzw", "deflate", "packbits", "lzma", "lerc", "lerc_deflate", "lerc_zstd", "raw"]
    {
        let codec = Setting::Compression(names::profile(name).unwrap());
        assert!(CreationOptions::profile(name).unwrap().said.iter().any(|said| said.setting == codec), "{name}");
    }
    assert!(CreationOptions::profile("png").unwrap_err().to_string().contains("jpeg, webp, zstd"));
}

#[test]
fn two_ways_of_saying_must_agree() {
    let long = |level| CreationOptions::new().with(format!("--level {level}"), Setting::Level(level)).unwrap();
    let co = || CreationOptions::from_gdal([("LEVEL", "9"), ("num_threads", "all_cpus")]).unwrap();
    assert_eq!(co().and(long(9)).unwrap().into_options().unwrap(), CogOptions::new().with_level(9));
    assert_eq!(co().threads(), Some(Threads::All));
    assert_eq!(co().and(long(6)).unwrap_err().to_string(), "LEVEL=9 and --level 6 contradict each other");
}
