//! Types, stretches, scales.

use geotiff_core::{GdalMetadata, MetadataItem, Nodata, Photometric, RasterSource, SampleType};
use proptest::prelude::*;
use sources::{Conversion, Converted, Stretch, value_ranges};

use crate::support::{Memory, U8, refusal, samples};

fn metadata(xml: &str) -> GdalMetadata {
    GdalMetadata::parse(&format!("<GDALMetadata>{xml}</GDALMetadata>")).unwrap()
}

proptest! {
    #[test]
    fn a_stretch_is_done_in_doubles(values in prop::collection::vec(-1e6_f64..1e6, 12), from in -1e5_f64..1e5, len in 1.0_f64..1e6) {
        let source = Memory::new(&values, 4, 3, 1);
        let stretch = Stretch::new([from, from + len], [0.0, 255.0]).unwrap();
        let bytes = Converted::new(&source, Conversion::to(U8).stretched(&[stretch])).unwrap();
        let scale = 255.0 / (from + len - from);
        let expected: Vec<u8> = values.iter().map(|v: &f64| (v * scale + (-from * scale)).round().clamp(0.0, 255.0) as u8).collect();
        prop_assert_eq!(samples::<u8>(&bytes), expected);
    }
}

#[test]
fn types_are_converted_by_the_rules_of_all() {
    let source = Memory::new(&[-1.5_f32, 2.5, 300.0, f32::NAN], 2, 2, 1);
    assert_eq!(samples::<u8>(&Converted::new(&source, Conversion::to(U8)).unwrap()), [0, 3, 255, 0]);
    let complex = samples::<[f32; 2]>(&Converted::new(&source, Conversion::to(SampleType::CF32)).unwrap());
    assert_eq!(complex[1], [2.5, 0.0]);
    let ints = Memory::new(&[i64::MIN, i64::MAX], 2, 1, 1);
    assert_eq!(samples::<u64>(&Converted::new(&ints, Conversion::to(SampleType::U64)).unwrap()), [0, i64::MAX as u64]);
}

#[test]
fn single_precision_is_rounded_as_gdal_rounds_it() {
    // 3 × 0.1 is 0.30000000000000004 in doubles.
    let stretch = Stretch::new([0.0, 1.0], [0.0, 0.1]).unwrap();
    let single = Memory::new(&[3_u8], 1, 1, 1);
    assert_eq!(
        samples::<f32>(&Converted::new(&single, Conversion::to(SampleType::F32).stretched(&[stretch])).unwrap()),
        [0.3]
    );
    let double = Converted::new(&single, Conversion::to(SampleType::F64).stretched(&[stretch])).unwrap();
    assert_eq!(samples::<f64>(&double), [3.0 * 0.1]);
    // A half that only single precision makes.
    let half = Stretch::new([0.0, 1.0], [0.0, 0.499_999_999]).unwrap();
    let of = |sample_type| {
        samples::<u8>(
            &Converted::new(Memory::new(&[1_u8], 1, 1, 1), Conversion::to(sample_type).stretched(&[half])).unwrap(),
        )
    };
    assert_eq!(of(U8), [1]);
    let doubles = Memory::new(&[1.0_f64], 1, 1, 1);
    assert_eq!(samples::<u8>(&Converted::new(&doubles, Conversion::to(U8).stretched(&[half])).unwrap()), [0]);
}

#[test]
fn each_band_has_a_stretch_of_its_own() {
    let source = Memory::new(&[10_u8, 20, 30, 40], 2, 1, 2);
    let stretches = [Stretch::new([0.0, 1.0], [0.0, 2.0]).unwrap(), Stretch::new([0.0, 1.0], [0.0, 3.0]).unwrap()];
    assert_eq!(
        samples::<u8>(&Converted::new(&source, Conversion::new().stretched(&stretches)).unwrap()),
        [20, 40, 90, 120]
    );
    let last = Converted::new(&source, Conversion::new().stretched_bands(&[None, Some(stretches[1])])).unwrap();
    assert_eq!(samples::<u8>(&last), [10, 20, 90, 120]);
    let three = [stretches[0]; 3];
    assert!(refusal(Converted::new(&source, Conversion::new().stretched(&three))).contains("3 stretches for 2 bands"));
}

