//! An opened GeoTIFF: what it is, and any window of it.

#[cfg(not(target_family = "wasm"))]
use std::path::Path;

use geotiff_core::{
    Catalogue, Error, GeoTransform, Image, Nodata, Profile, Raster, RasterSource, RealSample, Result, Sample,
    SampleType, Tiff, Window,
};

use crate::cache::BlockCache;
use crate::level::Level;
use crate::open_file::OpenFile;
use crate::source::{Source, read_directories};
use crate::tiles::{TileWindows, tile_windows};

/// Bytes of decoded blocks that are kept for overlapping windows.
const CACHE_BUDGET: usize = 64 << 20;
/// The largest decoded block that is read without being asked to.
const MAX_BLOCK_LEN: usize = 1 << 30;

/// An opened GeoTIFF.
///
/// It is read through `&self` from as many threads as there are; no lock is held while blocks are decoded. Bands count from 0.
///
/// ```
/// use window::{Dataset, Window};
///
/// # let file = window::doc_example();
/// let dataset = Dataset::from_source(file)?;
/// println!("{} × {} pixels of {}", dataset.width(), dataset.height(), dataset.sample_type());
/// for window in dataset.tile_windows(64, 8)? {
///     let samples: Vec<u8> = dataset.read(window, &[0])?;
///     assert_eq!(samples.len(), window.area());
/// }
/// # Ok::<(), geotiff_core::Error>(())
/// ```
pub struct Dataset {
    tiff: Tiff,
    profile: Profile,
    file: OpenFile,
}

