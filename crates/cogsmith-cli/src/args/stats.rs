//! The arguments of `cogsmith stats`, and those that `hist` shares with it.

use std::path::PathBuf;

use clap::{ArgAction, Args as ClapArgs};
use cogsmith::HistogramSpec;

use super::{Input, Work, from_one, number, whole_number};

/// Compute minimum, maximum, mean, standard deviation, percentiles and histograms of bands over their valid pixels
#[derive(ClapArgs)]
#[command(after_help = "\
Valid are pixels that are neither nodata nor NaN nor masked out, be it by a mask or by alpha. All figures are exact, and the same for any number of \
threads. Percentiles lie between two values as numpy's do by default; samples of more than 16 bits are read two to four times for them, and once more \
for a histogram.

Examples:
  cogsmith stats dem.tif
  cogsmith stats dem.tif --percentiles 2,50,98 --histogram 256
  cogsmith stats rgb.tif --bands 1,2,3 --window 0 0 1024 1024
  cogsmith stats dem.tif --json --threads 4 | jq .bands[0].mean")]
pub(crate) struct Stats {
    /// The GeoTIFF
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) input: Input,
    /// Compute these percentiles, from 0 to 100: 2,50,98
    #[arg(long, value_name = "P", value_delimiter = ',', value_parser = percentile, allow_negative_numbers = true)]
    pub(crate) percentiles: Vec<f64>,
    /// Count values in so many equal parts of a range, by default that of the values
    #[arg(long, value_name = "BINS[,MIN,MAX]", value_parser = histogram, allow_negative_numbers = true)]
    pub(crate) histogram: Option<HistogramSpec>,
    #[command(flatten)]
    pub(crate) part: Part,
    /// As one JSON object
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) work: Work,
}

/// What part of a raster is looked at.
#[derive(ClapArgs)]
pub(crate) struct Part {
    /// Look at these bands, counted from 1: --bands 1,3 [default: all]
    #[arg(long, visible_alias = "band", value_name = "N", value_delimiter = ',', value_parser = from_one)]
    #[arg(allow_negative_numbers = true)]
    pub(crate) bands: Vec<usize>,
    /// Look at this part: first column, first row, columns, rows [default: all]
    #[arg(long, action = ArgAction::Set, num_args = 4, value_names = ["XOFF", "YOFF", "XSIZE", "YSIZE"], value_parser = whole_number)]
    #[arg(allow_negative_numbers = true)]
    pub(crate) window: Option<Vec<usize>>,
    /// Look at pixels whose centres are in this box: left, bottom, right, top, in the raster's coordinates
    #[arg(long, action = ArgAction::Set, num_args = 4, value_names = ["L", "B", "R", "T"], value_parser = number, conflicts_with = "window")]
    #[arg(allow_negative_numbers = true)]
    pub(crate) bbox: Option<Vec<f64>>,
}

pub(super) fn percentile(text: &str) -> Result<f64, String> {
    number(text).ok().filter(|p| (0.0..=100.0).contains(p)).ok_or_else(|| "a percentile is from 0 to 100".into())
}

fn histogram(text: &str) -> Result<HistogramSpec, String> {
    let words: Vec<&str> = text.split(',').collect();
    let spec = match words[..] {
        [bins] => HistogramSpec { bins: from_one(bins)?, range: None },
        [bins, min, max] => HistogramSpec { bins: from_one(bins)?, range: Some([number(min)?, number(max)?]) },
        _ => return Err("it is neither a number of bins alone nor BINS,MIN,MAX".into()),
    };
    spec.check().map_err(|error| error.message().to_string())?;
    Ok(spec)
}
