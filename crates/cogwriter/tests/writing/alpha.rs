//! Alpha becomes a mask where JPEG would spoil it, and stays a band elsewhere: as of GDAL's COG driver.

use cogwriter::{CogOptions, CogSummary, CogWriter, Interleave, StatisticsChoice};
use geotiff_core::{
    Compression, MetadataItem, Photometric, Profile, Raster, RasterSource as _, Result, SampleType, Window,
};
use overview::Resampling;
use window::Dataset;

use crate::support::{Memory, read_level};

fn jpeg() -> CogOptions {
    CogOptions::new().with_block_size(32).with_compression(Compression::JPEG)
}

/// Colours or gray, and alpha of all sorts in a band of its own.
fn picture(bands: usize) -> Memory {
    let mut profile = Profile::new(SampleType::U8, 100, 71, bands);
    if bands > 2 {
        profile = profile.as_rgb();
    } else {
        profile.extra_samples = vec![2];
    }
    let mut source = Memory::new(profile, false);
    for (i, alpha) in source.pixels.band_mut::<u8>(bands - 1).unwrap().iter_mut().enumerate() {
        *alpha = [0, 0, 1, 127, 255, 255, 0][i / 30 % 7];
    }
    source
}

fn opened(written: (Vec<u8>, CogSummary)) -> (Dataset, CogSummary) {
    (Dataset::from_source(written.0).unwrap(), written.1)
}

fn opaque(pixels: &Raster, band: usize) -> Vec<u8> {
    pixels.band::<u8>(band).unwrap().iter().map(|&alpha| if alpha == 0 { 0 } else { 255 }).collect()
}

#[test]
fn alpha_becomes_the_mask() {
    for (bands, photometric) in [(2, Photometric::MIN_IS_BLACK), (4, Photometric::RGB)] {
        let source = picture(bands);
        let (cog, summary) = opened(source.write(&jpeg().with_resampling(Resampling::Nearest)));
        let profile = cog.profile();
        assert!(profile.has_mask && profile.extra_samples.is_empty());
        assert_eq!((profile.bands, cog.level(0).unwrap().image().photometric), (bands - 1, photometric));
        assert_eq!(summary.notes, [format!("band {bands} is alpha, which JPEG would spoil: it becomes the mask")]);
        assert_eq!(summary.levels.len(), 3);
        assert_eq!(read_level(&cog, 0).1.bytes(), opaque(&source.pixels, bands - 1));
        for (level, &size) in summary.levels.iter().enumerate() {
            let (pixels, mask) = read_level(&cog, level);
            assert_eq!((pixels.bands(), (mask.width(), mask.height())), (bands - 1, size));
            assert!(mask.bytes().contains(&0) && mask.bytes().contains(&255));
        }
    }
}

/// What GDAL does nothing about.
#[test]
fn elsewhere_alpha_stays_a_band() {
    let rgba = picture(4);
    let bands = |source: &Memory, options: &CogOptions| {
        let (cog, summary) = opened(source.write(options));
        assert!(!cog.profile().has_mask && summary.notes.iter().all(|note| !note.contains("alpha")));
        cog.profile().bands
    };
    assert_eq!(bands(&rgba, &jpeg().with_interleave(Interleave::Band)), 4);
    assert_eq!(bands(&rgba, &jpeg().with_interleave(Interleave::Tile)), 4);
    assert_eq!(bands(&rgba, &jpeg().with_compression(Compression::LZW)), 4);
    assert_eq!(bands(&rgba, &CogOptions { auto_compression: true, ..jpeg() }), 4);
    let mut first = picture(4);
    first.profile.photometric = Photometric::MIN_IS_BLACK;
    first.profile.extra_samples = vec![2, 0, 0];
    assert_eq!(bands(&first, &jpeg()), 4);
    let mut none = picture(4);
    none.profile.extra_samples = vec![0];
    assert_eq!(bands(&none, &jpeg()), 4);
    let (gray, _) = opened(Memory::new(Profile::new(SampleType::U8, 40, 40, 1), true).write(&jpeg()));
    assert!(gray.profile().has_mask);
}

