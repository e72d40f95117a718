//! `create` and what is done to the raster first: each option shows in the COG.

use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::{FAILED, Folder, Outcome, USAGE, cogsmith, pixels, terrain};

/// What `info` tells of the COG that is made of a file with these options.
fn made(folder: &Folder, sources: &[&str], options: &[&str]) -> (String, Value) {
    let target = folder.path("cog.tif");
    cogsmith(&[&["create"], sources, &[&target], options].concat()).succeeds();
    let info = cogsmith(&["info", &target, "--json"]).json();
    (target, info)
}

fn samples(file: &str) -> Vec<i16> {
    pixels(file).as_chunks().0.iter().map(|&bytes| i16::from_le_bytes(bytes)).collect()
}

/// The part of the terrain from column 300, row 200 on: 4 × 3 pixels, read by itself.
fn corner() -> Vec<u8> {
    cogsmith(&["read", &terrain(), "--raw", "-", "--window", "300", "200", "4", "3"]).succeeds().stdout
}

const CORNER: [&str; 5] = ["--window", "300", "200", "4", "3"];

#[test]
fn parts() {
    let folder = Folder::new();
    let (cog, info) = made(&folder, &[&terrain()], &CORNER);
    assert_eq!((pixels(&cog), &info["width"], &info["height"]), (corner(), &json!(4), &json!(3)));
    let t: Vec<f64> = serde_json::from_value(info["geotransform"].clone()).unwrap();
    let [left, top, right, bottom] = [t[0], t[3], t[0] + 120.0, t[3] - 90.0].map(|n| n.to_string());
    let (cog, _) = made(&folder, &[&terrain()], &["--bbox", &left, &bottom, &right, &top]);
    assert_eq!(pixels(&cog), corner());
}

#[test]
fn sizes() {
    let folder = Folder::new();
    let size = |options: &[&str]| {
        let (_, info) = made(&folder, &[&terrain()], options);
        (info["width"].as_u64().unwrap(), info["height"].as_u64().unwrap())
    };
    assert_eq!(size(&["--size", "110", "45"]), (110, 45));
    assert_eq!(size(&["--size", "110", "0"]), (110, 90));
    assert_eq!(size(&["--max-size", "220"]), (220, 180));
    assert_eq!(size(&["--res", "300", "600"]), (110, 45));
    let view = |how: &str| {
        cogsmith(&["read", &terrain(), "--raw", "-", "--size", "110", "90", "--resampling", how, "--quiet"])
            .succeeds()
            .stdout
    };
    for how in ["nearest", "average", "cubic"] {
        let (cog, _) = made(&folder, &[&terrain()], &["--size", "110", "90", "--resampling", how]);
        assert!(pixels(&cog) == view(how), "{how}");
    }
    assert!(view("nearest") != view("cubic"));
}

#[test]
fn bands_and_masks() {
    let folder = Folder::new();
    let (cog, info) = made(&folder, &[&terrain()], &[&CORNER[..], &["--bands", "1,1"]].concat());
    assert_eq!((pixels(&cog), &info["bands"]), (corner().repeat(2), &json!(2)));
    let (cog, info) = made(&folder, &[&terrain()], &["--add-mask"]);
    assert_eq!((&info["mask"], &info["nodata"]), (&json!(true), &Value::Null));
    let mask = cogsmith(&["read", &cog, "--raw", "-", "--mask"]).succeeds().stdout;
    assert_eq!(mask, cogsmith(&["read", &terrain(), "--raw", "-", "--mask"]).succeeds().stdout);
    let masked = folder.path("masked.tif");
    std::fs::rename(&cog, &masked).unwrap();
    assert_eq!(made(&folder, &[&masked], &["--no-mask"]).1["mask"], json!(false));
    let (alpha, info) = made(&folder, &[&masked], &["--dtype", "uint8", "--no-mask"]);
    assert_eq!((&info["bands"], &info["dtype"]), (&json!(1), &json!("uint8")));
    assert_eq!(pixels(&alpha).len(), 1100 * 900);
    let bytes = folder.path("bytes.tif");
    cogsmith(&["create", &masked, &bytes, "--dtype", "uint8"]).succeeds();
    let (alpha, info) = made(&folder, &[&bytes], &["--alpha-from-mask"]);
    assert_eq!((&info["bands"], &info["mask"]), (&json!(2), &json!(false)));
    assert!(pixels(&alpha)[1100 * 900..] == mask);
    let (alpha_band, _) = (folder.path("alpha.tif"), std::fs::rename(&alpha, folder.path("alpha.tif")).unwrap());
    let (back, info) = made(&folder, &[&alpha_band], &["--mask-from-alpha"]);
    assert_eq!((&info["bands"], &info["mask"]), (&json!(1), &json!(true)));
    assert!(pixels(&back) == pixels(&bytes));
}

