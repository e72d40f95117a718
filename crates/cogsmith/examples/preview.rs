//! A picture of a raster, shaded, with tiles and a legend: `cargo run --example preview [DEM] [PNG]`
//!
//! Of a COG, only the blocks of the overview that fits are read.
#![allow(clippy::print_stdout, reason = "it is what the example is for")]

use std::io::Write;
use std::path::Path;

use cogsmith::Error;
use cogsmith::picture::{Colormap, Picture, PictureSpec, Relief, TileGrid};

const TERRAIN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/terrain.tif");

fn main() -> cogsmith::Result<()> {
    let mut args = std::env::args().skip(1);
    let dem = cogsmith::open(args.next().unwrap_or(TERRAIN.into()))?;
    let path = args.next().unwrap_or("preview.png".into());
    let spec = PictureSpec::new()
        .with_width(800)
        .with_colormap(Colormap::named("terrain")?)
        .with_relief(Relief::new())
        .with_grid(TileGrid::new(256).with_overlap(32))
        .with_legend();
    let picture = Picture::draw(&dem, &spec)?;
    let png = picture.to_png()?;
    cogsmith::write_whole_file(Path::new(&path), |file| {
        file.write_all(&png).map_err(|cause| Error::io("cannot write the picture", cause))
    })?;
    println!("{path}: {} × {} pixels, {} bytes", picture.width(), picture.height(), png.len());
    Ok(())
}
