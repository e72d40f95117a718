//! Many rasters of one grid as one.

mod coverage;
mod index;
mod paint;
mod plan;
mod pool;

use geotiff_core::{Error, Nodata, Profile, Raster, RasterSource, Result, SampleType, Window};

use crate::stash::Stash;
use crate::validity::nodata_sample;
use index::RowIndex;
use paint::Canvas;
use plan::Plan;
use pool::Pool;

/// Tiles that are read at the same time.
const BATCH: usize = 8;
/// Tiles that are open at the same time, unless told.
const MOST_OPEN: usize = 64;
/// How far from the grid a tile may lie, in pixels, unless told.
const TOLERANCE: f64 = 0.01;

/// Which tile is seen where several lie.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Overlap {
    /// The last of them, as in `gdal_merge` and `gdalbuildvrt`.
    #[default]
    LastWins,
    /// The first of them, as in `rio merge`.
    FirstWins,
}

/// How a mosaic is made.
///
/// ```
/// use sources::{MosaicOptions, Overlap};
///
/// let options = MosaicOptions { overlap: Overlap::FirstWins, nodata: Some(0.into()), ..MosaicOptions::default() };
/// assert_eq!(options.max_open, 64);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MosaicOptions {
    /// Which tile is seen where several lie.
    pub overlap: Overlap,
    /// The value of holes; `None` is the nodata of the first tile that has some.
    pub nodata: Option<Nodata>,
    /// How far a corner of a tile may lie from where pixels of the first one would have it, in pixels: below a half. It is then
    /// moved there.
    pub tolerance: f64,
    /// As many tiles are open at the same time, at least one.
    pub max_open: usize,
}

impl Default for MosaicOptions {
    fn default() -> Self {
        Self { overlap: Overlap::LastWins, nodata: None, tolerance: TOLERANCE, max_open: MOST_OPEN }
    }
}

/// Rasters of one grid, the tiles, in any order and number, as one: `gdalbuildvrt`, `gdal_merge`, `rio merge`.
///
/// Tiles have one CRS, one size and direction of pixels, one type, and as many bands of the same colours and scales. They may
/// overlap, and leave holes. What is invalid in a tile lets through what lies beneath: by its mask, else its nodata, each band
/// for itself, else its alpha. What no tile has is nodata, or transparent if there is alpha; if there is neither, and there are
/// holes, the mosaic has a mask. It has one, too, if a tile has.
///
/// All tiles are opened once to be laid out; while it is read, a few are open. Of what tiles say of themselves, the mosaic
/// says what all of them say; what the first says of bands, it says of its own, but for statistics.
///
/// ```
/// use geotiff_core::{GeoTransform, Profile, Raster, RasterSource, Result, SampleType, Window};
/// use sources::{Mosaic, MosaicOptions};
///
/// struct Flat(Profile, u8);
/// impl RasterSource for Flat {
///     fn profile(&self) -> &Profile {
///         &self.0
///     }
///     fn read_window(&self, window: Window) -> Result<Raster> {
///         Raster::from_samples(&vec![self.1; window.area()], window.width, window.height, 1)
///     }
/// }
/// let open = |number: usize| -> Result<Box<dyn RasterSource>> {
///     let place = GeoTransform::north_up(10.0 * number as f64, 50.0, 1.0, 1.0);
///     Ok(Box::new(Flat(Profile::new(SampleType::U8, 10, 10, 1).with_transform(place), number as u8 + 1)))
/// };
/// let mosaic = Mosaic::new(vec!["west".into(), "east".into()], open, MosaicOptions::default())?;
/// assert_eq!(mosaic.profile().bounds(), Some([0.0, 40.0, 20.0, 50.0]));
/// assert_eq!(mosaic.read_window(Window::new(8, 4, 4, 1))?.samples::<u8>()?, [1, 1, 2, 2]);
/// # Ok::<(), geotiff_core::Error>(())
/// ```
pub struct Mosaic<O> {
    open: O,
    names: Vec<String>,
    plan: Plan,
    index: RowIndex,
    pool: Pool,
    /// The sample that holes have.
    empty: Vec<u8>,
    overlap: Overlap,
    stash: Stash,
}

