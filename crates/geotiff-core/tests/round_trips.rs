//! What is encoded is parsed back: headers, directories, GeoKeys, placements and nodata, in every variant and byte order.
#![allow(clippy::unwrap_used)] // Nothing but a test.

use geotiff_core::{
    ByteOrder, Field, FieldType, Gcp, GeoKeyId, GeoKeyValue, GeoKeys, GeoTransform, Header, Ifd, Nodata, Placement,
    SampleType, Tag, Values, Variant, format_g17,
};
use proptest::collection::vec;
use proptest::prelude::*;

fn any_order() -> impl Strategy<Value = ByteOrder> {
    prop_oneof![Just(ByteOrder::Little), Just(ByteOrder::Big)]
}

fn any_header() -> impl Strategy<Value = Header> {
    (any_order(), any::<bool>(), any::<u64>()).prop_map(|(byte_order, big, offset)| match big {
        true => Header { byte_order, variant: Variant::Big, first_ifd: offset },
        false => Header { byte_order, variant: Variant::Classic, first_ifd: offset >> 32 },
    })
}

/// Every type that TIFF 6 and BigTIFF know.
fn any_type() -> impl Strategy<Value = FieldType> {
    prop_oneof![1_u16..=13, 16_u16..=18].prop_map(FieldType)
}

/// A field whose values fit into an entry of `slot` bytes, one whose do not, or one of an unknown type.
fn any_field(slot: usize) -> impl Strategy<Value = Field> {
    let held =
        (any::<u16>(), any_type(), vec(any::<u8>(), 8), 0_usize..=8).prop_map(move |(tag, field_type, bytes, n)| {
            let len = field_type.bytes().unwrap();
            let count = n.min(slot / len);
            Field {
                tag: Tag(tag),
                field_type,
                count: count as u64,
                values: Values::Held(bytes[..count * len].to_vec()),
            }
        });
    let elsewhere =
        (any::<u16>(), any_type(), 9_u64..1 << 32, any::<u32>()).prop_map(|(tag, field_type, count, at)| Field {
            tag: Tag(tag),
            field_type,
            count,
            values: Values::At(u64::from(at)),
        });
    let unknown = (any::<u16>(), prop_oneof![Just(0), Just(14), Just(15), 19_u16..], any::<u32>(), any::<u32>());
    let unknown = unknown.prop_map(|(tag, field_type, count, at)| Field {
        tag: Tag(tag),
        field_type: FieldType(field_type),
        count: u64::from(count),
        values: Values::At(u64::from(at)),
    });
    prop_oneof![3 => held, 1 => elsewhere, 1 => unknown]
}

fn any_text() -> impl Strategy<Value = String> {
    "[^\u{0}|]{0,12}"
}

fn any_key_value() -> impl Strategy<Value = GeoKeyValue> {
    prop_oneof![
        vec(any::<u16>(), 1..5).prop_map(GeoKeyValue::Shorts),
        vec(-1e9..1e9, 0..4).prop_map(GeoKeyValue::Doubles),
        any_text().prop_map(GeoKeyValue::Ascii),
    ]
}

/// The directory as it comes back when its bytes are given whole, with values that do not fit into an entry left out.
fn reparsed(header: &Header, ifd: &Ifd) -> Ifd {
    Ifd::parse(header, ifd.offset, &ifd.encode(header).unwrap()).unwrap()
}

fn ifd_of(fields: Vec<Field>) -> Ifd {
    let mut ifd = Ifd::default();
    fields.into_iter().for_each(|field| ifd.set(field));
    ifd
}

