//! What is asked of a picture.

use std::str::FromStr;

use geotiff_core::{Error, Result};
use window::Resampling;

use crate::color::Color;
use crate::colormap::Colormap;
use crate::stretch::Stretch;

/// How a raster is drawn.
///
/// ```
/// use picture::{Colormap, PictureSpec, Relief, TileGrid};
///
/// let spec = PictureSpec::new()
///     .with_width(800)
///     .with_colormap(Colormap::named("terrain")?)
///     .with_relief(Relief::new())
///     .with_grid(TileGrid::new(256).with_overlap(32))
///     .with_legend();
/// assert_ne!(spec, PictureSpec::new());
/// # Ok::<(), geotiff_core::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct PictureSpec {
    pub(crate) width: Option<usize>,
    pub(crate) bands: Option<Vec<usize>>,
    pub(crate) colormap: Option<Colormap>,
    pub(crate) reversed: bool,
    pub(crate) stretch: Option<Stretch>,
    pub(crate) gamma: f64,
    pub(crate) resampling: Option<Resampling>,
    pub(crate) background: Color,
    pub(crate) relief: Option<Relief>,
    pub(crate) grid: Option<TileGrid>,
    pub(crate) legend: bool,
    pub(crate) title: Option<String>,
}

impl Default for PictureSpec {
    fn default() -> Self {
        Self::new()
    }
}

impl PictureSpec {
    /// The pixels alone, as they are best seen: colours as they are, one band of bytes in gray, any other in viridis, or, if
    /// it is measured in a unit of length or shaded, in terrain.
    pub fn new() -> Self {
        Self {
            width: None,
            bands: None,
            colormap: None,
            reversed: false,
            stretch: None,
            gamma: 1.0,
            resampling: None,
            background: Color::TRANSPARENT,
            relief: None,
            grid: None,
            legend: false,
            title: None,
        }
    }

    /// The whole picture is so many pixels wide, with all that stands beside the raster. Unless told, the raster's longer side
    /// has up to 800; small rasters are enlarged to that by a whole factor.
    #[must_use]
    pub fn with_width(self, pixels: usize) -> Self {
        Self { width: Some(pixels), ..self }
    }

    /// One band (from 0), or three that become red, green and blue.
    #[must_use]
    pub fn with_bands(self, bands: &[usize]) -> Self {
        Self { bands: Some(bands.to_vec()), ..self }
    }

    /// One band in these colours, even if it has some of its own.
    #[must_use]
    pub fn with_colormap(self, colormap: Colormap) -> Self {
        Self { colormap: Some(colormap), ..self }
    }

    /// The colours the other way round.
    #[must_use]
    pub fn reversed(self) -> Self {
        Self { reversed: true, ..self }
    }

    /// The range of values that colours are spread over; of three bands, each by itself. Unless told, bytes that are gray or
    /// colours are taken as they are, all else from the 2nd percentile to the 98th.
    #[must_use]
    pub fn with_stretch(self, stretch: Stretch) -> Self {
        Self { stretch: Some(stretch), ..self }
    }

    /// The middle is made lighter (above 1) or darker: what lies at `s` of the range is shown at s^(1/gamma).
    #[must_use]
    pub fn with_gamma(self, gamma: f64) -> Self {
        Self { gamma, ..self }
    }

    /// How pixels are made of many: the average unless told, of a palette the mode. Enlarged, pixels are seen as they are, but
    /// for relief, which is cubic.
    #[must_use]
    pub fn with_resampling(self, resampling: Resampling) -> Self {
        Self { resampling: Some(resampling), ..self }
    }

    /// What lies behind pixels without data and around the raster. Unless told, the former are transparent, the latter white.
    #[must_use]
    pub fn with_background(self, background: Color) -> Self {
        Self { background, ..self }
    }

    /// With light and shade on it, as heights have.
    #[must_use]
    pub fn with_relief(self, relief: Relief) -> Self {
        Self { relief: Some(relief), ..self }
    }

    /// With tile windows drawn over it, and columns and rows beside it.
    #[must_use]
    pub fn with_grid(self, grid: TileGrid) -> Self {
        Self { grid: Some(grid), ..self }
    }

    /// With a bar of colours and what they stand for, or a list of classes.
    #[must_use]
    pub fn with_legend(self) -> Self {
        Self { legend: true, ..self }
    }

    /// With a line of text above it.
    #[must_use]
    pub fn with_title(self, title: impl Into<String>) -> Self {
        Self { title: Some(title.into()), ..self }
    }

    /// Whether anything stands beside the raster.
    pub(crate) fn is_framed(&self) -> bool {
        self.legend || self.grid.is_some() || self.title.is_some()
    }
}

/// Light and shade: Horn's slopes of the picture's pixels, lit from one side.
///
/// Heights are in the unit that the band tells, metres if none; degrees are as long as they are in the middle of the raster.
///
/// ```
/// let relief = picture::Relief::new().with_z_factor(2.0).with_light(315.0, 45.0);
/// assert_ne!(relief, picture::Relief::new());
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Relief {
    pub(crate) z_factor: Option<f64>,
    pub(crate) azimuth: f64,
    pub(crate) altitude: f64,
}

impl Default for Relief {
    fn default() -> Self {
        Self::new()
    }
}

impl Relief {
    /// Light from the upper left, 45° high; heights are exaggerated so far that slopes can be seen.
    pub fn new() -> Self {
        Self { z_factor: None, azimuth: 315.0, altitude: 45.0 }
    }

    /// Heights are multiplied by this; 1 is how the land is.
    #[must_use]
    pub fn with_z_factor(self, z_factor: f64) -> Self {
        Self { z_factor: Some(z_factor), ..self }
    }

    /// Where the light comes from, in degrees: from north (up) clockwise, and above the horizon.
    #[must_use]
    pub fn with_light(self, azimuth: f64, altitude: f64) -> Self {
        Self { azimuth, altitude, ..self }
    }
}

/// Square tiles over the raster, as [`Dataset::tile_windows`](window::Dataset::tile_windows) cuts them.
///
/// ```
/// use picture::TileGrid;
///
/// assert_eq!("256,32".parse::<TileGrid>()?, TileGrid::new(256).with_overlap(32));
/// assert_eq!("512".parse::<TileGrid>()?, TileGrid::new(512));
/// # Ok::<(), geotiff_core::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TileGrid {
    pub(crate) tile: usize,
    pub(crate) overlap: usize,
}

impl TileGrid {
    /// Tiles of so many rows and columns of the raster.
    pub fn new(tile: usize) -> Self {
        Self { tile, overlap: 0 }
    }

    /// Each shares so many rows and columns with the next.
    #[must_use]
    pub fn with_overlap(self, overlap: usize) -> Self {
        Self { overlap, ..self }
    }
}

impl FromStr for TileGrid {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let wrong =
            |why: &str| Error::parameter(format!("“{text}” is no grid: {why}; write TILE or TILE,OVERLAP, in pixels"));
        let number = |text: &str| text.trim().parse::<usize>().map_err(|_| wrong("these are no whole numbers"));
        let (tile, overlap) = match text.split_once(',') {
            Some((tile, overlap)) => (number(tile)?, number(overlap)?),
            None => (number(text)?, 0),
        };
        match (tile, overlap) {
            (0, _) => Err(wrong("a tile has at least a pixel")),
            _ if overlap >= tile => Err(wrong("tiles overlap by less than a tile")),
            _ => Ok(Self { tile, overlap }),
        }
    }
}
