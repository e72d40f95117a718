//! LZMA2 in an XZ stream (The .xz File Format 1.2), by lzma-rust2; the container is taken apart here.
//!
//! ```text
//! stream   magic · flags: 0, check · CRC32 │ block │ … │ 0 and the index, which nobody needs
//! block    len/4 − 1 · flags │ packed len? │ len? │ filters: id · len · properties │ 0… │ CRC32 │ LZMA2 │ 0… │ check
//! ```
//!
//! The filters are LZMA2, whose property is the size of the dictionary, and before it, as libtiff writes them, delta, whose
//! property is the distance of the bytes that are subtracted, less one.

use crate::short::{Short, fill};
use flate2::Crc;
use lzma_rust2::Lzma2Reader;
use std::io::{self, Error, ErrorKind, Read};

mod encode;

pub(crate) use encode::{DEFAULT_LEVEL, Encoder};

const MAGIC: &[u8; 6] = b"\xfd7zXZ\0";
const DELTA: u64 = 0x03;
const LZMA2: u64 = 0x21;
const SMALLEST_DICTIONARY: u32 = 4096;

/// Fills `out`, or says how far it came. What comes after is not looked at, nor is the check of the block.
pub(crate) fn decode(input: &[u8], out: &mut [u8]) -> Result<(), Short> {
    // No match reaches back farther than the block.
    let most = u32::try_from(out.len()).unwrap_or(u32::MAX).max(SMALLEST_DICTIONARY);
    fill(Reader::new(input, most), out)
}

/// The bytes of an XZ stream, read as far as they are asked for. It holds the dictionary, which grows with what is decoded.
/// After an error it is at its end.
pub(crate) struct Reader<R> {
    at: At<R>,
    delta: Option<Delta>,
    /// Bytes of the check after each block.
    check_len: usize,
    largest_dictionary: u32,
}

enum At<R> {
    Start(R),
    BetweenBlocks(R),
    Block(Box<Lzma2Reader<Counting<R>>>),
    End,
}

impl<R: Read> Reader<R> {
    /// A reader of a stream whose dictionary, whatever it claims, need not be larger than that.
    pub(crate) fn new(source: R, largest_dictionary: u32) -> Self {
        Self { at: At::Start(source), delta: None, check_len: 0, largest_dictionary }
    }

    fn stream_header(&mut self, source: &mut R) -> io::Result<()> {
        let mut header = [0; 12];
        source.read_exact(&mut header)?;
        let [a, b, c, d, e, f, zero, check, crc @ ..] = header;
        if [a, b, c, d, e, f] != *MAGIC || zero != 0 || check > 15 {
            return Err(damaged("no XZ stream"));
        }
        check_crc(&[zero, check], crc)?;
        // One kind of check has none; then there are three of 4 bytes, three of 8, and so on to 64.
        self.check_len = if check == 0 { 0 } else { 4 << ((check - 1) / 3) };
        Ok(())
    }

    /// The next block, set up; `None` at the index.
    fn block_header(&mut self, source: &mut R) -> io::Result<Option<u32>> {
        let mut header = [0; 1024];
        source.read_exact(&mut header[..1])?;
        let len = match header[0] {
            0 => return Ok(None),
            size => 4 * (usize::from(size) + 1),
        };
        source.read_exact(&mut header[1..len])?;
        let (header, crc) = header[..len].split_at(len - 4);
        check_crc(header, [crc[0], crc[1], crc[2], crc[3]])?;

        let mut fields = &header[2..];
        let flags = header[1];
        let lengths = (flags >> 6).count_ones();
        for _ in 0..lengths {
            number(&mut fields)?;
        }
        let filters = match flags & 3 {
            0 => 1,
            1 => 2,
            _ => return Err(unsupported()),
        };
        if filters == 2 {
            self.delta = Some(match filter(&mut fields)? {
                (DELTA, &[distance]) => Delta::new(distance),
                _ => return Err(unsupported()),
            });
        } else {
            self.delta = None;
        }
        match filter(&mut fields)? {
            (LZMA2, &[size]) => Ok(Some(dictionary(size)?.min(self.largest_dictionary))),
            _ => Err(unsupported()),
        }
    }

    /// Passes over what pads a block to a multiple of 4 bytes, and its check.
    fn block_end(&self, block: Counting<R>) -> io::Result<R> {
        let Counting { mut source, read } = block;
        let mut rest = [0; 3 + 64];
        let rest = &mut rest[..read.wrapping_neg() % 4 + self.check_len];
        source.read_exact(rest)?;
        Ok(source)
    }
}

