//! Every option changes the file in its way, and what cannot be is refused before anything is written.

use cogwriter::{
    BigTiff, CogOptions, CogWriter, EncoderSettings, GeotiffVersion, Ghost, Interleave, OverviewOptions,
    OverviewSource, PredictorChoice,
};
use geotiff_core::{
    Compression, ErrorKind, Field, GeoKeys, Nodata, Photometric, Predictor, Profile, Raster, RealSample, SampleType,
    Tag,
};
use window::{Dataset, read_directories};

use crate::structure::hollow;
use crate::support::{Memory, numbers, read_level};

fn blocks_of_32() -> CogOptions {
    CogOptions::new().with_block_size(32)
}

/// The numbers of a field of each directory.
fn of_directories(file: &[u8], tag: Tag) -> Vec<Vec<u64>> {
    let tiff = read_directories(file).unwrap();
    tiff.directories.iter().map(|d| numbers(file, &d.ifd, tag).0).collect()
}

#[test]
fn bands_lie_as_they_are_asked_to() {
    let source = Memory::new(Profile::new(SampleType::U16, 100, 70, 3), true);
    for (interleave, planar) in [(Interleave::Pixel, 1), (Interleave::Band, 2), (Interleave::Tile, 2)] {
        let (file, summary) = source.write(&blocks_of_32().with_interleave(interleave));
        assert_eq!(Ghost::parse(&file[8..]).unwrap(), Ghost::new(interleave, true));
        let planar_of_images = of_directories(&file, Tag::PLANAR_CONFIGURATION);
        assert_eq!(planar_of_images, [[planar], [1], [planar], [planar], [1], [1]]);
        let dataset = Dataset::from_source(file).unwrap();
        let item = dataset.profile().metadata.value(Some("IMAGE_STRUCTURE"), "INTERLEAVE").map(str::to_owned);
        assert_eq!(item.as_deref(), (interleave == Interleave::Tile).then_some("TILE"));
        let (same, _) = source.write(&blocks_of_32());
        let same = Dataset::from_source(same).unwrap();
        for level in 0..summary.levels.len() {
            assert!(read_level(&dataset, level) == read_level(&same, level), "{interleave:?}, level {level}");
        }
    }
}

#[test]
fn one_band_lies_by_pixels() {
    let source = Memory::new(Profile::new(SampleType::U8, 100, 70, 1), true);
    let (by_pixel, _) = source.write(&blocks_of_32());
    for interleave in [Interleave::Band, Interleave::Tile] {
        assert!(source.write(&blocks_of_32().with_interleave(interleave)).0 == by_pixel);
    }
}

/// More than a spool holds in memory.
#[test]
fn bands_come_back_from_a_spool_on_disk() {
    let source = Memory::new(Profile::new(SampleType::F64, 300, 300, 3), true);
    let options = CogOptions::new().with_block_size(64).with_compression(Compression::NONE);
    let (file, _) = source.write(&options.with_interleave(Interleave::Band));
    let dataset = Dataset::from_source(file).unwrap();
    let (pixels, mask) = read_level(&dataset, 0);
    assert!(pixels == source.pixels);
    assert!(Some(mask) == source.mask);
}

#[test]
fn a_sparse_file_lacks_what_is_empty_and_reads_the_same() {
    for interleave in [Interleave::Pixel, Interleave::Band, Interleave::Tile] {
        for has_mask in [false, true] {
            let mut source = Memory::new(Profile::new(SampleType::I16, 100, 100, 2), has_mask);
            hollow(&mut source);
            let options = blocks_of_32().with_interleave(interleave);
            let (dense, _) = source.write(&options);
            let (sparse, summary) = source.write(&options.with_sparse(true));
            assert!(sparse.len() < dense.len());
            let missing =
                |file: &[u8]| of_directories(file, Tag::TILE_BYTE_COUNTS).concat().iter().filter(|&&n| n == 0).count();
            assert_eq!(missing(&dense), 0);
            assert!(missing(&sparse) >= 4);
            let (dense, sparse) = (Dataset::from_source(dense).unwrap(), Dataset::from_source(sparse).unwrap());
            for level in 0..summary.levels.len() {
                assert!(read_level(&dense, level) == read_level(&sparse, level));
            }
        }
    }
}

#[test]
fn what_is_nodata_is_empty_and_what_is_zero_is_not() {
    let file = |value: i16, nodata: i16| {
        let mut source = Memory::new(Profile::new(SampleType::I16, 40, 40, 1).with_nodata(nodata), false);
        source.pixels.samples_mut::<i16>().unwrap().fill(value);
        source.write(&blocks_of_32().with_sparse(true)).0
    };
    assert!(of_directories(&file(-5, -5), Tag::TILE_OFFSETS).concat().iter().all(|&offset| offset == 0));
    assert!(of_directories(&file(0, -5), Tag::TILE_OFFSETS).concat().iter().all(|&offset| offset > 0));
}

