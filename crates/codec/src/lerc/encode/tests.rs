//! Blobs that are liblerc's to the byte, and blobs that lerc-rs decodes to what they were made of.

use super::*;
use crate::lerc::tests::{BANDS_V4, RGB_MASK_V4};
use crate::tests::hex;
use geotiff_core::{ErrorKind, Predictor};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

const TYPES: [(SampleFormat, u16); 8] = [
    (SampleFormat::UInt, 8),
    (SampleFormat::Int, 8),
    (SampleFormat::UInt, 16),
    (SampleFormat::Int, 16),
    (SampleFormat::UInt, 32),
    (SampleFormat::Int, 32),
    (SampleFormat::Float, 32),
    (SampleFormat::Float, 64),
];

fn spec((format, bits): (SampleFormat, u16), samples: usize, width: usize, rows: usize) -> BlockSpec {
    BlockSpec {
        compression: Compression::LERC,
        predictor: Predictor::None,
        byte_order: ByteOrder::NATIVE,
        reversed_bits: false,
        format,
        bits,
        samples,
        width,
        rows,
    }
}

fn other_order() -> ByteOrder {
    if ByteOrder::NATIVE == ByteOrder::Little { ByteOrder::Big } else { ByteOrder::Little }
}

fn settings(max_z_error: f64) -> EncoderSettings {
    EncoderSettings { max_z_error: Some(max_z_error), ..EncoderSettings::default() }
}

fn encoded(spec: &BlockSpec, settings: &EncoderSettings, samples: &[u8]) -> Result<(Vec<u8>, CodecFields)> {
    let mut encoder = crate::Encoder::new(*spec, &CodecFields::NONE, settings)?;
    let mut payload = Vec::new();
    encoder.encode(samples, &mut payload)?;
    Ok((payload, encoder.fields().clone()))
}

/// A sample of whatever type, as a double.
fn values(spec: &BlockSpec, samples: &[u8]) -> Vec<f64> {
    let (format, bits) = (spec.format, spec.bits);
    let value = |b: &[u8]| match (format, bits) {
        (SampleFormat::UInt, 8) => f64::from(b[0]),
        (SampleFormat::Int, 8) => f64::from(i8::from_ne_bytes([b[0]])),
        (SampleFormat::UInt, 16) => f64::from(u16::from_ne_bytes(b.try_into().unwrap())),
        (SampleFormat::Int, 16) => f64::from(i16::from_ne_bytes(b.try_into().unwrap())),
        (SampleFormat::UInt, 32) => f64::from(u32::from_ne_bytes(b.try_into().unwrap())),
        (SampleFormat::Int, 32) => f64::from(i32::from_ne_bytes(b.try_into().unwrap())),
        (SampleFormat::Float, 32) => f64::from(f32::from_ne_bytes(b.try_into().unwrap())),
        _ => f64::from_ne_bytes(b.try_into().unwrap()),
    };
    samples.chunks_exact(usize::from(bits / 8)).map(value).collect()
}

/// Samples of the type by their values.
fn samples(spec: &BlockSpec, values: impl Iterator<Item = f64>) -> Vec<u8> {
    let put = |value: f64| match (spec.format, spec.bits) {
        (SampleFormat::UInt, 8) => (value as u8).to_ne_bytes().to_vec(),
        (SampleFormat::Int, 8) => (value as i8).to_ne_bytes().to_vec(),
        (SampleFormat::UInt, 16) => (value as u16).to_ne_bytes().to_vec(),
        (SampleFormat::Int, 16) => (value as i16).to_ne_bytes().to_vec(),
        (SampleFormat::UInt, 32) => (value as u32).to_ne_bytes().to_vec(),
        (SampleFormat::Int, 32) => (value as i32).to_ne_bytes().to_vec(),
        (SampleFormat::Float, 32) => (value as f32).to_ne_bytes().to_vec(),
        _ => value.to_ne_bytes().to_vec(),
    };
    values.flat_map(put).collect()
}

