//! `cogsmith rewrite`: a COG out of a tiled GeoTIFF, whose blocks stay as they are.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use cogsmith::{CogRewriter, Resampling, Result, RewriteOptions, RewriteOverviews, RewriteSummary};
use indicatif::DecimalBytes;

use crate::args::{KeptOverviewsArg, Rewrite};
use crate::interrupt::Interrupt;
use crate::number::plural;
use crate::progress::Progress;

/// Steps of the bar.
const STEPS: f64 = 1000.0;

pub(crate) fn run(args: &Rewrite) -> Result<()> {
    let source = super::open(&args.source, &args.input)?;
    if super::is_stdout(&args.target) {
        super::check_target(&args.source, &args.target)?;
    }
    let interrupt = Interrupt::listen()?;
    let progress = Progress::new(STEPS as u64, "parts of a thousand", args.work.quiet);
    let made = super::with_threads(&args.work, || {
        let done = AtomicUsize::new(0);
        let on_share = |share: f64| {
            let now = (share * STEPS) as usize;
            progress.advance(now.saturating_sub(done.swap(now, Ordering::Relaxed)));
            !interrupt.is_asked()
        };
        let rewriter =
            CogRewriter::new(&source, options(args)).on_share(&on_share).durability(args.output.durability());
        if super::is_stdout(&args.target) {
            rewriter.write_to(&mut std::io::stdout().lock())
        } else {
            rewriter.write_file(&args.target)
        }
    });
    let elapsed = progress.finish();
    let summary = made?.map_err(|error| match error.kind() {
        cogsmith::ErrorKind::Io => error.in_file("standard output"),
        _ => error.in_file(args.source.display().to_string()),
    })?;
    say_notes(args, &summary);
    if let Some(elapsed) = elapsed {
        say_done(&args.target, &summary, elapsed);
    }
    Ok(())
}

/// What did not stay as it was is told whoever listens.
#[allow(clippy::print_stderr, reason = "for whoever counts on all of it")]
fn say_notes(args: &Rewrite, summary: &RewriteSummary) {
    if !args.work.quiet {
        summary.notes.iter().for_each(|note| eprintln!("{}: {note}", args.source.display()));
    }
}

#[allow(clippy::print_stderr, reason = "for whoever waits at the terminal")]
fn say_done(target: &Path, summary: &RewriteSummary, elapsed: Duration) {
    let name = if super::is_stdout(target) { "standard output".into() } else { target.display().to_string() };
    eprintln!(
        "{name}: {}{}, {} block{} copied, {} overview{}, {} of them made, in {:.1} s",
        DecimalBytes(summary.file_len),
        if summary.is_big { " (BigTIFF)" } else { "" },
        summary.copied_blocks,
        if summary.copied_blocks == 1 { "" } else { "s" },
        summary.levels.len().saturating_sub(1),
        plural(summary.levels.len().saturating_sub(1)),
        summary.made,
        elapsed.as_secs_f64(),
    );
}

fn options(args: &Rewrite) -> RewriteOptions {
    RewriteOptions {
        overviews: match args.overviews {
            KeptOverviewsArg::Keep => RewriteOverviews::Keep,
            KeptOverviewsArg::Make => RewriteOverviews::Make,
            KeptOverviewsArg::None => RewriteOverviews::None,
        },
        resampling: args.overview_resampling.map(Resampling::from),
        ..RewriteOptions::new()
    }
}
