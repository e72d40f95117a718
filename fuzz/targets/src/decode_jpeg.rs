//! Any tables and payload as a block of JPEG or old-style JPEG: never a panic; what a decoder did before makes no difference;
//! and a block of which fewer rows are wanted gives the same rows. What was decoded is encoded and decoded again, and comes back nearly.
//!
//! ```text
//! flags | samples | width, 2 bytes | rows | bits | bytes of tables, 2 | tables | payload
//! ```

use std::cell::RefCell;

use codec::{Decoder, Encoder, EncoderSettings};
use geotiff_core::{BlockSpec, ByteOrder, CodecFields, Compression, ErrorKind, Photometric, Predictor, SampleFormat};

thread_local! {
    /// A decoder that has seen everything.
    static USED: RefCell<Decoder> = RefCell::new(Decoder::new());
}

/// The target.
pub fn run(data: &[u8]) {
    let Some(([flags, samples, width @ .., rows, bits, tables_high, tables_low], rest)) = data.split_first_chunk::<8>()
    else {
        return;
    };
    let tables = usize::from(u16::from_be_bytes([*tables_high, *tables_low])).min(rest.len());
    let (tables, payload) = rest.split_at(tables);
    let spec = BlockSpec {
        compression: if flags & 1 == 0 { Compression::JPEG } else { Compression::OLD_JPEG },
        predictor: Predictor::None,
        byte_order: ByteOrder::Little,
        reversed_bits: flags & 4 != 0,
        format: SampleFormat::UInt,
        bits: u16::from(bits % 16) + 1,
        samples: usize::from(samples % 6),
        width: usize::from(u16::from_be_bytes([width[0], width[1]]) % 600),
        rows: usize::from(*rows),
    };
    let photometric = if flags & 2 == 0 { Photometric::YCBCR } else { Photometric::RGB };
    let fields = CodecFields { photometric, jpeg_tables: tables.to_vec(), ..CodecFields::NONE };
    let mut fresh = vec![0; spec.decoded_len()];
    let mut used = vec![0xee; spec.decoded_len()];
    let decoded = Decoder::new().decode(&spec, &fields, payload, &mut fresh);
    let again = USED.with_borrow_mut(|decoder| decoder.decode(&spec, &fields, payload, &mut used));
    assert_eq!(decoded.is_ok(), again.is_ok(), "{decoded:?} and {again:?}");
    if let Err(error) = decoded {
        assert!(matches!(error.kind(), ErrorKind::Format | ErrorKind::Unsupported), "{error}");
        return;
    }
    assert!(fresh == used, "a decoder that was used before gives something else");
    let upper = BlockSpec { rows: spec.rows / 2, ..spec };
    let mut part = vec![0xee; upper.decoded_len()];
    Decoder::new().decode(&upper, &fields, payload, &mut part).expect("the upper half can be decoded, too");
    assert!(fresh.starts_with(&part), "the upper half by itself is something else");
    encode_again(&spec, photometric, *samples, &fresh);
}

/// At the highest quality, samples come back as they were but for some rounding; at any, without complaint.
fn encode_again(decoded: &BlockSpec, photometric: Photometric, seed: u8, samples: &[u8]) {
    let spec = BlockSpec { compression: Compression::JPEG, ..*decoded };
    let photometric = if spec.samples == 3 { photometric } else { Photometric::MIN_IS_BLACK };
    let shared = if seed & 128 == 0 { (1, 1) } else { (2, 2) };
    let fields = CodecFields { photometric, chroma_subsampling: shared, ..CodecFields::NONE };
    let quality = if seed & 64 == 0 { 100 } else { seed % 100 + 1 };
    let settings = EncoderSettings { quality: Some(quality), ..EncoderSettings::default() };
    // Lossless streams may have other bits, and no sample is a block, too.
    let Ok(mut encoder) = Encoder::new(spec, &fields, &settings) else { return };
    let mut payload = Vec::new();
    encoder.encode(samples, &mut payload).expect("the samples of a block");
    if payload.is_empty() {
        return;
    }
    let mut back = vec![0xee; samples.len()];
    Decoder::new().decode(&spec, encoder.fields(), &payload, &mut back).expect("what was encoded can be decoded");
    if quality == 100 && encoder.fields().chroma_subsampling == (1, 1) {
        let near = if spec.bits == 8 {
            samples.iter().zip(&back).all(|(a, b)| a.abs_diff(*b) <= 12)
        } else {
            let value = |two: &[u8; 2]| u16::from_ne_bytes(*two) & 4095;
            samples.as_chunks().0.iter().zip(back.as_chunks().0).all(|(a, b)| value(a).abs_diff(value(b)) <= 12)
        };
        assert!(near, "samples that come back otherwise");
    }
}
