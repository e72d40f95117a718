//! Blocks of every fax code, as an encoder of its own makes them, as another crate does, and damaged ones.

use super::codes::{Mode, words};
use crate::Decoder;
use fax::{Color, VecWriter};
use geotiff_core::{BlockSpec, ByteOrder, CodecFields, Compression, ErrorKind, Predictor, SampleFormat};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

const END_OF_LINE: &str = "000000000001";

/// A way to store rows of bits.
#[derive(Clone, Copy, Debug)]
struct Way {
    compression: Compression,
    options: u32,
    /// Group 3 with codes that end lines.
    ends_lines: bool,
}

const WAYS: [Way; 8] = [
    Way { compression: Compression::FAX_RLE, options: 0, ends_lines: false },
    Way { compression: Compression::FAX_RLE_WORDS, options: 0, ends_lines: false },
    Way { compression: Compression::FAX3, options: 0, ends_lines: true },
    Way { compression: Compression::FAX3, options: 0, ends_lines: false },
    Way { compression: Compression::FAX3, options: 1, ends_lines: true },
    Way { compression: Compression::FAX3, options: 4, ends_lines: true },
    Way { compression: Compression::FAX3, options: 5, ends_lines: true },
    Way { compression: Compression::FAX4, options: 0, ends_lines: false },
];

fn spec(compression: Compression, width: usize, rows: usize) -> BlockSpec {
    BlockSpec {
        compression,
        predictor: Predictor::None,
        byte_order: ByteOrder::Little,
        reversed_bits: false,
        format: SampleFormat::UInt,
        bits: 1,
        samples: 1,
        width,
        rows,
    }
}

fn decode(spec: &BlockSpec, options: u32, payload: &[u8]) -> Result<Vec<u8>, String> {
    let fields = CodecFields { fax_options: options, ..CodecFields::NONE };
    let mut out = vec![7; spec.decoded_len()];
    crate::decode(spec, &fields, payload, &mut out).map_err(|error| error.to_string())?;
    Ok(out)
}

/// Words of zeros and ones as bytes.
fn bytes_of(mut words: String) -> Vec<u8> {
    while !words.len().is_multiple_of(8) {
        words.push('0');
    }
    words.as_bytes().chunks(8).map(|bits| bits.iter().fold(0, |byte, bit| byte << 1 | (bit - b'0'))).collect()
}

fn push_run(out: &mut String, black: bool, mut pixels: usize) {
    while pixels >= 2624 {
        out.push_str(words::run(black, 2560));
        pixels -= 2560;
    }
    if pixels >= 64 {
        out.push_str(words::run(black, pixels as u32 / 64 * 64));
    }
    out.push_str(words::run(black, pixels as u32 % 64));
}

fn encode_1d(row: &[u8], out: &mut String) {
    let mut at = 0;
    let mut color = 0;
    while at < row.len() {
        let end = (at..row.len()).find(|&x| row[x] != color).unwrap_or(row.len());
        push_run(out, color == 1, end - at);
        (at, color) = (end, 1 - color);
    }
}

/// T.4's procedure, pixel by pixel.
fn encode_2d(row: &[u8], above: &[u8], out: &mut String) {
    let pixel = |row: &[u8], x: isize| usize::try_from(x).map_or(0, |x| row[x]);
    let width = row.len().cast_signed();
    let (mut a0, mut color) = (-1, 0);
    while a0 < width {
        let change = |row: &[u8], from: isize, to: u8| {
            (from..width).find(|&x| pixel(row, x) == to && pixel(row, x - 1) != to).unwrap_or(width)
        };
        let a1 = (a0.max(0)..width).find(|&x| row[x as usize] != color).unwrap_or(width);
        let b1 = change(above, a0 + 1, 1 - color);
        let b2 = change(above, b1 + 1, color);
        if b2 < a1 {
            out.push_str(words::mode(Mode::Pass));
            a0 = b2;
        } else if (a1 - b1).abs() <= 3 {
            let columns = (a1 - b1).unsigned_abs() as u8;
            out.push_str(words::mode(if a1 >= b1 { Mode::Right(columns) } else { Mode::Left(columns) }));
            (a0, color) = (a1, 1 - color);
        } else {
            let a2 = (a1..width).find(|&x| row[x as usize] == color).unwrap_or(width);
            out.push_str(words::mode(Mode::Horizontal));
            push_run(out, color == 1, (a1 - a0.max(0)) as usize);
            push_run(out, color == 0, (a2 - a1) as usize);
            a0 = a2;
        }
    }
}

