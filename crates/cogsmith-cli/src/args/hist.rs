//! The arguments of `cogsmith hist`.

use std::path::PathBuf;

use clap::{ArgAction, Args as ClapArgs};

use super::stats::Part;
use super::{Input, Work, from_one, number};

/// Draw histograms of bands in the terminal
#[derive(ClapArgs)]
#[command(after_help = "\
A line for each bin: where it begins, a bar, how many valid pixels lie in it.

Examples:
  cogsmith hist dem.tif
  cogsmith hist dem.tif --bins 40 --range 0 1000 --log
  cogsmith hist rgb.tif --bands 1 --width 60 > red.txt
  cogsmith hist dem.tif --json | jq .bands[0].histogram.counts")]
pub(crate) struct Hist {
    /// The GeoTIFF
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) input: Input,
    /// Bins
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = bins, allow_negative_numbers = true)]
    pub(crate) bins: usize,
    /// Where the first bin begins and the last ends [default: the smallest and the largest value]
    #[arg(long, action = ArgAction::Set, num_args = 2, value_names = ["MIN", "MAX"], value_parser = number)]
    #[arg(allow_negative_numbers = true)]
    pub(crate) range: Option<Vec<f64>>,
    /// Bars as long as the logarithm of their number
    #[arg(long)]
    pub(crate) log: bool,
    /// Columns to draw in [default: those of the terminal, 80 of a pipe]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(30..=1000), allow_negative_numbers = true)]
    pub(crate) width: Option<u16>,
    #[command(flatten)]
    pub(crate) part: Part,
    /// As one JSON object, as `stats --histogram` gives it
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) work: Work,
}

fn bins(text: &str) -> Result<usize, String> {
    from_one(text)
        .and_then(|bins| if bins <= 10_000 { Ok(bins) } else { Err("more than 10000 bins are not drawn".into()) })
}
