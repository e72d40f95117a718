//! A small raster and any options: if a file is written, the validator finds nothing wrong with it, and it reads back as what
//! went in.

use arbitrary::{Arbitrary, Unstructured};
use cogwriter::{
    BigTiff, CogOptions, CogWriter, EncoderSettings, GeotiffVersion, Interleave, OverviewOptions, PredictorChoice,
    Resampling, ValidateOptions, validate,
};
use geotiff_core::{
    Compression, ErrorKind, GeoTransform, Nodata, Predictor, Profile, Raster, RasterSource, Result, SampleType, Window,
};
use window::Dataset;

#[derive(Debug)]
struct Source {
    profile: Profile,
    pixels: Raster,
    mask: Raster,
    rows_at_once: usize,
}

impl<'a> Arbitrary<'a> for Source {
    fn arbitrary(u: &mut Unstructured<'a>) -> arbitrary::Result<Self> {
        let sample_type = *u.choose(&SampleType::ALL)?;
        let (width, height, bands) = (u.int_in_range(1..=64)?, u.int_in_range(1..=64)?, u.int_in_range(1..=4)?);
        let mut profile = Profile::new(sample_type, width, height, bands);
        profile.has_mask = u.ratio(1, 3)?;
        if u.ratio(1, 2)? {
            profile = profile.with_transform(GeoTransform(u.arbitrary()?)).with_epsg(u.arbitrary()?);
        }
        if bands >= 3 && u.ratio(1, 2)? {
            profile = profile.as_rgb();
        }
        if u.ratio(1, 3)? {
            let text = if u.ratio(1, 4)? { "nan".into() } else { u.arbitrary::<i16>()?.to_string() };
            profile.nodata = Nodata::parse(&text, sample_type);
        }
        if sample_type == SampleType::U8 && u.ratio(1, 4)? {
            profile.bits = u.int_in_range(1..=8)?;
        }
        let rows_at_once = u.int_in_range(0..=100)?;
        // What is given is repeated over the raster, with a twist.
        let given: Vec<u8> = u.bytes(u.len().min(400))?.to_vec();
        let fill = |raster: &mut Raster, mask: u8| {
            if !given.is_empty() {
                let bytes = given.iter().cycle().enumerate().map(|(i, byte)| byte.wrapping_add((i / 999) as u8) & mask);
                raster.bytes_mut().iter_mut().zip(bytes).for_each(|(to, byte)| *to = byte);
            }
        };
        let mut pixels =
            Raster::new(sample_type, width, height, bands).map_err(|_| arbitrary::Error::IncorrectFormat)?;
        let mut mask = Raster::new(SampleType::U8, width, height, 1).map_err(|_| arbitrary::Error::IncorrectFormat)?;
        fill(&mut pixels, if profile.bits < 8 { (1 << profile.bits) - 1 } else { 255 });
        fill(&mut mask, 255);
        mask.bytes_mut().iter_mut().for_each(|v| *v = if *v < 128 { 0 } else { 255 });
        Ok(Self { profile, pixels, mask, rows_at_once })
    }
}

fn crop(raster: &Raster, window: Window) -> Result<Raster> {
    let mut out = Raster::new(raster.sample_type(), window.width, window.height, raster.bands())?;
    let len = raster.sample_type().bytes();
    let rows = (0..raster.bands()).flat_map(|band| (window.row_off..window.row_end()).map(move |row| (band, row)));
    for (to, (band, row)) in out.bytes_mut().chunks_exact_mut(window.width * len).zip(rows) {
        let at = ((band * raster.height() + row) * raster.width() + window.col_off) * len;
        to.copy_from_slice(&raster.bytes()[at..at + to.len()]);
    }
    Ok(out)
}

impl RasterSource for Source {
    fn profile(&self) -> &Profile {
        &self.profile
    }

    fn read_window(&self, window: Window) -> Result<Raster> {
        crop(&self.pixels, window)
    }

    fn read_mask(&self, window: Window) -> Result<Raster> {
        crop(&self.mask, window)
    }

    fn rows_at_once(&self) -> usize {
        self.rows_at_once
    }
}

#[derive(Arbitrary, Debug)]
pub struct Choice {
    source: Source,
    blocks: u8,
    compression: u8,
    level: Option<u8>,
    predictor: u8,
    overview_count: Option<u8>,
    average: Option<bool>,
    overview_blocks: Option<u8>,
    overview_compression: Option<u8>,
    big_tiff: u8,
    interleave: u8,
    sparse: bool,
    bits: Option<u8>,
    geotiff_version: u8,
}

