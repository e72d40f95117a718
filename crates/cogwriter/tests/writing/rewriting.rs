//! Files rewritten without compressing them anew: blocks to the byte, pixels, order, and what is refused.

use cogwriter::{CogOptions, CogRewriter, RewriteOptions, RewriteOverviews, RewriteSummary, ValidateOptions, validate};
use geotiff_core::{
    BlockArray, ByteOrder, Catalogue, Compression, ErrorKind, Field, FieldType, Header, Ifd, Image, Profile, Raster,
    SampleType, Tag, Values, Variant,
};
use proptest::prelude::*;
use window::{Dataset, Source, read_directories};

use crate::support::{Memory, any_sample_type, crop, noise, read_level};
use crate::tiff_file::{Page, Storage, write};

fn rewrite(file: &[u8], options: RewriteOptions) -> geotiff_core::Result<(Vec<u8>, RewriteSummary)> {
    let dataset = Dataset::from_source(file.to_vec())?;
    let mut out = Vec::new();
    let summary = CogRewriter::new(&dataset, options).write_to(&mut out)?;
    Ok((out, summary))
}

/// The bytes of every block of the images, by their roles.
fn payloads(file: &[u8]) -> Vec<Vec<Vec<u8>>> {
    let file = file.to_vec();
    let catalogue = Catalogue::new(&read_directories(&file).unwrap()).unwrap();
    let all = |image: &Image, array: &BlockArray| match array.range(0, array.count()) {
        Some(range) => array.decode(image.byte_order, &file.bytes(range).unwrap()),
        None => array.held().unwrap(),
    };
    let of_image = |number: usize| {
        let image = &catalogue.images[number];
        let places = all(image, &image.offsets).into_iter().zip(all(image, image.byte_counts.as_ref().unwrap()));
        places
            .map(|(at, len)| if at == 0 { Vec::new() } else { file[at as usize..][..len as usize].to_vec() })
            .collect()
    };
    catalogue.levels.iter().flat_map(|level| [Some(level.image), level.mask]).flatten().map(of_image).collect()
}

