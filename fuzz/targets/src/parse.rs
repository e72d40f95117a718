//! Any bytes as a file: the parser asks for nothing outside of it and comes to an end; all that it finds can be looked at,
//! and is the same once it is encoded and parsed again.

use geotiff_core::{
    GdalMetadata, GeoKeys, Ifd, Image, Nodata, Parser, Placement, Profile, SampleType, Step, Tag, Tiff,
};

/// More steps than any file of the size that is tried here may take.
const MOST_STEPS: usize = 1 << 20;

fn parse(file: &[u8]) -> Option<Tiff> {
    let len = file.len() as u64;
    let (mut parser, mut need) = Parser::new(len);
    for _ in 0..MOST_STEPS {
        assert!(need.start <= need.end && need.end <= len, "{need:?} of {len}");
        match parser.feed(&file[need.start as usize..need.end as usize]).ok()? {
            Step::Need(range) => need = range,
            Step::Done(tiff) => return Some(tiff),
        }
    }
    panic!("no end after {MOST_STEPS} steps");
}

fn look_at(tiff: &Tiff, ifd: &Ifd) {
    for field in ifd.fields() {
        let _ = (field.to_u64s(), field.to_f64s(), field.to_text(), field.to_u64());
    }
    for pixel_is_point in [false, true] {
        let _ = Placement::from_ifd(ifd, pixel_is_point).to_fields(pixel_is_point);
    }
    if let Some(keys) = GeoKeys::from_ifd(ifd) {
        let _ = (keys.epsg(), keys.name(), keys.to_fields());
    }
    if let Some(text) = ifd.text(Tag::GDAL_NODATA) {
        for sample_type in SampleType::ALL {
            if let Some(nodata) = Nodata::parse(&text, sample_type) {
                let again = Nodata::parse(&nodata.to_string(), sample_type);
                assert!(again == Some(nodata) || nodata.to_f64().is_nan(), "{nodata:?} became {again:?}");
            }
        }
    }
    let metadata = GdalMetadata::from_ifd(ifd);
    assert_eq!(GdalMetadata::parse(&metadata.to_xml()).ok(), Some(metadata));
    if let Ok(image) = Image::from_ifd(&tiff.header, ifd) {
        let profile = Profile::from_ifd(ifd, &image);
        let _ = (profile.geo_keys(), profile.transform(), profile.alpha_band(), profile.main_fields());
        assert!(image.grid.blocks() > 0 && image.bands > 0);
        assert!(profile.alpha_band().is_none_or(|band| band < image.bands));
    }
}

/// A directory as its bytes stand in a file again. Values that were fetched have no place there yet.
fn encode_again(tiff: &Tiff, ifd: &Ifd) {
    if let Ok(bytes) = ifd.encode(&tiff.header) {
        let again = Ifd::parse(&tiff.header, ifd.offset, &bytes).expect("what was encoded is parsed");
        assert_eq!((again.next, again.fields().len()), (ifd.next, ifd.fields().len()));
        for (before, after) in ifd.fields().iter().zip(again.fields()) {
            assert_eq!(before, after);
        }
    }
}

/// The target.
pub fn run(file: &[u8]) {
    if let Ok(text) = std::str::from_utf8(file)
        && let Ok(metadata) = GdalMetadata::parse(text)
    {
        assert_eq!(GdalMetadata::parse(&metadata.to_xml()).ok(), Some(metadata));
    }
    if let Some(tiff) = parse(file) {
        for directory in &tiff.directories {
            look_at(&tiff, &directory.ifd);
            encode_again(&tiff, &directory.ifd);
        }
    }
}
