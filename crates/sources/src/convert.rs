//! Samples of another type, scaled on the way.

use geotiff_core::{
    Error, Nodata, Photometric, Profile, Raster, RasterSource, RealSample, Result, SampleType, Window, with_real_sample,
};

use crate::colors::forget_colors;
use crate::follow::{drop_roles, drop_statistics, holds_all, nodata_in, set_role};
use crate::stretch::Stretch;
use crate::validity::{flags, nodata_sample, nodata_test, overwrite};
use window::{NodataTest, nodata_values};

/// What becomes of samples: GDAL's `-ot`, `-scale`, `-unscale`, `-a_scale` and `-a_offset`.
///
/// # How a value is converted
/// It is scaled in double precision and rounded as GDAL rounds it: to single precision first, unless the type of the samples or
/// the new one has 32 bits of an integer or more, or is double. Then it becomes a sample by the rules of
/// [`convert_samples`](geotiff_core::convert_samples): the nearest integer, halves away from zero, NaN as 0, and the least or
/// the largest of the type for what is out of range.
///
/// # Nodata
/// Pixels of nodata are not scaled: they have nodata after it as before. Nodata that the new type has no value for is an
/// error, unless [another](Self::with_nodata) is said; GDAL clamps it, so that valid pixels become nodata. A valid pixel whose
/// new value is that of nodata becomes nodata, as in GDAL.
///
/// # What is said of bands
/// Statistics are dropped, unless the new type has every value of the old one and nothing is scaled. Scale, offset and unit are
/// dropped by a [stretch](Self::stretched), after which they would not be true (GDAL keeps the first two), and scale and offset
/// by [`Self::unscaled`]. A colour table goes with whole numbers of 8 or 16 bits alone.
#[derive(Clone, Debug, PartialEq)]
pub struct Conversion {
    sample_type: Option<SampleType>,
    values: Values,
    nodata: Option<Nodata>,
    scale_offset: [Option<f64>; 2],
}

/// What is done to values.
#[derive(Clone, Debug, PartialEq)]
enum Values {
    Kept,
    /// One for all bands, or one or none for each.
    Stretched(Vec<Option<Stretch>>),
    /// By what the metadata say.
    Unscaled,
}

impl Conversion {
    /// Samples stay as they are.
    pub fn new() -> Self {
        Self { sample_type: None, values: Values::Kept, nodata: None, scale_offset: [None; 2] }
    }

    /// Samples become this type.
    pub fn to(sample_type: SampleType) -> Self {
        Self { sample_type: Some(sample_type), ..Self::new() }
    }

    /// Values are stretched: by one stretch all bands, or each by its own.
    #[must_use]
    pub fn stretched(self, stretches: &[Stretch]) -> Self {
        Self { values: Values::Stretched(stretches.iter().copied().map(Some).collect()), ..self }
    }

    /// Values of some bands are stretched, each by its own: GDAL's `-scale_1`, `-scale_2`… Those of others stay as they are, as
    /// does what is said of them.
    ///
    /// ```
    /// use geotiff_core::RasterSource;
    /// use sources::{BandPick, Bands, Conversion, Converted, Stretch};
    ///
    /// # let file = window::doc_example();
    /// let twice = Bands::new(window::Dataset::from_source(file)?, &[BandPick::Band(0), BandPick::Band(0)])?;
    /// let tenths = Stretch::new([0.0, 10.0], [0.0, 100.0])?;
    /// let converted = Converted::new(twice, Conversion::new().stretched_bands(&[None, Some(tenths)]))?;
    /// let pixel = converted.read_window(geotiff_core::Window::new(0, 0, 1, 1))?;
    /// assert_eq!((pixel.bands(), pixel.samples::<u8>()?), (2, &[7_u8, 70][..]));
    /// # Ok::<(), geotiff_core::Error>(())
    /// ```
    #[must_use]
    pub fn stretched_bands(self, stretches: &[Option<Stretch>]) -> Self {
        Self { values: Values::Stretched(stretches.to_vec()), ..self }
    }

    /// Values become the physical ones, `value × scale + offset` by what the metadata say of each band.
    #[must_use]
    pub fn unscaled(self) -> Self {
        Self { values: Values::Unscaled, ..self }
    }

    /// Pixels of nodata get this value, which is nodata from then on.
    #[must_use]
    pub fn with_nodata(self, nodata: impl Into<Nodata>) -> Self {
        Self { nodata: Some(nodata.into()), ..self }
    }

