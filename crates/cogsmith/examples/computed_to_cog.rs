//! A computation to a Cloud-Optimized GeoTIFF: the shaded relief of a terrain of any size, a few rows at a time on all
//! cores: `cargo run --release --example computed_to_cog [DEM] [COG]`
#![allow(clippy::print_stdout, reason = "it is what the example is for")]

use cogsmith::{CogOptions, ComputedSource, Profile, Raster, SampleType};

const TERRAIN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/terrain.tif");

fn main() -> cogsmith::Result<()> {
    let dem = cogsmith::open(std::env::args().nth(1).unwrap_or(TERRAIN.into()))?;
    let cog = std::env::args_os().nth(2).map_or(std::env::temp_dir().join("relief_cog.tif"), Into::into);

    let (width, height) = (dem.width(), dem.height());
    let nodata = dem.nodata().map(|nodata| nodata.to_f64() as f32);
    let cell = dem.transform().map_or(1.0, |transform| transform.0[1] as f32);
    let profile = Profile::new(SampleType::U8, width, height, 1).with_georeference_of(dem.profile()).with_nodata(0);

    let relief = ComputedSource::new(profile, |window| {
        let halo = window.grown(1, width, height);
        let heights: Vec<f32> = dem.read(halo, &[0])?;
        let at = |col: usize, row: usize| heights[(row - halo.row_off) * halo.width + col - halo.col_off];
        let shade = |i| {
            let (col, row) = (window.col_off + i % window.width, window.row_off + i / window.width);
            let here = at(col, row);
            if Some(here) == nodata {
                return 0;
            }
            // Beyond the data, the terrain goes on as it is here.
            let known = |height| if Some(height) == nodata { here } else { height };
            let east = known(at((col + 1).min(width - 1), row)) - known(at(col.saturating_sub(1), row));
            let south = known(at(col, (row + 1).min(height - 1))) - known(at(col, row.saturating_sub(1)));
            // How much the slope faces a light in the north-west, 45° high.
            let (east, south) = (east / (2.0 * cell), south / (2.0 * cell));
            let facing = (0.5 * east + 0.5 * south + 0.5_f32.sqrt()) / (east * east + south * south + 1.0).sqrt();
            (1.0 + 254.0 * facing.max(0.0)) as u8
        };
        let shades: Vec<u8> = (0..window.area()).map(shade).collect();
        Raster::from_samples(&shades, window.width, window.height, 1)
    });
    let summary = cogsmith::write_cog(&relief, &cog, CogOptions::new())?;

    println!("{}: {} bytes, levels of {:?} pixels", cog.display(), summary.file_len, summary.levels);
    Ok(())
}
