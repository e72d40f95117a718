//! Crops, and rasters put elsewhere.

use geotiff_core::{Field, Gcp, GeoKeyId, GeoTransform, Placement, RasterSource, Tag, Window};
use proptest::prelude::*;
use sources::{Crop, Georeference, Georeferenced};

use crate::support::{Memory, crop, read, refusal};

proptest! {
    #[test]
    fn a_crop_is_that_of_the_array(col in 0_usize..10, row in 0_usize..10, width in 1_usize..10, height in 1_usize..10) {
        let source = Memory::numbered(19, 19, 2).masked((0..361).map(|i| if i % 7 == 0 { 0 } else { 255 }).collect());
        let part = Window::new(col, row, width, height);
        let (pixels, mask) = read(&Crop::window(&source, part).unwrap());
        prop_assert_eq!(pixels, crop(&source.pixels, part));
        let all = source.read_mask(Window::new(0, 0, 19, 19)).unwrap();
        prop_assert_eq!(mask.unwrap(), crop(&all, part).bytes().to_vec());
    }
}

#[test]
fn a_crop_knows_where_it_is() {
    let source =
        Memory::numbered(20, 10, 1).with(|p| p.with_transform(GeoTransform([100.0, 2.0, 0.5, 50.0, 0.25, -2.0])));
    let part = Crop::window(&source, Window::new(4, 2, 5, 5)).unwrap();
    assert_eq!(part.profile().transform().unwrap().0, [109.0, 2.0, 0.5, 47.0, 0.25, -2.0]);
    let mut source = Memory::numbered(20, 10, 1);
    let point = Gcp { col: 5.5, row: 3.0, x: 1.0, y: 2.0, z: 3.0 };
    source.profile.set_placement(Placement::Gcps(vec![point]));
    let part = Crop::window(&source, Window::new(4, 2, 5, 5)).unwrap();
    assert_eq!(part.profile().placement, Placement::Gcps(vec![Gcp { col: 1.5, row: 1.0, ..point }]));
    let whole = Crop::window(&source, Window::new(0, 0, 20, 10)).unwrap();
    assert_eq!(whole.profile(), source.profile());
}

#[test]
fn a_box_is_all_pixels_that_it_touches() {
    let source = Memory::numbered(20, 10, 1).at(100.0, 50.0);
    let part = |bounds| {
        let part = Crop::bounds(&source, bounds).unwrap();
        let t = part.profile().transform().unwrap().0;
        (t[0], t[3], part.profile().width, part.profile().height)
    };
    assert_eq!(part([102.0, 45.0, 107.0, 48.0]), (102.0, 48.0, 5, 3));
    assert_eq!(part([102.4, 45.4, 107.0, 48.0]), (102.0, 48.0, 5, 3));
    assert_eq!(part([102.4, 45.4, 107.1, 48.0]), (102.0, 48.0, 6, 3));
    assert_eq!(part([102.9995, 45.0, 107.0005, 48.0]), (103.0, 48.0, 4, 3));
    assert_eq!(part([102.2, 45.0, 102.3, 48.0]), (102.0, 48.0, 1, 3));
    // What lies beyond is cut off.
    assert_eq!(part([0.0, 0.0, 103.0, 48.0]), (100.0, 48.0, 3, 8));
    let refused = |bounds| refusal(Crop::bounds(&source, bounds));
    assert!(refused([0.0, 0.0, 99.0, 48.0]).contains("lie outside the raster, which has 20"));
    assert!(refused([103.0, 0.0, 102.0, 48.0]).contains("left, bottom, right, top"));
    assert!(refusal(Crop::bounds(Memory::numbered(2, 2, 1), [0.0, 0.0, 1.0, 1.0])).contains("no transform"));
    assert!(refusal(Crop::window(&source, Window::new(19, 0, 2, 1))).contains("reaches outside"));
}

#[test]
fn a_raster_is_put_elsewhere() {
    let mut source = Memory::numbered(20, 10, 1);
    source.profile.set_placement(Placement::Gcps(vec![Gcp { col: 0.0, row: 0.0, x: 0.0, y: 0.0, z: 0.0 }]));
    source.profile.descriptive_fields.push(Field::ascii(Tag::SOFTWARE, "s"));
    let put = |georeference| Georeferenced::new(&source, georeference);
    let placed = put(Georeference::new().with_bounds([10.0, 20.0, 14.0, 25.0])).unwrap();
    assert_eq!(placed.profile().transform().unwrap().0, [10.0, 0.2, 0.0, 25.0, 0.0, -0.5]);
    assert_eq!(read(&placed).0, source.pixels);
    let placed = put(Georeference::new().with_corners([10.0, 20.0, 14.0, 25.0])).unwrap();
    assert_eq!(placed.profile().transform().unwrap().0, [10.0, 0.2, 0.0, 20.0, 0.0, 0.5]);
    let turned = GeoTransform([1.0, 0.0, 2.0, 3.0, 4.0, 0.0]);
    let placed = put(Georeference::new().with_transform(turned).with_crs("EPSG:32633").unwrap()).unwrap();
    assert_eq!((placed.profile().transform(), placed.profile().epsg()), (Some(&turned), Some(32633)));
    assert_eq!(placed.profile().descriptive_fields, source.profile.descriptive_fields);
    assert!(
        refusal(put(Georeference::new().with_bounds([10.0, 20.0, 10.0, 25.0]))).contains("left, bottom, right, top")
    );
    assert!(refusal(put(Georeference::new().with_transform(GeoTransform([0.0; 6])))).contains("no inverse"));
    assert!(refusal(put(Georeference::new().with_bounds([f64::NAN, 20.0, 12.0, 25.0]))).contains("left, bottom"));
}

#[test]
fn points_stay_points() {
    let keys = |profile: &geotiff_core::Profile| profile.geo_keys().unwrap().short(GeoKeyId::GT_RASTER_TYPE);
    let mut source = Memory::numbered(2, 2, 1).at(0.0, 0.0);
    let mut point = geotiff_core::GeoKeys::from_epsg(4326);
    point.keys[1].1 = geotiff_core::GeoKeyValue::Shorts(vec![2]);
    source.profile.geo_fields.extend(point.to_fields());
    assert_eq!(keys(&source.profile), Some(2));
    let placed = Georeferenced::new(&source, Georeference::new().with_crs("4258").unwrap()).unwrap();
    assert_eq!((keys(placed.profile()), placed.profile().epsg()), (Some(2), Some(4258)));
    assert_eq!(placed.profile().transform(), source.profile.transform());
}
