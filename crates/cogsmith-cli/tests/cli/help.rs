//! The help: whoever does not know what to type is told, with examples.

use crate::{USAGE, cogsmith};

const COMMANDS: [&str; 13] = [
    "create", "calc", "terrain", "info", "validate", "read", "preview", "windows", "stats", "hist", "sample", "zonal",
    "diff",
];

#[test]
fn alone_it_prints_help() {
    let outcome = cogsmith(&[]);
    assert_eq!(outcome.status, Some(USAGE));
    assert!(outcome.stdout.is_empty() && outcome.stderr.contains("Usage: cogsmith"));
    assert!(COMMANDS.iter().all(|command| outcome.stderr.contains(command)), "{outcome}");
}

#[test]
fn every_command_has_help_with_examples() {
    let help = cogsmith(&["--help"]).text();
    assert!(help.contains("Exit status:") && help.contains("Examples:"));
    for command in COMMANDS {
        for option in ["-h", "--help"] {
            let help = cogsmith(&[command, option]).text();
            assert!(help.contains("Examples:\n") && help.contains(&format!("cogsmith {command} ")), "{help}");
            assert!(help.lines().all(|line| line.chars().count() <= 120), "{help}");
        }
        assert!(cogsmith(&["help", command]).text().contains("Examples:"));
    }
}

#[test]
fn it_tells_its_version() {
    assert_eq!(cogsmith(&["--version"]).text(), concat!("cogsmith ", env!("CARGO_PKG_VERSION"), "\n"));
}
