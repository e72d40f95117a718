//! The directories of the new file: that of the image keeps all that it says, those of overviews and masks what their samples
//! need.
//!
//! Fields that hold places in the old file go: the block arrays, which the layout writes anew, SubIFDs, whose overviews are in the
//! chain now, and what pointed to free space. EXIF and GPS directories, which GDAL's COG driver leaves out, are copied with all
//! values; the directories of other makers that fields point to are left out, and that is told.

use geotiff_core::{Field, FieldType, Header, Ifd, Image, Photometric, SubfileType, Tag, Values};
use window::{Dataset, PlacementSource, read_directory};

use super::parts::Part;

/// Fields that hold places in their file, or say what a directory was in it. Tags without a name in [`Tag`] are FreeOffsets,
/// FreeByteCounts, SubfileType, and JPEGProc.
const LEFT_OUT: [Tag; 18] = [
    Tag::NEW_SUBFILE_TYPE,
    Tag(255),
    Tag::STRIP_OFFSETS,
    Tag::STRIP_BYTE_COUNTS,
    Tag::ROWS_PER_STRIP,
    Tag(288),
    Tag(289),
    Tag::TILE_OFFSETS,
    Tag::TILE_BYTE_COUNTS,
    Tag::SUB_IFDS,
    Tag(512),
    Tag::JPEG_INTERCHANGE_FORMAT,
    Tag::JPEG_INTERCHANGE_FORMAT_LENGTH,
    Tag::JPEG_Q_TABLES,
    Tag::JPEG_DC_TABLES,
    Tag::JPEG_AC_TABLES,
    Tag::EXIF_IFD,
    Tag::GPS_IFD,
];

/// Fields whose values are places though their types need not tell: GlobalParametersIFD (TIFF/FX), LeafSubIFD, KodakIFD,
/// Interoperability, ExtraCameraProfiles (DNG).
const PLACES: [Tag; 5] = [Tag(400), Tag(34310), Tag(33424), Tag(40965), Tag(50933)];

/// Fields of an overview or a mask. Tags without a name in [`Tag`] are Threshholding, GrayResponse, NumberOfInks, DotRange,
/// SMinSampleValue, SMaxSampleValue and the JPEG XL and CFA fields of DNG.
const OF_SAMPLES: [Tag; 36] = [
    Tag::IMAGE_WIDTH,
    Tag::IMAGE_LENGTH,
    Tag::BITS_PER_SAMPLE,
    Tag::COMPRESSION,
    Tag::PHOTOMETRIC_INTERPRETATION,
    Tag(263),
    Tag::FILL_ORDER,
    Tag::SAMPLES_PER_PIXEL,
    Tag::PLANAR_CONFIGURATION,
    Tag(290),
    Tag(291),
    Tag::T4_OPTIONS,
    Tag::T6_OPTIONS,
    Tag::PREDICTOR,
    Tag::COLOR_MAP,
    Tag::TILE_WIDTH,
    Tag::TILE_LENGTH,
    Tag::INK_SET,
    Tag(334),
    Tag(336),
    Tag::EXTRA_SAMPLES,
    Tag::SAMPLE_FORMAT,
    Tag(340),
    Tag(341),
    Tag::JPEG_TABLES,
    Tag::YCBCR_COEFFICIENTS,
    Tag::YCBCR_SUB_SAMPLING,
    Tag::YCBCR_POSITIONING,
    Tag::REFERENCE_BLACK_WHITE,
    Tag(33421),
    Tag(33422),
    Tag::GDAL_NODATA,
    Tag::LERC_PARAMETERS,
    Tag(52553),
    Tag(52554),
    Tag(52555),
];

/// Codecs of which GDAL always says whether a predictor stands before them.
const STATE_PREDICTOR: [u16; 4] = [5, 8, 32946, 50000];

/// The directory of the full-resolution image, without what it points to. What is left out of it is told of in `notes`.
pub(super) fn of_main(part: &Part<'_>, dataset: &Dataset, notes: &mut Vec<String>) -> Ifd {
    let mut ifd = kept(&part.ifd, |field| !LEFT_OUT.contains(&field.tag));
    tell_losses(&part.ifd, notes);
    complete(&mut ifd, part.image);
    let profile = dataset.profile();
    if is_described_beside(dataset) {
        ifd = kept(&ifd, |field| !is_description(field.tag));
        profile.main_fields().into_iter().for_each(|field| ifd.set(field));
        if let Some(nodata) = profile.nodata {
            ifd.set(Field::ascii(Tag::GDAL_NODATA, &nodata.to_string()));
        }
    }
    ifd
}

