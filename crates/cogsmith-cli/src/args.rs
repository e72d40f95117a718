//! The command line.

mod create;
mod rewrite;
mod source;

use std::num::IntErrorKind;
use std::path::PathBuf;

use clap::{ArgAction, Args as ClapArgs, Parser, Subcommand, ValueEnum};
use cogsmith::{Resampling, SampleType};

pub(crate) use create::{
    BigTiffArg, Compress, Create, GeotiffVersionArg, InterleaveArg, OverviewsArg, PredictorArg, ResamplingArg,
    StatisticsArg,
};
pub(crate) use rewrite::{KeptOverviewsArg, Rewrite};
pub(crate) use source::{Adapt, BandScale, ByteOrderArg, OverlapArg, Raw, RawInterleaveArg};

/// Make, inspect, validate and read Cloud-Optimized GeoTIFFs.
#[derive(Parser)]
#[command(name = "cogsmith", version, arg_required_else_help = true, max_term_width = 110)]
#[command(after_help = "\
Examples:
  cogsmith create dem.tif cog.tif     make a COG
  cogsmith rewrite tiled.tif cog.tif  the same without compressing it anew
  cogsmith validate cog.tif           is it one?
  cogsmith info cog.tif               what is in it?
  cogsmith create --help              all options of a command, with examples

Exit status:
  0    done
  1    it failed, or a file is not a valid COG
  2    the command line is wrong, or asks for what the file does not have
  130  stopped by Ctrl-C")]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    Create(Box<Create>),
    Rewrite(Rewrite),
    Info(Info),
    Validate(Validate),
    Read(Read),
    Windows(Windows),
    Stats(Stats),
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum ViewResampling {
    Nearest,
    Average,
    Mode,
    Bilinear,
    Cubic,
    Cubicspline,
    Lanczos,
}

impl From<ViewResampling> for Resampling {
    fn from(method: ViewResampling) -> Self {
        match method {
            ViewResampling::Nearest => Self::Nearest,
            ViewResampling::Average => Self::Average,
            ViewResampling::Mode => Self::Mode,
            ViewResampling::Bilinear => Self::Bilinear,
            ViewResampling::Cubic => Self::Cubic,
            ViewResampling::Cubicspline => Self::CubicSpline,
            ViewResampling::Lanczos => Self::Lanczos,
        }
    }
}

/// Show what a GeoTIFF is, as gdalinfo does, and whether it is a COG
#[derive(ClapArgs)]
#[command(after_help = "\
Nothing is decoded unless --stats or --checksum asks for it, and nothing is ever written beside the file.

Examples:
  cogsmith info dem.tif
  cogsmith info dem.tif --stats --checksum
  cogsmith info dem.tif --tags --geokeys
  cogsmith info dem.tif --json | jq .crs.epsg

Exit status: 0 if the file could be opened and, for --stats and --checksum, read; 1 if not; 2 if it has no such page.")]
pub(crate) struct Info {
    /// The GeoTIFF
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) input: Input,
    /// As one JSON object, with all digits of every number
    #[arg(long)]
    pub(crate) json: bool,
    /// Compute minimum, maximum, mean and standard deviation of every band, from every valid pixel
    #[arg(long)]
    pub(crate) stats: bool,
    /// Compute the SHA-256 of the pixels as `cogsmith read --raw` writes them, of all and of each band
    #[arg(long)]
    pub(crate) checksum: bool,
    /// List every field of every directory as it stands in the file, EXIF and GPS included; full: with all of their values
    #[arg(long, value_enum, value_name = "HOW", num_args = 0..=1, require_equals = true, default_missing_value = "brief")]
    pub(crate) tags: Option<Tags>,
    /// List the GeoKeys by name
    #[arg(long)]
    pub(crate) geokeys: bool,
    #[command(flatten)]
    pub(crate) work: Work,
}

/// How much of a field's values is shown.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Tags {
    Brief,
    Full,
}

/// Check whether files are Cloud-Optimized GeoTIFFs, by GDAL's and rio-cogeo's rules
#[derive(ClapArgs)]
#[command(after_help = "\
One line for each file says whether it is one; below it stands what was found: an error makes the file no COG, a \
warning is advice. Every block's place is checked, but none is decoded.

Examples:
  cogsmith validate cog.tif
  cogsmith validate *.tif --strict --json
  if cogsmith validate --quiet cog.tif; then echo a COG; fi

Exit status: 0 if every file is a valid COG, 1 if one is not or cannot be read.")]
pub(crate) struct Validate {
    /// The files
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// Warnings count as errors
    #[arg(long)]
    pub(crate) strict: bool,
    /// Warn of what OGC 21-026 asks for beyond the other rules, too
    #[arg(long)]
    pub(crate) ogc: bool,
    /// Decode every block, too, and hold each overview against the level below it
    #[arg(long)]
    pub(crate) deep: bool,
    /// As one JSON array, with an object for each file
    #[arg(long)]
    pub(crate) json: bool,
    /// No output; the exit status tells
    #[arg(short, long, conflicts_with = "json")]
    pub(crate) quiet: bool,
}

/// Write pixels raw: band after band, row after row, little-endian
#[derive(ClapArgs)]
#[command(after_help = "\
With --bbox, --size, --max-size, --resampling or --boundless, pixels are made anew, out of the coarsest overview that is \
fine enough, by GDAL's arithmetic. A line on standard error says how many come out.

Examples:
  cogsmith read dem.tif --raw dem.bin
  cogsmith read dem.tif --raw - --window 0 0 256 256 | od -t d2 | head
  cogsmith read rgb.tif --raw red.bin --band 1 --overview 1
  cogsmith read rgb.tif --raw tile.bin --bbox 11.2 46.1 11.3 46.2 --size 256 256 --resampling bilinear --bands 3,2,1
  cogsmith read dem.tif --raw heights.bin --max-size 1024 --resampling average --scaled
  cogsmith read dem.tif --raw valid.bin --mask
  cogsmith read map.tif --raw map.rgba --rgba")]
