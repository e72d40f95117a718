//! Computing over rasters larger than memory.
//!
//! ```text
//! rasters on one grid → Windows → Tile → MaskedArray → TileOutput → MappedSource → writer, statistics, …
//!                                    └─→ anything → fold, reduce
//! ```
//!
//! A computation sees one window of all inputs at a time, several at once if there are threads. What it makes of them is a raster
//! again, which is read as any other: nothing is computed before it is asked for, and nothing is held but a few rows.
#![forbid(unsafe_code)]

mod choice;
mod edge;
mod fold;
mod guard;
mod input;
mod mapped;
mod masked_array;
mod neighbours;
mod output;
mod reader;
mod tile;
mod tiling;
mod windows;

pub use choice::Area;
pub use edge::Edge;
pub use mapped::MappedSource;
pub use masked_array::MaskedArray;
pub use neighbours::Neighbours;
pub use output::TileOutput;
pub use tile::Tile;
pub use windows::Windows;
