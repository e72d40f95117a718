//! Loops over windows that overlap, looking for the steepest slope: `cargo run --example windows [DEM]`
//!
//! The slope of a pixel needs those beside it. Windows that share two pixels have inner pixels that meet without a gap.
#![allow(clippy::print_stdout, reason = "it is what the example is for")]

const TERRAIN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/terrain.tif");

fn main() -> cogsmith::Result<()> {
    let dem = cogsmith::open(std::env::args().nth(1).unwrap_or(TERRAIN.into()))?;
    let nodata = dem.nodata().map_or(f64::NAN, |nodata| nodata.to_f64());
    let cell = dem.transform().map_or(1.0, |transform| transform.0[1]);
    let (mut steepest, mut place) = (0.0, (0, 0));
    for window in dem.tile_windows(256, 2)? {
        let heights: Vec<f64> = dem.read(window, &[0])?;
        let at = |col, row| heights[row * window.width + col];
        for row in 1..window.height - 1 {
            for col in 1..window.width - 1 {
                let beside @ [north, west, east, south] =
                    [at(col, row - 1), at(col - 1, row), at(col + 1, row), at(col, row + 1)];
                let slope = (east - west).hypot(north - south) / (2.0 * cell);
                if slope > steepest && !beside.contains(&nodata) {
                    (steepest, place) = (slope, (window.col_off + col, window.row_off + row));
                }
            }
        }
    }
    println!("the steepest pixel is at column {}, row {}, with {:.1}°", place.0, place.1, steepest.atan().to_degrees());
    Ok(())
}
