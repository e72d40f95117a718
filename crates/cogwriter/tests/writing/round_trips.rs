//! Written, read back, equal: by the reader of this workspace, and by the crate `tiff`.

use std::io::Cursor;

use cogwriter::{BigTiff, CogOptions, EncoderSettings, Interleave, OverviewOptions, PredictorChoice, Resampling};
use geotiff_core::{
    Compression, GdalMetadata, GeoTransform, Nodata, Photometric, Predictor, Profile, Raster, SampleType,
};
use overview::{Cascade, CascadeSpec, level_sizes, level_sizes_counted};
use proptest::prelude::*;
use tiff::decoder::{Decoder, DecodingResult, Limits};
use window::Dataset;

use crate::support::{Memory, any_sample_type, read_level};

/// Options of every sort. Blocks are small, so that images of a few of them are.
pub(crate) fn any_options() -> impl Strategy<Value = CogOptions> {
    let codec = prop::sample::select(vec![Compression::NONE, Compression::LZW, Compression::DEFLATE]);
    let big_tiff = prop::sample::select(vec![BigTiff::IfNeeded, BigTiff::Yes, BigTiff::No]);
    let interleave = prop::sample::select(vec![Interleave::Pixel, Interleave::Band, Interleave::Tile]);
    let image = (codec, 1_usize..=4, prop::option::of(1_u8..=9), any::<bool>(), interleave, any::<bool>());
    (image, any_overviews(), big_tiff).prop_map(|(image, overviews, big_tiff)| {
        let (compression, blocks, level, predicted, interleave, sparse) = image;
        let level = level.filter(|_| compression == Compression::DEFLATE);
        CogOptions {
            block_size: 16 * blocks,
            compression,
            settings: EncoderSettings { level, ..EncoderSettings::default() },
            predictor: if predicted { PredictorChoice::Auto } else { PredictorChoice::Fixed(Predictor::None) },
            interleave,
            overviews,
            sparse,
            big_tiff,
            ..CogOptions::new()
        }
    })
}

fn any_overviews() -> impl Strategy<Value = OverviewOptions> {
    let resampling = prop::option::of(prop::sample::select(Resampling::OVERVIEWS_OF_COMPLEX.to_vec()));
    let block_size = prop::option::of((1_usize..=5).prop_map(|n| 16 * n));
    let codec = prop::option::of(prop::sample::select(vec![Compression::NONE, Compression::LZW, Compression::DEFLATE]));
    let predictor =
        prop::option::of(prop::sample::select(vec![PredictorChoice::Auto, PredictorChoice::Fixed(Predictor::None)]));
    (prop::option::of(0_usize..4), resampling, block_size, codec, predictor).prop_map(
        |(count, resampling, block_size, compression, predictor)| OverviewOptions {
            count,
            resampling,
            block_size,
            compression,
            predictor,
            ..OverviewOptions::default()
        },
    )
}

