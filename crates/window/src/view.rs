//! Parts of a raster at any size.

mod place;
mod raw;
mod spec;
mod tiles;

use std::ops::Range;

use geotiff_core::{
    Error, FloatSample, GeoTransform, Raster, RealSample, Result, Sample, SampleType, Window, with_real_sample,
};
use overview::{Resampling, Span};

use crate::dataset::Dataset;
use crate::validity::MaskFlags;
use place::Placed;
pub use raw::write_raw_view;
pub use spec::ViewSpec;
use tiles::{Masking, Pixels, Recipe};

/// A part of a raster at a size, to be read: [`Dataset::view`] gives it.
///
/// Nothing is read before pixels are asked for. They are made in parallel, of a few rows of blocks at a time, however large
/// the part is, and are the same for any number of threads.
///
/// ```
/// use window::{Resampling, ViewSpec};
///
/// # let file = window::doc_example();
/// let dataset = window::Dataset::from_source(file)?;
/// let view = dataset.view(&ViewSpec::whole().with_max_size(20).with_resampling(Resampling::Cubic))?;
/// assert_eq!((view.width(), view.height()), (20, 10));
/// let pixels: Vec<f32> = view.read()?;
/// assert_eq!(pixels, [7.0; 200]);
/// # Ok::<(), geotiff_core::Error>(())
/// ```
///
/// # How pixels are made
/// By GDAL's arithmetic, in the type of the file, and only then converted to the type that is asked for: integers are
/// rounded first. Where every new pixel is just one of the level's, it is that one, whatever the method. Invalid pixels
/// (masked out, else nodata, else wholly transparent) have no weight, but [`Resampling::Nearest`] copies them.
///
/// Differences to GDAL and rasterio:
/// - The level is never coarser than what is asked for; GDAL takes one of up to 1.2 times larger pixels for nearest.
/// - GDAL works in chunks, at whose edges its pixels can differ from those of another size of chunks. Here none do.
/// - NaN as nodata has no weight. GDAL 3.12 spreads it.
/// - Palette images have the nearest pixel, unless [`Resampling::Mode`] is asked for: GDAL averages colours for average.
/// - Complex samples are resampled part by part; GDAL warps them.
/// - The average of valid pixels is never nodata, nor is a filtered value; GDAL looks to it only where some are invalid.
#[derive(Clone, Debug)]
pub struct View<'a> {
    recipe: Recipe<'a>,
    placed: Placed,
    bands: Vec<usize>,
    /// Scale and offset of each band.
    scales: Vec<(f64, f64)>,
    transform: Option<GeoTransform>,
}

