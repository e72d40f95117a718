//! What is encoded comes back, by the decoder that reads files.

use crate::{Decoder, Encoder, EncoderSettings};
use geotiff_core::{BlockSpec, ByteOrder, CodecFields, Compression, ErrorKind, Photometric, Predictor, SampleFormat};
use proptest::prelude::*;

const GRAY: BlockSpec = BlockSpec {
    compression: Compression::JXL,
    predictor: Predictor::None,
    byte_order: ByteOrder::Little,
    reversed_bits: false,
    format: SampleFormat::UInt,
    bits: 8,
    samples: 1,
    width: 16,
    rows: 16,
};

fn level(level: u8) -> EncoderSettings {
    EncoderSettings { level: Some(level), ..EncoderSettings::default() }
}

/// The payload of samples, which was seen to give them again.
fn there_and_back(spec: BlockSpec, fields: &CodecFields, effort: u8, samples: &[u8]) -> Vec<u8> {
    let mut encoder = Encoder::new(spec, fields, &level(effort)).unwrap();
    let mut payload = vec![7];
    encoder.encode(samples, &mut payload).unwrap();
    let payload = payload.split_off(1);
    let mut out = vec![0xee; samples.len()];
    Decoder::new().decode(&spec, fields, &payload, &mut out).unwrap_or_else(|error| panic!("{error}: {spec:?}"));
    assert!(out == samples, "other samples: {spec:?}, effort {effort}");
    payload
}

/// What a raster may hold.
#[derive(Clone, Copy, Debug)]
enum Content {
    Noise,
    Smooth,
    FewValues,
    Patches,
    Blank,
}

/// Samples as bytes, by a generator of numbers.
fn samples(spec: &BlockSpec, content: Content, seed: u64) -> Vec<u8> {
    let mut state = seed | 1;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        state >> 33
    };
    let few: Vec<u64> = (0..1 + seed % 9).map(|_| next()).collect();
    let mut out = Vec::new();
    for y in 0..spec.rows {
        for x in 0..spec.width {
            for band in 0..spec.samples {
                let value = match content {
                    Content::Noise => next(),
                    Content::Smooth => (x * 3 + y * 2 + band * 50) as u64 * (seed >> 8 & 7) + next() % 3,
                    Content::FewValues => few[(next() % few.len() as u64) as usize],
                    Content::Patches => few[(x / 9 + y / 7 + band) % few.len()],
                    Content::Blank => few[0],
                };
                match (spec.format, spec.bits) {
                    (SampleFormat::UInt, 8) => out.push(value as u8),
                    (SampleFormat::UInt, _) => out.extend((value as u16).to_ne_bytes()),
                    (_, 16) => out.extend(((value % 2048) as f32 / 8.0 - 100.0).to_ne_bytes()),
                    _ if seed & 4 == 0 => out.extend(((value % 65_536) as f32 / 16.0 - 1000.0).to_ne_bytes()),
                    // Any bits at all, but those of a NaN that processors change.
                    _ => out.extend((value as u32 ^ (value as u32) << 13 & !(1 << 30)).to_ne_bytes()),
                }
            }
        }
    }
    out
}

fn specs() -> impl Strategy<Value = BlockSpec> {
    let types = prop_oneof![
        Just((SampleFormat::UInt, 8)),
        Just((SampleFormat::UInt, 16)),
        Just((SampleFormat::Float, 32)),
        Just((SampleFormat::Float, 16)),
    ];
    let side = || prop_oneof![9 => 1..48_usize, 1 => 65..70_usize];
    (types, 1..=6_usize, side(), side()).prop_map(|((format, bits), samples, width, rows)| BlockSpec {
        format,
        bits,
        samples,
        width,
        rows,
        ..GRAY
    })
}