#[test]
fn types_and_values() {
    let folder = Folder::new();
    let heights = samples(&terrain());
    let of = |options: &[&str]| made(&folder, &[&terrain()], options);
    let (cog, info) = of(&["--dtype", "float32"]);
    assert_eq!((&info["dtype"], &info["nodata"]), (&json!("float32"), &json!(-9999)));
    let floats: Vec<f32> = pixels(&cog).as_chunks().0.iter().map(|&bytes| f32::from_le_bytes(bytes)).collect();
    assert!(floats.iter().zip(&heights).all(|(&float, &height)| float == f32::from(height)));
    let scaled = |options: &[&str], scale: f64, offset: f64| {
        let (cog, _) = of(options);
        let expected =
            |&height: &i16| if height == -9999 { -9999 } else { (f64::from(height) * scale + offset).round() as i16 };
        assert!(samples(&cog) == heights.iter().map(expected).collect::<Vec<_>>(), "{options:?}");
    };
    scaled(&["--scale", "0", "1000", "100", "300"], 0.2, 100.0);
    // Unless told, values are laid over all of their type.
    scaled(&["--scale", "0", "1300"], 65535.0 / 1300.0, -32768.0);
    let (cog, _) = of(&["--scale", "0", "1000", "--dtype", "float32", "--change-nodata", "nan"]);
    let floats = pixels(&cog);
    let unit = |height: i16| (f64::from(height) / 1000.0) as f32;
    let same = |(bytes, &height): (&[u8; 4], &i16)| height == -9999 || f32::from_le_bytes(*bytes) == unit(height);
    assert!(floats.as_chunks().0.iter().zip(&heights).all(same));
    let most = f64::from(*heights.iter().max().unwrap());
    let least = f64::from(*heights.iter().filter(|&&height| height != -9999).min().unwrap());
    let scale = 65535.0 / (most - least);
    scaled(&["--scale"], scale, -least * scale - 32768.0);
    scaled(&["--scale-band", "1"], scale, -least * scale - 32768.0);
    scaled(&["--scale-band", "1=0,1000,100,300"], 0.2, 100.0);
    let (cog, _) = of(&["--bands", "1,1", "--scale-band", "2=0,510,0,255"]);
    let twice = samples(&cog);
    let half = |height: i16| if height == -9999 { -9999 } else { (f64::from(height) * 0.5).round() as i16 };
    assert!(twice[..heights.len()] == heights);
    assert!(twice[heights.len()..].iter().zip(&heights).all(|(&new, &old)| new == half(old)));
    let (cog, info) = of(&["--nodata", "0"]);
    assert_eq!((samples(&cog) == heights, &info["nodata"]), (true, &json!(0)));
    assert_eq!(of(&["--nodata", "none"]).1["nodata"], Value::Null);
    let (cog, info) = of(&["--change-nodata", "-1"]);
    assert_eq!(info["nodata"], json!(-1));
    assert!(samples(&cog).iter().zip(&heights).all(|(&new, &old)| new == if old == -9999 { -1 } else { old }));
    let (_, info) = of(&["--assign-scale", "0.5", "--assign-offset", "-3"]);
    assert_eq!((&info["band_info"][0]["scale"], &info["band_info"][0]["offset"]), (&json!(0.5), &json!(-3)));
    let assigned = folder.path("assigned.tif");
    std::fs::rename(folder.path("cog.tif"), &assigned).unwrap();
    let (cog, info) = made(&folder, &[&assigned], &["--unscale"]);
    assert_eq!((&info["dtype"], &info["band_info"][0]["scale"]), (&json!("float32"), &Value::Null));
    let physical: Vec<f32> = pixels(&cog).as_chunks().0.iter().map(|&bytes| f32::from_le_bytes(bytes)).collect();
    let expected = |height: i16| if height == -9999 { -9999.0 } else { f32::from(height) * 0.5 - 3.0 };
    assert!(physical.iter().zip(&heights).all(|(&value, &height)| value == expected(height)));
}

