//! The crate `tiff` as a second opinion: it reads what our test files hold, and we read what it writes.

use std::io::Cursor;

use geotiff_core::{ByteOrder, Compression, Field, Predictor, Raster, SampleFormat, SampleType, Tag, Variant, Window};
use tiff::decoder::{Decoder, DecodingResult, Limits};
use tiff::encoder::colortype::{self, ColorType};
use tiff::encoder::{Compression as TiffCompression, DeflateLevel, Predictor as TiffPredictor, TiffEncoder, TiffValue};
use tiff::encoder::{TiffKind, TiffKindBig, TiffKindStandard};
use window::Dataset;

use crate::tiff_file::{Page, Storage, format_of, noise, write};

/// All samples, pixel by pixel, in native order.
fn read_by_tiff(file: &[u8]) -> tiff::TiffResult<Vec<u8>> {
    let mut decoder = Decoder::new(Cursor::new(file)).unwrap().with_limits(Limits::unlimited());
    let bytes = |result| match result {
        DecodingResult::U8(v) => v,
        DecodingResult::U16(v) => bytemuck::cast_slice(&v).to_vec(),
        DecodingResult::U32(v) => bytemuck::cast_slice(&v).to_vec(),
        DecodingResult::U64(v) => bytemuck::cast_slice(&v).to_vec(),
        DecodingResult::I8(v) => bytemuck::cast_slice(&v).to_vec(),
        DecodingResult::I16(v) => bytemuck::cast_slice(&v).to_vec(),
        DecodingResult::I32(v) => bytemuck::cast_slice(&v).to_vec(),
        DecodingResult::I64(v) => bytemuck::cast_slice(&v).to_vec(),
        DecodingResult::F32(v) => bytemuck::cast_slice(&v).to_vec(),
        DecodingResult::F64(v) => bytemuck::cast_slice(&v).to_vec(),
        DecodingResult::F16(v) => v.iter().flat_map(|v| f32::from(*v).to_ne_bytes()).collect(),
    };
    decoder.read_image().map(bytes)
}

/// Samples pixel by pixel instead of band by band.
fn chunky(raster: &Raster) -> Vec<u8> {
    let (len, pixels) = (raster.sample_type().bytes(), raster.width() * raster.height());
    let sample = |i: usize| &raster.bytes()[(i % raster.bands() * pixels + i / raster.bands()) * len..][..len];
    (0..pixels * raster.bands()).flat_map(sample).copied().collect()
}

#[test]
fn tiff_reads_what_the_test_files_hold() {
    use SampleType::*;
    for (sample_type, bands) in
        [U8, U16, U32, U64, I8, I16, I32, I64, F32, F64].into_iter().flat_map(|t| [(t, 1), (t, 3)])
    {
        let bits = 8 * sample_type.bytes() as u16;
        let raster = noise(sample_type, bits, 37, 23, bands);
        let is_float = format_of(sample_type) == SampleFormat::Float;
        for compression in [Compression::NONE, Compression::LZW, Compression::DEFLATE, Compression::PACKBITS] {
            let predictors = match compression {
                Compression::NONE | Compression::PACKBITS => vec![Predictor::None],
                _ if is_float => vec![Predictor::None, Predictor::FloatingPoint],
                _ => vec![Predictor::None, Predictor::Horizontal],
            };
            for (predictor, tiled) in predictors.into_iter().flat_map(|p| [(p, false), (p, true)]) {
                // `tiff` 0.11 gives up on sound LZW where a row's padding ends with the input.
                if tiled && compression == Compression::LZW {
                    continue;
                }
                let storage = Storage { compression, predictor, ..Storage::of(sample_type) };
                let storage = if tiled { storage.tiles(16, 16) } else { storage };
                for (order, variant) in [(ByteOrder::Little, Variant::Classic), (ByteOrder::Big, Variant::Big)] {
                    let mut page = Page::new(&raster, storage);
                    if bands == 3 {
                        page = page.with(Field::shorts(Tag::PHOTOMETRIC_INTERPRETATION, &[2]));
                        page = page.with(Field::shorts(Tag::EXTRA_SAMPLES, &[]));
                    }
                    let file = write(order, variant, &[page]).file;
                    let read = read_by_tiff(&file);
                    let read = read.unwrap_or_else(|error| panic!("{storage:?} {order:?} {variant:?}: {error}"));
                    assert!(read == chunky(&raster), "{storage:?} {order:?} {variant:?}");
                }
            }
        }
    }
}

