//! What is decided for a whole COG: its statistics, where its overviews come from, its texts, the compression that suits it.

use cogsmith::{
    ArraySource, CogOptions, CogSummary, CogWriter, Compression, Dataset, ErrorKind, GdalMetadata, MetadataChoice,
    Nodata, OverviewOptions, OverviewSource, Predictor, Profile, Raster, RasterSource, Result, SampleType,
    StatisticsChoice, Window,
};

use crate::{cog_of, pixels, terrain};

fn statistics(dataset: &Dataset, band: usize) -> Vec<(String, String)> {
    let mut texts = dataset.band_metadata(band, None);
    texts.retain(|(name, _)| name.starts_with("STATISTICS_"));
    texts
}

fn computed() -> CogOptions {
    CogOptions { statistics: StatisticsChoice::Computed, ..CogOptions::new().with_block_size(64) }
}

fn written(source: &dyn RasterSource, options: &CogOptions) -> (Dataset, CogSummary) {
    let mut cog = Vec::new();
    let summary = CogWriter::new(source, options.clone()).write_to(&mut cog).unwrap();
    (Dataset::from_source(cog).unwrap(), summary)
}

fn named(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|&(name, value)| (format!("STATISTICS_{name}"), value.to_string())).collect()
}

#[test]
fn statistics_are_computed_copied_or_left_out() {
    let (cog, _) = written(&terrain(), &computed());
    // What GDAL 3.12 computes of it, but for the mean, which ends on 3 there: exactly, it is 270.637595707922….
    let expected = named(&[
        ("MAXIMUM", "1229"),
        ("MEAN", "270.63759570792"),
        ("MINIMUM", "0"),
        ("STDDEV", "222.18448261586"),
        ("VALID_PERCENT", "83.31"),
    ]);
    assert_eq!(statistics(&cog, 0), expected);
    let (copied, _) = written(&cog, &CogOptions::new());
    assert_eq!(statistics(&copied, 0), expected);
    let none = CogOptions { statistics: StatisticsChoice::None, ..CogOptions::new() };
    assert_eq!(statistics(&written(&cog, &none).0, 0), []);
    assert_eq!(statistics(&written(&terrain(), &CogOptions::new()).0, 0), []);
}

#[test]
fn statistics_heed_nodata_masks_and_alpha() {
    let samples = [1_u8, 2, 3, 9, 0, 0, 7, 255];
    let profile = || Profile::new(SampleType::U8, 2, 2, 2);
    let with_nodata = profile().with_nodata(Nodata::Float(9.0));
    let (cog, _) = written(&ArraySource::new(&samples, with_nodata).unwrap(), &computed());
    assert_eq!(statistics(&cog, 0)[..2], named(&[("MAXIMUM", "3"), ("MEAN", "2")]));
    assert_eq!(statistics(&cog, 0)[4], named(&[("VALID_PERCENT", "75")])[0]);
    // The last band is alpha: two pixels are valid, but in alpha itself all are.
    let mut with_alpha = profile();
    with_alpha.extra_samples = vec![2];
    let (cog, _) = written(&ArraySource::new(&samples, with_alpha).unwrap(), &computed());
    assert_eq!(statistics(&cog, 0)[1], named(&[("MEAN", "6")])[0]);
    assert_eq!(statistics(&cog, 1)[4], named(&[("VALID_PERCENT", "100")])[0]);
    // Of nothing there is nothing to say but that.
    let nothing = Profile::new(SampleType::F32, 2, 1, 1);
    let (cog, _) = written(&ArraySource::new(&[f32::NAN; 2], nothing).unwrap(), &computed());
    assert_eq!(statistics(&cog, 0), named(&[("VALID_PERCENT", "0")]));
    let complex = Raster::new(SampleType::CF32, 8, 8, 1).unwrap();
    let complex = Fixed {
        profile: Profile::new(SampleType::CF32, 8, 8, 1),
        levels: vec![complex],
        problem: None,
        is_damaged: false,
    };
    assert_eq!(cog_of(&complex, &computed()).unwrap_err().kind(), ErrorKind::Parameter);
}

