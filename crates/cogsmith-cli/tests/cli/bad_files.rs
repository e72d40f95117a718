//! Files that are none, or broken: every command says so in one line, and leaves nothing behind.

use crate::{FAILED, Folder, Outcome, fixtures, readers, run, terrain, terrain_cog, testdata};

/// Commands that need every pixel.
fn reads_pixels(line: &[String]) -> bool {
    matches!(line[0].as_str(), "create" | "read" | "stats")
}

/// It must have failed with a message that names the file; answers what else it says.
#[track_caller]
fn complaint(outcome: Outcome, file: &str) -> String {
    let message = outcome.fails(FAILED);
    assert!(message.starts_with(file), "{message}");
    message.replace(file, "")
}

#[test]
fn what_is_no_tiff_is_refused_by_every_command() {
    let inputs = Folder::new();
    let files = [
        (inputs.path("none.tif"), "cannot open it"),
        (inputs.path(""), "folder"),
        (inputs.write("empty.tif", b""), "header"),
        (inputs.write("text.tif", b"II says the text, which is none"), "TIFF"),
        (inputs.write("png.tif", b"\x89PNG\r\n\x1a\n0000"), "TIFF"),
    ];
    for (file, word) in files {
        let folder = Folder::new();
        for line in readers(&file, &folder) {
            let said = complaint(run(&line), &file);
            assert!(said.contains(word), "{line:?}: {said}");
            assert!(folder.names().is_empty(), "{line:?}: {:?}", folder.names());
        }
    }
}

#[test]
fn broken_fixtures_are_refused_in_the_words_of_the_fixture() {
    let folder = Folder::new();
    for entry in fixtures::entries(true) {
        let (file, word) = (testdata(fixtures::name(&entry)), entry["error"].as_str().unwrap().to_lowercase());
        for line in readers(&file, &folder) {
            let outcome = run(&line);
            // Who looks at no pixel may find the file sound, and the validator find what is wrong.
            let is_report = line[0] == "validate" && outcome.stderr.is_empty();
            if reads_pixels(&line) || outcome.status != Some(0) && !is_report {
                let said = complaint(outcome, &file);
                assert!(said.to_lowercase().contains(&word), "{line:?}: {said} does not say {word}");
            }
            assert!(folder.names().is_empty(), "{line:?}: {:?}", folder.names());
        }
    }
}

#[test]
fn files_cut_off_anywhere_are_refused() {
    let inputs = Folder::new();
    let cog = terrain_cog(&inputs, &["--blocksize", "128"]);
    for source in [terrain(), cog, testdata("layout_big_be_tile_planar.tif"), testdata("mask_and_overview.tif")] {
        let bytes = std::fs::read(&source).unwrap();
        let ends =
            [1, 4, 7, 8, 12, 16, 50, 192, 250, 400, 1000, bytes.len() / 2, bytes.len() * 9 / 10, bytes.len() - 9];
        for end in ends.into_iter().filter(|&end| end < bytes.len()) {
            let (file, folder) = (inputs.write("cut.tif", &bytes[..end]), Folder::new());
            for line in readers(&file, &folder) {
                let outcome = run(&line);
                // A later directory may be lost, and all that the image needs be there still.
                if outcome.status != Some(0) && !(line[0] == "validate" && outcome.stderr.is_empty()) {
                    complaint(outcome, &file);
                } else {
                    assert!(end >= 50, "{line:?} took the first {end} bytes of {source}");
                    std::fs::remove_file(folder.path("out.tif")).ok();
                    std::fs::remove_file(folder.path("out.bin")).ok();
                }
                assert!(folder.names().is_empty(), "{line:?}: {:?}", folder.names());
            }
        }
    }
}

#[test]
fn a_lost_half_is_noticed() {
    let inputs = Folder::new();
    let cog = terrain_cog(&inputs, &[]);
    for source in [terrain(), cog] {
        let bytes = std::fs::read(&source).unwrap();
        let (file, folder) = (inputs.write("half.tif", &bytes[..bytes.len() / 2]), Folder::new());
        for line in readers(&file, &folder).iter().filter(|line| reads_pixels(line)) {
            complaint(run(line), &file);
        }
        assert_eq!(run(&["validate".into(), file]).status, Some(FAILED));
    }
}

#[test]
fn a_failed_create_leaves_the_old_file() {
    let folder = Folder::new();
    let target = folder.write("out.tif", b"precious");
    folder.write("out.bin", b"precious");
    for entry in fixtures::entries(true) {
        for line in readers(&testdata(fixtures::name(&entry)), &folder) {
            run(&line);
        }
    }
    for name in ["out.tif", "out.bin"] {
        assert_eq!(std::fs::read(folder.path(name)).unwrap(), b"precious");
    }
    assert_eq!(folder.names(), ["out.bin", "out.tif"]);
    assert!(std::path::Path::new(&target).exists());
}