proptest! {
    #[test]
    fn headers(header in any_header()) {
        let bytes = header.encode();
        prop_assert_eq!(bytes.len(), header.variant.header_len());
        prop_assert_eq!(Header::parse(&bytes).unwrap(), header);
        for cut in 0..bytes.len() {
            prop_assert!(Header::parse(&bytes[..cut]).is_err());
        }
    }

    #[test]
    fn any_bytes_are_a_header_or_refused(bytes in vec(any::<u8>(), 0..20)) {
        if let Ok(header) = Header::parse(&bytes) {
            prop_assert!(bytes.starts_with(&header.encode()));
        }
    }

    #[test]
    fn directories(
        (header, fields) in any_header().prop_flat_map(|h| (Just(h), vec(any_field(h.variant.offset_len()), 0..40))),
        offset in any::<u32>(),
        next in any::<u32>(),
    ) {
        let mut ifd = ifd_of(fields);
        (ifd.offset, ifd.next) = (u64::from(offset), u64::from(next));
        let bytes = ifd.encode(&header).unwrap();
        prop_assert!(ifd.fields().is_sorted_by(|a, b| a.tag < b.tag));
        prop_assert_eq!(&Ifd::parse(&header, ifd.offset, &bytes).unwrap(), &ifd);
        // A link that is cut off is no link; entries that are cut off are an error.
        let end = bytes.len() - header.variant.offset_len();
        prop_assert_eq!(Ifd::parse(&header, ifd.offset, &bytes[..end]).unwrap().next, 0);
        if end > 0 {
            prop_assert!(Ifd::parse(&header, ifd.offset, &bytes[..end - 1]).is_err());
        }
    }

    #[test]
    fn any_bytes_are_a_directory_or_refused(header in any_header(), bytes in vec(any::<u8>(), 0..200), n in 0_u8..12) {
        // Mostly with as many entries as there may be.
        let mut bytes = bytes;
        let count = header.variant.count_len();
        if bytes.len() > count {
            bytes[..count].fill(0);
            bytes[if header.byte_order == ByteOrder::Big { count - 1 } else { 0 }] = n;
        }
        if let Ok(ifd) = Ifd::parse(&header, 7, &bytes) {
            for field in ifd.fields() {
                let _ = (field.to_u64s(), field.to_f64s(), field.to_text(), field.byte_len(), field.to_u64());
            }
            prop_assert_eq!(reparsed(&header, &ifd), ifd);
        }
    }

    #[test]
    fn geo_keys(
        revision in any::<(u16, u16)>(),
        ids in proptest::collection::btree_set(any::<u16>(), 0..8),
        values in vec(any_key_value(), 8),
    ) {
        let keys: Vec<_> = ids.into_iter().map(GeoKeyId).zip(values).collect();
        let keys = GeoKeys { revision, keys };
        prop_assert_eq!(GeoKeys::from_ifd(&ifd_of(keys.to_fields())), Some(keys));
    }

    #[test]
    fn any_numbers_are_geo_keys_or_none(directory in vec(any::<u16>(), 0..40), doubles in vec(any::<f64>(), 0..4), ascii in vec(any::<u8>(), 0..20)) {
        let fields = vec![
            Field::shorts(Tag::GEO_KEY_DIRECTORY, &directory),
            Field::doubles(Tag::GEO_DOUBLE_PARAMS, &doubles),
            Field { field_type: FieldType::ASCII, ..Field::undefined(Tag::GEO_ASCII_PARAMS, &ascii) },
        ];
        let keys = GeoKeys::from_ifd(&ifd_of(fields));
        prop_assert_eq!(keys.is_some(), directory.len() >= 4);
        if let Some(keys) = keys {
            let _ = (keys.epsg(), keys.name(), keys.pixel_is_point(), keys.to_fields());
        }
    }

    #[test]
    fn codes(code in 1_u16..32767) {
        let keys = GeoKeys::from_epsg(code);
        prop_assert_eq!(keys.epsg(), Some(code));
        prop_assert!(keys.keys.is_sorted_by_key(|(id, _)| *id));
        prop_assert_eq!(GeoKeys::from_ifd(&ifd_of(keys.to_fields())), Some(keys));
    }

    #[test]
    fn transforms(x in -1_000_000_i32..1_000_000, y in -1_000_000_i32..1_000_000, w in 1_i32..1000, h in 1_i32..1000, shear in -50_i32..50, point in any::<bool>()) {
        // Halves and quarters, so that moving by half a pixel is exact.
        let [x, y, w, h, shear] = [x, y, w, h, shear].map(|v| f64::from(v) / 4.0);
        for transform in [GeoTransform::north_up(x, y, w, h), GeoTransform([x, w, shear, y, shear, -h]), GeoTransform([x, -w, 0.0, y, 0.0, h])] {
            let placement = Placement::Affine(transform);
            let fields = placement.to_fields(point);
            prop_assert_eq!(fields.len(), if transform.is_north_up() { 2 } else { 1 });
            prop_assert_eq!(Placement::from_ifd(&ifd_of(fields), point), placement);
        }
    }

    #[test]
    fn control_points(points in vec((0_u16..500, 0_u16..500, any::<i32>(), any::<i32>(), any::<i16>()), 0..9), point in any::<bool>()) {
        let gcp = |&(col, row, x, y, z): &(u16, u16, i32, i32, i16)| Gcp {
            col: f64::from(col), row: f64::from(row), x: f64::from(x), y: f64::from(y), z: f64::from(z),
        };
        let points: Vec<Gcp> = points.iter().map(gcp).collect();
        let placement = if points.is_empty() { Placement::None } else { Placement::Gcps(points.clone()) };
        let read = Placement::from_ifd(&ifd_of(placement.to_fields(point)), point);
        // TIFF's tiepoints have heights of their own, which a raster's do not.
        match (&read, &placement) {
            (Placement::Gcps(read), Placement::Gcps(points)) => prop_assert_eq!(read, points),
            (read, placement) => prop_assert_eq!(read, placement),
        }
    }

    #[test]
    fn places_are_found_again(t in vec(-1000.0..1000.0, 6), col in 0.0..5000.0, row in 0.0..5000.0) {
        let transform = GeoTransform([t[0], t[1], t[2], t[3], t[4], t[5]]);
        prop_assume!((t[1] * t[5] - t[2] * t[4]).abs() > 1.0);
        let (x, y) = transform.apply(col, row);
        let (c, r) = transform.invert(x, y).unwrap();
        prop_assert!((c - col).abs() < 1e-3 && (r - row).abs() < 1e-3, "{c} {r} for {col} {row}");
    }

    #[test]
    fn doubles_as_text(bits in any::<u64>()) {
        let value = f64::from_bits(bits);
        let read: f64 = format_g17(value).parse().unwrap();
        prop_assert!(read == value || read.is_nan() && value.is_nan());
    }

    #[test]
    fn nodata(value in prop_oneof![any::<f64>(), any::<f32>().prop_map(f64::from), any::<i16>().prop_map(f64::from)], int in any::<i64>(), uint in any::<u64>()) {
        let same = |a: Nodata, b: Nodata| a == b || a.to_f64().is_nan() && b.to_f64().is_nan();
        let reread = |nodata: Nodata, sample_type| Nodata::parse(&nodata.to_string(), sample_type).unwrap();
        for nodata in [Nodata::Int(int), Nodata::Int(i64::MIN), Nodata::Int(i64::MAX)] {
            prop_assert_eq!(reread(nodata, SampleType::I64), nodata);
        }
        for nodata in [Nodata::UInt(uint), Nodata::UInt(0), Nodata::UInt(u64::MAX)] {
            prop_assert_eq!(reread(nodata, SampleType::U64), nodata);
        }
        for sample_type in SampleType::ALL {
            if !matches!(sample_type, SampleType::I64 | SampleType::U64 | SampleType::F32) {
                prop_assert!(same(reread(Nodata::Float(value), sample_type), Nodata::Float(value)));
            }
        }
        let single = Nodata::parse(&Nodata::Float(value).to_string(), SampleType::F32).unwrap();
        prop_assert!(same(reread(single, SampleType::F32), single));
    }

    #[test]
    fn any_text_is_nodata_or_none(text in "\\PC{0,30}", number in "[-+0-9.eEnaif]{0,20}") {
        for sample_type in SampleType::ALL {
            for text in [&text, &number] {
                let _ = Nodata::parse(text, sample_type).map(|nodata| nodata.is_possible_in(sample_type));
            }
        }
    }

    /// The longest beginning that is a number counts, as C has it.
    #[test]
    fn the_longest_number_counts(number in "[-+0-9.e]{0,12}", rest in "[a-df-z ]{0,3}") {
        let expected = (1..=number.len()).rev().find_map(|end| number[..end].parse::<f64>().ok()).unwrap_or(0.0);
        prop_assume!(!(number.clone() + &rest).is_empty() && !rest.starts_with(['i', 'n']));
        prop_assume!(!number.trim().is_empty() || !rest.trim().is_empty());
        prop_assert_eq!(Nodata::parse(&(number + &rest), SampleType::F64), Some(Nodata::Float(expected)));
    }
}

