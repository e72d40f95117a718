//! What a computation makes of a window, in the type and with the nodata of the raster that it becomes part of.

use geotiff_core::{Error, Profile, Raster, RealSample, Result, Sample, SampleType, Window, with_real_sample};

use crate::masked_array::MaskedArray;
use crate::reader::copy;

/// What a computation makes of a window: a band, or several, or a raster as it stands.
///
/// Bands may still have the halo of their tile, which is cut off, and samples of any type, which are converted. Where they are
/// invalid or NaN, the raster gets nodata; if it has none, its mask says so; if it has no mask either, floating-point samples
/// become NaN, and others are an error.
///
/// ```
/// use compute::{TileOutput, MaskedArray};
///
/// let slope = MaskedArray::new(vec![0.5_f32; 6], 3, 2)?;
/// let aspect = MaskedArray::new(vec![90_u16; 6], 3, 2)?;
/// let output = TileOutput::from(slope).with_band(aspect);
/// assert_eq!(output.bands(), 2);
/// # Ok::<(), geotiff_core::Error>(())
/// ```
pub struct TileOutput(Made);

enum Made {
    Bands(Vec<Box<dyn Band>>),
    Raster(Raster),
}

impl TileOutput {
    /// With another band after the last one.
    #[must_use]
    pub fn with_band<T: RealSample>(self, band: MaskedArray<T>) -> Self {
        let mut bands = match self.0 {
            Made::Bands(bands) => bands,
            Made::Raster(raster) => vec![Box::new(Plane(raster)) as Box<dyn Band>],
        };
        bands.push(Box::new(band));
        Self(Made::Bands(bands))
    }

    /// How many bands there are.
    pub fn bands(&self) -> usize {
        match &self.0 {
            Made::Bands(bands) => bands.iter().map(|band| band.planes()).sum(),
            Made::Raster(raster) => raster.bands(),
        }
    }

    /// The window of a raster that says this of itself, and of its mask, if it has one.
    ///
    /// # Errors
    /// `Parameter` if bands or sizes are others, or samples are invalid and there is no way to say so.
    pub(crate) fn finish(self, profile: &Profile, window: Window) -> Result<(Raster, Option<Raster>)> {
        if self.bands() != profile.bands {
            return Err(Error::parameter(format!(
                "the computation made {} bands for the window {window} of a raster of {}",
                self.bands(),
                profile.bands
            )));
        }
        let bands = match self.0 {
            Made::Bands(bands) => bands,
            Made::Raster(raster) => vec![Box::new(Plane(raster)) as Box<dyn Band>],
        };
        let mut out = Raster::new(profile.sample_type, window.width, window.height, profile.bands)?;
        let mut mask =
            if profile.has_mask { Some(Raster::new(SampleType::U8, window.width, window.height, 1)?) } else { None };
        if let Some(mask) = &mut mask {
            // Without nodata, a pixel that lacks one band has zeros there, which must not pass for data.
            mask.bytes_mut().fill(if profile.nodata.is_none() { 255 } else { 0 });
        }
        let mut first = 0;
        for band in bands {
            let planes = band.planes();
            let mut target = Target { profile, window, band: first, out: &mut out, mask: mask.as_mut() };
            band.put(&mut target)?;
            first += planes;
        }
        Ok((out, mask))
    }
}

impl<T: RealSample> From<MaskedArray<T>> for TileOutput {
    fn from(band: MaskedArray<T>) -> Self {
        Self(Made::Bands(vec![Box::new(band)]))
    }
}

impl<T: RealSample> From<Vec<MaskedArray<T>>> for TileOutput {
    fn from(bands: Vec<MaskedArray<T>>) -> Self {
        Self(Made::Bands(bands.into_iter().map(|band| Box::new(band) as Box<dyn Band>).collect()))
    }
}

/// All pixels are valid, whatever their values, but for nodata.
impl From<Raster> for TileOutput {
    fn from(raster: Raster) -> Self {
        Self(Made::Raster(raster))
    }
}

impl std::fmt::Debug for TileOutput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TileOutput").field("bands", &self.bands()).finish()
    }
}

/// Where a band goes.
struct Target<'o> {
    profile: &'o Profile,
    window: Window,
    band: usize,
    out: &'o mut Raster,
    mask: Option<&'o mut Raster>,
}

