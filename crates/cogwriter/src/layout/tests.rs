//! The head against GDAL's, and what holds for every plan.

use super::*;
use crate::fields::{main_ifd, mask_ifd, mask_spec, overview_ifd, sample_format};
use crate::ghost::Ghost;
use crate::pyramid::{BlockId, EncodedImage, Interleave, Level};
use geotiff_core::{
    BlockSpec, Compression, Field, GeoTransform, Ifd, MetadataItem, Nodata, Parser, Predictor, Profile, SampleType,
    Step, Tag, Tiff, Values,
};
use proptest::prelude::*;

/// 20 × 18 pixels of RGB with a mask and an overview, uncompressed, in blocks of 16 (the overview's are of 128) by GDAL
/// 3.12: the bytes from the first directory to the end of the block arrays.
const RGB_WITH_MASK: &str = "\
    0d00000103000100000014000000010103000100000012000000020103000300000084010000030103000100000001000000060103000100 \
    0000020000001501030001000000030000001c01030001000000010000004201030001000000100000004301030001000000100000004401 \
    0400040000000404000045010300040000001404000053010300030000008a01000080a402006900000090010000fa010000080008000800 \
    0100010001003c4744414c4d657461646174613e0a20203c4974656d206e616d653d224f564552564945575f524553414d504c494e472220 \
    646f6d61696e3d22494d4147455f535452554354555245223e43554249433c2f4974656d3e0a3c2f4744414c4d657461646174613e0a0000 \
    0e00fe0004000100000004000000000103000100000014000000010103000100000012000000020103000100000001000000030103000100 \
    0000080000000601030001000000040000001501030001000000010000001c01030001000000010000003d01030001000000010000004201 \
    0300010000001000000043010300010000001000000044010400040000001c04000045010300040000002c04000053010300010000000100 \
    0000a80200000d00fe000400010000000100000000010300010000000a00000001010300010000000900000002010300030000004a030000 \
    0301030001000000010000000601030001000000020000001501030001000000030000001c01030001000000010000004201030001000000 \
    80000000430103000100000080000000440104000100000038040000450104000100000000c0000053010300030000005003000056030000 \
    0800080008000100010001000e00fe000400010000000500000000010300010000000a000000010103000100000009000000020103000100 \
    0000010000000301030001000000080000000601030001000000040000001501030001000000010000001c01030001000000010000003d01 \
    03000100000001000000420103000100000080000000430103000100000080000000440104000100000040c4000045010400010000002f00 \
    00005301030001000000010000000000000077c40000b1c70000e6ca000005ce000000030003000300037fc70000b9ca0000eecd00000dd1 \
    00002a0025000f000e00";
/// 36 × 18 floats with a georeference, DEFLATE with the floating-point predictor, as a BigTIFF.
const BIG_FLOATS: &str = "\
    1200000000000000000103000100000000000000240000000000000001010300010000000000000012000000000000000201030001000000 \
    0000000020000000000000000301030001000000000000000800000000000000060103000100000000000000010000000000000015010300 \
    010000000000000001000000000000001c010300010000000000000001000000000000003d01030001000000000000000300000000000000 \
    42010300010000000000000010000000000000004301030001000000000000001000000000000000440110000600000000000000e6020000 \
    00000000450103000600000000000000160300000000000053010300010000000000000003000000000000000e830c000300000000000000 \
    400200000000000082840c0006000000000000005802000000000000af87030020000000000000008802000000000000b18702001e000000 \
    00000000c80200000000000081a4020006000000000000002d39393939000000000000000000000000000000000024400000000000002440 \
    00000000000000000000000000000000000000000000000000000000000000000000000080841e4100000000d01253410000000000000000 \
    0100010000000700000400000100010001040000010001000204b187160000000108b187070016000608000001008e23000c00000100797f \
    040c000001002923574753203834202f2055544d207a6f6e652033334e7c5747532038347c0026030000000000000b05000000000000eb06 \
    000000000000bb070000000000001b080000000000007b08000000000000dd01d801c800580058002900";

fn unhex(hex: &str) -> Vec<u8> {
    let digits: Vec<u8> = hex.chars().filter_map(|c| c.to_digit(16)).map(|d| d as u8).collect();
    digits.as_chunks().0.iter().map(|[high, low]| high << 4 | low).collect()
}

