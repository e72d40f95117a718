//! Whole blocks: there and back for every kind, read by another implementation, damaged, and refused.

use crate::{Decoder, Encoder, EncoderSettings, RowReader, can_decode, can_encode};
use geotiff_core::{BlockSpec, ByteOrder, CodecFields, Compression, ErrorKind, Predictor, SampleFormat, SampleType};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

const COMPRESSIONS: [Compression; 5] =
    [Compression::NONE, Compression::LZW, Compression::DEFLATE, Compression::DEFLATE_OLD, Compression::PACKBITS];

/// Those, and those that are features.
fn compressions() -> Vec<Compression> {
    let features = [Compression::LZMA, Compression::ZSTD].into_iter().filter(|&compression| can_encode(compression));
    COMPRESSIONS.into_iter().chain(features).collect()
}

/// The bytes of a constant.
#[allow(dead_code)] // Not every build has a codec that needs it.
pub(crate) fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.bytes().map(|digit| char::from(digit).to_digit(16).unwrap() as u8).collect();
    digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect()
}

const ORDERS: [ByteOrder; 2] = [ByteOrder::Little, ByteOrder::Big];

/// Every stored type.
fn types() -> Vec<(SampleFormat, u16)> {
    use SampleFormat::*;
    let fixed =
        [(Int, &[8, 16, 32, 64][..]), (Float, &[16, 24, 32, 64]), (ComplexInt, &[32, 64]), (ComplexFloat, &[64, 128])];
    let fixed = fixed.into_iter().flat_map(|(format, bits)| bits.iter().map(move |&bits| (format, bits)));
    (1..=32).chain([64]).map(|bits| (UInt, bits)).chain(fixed).collect()
}

/// Every predictor that goes with the type.
fn predictors((format, bits): (SampleFormat, u16)) -> Vec<Predictor> {
    let mut predictors = vec![Predictor::None];
    if matches!(bits, 8 | 16 | 32 | 64) {
        predictors.push(Predictor::Horizontal);
    }
    if format == SampleFormat::Float {
        predictors.push(Predictor::FloatingPoint);
    }
    predictors
}

fn spec(
    compression: Compression,
    predictor: Predictor,
    byte_order: ByteOrder,
    format: SampleFormat,
    bits: u16,
) -> BlockSpec {
    BlockSpec { compression, predictor, byte_order, reversed_bits: false, format, bits, samples: 1, width: 8, rows: 4 }
}

/// A block of any kind and size.
fn any_spec() -> impl Strategy<Value = BlockSpec> {
    let kind = select(types()).prop_flat_map(|kind| (Just(kind), select(predictors(kind))));
    let stored = (select(compressions()), select(&ORDERS[..]), any::<bool>());
    (kind, stored, 1..=5usize, 1..40usize, 1..5usize).prop_map(
        |(((format, bits), predictor), (compression, order, reversed_bits), samples, width, rows)| BlockSpec {
            reversed_bits,
            samples,
            width,
            rows,
            ..spec(compression, predictor, order, format, bits)
        },
    )
}

/// Samples that can be stored in the block without loss, from bytes of any kind.
fn samples(spec: &BlockSpec, bytes: &[u8]) -> Vec<u8> {
    let stored: Vec<u8> = bytes.iter().copied().cycle().take(spec.stored_len()).collect();
    let plain =
        BlockSpec { compression: Compression::NONE, byte_order: ByteOrder::NATIVE, reversed_bits: false, ..*spec };
    let mut samples = vec![0; spec.decoded_len()];
    decode(&plain, &stored, &mut samples).unwrap();
    samples
}

/// Random bytes, and bytes that compress well.
fn any_bytes() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![vec(any::<u8>(), 1..500), vec(0..3u8, 1..500), vec(any::<u8>(), 1..6)]
}

fn decode(spec: &BlockSpec, payload: &[u8], out: &mut [u8]) -> geotiff_core::Result<()> {
    crate::decode(spec, &CodecFields::NONE, payload, out)
}

