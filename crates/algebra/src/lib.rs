//! Expressions over the bands of rasters, and what is derived of terrain.
//!
//! ```text
//! text → tokens → parser → Graph (constants folded, equal parts once) → Program ─┐
//! rasters on one grid → Calculation → tiles of compute → rows of samples ────────┴→ MappedSource → writer
//! a raster of heights → Terrain → tiles with a halo → three rows, again and again ─┘
//! ```
//!
//! ```
//! use algebra::{Expression, Plane};
//!
//! let ndvi = Expression::parse("(nir - red) / (nir + red)")?;
//! assert_eq!(ndvi.inputs().iter().map(|input| &*input.name).collect::<Vec<_>>(), ["nir", "red"]);
//! let (nir, red) = ([50_u8, 10, 7], [20_u8, 30, 7]);
//! let planes = [&nir, &red].map(|samples| Plane::new(samples));
//! let mut out = [0_f32; 3];
//! ndvi.evaluate(&planes, &mut [&mut out])?;
//! assert_eq!(out, [30.0 / 70.0, -0.5, 0.0]);
//! # Ok::<(), geotiff_core::Error>(())
//! ```
#![forbid(unsafe_code)]

mod calculation;
mod expression;
mod function;
mod graph;
mod kernels;
mod operation;
mod parser;
mod preset;
mod program;
mod syntax_error;
mod terrain;
mod token;

pub use calculation::Calculation;
pub use expression::{Expression, InputBand};
pub use function::function_names;
pub use operation::Precision;
pub use parser::is_name;
pub use preset::{PRESETS, Preset};
pub use program::Plane;
pub use syntax_error::SyntaxError;
pub use terrain::{Derivative, Gradient, Ruggedness, Shading, Terrain, TerrainScale};
