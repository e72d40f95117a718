//! Files that keep the rules, and files that break one each.

use super::*;
use crate::fields::{main_ifd, mask_ifd, mask_spec, overview_ifd, sample_format};
use crate::ghost::Ghost;
use crate::layout::{BigTiff, Layout, block_leader, block_trailer};
use crate::pyramid::{BlockId, EncodedImage, Interleave, Level, Pyramid};
use geotiff_core::{
    BlockSpec, ByteOrder, Compression, Field, GdalMetadata, Header, Ifd, Profile, SampleType, Tag, Variant,
};
use proptest::prelude::*;

/// Images of these sizes in blocks of 16 × 16, uncompressed, whose masks have blocks of one byte for every eight.
fn pyramid(sizes: &[(usize, usize)], has_mask: bool, interleave: Interleave) -> Pyramid {
    let mut profile = Profile::new(SampleType::U8, sizes[0].0, sizes[0].1, 2);
    if interleave == Interleave::Tile {
        let xml = "<GDALMetadata><Item name=\"INTERLEAVE\" domain=\"IMAGE_STRUCTURE\">TILE</Item></GDALMetadata>";
        profile.metadata = GdalMetadata::parse(xml).unwrap();
    }
    let spec = BlockSpec {
        compression: Compression::NONE,
        format: sample_format(profile.sample_type),
        bits: 8,
        samples: if interleave == Interleave::Pixel { 2 } else { 1 },
        ..mask_spec(16, 16)
    };
    let level = |(number, &(width, height)): (usize, &(usize, usize))| {
        let places = width.div_ceil(16) * height.div_ceil(16);
        let ifd = if number == 0 { main_ifd(&profile, &spec) } else { overview_ifd(&profile, &spec, width, height) };
        let lengths = vec![spec.stored_len() as u32; places * (2 / spec.samples)];
        let mask_spec = BlockSpec { compression: Compression::NONE, ..mask_spec(16, 16) };
        let mask = mask_ifd(&mask_spec, width, height, number > 0).unwrap();
        Level {
            image: EncodedImage { ifd: ifd.unwrap(), lengths },
            mask: has_mask.then(|| EncodedImage { ifd: mask, lengths: vec![32; places] }),
        }
    };
    Pyramid { interleave, levels: sizes.iter().enumerate().map(level).collect() }
}

/// The file of a pyramid, each byte of a block being its number.
fn write(pyramid: &Pyramid) -> Vec<u8> {
    let layout = Layout::plan(pyramid, BigTiff::IfNeeded).unwrap();
    let mut file = layout.head;
    for id in pyramid.block_order() {
        let block: Vec<u8> = (0..pyramid.length(id)).map(|i| (i as u8).wrapping_mul(7) ^ id.block as u8).collect();
        file.extend(block_leader(block.len() as u32));
        file.extend(&block);
        file.extend(block_trailer(&block));
    }
    file
}

fn cog(has_mask: bool) -> Vec<u8> {
    write(&pyramid(&[(40, 36), (20, 18)], has_mask, Interleave::Pixel))
}

fn check(file: &dyn Source) -> Report {
    validate(file, ValidateOptions::default()).unwrap()
}

/// The one finding of a file.
fn only(file: &dyn Source) -> Finding {
    let mut report = check(file);
    assert_eq!(report.findings.len(), 1, "{:?}", report.findings);
    report.findings.remove(0)
}

/// Where a tag's array is, and what it holds.
fn longs(file: &[u8], ifd: usize, tag: Tag) -> (usize, Vec<usize>) {
    let tiff = window::read_directories(file).unwrap();
    let field = tiff.directories[ifd].ifd.field(tag).unwrap();
    let geotiff_core::Values::At(at) = field.values else { panic!("{tag} is held") };
    let bytes = &file[at as usize..][..4 * field.count as usize];
    (at as usize, bytes.as_chunks().0.iter().map(|&b| u32::from_le_bytes(b) as usize).collect())
}

#[test]
fn what_the_writer_writes_is_valid() {
    for interleave in [Interleave::Pixel, Interleave::Band, Interleave::Tile] {
        for has_mask in [false, true] {
            let file = write(&pyramid(&[(40, 36), (20, 18), (10, 9)], has_mask, interleave));
            let report = validate(&file, ValidateOptions { ogc: true, ..ValidateOptions::default() }).unwrap();
            assert_eq!(report.findings, [], "{interleave:?} {has_mask}");
            assert_eq!(report.ghost, Some(Ghost::new(interleave, has_mask)));
            assert!(report.is_flawless());
        }
    }
}

