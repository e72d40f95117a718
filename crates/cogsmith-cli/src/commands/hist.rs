//! `cogsmith hist`: histograms drawn in the terminal.

use std::fmt::Write as _;

use cogsmith::{Distribution, DistributionSpec, HistogramSpec, Result};

use super::distribution::{self, to_json};
use crate::args::Hist;
use crate::number::exact;

/// Eighths of a column.
const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

pub(crate) fn run(args: &Hist) -> Result<()> {
    let dataset = super::open(&args.file, &args.input)?;
    let range = match args.range.as_deref() {
        Some(&[min, max]) => Some([min, max]),
        _ => None,
    };
    let histogram = Some(HistogramSpec { bins: args.bins, range });
    let spec = DistributionSpec { histogram, ..DistributionSpec::default() };
    let found = distribution::of(&dataset, &args.part, spec, &args.work)
        .map_err(|error| error.in_file(args.file.display().to_string()))?;
    if args.json {
        return super::print(&to_json(&found, &[]));
    }
    let width = args.width.map_or_else(terminal_width, usize::from);
    let charts: Vec<String> = found.iter().map(|found| chart(found, width, args.log)).collect();
    super::print(&charts.join("\n"))
}

/// Of standard output, which is 80 columns wide if it is no terminal.
fn terminal_width() -> usize {
    let term = console::Term::stdout();
    if term.is_term() { usize::from(term.size().1).clamp(30, 1000) } else { 80 }
}

fn chart(found: &Distribution, width: usize, log: bool) -> String {
    let s = &found.statistics;
    let Some(histogram) = &found.histogram else {
        return format!("band {}: no valid pixel\n", found.band + 1);
    };
    let mut out = format!(
        "band {}: {} valid pixels, {} to {}, mean {}, std {}\n",
        found.band + 1,
        s.valid,
        exact(s.min),
        exact(s.max),
        short(s.mean),
        short(s.std)
    );
    let labels: Vec<String> = histogram.edges().iter().map(|&edge| short(edge)).collect();
    let counts: Vec<String> = histogram.counts().iter().map(u64::to_string).collect();
    let longest = |texts: &[String]| texts.iter().map(String::len).max().unwrap_or(0);
    let (label_width, count_width) = (longest(&labels), longest(&counts));
    // A label, " ┤", the bar, a blank and the number.
    let bar_width = width.saturating_sub(label_width + 3 + count_width + 1).max(8);
    let scale = |count: u64| if log { (count as f64).ln_1p() } else { count as f64 };
    let most = scale(histogram.counts().iter().copied().max().unwrap_or(0)).max(1e-9);
    for ((label, count), &n) in labels.iter().zip(&counts).zip(histogram.counts()) {
        let eighths = (scale(n) / most * (bar_width * 8) as f64).round() as usize;
        // What is there is seen.
        let eighths = if n > 0 { eighths.max(1) } else { 0 };
        let bar = format!("{}{}", "█".repeat(eighths / 8), EIGHTHS[eighths % 8]);
        let _ = writeln!(out, "{label:>label_width$} ┤{bar} {count}");
    }
    let last = labels.last().map_or("", String::as_str);
    let _ = writeln!(out, "{last:>label_width$} ┘{}", if log { " (logarithmic)" } else { "" });
    if histogram.outside > 0 {
        let _ = writeln!(out, "{} values lie outside", histogram.outside);
    }
    out
}

/// Six digits suffice to see where a bar is.
fn short(value: f64) -> String {
    exact(format!("{value:.5e}").parse().unwrap_or(value))
}
