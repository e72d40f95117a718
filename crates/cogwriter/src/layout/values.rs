//! The values of a directory that do not fit into it: in which order they follow it, and as which bytes.

use geotiff_core::{Error, Field, Ifd, Result, Tag, Variant};

/// The order in which libtiff and GDAL come to write values: what libtiff knows itself, the fields of codecs, then all
/// others as GDAL sets them (texts by the alphabet of its names for them, ARTIST to SOFTWARE). Fields that are not
/// listed follow by tag.
const ORDER: [Tag; 32] = [
    Tag::X_RESOLUTION,
    Tag::Y_RESOLUTION,
    Tag::BITS_PER_SAMPLE,
    Tag::MIN_SAMPLE_VALUE,
    Tag::MAX_SAMPLE_VALUE,
    Tag::COLOR_MAP,
    Tag::EXTRA_SAMPLES,
    Tag::SAMPLE_FORMAT,
    Tag::YCBCR_SUB_SAMPLING,
    Tag::REFERENCE_BLACK_WHITE,
    Tag::JPEG_TABLES,
    Tag::LERC_PARAMETERS,
    Tag::ICC_PROFILE,
    Tag::GEO_METADATA,
    Tag::ARTIST,
    Tag::COPYRIGHT,
    Tag::DATE_TIME,
    Tag::DOCUMENT_NAME,
    Tag::HOST_COMPUTER,
    Tag::IMAGE_DESCRIPTION,
    Tag::MAKE,
    Tag::MODEL,
    Tag::SOFTWARE,
    Tag::RPC_COEFFICIENT,
    Tag::GDAL_METADATA,
    Tag::GDAL_NODATA,
    Tag::MODEL_PIXEL_SCALE,
    Tag::MODEL_TIEPOINT,
    Tag::MODEL_TRANSFORMATION,
    Tag::GEO_KEY_DIRECTORY,
    Tag::GEO_DOUBLE_PARAMS,
    Tag::GEO_ASCII_PARAMS,
];

/// The fields whose values follow the directory, in the order in which they do.
pub(super) fn out_of_line(ifd: &Ifd, variant: Variant) -> Result<Vec<Field>> {
    let mut fields = Vec::new();
    for field in ifd.fields() {
        if field.bytes().map_err(|_| not_held(field))?.len() > variant.offset_len() {
            fields.push(field.clone());
        }
    }
    fields.sort_by_key(|field| ORDER.iter().position(|&tag| tag == field.tag).unwrap_or(ORDER.len()));
    Ok(fields)
}

fn not_held(field: &Field) -> Error {
    Error::parameter(format!("{} cannot be written: its values were not read", field.tag)).in_tag(field.tag.0)
}
