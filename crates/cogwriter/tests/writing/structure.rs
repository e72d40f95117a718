//! The bytes of a file: every block between its leader and its trailer, in order, with nothing before, between or after.

use cogwriter::{BigTiff, CogOptions, Ghost, Interleave, block_leader, block_trailer};
use geotiff_core::{Compression, Profile, SampleType, Tag, Variant};
use proptest::prelude::*;
use window::read_directories;

use crate::round_trips::any_options;
use crate::support::{Memory, any_sample_type, numbers};

/// Offset and length of each block of each directory.
fn blocks(file: &[u8]) -> Vec<Vec<(u64, u64)>> {
    let tiff = read_directories(file).unwrap();
    let of = |directory: &geotiff_core::Directory| {
        let (offsets, _) = numbers(file, &directory.ifd, Tag::TILE_OFFSETS);
        let (counts, _) = numbers(file, &directory.ifd, Tag::TILE_BYTE_COUNTS);
        assert_eq!(offsets.len(), counts.len());
        offsets.into_iter().zip(counts).collect()
    };
    tiff.directories.iter().map(of).collect()
}

/// The directories in the order that their blocks have in the file: each image with its mask, small to large.
fn data_order(levels: usize, has_mask: bool) -> Vec<Vec<usize>> {
    // Main, mask, overviews, their masks.
    let image = |level: usize| if level == 0 { 0 } else { level + usize::from(has_mask) };
    let mask = |level: usize| if level == 0 { 1 } else { levels + level };
    let of = |level| if has_mask { vec![image(level), mask(level)] } else { vec![image(level)] };
    (0..levels).rev().map(of).collect()
}

/// Without data in its upper part, pixels and mask.
pub(crate) fn hollow(source: &mut Memory) {
    for raster in [Some(&mut source.pixels), source.mask.as_mut()].into_iter().flatten() {
        let (band_len, upper) = (raster.band_len(), raster.row_len() * (raster.height() / 2));
        raster.bytes_mut().chunks_exact_mut(band_len).for_each(|plane| plane[..upper].fill(0));
    }
}

/// The blocks of a level, image and mask, in the order of the file.
fn block_order(
    blocks: &[Vec<(u64, u64)>],
    directories: &[usize],
    bands: usize,
    interleave: Interleave,
) -> Vec<(usize, usize)> {
    let image = directories[0];
    let planes = if interleave == Interleave::Pixel { 1 } else { bands };
    let places = blocks[image].len() / planes;
    let of_mask = |place: usize| directories.get(1).map(move |&mask| (mask, place));
    if interleave == Interleave::Band && planes > 1 {
        let of_image = (0..planes * places).map(|block| (image, block));
        return of_image.chain((0..places).filter_map(of_mask)).collect();
    }
    let of_place = |place| (0..planes).map(move |plane| (image, plane * places + place)).chain(of_mask(place));
    (0..places).flat_map(of_place).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn blocks_follow_each_other(
        sample_type in any_sample_type(),
        (width, height, bands) in (1_usize..140, 1_usize..140, 1_usize..4),
        has_mask in any::<bool>(),
        options in any_options(),
    ) {
        let mut source = Memory::new(Profile::new(sample_type, width, height, bands), has_mask);
        hollow(&mut source);
        let (file, summary) = source.write(&options);
        let blocks = blocks(&file);
        let levels = summary.levels.len();
        prop_assert_eq!(blocks.len(), levels * if has_mask { 2 } else { 1 });
        let mut at = None;
        for directories in data_order(levels, has_mask) {
            for (directory, i) in block_order(&blocks, &directories, bands, options.interleave) {
                let (offset, len) = blocks[directory][i];
                prop_assert_eq!(offset == 0, len == 0);
                prop_assert!(len > 0 || options.sparse);
                if len == 0 {
                    continue;
                }
                if let Some(at) = at {
                    prop_assert_eq!(offset, at + 4, "block {} of directory {}", i, directory);
                }
                let block = &file[offset as usize..][..len as usize];
                prop_assert_eq!(&file[offset as usize - 4..][..4], &block_leader(len as u32));
                prop_assert_eq!(&file[(offset + len) as usize..][..4], &block_trailer(block));
                at = Some(offset + len + 4);
            }
        }
        let Some(at) = at else { return Ok(()) };
        prop_assert_eq!(at, file.len() as u64, "nothing comes after the last block");
    }
}

#[test]
fn the_head_is_a_cogs() {
    for (has_mask, big_tiff) in [(false, BigTiff::No), (true, BigTiff::No), (false, BigTiff::Yes), (true, BigTiff::Yes)]
    {
        let source = Memory::new(Profile::new(SampleType::U8, 100, 90, 3), has_mask);
        let (file, summary) = source.write(&CogOptions::new().with_block_size(32).with_big_tiff(big_tiff));
        let tiff = read_directories(&file).unwrap();
        assert_eq!(tiff.header.variant == Variant::Big, summary.is_big);
        let ghost = Ghost::parse(&file[tiff.header.variant.header_len()..]).unwrap();
        assert_eq!(ghost, Ghost::new(Interleave::Pixel, has_mask));
        let kinds: Vec<u64> =
            tiff.directories.iter().map(|d| d.ifd.u64(Tag::NEW_SUBFILE_TYPE).unwrap().unwrap_or(0)).collect();
        assert_eq!(kinds, if has_mask { vec![0, 4, 1, 1, 5, 5] } else { vec![0, 1, 1] });
        assert!(tiff.directories.is_sorted_by_key(|d| d.ifd.offset));
        assert!(tiff.directories.iter().all(|d| d.ifd.offset % 2 == 0));
        let first_block = blocks(&file).into_iter().flatten().map(|(offset, _)| offset).min().unwrap();
        assert!(tiff.directories.iter().all(|d| d.ifd.offset < first_block));
        assert!(tiff.warnings.is_empty());
    }
}

#[test]
fn a_file_that_is_cut_off_has_its_coarse_levels() {
    let source = Memory::new(Profile::new(SampleType::U16, 200, 200, 1), false);
    let (file, summary) = source.write(&CogOptions::new().with_block_size(32).with_compression(Compression::LZW));
    assert_eq!(summary.levels.len(), 4);
    let full = window::Dataset::from_source(file.clone()).unwrap();
    let first_of_main = blocks(&file)[0][0].0 as usize;
    let cut = window::Dataset::from_source(file[..first_of_main].to_vec()).unwrap();
    for level in 1..4 {
        assert_eq!(crate::support::read_level(&cut, level), crate::support::read_level(&full, level));
    }
    assert!(cut.read_bands(cut.whole(), &[0]).is_err());
}
