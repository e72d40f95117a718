//! Nodata and masks.

use geotiff_core::{GdalMetadata, Nodata, RasterSource};
use proptest::prelude::*;
use sources::{MaskEdit, Masked, NodataEdit, WithNodata};

use crate::support::{Memory, read, refusal, samples};

#[test]
fn nodata_is_said_changed_and_taken_back() {
    let source = Memory::new(&[1_u8, 2, 3, 2], 4, 1, 1);
    let said = WithNodata::new(&source, NodataEdit::Set(Nodata::from(2))).unwrap();
    assert_eq!((samples::<u8>(&said), said.profile().nodata), (vec![1, 2, 3, 2], Some(2.into())));
    let changed = WithNodata::new(&said, NodataEdit::Change(Nodata::from(9))).unwrap();
    assert_eq!((samples::<u8>(&changed), changed.profile().nodata), (vec![1, 9, 3, 9], Some(9.into())));
    let unset = WithNodata::new(&changed, NodataEdit::Unset).unwrap();
    assert_eq!((samples::<u8>(&unset), unset.profile().nodata), (vec![1, 9, 3, 9], None));
    for impossible in [Nodata::Float(256.0), Nodata::Float(f64::NAN), Nodata::Float(0.5), Nodata::Int(-1)] {
        assert!(refusal(WithNodata::new(&source, NodataEdit::Set(impossible))).contains("cannot be nodata"));
        assert!(refusal(WithNodata::new(&said, NodataEdit::Change(impossible))).contains("cannot be nodata"));
    }
    assert!(refusal(WithNodata::new(&source, NodataEdit::Change(Nodata::from(1)))).contains("no nodata that could be"));
}

#[test]
fn nodata_of_floats_and_of_long_integers() {
    let floats = Memory::new(&[f32::NAN, 1.0, -9999.0], 3, 1, 1).with(|profile| profile.with_nodata(f64::NAN));
    let numbers = WithNodata::new(&floats, NodataEdit::Change(Nodata::from(-9999.0))).unwrap();
    assert_eq!(samples::<f32>(&numbers), [-9999.0, 1.0, -9999.0]);
    let back = samples::<f32>(
        &WithNodata::new(&numbers, NodataEdit::Change(Nodata::from(f64::NAN))).unwrap_or_else(|e| panic!("{e}")),
    );
    assert!(back[0].is_nan() && back[1] == 1.0 && back[2].is_nan());
    let tenth = WithNodata::new(&floats, NodataEdit::Set(Nodata::from(0.1))).unwrap();
    assert_eq!(tenth.profile().nodata, Some(Nodata::Float(f64::from(0.1_f32))));
    let ints = Memory::new(&[i64::MIN, 5], 2, 1, 1).with(|profile| profile.with_nodata(i64::MIN));
    assert_eq!(samples::<i64>(&WithNodata::new(&ints, NodataEdit::Change(Nodata::from(-7.0))).unwrap()), [-7, 5]);
}

#[test]
fn statistics_stay_as_long_as_the_same_pixels_count() {
    let mut source = Memory::new(&[1_u8, 2], 2, 1, 1).with(|profile| profile.with_nodata(2));
    source.profile.metadata =
        GdalMetadata::parse(r#"<GDALMetadata><Item name="STATISTICS_MEAN" sample="0">1</Item></GDALMetadata>"#)
            .unwrap();
    let left = |edit| WithNodata::new(&source, edit).unwrap().profile().metadata.items.len();
    assert_eq!(left(NodataEdit::Change(Nodata::from(7))), 1);
    assert_eq!(left(NodataEdit::Set(Nodata::from(2))), 1);
    assert_eq!(left(NodataEdit::Set(Nodata::from(1))), 0);
    assert_eq!(left(NodataEdit::Unset), 0);
}

proptest! {
    #[test]
    fn masks_of_nodata_are_valid_where_any_band_is(samples in prop::collection::vec(0_u8..3, 40)) {
        let source = Memory::new(&samples, 5, 4, 2).with(|profile| profile.with_nodata(1));
        let masked = Masked::new(&source, MaskEdit::FromNodata).unwrap();
        let (pixels, mask) = read(&masked);
        let expected: Vec<u8> = (0..20).map(|i| if samples[i] == 1 && samples[i + 20] == 1 { 0 } else { 255 }).collect();
        prop_assert_eq!(mask, Some(expected));
        prop_assert_eq!(pixels.samples::<u8>().unwrap(), &samples[..]);
        prop_assert_eq!(masked.profile().nodata, None);
    }
}

#[test]
fn alpha_becomes_a_mask_and_a_mask_alpha() {
    let rgba = Memory::new(&[1_u8, 2, 3, 4, 5, 6, 0, 128], 2, 1, 4).with(|profile| profile.as_rgb());
    let masked = Masked::new(&rgba, MaskEdit::FromAlpha).unwrap();
    let (pixels, mask) = read(&masked);
    assert_eq!((pixels.samples::<u8>().unwrap(), mask), (&[1, 2, 3, 4, 5, 6][..], Some(vec![0, 255])));
    assert_eq!((masked.profile().bands, &masked.profile().extra_samples[..]), (3, &[][..]));
    let alpha = Masked::new(&masked, MaskEdit::ToAlpha).unwrap();
    assert_eq!(samples::<u8>(&alpha), [1, 2, 3, 4, 5, 6, 0, 255]);
    assert_eq!((alpha.profile().alpha_band(), alpha.profile().has_mask), (Some(3), false));
    let dropped = Masked::new(&masked, MaskEdit::Dropped).unwrap();
    assert_eq!((read(&dropped).1, dropped.profile().bands), (None, 3));
    let gray = Memory::new(&[7_u16, 8], 2, 1, 1).masked(vec![255, 0]);
    assert_eq!(samples::<u16>(&Masked::new(&gray, MaskEdit::ToAlpha).unwrap()), [7, 8, 65535, 0]);
}

#[test]
fn masks_that_cannot_be_are_refused() {
    let bare = || Memory::new(&[1_u8, 2], 2, 1, 1);
    let masked = || bare().masked(vec![255, 0]);
    let with = |source: Memory, edit| refusal(Masked::new(source, edit));
    assert!(with(bare(), MaskEdit::FromNodata).contains("no nodata"));
    assert!(with(bare(), MaskEdit::FromAlpha).contains("no alpha band"));
    assert!(with(bare(), MaskEdit::Dropped).contains("no mask"));
    assert!(with(bare(), MaskEdit::ToAlpha).contains("no mask"));
    assert!(with(masked().with(|p| p.with_nodata(1)), MaskEdit::FromNodata).contains("a mask already"));
    let floats = Memory::new(&[1_f32, 2.0], 2, 1, 1).masked(vec![255, 0]);
    assert!(with(floats, MaskEdit::ToAlpha).contains("8 or 16 bits"));
    let rgba = Memory::new(&[0_u8; 4], 1, 1, 4).with(|p| p.as_rgb()).masked(vec![0]);
    assert!(with(rgba, MaskEdit::ToAlpha).contains("an alpha band already"));
}