fn as_part(page: Page<'_>, subfile: u32) -> Page<'_> {
    page.with(Field::longs(Tag::NEW_SUBFILE_TYPE, &[subfile]))
}

/// A file of an image, with a mask and an overview if wanted.
fn tiff(order: ByteOrder, variant: Variant, image: &Raster, storage: Storage, parts: (bool, bool)) -> Vec<u8> {
    let half = noise(image.sample_type(), (image.width() / 2).max(1), (image.height() / 2).max(1), image.bands());
    let mask = noise(SampleType::U8, image.width(), image.height(), 1);
    let half_mask = noise(SampleType::U8, half.width(), half.height(), 1);
    let bits = Storage { bits: 1, ..Storage::of(SampleType::U8) };
    let bits = bits.tiles(storage.block.0, storage.block.1).compressed(Compression::DEFLATE);
    let whole = Storage { sparse_every: None, ..storage };
    let mut pages = vec![Page::new(image, storage).with(Field::ascii(Tag(65000), "kept, too"))];
    let (has_mask, has_overview) = parts;
    if has_overview {
        pages.push(as_part(Page { raster: &half, storage: whole, fields: Vec::new() }, 1));
    }
    if has_mask {
        pages.push(as_part(Page { raster: &mask, storage: bits, fields: Vec::new() }, 4));
    }
    if has_mask && has_overview {
        pages.push(as_part(Page { raster: &half_mask, storage: bits, fields: Vec::new() }, 5));
    }
    write(order, variant, &pages).file
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn blocks_stay_to_the_byte(
        // rio-cogeo measures overviews by their width, which cannot shrink from one pixel.
        sample_type in any_sample_type(),
        (width, height, bands) in (2_usize..80, 1_usize..80, 1_usize..4),
        (block_width, block_height) in (1_usize..3, 1_usize..3),
        big_endian in any::<bool>(),
        big in any::<bool>(),
        separate in any::<bool>(),
        compression in prop::sample::select(vec![
            Compression::NONE, Compression::LZW, Compression::DEFLATE, Compression::PACKBITS,
        ]),
        sparse_every in prop::option::of(2_usize..4),
        parts in any::<(bool, bool)>(),
    ) {
        let image = noise(sample_type, width, height, bands);
        let storage = Storage { separate, sparse_every, ..Storage::of(sample_type) };
        let storage = storage.tiles(16 * block_width, 16 * block_height).compressed(compression);
        let order = if big_endian { ByteOrder::Big } else { ByteOrder::Little };
        let variant = if big { Variant::Big } else { Variant::Classic };
        let file = tiff(order, variant, &image, storage, parts);
        let (cog, summary) = rewrite(&file, RewriteOptions::new()).unwrap();
        prop_assert_eq!((summary.file_len, summary.is_big), (cog.len() as u64, big));

        let (was, now) = (payloads(&file), payloads(&cog));
        prop_assert_eq!(&was[..], &now[..was.len()]);
        let (source, target) = (Dataset::from_source(file).unwrap(), Dataset::from_source(cog.clone()).unwrap());
        prop_assert!(target.levels() > 1 || width.max(height) <= 16 * block_width.min(block_height) || target.levels() == source.levels());
        for level in 0..source.levels() {
            prop_assert_eq!(read_level(&source, level), read_level(&target, level));
        }
        prop_assert_eq!(target.ifd().field(Tag(65000)).map(|field| field.count), Some(10));
        let is_big_endian = target.tiff().header.byte_order == ByteOrder::Big;
        prop_assert_eq!(is_big_endian, big_endian && sample_type.bytes() > 1);

        let report = validate(&cog, ValidateOptions::default()).unwrap();
        prop_assert_eq!(report.findings, []);
        prop_assert!(report.ghost.is_some_and(|ghost| ghost.is_cog()));
        prop_assert_eq!(rewrite(&cog, RewriteOptions::new()).unwrap().0, cog);
    }

    #[test]
    fn damaged_files_are_rewritten_or_refused(
        damage in proptest::collection::vec((0.0..1.0_f64, any::<u8>()), 0..10),
        kept in 0.3..1.0_f64,
        parts in any::<(bool, bool)>(),
    ) {
        let image = noise(SampleType::U16, 70, 50, 2);
        let storage = Storage::of(SampleType::U16).tiles(32, 16).compressed(Compression::LZW);
        let mut file = tiff(ByteOrder::Little, Variant::Classic, &image, storage, parts);
        for (at, byte) in damage {
            let at = (at * file.len() as f64) as usize;
            file[at] = byte;
        }
        let deep = ValidateOptions { deep: true, ..ValidateOptions::default() };
        for overviews in [RewriteOverviews::Keep, RewriteOverviews::Make, RewriteOverviews::None] {
            let _ = rewrite(&file, RewriteOptions::new().with_overviews(overviews));
        }
        let _ = validate(&file, deep);
        file.truncate((file.len() as f64 * kept) as usize);
        let _ = rewrite(&file, RewriteOptions::new());
        let _ = validate(&file, deep);
    }
}

/// A file whose image points to these directories, which stand at its end.
fn with_directories(order: ByteOrder, variant: Variant, directories: &[(Tag, Ifd)]) -> Vec<u8> {
    let image = noise(SampleType::U16, 40, 40, 1);
    let file = |offsets: &[u64]| {
        let mut page = Page::new(&image, Storage::of(SampleType::U16).tiles(16, 16));
        for ((tag, _), &at) in directories.iter().zip(offsets) {
            page = page.with(pointer(*tag, FieldType::LONG, at));
        }
        write(order, variant, &[page]).file
    };
    let header = Header { byte_order: order, variant, first_ifd: 8 };
    let encoded: Vec<Vec<u8>> = directories.iter().map(|(_, ifd)| ifd.encode(&header).unwrap()).collect();
    let mut offsets = vec![0; encoded.len()];
    let mut at = file(&offsets).len() as u64;
    for (offset, ifd) in offsets.iter_mut().zip(&encoded) {
        *offset = at;
        at += ifd.len() as u64;
    }
    let mut whole = file(&offsets);
    encoded.iter().for_each(|ifd| whole.extend(ifd));
    whole
}

fn pointer(tag: Tag, field_type: FieldType, at: u64) -> Field {
    Field { tag, field_type, count: 1, values: Values::Held((at as u32).to_ne_bytes().to_vec()) }
}

#[test]
fn the_data_of_the_camera_stay() {
    let directory = |fields: &[Field]| {
        let mut ifd = Ifd::default();
        fields.iter().for_each(|field| ifd.set(field.clone()));
        ifd
    };
    // Values within four bytes, so that the directories stand alone.
    let sensitivity = Field::shorts(Tag(34855), &[400, 200]);
    let exif = directory(&[sensitivity.clone(), pointer(Tag(40965), FieldType::LONG, 8)]);
    let north = Field::ascii(Tag(1), "N");
    let gps = directory(std::slice::from_ref(&north));
    let all = [(Tag::EXIF_IFD, exif), (Tag::GPS_IFD, gps)];
    for (order, variant) in [
        (ByteOrder::Little, Variant::Classic),
        (ByteOrder::Big, Variant::Classic),
        (ByteOrder::Little, Variant::Big),
        (ByteOrder::Big, Variant::Big),
    ] {
        let (cog, summary) = rewrite(&with_directories(order, variant, &all), RewriteOptions::new()).unwrap();
        assert_eq!(summary.notes, ["tag 40965, which points to a part of the file, is left out"]);
        let target = Dataset::from_source(cog.clone()).unwrap();
        assert_eq!(target.exif().unwrap().unwrap().fields(), std::slice::from_ref(&sensitivity));
        assert_eq!(target.gps().unwrap().unwrap().fields(), std::slice::from_ref(&north));
        let (again, summary) = rewrite(&cog, RewriteOptions::new()).unwrap();
        assert!(again == cog && summary.notes.is_empty());
        assert!(validate(&cog, ValidateOptions::default()).unwrap().is_flawless());
    }
}

#[test]
fn what_points_into_the_old_file_goes_and_is_told() {
    // One directory lies beyond the file; the other is of a maker's own.
    let image = noise(SampleType::U8, 20, 20, 1);
    let page = Page::new(&image, Storage::of(SampleType::U8).tiles(16, 16));
    let page = page.with(pointer(Tag(65001), FieldType::IFD, 8)).with(pointer(Tag::GPS_IFD, FieldType::LONG, 1 << 20));
    let lost = write(ByteOrder::Little, Variant::Classic, &[page]).file;
    let (cog, summary) = rewrite(&lost, RewriteOptions::new()).unwrap();
    let target = Dataset::from_source(cog).unwrap();
    assert!([Tag(65001), Tag::GPS_IFD].iter().all(|&tag| target.ifd().field(tag).is_none()));
    let [own, gps] = &summary.notes[..] else { panic!("{:?}", summary.notes) };
    assert!(own.starts_with("tag 65001, which points") && gps.contains("34853) is left out"), "{own}, {gps}");
}

#[test]
fn an_overview_whose_mask_is_of_no_codec_is_made_anew() {
    let image = noise(SampleType::U8, 40, 40, 1);
    let storage = Storage::of(SampleType::U8).tiles(32, 32);
    let mut file = tiff(ByteOrder::Little, Variant::Classic, &image, storage, (true, true));
    // The last directory is that mask's.
    let entry = [259_u16, 3, 1, 0, 8].map(u16::to_le_bytes).concat();
    let at = file.windows(entry.len()).rposition(|bytes| bytes == entry).unwrap();
    file[at + 8] = 0;
    let (cog, summary) = rewrite(&file, RewriteOptions::new()).unwrap();
    assert_eq!((summary.made, summary.levels.len()), (1, 2));
    assert!(summary.notes[0].contains("its mask"), "{:?}", summary.notes);
    let deep = ValidateOptions { deep: true, ..ValidateOptions::default() };
    assert_eq!(validate(&cog, deep).unwrap().findings, []);
}

#[test]
fn strips_and_odd_tiles_are_refused() {
    let image = noise(SampleType::U8, 40, 40, 1);
    for storage in [Storage::of(SampleType::U8), Storage::of(SampleType::U8).tiles(24, 16)] {
        let file = tiff(ByteOrder::Little, Variant::Classic, &image, storage, (false, false));
        let error = rewrite(&file, RewriteOptions::new()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        assert!(error.to_string().contains("compressed anew"), "{error}");
    }
}

#[test]
fn overviews_that_are_not_whole_are_made_anew() {
    let (image, odd, half) =
        (noise(SampleType::U8, 60, 60, 1), noise(SampleType::U8, 30, 20, 1), noise(SampleType::U8, 30, 30, 1));
    let storage = Storage::of(SampleType::U8).tiles(16, 16);
    let lacking = Storage { sparse_every: Some(3), ..storage };
    for (overview, storage, why) in [(&odd, storage, "sides"), (&half, lacking, "lacks a block")] {
        let pages = [
            Page::new(&image, Storage::of(SampleType::U8).tiles(16, 16)),
            Page::new(overview, storage).with(Field::longs(Tag::NEW_SUBFILE_TYPE, &[1])),
        ];
        let file = write(ByteOrder::Little, Variant::Classic, &pages).file;
        let (cog, summary) = rewrite(&file, RewriteOptions::new()).unwrap();
        assert_eq!((summary.levels, summary.made), (vec![(60, 60), (30, 30), (15, 15)], 2));
        assert!(summary.notes[0].contains(why), "{:?}", summary.notes);
        let report = validate(&cog, ValidateOptions { deep: true, ..ValidateOptions::default() }).unwrap();
        assert_eq!(report.findings, []);
    }
}

#[test]
fn without_overviews_there_are_none_and_made_ones_are_those_of_the_writer() {
    let source = Memory::new(Profile::new(SampleType::I16, 500, 300, 2), true);
    let (cog, _) = source.write(&CogOptions::new().with_block_size(64));
    let (none, summary) = rewrite(&cog, RewriteOptions::new().with_overviews(RewriteOverviews::None)).unwrap();
    assert_eq!(summary.levels, [(500, 300)]);
    let (again, summary) = rewrite(&none, RewriteOptions::new()).unwrap();
    assert_eq!((summary.made, again == cog), (3, true));
    assert_eq!(rewrite(&cog, RewriteOptions::new().with_overviews(RewriteOverviews::Make)).unwrap().0, cog);
}

#[test]
fn the_work_can_be_stopped() {
    let source = Memory::new(Profile::new(SampleType::U8, 100, 70, 1), false);
    let dataset = Dataset::from_source(source.write(&CogOptions::new().with_block_size(16)).0).unwrap();
    let error =
        CogRewriter::new(&dataset, RewriteOptions::new()).on_share(&|_| false).write_to(&mut Vec::new()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Cancelled);
}

#[test]
fn an_overview_of_what_was_there_before_is_found() {
    let (width, height) = (200, 160);
    let samples: Vec<u8> = (0..width * height).map(|i| (i % width / 2 + i / width / 2) as u8).collect();
    let image = Raster::from_samples(&samples, width, height, 1).unwrap();
    let half: Vec<u8> = (0..100 * 80).map(|i| (i % 100 + i / 100) as u8).collect();
    let half = Raster::from_samples(&half, 100, 80, 1).unwrap();
    let check = |image: &Raster, half: &Raster| {
        let storage = Storage::of(SampleType::U8).tiles(64, 64);
        let overview = Page::new(half, storage).with(Field::longs(Tag::NEW_SUBFILE_TYPE, &[1]));
        let file = write(ByteOrder::Little, Variant::Classic, &[Page::new(image, storage), overview]).file;
        let report = validate(
            &rewrite(&file, RewriteOptions::new()).unwrap().0,
            ValidateOptions { deep: true, ..ValidateOptions::default() },
        );
        report.unwrap()
    };
    let report = check(&image, &half);
    assert_eq!(report.findings, []);
    let images = report.deep.unwrap();
    assert!(images[1].made_by.is_some_and(|(_, share)| share > 0.99), "{images:?}");

    let mut stale = crop(&image, window::Window::new(0, 0, width, height));
    for row in stale.bytes_mut().chunks_exact_mut(width).take(64) {
        row[128..192].fill(250);
    }
    let report = check(&stale, &half);
    let [finding] = &report.findings[..] else { panic!("{report:?}") };
    assert!(
        finding.problem.contains("from column 64 and row 0 on") && finding.problem.contains("(column 1, row 0)"),
        "{finding}"
    );

    let blank = Raster::new(SampleType::U8, 100, 80, 1).unwrap();
    assert!(!check(&image, &blank).is_valid());
}

#[test]
fn overviews_of_jpeg_have_the_quality_of_the_image() {
    for quality in [30, 75, 92] {
        let mut options = CogOptions::new().with_block_size(64).with_compression(Compression::JPEG);
        options.settings.quality = Some(quality);
        let (cog, _) = Memory::new(Profile::new(SampleType::U8, 300, 200, 3), false).write(&options);
        let (again, summary) = rewrite(&cog, RewriteOptions::new().with_overviews(RewriteOverviews::Make)).unwrap();
        assert_eq!(summary.made, 3);
        let dataset = Dataset::from_source(again).unwrap();
        for level in 0..dataset.levels() {
            let tables = &dataset.level(level).unwrap().image().codec_fields.jpeg_tables.clone();
            assert_eq!(codec::quality_of(Compression::JPEG, tables), Some(quality), "{level}");
        }
    }
}