#[test]
fn blocks_that_are_not_stored_break_no_promise() {
    let mut pyramid = pyramid(&[(40, 36), (20, 18)], true, Interleave::Pixel);
    for (level, mask, block) in [(0, false, 0), (0, false, 4), (0, true, 4), (0, true, 5), (1, false, 0), (1, true, 0)]
    {
        let images = &mut pyramid.levels[level];
        let image = if mask { images.mask.as_mut().unwrap() } else { &mut images.image };
        image.lengths[block] = 0;
    }
    assert_eq!(pyramid.length(BlockId { level: 0, mask: true, block: 5 }), 0);
    assert_eq!(check(&write(&pyramid)).findings, []);
}

#[test]
fn an_edited_file_is_not_valid() {
    let mut file = cog(false);
    let ghost = Ghost { edited: true, ..Ghost::new(Interleave::Pixel, false) }.encode();
    file[8..8 + ghost.len()].copy_from_slice(&ghost);
    let finding = only(&file);
    assert_eq!(finding.rule_sets, [RuleSet::Gdal, RuleSet::RioCogeo]);
    assert!(finding.problem.contains("KNOWN_INCOMPATIBLE_EDITION=YES"));
}

#[test]
fn a_wrong_leader_is_found() {
    let mut file = cog(false);
    let (_, offsets) = longs(&file, 0, Tag::TILE_OFFSETS);
    file[offsets[4] - 4] ^= 1;
    file[offsets[7] - 4] ^= 1;
    assert_eq!(
        only(&file).to_string(),
        format!(
            "error (GDAL): the length in front of a block is 513, but its byte count is 512: block (column 1, row 1) of \
            the full-resolution image and 1 more (IFD 0, at offset {}); write the file anew as a COG",
            offsets[4]
        )
    );
}

#[test]
fn a_wrong_trailer_is_found() {
    let mut file = cog(true);
    let (_, offsets) = longs(&file, 1, Tag::TILE_OFFSETS);
    file[offsets[2] + 32] ^= 1;
    assert!(only(&file).problem.contains("block (column 2, row 0) of the mask of the full-resolution image"));
}

#[test]
fn a_wrong_order_is_found() {
    let mut file = cog(false);
    let (at, offsets) = longs(&file, 0, Tag::TILE_OFFSETS);
    file[at + 4..at + 8].copy_from_slice(&(offsets[2] as u32).to_le_bytes());
    file[at + 8..at + 12].copy_from_slice(&(offsets[1] as u32).to_le_bytes());
    assert!(only(&file).problem.starts_with("a block lies before the block before it"));
}

#[test]
fn a_mask_that_does_not_follow_its_image_is_found() {
    let mut file = cog(true);
    let (at, offsets) = longs(&file, 1, Tag::TILE_OFFSETS);
    // The block of the mask is taken from its end of file: a copy of it, with leader and trailer.
    let copy = file[offsets[8] - 4..].to_vec();
    file[at + 32..at + 36].copy_from_slice(&(offsets[8] as u32 + copy.len() as u32).to_le_bytes());
    file.extend(copy);
    let finding = only(&file);
    assert!(finding.problem.starts_with("the mask of a block is at offset"), "{finding}");
}

#[test]
fn overviews_that_come_first_or_grow_are_found() {
    let file = write(&pyramid(&[(40, 36), (20, 18), (30, 18)], false, Interleave::Pixel));
    let problems: Vec<(String, Vec<RuleSet>)> =
        check(&file).findings.into_iter().map(|f| (f.problem, f.rule_sets)).collect();
    assert_eq!(
        problems,
        [
            ("overview 2 of 30 × 18 pixels is larger than overview 1 of 20 × 18 pixels".into(), vec![RuleSet::Gdal]),
            ("the overviews are not sorted from large to small".into(), vec![RuleSet::RioCogeo]),
            (
                "overview 2 of 30 × 18 pixels is no smaller than the image of 40 × 36 pixels".into(),
                vec![RuleSet::RioCogeo]
            ),
        ]
    );

    // The first block of the image, moved before all others.
    let mut file = cog(false);
    let (at, _) = longs(&file, 0, Tag::TILE_OFFSETS);
    file[at..at + 4].copy_from_slice(&9_u32.to_le_bytes());
    let report = validate(&file, ValidateOptions { every_block: false, ..ValidateOptions::default() }).unwrap();
    let [finding] = &report.findings[..] else { panic!("{report:?}") };
    assert_eq!(finding.rule_sets, [RuleSet::Gdal, RuleSet::RioCogeo]);
    assert!(finding.problem.starts_with("the first block of the full-resolution image is at offset 9, before that of"));
}

