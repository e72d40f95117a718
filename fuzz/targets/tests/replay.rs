//! The targets, run on the inputs that are kept and on every file of `testdata`, without libFuzzer.

use std::fs;
use std::path::{Path, PathBuf};

use cogsmith_fuzz_targets::{TARGETS, Target};

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

/// The files of a folder and of those in it, by their names.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.into_iter().flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// Tells which input it was if a target panics.
struct Named<'a>(&'a str, &'a Path);

impl Drop for Named<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("the input of {}: {}", self.0, self.1.display());
        }
    }
}

fn replay((name, run): Target, paths: &[PathBuf]) {
    for path in paths {
        let _named = Named(name, path);
        run(&fs::read(path).unwrap());
    }
}

#[test]
fn kept_inputs() {
    let folders: Vec<String> =
        fs::read_dir(here("kept")).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(folders.len(), TARGETS.len(), "a folder for each target");
    for target in TARGETS {
        let paths = files(&here("kept").join(target.0));
        assert!(paths.len() > 5, "{}", target.0);
        replay(target, &paths);
    }
}

#[test]
fn fixtures() {
    let mut paths = files(&here("../testdata"));
    paths.retain(|path| path.extension().is_some_and(|ext| ext == "tif"));
    assert!(paths.len() > 150);
    for target in TARGETS.into_iter().filter(|(name, _)| ["parse", "read_window", "rewrite"].contains(name)) {
        replay(target, &paths);
    }
}