/// The overviews as the cascade makes them of the whole raster.
fn overviews(source: &Memory, options: &CogOptions) -> Vec<Raster> {
    let Profile { width, height, bands, sample_type, .. } = source.profile;
    let levels = match options.overviews.count {
        None => level_sizes(width, height, options.block_size),
        Some(count) => level_sizes_counted(width, height, count),
    };
    let default = if sample_type.is_complex() { Resampling::Nearest } else { Resampling::Cubic };
    let mut cascade = Cascade::new(CascadeSpec {
        levels: levels.clone(),
        resampling: options.overviews.resampling.unwrap_or(default),
        nodata: source.profile.nodata,
        has_mask: source.mask.is_some(),
        ..CascadeSpec::new(width, height, bands, sample_type)
    })
    .unwrap();
    let mut rasters: Vec<Raster> =
        levels.iter().map(|&(w, h)| Raster::new(sample_type, w, h, bands).unwrap()).collect();
    let mut collect = |rows: overview::LevelRows| {
        let to = &mut rasters[rows.level];
        let (row_len, band_len, from_len) = (to.row_len(), to.band_len(), rows.pixels.band_len());
        for (to, from) in to.bytes_mut().chunks_exact_mut(band_len).zip(rows.pixels.bytes().chunks_exact(from_len)) {
            to[rows.first_row * row_len..][..from.len()].copy_from_slice(from);
        }
        Ok(())
    };
    cascade.push(&source.pixels, source.mask.as_ref(), &mut collect).unwrap();
    cascade.finish().unwrap();
    rasters
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read_back(
        sample_type in any_sample_type(),
        (width, height, bands) in (1_usize..150, 1_usize..150, 1_usize..5),
        has_mask in any::<bool>(),
        rows_at_once in 1_usize..80,
        nodata in prop::option::of(0_u8..20),
        options in any_options(),
    ) {
        let mut profile = Profile::new(sample_type, width, height, bands);
        profile.nodata = nodata.and_then(|v| Nodata::parse(&v.to_string(), sample_type));
        let mut source = Memory::new(profile, has_mask);
        source.rows_at_once = rows_at_once;
        let (file, summary) = source.write(&options);
        prop_assert_eq!(summary.file_len, file.len() as u64);

        let dataset = Dataset::from_source(file).unwrap();
        prop_assert_eq!(dataset.levels(), summary.levels.len());
        let (pixels, mask) = read_level(&dataset, 0);
        prop_assert!(pixels == source.pixels);
        match &source.mask {
            Some(expected) => prop_assert!(mask == *expected),
            None => prop_assert!(!dataset.level(0).unwrap().has_mask()),
        }
        for (i, expected) in overviews(&source, &options).iter().enumerate() {
            let (pixels, _) = read_level(&dataset, i + 1);
            prop_assert_eq!((pixels.width(), pixels.height()), summary.levels[i + 1]);
            prop_assert!(pixels == *expected, "overview {}", i + 1);
            prop_assert_eq!(dataset.level(i + 1).unwrap().has_mask(), has_mask);
        }
        prop_assert_eq!(dataset.profile().nodata, source.profile.nodata);
    }
}

/// The samples of the first directory as `tiff` reads them, pixel by pixel.
fn read_by_tiff(file: &[u8]) -> Vec<u8> {
    let mut decoder = Decoder::new(Cursor::new(file)).unwrap().with_limits(Limits::unlimited());
    match decoder.read_image().unwrap() {
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
        DecodingResult::F16(_) => panic!("no sample is of 16 bits"),
    }
}

fn chunky(raster: &Raster) -> Vec<u8> {
    let (len, pixels) = (raster.sample_type().bytes(), raster.width() * raster.height());
    let sample = |i: usize| &raster.bytes()[(i % raster.bands() * pixels + i / raster.bands()) * len..][..len];
    (0..pixels * raster.bands()).flat_map(sample).copied().collect()
}

#[test]
fn another_reader_reads_the_same() {
    for sample_type in SampleType::ALL.into_iter().filter(|t| !t.is_complex()) {
        for bands in [1, 3] {
            let profile = Profile::new(sample_type, 75, 50, bands);
            let profile = if bands == 3 { profile.as_rgb() } else { profile };
            let source = Memory::new(profile, bands == 1);
            // Not LZW: `tiff` 0.11 gives up on sound streams where a row's padding ends with the input.
            for compression in [Compression::NONE, Compression::DEFLATE] {
                for big_tiff in [BigTiff::No, BigTiff::Yes] {
                    let options =
                        CogOptions::new().with_block_size(32).with_compression(compression).with_big_tiff(big_tiff);
                    let (file, summary) = source.write(&options);
                    assert_eq!(summary.is_big, big_tiff == BigTiff::Yes);
                    assert!(read_by_tiff(&file) == chunky(&source.pixels), "{sample_type} × {bands} {compression}");
                }
            }
        }
    }
}

