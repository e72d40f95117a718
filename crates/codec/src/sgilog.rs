//! SGI's LogL and LogLuv (Greg Ward Larson): high dynamic range as 16-bit integers.
//!
//! ```text
//! LogL       16 bits   sign, logarithm of the luminance
//! LogLuv 32  32 bits   the same, u′ and v′ of 8 bits each
//! LogLuv 24  24 bits   logarithm of 10 bits, number of a small square of the plane of u′ and v′ of 14 bits
//! ```
//!
//! Of the first two, a row is stored byte by byte: the highest bytes of all its pixels, then the next ones, each in runs. As in
//! GDAL, samples are the logarithm as LogL has it and u′ and v′ times 32768.

use crate::short::Short;
use geotiff_core::{BlockSpec, CodecFields, Compression, Error, Photometric, Result};

/// Fills `out` with samples in native byte order.
pub(crate) fn decode(spec: &BlockSpec, fields: &CodecFields, mut input: &[u8], out: &mut [u8]) -> Result<()> {
    let is_gray = match (fields.photometric, spec.samples, spec.bits) {
        (Photometric::LOG_L, 1, 16) => true,
        (Photometric::LOG_LUV, 3, 16) => false,
        (Photometric(photometric), samples, bits) => {
            return Err(Error::unsupported(format!(
                "{} needs LogL or LogLuv as one or three samples of 16 bits, not photometric interpretation {photometric} as \
                 {samples} of {bits}",
                spec.compression
            ))
            .in_tag(262));
        }
    };
    let mut packed = vec![0_u32; if is_gray { 0 } else { spec.width }];
    let row_len = (spec.row_samples() * 2).max(1);
    for (number, row) in out.chunks_exact_mut(row_len).enumerate() {
        let rest = match (is_gray, spec.compression) {
            // libtiff asks the photometric interpretation first.
            (true, _) => gray(input, row),
            (false, Compression::SGILOG24) => luv_24(input, row),
            (false, _) => luv_32(input, &mut packed, row),
        };
        input = rest.ok_or_else(|| Short::ends_after(number * row_len).in_block(spec))?;
    }
    Ok(())
}

fn gray<'i>(mut input: &'i [u8], row: &mut [u8]) -> Option<&'i [u8]> {
    let samples = row.as_chunks_mut::<2>().0;
    samples.fill([0; 2]);
    for shift in [8, 0] {
        input = plane(input, samples, |sample, byte| {
            *sample = (u16::from_ne_bytes(*sample) | u16::from(byte) << shift).to_ne_bytes();
        })?;
    }
    Some(input)
}

fn luv_32<'i>(mut input: &'i [u8], packed: &mut [u32], row: &mut [u8]) -> Option<&'i [u8]> {
    packed.fill(0);
    for shift in [24, 16, 8, 0] {
        input = plane(input, packed, |pixel, byte| *pixel |= u32::from(byte) << shift)?;
    }
    for (pixel, samples) in packed.iter().zip(row.as_chunks_mut::<6>().0) {
        let [l1, l2, u, v] = pixel.to_be_bytes();
        *samples = join(u16::from_be_bytes([l1, l2]), CHROMA[usize::from(u)], CHROMA[usize::from(v)]);
    }
    Some(input)
}

fn luv_24<'i>(input: &'i [u8], row: &mut [u8]) -> Option<&'i [u8]> {
    let pixels = row.as_chunks_mut::<6>().0;
    let (bytes, rest) = input.split_at_checked(3 * pixels.len())?;
    for (&[a, b, c], samples) in bytes.as_chunks::<3>().0.iter().zip(pixels) {
        let pixel = u32::from_be_bytes([0, a, b, c]);
        // The logarithm times four; the lowest bit, which is one of the chroma, is there in libtiff, too.
        let luminance = (pixel >> 12 & 0xffd) as u16 + 13314;
        let (u, v) = square(pixel as u16 & 0x3fff);
        *samples = join(luminance, u, v);
    }
    Some(rest)
}

