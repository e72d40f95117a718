//! `cogsmith windows`: the tile windows of a raster.

use std::io::{BufWriter, Write};

use cogsmith::{Result, Window};
use serde_json::json;

use crate::args::Windows;

pub(crate) fn run(args: &Windows) -> Result<()> {
    let dataset = super::open(&args.file, &args.input)?;
    let windows = dataset.tile_windows(args.tile, args.overlap);
    let windows = windows.map_err(|error| error.in_file(args.file.display().to_string()))?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    let written = if args.json { write_json(&mut out, windows) } else { write_lines(&mut out, windows) };
    written.and_then(|()| out.flush()).map_err(super::cannot_print)
}

/// One window at a time: there may be millions.
fn write_json(out: &mut impl Write, windows: impl Iterator<Item = Window>) -> std::io::Result<()> {
    let mut separator = "[\n";
    for w in windows {
        let window = json!({ "col_off": w.col_off, "row_off": w.row_off, "width": w.width, "height": w.height });
        write!(out, "{separator}  {window}")?;
        separator = ",\n";
    }
    writeln!(out, "\n]")
}

fn write_lines(out: &mut impl Write, mut windows: impl Iterator<Item = Window>) -> std::io::Result<()> {
    windows.try_for_each(|w| writeln!(out, "{} {} {} {}", w.col_off, w.row_off, w.width, w.height))
}
