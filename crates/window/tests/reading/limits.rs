//! What a file may not do to its reader: fill the memory, read for ever, end the process.

use geotiff_core::{
    ByteOrder, Compression, Error, ErrorKind, Field, FieldType, Header, Ifd, Raster, RasterSource, Result, SampleType,
    Tag, Values, Variant, Window,
};
use window::{Dataset, Limits, OpenOptions, Source};

use crate::sources::Counting;
use crate::tiff_file::{Page, Storage, noise, write, write_plain};

/// A sparse file of any length: a few bytes at the beginning, and zeros.
struct Sparse {
    head: Vec<u8>,
    len: u64,
}

impl Source for Sparse {
    fn len(&self) -> u64 {
        self.len
    }

    fn read_exact_at(&self, offset: u64, out: &mut [u8]) -> Result<()> {
        if offset.checked_add(out.len() as u64).is_none_or(|end| end > self.len) {
            return Err(Error::format("past the end"));
        }
        let head = self.head.get(offset as usize..).unwrap_or_default();
        let n = head.len().min(out.len());
        out[..n].copy_from_slice(&head[..n]);
        out[n..].fill(0);
        Ok(())
    }
}

/// A directory of these numbers, in a BigTIFF of a terabyte.
fn sparse(fields: &[(Tag, u64)]) -> Sparse {
    let header = Header { byte_order: ByteOrder::Little, variant: Variant::Big, first_ifd: 16 };
    let mut ifd = Ifd::default();
    for &(tag, value) in fields {
        let values = Values::Held(value.to_ne_bytes().to_vec());
        ifd.set(Field { tag, field_type: FieldType::LONG8, count: 1, values });
    }
    let mut head = header.encode();
    head.extend(ifd.encode(&header).unwrap());
    Sparse { head, len: 1 << 40 }
}

const MAX: u64 = i32::MAX as u64;

#[test]
fn the_largest_image_that_can_be_is_read_by_windows() {
    let file = sparse(&[
        (Tag::IMAGE_WIDTH, MAX),
        (Tag::IMAGE_LENGTH, MAX),
        (Tag::BITS_PER_SAMPLE, 128),
        (Tag::SAMPLE_FORMAT, 6),
        (Tag::TILE_WIDTH, 1 << 16),
        (Tag::TILE_LENGTH, 1 << 16),
        (Tag::TILE_OFFSETS, 4096),
    ]);
    let dataset = Dataset::from_source(file).unwrap();
    let corner = Window::new(MAX as usize - 1, MAX as usize - 1, 1, 1);
    assert_eq!(dataset.read::<[f64; 2]>(corner, &[0]).unwrap(), [[0.0; 2]], "a block beyond the array is sparse");
    // More bytes than can be counted.
    for bands in [&[0_usize][..], &[0, 0, 0], &[]] {
        let whole = dataset.whole();
        let error = dataset.read::<[f64; 2]>(whole, bands).map(|_| ()).err();
        let dynamic = dataset.read_bands(whole, bands).map(|_| ()).err();
        for error in [error, dynamic].into_iter().flatten() {
            assert_eq!(error.kind(), ErrorKind::Limits, "{error}");
        }
        let error = dataset.read_into::<[f64; 2]>(whole, bands, &mut [[0.0; 2]]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Parameter);
    }
    let error = dataset.read_window(dataset.whole()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Limits);
}

#[test]
fn too_large_a_block_is_refused() {
    let fields = [
        // One row is too much already.
        (Tag::IMAGE_WIDTH, 2_000_000_000),
        (Tag::IMAGE_LENGTH, 5),
        (Tag::BITS_PER_SAMPLE, 8),
        (Tag::COMPRESSION, 8),
        (Tag::STRIP_OFFSETS, 4096),
        (Tag::STRIP_BYTE_COUNTS, 1 << 39),
    ];
    let source = Counting::new(sparse(&fields));
    let dataset = Dataset::from_source(source.clone()).unwrap();
    source.take();
    let error = dataset.read::<u8>(Window::new(0, 0, 1, 1), &[0]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Limits);
    assert_eq!(source.take_len(), 0);
}

