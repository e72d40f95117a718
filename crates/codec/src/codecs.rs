//! Which codecs this build has, and of which of two families each is.

use geotiff_core::Compression;

/// What a codec makes of a payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Family {
    /// The stored bytes of the block: prediction, byte order and packing are still to be undone.
    Bytes,
    /// Samples as they are decoded: an image format of its own.
    #[allow(dead_code)] // A build without such a codec has none of them.
    Samples,
}

/// The family of a codec that this build can decode.
pub(crate) const fn family(compression: Compression) -> Option<Family> {
    match compression {
        Compression::NONE | Compression::LZW | Compression::PACKBITS => Some(Family::Bytes),
        Compression::DEFLATE | Compression::DEFLATE_OLD => Some(Family::Bytes),
        #[cfg(feature = "jpeg")]
        Compression::JPEG | Compression::OLD_JPEG => Some(Family::Samples),
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
