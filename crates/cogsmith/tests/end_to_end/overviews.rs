//! The overviews in a file are those that the overview crate makes of the whole image at once.

use cogsmith::{CogOptions, Dataset, Photometric, Raster, RasterSource as _, Resampling};
use overview::{Cascade, CascadeSpec, level_sizes};

use crate::{cog_of, pixels, testdata};

const BLOCK_SIZE: usize = 16;

/// The samples and the mask of every level, computed from the whole image.
fn computed(dataset: &Dataset, resampling: Resampling) -> Vec<(Vec<u8>, Vec<u8>)> {
    let profile = dataset.profile();
    let (width, height) = (profile.width, profile.height);
    let mut cascade = Cascade::new(CascadeSpec {
        levels: level_sizes(width, height, BLOCK_SIZE),
        resampling,
        nodata: profile.nodata,
        alpha: profile.alpha_band(),
        has_mask: profile.has_mask,
        bits: Some(profile.bits),
        palette: profile.color_table().filter(|_| profile.photometric == Photometric::PALETTE),
        ..CascadeSpec::new(width, height, profile.bands, profile.sample_type)
    })
    .unwrap();
    let mask = profile.has_mask.then(|| dataset.read_mask(dataset.whole()).unwrap());
    let mut levels = Vec::new();
    let bytes = |raster: &Raster| raster.bytes().to_vec();
    cascade
        .push(&dataset.read_window(dataset.whole()).unwrap(), mask.as_ref(), &mut |rows| {
            assert_eq!((rows.level, rows.first_row), (levels.len(), 0));
            levels.push((bytes(&rows.pixels), rows.mask.as_ref().map_or_else(Vec::new, bytes)));
            Ok(())
        })
        .unwrap();
    cascade.finish().unwrap();
    levels
}

#[test]
fn are_those_of_the_overview_crate() {
    for name in [
        "terrain.tif",
        "mask_and_overview.tif",
        "bits_8_palette.tif",
        "layout_alpha.tif",
        "layout_classic_be_tile_planar.tif",
        "sparse_tile_nodata.tif",
        "codec_lzw.tif",
        "predictor2_planar_tile.tif",
        "bits_1_tile.tif",
    ] {
        let source = cogsmith::open(testdata(name)).unwrap();
        for resampling in Resampling::OVERVIEWS {
            let options = CogOptions::new().with_block_size(BLOCK_SIZE).with_resampling(resampling);
            let cog = Dataset::from_source(cog_of(&source, &options).unwrap()).unwrap();
            let computed = computed(&source, resampling);
            assert_eq!(cog.levels(), 1 + computed.len(), "{name}");
            for (i, (samples, mask)) in computed.into_iter().enumerate() {
                let level = cog.level(i + 1).unwrap();
                assert!(pixels(&cog, i + 1).bytes() == samples, "{name}, {resampling:?}, overview {i}");
                assert_eq!(level.has_mask(), source.profile().has_mask);
                if level.has_mask() {
                    let whole = cogsmith::Window::new(0, 0, level.width(), level.height());
                    assert!(level.read_mask(whole).unwrap().bytes() == mask, "mask of {name}, overview {i}");
                }
            }
        }
    }
}

#[test]
fn are_as_many_as_asked_for() {
    let terrain = crate::terrain();
    for (count, sizes) in [(0, &[][..]), (1, &[(550, 450)]), (3, &[(550, 450), (275, 225), (137, 112)])] {
        let cog = cog_of(&terrain, &CogOptions::new().with_overview_count(count)).unwrap();
        let cog = Dataset::from_source(cog).unwrap();
        let made: Vec<_> = (1..cog.levels()).map(|n| cog.level(n).unwrap()).map(|l| (l.width(), l.height())).collect();
        assert_eq!(made, sizes);
    }
}
