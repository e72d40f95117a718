//! `create`: COGs of the same pixels, the same bytes whatever the threads and the way out.

use std::process::{Command, Stdio};

use crate::{Folder, Outcome, cogsmith, pixels, terrain, terrain_cog};

#[test]
fn it_is_quiet_in_a_pipe_and_leaves_one_file() {
    let folder = Folder::new();
    let cog = folder.path("cog.tif");
    let outcome = cogsmith(&["create", &terrain(), &cog]).succeeds();
    assert!(outcome.stdout.is_empty());
    assert_eq!(folder.names(), ["cog.tif"]);
}

#[test]
fn every_choice_gives_a_cog_of_the_same_pixels() {
    let (folder, expected) = (Folder::new(), pixels(&terrain()));
    for options in [
        &[][..],
        &["--compress", "none"],
        &["--compress", "lzw"],
        &["--compress", "lzw", "--predictor", "none"],
        &["--level", "1"],
        &["--level", "9", "--predictor", "2"],
        &["--blocksize", "16"],
        &["--blocksize", "1024"],
        &["--blocksize", "128", "--overview-resampling", "nearest"],
        &["--overview-count", "1"],
        &["--overview-count", "100"],
        &["--interleave", "tile", "--sparse", "--bigtiff", "yes"],
        &["--overview-blocksize", "512", "--overview-compress", "lzw", "--overview-predictor", "none"],
        &["--level", "9", "--overview-compress-level", "1", "--geotiff-version", "1.1"],
    ] {
        let cog = terrain_cog(&folder, options);
        cogsmith(&["validate", "--strict", &cog]).succeeds();
        assert!(pixels(&cog) == expected, "{options:?}");
    }
}

#[test]
fn options_do_what_they_say() {
    let folder = Folder::new();
    let info = |options: &[&str]| cogsmith(&["info", &terrain_cog(&folder, options), "--json"]).json();
    let lzw = info(&["--compress", "lzw", "--predictor", "none", "--blocksize", "256"]);
    assert_eq!((&lzw["compression"], &lzw["predictor"]), (&"LZW".into(), &1.into()));
    assert_eq!(lzw["block_shape"], serde_json::json!([256, 256]));
    let none = info(&["--overview-count", "0"]);
    assert_eq!(none["overviews"], serde_json::json!([]));
    // Down to one pixel and no further.
    let most = info(&["--overview-count", "100"]);
    assert_eq!(most["overviews"].as_array().unwrap().last(), Some(&serde_json::json!([1, 1])));
    let size = |options: &[&str]| info(options)["file_size"].as_u64().unwrap();
    assert!(
        size(&["--level", "9"]) < size(&["--level", "1"]) && size(&["--level", "1"]) < size(&["--compress", "none"])
    );

    assert!(size(&["--overview-compress-level", "9"]) < size(&["--overview-compress-level", "1"]));
    assert!(size(&["--overview-compress", "deflate"]) < size(&["--overview-compress", "none"]));
    assert!(size(&["--overview-predictor", "2"]) < size(&["--overview-predictor", "none"]));
    // A block of each overview, however small that is.
    assert!(size(&["--compress", "none", "--overview-blocksize", "16"]) < size(&["--compress", "none"]));

    let head = |options: &[&str]| std::fs::read(terrain_cog(&folder, options)).unwrap()[2];
    let variant = |big| head(&["--bigtiff", big]);
    assert_eq!(["yes", "no", "if-needed", "if-safer"].map(variant), [43, 42, 42, 42]);

    let levels = |how: &str| {
        let cog = terrain_cog(&folder, &["--overview-resampling", how]);
        cogsmith(&["read", &cog, "--raw", "-", "--overview", "1"]).succeeds().stdout
    };
    assert!(levels("nearest") != levels("average"));
}

#[test]
fn threads_and_the_way_out_change_no_byte() {
    let folder = Folder::new();
    for options in [&["--blocksize", "64"][..], &["--compress", "none"]] {
        let expected = std::fs::read(terrain_cog(&folder, options)).unwrap();
        for threads in ["1", "2", "4"] {
            let threads = [options, &["--threads", threads]].concat();
            assert!(std::fs::read(terrain_cog(&folder, &threads)).unwrap() == expected, "{threads:?}");
        }
        let unsynced = [options, &["--no-sync"]].concat();
        assert!(std::fs::read(terrain_cog(&folder, &unsynced)).unwrap() == expected, "not synced");
        let piped = cogsmith(&[&["create", &terrain(), "-"], options].concat()).succeeds();
        assert!(piped.stdout == expected, "piped, {options:?}");
    }
}

#[test]
fn a_file_that_was_there_is_replaced() {
    let folder = Folder::new();
    folder.write("cog.tif", b"something else");
    let cog = terrain_cog(&folder, &[]);
    cogsmith(&["validate", &cog]).succeeds();
    assert_eq!(folder.names(), ["cog.tif"]);
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_goes_on_pointing() {
    let folder = Folder::new();
    let target = folder.write("target.tif", b"something else");
    std::os::unix::fs::symlink(&target, folder.path("cog.tif")).unwrap();
    let cog = terrain_cog(&folder, &[]);
    assert!(std::fs::symlink_metadata(&cog).unwrap().is_symlink());
    cogsmith(&["validate", &target]).succeeds();
    assert_eq!(folder.names(), ["cog.tif", "target.tif"]);
}

#[test]
fn a_cog_of_a_cog_is_the_same() {
    let folder = Folder::new();
    let first = terrain_cog(&folder, &[]);
    let second = folder.path("again.tif");
    cogsmith(&["create", &first, &second]).succeeds();
    assert!(std::fs::read(first).unwrap() == std::fs::read(second).unwrap());
}

/// Runs a command whose reader goes away before it has read a byte.
fn into_a_closed_pipe(args: &[&str]) -> Outcome {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cogsmith"));
    let mut child = command.args(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    Outcome::from_output(args, child.wait_with_output().unwrap())
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_is_no_reason_to_complain() {
    let terrain = terrain();
    for args in [
        &["windows", &terrain, "--tile", "4"][..],
        &["windows", &terrain, "--tile", "4", "--json"],
        &["read", &terrain, "--raw", "-"],
        &["info", &terrain],
        &["stats", &terrain],
        &["validate", "--help"],
    ] {
        into_a_closed_pipe(args).succeeds();
    }
    // But half a COG is none.
    let outcome = into_a_closed_pipe(&["create", &terrain, "-"]);
    assert!(outcome.status == Some(crate::FAILED) && outcome.stderr.is_empty(), "{outcome}");
}
