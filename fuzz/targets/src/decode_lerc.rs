//! Any LERC blobs, their sizes and checksums put right, as a block that they fill: never a panic, and no more memory than such
//! a block may take; a tile that the image cuts has the same first rows; what was decoded survives being encoded.

use codec::{Encoder, EncoderSettings};
use geotiff_core::{BlockSpec, ByteOrder, CodecFields, Compression, Predictor, SampleFormat};
use lerc::DataType;

/// More samples only make it slow.
const MOST_SAMPLES: usize = 1 << 16;

/// Puts right what a reader checks before anything else.
fn repair(blob: &mut [u8]) {
    let mut from = 0;
    while let Some(header) = blob.get_mut(from..).filter(|rest| rest.len() > 42 && rest.starts_with(b"Lerc2 ")) {
        let version = u32::from_le_bytes(header[6..10].try_into().unwrap());
        let at = match version {
            ..=2 => 26,
            3 => 30,
            _ => 34,
        };
        // A band after another keeps its size if there may be one.
        let size = i32::from_le_bytes(header[at..at + 4].try_into().unwrap());
        let size = usize::try_from(size).unwrap_or(0);
        let size = if size < 42 || size > header.len() { header.len() } else { size };
        header[at..at + 4].copy_from_slice(&i32::try_from(size).unwrap().to_le_bytes());
        if version > 2 {
            let sum = lerc::checksum::fletcher32(&header[14..size]);
            header[10..14].copy_from_slice(&sum.to_le_bytes());
        }
        from += size;
    }
}

fn same_floats<const N: usize>(a: &[u8], b: &[u8], float: impl Fn([u8; N]) -> f64) -> bool {
    let floats = |bytes: &[u8]| bytes.as_chunks::<N>().0.iter().map(|&bytes| float(bytes)).collect::<Vec<_>>();
    floats(a).into_iter().zip(floats(b)).all(|(a, b)| a == b || a.is_nan() && b.is_nan())
}

/// The target.
pub fn run(input: (bool, bool, bool, &[u8])) {
    let (big_endian, bands, alpha, blob) = input;
    let mut blob = blob.to_vec();
    repair(&mut blob);
    let Ok(info) = lerc::decode_info(&blob) else { return };
    let (width, height) = (info.width as usize, info.height as usize);
    let samples = if bands { info.bands } else { info.depth } as usize + usize::from(alpha);
    let count = width.checked_mul(height).and_then(|pixels| pixels.checked_mul(samples));
    if count.is_none_or(|count| count > MOST_SAMPLES) {
        return;
    }
    let (format, bits) = match info.data_type {
        DataType::Char => (SampleFormat::Int, 8),
        DataType::Byte => (SampleFormat::UInt, 8),
        DataType::Short => (SampleFormat::Int, 16),
        DataType::UShort => (SampleFormat::UInt, 16),
        DataType::Int => (SampleFormat::Int, 32),
        DataType::UInt => (SampleFormat::UInt, 32),
        DataType::Float => (SampleFormat::Float, 32),
        DataType::Double => (SampleFormat::Float, 64),
    };
    let spec = BlockSpec {
        compression: Compression::LERC,
        predictor: Predictor::None,
        byte_order: if big_endian { ByteOrder::Big } else { ByteOrder::Little },
        reversed_bits: false,
        format,
        bits,
        samples,
        width,
        rows: height,
    };
    let mut whole = vec![0; spec.decoded_len()];
    let result = codec::decode(&spec, &CodecFields::NONE, &blob, &mut whole);
    let cut = BlockSpec { rows: height.div_ceil(2), ..spec };
    let fields = CodecFields { tile_length: height, ..CodecFields::NONE };
    let mut part = vec![0xee; cut.decoded_len()];
    let again = codec::decode(&cut, &fields, &blob, &mut part);
    assert_eq!(result.is_ok(), again.is_ok(), "{result:?} and {again:?}");
    assert!(result.is_err() || whole.starts_with(&part), "the rows of a cut tile differ");
    if result.is_err() || big_endian && format == SampleFormat::Float {
        return;
    }
    // What was decoded is the same once it is encoded and decoded again, but for the bits of NaN and of 0.
    let Ok(mut encoder) = Encoder::new(spec, &CodecFields::NONE, &EncoderSettings::default()) else { return };
    let (mut payload, mut again) = (Vec::new(), vec![0xee; whole.len()]);
    encoder.encode(&whole, &mut payload).expect("it can be encoded");
    codec::decode(&spec, encoder.fields(), &payload, &mut again).expect("what was encoded can be decoded");
    let same = match (format, bits) {
        (SampleFormat::Float, 32) => same_floats(&whole, &again, |b: [u8; 4]| f32::from_ne_bytes(b).into()),
        (SampleFormat::Float, _) => same_floats(&whole, &again, f64::from_ne_bytes),
        _ => whole == again,
    };
    assert!(same, "what was encoded is decoded to something else");
}