fn spec(profile: &Profile, block: usize, compression: Compression, predictor: Predictor) -> BlockSpec {
    BlockSpec {
        compression,
        predictor,
        format: sample_format(profile.sample_type),
        bits: profile.bits,
        samples: profile.bands,
        ..mask_spec(block, block)
    }
}

fn encoded(ifd: Ifd, lengths: &[u32]) -> EncodedImage {
    EncodedImage { ifd, lengths: lengths.to_vec() }
}

#[test]
fn the_head_is_gdals_to_the_byte() {
    let mut profile = Profile::new(SampleType::U8, 20, 18, 3).as_rgb();
    profile.metadata.items.push(MetadataItem {
        name: "OVERVIEW_RESAMPLING".into(),
        value: "CUBIC".into(),
        domain: Some("IMAGE_STRUCTURE".into()),
        ..MetadataItem::default()
    });
    let spec = |block| spec(&profile, block, Compression::NONE, Predictor::None);
    let full = Level {
        image: encoded(main_ifd(&profile, &spec(16)).unwrap(), &[768; 4]),
        mask: Some(encoded(mask_ifd(&mask_spec(16, 16), 20, 18, false).unwrap(), &[42, 37, 15, 14])),
    };
    let overview = Level {
        image: encoded(overview_ifd(&profile, &spec(128), 10, 9).unwrap(), &[49152]),
        mask: Some(encoded(mask_ifd(&mask_spec(128, 128), 10, 9, true).unwrap(), &[47])),
    };
    let pyramid = Pyramid { interleave: Interleave::Pixel, levels: vec![full, overview] };
    let layout = Layout::plan(&pyramid, BigTiff::IfNeeded).unwrap();
    assert_eq!(layout.head[..8], *b"II\x2a\0\xe2\0\0\0");
    assert_eq!(layout.head[8..225], Ghost::new(Interleave::Pixel, true).encode());
    assert_eq!(layout.head[226..], unhex(RGB_WITH_MASK));
    assert_eq!(layout.file_len, 53_535);
}

#[test]
fn the_head_of_a_big_tiff_is_gdals_to_the_byte() {
    let profile = Profile::new(SampleType::F32, 36, 18, 1)
        .with_transform(GeoTransform::north_up(500_000.0, 5_000_000.0, 10.0, 10.0))
        .with_epsg(32633)
        .with_nodata(Nodata::Float(-9999.0));
    let mut profile = profile;
    // GDAL names the CRS in the keys, which the code alone does not.
    profile.geo_fields = vec![
        Field::shorts(
            Tag::GEO_KEY_DIRECTORY,
            &[
                1, 1, 0, 7, 1024, 0, 1, 1, 1025, 0, 1, 1, 1026, 34737, 22, 0, 2049, 34737, 7, 22, 2054, 0, 1, 9102,
                3072, 0, 1, 32633, 3076, 0, 1, 9001,
            ],
        ),
        Field::ascii(Tag::GEO_ASCII_PARAMS, "WGS 84 / UTM zone 33N|WGS 84|"),
    ];
    let spec = spec(&profile, 16, Compression::DEFLATE, Predictor::FloatingPoint);
    let image = encoded(main_ifd(&profile, &spec).unwrap(), &[477, 472, 200, 88, 88, 41]);
    let pyramid = Pyramid { interleave: Interleave::Pixel, levels: vec![Level { image, mask: None }] };
    let layout = Layout::plan(&pyramid, BigTiff::Yes).unwrap();
    assert_eq!(layout.variant, Variant::Big);
    assert_eq!(layout.head[200..], unhex(BIG_FLOATS));
    assert_eq!(layout.file_len, 2216);
}

#[test]
fn the_trailer_of_a_short_block_is_padded_with_zeros() {
    assert_eq!(block_trailer(b"abcdef"), *b"cdef");
    assert_eq!(block_trailer(b"ab"), *b"ab\0\0");
    assert_eq!(block_trailer(b""), [0; 4]);
    assert_eq!(block_leader(0x0102_0304), [4, 3, 2, 1]);
}

/// One band of bytes in two blocks of 16 × 16 that are said to be of these lengths.
fn two_blocks(lengths: [u32; 2]) -> Pyramid {
    let profile = Profile::new(SampleType::U8, 32, 16, 1);
    let spec = spec(&profile, 16, Compression::PACKBITS, Predictor::None);
    let image = encoded(main_ifd(&profile, &spec).unwrap(), &lengths);
    Pyramid { interleave: Interleave::Pixel, levels: vec![Level { image, mask: None }] }
}

