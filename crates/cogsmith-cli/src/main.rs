//! The program `cogsmith`: arguments in, library calls, words out.
#![forbid(unsafe_code)]

mod args;
mod commands;
mod crs;
mod csv;
mod interrupt;
mod number;
mod progress;

use std::process::ExitCode;

use clap::Parser;
use cogsmith::{Error, ErrorKind};

/// Exit status of a command that failed, or found a file not to be what it should be.
const FAILURE: u8 = 1;
/// Exit status of a command line that is wrong, which is also clap's.
const USAGE: u8 = 2;
/// Exit status after Ctrl-C, which is also the shell's.
const STOPPED: u8 = 130;

fn main() -> ExitCode {
    let args = args::Args::parse();
    let writes_a_cog =
        matches!(args.command, args::Command::Create(_) | args::Command::Calc(_) | args::Command::Terrain(_));
    match commands::run(args.command) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(FAILURE),
        // Whoever reads our output has read enough; but half a COG is none.
        Err(error) if is_broken_pipe(&error) => ExitCode::from(if writes_a_cog { FAILURE } else { 0 }),
        Err(error) => {
            complain(&error);
            ExitCode::from(match error.kind() {
                ErrorKind::Parameter => USAGE,
                ErrorKind::Cancelled => STOPPED,
                _ => FAILURE,
            })
        }
    }
}

fn is_broken_pipe(error: &Error) -> bool {
    let cause = std::error::Error::source(error).and_then(|cause| cause.downcast_ref::<std::io::Error>());
    cause.is_some_and(|cause| cause.kind() == std::io::ErrorKind::BrokenPipe)
}

#[allow(clippy::print_stderr, reason = "this is where the program speaks of failure")]
fn complain(error: &Error) {
    match error.kind() {
        ErrorKind::Cancelled => eprintln!("cogsmith: stopped"),
        _ => eprintln!("cogsmith: {error}"),
    }
}
