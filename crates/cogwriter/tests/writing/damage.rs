//! The validator on what the writer writes: nothing is found, and each damage is.

use cogwriter::{BigTiff, CogOptions, OverviewOptions, Report, ValidateOptions, validate};
use geotiff_core::{Compression, Nodata, Profile, SampleType, Tag};
use proptest::prelude::*;
use window::read_directories;

use crate::round_trips::any_options;
use crate::support::{Memory, any_sample_type, numbers};

fn check(file: &[u8]) -> Report {
    validate(&file.to_vec(), ValidateOptions { ogc: true, ..ValidateOptions::default() }).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn nothing_is_wrong_with_what_is_written(
        sample_type in any_sample_type(),
        // A narrow image would have overviews of the same width, which rio-cogeo does not take for overviews.
        (width, height, bands) in (24_usize..160, 24_usize..160, 1_usize..4),
        has_mask in any::<bool>(),
        nodata in prop::option::of(any::<u8>()),
        options in any_options(),
    ) {
        let mut profile = Profile::new(sample_type, width, height, bands).with_epsg(3857);
        profile.nodata = nodata.and_then(|v| Nodata::parse(&v.to_string(), sample_type));
        let file = Memory::new(profile, has_mask).write(&options).0;
        let report = check(&file);
        prop_assert!(report.is_valid(), "{:?}", report.findings);
        // Fewer overviews than it takes are advised against, also where their blocks are smaller than those they are counted by.
        let is_odd = options.overviews.block_size.is_some_and(|size| size < options.block_size);
        prop_assert!(report.is_flawless() || options.overviews.count.is_some() || is_odd, "{:?}", report.findings);
        prop_assert!(report.ghost.is_some_and(|ghost| ghost.is_cog()));
    }
}

#[test]
fn nothing_is_wrong_with_a_large_one() {
    for big_tiff in [BigTiff::No, BigTiff::Yes] {
        let source = Memory::new(Profile::new(SampleType::U8, 1300, 1100, 1), true);
        let file = source.write(&CogOptions::new().with_compression(Compression::LZW).with_big_tiff(big_tiff)).0;
        assert!(check(&file).is_flawless());
    }
}

/// A file whose blocks are known: the main image, its mask, two overviews and their masks, in blocks of 16.
fn sound() -> Vec<u8> {
    let source = Memory::new(Profile::new(SampleType::U8, 60, 50, 1), true);
    let overviews = OverviewOptions { block_size: Some(16), ..OverviewOptions::default() };
    source.write(&CogOptions { overviews, ..CogOptions::new().with_block_size(16) }).0
}

/// Where a directory's array of LONGs is, and what it holds.
fn array(file: &[u8], directory: usize, tag: Tag) -> (usize, Vec<u64>) {
    let tiff = read_directories(file).unwrap();
    let (values, at) = numbers(file, &tiff.directories[directory].ifd, tag);
    (at.unwrap() as usize, values)
}

fn put(file: &mut [u8], at: usize, value: u64) {
    file[at..at + 4].copy_from_slice(&(value as u32).to_le_bytes());
}

/// A damaged file is not valid, and one finding says this.
#[track_caller]
fn finds(file: &[u8], words: &str) {
    let report = check(file);
    assert!(!report.is_valid(), "nothing found of: {words}");
    let said: Vec<String> = report.findings.iter().map(ToString::to_string).collect();
    assert!(said.iter().any(|text| text.contains(words)), "no “{words}” in {said:#?}");
}

#[test]
fn the_sound_file_is_sound() {
    assert!(check(&sound()).is_flawless());
}

#[test]
fn a_wrong_leader_is_found_in_every_block() {
    let file = sound();
    for directory in 0..2 {
        for offset in array(&file, directory, Tag::TILE_OFFSETS).1 {
            let mut damaged = file.clone();
            damaged[offset as usize - 4] ^= 1;
            finds(&damaged, "the length in front of a block");
        }
    }
}

#[test]
fn a_wrong_trailer_is_found_in_every_block() {
    let file = sound();
    for directory in 0..2 {
        let counts = array(&file, directory, Tag::TILE_BYTE_COUNTS).1;
        for (offset, count) in array(&file, directory, Tag::TILE_OFFSETS).1.into_iter().zip(counts) {
            let mut damaged = file.clone();
            damaged[(offset + count) as usize + 3] ^= 0x80;
            finds(&damaged, "the last 4 bytes of a block");
        }
    }
}

