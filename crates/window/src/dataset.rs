//! An opened GeoTIFF: how it is opened, and what it is.

mod pixels;

#[cfg(not(target_family = "wasm"))]
use std::path::Path;
use std::sync::Arc;

use geotiff_core::{Error, GeoTransform, Ifd, Image, Limits, Nodata, Page, Profile, Result, SampleType, Tag, Tiff};

use crate::level::Level;
use crate::open_file::OpenFile;
use crate::opening;
use crate::options::OpenOptions;
use crate::sidecars::Sidecars;
use crate::source::{Source, read_directory_with};

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
    pub(crate) tiff: Tiff,
    /// Where the image's directory is among those of the file.
    pub(crate) directory: usize,
    pub(crate) pages: usize,
    pub(crate) profile: Profile,
    pub(crate) file: OpenFile,
    pub(crate) sidecars: Sidecars,
}

impl Dataset {
    /// Opens a file, which is then read by position, with what lies beside it: `.aux.xml`, world file, `.ovr`, `.msk`.
    ///
    /// # Errors
    /// `Io` if it cannot be read, `Format` if it is not a TIFF or its first directory is damaged, `Unsupported` if no type
    /// stands for its samples. A codec that this build lacks is an error only once pixels are read. What is wrong with files
    /// beside it is a warning ([`Self::warnings`]).
    #[cfg(not(target_family = "wasm"))]
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        Self::open_with(path, OpenOptions::new())
    }

    /// Opens a file in another way: without what lies beside it, or another page of it.
    ///
    /// # Errors
    /// As [`Self::open`], and `Parameter` if there is no such page.
    #[cfg(not(target_family = "wasm"))]
    pub fn open_with(path: impl AsRef<Path>, options: OpenOptions) -> Result<Self> {
        let path = path.as_ref();
        Self::named(path, crate::source::FileSource::open(path)?, options)
    }

    #[cfg(not(target_family = "wasm"))]
    pub(crate) fn named(path: &Path, source: impl Source + 'static, mut options: OpenOptions) -> Result<Self> {
        if options.sidecars
            && options.siblings.is_none()
            && let Some(name) = path.file_name()
        {
            options = options.siblings(name.to_string_lossy(), crate::siblings::Folder::of(path));
        }
        let name = path.display().to_string();
        let mut dataset = opening::open(Arc::new(source), &options).map_err(|error| error.in_file(&name))?;
        dataset.file.name = Some(name);
        Ok(dataset)
    }

    /// Opens whatever bytes can be had from.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn from_source(source: impl Source + 'static) -> Result<Self> {
        Self::from_source_with(source, OpenOptions::new())
    }

    /// Opens whatever bytes can be had from in another way; [`OpenOptions::siblings`] says where files beside it are.
    ///
    /// # Errors
    /// As [`Self::open_with`].
    pub fn from_source_with(source: impl Source + 'static, options: OpenOptions) -> Result<Self> {
        opening::open(Arc::new(source), &options)
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

    /// The value of pixels without data; of the first band, if each has its own.
    pub fn nodata(&self) -> Option<Nodata> {
        self.profile.nodata
    }

    /// The value of pixels without data of a band (from 0): an `.aux.xml` file can give each its own.
    pub fn band_nodata(&self, band: usize) -> Option<Nodata> {
        let own = |band: usize| self.sidecars.pam.as_ref()?.band(band)?.nodata(self.sample_type());
        own(band).or_else(|| {
            let ifd = self.ifd();
            ifd.text(Tag::GDAL_NODATA).and_then(|text| Nodata::parse(&text, self.sample_type()))
        })
    }

    /// What was found beside the raster.
    pub fn sidecars(&self) -> &Sidecars {
        &self.sidecars
    }

    /// What was wrong with the file after its first directory, and with files beside it, and passed over.
    pub fn warnings(&self) -> impl Iterator<Item = &str> {
        self.tiff.warnings.iter().chain(&self.sidecars.warnings).map(String::as_str)
    }

    /// How the image is stored.
    pub fn image(&self) -> &Image {
        &self.file.images[0].image
    }

    /// What the file may take of its reader: as [`OpenOptions::limits`] said.
    pub fn limits(&self) -> &Limits {
        &self.file.limits
    }

    /// The header and all directories as they stand in the file.
    pub fn tiff(&self) -> &Tiff {
        &self.tiff
    }

    /// The directory of the image.
    pub fn ifd(&self) -> &Ifd {
        &self.tiff.directories[self.directory].ifd
    }

    /// The camera's data (EXIF, tag 34665), as they stand in the file.
    ///
    /// # Errors
    /// `Format` if their directory is damaged, `Io` if it cannot be read.
    pub fn exif(&self) -> Result<Option<Ifd>> {
        self.private_directory(Tag::EXIF_IFD)
    }

    /// The place where a picture was taken (GPS, tag 34853), as it stands in the file.
    ///
    /// # Errors
    /// As [`Self::exif`].
    pub fn gps(&self) -> Result<Option<Ifd>> {
        self.private_directory(Tag::GPS_IFD)
    }

    /// The bytes of the raster's own file.
    pub fn source(&self) -> &dyn Source {
        self.file.source()
    }

    fn private_directory(&self, tag: Tag) -> Result<Option<Ifd>> {
        let read = |offset| read_directory_with(self.file.source(), self.tiff.header, offset, &self.file.limits);
        let directory = self.ifd().u64(tag).and_then(|offset| offset.map(read).transpose());
        directory.map_err(|error| self.file.name(error.in_tag(tag.0)))
    }

    /// How many images of their own the file holds.
    pub fn pages(&self) -> usize {
        self.pages
    }

    /// All directories of the file as images of their own, SubIFDs included: what [`OpenOptions::page`] and
    /// [`OpenOptions::page_at`] can open.
    pub fn page_list(&self) -> Vec<Page> {
        Page::list(&self.tiff)
    }

    /// Which page this is: its place in the chain of directories, from 0; `None` for a SubIFD.
    pub fn page(&self) -> Option<usize> {
        let chain = self.tiff.directories.iter().take(self.directory).filter(|other| other.parent.is_none());
        self.tiff.directories[self.directory].parent.is_none().then(|| chain.count())
    }

    /// The resolutions that there are: 1, and the overviews in the file or beside it.
    pub fn levels(&self) -> usize {
        self.file.levels.len()
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
}

impl std::fmt::Debug for Dataset {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Dataset").field("name", &self.file.name).field("image", self.image()).finish_non_exhaustive()
    }
}
