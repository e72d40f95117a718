//! The arguments of `cogsmith windows`.

use std::path::PathBuf;

use clap::Args as ClapArgs;

use super::{Input, from_one, whole_number};

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
