//! `cogsmith create`: a COG out of any GeoTIFF.

mod adapt;
mod options;
mod source;

use std::time::Duration;

use cogsmith::{CogSummary, CogWriter, Profile, RasterSource as _, Result, Threads};
use indicatif::DecimalBytes;

use crate::args::{Create, Work};
use crate::interrupt::Interrupt;
use crate::number::plural;
use crate::progress::Progress;

pub(crate) fn run(args: &Create) -> Result<()> {
    args.sources.iter().try_for_each(|source| super::check_target(source, &args.target))?;
    let interrupt = Interrupt::listen()?;
    // Errors of files name them already.
    let named = |error: cogsmith::Error| match args.sources.as_slice() {
        [source] => error.in_file(source.display().to_string()),
        _ => error,
    };
    let given = options::given(args)?;
    let threads = match given.threads() {
        Some(Threads::Count(count)) => Some(count),
        Some(Threads::All) | None => None,
    };
    let options = given.into_options().map_err(named)?;
    let work = Work { threads, ..args.work };
    let opened = super::with_threads(&work, || source::open(args))?.map_err(named)?;
    let source = super::with_threads(&work, || adapt::adapted(&opened, &args.adapt, &interrupt))?.map_err(named)?;
    let progress = Progress::new(source.profile().height as u64, "rows", args.work.quiet);
    let made = super::with_threads(&work, || {
        let on_rows = |rows| {
            progress.advance(rows);
            !interrupt.is_asked()
        };
        let writer = CogWriter::new(&source, options).on_rows(&on_rows).durability(args.output.durability());
        if super::is_stdout(&args.target) {
            writer.write_to(&mut std::io::stdout().lock())
        } else {
            writer.write_file(&args.target)
        }
    });
    let elapsed = progress.finish();
    let summary = made?.map_err(|error| match error.kind() {
        cogsmith::ErrorKind::Io => error.in_file("standard output"),
        _ => named(error),
    })?;
    say_notes(args, &summary);
    if let Some(elapsed) = elapsed {
        say_done(args, source.profile(), &summary, elapsed);
    }
    Ok(())
}

#[allow(clippy::print_stderr, reason = "for whoever waits at the terminal")]
fn say_done(args: &Create, source: &Profile, summary: &CogSummary, elapsed: Duration) {
    let name =
        if super::is_stdout(&args.target) { "standard output".into() } else { args.target.display().to_string() };
    let overviews = summary.levels.len().saturating_sub(1);
    let pixel_len = source.bands * source.sample_type.bytes();
    let pixels: f64 = summary.levels.iter().map(|&(width, height)| width as f64 * height as f64).sum();
    eprintln!(
        "{name}: {}{}, {:.0} % of its pixels' size, {overviews} overview{}, in {:.1} s",
        DecimalBytes(summary.file_len),
        if summary.is_big { " (BigTIFF)" } else { "" },
        summary.file_len as f64 / (pixels * pixel_len as f64) * 100.0,
        plural(overviews),
        elapsed.as_secs_f64(),
    );
}

#[allow(clippy::print_stderr, reason = "what was decided, for whoever asked for it")]
fn say_notes(args: &Create, summary: &CogSummary) {
    for note in summary.notes.iter().filter(|_| !args.work.quiet) {
        eprintln!("cogsmith: {}: {note}", args.target.display());
    }
}
