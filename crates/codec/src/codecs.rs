//! Which codecs this build has, and of which of two families each is.

use geotiff_core::Compression;

/// What a codec makes of a payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Family {
    /// The stored bytes of the block: prediction, byte order and packing are still to be undone.
    Bytes,
    /// Samples as they are decoded: an image format of its own.
    Samples,
}

/// The family of a codec that this build can decode.
pub(crate) const fn family(compression: Compression) -> Option<Family> {
    match compression {
        Compression::NONE | Compression::LZW | Compression::PACKBITS => Some(Family::Bytes),
        Compression::DEFLATE | Compression::DEFLATE_OLD => Some(Family::Bytes),
        Compression::JPEG2000 | Compression::JPEG2000_LOSSY if cfg!(feature = "jpeg2000") => Some(Family::Samples),
        Compression::APERIO_JPEG2000_YCBCR | Compression::APERIO_JPEG2000_RGB if cfg!(feature = "jpeg2000") => {
            Some(Family::Samples)
        }
        Compression::JXL | Compression::JXL_DNG if cfg!(feature = "jxl") => Some(Family::Samples),
        Compression::WEBP if cfg!(feature = "webp") => Some(Family::Samples),
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

/// Whether blocks of this compression hold images of a format of its own, which this build can decode. Such a format says
/// itself how its samples are stored and coloured, and a block of one colour takes next to no bytes.
///
/// ```
/// use geotiff_core::Compression;
///
/// assert!(!codec::holds_images(Compression::LZW));
/// ```
pub const fn holds_images(compression: Compression) -> bool {
    matches!(family(compression), Some(Family::Samples))
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
