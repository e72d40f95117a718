//! One resolution of an opened GeoTIFF, and any window of it.

use geotiff_core::{Error, Image, Limits, Profile, Raster, Result, Sample, SampleType, Window, convert_samples};

use crate::open_file::{LevelParts, OpenFile};
use crate::read::ImageReader;
use crate::source::Source;
use crate::tiles::{TileWindows, tile_windows};

/// One resolution of a [`Dataset`](crate::Dataset).
///
/// ```
/// # let file = window::doc_example();
/// let dataset = window::Dataset::from_source(file)?;
/// let full = dataset.level(0)?;
/// assert_eq!((full.width(), full.height()), (dataset.width(), dataset.height()));
/// # Ok::<(), geotiff_core::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Level<'a> {
    pub(crate) file: &'a OpenFile,
    pub(crate) profile: &'a Profile,
    pub(crate) number: usize,
}

impl<'a> Level<'a> {
    /// What the file may take of its reader.
    pub fn limits(&self) -> &'a Limits {
        &self.file.limits
    }

    /// How this level is stored.
    pub fn image(&self) -> &'a Image {
        &self.file.images[self.images().image].image
    }

    /// Columns.
    pub fn width(&self) -> usize {
        self.image().grid.width
    }

    /// Rows.
    pub fn height(&self) -> usize {
        self.image().grid.height
    }

    /// Whether a mask of this level's size says which pixels are valid.
    pub fn has_mask(&self) -> bool {
        self.images().mask.is_some()
    }

    /// The file beside the raster's own that this level is in, such as `dem.tif.ovr`; `None` if it is in the raster's own.
    pub fn file_beside(&self) -> Option<&'a str> {
        self.file.file_beside(self.images().image)
    }

    /// The bytes of the file that this level is in: the raster's own, or one beside it.
    pub fn source(&self) -> &'a dyn Source {
        self.file.source_of(self.images().image)
    }

    /// The bytes of the file that the mask is in.
    pub fn mask_source(&self) -> Option<&'a dyn Source> {
        self.images().mask.map(|mask| self.file.source_of(mask.image))
    }

    /// How the mask of this level's size is stored, if there is one.
    pub fn mask_image(&self) -> Option<&'a Image> {
        self.images().mask.map(|mask| &self.file.images[mask.image].image)
    }

    /// The file beside the raster's own that the mask is in, such as `dem.tif.msk`.
    pub fn mask_file_beside(&self) -> Option<&'a str> {
        self.images().mask.and_then(|mask| self.file.file_beside(mask.image))
    }

    /// The level cut as it is stored: a window for each block.
    ///
    /// # Errors
    /// Never for a dataset that was opened; the type is that of [`tile_windows`].
    pub fn block_windows(&self) -> Result<TileWindows> {
        let grid = &self.image().grid;
        tile_windows(grid.height, grid.width, grid.block_height, grid.block_width, 0)
    }

    /// Bands of a window, band after band, as samples of any type.
    ///
    /// Samples of the file's own type are decoded right into the result. Others are converted: floats to the nearest
    /// integer, halves away from zero, NaN to 0; what is out of range, to the least or largest value; complex samples, to
    /// their real part. [`convert_samples`](geotiff_core::convert_samples) has the rules, which are GDAL's.
    ///
    /// ```
    /// # let file = window::doc_example();
    /// let dataset = window::Dataset::from_source(file)?;
    /// let samples: Vec<f64> = dataset.level(0)?.read(dataset.whole(), &[0])?;
    /// assert_eq!(samples[0], 7.0);
    /// # Ok::<(), geotiff_core::Error>(())
    /// ```
    ///
    /// # Errors
    /// `Parameter` if the window or a band lies outside, `Unsupported` for the codec, `Limits` for too large a block or
    /// window, `Format` or `Io` for damaged or missing bytes.
    pub fn read<T: Sample>(&self, window: Window, bands: &[usize]) -> Result<Vec<T>> {
        let window = self.within(window)?;
        let mut out = Vec::new();
        let len = window.area().saturating_mul(bands.len());
        let too_big = |_| Error::limits(format!("{} bands of the window {window} do not fit in memory", bands.len()));
        out.try_reserve_exact(len).map_err(too_big).map_err(|error| self.file.name(error))?;
        out.resize(len, bytemuck::Zeroable::zeroed());
        self.read_into(window, bands, &mut out)?;
        Ok(out)
    }

    /// Bands of a window into `out`, band after band, converted as by [`Self::read`].
    ///
    /// # Errors
    /// As [`Self::read`], and `Parameter` if `out` has not as many samples as the bands of the window.
    pub fn read_into<T: Sample>(&self, window: Window, bands: &[usize], out: &mut [T]) -> Result<()> {
        let sample_type = self.image().sample_type;
        if T::TYPE == sample_type {
            return self.read_bytes(window, bands, bytemuck::cast_slice_mut(out), true);
        }
        let raster = self.read_bands(window, bands)?;
        convert_samples(sample_type, raster.bytes(), T::TYPE, bytemuck::cast_slice_mut(out))
            .map_err(|error| self.file.name(error))
    }

    /// Bands of a window, in the file's own type.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn read_bands(&self, window: Window, bands: &[usize]) -> Result<Raster> {
        self.read_raster(window, bands, true)
    }

    /// The mask beside the image, of a window: one band of `U8`, 255 where pixels are valid; all valid if the level has no such
    /// mask. Where each band has one of its own, a pixel is valid that is so in any of them. See [`Self::validity`] for what
    /// nodata and alpha tell, too.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn read_mask(&self, window: Window) -> Result<Raster> {
        let window = self.within(window)?;
        let mut mask = Raster::new(SampleType::U8, window.width, window.height, 1)?;
        let Some(bands) = self.mask_bands() else {
            mask.bytes_mut().fill(255);
            return Ok(mask);
        };
        for band in 0..bands {
            let part = self.read_mask_band(window, band)?;
            let pairs = mask.bytes_mut().iter_mut().zip(part.bytes());
            pairs.for_each(|(valid, &part)| *valid |= if part == 0 { 0 } else { 255 });
        }
        Ok(mask)
    }

    /// Bands of the mask beside the image: 1 for all of its bands, or as many as it has.
    pub(crate) fn mask_bands(&self) -> Option<usize> {
        self.images().mask.map(|mask| if mask.per_band { self.image().bands } else { 1 })
    }

    /// One band of the mask beside the image: values as they stand, but for single bits, which become 0 and 255.
    pub(crate) fn read_mask_band(&self, window: Window, band: usize) -> Result<Raster> {
        let mut mask = Raster::new(SampleType::U8, window.width, window.height, 1)?;
        if let Some(part) = self.images().mask {
            let reader = self.file.reader(part.image, true);
            let name = |error| self.file.name_of(part.image, error);
            reader.read(window, &[band], mask.bytes_mut()).map_err(name)?;
            if reader.image.bits == 1 {
                mask.bytes_mut().iter_mut().for_each(|valid| *valid *= 255);
            }
        }
        Ok(mask)
    }

    /// What reads the image.
    pub(crate) fn reader(&self) -> ImageReader<'a> {
        self.file.reader(self.images().image, false)
    }

    /// What reads the mask beside it, if there is one.
    pub(crate) fn mask_reader(&self) -> Option<ImageReader<'a>> {
        self.images().mask.map(|mask| self.file.reader(mask.image, false))
    }

    fn images(&self) -> LevelParts {
        self.file.levels[self.number]
    }

    pub(crate) fn within(&self, window: Window) -> Result<Window> {
        window.within(self.width(), self.height()).map_err(|error| self.file.name(error))
    }

    pub(crate) fn read_raster(&self, window: Window, bands: &[usize], cached: bool) -> Result<Raster> {
        let window = self.within(window)?;
        let mut raster = Raster::new(self.image().sample_type, window.width, window.height, bands.len())
            .map_err(|e| self.file.name(e))?;
        self.read_bytes(window, bands, raster.bytes_mut(), cached)?;
        Ok(raster)
    }

    fn read_bytes(&self, window: Window, bands: &[usize], out: &mut [u8], cached: bool) -> Result<()> {
        let cached = cached && out.len() <= self.file.cache.budget();
        let number = self.images().image;
        self.file.reader(number, cached).read(window, bands, out).map_err(|error| self.file.name_of(number, error))
    }
}
