//! The arguments of `cogsmith calc`.

use std::path::PathBuf;

use clap::Args as ClapArgs;
use cogsmith::{Expression, SampleType};

use super::encoding::Encoding;
use super::{Input, Output, Work, sample_type};

/// Compute a raster of others, pixel by pixel, by an expression
#[derive(ClapArgs)]
#[command(after_help = "\
Expressions have the operators of Python and C: + - * / // % ** ^ < <= > >= == != and or not && || ! & | ?: and functions: \
where min max sum mean clamp abs sign floor ceil round trunc sqrt cbrt pow hypot exp log log10 log2 sin cos tan asin acos atan \
atan2 degrees radians isnan valid bit and others, by numpy's names too. A[3] is the third band of A, A alone its first; several \
expressions with ; or , between them make several bands, and NAME = …; before them gives a part a name.

Numbers are computed as float64 whatever the types of the rasters, so that nothing wraps; integers beyond 2^53 are rounded. The \
result is float32, or float64 where an input has more digits than float32. Where an input has no data, neither has what is \
computed of it: NaN, or what --nodata says; of integers without --nodata, a mask says so. where(valid(A), A, B) fills the holes of \
A from B.

Presets: ndvi and gndvi, evi, evi2 and savi, ndwi and mndwi, ndmi, nbr, ndsi, of nir, red, green, blue and swir. evi, evi2 and savi \
want reflectances from 0 to 1: --unscale, where the file says how.

Examples:
  cogsmith calc \"(B - A) / (B + A)\" A=b04.tif B=b08.tif -o ndvi.tif
  cogsmith calc ndvi nir=scene.tif[8] red=scene.tif[4] -o ndvi.tif --cog --compress zstd
  cogsmith calc \"where(cloud > 40, nan, A * 1e-4)\" A=b04.tif cloud=clouds.tif -o clear.tif --nodata -9999
  cogsmith calc \"A[1]; A[2]; bit(qa, 3) ? 0 : A[3]\" A=rgb.tif qa=qa.tif -o masked.tif --dtype uint8 --nodata 0")]
pub(crate) struct Calc {
    /// What is computed, or the name of a preset
    #[arg(value_name = "EXPR", value_parser = expression)]
    pub(crate) expression: Formula,
    /// The rasters of the expression by their names there, all on one grid; FILE[N] is the band N alone
    #[arg(value_name = "NAME=FILE", value_parser = named_file)]
    pub(crate) files: Vec<NamedFile>,
    /// The GeoTIFF to write; - is standard output
    #[arg(short, long, value_name = "OUT")]
    pub(crate) output: PathBuf,
    /// The type of the samples: uint8, int16, float32… Values are rounded and clamped
    #[arg(long, value_name = "TYPE", value_parser = sample_type)]
    pub(crate) dtype: Option<SampleType>,
    /// What pixels without data get [default: nan for floats, and for integers a mask]
    #[arg(long, value_name = "VALUE", allow_hyphen_values = true)]
    pub(crate) nodata: Option<String>,
    /// Take values of the rasters as physical ones, value × scale + offset of each band
    #[arg(long)]
    pub(crate) unscale: bool,
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

/// An expression, and how it was said.
#[derive(Clone, Debug)]
pub(crate) struct Formula {
    pub(crate) text: String,
    pub(crate) expression: Expression,
}

/// A file and what the expression calls it.
#[derive(Clone, Debug)]
pub(crate) struct NamedFile {
    pub(crate) name: String,
    pub(crate) file: PathBuf,
}

fn expression(text: &str) -> Result<Formula, String> {
    let expression = Expression::parse(text).map_err(|error| error.to_string())?;
    Ok(Formula { text: text.to_string(), expression })
}

fn named_file(text: &str) -> Result<NamedFile, String> {
    let (name, file) = text.split_once('=').ok_or("it is not NAME=FILE")?;
    if !cogsmith::is_name(name) {
        return Err(format!("{name:?} is no name that an expression can have for a raster"));
    }
    if file.is_empty() {
        return Err("it names no file".into());
    }
    Ok(NamedFile { name: name.to_string(), file: file.into() })
}