/// What is encoded comes back, within the error.
fn check(spec: &BlockSpec, settings: &EncoderSettings, samples: &[u8]) -> std::result::Result<(), TestCaseError> {
    let (payload, fields) = encoded(spec, settings, samples).unwrap();
    let mut out = vec![0xee; samples.len()];
    crate::decode(spec, &fields, &payload, &mut out).unwrap();
    let most = settings.max_z_error.unwrap_or(0.0);
    for (was, is) in values(spec, samples).into_iter().zip(values(spec, &out)) {
        let same = was == is || was.is_nan() && is.is_nan();
        prop_assert!(same || (was - is).abs() <= most, "{was} became {is}, which is more than {most} off");
    }
    Ok(())
}

/// Values as rasters have them, or have not.
fn any_values() -> impl Strategy<Value = Vec<f64>> {
    let bits = vec(any::<u64>(), 1..300).prop_map(|bits| bits.into_iter().map(f64::from_bits).collect::<Vec<_>>());
    let singles = vec(any::<u32>(), 1..300)
        .prop_map(|bits| bits.into_iter().map(|bits| f32::from_bits(bits).into()).collect::<Vec<_>>());
    let of_step = (vec(0..200u32, 1..2000), select(vec![0.01, 0.1, 0.25, 1.0, 3.0, 1e4, 1e8]), -300..300i32).prop_map(
        |(numbers, step, first)| {
            numbers.into_iter().map(|number| f64::from(first) + f64::from(number) * step).collect::<Vec<_>>()
        },
    );
    let few = (vec(0..3u8, 1..2000), 0..250u8, 1..100u8).prop_map(|(numbers, first, step)| {
        numbers.into_iter().map(|number| f64::from(first) + f64::from(number) * f64::from(step)).collect::<Vec<_>>()
    });
    let with_nan = (vec(0..50u8, 1..2000), any::<bool>()).prop_map(|(numbers, runs)| {
        let value = |number: &u8| if *number < 10 { f64::NAN } else { f64::from(*number) / 8.0 };
        if runs {
            numbers.iter().flat_map(|number| [value(number); 60]).collect::<Vec<_>>()
        } else {
            numbers.iter().map(value).collect()
        }
    });
    prop_oneof![bits, singles, of_step, few, with_nan]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn there_and_back(
        kind in select(TYPES.to_vec()), depth in 1..=4usize, width in 1..70usize, rows in 1..40usize, values in any_values(),
        max_z_error in select(vec![0.0, 0.0, 0.004, 0.05, 0.1, 0.5, 1.0, 2.7, 100.0]), inner in select(vec![0, 0, 0, 1, 2]),
    ) {
        let spec = spec(kind, depth, width, rows);
        let lerc_inner = [None, Some(Compression::DEFLATE), Some(Compression::ZSTD)][inner].filter(|&c| crate::can_encode(c));
        let settings = EncoderSettings { lerc_inner, ..settings(max_z_error) };
        check(&spec, &settings, &samples(&spec, values.iter().copied().cycle().take(depth * width * rows)))?;
    }

    #[test]
    fn integers_of_any_bits_and_order(
        kind in select(TYPES[..6].to_vec()), depth in 1..=3usize, swapped in any::<bool>(), bytes in vec(any::<u8>(), 1..2000),
    ) {
        let order = if swapped { other_order() } else { ByteOrder::NATIVE };
        let spec = BlockSpec { byte_order: order, ..spec(kind, depth, 19, 23) };
        let samples: Vec<u8> = bytes.iter().copied().cycle().take(spec.decoded_len()).collect();
        check(&spec, &EncoderSettings::default(), &samples)?;
    }
}

