//! Read any GeoTIFF by window and write Cloud-Optimized GeoTIFFs, in pure Rust.
//!
//! ```
//! use cogsmith::{CogOptions, RasterSource};
//!
//! # let folder = tempfile::tempdir().unwrap();
//! # let cog = folder.path().join("cog.tif");
//! # let dem = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/terrain.tif");
//! let raster = cogsmith::open(dem)?;
//! println!("{} × {}, {:?}", raster.width(), raster.height(), raster.profile().transform());
//!
//! // Windows of 256 × 256 that share 8 pixels with their neighbours.
//! let mut highest = i16::MIN;
//! for window in raster.tile_windows(256, 8)? {
//!     let heights: Vec<i16> = raster.read(window, &[0])?;
//!     highest = heights.into_iter().fold(highest, i16::max);
//! }
//!
//! cogsmith::write_cog(&raster, &cog, CogOptions::new())?;
//! # Ok::<(), cogsmith::Error>(())
//! ```
#![forbid(unsafe_code)]

#[cfg(feature = "spool-file")]
pub use cogwriter::write_whole_file;
pub use cogwriter::{
    ArraySource, BigTiff, CogOptions, CogSummary, CogWriter, ComputedSource, Finding, Ghost, PredictorChoice, Report,
    Resampling, RuleSet, Severity, ValidateOptions, validate,
};
pub use geotiff_core::{
    BlockGrid, BlockIndex, ByteOrder, Compression, Error, ErrorKind, Gcp, GdalMetadata, GeoKeyId, GeoKeyValue, GeoKeys,
    GeoTransform, Image, MetadataItem, Nodata, Photometric, Placement, Predictor, Profile, Raster, RasterSource,
    RealSample, Result, Sample, SampleFormat, SampleType, Tag, Variant, Window, with_real_sample,
};
#[cfg(not(target_family = "wasm"))]
pub use window::FileSource;
#[cfg(feature = "mmap")]
pub use window::MapSource;
pub use window::{BandStatistics, Dataset, Level, Source, TileWindows, statistics, tile_windows, write_raw};

/// Opens a GeoTIFF.
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
