//! Read any GeoTIFF by window and write Cloud-Optimized GeoTIFFs, in pure Rust.
#![forbid(unsafe_code)]

#[cfg(feature = "spool-file")]
pub use cogwriter::write_whole_file;
pub use cogwriter::{BigTiff, CogOptions, CogSummary, CogWriter, PredictorChoice, Resampling};
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