#[test]
fn overviews_have_blocks_and_a_codec_of_their_own() {
    let source = Memory::new(Profile::new(SampleType::U8, 300, 200, 1), true);
    let size = |options: &CogOptions| {
        let (file, _) = source.write(options);
        let widths = of_directories(&file, Tag::TILE_WIDTH).concat();
        (widths[0], widths[1], widths[2], *widths.last().unwrap())
    };
    // GDAL's rule where nothing is asked for.
    for (block, of_overviews) in [(16, 128), (32, 128), (64, 64), (80, 128), (128, 128), (144, 128)] {
        assert_eq!(
            size(&CogOptions::new().with_block_size(block)),
            (block as u64, block as u64, of_overviews, of_overviews)
        );
    }
    let overviews = OverviewOptions { block_size: Some(48), ..OverviewOptions::default() };
    assert_eq!(size(&CogOptions { overviews, ..blocks_of_32() }), (32, 32, 48, 48));

    let overviews = OverviewOptions {
        compression: Some(Compression::LZW),
        predictor: Some(PredictorChoice::Fixed(Predictor::None)),
        ..OverviewOptions::default()
    };
    let (file, _) = source.write(&CogOptions { overviews, ..blocks_of_32() });
    assert_eq!(of_directories(&file, Tag::COMPRESSION).concat(), [8, 8, 5, 5, 5, 5, 8, 8, 8, 8]);
    assert_eq!(of_directories(&file, Tag::PREDICTOR).concat(), [2, 1, 1, 1, 1, 1, 1, 1, 1, 1]);

    let harder = EncoderSettings { level: Some(9), ..EncoderSettings::default() };
    let overviews = OverviewOptions { settings: Some(harder), ..OverviewOptions::default() };
    let (fast, _) = source.write(&blocks_of_32().with_level(1));
    let (file, _) = source.write(&CogOptions { overviews, ..blocks_of_32().with_level(1) });
    let (of_fast, of_file) =
        (of_directories(&fast, Tag::TILE_BYTE_COUNTS), of_directories(&file, Tag::TILE_BYTE_COUNTS));
    assert_eq!(of_fast[0], of_file[0]);
    assert_ne!(of_fast[2], of_file[2]);
}

#[test]
fn without_overviews_there_are_none() {
    let source = Memory::new(Profile::new(SampleType::U8, 300, 200, 1), false);
    let overviews = OverviewOptions { source: OverviewSource::None, ..OverviewOptions::default() };
    let (file, summary) = source.write(&CogOptions { overviews, ..blocks_of_32() });
    assert_eq!(summary.levels, [(300, 200)]);
    let dataset = Dataset::from_source(file).unwrap();
    assert!(dataset.profile().metadata.items.is_empty());
}

#[test]
fn how_overviews_are_made_is_said_once() {
    let source = Memory::new(Profile::new(SampleType::U8, 300, 200, 1), false);
    let (file, _) = source.write(&blocks_of_32());
    let dataset = Dataset::from_source(file).unwrap();
    let mut again = Vec::new();
    CogWriter::new(&dataset, blocks_of_32().with_resampling(cogwriter::Resampling::Nearest))
        .write_to(&mut again)
        .unwrap();
    let again = Dataset::from_source(again).unwrap();
    let items = |dataset: &Dataset| -> Vec<String> {
        dataset.profile().metadata.items.iter().map(|item| format!("{}={}", item.name, item.value)).collect()
    };
    assert_eq!(
        (items(&dataset), items(&again)),
        (vec!["OVERVIEW_RESAMPLING=CUBIC".into()], vec!["OVERVIEW_RESAMPLING=NEAREST".into()])
    );
}

fn clamped<T: RealSample>(sample_type: SampleType, bits: u16, given: &[T]) -> Vec<T> {
    let profile = Profile::new(sample_type, given.len(), 1, 1);
    let pixels = Raster::from_samples(given, given.len(), 1, 1).unwrap();
    let source = Memory { profile, pixels, mask: None, rows_at_once: 1 };
    let (file, _) = source.write(&CogOptions::new().with_bits(bits));
    let dataset = Dataset::from_source(file).unwrap();
    assert_eq!(dataset.image().bits, bits);
    read_level(&dataset, 0).0.into_samples().unwrap()
}

