//! The arguments of `cogsmith diff`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, ValueEnum};
use cogsmith::ComparisonSpec;

use super::{Input, Work, number};

/// Tell whether two rasters are equal in pixels, georeference and metadata, and where they are not
#[derive(ClapArgs)]
#[command(after_help = "\
How files are made does not count: blocks, compression, overviews. Pixels are compared in value and validity: what is not valid in either, NaN \
included, is equal. Differences are those of the second raster from the first.

Examples:
  cogsmith diff a.tif b.tif
  cogsmith diff a.tif b.tif --tolerance 0.001 --ignore metadata,nodata
  cogsmith diff before.tif after.tif --image change.tif
  cogsmith diff a.tif b.tif --json | jq .bands[0].rmse

Exit status: 0 if they are equal; 1 if they differ, or one cannot be read; 2 if the command line is wrong.")]
pub(crate) struct Diff {
    /// A GeoTIFF
    pub(crate) a: PathBuf,
    /// Another
    pub(crate) b: PathBuf,
    #[command(flatten)]
    pub(crate) input: Input,
    /// Values that differ by so much are equal, and by RELATIVE × the second's value more [default: 0,0]
    #[arg(long, value_name = "ABSOLUTE[,RELATIVE]", value_parser = tolerance, allow_negative_numbers = true)]
    pub(crate) tolerance: Option<ComparisonSpec>,
    /// Do not heed these differences
    #[arg(long, value_enum, value_name = "WHAT", value_delimiter = ',')]
    pub(crate) ignore: Vec<Aspect>,
    /// Write the second raster less the first as a COG of floats, NaN where one is not valid
    #[arg(long, value_name = "OUT")]
    pub(crate) image: Option<PathBuf>,
    /// As one JSON object
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) work: Work,
}

/// What of two rasters can differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Aspect {
    /// Values and validity
    Pixels,
    /// The type of samples
    Type,
    /// Transform, control points and CRS
    Georeference,
    /// Texts of the raster and its bands, scale, offset and unit
    Metadata,
    /// The value of pixels without data; whether they are valid still counts
    Nodata,
    /// Color interpretation and palette
    Colors,
}

fn tolerance(text: &str) -> Result<ComparisonSpec, String> {
    let (absolute, relative) = text.split_once(',').unwrap_or((text, "0"));
    let spec = ComparisonSpec { absolute: number(absolute)?, relative: number(relative)? };
    spec.check().map_err(|error| error.message().to_string())?;
    Ok(spec)
}
