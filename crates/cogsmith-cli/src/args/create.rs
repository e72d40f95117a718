//! The arguments of `cogsmith create`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, ValueEnum};

use super::{Input, Work, number, whole_number};

/// Make a Cloud-Optimized GeoTIFF out of any GeoTIFF
#[derive(ClapArgs)]
#[command(after_help = "\
The COG has GDAL's layout, with overviews and every tag of the source. It appears under its name once it is whole; a \
file that was there before is replaced then, and stays as it is if anything fails.

Examples:
  cogsmith create dem.tif cog.tif
  cogsmith create dem.tif cog.tif --level 9 --threads 4
  cogsmith create rgb.tif cog.tif --compress lzw --blocksize 256 --overview-resampling nearest
  cogsmith create dem.tif - | aws s3 cp - s3://bucket/cog.tif")]
pub(crate) struct Create {
    /// The GeoTIFF to read
    #[arg(value_name = "SRC")]
    pub(crate) source: PathBuf,
    /// The COG to write; - is standard output
    #[arg(value_name = "DST")]
    pub(crate) target: PathBuf,
    #[command(flatten)]
    pub(crate) input: Input,
    /// How blocks are compressed
    #[arg(long, value_enum, value_name = "CODEC", default_value_t = Compress::Deflate)]
    pub(crate) compress: Compress,
    /// How hard the codec tries: deflate 1 (fast) to 9 (small) [default: 6]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8), allow_negative_numbers = true)]
    pub(crate) level: Option<u8>,
    /// How near JPEG and WebP stay to the samples, 1 to 100 [default: 75]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=100), allow_negative_numbers = true)]
    pub(crate) quality: Option<u8>,
    /// By how much LERC may change a sample [default: 0]
    #[arg(long, value_name = "E", value_parser = number, allow_negative_numbers = true)]
    pub(crate) max_z_error: Option<f64>,
    /// What is done to samples before compression: auto is 2 for integers, 3 for floats, none for palettes
    #[arg(long, value_enum, value_name = "WHICH", default_value_t = PredictorArg::Auto)]
    pub(crate) predictor: PredictorArg,
    /// Rows and columns of a block, a multiple of 16
    #[arg(long, value_name = "N", default_value_t = 512, value_parser = whole_number, allow_negative_numbers = true)]
    pub(crate) blocksize: usize,
    /// How overviews are made [default: cubic; nearest for palettes and complex samples]
    #[arg(long, value_enum, value_name = "HOW")]
    pub(crate) overview_resampling: Option<ResamplingArg>,
    /// How many overviews, at most down to one pixel; 0 for none [default: until one fits into a block]
    #[arg(long, value_name = "N", value_parser = whole_number, allow_negative_numbers = true)]
    pub(crate) overview_count: Option<usize>,
    #[command(flatten)]
    pub(crate) work: Work,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Compress {
    None,
    Lzw,
    Deflate,
    Zstd,
    Lzma,
    Packbits,
    Lerc,
    LercDeflate,
    LercZstd,
    Jpeg,
    Webp,
    Jxl,
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
    Rms,
    Mode,
    Gauss,
    Bilinear,
    Cubic,
    Cubicspline,
    Lanczos,
}
