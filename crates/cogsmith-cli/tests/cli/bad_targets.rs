//! Targets that cannot be written: one clear message, and nothing left behind.

use std::fs::{File, OpenOptions};

use crate::{FAILED, Folder, Outcome, USAGE, cogsmith, terrain};

/// Both commands that write, to this target.
fn writers(target: &str) -> [Outcome; 2] {
    [cogsmith(&["create", &terrain(), target]), cogsmith(&["read", &terrain(), "--raw", target])]
}

#[test]
fn a_missing_folder() {
    let folder = Folder::new();
    let target = folder.path("none/out.tif");
    for outcome in writers(&target) {
        let message = outcome.fails(FAILED);
        assert!(message.starts_with(&target) && message.contains("folder"), "{message}");
    }
    assert!(folder.names().is_empty());
}

#[test]
fn a_folder_that_is_to_be_read_only() {
    let folder = Folder::new();
    let inner = folder.path("inner");
    std::fs::create_dir(&inner).unwrap();
    let mut permissions = std::fs::metadata(&inner).unwrap().permissions();
    permissions.set_readonly(true);
    std::fs::set_permissions(&inner, permissions).unwrap();
    // Permissions mean nothing to root.
    if File::create(folder.path("inner/probe")).is_err() {
        for outcome in writers(&folder.path("inner/out.tif")) {
            let message = outcome.fails(FAILED);
            assert!(message.starts_with(&folder.path("inner/out.tif")), "{message}");
        }
        assert_eq!(std::fs::read_dir(&inner).unwrap().count(), 0);
    }
}

#[test]
fn a_folder_in_the_place_of_the_file() {
    let folder = Folder::new();
    let target = folder.path("out.tif");
    std::fs::create_dir(&target).unwrap();
    for outcome in writers(&target) {
        let message = outcome.fails(USAGE);
        assert!(message.starts_with(&target) && message.contains("folder"), "{message}");
    }
    assert_eq!(folder.names(), ["out.tif"]);
    assert_eq!(std::fs::read_dir(&target).unwrap().count(), 0);
}

#[test]
fn the_source_itself() {
    let folder = Folder::new();
    let bytes = std::fs::read(terrain()).unwrap();
    let file = folder.write("dem.tif", &bytes);
    let same = folder.path("./dem.tif");
    for args in [&["create", &file, &same][..], &["read", &file, "--raw", &same]] {
        let message = cogsmith(args).fails(USAGE);
        assert!(message.starts_with(&same) && message.contains("source"), "{message}");
    }
    assert!(std::fs::read(&file).unwrap() == bytes);
    assert_eq!(folder.names(), ["dem.tif"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk() {
    for outcome in writers("/dev/full") {
        let message = outcome.fails(FAILED);
        assert!(message.starts_with("/dev/full: cannot write"), "{message}");
    }
    let terrain = terrain();
    for args in [
        &["create", &terrain, "-"][..],
        &["read", &terrain, "--raw", "-"],
        &["info", &terrain],
        &["info", &terrain, "--json"],
        &["validate", &terrain],
        &["validate", &terrain, "--json"],
        &["windows", &terrain, "--tile", "64"],
        &["stats", &terrain],
    ] {
        let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
        let message = Outcome::of(args, full.into()).fails(FAILED);
        assert!(message.contains("standard output") && message.contains("space"), "{message}");
    }
}
