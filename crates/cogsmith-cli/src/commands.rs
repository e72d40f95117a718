//! The subcommands, one file each.

mod create;
mod info;
mod read;
mod stats;
mod windows;

use std::io::Write;
use std::path::Path;

use cogsmith::{Error, Result};

use crate::args::{Command, Work};

/// Runs a command; `false` if it did its work and found a file not to be what it should be.
pub(crate) fn run(command: Command) -> Result<bool> {
    match command {
        Command::Create(args) => create::run(&args),
        Command::Info(args) => info::run(&args),
        Command::Read(args) => read::run(&args),
        Command::Windows(args) => windows::run(&args),
        Command::Stats(args) => stats::run(&args),
    }
    .map(|()| true)
}

/// Prints to standard output; a closed pipe is an error like any other here.
fn print(text: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .map_err(|cause| Error::io("cannot write to standard output", cause))
}

/// Does the work on as many threads as were asked for.
fn with_threads<T: Send>(work: &Work, job: impl FnOnce() -> T + Send) -> Result<T> {
    let threads = work.threads.map_or(0, usize::from);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    let pool = pool.map_err(|error| Error::io("cannot start threads", std::io::Error::other(error.to_string())))?;
    Ok(pool.install(job))
}

/// Whether the path stands for standard output.
fn is_stdout(path: &Path) -> bool {
    path.as_os_str() == "-"
}
