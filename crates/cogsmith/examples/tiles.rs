//! A raster as tile windows: their grid, with overlap and without, a mean that is streamed over them, and a COG in one call:
//! `cargo run --release --example tiles [FILE]`
//!
//! Without a file, it makes a raster of 500 × 500 pixels, and a picture of it with the tiles drawn over it.
#![allow(clippy::print_stdout, reason = "it is what the example is for")]

use std::io::Write;
use std::path::Path;

use cogsmith::picture::{Colormap, Picture, PictureSpec, Relief, TileGrid};
use cogsmith::{ArraySource, CogOptions, Dataset, Error, GeoTransform, Profile, SampleType, Windows};

const TILE: usize = 128;
const OVERLAP: usize = 8;

fn main() -> cogsmith::Result<()> {
    let given = std::env::args_os().nth(1);
    let raster = match &given {
        Some(path) => cogsmith::open(path)?,
        None => hills(&std::env::temp_dir().join("tiles.tif"))?,
    };
    let (tiles, overlapping) = (raster.tile_windows(TILE, 0)?, raster.tile_windows(TILE, OVERLAP)?);
    println!("{} tiles of {TILE} × {TILE}, {} of which share {OVERLAP} pixels", tiles.len(), overlapping.len());
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
    match given {
        Some(_) => Ok(()),
        None => draw(&raster, &std::env::temp_dir().join("tiles.png")),
    }
}

/// Heights as in hills, in metres.
fn hills(path: &Path) -> cogsmith::Result<Dataset> {
    let height = |i: usize| {
        let (x, y) = ((i % 500) as f32 / 500.0, (i / 500) as f32 / 500.0);
        let bent = 9.0 * x + 1.5 * (6.0 * y).sin();
        900.0
            + 260.0 * bent.sin() * (7.0 * y + x).cos()
            + 90.0 * (23.0 * x - 9.0 * y).sin()
            + 25.0 * (41.0 * y + bent).cos()
    };
    let samples: Vec<f32> = (0..500 * 500).map(height).collect();
    let profile = Profile::new(SampleType::F32, 500, 500, 1)
        .with_transform(GeoTransform::north_up(600_000.0, 5_200_000.0, 10.0, 10.0))
        .with_epsg(32632);
    // One call makes a Cloud-Optimized GeoTIFF.
    cogsmith::write_cog(&ArraySource::new(&samples, profile)?, path, CogOptions::new().with_block_size(TILE))?;
    cogsmith::open(path)
}

/// The tiles that overlap, over the heights.
fn draw(raster: &Dataset, path: &Path) -> cogsmith::Result<()> {
    let spec = PictureSpec::new()
        .with_width(800)
        .with_colormap(Colormap::named("terrain")?)
        .with_relief(Relief::new())
        .with_grid(TileGrid::new(TILE).with_overlap(OVERLAP))
        .with_legend();
    let picture = Picture::draw(raster, &spec)?;
    let png = picture.to_png()?;
    cogsmith::write_whole_file(path, |file| {
        file.write_all(&png).map_err(|cause| Error::io("cannot write the picture", cause))
    })?;
    println!("{}: {} × {} pixels", path.display(), picture.width(), picture.height());
    Ok(())
}
