//! `info`: what a file is, for people and for programs.

use serde_json::json;
use sha2::{Digest, Sha256};

use crate::{Folder, cogsmith, terrain, terrain_cog, testdata};

#[test]
fn a_strip_file_in_words() {
    let text = cogsmith(&["info", &terrain()]).text();
    for line in [
        "COG          no; `cogsmith validate` says why",
        "Pixels       1100 × 900",
        "Bands        1 of int16, MINISBLACK",
        "Nodata       -9999",
        "Compression  LZW",
        "CRS          EPSG:32633  WGS 84 / UTM zone 33N",
        "             PROJCRS[\"WGS 84 / UTM zone 33N\",",
        "                 ID[\"EPSG\",32633]]",
        "Pixel size   30, -30",
        "Corners      upper left   480000, 5010000",
        "             center       496500, 4996500",
        "Levels       full  1100 × 900       57 strips of 1100 × 16",
        "Band 1       elevation, in m",
    ] {
        assert!(text.lines().any(|found| found == line), "{line}\nis not in\n{text}");
    }
    // Values stand in one column.
    assert!(text.lines().all(|line| line.chars().nth(12) == Some(' ')), "{text}");
}

#[test]
fn a_cog_in_words() {
    let folder = Folder::new();
    let cog = terrain_cog(&folder, &["--blocksize", "256"]);
    let text = cogsmith(&["info", &cog]).text();
    for line in [
        "COG          yes, with GDAL's ghost header (LAYOUT=COG)",
        "Levels       full  1100 × 900       20 tiles of 256 × 256",
        "             1     550 × 450        6 tiles of 256 × 256",
        "             3     137 × 112        1 tile of 256 × 256",
    ] {
        assert!(text.lines().any(|found| found == line), "{line}\nis not in\n{text}");
    }
}

#[test]
fn a_cog_that_is_advised_against_in_words() {
    let folder = Folder::new();
    let text = cogsmith(&["info", &terrain_cog(&folder, &["--overview-count", "0"])]).text();
    assert!(
        text.contains("COG          yes, with GDAL's ghost header (LAYOUT=COG); `cogsmith validate` has a warning\n")
    );
}

#[test]
fn json_of_the_terrain() {
    let info = cogsmith(&["info", &terrain(), "--json"]).json();
    assert_eq!(info["file"], terrain());
    assert_eq!(info["file_size"], std::fs::metadata(terrain()).unwrap().len());
    assert_eq!((&info["crs"]["epsg"], &info["crs"]["name"]), (&json!(32633), &json!("WGS 84 / UTM zone 33N")));
    assert!(info["crs"]["wkt2"].as_str().unwrap().starts_with("PROJCRS[\"WGS 84 / UTM zone 33N\",\n"));
    assert_eq!(info["crs"]["projjson"]["conversion"]["name"], "UTM zone 33N");
    assert_eq!(info["geotransform"], json!([480_000, 30, 0, 5_010_000, 0, -30]));
    assert_eq!(info["bounds"], json!([480_000, 4_983_000, 513_000, 5_010_000]));
    assert_eq!(info["nodata"], json!(-9999));
    assert_eq!((&info["layout"], &info["block_shape"]), (&json!("strips"), &json!([16, 1100])));
    assert_eq!(info["cog"], json!({ "valid": false, "ghost_header": false }));
    assert_eq!(info["band_info"][0]["description"], "elevation");
}

#[test]
fn levels_and_their_blocks() {
    let folder = Folder::new();
    let info = cogsmith(&["info", &terrain_cog(&folder, &["--compress", "lzw"]), "--json"]).json();
    assert_eq!(info["overviews"], json!([[550, 450], [275, 225]]));
    let level = |w: usize, h: usize| json!({ "width": w, "height": h, "block_shape": [512, 512], "compression": "LZW", "mask": false, "file": null, "mask_file": null });
    assert_eq!(info["levels"], json!([level(1100, 900), level(550, 450), level(275, 225)]));
}

