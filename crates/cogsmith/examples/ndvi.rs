//! The vegetation index of two bands, red and near infrared, of any size, block by block: first one after the other, then on all
//! cores, with the same result: `cargo run --release --example ndvi [RED NIR [OUT [COMPRESS]]]`
//!
//! Without arguments, it makes a small pair of bands like Sentinel-2's.
#![allow(clippy::print_stdout, reason = "it is what the example is for")]

use std::path::{Path, PathBuf};

use cogsmith::{
    ArraySource, CogOptions, CogWriter, Dataset, Durability, GeoTransform, Profile, SampleType, WindowWriter, Windows,
};

const NODATA: f32 = -9999.0;

fn main() -> cogsmith::Result<()> {
    let args: Vec<PathBuf> = std::env::args_os().skip(1).map(Into::into).collect();
    let folder = std::env::temp_dir();
    let (red, nir) = match &args[..] {
        [red, nir, ..] => (cogsmith::open(red)?, cogsmith::open(nir)?),
        _ => (sample(&folder.join("ndvi_red.tif"), 900)?, sample(&folder.join("ndvi_nir.tif"), 2800)?),
    };
    let out = args.get(2).cloned().unwrap_or(folder.join("ndvi.tif"));
    let windows = Windows::of(&[&red, &nir])?.blocks()?;
    let profile = windows.profile(SampleType::F32, 1).with_nodata(NODATA);
    // Without overviews, it is a plain tiled GeoTIFF.
    let compress = std::env::args().nth(4).unwrap_or("NONE".into());
    let options = CogOptions::from_gdal([("COMPRESS", compress.as_str()), ("OVERVIEWS", "NONE")])?;

    // One block after the other, as anyone would do it first.
    if args.len() < 2 {
        let writer = WindowWriter::new(profile.clone(), options.clone())?;
        for window in windows.list()? {
            let (red, nir): (Vec<f32>, Vec<f32>) = (red.read(window, &[0])?, nir.read(window, &[0])?);
            let ndvi: Vec<f32> = red.iter().zip(&nir).map(|(&red, &nir)| index(red, nir)).collect();
            let ndvi: Vec<f32> = ndvi.into_iter().map(|v| if v.is_nan() { NODATA } else { v }).collect();
            writer.write_window(window, &cogsmith::Raster::from_samples(&ndvi, window.width, window.height, 1)?)?;
        }
        writer.finish_file(folder.join("ndvi_serial.tif"))?;
    }

    // The same on all cores; what is nodata in a band is so in the result, and so is 0 ÷ 0.
    let ndvi = windows.map(profile, |tile| {
        let (red, nir) = (tile.read::<f32>(0, 0)?, tile.read::<f32>(1, 0)?);
        Ok(red.zip_map(&nir, index)?.into())
    })?;
    // Whoever can compute it again need not wait for the disk.
    CogWriter::new(&ndvi, options).durability(Durability::Unsynced).write_file(&out)?;

    if args.len() < 2 {
        let read = |path: &Path| std::fs::read(path).unwrap_or_default();
        let is_same = read(&folder.join("ndvi_serial.tif")) == read(&out);
        println!("serial and parallel: {}", if is_same { "equal" } else { "different" });
        let mean = cogsmith::open(&out)?.statistics()?[0].mean;
        println!("the mean index is {mean:.4}");
    }
    Ok(())
}

fn index(red: f32, nir: f32) -> f32 {
    (nir - red) / (nir + red)
}

/// A band of reflectances around a level.
fn sample(path: &Path, level: u16) -> cogsmith::Result<Dataset> {
    let (width, height) = (700, 600);
    let samples: Vec<u16> =
        (0..width * height).map(|i| level + ((i as u32).wrapping_mul(2_654_435_761) >> 23) as u16).collect();
    let profile = Profile::new(SampleType::U16, width, height, 1)
        .with_transform(GeoTransform::north_up(399_960.0, 5_000_040.0, 10.0, 10.0))
        .with_epsg(32632);
    cogsmith::write_cog(&ArraySource::new(&samples, profile)?, path, CogOptions::new().with_block_size(256))?;
    cogsmith::open(path)
}
