//! What is asked of a raster: which part, how large, and how it is made.

use geotiff_core::Window;
use overview::Resampling;

/// A part of a raster at a size: what [`Dataset::view`](crate::Dataset::view) is asked for.
///
/// ```
/// use window::{Resampling, ViewSpec};
///
/// // A tile of a map, wherever the raster lies.
/// let tile = ViewSpec::bounds([500_000.0, 4_590_000.0, 510_000.0, 4_600_000.0])
///     .with_size(256, 256)
///     .with_resampling(Resampling::Bilinear)
///     .boundless();
/// // A preview: the whole, its first three bands, no side longer than 1024 pixels.
/// let preview = ViewSpec::whole().with_bands(&[0, 1, 2]).with_max_size(1024).with_resampling(Resampling::Average);
/// assert_ne!(tile, preview);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct ViewSpec {
    pub(crate) place: Place,
    pub(crate) size: Size,
    pub(crate) resampling: Resampling,
    pub(crate) bands: Option<Vec<usize>>,
    pub(crate) boundless: bool,
    pub(crate) level: Option<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Place {
    Whole,
    /// First column, first row, columns, rows, of the full resolution.
    Part([f64; 4]),
    /// Left, bottom, right, top.
    Bounds([f64; 4]),
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Size {
    /// That of the pixels there.
    Native,
    Exact(usize, usize),
    /// Width and height of a pixel.
    Resolution(f64, f64),
    /// The longer side has no more.
    Max(usize),
}

impl ViewSpec {
    fn new(place: Place) -> Self {
        let resampling = Resampling::Nearest;
        Self { place, size: Size::Native, resampling, bands: None, boundless: false, level: None }
    }

    /// The whole raster.
    pub fn whole() -> Self {
        Self::new(Place::Whole)
    }

    /// A window of the full resolution.
    pub fn window(window: Window) -> Self {
        let Window { col_off, row_off, width, height } = window;
        Self::part([col_off, row_off, width, height].map(|n| n as f64))
    }

    /// First column, first row, columns and rows, in pixels of the full resolution, or parts of them: rasterio's `Window`
    /// of floats.
    pub fn part(part: [f64; 4]) -> Self {
        Self::new(Place::Part(part))
    }

    /// Left, bottom, right and top (rasterio's order) in the coordinates of the raster: the part that they are a box
    /// around, cut along columns and rows. Of a raster that is turned, it is the least part that holds the box. South-up
    /// and mirrored rasters are not turned over: rows and columns run as in the raster.
    pub fn bounds(bounds: [f64; 4]) -> Self {
        Self::new(Place::Bounds(bounds))
    }

    /// So many columns and rows are made of it, whatever its proportions. If the part reached beyond the raster and was
    /// clipped, they are made of what is left, as in rasterio.
    #[must_use]
    pub fn with_size(self, width: usize, height: usize) -> Self {
        Self { size: Size::Exact(width, height), ..self }
    }

    /// As many columns and rows as pixels of this width and height make, in units of the raster's coordinates; of pixels,
    /// if it has none.
    #[must_use]
    pub fn with_resolution(self, width: f64, height: f64) -> Self {
        Self { size: Size::Resolution(width, height), ..self }
    }

    /// The longer side has no more than so many pixels, the other keeps the proportions. Nothing is enlarged.
    #[must_use]
    pub fn with_max_size(self, pixels: usize) -> Self {
        Self { size: Size::Max(pixels), ..self }
    }

    /// How pixels are made where their size is not that of the raster's, or of an overview's;
    /// [`Resampling::Nearest`] unless told.
    #[must_use]
    pub fn with_resampling(self, resampling: Resampling) -> Self {
        Self { resampling, ..self }
    }

    /// These bands (from 0), in this order; all of them unless told.
    #[must_use]
    pub fn with_bands(self, bands: &[usize]) -> Self {
        Self { bands: Some(bands.to_vec()), ..self }
    }

    /// Keeps what reaches beyond the raster, where pixels are invalid and nodata, or 0. Otherwise it is clipped, and an
    /// error if nothing is left.
    #[must_use]
    pub fn boundless(self) -> Self {
        Self { boundless: true, ..self }
    }

    /// Makes it of this level: 0 is the full resolution. Unless told, it is the coarsest whose pixels are not larger than
    /// those that are asked for, in either direction.
    #[must_use]
    pub fn with_level(self, level: usize) -> Self {
        Self { level: Some(level), ..self }
    }
}
