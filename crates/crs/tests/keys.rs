//! GeoKeys in, CRSs out. The constants are what GDAL 3.10.3 and 3.12.2 read in the same keys.

use crs::{Crs, CrsKind, Definition};
use geotiff_core::{GeoKeyId, GeoKeyValue, GeoKeys};
use proptest::prelude::*;

fn keys(revision: (u16, u16), shorts: &[(u16, u16)], doubles: &[(u16, f64)], texts: &[(u16, &str)]) -> GeoKeys {
    let shorts = shorts.iter().map(|&(id, value)| (GeoKeyId(id), GeoKeyValue::Shorts(vec![value])));
    let doubles = doubles.iter().map(|&(id, value)| (GeoKeyId(id), GeoKeyValue::Doubles(vec![value])));
    let texts = texts.iter().map(|&(id, value)| (GeoKeyId(id), GeoKeyValue::Ascii(value.into())));
    GeoKeys { revision, keys: shorts.chain(doubles).chain(texts).collect() }
}

#[expect(clippy::unwrap_used, reason = "a test's")]
fn crs(keys: &GeoKeys) -> Crs {
    Crs::from_geo_keys(keys).unwrap().unwrap()
}

/// What a user-defined Lambert conic has besides its geographic CRS; angles in degrees.
const LAMBERT: &[(u16, f64)] =
    &[(3078, 33.0), (3079, 45.0), (3084, -96.0), (3085, 39.0), (3086, 1_640_416.667), (3087, 0.0)];

#[test]
fn no_key_of_a_crs_is_none() {
    assert_eq!(Crs::from_geo_keys(&GeoKeys::default()).unwrap(), None);
    assert_eq!(Crs::from_geo_keys(&keys((1, 0), &[(1025, 2)], &[], &[])).unwrap(), None);
}

#[test]
fn a_user_defined_projection() {
    let mut numbers = LAMBERT.to_vec();
    numbers.extend([(2057, 6_378_137.0), (2059, 298.257_222_101)]);
    let keys =
        keys((1, 0), &[(1024, 1), (2048, 4269), (3072, 32767), (3075, 8), (3076, 9003)], &numbers, &[(1026, "My LCC")]);
    let crs = crs(&keys);
    assert_eq!((crs.name(), crs.epsg(), crs.kind()), ("My LCC", None, CrsKind::Projected));
    assert_eq!(crs.linear_unit().unwrap().name, "US survey foot");
    let Definition::Projected(projected) = &crs.definition else { panic!() };
    assert_eq!(projected.conversion.method, "Lambert Conic Conformal (2SP)");
    assert_eq!(projected.conversion.parameter(8826).unwrap().value, 1_640_416.667);
    assert_eq!(projected.base.datum.ellipsoid.semi_major, 6_378_137.0);
}

#[cfg(feature = "epsg")]
mod with_codes {
    use crs::Authority;

    use super::*;

    #[test]
    fn every_sort_of_code() {
        for (code, kind) in [
            (4326, CrsKind::Geographic2D),
            (4979, CrsKind::Geographic3D),
            (4978, CrsKind::Geocentric),
            (32633, CrsKind::Projected),
            (5773, CrsKind::Vertical),
            (7415, CrsKind::Compound),
            (5800, CrsKind::Engineering),
        ] {
            let crs = Crs::from_epsg(code).unwrap();
            assert_eq!((crs.epsg(), crs.kind()), (Some(code), kind));
        }
        assert!(Crs::from_epsg(1).is_err());
    }

    #[test]
    fn keys_that_repeat_a_code_are_the_code() {
        let full = keys(
            (1, 0),
            &[(1024, 1), (2048, 4167), (2054, 9102), (2056, 7019), (3072, 2193), (3076, 9001)],
            &[(2057, 6_378_137.0), (2058, 6_356_752.314_140_356), (2059, 298.257_222_101)],
            &[(1026, "NZGD2000 / New Zealand Transverse Mercator 2000")],
        );
        assert_eq!(crs(&full), Crs::from_epsg(2193).unwrap());
    }

    #[test]
    fn a_unit_that_is_not_the_codes() {
        let crs = crs(&keys((1, 0), &[(1024, 1), (3072, 2853), (3076, 9003)], &[], &[]));
        assert_eq!((crs.name(), crs.epsg()), ("NAD83(HARN) / Virginia North", None));
        let Definition::Projected(projected) = &crs.definition else { panic!() };
        assert!((projected.conversion.parameter(8826).unwrap().value - 11_482_916.666_666_67).abs() < 1e-6);
    }

