//! The raster's own part of a picture: its pixels in colours, and what these stand for.

use geotiff_core::Result;
use window::Dataset;

use crate::color::Color;
use crate::colormap::Colormap;
use crate::shown::Shown;
use crate::spec::PictureSpec;
use crate::stretch::Spread;
use crate::{classes, screen, values};

/// The raster in colours.
pub(crate) struct Map {
    pub(crate) pixels: Vec<Color>,
    pub(crate) key: Key,
}

/// What colours stand for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Key {
    /// Themselves.
    Nothing,
    Ramp {
        colormap: Colormap,
        gamma: f64,
        spread: Spread,
        caption: Caption,
    },
    /// Of each class in the picture.
    Classes(Vec<(Color, String)>),
}

/// What a band is of, and in what it is measured; empty if it does not say so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Caption {
    pub(crate) description: String,
    pub(crate) unit: String,
}

/// What is drawn, how large, and who is told of it.
pub(crate) struct Job<'a> {
    pub(crate) dataset: &'a Dataset,
    pub(crate) spec: &'a PictureSpec,
    pub(crate) size: (usize, usize),
    /// Is told of rows that are done, and says whether to go on.
    pub(crate) progress: &'a dyn Fn(usize) -> bool,
}

impl Job<'_> {
    pub(crate) fn draw(&self, shown: &Shown) -> Result<Map> {
        match shown {
            Shown::Screen => Ok(Map { pixels: screen::draw(self)?, key: Key::Nothing }),
            Shown::Classes(table) => classes::draw(self, table),
            Shown::Ramp { band, colormap, stretch } => values::draw_ramp(self, *band, colormap, *stretch),
            Shown::Composite { bands, stretch } => values::draw_composite(self, *bands, *stretch),
        }
    }

    pub(crate) fn area(&self) -> usize {
        self.size.0 * self.size.1
    }

    /// Whether pixels of the picture are smaller than the raster's.
    pub(crate) fn is_enlarged(&self) -> bool {
        self.size.0 > self.dataset.width() || self.size.1 > self.dataset.height()
    }

    /// # Errors
    /// `Cancelled` if the work is to end.
    pub(crate) fn tell(&self, rows: usize) -> Result<()> {
        if (self.progress)(rows) { Ok(()) } else { Err(geotiff_core::Error::cancelled()) }
    }
}
