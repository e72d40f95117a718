//! What is done to rasters on their way into a COG.
//!
//! ```text
//! files, arrays, streams → Mosaic, Stack → Crop, Resized → Bands → Nodata, Mask, Converted → Georeferenced → writer
//! ```
//!
//! Each is a [`RasterSource`](geotiff_core::RasterSource) around others: it is asked for windows, asks those for the windows
//! that these are made of, and holds no more than that. What a raster says of itself follows what is done to it.
//!
//! ```
//! use geotiff_core::{RasterSource, SampleType, Window};
//! use sources::{BandPick, Bands, Conversion, Converted, Crop};
//!
//! # let file = window::doc_example();
//! let dataset = window::Dataset::from_source(file)?;
//! let part = Crop::window(&dataset, Window::new(10, 10, 20, 20))?;
//! let twice = Bands::new(part, &[BandPick::Band(0), BandPick::Band(0)])?;
//! let heights = Converted::new(twice, Conversion::to(SampleType::I16))?;
//! assert_eq!((heights.profile().bands, heights.profile().width), (2, 20));
//! assert_eq!(heights.read_window(Window::new(0, 0, 2, 1))?.samples::<i16>()?, [7; 4]);
//! # Ok::<(), geotiff_core::Error>(())
//! ```
#![forbid(unsafe_code)]

mod bands;
mod colors;
mod convert;
mod crop;
mod crs_text;
mod follow;
mod georeference;
mod grid;
mod mask;
mod mosaic;
mod nodata;
mod range;
mod raw;
mod resized;
mod stack;
mod stash;
mod stretch;
mod validity;
mod view;

pub use bands::{BandPick, Bands};
pub use convert::{Conversion, Converted};
pub use crop::Crop;
pub use crs_text::crs_keys;
pub use georeference::{Georeference, Georeferenced};
pub use grid::Grid;
pub use mask::{MaskEdit, Masked};
pub use mosaic::{Mosaic, MosaicOptions, Overlap};
pub use nodata::{NodataEdit, WithNodata};
pub use range::value_ranges;
pub use raw::{RawFile, RawInterleave, RawLayout, RawStream};
pub use resized::{Resize, Resized};
pub use stack::Stack;
#[doc(hidden)]
pub use stash::Stash;
pub use stretch::Stretch;
pub use validity::ValidityRule;
pub use view::ViewSource;
