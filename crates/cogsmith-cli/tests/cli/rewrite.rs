//! `rewrite`: COGs whose blocks stay as they are; and `validate --deep`, which looks into them.

use crate::{FAILED, Folder, USAGE, cogsmith, pixels, terrain, terrain_cog};

#[test]
fn a_cog_stays_the_same_to_the_byte() {
    let folder = Folder::new();
    let (cog, again) = (terrain_cog(&folder, &["--blocksize", "128"]), folder.path("again.tif"));
    cogsmith(&["rewrite", &cog, &again]).succeeds();
    assert!(std::fs::read(&cog).unwrap() == std::fs::read(&again).unwrap());
    let piped = cogsmith(&["rewrite", &cog, "-", "-q"]).succeeds().stdout;
    assert!(piped == std::fs::read(&cog).unwrap());
    // In place.
    cogsmith(&["rewrite", &again, &again]).succeeds();
    assert!(piped == std::fs::read(&again).unwrap());
    assert_eq!(folder.names(), ["again.tif", "cog.tif"]);
}

#[test]
fn overviews_go_and_come() {
    let folder = Folder::new();
    let (cog, none, made) = (terrain_cog(&folder, &[]), folder.path("none.tif"), folder.path("made.tif"));
    let overviews = |file: &str| cogsmith(&["info", file, "--json"]).json()["overviews"].as_array().unwrap().len();
    cogsmith(&["rewrite", &cog, &none, "--overviews", "none"]).succeeds();
    assert_eq!((overviews(&cog), overviews(&none)), (2, 0));
    cogsmith(&["rewrite", &none, &made]).succeeds();
    assert!(std::fs::read(&cog).unwrap() == std::fs::read(&made).unwrap());
    cogsmith(&["rewrite", &none, &made, "--overview-resampling", "nearest"]).succeeds();
    let second = |file: &str| cogsmith(&["read", file, "--raw", "-", "--overview", "2"]).succeeds().stdout;
    assert!(second(&made) != second(&cog) && pixels(&made) == pixels(&cog));
}

#[test]
fn strips_and_contradictions_are_refused() {
    let folder = Folder::new();
    let (cog, target) = (terrain_cog(&folder, &[]), folder.path("none.tif"));
    let message = cogsmith(&["rewrite", &terrain(), &target]).fails(FAILED);
    assert!(message.contains("strips") && message.contains("compressed anew"), "{message}");
    let message =
        cogsmith(&["rewrite", &cog, &target, "--overviews", "none", "--overview-resampling", "mode"]).fails(USAGE);
    assert!(message.contains("overview"), "{message}");
    assert_eq!(folder.names(), ["cog.tif"]);
}

#[test]
fn a_deep_look_finds_what_a_shallow_one_does_not() {
    let folder = Folder::new();
    let cog = terrain_cog(&folder, &["--compress", "lzw"]);
    assert_eq!(cogsmith(&["validate", "--deep", &cog]).text().lines().next(), Some(&*format!("{cog}: valid COG")));
    // In the middle of the file, within some block of the image.
    let mut bytes = std::fs::read(&cog).unwrap();
    let at = bytes.len() / 2;
    bytes[at..at + 64].fill(0xff);
    let damaged = folder.write("damaged.tif", &bytes);
    let shallow = cogsmith(&["validate", &damaged]);
    assert_eq!(shallow.status, Some(0), "{shallow}");
    let deep = cogsmith(&["validate", "--deep", &damaged]);
    assert_eq!(deep.status, Some(FAILED), "{deep}");
    assert!(String::from_utf8(deep.stdout).unwrap().contains("block"));
}
