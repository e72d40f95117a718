//! Whole streams: the samples of libjpeg-turbo, whatever the block says of itself; damaged, and refused.

use crate::Decoder;
use geotiff_core::{
    BlockSpec, ByteOrder, CodecFields, Compression, Error, ErrorKind, Photometric, Predictor, Result, SampleFormat,
};
use proptest::prelude::*;
use std::path::PathBuf;

/// A stream of `testdata/jpeg` and what it decodes to.
#[derive(Clone, Debug)]
struct Case {
    name: String,
    spec: BlockSpec,
    fields: CodecFields,
    stream: Vec<u8>,
    /// In native byte order.
    samples: Vec<u8>,
}

impl Case {
    fn decode(&self, spec: &BlockSpec) -> Result<Vec<u8>> {
        let mut out = vec![0xee; spec.decoded_len()];
        crate::decode(spec, &self.fields, &self.stream, &mut out).map(|()| out)
    }

    fn error(&self, spec: &BlockSpec) -> Error {
        self.decode(spec).unwrap_err()
    }

    fn row_len(&self) -> usize {
        self.samples.len() / self.spec.rows
    }
}

fn cases() -> Vec<Case> {
    let folder: PathBuf = [env!("CARGO_MANIFEST_DIR"), "..", "..", "testdata", "jpeg"].iter().collect();
    let list: serde_json::Value = serde_json::from_slice(&std::fs::read(folder.join("list.json")).unwrap()).unwrap();
    let case = |entry: &serde_json::Value| {
        let name = entry["name"].as_str().unwrap();
        let number = |key: &str| entry[key].as_u64().unwrap() as usize;
        let mut samples = std::fs::read(folder.join(format!("{name}.raw"))).unwrap();
        if number("bits") > 8 && ByteOrder::NATIVE == ByteOrder::Big {
            samples.as_chunks_mut::<2>().0.iter_mut().for_each(|sample| sample.reverse());
        }
        let photometric = if entry["ycbcr"] == true { Photometric::YCBCR } else { Photometric::RGB };
        let spec = BlockSpec {
            compression: Compression::JPEG,
            predictor: Predictor::None,
            byte_order: ByteOrder::Big,
            reversed_bits: false,
            format: SampleFormat::UInt,
            bits: number("bits") as u16,
            samples: number("samples"),
            width: number("width"),
            rows: number("height"),
        };
        let stream = std::fs::read(folder.join(format!("{name}.jpg"))).unwrap();
        Case { name: name.into(), spec, fields: CodecFields { photometric, ..CodecFields::NONE }, stream, samples }
    };
    list.as_array().unwrap().iter().map(case).collect()
}

fn case(name: &str) -> Case {
    cases().into_iter().find(|case| case.name == name).unwrap()
}

#[test]
fn samples_are_those_of_libjpeg_turbo() {
    for case in cases() {
        assert!(case.decode(&case.spec).unwrap() == case.samples, "{}", case.name);
        // FillOrder says nothing of JPEG, nor does a predictor.
        let spec = BlockSpec { reversed_bits: true, predictor: Predictor::Horizontal, ..case.spec };
        assert!(case.decode(&spec).unwrap() == case.samples, "{}", case.name);
    }
}

#[test]
fn of_a_block_that_the_image_cuts_the_rows_within_are_wanted() {
    for case in cases() {
        for rows in [1, 7, 8, 15, 16] {
            let spec = BlockSpec { rows: rows.min(case.spec.rows), ..case.spec };
            let samples = case.decode(&spec).unwrap();
            assert!(samples == case.samples[..samples.len()], "{}, {rows} rows", case.name);
        }
    }
}

#[test]
fn what_an_image_lacks_of_its_block_is_zero() {
    for case in cases() {
        let rows = case.spec.rows;
        let spec = BlockSpec { rows: rows + 5, ..case.spec };
        let samples = case.decode(&spec).unwrap();
        let (image, rest) = samples.split_at(case.samples.len());
        assert!(image == case.samples && rest.iter().all(|&byte| byte == 0), "{}", case.name);

        let spec = BlockSpec { width: case.spec.width + 3, ..case.spec };
        // Columns may be components in lossless data, but there must be as many.
        if case.name == "lossless_dng" {
            continue;
        }
        let samples = case.decode(&spec).unwrap();
        let row_len = case.row_len();
        for (row, expected) in samples.chunks(samples.len() / rows).zip(case.samples.chunks(row_len)) {
            assert!(row[..row_len] == *expected && row[row_len..].iter().all(|&byte| byte == 0), "{}", case.name);
        }
    }
}

