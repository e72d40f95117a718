//! What the caller may choose about a COG.

use codec::{EncoderSettings, can_encode};
use geotiff_core::{Compression, Error, Predictor, Profile, Result};
use overview::Resampling;

use crate::layout::BigTiff;
use crate::plan::Plan;
use crate::pyramid::Interleave;

/// Which predictor stands before the codec.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PredictorChoice {
    /// Horizontal for integers, floating point for floats; none for palette indices, complex samples, samples that do not
    /// fill whole bytes, and codecs that know no predictor.
    #[default]
    Auto,
    /// This one; an error if it cannot be.
    Fixed(Predictor),
}

/// The options of a COG. The defaults are right for most: blocks of 512 × 512, Deflate 6 with the fitting predictor,
/// overviews until one fits into a block.
///
/// ```
/// use cogwriter::CogOptions;
/// use geotiff_core::Compression;
/// use overview::Resampling;
///
/// let options = CogOptions::new().with_compression(Compression::LZW).with_block_size(256).with_resampling(Resampling::Nearest);
/// assert_eq!(options.block_size, 256);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct CogOptions {
    /// Rows and columns of a block, a multiple of 16.
    pub block_size: usize,
    /// How blocks are compressed.
    pub compression: Compression,
    /// How hard, how well, how exactly.
    pub settings: EncoderSettings,
    /// What is done to samples before that.
    pub predictor: PredictorChoice,
    /// How bands lie among blocks.
    pub interleave: Interleave,
    /// The overviews, where they are not as the full resolution.
    pub overviews: OverviewOptions,
    /// Blocks without data are not stored (GDAL's SPARSE_OK).
    pub sparse: bool,
    /// Bits of a sample, fewer than its type has (GDAL's NBITS): 1–8 of 8-bit, 9–16 of 16-bit, 17–32 of 32-bit unsigned integers,
    /// 16 of 32-bit floats. `None` is as in the source.
    pub bits: Option<u16>,
    /// Whether the file is a BigTIFF.
    pub big_tiff: BigTiff,
    /// Which GeoTIFF the georeference is written by.
    pub geotiff_version: GeotiffVersion,
    /// What becomes of the statistics of bands.
    pub statistics: StatisticsChoice,
    /// Which named texts are carried over.
    pub metadata: MetadataChoice,
    /// `compression`, its level and `predictor` are chosen anew, among those that lose nothing, by samples of the raster.
    /// [`CogSummary::notes`](crate::CogSummary::notes) tells what was chosen, and why.
    pub auto_compression: bool,
}

/// The overviews of a COG.
///
/// ```
/// use cogwriter::{CogOptions, OverviewOptions};
///
/// let overviews = OverviewOptions { count: Some(2), block_size: Some(128), ..OverviewOptions::default() };
/// let options = CogOptions { overviews, ..CogOptions::new() };
/// assert_eq!(options.overviews.compression, None);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OverviewOptions {
    /// Where they come from.
    pub source: OverviewSource,
    /// How many; `None` is as many as it takes until one fits into a block.
    pub count: Option<usize>,
    /// How they are made; `None` is cubic, or nearest for palettes and complex samples.
    pub resampling: Option<Resampling>,
    /// Rows and columns of their blocks; `None` is as in the full resolution if that is a power of two from 64 to 4096, else 128,
    /// as in GDAL. How many overviews there are depends on the block size of the full resolution.
    pub block_size: Option<usize>,
    /// How their blocks are compressed; `None` is as in the full resolution.
    pub compression: Option<Compression>,
    /// How hard, how well, how exactly; `None` is as in the full resolution, if the compression is the same.
    pub settings: Option<EncoderSettings>,
    /// What is done to samples before that; `None` is as in the full resolution, if the compression can.
    pub predictor: Option<PredictorChoice>,
}

/// Where overviews come from (GDAL's OVERVIEWS).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum OverviewSource {
    /// They are made, whether the source has some or not (IGNORE_EXISTING).
    Made,
    /// Those of the source, if they are complete and no other resampling is asked for; else they are made (AUTO). Complete
    /// are those that each halve the one before down to what fits into a block, or as many of them as are wanted, with all
    /// blocks, and masks if the image has one, and that are not blank where it is not. Smaller ones are left out.
    #[default]
    ExistingOrMade,
    /// Those of the source, whatever their sizes; an error if it has none, or blocks or masks are missing
    /// (FORCE_USE_EXISTING).
    Existing,
    /// There are none (NONE).
    None,
}

/// Which GeoTIFF the GeoKeys are written by (GDAL's GEOTIFF_VERSION).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum GeotiffVersion {
    /// That of the source, but 1.1 for a three-dimensional CRS, which 1.0 cannot say.
    #[default]
    Auto,
    /// GeoTIFF 1.0.
    V1_0,
    /// OGC GeoTIFF 1.1.
    V1_1,
}

/// What becomes of the statistics of bands (GDAL's STATISTICS).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum StatisticsChoice {
    /// The source's are copied, if it has any (AUTO).
    #[default]
    Copied,
    /// They are computed from all valid pixels, as they are before they are encoded (YES). The sums are so precise that their
    /// order makes no difference; GDAL's are doubles, and so may differ from these in the last of the 14 digits that are
    /// written.
    Computed,
    /// There are none (NO).
    None,
}

