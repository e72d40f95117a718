//! `cogsmith create`: a COG out of any GeoTIFF.

mod options;

use std::time::Duration;

use cogsmith::{CogSummary, CogWriter, Dataset, Result, Threads};
use indicatif::DecimalBytes;

use crate::args::{Create, Work};
use crate::interrupt::Interrupt;
use crate::number::plural;
use crate::progress::Progress;

pub(crate) fn run(args: &Create) -> Result<()> {
    let given = options::given(args)?;
    let threads = given.threads();
    let options = given.into_options().map_err(|error| error.in_file(args.source.display().to_string()))?;
    let source = super::open(&args.source, &args.input)?;
    super::check_target(&args.source, &args.target)?;
    let interrupt = Interrupt::listen()?;
    let progress = Progress::new(source.height() as u64, "rows", args.work.quiet);
    let threads = match threads {
        Some(Threads::Count(count)) => Some(count),
        Some(Threads::All) | None => None,
    };
    let made = super::with_threads(&Work { threads, ..args.work }, || {
        let on_rows = |rows| {
            progress.advance(rows);
            !interrupt.is_asked()
        };
        let writer = CogWriter::new(&source, options).on_rows(&on_rows);
        if super::is_stdout(&args.target) {
            writer.write_to(&mut std::io::stdout().lock())
        } else {
            writer.write_file(&args.target)
        }
    });
    let elapsed = progress.finish();
    // Errors of either file name it already.
    let summary = made?.map_err(|error| match error.kind() {
        cogsmith::ErrorKind::Io => error.in_file("standard output"),
        _ => error.in_file(args.source.display().to_string()),
    })?;
    say_notes(args, &summary);
    if let Some(elapsed) = elapsed {
        say_done(args, &source, &summary, elapsed);
    }
    Ok(())
}

#[allow(clippy::print_stderr, reason = "for whoever waits at the terminal")]
fn say_done(args: &Create, source: &Dataset, summary: &CogSummary, elapsed: Duration) {
    let name =
        if super::is_stdout(&args.target) { "standard output".into() } else { args.target.display().to_string() };
    let overviews = summary.levels.len().saturating_sub(1);
    let pixel_len = source.bands() * source.sample_type().bytes();
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
        eprintln!("cogsmith: {}: {note}", args.source.display());
    }
}