#[test]
fn a_held_value_that_does_not_fit_is_refused() {
    let classic = Header { byte_order: ByteOrder::Little, variant: Variant::Classic, first_ifd: 8 };
    let big = Header { variant: Variant::Big, ..classic };
    let ifd = ifd_of(vec![Field::shorts(Tag::BITS_PER_SAMPLE, &[8, 8, 8])]);
    assert!(ifd.encode(&classic).is_err());
    assert!(ifd.encode(&big).is_ok());
    let far = ifd_of(vec![Field { values: Values::At(1 << 32), ..Field::doubles(Tag::MODEL_PIXEL_SCALE, &[1.0; 3]) }]);
    assert!(far.encode(&classic).is_err());
    assert_eq!(reparsed(&big, &far), far);
}

#[test]
fn of_a_tag_that_stands_twice_the_first_counts() {
    let header = Header { byte_order: ByteOrder::Big, variant: Variant::Classic, first_ifd: 8 };
    let mut bytes = vec![0, 2];
    for value in [5_u8, 6] {
        bytes.extend([1, 0, 0, 3, 0, 0, 0, 1, 0, value, 0, 0]);
    }
    bytes.extend([0; 4]);
    assert_eq!(Ifd::parse(&header, 8, &bytes).unwrap().u64(Tag::IMAGE_WIDTH).unwrap(), Some(5));
}

