//! Whole blocks: GDAL's bytes, and what comes out of them again.

use crate::{Decoder, Encoder, EncoderSettings};
use geotiff_core::{BlockSpec, ByteOrder, CodecFields, Compression, ErrorKind, Photometric, Predictor, SampleFormat};
use proptest::prelude::*;
use std::path::PathBuf;

const RGB_BYTES: BlockSpec = BlockSpec {
    compression: Compression::JPEG,
    predictor: Predictor::None,
    byte_order: ByteOrder::Little,
    reversed_bits: false,
    format: SampleFormat::UInt,
    bits: 8,
    samples: 3,
    width: 16,
    rows: 16,
};

/// The picture of `make_jpeg_blocks.py`.
fn picture(spec: &BlockSpec) -> Vec<u8> {
    let mut out = Vec::new();
    for y in 0..spec.rows as u64 {
        for x in 0..spec.width as u64 {
            for b in 0..spec.samples as u64 {
                let noise = ((x * 7919 + y * 104_729 + b * 7907) * 2_654_435_761 % (1 << 32)) >> 28;
                let sample = ((5 * x + 3 * y + 40 * b + noise) << (spec.bits - 8)) % (1 << spec.bits);
                if spec.bits == 8 { out.push(sample as u8) } else { out.extend((sample as u16).to_ne_bytes()) }
            }
        }
    }
    out
}

fn encoded(spec: BlockSpec, fields: &CodecFields, quality: u8, samples: &[u8]) -> (Vec<u8>, CodecFields) {
    let settings = EncoderSettings { quality: Some(quality), ..EncoderSettings::default() };
    let mut encoder = Encoder::new(spec, fields, &settings).unwrap();
    let mut payload = Vec::new();
    encoder.encode(samples, &mut payload).unwrap();
    (payload, encoder.fields().clone())
}

#[test]
fn bytes_are_those_of_gdal() {
    let path: PathBuf = [env!("CARGO_MANIFEST_DIR"), "..", "..", "testdata", "jpeg", "blocks.json"].iter().collect();
    let list: serde_json::Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let hex = |value: &serde_json::Value| -> Vec<u8> {
        let digits = value.as_str().unwrap();
        (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap()).collect()
    };
    for entry in list.as_array().unwrap() {
        let number = |key: &str| entry[key].as_u64().unwrap() as usize;
        let subsampling = |place: usize| entry["subsampling"][place].as_u64().unwrap() as u16;
        let spec = BlockSpec {
            bits: number("bits") as u16,
            samples: number("bands"),
            width: number("width"),
            rows: number("height"),
            ..RGB_BYTES
        };
        let fields = CodecFields {
            photometric: Photometric(number("photometric") as u16),
            chroma_subsampling: (subsampling(0), subsampling(1)),
            separate: entry["separate"] == true,
            ..CodecFields::NONE
        };
        let (payload, said) = encoded(spec, &fields, number("quality") as u8, &picture(&spec));
        let name = format!("{} × {} × {} {fields:?} at {}", spec.width, spec.rows, spec.samples, number("quality"));
        assert!(said.jpeg_tables == hex(&entry["tables"]), "tables of {name}");
        assert!(payload == hex(&entry["payload"]), "{name}");
        assert_eq!(said.chroma_subsampling, fields.chroma_subsampling);
    }
}

#[test]
fn blocks_do_not_depend_on_those_before() {
    let fields = CodecFields { photometric: Photometric::YCBCR, chroma_subsampling: (2, 2), ..CodecFields::NONE };
    let mut encoder = Encoder::new(RGB_BYTES, &fields, &EncoderSettings::default()).unwrap();
    let (flat, noise) = (vec![9; RGB_BYTES.decoded_len()], picture(&RGB_BYTES));
    let mut encode = |samples: &[u8]| {
        let mut payload = vec![1, 2];
        encoder.encode(samples, &mut payload).unwrap();
        assert_eq!(payload[..2], [1, 2], "payloads are appended");
        payload
    };
    let first = encode(&noise);
    encode(&flat);
    assert_eq!(encode(&noise), first);
    assert_eq!(encoded(RGB_BYTES, &fields, 75, &noise).0, first[2..], "75 is the default");
}

#[test]
fn fill_order_says_nothing_of_jpeg() {
    let samples = picture(&RGB_BYTES);
    let fields = CodecFields { photometric: Photometric::RGB, ..CodecFields::NONE };
    let reversed = BlockSpec { reversed_bits: true, ..RGB_BYTES };
    assert_eq!(encoded(RGB_BYTES, &fields, 75, &samples), encoded(reversed, &fields, 75, &samples));
}

