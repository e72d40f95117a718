//! Any payload as a block of any kind: never a panic; what a decoder did before makes no difference; and what was decoded is
//! the same once it is encoded, if that can be, and decoded again.

use std::cell::RefCell;

use arbitrary::Arbitrary;
use codec::{Decoder, Encoder, EncoderSettings, can_encode, holds_images};
use geotiff_core::{BlockSpec, ByteOrder, CodecFields, Compression, Photometric, Predictor, SampleFormat};

use crate::only;

#[derive(Arbitrary, Debug)]
pub struct Block<'a> {
    compression: u8,
    predictor: u8,
    format: u8,
    bits: u8,
    big_endian: bool,
    reversed_bits: bool,
    samples: u8,
    width: u8,
    rows: u8,
    fax_options: u8,
    payload: &'a [u8],
}

const CODES: [u16; 18] = [1, 5, 8, 32946, 32773, 7, 6, 50000, 34925, 34887, 2, 3, 4, 32771, 32766, 32809, 34676, 34677];
const BITS: [u16; 16] = [8, 16, 32, 64, 128, 1, 2, 4, 12, 24, 3, 7, 10, 15, 17, 31];

impl Block<'_> {
    fn spec(&self) -> BlockSpec {
        use SampleFormat::*;
        BlockSpec {
            compression: only::compression(self.compression, &CODES.map(Compression)),
            predictor: [Predictor::None, Predictor::Horizontal, Predictor::FloatingPoint]
                [usize::from(self.predictor % 3)],
            byte_order: if self.big_endian { ByteOrder::Big } else { ByteOrder::Little },
            reversed_bits: self.reversed_bits,
            format: [UInt, Int, Float, ComplexInt, ComplexFloat][usize::from(self.format % 5)],
            // Any number, but mostly one that means something.
            bits: BITS.get(usize::from(self.bits)).copied().unwrap_or(self.bits.into()),
            samples: usize::from(self.samples % 6),
            width: usize::from(self.width),
            rows: usize::from(self.rows % 40),
        }
    }
}

thread_local! {
    /// A decoder that has seen everything.
    static USED: RefCell<Decoder> = RefCell::new(Decoder::new());
}

/// The target.
pub fn run(block: Block<'_>) {
    let spec = block.spec();
    let fields = CodecFields {
        photometric: if spec.samples == 1 { Photometric::LOG_L } else { Photometric::LOG_LUV },
        fax_options: block.fax_options.into(),
        ..CodecFields::NONE
    };
    let mut fresh = vec![0; spec.decoded_len()];
    let mut used = vec![0xee; spec.decoded_len()];
    let decoded = Decoder::new().decode(&spec, &fields, block.payload, &mut fresh);
    let again = USED.with_borrow_mut(|decoder| decoder.decode(&spec, &fields, block.payload, &mut used));
    assert_eq!(decoded.is_ok(), again.is_ok(), "{decoded:?} and {again:?}");
    if decoded.is_err() {
        return;
    }
    assert!(fresh == used, "a decoder that was used before gives something else");
    // Image formats have targets of their own.
    if !can_encode(spec.compression) || holds_images(spec.compression) {
        return;
    }
    let is_narrow_float = spec.format == SampleFormat::Float && spec.bits < 32;
    let mut payload = Vec::new();
    Encoder::new(spec, &CodecFields::NONE, &EncoderSettings::default())
        .and_then(|mut encoder| encoder.encode(&fresh, &mut payload))
        .expect("it can be encoded");
    Decoder::new().decode(&spec, &fields, &payload, &mut used).expect("what was encoded can be decoded");
    // NaNs of narrow floats need not keep their bits.
    assert!(is_narrow_float || fresh == used, "what was encoded is decoded to something else");
}
