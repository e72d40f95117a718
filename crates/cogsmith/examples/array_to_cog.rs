//! An array in memory to a Cloud-Optimized GeoTIFF: `cargo run --release --example array_to_cog [COG]`
#![allow(clippy::print_stdout, reason = "it is what the example is for")]

use cogsmith::{ArraySource, CogOptions, GeoTransform, Profile, SampleType};

fn main() -> cogsmith::Result<()> {
    let cog = std::env::args_os().nth(1).map_or(std::env::temp_dir().join("array_cog.tif"), Into::into);

    // A dome of 500 m radius in the middle, and no data around it.
    let (width, height, cell) = (1200, 1200, 1.0);
    let from_middle = |n: usize| (n as f32 - 599.5) * cell;
    let radius = |i: usize| from_middle(i % width).hypot(from_middle(i / width));
    let heights: Vec<f32> =
        (0..width * height).map(|i| if radius(i) < 500.0 { 500_f32.hypot(radius(i)) } else { -9999.0 }).collect();

    // The outer corner of the upper-left pixel, and the size of a pixel.
    let transform = GeoTransform::north_up(500_000.0, 4_650_000.0, f64::from(cell), f64::from(cell));
    let profile =
        Profile::new(SampleType::F32, width, height, 1).with_transform(transform).with_epsg(32633).with_nodata(-9999.0);
    let summary = cogsmith::write_cog(&ArraySource::new(&heights, profile)?, &cog, CogOptions::new())?;

    println!("{}: {} bytes, levels of {:?} pixels", cog.display(), summary.file_len, summary.levels);
    Ok(())
}
