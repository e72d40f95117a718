//! `cogsmith read`: raw pixels.

use std::io::{BufWriter, Write};

use cogsmith::{Error, Level, Result, Window, write_raw};

use crate::args::Read;
use crate::progress;

pub(crate) fn run(args: &Read) -> Result<()> {
    let name = args.file.display().to_string();
    let dataset = cogsmith::open(&args.file)?;
    let level = dataset.level(args.overview.unwrap_or(0))?;
    if args.overview == Some(0) {
        return Err(Error::parameter("overviews count from 1; leave --overview out for full resolution").in_file(name));
    }
    let bands = bands(&args.band, dataset.bands()).map_err(|error| error.in_file(&name))?;
    let window = match args.window.as_deref() {
        Some(&[col, row, width, height]) => Window::new(col, row, width, height),
        _ => Window::new(0, 0, level.width(), level.height()),
    };
    let window = window.within(level.width(), level.height()).map_err(|error| error.in_file(&name))?;
    super::with_threads(&args.work, || {
        if super::is_stdout(&args.raw) {
            return write(args, &level, window, &bands, &mut std::io::stdout().lock());
        }
        cogsmith::write_whole_file(&args.raw, |out| write(args, &level, window, &bands, &mut BufWriter::new(out)))
    })?
}

fn write(args: &Read, level: &Level<'_>, window: Window, bands: &[usize], out: &mut dyn Write) -> Result<()> {
    let len = window.area() * bands.len() * level.image().sample_type.bytes();
    let bar = progress::bar(len as u64, "bytes", args.work.quiet);
    write_raw(level, window, bands, out, &|n| bar.inc(n as u64))?;
    out.flush().map_err(|cause| Error::io("cannot write the pixels", cause))
}

/// Bands as the library counts them, from 0; all of them if none is named.
fn bands(wanted: &[usize], count: usize) -> Result<Vec<usize>> {
    if wanted.is_empty() {
        return Ok((0..count).collect());
    }
    let from_zero = |&band: &usize| match band {
        1.. if band <= count => Ok(band - 1),
        _ => Err(Error::parameter(format!("band {band} is wanted, but the bands are 1 to {count}"))),
    };
    wanted.iter().map(from_zero).collect()
}