#[test]
fn what_jpeg_cannot_hold_is_refused_at_once() {
    let ycbcr = CodecFields { photometric: Photometric::YCBCR, chroma_subsampling: (2, 2), ..CodecFields::NONE };
    let palette = CodecFields { photometric: Photometric::PALETTE, ..CodecFields::NONE };
    for (spec, fields, word) in [
        (BlockSpec { bits: 16, ..RGB_BYTES }, &CodecFields::NONE, "8 or 12 bits"),
        (BlockSpec { bits: 1, samples: 1, ..RGB_BYTES }, &CodecFields::NONE, "8 or 12 bits"),
        (BlockSpec { format: SampleFormat::Int, ..RGB_BYTES }, &CodecFields::NONE, "unsigned"),
        (BlockSpec { format: SampleFormat::Float, bits: 32, ..RGB_BYTES }, &CodecFields::NONE, "unsigned"),
        (BlockSpec { samples: 5, ..RGB_BYTES }, &CodecFields::NONE, "up to 4 bands"),
        (BlockSpec { width: 65_501, ..RGB_BYTES }, &CodecFields::NONE, "65500"),
        (BlockSpec { samples: 4, ..RGB_BYTES }, &ycbcr, "luma and chroma"),
        (BlockSpec { samples: 1, ..RGB_BYTES }, &palette, "palette"),
        (RGB_BYTES, &CodecFields { chroma_subsampling: (4, 1), ..ycbcr.clone() }, "4 × 1"),
    ] {
        let error = Encoder::new(spec, fields, &EncoderSettings::default()).err().unwrap();
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        assert!(error.to_string().contains(word), "{error}");
    }
    for quality in [0, 101] {
        let settings = EncoderSettings { quality: Some(quality), ..EncoderSettings::default() };
        let error = Encoder::new(RGB_BYTES, &ycbcr, &settings).err().unwrap();
        assert_eq!(error.kind(), ErrorKind::Parameter);
    }
}

/// A block of some kind, and pixels that are smooth, noise, or in between.
fn blocks() -> impl Strategy<Value = (BlockSpec, CodecFields, Vec<u8>)> {
    let kinds = prop_oneof![
        Just((1, Photometric::MIN_IS_BLACK, (1, 1))),
        Just((2, Photometric::MIN_IS_BLACK, (1, 1))),
        Just((4, Photometric::RGB, (1, 1))),
        Just((3, Photometric::RGB, (1, 1))),
        Just((3, Photometric::YCBCR, (1, 1))),
        Just((3, Photometric::YCBCR, (2, 1))),
        Just((3, Photometric::YCBCR, (2, 2))),
    ];
    let sides = (1..40_usize, 1..40_usize);
    (kinds, sides, prop_oneof![Just(8_u16), Just(12)], 0..9_u32, any::<u64>()).prop_map(
        |((samples, photometric, chroma_subsampling), (width, rows), bits, noise_bits, seed)| {
            let spec = BlockSpec { bits, samples, width, rows, ..RGB_BYTES };
            let mut state = seed | 1;
            let mut samples = Vec::new();
            for i in 0..spec.row_samples() * rows {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let (x, y) = (i % spec.row_samples() / spec.samples, i / spec.row_samples());
                let slope = (seed >> 8 & 3) * x as u64 + (seed >> 16 & 3) * y as u64 + (seed >> 24 & 127);
                let value = (slope + (state >> 40) % (1 << noise_bits)).min(255) << (bits - 8);
                if bits == 8 { samples.push(value as u8) } else { samples.extend((value as u16).to_ne_bytes()) }
            }
            (spec, CodecFields { photometric, chroma_subsampling, ..CodecFields::NONE }, samples)
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn what_comes_back_is_near((spec, fields, samples) in blocks(), quality in 1..=100_u8) {
        let (payload, said) = encoded(spec, &fields, quality, &samples);
        let mut out = vec![0; samples.len()];
        Decoder::new().decode(&spec, &said, &payload, &mut out).unwrap();
        if fields.chroma_subsampling != (1, 1) {
            return Ok(()); // Chroma of noise is not to be had again.
        }
        let value = |bytes: &[u8], i: usize| if spec.bits == 8 { f64::from(bytes[i]) } else {
            f64::from(u16::from_ne_bytes([bytes[2 * i], bytes[2 * i + 1]]))
        };
        let count = samples.len() / (usize::from(spec.bits).div_ceil(8));
        let square: f64 = (0..count).map(|i| (value(&samples, i) - value(&out, i)).powi(2)).sum();
        // By Parseval, the mean square is at most that of half of the steps; edges that are repeated are not in it, colour adds some.
        let steps: Vec<f64> = said.jpeg_tables[7..].iter().map(|&step| f64::from(step)).collect();
        let largest = steps.iter().copied().fold(1.0, f64::max) * if quality < 24 { 30.0 } else { 1.0 };
        let blocks = 64 * spec.width.div_ceil(8) * spec.rows.div_ceil(8) * spec.samples;
        prop_assert!(square <= (largest * 2.0 + 3.0).powi(2) * blocks as f64);
        if quality == 100 {
            let most = if fields.photometric == Photometric::YCBCR { 9.0 } else { 5.0 };
            prop_assert!((0..count).all(|i| (value(&samples, i) - value(&out, i)).abs() <= most));
        }
    }
}
