//! The fields of each directory of the file, in the types that GDAL writes them in.
//!
//! | field | main | overview | mask, overview mask |
//! |---|---|---|---|
//! | NewSubfileType | – | 1 | 4, 5 |
//! | ImageWidth, ImageLength, TileWidth, TileLength | × | × | × |
//! | BitsPerSample, SampleFormat: one value per band | × | × | × |
//! | Compression, PhotometricInterpretation, SamplesPerPixel, PlanarConfiguration | × | × | × |
//! | Predictor; 1 if there is none, but the codec is LZW, DEFLATE or ZSTD | × | × | × |
//! | ExtraSamples, ColorMap, GDAL_NODATA | if any | if any | – |
//! | georeference, GDAL_METADATA, descriptions | × | – | – |
//!
//! TileOffsets and TileByteCounts are added by [`Layout`](crate::Layout), which knows them.
//!
//! What a block's bytes are is said once, by the [`BlockSpec`] that they are encoded with; the fields follow it.

use geotiff_core::{
    BlockSpec, ByteOrder, Compression, Error, Field, Ifd, Photometric, Predictor, Profile, Result, SampleFormat,
    SampleType, SubfileType, Tag,
};

/// Descriptive fields without which the samples of an overview could not be understood either.
const OF_EVERY_IMAGE: [Tag; 5] = [
    Tag::INK_SET,
    Tag::YCBCR_COEFFICIENTS,
    Tag::YCBCR_SUB_SAMPLING,
    Tag::YCBCR_POSITIONING,
    Tag::REFERENCE_BLACK_WHITE,
];

/// Codecs of which GDAL always says whether a predictor stands before them, by the value of the Compression field: LZW,
/// DEFLATE (both codes), ZSTD.
const STATE_PREDICTOR: [u16; 4] = [5, 8, 32946, 50000];

/// The fields of the full-resolution image.
///
/// ```
/// use cogwriter::{main_ifd, sample_format};
/// use geotiff_core::{BlockSpec, ByteOrder, Compression, Predictor, Profile, SampleType, Tag};
///
/// let profile = Profile::new(SampleType::U8, 400, 300, 3).as_rgb().with_epsg(4326);
/// let spec = BlockSpec {
///     compression: Compression::LZW,
///     predictor: Predictor::Horizontal,
///     byte_order: ByteOrder::Little,
///     reversed_bits: false,
///     format: sample_format(profile.sample_type),
///     bits: profile.bits,
///     samples: profile.bands,
///     width: 128,
///     rows: 128,
/// };
/// let ifd = main_ifd(&profile, &spec)?;
/// assert_eq!(ifd.u64s(Tag::BITS_PER_SAMPLE)?, [8, 8, 8]);
/// assert_eq!(ifd.u64(Tag::PREDICTOR)?, Some(2));
/// assert!(ifd.field(Tag::GEO_KEY_DIRECTORY).is_some());
/// # Ok::<(), geotiff_core::Error>(())
/// ```
///
/// # Errors
/// `Parameter` if a side has more than 2³² − 1 pixels, or there are more than 65,535 bands.
pub fn main_ifd(profile: &Profile, spec: &BlockSpec) -> Result<Ifd> {
    let mut ifd = data_ifd(profile, spec, profile.width, profile.height)?;
    profile.main_fields().into_iter().for_each(|field| ifd.set(field));
    Ok(ifd)
}

/// The fields of an overview of `width` × `height` pixels.
///
/// # Errors
/// As [`main_ifd`].
pub fn overview_ifd(profile: &Profile, spec: &BlockSpec, width: usize, height: usize) -> Result<Ifd> {
    let mut ifd = data_ifd(profile, spec, width, height)?;
    ifd.set(subfile_type(SubfileType { reduced: true, ..SubfileType::default() }));
    profile.descriptive_fields.iter().filter(|f| OF_EVERY_IMAGE.contains(&f.tag)).for_each(|f| ifd.set(f.clone()));
    Ok(ifd)
}

/// The fields of the mask of the full-resolution image, or (`reduced`) of an overview, of `width` × `height` pixels.
///
/// # Errors
/// As [`main_ifd`].
pub fn mask_ifd(spec: &BlockSpec, width: usize, height: usize, reduced: bool) -> Result<Ifd> {
    let mut ifd = image_ifd(spec, Photometric::MASK, 1, width, height)?;
    ifd.set(subfile_type(SubfileType { reduced, page: false, mask: true }));
    Ok(ifd)
}

/// How the mask is stored that belongs to blocks of `width` × `rows` pixels: one bit per pixel, DEFLATE.
pub fn mask_spec(width: usize, rows: usize) -> BlockSpec {
    BlockSpec {
        compression: Compression::DEFLATE,
        predictor: Predictor::None,
        byte_order: ByteOrder::Little,
        reversed_bits: false,
        format: SampleFormat::UInt,
        bits: 1,
        samples: 1,
        width,
        rows,
    }
}