#[test]
fn tables_may_be_shared_by_blocks() {
    let mut decoder = Decoder::new();
    for case in cases() {
        // The tables of these streams stand between SOI and the frame header.
        let frame = case.stream.windows(2).position(|two| matches!(two, [0xff, 0xc0..=0xc3])).unwrap();
        let scan = case.stream.windows(2).position(|two| two == [0xff, 0xda]).unwrap();
        let frame_end = frame + 2 + usize::from(u16::from_be_bytes([case.stream[frame + 2], case.stream[frame + 3]]));
        let tables = [&case.stream[..frame], &case.stream[frame_end..scan], &[0xff, 0xd9]].concat();
        let payload = [&[0xff, 0xd8], &case.stream[frame..frame_end], &case.stream[scan..]].concat();
        let mut out = vec![0; case.samples.len()];
        for _ in 0..2 {
            let fields = CodecFields { jpeg_tables: tables.clone(), ..case.fields.clone() };
            decoder.decode(&case.spec, &fields, &payload, &mut out).unwrap();
            assert!(out == case.samples, "{}", case.name);
            // The next image does not have them.
            let error = decoder.decode(&case.spec, &CodecFields::NONE, &payload, &mut out).unwrap_err();
            assert!(error.message().contains("table"), "{}: {error}", case.name);
        }
    }
}

#[test]
fn a_stream_that_is_cut_is_an_error_that_says_where() {
    for case in cases() {
        // No stream is complete without its last bytes, the marker of the end apart.
        for len in [0, 1, 2, 3, case.stream.len() / 2, case.stream.len() - 4] {
            let cut = Case { stream: case.stream[..len].to_vec(), ..case.clone() };
            let error = cut.error(&case.spec);
            assert_eq!(error.kind(), ErrorKind::Format, "{} cut to {len} bytes: {error}", case.name);
        }
        let cut = Case { stream: case.stream[..case.stream.len() - 2].to_vec(), ..case.clone() };
        assert!(cut.decode(&case.spec).unwrap() == case.samples, "{} without its end", case.name);
    }
    let gray = case("gray");
    let half = Case { stream: gray.stream[..gray.stream.len() - 150].to_vec(), ..gray.clone() };
    assert_eq!(half.error(&gray.spec).to_string(), "the JPEG data end after 8 of the block's 27 rows");
}

#[test]
fn another_image_than_the_directory_says_is_refused() {
    let rgb = case("rgb");
    let message = "the JPEG image has 37 × 27 pixels with 3 components of 8 bits, which does not fit a block of ";
    for (spec, block) in [
        (BlockSpec { width: 36, ..rgb.spec }, "36 × 27 with 3 samples of 8 bits"),
        (BlockSpec { samples: 4, ..rgb.spec }, "37 × 27 with 4 samples of 8 bits"),
        (BlockSpec { samples: 1, ..rgb.spec }, "37 × 27 with 1 samples of 8 bits"),
        (BlockSpec { bits: 12, ..rgb.spec }, "37 × 27 with 3 samples of 12 bits"),
        (BlockSpec { bits: 16, ..rgb.spec }, "37 × 27 with 3 samples of 16 bits"),
        (BlockSpec { bits: 32, ..rgb.spec }, "37 × 27 with 3 samples of 32 bits"),
    ] {
        let error = rgb.error(&spec);
        assert_eq!((error.kind(), error.to_string()), (ErrorKind::Format, format!("{message}{block}")));
    }
    let lossless = case("lossless_2");
    assert!(lossless.decode(&BlockSpec { bits: 8, ..lossless.spec }).is_err());
    assert!(lossless.decode(&BlockSpec { bits: 16, ..lossless.spec }).is_ok(), "fewer bits than there is room for");
}

