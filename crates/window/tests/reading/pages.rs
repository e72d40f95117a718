//! The pages of a file, and directories that are no images.

use geotiff_core::{ByteOrder, ErrorKind, Field, FieldType, Header, Ifd, Raster, SampleType, Tag, Values, Variant};
use window::{Dataset, OpenOptions};

use crate::tiff_file::{Page, Storage, noise, write};

fn subfile(page: Page<'_>, bits: u32) -> Page<'_> {
    page.with(Field::longs(Tag::NEW_SUBFILE_TYPE, &[bits]))
}

/// An image, its overview, and two further images, of which the last has a version in a SubIFD at the end of the file.
fn book() -> (Vec<Raster>, Vec<u8>) {
    let rasters = vec![
        noise(SampleType::U8, 8, 40, 30, 1),
        noise(SampleType::U8, 8, 20, 15, 1),
        noise(SampleType::U16, 16, 7, 9, 3),
        noise(SampleType::F32, 32, 11, 5, 1),
    ];
    let page = |i: usize, bits| Page::new(&rasters[i], Storage { bits, ..Storage::of(rasters[i].sample_type()) });
    let pages = [page(0, 8), subfile(page(1, 8), 1), subfile(page(2, 16), 2), page(3, 32)];
    let file = write(ByteOrder::Little, Variant::Classic, &pages).file;
    (rasters, file)
}

fn open(file: &[u8], options: OpenOptions) -> geotiff_core::Result<Dataset> {
    Dataset::from_source_with(file.to_vec(), options)
}

#[test]
fn every_page_can_be_opened_by_number_and_by_offset() {
    let (rasters, file) = book();
    let first = Dataset::from_source(file.clone()).unwrap();
    let list = first.page_list();
    let own: Vec<_> = list.iter().filter(|page| page.is_own_image()).map(|page| page.number).collect();
    assert_eq!((first.pages(), own), (3, vec![Some(0), Some(2), Some(3)]));
    for (number, raster) in rasters.iter().enumerate() {
        let by_number = open(&file, OpenOptions::new().page(number)).unwrap();
        let by_offset = open(&file, OpenOptions::new().page_at(list[number].offset)).unwrap();
        let bands: Vec<usize> = (0..raster.bands()).collect();
        for dataset in [by_number, by_offset] {
            assert_eq!((dataset.page(), dataset.pages(), dataset.bands()), (Some(number), 3, raster.bands()));
            assert!(dataset.read_bands(dataset.whole(), &bands).unwrap() == *raster);
            // What stands in the chain belongs to the first page only.
            assert_eq!(dataset.levels(), if number == 0 { 2 } else { 1 });
        }
    }
    let error = open(&file, OpenOptions::new().page(4)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Parameter);
    assert_eq!(error.to_string(), "there is no such page: the file has 4 pages");
    assert_eq!(open(&file, OpenOptions::new().page_at(3)).unwrap_err().kind(), ErrorKind::Parameter);
}

/// A file with a directory of EXIF tags at its end.
fn with_exif(exif: &Ifd, cut: usize) -> Dataset {
    let raster = noise(SampleType::U8, 8, 40, 30, 1);
    let page = |offset| Page::new(&raster, Storage::of(SampleType::U8)).with(Field::longs(Tag::EXIF_IFD, &[offset]));
    let len = write(ByteOrder::Big, Variant::Classic, &[page(0)]).file.len();
    let mut file = write(ByteOrder::Big, Variant::Classic, &[page(len as u32)]).file;
    let header = Header { byte_order: ByteOrder::Big, variant: Variant::Classic, first_ifd: 8 };
    file.extend(exif.encode(&header).unwrap());
    file.extend(b"2026:11:20 12:00:00\0");
    file.truncate(file.len() - cut);
    Dataset::from_source(file).unwrap()
}

#[test]
fn exif_is_read_when_it_is_asked_for() {
    let mut exif = Ifd::default();
    exif.set(Field::shorts(Tag(34855), &[400]));
    let plain = with_exif(&exif, 0).exif().unwrap().unwrap();
    assert_eq!(plain.u64(Tag(34855)).unwrap(), Some(400));

    // A text of 20 bytes stands after the directory, of 2 + 12 × 1 + 4 bytes.
    let start = with_exif(&Ifd::default(), 0).tiff().file_len - 20 - 6;
    let mut exif = Ifd::default();
    exif.set(Field { tag: Tag(36867), field_type: FieldType::ASCII, count: 20, values: Values::At(start + 18) });
    let dataset = with_exif(&exif, 0);
    assert_eq!(dataset.exif().unwrap().unwrap().text(Tag(36867)).as_deref(), Some("2026:11:20 12:00:00"));
    assert!(dataset.gps().unwrap().is_none());

    let error = with_exif(&exif, 30).exif().unwrap_err();
    assert_eq!((error.kind(), error.tag()), (ErrorKind::Format, Some(34665)));
}