    /// All bands are said to stand for `value × scale + …`; no sample changes by it.
    #[must_use]
    pub fn with_scale(mut self, scale: f64) -> Self {
        self.scale_offset[0] = Some(scale);
        self
    }

    /// All bands are said to stand for `… + offset`; no sample changes by it.
    #[must_use]
    pub fn with_offset(mut self, offset: f64) -> Self {
        self.scale_offset[1] = Some(offset);
        self
    }
}

impl Default for Conversion {
    fn default() -> Self {
        Self::new()
    }
}

/// A raster whose samples are of another type, or scaled: see [`Conversion`].
///
/// ```
/// use geotiff_core::{RasterSource, SampleType};
/// use sources::{Conversion, Converted, Stretch};
///
/// # let file = window::doc_example();
/// let dataset = window::Dataset::from_source(file)?;
/// let tenths = Conversion::to(SampleType::I16).stretched(&[Stretch::new([0.0, 10.0], [0.0, 100.0])?]);
/// let converted = Converted::new(&dataset, tenths)?;
/// assert_eq!(converted.read_window(dataset.whole())?.samples::<i16>()?[0], 70);
/// # Ok::<(), geotiff_core::Error>(())
/// ```
#[derive(Debug)]
pub struct Converted<S> {
    source: S,
    profile: Profile,
    /// Scale and offset of each band that is scaled, if any is.
    linear: Option<Vec<Option<Stretch>>>,
    /// What tells nodata among old samples, and what is written for it, if conversion alone does not do it.
    nodata: Option<(NodataTest, Vec<u8>)>,
}

impl<S: RasterSource> Converted<S> {
    /// The raster, so converted.
    ///
    /// # Errors
    /// `Parameter` if there are stretches for another number of bands, if nodata does not fit the new type, or is said where
    /// there was none; `Unsupported` for scaled complex samples.
    pub fn new(source: S, conversion: Conversion) -> Result<Self> {
        let old = source.profile();
        let linear = linear(old, &conversion.values)?;
        if linear.is_some() && nodata_values(old, old.bands).is_some() {
            return Err(Error::parameter(
                "each band has nodata of its own (NODATA_VALUES), which would be scaled: make a mask of it first",
            ));
        }
        if linear.is_some() && old.sample_type.is_complex() {
            return Err(Error::unsupported("complex samples are not scaled"));
        }
        let profile = converted_profile(old, &conversion, linear.as_deref())?;
        let changes = linear.is_some() || old.nodata.map(Nodata::to_f64) != profile.nodata.map(Nodata::to_f64);
        let nodata = match (nodata_test(old), profile.nodata) {
            (Some(test), Some(new)) if changes => nodata_sample(new, profile.sample_type).map(|sample| (test, sample)),
            _ => None,
        };
        Ok(Self { source, profile, linear, nodata })
    }

    fn convert(&self, pixels: &Raster) -> Result<Raster> {
        let new = self.profile.sample_type;
        let mut out = match &self.linear {
            None if pixels.sample_type() == new => pixels.clone(),
            None => pixels.to_type(new)?,
            Some(linear) => {
                let mut out = match linear.iter().all(Option::is_some) {
                    true => Raster::new(new, pixels.width(), pixels.height(), pixels.bands())?,
                    false => pixels.to_type(new)?,
                };
                for (band, stretch) in linear.iter().enumerate().take(pixels.bands()) {
                    if let Some(stretch) = *stretch {
                        stretch_band(pixels, band, stretch, &mut out)?;
                    }
                }
                out
            }
        };
        if let Some((test, sample)) = &self.nodata {
            overwrite(&mut out, &flags(*test, pixels)?, sample);
        }
        Ok(out)
    }
}

fn linear(profile: &Profile, values: &Values) -> Result<Option<Vec<Option<Stretch>>>> {
    let bands = profile.bands;
    let linear = match values {
        Values::Kept => return Ok(None),
        Values::Stretched(one) if one.len() == 1 => one.iter().copied().cycle().take(bands).collect(),
        Values::Stretched(each) if each.len() == bands => each.clone(),
        Values::Stretched(each) => {
            let count = each.len();
            return Err(Error::parameter(format!(
                "there are {count} stretches for {bands} bands: say one, or {bands}"
            )));
        }
        Values::Unscaled => {
            let number = |band: usize, role: &str| profile.metadata.number(band, role);
            let stretch = |band| Stretch {
                scale: number(band, "scale").unwrap_or(1.0),
                offset: number(band, "offset").unwrap_or(0.0),
            };
            (0..bands).map(|band| Some(stretch(band))).collect::<Vec<_>>()
        }
    };
    Ok(Some(linear).filter(|linear| linear.iter().any(Option::is_some)))
}

