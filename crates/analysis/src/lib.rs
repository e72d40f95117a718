//! What rasters hold: distributions of values, values at points, statistics of zones, differences between rasters.
//!
//! ```text
//! Dataset → Pass: pieces of a few rows, in parallel → what each piece tells → merged in order
//! ```
//!
//! Figures are exact and the same for any number of threads; memory holds a few rows of blocks, however large the raster.
#![forbid(unsafe_code)]

mod comparison;
mod distribution;
mod histogram;
mod key;
mod number;
mod pass;
mod percentile;
mod quantiles;
mod sampling;
mod zonal;

pub use comparison::{
    BandDifference, Comparison, ComparisonSpec, PixelDifference, compare, difference, difference_type,
};
pub use distribution::{Distribution, DistributionSpec, distributions};
pub use histogram::{Histogram, HistogramSpec};
pub use number::Number;
pub use sampling::{PointSampling, sample};
pub use zonal::{ZonalSpec, Zone, zonal};
