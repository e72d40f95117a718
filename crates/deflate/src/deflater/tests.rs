//! What is deflated, zlib-rs and our own inflate; nothing grows, and nothing depends on what was deflated before.

extern crate std;

use super::*;
use crate::Inflater;
use crate::inflate::tests::any_bytes;
use flate2::{Decompress, FlushDecompress, Status};
use proptest::prelude::*;
use std::vec;

fn deflated(level: u8, bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    Deflater::new(level).deflate_zlib(bytes, &mut out);
    out
}

/// A header, a checksum, and for each 65,535 bytes what tells of them.
fn most(len: usize) -> usize {
    2 + 4 + len + 5 * len.div_ceil(0xffff).max(1) + 5 * len.div_ceil(LONGEST_BLOCK)
}

fn check(level: u8, bytes: &[u8]) -> Result<(), TestCaseError> {
    let stream = deflated(level, bytes);
    prop_assert!(stream.len() <= most(bytes.len()), "{} bytes became {}", bytes.len(), stream.len());
    let mut out = vec![0xee; bytes.len()];
    prop_assert_eq!(Inflater::new().inflate_zlib(&stream, &mut out), Ok(bytes.len()));
    prop_assert!(out == bytes);
    let (mut out, mut inflate) = (vec![0xee; bytes.len() + 1], Decompress::new(true));
    let status = inflate.decompress(&stream, &mut out, FlushDecompress::Finish).unwrap();
    prop_assert_eq!((status, inflate.total_in()), (Status::StreamEnd, stream.len() as u64));
    prop_assert!(out[..bytes.len()] == *bytes);
    Ok(())
}

/// Numbers of a generator's, of so many bits.
fn noise(len: usize, bits: u32) -> Vec<u8> {
    let mut state = 1_u64;
    let next = |_| {
        state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
        (state >> (64 - bits)) as u8
    };
    (0..len).map(next).collect()
}

proptest! {
    #[test]
    fn what_is_deflated_is_inflated(bytes in any_bytes(), level in 1_u8..10) {
        check(level, &bytes)?;
    }

    #[test]
    fn one_buffer_does_not_change_the_next(first in any_bytes(), second in any_bytes(), level in 1_u8..10) {
        let (mut deflater, mut out) = (Deflater::new(level), vec![1, 2, 3]);
        deflater.deflate_zlib(&first, &mut out);
        out.truncate(3);
        deflater.deflate_zlib(&second, &mut out);
        prop_assert_eq!(&out[..3], &[1, 2, 3]);
        prop_assert!(out[3..] == deflated(level, &second));
    }
}

#[test]
fn large_buffers_of_all_kinds() {
    let rows: Vec<u8> =
        noise(300, 7).iter().cycle().enumerate().map(|(n, byte)| byte ^ (n >> 15) as u8).take(400_000).collect();
    let mixed = [noise(70_000, 8), vec![7; 200_000], noise(90_000, 3), rows.clone(), noise(5, 8)].concat();
    for bytes in
        [&[][..], b"a", &[9; 65_537], &vec![0; 1_200_000], &noise(700_000, 8), &noise(300_000, 4), &rows, &mixed]
    {
        for level in [1, 4, 6, 9] {
            check(level, bytes).unwrap();
        }
    }
}

#[test]
fn noise_is_stored_and_runs_are_small() {
    assert!(deflated(6, &noise(262_144, 8)).len() <= most(262_144));
    // 1032 bytes a bit and a half is the best that the format can do.
    let zeros = deflated(6, &vec![0; 1 << 20]).len();
    assert!(zeros < 1200, "{zeros}");
    // No match, but half of the bits.
    let noise = deflated(1, &noise(100_000, 4)).len();
    assert!(noise < 51_000, "{noise}");
}

#[test]
fn a_short_match_yields_to_the_longest() {
    let (long, start) = (noise(400, 8), noise(40, 7));
    let short = [&start[..], &long[..12], &[3, 1, 4]].concat();
    let bytes = [&long[..], &short, &start, &long, &[start[39]], &long, &vec![5; 3000], &[6], &vec![5; 3000]].concat();
    (1..=9).for_each(|level| check(level, &bytes.repeat(20)).unwrap());
}

#[test]
fn levels_out_of_range_are_the_nearest() {
    let bytes = noise(30_000, 2);
    assert!(deflated(0, &bytes) == deflated(1, &bytes) && deflated(200, &bytes) == deflated(9, &bytes));
}
