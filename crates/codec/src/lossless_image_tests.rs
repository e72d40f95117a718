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
    #![proptest_config(ProptestConfig::with_cases(300))]

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