/// The directory of an overview of the image whose directory is `main`.
pub(super) fn of_overview(part: &Part<'_>, main: &Ifd) -> Ifd {
    let mut ifd = kept(&part.ifd, |field| OF_SAMPLES.contains(&field.tag));
    complete(&mut ifd, part.image);
    set_subfile(&mut ifd, SubfileType { reduced: true, ..SubfileType::default() });
    // Overviews in a file of their own seldom say it, and it may have been said anew beside the file.
    if let Some(nodata) = main.field(Tag::GDAL_NODATA) {
        ifd.set(nodata.clone());
    }
    ifd
}

/// The directory of a mask.
pub(super) fn of_mask(part: &Part<'_>, reduced: bool) -> Ifd {
    let mut ifd = kept(&part.ifd, |field| OF_SAMPLES.contains(&field.tag) && field.tag != Tag::GDAL_NODATA);
    complete(&mut ifd, part.image);
    ifd.set(Field::shorts(Tag::PHOTOMETRIC_INTERPRETATION, &[Photometric::MASK.0]));
    set_subfile(&mut ifd, SubfileType { reduced, page: false, mask: true });
    ifd
}

/// The directory of an overview that is made, from that of the full-resolution image in the new file.
pub(super) fn of_made(main: &Ifd, (width, height): (usize, usize), codec: &geotiff_core::CodecFields) -> Ifd {
    // Blocks that are encoded anew have their bits in the usual order.
    let is_of_bytes = |tag: Tag| matches!(tag, Tag::FILL_ORDER | Tag::JPEG_TABLES | Tag::LERC_PARAMETERS);
    let mut ifd = kept(main, |field| OF_SAMPLES.contains(&field.tag) && !is_of_bytes(field.tag));
    ifd.set(size(Tag::IMAGE_WIDTH, width));
    ifd.set(size(Tag::IMAGE_LENGTH, height));
    set_subfile(&mut ifd, SubfileType { reduced: true, ..SubfileType::default() });
    if !codec.jpeg_tables.is_empty() {
        ifd.set(Field::undefined(Tag::JPEG_TABLES, &codec.jpeg_tables));
    }
    if !codec.lerc_parameters.is_empty() {
        ifd.set(Field::longs(Tag::LERC_PARAMETERS, &codec.lerc_parameters));
    }
    ifd
}

/// The directories that the main one points to; those that cannot be read are told of in `notes`.
pub(super) fn private(part: &Part<'_>, header: Header, notes: &mut Vec<String>) -> Vec<(Tag, Ifd)> {
    let mut found = Vec::new();
    for tag in [Tag::EXIF_IFD, Tag::GPS_IFD] {
        let read = |offset| read_directory(part.source, header, offset);
        match part.ifd.u64(tag).and_then(|offset| offset.map(read).transpose()) {
            Ok(Some(ifd)) => {
                tell_losses(&ifd, notes);
                let ifd = kept(&ifd, |_| true);
                if !ifd.fields().is_empty() {
                    found.push((tag, ifd));
                }
            }
            Ok(None) => {}
            Err(error) => notes.push(format!("{tag} is left out: {error}")),
        }
    }
    found
}

/// The fields that are held and wanted, but for those whose values are places.
fn kept(ifd: &Ifd, wanted: impl Fn(&Field) -> bool) -> Ifd {
    let mut out = Ifd::default();
    let is_held = |field: &Field| matches!(&field.values, Values::Held(bytes) if !bytes.is_empty());
    for field in ifd.fields().iter().filter(|field| is_held(field) && !is_place(field) && wanted(field)) {
        out.set(narrowed(field));
    }
    out
}

fn is_place(field: &Field) -> bool {
    matches!(field.field_type, FieldType::IFD | FieldType::IFD8) || PLACES.contains(&field.tag)
}