#[test]
fn a_mask_that_was_there_gives_way() {
    let mut source = picture(4);
    source.profile.has_mask = true;
    source.mask = Some(Raster::new(SampleType::U8, 100, 71, 1).unwrap());
    let (cog, summary) = opened(source.write(&jpeg()));
    assert_eq!(read_level(&cog, 0).1.bytes(), opaque(&source.pixels, 3));
    assert!(summary.notes[0].ends_with("it becomes the mask, in place of the one there was"));
}

/// Overviews weigh pixels by alpha: one of four that is hardly there shows the others' colour, and is valid.
#[test]
fn overviews_weigh_pixels_by_alpha() {
    let mut source = picture(2);
    let (gray, alpha) = source.pixels.samples_mut::<u8>().unwrap().split_at_mut(100 * 71);
    for (i, (gray, alpha)) in gray.iter_mut().zip(alpha).enumerate() {
        (*gray, *alpha) = if i % 2 == 0 { (200, 255) } else { (10, 1) };
    }
    let (cog, _) = opened(source.write(&jpeg().with_resampling(Resampling::Bilinear)));
    let (pixels, mask) = read_level(&cog, 1);
    assert!(mask.bytes().iter().all(|&valid| valid == 255));
    assert!(pixels.bytes().iter().all(|&gray| gray.abs_diff(200) < 4), "{:?}", &pixels.bytes()[..20]);
}

#[test]
fn overviews_of_the_source_are_taken() {
    let rgba = picture(4);
    let (file, _) = rgba.write(&CogOptions::new().with_block_size(32).with_resampling(Resampling::Mode));
    let source = Dataset::from_source(file).unwrap();
    let mut file = Vec::new();
    let summary = CogWriter::new(&source, jpeg()).write_to(&mut file).unwrap();
    let cog = Dataset::from_source(file).unwrap();
    for level in 0..3 {
        let (pixels, _) = read_level(&source, level);
        let (same, mask) = read_level(&cog, level);
        assert_eq!(mask.bytes(), opaque(&pixels, 3));
        assert_eq!((same.width(), same.bands()), (pixels.width(), 3));
    }
    assert_eq!(summary.levels.len(), 3);
    let made_by = cog.profile().metadata.value(Some("IMAGE_STRUCTURE"), "OVERVIEW_RESAMPLING").map(str::to_owned);
    assert_eq!(made_by.as_deref(), Some("MODE"));
}

#[test]
fn statistics_of_the_source_are_computed_anew() -> Result<()> {
    let mut source = picture(4);
    for (band, name) in (0..4).flat_map(|band| ["MAXIMUM", "MEAN", "MINIMUM", "STDDEV"].map(|name| (band, name))) {
        let (name, value) = (format!("STATISTICS_{name}"), "77".to_string());
        source.profile.metadata.items.push(MetadataItem { name, value, sample: Some(band), ..Default::default() });
    }
    let (cog, _) = opened(source.write(&jpeg()));
    let statistic = |cog: &Dataset, name: &str| {
        let mut items = cog.profile().metadata.items.iter();
        items.find(|item| item.name == name && item.sample == Some(1)).map(|item| item.value.clone())
    };
    let pixels = source.read_window(Window::new(0, 0, 100, 71))?;
    let valid = pixels.band::<u8>(1)?.iter().zip(pixels.band::<u8>(3)?).filter(|(_, alpha)| **alpha != 0);
    let most = valid.map(|(&v, _)| v).max().unwrap_or(0);
    assert_eq!(statistic(&cog, "STATISTICS_MAXIMUM"), Some(most.to_string()));
    let (cog, _) = opened(source.write(&CogOptions { statistics: StatisticsChoice::None, ..jpeg() }));
    assert_eq!(statistic(&cog, "STATISTICS_MAXIMUM"), None);
    // Elsewhere they hold, and are copied.
    let (cog, _) = opened(source.write(&jpeg().with_interleave(Interleave::Band)));
    assert_eq!(statistic(&cog, "STATISTICS_MAXIMUM").as_deref(), Some("77"));
    Ok(())
}
