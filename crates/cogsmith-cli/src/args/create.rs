//! The arguments of `cogsmith create`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, ValueEnum};

use super::source::Adapt;
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
  cogsmith create dem.tif - | aws s3 cp - s3://bucket/cog.tif
  cogsmith create scene.tif cog.tif --bands 4,3,2 --dtype uint8 --scale 0 3000
  cogsmith create dem.tif cog.tif --bbox 11.2 46.1 11.3 46.2 --res 0.001 0.001 --resampling average --add-mask
  cogsmith create b04.tif b03.tif b02.tif cog.tif --stack
  cogsmith create tiles/*.tif cog.tif --mosaic --nodata -9999
  rawmaker | cogsmith create - cog.tif --raw-size 3601 3601 --raw-dtype int16 --assign-epsg 4326 --assign-bounds 11 46 12 47")]
pub(crate) struct Create {
    /// The GeoTIFF to read; several are stacked or a mosaic; - is raw pixels from standard input
    #[arg(value_name = "SRC", required = true)]
    pub(crate) sources: Vec<PathBuf>,
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
    /// How overviews are made [default: average; nearest for palettes and complex samples]
    #[arg(long, value_enum, value_name = "HOW")]
    pub(crate) overview_resampling: Option<ResamplingArg>,
    /// How many overviews, at most down to one pixel; 0 for none [default: until one fits into a block]
    #[arg(long, value_name = "N", value_parser = whole_number, allow_negative_numbers = true)]
    pub(crate) overview_count: Option<usize>,
    #[command(flatten)]
    pub(crate) work: Work,
    #[command(flatten)]
    pub(crate) adapt: Adapt,
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
}
