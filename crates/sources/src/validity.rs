//! Which pixels of any source are valid, by what it says of itself.

use geotiff_core::{Nodata, Profile, Raster, RasterSource, RealSample, Result, SampleType, Window, with_real_sample};
use window::{NodataTest, nodata_values};

use crate::colors::alpha_band;

/// What tells which pixels of any source are valid: the first of these that there is.
///
/// ```
/// use geotiff_core::{Profile, Raster, SampleType, Window};
/// use sources::ValidityRule;
///
/// # let file = window::doc_example();
/// let dataset = window::Dataset::from_source(file)?;
/// let rule = ValidityRule::of(&Profile::new(SampleType::U8, 2, 1, 1).with_nodata(7));
/// let valid = rule.band(&dataset, Window::new(0, 0, 2, 1), &Raster::from_samples(&[7_u8, 8], 2, 1, 1)?, 0)?;
/// assert_eq!(valid.bytes(), [0, 255]);
/// # Ok::<(), geotiff_core::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub enum ValidityRule {
    /// A mask, of all bands or of each.
    Mask,
    /// One value for each band, which all samples of an invalid pixel have.
    NodataValues(Vec<f64>),
    /// The value of an invalid sample.
    Nodata(NodataTest),
    /// This band, which is 0 where a pixel is invalid.
    Alpha(usize),
    /// Nothing.
    AllValid,
}

pub(crate) use ValidityRule as Rule;

impl ValidityRule {
    /// The rule for a raster that says this of itself.
    pub fn of(profile: &Profile) -> Self {
        if profile.has_mask {
            return Self::Mask;
        }
        if let Some(values) = nodata_values(profile, profile.bands) {
            return Self::NodataValues(values);
        }
        if let Some(test) = nodata_test(profile) {
            return Self::Nodata(test);
        }
        alpha_band(profile).map_or(Self::AllValid, Self::Alpha)
    }

    /// Which pixels of a window are valid in any band: one band of `U8`, 0 or 255. `pixels` are all bands of the window.
    ///
    /// # Errors
    /// Whatever keeps the mask from being read.
    pub fn dataset(&self, source: &dyn RasterSource, window: Window, pixels: &Raster) -> Result<Raster> {
        match self {
            Self::Mask => source.read_mask(window),
            Self::AllValid => all_valid(window),
            Self::Alpha(band) => opaque(pixels, *band),
            Self::Nodata(test) => any_band(&flags(*test, pixels)?),
            Self::NodataValues(values) => of_values(values, pixels),
        }
    }

    /// Which pixels of a window are valid in one band (from 0). `pixels` are all bands of the window.
    ///
    /// # Errors
    /// `Parameter` if there is no such band, and whatever keeps the mask from being read.
    pub fn band(&self, source: &dyn RasterSource, window: Window, pixels: &Raster, band: usize) -> Result<Raster> {
        match self {
            Self::Nodata(test) if pixels.bands() == 1 => flags(*test, pixels),
            Self::Nodata(test) => flags(*test, &pixels.clone().pick_bands(&[band])?),
            _ => self.dataset(source, window, pixels),
        }
    }
}

/// The test for the nodata of a profile, if it has some that a sample can have.
pub(crate) fn nodata_test(profile: &Profile) -> Option<NodataTest> {
    profile.nodata.and_then(|nodata| NodataTest::new(nodata, profile.sample_type))
}

/// For each sample, 0 if it is nodata, else 255.
pub(crate) fn flags(test: NodataTest, pixels: &Raster) -> Result<Raster> {
    let mut flags = Raster::new(SampleType::U8, pixels.width(), pixels.height(), pixels.bands())?;
    test.flag(pixels, flags.bytes_mut())?;
    Ok(flags)
}

/// A mask of valid pixels alone.
pub(crate) fn all_valid(window: Window) -> Result<Raster> {
    let mut mask = Raster::new(SampleType::U8, window.width, window.height, 1)?;
    mask.bytes_mut().fill(255);
    Ok(mask)
}

/// Of flags for each band, 255 where one of them is set.
pub(crate) fn any_band(flags: &Raster) -> Result<Raster> {
    let mut mask = Raster::new(SampleType::U8, flags.width(), flags.height(), 1)?;
    for band in flags.bytes().chunks_exact(flags.band_len().max(1)) {
        mask.bytes_mut().iter_mut().zip(band).for_each(|(any, &flag)| *any |= flag);
    }
    Ok(mask)
}

/// Where a band is not 0.
fn opaque(pixels: &Raster, band: usize) -> Result<Raster> {
    let mut mask = Raster::new(SampleType::U8, pixels.width(), pixels.height(), 1)?;
    with_real_sample!(pixels.sample_type(), T => {
        for (valid, sample) in mask.bytes_mut().iter_mut().zip(pixels.band::<T>(band)?) {
            *valid = if sample.to_f64() == 0.0 { 0 } else { 255 };
        }
    }, complex => mask.bytes_mut().fill(255));
    Ok(mask)
}

fn of_values(values: &[f64], pixels: &Raster) -> Result<Raster> {
    let mut mask = Raster::new(SampleType::U8, pixels.width(), pixels.height(), 1)?;
    for (band, &value) in values.iter().enumerate() {
        NodataTest::flag_others(value, &pixels.clone().pick_bands(&[band])?, mask.bytes_mut())?;
    }
    Ok(mask)
}

/// The bytes of the sample that is nodata; `None` if the type has no such value. The imaginary part of a complex one is 0.
pub(crate) fn nodata_sample(nodata: Nodata, sample_type: SampleType) -> Option<Vec<u8>> {
    let mut bytes = with_real_sample!(sample_type.part(), T => {
        nodata.in_type::<T>().map(|value| bytemuck::bytes_of(&value).to_vec())
    }, complex => None)?;
    bytes.resize(sample_type.bytes(), 0);
    Some(bytes)
}

/// Writes a sample wherever its flag is 0.
pub(crate) fn overwrite(pixels: &mut Raster, flags: &Raster, sample: &[u8]) {
    let flagged = pixels.bytes_mut().chunks_exact_mut(sample.len()).zip(flags.bytes());
    flagged.filter(|(_, flag)| **flag == 0).for_each(|(out, _)| out.copy_from_slice(sample));
}
