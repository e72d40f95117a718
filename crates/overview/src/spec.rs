//! What a cascade is to make of what.

use crate::resampling::Resampling;
use geotiff_core::{Error, Nodata, Result, SampleType};

/// What goes into a [`Cascade`](crate::Cascade), and what is to come out.
///
/// ```
/// use geotiff_core::{Nodata, SampleType};
/// use overview::{CascadeSpec, Resampling, level_sizes};
///
/// let spec = CascadeSpec {
///     levels: level_sizes(1000, 1000, 512),
///     resampling: Resampling::Average,
///     nodata: Some(Nodata::Float(-9999.0)),
///     ..CascadeSpec::new(1000, 1000, 1, SampleType::F32)
/// };
/// assert_eq!(spec.levels, [(500, 500)]);
/// ```
///
/// # Which pixels are valid
/// What has a mask goes by it alone; else, what has nodata goes by that, each band by its own pixels; else, what has an
/// alpha band goes by that. The alpha band and the mask go by themselves: their zeros do not count, so that the average
/// of an alpha band is that of its pixels that are not fully transparent, and the average of a mask is 255 where any of
/// its pixels is not 0. [`Resampling::Nearest`] goes by none of these.
///
/// For the filters ([`Resampling::Bilinear`] and those below) opacity is a factor of the weight. Those that overshoot,
/// cubic and lanczos, make no value where the longest run of valid pixels is shorter than half of the window: such a
/// pixel is invalid.
///
/// The means of a palette image, [`Resampling::Average`], [`Resampling::Rms`] and [`Resampling::Gauss`], are of colours,
/// and go by the transparency of the palette's entries instead, of which nodata is one; filters take the entries'
/// numbers for samples. Of complex samples, only [`Resampling::Mode`] goes by the mask, and nothing goes by nodata.
#[derive(Clone, Debug)]
pub struct CascadeSpec {
    /// Columns of the image, at least 1.
    pub width: usize,
    /// Rows of the image, at least 1.
    pub height: usize,
    /// Bands of the image, at least 1.
    pub bands: usize,
    /// The type of all its samples.
    pub sample_type: SampleType,
    /// (width, height) of each level, every one made from the one before it and not larger in either direction. As in
    /// GDAL, one that is as wide as the one before is made from the image, but where colours of a palette or complex
    /// samples are averaged.
    pub levels: Vec<(usize, usize)>,
    /// How each level is made.
    pub resampling: Resampling,
    /// How many bits a sample has, if fewer than its type: filters that overshoot are cut off there.
    pub bits: Option<u16>,
    /// The value of pixels without data; one that no sample can have is the same as none. NaN means every NaN. As in
    /// GDAL, a floating-point sample, single precision or double, is nodata if it differs from this value by less than
    /// 2.4e-7 of the sum of both.
    pub nodata: Option<Nodata>,
    /// The band, counted from 0, that holds opacity. GDAL heeds it only if it is the last of two or four bands of 8 or
    /// 16 unsigned bits; otherwise, leave it out to get what GDAL gets.
    pub alpha: Option<usize>,
    /// Whether a mask comes and goes with the pixels: a band of bytes, not 0 where pixels are valid.
    pub has_mask: bool,
    /// Whether that mask is the opacity of pixels, whose values its levels keep; else they are 0 and 255.
    pub mask_is_opacity: bool,
    /// The red, green, blue and alpha that the samples of the first band stand for.
    pub palette: Option<Vec<[u8; 4]>>,
}

impl CascadeSpec {
    /// No levels, [`Resampling::Nearest`], all pixels valid, no palette.
    pub fn new(width: usize, height: usize, bands: usize, sample_type: SampleType) -> Self {
        Self {
            width,
            height,
            bands,
            sample_type,
            levels: Vec::new(),
            resampling: Resampling::Nearest,
            bits: None,
            nodata: None,
            alpha: None,
            has_mask: false,
            mask_is_opacity: false,
            palette: None,
        }
    }

    /// The size of the image, then those of the levels.
    pub(crate) fn sizes(&self) -> impl Iterator<Item = (usize, usize)> + Clone {
        std::iter::once((self.width, self.height)).chain(self.levels.iter().copied())
    }

    /// Whether a level is made of the one before even if that is as wide, which is one pixel: GDAL then starts from the
    /// full resolution again, but where it works band by band.
    pub(crate) fn is_strict_cascade(&self) -> bool {
        let by_band = self.palette.is_some() || self.sample_type.is_complex();
        by_band && self.resampling != Resampling::Nearest
    }

    /// The mask, as an image of its own: one that has nothing but an alpha band.
    pub(crate) fn of_mask(&self) -> Self {
        Self {
            levels: self.levels.clone(),
            resampling: self.resampling,
            alpha: Some(0),
            ..Self::new(self.width, self.height, 1, SampleType::U8)
        }
    }

    pub(crate) fn check(&self) -> Result<()> {
        // Beyond this, the doubles that the windows are computed in run out of digits. GDAL's limit is the same.
        let largest = i32::MAX as usize;
        if let Some((w, h)) = self.sizes().find(|&(w, h)| w == 0 || h == 0 || w.max(h) > largest) {
            return Err(Error::parameter(format!(
                "an image or level of {w} × {h} pixels: 1 to {largest} are possible"
            )));
        }
        if let Some((from, to)) =
            self.sizes().zip(self.sizes().skip(1)).find(|(from, to)| to.0 > from.0 || to.1 > from.1)
        {
            return Err(Error::parameter(format!("a level of {to:?} pixels cannot be made from one of {from:?}")));
        }
        if self.sample_type.is_complex() && !Resampling::OVERVIEWS_OF_COMPLEX.contains(&self.resampling) {
            let possible = Resampling::OVERVIEWS_OF_COMPLEX.map(Resampling::name).join(", ");
            return Err(Error::unsupported(format!(
                "overviews of complex samples by {}: there are {possible}",
                self.resampling
            )));
        }
        if self.bands == 0 {
            return Err(Error::parameter("an image without bands"));
        }
        if let Some(alpha) = self.alpha.filter(|&alpha| alpha >= self.bands) {
            return Err(Error::parameter(format!("alpha in band {alpha} of {}, counted from 0", self.bands)));
        }
        if self.palette.is_some() && !matches!(self.sample_type, SampleType::U8 | SampleType::U16) {
            return Err(Error::parameter(format!("a palette for {} samples", self.sample_type)));
        }
        Ok(())
    }
}