/// A block of half a terabyte for a thousand pixels: no more is fetched than could be of use.
#[test]
fn a_byte_count_is_not_believed() {
    for (compression, counts) in [(8, Some(1 << 39)), (5, Some(1 << 39)), (32773, None), (1, Some(1 << 39)), (1, None)]
    {
        let mut fields = vec![
            (Tag::IMAGE_WIDTH, 100),
            (Tag::IMAGE_LENGTH, 100),
            (Tag::BITS_PER_SAMPLE, 8),
            (Tag::COMPRESSION, compression),
            (Tag::STRIP_OFFSETS, 4096),
        ];
        fields.extend(counts.map(|count| (Tag::STRIP_BYTE_COUNTS, count)));
        let source = Counting::new(sparse(&fields));
        let dataset = Dataset::from_source(source.clone()).unwrap();
        source.take();
        let _ = dataset.read::<u8>(dataset.whole(), &[0]);
        let fetched = source.take_len();
        assert!(fetched <= 2 << 20, "{fetched} bytes of compression {compression}");
    }
}

/// An uncompressed file of one strip is read by rows, a few at a time, however many are wanted.
#[test]
fn one_huge_strip_is_read_in_parts() {
    let source = Counting::new(sparse(&[
        (Tag::IMAGE_WIDTH, 1_000_000),
        (Tag::IMAGE_LENGTH, 1_000_000),
        (Tag::BITS_PER_SAMPLE, 8),
        (Tag::STRIP_OFFSETS, 4096),
        (Tag::STRIP_BYTE_COUNTS, 1_000_000_000_000),
    ]));
    let dataset = Dataset::from_source(source.clone()).unwrap();
    source.take();
    let column: Vec<u8> = dataset.read(Window::new(999_999, 777, 1, 500), &[0]).unwrap();
    assert_eq!(column, [0; 500]);
    let largest = source.take().into_iter().map(|range| range.end - range.start).max().unwrap();
    assert!(largest <= 32 << 20, "{largest} bytes at once");
}

#[test]
fn what_the_caller_gets_wrong_is_a_parameter_error() {
    let raster = noise(SampleType::I16, 16, 20, 10, 2);
    let file = write_plain(Page::new(&raster, Storage::of(SampleType::I16).compressed(Compression::LZW)));
    let dataset = Dataset::from_source(file).unwrap();
    let inside = Window::new(0, 0, 5, 5);
    let errors = [
        dataset.read::<u16>(inside, &[2]).unwrap_err(),
        dataset.read_into::<f64>(inside, &[0], &mut [0.0; 24]).unwrap_err(),
        dataset.read::<i16>(inside, &[2]).unwrap_err(),
        dataset.read::<i16>(Window::new(16, 0, 5, 5), &[0]).unwrap_err(),
        dataset.read::<i16>(Window::new(0, 0, 0, 5), &[0]).unwrap_err(),
        dataset.read::<i16>(Window::new(usize::MAX, usize::MAX, usize::MAX, usize::MAX), &[0]).unwrap_err(),
        dataset.read_into::<i16>(inside, &[0], &mut [0; 24]).unwrap_err(),
        dataset.read_bands(Window::new(0, 6, 5, 5), &[0]).unwrap_err(),
        dataset.level(1).unwrap_err(),
        dataset.level(0).unwrap().read_mask(Window::new(0, 0, 21, 1)).unwrap_err(),
        dataset.tile_windows(0, 0).unwrap_err(),
        dataset.tile_windows(8, 8).unwrap_err(),
    ];
    for error in errors {
        assert_eq!(error.kind(), ErrorKind::Parameter, "{error}");
    }
    assert!(dataset.read::<i16>(inside, &[]).unwrap().is_empty());
}

#[test]
fn a_failing_read_names_its_block_and_is_not_remembered() {
    struct Failing(Vec<u8>, std::sync::atomic::AtomicBool);
    impl Source for Failing {
        fn len(&self) -> u64 {
            self.0.len() as u64
        }
        fn read_exact_at(&self, offset: u64, out: &mut [u8]) -> Result<()> {
            if self.1.load(std::sync::atomic::Ordering::SeqCst) {
                return Err(Error::io("no answer", std::io::Error::other("the line is dead")));
            }
            self.0.as_slice().read_exact_at(offset, out)
        }
    }
    let raster = noise(SampleType::U8, 8, 40, 40, 1);
    let file =
        write_plain(Page::new(&raster, Storage::of(SampleType::U8).tiles(16, 16).compressed(Compression::DEFLATE)));
    let source = std::sync::Arc::new(Failing(file, false.into()));
    let dataset = Dataset::from_source(source.clone()).unwrap();
    for _ in 0..3 {
        source.1.store(true, std::sync::atomic::Ordering::SeqCst);
        let error = dataset.read::<u8>(Window::new(20, 20, 4, 4), &[0]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Io, "{error}");
        source.1.store(false, std::sync::atomic::Ordering::SeqCst);
        assert!(dataset.read_bands(dataset.whole(), &[0]).unwrap() == raster);
    }
}

