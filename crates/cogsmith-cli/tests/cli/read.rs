//! `read`: windows, bands and overviews as raw bytes.

use crate::{Folder, USAGE, cogsmith, pixels, terrain, terrain_cog, testdata};

#[test]
fn a_file_gets_what_standard_output_gets() {
    let folder = Folder::new();
    let raw = folder.path("out.bin");
    cogsmith(&["read", &terrain(), "--raw", &raw]).succeeds();
    let written = std::fs::read(&raw).unwrap();
    assert_eq!(written.len(), 1100 * 900 * 2);
    assert!(written == pixels(&terrain()));
    assert_eq!(folder.names(), ["out.bin"]);
}

#[test]
fn a_window_is_cut_out_of_the_whole() {
    let (whole, folder) = (pixels(&terrain()), Folder::new());
    for source in [terrain(), terrain_cog(&folder, &["--blocksize", "64"])] {
        for [x, y, w, h] in [[0, 0, 1, 1], [1099, 899, 1, 1], [500, 10, 7, 33], [0, 899, 1100, 1], [63, 63, 130, 2]] {
            let window = [x, y, w, h].map(|n: usize| n.to_string());
            let read =
                cogsmith(&["read", &source, "--raw", "-", "--window", &window[0], &window[1], &window[2], &window[3]]);
            let row = |row: usize| whole[(row * 1100 + x) * 2..][..w * 2].to_vec();
            assert!(read.succeeds().stdout == (y..y + h).flat_map(row).collect::<Vec<_>>(), "{window:?}");
        }
    }
}

#[test]
fn bands_come_in_the_order_they_are_named() {
    let file = testdata("layout_bands_seven.tif");
    let whole = pixels(&file);
    let band = whole.len() / 7;
    let read = cogsmith(&["read", &file, "--raw", "-", "--band", "6", "--band", "2", "--band", "6"]).succeeds();
    let (sixth, second) = (&whole[5 * band..6 * band], &whole[band..2 * band]);
    assert_eq!(read.stdout, [sixth, second, sixth].concat());
}

#[test]
fn overviews_count_from_one() {
    let folder = Folder::new();
    let cog = terrain_cog(&folder, &[]);
    assert_eq!(cogsmith(&["read", &cog, "--raw", "-", "--overview", "2"]).succeeds().stdout.len(), 275 * 225 * 2);
    let message = cogsmith(&["read", &cog, "--raw", "-", "--overview", "3"]).fails(USAGE);
    assert!(message.contains(&cog) && message.contains("overview 3"), "{message}");
}

#[test]
fn threads_change_nothing() {
    let whole = pixels(&terrain());
    for threads in ["1", "2", "4"] {
        let read = cogsmith(&["read", &terrain(), "--raw", "-", "--threads", threads, "-q"]).succeeds();
        assert!(read.stdout == whole, "{threads} threads");
    }
}

#[test]
fn parts_are_made_of_the_overview_that_fits() {
    let folder = Folder::new();
    let cog = terrain_cog(&folder, &[]);
    let overview = cogsmith(&["read", &cog, "--raw", "-", "--overview", "1"]).succeeds().stdout;
    for method in ["nearest", "average", "mode", "bilinear", "cubic", "cubicspline", "lanczos"] {
        let read =
            cogsmith(&["read", &cog, "--raw", "-", "-q", "--size", "550", "450", "--resampling", method]).succeeds();
        assert!(read.stdout == overview, "{method}");
    }
    let small = cogsmith(&["read", &cog, "--raw", "-", "-q", "--max-size", "100", "--dtype", "float32"]).succeeds();
    assert_eq!(small.stdout.len(), 100 * 82 * 4);
}

#[test]
fn samples_are_converted_and_scaled() {
    let file = testdata("gdal_metadata.tif");
    let plain = cogsmith(&["read", &file, "--raw", "-"]).succeeds().stdout;
    let words = cogsmith(&["read", &file, "--raw", "-", "-q", "--dtype", "int16"]).succeeds().stdout;
    assert_eq!(words.chunks(2).map(|word| word[0]).collect::<Vec<_>>(), plain);
    let scaled = cogsmith(&["read", &file, "--raw", "-", "-q", "--scaled"]).succeeds().stdout;
    let scaled: Vec<f64> = scaled.as_chunks().0.iter().map(|bytes| f64::from_le_bytes(*bytes)).collect();
    assert_eq!(scaled, plain.iter().map(|&v| f64::from(v) * 0.5 - 10.0).collect::<Vec<_>>());
    let message = cogsmith(&["read", &file, "--raw", "-", "--scaled", "--dtype", "int16"]).fails(USAGE);
    assert!(message.contains("float32 or float64"), "{message}");
    for (option, word) in [("--dtype", "complex64"), ("--bbox", "--bbox"), ("--resampling", "lanczos")] {
        assert!(cogsmith(&["read", &file, "--raw", "-", option, "x"]).fails(USAGE).contains(word));
    }
}

#[test]
fn masks_say_which_pixels_are_valid() {
    let file = testdata("mask_and_overview.tif");
    // A disc of 90 pixels' squared radius around (12, 10).
    let inside = |i: i32| (i % 24 - 12).pow(2) + (i / 24 - 10).pow(2) < 90;
    let disc: Vec<u8> = (0..24 * 20).map(|i| if inside(i) { 255 } else { 0 }).collect();
    for which in [&["--mask"][..], &["--mask", "dataset"], &["--mask", "1"]] {
        let read = cogsmith(&[&["read", &file, "--raw", "-"], which].concat()).succeeds();
        assert!(read.stdout == disc, "{which:?}");
    }
    let row = cogsmith(&["read", &file, "--raw", "-", "--window", "0", "9", "24", "1", "--mask"]).succeeds();
    assert_eq!(row.stdout, disc[9 * 24..10 * 24]);
    assert!(cogsmith(&["read", &file, "--raw", "-", "--mask", "2"]).fails(USAGE).contains('2'));
}

#[test]
fn a_screen_gets_red_green_blue_and_alpha() {
    let file = testdata("mask_and_overview.tif");
    let (gray, mask) = (pixels(&file), cogsmith(&["read", &file, "--raw", "-", "--mask"]).succeeds().stdout);
    let rgba = cogsmith(&["read", &file, "--raw", "-", "--rgba"]).succeeds().stdout;
    assert!(rgba == [&gray[..], &gray, &gray, &mask].concat());
}

#[test]
fn pages_count_from_one() {
    let file = testdata("pages.tif");
    let second = cogsmith(&["read", &file, "--page", "2", "--raw", "-"]).succeeds().stdout;
    assert_eq!(second, (0..27_u32).map(|i| ((100 + 7 * (i % 9) + 31 * (i / 9)) % 251) as u8).collect::<Vec<_>>());
    assert_eq!(cogsmith(&["read", &file, "--page", "1", "--raw", "-"]).succeeds().stdout, pixels(&file));
    assert!(cogsmith(&["read", &file, "--page", "3", "--raw", "-"]).fails(USAGE).contains("2 pages"));
}

#[test]
fn what_lies_beside_a_file_can_be_passed_over() {
    let folder = Folder::new();
    let file = folder.write("dem.tif", &std::fs::read(terrain()).unwrap());
    folder.write("dem.tif.aux.xml", b"<PAMDataset><SRS>EPSG:25833</SRS></PAMDataset>");
    let code = |options: &[&str]| {
        let json = cogsmith(&[&["info", &file, "--json"], options].concat()).json();
        json["crs"]["epsg"].as_u64()
    };
    assert_eq!((code(&[]), code(&["--no-sidecars"])), (Some(25833), Some(32633)));
}
