//! `cogsmith read`: raw pixels.

use std::io::{self, Write};

use cogsmith::{
    Dataset, Error, ErrorKind, Level, Resampling, Result, SampleType, View, ViewSpec, Window, write_raw,
    write_raw_view, write_rgba, write_validity,
};

use crate::args::{Mask, Read};
use crate::interrupt::Interrupt;
use crate::progress::Progress;

pub(crate) fn run(args: &Read) -> Result<()> {
    let name = args.file.display().to_string();
    let dataset = super::open(&args.file, &args.input)?;
    super::check_target(&args.file, &args.raw)?;
    let level = dataset.level(args.overview.unwrap_or(0))?;
    let window = match args.window.as_deref() {
        Some(&[col, row, width, height]) => Window::new(col, row, width, height),
        _ => Window::new(0, 0, level.width(), level.height()),
    };
    let window = window.within(level.width(), level.height()).map_err(|error| error.in_file(&name))?;
    let bands = |wanted: &[usize]| super::bands(wanted, dataset.bands()).map_err(|error| error.in_file(&name));
    let job = match (args.mask, view_spec(args, &dataset, &level, window)) {
        _ if args.rgba => Job::Rgba { level, window },
        (Some(Mask::Dataset), _) => Job::Validity { level, window, band: None },
        (Some(Mask::Band(band)), _) => Job::Validity { level, window, band: bands(&[band])?.pop() },
        (None, Some(spec)) => {
            let view = dataset.view(&spec.with_bands(&bands(&args.band)?))?;
            let sample_type = args.dtype.unwrap_or(if args.scaled { SampleType::F64 } else { view.sample_type() });
            Job::View { view: Box::new(view), sample_type, scaled: args.scaled }
        }
        (None, None) => Job::Window { level, window, bands: bands(&args.band)? },
    };
    let interrupt = Interrupt::listen()?;
    super::with_threads(&args.work, || {
        if super::is_stdout(&args.raw) {
            let written = write(args, &job, &interrupt, &mut io::stdout().lock());
            return written.map_err(|error| error.in_file("standard output"));
        }
        cogsmith::write_whole_file_with(&args.raw, args.output.durability(), |out| write(args, &job, &interrupt, out))
    })??;
    if let Job::View { view, sample_type, .. } = &job
        && !args.work.quiet
    {
        tell(view, *sample_type);
    }
    Ok(())
}

/// What is written.
enum Job<'a> {
    /// Pixels as they are.
    Window { level: Level<'a>, window: Window, bands: Vec<usize> },
    /// Which pixels are valid: in a band, or in any.
    Validity { level: Level<'a>, window: Window, band: Option<usize> },
    /// Pixels as a screen shows them.
    Rgba { level: Level<'a>, window: Window },
    /// Pixels made anew, or converted.
    View { view: Box<View<'a>>, sample_type: SampleType, scaled: bool },
}

impl Job<'_> {
    /// How many bytes that makes.
    fn len(&self) -> usize {
        let (width, height, bands, sample_type) = match self {
            Self::Window { level, window, bands } => {
                (window.width, window.height, bands.len(), level.image().sample_type)
            }
            Self::Validity { window, .. } => (window.width, window.height, 1, SampleType::U8),
            Self::Rgba { window, .. } => (window.width, window.height, 4, SampleType::U8),
            Self::View { view, sample_type, .. } => (view.width(), view.height(), view.bands().len(), *sample_type),
        };
        [height, bands, sample_type.bytes()].into_iter().fold(width, usize::saturating_mul)
    }
}

/// What is asked for beyond a window of pixels as they are.
fn view_spec(args: &Read, dataset: &Dataset, level: &Level<'_>, window: Window) -> Option<ViewSpec> {
    let is_resampled = args.bbox.is_some() || args.size.is_some() || args.max_size.is_some();
    if !is_resampled && args.dtype.is_none() && !args.scaled {
        return None;
    }
    let mut spec = match args.bbox.as_deref() {
        Some(&[left, bottom, right, top]) => ViewSpec::bounds([left, bottom, right, top]),
        _ => {
            // A window counts in pixels of the level.
            let x = |n: usize| n as f64 * dataset.width() as f64 / level.width() as f64;
            let y = |n: usize| n as f64 * dataset.height() as f64 / level.height() as f64;
            ViewSpec::part([x(window.col_off), y(window.row_off), x(window.width), y(window.height)])
        }
    };
    if args.overview.is_some() || !is_resampled {
        spec = spec.with_level(args.overview.unwrap_or(0));
    }
    spec = match (args.size.as_deref(), args.max_size) {
        (Some(&[width, height]), _) => spec.with_size(width, height),
        (_, Some(most)) => spec.with_max_size(most),
        _ => spec,
    };
    if args.boundless {
        spec = spec.boundless();
    }
    Some(spec.with_resampling(args.resampling.map_or(Resampling::Nearest, Resampling::from)))
}

/// The bytes alone do not tell how many columns and rows they are.
#[allow(clippy::print_stderr, reason = "standard output may be where the bytes go")]
fn tell(view: &View<'_>, sample_type: SampleType) {
    let level = match view.level() {
        0 => "full resolution".to_string(),
        number => format!("overview {number}"),
    };
    let bands = view.bands().len();
    let plural = crate::number::plural(bands);
    eprintln!("{} × {} pixels, {bands} band{plural} of {sample_type}, from {level}", view.width(), view.height());
}

fn write(args: &Read, job: &Job<'_>, interrupt: &Interrupt, out: &mut dyn Write) -> Result<()> {
    let progress = Progress::new(job.len() as u64, "bytes", args.work.quiet);
    let (mut out, advance) = (Stoppable { out, interrupt }, |n| progress.advance(n));
    let written = match job {
        Job::Window { level, window, bands } => write_raw(level, *window, bands, &mut out, &advance),
        Job::Validity { level, window, band } => write_validity(level, *window, *band, &mut out, &advance),
        Job::Rgba { level, window } => write_rgba(level, *window, &mut out, &advance),
        Job::View { view, sample_type, scaled } => write_raw_view(view, *sample_type, *scaled, &mut out, &advance),
    };
    progress.finish();
    match written {
        Err(error) if error.kind() == ErrorKind::Io && interrupt.is_asked() => Err(Error::cancelled()),
        written => written,
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
