//! Some bands of a raster, in any order.

use geotiff_core::{Error, Profile, Raster, RasterSource, RealSample, Result, SampleType, Window, with_real_sample};

use crate::colors::pick_colors;
use crate::follow::pick_metadata;
use crate::validity::Rule;

/// A band to be picked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BandPick {
    /// This band, counted from 0.
    Band(usize),
    /// Which pixels are valid, as an alpha band: 255 where they are, 0 elsewhere (GDAL's `-b mask`). What tells is the mask, which
    /// is no mask any more, else nodata of the first band, else alpha; where nothing does, all are valid.
    Mask,
}

/// Some bands of a raster, in any order, also more than once: GDAL's `-b`.
///
/// Names, scales and all else that is said of a band goes with it. See the crate for what becomes of colours: a picture stays
/// one only if red, green and blue come first.
///
/// ```
/// use geotiff_core::{Photometric, Profile, Raster, RasterSource, Result, SampleType, Window};
/// use sources::{BandPick, Bands};
///
/// struct Colors(Profile);
/// impl RasterSource for Colors {
///     fn profile(&self) -> &Profile {
///         &self.0
///     }
///     fn read_window(&self, window: Window) -> Result<Raster> {
///         Raster::from_samples(&[10_u8, 20, 30].map(|n| vec![n; window.area()]).concat(), window.width, window.height, 3)
///     }
/// }
/// let rgb = Colors(Profile::new(SampleType::U8, 8, 8, 3).as_rgb());
/// let bgr = Bands::new(&rgb, &[BandPick::Band(2), BandPick::Band(1), BandPick::Band(0)])?;
/// assert_eq!(bgr.read_window(Window::new(3, 3, 1, 1))?.samples::<u8>()?, [30, 20, 10]);
/// assert_eq!(bgr.profile().photometric, Photometric::MIN_IS_BLACK);
/// # Ok::<(), geotiff_core::Error>(())
/// ```
#[derive(Debug)]
pub struct Bands<S> {
    source: S,
    profile: Profile,
    picks: Vec<Option<usize>>,
    rule: Rule,
}

impl<S: RasterSource> Bands<S> {
    /// These bands of the raster.
    ///
    /// # Errors
    /// `Parameter` if there is no such band, or no band at all; `Unsupported` for a mask as a band of complex samples.
    pub fn new(source: S, picks: &[BandPick]) -> Result<Self> {
        let old = source.profile();
        if picks.is_empty() {
            return Err(Error::parameter("no band is picked, but a raster has one at least"));
        }
        for pick in picks {
            match *pick {
                BandPick::Band(band) if band >= old.bands => {
                    let (number, count) = (band + 1, old.bands);
                    return Err(Error::parameter(format!("there is no band {number}: the bands are 1 to {count}")));
                }
                BandPick::Mask if old.sample_type.is_complex() => {
                    return Err(Error::unsupported("a mask cannot be a band among complex samples"));
                }
                _ => {}
            }
        }
        let picks: Vec<Option<usize>> = picks
            .iter()
            .map(|pick| match *pick {
                BandPick::Band(band) => Some(band),
                BandPick::Mask => None,
            })
            .collect();
        let mut profile = old.clone();
        profile.bands = picks.len();
        if !picks.iter().copied().eq((0..old.bands).map(Some)) {
            pick_metadata(&mut profile.metadata, &picks);
            pick_colors(old, &picks, &mut profile);
            crate::follow::drop_extremes(&mut profile);
        }
        if picks.contains(&None) {
            profile.bits = profile.bits.max(8 * profile.sample_type.bytes() as u16);
            profile.has_mask = false;
        }
        let rule = Rule::of(old);
        Ok(Self { source, profile, picks, rule })
    }

    /// The raster with a mask among its bands.
    fn read_with_mask(&self, window: Window) -> Result<Raster> {
        let all = self.source.read_window(window)?;
        let mask = self.rule.band(&self.source, window, &all, 0)?;
        let sample_type = self.profile.sample_type;
        let mask = mask_samples(&mask, sample_type)?;
        let mut out = Raster::new(sample_type, window.width, window.height, self.picks.len())?;
        let len = out.band_len();
        for (band, pick) in out.bytes_mut().chunks_exact_mut(len.max(1)).zip(&self.picks) {
            let from = match pick {
                Some(pick) => all.bytes().get(pick * len..(pick + 1) * len).unwrap_or_default(),
                None => mask.bytes(),
            };
            band.copy_from_slice(from);
        }
        Ok(out)
    }
}

/// 0 and 255 in the type of the samples, or the largest that it has.
fn mask_samples(mask: &Raster, sample_type: SampleType) -> Result<Raster> {
    let mut out = Raster::new(sample_type, mask.width(), mask.height(), 1)?;
    with_real_sample!(sample_type, T => {
        let samples = out.band_mut::<T>(0)?.iter_mut().zip(mask.bytes());
        samples.for_each(|(out, &valid)| *out = T::from_u64(u64::from(valid)));
    }, complex => ());
    Ok(out)
}

impl<S: RasterSource> RasterSource for Bands<S> {
    fn profile(&self) -> &Profile {
        &self.profile
    }

    fn read_window(&self, window: Window) -> Result<Raster> {
        match self.picks.iter().copied().collect::<Option<Vec<usize>>>() {
            Some(bands) => self.source.read_bands(window, &bands),
            None => self.read_with_mask(window),
        }
    }

    fn read_bands(&self, window: Window, bands: &[usize]) -> Result<Raster> {
        let picked = bands.iter().map(|&band| self.picks.get(band).copied().flatten()).collect::<Option<Vec<usize>>>();
        match picked {
            Some(bands) => self.source.read_bands(window, &bands),
            None => self.read_window(window)?.pick_bands(bands),
        }
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