/// Tells of fields of a directory that [`kept`] leaves out, but for those that no rewritten file has.
fn tell_losses(ifd: &Ifd, notes: &mut Vec<String>) {
    for field in ifd.fields().iter().filter(|field| !LEFT_OUT.contains(&field.tag)) {
        let tag = field.tag;
        match &field.values {
            _ if is_place(field) => notes.push(format!("{tag}, which points to a part of the file, is left out")),
            Values::At(offset) => {
                notes.push(format!("{tag} is left out: its values at offset {offset} cannot be read"))
            }
            Values::Held(_) => {}
        }
    }
}

/// Numbers that only a BigTIFF can hold as LONG, where they fit.
fn narrowed(field: &Field) -> Field {
    let longs = match field.field_type {
        FieldType::LONG8 => field.to_u64s().ok(),
        _ => None,
    };
    let longs: Option<Vec<u32>> = longs.and_then(|values| values.into_iter().map(|v| u32::try_from(v).ok()).collect());
    longs.map_or_else(|| field.clone(), |longs| Field::longs(field.tag, &longs))
}

/// Gives the fields that say how samples are stored the types and numbers of values that GDAL writes.
fn complete(ifd: &mut Ifd, image: &Image) {
    let grid = &image.grid;
    for (tag, pixels) in [
        (Tag::IMAGE_WIDTH, grid.width),
        (Tag::IMAGE_LENGTH, grid.height),
        (Tag::TILE_WIDTH, grid.block_width),
        (Tag::TILE_LENGTH, grid.block_height),
    ] {
        ifd.set(size(tag, pixels));
    }
    let bands = u16::try_from(image.bands).unwrap_or(u16::MAX);
    let repeated = |value: u16| vec![value; image.bands];
    ifd.set(Field::shorts(Tag::SAMPLES_PER_PIXEL, &[bands]));
    ifd.set(Field::shorts(Tag::BITS_PER_SAMPLE, &repeated(image.bits)));
    ifd.set(Field::shorts(Tag::COMPRESSION, &[image.compression.0]));
    ifd.set(Field::shorts(Tag::PHOTOMETRIC_INTERPRETATION, &[image.codec_fields.photometric.0]));
    if ifd.u64s(Tag::SAMPLE_FORMAT).map_or(true, |formats| formats.len() != image.bands) {
        ifd.set(Field::shorts(Tag::SAMPLE_FORMAT, &repeated(image.format.code())));
    }
    if ifd.field(Tag::PLANAR_CONFIGURATION).is_none() {
        ifd.set(Field::shorts(Tag::PLANAR_CONFIGURATION, &[1]));
    }
    if STATE_PREDICTOR.contains(&image.compression.0) {
        ifd.set(Field::shorts(Tag::PREDICTOR, &[image.predictor.code()]));
    }
}

fn set_subfile(ifd: &mut Ifd, subfile: SubfileType) {
    ifd.set(Field::longs(Tag::NEW_SUBFILE_TYPE, &[subfile.bits()]));
}

/// A number of pixels, of which no image has 2³² here: SHORT if it is small enough, as libtiff writes it.
fn size(tag: Tag, pixels: usize) -> Field {
    match u16::try_from(pixels) {
        Ok(short) => Field::shorts(tag, &[short]),
        Err(_) => Field::longs(tag, &[u32::try_from(pixels).unwrap_or(u32::MAX)]),
    }
}

/// Whether files beside the raster say more of it than overviews and masks do.
fn is_described_beside(dataset: &Dataset) -> bool {
    let sidecars = dataset.sidecars();
    sidecars.pam.is_some()
        || dataset.profile().srs.is_some()
        || matches!(sidecars.placement, PlacementSource::WorldFile | PlacementSource::Pam)
}

/// Fields that [`Profile::main_fields`] says anew.
fn is_description(tag: Tag) -> bool {
    matches!(
        tag,
        Tag::MODEL_PIXEL_SCALE
            | Tag::MODEL_TIEPOINT
            | Tag::MODEL_TRANSFORMATION
            | Tag::GEO_KEY_DIRECTORY
            | Tag::GEO_DOUBLE_PARAMS
            | Tag::GEO_ASCII_PARAMS
            | Tag::GDAL_METADATA
            | Tag::GDAL_NODATA
    )
}
