//! What geotiff-reader and geotiff-writer are asked to do; each journey is a process of its own.

use geotiff_reader::GeoTiffFile;
use geotiff_writer::{CogBuilder, Compression, GeoTiffBuilder, NumericSample, Predictor, Resampling};
use ndarray::{ArrayD, Ix2, Ix3};
use rayon::prelude::*;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    match words[..] {
        [] => Ok(()),
        ["cog", from, to, sample, method, predictor, threads] => on(threads, || match sample {
            "u8" => cog::<u8>(from, to, method, predictor),
            "u16" => cog::<u16>(from, to, method, predictor),
            "i16" => cog::<i16>(from, to, method, predictor),
            _ => cog::<f32>(from, to, method, predictor),
        }),
        ["blocks", path, threads] => on(threads, || windows(path, blocks(&GeoTiffFile::open(path)?))),
        ["whole", path, threads] => on(threads, || Ok(drop(GeoTiffFile::open(path)?.read_raster::<u16>()?))),
        ["windows", path, count, threads] => {
            let count: usize = count.parse()?;
            on(threads, || windows(path, places(&GeoTiffFile::open(path)?, count)))
        }
        ["metadata", path, count] => {
            for _ in 0..count.parse::<usize>()? {
                let file = GeoTiffFile::open(path)?;
                std::hint::black_box((file.epsg(), file.geo_bounds(), file.nodata(), file.overview_count()));
            }
            Ok(())
        }
        _ => Err("cog FROM TO SAMPLE METHOD PREDICTOR THREADS, blocks|whole FILE THREADS, windows FILE COUNT THREADS, metadata FILE COUNT".into()),
    }
}

fn on(threads: &str, work: impl FnOnce() -> Result<()> + Send) -> Result<()> {
    rayon::ThreadPoolBuilder::new().num_threads(threads.parse()?).build()?.install(work)
}

/// It takes arrays, so the raster is read as a whole.
fn cog<T: NumericSample + tiff_core::TiffSample>(from: &str, to: &str, method: &str, predictor: &str) -> Result<()> {
    let file = GeoTiffFile::open(from)?;
    let raster: ArrayD<T> = file.read_raster()?;
    let mut builder = GeoTiffBuilder::new(file.width(), file.height())
        .bands(file.band_count())
        .tile_size(512, 512)
        .compression(Compression::Deflate)
        .deflate_level(6)
        .predictor(if predictor == "3" { Predictor::FloatingPoint } else { Predictor::Horizontal })
        .epsg(32633)
        .pixel_scale(10.0, 10.0)
        .origin(3e5, 5e6);
    if let Some(nodata) = file.nodata() {
        builder = builder.nodata(nodata);
    }
    let resampling = if method == "nearest" { Resampling::NearestNeighbor } else { Resampling::Average };
    let cog = CogBuilder::new(builder).overview_levels(vec![2, 4, 8, 16]).resampling(resampling);
    match raster.ndim() {
        2 => cog.write_2d(to, raster.view().into_dimensionality::<Ix2>()?)?,
        _ => cog.write_3d(to, raster.view().into_dimensionality::<Ix3>()?)?,
    }
    Ok(())
}

fn blocks(file: &GeoTiffFile) -> Vec<(usize, usize, usize)> {
    let (rows, cols) = (file.height() as usize, file.width() as usize);
    (0..rows).step_by(512).flat_map(|row| (0..cols).step_by(512).map(move |col| (row, col, 512))).collect()
}

fn places(file: &GeoTiffFile, count: usize) -> Vec<(usize, usize, usize)> {
    let mut state = 1_u64;
    let mut below = |side: u32| {
        state = (state * 1_103_515_245 + 12345) % (1 << 31);
        (state >> 8) as usize % (side as usize - 256)
    };
    (0..count).map(|_| (below(file.width()), below(file.height()))).map(|(col, row)| (row, col, 256)).collect()
}

fn windows(path: &str, windows: Vec<(usize, usize, usize)>) -> Result<()> {
    let file = GeoTiffFile::open(path)?;
    windows.into_par_iter().try_for_each(|(row, col, side)| {
        let (rows, cols) = (side.min(file.height() as usize - row), side.min(file.width() as usize - col));
        Ok(drop(file.read_window::<u16>(row, col, rows, cols)?))
    })
}