#[test]
fn statistics_are_the_same_for_any_blocks() {
    let expected = statistics(&written(&terrain(), &computed()).0, 0);
    for block_size in [16, 512, 2048] {
        assert_eq!(statistics(&written(&terrain(), &computed().with_block_size(block_size)).0, 0), expected);
    }
}

/// A raster whose overviews are whatever they are.
struct Fixed {
    profile: Profile,
    levels: Vec<Raster>,
    problem: Option<&'static str>,
    is_damaged: bool,
}

impl Fixed {
    /// 128 × 96 pixels of 5, with overviews of other values and these sizes.
    fn new(sizes: &[(usize, usize)], value: u8) -> Self {
        let level = |(width, height): (usize, usize), value: u8| {
            Raster::from_samples(&vec![value; width * height], width, height, 1).unwrap()
        };
        let overviews =
            sizes.iter().enumerate().map(|(i, &size)| level(size, if value == 0 { 0 } else { value + i as u8 }));
        let levels = std::iter::once(level((128, 96), 5)).chain(overviews).collect();
        Self { profile: Profile::new(SampleType::U8, 128, 96, 1), levels, problem: None, is_damaged: false }
    }

    fn part(&self, level: usize, window: Window) -> Result<Raster> {
        let value = self.levels[level].bytes()[0];
        let mut raster = Raster::new(self.profile.sample_type, window.width, window.height, 1)?;
        raster.bytes_mut().fill(value);
        Ok(raster)
    }
}

impl RasterSource for Fixed {
    fn profile(&self) -> &Profile {
        &self.profile
    }
    fn read_window(&self, window: Window) -> Result<Raster> {
        self.part(0, window)
    }
    fn overview_sizes(&self) -> Vec<(usize, usize)> {
        self.levels[1..].iter().map(|level| (level.width(), level.height())).collect()
    }
    fn overview_problem(&self, _: usize) -> Result<Option<String>> {
        Ok(self.problem.map(str::to_string))
    }
    fn read_overview(&self, overview: usize, window: Window) -> Result<Raster> {
        if self.is_damaged {
            return Err(cogsmith::Error::format("a block is cut off"));
        }
        self.part(overview + 1, window)
    }
}

fn from(source: OverviewSource) -> CogOptions {
    let overviews = OverviewOptions { source, ..OverviewOptions::default() };
    CogOptions { overviews, ..CogOptions::new().with_block_size(32) }
}

/// The first sample of each level.
fn values(dataset: &Dataset) -> Vec<u8> {
    (0..dataset.levels()).map(|level| pixels(dataset, level).bytes()[0]).collect()
}

#[test]
fn complete_overviews_are_taken_as_they_are() {
    let source = Fixed::new(&[(64, 48), (32, 24)], 70);
    for choice in [OverviewSource::ExistingOrMade, OverviewSource::Existing] {
        let (cog, summary) = written(&source, &from(choice));
        assert_eq!(values(&cog), [5, 70, 71]);
        assert_eq!((summary.levels, summary.notes), (vec![(128, 96), (64, 48), (32, 24)], vec![]));
    }
    assert_eq!(values(&written(&source, &from(OverviewSource::Made)).0), [5, 5, 5]);
    assert_eq!(values(&written(&source, &from(OverviewSource::None)).0), [5]);
    assert_eq!(values(&written(&source, &CogOptions::new().with_block_size(32).with_overview_count(1)).0), [5, 70]);
    // Whoever says how they are to be made wants them made.
    let nearest = CogOptions::new().with_block_size(32).with_resampling(cogsmith::Resampling::Nearest);
    assert_eq!(values(&written(&source, &nearest).0), [5, 5, 5]);
}