#[test]
fn what_is_not_supported_is_said() {
    for (marker, what) in
        [(0xc9, "JPEG with arithmetic coding"), (0xca, "JPEG with arithmetic coding"), (0xc5, "hierarchical JPEG")]
    {
        let mut case = case("gray");
        let frame = case.stream.windows(2).position(|two| two == [0xff, 0xc0]).unwrap();
        case.stream[frame + 1] = marker;
        let error = case.error(&case.spec);
        assert_eq!((error.kind(), error.to_string()), (ErrorKind::Unsupported, format!("{what} is not supported")));
    }
}

#[test]
fn old_style_data_come_without_their_header() {
    for case in cases() {
        if case.spec.bits != 8
            || case.name.contains("progressive")
            || case.name.contains("lossless")
            || case.name == "rgb_scans"
        {
            continue;
        }
        let scan = case.stream.windows(2).position(|two| two == [0xff, 0xda]).unwrap();
        let data = scan + 2 + usize::from(u16::from_be_bytes([case.stream[scan + 2], case.stream[scan + 3]]));
        let fields = CodecFields { jpeg_tables: case.stream[..data].to_vec(), ..case.fields.clone() };
        let old = Case { fields, stream: case.stream[data..].to_vec(), ..case.clone() };
        let spec = BlockSpec { compression: Compression::OLD_JPEG, ..case.spec };
        let samples = old.decode(&spec).unwrap();
        if case.fields.photometric != Photometric::YCBCR || case.name == "ycbcr_444" {
            let close = samples.iter().zip(&case.samples).all(|(a, b)| a.abs_diff(*b) <= 1);
            assert!(close, "{}", case.name);
        } else {
            // Pixels that share their chroma differ by nothing but luma: so does green by as much as red.
            let pixels = samples.as_chunks::<3>().0;
            let free = |pixel: &[u8; 3]| pixel.iter().all(|&sample| sample != 0 && sample != 255);
            if !case.name.contains("440") {
                let pairs = pixels.chunks(case.spec.width).flat_map(|row| row.as_chunks::<2>().0.iter());
                for [a, b] in pairs.filter(|pair| pair.iter().all(free)) {
                    assert_eq!(i32::from(a[0]) - i32::from(b[0]), i32::from(a[1]) - i32::from(b[1]), "{}", case.name);
                }
            }
        }
        let lost = Case { fields: CodecFields::NONE, ..old };
        assert!(lost.error(&spec).message().contains("header"));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn damage_is_an_error_or_other_samples(
        number in any::<prop::sample::Index>(), cut in any::<prop::sample::Index>(), whole in any::<bool>(),
        flips in prop::collection::vec((any::<prop::sample::Index>(), 0..8_u32), 0..5), rows in 1..60_usize,
    ) {
        let cases = cases();
        let mut case = number.get(&cases).clone();
        for (at, bit) in flips {
            let at = at.index(case.stream.len());
            case.stream[at] ^= 1 << bit;
        }
        if !whole {
            case.stream.truncate(cut.index(case.stream.len() + 1));
        }
        if let Err(error) = case.decode(&BlockSpec { rows, ..case.spec }) {
            prop_assert!(matches!(error.kind(), ErrorKind::Format | ErrorKind::Unsupported), "{}", error);
        }
    }

    #[test]
    fn noise_is_no_trouble(noise in prop::collection::vec(any::<u8>(), 0..600), in_tables in any::<bool>(), old in any::<bool>()) {
        let gray = case("gray");
        let compression = if old { Compression::OLD_JPEG } else { Compression::JPEG };
        let (tables, payload) = if in_tables { (&noise, &gray.stream) } else { (&gray.stream, &noise) };
        let fields = CodecFields { jpeg_tables: [&[0xff, 0xd8], &tables[..]].concat(), ..CodecFields::NONE };
        let spec = BlockSpec { compression, ..gray.spec };
        if let Err(error) = crate::decode(&spec, &fields, payload, &mut vec![0; spec.decoded_len()]) {
            prop_assert!(matches!(error.kind(), ErrorKind::Format | ErrorKind::Unsupported), "{}", error);
        }
    }
}
