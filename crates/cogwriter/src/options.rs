//! What the caller may choose about a COG.

use codec::EncoderSettings;
use geotiff_core::{BlockSpec, ByteOrder, Compression, Error, Photometric, Predictor, Profile, Result};
use overview::Resampling;

use crate::fields::sample_format;
use crate::layout::BigTiff;

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
#[derive(Clone, Debug)]
pub struct CogOptions {
    /// Rows and columns of a block, a multiple of 16.
    pub block_size: usize,
    /// How blocks are compressed.
    pub compression: Compression,
    /// How hard Deflate tries, 1–9; `None` is 6.
    pub level: Option<u8>,
    /// What is done to samples before that.
    pub predictor: PredictorChoice,
    /// How many overviews; `None` is as many as it takes until one fits into a block.
    pub overview_count: Option<usize>,
    /// How they are made; `None` is average, or nearest for palettes and complex samples.
    pub resampling: Option<Resampling>,
    /// Whether the file is a BigTIFF.
    pub big_tiff: BigTiff,
}

impl Default for CogOptions {
    fn default() -> Self {
        Self {
            block_size: 512,
            compression: Compression::DEFLATE,
            level: None,
            predictor: PredictorChoice::Auto,
            overview_count: None,
            resampling: None,
            big_tiff: BigTiff::IfNeeded,
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

    /// Compressed like this: `NONE`, `LZW` or `DEFLATE`.
    #[must_use]
    pub fn with_compression(mut self, compression: Compression) -> Self {
        self.compression = compression;
        self
    }

    /// Deflate tries so hard: 1–9.
    #[must_use]
    pub fn with_level(mut self, level: u8) -> Self {
        self.level = Some(level);
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
        self.overview_count = Some(count);
        self
    }

    /// Overviews made like this.
    #[must_use]
    pub fn with_resampling(mut self, resampling: Resampling) -> Self {
        self.resampling = Some(resampling);
        self
    }

    /// A BigTIFF or not.
    #[must_use]
    pub fn with_big_tiff(mut self, big_tiff: BigTiff) -> Self {
        self.big_tiff = big_tiff;
        self
    }

    /// How overviews of this raster are made.
    pub(crate) fn resampling_for(&self, profile: &Profile) -> Resampling {
        let index = profile.photometric == Photometric::PALETTE || profile.sample_type.is_complex();
        self.resampling.unwrap_or(if index { Resampling::Nearest } else { Resampling::Average })
    }

    pub(crate) fn encoder_settings(&self) -> EncoderSettings {
        EncoderSettings { level: self.level, ..EncoderSettings::default() }
    }

    /// How the blocks of this raster are stored.
    ///
    /// # Errors
    /// `Parameter` if the options do not fit each other or the raster.
    pub(crate) fn block_spec(&self, profile: &Profile) -> Result<BlockSpec> {
        if self.block_size == 0 || !self.block_size.is_multiple_of(16) || self.block_size > 16_384 {
            return Err(Error::parameter(format!(
                "the block size must be a multiple of 16 from 16 to 16384, not {}",
                self.block_size
            )));
        }
        if !matches!(self.compression, Compression::NONE | Compression::LZW | Compression::DEFLATE) {
            return Err(Error::parameter(format!(
                "a COG cannot be compressed with {}: choose none, LZW or DEFLATE",
                self.compression
            )));
        }
        self.encoder_settings().check(self.compression)?;
        Ok(BlockSpec {
            compression: self.compression,
            predictor: self.predictor_for(profile)?,
            byte_order: ByteOrder::Little,
            reversed_bits: false,
            format: sample_format(profile.sample_type),
            bits: profile.bits,
            samples: profile.bands,
            width: self.block_size,
            rows: self.block_size,
        })
    }

    fn predictor_for(&self, profile: &Profile) -> Result<Predictor> {
        let sample_type = profile.sample_type;
        let whole_bytes = usize::from(profile.bits) == 8 * sample_type.bytes() && !sample_type.is_complex();
        let compressed = self.compression != Compression::NONE;
        match self.predictor {
            PredictorChoice::Auto if !compressed || !whole_bytes || profile.photometric == Photometric::PALETTE => {
                Ok(Predictor::None)
            }
            PredictorChoice::Auto if sample_type.is_float() => Ok(Predictor::FloatingPoint),
            PredictorChoice::Auto => Ok(Predictor::Horizontal),
            PredictorChoice::Fixed(Predictor::None) => Ok(Predictor::None),
            PredictorChoice::Fixed(_) if !compressed => {
                Err(Error::parameter("a predictor needs a compression that it can help: LZW or DEFLATE"))
            }
            PredictorChoice::Fixed(Predictor::FloatingPoint) if !sample_type.is_float() => Err(Error::parameter(
                format!("predictor 3 is for floating-point samples, but these are {sample_type}: choose 2 or auto"),
            )),
            PredictorChoice::Fixed(predictor) if !whole_bytes => Err(Error::parameter(format!(
                "predictor {} does not go with {}-bit samples of {sample_type}: choose none or auto",
                predictor.code(),
                profile.bits
            ))),
            PredictorChoice::Fixed(predictor) => Ok(predictor),
        }
    }
}