fn encoder(spec: &BlockSpec) -> geotiff_core::Result<Encoder> {
    Encoder::new(*spec, &CodecFields::NONE, &EncoderSettings::default())
}

fn with_level(spec: BlockSpec, level: u8) -> geotiff_core::Result<Encoder> {
    let level = crate::level_range(spec.compression).map(|_| level);
    Encoder::new(spec, &CodecFields::NONE, &EncoderSettings { level, ..EncoderSettings::default() })
}

fn encoded(spec: &BlockSpec, samples: &[u8]) -> Vec<u8> {
    let mut payload = Vec::new();
    encoder(spec).unwrap().encode(samples, &mut payload).unwrap();
    payload
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn what_is_encoded_is_decoded(spec in any_spec(), bytes in any_bytes()) {
        let samples = samples(&spec, &bytes);
        let mut out = vec![0xee; samples.len()];
        decode(&spec, &encoded(&spec, &samples), &mut out).unwrap();
        prop_assert_eq!(out, samples);
    }

    #[test]
    fn rows_are_those_of_the_block(
        spec in any_spec(), bytes in any_bytes(), at_once in 1..5_usize, buffer in 2..60_usize,
    ) {
        let samples = samples(&spec, &bytes);
        let payload = std::io::BufReader::with_capacity(buffer, std::io::Cursor::new(encoded(&spec, &samples)));
        let mut rows = RowReader::new(&spec, &CodecFields::NONE, payload).unwrap();
        let mut out = Vec::new();
        while rows.next_row() < spec.rows {
            let count = at_once.min(spec.rows - rows.next_row());
            let mut part = vec![0xee; BlockSpec { rows: count, ..spec }.decoded_len()];
            rows.read(count, &mut part).unwrap();
            out.extend(part);
        }
        prop_assert_eq!(out, samples);
        prop_assert_eq!(rows.read(1, &mut vec![0; BlockSpec { rows: 1, ..spec }.decoded_len()]).unwrap_err().kind(), ErrorKind::Parameter);
    }

    #[test]
    fn damage_is_an_error_or_other_samples(
        spec in any_spec(), bytes in any_bytes(), cut in any::<prop::sample::Index>(), flips in vec(any::<prop::sample::Index>(), 0..4),
    ) {
        let mut payload = encoded(&spec, &samples(&spec, &bytes));
        for flip in flips {
            let bit = flip.index(payload.len() * 8);
            payload[bit / 8] ^= 1 << (bit % 8);
        }
        let payload = &payload[..cut.index(payload.len() + 1)];
        if let Err(error) = decode(&spec, payload, &mut vec![0; spec.decoded_len()]) {
            prop_assert_eq!(error.kind(), ErrorKind::Format);
        }
    }

    #[test]
    fn noise_is_no_trouble(spec in any_spec(), payload in vec(any::<u8>(), 0..2000)) {
        if let Err(error) = decode(&spec, &payload, &mut vec![0; spec.decoded_len()]) {
            prop_assert_eq!(error.kind(), ErrorKind::Format);
        }
    }
}

#[test]
fn state_does_not_pass_from_block_to_block() {
    let mut decoder = Decoder::new();
    for compression in compressions() {
        let spec = spec(compression, Predictor::Horizontal, ByteOrder::Big, SampleFormat::Int, 16);
        let mut encoder = with_level(spec, 9).unwrap();
        let (mut payload, mut out) = (vec![1, 2, 3], vec![0; spec.decoded_len()]);
        for round in 0..3 {
            let samples = samples(&spec, &[round, 1, 200, 7]);
            payload.truncate(3);
            encoder.encode(&samples, &mut payload).unwrap();
            assert_eq!(payload[..3], [1, 2, 3], "payloads are appended");
            assert_eq!(payload[3..], {
                let mut fresh = Vec::new();
                with_level(spec, 9).unwrap().encode(&samples, &mut fresh).unwrap();
                fresh
            });
            decoder.decode(&spec, &CodecFields::NONE, &payload[3..], &mut out).unwrap();
            assert_eq!(out, samples);
            // A failure between two blocks leaves nothing behind either.
            assert!(decoder.decode(&spec, &CodecFields::NONE, &payload[3..payload.len() / 2], &mut out).is_err());
        }
    }
}