fn encode(way: Way, width: usize, pixels: &[u8]) -> Vec<u8> {
    let mut out = String::new();
    let mut above = &vec![0; width][..];
    for (number, row) in pixels.chunks(width).enumerate() {
        if way.ends_lines {
            while way.options & 4 != 0 && out.len() % 8 != 4 {
                out.push('0');
            }
            out.push_str(END_OF_LINE);
        }
        let two_dimensional = match way.compression {
            Compression::FAX3 if way.options & 1 != 0 => {
                out.push(if number % 3 == 0 { '1' } else { '0' });
                number % 3 != 0
            }
            compression => compression == Compression::FAX4,
        };
        if two_dimensional {
            encode_2d(row, above, &mut out);
        } else {
            encode_1d(row, &mut out);
        }
        let unit = match way.compression {
            Compression::FAX_RLE => 8,
            Compression::FAX_RLE_WORDS => 16,
            _ => 1,
        };
        while !out.len().is_multiple_of(unit) {
            out.push('0');
        }
        above = row;
    }
    bytes_of(out)
}

/// Rows of runs: short ones, long ones, and rows that are much like the one above.
fn any_pixels() -> impl Strategy<Value = (usize, Vec<u8>)> {
    let runs = vec(prop_oneof![3 => 1..6_usize, 2 => 1..80_usize, 1 => 1..6000_usize], 1..60);
    let row = (runs, any::<bool>(), -4..=4_isize);
    (prop_oneof![1..40_usize, 1..9000_usize], vec(row, 1..7)).prop_map(|(width, rows)| {
        let mut pixels: Vec<u8> = Vec::new();
        for (runs, like_above, shift) in rows {
            if like_above && pixels.len() >= width {
                let above = pixels[pixels.len() - width..].to_vec();
                pixels.extend(
                    (0..width.cast_signed())
                        .map(|x| usize::try_from(x + shift).ok().and_then(|x| above.get(x).copied()).unwrap_or(0)),
                );
            } else {
                let row = runs.iter().cycle().enumerate().flat_map(|(i, &n)| std::iter::repeat_n((i % 2) as u8, n));
                pixels.extend(row.take(width));
            }
        }
        (width, pixels)
    })
}