fn converted_profile(old: &Profile, conversion: &Conversion, linear: Option<&[Option<Stretch>]>) -> Result<Profile> {
    let (is_scaled, mut profile) = (linear.is_some(), old.clone());
    let new = conversion.sample_type.unwrap_or(old.sample_type);
    profile.nodata = match (conversion.nodata, old.nodata) {
        (Some(_), None) => return Err(Error::parameter("the raster has no nodata that could be changed")),
        (Some(nodata), Some(_)) => Some(nodata_in(nodata, new)?),
        // What no sample could be, marked none.
        (None, Some(nodata)) if !nodata.is_possible_in(old.sample_type) => None,
        (None, nodata) => nodata.map(|nodata| nodata_in(nodata, new)).transpose()?,
    };
    let is_changed = new != old.sample_type;
    if is_changed || is_scaled {
        profile.sample_type = new;
        profile.bits = 8 * new.bytes() as u16;
    }
    if is_scaled || !holds_all(new, old.sample_type) || conversion.nodata.is_some() {
        drop_statistics(&mut profile);
    }
    if is_changed {
        crate::follow::drop_extremes(&mut profile);
    }
    let is_index = matches!(new, SampleType::U8 | SampleType::U16);
    if is_scaled || is_changed && !is_index {
        forget_colors(&mut profile, true);
    } else if let Some(map) =
        profile.color_map.as_mut().filter(|_| is_changed && profile.photometric == Photometric::PALETTE)
    {
        map.resize(1 << (8 * new.bytes()), [0; 3]);
    }
    let is_scaled_band = |band: usize| linear.is_some_and(|linear| linear.get(band).is_some_and(Option::is_some));
    match conversion.values {
        Values::Kept => {}
        Values::Stretched(_) => drop_roles(&mut profile, &["scale", "offset", "unittype"], is_scaled_band),
        Values::Unscaled => drop_roles(&mut profile, &["scale", "offset"], is_scaled_band),
    }
    for (value, role) in conversion.scale_offset.into_iter().zip(["scale", "offset"]) {
        let Some(value) = value else { continue };
        if !value.is_finite() {
            return Err(Error::parameter(format!("a band has no {role} of {value}")));
        }
        (0..profile.bands).for_each(|band| set_role(&mut profile.metadata, band, role, value.to_string()));
    }
    Ok(profile)
}

/// Types that GDAL works with in double precision.
fn needs_double(sample_type: SampleType) -> bool {
    matches!(sample_type, SampleType::U32 | SampleType::I32 | SampleType::U64 | SampleType::I64 | SampleType::F64)
}

fn stretch_band(pixels: &Raster, band: usize, stretch: Stretch, out: &mut Raster) -> Result<()> {
    let (old, new) = (pixels.sample_type(), out.sample_type());
    let in_double = needs_double(old) || needs_double(new);
    with_real_sample!(old, S => {
        let samples = pixels.band::<S>(band)?;
        with_real_sample!(new.part(), T => {
            // The parts of a complex sample are two: the real one is the first.
            let step = if new.is_complex() { 2 } else { 1 };
            let len = out.band_len();
            let bytes = out.bytes_mut().get_mut(band * len..(band + 1) * len).unwrap_or_default();
            let out: &mut [T] = bytemuck::cast_slice_mut(bytes);
            for (out, &sample) in out.iter_mut().step_by(step).zip(samples) {
                let value = stretch.apply(sample.to_f64());
                *out = T::from_f64(if in_double { value } else { f64::from(value as f32) });
            }
        }, complex => ());
    }, complex => ());
    Ok(())
}

impl<S: RasterSource> RasterSource for Converted<S> {
    fn profile(&self) -> &Profile {
        &self.profile
    }

    fn read_window(&self, window: Window) -> Result<Raster> {
        self.convert(&self.source.read_window(window)?)
    }

    fn read_mask(&self, window: Window) -> Result<Raster> {
        self.source.read_mask(window)
    }

    fn rows_at_once(&self) -> usize {
        self.source.rows_at_once()
    }

    fn block_size(&self) -> (usize, usize) {
        self.source.block_size()
    }
}
