//! The program as its users have it: what it prints, what it writes, how it ends.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "these are tests, helpers and all")]

mod analysis;
mod bad_files;
mod bad_options;
mod bad_targets;
mod calc;
mod create;
mod creation_options;
mod every_option;
mod fixtures;
mod help;
mod info;
mod limits;
mod preview;
mod read;
mod rewrite;
mod sources;
mod stats;
mod terrain;
mod validate;
mod windows;

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// Exit statuses, as `--help` tells them.
const FAILED: i32 = 1;
const USAGE: i32 = 2;

/// Runs the program.
fn cogsmith(args: &[&str]) -> Outcome {
    Outcome::of(args, Stdio::piped())
}

/// How a run of the program ended.
struct Outcome {
    args: String,
    status: Option<i32>,
    stdout: Vec<u8>,
    stderr: String,
}

impl Outcome {
    fn of(args: &[&str], stdout: Stdio) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cogsmith"));
        command.args(args).stdin(Stdio::null()).stdout(stdout).stderr(Stdio::piped());
        Self::from_output(args, command.spawn().unwrap().wait_with_output().unwrap())
    }

    fn from_output(args: &[&str], output: Output) -> Self {
        let stderr = String::from_utf8(output.stderr).unwrap();
        let outcome = Self { args: args.join(" "), status: output.status.code(), stdout: output.stdout, stderr };
        assert!(!outcome.stderr.contains("panicked"), "{outcome}");
        outcome
    }

    /// It must have ended well, without a word of complaint.
    #[track_caller]
    fn succeeds(self) -> Self {
        assert!(self.status == Some(0) && self.stderr.is_empty(), "{self}");
        self
    }

    /// It must have ended with this status and one message; answers the message.
    #[track_caller]
    fn fails(self, status: i32) -> String {
        assert_eq!(self.status, Some(status), "{self}");
        let is_clear = match self.stderr.strip_prefix("cogsmith: ") {
            Some(message) => message.lines().count() == 1,
            // The words of clap, which tell of the help, too.
            None => status == USAGE && self.stderr.starts_with("error: "),
        };
        assert!(is_clear, "{self}");
        self.stderr.trim_start_matches("cogsmith: ").trim_end().to_string()
    }

    #[track_caller]
    fn text(self) -> String {
        String::from_utf8(self.succeeds().stdout).unwrap()
    }

    #[track_caller]
    fn json(self) -> Value {
        serde_json::from_slice(&self.succeeds().stdout).unwrap()
    }
}

impl std::fmt::Display for Outcome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "cogsmith {} ended with {:?} and said: {}", self.args, self.status, self.stderr)
    }
}

/// A folder that is gone after the test.
struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    fn path(&self, name: &str) -> String {
        text_of(self.0.path().join(name))
    }

    fn write(&self, name: &str, bytes: &[u8]) -> String {
        std::fs::write(self.0.path().join(name), bytes).unwrap();
        self.path(name)
    }

    /// Hidden files and all.
    fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.0.path()).unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

fn text_of(path: PathBuf) -> String {
    path.into_os_string().into_string().unwrap()
}

fn testdata(name: &str) -> String {
    text_of(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata").join(name))
}

fn terrain() -> String {
    testdata("terrain.tif")
}

/// A COG of the terrain, made with these options.
fn terrain_cog(folder: &Folder, options: &[&str]) -> String {
    let (source, target) = (terrain(), folder.path("cog.tif"));
    cogsmith(&[&["create", &source, &target], options].concat()).succeeds();
    target
}

/// Every sample of a file, as it is written raw.
fn pixels(file: &str) -> Vec<u8> {
    cogsmith(&["read", file, "--raw", "-"]).succeeds().stdout
}

/// The command lines that read a file; those that write are to write into the folder.
fn readers(file: &str, folder: &Folder) -> Vec<Vec<String>> {
    let (cog, raw) = (folder.path("out.tif"), folder.path("out.bin"));
    let lines: [&[&str]; 9] = [
        &["create", file, &cog],
        &["create", file, "-"],
        &["info", file],
        &["info", file, "--json"],
        &["validate", file],
        &["read", file, "--raw", &raw],
        &["read", file, "--raw", "-"],
        &["windows", file, "--tile", "16"],
        &["stats", file],
    ];
    lines.iter().map(|line| line.iter().map(ToString::to_string).collect()).collect()
}

fn run(line: &[String]) -> Outcome {
    cogsmith(&line.iter().map(String::as_str).collect::<Vec<_>>())
}
