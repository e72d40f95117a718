//! No option is ignored: with each that the builders have, the file is another one.

use std::collections::BTreeSet;

use cogwriter::{
    BigTiff, CogOptions, CogRewriter, EncoderSettings, GeotiffVersion, Interleave, MetadataChoice, OverviewOptions,
    OverviewSource, PredictorChoice, Resampling, RewriteOptions, RewriteOverviews, StatisticsChoice,
};
use geotiff_core::{Compression, MetadataItem, Predictor, Profile, SampleType};
use window::Dataset;

use crate::support::Memory;

/// The names after a word that introduces them, in the text of a module.
fn names<'a>(text: &'a str, before: &str) -> BTreeSet<&'a str> {
    let name = |line: &'a str| line.trim_start().strip_prefix(before)?.split(['(', ':', '<']).next();
    text.lines().filter_map(name).collect()
}

fn level(level: u8) -> EncoderSettings {
    EncoderSettings { level: Some(level), ..EncoderSettings::default() }
}

type Change = fn(CogOptions) -> CogOptions;

fn overviews(options: CogOptions, change: impl FnOnce(&mut OverviewOptions)) -> CogOptions {
    let mut options = options;
    change(&mut options.overviews);
    options
}

#[test]
fn of_writing() {
    let mut profile = Profile::new(SampleType::U16, 300, 200, 2).with_epsg(32633);
    profile.metadata.items.push(MetadataItem { name: "a".into(), value: "b".into(), ..MetadataItem::default() });
    let mut source = Memory::new(profile, false);
    // A block of zeros, and no larger sample than 12 bits have but some.
    for band in 0..2 {
        source.pixels.band_mut::<u16>(band).unwrap()[..150 * 300].fill(0);
    }
    // A source that has overviews, made in another way than they would be.
    let base = CogOptions::new().with_block_size(64);
    let (file, _) = source.write(&base.clone().with_resampling(Resampling::Nearest));
    let dataset = Dataset::from_source(file).unwrap();
    let written = |options: CogOptions| {
        let mut file = Vec::new();
        cogwriter::CogWriter::new(&dataset, options).write_to(&mut file).unwrap();
        file
    };
    let plain = written(base.clone());
    #[rustfmt::skip]
    let changes: [(&str, Change); 28] = [
        ("with_block_size", |o| o.with_block_size(32)),
        ("with_compression", |o| o.with_compression(Compression::LZW)),
        ("with_level", |o| o.with_level(1)),
        ("with_predictor", |o| o.with_predictor(PredictorChoice::Fixed(Predictor::None))),
        ("with_overview_count", |o| o.with_overview_count(1)),
        ("with_resampling", |o| o.with_resampling(Resampling::Average)),
        ("with_big_tiff", |o| o.with_big_tiff(BigTiff::Yes)),
        ("with_interleave", |o| o.with_interleave(Interleave::Band)),
        ("with_sparse", |o| o.with_sparse(true)),
        ("with_bits", |o| o.with_bits(12)),
        ("with_geotiff_version", |o| o.with_geotiff_version(GeotiffVersion::V1_1)),
        ("block_size", |o| CogOptions { block_size: 128, ..o }),
        ("compression", |o| CogOptions { compression: Compression::NONE, ..o }),
        ("settings", |o| CogOptions { settings: level(9), ..o }),
        ("predictor", |o| CogOptions { predictor: PredictorChoice::Fixed(Predictor::None), ..o }),
        ("interleave", |o| CogOptions { interleave: Interleave::Tile, ..o }),
        ("overviews", |o| CogOptions { overviews: OverviewOptions { count: Some(0), ..o.overviews.clone() }, ..o }),
        ("sparse", |o| CogOptions { sparse: true, ..o }),
        ("bits", |o| CogOptions { bits: Some(12), ..o }),
        ("big_tiff", |o| CogOptions { big_tiff: BigTiff::Yes, ..o }),
        ("geotiff_version", |o| CogOptions { geotiff_version: GeotiffVersion::V1_1, ..o }),
        ("statistics", |o| CogOptions { statistics: StatisticsChoice::Computed, ..o }),
        ("metadata", |o| CogOptions { metadata: MetadataChoice::None, ..o }),
        ("auto_compression", |o| CogOptions { auto_compression: true, ..o }),
        ("source", |o| overviews(o, |o| o.source = OverviewSource::Made)),
        ("count", |o| overviews(o, |o| o.count = Some(1))),
        ("resampling", |o| overviews(o, |o| o.resampling = Some(Resampling::Mode))),
        ("block_size of overviews", |o| overviews(o, |o| o.block_size = Some(32))),
    ];
    for (name, change) in &changes {
        assert!(written(change(base.clone())) != plain, "{name} is ignored");
    }
    let of_overviews: [fn(&mut OverviewOptions); 3] = [
        |o| o.compression = Some(Compression::LZW),
        |o| o.settings = Some(level(1)),
        |o| o.predictor = Some(PredictorChoice::Fixed(Predictor::None)),
    ];
    for (i, change) in of_overviews.into_iter().enumerate() {
        assert!(written(overviews(base.clone(), change)) != plain, "{i}");
    }
    let text = include_str!("../../src/options.rs");
    let known: BTreeSet<&str> = names(text, "pub fn with_").union(&names(text, "pub ")).copied().collect();
    let known = known.into_iter().filter(|name| !name.contains(' '));
    let tested: BTreeSet<&str> = changes.iter().map(|(name, _)| name.trim_start_matches("with_")).collect();
    let untested: Vec<&str> = known.filter(|name| !tested.contains(name)).collect();
    assert!(untested.is_empty(), "{untested:?}");
}

#[test]
fn of_rewriting() {
    let source = Memory::new(Profile::new(SampleType::U8, 200, 150, 1), false);
    let (file, _) = source.write(&CogOptions::new().with_block_size(64).with_resampling(Resampling::Nearest));
    let dataset = Dataset::from_source(file).unwrap();
    let written = |options: RewriteOptions| {
        let mut file = Vec::new();
        CogRewriter::new(&dataset, options).write_to(&mut file).unwrap();
        file
    };
    let base = RewriteOptions::new().with_overviews(RewriteOverviews::Make);
    let plain = written(base);
    assert!(written(RewriteOptions::new()) != plain, "overviews are ignored");
    for (name, options) in [
        ("resampling", base.with_resampling(Resampling::Average)),
        ("encoder", base.with_encoder(level(1))),
        ("big_tiff", base.with_big_tiff(BigTiff::Yes)),
        ("overviews", base.with_overviews(RewriteOverviews::None)),
    ] {
        assert!(written(options) != plain, "{name} is ignored");
    }
    let known = names(include_str!("../../src/rewrite.rs"), "pub fn with_");
    assert_eq!(known, BTreeSet::from(["big_tiff", "encoder", "overviews", "resampling"]));
}
