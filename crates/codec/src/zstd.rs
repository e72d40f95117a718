//! Zstandard (RFC 8878): decoded by zrip, encoded by structured-zstd.

use crate::short::{Short, fill};
use structured_zstd::encoding::{CompressionLevel, compress_slice_to_vec};
use zrip::{DecompressContext, DecompressError, FrameDecoder};

/// What a frame begins with, unless it is one to skip.
const MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// GDAL's default.
pub(crate) const DEFAULT_LEVEL: u8 = 9;

/// The bytes of one or more frames, read as far as they are asked for. It holds twice the window at most, and no more than
/// twice of what it has decoded.
pub(crate) type Reader<R> = FrameDecoder<R>;

#[derive(Default)]
pub(crate) struct Decoder {
    context: DecompressContext,
    frame: Vec<u8>,
}

impl Decoder {
    /// Fills `out`, or says how far it came. Once it is full, the end of the frame is not waited for; a checksum that is there
    /// is believed.
    pub(crate) fn decode(&mut self, input: &[u8], out: &mut [u8]) -> Result<(), Short> {
        // Nearly every payload is one frame of just the block's size, which is decoded fastest as a whole.
        if let Some(frame) = input.strip_prefix(&MAGIC) {
            self.frame.clear();
            let result = self.context.decompress_after_magic_into(frame, &mut self.frame, out.len());
            if let Err(DecompressError::ChecksumMismatch { .. }) = result {
                return Err(Short::damaged_after(self.frame.len()));
            }
            if self.frame.len() == out.len() {
                out.copy_from_slice(&self.frame);
                return Ok(());
            }
        }
        fill(Reader::with_limit(input, usize::MAX), out)
    }
}

/// All that a frame holds, to its end: no more than `most` bytes.
#[cfg(feature = "lerc")]
pub(crate) fn decode_whole(input: &[u8], most: usize) -> Result<Vec<u8>, Short> {
    let Some(frame) = input.strip_prefix(&MAGIC) else { return Err(Short::damaged_after(0)) };
    let mut out = Vec::new();
    match DecompressContext::new().decompress_after_magic_into(frame, &mut out, most) {
        Ok(_) => Ok(out),
        Err(DecompressError::OutputTooSmall) => Err(Short { decoded: out.len(), what: "go on beyond any block" }),
        Err(DecompressError::InputExhausted) => Err(Short::ends_after(out.len())),
        Err(_) => Err(Short::damaged_after(out.len())),
    }
}

/// Makes frames, each by a compressor of its own: those of the library cannot go from thread to thread.
pub(crate) struct Encoder {
    /// Levels that may be taken, the fastest first; the last is the one that is asked for.
    levels: Vec<CompressionLevel>,
}

/// How many bytes of a block tell which level it is worth.
const PROBE: usize = 32 << 10;
/// Below this a block is not worth a probe: every level is tried.
const SMALL: usize = 4 * PROBE;
/// A level may take so many more thousandths than a slower one.
const LEEWAY: usize = 4;
/// Where the fastest level is so few hundredths behind in the probe, it may be ahead in the block.
const NEAR: usize = 2;

impl Encoder {
    /// At this level of libzstd's, from 1 to 22, or at a faster one where it takes no more bytes: what prediction leaves of
    /// noise has chance repetitions of three bytes, which are long to search for and take more than they save.
    pub(crate) fn new(level: u8) -> Self {
        let faster: &[u8] = match level {
            2..=5 => &[1],
            6..=12 => &[1, 5],
            _ => &[],
        };
        // The library's level 3 is larger than libzstd's where samples are predicted.
        let own = if level == 3 { 4 } else { level };
        Self { levels: faster.iter().chain([&own]).map(|&level| CompressionLevel::from_level(level.into())).collect() }
    }

    /// Appends one frame, which says its size and has no checksum: libtiff's are such.
    pub(crate) fn encode(&self, bytes: &[u8], out: &mut Vec<u8>) {
        let levels = self.levels_worth_trying(bytes);
        let frames = levels.into_iter().map(|level| compress_slice_to_vec(bytes, level));
        out.extend_from_slice(&frames.min_by_key(Vec::len).unwrap_or_default());
    }