#[test]
fn texts_of_every_sound_file_hold_together() {
    for entry in crate::fixtures::entries(false) {
        let text = cogsmith(&["info", &testdata(crate::fixtures::name(&entry))]).text();
        for key in ["File ", "Pixels ", "Bands ", "CRS ", "Levels "] {
            assert!(text.lines().any(|line| line.starts_with(key)), "{text}");
        }
    }
}

#[test]
fn what_is_not_georeferenced_has_no_corners() {
    let file = testdata("type_uint8.tif");
    let (text, info) = (cogsmith(&["info", &file]).text(), cogsmith(&["info", &file, "--json"]).json());
    assert!(text.contains("CRS          none\n") && !text.contains("Corners"), "{text}");
    assert!(["crs", "geotransform", "bounds", "nodata"].iter().all(|key| info[key].is_null()));
}

/// `--tags` has every field of every directory, where it stands.
#[test]
fn every_field_as_it_stands_in_the_file() {
    let info = cogsmith(&["info", &terrain(), "--json", "--tags", "--geokeys"]).json();
    assert_eq!(info["tags"].as_array().unwrap().len(), 1);
    let directory = &info["tags"][0];
    assert_eq!(
        (&directory["kind"], &directory["directory"], &directory["offset"]),
        (&json!("ifd"), &json!(1), &json!(1_068_052))
    );
    let field = |tag: u64| directory["fields"].as_array().unwrap().iter().find(|field| field["tag"] == tag).unwrap();
    let width = json!({ "tag": 256, "name": "ImageWidth", "type": "SHORT", "count": 1, "offset": 1_068_062, "value": 1100, "truncated": false });
    assert_eq!(*field(256), width);
    assert_eq!(field(33550)["value"], json!([30, 30, 0]));
    assert_eq!(field(42113)["value"], "-9999");
    assert_eq!(info["geokeys"]["keys"][0], json!({ "id": 1024, "name": "GTModelTypeGeoKey", "value": 1 }));

    let full = cogsmith(&["info", &testdata("gdal_metadata.tif"), "--json", "--tags=full"]).json();
    assert!(full["tags"][0]["fields"].as_array().unwrap().iter().all(|field| field["truncated"] == false));
}

/// The sum is that of what `read --raw` writes; figures are those of `stats`.
#[test]
fn checksums_and_statistics() {
    for file in [terrain(), testdata("gdal_metadata.tif"), testdata("type_uint8.tif")] {
        let info = cogsmith(&["info", &file, "--json", "--stats", "--checksum"]).json();
        let sha256 = |bytes: &[u8]| Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        let pixels = crate::pixels(&file);
        assert_eq!(info["pixel_sha256"], sha256(&pixels), "{file}");
        let bands = info["band_info"].as_array().unwrap();
        let stats = cogsmith(&["stats", &file, "--json"]).json();
        for (i, (band, bytes)) in bands.iter().zip(pixels.chunks(pixels.len() / bands.len())).enumerate() {
            assert_eq!(band["sha256"], sha256(bytes), "{file}");
            assert_eq!(band["statistics"]["minimum"], stats["bands"][i]["min"], "{file}");
            assert_eq!(band["statistics"]["stddev"], stats["bands"][i]["std"], "{file}");
        }
    }
}

#[test]
fn longitude_and_latitude_of_corners() {
    let text = cogsmith(&["info", &testdata("geo_degrees.tif")]).text();
    let corner = text.lines().find(|line| line.starts_with("Corners")).unwrap();
    assert!(corner.contains("°") && corner.ends_with(['N', 'S']), "{text}");
}

#[test]
fn broken_files_end_in_a_message_or_in_what_can_be_told() {
    for entry in crate::fixtures::entries(true) {
        let file = testdata(crate::fixtures::name(&entry));
        for options in [&["--tags=full", "--geokeys"][..], &["--json", "--tags"], &["--stats", "--checksum"]] {
            // That nothing panics is looked at in there.
            let outcome = cogsmith(&[&["info", &file], options].concat());
            assert!(matches!(outcome.status, Some(0 | 1)), "{outcome}");
        }
    }
}
