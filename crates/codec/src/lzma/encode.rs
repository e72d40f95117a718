//! XZ streams of one block, without checks, as libtiff has liblzma make them.
//!
//! libtiff puts delta, by the bytes of a sample, before LZMA2 always. Here it is left out where a predictor has made differences
//! already: differences of differences are longer, by 3 to 10 %, and a reader goes by what the stream says.

use super::{DELTA, LZMA2, MAGIC, SMALLEST_DICTIONARY, dictionary};
use flate2::Crc;
use geotiff_core::{BlockSpec, Predictor};
use lzma_rust2::{Lzma2Options, Lzma2Writer};
use std::io::{self, Write};

/// GDAL's default, and liblzma's.
pub(crate) const DEFAULT_LEVEL: u8 = 6;

/// The check that is none.
const NO_CHECK: [u8; 2] = [0, 0];
const FOOTER_MAGIC: &[u8; 2] = b"YZ";

pub(crate) struct Encoder {
    options: Lzma2Options,
    /// The size of the dictionary, as a block says it.
    dictionary: u8,
    /// How far bytes are apart that are subtracted, from 1 to 256.
    distance: Option<u8>,
    differences: Vec<u8>,
}

impl Encoder {
    /// For such blocks, whose stored bytes are predicted by `predictor`, at a preset from 0 to 9.
    pub(crate) fn new(spec: &BlockSpec, predictor: Predictor, level: u8) -> Self {
        let mut options = Lzma2Options::with_preset(level.into());
        // No match reaches back farther than the block.
        let most = u32::try_from(spec.stored_len()).unwrap_or(u32::MAX).max(SMALLEST_DICTIONARY);
        let most = most.min(options.lzma_options.dict_size);
        let property = (0..40).find(|&property| dictionary(property).is_ok_and(|size| size >= most)).unwrap_or(40);
        options.lzma_options.dict_size = dictionary(property).unwrap_or(most);
        let sample_len = if spec.bits.is_multiple_of(8) { u8::try_from(spec.bits / 8).unwrap_or(1) } else { 1 };
        let distance = (predictor == Predictor::None).then_some(sample_len);
        Self { options, dictionary: property, distance, differences: Vec::new() }
    }

    /// Appends a stream.
    pub(crate) fn encode(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> io::Result<()> {
        out.extend_from_slice(MAGIC);
        put_with_crc(&NO_CHECK, out);
        let block = out.len();
        put_with_crc(&self.block_header(), out);
        let mut writer = Lzma2Writer::new(&mut *out, self.options.clone());
        match self.distance {
            Some(distance) => {
                subtract(bytes, distance.into(), &mut self.differences);
                writer.write_all(&self.differences)?;
            }
            None => writer.write_all(bytes)?,
        }
        writer.finish()?;
        let block_len = out.len() - block;
        out.resize(block + block_len.next_multiple_of(4), 0);
        put_index_and_footer(block_len, bytes.len(), out);
        Ok(())
    }

    /// All of it but its CRC.
    fn block_header(&self) -> Vec<u8> {
        let mut header = vec![0, u8::from(self.distance.is_some())];
        if let Some(distance) = self.distance {
            header.extend([DELTA as u8, 1, distance - 1]);
        }
        header.extend([LZMA2 as u8, 1, self.dictionary]);
        header.resize(header.len().next_multiple_of(4), 0);
        header[0] = (header.len() / 4) as u8;
        header
    }
}

/// Each byte less the one `distance` before it.
fn subtract(bytes: &[u8], distance: usize, out: &mut Vec<u8>) {
    let (first, rest) = bytes.split_at(distance.min(bytes.len()));
    out.clear();
    out.extend_from_slice(first);
    out.extend(rest.iter().zip(bytes).map(|(byte, before)| byte.wrapping_sub(*before)));
}

/// What comes after the only block: its lengths, and where the index begins, seen from the end.
fn put_index_and_footer(block_len: usize, len: usize, out: &mut Vec<u8>) {
    let mut index = vec![0, 1];
    put_number(block_len as u64, &mut index);
    put_number(len as u64, &mut index);
    index.resize(index.len().next_multiple_of(4), 0);
    put_with_crc(&index, out);
    // In units of 4 bytes, with the CRC, less one.
    let index_len = (index.len() / 4) as u32;
    let footer = [&index_len.to_le_bytes()[..], &NO_CHECK].concat();
    out.extend_from_slice(&crc(&footer));
    out.extend_from_slice(&footer);
    out.extend_from_slice(FOOTER_MAGIC);
}

/// Seven bits a byte, the lowest first.
fn put_number(mut value: u64, out: &mut Vec<u8>) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

fn put_with_crc(bytes: &[u8], out: &mut Vec<u8>) {
    out.extend_from_slice(bytes);
    out.extend_from_slice(&crc(bytes));
}

fn crc(bytes: &[u8]) -> [u8; 4] {
    let mut crc = Crc::new();
    crc.update(bytes);
    crc.sum().to_le_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lzma::{Reader, decode};
    use crate::tests::hex;
    use geotiff_core::{ByteOrder, Compression, SampleFormat};
    use proptest::collection::vec;
    use proptest::prelude::*;
    use std::io::Read;

    fn spec(bits: u16, len: usize) -> BlockSpec {
        BlockSpec {
            compression: Compression::LZMA,
            predictor: Predictor::None,
            byte_order: ByteOrder::Little,
            reversed_bits: false,
            format: SampleFormat::UInt,
            bits,
            samples: 1,
            width: len * 8 / usize::from(bits),
            rows: 1,
        }
    }

    fn encoded(spec: &BlockSpec, predictor: Predictor, level: u8, bytes: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        Encoder::new(spec, predictor, level).encode(bytes, &mut out).unwrap();
        out
    }

    #[test]
    fn the_container_is_liblzmas() {
        // What liblzma makes of 288 bytes with delta of 2 and no check begins and ends so; its dictionary is the preset's.
        let bytes: Vec<u8> = (0..96u32).map(|i| ((i * i / 7 + i) % 251) as u8).collect::<Vec<_>>().repeat(3);
        let stream = encoded(&spec(16, 288), Predictor::None, 6, &bytes);
        assert_eq!(stream[..20], hex("fd377a585a000000ff12d941020103010121010000")[..20]);
        assert_eq!(stream[stream.len() - 2..], *b"YZ");
        assert_eq!(stream.len() % 4, 0);
        let plain = encoded(&spec(16, 288), Predictor::Horizontal, 6, &bytes);
        assert_eq!(plain[13..17], [0, 0x21, 1, 0]);
    }

    proptest! {
        #[test]
        fn there_and_back(
            bytes in prop_oneof![vec(any::<u8>(), 0..3000), vec(0..3u8, 0..9000)],
            bits in prop_oneof![Just(8u16), Just(16), Just(24), Just(32), Just(64), Just(1)],
            predicted in any::<bool>(),
            level in 0..=9u8,
        ) {
            let predictor = if predicted { Predictor::Horizontal } else { Predictor::None };
            let stream = encoded(&spec(bits, bytes.len()), predictor, level, &bytes);
            let mut out = vec![0xee; bytes.len()];
            prop_assert_eq!(decode(&stream, &mut out), Ok(()));
            prop_assert_eq!(&out, &bytes);
            let mut read = Vec::new();
            Reader::new(&stream[..], u32::MAX).read_to_end(&mut read).unwrap();
            prop_assert_eq!(read, bytes);
        }
    }
}
