//! The arguments of `cogsmith preview`.

use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args as ClapArgs, ValueEnum};
use cogsmith::picture::{Color, Colormap, Stretch, TileGrid};

use super::{Input, Output, ViewResampling, Work, from_one, number};

/// Draw a picture of a raster, from the overview that fits: PNG or WebP
#[derive(ClapArgs)]
#[command(after_help = "\
Colours are drawn as they are, palettes by their table, a single band by a colour map. Pixels without data are transparent. \
The stretch goes by the picture's own pixels, each band by itself.

Colour maps:
  gray  viridis  magma  inferno  plasma  cividis  turbo  terrain  spectral  rdylgn  rdbu  blues  greens  oranges  ylgnbu

Examples:
  cogsmith preview dem.tif dem.png
  cogsmith preview dem.tif dem.png --hillshade --legend --grid 256,32 --width 1200
  cogsmith preview scene.tif scene.webp --bands 4,3,2 --stretch 1-99
  cogsmith preview ndvi.tif ndvi.png --colormap rdylgn --stretch -1,1 --legend --title \"NDVI, July\"
  cogsmith preview dem.tif - | display")]
pub(crate) struct Preview {
    /// The GeoTIFF
    pub(crate) file: PathBuf,
    /// The picture: .png or .webp; - is standard output
    pub(crate) out: PathBuf,
    #[command(flatten)]
    pub(crate) input: Input,
    /// The format, whatever the name says [default: by the name; png for standard output]
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(crate) format: Option<PictureFormat>,
    /// Columns of the whole picture [default: as many as make the raster's longer side up to 800]
    #[arg(long, value_name = "N", value_parser = from_one, allow_negative_numbers = true)]
    pub(crate) width: Option<usize>,
    /// The band, or the three that become red, green and blue, counted from 1: --bands 4,3,2
    #[arg(long, visible_alias = "band", value_name = "N", value_delimiter = ',', value_parser = from_one)]
    #[arg(allow_negative_numbers = true)]
    pub(crate) bands: Vec<usize>,
    /// The colours of a single band [default: gray for bytes, terrain for heights, else viridis]
    #[arg(long, value_name = "NAME", value_parser = Colormap::named)]
    pub(crate) colormap: Option<Colormap>,
    /// Turn the colour map round
    #[arg(long)]
    pub(crate) reverse: bool,
    /// Which values get the first and the last colour: minmax, percentiles as 2-98, values as MIN,MAX, stddev or stddev:N, or
    /// none, which is all that the type can hold [default: none for bytes, else 2-98]
    #[arg(long, value_name = "HOW", value_parser = Stretch::from_str, allow_hyphen_values = true)]
    pub(crate) stretch: Option<Stretch>,
    /// Make the middle of the range lighter, above 1, or darker
    #[arg(long, value_name = "GAMMA", value_parser = number, default_value_t = 1.0, hide_default_value = true)]
    #[arg(allow_negative_numbers = true)]
    pub(crate) gamma: f64,
    /// How pixels are made of many [default: average; mode for palettes]
    #[arg(long, value_enum, value_name = "HOW")]
    pub(crate) resampling: Option<ViewResampling>,
    /// Fill what has no data, and all around the raster: #RRGGBB, #RRGGBBAA, white, black…
    #[arg(long, value_name = "COLOR", value_parser = Color::from_str)]
    pub(crate) background: Option<Color>,
    /// Shade the heights of a band, with light from the upper left
    #[arg(long)]
    pub(crate) hillshade: bool,
    /// Multiply heights by this for the shades; 1 is how the land is [default: so that slopes can be seen]
    #[arg(long, value_name = "Z", value_parser = number, requires = "hillshade", allow_negative_numbers = true)]
    pub(crate) z_factor: Option<f64>,
    /// Where light comes from, in degrees from north, clockwise [default: 315]
    #[arg(long, value_name = "DEGREES", value_parser = number, requires = "hillshade", allow_negative_numbers = true)]
    pub(crate) azimuth: Option<f64>,
    /// How high above the horizon light comes from, in degrees [default: 45]
    #[arg(long, value_name = "DEGREES", value_parser = number, requires = "hillshade", allow_negative_numbers = true)]
    pub(crate) altitude: Option<f64>,
    /// Draw tile windows over it, and columns and rows beside it: rows and columns of a tile, and how many it shares with the next
    #[arg(long, value_name = "TILE[,OVERLAP]", value_parser = TileGrid::from_str, allow_hyphen_values = true)]
    pub(crate) grid: Option<TileGrid>,
    /// Say what the colours stand for: a bar with ticks, or a list of classes
    #[arg(long)]
    pub(crate) legend: bool,
    /// Write this above it
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub(crate) title: Option<String>,
    #[command(flatten)]
    pub(crate) output: Output,
    #[command(flatten)]
    pub(crate) work: Work,
}

/// What a picture is stored as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum PictureFormat {
    Png,
    Webp,
}