#[test]
fn a_file_is_classic_up_to_the_last_byte_that_32_bits_can_name() {
    let small = Layout::plan(&two_blocks([1, 1]), BigTiff::No).unwrap();
    let most = u32::MAX - (small.file_len as u32 - 2);
    let at_the_edge = Layout::plan(&two_blocks([most / 2, most - most / 2]), BigTiff::IfNeeded).unwrap();
    assert_eq!((at_the_edge.variant, at_the_edge.file_len), (Variant::Classic, u64::from(u32::MAX)));

    let over = two_blocks([most / 2, most - most / 2 + 1]);
    let big = Layout::plan(&over, BigTiff::IfNeeded).unwrap();
    assert_eq!(big.variant, Variant::Big);
    assert!(big.file_len > u64::from(u32::MAX) + 1);
    assert!(Layout::plan(&over, BigTiff::No).unwrap_err().to_string().contains("4294967296 bytes"));
}

#[test]
fn what_does_not_fit_together_is_refused() {
    let mut pyramid = two_blocks([1, 1]);
    pyramid.levels[0].image.lengths.push(1);
    assert!(Layout::plan(&pyramid, BigTiff::IfNeeded).is_err());
    pyramid.levels.clear();
    assert!(Layout::plan(&pyramid, BigTiff::IfNeeded).is_err());
    let mut pyramid = two_blocks([1, 1]);
    pyramid.levels[0].mask = Some(encoded(mask_ifd(&mask_spec(16, 16), 16, 16, false).unwrap(), &[1]));
    assert!(Layout::plan(&pyramid, BigTiff::IfNeeded).is_err());
    let mut pyramid = two_blocks([1, 1]);
    pyramid.levels[0].image.ifd.set(Field { values: Values::At(9), ..Field::ascii(Tag::SOFTWARE, "long enough") });
    assert!(Layout::plan(&pyramid, BigTiff::IfNeeded).is_err());
}

/// Reads the directories back out of a head, as from the whole file.
fn parse(layout: &Layout) -> Tiff {
    let (mut parser, mut need) = Parser::new(layout.file_len);
    loop {
        match parser.feed(&layout.head[need.start as usize..need.end as usize]).unwrap() {
            Step::Need(range) => need = range,
            Step::Done(tiff) => return tiff,
        }
    }
}

/// The numbers of a block array that is read back.
fn numbers(layout: &Layout, ifd: &Ifd, tag: Tag) -> Vec<u64> {
    let mut field = ifd.field(tag).unwrap().clone();
    if let Values::At(at) = field.values {
        let bytes = &layout.head[at as usize..][..field.byte_len().unwrap() as usize];
        field.values = Values::Held(bytes.to_vec());
    }
    field.to_u64s().unwrap()
}

fn any_length() -> impl Strategy<Value = u32> {
    prop_oneof![Just(0_u32), 1..100_000_u32, any::<u32>()]
}

fn any_pyramid() -> impl Strategy<Value = Pyramid> {
    let interleave = prop_oneof![Just(Interleave::Pixel), Just(Interleave::Band), Just(Interleave::Tile)];
    let shape = (1..100_usize, 1..100_usize, 1..4_usize, 1..4_usize, any::<bool>(), interleave);
    let content =
        ("[a-z]{0,9}", proptest::option::of(-2000..2000_i32), proptest::sample::select(vec![1, 5, 7, 8, 32773]));
    (shape, content, proptest::collection::vec(any_length(), 1..30)).prop_map(|(shape, content, lengths)| {
        let ((width, height, bands, levels, has_mask, interleave), (text, nodata, compression)) = (shape, content);
        let mut lengths = lengths.into_iter().cycle();
        let mut image =
            |ifd: Ifd, blocks: usize| EncodedImage { ifd, lengths: lengths.by_ref().take(blocks).collect() };
        let mut profile = Profile::new(SampleType::U16, width, height, bands).with_epsg(4326);
        profile.descriptive_fields.push(Field::ascii(Tag::SOFTWARE, &text));
        profile.nodata = nodata.map(|n| Nodata::Float(f64::from(n)));
        let mut spec = spec(&profile, 16, Compression(compression), Predictor::None);
        if interleave != Interleave::Pixel {
            spec.samples = 1;
        }
        let levels = (0..levels).map(|level| {
            let (w, h) = (width.div_ceil(1 << level), height.div_ceil(1 << level));
            let places = w.div_ceil(16) * h.div_ceil(16);
            let ifd = if level == 0 { main_ifd(&profile, &spec) } else { overview_ifd(&profile, &spec, w, h) };
            let mask = has_mask.then(|| image(mask_ifd(&mask_spec(16, 16), w, h, level > 0).unwrap(), places));
            Level { image: image(ifd.unwrap(), places * (bands / spec.samples)), mask }
        });
        Pyramid { interleave, levels: levels.collect() }
    })
}

