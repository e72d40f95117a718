//! What a file says of its raster, its COG says too.

use cogsmith::{CogOptions, Dataset, GeoKeyId, Placement, Profile, ValidateOptions};

use crate::{cog_of, pixels, testdata};

fn cog(name: &str) -> (Dataset, Dataset) {
    let source = cogsmith::open(testdata(name)).unwrap();
    let cog = cog_of(&source, &CogOptions::new().with_block_size(16)).unwrap_or_else(|error| panic!("{error}"));
    let report = cogsmith::validate(&cog, ValidateOptions::default()).unwrap();
    assert!(report.is_valid(), "{name}: {report:?}");
    (source, Dataset::from_source(cog).unwrap())
}

/// What is said apart from how it is stored, as text, in which every NaN is the same.
fn said(profile: &Profile) -> String {
    let Profile { width, height, bands, sample_type, bits, photometric, extra_samples, .. } = profile;
    let Profile { color_map, nodata, has_mask, placement, metadata, descriptive_fields, .. } = profile;
    let descriptive: Vec<_> = descriptive_fields.iter().map(|field| (field.tag, field.bytes().unwrap())).collect();
    // What tells of the file, such as how overviews were made, is the file's own.
    let metadata: Vec<_> =
        metadata.items.iter().filter(|item| item.domain.as_deref() != Some("IMAGE_STRUCTURE")).collect();
    format!(
        "{width} {height} {bands} {sample_type} {bits} {photometric:?} {extra_samples:?} {color_map:?} {nodata:?} {has_mask} \
         {placement:?} {:?} {metadata:?} {descriptive:?}",
        profile.geo_keys(),
    )
}

#[test]
fn everything_of_every_fixture() {
    let fixtures = std::fs::read_to_string(testdata("fixtures.json")).unwrap();
    let fixtures: serde_json::Value = serde_json::from_str(&fixtures).unwrap();
    let mut seen = 0;
    for fixture in fixtures.as_array().unwrap().iter().filter(|fixture| fixture.get("error").is_none()) {
        let name = fixture["file"].as_str().unwrap();
        let (source, cog) = cog(name);
        assert_eq!(said(cog.profile()), said(source.profile()), "{name}");
        assert!(pixels(&cog, 0).bytes() == pixels(&source, 0).bytes(), "{name}");
        assert_eq!(cog.read_mask(cog.whole()).unwrap(), source.read_mask(source.whole()).unwrap(), "{name}");
        seen += 1;
    }
    assert!(seen > 100);
}

#[test]
fn masks() {
    let (source, cog) = cog("mask_and_overview.tif");
    assert!(cog.profile().has_mask && cog.level(1).unwrap().has_mask());
    let mask = cog.read_mask(cog.whole()).unwrap();
    assert_eq!(mask, source.read_mask(source.whole()).unwrap());
    assert!(mask.bytes().contains(&0) && mask.bytes().contains(&255));
}

#[test]
fn texts_scale_and_offset() {
    let (_, cog) = cog("gdal_metadata.tif");
    let metadata = &cog.profile().metadata;
    assert_eq!((metadata.number(0, "scale"), metadata.number(0, "offset")), (Some(0.5), Some(-10.0)));
    assert_eq!((metadata.role(0, "unittype"), metadata.role(0, "description")), (Some("m"), Some("depth")));
    assert_eq!(metadata.value(None, "TITLE"), Some("Salt & pepper"));
}

#[test]
fn the_colour_map() {
    for (name, colours) in [("bits_8_palette.tif", 256), ("bits_4_palette.tif", 16)] {
        let (_, cog) = cog(name);
        assert_eq!(cog.profile().color_map.as_ref().map(Vec::len), Some(colours), "{name}");
    }
}

#[test]
fn nodata_to_the_last_digit() {
    for (name, text) in [
        ("nodata_uint64_max.tif", "18446744073709551615"),
        ("nodata_int64_odd.tif", "-9007199254740993"),
        ("nodata_nan.tif", "nan"),
        ("nodata_spaces.tif", "-9999"),
        ("nodata_lowest.tif", "-3.4028234663852886e+38"),
    ] {
        assert_eq!(cog(name).1.nodata().map(|nodata| nodata.to_string()).as_deref(), Some(text), "{name}");
    }
}

#[test]
fn the_place() {
    let (_, cog_of_point) = cog("geo_point.tif");
    assert!(cog_of_point.profile().geo_keys().unwrap().pixel_is_point());
    assert_eq!(cog_of_point.bounds().map(|[left, _, _, top]| (left, top)), Some((499_995.0, 5_000_010.0)));
    let (source, rotated) = cog("geo_matrix.tif");
    assert!(rotated.transform().is_some_and(|t| !t.is_north_up()) && rotated.transform() == source.transform());
    let (_, gcps) = cog("geo_gcps.tif");
    assert!(matches!(&gcps.profile().placement, Placement::Gcps(points) if points.len() == 4));
    assert_eq!((gcps.epsg(), gcps.transform()), (Some(4326), None));
    let (_, area) = cog("geo_area_be_big.tif");
    assert_eq!(area.profile().geo_keys().unwrap().short(GeoKeyId::GT_RASTER_TYPE), Some(1));
}