impl Dataset {
    /// A part of the raster at a size.
    ///
    /// ```
    /// use window::{Resampling, ViewSpec, Window};
    ///
    /// # let file = window::doc_example();
    /// let dataset = window::Dataset::from_source(file)?;
    /// let halves = ViewSpec::window(Window::new(20, 10, 40, 40)).with_size(20, 20).with_resampling(Resampling::Average);
    /// let pixels: Vec<u8> = dataset.view(&halves)?.read()?;
    /// assert_eq!(pixels, [7; 400]);
    /// # Ok::<(), geotiff_core::Error>(())
    /// ```
    ///
    /// # Errors
    /// `Parameter` if the part lies outside the raster, a band or level does not exist, a size is none, or bounds are asked
    /// for of a raster without a transform.
    pub fn view(&self, spec: &ViewSpec) -> Result<View<'_>> {
        self.try_view(spec).map_err(|error| self.full().file.name(error))
    }

    fn try_view(&self, spec: &ViewSpec) -> Result<View<'_>> {
        let placed = Placed::new(self, spec)?;
        let bands = spec.bands.clone().unwrap_or_else(|| (0..self.bands()).collect());
        if let Some(band) = bands.iter().find(|&&band| band >= self.bands()) {
            return Err(Error::parameter(format!("band {band} of {}: bands count from 0 here", self.bands())));
        }
        let level = self.level(placed.level)?;
        let span = |axis: place::Axis, level: usize, full: usize| {
            let on_level = |length: f64| place::snapped(length * level as f64 / full as f64, 1e-9);
            Span::new(level, on_level(axis.offset), on_level(axis.length), axis.count)
        };
        let profile = self.profile();
        let is_palette = profile.color_map.is_some() && spec.resampling != Resampling::Mode;
        let nodata = profile.nodata.filter(|nodata| nodata.is_possible_in(profile.sample_type));
        let flags = level.mask_flags(0)?;
        let mask = match flags {
            _ if level.has_mask() => Masking::Mask,
            _ if flags.contains(MaskFlags::ALPHA) => Masking::Alpha(self.bands() - 1),
            _ => Masking::None,
        };
        let number = |band: usize, role: &str| profile.metadata.number(band, role);
        let scale = |&band: &usize| (number(band, "scale").unwrap_or(1.0), number(band, "offset").unwrap_or(0.0));
        Ok(View {
            recipe: Recipe {
                level,
                x: span(placed.cols, level.width(), self.width())?,
                y: span(placed.rows, level.height(), self.height())?,
                resampling: if is_palette { Resampling::Nearest } else { spec.resampling },
                nodata,
                mask,
                bits: profile.bits,
            },
            placed,
            scales: bands.iter().map(scale).collect(),
            bands,
            transform: self.transform().map(|transform| placed.transform(transform)),
        })
    }

    /// Bands of a window as the physical values that their samples stand for, band after band: `value × scale + offset`, by
    /// what GDAL's metadata say of each band; NaN where a pixel is invalid.
    ///
    /// ```
    /// # let file = window::doc_example();
    /// let dataset = window::Dataset::from_source(file)?;
    /// let heights: Vec<f64> = dataset.read_scaled(dataset.whole(), &[0])?;
    /// assert_eq!(heights[0], 7.0);
    /// # Ok::<(), geotiff_core::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Level::read`](crate::Level::read), and `Unsupported` for complex samples.
    pub fn read_scaled<T: FloatSample>(&self, window: Window, bands: &[usize]) -> Result<Vec<T>> {
        let window = window.within(self.width(), self.height()).map_err(|error| self.full().file.name(error))?;
        self.view(&ViewSpec::window(window).with_bands(bands).with_level(0))?.read_scaled()
    }
}

