//! A part of a file at another size, made of the overview that fits.

use geotiff_core::{Profile, Raster, RasterSource, Result, Window};
use window::{Dataset, View, ViewSpec};

use crate::colors::pick_colors;
use crate::follow::pick_metadata;
use crate::resized::Resize;
use crate::stash::Stash;

/// A part of a file at another size, made by [`Dataset::view`]: of the coarsest overview whose pixels are no larger than the new
/// ones.
///
/// ```
/// use geotiff_core::{RasterSource, Window};
/// use sources::{Resize, ViewSource};
///
/// # let file = window::doc_example();
/// let dataset = window::Dataset::from_source(file)?;
/// let small = ViewSource::new(&dataset, &Resize::whole().with_size(20, 0))?;
/// assert_eq!((small.profile().width, small.profile().height), (20, 10));
/// assert_eq!(small.read_window(Window::new(5, 5, 2, 1))?.samples::<u8>()?, [7; 2]);
/// # Ok::<(), geotiff_core::Error>(())
/// ```
#[derive(Debug)]
pub struct ViewSource<'a> {
    view: View<'a>,
    profile: Profile,
    stash: Stash,
}

impl<'a> ViewSource<'a> {
    /// The part of the file.
    ///
    /// # Errors
    /// `Parameter` if it lies outside the raster, or its size is none.
    pub fn new(dataset: &'a Dataset, resize: &Resize) -> Result<Self> {
        let bands: Vec<usize> = (0..dataset.bands()).collect();
        Self::with_bands(dataset, resize, &bands)
    }

    /// These bands (from 0) of the part, in this order.
    ///
    /// # Errors
    /// As [`Self::new`], and `Parameter` if there is no such band.
    pub fn with_bands(dataset: &'a Dataset, resize: &Resize, bands: &[usize]) -> Result<Self> {
        let old = dataset.profile();
        let mut profile = old.clone();
        let cut = resize.cut(old)?;
        let part = [cut.cols[0], cut.rows[0], cut.cols[1], cut.rows[1]];
        let spec = ViewSpec::part(part).with_size(cut.width, cut.height).with_resampling(resize.resampling());
        // The last pixel may reach beyond the raster, if they are of just some size; its centre does not.
        let view = dataset.view(&spec.with_bands(bands).boundless())?;
        cut.apply(&mut profile);
        profile.bands = bands.len();
        if !bands.iter().copied().eq(0..old.bands) {
            let picks: Vec<Option<usize>> = bands.iter().copied().map(Some).collect();
            pick_metadata(&mut profile.metadata, &picks);
            pick_colors(old, &picks, &mut profile);
        }
        Ok(Self { view, profile, stash: Stash::default() })
    }
}

impl ViewSource<'_> {
    fn cropped(&self, rows: Raster, window: Window) -> Result<Raster> {
        if window.width == self.profile.width {
            return Ok(rows);
        }
        let mut out = Raster::new(rows.sample_type(), window.width, window.height, rows.bands())?;
        let sample_len = rows.sample_type().bytes();
        let (from, to) = (window.col_off * sample_len, window.col_end() * sample_len);
        let out_len = out.row_len();
        for (out, row) in out.bytes_mut().chunks_exact_mut(out_len).zip(rows.bytes().chunks_exact(rows.row_len())) {
            out.copy_from_slice(&row[from..to]);
        }
        Ok(out)
    }

    fn read_with_mask(&self, window: Window) -> Result<(Raster, Raster)> {
        let (pixels, masks) = self.view.read_rows_with_masks(window.row_off..window.row_end())?;
        Ok((self.cropped(pixels, window)?, self.cropped(crate::validity::any_band(&masks)?, window)?))
    }
}

impl RasterSource for ViewSource<'_> {
    fn profile(&self) -> &Profile {
        &self.profile
    }

    fn read_window(&self, window: Window) -> Result<Raster> {
        let window = window.within(self.profile.width, self.profile.height)?;
        if !self.profile.has_mask {
            return self.cropped(self.view.read_rows(window.row_off..window.row_end())?, window);
        }
        let (pixels, mask) = self.read_with_mask(window)?;
        self.stash.put(window, mask);
        Ok(pixels)
    }

    fn read_mask(&self, window: Window) -> Result<Raster> {
        let window = window.within(self.profile.width, self.profile.height)?;
        match self.stash.take(window) {
            Some(mask) => Ok(mask),
            None if self.profile.has_mask => Ok(self.read_with_mask(window)?.1),
            None => crate::validity::all_valid(window),
        }
    }

    fn rows_at_once(&self) -> usize {
        self.view.rows_at_once()
    }
}
