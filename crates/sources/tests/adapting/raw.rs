//! Raw pixels.

use std::io::{Cursor, Read};

use geotiff_core::{ByteOrder, RasterSource, SampleType, Window};
use proptest::prelude::*;
use sources::{RawFile, RawInterleave, RawLayout, RawStream};

use crate::support::{refusal, samples, whole};

/// Hands out few bytes at a time.
struct Trickle<R>(R);

impl<R: Read> Read for Trickle<R> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let most = out.len().min(3);
        self.0.read(&mut out[..most])
    }
}

/// Samples of an array, band by band, in another order.
fn interleaved(samples: &[u16], bands: usize, width: usize, how: RawInterleave, order: ByteOrder) -> Vec<u8> {
    let (pixels, rows) = (samples.len() / bands, samples.len() / bands / width);
    let places: Vec<usize> = match how {
        RawInterleave::Band => (0..samples.len()).collect(),
        RawInterleave::Pixel => (0..pixels).flat_map(|i| (0..bands).map(move |band| band * pixels + i)).collect(),
        RawInterleave::Line => (0..rows)
            .flat_map(|row| {
                (0..bands).flat_map(move |band| (0..width).map(move |col| band * pixels + row * width + col))
            })
            .collect(),
    };
    let bytes = |i: usize| if order == ByteOrder::Little { samples[i].to_le_bytes() } else { samples[i].to_be_bytes() };
    places.into_iter().flat_map(bytes).collect()
}

proptest! {
    #[test]
    fn every_interleave_is_undone(width in 1_usize..6, height in 1_usize..9, bands in 1_usize..4, skip in 0_usize..9, big: bool, step in 1_usize..5) {
        let expected: Vec<u16> = (0..width * height * bands).map(|i| 1000 + i as u16).collect();
        let byte_order = if big { ByteOrder::Big } else { ByteOrder::Little };
        for interleave in [RawInterleave::Pixel, RawInterleave::Line, RawInterleave::Band] {
            let layout = RawLayout { interleave, byte_order, skip: skip as u64, ..RawLayout::new(SampleType::U16, width, height, bands) };
            let mut bytes = vec![7; skip];
            bytes.extend(interleaved(&expected, bands, width, interleave, byte_order));
            let file = RawFile::new(Cursor::new(bytes.clone()), layout).unwrap();
            prop_assert_eq!(&samples::<u16>(&file), &expected);
            let stream = RawStream::new(Trickle(&bytes[..]), layout);
            if interleave == RawInterleave::Band && bands > 1 {
                prop_assert!(refusal(stream).contains("one after the other"));
                continue;
            }
            let stream = stream.unwrap();
            for row in (0..height).step_by(step) {
                let window = Window::new(0, row, width, step.min(height - row));
                prop_assert_eq!(stream.read_window(window).unwrap(), file.read_window(window).unwrap());
            }
        }
    }
}

#[test]
fn a_stream_is_read_once() {
    let bytes: Vec<u8> = (0..12).collect();
    let layout = RawLayout::new(SampleType::U8, 2, 6, 1);
    let stream = RawStream::new(&bytes[..], layout).unwrap();
    // Some columns; rows between are passed over.
    assert_eq!(stream.read_window(Window::new(1, 1, 1, 2)).unwrap().samples::<u8>().unwrap(), [3, 5]);
    assert_eq!(stream.read_window(Window::new(0, 4, 2, 1)).unwrap().samples::<u8>().unwrap(), [8, 9]);
    let error = refusal(stream.read_window(Window::new(0, 3, 2, 1)));
    assert!(error.contains("row 3 of a stream is wanted, which is at row 5"), "{error}");
}

#[test]
fn what_is_too_short_or_too_long_is_told() {
    let layout = RawLayout::new(SampleType::U16, 2, 3, 1);
    let read = |len: usize| {
        let bytes = vec![1; len];
        let stream = RawStream::new(&bytes[..], layout).unwrap();
        stream.read_window(whole(&stream)).map(|_| ()).map_err(|error| error.to_string())
    };
    assert_eq!(read(12), Ok(()));
    assert!(read(11).unwrap_err().contains("end in row 2 (from 0) of 3"));
    assert!(read(0).unwrap_err().contains("end in row 0"));
    assert!(read(13).unwrap_err().contains("more raw pixels"));
    assert!(refusal(RawFile::new(Cursor::new(vec![0; 11]), layout)).contains("12 bytes after 0, but the file has 11"));
    assert!(refusal(RawStream::new(&[][..], RawLayout::new(SampleType::U8, 0, 1, 1))).contains("nothing is 0 × 1"));
    let huge = RawLayout::new(SampleType::CF64, usize::MAX / 4, 9, 9);
    assert!(refusal(RawStream::new(&[][..], huge)).contains("too many"));
}
