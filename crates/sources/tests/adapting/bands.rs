//! Bands picked and stacked.

use geotiff_core::{ColorInterpretation as Color, GdalMetadata, Nodata, Photometric, RasterSource};
use proptest::prelude::*;
use sources::{BandPick, Bands, Stack};

use crate::support::{Memory, read, refusal, samples};

fn of(bands: &[usize]) -> Vec<BandPick> {
    bands.iter().map(|&band| BandPick::Band(band)).collect()
}

proptest! {
    #[test]
    fn picked_bands_are_those_of_the_array(bands in prop::collection::vec(0_usize..4, 1..7)) {
        let source = Memory::numbered(7, 5, 4);
        let picked = Bands::new(&source, &of(&bands)).unwrap();
        let expected: Vec<u16> = bands.iter().flat_map(|band| (0..35).map(move |i| (band * 35 + i) as u16)).collect();
        prop_assert_eq!(samples::<u16>(&picked), expected);
    }
}

#[test]
fn what_is_said_of_a_band_goes_with_it() {
    let mut source = Memory::numbered(4, 4, 3).with(|profile| profile.with_nodata(3));
    let xml = r#"<GDALMetadata><Item name="whole">w</Item><Item name="NODATA_VALUES">1 2 3</Item>
        <Item name="DESCRIPTION" sample="0" role="description">zero</Item><Item name="SCALE" sample="2" role="scale">0.5</Item>
        <Item name="STATISTICS_MINIMUM" sample="2">7</Item></GDALMetadata>"#;
    source.profile.metadata = GdalMetadata::parse(xml).unwrap();
    let picked = Bands::new(&source, &of(&[2, 0, 2])).unwrap();
    let metadata = &picked.profile().metadata;
    assert_eq!([0, 1, 2].map(|band| metadata.role(band, "scale")), [Some("0.5"), None, Some("0.5")]);
    assert_eq!([0, 1].map(|band| metadata.role(band, "description")), [None, Some("zero")]);
    assert_eq!((metadata.value(None, "whole"), metadata.value(None, "NODATA_VALUES")), (Some("w"), Some("3 1 3")));
    // Pixels of the band are what they were.
    assert_eq!(metadata.items.iter().filter(|item| item.name == "STATISTICS_MINIMUM").count(), 2);
    assert_eq!(picked.profile().nodata, Some(3.into()));
}

#[test]
fn all_bands_in_order_change_nothing() {
    let source = Memory::numbered(4, 4, 3).with(|profile| profile.as_rgb());
    assert_eq!(Bands::new(&source, &of(&[0, 1, 2])).unwrap().profile(), source.profile());
}

#[test]
fn validity_is_a_band() {
    let source = Memory::numbered(4, 1, 2).with(|profile| profile.with_nodata(2));
    let picks = [BandPick::Band(1), BandPick::Mask];
    assert_eq!(samples::<u16>(&Bands::new(&source, &picks).unwrap()), [4, 5, 6, 7, 255, 255, 0, 255]);
    let masked = source.masked(vec![255, 0, 0, 255]);
    assert_eq!(samples::<u16>(&Bands::new(&masked, &picks).unwrap())[4..], [255, 0, 0, 255]);
    // It is alpha then, and a mask no more.
    let bands = Bands::new(&masked, &picks).unwrap();
    assert_eq!((read(&bands).1, bands.profile().alpha_band()), (None, Some(1)));
    let bare = Memory::new(&[1_i8, 2], 2, 1, 1);
    assert_eq!(samples::<i8>(&Bands::new(&bare, &[BandPick::Mask]).unwrap()), [127, 127]);
}

#[test]
fn bands_that_are_not_there_are_refused() {
    let source = Memory::numbered(4, 4, 3);
    assert!(refusal(Bands::new(&source, &of(&[0, 3]))).contains("there is no band 4: the bands are 1 to 3"));
    assert!(refusal(Bands::new(&source, &[])).contains("no band is picked"));
    let complex = Memory::new(&[[1_i16, 2]], 1, 1, 1);
    assert!(refusal(Bands::new(&complex, &[BandPick::Mask])).contains("complex"));
}

