//! The command line.

mod calc;
mod create;
mod diff;
mod encoding;
mod hist;
mod info;
mod preview;
mod read;
mod rewrite;
mod sample;
mod source;
mod stats;
mod terrain;
mod validate;
mod windows;
mod zonal;

use std::num::IntErrorKind;

use clap::{Args as ClapArgs, Parser, Subcommand};
use cogsmith::{Durability, Limits, SampleType};

pub(crate) use calc::{Calc, NamedFile};
pub(crate) use create::{Create, OverviewsArg};
pub(crate) use diff::{Aspect, Diff};
pub(crate) use encoding::{
    BigTiffArg, Compress, Encoding, GeotiffVersionArg, InterleaveArg, PredictorArg, ResamplingArg, StatisticsArg,
};
pub(crate) use hist::Hist;
pub(crate) use info::{Info, Tags};
pub(crate) use preview::{PictureFormat, Preview};
pub(crate) use read::{Mask, Read, ViewResampling};
pub(crate) use rewrite::{KeptOverviewsArg, Rewrite};
pub(crate) use sample::Sample;
pub(crate) use source::{Adapt, BandScale, ByteOrderArg, OverlapArg, Raw, RawInterleaveArg};
pub(crate) use stats::{Part, Stats};
pub(crate) use terrain::{AlgorithmArg, KindArg, ShadingArg, Terrain};
pub(crate) use validate::Validate;
pub(crate) use windows::Windows;
pub(crate) use zonal::{Zonal, ZonalFormat};

/// Make, inspect, validate and read Cloud-Optimized GeoTIFFs.
#[derive(Parser)]
#[command(name = "cogsmith", version, arg_required_else_help = true, max_term_width = 110)]
#[command(after_help = "\
Examples:
  cogsmith create dem.tif cog.tif     make a COG
  cogsmith rewrite tiled.tif cog.tif  the same without compressing it anew
  cogsmith validate cog.tif           is it one?
  cogsmith info cog.tif               what is in it?
  cogsmith preview cog.tif cog.png    how does it look?
  cogsmith calc ndvi nir=b08.tif red=b04.tif -o ndvi.tif
  cogsmith terrain hillshade dem.tif -o shade.tif
  cogsmith create --help              all options of a command, with examples

Exit status:
  0    done
  1    it failed, a file is not a valid COG, or two rasters differ
  2    the command line is wrong, or asks for what the file does not have
  130  stopped by Ctrl-C")]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    Create(Box<Create>),
    Calc(Box<Calc>),
    Terrain(Box<Terrain>),
    Rewrite(Rewrite),
    Info(Info),
    Validate(Validate),
    Read(Read),
    Preview(Box<Preview>),
    Windows(Windows),
    Stats(Stats),
    Hist(Hist),
    Sample(Sample),
    Zonal(Zonal),
    Diff(Diff),
}

/// What of a file is opened.
#[derive(ClapArgs)]
pub(crate) struct Input {
    /// Heed no file beside it: neither .aux.xml nor world file, .ovr or .msk
    #[arg(long)]
    pub(crate) no_sidecars: bool,
    /// Open this page of it: a directory in the file's chain, counted from 1, as in GDAL's GTIFF_DIR:N
    #[arg(long, value_name = "N", value_parser = from_one, allow_negative_numbers = true)]
    pub(crate) page: Option<usize>,
    #[command(flatten)]
    pub(crate) allowed: Allowed,
}

/// What a file may take of its reader.
#[derive(ClapArgs)]
pub(crate) struct Allowed {
    /// Take up to so many bytes of memory for one block [default: 1 GiB]
    #[arg(long, value_name = "BYTES", value_parser = from_one, allow_negative_numbers = true)]
    pub(crate) max_block_len: Option<usize>,
    /// Change a limit by the name that errors call it, such as pixels=1000000000; none takes all away
    #[arg(long = "limit", value_name = "NAME=N|none", value_parser = limit)]
    pub(crate) limits: Vec<Option<(String, u64)>>,
}

impl Allowed {
    /// In the order in which they are said.
    pub(crate) fn limits(&self) -> cogsmith::Result<Limits> {
        let change = |limits: Limits, change: &Option<(String, u64)>| match change {
            Some((name, value)) => limits.with(name, *value),
            None => Ok(Limits::unlimited()),
        };
        let mut limits = self.limits.iter().try_fold(Limits::new(), change)?;
        limits.block_len = self.max_block_len.unwrap_or(limits.block_len);
        Ok(limits)
    }
}

fn limit(text: &str) -> Result<Option<(String, u64)>, String> {
    if text == "none" {
        return Ok(None);
    }
    let (name, value) = text.split_once('=').ok_or("it is neither NAME=N nor none")?;
    let value = whole_number(value)? as u64;
    // Whether there is one of this name is told at once.
    Limits::new().with(name, value).map_err(|error| error.to_string())?;
    Ok(Some((name.to_string(), value)))
}

/// How a file is written.
#[derive(ClapArgs)]
pub(crate) struct Output {
    /// Do not wait until the file is on the disk: faster, but a loss of power may leave it torn
    #[arg(long)]
    pub(crate) no_sync: bool,
}

impl Output {
    pub(crate) fn durability(&self) -> Durability {
        if self.no_sync { Durability::Unsynced } else { Durability::Synced }
    }
}

/// How long work is done.
#[derive(ClapArgs)]
pub(crate) struct Work {
    /// Threads [default: one per processor]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    #[arg(allow_negative_numbers = true)]
    pub(crate) threads: Option<u16>,
    /// No progress bar and no closing line
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

fn whole_number(text: &str) -> Result<usize, String> {
    text.parse().map_err(|error: std::num::ParseIntError| match error.kind() {
        IntErrorKind::PosOverflow => "it is too large".into(),
        _ => "it is not a whole number from 0 up".into(),
    })
}

fn number(text: &str) -> Result<f64, String> {
    text.parse().ok().filter(|n: &f64| n.is_finite()).ok_or_else(|| "it is not a number".into())
}

fn sample_type(name: &str) -> Result<SampleType, String> {
    SampleType::from_name(name).ok_or_else(|| {
        let names: Vec<_> = SampleType::ALL.iter().map(|sample_type| sample_type.name()).collect();
        format!("the types are {}", names.join(", "))
    })
}

fn from_one(text: &str) -> Result<usize, String> {
    match whole_number(text)? {
        0 => Err("it counts from 1".into()),
        number => Ok(number),
    }
}
