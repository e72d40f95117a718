//! Blocks that hold images: what the reference libraries' payloads decode to, and what happens to those that are wrong.
#![cfg(any(feature = "jpeg2000", feature = "jxl", feature = "webp"))]

use crate::{Decoder, decode};
use geotiff_core::{BlockSpec, ByteOrder, CodecFields, Compression, ErrorKind, Predictor, SampleFormat};
use proptest::prelude::*;
use proptest::sample::{Index, select};

const WIDTH: usize = 21;
const HEIGHT: usize = 13;

/// A payload of `testdata/payloads`, and the block that it fills.
struct Case {
    name: &'static str,
    payload: &'static [u8],
    spec: BlockSpec,
    /// What the reference library decodes; without it, the picture of `make_payloads.py`.
    reference: Option<&'static [u8]>,
}

fn spec(compression: Compression, samples: usize, format: SampleFormat, bits: u16) -> BlockSpec {
    BlockSpec {
        compression,
        predictor: Predictor::None,
        byte_order: ByteOrder::Big,
        reversed_bits: false,
        format,
        bits,
        samples,
        width: WIDTH,
        rows: HEIGHT,
    }
}

macro_rules! case {
    ($compression:ident, $name:literal, $samples:literal, $format:ident, $bits:literal $(, $raw:literal)?) => {
        Case {
            name: $name,
            payload: include_bytes!(concat!("../../../testdata/payloads/", $name)),
            spec: spec(Compression::$compression, $samples, SampleFormat::$format, $bits),
            reference: [$(&include_bytes!(concat!("../../../testdata/payloads/", $raw))[..])?].first().copied(),
        }
    };
}

fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    if cfg!(feature = "webp") {
        cases.extend([
            case!(WEBP, "rgb_lossless.webp", 3, UInt, 8),
            case!(WEBP, "rgba_lossless.webp", 4, UInt, 8),
            case!(WEBP, "rgb_lossy.webp", 3, UInt, 8, "rgb_lossy.webp.raw"),
            case!(WEBP, "rgba_lossy.webp", 4, UInt, 8, "rgba_lossy.webp.raw"),
        ]);
    }
    if cfg!(feature = "jxl") {
        cases.extend([
            case!(JXL, "gray_lossless.jxl", 1, UInt, 8),
            case!(JXL_DNG, "rgb_lossless.jxl", 3, UInt, 8),
            case!(JXL, "rgba_lossless.jxl", 4, UInt, 8),
            case!(JXL, "gray16_lossless.jxl", 1, UInt, 16),
            case!(JXL, "gray_alpha16_lossless.jxl", 2, UInt, 16),
            case!(JXL, "float_lossless.jxl", 1, Float, 32),
            case!(JXL, "five_lossless.jxl", 5, UInt, 8),
            case!(JXL, "rgb_lossy.jxl", 3, UInt, 8, "rgb_lossy.jxl.raw"),
        ]);
    }
    if cfg!(feature = "jpeg2000") {
        cases.extend([
            case!(JPEG2000, "gray_lossless.j2k", 1, UInt, 8),
            case!(APERIO_JPEG2000_RGB, "rgb_lossless.j2k", 3, UInt, 8),
            case!(JPEG2000_LOSSY, "rgba_lossless.j2k", 4, UInt, 8),
            case!(JPEG2000, "gray16_lossless.j2k", 1, UInt, 16),
            case!(JPEG2000, "int16_lossless.j2k", 1, Int, 16),
            case!(JPEG2000, "rgb_lossless.jp2", 3, UInt, 8),
            case!(JPEG2000, "rgb_lossy.j2k", 3, UInt, 8, "rgb_lossy.j2k.raw"),
            case!(JPEG2000, "ycbcr_lossless.jp2", 3, UInt, 8, "ycbcr_lossless.jp2.raw"),
        ]);
    }
    cases
}

