//! What an encoder is asked for.

use std::ops::RangeInclusive;

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
    /// How near a lossy codec stays to the samples, from 1 to 100: JPEG and WebP, of which 100 is lossless in WebP. 75 by
    /// default, as in GDAL.
    pub quality: Option<u8>,
    /// By how much LERC may change a sample; 0 by default, which is lossless.
    pub max_z_error: Option<f64>,
    /// What LERC's blobs are compressed with in turn: `DEFLATE` or `ZSTD`, of which `level` is.
    pub lerc_inner: Option<Compression>,
}

/// The levels that a codec has, and its default: Deflate 1–9 and 6. `None` if it has none.
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
        _ => None,
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
        if let Some(level) = self.level {
            let Some((range, _)) = level_range(compression) else {
                return Err(Error::parameter(format!("{compression} has no level")));
            };
            if !range.contains(&level) {
                let (first, last) = (range.start(), range.end());
                return Err(Error::parameter(format!("the level of {compression} is {first} to {last}, not {level}")));
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
        if self.max_z_error.is_some() {
            return Err(Error::parameter(format!("{compression} keeps samples as they are: it has no maximum error")));
        }
        if self.lerc_inner.is_some() {
            return Err(Error::parameter(format!("{compression} is not compressed in turn")));
        }
        Ok(())
    }
}