/// Three pages of 20 × 10 pixels, the first with a text of a thousand bytes.
fn three_pages() -> Vec<u8> {
    let raster = noise(SampleType::U8, 8, 20, 10, 1);
    let page = || Page::new(&raster, Storage::of(SampleType::U8));
    let text = "a".repeat(1000);
    let pages = [page().with(Field::ascii(Tag::IMAGE_DESCRIPTION, &text)), page(), page()];
    write(ByteOrder::Little, Variant::Classic, &pages).file
}

fn within(file: &[u8], limits: Limits) -> Result<Dataset> {
    Dataset::from_source_with(file.to_vec(), OpenOptions::new().limits(limits))
}

#[test]
fn each_limit_is_held_and_named() {
    let file = three_pages();
    let new = Limits::new();
    let limits = |limits: Limits, words: &str| {
        let read = within(&file, limits).and_then(|dataset| dataset.read::<u8>(dataset.whole(), &[0]));
        let error = read.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Limits, "{error}");
        assert!(error.message().contains(words), "{error}");
    };
    limits(Limits { fields: 3, ..new }, "more than the 3 that are allowed: raise the limit, fields");
    limits(Limits { directories_len: 100, ..new }, "raise the limit, directories_len");
    limits(
        Limits { pixels: 199, ..new },
        "20 × 10 pixels, more than the 199 that are allowed: raise the limit, pixels",
    );
    limits(Limits { block_len: 10, ..new }, "raise the limit, block_len");
    limits(
        Limits { image_len: 199, ..new },
        "200 bytes of samples, more than the 199 that are allowed: raise the limit, image_len",
    );
    // What is enough is enough.
    within(&file, Limits { pixels: 200, image_len: 200, ..new }).unwrap();
    within(&file, Limits { fields: 30, directories_len: 10_000, ..new }).unwrap();
}

/// A kilobyte of zeros, deflated.
#[test]
fn what_swells_more_than_allowed_is_refused() {
    let raster = Raster::new(SampleType::U8, 64, 16, 1).unwrap();
    let storage = Storage { compression: Compression::DEFLATE, ..Storage::of(SampleType::U8) };
    let file = write(ByteOrder::Little, Variant::Classic, &[Page::new(&raster, storage)]).file;
    let read = |expansion| {
        let dataset = within(&file, Limits { expansion, ..Limits::new() })?;
        dataset.read::<u8>(dataset.whole(), &[0])
    };
    let error = read(10).unwrap_err();
    assert!(error.kind() == ErrorKind::Limits && error.message().ends_with("raise the limit, expansion"), "{error}");
    assert_eq!(read(1024).unwrap(), [0; 1024]);
}

#[test]
fn what_can_be_done_without_is_left_out() {
    let file = three_pages();
    let new = Limits::new();
    assert_eq!(within(&file, new).unwrap().warnings().count(), 0);
    let first = within(&file, Limits { directories: 1, ..new }).unwrap();
    assert_eq!(first.tiff().directories.len(), 1);
    assert!(first.warnings().any(|warning| warning == "directories after the first 1 are not read"));
    let text = |limits| {
        let dataset = within(&file, limits).unwrap();
        let field = dataset.tiff().directories[0].ifd.field(Tag::IMAGE_DESCRIPTION).unwrap().clone();
        matches!(field.values, Values::Held(_))
    };
    assert!(text(new) && text(Limits { value_len: 1001, ..new }) && !text(Limits { value_len: 1000, ..new }));
}

/// More fields than libtiff reads.
#[test]
fn without_limits_more_is_read() {
    let mut fields =
        vec![(Tag::IMAGE_WIDTH, 4), (Tag::IMAGE_LENGTH, 3), (Tag::BITS_PER_SAMPLE, 8), (Tag::TILE_OFFSETS, 16)];
    fields.extend([(Tag::TILE_WIDTH, 16), (Tag::TILE_LENGTH, 16)]);
    fields.extend((0..5000).map(|number| (Tag(40_000 + number), 1)));
    let open = |limits| Dataset::from_source_with(sparse(&fields), OpenOptions::new().limits(limits));
    let error = open(Limits::new()).unwrap_err();
    assert!(
        error.kind() == ErrorKind::Limits && error.message().contains("5006 fields, more than the 4096"),
        "{error}"
    );
    assert_eq!(open(Limits::unlimited()).unwrap().width(), 4);
}
