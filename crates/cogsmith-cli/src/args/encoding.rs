//! The arguments that say how a raster is written, of every command that makes one.

use clap::{Args as ClapArgs, ValueEnum};
use cogsmith::Resampling;

use super::{number, whole_number};

/// How a raster is written.
#[derive(ClapArgs)]
pub(crate) struct Encoding {
    /// An option by the name that GDAL's COG driver has for it: COMPRESS, OVERVIEWS, STATISTICS… Several times
    #[arg(long = "co", value_name = "KEY=VALUE", value_parser = key_value)]
    pub(crate) creation_options: Vec<(String, String)>,
    /// What rio-cogeo's profile of this name sets, where nothing else is said: jpeg, webp, zstd, lzw, deflate, packbits,
    /// lzma, lerc, lerc_deflate, lerc_zstd, raw
    #[arg(short, long, visible_alias = "cog-profile", value_name = "NAME")]
    pub(crate) profile: Option<String>,
    /// How blocks are compressed; auto tries those that lose nothing on blocks here and there [default: deflate]
    #[arg(long, value_enum, value_name = "CODEC", ignore_case = true)]
    pub(crate) compress: Option<Compress>,
    /// How hard the codec tries: deflate 1 (fast) to 9 (small), lzma 0 to 9, zstd 1 to 22 [default: 6, 6, 9]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8), allow_negative_numbers = true)]
    pub(crate) level: Option<u8>,
    /// How near JPEG stays to the samples, 1 to 100 [default: 75]; WebP is without loss, and must be told 100
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=100), allow_negative_numbers = true)]
    pub(crate) quality: Option<u8>,
    /// By how much LERC may change a sample [default: 0]
    #[arg(long, value_name = "E", value_parser = number, allow_negative_numbers = true)]
    pub(crate) max_z_error: Option<f64>,
    /// What is done to samples before compression: auto is 2 for integers, 3 for floats, none for palettes [default: auto]
    #[arg(long, value_enum, value_name = "WHICH")]
    pub(crate) predictor: Option<PredictorArg>,
    /// Rows and columns of a block, a multiple of 16 [default: 512]
    #[arg(long, value_name = "N", value_parser = whole_number, allow_negative_numbers = true)]
    pub(crate) blocksize: Option<usize>,
    /// How bands lie among blocks: by pixels, or in blocks of their own, band after band or place after place
    /// [default: pixel]
    #[arg(long, value_enum, value_name = "WHICH")]
    pub(crate) interleave: Option<InterleaveArg>,
    /// Leave out blocks that are all nodata, or all 0 where there is no nodata
    #[arg(long)]
    pub(crate) sparse: bool,
    /// Bits of a sample: fewer than its type has for unsigned integers, 16 for float32 [default: as the source]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16), allow_negative_numbers = true)]
    pub(crate) nbits: Option<u16>,
    /// Make a BigTIFF, which files of 4 GiB need; if-safer: also if the uncompressed pixels take more than 2 GB
    /// [default: if-needed]
    #[arg(long, value_enum, value_name = "WHEN")]
    pub(crate) bigtiff: Option<BigTiffArg>,
    /// By which version of GeoTIFF: auto is the source's, if it can say the CRS [default: auto]
    #[arg(long, value_enum, value_name = "VERSION")]
    pub(crate) geotiff_version: Option<GeotiffVersionArg>,
    /// Rows and columns of a block of an overview [default: --blocksize if that is a power of two from 64 to 4096, else 128]
    #[arg(long, value_name = "N", value_parser = whole_number, allow_negative_numbers = true)]
    pub(crate) overview_blocksize: Option<usize>,
    /// How blocks of overviews are compressed [default: as --compress]
    #[arg(long, value_enum, value_name = "CODEC")]
    pub(crate) overview_compress: Option<Compress>,
    /// As --level, of overviews [default: as --level, if the compression is the same]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8), allow_negative_numbers = true)]
    pub(crate) overview_compress_level: Option<u8>,
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
    #[arg(long, visible_alias = "overview-level", value_name = "N", value_parser = whole_number)]
    #[arg(allow_negative_numbers = true)]
    pub(crate) overview_count: Option<usize>,
    /// What becomes of minimum, maximum, mean and deviation of bands: copied from the source, computed anew, or none
    /// [default: copied]
    #[arg(long, value_enum, value_name = "WHICH")]
    pub(crate) statistics: Option<StatisticsArg>,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Compress {
    Auto,
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

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum StatisticsArg {
    Copied,
    Computed,
    None,
}

fn key_value(text: &str) -> Result<(String, String), String> {
    let (key, value) = text.split_once('=').ok_or("it is not KEY=VALUE")?;
    Ok((key.to_string(), value.to_string()))
}

impl From<ResamplingArg> for Resampling {
    fn from(method: ResamplingArg) -> Self {
        match method {
            ResamplingArg::Nearest => Self::Nearest,
            ResamplingArg::Average => Self::Average,
            ResamplingArg::Rms => Self::Rms,
            ResamplingArg::Mode => Self::Mode,
            ResamplingArg::Gauss => Self::Gauss,
            ResamplingArg::Bilinear => Self::Bilinear,
            ResamplingArg::Cubic => Self::Cubic,
            ResamplingArg::Cubicspline => Self::CubicSpline,
            ResamplingArg::Lanczos => Self::Lanczos,
        }
    }
}
