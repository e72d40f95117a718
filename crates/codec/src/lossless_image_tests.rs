//! Blocks that are written as images without loss: what goes in comes out.
#![cfg(feature = "webp")]

use crate::{Decoder, Encoder, EncoderSettings};
use geotiff_core::{BlockSpec, ByteOrder, CodecFields, Compression, Error, ErrorKind, Predictor, SampleFormat};
use proptest::prelude::*;

const RGB: BlockSpec = BlockSpec {
    compression: Compression::WEBP,
    predictor: Predictor::None,
    byte_order: ByteOrder::Little,
    reversed_bits: false,
    format: SampleFormat::UInt,
    bits: 8,
    samples: 3,
    width: 16,
    rows: 16,
};

fn encoder(spec: BlockSpec) -> Result<Encoder, Error> {
    Encoder::new(spec, &CodecFields::NONE, &EncoderSettings { quality: Some(100), ..EncoderSettings::default() })
}

/// Samples of a slope with noise of some bits, in all rows or in some.
fn samples(spec: &BlockSpec, noise_bits: u32, seed: u64) -> Vec<u8> {
    let mut state = seed | 1;
    let mut out = Vec::new();
    for i in 0..spec.row_samples() * spec.rows {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let (x, y) = (i % spec.row_samples() / spec.samples, i / spec.row_samples());
        let noise = if seed & 2 == 0 || y % 3 == 0 { (state >> 40) % (1 << noise_bits) } else { 0 };
        let value = (seed >> 8 & 3) * x as u64 + (seed >> 16 & 3) * y as u64 + (seed >> 24 & 0xffff) + noise;
        out.push(value as u8);
    }
    out
}

