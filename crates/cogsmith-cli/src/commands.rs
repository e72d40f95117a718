//! The subcommands, one file each.

mod calc;
mod create;
mod diff;
mod distribution;
mod encoding;
mod hist;
mod info;
mod preview;
mod read;
mod rewrite;
mod sample;
mod stats;
mod terrain;
mod validate;
mod windows;
mod writing;
mod zonal;

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

use cogsmith::{Dataset, Error, OpenOptions, Result};

use crate::args::{Command, Input, Work};

/// Runs a command; `false` if it did its work and found a file not to be what it should be.
pub(crate) fn run(command: Command) -> Result<bool> {
    match command {
        Command::Validate(args) => return validate::run(&args),
        Command::Diff(args) => return diff::run(&args),
        Command::Create(args) => create::run(&args),
        Command::Calc(args) => calc::run(&args),
        Command::Terrain(args) => terrain::run(&args),
        Command::Rewrite(args) => rewrite::run(&args),
        Command::Info(args) => info::run(&args),
        Command::Read(args) => read::run(&args),
        Command::Preview(args) => preview::run(&args),
        Command::Windows(args) => windows::run(&args),
        Command::Stats(args) => stats::run(&args),
        Command::Hist(args) => hist::run(&args),
        Command::Sample(args) => sample::run(&args),
        Command::Zonal(args) => zonal::run(&args),
    }
    .map(|()| true)
}

/// Opens a file as the command line says.
fn open(file: &Path, input: &Input) -> Result<Dataset> {
    Dataset::open_with(file, open_options(input)?)
}

fn open_options(input: &Input) -> Result<OpenOptions> {
    let page = input.page.map_or(0, |number| number.saturating_sub(1));
    Ok(OpenOptions::new().sidecars(!input.no_sidecars).page(page).limits(input.allowed.limits()?))
}

/// All of a text file, or of standard input.
fn read_text(path: &Path) -> Result<String> {
    let read =
        if is_stdout(path) { std::io::read_to_string(std::io::stdin().lock()) } else { std::fs::read_to_string(path) };
    let name = if is_stdout(path) { "standard input".into() } else { path.display().to_string() };
    read.map_err(|cause| Error::io("cannot read it as text", cause).in_file(name))
}

/// Bands as the library counts them, from 0; all of them if none is named.
fn bands(wanted: &[usize], count: usize) -> Result<Vec<usize>> {
    if wanted.is_empty() {
        return Ok((0..count).collect());
    }
    let from_zero = |&band: &usize| match band {
        1.. if band <= count => Ok(band - 1),
        _ => Err(Error::parameter(format!("there is no band {band}: the bands are 1 to {count}"))),
    };
    wanted.iter().map(from_zero).collect()
}

/// Prints to standard output; a closed pipe is an error like any other here.
fn print(text: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(cannot_print)
}

fn cannot_print(cause: std::io::Error) -> Error {
    Error::io("cannot write to standard output", cause)
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

/// Refuses a target that no bytes should go to: the source itself, or a terminal.
fn check_target(source: &Path, target: &Path) -> Result<()> {
    if is_stdout(target) {
        return match std::io::stdout().is_terminal() {
            true => Err(Error::parameter("standard output is a terminal: redirect it to a file or a program")),
            false => Ok(()),
        };
    }
    match (std::fs::canonicalize(source), std::fs::canonicalize(target)) {
        (Ok(source), Ok(canonical)) if source == canonical => {
            let error = Error::parameter("it is the source and the target: choose another name for the target");
            Err(error.in_file(target.display().to_string()))
        }
        _ => Ok(()),
    }
}

/// The file of external overviews that GDAL would take for this one's.
fn external_overviews(file: &Path) -> Option<PathBuf> {
    let beside = |suffix: &str| {
        let mut name = file.as_os_str().to_os_string();
        name.push(suffix);
        PathBuf::from(name)
    };
    [".ovr", ".OVR"].into_iter().map(beside).find(|path| path.is_file())
}
