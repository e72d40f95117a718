//! The parser, fed with every sort of file: it asks for nothing outside of it, and comes to an end.
#![allow(clippy::unwrap_used, clippy::panic)] // Nothing but a test.

use geotiff_core::{
    ByteOrder, ErrorKind, Field, FieldType, GdalMetadata, Header, Ifd, Image, Nodata, Parser, Profile, Result,
    SampleType, Step, Tag, Tiff, Values, Variant,
};
use proptest::collection::vec;
use proptest::prelude::*;

/// More steps than a file may take whose directories do not overlap: each asks for bytes that no other did.
fn most_steps(file: &[u8]) -> usize {
    16 + 80 * file.len()
}

/// Feeds the parser, and checks what it asks for.
fn parse(file: &[u8]) -> Result<Tiff> {
    let len = file.len() as u64;
    let (mut parser, mut need) = Parser::new(len);
    for _ in 0..most_steps(file) {
        assert!(need.start <= need.end && need.end <= len, "{need:?} of {len}");
        match parser.feed(&file[need.start as usize..need.end as usize])? {
            Step::Need(range) => need = range,
            Step::Done(tiff) => return Ok(tiff),
        }
    }
    panic!("no end after {} steps", most_steps(file))
}

/// All that can be asked of directories.
fn look_at(tiff: &Tiff) {
    for directory in &tiff.directories {
        let ifd = &directory.ifd;
        if let Ok(image) = Image::from_ifd(&tiff.header, ifd) {
            let profile = Profile::from_ifd(ifd, &image);
            let _ = (profile.geo_keys(), profile.transform(), profile.alpha_band(), profile.main_fields());
            let grid = image.grid;
            assert!(grid.block_width > 0 && grid.block_height > 0 && image.bands > 0);
            assert!(grid.blocks() > 0 && profile.alpha_band().is_none_or(|band| band < image.bands));
        }
    }
}

fn field(tag: u16, field_type: FieldType, count: u64, values: Values) -> Field {
    Field { tag: Tag(tag), field_type, count, values }
}

fn long(tag: Tag, value: u32) -> Field {
    Field::longs(tag, &[value])
}

/// Directories one after the other from `header.first_ifd` on, each with its link.
fn file_of(header: Header, directories: &[(Vec<Field>, u64)]) -> Vec<u8> {
    let mut file = header.encode();
    file.resize(header.first_ifd as usize, 0);
    for (fields, next) in directories {
        let mut ifd = Ifd::default();
        ifd.next = *next;
        fields.iter().for_each(|field| ifd.set(field.clone()));
        file.extend(ifd.encode(&header).unwrap());
    }
    file
}

fn classic() -> Header {
    Header { byte_order: ByteOrder::Little, variant: Variant::Classic, first_ifd: 8 }
}

/// A tag that means something, mostly.
fn any_tag() -> impl Strategy<Value = u16> {
    prop_oneof![4 => 254_u16..=340, 1 => prop_oneof![Just(33550_u16), Just(33922), Just(34264), Just(34735), Just(34736), Just(34737), Just(42112), Just(42113)], 1 => any::<u16>()]
}

fn any_field(file_len: u32) -> impl Strategy<Value = Field> {
    let count = prop_oneof![6 => 0_u64..5, 2 => 0_u64..200, 1 => any::<u32>().prop_map(u64::from)];
    let values = prop_oneof![
        3 => vec(any::<u8>(), 0..=8).prop_map(Values::Held),
        3 => (0_u64..64).prop_map(|n| Values::Held(n.to_ne_bytes().to_vec())),
        2 => (0..file_len).prop_map(|at| Values::At(u64::from(at))),
        1 => any::<u32>().prop_map(|at| Values::At(u64::from(at))),
    ];
    (any_tag(), prop_oneof![8 => 1_u16..=18, 1 => any::<u16>()], count, values).prop_map(
        |(tag, kind, count, values)| {
            let values = match values {
                Values::Held(bytes) => Values::Held(bytes[..bytes.len().min(4)].to_vec()),
                at => at,
            };
            field(tag, FieldType(kind), count, values)
        },
    )
}