#[test]
fn a_payload_may_be_longer_but_not_shorter() {
    for compression in compressions() {
        let spec = spec(compression, Predictor::None, ByteOrder::Little, SampleFormat::UInt, 8);
        let samples: Vec<u8> = (0..32).collect();
        let mut payload = encoded(&spec, &samples);
        let mut out = vec![0; 32];
        let error = decode(&spec, &payload[..payload.len() / 2], &mut out).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Format);
        assert!(error.message().starts_with(&format!("the {compression} data end after ")), "{error}");
        assert!(error.message().ends_with(" of the block's 32 bytes"), "{error}");
        payload.extend([0xaa; 9]);
        decode(&spec, &payload, &mut out).unwrap();
        assert_eq!(out, samples);
    }
}

#[test]
fn deflate_needs_no_checksum_but_believes_it() {
    let spec = spec(Compression::DEFLATE, Predictor::None, ByteOrder::Little, SampleFormat::UInt, 8);
    let samples = samples(&spec, &[1, 2, 3, 5, 8, 13, 21]);
    let payload = encoded(&spec, &samples);
    for missing in 0..=4 {
        let mut out = vec![0; 32];
        decode(&spec, &payload[..payload.len() - missing], &mut out).unwrap();
        assert_eq!(out, samples, "{missing} bytes of the checksum are missing");
    }
    // A stream that goes on beyond the block.
    let short = BlockSpec { rows: 3, ..spec };
    let mut out = vec![0; 24];
    decode(&short, &payload, &mut out).unwrap();
    assert_eq!(out, samples[..24]);
}

#[test]
fn nothing_is_encoded_to_something_and_back() {
    for compression in compressions() {
        let spec =
            BlockSpec { width: 0, ..spec(compression, Predictor::Horizontal, ByteOrder::Big, SampleFormat::UInt, 8) };
        let payload = encoded(&spec, &[]);
        decode(&spec, &payload, &mut []).unwrap();
    }
}

