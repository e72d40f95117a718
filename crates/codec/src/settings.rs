//! What an encoder is asked for.

use std::ops::RangeInclusive;

use crate::codecs::can_encode;
use geotiff_core::{Compression, Error, Result};

/// How blocks are encoded, beyond what a directory says of them. What is not said is the codec's default; what a codec does
/// not know must not be said.
///
/// ```
/// use codec::EncoderSettings;
/// use geotiff_core::Compression;
///
/// let settings = EncoderSettings { level: Some(9), ..EncoderSettings::default() };
/// assert!(settings.check(Compression::DEFLATE).is_ok());
/// assert!(settings.check(Compression::LZW).is_err());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct EncoderSettings {
    /// How hard the codec tries: [`level_range`] has the numbers.
    pub level: Option<u8>,
    /// How near a lossy codec stays to the samples, from 1 to 100; 75 by default, as in GDAL. JPEG has all of them. WebP has only
    /// 100, which is lossless, and must be told so.
    pub quality: Option<u8>,
    /// By how much LERC may change a sample; 0 by default, which is lossless.
    pub max_z_error: Option<f64>,
    /// What LERC's blobs are compressed with in turn: `DEFLATE` or `ZSTD`, of which `level` is.
    pub lerc_inner: Option<Compression>,
}

/// The levels that a codec has, and its default: Deflate 1–9 and 6, JPEG XL 1–9 and 5, LZMA 0–9 and 6, Zstd 1–22 and 9, as in
/// GDAL. `None` if it
/// has none.
///
/// ```
/// use geotiff_core::Compression;
///
/// assert_eq!(codec::level_range(Compression::DEFLATE), Some((1..=9, 6)));
/// assert_eq!(codec::level_range(Compression::LZW), None);
/// ```
pub const fn level_range(compression: Compression) -> Option<(RangeInclusive<u8>, u8)> {
    match compression {
        Compression::DEFLATE | Compression::DEFLATE_OLD => Some((1..=9, crate::deflate::DEFAULT_LEVEL)),
        #[cfg(feature = "jxl")]
        Compression::JXL => Some((1..=9, crate::jxl::DEFAULT_EFFORT)),
        #[cfg(feature = "lzma")]
        Compression::LZMA => Some((0..=9, crate::lzma::DEFAULT_LEVEL)),
        #[cfg(feature = "zstd")]
        Compression::ZSTD => Some((1..=22, crate::zstd::DEFAULT_LEVEL)),
        _ => None,
    }
}

/// The quality that blocks of a lossy codec were made with, by a block of theirs or by the tables that they share, as far as can be
/// told. Of JPEG it is the one whose steps are nearest.
///
/// ```
/// use geotiff_core::Compression;
///
/// assert_eq!(codec::quality_of(Compression::JPEG, b"\xff\xd8 no tables"), None);
/// ```
pub fn quality_of(compression: Compression, stream: &[u8]) -> Option<u8> {
    match compression {
        #[cfg(feature = "jpeg")]
        Compression::JPEG => crate::jpeg::quality_of(stream),
        _ => {
            let _ = stream;
            None
        }
    }
}

impl EncoderSettings {
    /// The quality where none is given.
    pub const DEFAULT_QUALITY: u8 = 75;

    /// Whether the codec knows what is asked for.
    ///
    /// # Errors
    /// `Parameter` if not, or if a number is out of its range.
    pub fn check(&self, compression: Compression) -> Result<()> {
        let is_lerc = compression == Compression::LERC;
        if let Some(level) = self.level {
            let leveled = if is_lerc { self.lerc_inner.unwrap_or(compression) } else { compression };
            let Some((range, _)) = level_range(leveled) else {
                return Err(Error::parameter(format!("{compression} has no level")));
            };
            if !range.contains(&level) {
                let (first, last) = (range.start(), range.end());
                return Err(Error::parameter(format!("the level of {leveled} is {first} to {last}, not {level}")));
            }
        }
        if let Some(quality) = self.quality {
            if !matches!(compression, Compression::JPEG | Compression::WEBP) {
                return Err(Error::parameter(format!("{compression} has no quality")));
            }
            if !(1..=100).contains(&quality) {
                return Err(Error::parameter(format!("the quality of {compression} is 1 to 100, not {quality}")));
            }
        }
        if let Some(max_z_error) = self.max_z_error
            && is_lerc
            && !(0.0..f64::INFINITY).contains(&max_z_error)
        {
            return Err(Error::parameter(format!("a maximum error is 0 or more, not {max_z_error}")));
        }
        if self.max_z_error.is_some() && !is_lerc {
            return Err(Error::parameter(format!("{compression} keeps samples as they are: it has no maximum error")));
        }
        if let Some(inner) = self.lerc_inner
            && is_lerc
            && (!matches!(inner, Compression::DEFLATE | Compression::ZSTD) || !can_encode(inner))
        {
            return Err(Error::parameter(format!("LERC cannot be compressed by {inner}")));
        }
        if self.lerc_inner.is_some() && !is_lerc {
            return Err(Error::parameter(format!("{compression} is not compressed in turn")));
        }
        Ok(())
    }
}
