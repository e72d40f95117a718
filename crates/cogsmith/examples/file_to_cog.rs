//! Any GeoTIFF to a Cloud-Optimized GeoTIFF: `cargo run --release --example file_to_cog [FILE] [COG]`
#![allow(clippy::print_stdout, reason = "it is what the example is for")]

use cogsmith::CogOptions;

const TERRAIN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/terrain.tif");

fn main() -> cogsmith::Result<()> {
    let file = std::env::args().nth(1).unwrap_or(TERRAIN.into());
    let cog = std::env::args_os().nth(2).map_or(std::env::temp_dir().join("terrain_cog.tif"), Into::into);

    let summary = cogsmith::write_cog(&cogsmith::open(file)?, &cog, CogOptions::new())?;

    println!("{}: {} bytes, levels of {:?} pixels", cog.display(), summary.file_len, summary.levels);
    Ok(())
}
