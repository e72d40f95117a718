//! The arguments of `cogsmith terrain`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, ValueEnum};

use super::encoding::Encoding;
use super::{Input, Output, Work, from_one, number};

/// Derive slope, aspect, shade or ruggedness of a terrain, as gdaldem does
#[derive(ClapArgs)]
#[command(after_help = "\
Results are those of gdaldem 3.12 within rounding: float32 with -9999 where there are no data, of hillshades uint8 with 0. How long a \
degree or a foot is in units of height, it finds out from the CRS and the band's unit, unless told.

Examples:
  cogsmith terrain hillshade dem.tif -o shade.tif
  cogsmith terrain hillshade dem.tif -o shade.tif --cog --shading multidirectional --z-factor 2 --compute-edges
  cogsmith terrain slope dem.tif -o slope.tif --percent --algorithm zevenbergen-thorne
  cogsmith terrain aspect dem.tif -o aspect.tif --zero-for-flat
  cogsmith terrain tri seafloor.tif -o tri.tif --algorithm wilson")]
pub(crate) struct Terrain {
    /// What is derived
    #[arg(value_enum, value_name = "WHAT")]
    pub(crate) kind: KindArg,
    /// The GeoTIFF with the heights
    #[arg(value_name = "DEM")]
    pub(crate) dem: PathBuf,
    /// The GeoTIFF to write; - is standard output
    #[arg(short, long, value_name = "OUT")]
    pub(crate) output: PathBuf,
    /// The band with the heights [default: 1]
    #[arg(long, value_name = "N", value_parser = from_one, allow_negative_numbers = true)]
    pub(crate) band: Option<usize>,
    /// How it is computed: slope, aspect and hillshade by horn or zevenbergen-thorne, tri by riley or wilson [default: horn, riley]
    #[arg(long, value_enum, value_name = "HOW", ignore_case = true)]
    pub(crate) algorithm: Option<AlgorithmArg>,
    /// Compute pixels at the edge of the raster and beside holes, too
    #[arg(long)]
    pub(crate) compute_edges: bool,
    /// Units of height in a unit of the coordinates; gdaldem's -s: 111120 for degrees and metres [default: by the CRS]
    #[arg(short, long, value_name = "RATIO", value_parser = number, allow_negative_numbers = true)]
    pub(crate) scale: Option<f64>,
    /// As --scale, from west to east
    #[arg(long, value_name = "RATIO", value_parser = number, requires = "yscale", conflicts_with = "scale")]
    #[arg(allow_negative_numbers = true)]
    pub(crate) xscale: Option<f64>,
    /// As --scale, from south to north
    #[arg(long, value_name = "RATIO", value_parser = number, requires = "xscale", conflicts_with = "scale")]
    #[arg(allow_negative_numbers = true)]
    pub(crate) yscale: Option<f64>,
    /// Slope in percent, 100 for 45°
    #[arg(long)]
    pub(crate) percent: bool,
    /// Aspect counterclockwise from the east, not clockwise from the north
    #[arg(long)]
    pub(crate) trigonometric: bool,
    /// Aspect 0 where it is flat, not nodata
    #[arg(long)]
    pub(crate) zero_for_flat: bool,
    /// Heights of a hillshade are multiplied by this [default: 1]
    #[arg(short, long, value_name = "Z", value_parser = number, allow_negative_numbers = true)]
    pub(crate) z_factor: Option<f64>,
    /// Where the light of a hillshade comes from, in degrees, clockwise from the north [default: 315]
    #[arg(long, value_name = "DEGREES", value_parser = number, allow_negative_numbers = true)]
    pub(crate) azimuth: Option<f64>,
    /// How high the light stands, in degrees [default: 45]
    #[arg(long, value_name = "DEGREES", value_parser = number, allow_negative_numbers = true)]
    pub(crate) altitude: Option<f64>,
    /// How a hillshade is shaded [default: directed]
    #[arg(long, value_enum, value_name = "HOW")]
    pub(crate) shading: Option<ShadingArg>,
    /// Make a COG, with overviews
    #[arg(long)]
    pub(crate) cog: bool,
    #[command(flatten)]
    pub(crate) input: Input,
    #[command(flatten)]
    pub(crate) encoding: Encoding,
    #[command(flatten)]
    pub(crate) durability: Output,
    #[command(flatten)]
    pub(crate) work: Work,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum KindArg {
    /// How steep it is, in degrees
    Slope,
    /// Which way it goes down, in degrees
    Aspect,
    /// How bright it is under a light
    Hillshade,
    /// Terrain Ruggedness Index: how much heights differ from their neighbours
    Tri,
    /// Topographic Position Index: how much higher it is than its neighbours
    Tpi,
    /// The largest difference among neighbours
    Roughness,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum AlgorithmArg {
    /// Of eight neighbours, for rough ground
    Horn,
    /// Of four neighbours, for smooth ground
    #[value(alias = "zevenbergenthorne")]
    ZevenbergenThorne,
    /// The root of the sum of squares, for land
    Riley,
    /// The mean difference, for the floor of the sea
    Wilson,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ShadingArg {
    /// By a light in one place
    Directed,
    /// The same, and steep ground is darker
    Combined,
    /// By four lights in the west
    Multidirectional,
    /// Flat ground stays white: Igor's
    Igor,
}
