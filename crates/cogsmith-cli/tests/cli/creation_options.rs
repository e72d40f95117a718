//! `create` by names that people know: `--co`, `--profile`, and long options that say the same.

use serde_json::{Value, json};

use crate::{Folder, cogsmith, pixels, terrain, terrain_cog};

fn info(options: &[&str]) -> Value {
    let folder = Folder::new();
    cogsmith(&["info", &terrain_cog(&folder, options), "--json"]).json()
}

fn bytes(options: &[&str]) -> Vec<u8> {
    std::fs::read(terrain_cog(&Folder::new(), options)).unwrap()
}

#[test]
fn names_of_gdal_and_long_options_are_one() {
    for (names, long) in [
        (&["--co", "COMPRESS=LZW", "--co", "PREDICTOR=NO"][..], &["--compress", "lzw", "--predictor", "none"][..]),
        (&["--co", "compress=deflate", "--co", "level=9"], &["--level", "9"]),
        (&["--co", "ZLEVEL=1"], &["--level", "1"]),
        (&["--co", "PREDICTOR=STANDARD"], &["--predictor", "2"]),
        (&["--co", "BLOCKXSIZE=256", "--co", "BLOCKYSIZE=256", "--co", "TILED=YES"], &["--blocksize", "256"]),
        (&["--co", "OVERVIEW_COUNT=1"], &["--overview-count", "1"]),
        (&["--co", "OVERVIEW_COUNT=3"], &["--overview-level", "3"]),
        (&["--co", "OVERVIEWS=NONE"], &["--overviews", "none"]),
        (&["--co", "RESAMPLING=NEAREST"], &["--overview-resampling", "nearest"]),
        (&["--co", "STATISTICS=YES"], &["--statistics", "computed"]),
        (&["--co", "COMPRESS=AUTO", "-q"], &["--compress", "auto", "-q"]),
        (&["--co", "COPY_SRC_MDD=NO"], &["--metadata", "none"]),
        (&["--co", "SRC_MDD=_DEFAULT_"], &["--metadata", "default"]),
        (&["--profile", "lzw"], &["--compress", "lzw"]),
        (&["-p", "raw", "--co", "BLOCKSIZE=128"], &["--compress", "none", "--blocksize", "128"]),
        (&["--cog-profile", "DEFLATE", "--forward-band-tags", "--forward-ns-tags"], &[]),
        (&["--co", "NUM_THREADS=1", "--co", "BIGTIFF=IF_SAFER"], &["--threads", "1"]),
    ] {
        assert!(bytes(names) == bytes(long), "{names:?} {long:?}");
        let other = bytes(&[]) != bytes(names);
        let changes_nothing = names[0] == "--cog-profile" || names[1] == "NUM_THREADS=1" || names[1].contains("MDD");
        let is_default = names[1] == "PREDICTOR=STANDARD" || changes_nothing;
        assert!(other || is_default || long.contains(&"auto"), "{names:?} change nothing");
    }
}

#[test]
fn a_profile_is_what_is_said_where_nothing_else_is() {
    for (profile, compression) in [("lzw", "LZW"), ("deflate", "DEFLATE"), ("packbits", "PACKBITS"), ("raw", "NONE")] {
        let info = info(&["--profile", profile]);
        assert_eq!((&info["compression"], &info["block_shape"]), (&json!(compression), &json!([512, 512])));
    }
    assert_eq!(info(&["--profile", "lzw", "--co", "BLOCKSIZE=64"])["block_shape"], json!([64, 64]));
    assert_eq!(info(&["--profile", "lzw", "--compress", "deflate"])["compression"], "DEFLATE");
}

#[test]
fn the_same_said_twice_must_be_the_same() {
    info(&["--co", "COMPRESS=LZW", "--compress", "lzw", "--co", "compress=lzw"]);
    let target = Folder::new().path("cog.tif");
    let message = cogsmith(&["create", &terrain(), &target, "--co", "BLOCKSIZE=256", "--blocksize", "128"]).fails(2);
    assert!(message.contains("BLOCKSIZE=256 and --blocksize contradict each other"), "{message}");
}

#[test]
fn what_was_chosen_is_told() {
    let folder = Folder::new();
    let target = folder.path("cog.tif");
    let line = ["create", &terrain(), &target, "--compress", "auto"];
    let outcome = cogsmith(&line);
    assert!(outcome.status == Some(0) && outcome.stderr.contains(": chosen: "), "{outcome}");
    assert!(outcome.stderr.contains(" sampled block") && outcome.stderr.lines().count() == 1, "{outcome}");
    cogsmith(&[&line[..], &["--quiet"]].concat()).succeeds();
    assert!(pixels(&target) == pixels(&terrain()));
}

#[test]
fn statistics_are_in_the_file() {
    let band = |options: &[&str]| info(options)["band_info"][0]["metadata"].clone();
    let computed = band(&["--statistics", "computed"]);
    assert_eq!(
        (&computed["STATISTICS_MAXIMUM"], &computed["STATISTICS_VALID_PERCENT"]),
        (&json!("1229"), &json!("83.31"))
    );
    let folder = Folder::new();
    let (first, second) = (terrain_cog(&folder, &["--co", "STATISTICS=YES"]), folder.path("second.tif"));
    for (options, kept) in [(&[][..], true), (&["--statistics", "none"], false), (&["--co", "STATISTICS=NO"], false)] {
        cogsmith(&[&["create", &first, &second], options].concat()).succeeds();
        let info = cogsmith(&["info", &second, "--json"]).json();
        assert_eq!(info["band_info"][0]["metadata"].get("STATISTICS_MEAN").is_some(), kept, "{options:?}");
    }
}

#[test]
fn overviews_of_the_source_are_taken_or_made() {
    let folder = Folder::new();
    let nearest = terrain_cog(&folder, &["--overview-resampling", "nearest"]);
    let second = folder.path("second.tif");
    let level = |file: &str| cogsmith(&["read", file, "--raw", "-", "--overview", "1"]).succeeds().stdout;
    for (options, taken) in [
        (&[][..], true),
        (&["--overviews", "existing"], true),
        (&["--co", "OVERVIEWS=FORCE_USE_EXISTING"], true),
        (&["--overviews", "made"], false),
        (&["--co", "OVERVIEWS=IGNORE_EXISTING"], false),
        (&["--overview-resampling", "average"], false),
    ] {
        cogsmith(&[&["create", &nearest, &second], options].concat()).succeeds();
        cogsmith(&["validate", "--strict", &second]).succeeds();
        assert_eq!(level(&second) == level(&nearest), taken, "{options:?}");
    }
}
