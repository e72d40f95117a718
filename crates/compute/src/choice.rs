//! Which windows of a raster there are, and which of them are passed over.

use geotiff_core::{Error, Profile, Raster, RasterSource, Result, Window};
use sources::{Crop, ValidityRule};
use window::tile_windows;

use crate::input::Input;
use crate::tiling::Tiling;

/// Some of a raster's pixels, in its columns and rows: those of polygons ([`PixelRegion`](region::PixelRegion)), or any others.
///
/// ```
/// use compute::Area;
/// use geotiff_core::{Raster, Result, SampleType, Window};
///
/// /// The pixels above the diagonal.
/// struct Above;
///
/// impl Area for Above {
///     fn touches(&self, window: Window) -> bool {
///         window.col_end() > window.row_off
///     }
///
///     fn mask(&self, window: Window) -> Result<Raster> {
///         let is_above = |i: usize| window.col_off + i % window.width >= window.row_off + i / window.width;
///         let mask: Vec<u8> = (0..window.area()).map(|i| if is_above(i) { 255 } else { 0 }).collect();
///         Raster::from_samples(&mask, window.width, window.height, 1)
///     }
/// }
/// # let file = window::doc_example();
/// let dataset = window::Dataset::from_source(file)?;
/// let windows = compute::Windows::of(&[&dataset])?.tiles(10, 10)?.area(&Above);
/// let pixels = windows.fold(0, |tile| Ok(tile.read::<u8>(0, 0)?.count_valid()), |all, n| *all += n)?;
/// assert_eq!(pixels, 50 * 51 / 2 + 50 * 50);
/// # Ok::<(), geotiff_core::Error>(())
/// ```
pub trait Area: Send + Sync {
    /// Whether it may have a pixel of a window. Windows of which it has none are passed over.
    fn touches(&self, window: Window) -> bool;

    /// The pixels of a window that it has: one band of `U8`, 0 for those that it has not.
    ///
    /// # Errors
    /// Whatever keeps that from being found out.
    fn mask(&self, window: Window) -> Result<Raster>;
}

impl Area for region::PixelRegion {
    fn touches(&self, window: Window) -> bool {
        self.touches(window)
    }

    fn mask(&self, window: Window) -> Result<Raster> {
        self.mask(window)
    }
}

/// Which windows there are.
#[derive(Clone)]
pub(crate) struct Choice<'a> {
    pub(crate) tiling: Tiling,
    /// These, instead of any that are cut.
    pub(crate) listed: Option<Vec<Window>>,
    pub(crate) region: Option<Window>,
    pub(crate) only_data: bool,
    pub(crate) area: Option<&'a dyn Area>,
}

impl Choice<'_> {
    pub(crate) fn list(&self, inputs: &[Input<'_>]) -> Result<Box<dyn Iterator<Item = Window> + '_>> {
        if let Some(listed) = &self.listed {
            return Ok(Box::new(listed.iter().copied()));
        }
        let ((width, height), (cols, rows)) = (inputs.first().map_or((0, 0), Input::size), self.tiling.size(inputs)?);
        let Some(region) = self.region else { return Ok(Box::new(tile_windows(height, width, rows, cols, 0)?)) };
        // Cut as the whole would be, so that windows stay whole blocks.
        let (col, row) = (region.col_off / cols * cols, region.row_off / rows * rows);
        let tiles = tile_windows(region.row_end() - row, region.col_end() - col, rows, cols, 0)?;
        let moved = tiles.map(move |tile| Window { col_off: tile.col_off + col, row_off: tile.row_off + row, ..tile });
        Ok(Box::new(moved.filter_map(move |tile| tile.intersection(&region))))
    }

    /// Whether a window is looked at.
    ///
    /// # Errors
    /// Whatever the inputs answer.
    pub(crate) fn takes(&self, inputs: &[Input<'_>], window: Window) -> Result<bool> {
        if self.area.is_some_and(|area| !area.touches(window)) {
            return Ok(false);
        }
        Ok(!self.only_data || inputs.iter().try_fold(false, |any, input| Ok(any || has_data(input, window)?))?)
    }

    /// What a raster of the chosen part has to say of its place: the grid of the first input, or a part of it.
    pub(crate) fn place(&self, input: &Input<'_>) -> Result<Profile> {
        match self.region {
            None => Ok(input.source.profile().clone()),
            Some(region) => Ok(Crop::window(input.source, region)?.profile().clone()),
        }
    }

    /// These windows, in this order.
    pub(crate) fn of_list(&self, windows: Vec<Window>, (width, height): (usize, usize)) -> Result<Self> {
        for window in &windows {
            window.within(width, height)?;
        }
        Ok(Self { listed: Some(windows), ..self.clone() })
    }

    /// # Errors
    /// `Parameter` if windows were listed.
    pub(crate) fn expect_cut(&self) -> Result<()> {
        if self.listed.is_none() {
            return Ok(());
        }
        Err(Error::parameter("a raster is made of windows that are cut of it, not of a list of them"))
    }
}

/// Whether something of a window is stored, and not all of it is masked out.
fn has_data(input: &Input<'_>, window: Window) -> Result<bool> {
    if !input.source.has_data(window)? {
        return Ok(false);
    }
    Ok(input.rule != ValidityRule::Mask || input.source.read_mask(window)?.bytes().iter().any(|&valid| valid != 0))
}