#[test]
fn incomplete_overviews_are_made_anew_and_that_is_said() {
    let complete = &[(64, 48), (32, 24)][..];
    for (sizes, value, problem, words) in [
        (&[(64, 48)][..], 70, None, "there are 1 of 2"),
        (&[(32, 24)], 70, None, "overview 1 of 32 × 24 pixels is not half of the level before it"),
        (&[(64, 48), (64, 48)], 70, None, "is no smaller"),
        (complete, 0, None, "they are blank, the image is not"),
        (complete, 70, Some("3 of its 4 blocks are not there"), "overview 1: 3 of its 4 blocks are not there"),
    ] {
        let source = Fixed { problem, ..Fixed::new(sizes, value) };
        let (cog, summary) = written(&source, &CogOptions::new().with_block_size(32));
        assert_eq!(values(&cog), [5, 5, 5], "{words}");
        assert!(summary.notes.len() == 1 && summary.notes[0].contains(words), "{:?}", summary.notes);
    }
}

#[test]
fn overviews_that_must_be_taken_and_cannot_are_an_error() {
    let existing = from(OverviewSource::Existing);
    // Of any size, but whole.
    assert_eq!(values(&written(&Fixed::new(&[(32, 24)], 70), &existing).0), [5, 70]);
    let broken = Fixed { problem: Some("it has no mask"), ..Fixed::new(&[(64, 48)], 70) };
    for source in [Fixed::new(&[], 0), Fixed::new(&[(64, 48)], 0), broken] {
        assert_eq!(cog_of(&source, &existing).unwrap_err().kind(), ErrorKind::Parameter);
    }
    let resampled = existing.with_resampling(cogsmith::Resampling::Average);
    assert!(cog_of(&Fixed::new(&[(64, 48)], 70), &resampled).is_err());
}

#[test]
fn a_file_has_the_overviews_of_its_directories() {
    // A COG of nearest pixels, of which a COG is made without a word of how.
    let nearest = CogOptions::new().with_block_size(128).with_resampling(cogsmith::Resampling::Nearest);
    let (first, _) = written(&terrain(), &nearest);
    let (again, summary) = written(&first, &CogOptions::new().with_block_size(128));
    assert!(summary.notes.is_empty() && first.levels() == again.levels());
    for level in 0..first.levels() {
        assert!(pixels(&first, level) == pixels(&again, level));
    }
    let said = again.metadata(Some("IMAGE_STRUCTURE"));
    assert!(said.contains(&("OVERVIEW_RESAMPLING".into(), "NEAREST".into())), "{said:?}");
    let made =
        CogOptions { overviews: OverviewOptions { source: OverviewSource::Made, ..Default::default() }, ..nearest };
    let (made, _) =
        written(&first, &CogOptions { overviews: made.overviews, ..CogOptions::new().with_block_size(128) });
    assert!(pixels(&made, 1) != pixels(&first, 1));
    assert!(made.metadata(Some("IMAGE_STRUCTURE")).contains(&("OVERVIEW_RESAMPLING".into(), "CUBIC".into())));
}

#[test]
fn blocks_that_a_file_lacks_are_noticed() {
    let made = cog_of(&terrain(), &CogOptions::new().with_block_size(128)).unwrap();
    let sound = Dataset::from_source(made.clone()).unwrap();
    assert!((0..3).all(|overview| sound.overview_problem(overview).unwrap().is_none()));
    let second = sound.tiff().directories[2].ifd.offset;
    let fields = cogsmith::raw_fields(&made, sound.tiff().header, second, 1 << 20, &mut (1 << 20)).unwrap();
    let offsets = fields.iter().find(|raw| raw.field.tag == cogsmith::Tag::TILE_OFFSETS).unwrap();
    let mut broken = made;
    broken[offsets.offset as usize..][..4].fill(0);
    let broken = Dataset::from_source(broken).unwrap();
    assert_eq!(broken.overview_problem(1).unwrap().as_deref(), Some("1 of its 6 blocks are not there"));
    let (again, summary) = written(&broken, &CogOptions::new().with_block_size(128));
    assert!(summary.notes[0].ends_with("overview 2: 1 of its 6 blocks are not there"), "{:?}", summary.notes);
    for level in 0..sound.levels() {
        assert!(pixels(&again, level) == pixels(&sound, level));
    }
    assert!(cog_of(&broken, &from(OverviewSource::Existing)).is_err());
    let damaged = Fixed { is_damaged: true, ..Fixed::new(&[(64, 48), (32, 24)], 70) };
    let (cog, summary) = written(&damaged, &CogOptions::new().with_block_size(32));
    assert_eq!(values(&cog), [5, 5, 5]);
    assert!(summary.notes[0].ends_with("overview 2: a block is cut off"), "{:?}", summary.notes);
    // Where the image itself has no block, none is missing in its overview.
    let sparse = cogsmith::open(crate::testdata("sparse_tile_nodata.tif")).unwrap();
    assert_eq!(sparse.levels(), 1);
    assert!(sparse.overview_problem(0).is_err() && sparse.read_overview(0, Window::new(0, 0, 1, 1)).is_err());
}