#[test]
fn every_predictor_that_can_be_is_read_back() {
    for sample_type in SampleType::ALL {
        for predictor in [Predictor::None, Predictor::Horizontal, Predictor::FloatingPoint] {
            for compression in [Compression::LZW, Compression::DEFLATE] {
                let options = CogOptions::new()
                    .with_block_size(16)
                    .with_compression(compression)
                    .with_predictor(PredictorChoice::Fixed(predictor));
                let source = Memory::new(Profile::new(sample_type, 40, 20, 2), false);
                let mut file = Vec::new();
                let written = cogwriter::CogWriter::new(&source, options).write_to(&mut file);
                let possible = match predictor {
                    Predictor::None => true,
                    Predictor::Horizontal => !sample_type.is_complex(),
                    Predictor::FloatingPoint => sample_type.is_float() && !sample_type.is_complex(),
                };
                assert_eq!(written.is_ok(), possible, "{sample_type} {predictor:?}");
                if possible {
                    let dataset = Dataset::from_source(file).unwrap();
                    assert_eq!(dataset.image().predictor, predictor);
                    assert!(read_level(&dataset, 0).0 == source.pixels);
                }
            }
        }
    }
}

#[test]
fn what_a_raster_says_of_itself_is_read_back() {
    let xml = "<GDALMetadata><Item name=\"A\">b &amp;amp; c</Item><Item name=\"OFFSET\" sample=\"0\" role=\"offset\">1.5</Item></GDALMetadata>";
    let mut profile = Profile::new(SampleType::U8, 70, 40, 1)
        .with_transform(GeoTransform::north_up(500_000.0, 4_000_000.0, 30.0, 30.0))
        .with_epsg(32633)
        .with_nodata(Nodata::Float(7.0));
    profile.metadata = GdalMetadata::parse(xml).unwrap();
    profile.photometric = Photometric::PALETTE;
    profile.color_map = Some((0..256).map(|i| [i * 257, 65535 - i * 257, i]).collect());
    let source = Memory::new(profile, true);
    let (file, _) = source.write(&CogOptions::new().with_block_size(32));
    let dataset = Dataset::from_source(file).unwrap();
    let (read, given) = (dataset.profile(), &source.profile);
    // How overviews are made is added.
    assert_eq!(read.metadata.items[..2], given.metadata.items);
    assert_eq!(read.metadata.value(Some("IMAGE_STRUCTURE"), "OVERVIEW_RESAMPLING"), Some("NEAREST"));
    assert_eq!(read.metadata.items.len(), 3);
    assert_eq!(read.color_map, given.color_map);
    assert_eq!((read.photometric, read.nodata, read.has_mask), (given.photometric, given.nodata, true));
    assert_eq!((read.geo_keys(), &read.placement), (given.geo_keys(), &given.placement));

    // And once more: a COG of a COG is the same.
    let (first, _) = source.write(&CogOptions::new().with_block_size(32));
    let mut again = Vec::new();
    cogwriter::CogWriter::new(&dataset, CogOptions::new().with_block_size(32)).write_to(&mut again).unwrap();
    assert!(first == again);
}

#[test]
fn narrow_samples_keep_their_bits() {
    for bits in 1..=8 {
        let mut profile = Profile::new(SampleType::U8, 50, 33, 1);
        profile.bits = bits;
        let source = Memory::new(profile, false);
        for compression in [Compression::NONE, Compression::LZW, Compression::DEFLATE] {
            let options = CogOptions::new().with_block_size(16).with_compression(compression);
            let dataset = Dataset::from_source(source.write(&options).0).unwrap();
            assert_eq!(dataset.image().bits, bits);
            assert!(read_level(&dataset, 0).0 == source.pixels, "{bits} bits, {compression}");
        }
    }
}

#[test]
fn the_same_pixels_give_the_same_file() {
    let file = |rows_at_once| {
        let mut source = Memory::new(Profile::new(SampleType::I16, 130, 170, 2), true);
        source.rows_at_once = rows_at_once;
        source.write(&CogOptions::new().with_block_size(32)).0
    };
    let first = file(1);
    for rows_at_once in [2, 7, 32, 33, 64, 170, 1000] {
        assert!(file(rows_at_once) == first, "{rows_at_once} rows at once");
    }
}