#[test]
fn nodata_is_not_scaled() {
    let source = Memory::new(&[-9999_i16, 0, 50, -9998], 4, 1, 1).with(|profile| profile.with_nodata(-9999));
    let tenths = Stretch::new([0.0, 10.0], [0.0, 1.0]).unwrap();
    let scaled = Converted::new(&source, Conversion::to(SampleType::F32).stretched(&[tenths])).unwrap();
    assert_eq!(samples::<f32>(&scaled), [-9999.0, 0.0, 5.0, -999.8]);
    let error = refusal(Converted::new(&source, Conversion::to(U8)));
    assert!(error.contains("no sample of uint8 can be -9999"), "{error}");
    let changed = Converted::new(&source, Conversion::to(U8).with_nodata(255)).unwrap();
    assert_eq!(samples::<u8>(&changed), [255, 0, 50, 0]);
    assert_eq!(changed.profile().nodata, Some(Nodata::Float(255.0)));
    let same = Converted::new(&source, Conversion::new().with_nodata(7)).unwrap();
    assert_eq!(samples::<i16>(&same), [7, 0, 50, -9998]);
    let nan = Memory::new(&[f32::NAN, 1.0], 2, 1, 1).with(|profile| profile.with_nodata(f64::NAN));
    assert!(refusal(Converted::new(&nan, Conversion::to(U8))).contains("nan"));
    assert_eq!(samples::<u8>(&Converted::new(&nan, Conversion::to(U8).with_nodata(9)).unwrap()), [9, 1]);
    let bare = Memory::new(&[1_u8], 1, 1, 1);
    assert!(refusal(Converted::new(&bare, Conversion::new().with_nodata(1))).contains("no nodata"));
}

#[test]
fn physical_values_are_those_of_the_metadata() {
    let mut source = Memory::new(&[1_i16, 2, 3, 4], 2, 1, 2);
    source.profile.metadata = metadata(
        r#"<Item name="SCALE" sample="0" role="scale">0.5</Item><Item name="OFFSET" sample="0" role="offset">10</Item>
        <Item name="UNITTYPE" sample="0" role="unittype">m</Item><Item name="STATISTICS_MAXIMUM" sample="0">2</Item>"#,
    );
    let unscaled = Converted::new(&source, Conversion::to(SampleType::F32).unscaled()).unwrap();
    assert_eq!(samples::<f32>(&unscaled), [10.5, 11.0, 3.0, 4.0]);
    let left = &unscaled.profile().metadata;
    assert_eq!((left.role(0, "scale"), left.role(0, "unittype"), left.items.len()), (None, Some("m"), 1));
    let stretched = Conversion::new().stretched(&[Stretch::new([0.0, 1.0], [0.0, 2.0]).unwrap()]);
    assert!(Converted::new(&source, stretched).unwrap().profile().metadata.items.is_empty());
    let said = Converted::new(&source, Conversion::new().with_scale(2.0).with_offset(-1.0)).unwrap();
    assert_eq!(said.profile().metadata.number(1, "scale"), Some(2.0));
    assert_eq!(said.profile().metadata.number(0, "offset"), Some(-1.0));
    assert_eq!(said.profile().metadata.role(0, "unittype"), Some("m"));
    assert_eq!(samples::<i16>(&said), [1, 2, 3, 4]);
    assert!(refusal(Converted::new(&source, Conversion::new().with_scale(f64::NAN))).contains("scale"));
}

