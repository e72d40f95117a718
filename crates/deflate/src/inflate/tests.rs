//! What flate2 makes is inflated; what is no stream gets flate2's verdict.

extern crate std;

use super::*;
use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress, Status};
use proptest::collection::vec;
use proptest::prelude::*;
use std::vec::Vec;

fn zlib(bytes: &[u8], level: u32) -> Vec<u8> {
    let mut out = Vec::with_capacity(2 * bytes.len() + 1000);
    let status = Compress::new(Compression::new(level), true).compress_vec(bytes, &mut out, FlushCompress::Finish);
    assert_eq!(status.unwrap(), Status::StreamEnd);
    out
}

/// Runs, repetitions from near and far, noise of few values and of many.
pub(crate) fn any_bytes() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        (any::<u8>(), 1_usize..700).prop_map(|(byte, times)| std::vec![byte; times]),
        (vec(any::<u8>(), 1..40), 1_usize..30).prop_map(|(bytes, times)| bytes.repeat(times)),
        (any::<u64>(), 1_usize..9, 0_usize..9000).prop_map(|(seed, bits, len)| {
            let mut state = seed | 1;
            let next = |_| {
                state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(1);
                // Small values more often than large ones.
                ((state >> 33) as u8 & (state >> 41) as u8) >> (8 - bits)
            };
            (0..len).map(next).collect()
        }),
    ];
    vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

/// What zlib-rs makes of a stream: all of `out` and a good ending, or how far it came.
fn verdict(input: &[u8], out: &mut [u8]) -> (bool, usize) {
    let mut inflate = Decompress::new(true);
    let status = inflate.decompress(input, out, FlushDecompress::Finish);
    let len = inflate.total_out() as usize;
    (status.is_ok_and(|status| status == Status::StreamEnd || len == out.len()), len)
}

proptest! {
    #[test]
    fn what_zlib_makes_is_inflated(bytes in any_bytes(), level in 0_u32..10, less in 0_usize..300) {
        let stream = zlib(&bytes, level);
        let mut inflater = Inflater::new();
        let mut out = std::vec![0xee; bytes.len() + less % 3];
        prop_assert_eq!(inflater.inflate_zlib(&stream, &mut out), Ok(bytes.len()));
        prop_assert_eq!(&out[..bytes.len()], &bytes[..]);
        // As much of it as there is room for.
        let mut part = std::vec![0xee; bytes.len().saturating_sub(less)];
        let is_part = inflater.inflate_zlib(&stream, &mut part) == Ok(part.len());
        prop_assert!(is_part);
        prop_assert_eq!(&part[..], &bytes[..part.len()]);
    }

    #[test]
    fn an_end_that_is_missing_is_noticed_where_it_is_missing(bytes in any_bytes(), level in 0_u32..10, cut in 0.0..1.0) {
        let stream = zlib(&bytes, level);
        let cut = (stream.len() as f64 * cut) as usize;
        let mut out = std::vec![0xee; bytes.len()];
        match Inflater::new().inflate_zlib(&stream[..cut], &mut out) {
            Ok(len) => prop_assert_eq!(len, bytes.len()),
            Err(error) => {
                prop_assert_eq!(error.trouble(), Trouble::Ended);
                prop_assert_eq!(&out[..error.decoded()], &bytes[..error.decoded()]);
                let expected = verdict(&stream[..cut], &mut out.clone());
                prop_assert_eq!((false, error.decoded()), (expected.0 && expected.1 == bytes.len(), expected.1));
            }
        }
    }

    #[test]
    fn damage_is_judged_as_zlib_judges_it(
        bytes in any_bytes(),
        level in 0_u32..10,
        damage in vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        room in 0_usize..600,
    ) {
        let mut stream = zlib(&bytes, level);
        for (index, value) in damage {
            let at = index.index(stream.len());
            stream[at] = value;
        }
        let (mut ours, mut theirs) = (std::vec![0; bytes.len() + room], std::vec![0; bytes.len() + room]);
        let (is_good, len) = verdict(&stream, &mut theirs);
        match Inflater::new().inflate_zlib(&stream, &mut ours) {
            // What comes after the last byte that there is room for may be damaged.
            Ok(found) => prop_assert!(found == len && (is_good || found == ours.len())),
            Err(error) => {
                prop_assert!(!is_good, "{error}");
                prop_assert_eq!(error.decoded(), len);
            }
        }
        prop_assert_eq!(&ours[..len], &theirs[..len]);
    }

    #[test]
    fn noise_is_no_trouble(input in vec(any::<u8>(), 0..300), kind in 0_u8..3) {
        let stream: Vec<u8> = [0x78, 0x9c, kind << 1 | 1].into_iter().chain(input).collect();
        let (mut ours, mut theirs) = ([0; 2000], [0; 2000]);
        let (is_good, len) = verdict(&stream, &mut theirs);
        let result = Inflater::new().inflate_zlib(&stream, &mut ours);
        prop_assert!(result.is_ok() == is_good || result == Ok(2000), "{result:?}");
        prop_assert_eq!(&ours[..len], &theirs[..len]);
    }
}

#[test]
fn a_checksum_is_believed_and_not_needed() {
    let bytes = b"as in the corpus".repeat(5);
    let (stream, mut out) = (zlib(&bytes, 6), std::vec![0; bytes.len()]);
    let mut inflater = Inflater::new();
    for missing in 0..=4 {
        assert_eq!(inflater.inflate_zlib(&stream[..stream.len() - missing], &mut out), Ok(bytes.len()));
    }
    let mut wrong = stream;
    *wrong.last_mut().unwrap() ^= 1;
    let error = inflater.inflate_zlib(&wrong, &mut out).unwrap_err();
    assert_eq!(error.trouble(), Trouble::Damaged("a wrong checksum"));
    assert_eq!((error.position(), error.decoded()), (wrong.len() - 4, bytes.len()));
    // Nothing of it is seen where the stream goes on.
    assert_eq!(inflater.inflate_zlib(&wrong, &mut out[..60]), Ok(60));
}

#[test]
fn headers_that_are_none() {
    let damaged = |stream: &[u8]| match Inflater::new().inflate_zlib(stream, &mut [0; 9]).unwrap_err().trouble() {
        Trouble::Ended => "",
        Trouble::Damaged(what) => what,
    };
    assert_eq!(damaged(&[0x78, 0x9d, 3, 0]), "no header of zlib's");
    assert_eq!(damaged(&[0x78, 0xbb, 3, 0]), "a dictionary that is not there");
    assert_eq!(damaged(&[0x78, 0x9c, 1, 1, 0, 1, 0]), "a stored block whose length is told in two ways");
    assert_eq!(damaged(&[0x78, 0x9c, 0xfd, 0, 0]), "too many symbols");
    // The fixed code, and a distance beyond what there is.
    assert_eq!(damaged(&[0x78, 0x9c, 0x4b, 0x04, 0x22, 0, 0]), "a distance beyond the beginning");
    assert_eq!(damaged(&[0x78]), "");
}
