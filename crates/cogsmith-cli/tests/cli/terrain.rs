//! `cogsmith terrain`: the options that each derivative has, and no others.

use crate::{Folder, USAGE, cogsmith, pixels, terrain, testdata};

const KINDS: [&str; 6] = ["slope", "aspect", "hillshade", "tri", "tpi", "roughness"];

#[test]
fn threads_and_tiles_change_no_pixel() {
    let folder = Folder::new();
    let (dem, out, tiled) = (terrain(), folder.path("out.tif"), folder.path("tiled.tif"));
    // The same heights in blocks of another size.
    cogsmith(&["create", &dem, &tiled, "--blocksize", "64", "--overview-count", "0"]).succeeds();
    for kind in KINDS {
        cogsmith(&["terrain", kind, &dem, "-o", &out, "--compute-edges"]).succeeds();
        let file = std::fs::read(&out).unwrap();
        for threads in ["1", "2", "7"] {
            let piped =
                cogsmith(&["terrain", kind, &dem, "-o", "-", "--compute-edges", "--threads", threads, "--quiet"]);
            assert!(piped.succeeds().stdout == file, "{kind}: {threads} threads");
        }
        let whole = pixels(&out);
        cogsmith(&["terrain", kind, &tiled, "-o", &out, "--compute-edges"]).succeeds();
        assert!(pixels(&out) == whole, "{kind}: there is a seam");
        let cog = folder.path("cog.tif");
        cogsmith(&["terrain", kind, &dem, "-o", &cog, "--cog", "--compute-edges"]).succeeds();
        assert!(pixels(&cog) == whole && cogsmith(&["validate", &cog]).status == Some(0));
    }
}

#[test]
fn options_that_are_of_no_use_are_refused() {
    let folder = Folder::new();
    let (dem, out) = (terrain(), folder.path("out.tif"));
    for (kind, options, words) in [
        ("tpi", &["--algorithm", "horn"][..], "--algorithm is for slope, aspect, hillshade and tri"),
        ("tri", &["--algorithm", "horn"], "are for slope"),
        ("slope", &["--algorithm", "wilson"], "are for tri"),
        ("aspect", &["--scale", "2"], "--scale is for slope and hillshade"),
        ("slope", &["--azimuth", "2"], "--azimuth is for hillshade"),
        ("slope", &["--trigonometric"], "--trigonometric is for aspect"),
        ("hillshade", &["--percent"], "--percent is for slope"),
        ("hillshade", &["--shading", "igor", "--altitude", "3"], "--altitude is of no use"),
        ("hillshade", &["--shading", "multidirectional", "--azimuth", "3"], "--azimuth is of no use"),
        ("hillshade", &["--z-factor", "0"], "--z-factor must be above 0"),
        ("hillshade", &["--altitude", "-5"], "--altitude must be above 0"),
        ("slope", &["--scale", "-1"], "--scale must be above 0"),
        ("slope", &["--scale", "nan"], "it is not a number"),
        ("slope", &["--xscale", "2"], "--yscale"),
        ("slope", &["--xscale", "2", "--yscale", "2", "--scale", "2"], "cannot be used with"),
        ("slope", &["--band", "2"], "there is no band 2"),
        ("slope", &["--band", "0"], "it counts from 1"),
        ("slope", &["--overview-count", "1"], "overviews"),
        ("swim", &[], "invalid value"),
    ] {
        let message = cogsmith(&[&["terrain", kind, &dem, "-o", &out], options].concat()).fails(USAGE);
        assert!(message.contains(words), "{kind} {options:?}: {message}");
        assert!(folder.names().is_empty());
    }
    let complex = cogsmith(&["terrain", "slope", &testdata("bad_empty.tif"), "-o", &out]);
    assert!(complex.status != Some(0) && folder.names().is_empty());
}
