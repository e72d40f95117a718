//! Cloud-Optimized GeoTIFFs in one forward pass.
//!
//! # Where a COG differs from GDAL's
//!
//! With the same options, an uncompressed file is GDAL's, byte for byte; another one is but for what its encoders make of the
//! pixels, and the lengths and offsets that follow from that. These are all differences (`check_identity.py` among the tests of the
//! program finds no other against GDAL 3.12):
//!
//! - **GeoKeys** are those of the source, number for number. GDAL makes them anew of what it understood of them.
//!   [`GeotiffVersion`] changes the version and no key; a three-dimensional CRS by GeoTIFF 1.0 is an error, where GDAL forgets its
//!   third dimension.
//! - **Metadata** of every domain are kept; GDAL drops all domains but the default one.
//! - **Big or not** is decided by the length that the file has ([`BigTiff::IfNeeded`]), not by a guess before it is known.
//! - **Empty blocks**: a [sparse](CogOptions::sparse) file lacks every block that reads the same without being stored. GDAL stores
//!   some: narrow masks and samples of fewer than 8 bits at the right edge, samples of other odd widths, zeros of complex samples,
//!   nodata of 64-bit integers. And it lacks zeros of those that have another nodata, which then read as nodata.
//! - **Nodata of 64-bit integers** stands in the directories of overviews, too.
//! - **A band of one bit** stays gray unless it has a colour map; GDAL gives it one of black and white.
//! - **Samples of odd widths** that lie by pixels are followed by zeros at the edges; in GDAL's files by chance values.
//! - **Overviews** of complex samples are made of the overview before them; GDAL makes them of the full resolution. Those of an
//!   alpha band that has nodata differ, too, which GDAL takes for valid.
//! - **What cannot be** is an error that says so ([`CogOptions::check`]); GDAL warns, or does something else: bits of signed samples,
//!   predictors that a codec lacks.
#![deny(unsafe_code)]

mod alpha_mask;
mod auto_compression;
mod band_statistics;
mod block_rows;
mod block_wise;
mod choices;
mod codec_fields;
mod creation_options;
mod empty;
mod encode;
mod existing_overviews;
mod fields;
mod geotiff_version;
mod ghost;
mod layout;
mod level_blocks;
mod options;
#[cfg(feature = "spool-file")]
mod output;
mod parallel;
mod pass;
mod plan;
mod pyramid;
mod rewrite;
mod sources;
mod spool;
mod texts;
mod validate;
mod window_writer;
mod writer;

pub use codec::{EncoderSettings, can_encode, level_range};
pub use creation_options::{Codec, CreationOptions, Setting, Threads};
pub use fields::{main_ifd, mask_ifd, mask_spec, overview_ifd, sample_format};
pub use ghost::Ghost;
pub use layout::{BigTiff, Layout, LayoutOptions, block_leader, block_trailer};
pub use options::{
    CogOptions, GeotiffVersion, MetadataChoice, OverviewOptions, OverviewSource, PredictorChoice, StatisticsChoice,
};
#[cfg(feature = "spool-file")]
pub use output::{Durability, write_whole_file, write_whole_file_with};
pub use overview::Resampling;
pub use pyramid::{BlockId, EncodedImage, Interleave, Level, Pyramid};
pub use rewrite::{CogRewriter, RewriteOptions, RewriteOverviews, RewriteSummary};
pub use sources::{ArraySource, ComputedSource};
pub use validate::{DeepImage, Finding, Report, RuleSet, Severity, ValidateOptions, validate};
pub use window_writer::WindowWriter;
pub use writer::{CogSummary, CogWriter};
