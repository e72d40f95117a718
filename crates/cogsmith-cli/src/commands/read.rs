//! `cogsmith read`: raw pixels.

use std::io::{self, Write};

use cogsmith::{Error, ErrorKind, Level, Result, Window, write_raw, write_rgba, write_validity};

use crate::args::{Mask, Read};
use crate::interrupt::Interrupt;
use crate::progress::Progress;

pub(crate) fn run(args: &Read) -> Result<()> {
    let name = args.file.display().to_string();
    let dataset = cogsmith::open(&args.file)?;
    super::check_target(&args.file, &args.raw)?;
    let level = dataset.level(args.overview.unwrap_or(0))?;
    let what = What::of(args, dataset.bands()).map_err(|error| error.in_file(&name))?;
    let window = match args.window.as_deref() {
        Some(&[col, row, width, height]) => Window::new(col, row, width, height),
        _ => Window::new(0, 0, level.width(), level.height()),
    };
    let window = window.within(level.width(), level.height()).map_err(|error| error.in_file(&name))?;
    let interrupt = Interrupt::listen()?;
    super::with_threads(&args.work, || {
        if super::is_stdout(&args.raw) {
            let written = write(args, &level, window, &what, &interrupt, &mut io::stdout().lock());
            return written.map_err(|error| error.in_file("standard output"));
        }
        cogsmith::write_whole_file(&args.raw, |out| write(args, &level, window, &what, &interrupt, out))
    })?
}

fn write(
    args: &Read,
    level: &Level<'_>,
    window: Window,
    what: &What,
    interrupt: &Interrupt,
    out: &mut dyn Write,
) -> Result<()> {
    let pixel_len = match what {
        What::Bands(bands) => level.image().sample_type.bytes().saturating_mul(bands.len()),
        What::Validity(_) => 1,
        What::Rgba => 4,
    };
    let len = window.area().saturating_mul(pixel_len);
    let progress = Progress::new(len as u64, "bytes", args.work.quiet);
    let (out, advance) = (&mut Stoppable { out, interrupt }, |n| progress.advance(n));
    let written = match what {
        What::Bands(bands) => write_raw(level, window, bands, out, &advance),
        What::Validity(band) => write_validity(level, window, *band, out, &advance),
        What::Rgba => write_rgba(level, window, out, &advance),
    };
    progress.finish();
    match written {
        Err(error) if error.kind() == ErrorKind::Io && interrupt.is_asked() => Err(Error::cancelled()),
        written => written,
    }
}

/// What is written of each pixel. Bands count from 0.
enum What {
    Bands(Vec<usize>),
    Validity(Option<usize>),
    Rgba,
}

impl What {
    fn of(args: &Read, count: usize) -> Result<Self> {
        match args.mask {
            _ if args.rgba => Ok(Self::Rgba),
            None => bands(&args.band, count).map(Self::Bands),
            Some(Mask::Dataset) => Ok(Self::Validity(None)),
            Some(Mask::Band(band)) => Ok(Self::Validity(bands(&[band], count)?.pop())),
        }
    }
}

/// Takes nothing more once the program is to stop.
struct Stoppable<'a> {
    out: &'a mut dyn Write,
    interrupt: &'a Interrupt,
}

impl Write for Stoppable<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.interrupt.is_asked() {
            return Err(io::Error::other("stopped"));
        }
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Bands as the library counts them, from 0; all of them if none is named.
fn bands(wanted: &[usize], count: usize) -> Result<Vec<usize>> {
    if wanted.is_empty() {
        return Ok((0..count).collect());
    }
    let from_zero = |&band: &usize| match band {
        1.. if band <= count => Ok(band - 1),
        _ => Err(Error::parameter(format!("there is no band {band}: the bands are 1 to {count}"))),
    };
    wanted.iter().map(from_zero).collect()
}