impl Dataset {
    /// Opens a file, which is then read by position.
    ///
    /// # Errors
    /// `Io` if it cannot be read, `Format` if it is not a TIFF or its first directory is damaged, `Unsupported` if no type
    /// stands for its samples. A codec that this build lacks is an error only once pixels are read.
    #[cfg(not(target_family = "wasm"))]
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        Self::named(path, crate::source::FileSource::open(path)?)
    }

    /// Opens a file by mapping it into memory.
    ///
    /// # Safety
    /// As [`MapSource::open`](crate::MapSource::open): nothing may truncate or modify the file as long as it is open here.
    ///
    /// # Errors
    /// As [`Self::open`].
    #[cfg(feature = "mmap")]
    #[allow(unsafe_code)]
    pub unsafe fn open_mapped(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        // SAFETY: the caller vouches for the file, as this function's own contract says.
        Self::named(path, unsafe { crate::source::MapSource::open(path) }?)
    }

    #[cfg(not(target_family = "wasm"))]
    fn named(path: &Path, source: impl Source + 'static) -> Result<Self> {
        let name = path.display().to_string();
        let mut dataset = Self::from_source(source).map_err(|error| error.in_file(&name))?;
        dataset.file.name = Some(name);
        Ok(dataset)
    }

    /// Opens whatever bytes can be had from.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn from_source(source: impl Source + 'static) -> Result<Self> {
        let tiff = read_directories(&source)?;
        let catalogue = Catalogue::new(&tiff)?;
        let first = tiff.directories.first().ok_or_else(|| Error::format("the file has no directory"))?;
        let mut profile = Profile::from_ifd(&first.ifd, &catalogue.images[0]);
        profile.has_mask = catalogue.levels[0].mask.is_some();
        Ok(Self { tiff, profile, file: OpenFile::new(Box::new(source), catalogue, CACHE_BUDGET, MAX_BLOCK_LEN) })
    }

    /// Keeps up to so many bytes of decoded blocks, 64 MiB unless told; 0 keeps none.
    #[must_use]
    pub fn with_cache_budget(mut self, bytes: usize) -> Self {
        self.file.cache = BlockCache::new(bytes);
        self
    }

    /// Reads blocks of up to so many decoded bytes, 1 GiB unless told. A file can claim blocks of any size.
    #[must_use]
    pub fn with_max_block_len(mut self, bytes: usize) -> Self {
        self.file.max_block_len = bytes;
        self
    }

    /// Columns.
    pub fn width(&self) -> usize {
        self.profile.width
    }

    /// Rows.
    pub fn height(&self) -> usize {
        self.profile.height
    }

    /// Samples per pixel.
    pub fn bands(&self) -> usize {
        self.profile.bands
    }

    /// What a sample is.
    pub fn sample_type(&self) -> SampleType {
        self.profile.sample_type
    }

    /// All that the raster says of itself.
    pub fn profile(&self) -> &Profile {
        &self.profile
    }

    /// The EPSG code of the coordinate reference system, if it has one.
    pub fn epsg(&self) -> Option<u16> {
        self.profile.epsg()
    }

    /// The affine transform from pixels to coordinates, if there is one.
    pub fn transform(&self) -> Option<&GeoTransform> {
        self.profile.transform()
    }

    /// Left, bottom, right and top of the raster, if it has a transform.
    pub fn bounds(&self) -> Option<[f64; 4]> {
        self.profile.bounds()
    }

    /// The value of pixels without data.
    pub fn nodata(&self) -> Option<Nodata> {
        self.profile.nodata
    }

    /// How the image is stored.
    pub fn image(&self) -> &Image {
        &self.file.catalogue.images[0]
    }

    /// The header and all directories as they stand in the file.
    pub fn tiff(&self) -> &Tiff {
        &self.tiff
    }

    /// How many images of their own the file holds; the first is the one that is read.
    pub fn pages(&self) -> usize {
        self.file.catalogue.pages
    }

    /// The resolutions that the file holds: 1, and its overviews.
    pub fn levels(&self) -> usize {
        self.file.catalogue.levels.len()
    }

    /// One of the [`Self::levels`]: 0 is full resolution, 1 the first overview.
    ///
    /// # Errors
    /// `Parameter` if there is no such level.
    pub fn level(&self, number: usize) -> Result<Level<'_>> {
        if number < self.levels() {
            return Ok(Level { file: &self.file, profile: &self.profile, number });
        }
        let error = Error::parameter(format!("overview {number} is wanted, but there are {}", self.levels() - 1));
        Err(self.file.name(error))
    }

    /// Bands of a window, band after band.
    ///
    /// # Errors
    /// As [`Level::read`].
    pub fn read<T: Sample>(&self, window: Window, bands: &[usize]) -> Result<Vec<T>> {
        self.full().read(window, bands)
    }

    /// Bands of a window into `out`, band after band.
    ///
    /// # Errors
    /// As [`Level::read_into`].
    pub fn read_into<T: Sample>(&self, window: Window, bands: &[usize], out: &mut [T]) -> Result<()> {
        self.full().read_into(window, bands, out)
    }

    /// Bands of a window, in the file's own type.
    ///
    /// # Errors
    /// As [`Level::read_bands`].
    pub fn read_bands(&self, window: Window, bands: &[usize]) -> Result<Raster> {
        self.full().read_bands(window, bands)
    }

    /// Bands of a window as values of another type, band after band.
    ///
    /// # Errors
    /// As [`Level::read_as`].
    pub fn read_as<T: RealSample>(&self, window: Window, bands: &[usize]) -> Result<Vec<T>> {
        self.full().read_as(window, bands)
    }

    /// The mask of a window: one band of `U8`, 255 where pixels are valid; all valid if the raster has no mask.
    ///
    /// # Errors
    /// As [`Level::read_mask`].
    pub fn read_mask(&self, window: Window) -> Result<Raster> {
        self.full().read_mask(window)
    }

    /// The whole raster as a window.
    pub fn whole(&self) -> Window {
        Window::new(0, 0, self.width(), self.height())
    }

    /// Square tiles over the raster, each sharing `overlap` pixels with the next.
    ///
    /// # Errors
    /// As [`tile_windows`].
    pub fn tile_windows(&self, tile: usize, overlap: usize) -> Result<TileWindows> {
        tile_windows(self.height(), self.width(), tile, tile, overlap)
    }

    /// The raster cut as it is stored: a window for each block.
    ///
    /// # Errors
    /// Never for a dataset that was opened; the type is that of [`tile_windows`].
    pub fn block_windows(&self) -> Result<TileWindows> {
        self.full().block_windows()
    }

    pub(crate) fn full(&self) -> Level<'_> {
        Level { file: &self.file, profile: &self.profile, number: 0 }
    }
}

impl RasterSource for Dataset {
    fn profile(&self) -> &Profile {
        &self.profile
    }

    /// Blocks are not kept: whoever reads a raster through this asks for each part once.
    fn read_window(&self, window: Window) -> Result<Raster> {
        let bands: Vec<usize> = (0..self.bands()).collect();
        self.full().read_raster(window, &bands, false)
    }

    fn read_mask(&self, window: Window) -> Result<Raster> {
        self.full().read_mask(window)
    }

    fn rows_at_once(&self) -> usize {
        let image = self.image();
        if image.has_bare_rows() { 1 } else { image.grid.block_height.min(image.grid.height) }
    }
}

impl std::fmt::Debug for Dataset {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Dataset").field("name", &self.file.name).field("image", self.image()).finish_non_exhaustive()
    }
}
