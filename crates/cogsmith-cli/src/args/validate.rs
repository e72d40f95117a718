//! The arguments of `cogsmith validate`.

use std::path::PathBuf;

use clap::Args as ClapArgs;

use super::Allowed;

/// Check whether files are Cloud-Optimized GeoTIFFs, by GDAL's and rio-cogeo's rules
#[derive(ClapArgs)]
#[command(after_help = "\
One line for each file says whether it is one; below it stands what was found: an error makes the file no COG, a \
warning is advice. Every block's place is checked, but none is decoded.

Examples:
  cogsmith validate cog.tif
  cogsmith validate *.tif --strict --json
  if cogsmith validate --quiet cog.tif; then echo a COG; fi

Exit status: 0 if every file is a valid COG, 1 if one is not or cannot be read.")]
pub(crate) struct Validate {
    /// The files
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// Warnings count as errors
    #[arg(long)]
    pub(crate) strict: bool,
    /// Warn of what OGC 21-026 asks for beyond the other rules, too
    #[arg(long)]
    pub(crate) ogc: bool,
    /// Decode every block, too, and hold each overview against the level below it
    #[arg(long)]
    pub(crate) deep: bool,
    #[command(flatten)]
    pub(crate) allowed: Allowed,
    /// As one JSON array, with an object for each file
    #[arg(long)]
    pub(crate) json: bool,
    /// No output; the exit status tells
    #[arg(short, long, conflicts_with = "json")]
    pub(crate) quiet: bool,
}