#[test]
fn the_last_rows_may_be_shorter_than_the_longest_code() {
    // One white pixel and three black ones, twice.
    let rows = [0b0001_1110, 0b0001_1110];
    assert_eq!(decode(&spec(Compression::FAX_RLE, 4, 2), 0, &rows).unwrap(), [0, 1, 1, 1, 0, 1, 1, 1]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_way_gives_the_pixels((width, pixels) in any_pixels(), reversed_bits in any::<bool>()) {
        for way in WAYS {
            let mut payload = encode(way, width, &pixels);
            if reversed_bits {
                payload.iter_mut().for_each(|byte| *byte = byte.reverse_bits());
            }
            let spec = BlockSpec { reversed_bits, ..spec(way.compression, width, pixels.len() / width) };
            prop_assert!(decode(&spec, way.options, &payload) == Ok(pixels.clone()), "{way:?}, {width} columns");
        }
    }

    #[test]
    fn group_4_of_another_encoder((width, pixels) in any_pixels()) {
        // Its 16-bit arithmetic is done at 32767 columns, which these are far from.
        let mut encoder = fax::encoder::Encoder::new(VecWriter::new());
        for row in pixels.chunks(width) {
            let colors = row.iter().map(|&pixel| if pixel == 1 { Color::Black } else { Color::White });
            encoder.encode_line(colors, width as u32).unwrap();
        }
        let payload = encoder.finish().unwrap().finish();
        let spec = spec(Compression::FAX4, width, pixels.len() / width);
        prop_assert!(decode(&spec, 0, &payload) == Ok(pixels));
    }

    #[test]
    fn damage_is_survived(
        (width, pixels) in any_pixels(),
        way in select(&WAYS[..]),
        damage in vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut payload = encode(way, width, &pixels);
        for (at, byte) in damage {
            let at = at.index(payload.len());
            payload[at] = byte;
        }
        payload.truncate(cut.index(payload.len() + 1));
        let rows = pixels.len() / width;
        let (mut fresh, mut used) = (Decoder::new(), Decoder::new());
        let spec = spec(way.compression, width, rows);
        let fields = CodecFields { fax_options: way.options, ..CodecFields::NONE };
        let (mut first, mut second) = (vec![1; pixels.len()], vec![2; pixels.len()]);
        let _ = used.decode(&spec, &fields, &encode(way, width, &pixels), &mut second);
        let a = fresh.decode(&spec, &fields, &payload, &mut first);
        let b = used.decode(&spec, &fields, &payload, &mut second);
        prop_assert_eq!(a.is_ok(), b.is_ok());
        prop_assert!(a.is_err() || first == second);
        if let Err(error) = a {
            prop_assert_eq!(error.kind(), ErrorKind::Format);
        }
    }

    #[test]
    fn any_bytes(width in 1_usize..99, rows in 1_usize..9, way in select(&WAYS[..]), options in 0..8_u32, payload in vec(any::<u8>(), 0..200)) {
        let _ = decode(&spec(way.compression, width, rows), options, &payload);
    }
}

/// Rows as libtiff recovers them: each value was read by GDAL.
#[test]
fn what_is_made_of_damage() {
    let g4 = |words: &str, width, rows| decode(&spec(Compression::FAX4, width, rows), 0, &bytes_of(words.into()));
    let two = format!("{}{}", "001011111", "1110111");
    assert_eq!(g4(&two, 8, 4), g4(&format!("{two}{END_OF_LINE}{END_OF_LINE}"), 8, 4), "it ends by its code or without");
    assert!(g4(&END_OF_LINE.repeat(2), 8, 4).unwrap_err().contains("end after 0"), "it ends before a row");
    let rle = |words: &str, width, rows| decode(&spec(Compression::FAX_RLE, width, rows), 0, &bytes_of(words.into()));
    // White 2, black 3, white 7: the last one is too long, and the rest of the row is white.
    assert_eq!(rle("0111101111", 8, 1).unwrap(), [0, 0, 1, 1, 1, 0, 0, 0]);
    // White 2, black 20: so is the rest where a black run is too long.
    assert_eq!(rle("011100001101000", 8, 1).unwrap(), [0; 8]);
    // White 2, black 3, no code.
    assert_eq!(rle("0111100000000100", 8, 1).unwrap(), [0, 0, 1, 1, 1, 0, 0, 0]);
    // White 8, and no second row.
    assert!(rle("10011", 8, 2).unwrap_err().contains("end after 1"));
}

#[test]
fn uncompressed_mode_is_named() {
    let extension = bytes_of(format!("{}{}", words::mode(Mode::Right(0)), "0000001111"));
    let spec = spec(Compression::FAX4, 8, 3);
    assert!(decode(&spec, 2, &extension).unwrap_err().contains("uncompressed mode"));
    assert!(decode(&spec, 0, &extension).is_ok(), "otherwise it is damage like any other");
}

#[test]
fn other_depths_are_refused() {
    for spec in [
        BlockSpec { bits: 8, ..spec(Compression::FAX4, 8, 3) },
        BlockSpec { samples: 3, ..spec(Compression::FAX3, 8, 3) },
    ] {
        let mut out = vec![0; spec.decoded_len()];
        let error = crate::decode(&spec, &CodecFields::NONE, &[0; 9], &mut out).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported);
    }
}
