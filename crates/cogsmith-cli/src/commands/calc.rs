//! `cogsmith calc`: a raster computed of others, pixel by pixel.

use std::path::{Path, PathBuf};

use cogsmith::{
    BandPick, Bands, Calculation, Conversion, Converted, Error, Expression, OverviewSource, Preset, RasterSource,
    Result, SampleType, Setting, Threads,
};

use super::writing::{self, Writing};
use super::{create, encoding};
use crate::args::{Calc, NamedFile};
use crate::interrupt::Interrupt;

pub(crate) fn run(args: &Calc) -> Result<()> {
    let expression = expression(args)?;
    args.files.iter().try_for_each(|named| super::check_target(&path_and_band(&named.file).0, &args.output))?;
    let interrupt = Interrupt::listen()?;
    let options = encoding::given(&args.encoding, plain_or_cog(args.cog, args.work.threads))?;
    let work = writing::work_of(&args.work, &options);
    let options = options.into_options()?;
    let opened =
        super::with_threads(&work, || args.files.iter().map(|file| open(args, file)).collect::<Result<Vec<_>>>())??;
    let rasters: Vec<(&str, &dyn RasterSource)> =
        args.files.iter().zip(&opened).map(|(named, raster)| (&*named.name, &**raster)).collect();
    let mut calculation = Calculation::new(&expression, &rasters)?;
    if let Some(sample_type) = args.dtype {
        calculation = calculation.with_sample_type(sample_type);
    }
    if let Some(text) = args.nodata.as_deref() {
        let value = if text == "none" { None } else { Some(create::nodata(text, &calculation.sample_type())?) };
        calculation = calculation.with_nodata(value);
    }
    let source = calculation.source()?;
    let durability = args.durability.durability();
    Writing { target: &args.output, options, durability, work, interrupt: &interrupt }.write(&source, |error| error)
}

/// A COG, or the same without overviews; and the threads.
pub(super) fn plain_or_cog(cog: bool, threads: Option<u16>) -> [(&'static str, Option<Setting>); 2] {
    [
        ("the lack of --cog (which makes overviews)", (!cog).then_some(Setting::Overviews(OverviewSource::None))),
        ("--threads", threads.map(Threads::Count).map(Setting::Threads)),
    ]
}

/// What is said, or what a preset stands for whose name is said alone, unless a raster is called so.
fn expression(args: &Calc) -> Result<Expression> {
    let said = &args.expression;
    let is_raster = |name: &str| args.files.iter().any(|file| file.name == name);
    match Preset::named(&said.text) {
        Some(preset) if !is_raster(said.text.trim()) => preset.expression().map_err(Error::from),
        _ => Ok(said.expression.clone()),
    }
}

/// The file, and the band of `FILE[N]`, if that is no file's name.
fn path_and_band(file: &Path) -> (PathBuf, Option<usize>) {
    let split = || {
        let (path, band) = file.to_str()?.strip_suffix(']')?.rsplit_once('[')?;
        Some((PathBuf::from(path), band.parse::<usize>().ok().filter(|&band| band > 0)?))
    };
    match split() {
        Some((path, band)) if !file.exists() => (path, Some(band)),
        _ => (file.to_path_buf(), None),
    }
}

fn open(args: &Calc, named: &NamedFile) -> Result<Box<dyn RasterSource>> {
    let (path, band) = path_and_band(&named.file);
    let in_file = |error: Error| error.in_file(path.display().to_string());
    let file = super::open(&path, &args.input)?;
    let mut source: Box<dyn RasterSource> = match band {
        Some(band) => Box::new(Bands::new(file, &[BandPick::Band(band - 1)]).map_err(in_file)?),
        None => Box::new(file),
    };
    if args.unscale {
        // Of floats that hold all digits of a band, by scales that rarely have few.
        let unscaled = Conversion::to(SampleType::F64).unscaled();
        source = Box::new(Converted::new(source, unscaled).map_err(in_file)?);
    }
    Ok(source)
}
