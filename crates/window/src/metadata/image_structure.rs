//! How an image is stored, as GDAL's domain `IMAGE_STRUCTURE` tells it.

use geotiff_core::{Compression, Ifd, Image, Photometric, Tag};

use crate::metadata::jpeg_quality::TableStream;

/// LercParameters: what the blobs are compressed with once more.
const LERC_DEFLATE: u32 = 1;
const LERC_ZSTD: u32 = 2;

/// The texts, in GDAL's words. What it says of its own view of an image (`SOURCE_COLOR_SPACE` of CMYK and CIELAB as RGBA) is
/// left out, since the samples are given as they are stored; that luma and chroma are decoded to RGB is told.
pub(super) fn texts(ifd: &Ifd, image: &Image) -> Vec<(String, String)> {
    let mut texts: Vec<(&str, String)> = Vec::new();
    let stored = image.codec_fields.photometric;
    if let Some(name) = compression(image) {
        texts.push(("COMPRESSION", name));
    }
    texts.push(("INTERLEAVE", if image.bands > 1 && !image.is_separate() { "PIXEL" } else { "BAND" }.into()));
    let predictor = ifd.u64(Tag::PREDICTOR).ok().flatten().unwrap_or(1);
    let has_predictor = matches!(image.compression, Compression::LZW | Compression::DEFLATE | Compression::ZSTD);
    if has_predictor && predictor != 1 {
        texts.push(("PREDICTOR", predictor.to_string()));
    }
    if stored == Photometric::MIN_IS_WHITE {
        texts.push(("MINISWHITE", "YES".into()));
    }
    if stored == Photometric::YCBCR && image.photometric == Photometric::RGB {
        texts.push(("SOURCE_COLOR_SPACE", "YCbCr".into()));
    }
    if image.compression == Compression::JPEG {
        let tables = TableStream::parse(&image.codec_fields.jpeg_tables);
        if let Some(quality) = tables.quality() {
            texts.push(("JPEG_QUALITY", quality.to_string()));
            texts.push(("JPEGTABLESMODE", if tables.has_huffman { "3" } else { "1" }.into()));
        }
    }
    if let (Compression::LERC, Some(4)) = (image.compression, image.codec_fields.lerc_parameters.first()) {
        texts.push(("LERC_VERSION", "2.4".into()));
    }
    texts.into_iter().map(|(name, text)| (name.to_string(), text)).collect()
}

/// GDAL's name; none for what is not compressed.
fn compression(image: &Image) -> Option<String> {
    let lerc = image.codec_fields.lerc_parameters.get(1).copied();
    Some(match (image.compression, lerc) {
        (Compression::NONE, _) => return None,
        (Compression::LERC, Some(LERC_DEFLATE)) => "LERC_DEFLATE".into(),
        (Compression::LERC, Some(LERC_ZSTD)) => "LERC_ZSTD".into(),
        (Compression::DEFLATE_OLD, _) => "DEFLATE".into(),
        (Compression::JPEG, _) if image.codec_fields.photometric == Photometric::YCBCR => "YCbCr JPEG".into(),
        (other, _) => other.name().map_or_else(|| other.0.to_string(), str::to_string),
    })
}
