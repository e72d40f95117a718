//! Masks made of nodata or of alpha, alpha made of a mask.

use geotiff_core::{Error, Profile, Raster, RasterSource, RealSample, Result, SampleType, Window, with_real_sample};

use crate::colors::{alpha_band, pick_colors};
use crate::follow::{drop_extremes, drop_nodata, pick_metadata};
use crate::stash::Stash;
use crate::validity::Rule;

/// What becomes of the mask.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MaskEdit {
    /// Nodata becomes a mask, and is nodata no more; pixels keep their values (rio-cogeo's `--add-mask`). A pixel is valid
    /// that has data in any band, as in rasterio's `dataset_mask`.
    FromNodata,
    /// The alpha band becomes the mask, and is no band any more: what is not quite transparent is valid.
    FromAlpha,
    /// There is none; pixels keep their values.
    Dropped,
    /// The mask becomes an alpha band, the last one, and is no mask any more: opaque where pixels are valid. Samples are 8 or
    /// 16 bits, unsigned.
    ToAlpha,
}

/// A raster with another mask.
///
/// ```
/// use geotiff_core::{Nodata, RasterSource};
/// use sources::{MaskEdit, Masked, NodataEdit, WithNodata};
///
/// # let file = window::doc_example();
/// let dataset = window::Dataset::from_source(file)?;
/// let empty = WithNodata::new(&dataset, NodataEdit::Set(Nodata::from(7)))?;
/// let masked = Masked::new(&empty, MaskEdit::FromNodata)?;
/// assert_eq!(masked.read_mask(dataset.whole())?.samples::<u8>()?, [0; 5000]);
/// assert!(masked.profile().has_mask && masked.profile().nodata.is_none());
/// # Ok::<(), geotiff_core::Error>(())
/// ```
#[derive(Debug)]
pub struct Masked<S> {
    source: S,
    profile: Profile,
    edit: MaskEdit,
    rule: Rule,
    /// The bands that stay.
    bands: Vec<usize>,
    stash: Stash,
}

impl<S: RasterSource> Masked<S> {
    /// The raster, its mask so edited.
    ///
    /// # Errors
    /// `Parameter` if there is not what is to be edited, or there would be two masks or two alpha bands.
    pub fn new(source: S, edit: MaskEdit) -> Result<Self> {
        let old = source.profile();
        let mut profile = old.clone();
        let mut rule = Rule::of(old);
        let mut bands: Vec<usize> = (0..old.bands).collect();
        let wrong = |what: &'static str| Err(Error::parameter(what));
        match (edit, &rule) {
            (MaskEdit::FromNodata | MaskEdit::FromAlpha, Rule::Mask) => return wrong("the raster has a mask already"),
            (MaskEdit::Dropped | MaskEdit::ToAlpha, _) if !old.has_mask => return wrong("the raster has no mask"),
            (MaskEdit::FromNodata, Rule::Nodata(_) | Rule::NodataValues(_)) => drop_nodata(&mut profile),
            (MaskEdit::FromNodata, _) => return wrong("the raster has no nodata that a mask could be made of"),
            (MaskEdit::FromAlpha, _) => {
                let Some(alpha) = alpha_band(old) else {
                    return wrong("the raster has no alpha band that a mask could be made of");
                };
                if old.bands == 1 {
                    return wrong("the raster has nothing but alpha, so that no band would be left");
                }
                bands.remove(alpha);
                rule = Rule::Alpha(alpha);
                pick(old, &bands.iter().copied().map(Some).collect::<Vec<_>>(), &mut profile);
            }
            (MaskEdit::Dropped, _) => {}
            (MaskEdit::ToAlpha, _) => {
                let is_opacity = matches!(old.sample_type, SampleType::U8 | SampleType::U16);
                if !is_opacity || usize::from(old.bits) != 8 * old.sample_type.bytes() || old.color_map.is_some() {
                    return wrong("alpha goes with colours and grays of 8 or 16 bits, which these samples are not");
                }
                if alpha_band(old).is_some() {
                    return wrong("the raster has an alpha band already");
                }
                let picks: Vec<_> = bands.iter().copied().map(Some).chain([None]).collect();
                pick(old, &picks, &mut profile);
            }
        }
        profile.has_mask = matches!(edit, MaskEdit::FromNodata | MaskEdit::FromAlpha);
        Ok(Self { source, profile, edit, rule, bands, stash: Stash::default() })
    }

    fn with_alpha(&self, window: Window) -> Result<Raster> {
        let pixels = self.source.read_window(window)?;
        let mask = self.source.read_mask(window)?;
        let mut out = Raster::new(pixels.sample_type(), pixels.width(), pixels.height(), pixels.bands() + 1)?;
        let alpha = pixels.bands();
        out.bytes_mut()[..pixels.bytes().len()].copy_from_slice(pixels.bytes());
        with_real_sample!(pixels.sample_type(), T => {
            for (out, &valid) in out.band_mut::<T>(alpha)?.iter_mut().zip(mask.bytes()) {
                *out = if valid == 0 { T::from_u64(0) } else { T::MAX };
            }
        }, complex => ());
        Ok(out)
    }
}

fn pick(old: &Profile, picks: &[Option<usize>], new: &mut Profile) {
    new.bands = picks.len();
    pick_metadata(&mut new.metadata, picks);
    pick_colors(old, picks, new);
    drop_extremes(new);
}

impl<S: RasterSource> RasterSource for Masked<S> {
    fn profile(&self) -> &Profile {
        &self.profile
    }

    fn read_window(&self, window: Window) -> Result<Raster> {
        match self.edit {
            MaskEdit::Dropped => self.source.read_window(window),
            MaskEdit::ToAlpha => self.with_alpha(window),
            MaskEdit::FromNodata | MaskEdit::FromAlpha => {
                let pixels = self.source.read_window(window)?;
                self.stash.put(window, self.rule.dataset(&self.source, window, &pixels)?);
                pixels.pick_bands(&self.bands)
            }
        }
    }

    fn read_mask(&self, window: Window) -> Result<Raster> {
        match (self.edit, self.stash.take(window)) {
            (MaskEdit::FromNodata | MaskEdit::FromAlpha, Some(mask)) => Ok(mask),
            (MaskEdit::FromNodata | MaskEdit::FromAlpha, None) => {
                self.rule.dataset(&self.source, window, &self.source.read_window(window)?)
            }
            (MaskEdit::Dropped | MaskEdit::ToAlpha, _) => crate::validity::all_valid(window),
        }
    }

    fn rows_at_once(&self) -> usize {
        self.source.rows_at_once()
    }

    fn block_size(&self) -> (usize, usize) {
        self.source.block_size()
    }
}