#[test]
fn places() {
    let folder = Folder::new();
    let of = |options: &[&str]| made(&folder, &[&terrain()], options).1;
    assert_eq!(of(&["--assign-epsg", "25833"])["crs"]["epsg"], json!(25833));
    assert_eq!(of(&["--assign-crs", "EPSG:4326"])["crs"]["epsg"], json!(4326));
    let projjson = r#"{"type": "GeographicCRS", "id": {"authority": "EPSG", "code": 4258}}"#;
    assert_eq!(of(&["--assign-crs", projjson])["crs"]["epsg"], json!(4258));
    let transform = |options: &[&str]| of(options)["geotransform"].clone();
    assert_eq!(transform(&["--assign-bounds", "0", "-900", "1100", "0"]), json!([0, 1, 0, 0, 0, -1]));
    assert_eq!(transform(&["--assign-ullr", "0", "-900", "1100", "0"]), json!([0, 1, 0, -900, 0, 1]));
    assert_eq!(transform(&["--assign-transform", "1", "2", "3", "4", "5", "6"]), json!([1, 2, 3, 4, 5, 6]));
}

#[test]
fn several_sources() {
    let folder = Folder::new();
    let (left, right) = (folder.path("left.tif"), folder.path("right.tif"));
    let part = |target: &str, col: &str, width: &str| {
        cogsmith(&["create", &terrain(), target, "--window", col, "0", width, "900"]).succeeds();
    };
    part(&left, "0", "600");
    part(&right, "500", "600");
    let (cog, info) = made(&folder, &[&right, &left], &["--mosaic"]);
    assert!(pixels(&cog) == pixels(&terrain()));
    let original = cogsmith(&["info", &terrain(), "--json"]).json();
    assert_eq!((&info["geotransform"], &info["nodata"]), (&original["geotransform"], &original["nodata"]));
    // Which of them is seen where both lie.
    let other = folder.path("other.tif");
    cogsmith(&["create", &left, &other, "--scale", "0", "1", "0", "2"]).succeeds();
    let (first, _) = made(&folder, &[&left, &other], &["--mosaic", "--overlap", "first"]);
    assert!(pixels(&first) == pixels(&left));
    let (last, _) = made(&folder, &[&left, &other], &["--mosaic", "--overlap", "last"]);
    assert!(pixels(&last) == pixels(&other));
    let (cog, info) = made(&folder, &[&left, &other], &["--stack"]);
    assert_eq!((info["bands"].as_u64(), pixels(&cog) == [pixels(&left), pixels(&other)].concat()), (Some(2), true));
    let shifted = folder.path("shifted.tif");
    cogsmith(&["create", &right, &shifted, "--assign-bounds", "0.0", "0", "18006", "27000"]).succeeds();
    let target = folder.path("x.tif");
    let refused = |options: &[&str], sources: &[&str]| {
        cogsmith(&[&["create"], sources, &[&target], options].concat()).fails(USAGE)
    };
    assert!(refused(&[], &[&left, &right]).contains("say --stack or --mosaic"));
    let message = refused(&["--stack"], &[&left, &right]);
    assert!(message.contains(&format!("{right}: it cannot be stacked on {left}: its pixels lie")), "{message}");
    let message = refused(&["--mosaic"], &[&left, &shifted]);
    assert!(message.contains(&format!("{shifted}: the tile does not lie on the grid of {left}")), "{message}");
}

#[test]
fn the_one_of_several_sources_is_named_that_does_not_go_with_them() {
    let folder = Folder::new();
    let part = |name: &str, options: &[&str]| {
        let target = folder.path(name);
        cogsmith(&[&["create", &terrain(), &target], &CORNER[..], options].concat()).succeeds();
        target
    };
    let (one, two) = (part("one.tif", &[]), part("two.tif", &[]));
    let target = folder.path("x.tif");
    let refused = |how: &str, odd: &str, what: &str| {
        let message = cogsmith(&["create", &one, &two, odd, &target, how]).fails(USAGE);
        assert!(message.contains(&format!("{odd}: ")) && message.contains(&one) && message.contains(what), "{message}");
        assert!(!message.contains(&two), "{message}");
    };
    let small = folder.path("small.tif");
    cogsmith(&["create", &terrain(), &small, "--window", "300", "200", "2", "3"]).succeeds();
    refused("--stack", &small, "it has 2 × 3 pixels, not 4 × 3");
    for how in ["--stack", "--mosaic"] {
        refused(how, &part("floats.tif", &["--dtype", "float32"]), "its samples are float32, not int16");
        refused(how, &part("elsewhere.tif", &["--assign-epsg", "3857"]), "it is in EPSG:3857, not in EPSG:");
    }
    refused("--stack", &part("zeros.tif", &["--change-nodata", "-1"]), "its nodata is -1, not");
    refused("--mosaic", &part("bands.tif", &["--bands", "1,1"]), "it has 2 bands, not 1");
    // What cannot be read is told of when it is, and by name too.
    let damaged = folder.path("damaged.tif");
    let mut bytes = std::fs::read(&two).unwrap();
    bytes.truncate(bytes.len() - 40);
    std::fs::write(&damaged, bytes).unwrap();
    for how in ["--stack", "--mosaic"] {
        let message = cogsmith(&["create", &one, &damaged, &target, how]).fails(FAILED);
        assert!(message.contains(&format!("{damaged}: ")), "{message}");
    }
}