#[test]
fn a_file_that_is_cut_off_is_found_or_refused() {
    let mut file = cog(false);
    file.truncate(file.len() - 5);
    let finding = check(&file).findings.remove(0);
    assert_eq!((finding.rule_sets, finding.advice), (vec![RuleSet::Tiff], "the file is cut off: get it again"));
    let (at, _) = longs(&file, 0, Tag::TILE_OFFSETS);
    file.truncate(at + 8);
    assert!(validate(&file, ValidateOptions::default()).is_err());
    assert!(validate(&b"not a raster".to_vec(), ValidateOptions::default()).is_err());
}

#[test]
fn a_plain_tiff_is_not_valid() {
    let header = Header { byte_order: ByteOrder::Big, variant: Variant::Classic, first_ifd: 400 };
    let mut ifd = Ifd::default();
    for (tag, value) in [
        (Tag::IMAGE_WIDTH, 2000),
        (Tag::IMAGE_LENGTH, 3),
        (Tag::BITS_PER_SAMPLE, 1),
        (Tag::STRIP_OFFSETS, 8),
        (Tag::STRIP_BYTE_COUNTS, 200),
    ] {
        ifd.set(Field::shorts(tag, &[value]));
    }
    let mut file = header.encode();
    file.resize(400, 0);
    file.extend(ifd.encode(&header).unwrap());
    let options = ValidateOptions { has_external_overviews: true, ogc: true, ..ValidateOptions::default() };
    let report = validate(&file, options).unwrap();
    let found: Vec<(&str, usize)> =
        report.findings.iter().map(|f| (f.problem.split(' ').next().unwrap(), f.rule_sets.len())).collect();
    let (both, one) = (2, 1);
    assert_eq!(
        found,
        [
            ("the", both), // external overviews
            ("the", both), // not tiled
            ("the", both), // no overviews
            ("the", one),  // first directory not at 8
            ("the", both), // data before it
            ("the", one),  // first directory not by 300
            ("the", one),  // strips
        ]
    );
    for rule_set in [RuleSet::Gdal, RuleSet::RioCogeo] {
        assert!(!report.is_valid_by(rule_set));
    }
    assert!(report.is_valid_by(RuleSet::Tiff));
}

#[test]
fn ogc_asks_for_square_tiles_and_even_steps() {
    let mut wide = pyramid(&[(400, 36), (20, 18)], false, Interleave::Pixel);
    wide.levels[1].image.ifd.set(Field::shorts(Tag::TILE_LENGTH, &[32]));
    wide.levels[1].image.lengths = vec![1024; 2];
    let file = write(&wide);
    assert!(check(&file).is_flawless());
    let report = validate(&file, ValidateOptions { ogc: true, ..ValidateOptions::default() }).unwrap();
    let problems: Vec<&str> = report.findings.iter().map(|f| f.problem.as_str()).collect();
    assert_eq!(
        problems,
        [
            "overview 1 has tiles of 16 × 32 pixels, which are not square",
            "overview 1 is 20.0 times smaller than the full-resolution image, not 2 to 10 times",
        ]
    );
    assert!(report.is_valid() && !report.is_flawless());
}

proptest! {
    #[test]
    fn damaged_files_are_judged_or_refused(
        interleave in prop_oneof![Just(Interleave::Pixel), Just(Interleave::Tile)],
        damage in proptest::collection::vec((0.0..1.0_f64, any::<u8>()), 0..12),
        kept in 0.1..1.0_f64,
    ) {
        let mut file = write(&pyramid(&[(40, 36), (20, 18)], true, interleave));
        let head = file.len() as f64 * 0.2;
        for (at, byte) in damage {
            file[(at * head) as usize] = byte;
        }
        let _ = validate(&file, ValidateOptions { ogc: true, ..ValidateOptions::default() });
        file.truncate((file.len() as f64 * kept) as usize);
        let _ = validate(&file, ValidateOptions::default());
    }
}
