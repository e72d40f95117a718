//! `cogsmith calc`: expressions over files, and what is wrong with those that cannot be computed.

use crate::{FAILED, Folder, USAGE, cogsmith, pixels, terrain, testdata};

/// One row of pixels of this type.
fn raster(folder: &Folder, name: &str, dtype: &str, bytes: &[u8], options: &[&str]) -> String {
    let (raw, target) = (folder.write(&format!("{name}.raw"), bytes), folder.path(&format!("{name}.tif")));
    let len = bytes.len().to_string();
    let size = ["--raw-size", &len, "1", "--raw-dtype", dtype];
    cogsmith(&[&["create", &raw, &target], &size[..], options].concat()).succeeds();
    target
}

fn floats(file: &str) -> Vec<f32> {
    pixels(file).chunks_exact(4).map(|b| f32::from_le_bytes(b.try_into().unwrap())).collect()
}

#[test]
fn bytes_do_not_wrap_and_nodata_spreads() {
    let folder = Folder::new();
    let a = raster(&folder, "a", "uint8", &[200, 10, 255, 7], &["--nodata", "255"]);
    let b = raster(&folder, "b", "uint8", &[100, 30, 40, 7], &[]);
    let target = folder.path("out.tif");
    let (a, b) = (format!("A={a}"), format!("B={b}"));
    cogsmith(&["calc", "(B - A) / (B + A)", &a, &b, "-o", &target]).succeeds();
    let found = floats(&target);
    assert_eq!([found[0], found[1], found[3]], [-1.0 / 3.0, 0.5, 0.0]);
    assert!(found[2].is_nan());
    let info = cogsmith(&["info", &target]).text();
    assert!(info.contains("nan") && info.contains("float32"), "{info}");

    cogsmith(&["calc", "ndvi", &a.replace("A=", "red="), &b.replace("B=", "nir="), "-o", &target]).succeeds();
    assert_eq!(floats(&target)[..2], found[..2]);

    // Integers without nodata have a mask.
    cogsmith(&["calc", "B - A", &a, &b, "-o", &target, "--dtype", "int16"]).succeeds();
    assert_eq!(pixels(&target), [(-100_i16).to_le_bytes(), 20_i16.to_le_bytes(), [0; 2], [0; 2]].concat());
    assert_eq!(cogsmith(&["read", &target, "--mask", "--raw", "-"]).succeeds().stdout, [255, 255, 0, 255]);
    cogsmith(&["calc", "where(valid(A), A, B)", &a, &b, "-o", &target, "--dtype", "uint8", "--nodata", "0"]).succeeds();
    assert_eq!(pixels(&target), [200, 10, 40, 7]);
}

#[test]
fn bands_are_those_that_are_said() {
    let folder = Folder::new();
    let (rgb, out) = (testdata("predictor2_uint8_rgb.tif"), folder.path("out.tif"));
    let (named, options) = (format!("A={rgb}"), ["--dtype", "uint16", "--nodata", "65535"]);
    cogsmith(&[&["calc", "A[3] + 0; A[3]", &named, "-o", &out][..], &options].concat()).succeeds();
    let all = pixels(&out);
    assert_eq!(all[..all.len() / 2], all[all.len() / 2..]);
    let one = folder.path("one.tif");
    cogsmith(&[&["calc", "A", &format!("{named}[3]"), "-o", &one][..], &options].concat()).succeeds();
    assert_eq!(pixels(&one), all[..all.len() / 2]);
    let third = cogsmith(&["read", &rgb, "--raw", "-", "--bands", "3", "--dtype", "uint16"]).stdout;
    assert_eq!(pixels(&one), third);
}

#[test]
fn threads_and_the_way_out_change_no_byte() {
    let folder = Folder::new();
    let source = format!("A={}", terrain());
    let line = ["calc", "sqrt(A - 300) + where(A > 800, nan, A)", &source, "--cog", "--quiet"];
    let out = folder.path("out.tif");
    cogsmith(&[&line[..], &["-o", &out]].concat()).succeeds();
    let file = std::fs::read(&out).unwrap();
    for threads in ["1", "2", "7"] {
        let piped = cogsmith(&[&line[..], &["-o", "-", "--threads", threads]].concat()).succeeds();
        assert!(piped.stdout == file, "{threads} threads");
    }
    assert!(cogsmith(&["validate", &out]).text().contains("out.tif"));
    // Without --cog, it has no overviews.
    let plain = folder.path("plain.tif");
    cogsmith(&["calc", "A", &source, "-o", &plain]).succeeds();
    assert_eq!(cogsmith(&["info", "--json", &plain]).json()["overviews"].as_array().map_or(0, Vec::len), 0);
}

#[test]
fn what_cannot_be_computed_is_told_before_anything_is_made() {
    let folder = Folder::new();
    let small = raster(&folder, "small", "uint8", &[1, 2], &[]);
    let (a, b) = (format!("A={}", terrain()), format!("B={small}"));
    let files = folder.names();
    let out = folder.path("out.tif");
    for (line, words) in [
        (&["A +", &a][..], "missing at the end at column 4"),
        (&["A + B", &a], "the expression has B, but no raster is called B"),
        (&["A", &a, &b], "B is not on the grid of A: it has 2 × 1 pixels, not 1100 × 900"),
        (&["1 + 2", &a], "the expression has no A"),
        (&["1 + 2"], "there is no raster"),
        (&["A", &a, &a], "two rasters are called A"),
        (&["A[2]", &a], "A has no band 2; it has 1"),
        (&["A", "A"], "it is not NAME=FILE"),
        (&["A", "pi=x.tif"], "no name"),
        (&["A", &a, "--dtype", "complex64"], "complex64"),
        (&["A", &a, "--dtype", "uint8", "--nodata", "-1"], "-1"),
        (&["A", &a, "--nodata", "soon"], "soon"),
        (&["A", &a, "--overview-resampling", "gauss"], "overviews"),
        (&["A", &a, "--blocksize", "17"], "17"),
        (&["nbr", &a], "the expression has no A"),
    ] {
        // All are the command line's fault, but for what this build cannot.
        let status = if line.contains(&"complex64") { FAILED } else { USAGE };
        let message = cogsmith(&[&["calc", "-o", &out], line].concat()).fails(status);
        assert!(message.contains(words), "{line:?}: {message}");
        assert_eq!(folder.names(), files);
    }
    let message = cogsmith(&["calc", "A", &b.replace("B=", "A="), "-o", &small]).fails(USAGE);
    assert!(message.contains("it is the source and the target"), "{message}");
}

#[test]
fn overviews_without_a_cog_are_refused_by_its_name() {
    let folder = Folder::new();
    let (dem, out) = (terrain(), folder.path("out.tif"));
    let named = format!("A={dem}");
    for line in [["calc", "A", &named, "-o", &out], ["terrain", "slope", &dem, "-o", &out]] {
        for option in [
            ["--overview-blocksize", "128"],
            ["--overview-compress", "none"],
            ["--overview-compress-level", "1"],
            ["--overview-predictor", "none"],
            ["--overview-resampling", "gauss"],
            ["--overview-count", "1"],
            ["--co", "OVERVIEW_COUNT=1"],
            ["--co", "OVERVIEWS=AUTO"],
        ] {
            let message = cogsmith(&[&line[..], &option].concat()).fails(USAGE);
            let said = if option[0] == "--co" { option[1] } else { option[0] };
            assert!(message.starts_with(said) && message.contains("the lack of --cog"), "{line:?}: {message}");
            assert!(folder.names().is_empty());
        }
    }
}