impl<O: Fn(usize) -> Result<Box<dyn RasterSource>> + Send + Sync> Mosaic<O> {
    /// The mosaic of the tiles of these names, which errors tell. `open` opens one by its number, from 0, as often as it is
    /// asked.
    ///
    /// # Errors
    /// `Parameter` if there is no tile, one does not go with the first (the message tells what differs), the mosaic would be
    /// too large, or an option cannot be; whatever keeps a tile from being opened.
    pub fn new(names: Vec<String>, open: O, options: MosaicOptions) -> Result<Self> {
        let tolerance = options.tolerance;
        if !(0.0..0.5).contains(&tolerance) {
            return Err(Error::parameter(format!(
                "tiles may lie less than half a pixel off the grid, not {tolerance}"
            )));
        }
        if options.max_open == 0 {
            return Err(Error::parameter("a mosaic reads one tile at a time at least"));
        }
        let plan = Plan::new(&names, &open, tolerance, options.nodata)?;
        let index = RowIndex::new(&plan.windows, plan.profile.height);
        let sample_type = plan.profile.sample_type;
        let zero = vec![0; sample_type.bytes()];
        let empty = plan.profile.nodata.and_then(|nodata| nodata_sample(nodata, sample_type)).unwrap_or(zero);
        let pool = Pool::new(options.max_open);
        Ok(Self { open, names, plan, index, pool, empty, overlap: options.overlap, stash: Stash::default() })
    }

    /// Where a tile lies in the mosaic.
    ///
    /// # Errors
    /// `Parameter` if there is no such tile.
    pub fn tile_window(&self, number: usize) -> Result<Window> {
        let count = self.names.len();
        let none = || Error::parameter(format!("tile {number} of {count}, counted from 0"));
        self.plan.windows.get(number).copied().ok_or_else(none)
    }

    fn paint(&self, window: Window) -> Result<Canvas> {
        let Profile { width, height, bands, sample_type, has_mask, .. } = self.plan.profile;
        let window = window.within(width, height)?;
        let mut canvas = Canvas::new(Raster::new(sample_type, window.width, window.height, bands)?, &self.empty);
        if has_mask {
            canvas.mask = Some(Raster::new(SampleType::U8, window.width, window.height, 1)?);
        }
        // What is painted last is seen.
        let mut tiles = self.index.tiles_in(window, &self.plan.windows);
        if self.overlap == Overlap::FirstWins {
            tiles.reverse();
        }
        for batch in tiles.chunks(BATCH) {
            let parts = window::try_map(batch.to_vec(), |number| self.part(number, window))?;
            for part in &parts {
                canvas.paint(part);
            }
        }
        Ok(canvas)
    }

    /// What a tile has of a window of the mosaic.
    fn part(&self, number: usize, window: Window) -> Result<paint::Part> {
        let name = |error: Error| error.in_file(self.names.get(number).cloned().unwrap_or_default());
        let place = self.tile_window(number)?;
        let Some(shared) = place.intersection(&window) else { return Err(Error::parameter("a tile elsewhere")) };
        let own = Window { col_off: shared.col_off - place.col_off, row_off: shared.row_off - place.row_off, ..shared };
        let tile = self.pool.get(number, || (self.open)(number)).map_err(name)?;
        self.plan.expect_same(number, tile.profile()).map_err(name)?;
        let at = (shared.col_off - window.col_off, shared.row_off - window.row_off);
        paint::Part::read(tile.as_ref(), own, at).map_err(name)
    }
}

impl<O: Fn(usize) -> Result<Box<dyn RasterSource>> + Send + Sync> RasterSource for Mosaic<O> {
    fn profile(&self) -> &Profile {
        &self.plan.profile
    }

    fn read_window(&self, window: Window) -> Result<Raster> {
        let Canvas { pixels, mask } = self.paint(window)?;
        mask.into_iter().for_each(|mask| self.stash.put(window, mask));
        Ok(pixels)
    }

    fn read_mask(&self, window: Window) -> Result<Raster> {
        match self.stash.take(window) {
            Some(mask) => Ok(mask),
            None => self.paint(window)?.mask.map_or_else(|| crate::validity::all_valid(window), Ok),
        }
    }

    fn rows_at_once(&self) -> usize {
        self.plan.rows_at_once
    }
}

impl<O> std::fmt::Debug for Mosaic<O> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mosaic")
            .field("tiles", &self.names.len())
            .field("profile", &self.plan.profile)
            .finish_non_exhaustive()
    }
}
