//! No option is ignored: with each that the help knows, the file is another one.

use std::collections::BTreeSet;

use crate::{Folder, cogsmith, pixels, terrain, testdata};

/// (options under test, sources, options in either case). The first word is the name; of sources, those without a dot are made.
type Row<'a> = (&'a [&'a str], &'a [&'a str], &'a [&'a str]);

const RAW: [&str; 5] = ["--raw-size", "10", "6", "--raw-dtype", "uint8"];

/// Options that change no byte, by what they are; the tests that know them are named.
const WITHOUT_TRACE: [&str; 4] = [
    "--no-sync", // threads_and_the_way_out_change_no_byte
    "--threads", // threads_and_the_way_out_change_no_byte
    "--quiet",   // what_was_chosen_is_told
    "--help",    // every_command_has_examples
];

#[rustfmt::skip]
const OF_CREATE: [Row<'_>; 63] = [
    (&["--no-sidecars"], &["beside"], &[]),
    (&["--page", "2"], &["pages.tif"], &[]),
    (&["--max-block-len", "1"], &["terrain.tif"], &[]),
    (&["--limit", "pixels=1"], &["terrain.tif"], &[]),
    (&["--co", "COMPRESS=LZW"], &["terrain.tif"], &[]),
    (&["--profile", "lzw"], &["terrain.tif"], &[]),
    (&["--compress", "zstd"], &["terrain.tif"], &[]),
    (&["--level", "1"], &["terrain.tif"], &[]),
    (&["--quality", "20"], &["bytes"], &["--compress", "jpeg"]),
    (&["--max-z-error", "9"], &["terrain.tif"], &["--compress", "lerc"]),
    (&["--predictor", "none"], &["terrain.tif"], &[]),
    (&["--blocksize", "256"], &["terrain.tif"], &[]),
    (&["--interleave", "band"], &["terrain.tif"], &["--bands", "1,1"]),
    (&["--interleave", "tile"], &["terrain.tif"], &["--bands", "1,1"]),
    (&["--sparse"], &["terrain.tif"], &["--nodata", "none", "--scale", "0", "1e9", "0", "1"]),
    (&["--nbits", "4"], &["bytes"], &[]),
    (&["--bigtiff", "yes"], &["terrain.tif"], &[]),
    (&["--geotiff-version", "1.1"], &["terrain.tif"], &[]),
    (&["--overview-blocksize", "128"], &["terrain.tif"], &[]),
    (&["--overview-compress", "none"], &["terrain.tif"], &[]),
    (&["--overview-compress-level", "1"], &["terrain.tif"], &[]),
    (&["--overview-quality", "20"], &["bytes"], &["--compress", "jpeg"]),
    (&["--overview-predictor", "none"], &["terrain.tif"], &[]),
    (&["--overviews", "made"], &["overviews"], &[]),
    (&["--overview-resampling", "gauss"], &["terrain.tif"], &[]),
    (&["--overview-count", "1"], &["terrain.tif"], &[]),
    (&["--statistics", "computed"], &["terrain.tif"], &[]),
    (&["--metadata", "none"], &["gdal_metadata.tif"], &[]),
    (&["--stack"], &["left", "other"], &[]),
    (&["--mosaic"], &["left", "right"], &[]),
    (&["--overlap", "first"], &["left", "other"], &["--mosaic"]),
    (&["--mosaic-tolerance", "0.25"], &["left", "shifted"], &["--mosaic"]),
    (&["--raw-size", "10", "6", "--raw-dtype", "uint8"], &["raw"], &[]),
    (&["--raw-dtype", "int8", "--raw-size", "10", "6"], &["raw"], &[]),
    (&["--raw-bands", "2"], &["raw_120"], &RAW),
    (&["--raw-interleave", "band"], &["raw_120"], &["--raw-size", "10", "6", "--raw-dtype", "uint8", "--raw-bands", "2"]),
    (&["--raw-byte-order", "big"], &["raw_120"], &["--raw-size", "10", "6", "--raw-dtype", "int16"]),
    (&["--raw-skip", "7"], &["raw_67"], &RAW),
    (&["--nodata", "5"], &["terrain.tif"], &[]),
    (&["--window", "3", "4", "50", "60"], &["terrain.tif"], &[]),
    (&["--bbox", "10", "10", "50", "60"], &["left"], &[]),
    (&["--size", "100", "0"], &["terrain.tif"], &[]),
    (&["--res", "300", "300"], &["terrain.tif"], &[]),
    (&["--max-size", "64"], &["terrain.tif"], &[]),
    (&["--resampling", "cubic"], &["terrain.tif"], &["--size", "100", "0"]),
    (&["--bands", "1,mask"], &["bytes"], &[]),
    (&["--add-mask"], &["terrain.tif"], &[]),
    (&["--mask-from-alpha"], &["alpha"], &[]),
    (&["--no-mask"], &["masked"], &[]),
    (&["--alpha-from-mask"], &["masked"], &[]),
    (&["--dtype", "int32"], &["terrain.tif"], &[]),
    (&["--scale", "0", "100"], &["terrain.tif"], &[]),
    (&["--scale-band", "1=0,100"], &["terrain.tif"], &[]),
    (&["--unscale"], &["scaled"], &[]),
    (&["--change-nodata", "-1"], &["terrain.tif"], &[]),
    (&["--assign-scale", "2"], &["terrain.tif"], &[]),
    (&["--assign-offset", "3"], &["terrain.tif"], &[]),
    (&["--assign-epsg", "3857"], &["terrain.tif"], &[]),
    (&["--assign-crs", "EPSG:3857"], &["terrain.tif"], &[]),
    (&["--assign-bounds", "0", "0", "1100", "900"], &["terrain.tif"], &[]),
    (&["--assign-ullr", "0", "900", "1100", "0"], &["terrain.tif"], &[]),
    (&["--assign-transform", "0", "1", "0", "900", "0", "-1"], &["terrain.tif"], &[]),
    (&["--overviews", "none"], &["terrain.tif"], &[]),
];

const OF_REWRITE: [Row<'_>; 6] = [
    (&["--no-sidecars"], &["beside"], &[]),
    (&["--page", "2"], &["overviews"], &[]),
    (&["--max-block-len", "1"], &["overviews"], &["--overviews", "make"]),
    (&["--limit", "pixels=1"], &["overviews"], &["--overviews", "make"]),
    (&["--overviews", "none"], &["overviews"], &[]),
    (&["--overview-resampling", "gauss"], &["overviews"], &["--overviews", "make"]),
];

const SMALL: [&str; 2] = ["--width", "120"];
const SHADED: [&str; 3] = ["--hillshade", "--width", "120"];

const OF_PREVIEW: [Row<'_>; 22] = [
    (&["--no-sidecars"], &["described"], &["--legend"]),
    (&["--page", "2"], &["pages.tif"], &[]),
    (&["--max-block-len", "1"], &["terrain.tif"], &SMALL),
    (&["--limit", "pixels=1"], &["terrain.tif"], &SMALL),
    (&["--format", "webp"], &["terrain.tif"], &SMALL),
    (&["--width", "100"], &["terrain.tif"], &[]),
    (&["--bands", "2"], &["two"], &SMALL),
    (&["--colormap", "magma"], &["terrain.tif"], &SMALL),
    (&["--reverse"], &["terrain.tif"], &SMALL),
    (&["--stretch", "minmax"], &["terrain.tif"], &SMALL),
    (&["--stretch", "stddev"], &["terrain.tif"], &SMALL),
    (&["--stretch", "-100,500"], &["terrain.tif"], &SMALL),
    (&["--gamma", "2"], &["terrain.tif"], &SMALL),
    (&["--resampling", "nearest"], &["terrain.tif"], &SMALL),
    (&["--background", "black"], &["terrain.tif"], &SMALL),
    (&["--hillshade"], &["terrain.tif"], &SMALL),
    (&["--z-factor", "1"], &["terrain.tif"], &SHADED),
    (&["--azimuth", "90"], &["terrain.tif"], &SHADED),
    (&["--altitude", "30"], &["terrain.tif"], &SHADED),
    (&["--grid", "256"], &["terrain.tif"], &SMALL),
    (&["--legend"], &["terrain.tif"], &SMALL),
    (&["--title", "Heights"], &["terrain.tif"], &SMALL),
];

/// Of `calc` and `terrain`, what says how the file is written; of heights, or of what is computed of them.
#[rustfmt::skip]
const OF_WRITING: [(&[&str], &[&str]); 22] = [
    (&["--max-block-len", "1"], &[]),
    (&["--limit", "pixels=1"], &[]),
    (&["--co", "COMPRESS=LZW"], &[]),
    (&["--profile", "lzw"], &[]),
    (&["--compress", "zstd"], &[]),
    (&["--level", "1"], &[]),
    (&["--max-z-error", "9"], &["--compress", "lerc"]),
    (&["--predictor", "none"], &[]),
    (&["--blocksize", "256"], &[]),
    (&["--bigtiff", "yes"], &[]),
    (&["--geotiff-version", "1.1"], &[]),
    (&["--statistics", "computed"], &[]),
    (&["--sparse"], &["--blocksize", "16"]),
    (&["--cog"], &[]),
    (&["--overview-blocksize", "128"], &["--cog"]),
    (&["--overview-compress", "none"], &["--cog"]),
    (&["--overview-compress-level", "1"], &["--cog"]),
    (&["--overview-predictor", "none"], &["--cog"]),
    (&["--overview-resampling", "gauss"], &["--cog"]),
    (&["--overview-count", "1"], &["--cog"]),
    (&["--interleave", "band"], &["of two bands"]),
    (&["--nbits", "16"], &["of floats"]),
];

/// What only some types of samples have: the option and the case that it is tried on.
const OF_BYTES: [&str; 2] = ["--quality", "--overview-quality"];

#[rustfmt::skip]
const OF_CALC: [Row<'_>; 6] = [
    (&["--no-sidecars"], &["beside"], &[]),
    (&["--page", "2"], &["pages.tif"], &[]),
    (&["--dtype", "int16"], &["terrain.tif"], &[]),
    (&["--nodata", "-1"], &["terrain.tif"], &[]),
    (&["--nodata", "none"], &["terrain.tif"], &[]),
    (&["--unscale"], &["scaled"], &[]),
];

#[rustfmt::skip]
const OF_TERRAIN: [(&str, Row<'_>); 17] = [
    ("slope", (&["--no-sidecars"], &["beside"], &[])),
    ("roughness", (&["--page", "2"], &["pages.tif"], &["--compute-edges"])),
    ("roughness", (&["--band", "2"], &["pages.tif"], &[])),
    ("slope", (&["--algorithm", "zevenbergen-thorne"], &["terrain.tif"], &[])),
    ("tri", (&["--algorithm", "wilson"], &["terrain.tif"], &[])),
    ("tpi", (&["--compute-edges"], &["terrain.tif"], &[])),
    ("slope", (&["--scale", "3"], &["terrain.tif"], &[])),
    ("slope", (&["--xscale", "3", "--yscale", "1"], &["terrain.tif"], &[])),
    ("slope", (&["--yscale", "3", "--xscale", "1"], &["terrain.tif"], &[])),
    ("slope", (&["--percent"], &["terrain.tif"], &[])),
    ("aspect", (&["--trigonometric"], &["terrain.tif"], &[])),
    ("aspect", (&["--zero-for-flat"], &["terrain.tif"], &[])),
    ("hillshade", (&["--z-factor", "3"], &["terrain.tif"], &[])),
    ("hillshade", (&["--azimuth", "100"], &["terrain.tif"], &[])),
    ("hillshade", (&["--altitude", "20"], &["terrain.tif"], &[])),
    ("hillshade", (&["--shading", "igor"], &["terrain.tif"], &[])),
    ("hillshade", (&["--shading", "combined"], &["terrain.tif"], &[])),
];

/// With these, nothing can be made of these sources.
const REFUSING: [&str; 2] = ["--max-block-len", "--limit"];

fn source(folder: &Folder, name: &str) -> String {
    match name {
        "terrain.tif" => terrain(),
        name if name.contains('.') => testdata(name),
        name => folder.path(&format!("{name}.tif")),
    }
}

/// Sources by name, made of the terrain.
fn sources() -> Folder {
    let folder = Folder::new();
    let make = |name: &str, from: &str, options: &[&str]| {
        let (from, to) = (source(&folder, from), source(&folder, name));
        cogsmith(&[&["create", &from, &to], options].concat()).succeeds();
    };
    let heights = ["--scale", "0", "1229", "--dtype", "uint8"];
    make("bytes", "terrain.tif", &[&["--nodata", "none"], &heights[..]].concat());
    make("masked", "terrain.tif", &[&["--add-mask"], &heights[..]].concat());
    make("alpha", "masked", &["--alpha-from-mask"]);
    make("overviews", "terrain.tif", &["--overview-resampling", "nearest"]);
    make("beside", "overviews", &[]);
    folder.write(
        "beside.tif.aux.xml",
        b"<PAMDataset><SRS>EPSG:3857</SRS><Metadata><MDI key=\"a\">b</MDI></Metadata></PAMDataset>",
    );
    make("scaled", "terrain.tif", &["--assign-scale", "0.5"]);
    let part = ["--window", "300", "200", "100", "100"];
    let placed = |left: &'static str, right: &'static str| {
        [&part[..], &["--nodata", "none", "--assign-bounds", left, "0", right, "100"]].concat()
    };
    make("left", "terrain.tif", &placed("0", "100"));
    make("right", "terrain.tif", &placed("50", "150"));
    make("shifted", "terrain.tif", &placed("50.2", "150.2"));
    make("other", "left", &["--scale", "0", "1", "5", "6"]);
    make("two", "left", &["--bands", "1,1", "--scale-band", "2=0,100000"]);
    make("described", "left", &[]);
    folder.write(
        "described.tif.aux.xml",
        b"<PAMDataset><PAMRasterBand band=\"1\"><Description>height</Description></PAMRasterBand></PAMDataset>",
    );
    for (name, len) in [("raw.tif", 60_u32), ("raw_67.tif", 67), ("raw_120.tif", 120)] {
        folder.write(name, &(0..len).map(|i| (i * 7 % 251) as u8).collect::<Vec<_>>());
    }
    folder
}

/// The long names that a command's help tells of.
fn names(command: &str) -> BTreeSet<String> {
    let help = cogsmith(&[command, "--help"]).text();
    let (options, _) = help.split_once("\nExamples:").unwrap();
    // What is wrapped stands further in.
    let first_words = options.lines().filter_map(|line| {
        let named = line
            .strip_prefix("      --")
            .or_else(|| line.strip_prefix("  -")?.split_once(", --").map(|(_, name)| name))?;
        Some(format!("--{}", named.split(' ').next()?))
    });
    first_words.collect()
}

#[track_caller]
fn check(command: &str, rows: &[Row<'_>]) {
    let folder = sources();
    let made = |sources: &[&str], options: &[&str]| {
        let target = folder.path(if command == "preview" { "made.png" } else { "made.tif" });
        let sources: Vec<String> = sources.iter().map(|name| source(&folder, name)).collect();
        let sources = sources.iter().map(String::as_str);
        let line: Vec<&str> =
            [command].into_iter().chain(sources).chain([&*target, "--quiet"]).chain(options.iter().copied()).collect();
        let outcome = cogsmith(&line);
        let file = (outcome.status == Some(0)).then(|| std::fs::read(&target).unwrap());
        let _ = std::fs::remove_file(&target);
        file.ok_or(outcome)
    };
    let mut known: BTreeSet<String> = WITHOUT_TRACE.map(str::to_string).into();
    for (options, sources, base) in rows {
        let with = made(sources, &[*base, *options].concat());
        let without = made(sources, base);
        if command != "rewrite" && !REFUSING.contains(&options[0]) {
            assert!(with.is_ok(), "{}", with.unwrap_err());
        }
        assert!(with.is_ok() || without.is_ok(), "{options:?}: nothing is made, with it or without");
        let is_ignored = matches!((&with, &without), (Ok(with), Ok(without)) if with == without);
        assert!(!is_ignored, "{command} ignores {options:?}");
        known.extend(options.iter().filter(|word| word.starts_with("--")).map(ToString::to_string));
    }
    assert_eq!(known, names(command), "what the help knows is what is tested");
}

#[test]
fn of_create() {
    check("create", &OF_CREATE);
}

#[test]
fn of_rewrite() {
    check("rewrite", &OF_REWRITE);
}

#[test]
fn of_preview() {
    check("preview", &OF_PREVIEW);
}

/// Two runs, one with the options: not the same file.
#[track_caller]
fn differs(folder: &Folder, line: &[&str], options: &[&str]) {
    let made = |options: &[&str]| {
        let target = folder.path("made.tif");
        let outcome = cogsmith(&[line, &["-o", &target, "--quiet"], options].concat());
        let file = (outcome.status == Some(0)).then(|| std::fs::read(&target).unwrap());
        let _ = std::fs::remove_file(&target);
        file.ok_or(outcome)
    };
    let (with, without) = (made(options), made(&[]));
    assert!(with.is_ok() || without.is_ok(), "{line:?} {options:?}: {}", with.unwrap_err());
    let is_ignored = matches!((&with, &without), (Ok(with), Ok(without)) if with == without);
    assert!(!is_ignored, "{line:?} ignores {options:?}");
}

fn long_names(options: &[&str]) -> Vec<String> {
    options.iter().filter(|word| word.starts_with("--")).map(ToString::to_string).collect()
}

/// Options of writing, tried on one command that makes floats, and one that makes bytes.
fn check_writing(folder: &Folder, floats: &[&str], bytes: &[&str], two_bands: Option<&[&str]>) -> BTreeSet<String> {
    let mut known: BTreeSet<String> = WITHOUT_TRACE.map(str::to_string).into();
    known.insert("--output".into());
    for (options, base) in OF_WRITING {
        known.extend(long_names(options));
        let line = match base {
            ["of two bands"] => match two_bands {
                Some(line) => line.to_vec(),
                None => continue,
            },
            ["of floats"] => floats.to_vec(),
            base => [floats, base].concat(),
        };
        differs(folder, &line, options);
    }
    for option in OF_BYTES {
        known.insert(option.into());
        differs(folder, &[bytes, &["--compress", "jpeg", "--cog"]].concat(), &[option, "20"]);
    }
    known
}

#[test]
fn of_calc() {
    let folder = sources();
    let terrain = format!("A={}", terrain());
    let part = ["calc", "A < 400 ? nan : A", &terrain];
    let bytes = ["calc", "valid(A) ? A / 5 : 0", &terrain, "--dtype", "uint8", "--nodata", "none"];
    let mut known = check_writing(&folder, &part, &bytes, Some(&["calc", "A; A / 2", &terrain]));
    for (options, sources, base) in OF_CALC {
        let file = format!("A={}", source(&folder, sources[0]));
        differs(&folder, &[&["calc", "A - 300", &file][..], base].concat(), options);
        known.extend(long_names(options));
    }
    assert_eq!(known, names("calc"), "what the help knows is what is tested");
}

#[test]
fn of_terrain() {
    let folder = sources();
    let dem = terrain();
    let mut known = check_writing(&folder, &["terrain", "slope", &dem], &["terrain", "hillshade", &dem], None);
    for (kind, (options, sources, base)) in OF_TERRAIN {
        let file = source(&folder, sources[0]);
        differs(&folder, &[&["terrain", kind, &file][..], base].concat(), options);
        known.extend(long_names(options));
    }
    // It makes one band.
    assert_eq!(known, names("terrain"), "what the help knows is what is tested");
}

/// What is said twice would be ignored once.
#[test]
fn of_those_that_take_several_values_none_is_said_twice() {
    let (folder, source) = (Folder::new(), terrain());
    for option in [
        &["--window", "0", "0", "5", "5"][..],
        &["--bbox", "0", "0", "5", "5"],
        &["--size", "10", "10"],
        &["--res", "300", "300"],
        &["--scale", "0", "1"],
        &["--assign-bounds", "0", "0", "5", "5"],
        &["--assign-ullr", "0", "5", "5", "0"],
        &["--assign-transform", "0", "1", "0", "0", "0", "-1"],
        &["--raw-size", "2", "2"],
    ] {
        let message = cogsmith(&[&["create", &source, &folder.path("x.tif")], option, option].concat()).fails(2);
        assert!(message.contains("cannot be used multiple times"), "{message}");
    }
    assert!(folder.names().is_empty() && !pixels(&source).is_empty());
}
