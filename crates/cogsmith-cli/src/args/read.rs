//! The arguments of `cogsmith read`.

use std::path::PathBuf;

use clap::{ArgAction, Args as ClapArgs, ValueEnum};
use cogsmith::{Resampling, SampleType};

use super::{Input, Output, Work, from_one, number, sample_type, whole_number};

/// Write pixels raw: band after band, row after row, little-endian
#[derive(ClapArgs)]
#[command(after_help = "\
With --bbox, --size, --max-size, --resampling or --boundless, pixels are made anew, out of the coarsest overview that is \
fine enough, by GDAL's arithmetic. A line on standard error says how many come out.

Examples:
  cogsmith read dem.tif --raw dem.bin
  cogsmith read dem.tif --raw - --window 0 0 256 256 | od -t d2 | head
  cogsmith read rgb.tif --raw red.bin --band 1 --overview 1
  cogsmith read rgb.tif --raw tile.bin --bbox 11.2 46.1 11.3 46.2 --size 256 256 --resampling bilinear --bands 3,2,1
  cogsmith read dem.tif --raw heights.bin --max-size 1024 --resampling average --scaled
  cogsmith read dem.tif --raw valid.bin --mask
  cogsmith read map.tif --raw map.rgba --rgba")]
pub(crate) struct Read {
    /// The GeoTIFF
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) input: Input,
    /// Where the pixels go; - is standard output
    #[arg(long, value_name = "OUT")]
    pub(crate) raw: PathBuf,
    /// Read this part: first column, first row, columns, rows, in pixels of the overview if one is read [default: all]
    #[arg(long, action = ArgAction::Set, num_args = 4, value_names = ["XOFF", "YOFF", "XSIZE", "YSIZE"], value_parser = whole_number)]
    #[arg(allow_negative_numbers = true)]
    pub(crate) window: Option<Vec<usize>>,
    /// Read the part in this box: left, bottom, right, top, in the raster's coordinates
    #[arg(long, action = ArgAction::Set, num_args = 4, value_names = ["L", "B", "R", "T"], value_parser = number, conflicts_with = "window")]
    #[arg(allow_negative_numbers = true)]
    pub(crate) bbox: Option<Vec<f64>>,
    /// Make so many columns and rows of it
    #[arg(long, action = ArgAction::Set, num_args = 2, value_names = ["W", "H"], value_parser = from_one, allow_negative_numbers = true)]
    pub(crate) size: Option<Vec<usize>>,
    /// Make it so small that no side has more pixels
    #[arg(long, value_name = "N", value_parser = from_one, conflicts_with = "size", allow_negative_numbers = true)]
    pub(crate) max_size: Option<usize>,
    /// How pixels of another size are made [default: nearest]
    #[arg(long, value_enum, value_name = "HOW")]
    pub(crate) resampling: Option<ViewResampling>,
    /// Keep what of the box or size lies beyond the raster, as nodata or 0; it is clipped otherwise
    #[arg(long, requires = "bbox")]
    pub(crate) boundless: bool,
    /// The type of the samples that are written: uint8, int16, float32… [default: the file's]
    #[arg(long, value_name = "TYPE", value_parser = sample_type)]
    pub(crate) dtype: Option<SampleType>,
    /// Write physical values, value × scale + offset, with NaN for nodata, as float32 or float64 [default: float64]
    #[arg(long)]
    pub(crate) scaled: bool,
    /// Read these bands, counted from 1, in this order: --bands 3,2,1, or --band several times [default: all]
    #[arg(long, visible_alias = "bands", value_name = "N", value_delimiter = ',', value_parser = from_one)]
    #[arg(allow_negative_numbers = true)]
    pub(crate) band: Vec<usize>,
    /// Instead of pixels, write a byte for each that says whether it is valid, in this band or in any: 0 no, 255 yes
    #[arg(long, value_name = "BAND|dataset", num_args = 0..=1, default_missing_value = "dataset", value_parser = mask)]
    #[arg(conflicts_with_all = ["band", "rgba", "bbox", "size", "max_size", "dtype", "scaled"], allow_negative_numbers = true)]
    pub(crate) mask: Option<Mask>,
    /// Instead of pixels as they are stored, write red, green, blue and alpha as a screen shows them, 8 bits each
    #[arg(long, conflicts_with_all = ["band", "bbox", "size", "max_size", "dtype", "scaled"])]
    pub(crate) rgba: bool,
    /// Read this overview, counted from 1 [default: full resolution]
    #[arg(long, value_name = "N", value_parser = from_one, allow_negative_numbers = true)]
    pub(crate) overview: Option<usize>,
    #[command(flatten)]
    pub(crate) output: Output,
    #[command(flatten)]
    pub(crate) work: Work,
}

/// What the validity of is wanted.
#[derive(Clone, Copy)]
pub(crate) enum Mask {
    Dataset,
    /// Counted from 1.
    Band(usize),
}

fn mask(text: &str) -> Result<Mask, String> {
    if text == "dataset" { Ok(Mask::Dataset) } else { from_one(text).map(Mask::Band) }
}

/// How pixels of another size are made.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum ViewResampling {
    Nearest,
    Average,
    Mode,
    Bilinear,
    Cubic,
    Cubicspline,
    Lanczos,
}

impl From<ViewResampling> for Resampling {
    fn from(method: ViewResampling) -> Self {
        match method {
            ViewResampling::Nearest => Self::Nearest,
            ViewResampling::Average => Self::Average,
            ViewResampling::Mode => Self::Mode,
            ViewResampling::Bilinear => Self::Bilinear,
            ViewResampling::Cubic => Self::Cubic,
            ViewResampling::Cubicspline => Self::CubicSpline,
            ViewResampling::Lanczos => Self::Lanczos,
        }
    }
}