#[test]
fn what_no_longer_holds_is_dropped() {
    let mut source = Memory::new(&[1_u8, 0], 2, 1, 1);
    source.profile.metadata = metadata(r#"<Item name="STATISTICS_MAXIMUM" sample="0">1</Item>"#);
    (source.profile.photometric, source.profile.bits) = (Photometric::PALETTE, 1);
    source.profile.color_map = Some(vec![[0; 3], [65535; 3]]);
    let to = |sample_type| Converted::new(&source, Conversion::to(sample_type)).unwrap().profile().clone();
    assert_eq!(to(U8), source.profile);
    let wide = to(SampleType::U16);
    assert_eq!(
        (wide.photometric, wide.color_map.as_ref().map(Vec::len), wide.bits),
        (Photometric::PALETTE, Some(65536), 16)
    );
    assert_eq!(wide.metadata.items.len(), 1);
    let float = to(SampleType::F32);
    assert_eq!((float.photometric, float.color_map, float.bits), (Photometric::MIN_IS_BLACK, None, 32));
    assert!(to(SampleType::I8).metadata.items.is_empty());
}

#[test]
fn nonsense_is_refused() {
    let complex = Memory::new(&[[1_i16, 2]], 1, 1, 1);
    let stretch = Stretch::new([0.0, 1.0], [0.0, 2.0]).unwrap();
    assert!(refusal(Converted::new(&complex, Conversion::new().stretched(&[stretch]))).contains("complex"));
    let mut source = Memory::new(&[1_u8], 1, 1, 1);
    source.profile.metadata = metadata(r#"<Item name="NODATA_VALUES">3</Item>"#);
    assert!(refusal(Converted::new(&source, Conversion::new().stretched(&[stretch]))).contains("NODATA_VALUES"));
}

#[test]
fn ranges_are_of_valid_pixels() {
    let ranges = |source: &Memory| value_ranges(source, &|_| true).unwrap();
    let source = Memory::new(&[5_i16, -3, 9, 7, -3, -3], 3, 1, 2).with(|profile| profile.with_nodata(-3));
    assert_eq!(ranges(&source), [Some([5.0, 9.0]), Some([7.0, 7.0])]);
    let masked = Memory::new(&[5_i16, -3, 9], 3, 1, 1).masked(vec![255, 255, 0]);
    assert_eq!(ranges(&masked), [Some([-3.0, 5.0])]);
    assert_eq!(
        ranges(&Memory::new(&[5_u8, 1, 0, 255], 2, 1, 2).with(|mut profile| {
            profile.extra_samples = vec![2];
            profile
        })),
        [Some([1.0, 1.0]), Some([0.0, 255.0])]
    );
    assert_eq!(ranges(&Memory::new(&[f32::NAN; 2], 2, 1, 1)), [None]);
    assert!(value_ranges(&source, &|_| false).is_err());
}

#[test]
fn a_band_that_is_not_stretched_keeps_its_values_and_what_is_said_of_them() {
    // More digits than a double has.
    let large = u64::MAX - 1;
    let source = Memory::new(&[large, 10], 1, 1, 2);
    let source = source.with(|mut profile| {
        for band in 0..2 {
            for role in ["scale", "offset", "unittype", "description"] {
                let item = MetadataItem { sample: Some(band), role: Some(role.into()), ..MetadataItem::default() };
                profile.metadata.items.push(MetadataItem { name: role.to_uppercase(), value: "2".into(), ..item });
            }
        }
        profile
    });
    let half = Stretch::new([0.0, 2.0], [0.0, 1.0]).unwrap();
    let converted = Converted::new(&source, Conversion::new().stretched_bands(&[None, Some(half)])).unwrap();
    assert_eq!(samples::<u64>(&converted), [large, 5]);
    let said = |band: usize| converted.profile().metadata.items.iter().filter(|item| item.sample == Some(band)).count();
    assert_eq!((said(0), said(1)), (4, 1));
    // None at all is no scaling: complex samples and colour tables stay.
    let none = Converted::new(&source, Conversion::new().stretched_bands(&[None, None])).unwrap();
    assert_eq!(none.profile(), source.profile());
}
