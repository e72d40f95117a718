//! Which codecs this build has, and of which of two families each is.

use geotiff_core::{BlockSpec, Compression};

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

/// Bytes that decoding a block takes for a while besides its samples and its payload, where that is more than some rows: in
/// libraries that work in wider numbers, or on the whole image at once.
///
/// ```
/// # use geotiff_core::{BlockSpec, ByteOrder, Compression, Predictor, SampleFormat};
/// # let spec = |compression| BlockSpec {
/// #     compression,
/// #     predictor: Predictor::None,
/// #     byte_order: ByteOrder::Little,
/// #     reversed_bits: false,
/// #     format: SampleFormat::UInt,
/// #     bits: 8,
/// #     samples: 3,
/// #     width: 512,
/// #     rows: 512,
/// # };
/// // A tile of 512 × 512 pixels of 3 samples, 768 kB.
/// assert_eq!(codec::working_len(&spec(Compression::JPEG2000)), 22 * 512 * 512);
/// assert_eq!(codec::working_len(&spec(Compression::ZSTD)), 0);
/// ```
pub const fn working_len(spec: &BlockSpec) -> usize {
    let of_pixel = match spec.compression {
        // Coefficients of all samples, and one component twice more.
        Compression::JPEG2000
        | Compression::JPEG2000_LOSSY
        | Compression::APERIO_JPEG2000_YCBCR
        | Compression::APERIO_JPEG2000_RGB => 4 * spec.samples + 10,
        // The frame in its own colours, and the pixels with opacity.
        Compression::WEBP => 6,
        _ => 0,
    };
    spec.width.saturating_mul(spec.rows).saturating_mul(of_pixel)
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
    match compression {
        Compression::NONE | Compression::LZW | Compression::PACKBITS => true,
        Compression::DEFLATE | Compression::DEFLATE_OLD => true,
        Compression::LERC | Compression::LZMA | Compression::ZSTD => can_decode(compression),
        Compression::JPEG | Compression::JXL | Compression::WEBP => can_decode(compression),
        _ => false,
    }
}

/// Whether what a block has beyond the image should repeat the last columns and rows, as GDAL has it, since a lossy codec
/// would smear other samples into the image.
///
/// ```
/// use geotiff_core::Compression;
///
/// assert!(codec::pads_with_edge(Compression::JPEG));
/// assert!(!codec::pads_with_edge(Compression::DEFLATE));
/// ```
pub const fn pads_with_edge(compression: Compression) -> bool {
    matches!(compression, Compression::JPEG)
}