/// Offsets into GeoAsciiParams are in bytes, whatever the bytes stand for.
#[test]
fn texts_of_geo_keys_are_cut_by_bytes() {
    let directory = [1, 1, 0, 2, 1026, 34737, 4, 0, 3073, 34737, 3, 4];
    let ascii = Field { field_type: FieldType::ASCII, ..Field::undefined(Tag::GEO_ASCII_PARAMS, b"\xe9\xe8z|ab|\0zz") };
    let keys = GeoKeys::from_ifd(&ifd_of(vec![Field::shorts(Tag::GEO_KEY_DIRECTORY, &directory), ascii])).unwrap();
    assert_eq!(keys.text(GeoKeyId::GT_CITATION), Some("éèz"));
    assert_eq!(keys.text(GeoKeyId::PROJECTED_CITATION), Some("ab"));
}

#[test]
fn every_sample_type_has_its_name() {
    for sample_type in SampleType::ALL {
        assert_eq!(SampleType::from_name(sample_type.name()), Some(sample_type));
    }
}

#[test]
fn what_kind_of_system_a_code_is() {
    let model = |code| GeoKeys::from_epsg(code).short(GeoKeyId::GT_MODEL_TYPE);
    for geographic in [4001, 4025, 4120, 4258, 4269, 4326, 4979, 7844, 9990] {
        assert_eq!(model(geographic), Some(2), "{geographic}");
    }
    for geocentric in [4936, 4978, 7789, 9988, 20039] {
        assert_eq!(model(geocentric), Some(3), "{geocentric}");
    }
    for projected in [2000, 3034, 3857, 4087, 5070, 6933, 9311, 25832, 32601, 32760] {
        assert_eq!(model(projected), Some(1), "{projected}");
    }
}
