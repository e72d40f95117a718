//! Options that cannot be: status 2, one clear message, and no file.

use crate::{Folder, USAGE, cogsmith, terrain, testdata};

/// More than any number of the program holds.
const HUGE: &str = "99999999999999999999";
/// The largest that it holds.
const MOST: &str = "18446744073709551615";

/// Each line must be refused with words that contain `word`, and with nothing written.
#[track_caller]
fn refused(line: &[&str], word: &str) {
    let folder = Folder::new();
    let existing = folder.write("out.tif", b"precious");
    let line: Vec<&str> = line.iter().map(|&word| if word == "OUT" { existing.as_str() } else { word }).collect();
    let message = cogsmith(&line).fails(USAGE);
    assert!(message.contains(word), "{line:?}: {message}");
    assert_eq!(folder.names(), ["out.tif"]);
    assert_eq!(std::fs::read(&existing).unwrap(), b"precious");
}

#[test]
fn of_create() {
    let source = terrain();
    for (options, word) in [
        (&["--blocksize", "0"][..], "a multiple of 16 from 16 to 16384, not 0"),
        (&["--blocksize", "17"], "a multiple of 16"),
        (&["--blocksize", "1000000"], "a multiple of 16"),
        (&["--blocksize", HUGE], "too large"),
        (&["--blocksize", "-512"], "not a whole number"),
        (&["--blocksize", "512.5"], "not a whole number"),
        (&["--blocksize", "1048576"], "a multiple of 16 from 16 to 16384, not 1048576"),
        (&["--blocksize", "16400"], "not 16400"),
        (&["--level", "0"], "1 to 9"),
        (&["--level", "256"], "--level"),
        (&["--level", "23", "--compress", "zstd"], "1 to 22, not 23"),
        (&["--level", "0", "--compress", "zstd"], "1 to 22, not 0"),
        (&["--level", "10", "--compress", "lzma"], "0 to 9, not 10"),
        (&["--level", "23", "--compress", "lerc-zstd"], "1 to 22, not 23"),
        (&["--level", "5", "--compress", "lerc"], "has no level"),
        (&["--level", "5", "--compress", "jpeg"], "has no level"),
        (&["--quality", "0", "--compress", "jpeg"], "1..=100"),
        (&["--quality", "101", "--compress", "jpeg"], "1..=100"),
        (&["--quality", "-1", "--compress", "jpeg"], "1..=100"),
        (&["--quality", "50"], "DEFLATE (8) has no quality"),
        (&["--max-z-error", "-1", "--compress", "lerc"], "0 or more, not -1"),
        (&["--max-z-error", "nan", "--compress", "lerc"], "--max-z-error"),
        (&["--max-z-error", "inf", "--compress", "lerc"], "--max-z-error"),
        (&["--max-z-error", "1"], "has no maximum error"),
        (&["--level", "10"], "1 to 9"),
        (&["--level", "99"], "1 to 9"),
        (&["--level", "-1"], "0..=255"),
        (&["--level", "6", "--compress", "lzw"], "LZW (5) has no level"),
        (&["--level", "6", "--compress", "none"], "has no level"),
        (&["--compress", "zip"], "auto, none, lzw, deflate"),
        (&["--predictor", "3"], "int16"),
        (&["--predictor", "4"], "auto, none, 2, 3"),
        (&["--predictor", "2", "--compress", "none"], "predictor"),
        (&["--overview-count", "-1"], "not a whole number"),
        (&["--overview-count", HUGE], "too large"),
        (&["--overview-count", "129"], "at most 128"),
        (&["--overview-count", "100000"], "at most 128"),
        (&["--overview-blocksize", "0"], "block size of overviews must be a multiple of 16 from 16 to 16384, not 0"),
        (&["--overview-blocksize", "1048576"], "block size of overviews"),
        (&["--overview-blocksize", "-16"], "--overview-blocksize"),
        (&["--overview-compress-level", "0"], "the level of DEFLATE (8) is 1 to 9, not 0"),
        (&["--overview-compress-level", "99"], "1 to 9, not 99"),
        (&["--overview-quality", "101"], "1..=100"),
        (&["--overview-quality", "50"], "has no quality"),
        (&["--overview-resampling", "magic"], "nearest, average"),
        (&["--overview-blocksize", "17"], "block size of overviews"),
        (&["--overview-compress", "lzw", "--overview-compress-level", "3"], "LZW (5) has no level"),
        (&["--overview-predictor", "3"], "of the overviews: predictor 3"),
        (&["--overview-quality", "0"], "1..=100"),
        (&["--interleave", "line"], "pixel, band, tile"),
        (&["--nbits", "12"], "12 bits"),
        (&["--nbits", "-1"], "-1"),
        (&["--nbits", "0"], "cannot be stored in 0 bits"),
        (&["--nbits", "33"], "cannot be stored in 33 bits"),
        (&["--nbits", "65536"], "--nbits"),
        (&["--nbits", "12", "--dtype", "float32"], "float32"),
        (&["--nbits", "0", "--dtype", "float32"], "in 0 bits"),
        (&["--nbits", "9", "--nodata", "none", "--dtype", "uint8"], "in 1 to 8 bits, not in 9"),
        (&["--page", "0"], "--page"),
        (&["--page", "99"], "there is no such page"),
        (&["--max-block-len", "0"], "--max-block-len"),
        (&["--bigtiff", "maybe"], "yes, no, if-needed, if-safer"),
        (&["--geotiff-version", "2"], "auto, 1.0, 1.1"),
        (&["--threads", "0"], "1..=1024"),
        (&["--threads", "100000"], "100000"),
        (&["--threads", "-2"], "-2"),
        (&["--threads", "many"], "many"),
        (&["--nonsense"], "--nonsense"),
        (&["another.tif"], "say --stack or --mosaic"),
        (&["--statistics", "some"], "copied, computed, none"),
        (&["--overviews", "some"], "auto, made, existing, none"),
        (&["--overviews", "existing"], "it has none"),
        (&["--overviews", "none", "--overview-resampling", "nearest"], "there are to be no overviews, by --overviews"),
        (&["--compress", "auto", "--level", "5"], "--level cannot be said"),
        (&["--profile", "png"], "there is no profile png; the profiles are jpeg, webp"),
        (&["--profile", "jpeg", "--forward-band-tags", "--metadata", "none"], "cannot be used with"),
    ] {
        refused(&[&["create", &source, "OUT"], options].concat(), word);
    }
    for (option, word) in [
        ("COMPRESS", "KEY=VALUE"),
        ("COMPRES=LZW", "COMPRESS is the nearest"),
        ("COMPRESS=magic", "NONE, LZW, JPEG"),
        ("=LZW", "there is no creation option"),
        ("LEVEL=0", "1 to 9"),
        ("LEVEL=10", "1 to 9, not 10"),
        ("QUALITY=0", "1 to 100"),
        ("MAX_Z_ERROR=-1", "MAX_Z_ERROR=-1 cannot be"),
        ("MAX_Z_ERROR=nan", "MAX_Z_ERROR=nan cannot be"),
        ("MAX_Z_ERROR=inf", "MAX_Z_ERROR=inf cannot be"),
        ("BLOCKSIZE=0", "a multiple of 16"),
        ("BLOCKSIZE=-512", "whole number"),
        ("BLOCKSIZE=1048576", "not 1048576"),
        ("GDAL_TIFF_OVR_BLOCKSIZE=17", "block size of overviews"),
        ("OVERVIEW_COUNT=129", "at most 128"),
        ("OVERVIEW_QUALITY=101", "1 to 100"),
        ("NBITS=0", "1 to 64"),
        ("NBITS=33", "in 33 bits"),
        ("NUM_THREADS=-1", "ALL_CPUS"),
        ("NUM_THREADS=1025", "1 to 1024"),
        ("LEVEL=-1", "whole number"),
        ("ZSTD_LEVEL=3", "an option of COMPRESS=ZSTD, not of DEFLATE"),
        ("QUALITY=75", "no quality"),
        ("QUALITY=101", "1 to 100"),
        ("MAX_Z_ERROR=0.5", "no maximum error"),
        ("PREDICTOR=4", "YES, NO, STANDARD, FLOATING_POINT"),
        ("PREDICTOR=FLOATING_POINT", "int16"),
        ("BLOCKSIZE=17", "a multiple of 16"),
        ("BLOCKSIZE=99999999999999999999", "whole number"),
        ("TILED=NO", "always tiled"),
        ("OVERVIEW_COUNT=-2", "whole number"),
        ("OVERVIEWS=FORCE_USE_EXISTING", "it has none"),
        ("RESAMPLING=magic", "NEAREST, AVERAGE"),
        ("SPARSE_OK=2", "YES, NO"),
        ("NBITS=65", "1 to 64"),
        ("NUM_THREADS=0", "ALL_CPUS"),
        ("BIGTIFF=4", "IF_NEEDED"),
        ("GEOTIFF_VERSION=1.2", "1.0, 1.1"),
        ("STATISTICS=2", "AUTO, YES, NO"),
        ("COPY_SRC_MDD=2", "AUTO, YES, NO"),
        ("TARGET_SRS=EPSG:3857", "gdalwarp"),
        ("TILING_SCHEME=GoogleMapsCompatible", "gdalwarp"),
        ("TFW=YES", "nothing is written beside"),
        ("PHOTOMETRIC=RGB", "those of the source"),
        ("JPEG_QUALITY=80", "an option of COMPRESS=JPEG"),
        ("COPY_SRC_OVERVIEWS=NO", "OVERVIEWS=NONE"),
    ] {
        refused(&["create", &source, "OUT", "--co", option], word);
    }
    refused(&["create", &testdata("type_complex64.tif"), "OUT", "--statistics", "computed"], "no order");
    refused(&["create", &source], "<DST>");
    for (options, word) in [
        (&["--bands", "2"][..], "there is no band 2: the bands are 1 to 1"),
        (&["--bands", "0"], "counts from 1"),
        (&["--bands", "99"], "there is no band 99: the bands are 1 to 1"),
        (&["--bands", "-1"], "--bands"),
        (&["--bands", "1,,1"], "--bands"),
        (&["--bands", HUGE], "too large"),
        (&["--nodata", "nan"], "no sample of int16 can be nan"),
        (&["--nodata", "-inf"], "no sample of int16 can be -inf"),
        (&["--nodata", "1e400"], "no sample of int16"),
        (&["--nodata", "0.5"], "no sample of int16 can be 0.5"),
        (&["--change-nodata", "nan"], "no sample of int16 can be nan"),
        (&["--change-nodata", "40000"], "no sample of int16 can be 40000"),
        (&["--scale", "inf", "1"], "--scale"),
        (&["--scale", "5", "5"], "--scale: values from 5 to 5 are one value"),
        (&["--scale", "0", "1", "7", "7"], "--scale: values from 7 to 7 are one value"),
        (&["--assign-scale", "nan"], "--assign-scale"),
        (&["--assign-scale", "0"], "--assign-scale"),
        (&["--assign-offset", "inf"], "--assign-offset"),
        (&["--dtype", "int12"], "the types are uint8"),
        (&["--dtype", "uint8"], "say --change-nodata, or --nodata none"),
        (&["--metadata", "A,default"], "no metadata of the domain A: it has none but the default one"),
        (&["--co", "SRC_MDD=A"], "no metadata of the domain A"),
        (&["--scale", "1"], "no numbers, two, or four"),
        (&["--scale", "0", "1", "nan", "2"], "not a number"),
        (&["--scale", "--unscale"], "cannot be used with"),
        (&["--scale-band", "1=0,1,2"], "N=SMIN,SMAX,DMIN,DMAX"),
        (&["--scale-band", "0=0,1"], "counts from 1"),
        (&["--scale-band", "1=0,many"], "not a number"),
        (&["--scale-band", "2=0,100"], "there are 1 bands"),
        (&["--scale-band", "1", "--scale-band", "1=0,9"], "--scale-band 1 is said twice"),
        (&["--scale-band", "1", "--scale"], "cannot be used with"),
        (&["--nodata", "40000"], "no sample of int16 can be 40000"),
        (&["--nodata", "maybe"], "is no value of nodata"),
        (&["--nodata", "none", "--change-nodata", "0"], "no nodata that could be changed"),
        (&["--nodata", "none", "--add-mask"], "no nodata that a mask could be made of"),
        (&["--mask-from-alpha"], "no alpha band"),
        (&["--no-mask"], "the raster has no mask"),
        (&["--alpha-from-mask"], "the raster has no mask"),
        (&["--add-mask", "--no-mask"], "cannot be used with"),
        (&["--assign-epsg", "1"], "EPSG has no CRS of the code 1"),
        (&["--assign-epsg", "0"], "EPSG has no CRS of the code 0"),
        (&["--assign-epsg", "99999"], "EPSG has no CRS of the code 99999"),
        (&["--assign-epsg", "4294967296"], "--assign-epsg"),
        (&["--assign-crs", "EPSG:99999"], "EPSG has no CRS of the code 99999"),
        (&["--assign-bounds", "0", "0", "0", "0"], "left, bottom, right, top"),
        (&["--assign-bounds", "nan", "0", "1", "1"], "--assign-bounds"),
        (&["--assign-ullr", "0", "0", "0", "0"], "no inverse"),
        (&["--assign-transform", "nan", "1", "0", "0", "0", "1"], "--assign-transform"),
        (&["--assign-crs", "the moon"], "is no CRS"),
        (&["--assign-epsg", "4326", "--assign-crs", "EPSG:4326"], "cannot be used with"),
        (&["--assign-bounds", "1", "0", "0", "1"], "left, bottom, right, top"),
        (&["--assign-bounds", "0", "0", "1", "1", "--assign-ullr", "0", "0", "1", "1"], "cannot be used with"),
        (&["--assign-transform", "0", "0", "0", "0", "0", "0"], "no inverse"),
        (&["--window", "1000", "0", "101", "1"], "reaches outside the raster of 1100 × 900 pixels"),
        (&["--window", "0", "0", "0", "5"], "is empty"),
        (&["--window", "0", "0", "5", "0"], "is empty"),
        (&["--window", "-1", "0", "5", "5"], "--window"),
        (&["--window", "0", "0", MOST, MOST], "reaches outside"),
        (&["--bbox", "0", "0", "1", "1"], "lie outside the raster"),
        (&["--bbox", "5", "5", "5", "5"], "a box is left, bottom, right, top"),
        (&["--bbox", "600000", "4600000", "500000", "4500000"], "a box is left, bottom, right, top"),
        (&["--bbox", "nan", "0", "1", "1"], "--bbox"),
        (&["--window", "0", "0", "1", "1", "--bbox", "0", "0", "1", "1"], "cannot be used with"),
        (&["--size", "0", "0"], "0 pixels large"),
        (&["--size", "1000000000", "1000000000"], "more blocks than GDAL can count"),
        (&["--size", "1000000000", "0"], "more blocks than GDAL can count"),
        (&["--size", "4000000000", "4000000000"], "too many"),
        (&["--size", HUGE, "1"], "too large"),
        (&["--max-size", "0"], "--max-size"),
        (&["--res", "0", "1"], "no pixel is 0 × 1"),
        (&["--res", "-1", "1"], "no pixel is -1 × 1"),
        (&["--res", "1e-9", "1e-9"], "too many"),
        (&["--size", "1", "1", "--max-size", "1"], "cannot be used with"),
        (&["--resampling", "cubic"], "nothing is resampled"),
        (&["--overlap", "first"], "--mosaic"),
        (&["--mosaic-tolerance", "0.1"], "--mosaic"),
        (&["--mosaic", "--mosaic-tolerance", "0.5"], "half a pixel"),
        (&["--mosaic", "--mosaic-tolerance", "-1"], "half a pixel"),
        (&["--mosaic", "--mosaic-tolerance", "nan"], "--mosaic-tolerance"),
        (&["--raw-size", "0", "5", "--raw-dtype", "uint8"], "--raw-size"),
        (&["--raw-size", "5", "5", "--raw-dtype", "uint8", "--raw-bands", "0"], "--raw-bands"),
        (&["--raw-size", "5", "5", "--raw-dtype", "uint7"], "--raw-dtype"),
        (&["--raw-size", "5", "5", "--raw-dtype", "uint8", "--raw-skip", "-1"], "--raw-skip"),
        (&["--mosaic", "--stack"], "cannot be used with"),
        (&["--raw-size", "1", "1"], "--raw-dtype"),
        (&["--raw-bands", "1"], "--raw-size"),
    ] {
        refused(&[&["create", &source, "OUT"], options].concat(), word);
    }
    let complex = testdata("type_complex64.tif");
    refused(&["create", &complex, "OUT", "--predictor", "2"], "predictor 2");
    refused(&["create", &testdata("bits_12.tif"), "OUT", "--predictor", "2"], "12-bit");
}

