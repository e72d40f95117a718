//! The mean of a band, one tile at a time on all cores: `cargo run --release --example streaming_mean [FILE]`
//!
//! Tiles are read in whatever order, but added up in theirs: the mean is the same to the last bit for any number of threads.
#![allow(clippy::print_stdout, reason = "it is what the example is for")]

use rayon::prelude::*;

const TERRAIN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/terrain.tif");

fn main() -> cogsmith::Result<()> {
    let dem = cogsmith::open(std::env::args().nth(1).unwrap_or(TERRAIN.into()))?;
    let nodata = dem.nodata().map(|nodata| nodata.to_f64());
    let sums: Vec<(f64, u64)> = dem
        .tile_windows(256, 0)?
        .into_par_iter()
        .map(|window| {
            let heights: Vec<f64> = dem.read(window, &[0])?;
            let valid = heights.iter().filter(|&&height| Some(height) != nodata && !height.is_nan());
            Ok(valid.fold((0.0, 0), |(sum, n), height| (sum + height, n + 1)))
        })
        .collect::<cogsmith::Result<_>>()?;
    let (sum, n) = sums.into_iter().fold((0.0, 0), |(sum, n), tile| (sum + tile.0, n + tile.1));
    println!("the mean of {n} pixels is {}", sum / n as f64);

    // The same, and the smallest, the largest and the standard deviation, in one call:
    let statistics = dem.statistics()?[0];
    println!("mean {}, from {} to {}, deviation {}", statistics.mean, statistics.min, statistics.max, statistics.std);
    Ok(())
}
