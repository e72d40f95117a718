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