impl<R: Read> Read for Reader<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if out.is_empty() {
            return Ok(0);
        }
        loop {
            self.at = match std::mem::replace(&mut self.at, At::End) {
                At::Start(mut source) => {
                    self.stream_header(&mut source)?;
                    At::BetweenBlocks(source)
                }
                At::BetweenBlocks(mut source) => match self.block_header(&mut source)? {
                    None => At::End,
                    Some(dictionary) => {
                        let source = Counting { source, read: 0 };
                        At::Block(Box::new(Lzma2Reader::new(source, dictionary, None)))
                    }
                },
                At::Block(mut block) => match block.read(out)? {
                    0 => At::BetweenBlocks(self.block_end(block.into_inner())?),
                    len => {
                        self.at = At::Block(block);
                        if let Some(delta) = &mut self.delta {
                            delta.accumulate(&mut out[..len]);
                        }
                        return Ok(len);
                    }
                },
                At::End => return Ok(0),
            }
        }
    }
}

/// A source, and how many bytes were read from it.
struct Counting<R> {
    source: R,
    read: usize,
}

impl<R: Read> Read for Counting<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let len = self.source.read(out)?;
        self.read = self.read.wrapping_add(len);
        Ok(len)
    }
}

/// What undoes the differences between bytes.
struct Delta {
    distance: usize,
    /// The last 256 bytes, in turn.
    history: [u8; 256],
    position: u8,
}

impl Delta {
    fn new(property: u8) -> Self {
        Self { distance: usize::from(property) + 1, history: [0; 256], position: 0 }
    }

    fn accumulate(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            // A distance of 256 is the place itself.
            let before = usize::from(self.position).wrapping_sub(self.distance) % 256;
            *byte = byte.wrapping_add(self.history[before]);
            self.history[usize::from(self.position)] = *byte;
            self.position = self.position.wrapping_add(1);
        }
    }
}

/// The bytes of the dictionary: 2 or 3, shifted.
fn dictionary(property: u8) -> io::Result<u32> {
    match property {
        0..40 => Ok((2 | u32::from(property & 1)) << (property / 2 + 11)),
        40 => Ok(u32::MAX),
        _ => Err(damaged("no size of a dictionary")),
    }
}

/// A filter's number and properties.
fn filter<'a>(fields: &mut &'a [u8]) -> io::Result<(u64, &'a [u8])> {
    let id = number(fields)?;
    let len = usize::try_from(number(fields)?).map_err(|_| damaged("the properties of a filter"))?;
    let (properties, rest) = fields.split_at_checked(len).ok_or_else(|| damaged("the properties of a filter"))?;
    *fields = rest;
    Ok((id, properties))
}

/// A number of up to 9 bytes, the lowest 7 bits first.
fn number(fields: &mut &[u8]) -> io::Result<u64> {
    let mut value = 0;
    for shift in (0..63).step_by(7) {
        let (&byte, rest) = fields.split_first().ok_or_else(|| damaged("a number"))?;
        *fields = rest;
        value |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Ok(value);
        }
    }
    Err(damaged("a number"))
}

fn check_crc(bytes: &[u8], stored: [u8; 4]) -> io::Result<()> {
    let mut crc = Crc::new();
    crc.update(bytes);
    if crc.sum() == u32::from_le_bytes(stored) { Ok(()) } else { Err(damaged("a header")) }
}

fn damaged(what: &'static str) -> Error {
    Error::new(ErrorKind::InvalidData, what)
}

