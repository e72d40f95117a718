//! Which codecs this build has, and of which of two families each is.

use geotiff_core::Compression;

/// What a codec makes of a payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Family {
    /// The stored bytes of the block: prediction, byte order and packing are still to be undone.
    Bytes,
    /// Samples as they are decoded: an image format of its own.
    #[cfg_attr(not(feature = "lerc"), allow(dead_code))] // A build without such a codec has none of them.
    Samples,
}

/// The family of a codec that this build can decode.
pub(crate) const fn family(compression: Compression) -> Option<Family> {
    match compression {
        Compression::NONE | Compression::LZW | Compression::PACKBITS => Some(Family::Bytes),
        Compression::DEFLATE | Compression::DEFLATE_OLD => Some(Family::Bytes),
        #[cfg(feature = "lerc")]
        Compression::LERC => Some(Family::Samples),
        #[cfg(feature = "lzma")]
        Compression::LZMA => Some(Family::Bytes),
        #[cfg(feature = "zstd")]
        Compression::ZSTD => Some(Family::Bytes),
        Compression::FAX_RLE | Compression::FAX_RLE_WORDS if cfg!(feature = "fax") => Some(Family::Bytes),
        Compression::FAX3 | Compression::FAX4 if cfg!(feature = "fax") => Some(Family::Bytes),
        Compression::NEXT | Compression::THUNDERSCAN if cfg!(feature = "legacy") => Some(Family::Bytes),
        Compression::SGILOG | Compression::SGILOG24 if cfg!(feature = "sgilog") => Some(Family::Samples),
        _ => None,
    }
}

/// Whether blocks of this compression can be decoded.
///
/// ```
/// use geotiff_core::Compression;
///
/// assert!(codec::can_decode(Compression::LZW));
/// assert!(!codec::can_decode(Compression(65535)));
/// ```
pub const fn can_decode(compression: Compression) -> bool {
    family(compression).is_some()
}

/// Whether blocks of this compression can be decoded row by row, in little memory, by a [`RowReader`](crate::RowReader).
///
/// ```
/// use geotiff_core::Compression;
///
/// assert!(codec::can_stream(Compression::LZW));
/// assert!(!codec::can_stream(Compression::JPEG));
/// ```
pub const fn can_stream(compression: Compression) -> bool {
    match compression {
        Compression::NONE | Compression::LZW | Compression::PACKBITS => true,
        Compression::DEFLATE | Compression::DEFLATE_OLD => true,
        Compression::LZMA | Compression::ZSTD => can_decode(compression),
        _ => false,
    }
}

/// Whether blocks of this compression can be encoded.
///
/// ```
/// use geotiff_core::Compression;
///
/// assert!(codec::can_encode(Compression::LZW));
/// assert!(!codec::can_encode(Compression(65535)));
/// ```
pub const fn can_encode(compression: Compression) -> bool {
    matches!(
        compression,
        Compression::NONE | Compression::LZW | Compression::DEFLATE | Compression::DEFLATE_OLD | Compression::PACKBITS
    )
}
