//! `cogsmith stats`: statistics of every band.

use std::fmt::Write as _;

use cogsmith::{BandStatistics, Result};
use serde_json::{Value, json};

use crate::args::Stats;
use crate::number::{exact, json_number};
use crate::progress::Progress;

const COLUMNS: [&str; 7] = ["band", "min", "max", "mean", "std", "valid", "%"];

pub(crate) fn run(args: &Stats) -> Result<()> {
    let dataset = super::open(&args.file, &args.input)?;
    let progress = Progress::new(dataset.height() as u64, "rows", args.work.quiet);
    let statistics = super::with_threads(&args.work, || cogsmith::statistics(&dataset, &|n| progress.advance(n)))?;
    progress.finish();
    let statistics = statistics.map_err(|error| error.in_file(args.file.display().to_string()))?;
    let pixels = dataset.width() as f64 * dataset.height() as f64;
    super::print(&if args.json { to_json(&statistics, pixels) } else { to_text(&statistics, pixels) })
}

fn percent(statistics: &BandStatistics, pixels: f64) -> f64 {
    statistics.valid as f64 / pixels * 100.0
}

fn to_json(statistics: &[BandStatistics], pixels: f64) -> String {
    let band = |(i, s): (usize, &BandStatistics)| {
        let figure = |value| if s.valid == 0 { Value::Null } else { json_number(value) };
        json!({
            "band": i + 1,
            "valid": s.valid,
            "valid_percent": json_number(percent(s, pixels)),
            "min": figure(s.min),
            "max": figure(s.max),
            "mean": figure(s.mean),
            "std": figure(s.std),
        })
    };
    format!("{:#}\n", json!({ "bands": statistics.iter().enumerate().map(band).collect::<Vec<_>>() }))
}

/// A table with right-aligned columns.
fn to_text(statistics: &[BandStatistics], pixels: f64) -> String {
    let row = |(i, s): (usize, &BandStatistics)| {
        let figure = |value| if s.valid == 0 { "-".into() } else { exact(value) };
        let valid = format!("{:.2}", percent(s, pixels));
        let band = (i + 1).to_string();
        [band, figure(s.min), figure(s.max), figure(s.mean), figure(s.std), s.valid.to_string(), valid]
    };
    let head = COLUMNS.map(str::to_string);
    let rows: Vec<_> = std::iter::once(head).chain(statistics.iter().enumerate().map(row)).collect();
    let mut out = String::new();
    for row in &rows {
        for (i, cell) in row.iter().enumerate() {
            let width = rows.iter().map(|row| row[i].len()).max().unwrap_or(0);
            let gap = if i == 0 { "" } else { "  " };
            let _ = write!(out, "{gap}{cell:>width$}");
        }
        out.push('\n');
    }
    out
}
