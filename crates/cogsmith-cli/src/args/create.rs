//! The arguments of `cogsmith create`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, ValueEnum};

use super::encoding::Encoding;
use super::source::Adapt;
use super::{Input, Output, Work};

/// Make a Cloud-Optimized GeoTIFF out of any GeoTIFF
#[derive(ClapArgs)]
#[command(after_help = "\
The COG has GDAL's layout, with overviews and every tag of the source. It appears under its name once it is whole; a \
file that was there before is replaced then, and stays as it is if anything fails.

Examples:
  cogsmith create dem.tif cog.tif
  cogsmith create dem.tif cog.tif --level 9 --threads 4
  cogsmith create rgb.tif cog.tif --compress lzw --blocksize 256 --overview-resampling nearest
  cogsmith create dem.tif cog.tif --compress auto --statistics computed
  cogsmith create dem.tif cog.tif --co COMPRESS=DEFLATE --co LEVEL=9 --co OVERVIEWS=IGNORE_EXISTING
  cogsmith create dem.tif cog.tif --profile lzw --co PREDICTOR=YES
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
    #[command(flatten)]
    pub(crate) encoding: Encoding,
    /// Where overviews come from: auto takes the source's if they are complete and no resampling is said, and makes them else
    /// [default: auto]
    #[arg(long, value_enum, value_name = "WHENCE")]
    pub(crate) overviews: Option<OverviewsArg>,
    /// Which domains of the source's metadata are copied: all, none, default, or names of domains it has [default: all]
    #[arg(long, value_name = "DOMAIN,…", value_delimiter = ',')]
    pub(crate) metadata: Vec<String>,
    /// rio-cogeo's; metadata of bands and of all domains are copied in any case
    #[arg(long, hide = true, conflicts_with = "metadata")]
    pub(crate) forward_band_tags: bool,
    #[arg(long, hide = true, conflicts_with = "metadata")]
    pub(crate) forward_ns_tags: bool,
    #[command(flatten)]
    pub(crate) output: Output,
    #[command(flatten)]
    pub(crate) work: Work,
    #[command(flatten)]
    pub(crate) adapt: Adapt,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum OverviewsArg {
    Auto,
    Made,
    Existing,
    None,
}