pub(crate) struct Read {
    /// The GeoTIFF
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) input: Input,
    /// Where the pixels go; - is standard output
    #[arg(long, value_name = "OUT")]
    pub(crate) raw: PathBuf,
    /// Read this part: first column, first row, columns, rows, in pixels of the overview if one is read [default: all]
    #[arg(long, action = ArgAction::Set, num_args = 4, value_names = ["XOFF", "YOFF", "XSIZE", "YSIZE"], value_parser = whole_number)]
    #[arg(allow_negative_numbers = true)]
    pub(crate) window: Option<Vec<usize>>,
    /// Read the part in this box: left, bottom, right, top, in the raster's coordinates
    #[arg(long, action = ArgAction::Set, num_args = 4, value_names = ["L", "B", "R", "T"], value_parser = number, conflicts_with = "window")]
    #[arg(allow_negative_numbers = true)]
    pub(crate) bbox: Option<Vec<f64>>,
    /// Make so many columns and rows of it
    #[arg(long, action = ArgAction::Set, num_args = 2, value_names = ["W", "H"], value_parser = from_one, allow_negative_numbers = true)]
    pub(crate) size: Option<Vec<usize>>,
    /// Make it so small that no side has more pixels
    #[arg(long, value_name = "N", value_parser = from_one, conflicts_with = "size", allow_negative_numbers = true)]
    pub(crate) max_size: Option<usize>,
    /// How pixels of another size are made [default: nearest]
    #[arg(long, value_enum, value_name = "HOW")]
    pub(crate) resampling: Option<ViewResampling>,
    /// Keep what of the box or size lies beyond the raster, as nodata or 0; it is clipped otherwise
    #[arg(long, requires = "bbox")]
    pub(crate) boundless: bool,
    /// The type of the samples that are written: uint8, int16, float32… [default: the file's]
    #[arg(long, value_name = "TYPE", value_parser = sample_type)]
    pub(crate) dtype: Option<SampleType>,
    /// Write physical values, value × scale + offset, with NaN for nodata, as float32 or float64 [default: float64]
    #[arg(long)]
    pub(crate) scaled: bool,
    /// Read these bands, counted from 1, in this order: --bands 3,2,1, or --band several times [default: all]
    #[arg(long, visible_alias = "bands", value_name = "N", value_delimiter = ',', value_parser = from_one)]
    #[arg(allow_negative_numbers = true)]
    pub(crate) band: Vec<usize>,
    /// Instead of pixels, write a byte for each that says whether it is valid, in this band or in any: 0 no, 255 yes
    #[arg(long, value_name = "BAND|dataset", num_args = 0..=1, default_missing_value = "dataset", value_parser = mask)]
    #[arg(conflicts_with_all = ["band", "rgba", "bbox", "size", "max_size", "dtype", "scaled"], allow_negative_numbers = true)]
    pub(crate) mask: Option<Mask>,
    /// Instead of pixels as they are stored, write red, green, blue and alpha as a screen shows them, 8 bits each
    #[arg(long, conflicts_with_all = ["band", "bbox", "size", "max_size", "dtype", "scaled"])]
    pub(crate) rgba: bool,
    /// Read this overview, counted from 1 [default: full resolution]
    #[arg(long, value_name = "N", value_parser = from_one, allow_negative_numbers = true)]
    pub(crate) overview: Option<usize>,
    #[command(flatten)]
    pub(crate) work: Work,
}

/// List the tile windows of a raster, row by row: first column, first row, columns, rows
#[derive(ClapArgs)]
#[command(after_help = "\
Examples:
  cogsmith windows dem.tif --tile 512
  cogsmith windows dem.tif --tile 256 --overlap 8 --json
  cogsmith windows dem.tif --tile 1024 | xargs -L1 cogsmith read dem.tif --raw - --window | wc -c")]
pub(crate) struct Windows {
    /// The GeoTIFF
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) input: Input,
    /// Rows and columns of a tile
    #[arg(long, value_name = "N", value_parser = from_one, allow_negative_numbers = true)]
    pub(crate) tile: usize,
    /// Rows and columns that neighbouring tiles share, fewer than the tile has
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = whole_number, allow_negative_numbers = true)]
    pub(crate) overlap: usize,
    /// As one JSON array
    #[arg(long)]
    pub(crate) json: bool,
}

/// Compute minimum, maximum, mean and standard deviation of every band over its valid pixels
#[derive(ClapArgs)]
#[command(after_help = "\
Valid are pixels that are neither nodata nor NaN nor masked out, be it by a mask or by alpha. The raster is read once, in parallel; the figures are \
the same for any number of threads.

Examples:
  cogsmith stats dem.tif
  cogsmith stats dem.tif --json --threads 4 | jq .bands[0].mean")]
pub(crate) struct Stats {
    /// The GeoTIFF
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) input: Input,
    /// As one JSON object
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) work: Work,
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
    /// Take up to so many bytes of memory for one block [default: 1 GiB]
    #[arg(long, value_name = "BYTES", value_parser = from_one, allow_negative_numbers = true)]
    pub(crate) max_block_len: Option<usize>,
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

/// What the validity of is wanted.
#[derive(Clone, Copy)]
pub(crate) enum Mask {
    Dataset,
    /// Counted from 1.
    Band(usize),
}

fn mask(text: &str) -> Result<Mask, String> {
    if text == "dataset" { Ok(Mask::Dataset) } else { from_one(text).map(Mask::Band) }
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
