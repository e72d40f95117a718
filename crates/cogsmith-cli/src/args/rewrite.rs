//! The arguments of `cogsmith rewrite`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, ValueEnum};

use super::{Input, Output, ResamplingArg, Work};

/// Make a COG out of a tiled GeoTIFF without compressing it anew
#[derive(ClapArgs)]
#[command(after_help = "\
Every block stays as it is, to the byte, whatever its codec; blocks and directories are put into GDAL's order. It takes \
any tiled GeoTIFF with blocks of a multiple of 16 pixels, its overviews and masks in it or beside it (.ovr, .msk), and \
mends a COG that was edited. Files of strips need cogsmith create.

Examples:
  cogsmith rewrite tiled.tif cog.tif
  cogsmith rewrite edited.tif edited.tif
  cogsmith rewrite aerial.tif cog.tif --overviews make --overview-resampling nearest
  cogsmith rewrite webp.tif - --overviews none | aws s3 cp - s3://bucket/cog.tif")]
pub(crate) struct Rewrite {
    /// The GeoTIFF to read
    #[arg(value_name = "SRC")]
    pub(crate) source: PathBuf,
    /// The COG to write, which may be the source; - is standard output
    #[arg(value_name = "DST")]
    pub(crate) target: PathBuf,
    #[command(flatten)]
    pub(crate) input: Input,
    /// Which overviews it gets
    #[arg(long, value_enum, value_name = "WHICH", default_value_t = KeptOverviewsArg::Keep)]
    pub(crate) overviews: KeptOverviewsArg,
    /// How missing overviews are made [default: cubic; nearest for palettes and complex samples]
    #[arg(long, value_enum, value_name = "HOW")]
    pub(crate) overview_resampling: Option<ResamplingArg>,
    #[command(flatten)]
    pub(crate) output: Output,
    #[command(flatten)]
    pub(crate) work: Work,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum KeptOverviewsArg {
    /// Those that are whole stay, and missing ones are made, until one fits into a block
    Keep,
    /// All are made anew
    Make,
    /// It gets none
    None,
}
