//! Any payload as a block whose codec is an image format of its own: never a panic, little memory, the same samples each time.
//! What was decoded is encoded, where it can be, and comes back the same.
//!
//! The first bytes say what the block is like; a seed is these and the payload of a file.

use codec::{Decoder, Encoder, EncoderSettings};
use geotiff_core::{BlockSpec, ByteOrder, CodecFields, Compression, Predictor, SampleFormat};

use crate::only;

const CODECS: [Compression; 4] =
    [Compression::WEBP, Compression::JXL, Compression::JPEG2000, Compression::APERIO_JPEG2000_YCBCR];
const TYPES: [(SampleFormat, u16); 6] = [
    (SampleFormat::UInt, 8),
    (SampleFormat::UInt, 16),
    (SampleFormat::Float, 32),
    (SampleFormat::Float, 16),
    (SampleFormat::Int, 8),
    (SampleFormat::Int, 16),
];

/// The target.
pub fn run(data: &[u8]) {
    let Some((&[codec, kind, samples, width, rows, lower_edge], payload)) = data.split_first_chunk() else { return };
    let (format, bits) = TYPES[usize::from(kind) % TYPES.len()];
    let spec = BlockSpec {
        compression: only::compression(codec, &CODECS),
        predictor: Predictor::None,
        byte_order: ByteOrder::Little,
        reversed_bits: false,
        format,
        bits,
        samples: usize::from(samples % 6),
        width: usize::from(width),
        rows: usize::from(rows),
    };
    let tile_length = if lower_edge > rows { usize::from(lower_edge) } else { 0 };
    let fields = CodecFields { tile_length, ..CodecFields::NONE };
    let mut first = vec![0; spec.decoded_len()];
    let mut second = vec![0xee; spec.decoded_len()];
    let decoded = Decoder::new().decode(&spec, &fields, payload, &mut first);
    let again = Decoder::new().decode(&spec, &fields, payload, &mut second);
    assert_eq!(decoded.is_ok(), again.is_ok(), "{decoded:?} and {again:?}");
    assert!(decoded.is_err() || first == second, "samples that nothing decoded");
    if decoded.is_ok() && codec::can_encode(spec.compression) {
        encode_again(spec, &first);
    }
}

fn encode_again(spec: BlockSpec, samples: &[u8]) {
    let quality = Some(100).filter(|_| spec.compression == Compression::WEBP);
    let settings = EncoderSettings { quality, ..EncoderSettings::default() };
    let Ok(mut encoder) = Encoder::new(spec, &CodecFields::NONE, &settings) else { return };
    let mut payload = Vec::new();
    encoder.encode(samples, &mut payload).expect("the samples of a block");
    if payload.is_empty() {
        return;
    }
    let mut back = vec![0xee; samples.len()];
    Decoder::new().decode(&spec, encoder.fields(), &payload, &mut back).expect("what was encoded can be decoded");
    assert!(back == samples, "samples that come back otherwise");
}