#[test]
fn swapped_blocks_are_found() {
    let mut file = sound();
    let (offsets_at, offsets) = array(&file, 0, Tag::TILE_OFFSETS);
    let (counts_at, counts) = array(&file, 0, Tag::TILE_BYTE_COUNTS);
    for (at, values) in [(offsets_at, offsets), (counts_at, counts)] {
        put(&mut file, at, values[1]);
        put(&mut file, at + 4, values[0]);
    }
    finds(&file, "before the block before it");
}

#[test]
fn a_wrong_byte_count_is_found() {
    let mut file = sound();
    let (at, counts) = array(&file, 0, Tag::TILE_BYTE_COUNTS);
    put(&mut file, at + 8, counts[2] + 1);
    finds(&file, "but its byte count is");
}

#[test]
fn a_block_outside_the_file_is_found() {
    let mut file = sound();
    let (at, counts) = array(&file, 0, Tag::TILE_BYTE_COUNTS);
    put(&mut file, at + 4 * (counts.len() - 1), 1 << 30);
    finds(&file, "reaches past the end of the file");
    let file = sound();
    finds(&file[..file.len() - 30], "reaches past the end of the file");
}

#[test]
fn a_mask_that_has_moved_is_found() {
    let mut file = sound();
    let (offsets_at, offsets) = array(&file, 1, Tag::TILE_OFFSETS);
    let (counts_at, counts) = array(&file, 1, Tag::TILE_BYTE_COUNTS);
    // The third mask block is written once more, at the end.
    let (offset, count) = (offsets[2] as usize, counts[2] as usize);
    let frame = file[offset - 4..offset + count + 4].to_vec();
    let end = file.len() as u64;
    file.extend(frame);
    put(&mut file, offsets_at + 8, end + 4);
    put(&mut file, counts_at + 8, counts[2]);
    finds(&file, "the mask of a block is at offset");
}

#[test]
fn an_edit_is_found() {
    let mut file = sound();
    let at = file.windows(11).position(|text| text == b"EDITION=NO\n").unwrap();
    file[at..at + 12].copy_from_slice(b"EDITION=YES\n");
    finds(&file, "was changed after");
}

#[test]
fn a_directory_at_the_end_is_found() {
    let mut file = sound();
    let tiff = read_directories(&file).unwrap();
    let (first, second) = (tiff.directories[0].ifd.offset as usize, tiff.directories[1].ifd.offset);
    let len = 2 + 12 * tiff.directories[0].ifd.fields().len();
    let directory = file[first..first + len].to_vec();
    if file.len() % 2 == 1 {
        file.push(0);
    }
    let end = file.len() as u64;
    file.extend(directory);
    file.extend((second as u32).to_le_bytes());
    put(&mut file, 4, end);
    finds(&file, "the first directory is at offset");
}

#[test]
fn overviews_in_the_wrong_order_are_found() {
    let mut file = sound();
    let tiff = read_directories(&file).unwrap();
    // Main, mask, two overviews, their masks: the links of the mask and of the overviews are changed.
    let link = |i: usize| {
        let ifd = &tiff.directories[i].ifd;
        ifd.offset as usize + 2 + 12 * ifd.fields().len()
    };
    let offset = |i: usize| tiff.directories[i].ifd.offset;
    assert_eq!(tiff.directories.len(), 6);
    put(&mut file, link(1), offset(3));
    put(&mut file, link(3), offset(2));
    put(&mut file, link(2), offset(4));
    finds(&file, "is larger than overview 1");
    finds(&file, "not sorted from large to small");
}

#[test]
fn fine_pixels_before_coarse_ones_are_found() {
    let mut file = sound();
    // The overview's first block is written once more, at the end.
    let (offsets_at, offsets) = array(&file, 2, Tag::TILE_OFFSETS);
    let counts = array(&file, 2, Tag::TILE_BYTE_COUNTS).1;
    let mut at = offsets_at;
    for (offset, count) in offsets.into_iter().zip(counts) {
        let frame = file[offset as usize - 4..(offset + count) as usize + 4].to_vec();
        let end = file.len() as u64;
        file.extend(frame);
        put(&mut file, at, end + 4);
        at += 4;
    }
    finds(&file, "the first block of the full-resolution image is at offset");
}

/// Whatever byte of the head is changed: the file is judged or refused, never a panic.
#[test]
fn damaged_heads_are_judged_or_refused() {
    let file = sound();
    let end = array(&file, 4, Tag::TILE_OFFSETS).0.min(file.len());
    for at in 0..end.max(800) {
        for change in [1, 0x80, 0xff] {
            let mut damaged = file.clone();
            damaged[at] ^= change;
            let _ = validate(&damaged, ValidateOptions { ogc: true, ..ValidateOptions::default() });
        }
    }
}