/// The picture of `make_payloads.py`, in native byte order.
fn picture(spec: &BlockSpec) -> Vec<u8> {
    let pixels = (0..HEIGHT).flat_map(|y| (0..WIDTH).map(move |x| (x, y)));
    let values = pixels.flat_map(|(x, y)| (0..spec.samples).map(move |b| (3 + 7 * x + 11 * y + 50 * b) % 256));
    let sample = |value: usize| match (spec.format, spec.bits) {
        (SampleFormat::Int, _) => ((i16::try_from(value).unwrap() - 128) * 100).to_ne_bytes().to_vec(),
        (SampleFormat::Float, _) => (value as f32 / 256.0).to_ne_bytes().to_vec(),
        (_, 16) => (value as u16 * 257).to_ne_bytes().to_vec(),
        _ => vec![value as u8],
    };
    values.flat_map(sample).collect()
}

fn decoded(spec: &BlockSpec, fields: &CodecFields, payload: &[u8]) -> geotiff_core::Result<Vec<u8>> {
    let mut out = vec![0xee; spec.decoded_len()];
    decode(spec, fields, payload, &mut out).map(|()| out)
}

fn kind(spec: &BlockSpec, payload: &[u8]) -> Option<ErrorKind> {
    decoded(spec, &CodecFields::NONE, payload).err().map(|error| error.kind())
}

#[test]
fn payloads_of_the_reference_libraries() {
    for Case { name, payload, spec, reference } in cases() {
        let out = decoded(&spec, &CodecFields::NONE, payload).unwrap_or_else(|error| panic!("{name}: {error}"));
        let Some(reference) = reference else {
            assert!(out == picture(&spec), "{name}");
            continue;
        };
        // WebP's lossy decoding is defined to the bit; the others round.
        let most = if spec.compression == Compression::WEBP { 0 } else { 1 };
        let differs = out.iter().zip(reference).map(|(a, b)| a.abs_diff(*b)).max();
        assert!(out.len() == reference.len() && differs <= Some(most), "{name}: {differs:?}");
    }
}

#[test]
fn any_alignment_of_the_output_will_do() {
    for Case { name, payload, spec, .. } in cases() {
        let mut buffer = vec![0; spec.decoded_len() + 1];
        Decoder::new().decode(&spec, &CodecFields::NONE, payload, &mut buffer[1..]).unwrap();
        assert!(buffer[1..] == decoded(&spec, &CodecFields::NONE, payload).unwrap(), "{name}");
    }
}

#[test]
fn reversed_bits() {
    for Case { name, payload, spec, .. } in cases() {
        let reversed: Vec<u8> = payload.iter().map(|byte| byte.reverse_bits()).collect();
        let out = decoded(&BlockSpec { reversed_bits: true, ..spec }, &CodecFields::NONE, &reversed).unwrap();
        assert!(out == decoded(&spec, &CodecFields::NONE, payload).unwrap(), "{name}");
    }
}

#[test]
fn the_upper_rows_of_a_tile_at_the_lower_edge() {
    let fields = CodecFields { tile_length: HEIGHT, ..CodecFields::NONE };
    for Case { name, payload, spec, .. } in cases() {
        let whole = decoded(&spec, &fields, payload).unwrap();
        let edge = BlockSpec { rows: 5, ..spec };
        assert!(decoded(&edge, &fields, payload).unwrap() == whole[..edge.decoded_len()], "{name}");
        // A strip has no such rows.
        assert_eq!(kind(&edge, payload), Some(ErrorKind::Format), "{name}");
    }
}

#[test]
fn an_image_of_another_size_or_kind_than_the_block() {
    for Case { name, payload, spec, .. } in cases() {
        for wrong in [
            BlockSpec { width: WIDTH + 1, ..spec },
            BlockSpec { width: WIDTH - 1, ..spec },
            BlockSpec { rows: HEIGHT + 1, ..spec },
            BlockSpec { rows: 1 << 20, ..spec },
        ] {
            assert_eq!(kind(&wrong, payload), Some(ErrorKind::Format), "{name} in {wrong:?}");
        }
        for wrong in [
            BlockSpec { samples: spec.samples + 1, ..spec },
            BlockSpec { format: SampleFormat::ComplexFloat, bits: 64, ..spec },
            BlockSpec { bits: 64, ..spec },
        ] {
            let is_opaque = spec.compression == Compression::WEBP && wrong.samples == 4;
            assert!(is_opaque || kind(&wrong, payload).is_some(), "{name} in {wrong:?}");
        }
    }
}

