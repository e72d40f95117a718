//! Any bytes as a file beside a sound raster: overviews, masks, `.aux.xml`, Esri's metadata, world files. The raster is opened, with
//! the same pixels as without.

use arbitrary::Arbitrary;
use geotiff_core::{RasterSource, Window};
use window::{Dataset, OpenOptions, Source};

use crate::read_window;

#[derive(Arbitrary, Debug)]
pub struct Input<'a> {
    kind: u8,
    raster: u8,
    file: &'a [u8],
}

const RASTERS: [&[u8]; 3] = [
    include_bytes!("../../../testdata/geo_area.tif"),
    include_bytes!("../../../testdata/mask_and_overview.tif"),
    include_bytes!("../../../testdata/layout_alpha.tif"),
];
const NAMES: [&str; 6] = ["a.tif.ovr", "a.tif.msk", "a.tif.aux.xml", "a.xml", "a.tfw", "a.tif.msk.ovr"];

fn open(raster: &[u8], options: OpenOptions) -> Dataset {
    Dataset::from_source_with(raster.to_vec(), options).expect("a sound raster")
}

/// The target.
pub fn run(input: Input<'_>) {
    let raster = RASTERS[usize::from(input.raster) % RASTERS.len()];
    let beside = NAMES[usize::from(input.kind) % NAMES.len()];
    let file = input.file.to_vec();
    let siblings = move |name: &str| Ok((name == beside).then(|| Box::new(file.clone()) as Box<dyn Source>));
    let options = OpenOptions::new().max_block_len(1 << 20).cache_budget(1 << 20).siblings("a.tif", siblings);
    let (alone, with) = (open(raster, OpenOptions::new()), open(raster, options));
    let whole = Window::new(0, 0, alone.width(), alone.height());
    assert_eq!((alone.width(), alone.height()), (with.width(), with.height()));
    assert!(alone.read_window(whole).ok() == with.read_window(whole).ok(), "other pixels than without {beside}");
    let _ = (with.transform(), with.warnings().count(), with.sidecars());
    read_window::levels(&with);
}
