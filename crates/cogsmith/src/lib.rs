//! Read any GeoTIFF by window and write Cloud-Optimized GeoTIFFs, in pure Rust.
//!
//! ```
//! # let folder = tempfile::tempdir().unwrap();
//! # let cog = folder.path().join("cog.tif");
//! # let dem = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/terrain.tif");
//! cogsmith::write_cog(&cogsmith::open(dem)?, cog, cogsmith::CogOptions::new())?;
//! # Ok::<(), cogsmith::Error>(())
//! ```
//!
//! Each part of this tour is a program in `examples/`, too.
//!
//! # Reading
//! [`open`] reads the directories of a file and no pixels. Bands count from 0. [`Dataset::read`] gives samples of any type,
//! converted if they have another ([`convert_samples`] has the rules), [`Dataset::read_bands`] asks for no type,
//! [`Dataset::read_scaled`] gives physical values; each gives band after band, row after row.
//!
//! ```
//! use cogsmith::Window;
//!
//! # let dem = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/terrain.tif");
//! let dem = cogsmith::open(dem)?;
//! println!("{} × {} pixels, {} × {}", dem.width(), dem.height(), dem.bands(), dem.sample_type());
//! println!("EPSG:{:?}, {:?}, {:?}", dem.epsg(), dem.transform(), dem.bounds());
//!
//! let heights: Vec<i16> = dem.read(Window::new(500, 300, 200, 100), &[0])?;
//! let degrees: Vec<f32> = dem.read(Window::new(500, 300, 200, 100), &[0])?;
//! assert_eq!(f32::from(heights[7]), degrees[7]);
//! # Ok::<(), cogsmith::Error>(())
//! ```
//!
//! Overviews are [`Dataset::level`]s and read in the same way. [`Dataset::profile`] has nodata, colours, texts, and all else
//! that a file says of its raster; [`Dataset::tiff`] has the directories as they stand in the file.
//!
//! [`Dataset::validity`] tells which pixels are valid, be it by a mask, by nodata or by alpha, as rasterio's `dataset_mask`;
//! [`Dataset::band_validity`] tells it of one band. [`Dataset::read_rgba`] gives the colours that a screen shows.
//!
//! ```
//! # let dem = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/terrain.tif");
//! # let dem = cogsmith::open(dem)?;
//! let valid = dem.validity(dem.whole())?;
//! println!("{} pixels have data", valid.bytes().iter().filter(|&&valid| valid != 0).count());
//! # Ok::<(), cogsmith::Error>(())
//! ```
//!
//! # What lies beside a file
//! [`open`] heeds what GDAL would, in its order: `.aux.xml`, world files, `.ovr` and `.msk`. [`Dataset::sidecars`] says which were
//! found, and [`Dataset::warnings`] what was wrong with them. [`OpenOptions`] leave them out, or open another page; a source
//! that is no file is told where such files are.
//!
//! ```
//! use cogsmith::{Dataset, OpenOptions};
//!
//! # let folder = tempfile::tempdir().unwrap();
//! # let dem = folder.path().join("dem.tif");
//! # std::fs::copy(concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/terrain.tif"), &dem).unwrap();
//! std::fs::write(folder.path().join("dem.tif.aux.xml"), "<PAMDataset><SRS>EPSG:25833</SRS></PAMDataset>").unwrap();
//! assert_eq!(cogsmith::open(&dem)?.epsg(), Some(25833));
//! assert_eq!(Dataset::open_with(&dem, OpenOptions::new().sidecars(false))?.epsg(), Some(32633));
//! # Ok::<(), cogsmith::Error>(())
//! ```
//!
//! # By place and size
//! A [`ViewSpec`] names a part, by pixels or by coordinates, and a size; [`Dataset::view`] makes it of the overview that
//! fits, or of the full resolution, which is never held as a whole.
//!
//! ```
//! use cogsmith::{Resampling, ViewSpec};
//!
//! # let dem = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/terrain.tif");
//! # let dem = cogsmith::open(dem)?;
//! let preview = dem.view(&ViewSpec::whole().with_max_size(200).with_resampling(Resampling::Average))?;
//! assert_eq!((preview.width(), preview.height()), (200, 164));
//! let heights: Vec<f32> = preview.read()?;
//!
//! let [left, bottom, right, top] = dem.bounds().unwrap();
//! let middle = ViewSpec::bounds([(left + right) / 2.0, bottom, right, (bottom + top) / 2.0]).with_size(256, 256);
//! let tile = dem.view(&middle.with_resampling(Resampling::Cubic))?;
//! let (pixels, masks) = tile.read_with_masks()?;
//! println!("{:?}: {} of {}", tile.transform(), masks.bytes().iter().filter(|&&v| v != 0).count(), pixels.bytes().len());
//! # Ok::<(), cogsmith::Error>(())
//! ```
//!
//! # Windows
//! [`Dataset::tile_windows`] cuts a raster into tiles, which overlap if they are to; [`Dataset::block_windows`], into the
//! blocks that it is stored in. Blocks that were decoded are kept for the next window, in up to 64 MiB
//! ([`OpenOptions::cache_budget`]).
//!
//! ```
//! # let dem = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/terrain.tif");
//! # let dem = cogsmith::open(dem)?;
//! // Tiles of 256 × 256 that share 8 pixels with their neighbours.
//! for window in dem.tile_windows(256, 8)? {
//!     let heights: Vec<i16> = dem.read(window, &[0])?;
//!     assert_eq!(heights.len(), window.area());
//! }
//! # Ok::<(), cogsmith::Error>(())
//! ```
//!
//! # In parallel
//! A [`Dataset`] is read from any number of threads, and tile windows are a parallel iterator of rayon's. Results come in
//! the order of the windows, so that sums of them are the same for any number of threads.
//!
//! ```
//! # #[cfg(feature = "rayon")] {
//! use rayon::prelude::*;
//!
//! # let dem = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/terrain.tif");
//! # let dem = cogsmith::open(dem)?;
//! let highest = dem.tile_windows(256, 0)?.into_par_iter().map(|window| {
//!     let heights: Vec<i16> = dem.read(window, &[0])?;
//!     Ok(heights.into_iter().max())
//! });
//! let highest: Vec<Option<i16>> = highest.collect::<cogsmith::Result<_>>()?;
//! assert_eq!(highest.into_iter().max(), Some(Some(1229)));
//! # }
//! # Ok::<(), cogsmith::Error>(())
//! ```
//!
//! [`Dataset::statistics`] has the mean, the deviation and the extremes of every band in one call.
//!
//! # Writing
//! [`write_cog`] makes a COG of any [`RasterSource`]: an opened file, an array, or a computation. It reads the source once,
//! from top to bottom, and holds a few rows of it, however large it is. The file is the same for any number of threads.
//! [`CogOptions`] has the size of blocks, compression, predictor and overviews; [`CogOptions::from_gdal`] makes it of GDAL's
//! creation options.
//!
//! ```
//! use cogsmith::{ArraySource, CogOptions, Compression, GeoTransform, Profile, SampleType};
//!
//! # let folder = tempfile::tempdir().unwrap();
//! # let path = folder.path().join("array.tif");
//! let heights = vec![412.5_f32; 1000 * 800];
//! let profile = Profile::new(SampleType::F32, 1000, 800, 1)
//!     .with_transform(GeoTransform::north_up(600_000.0, 5_200_000.0, 25.0, 25.0))
//!     .with_epsg(32632)
//!     .with_nodata(-9999.0);
//! let options = CogOptions::new().with_compression(Compression::LZW).with_block_size(256);
//! cogsmith::write_cog(&ArraySource::new(&heights, profile)?, &path, options)?;
//! # Ok::<(), cogsmith::Error>(())
//! ```
//!
//! A [`ComputedSource`] is asked for windows, several at once:
//!
//! ```
//! use cogsmith::{CogOptions, ComputedSource, Profile, Raster, SampleType};
//!
//! # let folder = tempfile::tempdir().unwrap();
//! # let path = folder.path().join("change.tif");
//! # let dem = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/terrain.tif");
//! # let (before, after) = (cogsmith::open(dem)?, cogsmith::open(dem)?);
//! let profile = Profile::new(SampleType::F32, after.width(), after.height(), 1).with_georeference_of(after.profile());
//! let change = ComputedSource::new(profile, |window| {
//!     let (before, mut after): (Vec<f32>, Vec<f32>) = (before.read(window, &[0])?, after.read(window, &[0])?);
//!     after.iter_mut().zip(before).for_each(|(after, before)| *after -= before);
//!     Raster::from_samples(&after, window.width, window.height, 1)
//! });
//! cogsmith::write_cog(&change, &path, CogOptions::new())?;
//! # Ok::<(), cogsmith::Error>(())
//! ```
//!
//! Whoever knows GDAL's creation options may say them by name; what is no option, or has no effect, is an error.
//!
//! ```
//! use cogsmith::{CogOptions, CogWriter};
//!
//! # let dem = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/terrain.tif");
//! # let dem = cogsmith::open(dem)?;
//! let options = CogOptions::from_gdal([("COMPRESS", "LZW"), ("PREDICTOR", "YES"), ("STATISTICS", "YES")])?;
//! let mut cog: Vec<u8> = Vec::new();
//! let summary = CogWriter::new(&dem, options).write_to(&mut cog)?;
//! assert!(summary.notes.is_empty() && CogOptions::from_gdal([("COMPRES", "LZW")]).is_err());
//! # Ok::<(), cogsmith::Error>(())
//! ```
//!
//! [`CogWriter`] says how far it is, can be stopped, and writes to anything that takes bytes, without seeking: a pipe, an
//! upload, memory. [`validate`] tells whether a file is a COG, and why not.
//!
//! ```
//! use cogsmith::{CogOptions, CogWriter, ValidateOptions};
//!
//! # let dem = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/terrain.tif");
//! # let dem = cogsmith::open(dem)?;
//! let mut cog: Vec<u8> = Vec::new();
//! CogWriter::new(&dem, CogOptions::new())
//!     .on_rows(&|rows| {
//!         println!("{rows} more");
//!         true // Go on.
//!     })
//!     .write_to(&mut cog)?;
//! assert!(cogsmith::validate(&cog, ValidateOptions::default())?.is_valid());
//! # Ok::<(), cogsmith::Error>(())
//! ```
//!
//! # Computing
//! [`Windows`] takes rasters on one grid, whatever their layouts and types, and has a function computed of each window, several
//! at a time. [`Windows::map`] makes a raster of them that is written, or read, as any other; [`Windows::fold`] makes anything
//! else. Windows come as [`MaskedArray`]s, which know what of them is valid by nodata, NaN, masks and alpha; what is not stays so.
//!
//! ```
//! use cogsmith::{CogOptions, SampleType, Windows};
//!
//! # let folder = tempfile::tempdir().unwrap();
//! # let path = folder.path().join("ndvi.tif");
//! # let dem = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/terrain.tif");
//! # let (red, nir) = (cogsmith::open(dem)?, cogsmith::open(dem)?);
//! let windows = Windows::of(&[&red, &nir])?;
//! let profile = windows.profile(SampleType::F32, 1).with_nodata(-9999.0);
//! let ndvi = windows.map(profile, |tile| {
//!     let (red, nir) = (tile.read::<f32>(0, 0)?, tile.read::<f32>(1, 0)?);
//!     Ok(red.zip_map(&nir, |red, nir| (nir - red) / (nir + red))?.into())
//! })?;
//! cogsmith::write_cog(&ndvi, &path, CogOptions::new())?;
//! # Ok::<(), cogsmith::Error>(())
//! ```
//!
//! Windows are tiles of whole blocks, unless told: [tiles](Windows::tiles) of any size, the files' own [blocks](Windows::blocks),
//! [rows](Windows::rows), a [list](Windows::listed), a [box](Windows::region), those that a polygon [touches](Windows::area), those that
//! [hold data](Windows::only_data). With a [halo](Windows::halo), a window sees its neighbours, and beyond the raster's edge what [`Edge`] says:
//!
//! ```
//! use cogsmith::{Edge, SampleType, Windows};
//!
//! # let dem = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/terrain.tif");
//! # let dem = cogsmith::open(dem)?;
//! let windows = Windows::of(&[&dem])?.halo(1, Edge::Replicate);
//! let profile = windows.profile(SampleType::F32, 1).with_nodata(-9999.0);
//! let slope = windows.map(profile, |tile| {
//!     let heights = tile.read::<f32>(0, 0)?;
//!     Ok(heights.map_neighbours(|pixel| Some((pixel.at(1, 0)? - pixel.at(-1, 0)?) / 2.0))?.into())
//! })?;
//! let steepest = Windows::of(&[&slope])?.reduce(
//!     |tile| Ok(tile.read::<f32>(0, 0)?.valid_samples().fold(0.0, f32::max)),
//!     f32::max,
//! )?;
//! println!("{steepest:?} metres from one pixel to the next");
//! # Ok::<(), cogsmith::Error>(())
//! ```
//!
//! Who would rather push than be asked writes windows with a [`WindowWriter`], in any order and from any number of threads:
//!
//! ```
//! # #[cfg(feature = "rayon")] {
//! use cogsmith::{CogOptions, Profile, Raster, SampleType, WindowWriter};
//! use rayon::prelude::*;
//!
//! # let mut file: Vec<u8> = Vec::new();
//! # let dem = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/terrain.tif");
//! # let dem = cogsmith::open(dem)?;
//! let profile = Profile::new(SampleType::U8, dem.width(), dem.height(), 1).with_georeference_of(dem.profile());
//! let writer = WindowWriter::new(profile, CogOptions::new())?;
//! dem.tile_windows(256, 0)?.into_par_iter().try_for_each(|window| {
//!     let steps: Vec<u8> = dem.read::<i16>(window, &[0])?.into_iter().map(|height| (height / 100) as u8).collect();
//!     writer.write_window(window, &Raster::from_samples(&steps, window.width, window.height, 1)?)
//! })?;
//! writer.finish_to(&mut file)?;
//! # }
//! # Ok::<(), cogsmith::Error>(())
//! ```
//!
//! # On the way into a COG
//! What is to be done to a raster first is a source around it: [`Bands`] picks some, [`Converted`] gives samples another type and
//! stretches them, [`WithNodata`] and [`Masked`] say anew which pixels are valid, [`Crop`], [`ViewSource`] and [`Resized`]
//! take parts at any size, [`Georeferenced`] puts it elsewhere; [`Stack`] and [`Mosaic`] make one raster of many, [`RawStream`]
//! and [`RawFile`] one of bare samples. They go around each other, stream, and what the raster says of itself follows.
//!
//! ```
//! use cogsmith::{CogOptions, Conversion, Converted, Crop, MaskEdit, Masked, SampleType, Stretch, Window};
//!
//! # let folder = tempfile::tempdir().unwrap();
//! # let path = folder.path().join("shades.tif");
//! # let dem = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/terrain.tif");
//! # let dem = cogsmith::open(dem)?;
//! let part = Crop::window(&dem, Window::new(100, 100, 512, 512))?;
//! let masked = Masked::new(part, MaskEdit::FromNodata)?;
//! let heights = Stretch::new([0.0, 1229.0], [0.0, 255.0])?;
//! let shades = Converted::new(masked, Conversion::to(SampleType::U8).stretched(&[heights]))?;
//! cogsmith::write_cog(&shades, &path, CogOptions::new())?;
//! # Ok::<(), cogsmith::Error>(())
//! ```
//!
//! # Without compressing anew
//! [`CogRewriter`] makes a COG of any tiled GeoTIFF, or mends one that was edited: blocks stay as they are, to the byte, whatever
//! their codec. Overviews that are whole stay; missing ones are made. A deep [`validate`] decodes every block, and tells whether
//! overviews show what the image does.
//!
//! ```
//! use cogsmith::{CogOptions, CogRewriter, CogWriter, Dataset, RewriteOptions, ValidateOptions};
//!
//! # let dem = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/terrain.tif");
//! # let dem = cogsmith::open(dem)?;
//! # let mut tiled: Vec<u8> = Vec::new();
//! # CogWriter::new(&dem, CogOptions::new()).write_to(&mut tiled)?;
//! let tiled = Dataset::from_source(tiled)?;
//! let mut cog: Vec<u8> = Vec::new();
//! let summary = CogRewriter::new(&tiled, RewriteOptions::new()).write_to(&mut cog)?;
//! println!("{} blocks copied, {} overviews made, {:?}", summary.copied_blocks, summary.made, summary.notes);
//!
//! let report = cogsmith::validate(&cog, ValidateOptions { deep: true, ..ValidateOptions::default() })?;
//! assert!(report.is_flawless());
//! # Ok::<(), cogsmith::Error>(())
//! ```
//!
//! # Other sources of bytes
//! [`open`] reads a file by position. [`Dataset::open_mapped`] maps it into memory, which is `unsafe`, because whoever
//! truncates the file meanwhile ends the process. [`Dataset::from_source`] takes bytes in memory, or any [`Source`]: whatever
//! can hand out ranges of bytes, such as an HTTP client. Directories are fetched in few pieces, blocks one by one.
//!
//! ```
//! use cogsmith::{Dataset, Source};
//!
//! struct Archive(Vec<u8>);
//!
//! impl Source for Archive {
//!     fn len(&self) -> u64 {
//!         self.0.len() as u64
//!     }
//!
//!     fn read_exact_at(&self, offset: u64, out: &mut [u8]) -> cogsmith::Result<()> {
//!         self.0.read_exact_at(offset, out)
//!     }
//! }
//! # let dem = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/terrain.tif");
//! let dem = Dataset::from_source(Archive(std::fs::read(dem).unwrap()))?;
//! assert_eq!(dem.epsg(), Some(32633));
//! # Ok::<(), cogsmith::Error>(())
//! ```
//!
//! # Errors
//! There is one type, [`Error`]. Its text names the file, and the tag, block and byte in it as far as they are known; its
//! [`ErrorKind`] says who is to blame.
//!
//! ```
//! use cogsmith::{Dataset, ErrorKind, Window};
//!
//! # let dem = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/terrain.tif");
//! # let dem = Dataset::from_source(std::fs::read(dem).unwrap())?;
//! let error = dem.read::<i16>(Window::new(1000, 0, 200, 10), &[0]).unwrap_err();
//! assert_eq!(error.kind(), ErrorKind::Parameter);
//! assert_eq!(
//!     error.to_string(),
//!     "the window (column 1000, row 0, 200 × 10) reaches outside the raster of 1100 × 900 pixels"
//! );
//! # Ok::<(), cogsmith::Error>(())
//! ```
//!
//! # Limits
//! - What a file claims is checked before memory is had for it, by [`Limits`], which [`OpenOptions::limits`] changes. A block of
//!   more than 1 GiB is refused unless its codec can be read row by row: none, LZW, Deflate, PackBits, Zstd and LZMA.
//!   A file that makes the library panic has found a bug.
//! - All codecs are read that GDAL reads, but for JBIG and JPEG XR, which no Rust library decodes. COGs are written
//!   with any of [`can_encode`]: WebP and JPEG XL without loss only.
//! - The first page of a file is the raster, unless [`OpenOptions::page`] says another.
//! - MapInfo's `.tab` files are not read.
//! - The blocks of a COG have a multiple of 16 pixels a side.
//! - Writing holds some rows of blocks; what is encoded waits in temporary files beside the target, of about its size.
//!
//! # Features
//! All are on by default; without any, the library builds for WebAssembly.
//! - `epsg`: the definitions behind EPSG's codes, a quarter of a megabyte. Without it, a [`Crs`] of a code has the code alone.
//! - `codecs`: all of `fax`, `jpeg`, `jpeg2000`, `jxl`, `legacy` (NeXT, ThunderScan), `lerc`, `lzma`, `sgilog`, `webp` and
//!   `zstd`. None, LZW, Deflate and PackBits are always there; pixels of a codec that is not are an error once they are read.
//! - `rayon`: all cores, for reading a window and for writing, and tile windows as a parallel iterator.
//! - `mmap`: `MapSource` and `Dataset::open_mapped`.
//! - `spool-file`: temporary files, and with them `write_cog` and `CogWriter::write_file`. Without it, an encoded COG waits
//!   in memory, and only `CogWriter::write_to` is there.
#![forbid(unsafe_code)]