/// One byte of each pixel of a row, in runs: 128 + n and a byte for n + 2 of it, or n and as many bytes.
fn plane<'i, T>(mut input: &'i [u8], row: &mut [T], mut put: impl FnMut(&mut T, u8)) -> Option<&'i [u8]> {
    let mut row = row.iter_mut();
    while row.len() > 0 {
        let (&count, rest) = input.split_first()?;
        input = match count {
            128.. => {
                let (&byte, rest) = rest.split_first()?;
                row.by_ref().take(usize::from(count) - 126).for_each(|pixel| put(pixel, byte));
                rest
            }
            _ => {
                let len = usize::from(count).min(row.len());
                let (bytes, after) = rest.split_at_checked(len)?;
                bytes.iter().zip(row.by_ref()).for_each(|(&byte, pixel)| put(pixel, byte));
                after
            }
        };
    }
    Some(input)
}

fn join(luminance: u16, u: u16, v: u16) -> [u8; 6] {
    let ([a, b], [c, d], [e, f]) = (luminance.to_ne_bytes(), u.to_ne_bytes(), v.to_ne_bytes());
    [a, b, c, d, e, f]
}

/// u′ or v′ of 8 bits, each standing for the middle of 1/410, as a sample.
static CHROMA: [u16; 256] = {
    let mut table = [0; 256];
    let mut i = 0;
    while i < 256 {
        table[i] = sample(1.0 / 410.0 * (i as f64 + 0.5));
        i += 1;
    }
    table
};

const fn sample(value: f64) -> u16 {
    (value * 32768.0) as u16
}

/// The side of a square of the plane, and where the first row of squares begins.
const SIDE: f64 = 0.0035_f32 as f64;
const FIRST_V: f64 = 0.01694_f32 as f64;
/// White of equal energy, which numbers of no square stand for.
const NEUTRAL: (u16, u16) = (sample(0.210526316), sample(0.473684211));

/// The visible part of the plane, in rows of squares of growing v′: how many rows are alike, the squares of one, and where the
/// first begins, in millionths of u′.
const SQUARES: [(u16, u16, u32); 82] = [
    (1, 4, 247663),
    (1, 6, 243779),
    (1, 7, 241684),
    (1, 9, 237874),
    (1, 10, 235906),
    (1, 12, 232153),
    (1, 14, 228352),
    (1, 15, 226259),
    (1, 17, 222371),
    (1, 18, 220410),
    (1, 21, 214710),
    (1, 22, 212714),
    (1, 23, 210721),
    (1, 26, 204976),
    (1, 27, 202986),
    (1, 29, 199245),
    (1, 31, 195525),
    (1, 32, 193560),
    (1, 34, 189878),
    (2, 36, 186216),
    (1, 38, 182592),
    (1, 40, 179003),
    (1, 42, 175466),
    (2, 44, 172001),
    (2, 46, 168612),
    (1, 49, 163575),
    (3, 52, 158642),
    (2, 55, 153815),
    (2, 58, 149097),
    (3, 62, 142746),
    (3, 65, 138270),
    (2, 69, 132166),
    (3, 73, 126204),
    (4, 77, 120381),
    (3, 82, 112962),
    (4, 86, 107450),
    (3, 91, 100343),
    (4, 95, 95126),
    (4, 100, 88276),
    (4, 105, 81523),
    (4, 110, 74861),
    (4, 115, 68290),
    (4, 119, 63573),
    (4, 124, 57219),
    (5, 129, 50985),
    (4, 134, 44859),
    (4, 138, 40571),
    (4, 142, 36339),
    (4, 146, 32139),
    (3, 150, 27947),
    (4, 154, 23739),
    (3, 158, 19504),
    (4, 161, 16976),
    (3, 165, 12639),
    (3, 168, 9991),
    (3, 170, 9016),
    (2, 173, 6217),
    (3, 175, 5097),
    (2, 177, 3909),
    (1, 177, 2340),
    (1, 170, 2389),
    (1, 164, 1068),
    (1, 157, 1653),
    (1, 150, 717),
    (1, 143, 1614),
    (1, 136, 270),
    (1, 129, 484),
    (1, 123, 1103),
    (1, 115, 1242),
    (1, 109, 1188),
    (1, 103, 1011),
    (1, 97, 709),
    (1, 89, 301),
    (1, 82, 2416),
    (1, 76, 3251),
    (1, 69, 3246),
    (1, 62, 4141),
    (1, 55, 5963),
    (1, 47, 8839),
    (1, 40, 10490),
    (1, 31, 16994),
    (1, 21, 23659),
];