/// What GDAL 3.12 makes of the same with NBITS.
#[test]
fn samples_of_fewer_bits_are_clamped() {
    let bytes = [0, 1, 2, 3, 15, 16, 100, 255_u8];
    assert_eq!(clamped(SampleType::U8, 4, &bytes), [0, 1, 2, 3, 15, 15, 15, 15]);
    assert_eq!(clamped(SampleType::U8, 1, &bytes), [0, 1, 1, 1, 1, 1, 1, 1]);
    assert_eq!(clamped(SampleType::U8, 8, &bytes), bytes);
    assert_eq!(clamped(SampleType::U16, 12, &[3, 4095, 4096, 65535_u16]), [3, 4095, 4095, 4095]);
    assert_eq!(clamped(SampleType::U32, 17, &[3, 70_000, 1 << 17, u32::MAX]), [3, 70_000, 131_071, 131_071]);
    let floats = clamped(SampleType::F32, 16, &[0.0_f32, -1.0, 65504.0, 65520.0, 0.1, 1e-8, f32::NAN]);
    assert_eq!(floats[..6], [0.0, -1.0, 65504.0, f32::INFINITY, 0.099975586, 0.0]);
    assert!(floats[6].is_nan());
}

#[test]
fn a_source_of_16_bit_floats_gives_a_file_of_them() {
    let source = Memory::new(Profile::new(SampleType::F32, 90, 90, 1), false);
    let (file, _) = source.write(&blocks_of_32().with_bits(16));
    let dataset = Dataset::from_source(file.clone()).unwrap();
    assert_eq!(dataset.image().predictor, Predictor::FloatingPoint);
    let mut again = Vec::new();
    CogWriter::new(&dataset, blocks_of_32()).write_to(&mut again).unwrap();
    assert_eq!(of_directories(&file, Tag::BITS_PER_SAMPLE), of_directories(&again, Tag::BITS_PER_SAMPLE));
}

#[test]
fn the_version_of_geotiff_is_as_asked_for() {
    let source = Memory::new(Profile::new(SampleType::U8, 20, 20, 1).with_epsg(32633), false);
    for (version, revision) in
        [(GeotiffVersion::Auto, (1, 0)), (GeotiffVersion::V1_0, (1, 0)), (GeotiffVersion::V1_1, (1, 1))]
    {
        let (file, _) = source.write(&CogOptions::new().with_geotiff_version(version));
        let keys = Dataset::from_source(file).unwrap().profile().geo_keys().unwrap();
        assert_eq!(keys, GeoKeys { revision, ..GeoKeys::from_epsg(32633) });
    }
}

#[test]
fn the_size_decides_whether_it_is_safer_to_make_a_big_tiff() {
    // Zeros, of which nothing is stored.
    let is_big = |width: usize, bands: usize| {
        let profile = Profile::new(SampleType::U8, width, 4096, bands);
        let empty = cogwriter::ComputedSource::new(profile, move |window| {
            Raster::new(SampleType::U8, window.width, window.height, bands)
        });
        let overviews = OverviewOptions { source: OverviewSource::None, ..OverviewOptions::default() };
        let options = CogOptions { overviews, sparse: true, ..CogOptions::new().with_block_size(4096) };
        let mut file = Vec::new();
        let options = options.with_big_tiff(BigTiff::IfSafer).with_interleave(Interleave::Tile);
        CogWriter::new(&empty, options).write_to(&mut file).unwrap().is_big
    };
    // 119 and 120 blocks of 2²⁴ bytes.
    assert!(!is_big(4096, 119));
    assert!(is_big(4096, 120));
    // The part of a block that is beyond the image counts.
    assert!(is_big(1, 120));
}