#[test]
fn a_tolerance_lets_tiles_lie_off() {
    let folder = Folder::new();
    let (one, two) = (folder.path("one.tif"), folder.path("two.tif"));
    let place = |target: &str, bounds: [&str; 4]| {
        let source = terrain();
        let words = [&["create", &source, target], &CORNER[..], &["--assign-bounds"], &bounds[..]].concat();
        cogsmith(&words).succeeds();
    };
    place(&one, ["0", "0", "4", "3"]);
    place(&two, ["4.2", "0", "8.2", "3"]);
    let words = ["create", &one, &two, &folder.path("both.tif"), "--mosaic"];
    assert!(cogsmith(&words).fails(USAGE).contains("0.2000 pixels off"));
    cogsmith(&[&words[..], &["--mosaic-tolerance", "0.25"]].concat()).succeeds();
    assert_eq!(cogsmith(&["info", &folder.path("both.tif"), "--json"]).json()["width"], json!(8));
}

/// Runs the program with bytes on its standard input.
fn fed(args: &[&str], bytes: &[u8]) -> Outcome {
    use std::io::Write as _;
    let mut command = Command::new(env!("CARGO_BIN_EXE_cogsmith"));
    let mut child =
        command.args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // A program that refuses its options reads nothing.
    let _ = child.stdin.take().unwrap().write_all(bytes);
    Outcome::from_output(args, child.wait_with_output().unwrap())
}

#[test]
fn raw_pixels() {
    let folder = Folder::new();
    let target = folder.path("cog.tif");
    let heights = corner();
    let base = ["create", "-", &target, "--raw-size", "4", "3", "--raw-dtype", "int16"];
    fed(&base, &heights).succeeds();
    assert_eq!(pixels(&target), heights);
    let with = |options: &[&str], bytes: &[u8]| {
        fed(&[&base[..], options].concat(), bytes).succeeds();
        pixels(&target)
    };
    let big: Vec<u8> = heights.as_chunks::<2>().0.iter().flat_map(|&[a, b]| [b, a]).collect();
    assert_eq!(with(&["--raw-byte-order", "big"], &big), heights);
    assert_eq!(with(&["--raw-skip", "3"], &[b"abc", &heights[..]].concat()), heights);
    let twice = heights.repeat(2);
    assert_eq!(with(&["--raw-bands", "2", "--raw-interleave", "band"], &twice), twice);
    let pixel: Vec<u8> = heights.as_chunks::<2>().0.iter().flat_map(|&[a, b]| [a, b, a, b]).collect();
    assert_eq!(with(&["--raw-bands", "2", "--raw-interleave", "pixel"], &pixel), twice);
    let line: Vec<u8> = heights.as_chunks::<8>().0.iter().flat_map(|row| row.repeat(2)).collect();
    assert_eq!(with(&["--raw-bands", "2", "--raw-interleave", "line"], &line), twice);
    // A file is raw, too.
    let file = folder.write("raw.bin", &heights);
    cogsmith(&["create", &file, &target, "--raw-size", "4", "3", "--raw-dtype", "int16", "--scale"]).succeeds();
    assert!(fed(&base, &heights[1..]).fails(FAILED).contains("the raw pixels end in row 2"));
    assert!(fed(&base, &twice).fails(FAILED).contains("more raw pixels"));
    assert!(fed(&["create", "-", &target], &heights).fails(USAGE).contains("--raw-size and --raw-dtype"));
    assert!(fed(&[&base[..], &["--scale"]].concat(), &heights).fails(USAGE).contains("say --scale SMIN SMAX"));
    assert!(fed(&[&base[..], &["--stack"]].concat(), &heights).fails(USAGE).contains("neither stacked nor a mosaic"));
}