impl Target<'_> {
    fn expect_size(&self, width: usize, height: usize) -> Result<()> {
        if (width, height) == (self.window.width, self.window.height) {
            return Ok(());
        }
        Err(Error::parameter(format!("the computation made {width} × {height} pixels for the window {}", self.window)))
    }

    /// Tells the mask which pixels of a band are valid.
    fn tell_mask(&mut self, valid: impl Iterator<Item = bool>) {
        let all_count = self.profile.nodata.is_none();
        if let Some(mask) = &mut self.mask {
            for (mask, valid) in mask.bytes_mut().iter_mut().zip(valid) {
                match (valid, all_count) {
                    (false, true) => *mask = 0,
                    (true, false) => *mask = 255,
                    _ => {}
                }
            }
        }
    }
}

trait Band {
    fn planes(&self) -> usize;
    fn put(&self, target: &mut Target<'_>) -> Result<()>;
}

impl<T: RealSample> Band for MaskedArray<T> {
    fn planes(&self) -> usize {
        1
    }

    fn put(&self, target: &mut Target<'_>) -> Result<()> {
        let core = self.core();
        target.expect_size(core.width, core.height)?;
        let (profile, band, window) = (target.profile, target.band, target.window);
        let is_valid =
            |at: usize, sample: T| !sample.is_nan() && self.validity().is_none_or(|valid| valid.get(at) == Some(&true));
        let rows = || {
            (core.row_off..core.row_end())
                .map(|row| row * self.width() + core.col_off..row * self.width() + core.col_end())
        };
        let has_invalid = self.validity().is_some()
            || (T::TYPE.is_float() && self.samples().iter().fold(false, |any, v| any | v.is_nan()));
        with_real_sample!(profile.sample_type, O => {
            let nodata = profile.nodata.and_then(|nodata| nodata.in_type::<O>());
            let missing = nodata.or(if target.mask.is_some() && !O::TYPE.is_float() { Some(O::from_f64(0.0)) } else { None });
            let missing = missing.or(O::TYPE.is_float().then(|| O::from_f64(f64::NAN)));
            let out = target.out.band_mut::<O>(band)?;
            for (out, row) in out.chunks_exact_mut(window.width).zip(rows()) {
                let samples = self.samples().get(row.clone()).unwrap_or_default();
                if !has_invalid {
                    out.iter_mut().zip(samples).for_each(|(out, &sample)| *out = O::convert_from(sample));
                    continue;
                }
                for (at, (out, &sample)) in row.zip(out.iter_mut().zip(samples)) {
                    *out = match missing {
                        _ if is_valid(at, sample) => O::convert_from(sample),
                        Some(missing) => missing,
                        None => return Err(Error::parameter(format!(
                            "the computation made invalid pixels in the window {window}, but the raster has neither nodata nor a mask"
                        ))),
                    };
                }
            }
        }, complex => return Err(Error::unsupported("bands of real samples cannot be put into a complex raster; make a Raster")));
        target.tell_mask(
            rows().flat_map(|row| row.map(|at| self.samples().get(at).is_some_and(|&sample| is_valid(at, sample)))),
        );
        Ok(())
    }
}

struct Plane(Raster);

impl Band for Plane {
    fn planes(&self) -> usize {
        self.0.bands()
    }

    fn put(&self, target: &mut Target<'_>) -> Result<()> {
        let raster = &self.0;
        target.expect_size(raster.width(), raster.height())?;
        if raster.sample_type() != target.profile.sample_type {
            return Err(Error::parameter(format!(
                "the computation made {} for a raster of {}",
                raster.sample_type(),
                target.profile.sample_type
            )));
        }
        let at = target.band * target.out.band_len();
        target.out.bytes_mut()[at..][..raster.bytes().len()].copy_from_slice(raster.bytes());
        let n = raster.width() * raster.height();
        target.tell_mask((0..n).map(|_| true));
        Ok(())
    }
}

/// A window of which nothing is computed: nodata, or masked out, or NaN; zeros if there is no way to say so.
pub(crate) fn missing(profile: &Profile, window: Window) -> Result<(Raster, Option<Raster>)> {
    let mut out = Raster::new(profile.sample_type, window.width, window.height, profile.bands)?;
    with_real_sample!(profile.sample_type, O => {
        let nodata = profile.nodata.and_then(|nodata| nodata.in_type::<O>());
        let is_nan = O::TYPE.is_float() && !profile.has_mask;
        let missing = nodata.unwrap_or(O::from_f64(if is_nan { f64::NAN } else { 0.0 }));
        out.samples_mut::<O>()?.fill(missing);
    }, complex => ());
    let mask = if profile.has_mask { Some(Raster::new(SampleType::U8, window.width, window.height, 1)?) } else { None };
    Ok((out, mask))
}

/// Puts a part of a window into it.
pub(crate) fn paste(part: &Raster, at: Window, out: &mut Raster, window: Window) {
    copy(part, at, out, window, at);
}