proptest! {
    #[test]
    fn what_is_planned_is_read_back(
        pyramid in any_pyramid(),
        big_tiff in prop_oneof![Just(BigTiff::IfNeeded), Just(BigTiff::Yes)],
    ) {
        let layout = Layout::plan(&pyramid, big_tiff).unwrap();
        let tiff = parse(&layout);
        prop_assert_eq!(&tiff.warnings, &Vec::<String>::new());
        prop_assert_eq!(tiff.header.variant, layout.variant);

        // Directories: in order, on even offsets, with the fields that were given.
        let mut images: Vec<(usize, bool)> = (0..pyramid.levels.len()).map(|level| (level, false)).collect();
        if pyramid.levels[0].mask.is_some() {
            images.extend((0..pyramid.levels.len()).map(|level| (level, true)));
            images.sort_by_key(|&(level, mask)| (level > 0, mask, level));
        }
        let offsets: Vec<u64> = tiff.directories.iter().map(|d| d.ifd.offset).collect();
        prop_assert!(offsets.is_sorted() && offsets.iter().all(|o| o % 2 == 0));
        prop_assert_eq!(offsets.len(), images.len());
        let mut blocks = Vec::new();
        for (directory, &(level, mask)) in tiff.directories.iter().zip(&images) {
            let level_images = &pyramid.levels[level];
            let image = if mask { level_images.mask.as_ref().unwrap() } else { &level_images.image };
            for field in image.ifd.fields() {
                prop_assert_eq!(directory.ifd.field(field.tag), Some(field));
            }
            let array = |tag| numbers(&layout, &directory.ifd, tag);
            let (at, len) = (array(Tag::TILE_OFFSETS), array(Tag::TILE_BYTE_COUNTS));
            prop_assert_eq!(&len, &image.lengths.iter().map(|&l| u64::from(l)).collect::<Vec<_>>());
            for (block, (&at, &len)) in at.iter().zip(&len).enumerate() {
                prop_assert_eq!(at == 0, len == 0);
                if len > 0 {
                    blocks.push((at, len, BlockId { level, mask, block }));
                }
            }
        }

        // Blocks: one after the other from the end of the head to the end of the file, smallest level first.
        blocks.sort();
        let order: Vec<BlockId> = blocks.iter().map(|&(_, _, id)| id).collect();
        prop_assert_eq!(order, pyramid.block_order().collect::<Vec<_>>());
        let mut end = layout.head.len() as u64;
        for &(at, len, _) in &blocks {
            prop_assert_eq!(at, end + 4);
            end = at + len + 4;
        }
        prop_assert_eq!(end, layout.file_len);
        prop_assert!(blocks.iter().map(|(_, _, id)| id.level).rev().is_sorted());

        // A mask block follows the block of its image where the ghost area says so.
        if pyramid.interleave == Interleave::Pixel {
            for id in pyramid.block_order().filter(|id| id.mask) {
                let image = BlockId { mask: false, ..id };
                let before = blocks.iter().take_while(|&&(_, _, other)| other != id).last();
                prop_assert!(pyramid.length(image) == 0 || before.is_some_and(|&(_, _, other)| other == image));
            }
        }
    }

    #[test]
    fn a_file_is_a_big_tiff_only_if_it_must_be(pyramid in any_pyramid()) {
        let layout = Layout::plan(&pyramid, BigTiff::IfNeeded).unwrap();
        match Layout::plan(&pyramid, BigTiff::No) {
            Ok(classic) => prop_assert_eq!(classic, layout),
            Err(_) => {
                prop_assert_eq!(layout.variant, Variant::Big);
                prop_assert!(layout.file_len > u64::from(u32::MAX));
            }
        }
    }
}