impl View<'_> {
    /// Columns.
    pub fn width(&self) -> usize {
        self.placed.cols.count
    }

    /// Rows.
    pub fn height(&self) -> usize {
        self.placed.rows.count
    }

    /// The bands (from 0) that are read.
    pub fn bands(&self) -> &[usize] {
        &self.bands
    }

    /// What a sample is before it is converted.
    pub fn sample_type(&self) -> SampleType {
        self.recipe.level.image().sample_type
    }

    /// The level that it is made of: 0 is the full resolution.
    pub fn level(&self) -> usize {
        self.placed.level
    }

    /// First column, first row, columns and rows of the part, in pixels of the full resolution.
    pub fn part(&self) -> [f64; 4] {
        let Placed { cols, rows, .. } = self.placed;
        [cols.offset, rows.offset, cols.length, rows.length]
    }

    /// The affine transform from the view's pixels to coordinates, if the raster has one.
    pub fn transform(&self) -> Option<&GeoTransform> {
        self.transform.as_ref()
    }

    /// The pixels, band after band, as samples of any type, converted as by [`Dataset::read`].
    ///
    /// # Errors
    /// As [`Level::read`](crate::Level::read).
    pub fn read<T: Sample>(&self) -> Result<Vec<T>> {
        let raster = self.read_raster()?;
        let samples = if T::TYPE == raster.sample_type() { raster.into_samples() } else { raster.samples_as() };
        samples.map_err(|error| self.named(error))
    }

    /// The pixels, in the file's own type.
    ///
    /// # Errors
    /// As [`Level::read`](crate::Level::read).
    pub fn read_raster(&self) -> Result<Raster> {
        self.read_rows(0..self.height())
    }

    /// Some rows of the pixels, in the file's own type: the whole in parts.
    ///
    /// # Errors
    /// As [`Level::read`](crate::Level::read), and `Parameter` if there are no such rows.
    pub fn read_rows(&self, rows: Range<usize>) -> Result<Raster> {
        Ok(self.pixels(&self.bands, rows, false)?.raster)
    }

    /// As many rows are best read at once, or a multiple of it.
    pub fn rows_at_once(&self) -> usize {
        self.recipe.rows_at_once()
    }

    /// For each band, 255 where a pixel is valid and 0 where it is not: where it lies beyond the raster, or nothing that it
    /// could be made of is valid. Of an alpha band, all pixels of the raster are valid.
    ///
    /// # Errors
    /// As [`Level::read`](crate::Level::read).
    pub fn read_masks(&self) -> Result<Raster> {
        Ok(self.read_with_masks()?.1)
    }

    /// The pixels in the file's own type, and the [masks](Self::read_masks).
    ///
    /// # Errors
    /// As [`Level::read`](crate::Level::read).
    pub fn read_with_masks(&self) -> Result<(Raster, Raster)> {
        self.read_rows_with_masks(0..self.height())
    }

    /// Some rows of the pixels in the file's own type, and of the [masks](Self::read_masks): the whole in parts.
    ///
    /// # Errors
    /// As [`Self::read_rows`].
    pub fn read_rows_with_masks(&self, rows: Range<usize>) -> Result<(Raster, Raster)> {
        let Pixels { raster, valid } = self.pixels(&self.bands, rows, true)?;
        let all_valid = || {
            let mut all = Raster::new(SampleType::U8, raster.width(), raster.height(), raster.bands())?;
            all.bytes_mut().fill(255);
            Ok(all)
        };
        let masks = valid.map_or_else(all_valid, Ok).map_err(|error| self.named(error))?;
        Ok((raster, masks))
    }

    /// The physical values that the pixels stand for, band after band: `value × scale + offset`, by what GDAL's metadata
    /// say of each band; NaN where a pixel is invalid. Pixels are resampled first, as in GDAL.
    ///
    /// # Errors
    /// As [`Level::read`](crate::Level::read), and `Unsupported` for complex samples.
    pub fn read_scaled<T: FloatSample>(&self) -> Result<Vec<T>> {
        self.scaled_rows(&(0..self.bands.len()).collect::<Vec<_>>(), 0..self.height())
    }

    /// Some rows of some of the view's bands.
    fn scaled_rows<T: FloatSample>(&self, which: &[usize], rows: Range<usize>) -> Result<Vec<T>> {
        let bands: Vec<usize> = which.iter().map(|&i| self.bands[i]).collect();
        let Pixels { raster, valid } = self.pixels(&bands, rows, true)?;
        let mut out = Vec::new();
        for (band, &i) in which.iter().enumerate() {
            let (scale, offset) = self.scales[i];
            let valid = valid.as_ref().map(|valid| valid.band::<u8>(band)).transpose()?;
            with_real_sample!(raster.sample_type(), S => {
                let value = |(i, sample): (usize, &S)| match valid.and_then(|valid| valid.get(i)) {
                    Some(0) => T::NAN,
                    _ => T::from_f64(sample.to_f64() * scale + offset),
                };
                out.extend(raster.band::<S>(band)?.iter().enumerate().map(value));
            }, complex => {
                let message = format!("samples of {} stand for no physical value", raster.sample_type());
                return Err(self.named(Error::unsupported(message)));
            });
        }
        Ok(out)
    }

    fn pixels(&self, bands: &[usize], rows: Range<usize>, judged: bool) -> Result<Pixels> {
        if rows.is_empty() || rows.end > self.height() {
            let message = format!("rows {} to {} of a view of {}", rows.start, rows.end, self.height());
            return Err(self.named(Error::parameter(message)));
        }
        self.recipe.rows(bands, rows, judged).map_err(|error| self.named(error))
    }

    fn named(&self, error: Error) -> Error {
        self.recipe.level.file.name(error)
    }
}
