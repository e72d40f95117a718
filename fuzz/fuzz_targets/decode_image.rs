//! Any payload as a block whose codec is an image format of its own: never a panic, little memory, the same samples each time.
//!
//! The first bytes say what the block is like; a seed is these and the payload of a file.
#![no_main]

mod only;

use codec::Decoder;
use geotiff_core::{BlockSpec, ByteOrder, CodecFields, Compression, Predictor, SampleFormat};
use libfuzzer_sys::fuzz_target;

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

fuzz_target!(|data: &[u8]| {
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
});
