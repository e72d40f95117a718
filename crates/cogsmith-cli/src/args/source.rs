//! The arguments of `cogsmith create` that say what is done to the raster first.

use clap::{ArgAction, Args as ClapArgs, ValueEnum};
use cogsmith::{BandPick, SampleType};

use super::{ViewResampling, from_one, number, sample_type, whole_number};

/// What is done to the raster before it is written, in this order.
#[derive(ClapArgs)]
#[command(next_help_heading = "The raster")]
pub(crate) struct Adapt {
    /// Take the sources, which have one grid, as the bands of one raster
    #[arg(long, conflicts_with = "mosaic")]
    pub(crate) stack: bool,
    /// Take the sources as tiles of one raster: of one CRS, size of pixels, type and number of bands, in any order
    #[arg(long)]
    pub(crate) mosaic: bool,
    /// Which tile of a mosaic is seen where several lie [default: last]
    #[arg(long, value_enum, value_name = "WHICH", requires = "mosaic")]
    pub(crate) overlap: Option<OverlapArg>,
    /// How far tiles of a mosaic may lie off the grid, in pixels, below 0.5 [default: 0.01]
    #[arg(long, value_name = "PIXELS", value_parser = number, requires = "mosaic", allow_negative_numbers = true)]
    pub(crate) mosaic_tolerance: Option<f64>,
    #[command(flatten)]
    pub(crate) raw: Raw,
    /// Say that pixels of this value have no data, or that all have some; holes of a mosaic get it. No other pixel is changed
    #[arg(long, value_name = "VALUE|none", allow_hyphen_values = true)]
    pub(crate) nodata: Option<String>,
    /// Take this part: first column, first row, columns, rows
    #[arg(long, action = ArgAction::Set, num_args = 4, value_names = ["XOFF", "YOFF", "XSIZE", "YSIZE"], value_parser = whole_number)]
    #[arg(allow_negative_numbers = true)]
    pub(crate) window: Option<Vec<usize>>,
    /// Take the part in this box: left, bottom, right, top, in the raster's coordinates
    #[arg(long, action = ArgAction::Set, num_args = 4, value_names = ["L", "B", "R", "T"], value_parser = number, conflicts_with = "window")]
    #[arg(allow_negative_numbers = true)]
    pub(crate) bbox: Option<Vec<f64>>,
    /// Make so many columns and rows of it, out of the overview that fits; 0 for one of them keeps the proportions
    #[arg(long, action = ArgAction::Set, num_args = 2, value_names = ["W", "H"], value_parser = whole_number, allow_negative_numbers = true)]
    pub(crate) size: Option<Vec<usize>>,
    /// Make pixels of this width and height, in units of the raster's coordinates
    #[arg(long, action = ArgAction::Set, num_args = 2, value_names = ["X", "Y"], value_parser = number, conflicts_with = "size")]
    #[arg(allow_negative_numbers = true)]
    pub(crate) res: Option<Vec<f64>>,
    /// Make it so small that no side has more pixels
    #[arg(long, value_name = "N", value_parser = from_one, conflicts_with_all = ["size", "res"])]
    #[arg(allow_negative_numbers = true)]
    pub(crate) max_size: Option<usize>,
    /// How pixels of another size, or of a box between pixels, are made [default: nearest]
    #[arg(long, value_enum, value_name = "HOW")]
    pub(crate) resampling: Option<ViewResampling>,
    /// Take these bands, counted from 1, in this order, also more than once; mask is the mask as a band: --bands 3,2,1,mask
    #[arg(long, visible_alias = "band", value_name = "N|mask", value_delimiter = ',', value_parser = band_pick)]
    #[arg(allow_negative_numbers = true)]
    pub(crate) bands: Vec<BandPick>,
    /// Make a mask of nodata, which is nodata no more
    #[arg(long, group = "masking")]
    pub(crate) add_mask: bool,
    /// Make a mask of the alpha band, which is no band any more
    #[arg(long, group = "masking")]
    pub(crate) mask_from_alpha: bool,
    /// Leave the mask out; pixels keep their values
    #[arg(long, group = "masking")]
    pub(crate) no_mask: bool,
    /// Make an alpha band of the mask, which is no mask any more
    #[arg(long, group = "masking")]
    pub(crate) alpha_from_mask: bool,
    /// The type of the samples: uint8, int16, float32… Values are rounded and clamped [default: the source's]
    #[arg(long, value_name = "TYPE", value_parser = sample_type)]
    pub(crate) dtype: Option<SampleType>,
    /// Lay values from SMIN to SMAX over those from DMIN to DMAX [default: all of the new type, 0 to 1 of floats]; without
    /// numbers, from the least to the largest of each band, for which the raster is read twice. Nodata is not scaled
    #[arg(long, action = ArgAction::Set, num_args = 0..=4, value_names = ["SMIN", "SMAX", "DMIN", "DMAX"], value_parser = number)]
    #[arg(allow_negative_numbers = true, conflicts_with = "unscale")]
    pub(crate) scale: Option<Vec<f64>>,
    /// As --scale, of the band that is the N-th in the COG alone: GDAL's -scale_N. Several times, once for a band
    #[arg(long, value_name = "N[=SMIN,SMAX[,DMIN,DMAX]]", value_parser = band_scale)]
    #[arg(conflicts_with_all = ["scale", "unscale"])]
    pub(crate) scale_band: Vec<BandScale>,
    /// Make values the physical ones, value × scale + offset of each band, as float32; float64 of 32 bits and more, or --dtype
    #[arg(long)]
    pub(crate) unscale: bool,
    /// Give pixels without data this value, which is nodata from then on
    #[arg(long, value_name = "VALUE", allow_hyphen_values = true)]
    pub(crate) change_nodata: Option<String>,
    /// Say that bands stand for value × SCALE + offset
    #[arg(long, value_name = "SCALE", value_parser = number, allow_negative_numbers = true)]
    pub(crate) assign_scale: Option<f64>,
    /// Say that bands stand for value × scale + OFFSET
    #[arg(long, value_name = "OFFSET", value_parser = number, allow_negative_numbers = true)]
    pub(crate) assign_offset: Option<f64>,
    /// Say that the raster is in the CRS of this EPSG code
    #[arg(long, value_name = "CODE", value_parser = clap::value_parser!(u32), allow_negative_numbers = true)]
    pub(crate) assign_epsg: Option<u32>,
    /// Say that the raster is in this CRS: EPSG:32633, a WKT, or a PROJJSON with a code
    #[arg(long, value_name = "CRS", conflicts_with = "assign_epsg")]
    pub(crate) assign_crs: Option<String>,
    /// Say that the raster's outer edges are here: left, bottom, right, top
    #[arg(long, action = ArgAction::Set, num_args = 4, value_names = ["L", "B", "R", "T"], value_parser = number, group = "placing")]
    #[arg(allow_negative_numbers = true)]
    pub(crate) assign_bounds: Option<Vec<f64>>,
    /// Say that the raster's outer corners are here: upper left, lower right
    #[arg(long, action = ArgAction::Set, num_args = 4, value_names = ["ULX", "ULY", "LRX", "LRY"], value_parser = number, group = "placing")]
    #[arg(allow_negative_numbers = true)]
    pub(crate) assign_ullr: Option<Vec<f64>>,
    /// Say that this is the raster's transform, in GDAL's order: x, width, turn, y, turn, -height
    #[arg(long, action = ArgAction::Set, num_args = 6, value_names = ["X", "DX", "RX", "Y", "RY", "DY"], value_parser = number, group = "placing")]
    #[arg(allow_negative_numbers = true)]
    pub(crate) assign_transform: Option<Vec<f64>>,
}

