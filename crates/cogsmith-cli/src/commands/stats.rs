//! `cogsmith stats`: statistics of bands.

use std::fmt::Write as _;

use cogsmith::{Distribution, DistributionSpec, Result};

use super::distribution::{self, percent, to_json};
use crate::args::Stats;
use crate::number::{exact, rounded};

const COLUMNS: [&str; 7] = ["band", "min", "max", "mean", "std", "valid", "%"];

pub(crate) fn run(args: &Stats) -> Result<()> {
    let dataset = super::open(&args.file, &args.input)?;
    let spec = DistributionSpec {
        percentiles: args.percentiles.clone(),
        histogram: args.histogram,
        ..DistributionSpec::default()
    };
    let found = distribution::of(&dataset, &args.part, spec, &args.work)
        .map_err(|error| error.in_file(args.file.display().to_string()))?;
    super::print(&if args.json { to_json(&found, &args.percentiles) } else { to_text(&found, &args.percentiles) })
}

/// A table with right-aligned columns, and below it the histograms.
fn to_text(found: &[Distribution], percentiles: &[f64]) -> String {
    let row = |found: &Distribution| {
        let s = &found.statistics;
        let figure = |value| if s.valid == 0 { "-".into() } else { exact(value) };
        let [min, max] = found.extremes.map_or(["-".into(), "-".into()], |both| {
            both.map(
                |number| if let cogsmith::Number::Integer(n) = number { n.to_string() } else { exact(number.to_f64()) },
            )
        });
        let valid = format!("{:.2}", percent(found));
        let mut row =
            vec![(found.band + 1).to_string(), min, max, figure(s.mean), figure(s.std), s.valid.to_string(), valid];
        row.extend(found.percentiles.iter().map(|&value| figure(value)));
        row
    };
    let head = COLUMNS.iter().map(|&name| name.into()).chain(percentiles.iter().map(|&p| format!("p{}", exact(p))));
    let rows: Vec<Vec<String>> = std::iter::once(head.collect()).chain(found.iter().map(row)).collect();
    let mut out = table(&rows);
    for found in found {
        if let Some(histogram) = &found.histogram {
            let _ = writeln!(out, "\nband {}, {} values outside", found.band + 1, histogram.outside);
            let rows: Vec<Vec<String>> = histogram
                .edges()
                .windows(2)
                .zip(histogram.counts())
                .map(|(edges, count)| vec![rounded(edges[0]), rounded(edges[1]), count.to_string()])
                .collect();
            out.push_str(&table(&[vec![vec!["from".into(), "to".into(), "count".into()]], rows].concat()));
        }
    }
    out
}

fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.first().map_or(0, Vec::len);
    let widths: Vec<usize> = (0..columns).map(|i| rows.iter().map(|row| row[i].len()).max().unwrap_or(0)).collect();
    let mut out = String::new();
    for row in rows {
        for (i, (cell, &width)) in row.iter().zip(&widths).enumerate() {
            let gap = if i == 0 { "" } else { "  " };
            let _ = write!(out, "{gap}{cell:>width$}");
        }
        out.push('\n');
    }
    out
}
