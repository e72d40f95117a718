//! A raster without overviews, taken block by block: the file is that of the same raster taken row by row, also where it is begun
//! before all blocks are made.

use cogwriter::{CogOptions, CogWriter, Durability, Interleave};
use geotiff_core::{Compression, Profile, Raster, RasterSource, Result, SampleType, Window};
use proptest::prelude::*;

use crate::support::Memory;

/// A raster that is made of such blocks.
struct Blocks<'a> {
    raster: &'a Memory,
    block: (usize, usize),
}

impl RasterSource for Blocks<'_> {
    fn profile(&self) -> &Profile {
        &self.raster.profile
    }

    fn read_window(&self, window: Window) -> Result<Raster> {
        self.raster.read_window(window)
    }

    fn read_mask(&self, window: Window) -> Result<Raster> {
        self.raster.read_mask(window)
    }

    fn block_size(&self) -> (usize, usize) {
        self.block
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn it_is_the_same_file(
        (width, height, bands) in (1_usize..150, 1_usize..90, 1_usize..4),
        has_mask in any::<bool>(),
        is_sparse in any::<bool>(),
        interleave in prop::sample::select(vec![Interleave::Pixel, Interleave::Band, Interleave::Tile]),
        block in prop::sample::select(vec![(16, 16), (32, 32), (32, 16), (48, 16)]),
        compression in prop::sample::select(vec![Compression::NONE, Compression::LZW]),
        threads in 1_usize..4,
    ) {
        let mut raster = Memory::new(Profile::new(SampleType::I16, width, height, bands), has_mask);
        // Some blocks are empty.
        raster.pixels.bytes_mut().chunks_mut(3000).step_by(2).for_each(|part| part.fill(0));
        let options = CogOptions::new().with_block_size(32).with_overview_count(0);
        let options = options.with_interleave(interleave).with_sparse(is_sparse).with_compression(compression);
        let by_rows = raster.write(&options).0;
        let mut by_blocks = Vec::new();
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let blocks = Blocks { raster: &raster, block };
        let writer = || CogWriter::new(&blocks, options.clone());
        let to_sink = pool.install(|| writer().write_to(&mut by_blocks)).unwrap();
        prop_assert!(by_blocks == by_rows);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("blocks.tif");
        let to_file = pool.install(|| writer().durability(Durability::Unsynced).write_file(&path)).unwrap();
        prop_assert!(std::fs::read(&path).unwrap() == by_rows);
        prop_assert_eq!(to_file, to_sink);
    }
}