/// How the values of one band are scaled.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct BandScale {
    /// The band, from 0.
    pub(crate) band: usize,
    /// As those of `--scale`.
    pub(crate) numbers: Vec<f64>,
}

/// How raw pixels lie.
#[derive(ClapArgs)]
pub(crate) struct Raw {
    /// The source is raw pixels, so many columns and rows of them; - is standard input
    #[arg(long, action = ArgAction::Set, num_args = 2, value_names = ["W", "H"], value_parser = from_one, requires = "raw_dtype")]
    #[arg(allow_negative_numbers = true)]
    pub(crate) raw_size: Option<Vec<usize>>,
    /// The type of raw samples: uint8, int16, float32…
    #[arg(long, value_name = "TYPE", value_parser = sample_type, requires = "raw_size")]
    pub(crate) raw_dtype: Option<SampleType>,
    /// Bands of raw pixels [default: 1]
    #[arg(long, value_name = "N", value_parser = from_one, requires = "raw_size", allow_negative_numbers = true)]
    pub(crate) raw_bands: Option<usize>,
    /// How raw samples of several bands lie [default: pixel]; band by band from standard input is kept in a temporary file
    #[arg(long, value_enum, value_name = "HOW", requires = "raw_size")]
    pub(crate) raw_interleave: Option<RawInterleaveArg>,
    /// How the bytes of a raw sample lie [default: little]
    #[arg(long, value_enum, value_name = "ORDER", requires = "raw_size")]
    pub(crate) raw_byte_order: Option<ByteOrderArg>,
    /// Bytes before the first raw sample [default: 0]
    #[arg(long, value_name = "BYTES", value_parser = whole_number, requires = "raw_size", allow_negative_numbers = true)]
    pub(crate) raw_skip: Option<usize>,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum OverlapArg {
    First,
    Last,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum RawInterleaveArg {
    Pixel,
    Line,
    Band,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum ByteOrderArg {
    Little,
    Big,
}

fn band_pick(text: &str) -> Result<BandPick, String> {
    if text == "mask" {
        return Ok(BandPick::Mask);
    }
    from_one(text).map(|number| BandPick::Band(number - 1))
}

fn band_scale(text: &str) -> Result<BandScale, String> {
    let (band, numbers) = match text.split_once('=') {
        Some((band, numbers)) => (band, numbers.split(',').map(number).collect::<Result<Vec<_>, _>>()?),
        None => (text, Vec::new()),
    };
    match numbers.len() {
        0 | 2 | 4 => Ok(BandScale { band: from_one(band)? - 1, numbers }),
        _ => Err("it is not a band's number alone, nor with two or four numbers: N=SMIN,SMAX,DMIN,DMAX".into()),
    }
}
