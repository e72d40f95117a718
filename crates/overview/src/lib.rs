//! Overview pyramids, to the bit as GDAL computes them: which levels there are, how a level is resampled from the one
//! before it, and a cascade that makes all of them in one pass over the rows of the image.
//!
//! ```
//! use geotiff_core::{Raster, SampleType};
//! use overview::{Cascade, CascadeSpec, Resampling, level_sizes};
//!
//! let image = Raster::from_samples(&[1_u8, 3, 5, 7, 3, 5, 7, 9], 4, 2, 1)?;
//! let mut cascade = Cascade::new(CascadeSpec {
//!     levels: level_sizes(4, 2, 2),
//!     resampling: Resampling::Average,
//!     ..CascadeSpec::new(4, 2, 1, SampleType::U8)
//! })?;
//! let mut overview = Vec::new();
//! cascade.push(&image, None, &mut |rows| {
//!     overview.extend_from_slice(rows.pixels.samples::<u8>()?);
//!     Ok(())
//! })?;
//! cascade.finish()?;
//! assert_eq!(overview, [3, 7]);
//! # Ok::<(), geotiff_core::Error>(())
//! ```
//!
//! A [`Resampler`] makes pixels at any ratio, larger or smaller, of any part of an image.
//!
//! The crate does no I/O and starts no threads.
//!
//! # GDAL
//! The levels are those that GDAL 3.12 writes into a COG, bit for bit, except where it does one of these:
//! - It counts nodata as taken in the alpha band as well, and writes 254 for what is opaque if nodata is 255.
//! - Its filters (bilinear, cubic, cubicspline, lanczos) spread NaN nodata over the overview. Here it is left out, as GDAL
//!   does from 3.12.4 on.
//! - It writes nodata of 64-bit integers as the nearest double, and 2⁶⁴ as 0.
//! - MODE of bytes looks at neither masks nor alpha, so that a mask of a level, which is bytes, follows the majority; here
//!   the valid pixels vote, and one of them is enough for a valid pixel. Where none is, it writes 0 if nodata is negative or
//!   NaN; here it is nodata.
//! - RMS in single precision (of floats and signed integers of 8 and 16 bits) loses a fourth pixel beside three zeros, and
//!   makes one that is larger than them by 2⁶⁴ infinite.
//! - Its filters make of infinite samples what happens to stand at the window's edge. Here they stay infinite where the whole
//!   window is, and else become what the arithmetic makes of them.
//! - It cuts off overshoot at the nearest single-precision number, which from 25 bits on may be one that needs another bit.
//! - It averages palette images and complex samples in chunks of 10 MB, and cuts the windows at their edges.
//! - It makes the levels by NEAREST of complex samples from the full resolution.
//!
//! Levels that are as wide as the one before, which is one pixel, are made from the full resolution, as in GDAL.
#![forbid(unsafe_code)]

mod across;
mod arithmetic;
mod average;
mod axis;
mod band;
mod cascade;
mod combine;
mod complex;
mod convolve;
mod down;
mod engine;
mod filter;
mod filtered;
mod gauss;
mod kernel;
mod levels;
mod mean;
mod mode;
mod nearest;
mod palette;
mod phases;
mod pick;
mod resample_spec;
mod resampler;
mod resampling;
mod rms;
mod rows;
mod same;
mod separable;
mod span;
mod spec;
mod step;
mod taps;
mod validity;
mod votes;

pub use cascade::Cascade;
pub use levels::{level_sizes, level_sizes_counted};
pub use resample_spec::{ResampleSpec, ResampledRows};
pub use resampler::Resampler;
pub use resampling::Resampling;
pub use rows::LevelRows;
pub use span::Span;
pub use spec::CascadeSpec;
