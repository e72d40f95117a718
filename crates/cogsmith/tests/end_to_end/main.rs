//! The library from end to end: what goes into a COG comes out of it, whoever reads, writes and computes it.
#![cfg(all(feature = "rayon", feature = "spool-file"))]
#![allow(clippy::unwrap_used, clippy::panic)] // Nothing but tests.

mod carried_over;
mod choices;
mod failures;
mod faults;
mod overviews;
mod repeatable;
mod round_trip;

use std::path::{Path, PathBuf};

use cogsmith::{CogOptions, CogWriter, Dataset, Raster, RasterSource, Result, Window};

/// The COG of a source, in memory.
fn cog_of(source: &dyn RasterSource, options: &CogOptions) -> Result<Vec<u8>> {
    let mut cog = Vec::new();
    let summary = CogWriter::new(source, options.clone()).write_to(&mut cog)?;
    assert_eq!(summary.file_len, cog.len() as u64);
    Ok(cog)
}

/// All bands, whole.
fn pixels(dataset: &Dataset, level: usize) -> Raster {
    let level = dataset.level(level).unwrap();
    let bands: Vec<usize> = (0..dataset.bands()).collect();
    level.read_bands(Window::new(0, 0, level.width(), level.height()), &bands).unwrap()
}

fn testdata(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata").join(name)
}

fn terrain() -> Dataset {
    cogsmith::open(testdata("terrain.tif")).unwrap()
}
