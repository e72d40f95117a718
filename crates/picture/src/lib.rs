//! Pictures of a GeoTIFF for people to look at.
//!
//! ```text
//! overview → pixels (colours as they are, classes by their table, values by stretch and colour map) → relief → grid, legend → PNG, WebP
//! ```
//!
//! A [`PictureSpec`] says how a raster is drawn, a [`Picture`] is what comes of it. There is no I/O but reading the raster; whoever
//! asks gets the bytes of a file.
#![forbid(unsafe_code)]

mod canvas;
mod classes;
mod color;
mod colormap;
mod font;
mod grid;
mod layout;
mod legend;
mod map;
mod picture;
mod png;
mod relief;
mod screen;
mod shown;
mod spec;
mod stretch;
mod ticks;
mod values;
mod webp;

pub use color::Color;
pub use colormap::Colormap;
pub use picture::Picture;
pub use spec::{PictureSpec, Relief, TileGrid};
pub use stretch::Stretch;
pub use window::Resampling;
