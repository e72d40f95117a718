//! The programs in `examples/` run and say what they should.
#![cfg(all(feature = "picture", feature = "rayon", feature = "spool-file"))]
#![allow(clippy::unwrap_used)] // Nothing but tests.

use std::path::{Path, PathBuf};
use std::process::Command;

/// What an example prints.
fn run(name: &str, args: &[&Path]) -> String {
    let output = program(name).args(args).output().unwrap();
    assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// A plain `cargo test` has built the examples as programs; where only some targets were asked for, Cargo does it now.
fn program(name: &str) -> Command {
    let this = std::env::current_exe().unwrap();
    let built = this.ancestors().nth(2).unwrap().join("examples").join(name);
    let built = built.with_extension(std::env::consts::EXE_EXTENSION);
    if built.exists() {
        return Command::new(built);
    }
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(env!("CARGO_MANIFEST_DIR")).args(["run", "--quiet", "--example", name, "--"]);
    cargo
}

fn terrain() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/terrain.tif")
}

#[test]
fn info() {
    let text = run("info", &[]);
    assert!(text.contains("1100 × 900 pixels, 1 × int16\n") && text.contains("EPSG:32633\n"), "{text}");
    assert_eq!(run("info", &[&terrain()]), text);
}

#[test]
fn windows_and_mean() {
    assert!(run("windows", &[]).starts_with("the steepest pixel is at column "));
    let text = run("streaming_mean", &[]);
    let mean: f64 = text.lines().next().unwrap().rsplit(' ').next().unwrap().parse().unwrap();
    let statistics = cogsmith::open(terrain()).unwrap().statistics().unwrap()[0];
    assert!((mean - statistics.mean).abs() < 1e-9, "{text}");
}

#[test]
fn tiles_and_ndvi() {
    let text = run("tiles", &[]);
    assert!(
        text.starts_with("16 tiles of 128 × 128, 25 of which share 8 pixels\n  (column 0, row 0, 128 × 128)\n"),
        "{text}"
    );
    assert!(text.contains("(column 120, row 0, 128 × 128)") && text.contains("below 1e-5: true\n"), "{text}");
    let (path, size) = text.lines().last().unwrap().rsplit_once(": ").unwrap();
    assert!(size.starts_with("800 × ") && std::fs::read(path).unwrap().starts_with(b"\x89PNG"), "{text}");
    // Of a file that is given, no picture is drawn.
    assert!(run("tiles", &[&terrain()]).ends_with("below 1e-5: true\n"));
    let text = run("ndvi", &[]);
    assert!(text.starts_with("serial and parallel: equal\nthe mean index is 0."), "{text}");
}

#[test]
fn preview() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("preview.png");
    let text = run("preview", &[&terrain(), &path]);
    assert!(text.contains("800 × "), "{text}");
    assert!(std::fs::read(&path).unwrap().starts_with(b"\x89PNG"));
}

#[test]
fn cogs() {
    let folder = tempfile::tempdir().unwrap();
    let cog = folder.path().join("cog.tif");
    let terrain = terrain();
    for (example, args, size) in [
        ("file_to_cog", vec![terrain.as_path(), &cog], (1100, 900)),
        ("array_to_cog", vec![cog.as_path()], (1200, 1200)),
        ("computed_to_cog", vec![terrain.as_path(), &cog], (1100, 900)),
    ] {
        run(example, &args);
        let made = cogsmith::open(&cog).unwrap();
        assert_eq!(((made.width(), made.height()), made.epsg()), (size, Some(32633)), "{example}");
        assert!(made.levels() > 1 && made.statistics().unwrap()[0].std > 10.0, "{example}");
        let source = std::fs::read(&cog).unwrap();
        assert!(cogsmith::validate(&source, cogsmith::ValidateOptions::default()).unwrap().is_valid(), "{example}");
    }
}
