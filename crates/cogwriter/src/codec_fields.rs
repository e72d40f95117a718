//! What a codec is told of the samples, and what the directory says of it in turn.
//!
//! | field | with |
//! |---|---|
//! | PhotometricInterpretation YCbCr instead of RGB, YCbCrSubSampling, ReferenceBlackWhite | JPEG of three bands, pixel by pixel |
//! | JPEGTables | JPEG |
//! | LercParameters | LERC |

use geotiff_core::{BlockSpec, CodecFields, Compression, Error, Field, Ifd, Photometric, Profile, Result, Tag};

/// What the codec is told.
///
/// Red, green and blue become luma and chroma in JPEG, as do three bands of no colour, with one chroma for four pixels: GDAL's
/// choice, and what makes JPEG small.
///
/// # Errors
/// `Unsupported` for samples that are luma and chroma themselves, if they are to be compressed by JPEG.
pub(crate) fn codec_fields(profile: &Profile, spec: &BlockSpec) -> Result<CodecFields> {
    let separate = spec.samples != profile.bands;
    let is_jpeg = spec.compression == Compression::JPEG;
    if is_jpeg && profile.photometric == Photometric::YCBCR {
        let message = "bands of luma and chroma cannot be compressed by JPEG: make them red, green and blue first";
        return Err(Error::unsupported(message).in_tag(Tag::PHOTOMETRIC_INTERPRETATION.0));
    }
    let may_be_rgb = matches!(profile.photometric, Photometric::RGB | Photometric::MIN_IS_BLACK);
    if !is_jpeg || separate || profile.bands != 3 || !may_be_rgb {
        return Ok(CodecFields {
            photometric: profile.photometric,
            separate,
            tile_length: spec.rows,
            has_alpha: !separate && has_alpha(profile),
            ..CodecFields::NONE
        });
    }
    let white = ((1_u32 << spec.bits.min(16)) - 1) as f32;
    let center = (white + 1.0) / 2.0;
    Ok(CodecFields {
        photometric: Photometric::YCBCR,
        chroma_subsampling: (2, 2),
        reference_black_white: [0.0, white, center, white, center, white],
        separate,
        tile_length: spec.rows,
        ..CodecFields::NONE
    })
}

/// Whether the first band that is no colour is alpha, with none between.
fn has_alpha(profile: &Profile) -> bool {
    let colours = if profile.photometric == Photometric::RGB { 3 } else { 1 };
    profile.extra_samples.first() == Some(&2) && profile.extra_samples.len() + colours == profile.bands
}

/// Adds what the codec says.
pub(crate) fn set_codec_fields(ifd: &mut Ifd, fields: &CodecFields) {
    if !fields.lerc_parameters.is_empty() {
        ifd.set(Field::longs(Tag::LERC_PARAMETERS, &fields.lerc_parameters));
    }
    if !fields.jpeg_tables.is_empty() {
        ifd.set(Field::undefined(Tag::JPEG_TABLES, &fields.jpeg_tables));
    }
    if fields.photometric == Photometric::YCBCR && !fields.jpeg_tables.is_empty() {
        let (across, down) = fields.chroma_subsampling;
        ifd.set(Field::shorts(Tag::YCBCR_SUB_SAMPLING, &[across, down]));
        let whole = fields.reference_black_white.map(|sample| (sample as u32, 1));
        ifd.set(Field::rationals(Tag::REFERENCE_BLACK_WHITE, &whole));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::mask_spec;
    use geotiff_core::SampleType;

    fn fields(profile: &Profile, compression: Compression, samples: usize) -> Result<CodecFields> {
        codec_fields(profile, &BlockSpec { compression, bits: profile.bits, samples, ..mask_spec(16, 16) })
    }

    #[test]
    fn three_bands_of_jpeg_are_luma_and_chroma() {
        let rgb = Profile::new(SampleType::U8, 9, 9, 3).as_rgb();
        let told = fields(&rgb, Compression::JPEG, 3).unwrap();
        assert_eq!((told.photometric, told.chroma_subsampling), (Photometric::YCBCR, (2, 2)));
        assert_eq!(told.reference_black_white, [0.0, 255.0, 128.0, 255.0, 128.0, 255.0]);
        let gray = fields(&Profile::new(SampleType::U8, 9, 9, 3), Compression::JPEG, 3).unwrap();
        assert_eq!(gray.photometric, Photometric::YCBCR);
        for (profile, compression, samples) in [
            (rgb.clone(), Compression::DEFLATE, 3),
            (rgb.clone(), Compression::WEBP, 3),
            (rgb, Compression::JPEG, 1),
            (Profile::new(SampleType::U8, 9, 9, 4).as_rgb(), Compression::JPEG, 4),
        ] {
            let told = fields(&profile, compression, samples).unwrap();
            assert_eq!((told.photometric, told.separate), (Photometric::RGB, samples == 1));
        }
    }

    #[test]
    fn luma_and_chroma_are_not_made_twice() {
        let mut profile = Profile::new(SampleType::U8, 9, 9, 3);
        profile.photometric = Photometric::YCBCR;
        assert!(fields(&profile, Compression::JPEG, 3).is_err());
        assert!(fields(&profile, Compression::DEFLATE, 3).is_ok());
    }

    #[test]
    fn the_directory_says_what_the_codec_says() {
        let told = CodecFields {
            photometric: Photometric::YCBCR,
            chroma_subsampling: (2, 2),
            jpeg_tables: vec![1, 2, 3],
            ..CodecFields::NONE
        };
        let mut ifd = Ifd::default();
        set_codec_fields(&mut ifd, &told);
        assert_eq!(ifd.u64s(Tag::YCBCR_SUB_SAMPLING).unwrap(), [2, 2]);
        assert_eq!(ifd.f64s(Tag::REFERENCE_BLACK_WHITE), [0.0, 255.0, 128.0, 255.0, 128.0, 255.0]);
        assert_eq!(ifd.field(Tag::JPEG_TABLES), Some(&Field::undefined(Tag::JPEG_TABLES, &[1, 2, 3])));
        let lerc = CodecFields { lerc_parameters: vec![4, 2], ..CodecFields::NONE };
        set_codec_fields(&mut ifd, &lerc);
        assert_eq!(ifd.field(Tag::LERC_PARAMETERS), Some(&Field::longs(Tag::LERC_PARAMETERS, &[4, 2])));
        let mut empty = Ifd::default();
        set_codec_fields(&mut empty, &CodecFields::NONE);
        assert_eq!(empty, Ifd::default());
    }
}
