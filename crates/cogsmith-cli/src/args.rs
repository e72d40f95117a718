//! The command line.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};

/// Make, inspect, validate and read Cloud-Optimized GeoTIFFs.
#[derive(Parser)]
#[command(name = "cogsmith", version, arg_required_else_help = true, max_term_width = 110)]
#[command(after_help = "Exit status: 0 done; 1 it failed, or a file is not a valid COG; 2 the command line is wrong.")]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    Create(Create),
    Info(Info),
    Read(Read),
    Windows(Windows),
    Stats(Stats),
}

/// Make a Cloud-Optimized GeoTIFF out of any GeoTIFF
#[derive(ClapArgs)]
#[command(
    after_help = "Examples:\n  cogsmith create dem.tif cog.tif\n  cogsmith create rgb.tif cog.tif --compress lzw --blocksize 256 --overview-resampling nearest\n  cogsmith create dem.tif - | upload-somewhere"
)]
pub(crate) struct Create {
    /// The GeoTIFF to read
    #[arg(value_name = "SRC")]
    pub(crate) source: PathBuf,
    /// The COG to write, which appears when it is whole; - is standard output
    #[arg(value_name = "DST")]
    pub(crate) target: PathBuf,
    /// How blocks are compressed
    #[arg(long, value_enum, default_value_t = Compress::Deflate)]
    pub(crate) compress: Compress,
    /// How hard deflate tries, 1 to 9 [default: 6]
    #[arg(long, value_name = "N")]
    pub(crate) level: Option<u8>,
    /// What is done to samples before compression: auto is 2 for integers, 3 for floats, none for palettes
    #[arg(long, value_enum, default_value_t = PredictorArg::Auto)]
    pub(crate) predictor: PredictorArg,
    /// Rows and columns of a block, a multiple of 16
    #[arg(long, value_name = "N", default_value_t = 512)]
    pub(crate) blocksize: usize,
    /// How overviews are made [default: average; nearest for palettes and complex samples]
    #[arg(long, value_enum, value_name = "HOW")]
    pub(crate) overview_resampling: Option<ResamplingArg>,
    /// How many overviews [default: until one fits into a block]
    #[arg(long, value_name = "N")]
    pub(crate) overview_count: Option<usize>,
    #[command(flatten)]
    pub(crate) work: Work,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Compress {
    None,
    Lzw,
    Deflate,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum PredictorArg {
    Auto,
    None,
    #[value(name = "2")]
    Horizontal,
    #[value(name = "3")]
    FloatingPoint,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum ResamplingArg {
    Nearest,
    Average,
}

/// Show what a GeoTIFF is: size, type, layout, CRS, transform, nodata, overviews
#[derive(ClapArgs)]
#[command(after_help = "Examples:\n  cogsmith info dem.tif\n  cogsmith info dem.tif --json | jq .crs")]
pub(crate) struct Info {
    /// The GeoTIFF
    pub(crate) file: PathBuf,
    /// As one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

/// Write pixels raw: band after band, row after row, little-endian
#[derive(ClapArgs)]
#[command(
    after_help = "Examples:\n  cogsmith read dem.tif --raw - --window 0 0 256 256 | xxd | head\n  cogsmith read rgb.tif --raw red.bin --band 1 --overview 1"
)]
pub(crate) struct Read {
    /// The GeoTIFF
    pub(crate) file: PathBuf,
    /// Where the pixels go; - is standard output
    #[arg(long, value_name = "OUT")]
    pub(crate) raw: PathBuf,
    /// Read this part: first column, first row, columns, rows [default: all]
    #[arg(long, num_args = 4, value_names = ["XOFF", "YOFF", "XSIZE", "YSIZE"])]
    pub(crate) window: Option<Vec<usize>>,
    /// Read this band, counted from 1; may be given several times [default: all]
    #[arg(long, value_name = "N")]
    pub(crate) band: Vec<usize>,
    /// Read this overview, counted from 1 [default: full resolution]
    #[arg(long, value_name = "N")]
    pub(crate) overview: Option<usize>,
    #[command(flatten)]
    pub(crate) work: Work,
}

/// List the tile windows of a raster: first column, first row, columns, rows
#[derive(ClapArgs)]
#[command(
    after_help = "Examples:\n  cogsmith windows dem.tif --tile 512\n  cogsmith windows dem.tif --tile 256 --overlap 8 --json"
)]
pub(crate) struct Windows {
    /// The GeoTIFF
    pub(crate) file: PathBuf,
    /// Rows and columns of a tile
    #[arg(long, value_name = "N")]
    pub(crate) tile: usize,
    /// Rows and columns that neighbouring tiles share
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) overlap: usize,
    /// As one JSON array
    #[arg(long)]
    pub(crate) json: bool,
}

/// Compute statistics of every band over its valid pixels
#[derive(ClapArgs)]
#[command(after_help = "Examples:\n  cogsmith stats dem.tif\n  cogsmith stats dem.tif --json --threads 4")]
pub(crate) struct Stats {
    /// The GeoTIFF
    pub(crate) file: PathBuf,
    /// As one JSON object
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) work: Work,
}

/// How long work is done.
#[derive(ClapArgs)]
pub(crate) struct Work {
    /// Threads [default: one per processor]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,
    /// No progress bar
    #[arg(short, long)]
    pub(crate) quiet: bool,
}
