//! The arguments of `cogsmith sample`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, ValueEnum};
use cogsmith::PointSampling;

use super::{Input, Work, from_one, number};

/// Tell the values at points, as CSV
#[derive(ClapArgs)]
#[command(after_help = "\
Points are in the raster's coordinates, or, with --pixel, columns and rows from its outer upper left corner: 0.5 0.5 is the centre of the first pixel. \
A cell is empty where a point is beyond the raster or its pixel is not valid. Lines come out in the order they went in; each block is decoded once.

Examples:
  cogsmith sample dem.tif 653200.5 5120010
  cogsmith sample rgb.tif --pixel 17 4 18 4 --bands 3,2,1
  cogsmith sample dem.tif --csv points.csv --x lon --y lat --method bilinear > heights.csv
  cut -d, -f1,2 points.csv | cogsmith sample dem.tif --csv -")]
pub(crate) struct Sample {
    /// The GeoTIFF
    pub(crate) file: PathBuf,
    /// Points: X Y X Y…
    #[arg(value_name = "X Y", value_parser = number, allow_negative_numbers = true, conflicts_with = "csv")]
    #[arg(required_unless_present = "csv")]
    pub(crate) points: Vec<f64>,
    #[command(flatten)]
    pub(crate) input: Input,
    /// Take points from the lines of this CSV file, below a line of names, and add columns to them; - is standard input
    #[arg(long, value_name = "FILE")]
    pub(crate) csv: Option<PathBuf>,
    /// The column that has X [default: x]
    #[arg(long, value_name = "NAME", requires = "csv")]
    pub(crate) x: Option<String>,
    /// The column that has Y [default: y]
    #[arg(long, value_name = "NAME", requires = "csv")]
    pub(crate) y: Option<String>,
    /// Points are columns and rows, not coordinates
    #[arg(long)]
    pub(crate) pixel: bool,
    /// How a value is made of the pixels around a point
    #[arg(long, value_enum, value_name = "HOW", default_value = "nearest")]
    pub(crate) method: SampleMethod,
    /// Read these bands, counted from 1, in this order [default: all]
    #[arg(long, visible_alias = "band", value_name = "N", value_delimiter = ',', value_parser = from_one)]
    #[arg(allow_negative_numbers = true)]
    pub(crate) bands: Vec<usize>,
    #[command(flatten)]
    pub(crate) work: Work,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum SampleMethod {
    Nearest,
    Bilinear,
}

impl From<SampleMethod> for PointSampling {
    fn from(method: SampleMethod) -> Self {
        match method {
            SampleMethod::Nearest => Self::Nearest,
            SampleMethod::Bilinear => Self::Bilinear,
        }
    }
}