#[cfg(feature = "webp")]
#[test]
fn webp_without_alpha_is_opaque_in_four_samples() {
    let case = case!(WEBP, "rgb_lossless.webp", 4, UInt, 8);
    let out = decoded(&case.spec, &CodecFields::NONE, case.payload).unwrap();
    let rgb = picture(&BlockSpec { samples: 3, ..case.spec });
    let rgba: Vec<u8> = rgb.as_chunks::<3>().0.iter().flat_map(|&[r, g, b]| [r, g, b, 255]).collect();
    assert_eq!(out, rgba);
    // libtiff has no place for alpha in three samples, and nor has this.
    let case = case!(WEBP, "rgba_lossless.webp", 3, UInt, 8);
    assert_eq!(kind(&case.spec, case.payload), Some(ErrorKind::Format));
}

#[cfg(any(feature = "jxl", feature = "jpeg2000"))]
#[test]
fn fewer_bits_than_the_field_says_are_samples_as_coded() {
    for (compression, name) in [(Compression::JXL, "gray_lossless.jxl"), (Compression::JPEG2000, "gray_lossless.j2k")] {
        let Some(case) = cases().into_iter().find(|case| case.name == name) else { continue };
        let wide = spec(compression, 1, SampleFormat::UInt, 16);
        let bytes = picture(&case.spec).into_iter().flat_map(|value| u16::from(value).to_ne_bytes());
        assert_eq!(decoded(&wide, &CodecFields::NONE, case.payload).unwrap(), bytes.collect::<Vec<u8>>());
        assert_eq!(kind(&BlockSpec { bits: 4, ..wide }, case.payload), Some(ErrorKind::Format));
    }
}

#[cfg(feature = "jpeg2000")]
#[test]
fn aperio_luma_and_chroma() {
    let case = case!(APERIO_JPEG2000_YCBCR, "rgb_lossless.j2k", 3, UInt, 8);
    let out = decoded(&case.spec, &CodecFields::NONE, case.payload).unwrap();
    let components = picture(&case.spec);
    for (rgb, ycc) in out.as_chunks::<3>().0.iter().zip(components.as_chunks::<3>().0) {
        let [y, cb, cr] = ycc.map(f64::from);
        let want =
            [y + 1.402 * (cr - 128.0), y - 0.344136 * (cb - 128.0) - 0.714136 * (cr - 128.0), y + 1.772 * (cb - 128.0)];
        for (&sample, want) in rgb.iter().zip(want) {
            assert!((f64::from(sample) - want.clamp(0.0, 255.0)).abs() <= 0.501, "{rgb:?} of {ycc:?}");
        }
    }
}

#[cfg(feature = "jpeg2000")]
#[test]
fn jpeg2000_in_more_parts_than_there_are_bytes() {
    let case = case!(JPEG2000, "gray_lossless.j2k", 1, UInt, 8);
    // Tiles of one pixel: 273 of them, of which one is there.
    let mut tiny = case.payload.to_vec();
    tiny[24..32].copy_from_slice(&[0, 0, 0, 1, 0, 0, 0, 1]);
    assert_eq!(kind(&case.spec, &tiny), Some(ErrorKind::Format));
    // A grid of 2³² − 1 pixels.
    let mut huge = case.payload.to_vec();
    huge[8..16].fill(0xff);
    assert_eq!(kind(&case.spec, &huge), Some(ErrorKind::Format));
}

proptest! {
    #[test]
    fn a_cut_payload_is_an_error_or_other_samples(case in select((0..cases().len()).collect::<Vec<_>>()), at in any::<Index>()) {
        let Case { name, payload, spec, .. } = &cases()[case];
        let cut = &payload[..at.index(payload.len())];
        if let Err(error) = decoded(spec, &CodecFields::NONE, cut) {
            prop_assert!(matches!(error.kind(), ErrorKind::Format | ErrorKind::Unsupported), "{name}: {error}");
        }
    }

    #[test]
    fn a_damaged_payload_never_panics(
        case in select((0..cases().len()).collect::<Vec<_>>()),
        damage in proptest::collection::vec((any::<Index>(), any::<u8>()), 1..6),
    ) {
        let Case { payload, spec, .. } = &cases()[case];
        let mut payload = payload.to_vec();
        for (at, byte) in damage {
            let at = at.index(payload.len());
            payload[at] = byte;
        }
        let _ = decoded(spec, &CodecFields::NONE, &payload);
    }
}
