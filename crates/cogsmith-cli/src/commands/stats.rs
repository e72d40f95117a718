//! `cogsmith stats`: statistics of every band.

use std::fmt::Write as _;

use cogsmith::{BandStatistics, Result};
use serde_json::json;

use crate::args::Stats;
use crate::number::json_number;
use crate::progress;

pub(crate) fn run(args: &Stats) -> Result<()> {
    let dataset = cogsmith::open(&args.file)?;
    let bar = progress::bar(dataset.height() as u64, "rows", args.work.quiet);
    let rows = bar.clone();
    let statistics = super::with_threads(&args.work, || cogsmith::statistics(&dataset, &|n| rows.inc(n as u64)))?;
    bar.finish_and_clear();
    let statistics = statistics.map_err(|error| error.in_file(args.file.display().to_string()))?;
    super::print(&if args.json { to_json(&statistics) } else { to_text(&statistics) })
}

fn to_json(statistics: &[BandStatistics]) -> String {
    let band = |(i, s): (usize, &BandStatistics)| {
        json!({
            "band": i + 1,
            "valid": s.valid,
            "min": json_number(s.min),
            "max": json_number(s.max),
            "mean": json_number(s.mean),
            "std": json_number(s.std),
        })
    };
    format!("{:#}\n", json!({ "bands": statistics.iter().enumerate().map(band).collect::<Vec<_>>() }))
}

fn to_text(statistics: &[BandStatistics]) -> String {
    let mut out = format!("{:>4} {:>16} {:>16} {:>18} {:>18} {:>14}\n", "band", "min", "max", "mean", "std", "valid");
    for (i, s) in statistics.iter().enumerate() {
        let _ = match s.valid {
            0 => writeln!(out, "{:>4} {:>16} {:>16} {:>18} {:>18} {:>14}", i + 1, "-", "-", "-", "-", 0),
            valid => {
                writeln!(out, "{:>4} {:>16} {:>16} {:>18.6} {:>18.6} {valid:>14}", i + 1, s.min, s.max, s.mean, s.std)
            }
        };
    }
    out
}