#[test]
fn what_cannot_be_is_refused_before_anything_is_written() {
    let float = Profile::new(SampleType::F32, 300, 200, 3);
    let of = |sample_type| Profile::new(sample_type, 300, 200, 3);
    let new = CogOptions::new;
    let overviews = |overviews: OverviewOptions| CogOptions { overviews, ..CogOptions::new() };
    let none = OverviewOptions::default();
    let mut three_d = of(SampleType::U8);
    three_d.geo_fields =
        vec![Field::shorts(Tag::GEO_KEY_DIRECTORY, &[1, 1, 1, 3, 1024, 0, 1, 2, 2048, 0, 1, 4326, 4096, 0, 1, 4979])];
    let huge = Profile::new(SampleType::U8, 1 << 24, 1 << 24, 3);
    let horizontal = PredictorChoice::Fixed(Predictor::Horizontal);
    for (profile, options, words) in [
        (&float, new().with_block_size(0), "block size"),
        (&float, new().with_block_size(17), "multiple of 16"),
        (&float, new().with_block_size(1 << 20), "block size"),
        (&float, overviews(OverviewOptions { block_size: Some(17), ..none.clone() }), "block size of overviews"),
        (&float, overviews(OverviewOptions { count: Some(100_000), ..none.clone() }), "100000 overviews"),
        (
            &float,
            overviews(OverviewOptions { source: OverviewSource::None, count: Some(1), ..none.clone() }),
            "leave out one",
        ),
        (&float, overviews(OverviewOptions { compression: Some(Compression(9)), ..none.clone() }), "of the overviews"),
        (&float, new().with_compression(Compression(9)), "choose one of"),
        (&float, new().with_compression(Compression::LZW).with_level(3), "no level"),
        (&float, new().with_compression(Compression::PACKBITS).with_predictor(horizontal), "PACKBITS"),
        (&float, new().with_bits(0), "in 0 bits"),
        (&float, new().with_bits(24), "24 bits"),
        (&of(SampleType::U8), new().with_bits(9), "1 to 8 bits, not in 9"),
        (&of(SampleType::U16), new().with_bits(8), "9 to 16"),
        (&of(SampleType::I16), new().with_bits(12), "int16"),
        (&of(SampleType::U8), new().with_bits(4).with_predictor(horizontal), "4-bit"),
        (&of(SampleType::U8), new().with_predictor(PredictorChoice::Fixed(Predictor::FloatingPoint)), "choose 2"),
        (&three_d, new().with_geotiff_version(GeotiffVersion::V1_0), "EPSG:4979"),
        (&huge, new().with_block_size(16), "larger block size"),
        (&Profile::new(SampleType::F64, 300, 200, 9), new().with_block_size(16_384), "smaller block size"),
        (&Profile::new(SampleType::U8, 300, 200, 70_000), new(), "70000"),
    ] {
        let error = options.check(profile).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Parameter, "{error}");
        assert!(error.to_string().contains(words), "{error}, not {words}");
        let mut sink = Vec::new();
        let never = cogwriter::ComputedSource::new(profile.clone(), |_| panic!("nothing is to be read"));
        assert!(CogWriter::new(&never, options).write_to(&mut sink).is_err() && sink.is_empty());
    }
}

#[test]
fn what_can_be_is_not_refused() {
    let profile = Profile::new(SampleType::U8, 300, 200, 3);
    for options in [
        CogOptions::new().with_bits(8),
        CogOptions::new().with_overview_count(60),
        CogOptions {
            overviews: OverviewOptions { source: OverviewSource::None, count: Some(0), ..OverviewOptions::default() },
            ..CogOptions::new()
        },
        // A predictor is handed down only where it can be.
        CogOptions {
            overviews: OverviewOptions { compression: Some(Compression::PACKBITS), ..OverviewOptions::default() },
            ..CogOptions::new().with_predictor(PredictorChoice::Fixed(Predictor::Horizontal))
        },
    ] {
        options.check(&profile).unwrap();
    }
    CogOptions::new().with_bits(16).check(&Profile::new(SampleType::I16, 300, 200, 3)).unwrap();
}

#[test]
fn the_threads_and_portions_make_no_difference() {
    for interleave in [Interleave::Pixel, Interleave::Band, Interleave::Tile] {
        let file = |rows_at_once, threads| {
            let mut source =
                Memory::new(Profile::new(SampleType::U16, 200, 170, 3).with_nodata(Nodata::Float(0.0)), true);
            hollow(&mut source);
            source.rows_at_once = rows_at_once;
            let overviews = OverviewOptions {
                block_size: Some(16),
                compression: Some(Compression::LZW),
                ..OverviewOptions::default()
            };
            let options = CogOptions { interleave, sparse: true, bits: Some(11), overviews, ..blocks_of_32() };
            rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(|| source.write(&options).0)
        };
        let first = file(1, 1);
        for (rows_at_once, threads) in [(1, 3), (7, 1), (33, 4), (170, 2)] {
            assert!(
                file(rows_at_once, threads) == first,
                "{interleave:?}, {rows_at_once} rows at once, {threads} threads"
            );
        }
    }
}

#[test]
fn colours_stay_what_they_are() {
    let mut profile = Profile::new(SampleType::U8, 100, 70, 3).as_rgb();
    for interleave in [Interleave::Pixel, Interleave::Band, Interleave::Tile] {
        let (file, _) = Memory::new(profile.clone(), true).write(&blocks_of_32().with_interleave(interleave));
        let photometric = of_directories(&file, Tag::PHOTOMETRIC_INTERPRETATION);
        assert_eq!(photometric, [[2], [4], [2], [2], [4], [4]]);
    }
    profile.photometric = Photometric::MIN_IS_BLACK;
    let (file, _) = Memory::new(profile, false).write(&blocks_of_32());
    assert_eq!(of_directories(&file, Tag::PHOTOMETRIC_INTERPRETATION), [[1], [1], [1]]);
}