    #[test]
    fn a_name_and_its_numbers_find_the_code() {
        let numbers = [
            (3078, 33.883_333_333_333_33),
            (3079, 32.783_333_333_333_33),
            (3084, -116.25),
            (3085, 32.166_666_666_666_664),
        ];
        let mut numbers = numbers.to_vec();
        numbers.extend([(3086, 2_000_000.0), (3087, 0.0)]);
        let codes = [(1024, 1), (2048, 4267), (3072, 32767), (3075, 8), (3076, 9003)];
        let named = keys((1, 0), &codes, &numbers, &[(1026, "NAD27 / California zone VI")]);
        assert_eq!(crs(&named).epsg(), Some(26746));
        let other = keys((1, 0), &codes, &numbers, &[(1026, "mine")]);
        assert_eq!((crs(&other).epsg(), crs(&other).equivalent_epsg()), (None, Some(26746)));
    }

    #[test]
    fn esris_text() {
        let text = r#"ESRI PE String = PROJCS["WGS_1984_Web_Mercator_Auxiliary_Sphere",GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",
            SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],
            PROJECTION["Mercator_Auxiliary_Sphere"],PARAMETER["False_Easting",0.0],PARAMETER["False_Northing",0.0],
            PARAMETER["Central_Meridian",0.0],PARAMETER["Standard_Parallel_1",0.0],PARAMETER["Auxiliary_Sphere_Type",0.0],
            UNIT["Meter",1.0]]"#;
        assert_eq!(crs(&keys((1, 0), &[(1024, 32767)], &[], &[(3073, text)])).epsg(), Some(3857));
    }

    #[test]
    fn heights_of_geotiff_1_1() {
        let codes = [(1024, 1), (3072, 28992), (4096, 5709)];
        assert_eq!(crs(&keys((1, 1), &codes, &[], &[])).epsg(), Some(7415));
        // GDAL leaves out those of 1.0, unless it is asked.
        let old = keys((1, 0), &codes, &[], &[]);
        assert_eq!(crs(&old).epsg(), Some(28992));
        assert_eq!(Crs::from_geo_keys_with_heights(&old).unwrap().unwrap().epsg(), Some(7415));
    }

    #[test]
    fn vertical_codes_of_geotiff_1_0() {
        let vertical = |code| {
            let keys = keys((1, 0), &[(1024, 2), (2048, 4269), (4096, code)], &[], &[]);
            match Crs::from_geo_keys_with_heights(&keys).unwrap().unwrap().definition {
                Definition::Compound(crs) => {
                    (crs.vertical.id.map(|id| id.code), crs.vertical.datum.id.map(|id| id.code))
                }
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(vertical(5103), (Some(5703), Some(5103)));
        assert_eq!(vertical(5171), (Some(5773), Some(5171)));
        assert_eq!(vertical(5019), (None, Some(6019)));
    }

    #[test]
    fn three_dimensions() {
        let kind = |shorts: &[(u16, u16)]| {
            (crs(&keys((1, 1), shorts, &[], &[])).epsg(), crs(&keys((1, 1), shorts, &[], &[])).kind())
        };
        assert_eq!(kind(&[(1024, 2), (2048, 4326), (4096, 4979)]), (Some(4979), CrsKind::Geographic3D));
        // Of a datum that doesn't move, GDAL takes the two dimensions of the raster.
        assert_eq!(kind(&[(1024, 2), (2048, 4959)]), (Some(4167), CrsKind::Geographic2D));
    }

    #[test]
    fn esris_first_web_mercator() {
        let numbers =
            [(2057, 6_378_137.0), (2058, 6_378_137.0), (3080, 0.0), (3081, 0.0), (3082, 0.0), (3083, 0.0), (3092, 1.0)];
        let codes = [(1024, 1), (2048, 32767), (3072, 32767), (3075, 7), (3076, 9001)];
        let id = crs(&keys((1, 0), &codes, &numbers, &[(1026, "WGS_1984_Web_Mercator")])).id().unwrap();
        assert_eq!((id.authority, id.code), (Authority::Esri, 102_113));
    }
}

#[cfg(not(feature = "epsg"))]
#[test]
fn without_definitions_a_code_is_a_code() {
    let crs = crs(&GeoKeys::from_epsg(32633));
    assert_eq!((crs.epsg(), crs.kind()), (Some(32633), CrsKind::Unknown));
    assert_eq!(crs.to_wkt2().unwrap_err().kind(), geotiff_core::ErrorKind::Unsupported);
    // Nor is a datum made up.
    let keys = keys((1, 0), &[(1024, 1), (2048, 4269), (3072, 32767), (3075, 8)], LAMBERT, &[]);
    assert_eq!(Crs::from_geo_keys(&keys).unwrap_err().kind(), geotiff_core::ErrorKind::Unsupported);
}

#[test]
fn towgs84_of_an_unknown_datum_is_kept() {
    let mut keys = keys((1, 0), &[(1024, 2), (2048, 32767)], &[(2057, 6_377_000.0), (2059, 299.0)], &[(2049, "mine")]);
    keys.keys.push((GeoKeyId::GEOG_TOWGS84, GeoKeyValue::Doubles(vec![1.0, 2.0, 3.0])));
    let crs = crs(&keys);
    let Definition::Bound(bound) = &crs.definition else { panic!() };
    assert_eq!(bound.to_wgs84, [1.0, 2.0, 3.0, 0.0, 0.0, 0.0, 0.0]);
    assert!(crs.to_wkt2().unwrap().starts_with("BOUNDCRS[\n    SOURCECRS["));
}

#[test]
fn impossible_ellipsoids_are_errors() {
    for (major, inverse) in
        [(-1.0, 298.0), (f64::NAN, 298.0), (6_378_137.0, 0.5), (f64::INFINITY, 298.0), (1.0, f64::NAN)]
    {
        let keys = keys((1, 0), &[(1024, 2), (2048, 32767)], &[(2057, major), (2059, inverse)], &[]);
        assert!(Crs::from_geo_keys(&keys).is_err(), "{major} {inverse}");
    }
}

#[test]
fn an_epoch_stays_beside_the_crs() {
    let keys = keys((1, 1), &[(1024, 2), (2048, 4326)], &[(5120, 2020.5)], &[]);
    assert_eq!(crs(&keys).epoch, Some(2020.5));
}

/// Keys of CRSs, with values that writers use and others.
fn any_keys() -> impl Strategy<Value = GeoKeys> {
    let id = prop_oneof![1024_u16..1027, 2048_u16..2063, 3072_u16..3097, 4096_u16..4100, Just(5120), any::<u16>()];
    let code = prop_oneof![
        0_u16..30,
        Just(4326),
        Just(4979),
        Just(32633),
        Just(32767),
        Just(9001),
        Just(9102),
        Just(9105),
        5000_u16..6000,
        any::<u16>()
    ];
    let number =
        prop_oneof![-1000.0..1000.0, Just(6_378_137.0), Just(298.257), Just(90.0), Just(f64::NAN), any::<f64>()];
    let text = prop_oneof![
        "[ -~]{0,40}",
        "(GCS Name|Datum|Ellipsoid|Primem|LUnits|PCS Name) = [ -~]{0,20}\\|",
        Just(
            "ESRI PE String = PROJCS[\"a\",GEOGCS[\"b\",DATUM[\"c\",SPHEROID[\"d\",1,2]]],PROJECTION[\"Krovak\"]]"
                .to_string()
        ),
        Just("IMAGINE GeoTIFF Support\n$Date$\nUTM\nDatum = é".to_string()),
    ];
    let value = prop_oneof![
        code.prop_map(|code| GeoKeyValue::Shorts(vec![code])),
        prop::collection::vec(number, 0..8).prop_map(GeoKeyValue::Doubles),
        text.prop_map(GeoKeyValue::Ascii),
    ];
    let entries = prop::collection::vec((id.prop_map(GeoKeyId), value), 0..20);
    (0_u16..3, entries).prop_map(|(minor, keys)| GeoKeys { revision: (1, minor), keys })
}

proptest! {
    #[test]
    fn no_keys_panic(keys in any_keys()) {
        if let Ok(Some(crs)) = Crs::from_geo_keys_with_heights(&keys) {
            let (wkt2, projjson) = (crs.to_wkt2(), crs.to_projjson());
            prop_assert_eq!(wkt2.is_ok(), projjson.is_ok());
            if let Ok(text) = projjson {
                prop_assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok());
                prop_assert!(!wkt2.unwrap().contains("NaN"));
            }
        }
    }

    #[test]
    fn no_wkt1_panics(text in "(PROJCS|GEOGCS|DATUM|SPHEROID|UNIT|PRIMEM|PROJECTION|PARAMETER|[\\[\\]\",a-z0-9.-]){0,60}") {
        let _ = Crs::from_wkt1(&text);
    }
}
