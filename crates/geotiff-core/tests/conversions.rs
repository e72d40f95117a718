//! Conversions between all types of samples, held against what GDAL 3.12 made of the same values: `conversions.txt` was
//! written by reading files of them with rasterio's `out_dtype`, value by value where its vector code differs.
#![allow(clippy::unwrap_used, clippy::panic)] // Nothing but a test.

use geotiff_core::{Raster, RealSample, SampleType, convert_samples, with_real_sample};
use proptest::prelude::*;

const TABLE: &str = include_str!("conversions.txt");

/// The samples that a line names: a word for each, `real|imaginary` for a complex one.
fn samples(sample_type: SampleType, words: &str) -> Raster {
    let parts: Vec<&str> = words.split_whitespace().flat_map(|word| word.split('|')).collect();
    let width = words.split_whitespace().count();
    let mut raster = Raster::new(sample_type, width, 1, 1).unwrap();
    let size = sample_type.part_bytes();
    for (bytes, word) in raster.bytes_mut().chunks_exact_mut(size).zip(parts) {
        with_real_sample!(sample_type.part(), T => bytes.copy_from_slice(&word.parse::<T>().unwrap().to_ne_bytes()),
            complex => unreachable!());
    }
    raster
}

/// As bits, but that one NaN is as good as another.
fn same(a: &Raster, b: &Raster) -> bool {
    let nan_or_equal = |(a, b): (&[u8], &[u8])| match a.len() {
        4 if a_type_is(b, SampleType::F32, a) => true,
        8 if a_type_is(b, SampleType::F64, a) => true,
        _ => a == b,
    };
    let size = a.sample_type().part_bytes();
    let float = a.sample_type().is_float();
    a.bytes()
        .chunks(size)
        .zip(b.bytes().chunks(size))
        .all(|pair| if float { nan_or_equal(pair) } else { pair.0 == pair.1 })
}

fn a_type_is(b: &[u8], sample_type: SampleType, a: &[u8]) -> bool {
    match sample_type {
        SampleType::F32 => [a, b].iter().all(|v| f32::from_ne_bytes((*v).try_into().unwrap()).is_nan()),
        _ => [a, b].iter().all(|v| f64::from_ne_bytes((*v).try_into().unwrap()).is_nan()),
    }
}

#[test]
fn every_pair_of_types_is_as_in_gdal() {
    let (mut from, mut pairs) = (None, 0);
    for line in TABLE.lines() {
        let (head, words) = line.split_once(": ").unwrap();
        let (side, name) = head.split_once(' ').unwrap();
        let listed = samples(SampleType::from_name(name).unwrap(), words);
        if side == "from" {
            from = Some(listed);
            continue;
        }
        let from = from.as_ref().unwrap();
        let made = from.to_type(listed.sample_type()).unwrap();
        assert!(same(&made, &listed), "{} to {name}:\n{made:?}\n{listed:?}", from.sample_type());
        pairs += 1;
    }
    assert_eq!(pairs, 12 * 11);
}

/// Where GDAL slips: see [`convert_samples`].
#[test]
fn rounding_is_exact() {
    assert_eq!([0.499_999_97_f32, -0.499_999_97].map(i32::convert_from), [0, 0]);
    assert_eq!(
        [8_388_609.0_f32, -8_388_609.0, 16_777_215.0].map(i32::convert_from),
        [8_388_609, -8_388_609, 16_777_215]
    );
    assert_eq!([0.5_f64.next_down(), 4_503_599_627_370_497.0].map(u64::convert_from), [0, 4_503_599_627_370_497]);
    assert_eq!(u64::convert_from(18_446_744_073_709_551_616.0_f64), u64::MAX);
    assert_eq!([f64::NAN, f64::INFINITY, f64::NEG_INFINITY].map(i64::convert_from), [0, i64::MAX, i64::MIN]);
    assert_eq!([f64::NAN, f64::INFINITY, f64::NEG_INFINITY].map(u64::convert_from), [0, u64::MAX, 0]);
}

#[test]
fn integers_that_are_complex_keep_their_parts() {
    let raster = Raster::from_samples(&[[300_i16, -7], [-300, 7]], 2, 1, 1).unwrap();
    assert_eq!(raster.samples_as::<u8>().unwrap(), [255, 0]);
    assert_eq!(raster.samples_as::<[f64; 2]>().unwrap(), [[300.0, -7.0], [-300.0, 7.0]]);
    assert_eq!(raster.samples_as::<[i32; 2]>().unwrap(), [[300, -7], [-300, 7]]);
    let real = Raster::from_samples(&[1_u64 << 40], 1, 1, 1).unwrap();
    assert_eq!(real.samples_as::<[i32; 2]>().unwrap(), [[i32::MAX, 0]]);
}

#[test]
fn lengths_must_agree() {
    for (from, to) in [(3, 4), (4, 3), (8, 12)] {
        assert!(convert_samples(SampleType::F32, &vec![0; from], SampleType::I32, &mut vec![0; to]).is_err());
    }
    // One byte into the words, nothing is aligned.
    let raster = Raster::new(SampleType::U8, 9, 1, 1).unwrap();
    assert!(convert_samples(SampleType::F32, &raster.bytes()[1..], SampleType::U8, &mut [0; 2]).is_err());
}

/// Whether every value of the one type is one of the other.
fn holds(wide: SampleType, narrow: SampleType) -> bool {
    let range =
        |t: SampleType| with_real_sample!(t, T => (T::MIN.to_f64(), T::MAX.to_f64()), complex => unreachable!());
    let digits = |t: SampleType| match t {
        SampleType::F32 => 24,
        SampleType::F64 => 53,
        t => 8 * t.bytes(),
    };
    let fits = range(wide).0 <= range(narrow).0 && range(wide).1 >= range(narrow).1;
    fits && if wide.is_float() { digits(wide) >= digits(narrow) } else { !narrow.is_float() }
}

proptest! {
    #[test]
    fn what_a_type_can_hold_comes_back(bytes in prop::collection::vec(any::<u8>(), 160), from in 0_usize..10, to in 0_usize..14) {
        let from = SampleType::ALL[from];
        let to = SampleType::ALL[to];
        let mut raster = Raster::new(from, 160 / from.bytes(), 1, 1).unwrap();
        raster.bytes_mut().copy_from_slice(&bytes);
        if holds(to.part(), from) {
            prop_assert!(same(&raster.to_type(to).unwrap().to_type(from).unwrap(), &raster));
        }
    }

    #[test]
    fn the_nearest_integer_is_taken(value in any::<f64>()) {
        let exact = |v: f64, min: f64, max: f64| if v.is_nan() { 0.0 } else { v.round().clamp(min, max) };
        prop_assert_eq!(f64::from(u8::convert_from(value)), exact(value, 0.0, 255.0));
        prop_assert_eq!(f64::from(i32::convert_from(value)), exact(value, -2_147_483_648.0, 2_147_483_647.0));
        let small = value % 1e5;
        prop_assert_eq!(f64::from(i32::convert_from(small)), exact(small, -1e5, 1e5));
        prop_assert_eq!(f64::from(u32::convert_from(small)), exact(small, 0.0, 1e5));
        prop_assert_eq!(u64::convert_from(small) as f64, exact(small, 0.0, 1e5));
    }
}