#[test]
fn of_rewrite() {
    let folder = Folder::new();
    let cog = crate::terrain_cog(&folder, &[]);
    for (options, word) in [
        (&["--overviews", "some"][..], "keep, make, none"),
        (&["--overviews", "none", "--overview-resampling", "mode"], "overviews"),
        (&["--overview-resampling", "magic"], "nearest, average"),
        (&["--threads", "0"], "1..=1024"),
        (&["--page", "0"], "--page"),
        (&["--page", "99"], "there is no such page"),
        (&["--max-block-len", "0"], "--max-block-len"),
        (&["--level", "6"], "--level"),
    ] {
        refused(&[&["rewrite", &cog, "OUT"], options].concat(), word);
    }
}

#[test]
fn of_create_name_the_file_they_do_not_fit() {
    for options in [["--blocksize", "17"], ["--predictor", "3"]] {
        refused(&[&["create", &terrain(), "OUT"], &options[..]].concat(), &terrain());
    }
}

#[test]
fn of_read() {
    let source = terrain();
    for (options, word) in [
        (&["--band", "0"][..], "counts from 1"),
        (&["--band", "99"], "there is no band 99: the bands are 1 to 1"),
        (&["--band", "-1"], "not a whole number"),
        (&["--band", MOST], "there is no band"),
        (&["--overview", "0"], "counts from 1"),
        (&["--overview", "1"], "overview 1 is wanted, but there are 0"),
        (&["--overview", MOST], "is wanted, but there are 0"),
        (&["--window", "0", "0", "0", "5"], "is empty"),
        (&["--window", "1100", "0", "1", "1"], "reaches outside the raster of 1100 × 900 pixels"),
        (&["--window", "0", "0", "1101", "900"], "reaches outside"),
        (&["--window", "0", "899", "1", "2"], "reaches outside"),
        (&["--window", MOST, "0", "2", "2"], "reaches outside"),
        (&["--window", "1", "1", MOST, MOST], "reaches outside"),
        (&["--window", "0", "0", HUGE, "1"], "too large"),
        (&["--window", "-1", "0", "4", "4"], "not a whole number"),
        (&["--window", "0", "0", "4"], "4 values required"),
        (&["--threads", "0"], "1..=1024"),
    ] {
        refused(&[&["read", &source, "--raw", "OUT"], options].concat(), word);
    }
    refused(&["read", &source], "--raw <OUT>");
}

