//! The arguments of `cogsmith stats`.

use std::path::PathBuf;

use clap::Args as ClapArgs;

use super::{Input, Work};

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
