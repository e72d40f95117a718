//! What is done to rasters, against plain models that hold all of them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "these are tests, helpers and all")]

mod bands;
mod convert;
mod files;
mod mosaic;
mod place;
mod raw;
mod resize;
mod support;
mod validity;
