//! Cloud-Optimized GeoTIFFs in one forward pass.
#![deny(unsafe_code)]

mod block_rows;
mod encode;
mod fields;
mod ghost;
mod layout;
mod options;
#[cfg(feature = "spool-file")]
mod output;
mod parallel;
mod pyramid;
mod rewrite;
mod sources;
mod spool;
mod validate;
mod writer;

pub use codec::{EncoderSettings, can_encode, level_range};
pub use fields::{main_ifd, mask_ifd, mask_spec, overview_ifd, sample_format};
pub use ghost::Ghost;
pub use layout::{BigTiff, Layout, LayoutOptions, block_leader, block_trailer};
pub use options::{CogOptions, GeotiffVersion, OverviewOptions, OverviewSource, PredictorChoice, StatisticsChoice};
#[cfg(feature = "spool-file")]
pub use output::write_whole_file;
pub use overview::Resampling;
pub use pyramid::{BlockId, EncodedImage, Interleave, Level, Pyramid};
pub use rewrite::{CogRewriter, RewriteOptions, RewriteOverviews, RewriteSummary};
pub use sources::{ArraySource, ComputedSource};
pub use validate::{DeepImage, Finding, Report, RuleSet, Severity, ValidateOptions, validate};
pub use writer::{CogSummary, CogWriter};
