//! Creation options: what a COG is to be like, said by name, as GDAL's users know it.

mod apply;
mod keys;
mod names;
mod refusals;
mod values;

use codec::EncoderSettings;
use geotiff_core::{Compression, Error, Result};
use overview::Resampling;

use crate::layout::BigTiff;
use crate::options::{CogOptions, GeotiffVersion, MetadataChoice, OverviewSource, PredictorChoice, StatisticsChoice};
use crate::pyramid::Interleave;
use keys::Meaning;

/// One thing that is said of a COG.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Setting {
    /// COMPRESS.
    Compression(Codec),
    /// LEVEL.
    Level(u8),
    /// PREDICTOR.
    Predictor(PredictorChoice),
    /// QUALITY.
    Quality(u8),
    /// MAX_Z_ERROR.
    MaxZError(f64),
    /// BLOCKSIZE.
    BlockSize(usize),
    /// INTERLEAVE.
    Interleave(Interleave),
    /// OVERVIEWS.
    Overviews(OverviewSource),
    /// OVERVIEW_COUNT; `None` is as many as it takes.
    OverviewCount(Option<usize>),
    /// OVERVIEW_RESAMPLING.
    OverviewResampling(Resampling),
    /// Rows and columns of blocks of overviews, for which GDAL has a configuration option (GDAL_TIFF_OVR_BLOCKSIZE).
    OverviewBlockSize(usize),
    /// OVERVIEW_COMPRESS.
    OverviewCompression(Codec),
    /// OVERVIEW_PREDICTOR.
    OverviewPredictor(PredictorChoice),
    /// As [`Self::Level`], of overviews; GDAL has no such option.
    OverviewLevel(u8),
    /// OVERVIEW_QUALITY.
    OverviewQuality(u8),
    /// MAX_Z_ERROR_OVERVIEW.
    OverviewMaxZError(f64),
    /// SPARSE_OK.
    Sparse(bool),
    /// NBITS.
    Bits(u16),
    /// NUM_THREADS.
    Threads(Threads),
    /// BIGTIFF.
    BigTiff(BigTiff),
    /// GEOTIFF_VERSION.
    GeotiffVersion(GeotiffVersion),
    /// STATISTICS.
    Statistics(StatisticsChoice),
    /// COPY_SRC_MDD and SRC_MDD.
    Metadata(MetadataChoice),
}

/// A compression by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Codec {
    /// The one that suits the raster: see [`CogOptions::auto_compression`].
    Auto,
    /// This one.
    Of {
        /// The codec of blocks.
        compression: Compression,
        /// What LERC's blobs are compressed with in turn.
        lerc_inner: Option<Compression>,
    },
}

impl Codec {
    fn settings(self) -> EncoderSettings {
        let lerc_inner = match self {
            Self::Of { lerc_inner, .. } => lerc_inner,
            Self::Auto => None,
        };
        EncoderSettings { lerc_inner, ..EncoderSettings::default() }
    }

    /// Whether it is this codec, or compressed with it in turn.
    fn has(self, wanted: Compression) -> bool {
        matches!(self, Self::Of { compression, lerc_inner } if compression == wanted || lerc_inner == Some(wanted))
    }

    fn name(self) -> String {
        match self {
            Self::Auto => "AUTO".into(),
            Self::Of { compression, lerc_inner: None } => short_name(compression).into(),
            Self::Of { compression, lerc_inner: Some(inner) } => {
                format!("{}_{}", short_name(compression), short_name(inner))
            }
        }
    }
}

/// How many threads encode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Threads {
    /// One per processor (ALL_CPUS).
    All,
    /// So many.
    Count(u16),
}

/// Settings, each with the words in which it was said. No two of them contradict each other.
///
/// ```
/// use cogwriter::{CreationOptions, Setting};
/// use geotiff_core::Compression;
///
/// let gdal = CreationOptions::from_gdal([("COMPRESS", "LZW"), ("PREDICTOR", "YES"), ("OVERVIEWS", "NONE")])?;
/// let given = gdal.and(CreationOptions::new().with("--blocksize 256", Setting::BlockSize(256))?)?;
/// let options = given.over(CreationOptions::profile("deflate")?).into_options()?;
/// assert_eq!((options.compression, options.block_size), (Compression::LZW, 256));
///
/// let error = CreationOptions::from_gdal([("COMPRES", "LZW")]).unwrap_err();
/// assert_eq!(error.to_string(), "there is no creation option COMPRES; COMPRESS is the nearest");
/// # Ok::<(), geotiff_core::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CreationOptions {
    said: Vec<Said>,
    needs: Vec<Need>,
}

#[derive(Clone, Debug, PartialEq)]
struct Said {
    setting: Setting,
    words: String,
}

/// A codec that an option is named after.
#[derive(Clone, Debug, PartialEq)]
struct Need {
    codec: Compression,
    words: String,
}

impl Said {
    fn is_of_same_kind(&self, other: &Self) -> bool {
        std::mem::discriminant(&self.setting) == std::mem::discriminant(&other.setting)
    }
}

impl CreationOptions {
    /// None.
    pub fn new() -> Self {
        Self::default()
    }

