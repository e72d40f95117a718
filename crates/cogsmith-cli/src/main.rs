//! The program `cogsmith`: arguments in, library calls, words out.
#![forbid(unsafe_code)]

mod args;
mod commands;
mod number;
mod progress;

use std::process::ExitCode;

use clap::Parser;

/// Exit status of a command that failed, or found a file not to be what it should be.
const FAILURE: u8 = 1;

fn main() -> ExitCode {
    let args = args::Args::parse();
    match commands::run(args.command) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(FAILURE),
        // Whoever reads our output has read enough.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&error);
            ExitCode::from(FAILURE)
        }
    }
}

fn is_broken_pipe(error: &cogsmith::Error) -> bool {
    let cause = std::error::Error::source(error).and_then(|cause| cause.downcast_ref::<std::io::Error>());
    cause.is_some_and(|cause| cause.kind() == std::io::ErrorKind::BrokenPipe)
}

#[allow(clippy::print_stderr, reason = "this is where the program speaks of failure")]
fn complain(error: &cogsmith::Error) {
    eprintln!("cogsmith: {error}");
}
