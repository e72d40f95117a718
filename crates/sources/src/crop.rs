//! A part of a raster, pixel for pixel.

use geotiff_core::{Error, GeoTransform, Profile, Raster, RasterSource, Result, Window};

use crate::follow::Cut;

/// A part of a raster, pixel for pixel: GDAL's `-srcwin` and `-projwin`.
///
/// Transform, control points and rational polynomials are moved as `gdal_translate` moves them; statistics are dropped.
///
/// ```
/// use geotiff_core::{RasterSource, Window};
/// use sources::Crop;
///
/// # let file = window::doc_example();
/// let dataset = window::Dataset::from_source(file)?;
/// let part = Crop::window(&dataset, Window::new(60, 20, 40, 30))?;
/// assert_eq!((part.profile().width, part.profile().height), (40, 30));
/// assert_eq!(part.read_window(Window::new(39, 29, 1, 1))?.samples::<u8>()?, [7]);
/// assert!(Crop::window(&dataset, Window::new(61, 20, 40, 30)).is_err());
/// # Ok::<(), geotiff_core::Error>(())
/// ```
#[derive(Debug)]
pub struct Crop<S> {
    source: S,
    profile: Profile,
    part: Window,
}

impl<S: RasterSource> Crop<S> {
    /// The pixels of a window.
    ///
    /// # Errors
    /// `Parameter` if it is empty, or reaches outside the raster.
    pub fn window(source: S, part: Window) -> Result<Self> {
        let mut profile = source.profile().clone();
        let part = part.within(profile.width, profile.height)?;
        let cut = Cut {
            cols: [part.col_off as f64, part.width as f64],
            rows: [part.row_off as f64, part.height as f64],
            width: part.width,
            height: part.height,
        };
        cut.apply(&mut profile);
        Ok(Self { source, profile, part })
    }

    /// The pixels that a box touches: left, bottom, right, top, in the coordinates of the raster. As in GDAL, a thousandth of a
    /// pixel is no touch. What of the box lies beyond the raster is cut off. Of a raster that is turned, it is the least part
    /// that holds the box.
    ///
    /// # Errors
    /// `Parameter` if the raster has no transform, or the box lies outside of it.
    pub fn bounds(source: S, bounds: [f64; 4]) -> Result<Self> {
        let profile = source.profile();
        let [cols, rows] = reach(bounds, profile.transform())?;
        let (col, row) = (whole_pixels(cols, profile.width)?, whole_pixels(rows, profile.height)?);
        Self::window(source, Window::new(col.0, row.0, col.1, row.1))
    }
}

/// The columns and the rows that a box reaches over: first and length of each.
pub(crate) fn reach(
    bounds @ [left, bottom, right, top]: [f64; 4],
    transform: Option<&GeoTransform>,
) -> Result<[[f64; 2]; 2]> {
    let transform =
        transform.ok_or_else(|| Error::parameter("the raster has no transform, so that a box is nowhere"))?;
    let is_box = left < right && bottom < top;
    if !is_box {
        return Err(Error::parameter(format!("a box is left, bottom, right, top, which {bounds:?} is not")));
    }
    let mut reach = [[f64::INFINITY, f64::NEG_INFINITY]; 2];
    for (x, y) in [(left, bottom), (left, top), (right, bottom), (right, top)] {
        let singular = || Error::parameter("the raster's transform has no inverse, so that places are no pixels");
        let (col, row) = transform.invert(x, y).ok_or_else(singular)?;
        for (reach, place) in reach.iter_mut().zip([col, row]) {
            *reach = [reach[0].min(place), reach[1].max(place)];
        }
    }
    Ok(reach.map(|[from, to]| [from, to - from]))
}

/// The whole pixels that a part touches, by GDAL's rounding, as far as there are so many.
pub(crate) fn whole_pixels([offset, length]: [f64; 2], size: usize) -> Result<(usize, usize)> {
    let (first, end) = ((offset + 0.001).floor(), (offset + length - 0.001).ceil());
    let (from, to) = (first.max(0.0), end.max(first + 1.0).min(size as f64));
    if from < to {
        return Ok((from as usize, (to - from) as usize));
    }
    Err(outside(offset, length, size))
}

pub(crate) fn outside(offset: f64, length: f64, size: usize) -> Error {
    Error::parameter(format!("{length} pixels from {offset} on lie outside the raster, which has {size}"))
}

impl<S: RasterSource> Crop<S> {
    fn within(&self, window: Window) -> Result<Window> {
        let window = window.within(self.profile.width, self.profile.height)?;
        let (col, row) = (self.part.col_off + window.col_off, self.part.row_off + window.row_off);
        Ok(Window::new(col, row, window.width, window.height))
    }
}

impl<S: RasterSource> RasterSource for Crop<S> {
    fn profile(&self) -> &Profile {
        &self.profile
    }

    fn read_window(&self, window: Window) -> Result<Raster> {
        self.source.read_window(self.within(window)?)
    }

    fn read_bands(&self, window: Window, bands: &[usize]) -> Result<Raster> {
        self.source.read_bands(self.within(window)?, bands)
    }

    fn read_mask(&self, window: Window) -> Result<Raster> {
        self.source.read_mask(self.within(window)?)
    }

    fn rows_at_once(&self) -> usize {
        self.source.rows_at_once()
    }
}