/// Which named texts of the source and its bands a COG gets (GDAL's COPY_SRC_MDD and SRC_MDD). Scale, offset, unit and
/// description are no matter of this.
///
/// ```
/// use cogwriter::{CogOptions, MetadataChoice};
///
/// let metadata = MetadataChoice::Domains(vec!["ISIS".into(), String::new()]);
/// let options = CogOptions { metadata, ..CogOptions::new() };
/// assert_ne!(options, CogOptions::new());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum MetadataChoice {
    /// All of them (YES).
    #[default]
    All,
    /// Those of the default domain (AUTO).
    DefaultDomain,
    /// None (NO).
    None,
    /// Those of these domains; an empty name is the default one. To name one that the source does not have is an error.
    Domains(Vec<String>),
}

impl Default for CogOptions {
    fn default() -> Self {
        Self {
            block_size: 512,
            compression: Compression::DEFLATE,
            settings: EncoderSettings::default(),
            predictor: PredictorChoice::Auto,
            interleave: Interleave::Pixel,
            overviews: OverviewOptions::default(),
            sparse: false,
            bits: None,
            big_tiff: BigTiff::IfNeeded,
            geotiff_version: GeotiffVersion::Auto,
            statistics: StatisticsChoice::Copied,
            metadata: MetadataChoice::All,
            auto_compression: false,
        }
    }
}

impl CogOptions {
    /// The defaults.
    pub fn new() -> Self {
        Self::default()
    }

    /// Blocks of so many rows and columns: a multiple of 16, at most 16,384.
    #[must_use]
    pub fn with_block_size(mut self, pixels: usize) -> Self {
        self.block_size = pixels;
        self
    }

    /// Compressed like this: any codec of which [`codec::can_encode`] is true.
    #[must_use]
    pub fn with_compression(mut self, compression: Compression) -> Self {
        self.compression = compression;
        self
    }

    /// The codec tries so hard: [`codec::level_range`] has the numbers.
    #[must_use]
    pub fn with_level(mut self, level: u8) -> Self {
        self.settings.level = Some(level);
        self
    }

    /// With this predictor.
    #[must_use]
    pub fn with_predictor(mut self, predictor: PredictorChoice) -> Self {
        self.predictor = predictor;
        self
    }

    /// So many overviews, 0 for none.
    #[must_use]
    pub fn with_overview_count(mut self, count: usize) -> Self {
        self.overviews.count = Some(count);
        self
    }

    /// Overviews made like this.
    #[must_use]
    pub fn with_resampling(mut self, resampling: Resampling) -> Self {
        self.overviews.resampling = Some(resampling);
        self
    }

    /// A BigTIFF or not.
    #[must_use]
    pub fn with_big_tiff(mut self, big_tiff: BigTiff) -> Self {
        self.big_tiff = big_tiff;
        self
    }

    /// How bands lie among blocks.
    #[must_use]
    pub fn with_interleave(mut self, interleave: Interleave) -> Self {
        self.interleave = interleave;
        self
    }

    /// Without the blocks that have no data, or with them.
    #[must_use]
    pub fn with_sparse(mut self, sparse: bool) -> Self {
        self.sparse = sparse;
        self
    }

    /// So many bits to a sample. Of unsigned integers, larger ones become the largest of so many bits; of floats, there are 16,
    /// to which they are rounded.
    #[must_use]
    pub fn with_bits(mut self, bits: u16) -> Self {
        self.bits = Some(bits);
        self
    }

    /// By this version of GeoTIFF.
    #[must_use]
    pub fn with_geotiff_version(mut self, version: GeotiffVersion) -> Self {
        self.geotiff_version = version;
        self
    }

    /// Whether the options fit each other and this raster. What passes is written, unless reading, memory or the disk fail, or the
    /// file turns out to be too long for [`BigTiff::No`].
    ///
    /// ```
    /// use cogwriter::{CogOptions, PredictorChoice};
    /// use geotiff_core::{Compression, Predictor, Profile, SampleType};
    ///
    /// let profile = Profile::new(SampleType::F32, 1000, 1000, 1);
    /// assert!(CogOptions::new().check(&profile).is_ok());
    /// let options = CogOptions::new()
    ///     .with_compression(Compression::PACKBITS)
    ///     .with_predictor(PredictorChoice::Fixed(Predictor::FloatingPoint));
    /// let error = options.check(&profile).unwrap_err();
    /// assert!(error.to_string().starts_with("predictor 3 does not go with compression PACKBITS"));
    /// ```
    ///
    /// # Errors
    /// `Parameter` if they do not: the message names the options and what to do. `Unsupported` for samples that the codec cannot
    /// hold.
    pub fn check(&self, profile: &Profile) -> Result<()> {
        let chosen = Self { auto_compression: false, ..self.clone() };
        Plan::new(profile, &chosen, None).map(drop)
    }
}

/// Whether a predictor can stand before the codec.
pub(crate) const fn takes_predictor(compression: Compression) -> bool {
    matches!(compression, Compression::LZW | Compression::DEFLATE | Compression::LZMA | Compression::ZSTD)
}

/// Whether there is such an encoder, and it knows what is asked of it.
///
/// # Errors
/// `Parameter` if not.
pub(crate) fn check_codec(compression: Compression, settings: &EncoderSettings) -> Result<()> {
    if !can_encode(compression) {
        let all =
            (1..=u16::MAX).map(Compression).filter(|&codec| can_encode(codec) && codec != Compression::DEFLATE_OLD);
        let all: Vec<_> = all.map(|codec| codec.to_string()).collect();
        let message = format!("{compression} cannot be written; choose one of {}", all.join(", "));
        return Err(Error::parameter(message));
    }
    settings.check(compression)
}