const CODECS: [TiffCompression; 4] = [
    TiffCompression::Uncompressed,
    TiffCompression::Lzw,
    TiffCompression::Deflate(DeflateLevel::Balanced),
    TiffCompression::Packbits,
];

/// Written by `tiff` with every codec, and read here.
fn check<C: ColorType, K: TiffKind>(sample_type: SampleType, bands: usize)
where
    C::Inner: bytemuck::Pod,
    [C::Inner]: TiffValue,
{
    let (width, height) = (61, 40);
    let raster = noise(sample_type, 8 * sample_type.bytes() as u16, width, height, bands);
    let samples: Vec<C::Inner> = bytemuck::pod_collect_to_vec(&chunky(&raster));
    for (codec, compression) in CODECS.into_iter().enumerate() {
        for predictor in [TiffPredictor::None, TiffPredictor::Horizontal] {
            if predictor == TiffPredictor::Horizontal
                && (sample_type.is_float()
                    || matches!(compression, TiffCompression::Uncompressed | TiffCompression::Packbits))
            {
                continue;
            }
            for rows in [1_u32, 7, 64] {
                let mut file = Cursor::new(Vec::new());
                let encoder = TiffEncoder::<_, K>::new_generic(&mut file).unwrap();
                let mut encoder = encoder.with_compression(compression).with_predictor(predictor);
                let mut image = encoder.new_image::<C>(width as u32, height as u32).unwrap();
                image.rows_per_strip(rows).unwrap();
                image.write_data(&samples).unwrap();
                let dataset = Dataset::from_source(file.into_inner()).unwrap();
                assert_eq!((dataset.sample_type(), dataset.bands()), (sample_type, bands));
                let all: Vec<usize> = (0..bands).collect();
                let read = dataset.read_bands(dataset.whole(), &all).unwrap();
                assert!(read == raster, "codec {codec}, {predictor:?}, {rows} rows, {sample_type} × {bands}");
                let window = Window::new(13, 5, 40, 20);
                let part = dataset.read_bands(window, &all).unwrap();
                assert!(part.bytes() == crate::tiff_file::crop(&raster, window, &all));
            }
        }
    }
}

fn check_all<K: TiffKind>() {
    check::<colortype::Gray8, K>(SampleType::U8, 1);
    check::<colortype::GrayI8, K>(SampleType::I8, 1);
    check::<colortype::Gray16, K>(SampleType::U16, 1);
    check::<colortype::GrayI16, K>(SampleType::I16, 1);
    check::<colortype::Gray32, K>(SampleType::U32, 1);
    check::<colortype::GrayI32, K>(SampleType::I32, 1);
    check::<colortype::Gray64, K>(SampleType::U64, 1);
    check::<colortype::GrayI64, K>(SampleType::I64, 1);
    check::<colortype::Gray32Float, K>(SampleType::F32, 1);
    check::<colortype::Gray64Float, K>(SampleType::F64, 1);
    check::<colortype::RGB8, K>(SampleType::U8, 3);
    check::<colortype::RGB16, K>(SampleType::U16, 3);
    check::<colortype::RGB32, K>(SampleType::U32, 3);
    check::<colortype::RGB32Float, K>(SampleType::F32, 3);
    check::<colortype::RGBA8, K>(SampleType::U8, 4);
    check::<colortype::RGBA16, K>(SampleType::U16, 4);
    check::<colortype::RGBA64, K>(SampleType::U64, 4);
    check::<colortype::CMYK8, K>(SampleType::U8, 4);
}

#[test]
fn what_tiff_writes_is_read() {
    check_all::<TiffKindStandard>();
}

#[test]
fn what_tiff_writes_as_a_big_tiff_is_read() {
    check_all::<TiffKindBig>();
}