    /// The creation options of GDAL's COG driver, by their names and values. Upper and lower case are one, and yes, on, true
    /// and 1 are as well as YES. Names of its GTiff driver that mean the same are understood, too: BLOCKXSIZE, ZLEVEL,
    /// JPEG_QUALITY and others. AUTO is a COMPRESS of our own.
    ///
    /// What is not said has [`CogOptions`]' defaults: Deflate with the fitting predictor where GDAL has LZW with none, and
    /// blocks of 512 as there.
    ///
    /// # Errors
    /// `Parameter` for a name that there is not, a value that it cannot have, values that contradict each other, and what is
    /// not done here: reprojection, files beside the COG, strips.
    pub fn from_gdal<K: AsRef<str>, V: AsRef<str>>(pairs: impl IntoIterator<Item = (K, V)>) -> Result<Self> {
        let mut all = Self::new();
        let mut domains: Vec<String> = Vec::new();
        for (key, value) in pairs {
            let (key, value) = (key.as_ref().trim(), value.as_ref().trim());
            let words = format!("{}={value}", key.to_ascii_uppercase());
            let meaning = keys::meaning(&key.to_ascii_uppercase(), value).map_err(|why| why.error(&words))?;
            all = match meaning {
                Meaning::Setting(setting) => all.with(words, setting)?,
                Meaning::SettingOf(codec, setting) => all.needing(codec, &words).with(words, setting)?,
                Meaning::Codec(codec) => all.needing(codec, &words),
                Meaning::Domain(name) => {
                    domains.push(name);
                    all
                }
                Meaning::AsIs => all,
            };
        }
        all.with_domains(domains)
    }

    /// One of rio-cogeo's profiles: `jpeg`, `webp`, `zstd`, `lzw`, `deflate`, `packbits`, `lzma`, `lerc`, `lerc_deflate`,
    /// `lerc_zstd` and `raw`. Each sets a codec, blocks of 512 × 512 and interleaving by pixel.
    ///
    /// # Errors
    /// `Parameter` if there is no such profile.
    pub fn profile(name: &str) -> Result<Self> {
        let codec = names::profile(name)?;
        let words = || format!("the profile {}", name.to_ascii_lowercase());
        Self::new()
            .with(words(), Setting::Compression(codec))?
            .with(words(), Setting::BlockSize(512))?
            .with(words(), Setting::Interleave(Interleave::Pixel))
    }

    /// With this setting, too; `words` are those that errors speak of it with.
    ///
    /// # Errors
    /// `Parameter` if another value was said before.
    pub fn with(mut self, words: impl Into<String>, setting: Setting) -> Result<Self> {
        let new = Said { setting, words: words.into() };
        match self.said.iter().find(|said| said.is_of_same_kind(&new)) {
            Some(said) if said.setting == new.setting => {}
            Some(said) => {
                return Err(Error::parameter(format!("{} and {} contradict each other", said.words, new.words)));
            }
            None => self.said.push(new),
        }
        Ok(self)
    }

    /// These and those.
    ///
    /// # Errors
    /// `Parameter` if they contradict each other.
    pub fn and(self, other: Self) -> Result<Self> {
        let mut all = other.said.into_iter().try_fold(self, |all, said| all.with(said.words, said.setting))?;
        all.needs.extend(other.needs);
        Ok(all)
    }

    /// These, and what `base` says of all else. What is particular to the codec of `base`, such as its level, goes with it.
    #[must_use]
    pub fn over(mut self, base: Self) -> Self {
        let others = base.said.into_iter().filter(|said| !self.said.iter().any(|own| own.is_of_same_kind(said)));
        let others: Vec<_> = others.collect();
        self.said.extend(others);
        self
    }

    /// How many threads were asked for: these are no matter of the file.
    pub fn threads(&self) -> Option<Threads> {
        self.said.iter().find_map(|said| match said.setting {
            Setting::Threads(threads) => Some(threads),
            _ => None,
        })
    }

    /// The options of a COG.
    ///
    /// # Errors
    /// `Parameter` if a setting does not go with another, or would change nothing: a level of a codec that has none, overviews
    /// of some kind where there are to be none.
    pub fn into_options(self) -> Result<CogOptions> {
        apply::options(&self)
    }

    fn needing(mut self, codec: Compression, words: &str) -> Self {
        self.needs.push(Need { codec, words: words.to_string() });
        self
    }

    /// Names of domains imply that they are copied.
    fn with_domains(mut self, domains: Vec<String>) -> Result<Self> {
        if domains.is_empty() {
            return Ok(self);
        }
        let words = format!("SRC_MDD={}", domains.join(","));
        self.said.retain(|said| said.setting != Setting::Metadata(MetadataChoice::All));
        self.with(words, Setting::Metadata(MetadataChoice::Domains(domains)))
    }
}

impl CogOptions {
    /// The options that GDAL's creation options mean: [`CreationOptions::from_gdal`] has the rules.
    ///
    /// ```
    /// use cogwriter::{CogOptions, StatisticsChoice};
    ///
    /// let options = CogOptions::from_gdal([("COMPRESS", "DEFLATE"), ("LEVEL", "9"), ("STATISTICS", "YES")])?;
    /// assert_eq!((options.settings.level, options.statistics), (Some(9), StatisticsChoice::Computed));
    /// # Ok::<(), geotiff_core::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`CreationOptions::from_gdal`] and [`CreationOptions::into_options`]. NUM_THREADS is `Unsupported`: rayon's pool is
    /// the caller's.
    pub fn from_gdal<K: AsRef<str>, V: AsRef<str>>(pairs: impl IntoIterator<Item = (K, V)>) -> Result<Self> {
        let options = CreationOptions::from_gdal(pairs)?;
        if options.threads().is_some() {
            return Err(Error::unsupported("NUM_THREADS is no option of a file: install a pool of rayon's threads"));
        }
        options.into_options()
    }
}

/// GDAL's name of a codec, without its number.
pub(crate) fn short_name(compression: Compression) -> &'static str {
    compression.name().unwrap_or("another")
}

#[cfg(test)]
mod tests;
