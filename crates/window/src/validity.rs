//! Which pixels are valid, as GDAL's masks and rasterio's `read_masks` and `dataset_mask` tell.

use geotiff_core::{ColorInterpretation, Error, Nodata, Raster, Result, SampleType, Window};

use crate::dataset::Dataset;
use crate::level::Level;
use crate::validity_rules::{NodataTest, nodata_values};

/// Where it is written which pixels of a band are valid: GDAL's `GMF_` flags. None of them is set for a mask of its own
/// that each band has.
///
/// ```
/// use window::MaskFlags;
///
/// # let file = window::doc_example();
/// let dataset = window::Dataset::from_source(file)?;
/// assert_eq!(dataset.mask_flags(0)?, MaskFlags::ALL_VALID);
/// # Ok::<(), geotiff_core::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct MaskFlags(pub u8);

impl MaskFlags {
    /// Nowhere: all pixels are valid.
    pub const ALL_VALID: Self = Self(1);
    /// In one place for all bands.
    pub const PER_DATASET: Self = Self(2);
    /// In an alpha band: opacity, from 0 to 255.
    pub const ALPHA: Self = Self(4);
    /// In the pixels themselves, by their value.
    pub const NODATA: Self = Self(8);

    /// Both.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether all of the other's flags are set.
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// rasterio's names of the flags that are set.
    pub fn names(self) -> Vec<&'static str> {
        let all = [
            (Self::ALL_VALID, "all_valid"),
            (Self::PER_DATASET, "per_dataset"),
            (Self::ALPHA, "alpha"),
            (Self::NODATA, "nodata"),
        ];
        all.into_iter().filter(|(flag, _)| self.contains(*flag)).map(|(_, name)| name).collect()
    }
}

/// What tells which pixels of a band are valid.
enum Rule {
    AllValid,
    /// A band of a mask; whether it goes for all bands.
    Mask {
        band: usize,
        shared: bool,
    },
    /// One value for each band, which all of a pixel's samples must have for it to be invalid.
    NodataValues(Vec<f64>),
    Nodata(NodataTest),
    Alpha {
        band: usize,
    },
}

impl Rule {
    fn flags(&self) -> MaskFlags {
        match self {
            Self::AllValid => MaskFlags::ALL_VALID,
            Self::Mask { shared: true, .. } => MaskFlags::PER_DATASET,
            Self::Mask { shared: false, .. } => MaskFlags::default(),
            Self::NodataValues(_) => MaskFlags::PER_DATASET.with(MaskFlags::NODATA),
            Self::Nodata(_) => MaskFlags::NODATA,
            Self::Alpha { .. } => MaskFlags::PER_DATASET.with(MaskFlags::ALPHA),
        }
    }
}