/// Rows of squares.
const ROWS: usize = 163;

/// The number of the first square of each row, and the number behind the last one.
static FIRST: [u16; ROWS + 1] = {
    let mut first = [0; ROWS + 1];
    let (mut kind, mut row) = (0, 0);
    while kind < SQUARES.len() {
        let (rows, squares, _) = SQUARES[kind];
        let end = row + rows as usize;
        while row < end {
            first[row + 1] = first[row] + squares;
            row += 1;
        }
        kind += 1;
    }
    first
};

/// Where each row begins.
static FIRST_U: [f64; ROWS] = {
    let mut first = [0.0; ROWS];
    let (mut kind, mut row) = (0, 0);
    while kind < SQUARES.len() {
        let (rows, _, u) = SQUARES[kind];
        let end = row + rows as usize;
        while row < end {
            first[row] = (u as f64 / 1e6) as f32 as f64;
            row += 1;
        }
        kind += 1;
    }
    first
};

/// The middle of a square, as samples.
fn square(number: u16) -> (u16, u16) {
    let row = FIRST.partition_point(|&first| first <= number) - 1;
    let Some(u) = FIRST_U.get(row) else { return NEUTRAL };
    let middle = |n: u16| (f64::from(n) + 0.5) * SIDE;
    (sample(u + middle(number - FIRST[row])), sample(FIRST_V + middle(row as u16)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode as decode_block;
    use geotiff_core::{ByteOrder, CodecFields, Photometric, Predictor, SampleFormat};
    use proptest::prelude::*;

    fn samples(compression: Compression, bands: usize, width: usize, payload: &[u8]) -> Result<Vec<i16>, String> {
        let spec = BlockSpec {
            compression,
            predictor: Predictor::None,
            byte_order: ByteOrder::Big,
            reversed_bits: false,
            format: SampleFormat::Int,
            bits: 16,
            samples: bands,
            width,
            rows: 2,
        };
        let photometric = if bands == 1 { Photometric::LOG_L } else { Photometric::LOG_LUV };
        let fields = CodecFields { photometric, ..CodecFields::NONE };
        let mut out = vec![9; spec.decoded_len()];
        decode_block(&spec, &fields, payload, &mut out).map_err(|error| error.to_string())?;
        Ok(out.chunks_exact(2).map(|bytes| i16::from_ne_bytes([bytes[0], bytes[1]])).collect())
    }

    #[test]
    fn gray_rows() {
        let payload = [0x81, 0x40, 3, 1, 2, 3, 1, 0xbf, 0, 2, 1, 2, 0x80 | 1, 9];
        let expected = [0x4001, 0x4002, 0x4003, 0xbf09_u16.cast_signed(), 0x0109, 0x0209];
        assert_eq!(samples(Compression::SGILOG, 1, 3, &payload).unwrap(), expected);
        assert_eq!(samples(Compression::SGILOG24, 1, 3, &payload).unwrap(), expected, "LogL is LogL");
        for len in 0..payload.len() {
            assert!(samples(Compression::SGILOG, 1, 3, &payload[..len]).unwrap_err().contains("end after"), "{len}");
        }
    }

    #[test]
    fn the_squares_fill_the_plane() {
        assert_eq!(FIRST[ROWS], 16289);
        assert_eq!(SQUARES.iter().map(|(rows, ..)| usize::from(*rows)).sum::<usize>(), ROWS);
    }

    proptest! {
        #[test]
        fn any_bytes(width in 1_usize..40, kind in 0..4, payload in proptest::collection::vec(any::<u8>(), 0..300)) {
            let compression = if kind % 2 == 0 { Compression::SGILOG } else { Compression::SGILOG24 };
            let _ = samples(compression, if kind / 2 == 0 { 1 } else { 3 }, width, &payload);
        }
    }
}
