//! The alpha band as the mask, where the codec would spoil it: what GDAL does of JPEG.

use std::sync::{Mutex, PoisonError};

use geotiff_core::{
    ColorInterpretation, Compression, MetadataItem, Profile, Raster, RasterSource, Result, SampleType, Window,
};
use sources::{BandPick, Bands};

use crate::options::{CogOptions, StatisticsChoice};
use crate::pyramid::Interleave;

/// A raster without its last band, which is alpha and now tells which pixels are valid: all that are not quite transparent.
///
/// Its mask has the values of alpha, not 0 and 255 alone: overviews weigh pixels by them, as they do by alpha.
pub(crate) struct AlphaMask<'a> {
    source: &'a dyn RasterSource,
    profile: Profile,
    /// The band, from 0.
    alpha: usize,
    /// The mask that came with the pixels that were read last.
    last: Mutex<Option<(Place, Raster)>>,
}

/// An overview, or the full resolution, and a window of it.
type Place = (Option<usize>, Window);

impl<'a> AlphaMask<'a> {
    /// The raster with a mask for its alpha band, if it is of those that this is done to: compressed by JPEG, pixel by pixel, of
    /// two or four bands, of which the last is alpha. A mask that it had gives way.
    ///
    /// # Errors
    /// None that comes of the raster.
    pub(crate) fn of(source: &'a dyn RasterSource, options: &CogOptions) -> Result<Option<Self>> {
        let old = source.profile();
        let is_jpeg = options.compression == Compression::JPEG && !options.auto_compression;
        let is_fit = matches!(old.bands, 2 | 4) && matches!(old.sample_type, SampleType::U8 | SampleType::U16);
        let is_alpha = old.color_interpretation().last() == Some(&ColorInterpretation::ALPHA);
        if !is_jpeg || options.interleave != Interleave::Pixel || !is_fit || !is_alpha {
            return Ok(None);
        }
        let alpha = old.bands - 1;
        let colors: Vec<BandPick> = (0..alpha).map(BandPick::Band).collect();
        let profile = Profile { has_mask: true, ..Bands::new(source, &colors)?.profile().clone() };
        Ok(Some(Self { source, profile, alpha, last: Mutex::default() }))
    }

    /// The options for what is left: statistics of the source do not hold for pixels of which others are valid.
    pub(crate) fn options(&self, options: &CogOptions) -> CogOptions {
        let is_statistic = |item: &MetadataItem| item.sample.is_some() && item.name.starts_with("STATISTICS_");
        let is_stale =
            options.statistics == StatisticsChoice::Copied && self.profile.metadata.items.iter().any(is_statistic);
        let statistics = if is_stale { StatisticsChoice::Computed } else { options.statistics };
        CogOptions { statistics, ..options.clone() }
    }

    /// What the caller may want to know.
    pub(crate) fn note(&self) -> String {
        let mask = if self.source.profile().has_mask { ", in place of the one there was" } else { "" };
        format!("band {} is alpha, which JPEG would spoil: it becomes the mask{mask}", self.alpha + 1)
    }

    /// Keeps alpha for whoever asks for the mask; the rest goes on.
    fn split(&self, place: Place, all: Raster) -> Result<Raster> {
        let alpha = self.mask_of(&all)?;
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some((place, alpha));
        all.pick_bands(&(0..self.alpha).collect::<Vec<_>>())
    }

    /// Alpha in bytes; wider samples are cut off at 255, as in GDAL.
    fn mask_of(&self, all: &Raster) -> Result<Raster> {
        let mut mask = Raster::new(SampleType::U8, all.width(), all.height(), 1)?;
        if all.sample_type() == SampleType::U16 {
            let alpha = all.band::<u16>(self.alpha)?;
            mask.bytes_mut().iter_mut().zip(alpha).for_each(|(valid, &alpha)| *valid = alpha.min(255) as u8);
        } else {
            mask.bytes_mut().copy_from_slice(all.band::<u8>(self.alpha)?);
        }
        Ok(mask)
    }

    fn kept(&self, place: Place) -> Option<Raster> {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        last.take_if(|(other, _)| *other == place).map(|(_, mask)| mask)
    }
}

impl RasterSource for AlphaMask<'_> {
    fn profile(&self) -> &Profile {
        &self.profile
    }

    fn read_window(&self, window: Window) -> Result<Raster> {
        self.split((None, window), self.source.read_window(window)?)
    }

    fn read_mask(&self, window: Window) -> Result<Raster> {
        match self.kept((None, window)) {
            Some(mask) => Ok(mask),
            None => self.mask_of(&self.source.read_window(window)?),
        }
    }

    fn rows_at_once(&self) -> usize {
        self.source.rows_at_once()
    }

    fn overview_sizes(&self) -> Vec<(usize, usize)> {
        self.source.overview_sizes()
    }

    fn overview_problem(&self, overview: usize) -> Result<Option<String>> {
        self.source.overview_problem(overview)
    }

    fn read_overview(&self, overview: usize, window: Window) -> Result<Raster> {
        self.split((Some(overview), window), self.source.read_overview(overview, window)?)
    }

    fn read_overview_mask(&self, overview: usize, window: Window) -> Result<Raster> {
        match self.kept((Some(overview), window)) {
            Some(mask) => Ok(mask),
            None => self.mask_of(&self.source.read_overview(overview, window)?),
        }
    }
}