#[test]
fn of_the_others() {
    let source = terrain();
    for (line, word) in [
        (&["windows", &source, "--tile", "0"][..], "counts from 1"),
        (&["windows", &source, "--tile", "-16"], "not a whole number"),
        (&["windows", &source, "--tile", HUGE], "too large"),
        (&["windows", &source], "--tile <N>"),
        (
            &["windows", &source, "--tile", "16", "--overlap", "16"],
            "an overlap of 16 pixels is not smaller than the tile",
        ),
        (&["windows", &source, "--tile", "16", "--overlap", "17"], "is not smaller"),
        (&["windows", &source, "--tile", "16", "--overlap", MOST], "is not smaller"),
        (&["windows", &source, "--tile", "16", "--overlap", "-1"], "not a whole number"),
        (&["stats", &source, "--threads", "0"], "1..=1024"),
        (&["stats", &source, "--threads", "100000"], "100000"),
        (&["stats"], "<FILE>"),
        (&["info"], "<FILE>"),
        (&["info", &source, &source], "unexpected argument"),
        (&["validate"], "<FILE>"),
        (&["validate", "--json", "--quiet", &source], "cannot be used with"),
        (&["compress", &source], "compress"),
    ] {
        refused(line, word);
    }
    assert_eq!(cogsmith(&["windows", &source, "--tile", MOST]).text(), "0 0 1100 900\n");
}