/// The values of the texts A of the raster's default domain, B of its domain D, and C of the band.
/// Texts in the default domain, in D, and of a band.
fn in_domains() -> ArraySource<'static, u8> {
    let xml = r#"<GDALMetadata><Item name="A">1</Item><Item name="B" domain="D">2</Item><Item name="C" sample="0">3</Item>
        <Item name="SCALE" sample="0" role="scale">4</Item></GDALMetadata>"#;
    let mut profile = Profile::new(SampleType::U8, 2, 2, 1);
    profile.metadata = GdalMetadata::parse(xml).unwrap();
    ArraySource::new(&[0_u8; 4], profile).unwrap()
}

fn texts(choice: MetadataChoice) -> [Option<String>; 4] {
    let (cog, _) = written(&in_domains(), &CogOptions { metadata: choice, ..CogOptions::new() });
    let metadata = &cog.profile().metadata;
    let value = |domain, name| metadata.value(domain, name).map(str::to_string);
    let of_band = cog.band_metadata(0, None).first().map(|(_, text)| text.clone());
    [value(None, "A"), value(Some("D"), "B"), of_band, metadata.role(0, "scale").map(str::to_string)]
}

#[test]
fn texts_are_those_of_the_domains_that_are_wanted() {
    let is_there = |choice| texts(choice).map(|text| text.is_some());
    assert_eq!(is_there(MetadataChoice::All), [true; 4]);
    assert_eq!(is_there(MetadataChoice::DefaultDomain), [true, false, true, true]);
    assert_eq!(is_there(MetadataChoice::None), [false, false, false, true]);
    assert_eq!(is_there(MetadataChoice::Domains(vec!["D".into()])), [false, true, false, true]);
    assert_eq!(is_there(MetadataChoice::Domains(vec![String::new()])), [true, false, true, true]);
    let domains = MetadataChoice::Domains(vec![String::new(), "D".into(), "E".into()]);
    let options = CogOptions { metadata: domains, ..CogOptions::new() };
    let error = cog_of(&in_domains(), &options).unwrap_err();
    assert_eq!(error.kind(), cogsmith::ErrorKind::Parameter);
    assert!(error.message().ends_with("no metadata of the domain E: there are D"), "{error}");
}

#[test]
fn the_compression_that_suits_is_chosen_and_that_is_said() {
    let auto = CogOptions { auto_compression: true, ..CogOptions::new().with_block_size(128) };
    let (cog, summary) = written(&terrain(), &auto);
    assert_eq!(summary.predictor, Predictor::Horizontal);
    assert_eq!(cog.image().compression, summary.compression);
    assert!(summary.notes[0].contains("with predictor 2"), "{:?}", summary.notes);
    assert_eq!(cog_of(&terrain(), &auto).unwrap(), cog_of(&terrain(), &auto).unwrap());
    // It is no larger than any of the fixed choices, but for the share that time counts.
    for compression in [Compression::NONE, Compression::LZW, Compression::DEFLATE] {
        let fixed = cog_of(&terrain(), &CogOptions::new().with_block_size(128).with_compression(compression)).unwrap();
        assert!(summary.file_len as f64 <= fixed.len() as f64 * 1.06, "{compression}");
    }
    // Of noise, nothing is saved.
    let mut state = 1_u64;
    let noise = std::iter::repeat_with(|| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 56) as u8
    });
    let noise: Vec<u8> = noise.take(256 * 256).collect();
    let source = ArraySource::new(&noise, Profile::new(SampleType::U8, 256, 256, 1)).unwrap();
    assert_eq!(written(&source, &auto).1.compression, Compression::NONE);
}