/// A file with directories that link anywhere.
fn any_file() -> impl Strategy<Value = Vec<u8>> {
    let directory = (
        vec(any_field(400), 0..14),
        prop_oneof![2 => Just(0_u64), 3 => 0_u64..400, 1 => any::<u32>().prop_map(u64::from)],
    );
    let header = (any::<bool>(), any::<bool>(), 8_u64..60).prop_map(|(big_endian, big, at)| Header {
        byte_order: if big_endian { ByteOrder::Big } else { ByteOrder::Little },
        variant: if big { Variant::Big } else { Variant::Classic },
        first_ifd: at.max(if big { 16 } else { 8 }),
    });
    (header, vec(directory, 1..6), vec(any::<u8>(), 0..100)).prop_map(|(header, directories, rest)| {
        let mut file = file_of(header, &directories);
        file.extend(rest);
        file
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_parsed_or_refused(mut bytes in vec(any::<u8>(), 0..300), magic in 0..5_usize, first in 0_u8..200) {
        let start: &[u8] = [b"II\x2a\0".as_slice(), b"MM\0\x2a", b"II\x2b\0\x08\0\0\0", b"MM\0\x2b\0\x08\0\0", b""][magic];
        let n = start.len().min(bytes.len());
        bytes[..n].copy_from_slice(&start[..n]);
        if bytes.len() > 16 {
            let at = [4, 7, 8, 15, 0][magic];
            bytes[[4, 4, 8, 8, 0][magic]..at].fill(0);
            bytes[at] = first;
        }
        if let Ok(tiff) = parse(&bytes) {
            look_at(&tiff);
        }
    }

    #[test]
    fn any_directories_are_parsed_or_refused(file in any_file()) {
        if let Ok(tiff) = parse(&file) {
            look_at(&tiff);
            let mut offsets: Vec<u64> = tiff.directories.iter().map(|d| d.ifd.offset).collect();
            offsets.sort_unstable();
            offsets.dedup();
            prop_assert_eq!(offsets.len(), tiff.directories.len(), "a directory is read twice");
        }
    }

    #[test]
    fn a_chain_is_read_from_end_to_end(header in (any::<bool>(), any::<bool>()), n in 1_usize..30) {
        let variant = if header.0 { Variant::Big } else { Variant::Classic };
        let byte_order = if header.1 { ByteOrder::Big } else { ByteOrder::Little };
        let first = variant.header_len() as u64;
        let len = (variant.count_len() + variant.entry_len() + variant.offset_len()) as u64;
        let next = |i: usize| if i + 1 < n { first + (i as u64 + 1) * len } else { 0 };
        let directories: Vec<_> = (0..n).map(|i| (vec![long(Tag::IMAGE_WIDTH, i as u32)], next(i))).collect();
        let tiff = parse(&file_of(Header { byte_order, variant, first_ifd: first }, &directories)).unwrap();
        prop_assert_eq!(tiff.directories.len(), n);
        prop_assert!(tiff.warnings.is_empty());
        for (i, directory) in tiff.directories.iter().enumerate() {
            prop_assert_eq!(directory.ifd.u64(Tag::IMAGE_WIDTH).unwrap(), Some(i as u64));
            prop_assert_eq!(directory.parent, None);
        }
    }
}

#[test]
fn cycles_end() {
    // Of one, of two, and back into the middle.
    for (n, links) in [(1, vec![8]), (2, vec![26, 8]), (3, vec![26, 44, 26])] {
        let directories: Vec<_> = links.iter().map(|&next| (vec![long(Tag::IMAGE_WIDTH, 1)], next)).collect();
        let tiff = parse(&file_of(classic(), &directories)).unwrap();
        assert_eq!((tiff.directories.len(), tiff.warnings.len()), (n, 1), "{:?}", tiff.warnings);
    }
}

#[test]
fn sub_directories_follow_their_parent_and_lead_no_further() {
    // The main directory at 8, 30 bytes long; its SubIFD at 38 links to itself and to a third, neither of which is followed.
    let main =
        vec![long(Tag::IMAGE_WIDTH, 1), field(330, FieldType::IFD, 1, Values::Held(38_u32.to_ne_bytes().to_vec()))];
    let sub =
        vec![long(Tag::IMAGE_WIDTH, 2), field(330, FieldType::LONG, 1, Values::Held(38_u32.to_ne_bytes().to_vec()))];
    let file = file_of(
        classic(),
        &[(main, 68), (sub, 98), (vec![long(Tag::IMAGE_WIDTH, 3)], 0), (vec![long(Tag::IMAGE_WIDTH, 4)], 0)],
    );
    let tiff = parse(&file).unwrap();
    let seen: Vec<_> =
        tiff.directories.iter().map(|d| (d.ifd.u64(Tag::IMAGE_WIDTH).unwrap().unwrap(), d.parent)).collect();
    assert_eq!(seen, [(1, None), (2, Some(8)), (3, None)]);
}

#[test]
fn damage_after_the_first_directory_is_a_warning() {
    for next in [3_u32, 1 << 20, u32::MAX] {
        let file = file_of(classic(), &[(vec![long(Tag::IMAGE_WIDTH, 1)], u64::from(next))]);
        let tiff = parse(&file).unwrap();
        assert_eq!((tiff.directories.len(), tiff.warnings.len()), (1, 1), "{next}: {:?}", tiff.warnings);
    }
}

#[test]
fn values_outside_the_file_are_left_there() {
    let fields = vec![
        field(258, FieldType::SHORT, 3, Values::At(1 << 20)),
        field(270, FieldType::ASCII, u64::from(u32::MAX), Values::At(20)),
        field(33550, FieldType::DOUBLE, 3, Values::At(u64::from(u32::MAX))),
    ];
    let tiff = parse(&file_of(classic(), &[(fields, 0)])).unwrap();
    for field in tiff.directories[0].ifd.fields() {
        assert_eq!(field.bytes().unwrap_err().kind(), ErrorKind::Format);
    }
}

/// A directory of a number of entries that no file has would be fetched whole.
#[test]
fn too_many_entries_are_refused() {
    let header = Header { variant: Variant::Big, first_ifd: 16, ..classic() };
    let mut file = header.encode();
    file.extend(5000_u64.to_le_bytes());
    file.resize(24 + 5000 * 20 + 8, 0);
    assert!(parse(&file).unwrap_err().to_string().contains("5000 fields, more than the 4096"));
}

/// Directories may overlap, and values be shared, so that a small file could fill any memory.
#[test]
fn a_small_file_cannot_make_much_of_itself() {
    // 4000 directories, each naming the same 4 MiB as its description and its artist.
    let n = 4000;
    let blob = 4 << 20;
    let len = 2 + 2 * 12 + 4;
    let text = |tag: Tag, at: u64| field(tag.0, FieldType::ASCII, blob, Values::At(at));
    let end = 8 + n * len;
    let directories: Vec<_> = (1..=n)
        .map(|i| {
            let next = if i < n { 8 + i * len } else { 0 };
            (vec![text(Tag::IMAGE_DESCRIPTION, end), text(Tag::ARTIST, end)], next)
        })
        .collect();
    let mut file = file_of(classic(), &directories);
    file.resize((end + blob) as usize, b'x');
    let tiff = parse(&file).unwrap();
    let held = |d: &geotiff_core::Directory| {
        d.ifd.fields().iter().filter_map(|f| f.bytes().ok()).map(<[u8]>::len).sum::<usize>()
    };
    assert_eq!(tiff.directories.len(), n as usize);
    assert!(tiff.directories.iter().map(held).sum::<usize>() <= 256 << 20);
}

#[test]
fn a_list_of_wrong_links_is_not_followed_for_ever() {
    // A million SubIFDs, all different, none sound: each would be a warning.
    let count = 1_000_000_u32;
    let main = vec![field(330, FieldType::LONG, u64::from(count), Values::At(26))];
    let mut file = file_of(classic(), &[(main, 0)]);
    let end = 26 + 4 * count;
    (0..count).for_each(|i| file.extend((end + 2 * i).to_le_bytes()));
    let tiff = parse(&file).unwrap();
    assert_eq!(tiff.directories.len(), 1);
    assert!(tiff.warnings.len() < 200, "{} warnings", tiff.warnings.len());
}

/// Texts that take the square of their length, if read carelessly.
#[test]
fn long_texts_take_no_longer_than_they_should() {
    let n = 1 << 20;
    assert!(
        GdalMetadata::parse(&format!("<GDALMetadata><Item name=\"a\">{}</Item></GDALMetadata>", "&amp;".repeat(n)))
            .is_ok()
    );
    let attributes: String = (0..n / 4).map(|i| format!(" a{i}=\"\"")).collect();
    assert!(GdalMetadata::parse(&format!("<GDALMetadata><Item{attributes}/></GDALMetadata>")).is_ok());
    assert!(Nodata::parse(&"+".repeat(n), SampleType::F64).is_some());
    let text = "1".repeat(n) + &"-".repeat(n);
    assert_eq!(Nodata::parse(&text, SampleType::F64), Some(Nodata::Float(f64::INFINITY)));
}