#[test]
fn blobs_are_liblercs() {
    let invalid = [7, 19];
    let eighths = |i: u8| f32::from((i % 5 * 7 + i / 5 * 13) % 11) / 8.0;
    let of = |kind, values: Vec<f64>| {
        let spec = spec(kind, 2, 5, 4);
        encoded(&spec, &EncoderSettings::default(), &samples(&spec, values.into_iter())).unwrap()
    };
    let floats = (0..20u8).flat_map(|i| {
        let (first, second) = (f64::from(eighths(i)), f64::from(eighths(i) + 1.0));
        if invalid.contains(&i) { [f64::NAN, second] } else { [first, f64::NAN] }
    });
    let (blobs, fields) = of((SampleFormat::Float, 32), floats.collect());
    assert_eq!(blobs, hex(BANDS_V4));
    assert_eq!(fields.lerc_parameters, [4, 0]);

    let rgb: Vec<u8> = (0..20u8).flat_map(|i| [1, 2, 3].map(|n| (i % 5 * 10 + i / 5 * 31) / n)).collect();
    let mask = Mask::new((0..20u8).map(|i| !invalid.contains(&i)));
    let (mut blob, spec) = (Vec::new(), spec((SampleFormat::UInt, 8), 3, 5, 4));
    put_blob(&Pixels { mask: Some(&mask), ..Pixels::all(&spec, 3, &rgb) }, 0.5, true, &mut blob);
    assert_eq!(blob, hex(RGB_MASK_V4));
}

#[test]
fn all_invalid_all_equal_and_infinite() {
    for kind in [(SampleFormat::Float, 32), (SampleFormat::Float, 64)] {
        for (a, b) in [
            (f64::NAN, f64::NAN),
            (3.5, 3.5),
            (f64::INFINITY, f64::INFINITY),
            (f64::NEG_INFINITY, f64::INFINITY),
            (f64::INFINITY, 1.0),
            (-0.0, 0.0),
            (f64::MAX, f64::MIN),
            (f64::NAN, -0.0),
        ] {
            for depth in 1..=2 {
                let spec = spec(kind, depth, 20, 20);
                let samples = samples(&spec, [a, b].into_iter().cycle().take(400 * depth));
                for error in [0.0, 1e-3, 10.0] {
                    check(&spec, &settings(error), &samples).unwrap();
                }
            }
        }
    }
    let spec = spec((SampleFormat::UInt, 16), 1, 512, 512);
    assert!(encoded(&spec, &EncoderSettings::default(), &[9; 512 * 512 * 2]).unwrap().0.len() == 70);
}

#[test]
fn decimals_take_as_many_bits_as_they_have_digits() {
    let spec = spec((SampleFormat::Float, 32), 1, 64, 64);
    let tenths = samples(&spec, (0..64 * 64).map(|i| f64::from(i * 7919 % 256) / 10.0));
    let len = |error| encoded(&spec, &settings(error), &tenths).unwrap().0.len();
    // Of an error of 0.001, steps of 0.002 would take 14 bits; those of 0.1 take 8.
    assert!(len(0.001) < 64 * 64 * 9 / 8, "{}", len(0.001));
    assert_eq!(len(0.001), len(0.04));
}

#[test]
fn what_is_refused() {
    let error = |spec: BlockSpec, settings: EncoderSettings| {
        crate::Encoder::new(spec, &CodecFields::NONE, &settings).err().unwrap().kind()
    };
    let bytes = spec((SampleFormat::UInt, 8), 1, 8, 8);
    assert_eq!(error(spec((SampleFormat::UInt, 64), 1, 8, 8), settings(0.0)), ErrorKind::Unsupported);
    assert_eq!(error(BlockSpec { width: 0, ..bytes }, settings(0.0)), ErrorKind::Unsupported);
    let swapped = BlockSpec { byte_order: other_order(), ..spec((SampleFormat::Float, 32), 1, 8, 8) };
    assert_eq!(error(swapped, settings(0.0)), ErrorKind::Unsupported);
    for wrong in [-1.0, f64::NAN, f64::INFINITY] {
        assert_eq!(error(bytes, settings(wrong)), ErrorKind::Parameter);
    }
    let lzw = EncoderSettings { lerc_inner: Some(Compression::LZW), ..settings(0.0) };
    assert_eq!(error(bytes, lzw), ErrorKind::Parameter);
    let level = EncoderSettings { level: Some(3), ..settings(0.0) };
    assert_eq!(error(bytes, level), ErrorKind::Parameter);
    let level = EncoderSettings { level: Some(10), lerc_inner: Some(Compression::DEFLATE), ..settings(0.0) };
    assert_eq!(error(bytes, level), ErrorKind::Parameter);
}