impl Level<'_> {
    /// Where it is written which pixels of a band (from 0) are valid. Nothing is read for it.
    ///
    /// # Errors
    /// `Parameter` if there is no such band.
    pub fn mask_flags(&self, band: usize) -> Result<MaskFlags> {
        Ok(self.rule(band)?.flags())
    }

    /// Which pixels of a window are valid in a band (from 0): one band of `U8`, 0 where they are not, 255 where they are, and
    /// what is between where opacity tells. It is rasterio's `read_masks`.
    ///
    /// What tells is, as in GDAL, the first of these that there is:
    /// 1. a mask beside the image, of all its bands or of each;
    /// 2. the metadata item `NODATA_VALUES`, one number for each band: invalid is what has all of them;
    /// 3. nodata that a sample can have: every NaN if it is NaN; floating-point samples of a relative difference of up to
    ///    2.4e-7; of complex samples, the real part; of a fraction in an integer raster, what is before the point;
    /// 4. alpha of 8 or 16 bits, if it is the second of two bands or the fourth of four; its 16 bits become 8, of which only
    ///    0 becomes 0.
    ///
    /// # Errors
    /// As [`Level::read`].
    pub fn band_validity(&self, window: Window, band: usize) -> Result<Raster> {
        let rule = self.rule(band)?;
        self.apply(&rule, window, band)
    }

    /// Which pixels of a window are valid in the dataset: one band of `U8`. It is rasterio's `dataset_mask`: what tells for
    /// all bands at once; of red, green, blue and a fourth band, what tells of the fourth; else 255 where a pixel is valid in
    /// any band.
    ///
    /// # Errors
    /// As [`Level::read`].
    pub fn validity(&self, window: Window) -> Result<Raster> {
        let bands = self.image().bands;
        let rule = self.rule(0)?;
        if rule.flags().contains(MaskFlags::PER_DATASET) || bands == 1 {
            let mut validity = self.apply(&rule, window, 0)?;
            if bands == 1 && matches!(rule, Rule::Mask { shared: false, .. }) {
                to_extremes(validity.bytes_mut());
            }
            return Ok(validity);
        }
        let is_rgb = || self.profile.color_interpretation().first() == Some(&ColorInterpretation::RED);
        if bands == 4 && is_rgb() {
            return self.band_validity(window, 3);
        }
        let mut all = self.apply(&rule, window, 0)?;
        to_extremes(all.bytes_mut());
        for band in 1..bands {
            if all.bytes().iter().all(|&valid| valid != 0) {
                break;
            }
            let more = self.band_validity(window, band)?;
            let pairs = all.bytes_mut().iter_mut().zip(more.bytes());
            pairs.for_each(|(all, &more)| *all |= if more == 0 { 0 } else { 255 });
        }
        Ok(all)
    }

    fn rule(&self, band: usize) -> Result<Rule> {
        let (image, profile) = (self.image(), self.profile);
        if band >= image.bands {
            let error = Error::parameter(format!("band {band} of a raster of {} bands, counted from 0", image.bands));
            return Err(self.file.name(error));
        }
        if let Some(bands) = self.mask_bands() {
            let shared = bands == 1;
            return Ok(Rule::Mask { band: if shared { 0 } else { band }, shared });
        }
        if let Some(values) = nodata_values(profile, image.bands) {
            return Ok(Rule::NodataValues(values));
        }
        if let Some(test) = self.nodata().and_then(|nodata| NodataTest::new(nodata, image.sample_type)) {
            return Ok(Rule::Nodata(test));
        }
        let last = image.bands - 1;
        let is_opacity = || {
            matches!(image.sample_type, SampleType::U8 | SampleType::U16)
                && profile.color_interpretation().get(last) == Some(&ColorInterpretation::ALPHA)
        };
        let alpha_goes_for = if last == 1 || last == 3 { 0..last } else { 0..0 };
        if alpha_goes_for.contains(&band) && is_opacity() {
            return Ok(Rule::Alpha { band: last });
        }
        Ok(Rule::AllValid)
    }

    /// An overview has nodata of its own, or that of the raster.
    fn nodata(&self) -> Option<Nodata> {
        let own = if self.number == 0 { None } else { self.image().nodata };
        own.or(self.profile.nodata)
    }

    fn apply(&self, rule: &Rule, window: Window, band: usize) -> Result<Raster> {
        let window = self.within(window)?;
        let mut validity = match rule {
            Rule::Mask { band, .. } => return self.read_mask_band(window, *band),
            Rule::Alpha { band } if self.image().sample_type == SampleType::U8 => {
                return self.read_bands(window, &[*band]);
            }
            _ => Raster::new(SampleType::U8, window.width, window.height, 1).map_err(|error| self.file.name(error))?,
        };
        let out = validity.bytes_mut();
        match rule {
            Rule::Alpha { band } => {
                let opacity = self.read::<u16>(window, &[*band])?;
                out.iter_mut().zip(opacity).for_each(|(out, opacity)| *out = eight_bits(opacity));
            }
            Rule::Nodata(test) => test.flag(&self.read_bands(window, &[band])?, out)?,
            Rule::NodataValues(values) => {
                for (band, &value) in values.iter().enumerate() {
                    NodataTest::flag_others(value, &self.read_bands(window, &[band])?, out)?;
                }
            }
            Rule::AllValid | Rule::Mask { .. } => out.fill(255),
        }
        Ok(validity)
    }
}

fn to_extremes(validity: &mut [u8]) {
    validity.iter_mut().filter(|valid| **valid != 0).for_each(|valid| *valid = 255);
}

/// Opacity of 16 bits in 8, as GDAL scales it: what is not quite transparent stays so.
pub(crate) fn eight_bits(opacity: u16) -> u8 {
    match opacity {
        1..257 => 1,
        // At most 255.
        _ => (u32::from(opacity) * 255 / 65_535) as u8,
    }
}

impl Dataset {
    /// Where it is written which pixels of a band (from 0) are valid. Nothing is read for it.
    ///
    /// # Errors
    /// `Parameter` if there is no such band.
    pub fn mask_flags(&self, band: usize) -> Result<MaskFlags> {
        self.full().mask_flags(band)
    }

    /// Which pixels of a window are valid in a band (from 0): one band of `U8`, 0 where they are not.
    ///
    /// # Errors
    /// As [`Level::band_validity`], which says what tells.
    pub fn band_validity(&self, window: Window, band: usize) -> Result<Raster> {
        self.full().band_validity(window, band)
    }

    /// Which pixels of a window are valid: one band of `U8`, 0 where they are not.
    ///
    /// ```
    /// # let file = window::doc_example();
    /// let dataset = window::Dataset::from_source(file)?;
    /// assert!(dataset.validity(dataset.whole())?.bytes().iter().all(|&valid| valid == 255));
    /// # Ok::<(), geotiff_core::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Level::validity`], which says what tells.
    pub fn validity(&self, window: Window) -> Result<Raster> {
        self.full().validity(window)
    }
}
