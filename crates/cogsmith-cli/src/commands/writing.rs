//! Writing a raster to a file or to standard output, with a bar, and stopping when asked to.

use std::path::Path;
use std::time::Duration;

use cogsmith::{
    CogOptions, CogSummary, CogWriter, CreationOptions, Durability, Profile, RasterSource, Result, Threads,
};
use indicatif::DecimalBytes;

use crate::args::Work;
use crate::interrupt::Interrupt;
use crate::number::plural;
use crate::progress::Progress;

/// Where a raster goes, and how.
pub(super) struct Writing<'a> {
    pub(super) target: &'a Path,
    pub(super) options: CogOptions,
    pub(super) durability: Durability,
    pub(super) work: Work,
    pub(super) interrupt: &'a Interrupt,
}

/// The threads that are asked for by any name.
pub(super) fn work_of(work: &Work, given: &CreationOptions) -> Work {
    let threads = match given.threads() {
        Some(Threads::Count(count)) => Some(count),
        Some(Threads::All) | None => None,
    };
    Work { threads, ..*work }
}

impl Writing<'_> {
    /// Writes it; `named` says in an error which source it is of.
    pub(super) fn write(
        self,
        source: &dyn RasterSource,
        named: impl Fn(cogsmith::Error) -> cogsmith::Error,
    ) -> Result<()> {
        let Self { target, options, durability, work, interrupt } = self;
        let progress = Progress::new(source.profile().height as u64, "rows", work.quiet);
        let made = super::with_threads(&work, || {
            let on_rows = |rows| {
                progress.advance(rows);
                !interrupt.is_asked()
            };
            let writer = CogWriter::new(source, options).on_rows(&on_rows).durability(durability);
            if super::is_stdout(target) {
                writer.write_to(&mut std::io::stdout().lock())
            } else {
                writer.write_file(target)
            }
        });
        let elapsed = progress.finish();
        let summary = made?.map_err(|error| match error.kind() {
            cogsmith::ErrorKind::Io => error.in_file("standard output"),
            _ => named(error),
        })?;
        say_notes(target, &work, &summary);
        if let Some(elapsed) = elapsed {
            say_done(target, source.profile(), &summary, elapsed);
        }
        Ok(())
    }
}

#[allow(clippy::print_stderr, reason = "for whoever waits at the terminal")]
fn say_done(target: &Path, source: &Profile, summary: &CogSummary, elapsed: Duration) {
    let name = if super::is_stdout(target) { "standard output".into() } else { target.display().to_string() };
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
fn say_notes(target: &Path, work: &Work, summary: &CogSummary) {
    for note in summary.notes.iter().filter(|_| !work.quiet) {
        eprintln!("cogsmith: {}: {note}", target.display());
    }
}
