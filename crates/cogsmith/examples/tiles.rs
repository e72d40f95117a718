//! A raster as tile windows: their grid, with overlap and without, a mean that is streamed over them, and a COG in one call:
//! `cargo run --release --example tiles [FILE]`
//!
//! Without a file, it makes a raster of 500 × 500 pixels.
#![allow(clippy::print_stdout, reason = "it is what the example is for")]

use cogsmith::{ArraySource, CogOptions, GeoTransform, Profile, SampleType, Windows};

fn main() -> cogsmith::Result<()> {
    let path = match std::env::args_os().nth(1) {
        Some(path) => path.into(),
        None => {
            let path = std::env::temp_dir().join("tiles.tif");
            let samples: Vec<f32> = (0..500 * 500).map(|i| (i % 500) as f32 * 0.37 + (i / 500) as f32 * 1.9).collect();
            let profile = Profile::new(SampleType::F32, 500, 500, 1)
                .with_transform(GeoTransform::north_up(600_000.0, 5_200_000.0, 10.0, 10.0))
                .with_epsg(32632);
            // One call makes a Cloud-Optimized GeoTIFF.
            cogsmith::write_cog(&ArraySource::new(&samples, profile)?, &path, CogOptions::new().with_block_size(128))?;
            path
        }
    };
    let raster = cogsmith::open(&path)?;
    let (tiles, overlapping) = (raster.tile_windows(128, 0)?, raster.tile_windows(128, 8)?);
    println!("{} tiles of 128 × 128, {} of which share 8 pixels", tiles.len(), overlapping.len());
    for window in overlapping.take(3) {
        println!("  {window}");
    }

    // Tiles come in any order and on any thread, but are added up in theirs: the mean is the same to the last bit.
    let (sum, count) = Windows::of(&[&raster])?.tiles(512, 512)?.fold(
        (0.0, 0),
        |tile| {
            let samples = tile.read::<f32>(0, 0)?;
            Ok((samples.sum(), samples.count_valid()))
        },
        |all, (sum, count)| *all = (all.0 + sum, all.1 + count),
    )?;
    let mean = sum / count as f64;
    println!("the mean, streamed: {mean}");
    if raster.width() * raster.height() <= 1 << 24 {
        // At once, for what fits into memory.
        let all: Vec<f64> = raster.read(raster.whole(), &[0])?;
        let nodata = raster.nodata().map(|nodata| nodata.to_f64());
        let valid: Vec<f64> = all.into_iter().filter(|&v| !v.is_nan() && Some(v) != nodata).collect();
        let direct = valid.iter().sum::<f64>() / valid.len() as f64;
        println!("the mean, at once:  {direct}");
        println!("relative difference below 1e-5: {}", ((mean - direct) / direct).abs() < 1e-5);
    }
    Ok(())
}