/// What the stored bits of samples of this type mean.
pub const fn sample_format(sample_type: SampleType) -> SampleFormat {
    match sample_type {
        SampleType::U8 | SampleType::U16 | SampleType::U32 | SampleType::U64 => SampleFormat::UInt,
        SampleType::I8 | SampleType::I16 | SampleType::I32 | SampleType::I64 => SampleFormat::Int,
        SampleType::F32 | SampleType::F64 => SampleFormat::Float,
        SampleType::CI16 | SampleType::CI32 => SampleFormat::ComplexInt,
        SampleType::CF32 | SampleType::CF64 => SampleFormat::ComplexFloat,
    }
}

/// What the main image and its overviews have in common.
fn data_ifd(profile: &Profile, spec: &BlockSpec, width: usize, height: usize) -> Result<Ifd> {
    let mut ifd = image_ifd(spec, profile.photometric, profile.bands, width, height)?;
    let extra_samples = extra_samples(profile);
    if !extra_samples.is_empty() {
        ifd.set(Field::shorts(Tag::EXTRA_SAMPLES, &extra_samples));
    }
    if let Some(map) = &profile.color_map
        && spec.bits <= 16
    {
        ifd.set(color_map(map, spec.bits));
    }
    if let Some(nodata) = profile.nodata {
        ifd.set(Field::ascii(Tag::GDAL_NODATA, &nodata.to_string()));
    }
    Ok(ifd)
}

/// What every image of the file has.
fn image_ifd(spec: &BlockSpec, photometric: Photometric, bands: usize, width: usize, height: usize) -> Result<Ifd> {
    let band_count = u16::try_from(bands).map_err(|_| too_many(Tag::SAMPLES_PER_PIXEL, bands))?;
    let planar = if spec.samples == bands { 1 } else { 2 };
    let mut ifd = Ifd::default();
    ifd.set(size(Tag::IMAGE_WIDTH, width)?);
    ifd.set(size(Tag::IMAGE_LENGTH, height)?);
    ifd.set(Field::shorts(Tag::BITS_PER_SAMPLE, &vec![spec.bits; bands]));
    ifd.set(Field::shorts(Tag::COMPRESSION, &[spec.compression.0]));
    ifd.set(Field::shorts(Tag::PHOTOMETRIC_INTERPRETATION, &[photometric.0]));
    ifd.set(Field::shorts(Tag::SAMPLES_PER_PIXEL, &[band_count]));
    ifd.set(Field::shorts(Tag::PLANAR_CONFIGURATION, &[planar]));
    if spec.predictor != Predictor::None || STATE_PREDICTOR.contains(&spec.compression.0) {
        ifd.set(Field::shorts(Tag::PREDICTOR, &[spec.predictor.code()]));
    }
    ifd.set(size(Tag::TILE_WIDTH, spec.width)?);
    ifd.set(size(Tag::TILE_LENGTH, spec.rows)?);
    ifd.set(Field::shorts(Tag::SAMPLE_FORMAT, &vec![spec.format.code(); bands]));
    Ok(ifd)
}

/// One value per band that the colour model does not name, whatever the source says: readers count on it.
fn extra_samples(profile: &Profile) -> Vec<u16> {
    let colors = match profile.photometric {
        Photometric::MIN_IS_WHITE | Photometric::MIN_IS_BLACK | Photometric::PALETTE | Photometric::MASK => 1,
        Photometric::RGB | Photometric::YCBCR => 3,
        _ => return profile.extra_samples.clone(),
    };
    let mut extra_samples = profile.extra_samples.clone();
    extra_samples.resize(profile.bands.saturating_sub(colors), 0);
    extra_samples
}

/// All reds, all greens, all blues: 2^bits of each, black where the map has no more.
fn color_map(map: &[[u16; 3]], bits: u16) -> Field {
    let entries = 1 << bits;
    let channel = |c: usize| (0..entries).map(move |i| map.get(i).map_or(0, |color| color[c]));
    let values: Vec<u16> = (0..3).flat_map(channel).collect();
    Field::shorts(Tag::COLOR_MAP, &values)
}

fn subfile_type(subfile: SubfileType) -> Field {
    Field::longs(Tag::NEW_SUBFILE_TYPE, &[subfile.bits()])
}

/// A number of pixels: SHORT if it is small enough, as libtiff writes it.
fn size(tag: Tag, pixels: usize) -> Result<Field> {
    match (u16::try_from(pixels), u32::try_from(pixels)) {
        (Ok(short), _) => Ok(Field::shorts(tag, &[short])),
        (_, Ok(long)) => Ok(Field::longs(tag, &[long])),
        _ => Err(too_many(tag, pixels)),
    }
}