#[test]
fn what_cannot_be_done_is_said() {
    let fails = |spec: BlockSpec| {
        let error = decode(&spec, &[], &mut vec![0; spec.decoded_len()]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        assert_eq!(encoder(&spec).err().unwrap().to_string(), error.to_string());
        error.to_string()
    };
    let spec = spec(Compression(34661), Predictor::None, ByteOrder::Little, SampleFormat::UInt, 8);
    assert!(!can_decode(spec.compression) && !can_encode(spec.compression));
    let error = decode(&spec, &[], &mut vec![0; spec.decoded_len()]).unwrap_err();
    assert_eq!(error.to_string(), "compression JBIG (34661) is not supported by this build (tag 259)");
    let error = encoder(&spec).err().unwrap();
    assert_eq!(error.to_string(), "compression JBIG (34661) cannot be written by this build (tag 259)");
    let spec = BlockSpec { compression: Compression::LZW, predictor: Predictor::Horizontal, bits: 12, ..spec };
    assert_eq!(fails(spec), "predictor 2 for 12-bit UInt samples is not supported (tag 317)");
    let spec = BlockSpec { predictor: Predictor::FloatingPoint, bits: 32, ..spec };
    assert_eq!(fails(spec), "predictor 3 for 32-bit UInt samples is not supported (tag 317)");
    let spec = BlockSpec { format: SampleFormat::Int, bits: 40, ..spec };
    assert_eq!(fails(spec), "40-bit Int samples (tag 258)");
}

#[test]
fn wrong_calls_are_told_from_wrong_files() {
    let spec = spec(Compression::NONE, Predictor::None, ByteOrder::Little, SampleFormat::UInt, 8);
    assert_eq!(decode(&spec, &[0; 32], &mut [0; 31]).unwrap_err().kind(), ErrorKind::Parameter);
    let mut encoder = encoder(&spec).unwrap();
    assert_eq!(encoder.encode(&[0; 33], &mut Vec::new()).unwrap_err().kind(), ErrorKind::Parameter);
    for level in [0, 10] {
        let spec = BlockSpec { compression: Compression::DEFLATE, ..spec };
        assert_eq!(with_level(spec, level).err().unwrap().kind(), ErrorKind::Parameter);
    }
}

#[test]
fn predictors_mean_nothing_without_a_codec_that_has_them() {
    for compression in [Compression::NONE, Compression::PACKBITS] {
        let plain = spec(compression, Predictor::None, ByteOrder::Big, SampleFormat::UInt, 10);
        let samples = samples(&plain, &[1, 2, 3, 4, 5]);
        for predictor in [Predictor::Horizontal, Predictor::FloatingPoint] {
            assert_eq!(encoded(&BlockSpec { predictor, ..plain }, &samples), encoded(&plain, &samples));
        }
    }
}

#[test]
fn big_endian_files_as_gdal_writes_them() {
    // 24-bit integers 0x010203, 0x11ff10, 5 (NBITS=24): libtiff swaps what GDAL has packed most significant first.
    let mut out = [0; 12];
    let wide: Vec<u8> = [0x010203u32, 0x11ff10, 5].iter().flat_map(|value| value.to_ne_bytes()).collect();
    for (order, stored) in [
        (ByteOrder::Little, [1, 2, 3, 0x11, 0xff, 0x10, 0, 0, 5]),
        (ByteOrder::Big, [3, 2, 1, 0x10, 0xff, 0x11, 5, 0, 0]),
    ] {
        let spec =
            BlockSpec { width: 3, rows: 1, ..spec(Compression::NONE, Predictor::None, order, SampleFormat::UInt, 24) };
        decode(&spec, &stored, &mut out).unwrap();
        assert_eq!(out[..], wide, "{order:?}");
    }
    // complex_int16 1+2i, 3+4i, 5+300i, -7-8i with PREDICTOR=2: swapped as integers of 32 bits.
    let stored = [0, 2, 0, 1, 0, 2, 0, 2, 1, 0x28, 0, 2, 0xfe, 0xcc, 0xff, 0xf4];
    let spec = BlockSpec {
        width: 4,
        rows: 1,
        ..spec(Compression::DEFLATE, Predictor::Horizontal, ByteOrder::Big, SampleFormat::ComplexInt, 32)
    };
    let samples: Vec<u8> = [1i16, 2, 3, 4, 5, 300, -7, -8].iter().flat_map(|part| part.to_ne_bytes()).collect();
    if ByteOrder::NATIVE == ByteOrder::Little {
        let bytes = BlockSpec { predictor: Predictor::None, format: SampleFormat::UInt, bits: 8, width: 16, ..spec };
        let mut out = [0; 16];
        decode(&spec, &encoded(&bytes, &stored), &mut out).unwrap();
        assert_eq!(out[..], samples);
    }
}

#[test]
fn both_travel_between_threads() {
    fn travels<T: Send>() {}
    travels::<Decoder>();
    travels::<Encoder>();
}

/// A TIFF of one strip.
fn tiff_of(spec: &BlockSpec, payload: &[u8]) -> Vec<u8> {
    let order = spec.byte_order;
    let mut file = if order == ByteOrder::Little { b"II".to_vec() } else { b"MM".to_vec() };
    order.put_u16(42, &mut file);
    order.put_u32(8, &mut file);
    let number = |value: usize| u32::try_from(value).unwrap();
    let photometric = if spec.samples >= 3 { 2 } else { 1 };
    let fields = [
        (256, number(spec.width)),
        (257, number(spec.rows)),
        (258, u32::from(spec.bits)),
        (259, u32::from(spec.compression.0)),
        (262, photometric),
        (273, 8 + 2 + 12 * 13 + 4 + 16),
        (277, number(spec.samples)),
        (278, number(spec.rows)),
        (279, number(payload.len())),
        (284, 1),
        (317, u32::from(spec.predictor.code())),
        (338, 2),
        (339, u32::from(spec.format.code())),
    ];
    order.put_u16(13, &mut file);
    for (tag, value) in fields {
        order.put_u16(tag, &mut file);
        // Bits and formats are given for each sample: beyond the directory where there are more than two.
        let count = match tag {
            258 | 339 => spec.samples,
            338 => spec.samples.saturating_sub(3),
            _ => 1,
        };
        let short = matches!(tag, 258 | 338 | 339);
        order.put_u16(if short { 3 } else { 4 }, &mut file);
        order.put_u32(number(count), &mut file);
        match (short, count) {
            (true, 3..) => order.put_u32(8 + 2 + 12 * 13 + 4 + if tag == 258 { 0 } else { 8 }, &mut file),
            (true, _) => {
                order.put_u16(u16::try_from(value).unwrap(), &mut file);
                order.put_u16(0, &mut file);
            }
            (false, _) => order.put_u32(value, &mut file),
        }
    }
    order.put_u32(0, &mut file);
    for value in [spec.bits; 4].into_iter().chain([spec.format.code(); 4]) {
        order.put_u16(value, &mut file);
    }
    file.extend_from_slice(payload);
    file
}

/// What the tiff crate reads.
fn read_by_tiff(file: Vec<u8>) -> Vec<u8> {
    use tiff::decoder::DecodingResult as R;
    fn bytes<const N: usize, T: Copy>(samples: &[T], to_bytes: impl Fn(T) -> [u8; N]) -> Vec<u8> {
        samples.iter().flat_map(|&sample| to_bytes(sample)).collect()
    }
    match tiff::decoder::Decoder::new(std::io::Cursor::new(file)).unwrap().read_image().unwrap() {
        R::U8(samples) => samples,
        R::U16(samples) => bytes(&samples, u16::to_ne_bytes),
        R::U32(samples) => bytes(&samples, u32::to_ne_bytes),
        R::U64(samples) => bytes(&samples, u64::to_ne_bytes),
        R::I8(samples) => bytes(&samples, i8::to_ne_bytes),
        R::I16(samples) => bytes(&samples, i16::to_ne_bytes),
        R::I32(samples) => bytes(&samples, i32::to_ne_bytes),
        R::I64(samples) => bytes(&samples, i64::to_ne_bytes),
        R::F16(samples) => bytes(&samples, |half| half.to_f32().to_ne_bytes()),
        R::F32(samples) => bytes(&samples, f32::to_ne_bytes),
        R::F64(samples) => bytes(&samples, f64::to_ne_bytes),
    }
}

#[test]
fn another_implementation_reads_the_same() {
    use SampleFormat::*;
    let types = [(UInt, 8), (UInt, 16), (UInt, 32), (UInt, 64), (Int, 8), (Int, 16), (Int, 32), (Int, 64)];
    for kind in types.into_iter().chain([(Float, 16), (Float, 32), (Float, 64)]) {
        for (compression, order) in COMPRESSIONS.into_iter().flat_map(|c| ORDERS.map(|order| (c, order))) {
            for predictor in predictors(kind) {
                let has_predictor = !matches!(compression, Compression::NONE | Compression::PACKBITS);
                if !has_predictor && predictor != Predictor::None {
                    continue;
                }
                for samples_per_pixel in [1, 3, 4] {
                    let spec = BlockSpec {
                        samples: samples_per_pixel,
                        width: 13,
                        rows: 5,
                        ..spec(compression, predictor, order, kind.0, kind.1)
                    };
                    // Small enough steps that no float is a NaN, whose payload the other might lose.
                    let samples = samples(&spec, &[0x11, 0x22, 0x33, 0x44, 0x44, 0x31, 0x08]);
                    assert_eq!(read_by_tiff(tiff_of(&spec, &encoded(&spec, &samples))), samples, "{spec:?}");
                }
            }
        }
    }
}

#[test]
fn every_type_has_a_test() {
    let types: Vec<SampleType> = types()
        .into_iter()
        .map(|(format, bits)| {
            spec(Compression::NONE, Predictor::None, ByteOrder::NATIVE, format, bits).sample_type().unwrap()
        })
        .collect();
    assert!(SampleType::ALL.iter().all(|sample_type| types.contains(sample_type)));
}