fn unsupported() -> Error {
    Error::new(ErrorKind::Unsupported, "a filter other than delta and LZMA2")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::hex;
    use proptest::collection::vec;
    use proptest::prelude::*;

    /// [`plain`] by liblzma as libtiff has it do it: delta (of 2 bytes here) and LZMA2, no check.
    const DELTA_STREAM: &str = "\
         fd377a585a000000ff12d94102010301012101161c477856e0011f00565d00000052500a9d01ea468a9c63545f80c3533f1c\
         953bfe00e89f5efc00bfcb2011f1d7f83337770f807b5b2437ffa6eef9c2a8b51192d3f5197ff695fa2116618a57e4084b03\
         5b5ea8b1fec12d912c22bc18d358ee900000000000016aa002000000fcaf14b0a8000afc020000000000595a";
    /// The same by LZMA2 alone, with a CRC64.
    const CHECKED_STREAM: &str = "\
         fd377a585a000004e6d6b4460200210116000000742fe5a3e0011f006a5d0000005250338d1ad4bd2c1441d8f57835acee0c\
         a9cdec1e499ea18aac1f61e41745655be2c1db1d64869aeec476b783f4b3ceaca924d2d9db335d49d6a208868308893ea5bd\
         12cc218393febb6c24b1a30f4e453b812e0664c106ecb8986c507fdb691892388507460000000000cc2e3e0f93f2cae10001\
         8601a0020000c3c73378b1c467fb020000000004595a";

    fn plain() -> Vec<u8> {
        (0..96u32).map(|i| ((i * i / 7 + i) % 251) as u8).collect::<Vec<_>>().repeat(3)
    }

    fn decoded(input: &[u8], len: usize) -> std::result::Result<Vec<u8>, Short> {
        let mut out = vec![0xee; len];
        decode(input, &mut out).map(|()| out)
    }

    /// A stream of blocks of bytes as they stand, each with `check_len` bytes of a check of that kind.
    fn stream(check: u8, check_len: usize, dictionary: u8, blocks: &[&[u8]]) -> Vec<u8> {
        let crc = |bytes: &[u8]| {
            let mut crc = Crc::new();
            crc.update(bytes);
            crc.sum().to_le_bytes()
        };
        let mut stream = [&MAGIC[..], &[0, check], &crc(&[0, check])].concat();
        for block in blocks {
            let header = [2, 0, 0x21, 1, dictionary, 0, 0, 0];
            stream.extend([&header[..], &crc(&header)].concat());
            let first = stream.len();
            stream.extend([1, 0, u8::try_from(block.len() - 1).unwrap()]);
            stream.extend_from_slice(block);
            stream.push(0);
            while (stream.len() - first) % 4 != 0 {
                stream.push(0);
            }
            stream.extend(std::iter::repeat_n(0xcc, check_len));
        }
        stream.extend([0; 12]);
        stream
    }

    #[test]
    fn what_liblzma_made() {
        for input in [DELTA_STREAM, CHECKED_STREAM] {
            let input = &hex(input)[..];
            assert_eq!(decoded(input, 288), Ok(plain()));
            assert_eq!(decoded(input, 200), Ok(plain()[..200].to_vec()), "the block is shorter");
            assert_eq!(decoded(input, 300), Err(Short::ends_after(288)));
            assert_eq!(decoded(&input[..80], 288).unwrap_err().what, "end");
        }
    }

    #[test]
    fn blocks_follow_each_other_whatever_their_checks() {
        for (check, len) in [(0, 0), (1, 4), (3, 4), (4, 8), (6, 8), (7, 16), (10, 32), (12, 32), (15, 64)] {
            let input = stream(check, len, 8, &[&[1, 2, 3], &[4], &[5, 6]]);
            assert_eq!(decoded(&input, 6), Ok(vec![1, 2, 3, 4, 5, 6]), "check {check}");
            assert_eq!(decoded(&input, 7), Err(Short::ends_after(6)), "check {check}");
        }
    }

    #[test]
    fn a_dictionary_may_claim_to_be_as_large_as_it_likes() {
        assert_eq!(decoded(&stream(0, 0, 40, &[&[1, 2, 3]]), 3), Ok(vec![1, 2, 3]));
        assert_eq!(decoded(&stream(0, 0, 41, &[&[1, 2, 3]]), 3), Err(Short::damaged_after(0)));
        assert_eq!([0, 1, 2, 39].map(|property| dictionary(property).unwrap()), [4096, 6144, 8192, 3 << 30]);
    }

    #[test]
    fn damaged_headers_are_not_believed() {
        for at in 0..24 {
            let mut input = hex(CHECKED_STREAM);
            input[at] ^= 1;
            assert_eq!(decoded(&input, 288).unwrap_err().decoded, 0, "byte {at}");
        }
    }

    proptest! {
        #[test]
        fn whole_and_in_parts_it_is_the_same(step in 1..300usize) {
            let stream = hex(DELTA_STREAM);
            let (mut reader, mut read) = (Reader::new(&stream[..], u32::MAX), Vec::new());
            let mut part = vec![0; step];
            while let len @ 1.. = reader.read(&mut part).unwrap() {
                read.extend_from_slice(&part[..len]);
            }
            prop_assert_eq!(read, plain());
        }

        #[test]
        fn differences_of_any_distance(bytes in vec(any::<u8>(), 0..700), property in any::<u8>(), part in 1..300usize) {
            let distance = usize::from(property) + 1;
            let mut differences = bytes.clone();
            for i in (distance..bytes.len()).rev() {
                differences[i] = bytes[i].wrapping_sub(bytes[i - distance]);
            }
            let mut delta = Delta::new(property);
            differences.chunks_mut(part).for_each(|part| delta.accumulate(part));
            prop_assert_eq!(differences, bytes);
        }

        #[test]
        fn damage_is_an_error_or_other_bytes(
            checked in any::<bool>(), cut in 0..100usize, flips in vec(8 * 24..8 * 130usize, 0..4), len in 0..600usize,
        ) {
            let mut input = hex(if checked { CHECKED_STREAM } else { DELTA_STREAM });
            flips.iter().for_each(|bit| input[bit / 8] ^= 1 << (bit % 8));
            for input in [&input[..], &input[..cut]] {
                if let Err(short) = decoded(input, len) {
                    prop_assert!(short.decoded <= len);
                }
            }
        }
    }
}