fn too_many(tag: Tag, value: usize) -> Error {
    Error::parameter(format!("{tag} cannot be {value}")).in_tag(tag.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use geotiff_core::{GeoTransform, Nodata};

    fn spec(profile: &Profile) -> BlockSpec {
        BlockSpec {
            compression: Compression::NONE,
            format: sample_format(profile.sample_type),
            bits: profile.bits,
            samples: profile.bands,
            ..mask_spec(16, 16)
        }
    }

    #[test]
    fn an_overview_has_what_its_samples_mean_and_no_georeference() {
        let mut profile = Profile::new(SampleType::U8, 70_000, 50, 1)
            .with_transform(GeoTransform::north_up(0.0, 0.0, 1.0, 1.0))
            .with_nodata(Nodata::Float(3.0));
        profile.descriptive_fields.push(Field::ascii(Tag::SOFTWARE, "s"));
        let main = main_ifd(&profile, &spec(&profile)).unwrap();
        let overview = overview_ifd(&profile, &spec(&profile), 35_000, 25).unwrap();
        assert!(main.field(Tag::NEW_SUBFILE_TYPE).is_none());
        assert_eq!(overview.u64(Tag::NEW_SUBFILE_TYPE).unwrap(), Some(1));
        for tag in [Tag::MODEL_PIXEL_SCALE, Tag::MODEL_TIEPOINT, Tag::SOFTWARE] {
            assert!(main.field(tag).is_some() && overview.field(tag).is_none());
        }
        assert_eq!(overview.text(Tag::GDAL_NODATA).as_deref(), Some("3"));
        assert_eq!(main.field(Tag::IMAGE_WIDTH), Some(&Field::longs(Tag::IMAGE_WIDTH, &[70_000])));
        assert_eq!(overview.field(Tag::IMAGE_WIDTH), Some(&Field::shorts(Tag::IMAGE_WIDTH, &[35_000])));
    }

    #[test]
    fn the_predictor_is_stated_where_gdal_states_it() {
        let profile = Profile::new(SampleType::U8, 5, 5, 1);
        let predictor = |compression, predictor| {
            let spec = BlockSpec { compression, predictor, ..spec(&profile) };
            main_ifd(&profile, &spec).unwrap().u64(Tag::PREDICTOR).unwrap()
        };
        assert_eq!(predictor(Compression::NONE, Predictor::None), None);
        assert_eq!(predictor(Compression::PACKBITS, Predictor::None), None);
        assert_eq!(predictor(Compression::LZW, Predictor::None), Some(1));
        assert_eq!(predictor(Compression::DEFLATE, Predictor::Horizontal), Some(2));
    }

    #[test]
    fn extra_samples_are_one_per_band_without_a_colour() {
        let extra = |profile: &Profile| main_ifd(profile, &spec(profile)).unwrap().u64s(Tag::EXTRA_SAMPLES).unwrap();
        let mut rgba = Profile::new(SampleType::U8, 5, 5, 4).as_rgb();
        assert_eq!(extra(&rgba), [2]);
        rgba.extra_samples.clear();
        assert_eq!(extra(&rgba), [0]);
        rgba.extra_samples = vec![2, 0, 0];
        assert_eq!(extra(&rgba), [2]);
        assert_eq!(extra(&Profile::new(SampleType::U8, 5, 5, 1)), [0_u64; 0]);
        assert_eq!(extra(&Profile::new(SampleType::U8, 5, 5, 3)), [0, 0]);
    }

    #[test]
    fn a_colour_map_has_an_entry_for_every_value() {
        let mut profile = Profile::new(SampleType::U8, 5, 5, 1);
        (profile.photometric, profile.bits) = (Photometric::PALETTE, 2);
        profile.color_map = Some(vec![[1, 2, 3], [4, 5, 6]]);
        let map = main_ifd(&profile, &spec(&profile)).unwrap().u64s(Tag::COLOR_MAP).unwrap();
        assert_eq!(map, [1, 4, 0, 0, 2, 5, 0, 0, 3, 6, 0, 0]);
    }

    #[test]
    fn bands_by_themselves_are_planar() {
        let profile = Profile::new(SampleType::I16, 5, 5, 3);
        let planar = |spec: &BlockSpec| main_ifd(&profile, spec).unwrap().u64(Tag::PLANAR_CONFIGURATION).unwrap();
        assert_eq!(planar(&spec(&profile)), Some(1));
        assert_eq!(planar(&BlockSpec { samples: 1, ..spec(&profile) }), Some(2));
        assert!(main_ifd(&Profile::new(SampleType::U8, 1, 1, 70_000), &spec(&profile)).is_err());
    }
}