pub use cogwriter::{
    ArraySource, BigTiff, Codec, CogOptions, CogRewriter, CogSummary, CogWriter, ComputedSource, CreationOptions,
    DeepImage, EncoderSettings, Finding, GeotiffVersion, Ghost, Interleave, MetadataChoice, OverviewOptions,
    OverviewSource, PredictorChoice, Report, Resampling, RewriteOptions, RewriteOverviews, RewriteSummary, RuleSet,
    Setting, Severity, StatisticsChoice, Threads, ValidateOptions, WindowWriter, can_encode, level_range, validate,
};
#[cfg(feature = "spool-file")]
pub use cogwriter::{Durability, write_whole_file, write_whole_file_with};
pub use compute::{Area, Edge, MappedSource, MaskedArray, Neighbours, Tile, TileOutput, Windows};
pub use crs::{Crs, CrsKind};
pub use geotiff_core::{
    AttributeColumn, AttributeTableHead, BlockArray, BlockGrid, BlockIndex, ByteOrder, ColorInterpretation,
    Compression, Directory, Error, ErrorKind, Field, FieldType, FloatSample, Gcp, GdalMetadata, GeoKeyId, GeoKeyValue,
    GeoKeys, GeoTransform, Header, Ifd, Image, MetadataItem, Nodata, Page, Pam, PamBand, Photometric, Placement,
    Predictor, Profile, Raster, RasterSource, RealSample, Result, Sample, SampleFormat, SampleType, SrsText,
    SubfileType, Tag, Tiff, Values, Variant, Window, convert_samples, format_g, with_real_sample,
};
pub use sources::{
    BandPick, Bands, Conversion, Converted, Crop, Georeference, Georeferenced, Grid, MaskEdit, Masked, Mosaic,
    MosaicOptions, NodataEdit, Overlap, RawFile, RawInterleave, RawLayout, RawStream, Resize, Resized, Stack, Stretch,
    ValidityRule, ViewSource, WithNodata, crs_keys, value_ranges,
};
#[cfg(not(target_family = "wasm"))]
pub use window::FileSource;
#[cfg(feature = "mmap")]
pub use window::MapSource;
pub use window::{
    BandStatistics, BandSums, Dataset, Level, Limits, MaskFlags, OpenOptions, PlacementSource, RawField, Siblings,
    Sidecars, Source, TileWindows, View, ViewSpec, raw_fields, read_directory, statistics, tile_windows, write_raw,
    write_raw_view, write_rgba, write_validity,
};

/// Opens a GeoTIFF, with what lies beside it.
///
/// # Errors
/// As [`Dataset::open`].
#[cfg(not(target_family = "wasm"))]
pub fn open(path: impl AsRef<std::path::Path>) -> Result<Dataset> {
    Dataset::open(path)
}

/// Makes a Cloud-Optimized GeoTIFF of a raster: a [`Dataset`], an [`ArraySource`], a [`ComputedSource`] or a
/// [`RasterSource`] of your own. The file appears under its name once it is whole.
///
/// # Errors
/// As [`CogWriter::write_file`].
#[cfg(feature = "spool-file")]
pub fn write_cog(
    source: &dyn RasterSource,
    path: impl AsRef<std::path::Path>,
    options: CogOptions,
) -> Result<CogSummary> {
    CogWriter::new(source, options).write_file(path)
}

/// The example in the README must compile, too.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct Readme;
