//! What a GeoTIFF is and where it lies: `cargo run --example info [FILE]`
#![allow(clippy::print_stdout, reason = "it is what the example is for")]

const TERRAIN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/terrain.tif");

fn main() -> cogsmith::Result<()> {
    let file = cogsmith::open(std::env::args().nth(1).unwrap_or(TERRAIN.into()))?;
    println!("size       {} × {} pixels, {} × {}", file.width(), file.height(), file.bands(), file.sample_type());
    println!("CRS        {}", file.epsg().map_or("none with a code".into(), |code| format!("EPSG:{code}")));
    println!("transform  {:?}", file.transform().map(|transform| transform.0));
    println!("bounds     {:?}", file.bounds());
    println!("nodata     {:?}", file.nodata().map(|nodata| nodata.to_f64()));
    println!("overviews  {}", file.levels() - 1);
    Ok(())
}
