//! A preview of a part of a raster, in characters: `cargo run --example preview [DEM] [LEFT BOTTOM RIGHT TOP]`
//!
//! Of a COG, only the blocks of the overview that fits are read.
#![allow(clippy::print_stdout, reason = "it is what the example is for")]

use cogsmith::{Resampling, ViewSpec};

const TERRAIN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/terrain.tif");
/// From the lowest to the highest.
const SHADES: [char; 10] = [' ', '.', ':', '-', '=', '+', '*', '#', '%', '@'];

fn main() -> cogsmith::Result<()> {
    let mut args = std::env::args().skip(1);
    let dem = cogsmith::open(args.next().unwrap_or(TERRAIN.into()))?;
    let bounds: Vec<f64> = args.filter_map(|arg| arg.parse().ok()).collect();
    let part = match bounds[..] {
        [left, bottom, right, top] => ViewSpec::bounds([left, bottom, right, top]),
        _ => ViewSpec::whole(),
    };
    // Characters are about twice as high as they are wide.
    let view = dem.view(&part.with_bands(&[0]).with_size(72, 30).with_resampling(Resampling::Average))?;
    let heights: Vec<f64> = view.read_scaled()?;
    let valid = || heights.iter().copied().filter(|height| !height.is_nan());
    let (lowest, highest) = (valid().fold(f64::INFINITY, f64::min), valid().fold(f64::NEG_INFINITY, f64::max));
    for row in heights.chunks(view.width()) {
        let shade = |height: &f64| {
            let share = (height - lowest) / (highest - lowest).max(f64::MIN_POSITIVE);
            if share.is_nan() { '?' } else { SHADES[((share * 10.0) as usize).min(9)] }
        };
        println!("{}", row.iter().map(shade).collect::<String>());
    }
    println!("{lowest:.1} to {highest:.1}, level {} of {}", view.level(), dem.levels() - 1);
    Ok(())
}
