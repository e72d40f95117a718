//! The raster that a COG is made of: files or raw pixels, as they are opened.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use cogsmith::{
    ByteOrder, Dataset, Error, Mosaic, MosaicOptions, Nodata, OpenOptions, Overlap, RasterSource, RawFile,
    RawInterleave, RawLayout, RawStream, Result, Stack,
};

use crate::args::{ByteOrderArg, Create, OverlapArg, Raw, RawInterleaveArg};

/// Bytes of decoded blocks that each tile of a mosaic keeps: its mask's.
const TILE_CACHE: usize = 1 << 20;

/// What is opened.
pub(super) enum Opened {
    /// One file, whose overviews are at hand.
    File(Box<Dataset>),
    /// Anything else.
    Other(Box<dyn RasterSource>),
    /// What is read once.
    Stream(Box<dyn RasterSource>),
}

pub(super) fn open(args: &Create) -> Result<Opened> {
    let paths = &args.sources;
    let several = args.adapt.stack || args.adapt.mosaic;
    if let Some(layout) = layout(&args.adapt.raw) {
        if several {
            return Err(Error::parameter("raw pixels are one raster, which is neither stacked nor a mosaic"));
        }
        return open_raw(one(paths)?, layout);
    }
    if let Some(path) = paths.iter().find(|path| is_stdin(path)) {
        let message = "standard input has raw pixels alone: say --raw-size and --raw-dtype, or name a file";
        return Err(Error::parameter(message).in_file(path.display().to_string()));
    }
    if args.adapt.stack {
        let open = |path: &PathBuf| super::super::open(path, &args.input);
        let files = paths.iter().map(open).collect::<Result<Vec<Dataset>>>()?;
        return Ok(Opened::Other(Box::new(Stack::named(names(paths), files)?)));
    }
    if args.adapt.mosaic {
        return open_mosaic(args).map(Opened::Other);
    }
    Ok(Opened::File(Box::new(super::super::open(one(paths)?, &args.input)?)))
}

fn one(paths: &[PathBuf]) -> Result<&Path> {
    match paths {
        [path] => Ok(path),
        [_, second, ..] => {
            let (count, second) = (paths.len(), second.display());
            Err(Error::parameter(format!("there are {count} sources, {second} among them: say --stack or --mosaic")))
        }
        [] => Err(Error::parameter("there is no source")),
    }
}

/// What errors call files.
fn names(paths: &[PathBuf]) -> Vec<String> {
    paths.iter().map(|path| path.display().to_string()).collect()
}

fn open_mosaic(args: &Create) -> Result<Box<dyn RasterSource>> {
    let mut options = MosaicOptions::default();
    if let Some(OverlapArg::First) = args.adapt.overlap {
        options.overlap = Overlap::FirstWins;
    }
    if let Some(tolerance) = args.adapt.mosaic_tolerance {
        options.tolerance = tolerance;
    }
    let (paths, input) = (args.sources.clone(), super::super::open_options(&args.input)?.cache_budget(TILE_CACHE));
    if let Some(text) = args.adapt.nodata.as_deref().filter(|text| *text != "none") {
        let first = paths.first().map(|path| Dataset::open_with(path, input.clone())).transpose()?;
        options.nodata = first.map(|first| nodata(text, &first.profile().sample_type)).transpose()?;
    }
    let open = move |number: usize| -> Result<Box<dyn RasterSource>> {
        let none = || Error::parameter(format!("there is no tile {number}"));
        Ok(Box::new(Dataset::open_with(paths.get(number).ok_or_else(none)?, OpenOptions::clone(&input))?))
    };
    Ok(Box::new(Mosaic::new(names(&args.sources), open, options)?))
}

/// A value of nodata as the command line says it.
pub(in crate::commands) fn nodata(text: &str, sample_type: &cogsmith::SampleType) -> Result<Nodata> {
    let is_number = text.parse::<f64>().is_ok();
    if !is_number {
        return Err(Error::parameter(format!("{text:?} is no value of nodata: say a number, or nan")));
    }
    // Long integers keep all their digits.
    let is_integer = text.strip_prefix(['-', '+']).unwrap_or(text).bytes().all(|c| c.is_ascii_digit());
    let value = if is_integer { Nodata::parse(text, *sample_type) } else { text.parse().ok().map(Nodata::Float) };
    value
        .filter(|value| !is_integer || value.to_f64() == text.parse().unwrap_or(f64::NAN))
        .ok_or_else(|| Error::parameter(format!("no sample of {sample_type} can be {text}, so it cannot be nodata")))
}

fn layout(raw: &Raw) -> Option<RawLayout> {
    let (Some(&[width, height]), Some(sample_type)) = (raw.raw_size.as_deref(), raw.raw_dtype) else { return None };
    Some(RawLayout {
        interleave: match raw.raw_interleave {
            None | Some(RawInterleaveArg::Pixel) => RawInterleave::Pixel,
            Some(RawInterleaveArg::Line) => RawInterleave::Line,
            Some(RawInterleaveArg::Band) => RawInterleave::Band,
        },
        byte_order: match raw.raw_byte_order {
            None | Some(ByteOrderArg::Little) => ByteOrder::Little,
            Some(ByteOrderArg::Big) => ByteOrder::Big,
        },
        skip: raw.raw_skip.unwrap_or(0) as u64,
        ..RawLayout::new(sample_type, width, height, raw.raw_bands.unwrap_or(1))
    })
}

pub(super) fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

fn open_raw(path: &Path, layout: RawLayout) -> Result<Opened> {
    let named =
        |error: Error| error.in_file(if is_stdin(path) { "standard input".into() } else { path.display().to_string() });
    if !is_stdin(path) {
        let file = File::open(path).map_err(|cause| named(Error::io("cannot open it", cause)))?;
        return Ok(Opened::Other(Box::new(RawFile::new(file, layout).map_err(named)?)));
    }
    if layout.interleave == RawInterleave::Band && layout.bands > 1 {
        return Ok(Opened::Other(Box::new(RawFile::new(spooled().map_err(named)?, layout).map_err(named)?)));
    }
    let reader = std::io::BufReader::with_capacity(1 << 20, std::io::stdin());
    Ok(Opened::Stream(Box::new(RawStream::new(reader, layout).map_err(named)?)))
}

/// All of standard input, in a file that is gone when the program ends.
fn spooled() -> Result<File> {
    let failed = |cause| Error::io("cannot keep it in a temporary file", cause);
    let mut file = tempfile::tempfile().map_err(failed)?;
    let mut input = std::io::stdin().lock();
    std::io::copy(&mut input.by_ref(), &mut file).map_err(failed)?;
    file.seek(SeekFrom::Start(0)).map_err(failed)?;
    Ok(file)
}