    /// The fastest level that takes as few bytes of the probe as any, or nearly so; and the very fastest, if it is near.
    fn levels_worth_trying(&self, bytes: &[u8]) -> Vec<CompressionLevel> {
        if self.levels.len() == 1 || bytes.len() < SMALL {
            return self.levels.clone();
        }
        let probe = &bytes[(bytes.len() - PROBE) / 2..][..PROBE];
        let lens: Vec<usize> = self.levels.iter().map(|&level| compress_slice_to_vec(probe, level).len()).collect();
        let least = lens.iter().copied().min().unwrap_or_default();
        let enough = lens.iter().position(|len| len * 1000 <= least * (1000 + LEEWAY)).unwrap_or_default();
        let with_fastest = enough > 0 && lens[0] * 100 <= least * (100 + NEAR);
        let chosen = with_fastest.then_some(0).into_iter().chain([enough]);
        chosen.map(|number| self.levels[number]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::hex;
    use proptest::collection::vec;
    use proptest::prelude::*;
    use std::io::Read;

    /// [`plain`] by libzstd at level 19, without a checksum.
    const FRAME: &str = "\
         28b52ffd60200055030014060001020406080b0e1114181c20252a2f343a40464d545b626a727a838c959ea8b2bcc7d2dde8\
         f405111e2b384553616f7e8d9cabbbcbdbec02132436485a6d8093a6bacee2f711263b51677d94abc2d9f10e263f58718aa4\
         bed8f3132e496581000100216fa44214";

    fn plain() -> Vec<u8> {
        (0..96u32).map(|i| ((i * i / 7 + i) % 251) as u8).collect::<Vec<_>>().repeat(3)
    }

    fn decode(input: &[u8], len: usize) -> Result<Vec<u8>, Short> {
        let mut out = vec![0xee; len];
        Decoder::default().decode(input, &mut out).map(|()| out)
    }

    /// A frame of bytes as they stand; it says neither its size nor a checksum.
    fn raw_frame(bytes: &[u8]) -> Vec<u8> {
        let len = u8::try_from(bytes.len()).unwrap();
        [&MAGIC[..], &[0, 0, len << 3 | 1, len >> 5, 0], bytes].concat()
    }

    #[test]
    fn what_libzstd_made() {
        let frame = hex(FRAME);
        assert_eq!(decode(&frame, 288), Ok(plain()));
        assert_eq!(decode(&frame, 200), Ok(plain()[..200].to_vec()), "the block is shorter");
        assert_eq!(decode(&frame, 300), Err(Short::ends_after(288)));
        assert_eq!(decode(&[&frame[..], &[1, 2, 3, 4, 5]].concat(), 288), Ok(plain()), "bytes after the end");
    }

    #[test]
    fn frames_one_after_another_and_frames_to_skip() {
        let skipped = [0x52, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 7, 8, 9];
        let input = [&skipped, &raw_frame(&[1, 2, 3])[..], &skipped, &raw_frame(&[4, 5])].concat();
        assert_eq!(decode(&input, 5), Ok(vec![1, 2, 3, 4, 5]));
        assert_eq!(decode(&input, 4), Ok(vec![1, 2, 3, 4]));
        assert_eq!(decode(&input, 6), Err(Short::ends_after(5)));
        // One that claims to be as long as an address reaches.
        for len in [u32::MAX, u32::MAX - 7] {
            let endless = [&[0x50, 0x2a, 0x4d, 0x18][..], &len.to_le_bytes(), &[0; 9]].concat();
            assert_eq!(decode(&endless, 4), Err(Short::ends_after(0)));
        }
    }

    #[test]
    fn a_checksum_may_be_missing_but_is_believed() {
        let mut frame = raw_frame(&[1, 2, 3]);
        frame[4] |= 4;
        assert_eq!(decode(&frame, 3), Ok(vec![1, 2, 3]), "it is cut off");
        frame.extend([0; 4]);
        assert_eq!(decode(&frame, 3), Err(Short::damaged_after(3)));
    }

    #[test]
    fn a_window_of_gigabytes_takes_no_memory() {
        // Window descriptors beyond 128 MB are refused, as libzstd does; the largest below holds what is decoded.
        let mut frame = raw_frame(&[1, 2, 3]);
        frame[5] = 17 << 3;
        assert_eq!(decode(&frame, 3), Ok(vec![1, 2, 3]));
        frame[5] = 31 << 3;
        assert_eq!(decode(&frame, 3), Err(Short::damaged_after(0)));
        // The same of a content size: it is larger than the block, so what there is is read until the block is full.
        let huge = [&MAGIC[..], &[0xe0], &u64::MAX.to_le_bytes(), &[3 << 3 | 1, 0, 0, 1, 2, 3]].concat();
        assert!(decode(&huge, 5).is_err());
    }

    proptest! {
        #[test]
        fn whole_and_in_parts_it_is_the_same(
            bytes in prop_oneof![vec(any::<u8>(), 0..3000), vec(0..3u8, 0..3000)], level in -7..=4i32, step in 1..400usize,
        ) {
            let frame = zrip::compress(&bytes, level).unwrap();
            prop_assert_eq!(&decode(&frame, bytes.len()).unwrap(), &bytes);
            let (mut reader, mut read) = (Reader::new(&frame[..]), Vec::new());
            let mut part = vec![0; step];
            while let len @ 1.. = reader.read(&mut part).unwrap() {
                read.extend_from_slice(&part[..len]);
            }
            prop_assert_eq!(read, bytes);
        }

        #[test]
        fn frames_of_all_levels_are_read_by_another_crate(
            bytes in prop_oneof![vec(any::<u8>(), 0..3000), vec(0..3u8, 0..9000)], level in 1..=22u8,
        ) {
            let mut out = vec![7];
            Encoder::new(level).encode(&bytes, &mut out);
            prop_assert_eq!(decode(&out[1..], bytes.len()).unwrap(), bytes);
            // Neither a checksum nor a dictionary; the size is there.
            prop_assert_eq!(out[5] & 0b111, 0);
        }

        #[test]
        fn damage_is_an_error_or_other_bytes(
            cut in 0..116usize, flips in vec(0..8 * 116usize, 0..4), len in 0..600usize,
        ) {
            let mut frame = hex(FRAME);
            prop_assert_eq!(frame.len(), 116);
            flips.iter().for_each(|bit| frame[bit / 8] ^= 1 << (bit % 8));
            for input in [&frame[..], &frame[..cut]] {
                if let Err(short) = decode(input, len) {
                    prop_assert!(short.decoded <= len);
                }
            }
        }
    }

    #[test]
    fn a_probe_of_large_blocks_finds_what_a_level_is_worth() {
        let len = |bytes: &[u8], level| {
            let mut frame = Vec::new();
            Encoder::new(level).encode(bytes, &mut frame);
            assert_eq!(decode(&frame, bytes.len()).as_deref(), Ok(bytes));
            frame.len()
        };
        let plain = |bytes: &[u8], level| compress_slice_to_vec(bytes, CompressionLevel::from_level(level)).len();
        let mut state = 1_u32;
        let mut throw = move || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8 % 8
        };
        let noise: Vec<u8> = (0..400_000).map(|_| throw() + throw() + throw()).collect();
        assert_eq!(len(&noise, 9), plain(&noise, 1));
        // Words of a language: there is more to find for those who look longer.
        let words: Vec<Vec<u8>> = (0..2000).map(|i| (0..4 + i % 5).map(|_| throw() * 8 + throw()).collect()).collect();
        let mut pick = || 64 * usize::from(throw()) + 8 * usize::from(throw()) + usize::from(throw());
        let text: Vec<u8> = (0..60_000).flat_map(|_| words[pick() + pick() + pick()].clone()).collect();
        assert!(len(&text, 9) * 1000 <= plain(&text, 9).min(plain(&text, 1)) * 1010);
        assert!(len(&text, 9) * 100 < plain(&text, 1) * 97, "{} {}", len(&text, 9), plain(&text, 1));
    }

    #[test]
    fn chance_repetitions_make_no_level_worse_than_the_fastest() {
        let mut state = 1_u32;
        // What prediction leaves: a sum of thtext.
        let mut throw = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8 % 8
        };
        let bytes: Vec<u8> = (0..40_000).map(|_| throw() + throw() + throw()).collect();
        let len = |level| {
            let mut frame = Vec::new();
            Encoder::new(level).encode(&bytes, &mut frame);
            assert_eq!(decode(&frame, bytes.len()).as_deref(), Ok(&bytes[..]));
            frame.len()
        };
        for level in 2..=12 {
            assert!(len(level) <= len(1), "level {level}");
        }
    }
}
