//! Any GeoKeys, of known numbers and codes as a rule: they survive being written as fields and read; and whatever CRS
//! they are is told as WKT, and as PROJJSON that is JSON.

use arbitrary::{Arbitrary, Unstructured};
use crs::Crs;
use geotiff_core::{GeoKeyId, GeoKeyValue, GeoKeys, Ifd};

#[derive(Arbitrary, Debug)]
pub struct Input {
    minor: u8,
    keys: Vec<Key>,
}

#[derive(Debug)]
pub struct Key(GeoKeyId, GeoKeyValue);

const IDS: [std::ops::RangeInclusive<u16>; 5] = [1024..=1026, 2048..=2062, 3072..=3096, 4096..=4099, 5120..=5120];
/// Of CRSs, datums, ellipsoids, meridians, units, methods, and what is said instead of one.
const CODES: [u16; 48] = [
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 18, 20, 24, 27, 28, 32767, 4326, 4979, 4978, 4258, 4289,
    6326, 6258, 7030, 7019, 8901, 8903, 9001, 9002, 9003, 9102, 9105, 9110, 32633, 28992, 2056, 16033, 5773, 5703,
    1127, 5103,
];

impl<'a> Arbitrary<'a> for Key {
    fn arbitrary(bytes: &mut Unstructured<'a>) -> arbitrary::Result<Self> {
        let id = match bytes.int_in_range(0..=9)? {
            0 => bytes.arbitrary()?,
            _ => {
                let ids = bytes.choose(&IDS)?.clone();
                bytes.int_in_range(ids)?
            }
        };
        let value = match bytes.int_in_range(0..=9)? {
            0 => GeoKeyValue::Shorts(bytes.arbitrary()?),
            1 => GeoKeyValue::Doubles(bytes.arbitrary()?),
            2 | 3 => GeoKeyValue::Doubles(vec![f64::from(bytes.arbitrary::<i16>()?) / 8.0]),
            4 => GeoKeyValue::Ascii(bytes.arbitrary()?),
            5 => GeoKeyValue::Shorts(vec![bytes.arbitrary()?]),
            _ => GeoKeyValue::Shorts(vec![*bytes.choose(&CODES)?]),
        };
        Ok(Self(GeoKeyId(id), value))
    }
}

/// Whether GeoTIFF can hold it just so: no numbers of values or texts that the keys' fields cannot say.
fn is_plain(value: &GeoKeyValue) -> bool {
    match value {
        GeoKeyValue::Shorts(values) => !values.is_empty(),
        GeoKeyValue::Doubles(values) => !values.is_empty() && values.iter().all(|value| !value.is_nan()),
        GeoKeyValue::Ascii(text) => text.chars().all(|c| (' '..='~').contains(&c) && c != '|'),
    }
}

pub(crate) fn look_at(crs: &Crs) {
    let _ = (crs.name(), crs.id(), crs.epsg(), crs.equivalent_epsg(), crs.kind(), crs.ellipsoid(), crs.axis_mapping());
    match (crs.to_wkt2(), crs.to_projjson()) {
        (Ok(wkt), Ok(json)) => {
            let outside = || wkt.split('"').step_by(2);
            let count = |c: char| outside().map(|part| part.matches(c).count()).sum::<usize>();
            assert!(wkt.ends_with(']') && count('[') == count(']'), "{wkt}");
            let json: serde_json::Value = serde_json::from_str(&json).unwrap_or_else(|error| panic!("{error}: {json}"));
            assert!(json["type"].is_string(), "{json}");
        }
        (wkt, json) => assert!(wkt.is_err() && json.is_err(), "one without the other: {wkt:?}, {json:?}"),
    }
}

/// The target.
pub fn run(input: Input) {
    let mut keys: Vec<(GeoKeyId, GeoKeyValue)> = input.keys.into_iter().map(|Key(id, value)| (id, value)).collect();
    keys.sort_by_key(|(id, _)| *id);
    let keys = GeoKeys { revision: (1, u16::from(input.minor % 3)), keys };
    let mut ifd = Ifd::default();
    keys.to_fields().into_iter().for_each(|field| ifd.set(field));
    let read = GeoKeys::from_ifd(&ifd).expect("there are keys");
    if keys.keys.iter().all(|(_, value)| is_plain(value)) {
        assert_eq!(read, keys);
    }
    for keys in [keys, read] {
        let _ = (keys.epsg(), keys.name(), keys.pixel_is_point());
        for crs in [Crs::from_geo_keys(&keys), Crs::from_geo_keys_with_heights(&keys)] {
            crs.ok().flatten().iter().for_each(look_at);
        }
    }
}