fn contents() -> impl Strategy<Value = Content> {
    prop_oneof![
        Just(Content::Noise),
        Just(Content::Smooth),
        Just(Content::FewValues),
        Just(Content::Patches),
        Just(Content::Blank)
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn nothing_is_lost(
        spec in specs(),
        content in contents(),
        effort in 1..=9_u8,
        is_rgb in any::<bool>(),
        has_alpha in any::<bool>(),
        seed in any::<u64>(),
    ) {
        let photometric = if is_rgb { Photometric::RGB } else { Photometric::MIN_IS_BLACK };
        let fields = CodecFields { photometric, has_alpha, ..CodecFields::NONE };
        let samples = samples(&spec, content, seed);
        let first = there_and_back(spec, &fields, effort, &samples);
        prop_assert!(there_and_back(spec, &fields, effort, &samples) == first, "the same samples give the same bytes");
    }
}

#[test]
fn every_effort_holds_several_groups() {
    for (effort, content) in (1..=9).zip([Content::Smooth, Content::Patches, Content::Noise].into_iter().cycle()) {
        let spec = BlockSpec { width: 1027, rows: 2, samples: 3, ..GRAY };
        let fields = CodecFields { photometric: Photometric::RGB, ..CodecFields::NONE };
        there_and_back(spec, &fields, effort, &samples(&spec, content, 17));
    }
    // Palettes before groups.
    let spec = BlockSpec { width: 3, rows: 1030, bits: 16, ..GRAY };
    there_and_back(spec, &CodecFields::NONE, 4, &samples(&spec, Content::Patches, 8));
}

#[test]
fn what_is_blank_takes_next_to_nothing() {
    for (samples, most) in [(1, 48), (3, 50), (4, 60)] {
        let spec = BlockSpec { width: 512, rows: 512, samples, ..GRAY };
        let photometric = if samples > 2 { Photometric::RGB } else { Photometric::MIN_IS_BLACK };
        let fields = CodecFields { photometric, has_alpha: true, ..CodecFields::NONE };
        let payload = there_and_back(spec, &fields, 5, &vec![77; spec.decoded_len()]);
        assert!(payload.len() <= most, "{} bytes of {samples}", payload.len());
    }
}

#[test]
fn more_effort_makes_a_slope_smaller() {
    let spec = BlockSpec { width: 256, rows: 256, samples: 3, ..GRAY };
    let fields = CodecFields { photometric: Photometric::RGB, ..CodecFields::NONE };
    let samples = samples(&spec, Content::Smooth, 0x300);
    let lens: Vec<usize> = [1, 3, 5, 7].map(|effort| there_and_back(spec, &fields, effort, &samples).len()).into();
    assert!(lens[3] <= lens[2] && lens[2] < lens[1] && lens[2] < lens[0], "{lens:?}");
}

#[test]
fn eight_bits_are_bare_and_others_say_their_level() {
    let start =
        |spec: BlockSpec| there_and_back(spec, &CodecFields::NONE, 5, &vec![0; spec.decoded_len()])[..12].to_vec();
    assert_eq!(start(GRAY)[..2], [0xff, 0x0a]);
    for spec in [BlockSpec { bits: 16, ..GRAY }, BlockSpec { samples: 6, ..GRAY }] {
        assert_eq!(start(spec), *b"\0\0\0\x0cJXL \r\n\x87\n");
    }
}

#[test]
fn what_gdal_refuses_is_refused_and_named() {
    for (format, bits) in [
        (SampleFormat::Int, 8),
        (SampleFormat::Int, 16),
        (SampleFormat::UInt, 1),
        (SampleFormat::UInt, 12),
        (SampleFormat::UInt, 32),
        (SampleFormat::Float, 64),
    ] {
        let error = Encoder::new(BlockSpec { format, bits, ..GRAY }, &CodecFields::NONE, &level(5)).err().unwrap();
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        assert!(error.to_string().contains("unsigned samples of 8 or 16 bits"), "{error}");
    }
    for effort in [0, 10] {
        let error = Encoder::new(GRAY, &CodecFields::NONE, &level(effort)).err().unwrap();
        assert_eq!(error.kind(), ErrorKind::Parameter);
    }
}

#[test]
fn half_floats_that_would_not_come_back_are_refused() {
    let spec = BlockSpec { format: SampleFormat::Float, bits: 16, ..GRAY };
    for value in [f32::INFINITY, f32::NAN, 70_000.0] {
        let samples = value.to_ne_bytes().repeat(256);
        let mut encoder = Encoder::new(spec, &CodecFields::NONE, &level(5)).unwrap();
        assert_eq!(encoder.encode(&samples, &mut Vec::new()).unwrap_err().kind(), ErrorKind::Parameter);
    }
}
