//! PackBits (TIFF 6, section 9): a signed count, then one byte to repeat or that many bytes to copy.

use crate::short::Short;
use std::io::{self, BufRead, Read};

/// The longest run, and the longest stretch of bytes that stand as they are.
const LONGEST: usize = 128;

/// Fills `out`, or says how far it came.
pub(crate) fn decode(input: &[u8], out: &mut [u8]) -> Result<(), Short> {
    let (mut input, mut filled) = (input.iter().as_slice(), 0);
    while filled < out.len() {
        let room = &mut out[filled..];
        let ends = Short::ends_after(filled);
        let Some((&count, rest)) = input.split_first() else { return Err(ends) };
        match usize::from(count) {
            // Nothing, by definition.
            128 => input = rest,
            copied @ ..128 => {
                let len = (copied + 1).min(room.len());
                let Some((bytes, rest)) = rest.split_at_checked(len) else {
                    room[..rest.len()].copy_from_slice(rest);
                    return Err(Short::ends_after(filled + rest.len()));
                };
                room[..len].copy_from_slice(bytes);
                (input, filled) = (rest, filled + len);
            }
            repeated => {
                let len = (257 - repeated).min(room.len());
                let Some((&byte, rest)) = rest.split_first() else { return Err(ends) };
                room[..len].fill(byte);
                (input, filled) = (rest, filled + len);
            }
        }
    }
    Ok(())
}

/// PackBits from a stream to a stream.
pub(crate) struct PackBitsReader<R> {
    input: R,
    run: Run,
}

/// What is left of a count.
enum Run {
    Copied(usize),
    Repeated(usize, u8),
}

impl<R: BufRead> PackBitsReader<R> {
    pub(crate) fn new(input: R) -> Self {
        Self { input, run: Run::Copied(0) }
    }

    /// The next byte of the input, if there is one.
    fn next_byte(&mut self) -> io::Result<Option<u8>> {
        let byte = self.input.fill_buf()?.first().copied();
        self.input.consume(usize::from(byte.is_some()));
        Ok(byte)
    }
}

impl<R: BufRead> Read for PackBitsReader<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while matches!(self.run, Run::Copied(0) | Run::Repeated(0, _)) {
            let Some(count) = self.next_byte()? else { return Ok(0) };
            self.run = match usize::from(count) {
                128 => continue,
                copied @ ..128 => Run::Copied(copied + 1),
                repeated => match self.next_byte()? {
                    Some(byte) => Run::Repeated(257 - repeated, byte),
                    None => return Ok(0),
                },
            };
        }
        match &mut self.run {
            Run::Copied(left) => {
                let len = out.len().min(*left);
                let read = self.input.read(&mut out[..len])?;
                *left -= read;
                Ok(read)
            }
            Run::Repeated(left, byte) => {
                let len = out.len().min(*left);
                out[..len].fill(*byte);
                *left -= len;
                Ok(len)
            }
        }
    }
}

/// Appends a row, packed. Rows are packed one by one, for no run may go over the end of one.
pub(crate) fn encode(row: &[u8], out: &mut Vec<u8>) {
    let (mut literal, mut at) = (0, 0);
    while at < row.len() {
        let byte = row[at];
        let run = row[at..].iter().take(LONGEST).take_while(|&&other| other == byte).count();
        // Two equal bytes are worth a run only where no stretch has to be broken for them.
        if run >= 3 || run == 2 && literal == at {
            encode_literal(&row[literal..at], out);
            out.extend([(257 - run) as u8, byte]);
            literal = at + run;
        }
        at += run;
    }
    encode_literal(&row[literal..], out);
}

fn encode_literal(bytes: &[u8], out: &mut Vec<u8>) {
    for bytes in bytes.chunks(LONGEST) {
        out.push((bytes.len() - 1) as u8);
        out.extend_from_slice(bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of Apple's technical note 1023, which TIFF 6 points to.
    const PACKED: [u8; 15] = [0xfe, 0xaa, 0x02, 0x80, 0x00, 0x2a, 0xfd, 0xaa, 0x03, 0x80, 0x00, 0x2a, 0x22, 0xf7, 0xaa];
    const PLAIN: [u8; 24] = [
        0xaa, 0xaa, 0xaa, 0x80, 0x00, 0x2a, 0xaa, 0xaa, 0xaa, 0xaa, 0x80, 0x00, 0x2a, 0x22, 0xaa, 0xaa, 0xaa, 0xaa,
        0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa,
    ];

    #[test]
    fn the_example() {
        let mut out = [0; 24];
        assert_eq!(decode(&PACKED, &mut out), Ok(()));
        assert_eq!(out, PLAIN);
        let mut packed = Vec::new();
        encode(&PLAIN, &mut packed);
        assert_eq!(packed, PACKED);
    }

    #[test]
    fn what_it_tolerates() {
        let mut out = [0; 4];
        assert_eq!(decode(&[0x80, 0xfd, 7, 1, 2], &mut out), Ok(()), "a no-op, bytes after the end");
        assert_eq!(out, [7; 4]);
        assert_eq!(decode(&[0x81, 9], &mut out), Ok(()), "a run over the end");
        assert_eq!(out, [9; 4]);
        assert_eq!(decode(&[5, 1, 2, 3, 4, 5, 6], &mut out), Ok(()), "a stretch over the end");
        assert_eq!(out, [1, 2, 3, 4]);
    }

    #[test]
    fn how_far_it_came() {
        let mut out = [0; 24];
        for len in 0..PACKED.len() {
            let short = decode(&PACKED[..len], &mut out).unwrap_err();
            assert!(short.decoded <= 14);
            assert_eq!(out[..short.decoded], PLAIN[..short.decoded], "{len} bytes");
        }
    }

    #[test]
    fn a_stream_gives_what_the_whole_gives() {
        let row: Vec<u8> = (0..5000u32).map(|i| (i * i / 5000 % 7) as u8).chain(0..=255).collect();
        let mut packed = vec![128];
        encode(&row, &mut packed);
        for buffer in [1, 2, 7, 4096] {
            let (mut out, input) = (Vec::new(), io::BufReader::with_capacity(buffer, &packed[..]));
            PackBitsReader::new(input).read_to_end(&mut out).unwrap();
            assert_eq!(out, row);
        }
    }

    #[test]
    fn long_runs_and_stretches_are_split() {
        for row in [vec![5; 300], (0..=255).cycle().take(300).collect::<Vec<u8>>(), vec![1, 2, 2, 3, 3, 3, 4, 4]] {
            let (mut packed, mut out) = (Vec::new(), vec![0; row.len()]);
            encode(&row, &mut packed);
            assert_eq!(decode(&packed, &mut out), Ok(()));
            assert_eq!(out, row);
            assert!(packed.len() <= row.len() + row.len().div_ceil(128));
        }
    }
}
