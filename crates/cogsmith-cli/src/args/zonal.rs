//! The arguments of `cogsmith zonal`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, ValueEnum};

use super::stats::percentile;
use super::{Input, Work, from_one};

/// Compute statistics of the pixels in polygons
#[derive(ClapArgs)]
#[command(after_help = "\
Polygons are taken in the raster's CRS: GeoJSON, which is in WGS 84 by default, fits a raster in degrees as it is; reproject it for any other. \
A pixel belongs to a polygon if its centre does. A line for each polygon has its properties, and: count (of valid pixels), min, max, mean, std, sum, \
median and percentiles; of integers also unique (how many different values), majority and minority.

Examples:
  cogsmith zonal dem.tif parishes.geojson > parishes.csv
  cogsmith zonal classes.tif fields.geojson --format geojson --all-touched > fields_classes.geojson
  cogsmith zonal rgb.tif fields.wkt --band 2 --percentiles 10,90 --format json

Exit status: 0 if it was done; 1 if a file cannot be read; 2 if the polygons do not fit the raster.")]
pub(crate) struct Zonal {
    /// The GeoTIFF
    pub(crate) file: PathBuf,
    /// Polygons: GeoJSON, or WKT, one on each line; - is standard input
    pub(crate) zones: PathBuf,
    #[command(flatten)]
    pub(crate) input: Input,
    /// Read this band, counted from 1
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = from_one, allow_negative_numbers = true)]
    pub(crate) band: usize,
    /// Take all pixels that an edge of a polygon runs through, too
    #[arg(long)]
    pub(crate) all_touched: bool,
    /// Compute these percentiles, too, from 0 to 100: 10,90
    #[arg(long, value_name = "P", value_delimiter = ',', value_parser = percentile, allow_negative_numbers = true)]
    pub(crate) percentiles: Vec<f64>,
    /// What is written
    #[arg(long, value_enum, value_name = "HOW", default_value = "csv")]
    pub(crate) format: ZonalFormat,
    #[command(flatten)]
    pub(crate) work: Work,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ZonalFormat {
    Csv,
    Json,
    Geojson,
}