impl Choice {
    fn options(&self) -> CogOptions {
        CogOptions {
            block_size: 16 * usize::from(self.blocks % 5),
            compression: compression(self.compression),
            settings: EncoderSettings { level: self.level.map(|level| level % 12), ..EncoderSettings::default() },
            predictor: match self.predictor % 5 {
                0 => PredictorChoice::Fixed(Predictor::None),
                1 => PredictorChoice::Fixed(Predictor::Horizontal),
                2 => PredictorChoice::Fixed(Predictor::FloatingPoint),
                _ => PredictorChoice::Auto,
            },
            overviews: OverviewOptions {
                count: self.overview_count.map(|count| usize::from(count % 9)),
                resampling: self.average.map(|average| if average { Resampling::Average } else { Resampling::Nearest }),
                block_size: self.overview_blocks.map(|blocks| 16 * usize::from(blocks % 5)),
                compression: self.overview_compression.map(compression),
                ..OverviewOptions::default()
            },
            interleave: [Interleave::Pixel, Interleave::Band, Interleave::Tile][usize::from(self.interleave % 3)],
            sparse: self.sparse,
            bits: self.bits.map(|bits| u16::from(bits % 34)),
            geotiff_version: [GeotiffVersion::Auto, GeotiffVersion::V1_0, GeotiffVersion::V1_1]
                [usize::from(self.geotiff_version % 3)],
            big_tiff: [BigTiff::IfNeeded, BigTiff::IfSafer, BigTiff::Yes, BigTiff::No][usize::from(self.big_tiff % 4)],
            ..CogOptions::new()
        }
    }
}

fn compression(choice: u8) -> Compression {
    Compression([1, 5, 8, 32773, 8][usize::from(choice % 5)])
}

/// The pixels as so many bits hold them.
fn in_bits(pixels: &Raster, bits: u16) -> Raster {
    let mut stored = pixels.clone();
    let most = 1_u64.checked_shl(u32::from(bits)).map_or(u64::MAX, |n| n - 1);
    let bytes = stored.bytes_mut();
    match pixels.sample_type() {
        SampleType::U8 => bytes.iter_mut().for_each(|v| *v = u64::from(*v).min(most) as u8),
        SampleType::U16 => {
            for v in bytes.as_chunks_mut().0 {
                *v = (u64::from(u16::from_ne_bytes(*v)).min(most) as u16).to_ne_bytes();
            }
        }
        SampleType::U32 => {
            for v in bytes.as_chunks_mut().0 {
                *v = (u64::from(u32::from_ne_bytes(*v)).min(most) as u32).to_ne_bytes();
            }
        }
        _ => {}
    }
    stored
}

/// The target.
pub fn run(choice: Choice) {
    let (source, options) = (&choice.source, choice.options());
    let mut file = Vec::new();
    let summary = match CogWriter::new(source, options).write_to(&mut file) {
        Ok(summary) => summary,
        Err(error) => {
            assert!(matches!(error.kind(), ErrorKind::Parameter | ErrorKind::Unsupported), "{error}");
            assert!(file.is_empty(), "something was written");
            return;
        }
    };
    assert_eq!(summary.file_len, file.len() as u64);

    let report = validate(&file, ValidateOptions { ogc: true, ..ValidateOptions::default() }).expect("it is a TIFF");
    // Overviews of an image that is one pixel wide are one pixel wide, which rio-cogeo does not take for overviews.
    let is_narrow = summary.levels.iter().skip(1).any(|&(width, _)| width == 1);
    assert!(report.is_valid() || is_narrow, "{:?}", report.findings);

    let dataset = Dataset::from_source(file).expect("it is a TIFF");
    assert_eq!(dataset.levels(), summary.levels.len());
    let all: Vec<usize> = (0..dataset.bands()).collect();
    let pixels = dataset.read_bands(dataset.whole(), &all).expect("it can be read");
    let bits = choice.bits.map(|bits| u16::from(bits % 34));
    // Floats are rounded, and a sparse file has its nodata, zeros of either sign and NaNs, in one way each.
    if bits != Some(16) && !(choice.sparse && source.profile.sample_type.is_float()) {
        let stored = in_bits(&source.pixels, bits.unwrap_or(64));
        assert!(pixels == stored, "the pixels differ");
    }
    if source.profile.has_mask {
        let mask = dataset.level(0).and_then(|level| level.read_mask(dataset.whole())).expect("it can be read");
        assert!(mask == source.mask, "the mask differs");
    }
    for number in 1..dataset.levels() {
        let level = dataset.level(number).expect("it is there");
        let whole = Window::new(0, 0, level.width(), level.height());
        assert_eq!((level.width(), level.height()), summary.levels[number]);
        level.read_bands(whole, &all).and_then(|_| level.read_mask(whole)).expect("it can be read");
    }
}