#[test]
fn a_stack_has_all_bands_in_order() {
    let source = |first: u8| Memory::new(&(first..first + 12).collect::<Vec<u8>>(), 3, 4, 1).at(5.0, 9.0);
    let rgb = source(40).with(|mut profile| {
        profile.metadata = GdalMetadata::parse(
            r#"<GDALMetadata><Item name="DESCRIPTION" sample="0" role="description">third</Item></GDALMetadata>"#,
        )
        .unwrap();
        profile
    });
    let two = Memory::new(&(100..124).collect::<Vec<u8>>(), 3, 4, 2).at(5.0, 9.0);
    let stack = Stack::new(vec![source(0), source(20), rgb, two]).unwrap();
    let expected: Vec<u8> = (0..12).chain(20..32).chain(40..52).chain(100..124).collect();
    assert_eq!(samples::<u8>(&stack), expected);
    assert_eq!(stack.profile().metadata.role(2, "description"), Some("third"));
    assert_eq!((stack.profile().photometric, stack.profile().bands), (Photometric::MIN_IS_BLACK, 5));
    assert_eq!(stack.profile().extra_samples, [0; 4]);
    assert!(stack.profile().transform().is_some());
}

#[test]
fn a_stack_of_colours_is_a_picture() {
    let source = |color: Color| {
        let mut source = Memory::new(&[7_u8; 4], 2, 2, 1);
        let xml = format!(
            r#"<GDALMetadata><Item name="COLORINTERP" sample="0" role="colorinterp">{color}</Item></GDALMetadata>"#
        );
        source.profile.metadata = GdalMetadata::parse(&xml).unwrap();
        source
    };
    let colors = [Color::RED, Color::GREEN, Color::BLUE, Color::NIR];
    let stack = Stack::new(colors.map(source).to_vec()).unwrap();
    assert_eq!(stack.profile().photometric, Photometric::RGB);
    assert_eq!(stack.profile().color_interpretation(), colors);
    let rgb = Memory::new(&[7_u8; 12], 2, 2, 3).with(|profile| profile.as_rgb());
    let stack = Stack::new(vec![rgb, source(Color::NIR)]).unwrap();
    assert_eq!(stack.profile().color_interpretation(), colors);
}

#[test]
fn a_stack_is_valid_where_one_of_it_is() {
    let source = |mask: [u8; 3]| Memory::new(&[1_u8, 2, 3], 3, 1, 1).masked(mask.to_vec());
    let stack = Stack::new(vec![source([255, 0, 0]), source([0, 0, 255])]).unwrap();
    assert_eq!(read(&stack).1, Some(vec![255, 0, 255]));
    let nodata = Memory::new(&[1_u8, 2, 3], 3, 1, 1).with(|profile| profile.with_nodata(2));
    let stack = Stack::new(vec![source([255, 0, 0]), nodata]).unwrap();
    assert_eq!(read(&stack).1, Some(vec![255, 0, 255]));
    assert_eq!(stack.profile().nodata, Some(Nodata::Float(2.0)));
}

#[test]
fn what_cannot_be_stacked_is_told_why() {
    let source = || Memory::numbered(3, 4, 1).at(5.0, 9.0).with(|profile| profile.with_epsg(32633));
    let with = |other: Memory| refusal(Stack::new(vec![source(), source(), other]));
    assert!(
        with(source().at(5.5, 9.0)).contains("raster 3 cannot be stacked on the first: its pixels lie up to 0.500")
    );
    assert!(with(source().with(|profile| profile.with_epsg(32632))).contains("it is in EPSG:32632, not in EPSG:32633"));
    assert!(with(Memory::new(&[1_u8; 12], 3, 4, 1).at(5.0, 9.0)).contains("its samples are uint8, not uint16"));
    assert!(with(Memory::numbered(4, 3, 1).at(5.0, 9.0)).contains("it has 4 × 3 pixels, not 3 × 4"));
    let two = |nodata: u16| source().with(|profile| profile.with_nodata(nodata));
    assert!(refusal(Stack::new(vec![two(1), two(2)])).contains("its nodata is 2, not 1"));
    assert!(refusal(Stack::<Memory>::new(vec![])).contains("nothing"));
}