fn specs() -> impl Strategy<Value = BlockSpec> {
    let side = || prop_oneof![1..40_usize, 250..263_usize];
    (3..=4_usize, side(), side(), any::<bool>()).prop_map(|(samples, width, rows, reversed_bits)| BlockSpec {
        samples,
        width,
        rows,
        reversed_bits,
        ..RGB
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn nothing_is_lost(spec in specs(), noise_bits in 0..9_u32, seed in any::<u64>()) {
        let samples = samples(&spec, noise_bits, seed);
        let mut encoder = encoder(spec).unwrap();
        let mut payload = vec![7];
        encoder.encode(&samples, &mut payload).unwrap();
        let mut out = vec![0xee; samples.len()];
        Decoder::new().decode(&spec, &CodecFields::NONE, &payload[1..], &mut out).unwrap();
        prop_assert!(out == samples);
        let first = payload.split_off(1);
        encoder.encode(&samples, &mut payload).unwrap();
        prop_assert!(payload[1..] == first, "the same samples give the same bytes");
    }
}

/// A few colours, in runs, alone, in pieces that come again, or with noise between; alpha may hide some.
fn drawing(spec: &BlockSpec, colors: usize, kind: u8, hidden: u8, seed: u64) -> Vec<u8> {
    let mut state = seed | 1;
    let mut random = move |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    let table: Vec<[u8; 4]> = (0..colors)
        .map(|i| {
            // No colour twice.
            let [low, high] = [i as u8, (i >> 8) as u8];
            let alpha = [255, if i % 2 == 0 { 0 } else { 255 }, random(256) as u8][usize::from(hidden % 3)];
            [low, random(256) as u8 & 0xf0 | high, random(256) as u8, alpha]
        })
        .collect();
    let count = spec.width * spec.rows;
    let mut pixels: Vec<[u8; 4]> = Vec::with_capacity(count);
    while pixels.len() < count {
        let color = table[random(colors)];
        match kind % 4 {
            0 => pixels.push(color),
            1 => (0..=random(300)).for_each(|_| pixels.push(color)),
            2 if pixels.len() > 8 && random(3) > 0 => {
                let distance = 1 + random(pixels.len().min(5 * spec.width));
                (0..=random(200)).for_each(|_| pixels.push(pixels[pixels.len() - distance]));
            }
            2 => pixels.push(color),
            _ => pixels.push([color[0], random(256) as u8, color[2], color[3]]),
        }
    }
    pixels.iter().take(count).flat_map(|pixel| pixel[..spec.samples].to_vec()).collect()
}

fn sides() -> impl Strategy<Value = (usize, usize)> {
    prop_oneof![(1..71_usize, 1..71_usize), (1..3_usize, 1..3000_usize), (1..3000_usize, 1..3_usize)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn drawings_are_kept(
        (width, rows) in sides(),
        samples in 3..=4_usize,
        colors in prop_oneof![Just(1_usize), Just(2), Just(3), Just(4), Just(5), Just(16), Just(17), Just(256), Just(257), 1..400_usize],
        kind in 0..4_u8,
        hidden in 0..3_u8,
        seed in any::<u64>(),
    ) {
        let spec = BlockSpec { samples, width, rows, ..RGB };
        let samples = drawing(&spec, colors, kind, hidden, seed);
        let mut payload = Vec::new();
        encoder(spec).unwrap().encode(&samples, &mut payload).unwrap();
        let mut out = vec![0xee; samples.len()];
        Decoder::new().decode(&spec, &CodecFields::NONE, &payload, &mut out).unwrap();
        prop_assert!(out == samples);
    }
}

fn payload_of(spec: BlockSpec, pixel: impl Fn(usize, usize) -> [u8; 4]) -> Vec<u8> {
    let places = (0..spec.rows).flat_map(|y| (0..spec.width).map(move |x| (x, y)));
    let samples: Vec<u8> = places.flat_map(|(x, y)| pixel(x, y)[..spec.samples].to_vec()).collect();
    let mut payload = Vec::new();
    encoder(spec).unwrap().encode(&samples, &mut payload).unwrap();
    let mut out = vec![0xee; samples.len()];
    Decoder::new().decode(&spec, &CodecFields::NONE, &payload, &mut out).unwrap();
    assert_eq!(out, samples);
    payload
}

#[test]
fn drawings_take_next_to_nothing() {
    let tile = BlockSpec { width: 512, rows: 512, ..RGB };
    let empty = payload_of(tile, |_, _| [7, 8, 9, 0]);
    assert!(empty.len() < 100, "{}", empty.len());
    let mask = payload_of(tile, |x, y| if x * x + y * y < 90_000 { [255; 4] } else { [0; 4] });
    assert!(mask.len() < 800, "{}", mask.len());
    let classes = payload_of(tile, |x, y| [(x / 64) as u8 * 3, (y / 64) as u8 * 5, 0, 0]);
    assert!(classes.len() < 600, "{}", classes.len());
}

#[test]
fn alpha_is_told_of_where_it_is_used_and_colours_under_it_are_kept() {
    let spec = BlockSpec { samples: 4, width: 40, rows: 30, ..RGB };
    // The flag follows the signature of one byte and two sizes of 14 bits.
    let has_alpha = |payload: &[u8]| payload[24] >> 4 & 1 == 1;
    assert!(!has_alpha(&payload_of(spec, |x, y| [x as u8, y as u8, 9, 255])));
    assert!(has_alpha(&payload_of(spec, |x, y| [x as u8, y as u8, 9, if x < 20 { 0 } else { 255 }])));
    assert!(!has_alpha(&payload_of(RGB, |x, y| [x as u8, y as u8, 9, 0])));
}

#[test]
fn what_the_formats_cannot_hold_is_refused_at_once() {
    for (spec, word) in [
        (BlockSpec { samples: 1, ..RGB }, "red, green, blue"),
        (BlockSpec { bits: 16, ..RGB }, "red, green, blue"),
        (BlockSpec { width: 16_384, ..RGB }, "16383"),
    ] {
        let error = encoder(spec).err().unwrap();
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        assert!(error.to_string().contains(word), "{error}");
    }
}

#[test]
fn webp_with_loss_is_refused_and_the_way_out_named() {
    for quality in [None, Some(75)] {
        let settings = EncoderSettings { quality, ..EncoderSettings::default() };
        let error = Encoder::new(RGB, &CodecFields::NONE, &settings).err().unwrap();
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        assert!(error.to_string().contains("quality 100"), "{error}");
    }
}
