//! `preview`: pictures, by name and by option, whole or not at all.

use crate::{FAILED, Folder, USAGE, cogsmith, terrain, testdata};

/// Columns and rows of a PNG.
fn size(png: &[u8]) -> (u32, u32) {
    assert!(png.starts_with(b"\x89PNG\r\n\x1a\n") && png.ends_with(b"IEND\xae\x42\x60\x82"));
    let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
    (number(16), number(20))
}

#[test]
fn the_name_or_an_option_says_the_format() {
    let folder = Folder::new();
    let made = |name: &str, options: &[&str]| {
        let path = folder.path(name);
        cogsmith(&[&["preview", &terrain(), &path, "--width", "90"], options].concat()).succeeds();
        std::fs::read(path).unwrap()
    };
    let png = made("a.PNG", &[]);
    assert_eq!(size(&png), (90, 74));
    let webp = made("a.webp", &[]);
    assert!(webp.starts_with(b"RIFF") && webp[8..].starts_with(b"WEBPVP8L"));
    assert_eq!(
        (made("b.png", &["--format", "webp"]), made("c.tmp", &["--format", "png"])),
        (webp.clone(), png.clone())
    );
    let piped = |options: &[&str]| {
        cogsmith(&[&["preview", &terrain(), "-", "--width", "90"], options].concat()).succeeds().stdout
    };
    assert_eq!((piped(&[]), piped(&["--format", "webp"])), (png, webp));
    assert_eq!(folder.names(), ["a.PNG", "a.webp", "b.png", "c.tmp"]);
}

#[test]
fn threads_change_no_byte() {
    let picture = |threads: &str| {
        let options = ["--hillshade", "--legend", "--grid", "256,32", "--width", "200", "--threads", threads];
        cogsmith(&[&["preview", &terrain(), "-"], &options[..]].concat()).succeeds().stdout
    };
    let one = picture("1");
    assert_eq!((size(&one).0, one == picture("7")), (200, true));
}

#[test]
fn what_does_not_go_is_told_and_nothing_is_left() {
    let folder = Folder::new();
    let before = folder.write("kept.png", b"as it was");
    let (rgb, palette) = (testdata("bits_8_palette.tif"), terrain());
    for (file, options, status, words) in [
        (&palette, &["--colormap", "jet"][..], USAGE, "there is no colour map"),
        (&palette, &["--stretch", "98-2"], USAGE, "percentiles"),
        (&palette, &["--bands", "2"], USAGE, "the bands are 1 to 1"),
        (&palette, &["--bands", "1,1"], USAGE, "one band or three"),
        (&palette, &["--grid", "32,32"], USAGE, "less than a tile"),
        (&palette, &["--grid", "2"], USAGE, "ask for larger ones"),
        (&palette, &["--width", "20", "--legend"], USAGE, "no room"),
        (&palette, &["--width", "9999"], USAGE, "smaller width"),
        (&palette, &["--background", "greenish"], USAGE, "is no colour"),
        (&palette, &["--z-factor", "2"], USAGE, "--hillshade"),
        (&palette, &["--hillshade", "--altitude", "91"], USAGE, "above the horizon"),
        (&palette, &["--gamma", "0"], USAGE, "a gamma is"),
        (&rgb, &["--stretch", "minmax"], USAGE, "classes"),
        (&rgb, &["--resampling", "cubic"], USAGE, "nearest or mode"),
        (&rgb, &["--reverse"], USAGE, "no colour map to reverse"),
    ] {
        let message = cogsmith(&[&["preview", file, &before], options].concat()).fails(status);
        assert!(message.contains(words), "{options:?}: {message}");
    }
    let message = cogsmith(&["preview", &terrain(), &folder.path("a.jpg")]).fails(USAGE);
    assert!(message.contains("--format"), "{message}");
    cogsmith(&["preview", &testdata("bad_lzw_code.tif"), &before]).fails(FAILED);
    assert_eq!(
        (folder.names(), std::fs::read(&before).unwrap()),
        (vec!["kept.png".to_string()], b"as it was".to_vec())
    );
}
