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
        Compression::LERC if cfg!(feature = "lerc") => Some(Family::Samples),
        Compression::LZMA if cfg!(feature = "lzma") => Some(Family::Bytes),
        Compression::ZSTD if cfg!(feature = "zstd") => Some(Family::Bytes),
        Compression::FAX_RLE | Compression::FAX_RLE_WORDS if cfg!(feature = "fax") => Some(Family::Bytes),
        Compression::FAX3 | Compression::FAX4 if cfg!(feature = "fax") => Some(Family::Bytes),
        Compression::NEXT | Compression::THUNDERSCAN if cfg!(feature = "legacy") => Some(Family::Bytes),
        Compression::SGILOG | Compression::SGILOG24 if cfg!(feature = "sgilog") => Some(Family::Samples),
        Compression::JPEG2000 | Compression::JPEG2000_LOSSY if cfg!(feature = "jpeg2000") => Some(Family::Samples),
        Compression::APERIO_JPEG2000_YCBCR | Compression::APERIO_JPEG2000_RGB if cfg!(feature = "jpeg2000") => {
            Some(Family::Samples)
        }
        Compression::JXL | Compression::JXL_DNG if cfg!(feature = "jxl") => Some(Family::Samples),
        Compression::WEBP if cfg!(feature = "webp") => Some(Family::Samples),
        Compression::JPEG | Compression::OLD_JPEG if cfg!(feature = "jpeg") => Some(Family::Samples),
        _ => None,
    }
}

/// Whether the bits of a payload have their usual order, whatever FillOrder says, as libtiff has it.
pub(crate) const fn keeps_bit_order(compression: Compression) -> bool {
    matches!(compression, Compression::JPEG | Compression::OLD_JPEG)
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
