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
    /// How hard the codec tries: deflate 1 (fast) to 9 (small), lzma 0 to 9, zstd 1 to 22 [default: 6, 6, 9]
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
    /// How bands lie among blocks: by pixels, or in blocks of their own, band after band or place after place
    #[arg(long, value_enum, value_name = "WHICH", default_value_t = InterleaveArg::Pixel)]
    pub(crate) interleave: InterleaveArg,
    /// Leave out blocks that are all nodata, or all 0 where there is no nodata
    #[arg(long)]
    pub(crate) sparse: bool,
    /// Bits of a sample: fewer than its type has for unsigned integers, 16 for float32 [default: as the source]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16), allow_negative_numbers = true)]
    pub(crate) nbits: Option<u16>,
    /// Make a BigTIFF, which files of 4 GiB need; if-safer: also if the uncompressed pixels take more than 2 GB
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = BigTiffArg::IfNeeded)]
    pub(crate) bigtiff: BigTiffArg,
    /// By which version of GeoTIFF: auto is the source's, if it can say the CRS
    #[arg(long, value_enum, value_name = "VERSION", default_value_t = GeotiffVersionArg::Auto)]
    pub(crate) geotiff_version: GeotiffVersionArg,
    /// Rows and columns of a block of an overview [default: --blocksize if that is a power of two from 64 to 4096, else 128]
    #[arg(long, value_name = "N", value_parser = whole_number, allow_negative_numbers = true)]
    pub(crate) overview_blocksize: Option<usize>,
    /// How blocks of overviews are compressed [default: as --compress]
    #[arg(long, value_enum, value_name = "CODEC")]
    pub(crate) overview_compress: Option<Compress>,
    /// As --level, of overviews [default: as --level, if the compression is the same]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8), allow_negative_numbers = true)]
    pub(crate) overview_level: Option<u8>,
    /// As --quality, of overviews [default: as --quality, if the compression is the same]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=100), allow_negative_numbers = true)]
    pub(crate) overview_quality: Option<u8>,
    /// As --predictor, of overviews [default: as --predictor, if the compression can]
    #[arg(long, value_enum, value_name = "WHICH")]
    pub(crate) overview_predictor: Option<PredictorArg>,
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
pub(crate) enum InterleaveArg {
    Pixel,
    Band,
    Tile,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum BigTiffArg {
    Yes,
    No,
    IfNeeded,
    IfSafer,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum GeotiffVersionArg {
    Auto,
    #[value(name = "1.0")]
    V1_0,
    #[value(name = "1.1")]
    V1_1,
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
