//! The arguments of `cogsmith info`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, ValueEnum};

use super::{Input, Work};

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
