//! What lies beside a file: which of it is heeded, in which order, and what becomes of it when it is damaged.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use geotiff_core::{
    ByteOrder, Compression, Error, ErrorKind, Field, GdalMetadata, GeoTransform, MetadataItem, Nodata, Placement,
    Raster, RasterSource, SampleType, Tag, Variant, Window,
};
use tempfile::TempDir;
use window::{Dataset, Limits, OpenOptions, PlacementSource, Source};

use crate::tiff_file::{Page, Storage, crop, noise, write, write_plain};

const WORLD_FILE: &str = "2\n0\n0\n-2\n101\n199\n";
const OF_WORLD_FILE: [f64; 6] = [100.0, 2.0, 0.0, 200.0, 0.0, -2.0];
const OF_PAM: [f64; 6] = [1.0, 2.0, 0.0, 3.0, 0.0, -2.0];
const OF_FILE: [f64; 6] = [10.0, 0.5, 0.0, 50.0, 0.0, -0.5];

#[test]
fn a_sidecar_beyond_the_limits_is_not_read() {
    let case = Case::of(&noise(SampleType::U8, 8, 20, 10, 1)).pam("<GeoTransform>1,2,0,3,0,-2</GeoTransform>");
    let with = |sidecar_len| {
        let options = OpenOptions::new().limits(Limits { sidecar_len, ..Limits::new() });
        Dataset::open_with(case.path("dem.tif"), options).unwrap()
    };
    assert_eq!((with(1000).sidecars().files.len(), with(1000).warnings().count()), (1, 0));
    assert_eq!((with(50).sidecars().files.len(), with(50).warnings().count()), (0, 1));
}

/// A folder with `dem.tif` in it.
struct Case {
    folder: TempDir,
}

impl Case {
    fn new(file: &[u8]) -> Self {
        let case = Self { folder: tempfile::tempdir().unwrap() };
        case.with("dem.tif", file)
    }

    fn of(raster: &Raster) -> Self {
        Self::new(&tiff(raster, &[]))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn with(self, name: &str, bytes: impl AsRef<[u8]>) -> Self {
        std::fs::write(self.path(name), bytes).unwrap();
        self
    }

    fn pam(self, body: &str) -> Self {
        self.with("dem.tif.aux.xml", format!("<PAMDataset>{body}</PAMDataset>"))
    }

    fn open(&self) -> Dataset {
        Dataset::open(self.path("dem.tif")).unwrap()
    }

    /// The one warning of the file, which begins with the name of this file beside it.
    #[track_caller]
    fn warns_of(&self, name: &str) -> Dataset {
        let dataset = self.open();
        let warnings: Vec<&str> = dataset.warnings().collect();
        assert!(warnings.len() == 1 && warnings[0].starts_with(&format!("{name}: ")), "{warnings:?}");
        dataset
    }
}

fn gray() -> Raster {
    noise(SampleType::U8, 8, 40, 30, 2)
}

fn tiff(raster: &Raster, fields: &[Field]) -> Vec<u8> {
    let bits = 8 * raster.sample_type().bytes() as u16;
    let storage = Storage { bits, ..Storage::of(raster.sample_type()).compressed(Compression::LZW) };
    let page = fields.iter().cloned().fold(Page::new(raster, storage), Page::with);
    write_plain(page)
}

/// The file of a mask, which says whom it masks.
fn mask(raster: &Raster, flags: Option<u64>) -> Vec<u8> {
    let items = flags.map(|flags| MetadataItem {
        name: "INTERNAL_MASK_FLAGS_1".into(),
        value: flags.to_string(),
        ..MetadataItem::default()
    });
    let field = GdalMetadata { items: items.into_iter().collect() }.to_field();
    tiff(raster, &field.into_iter().collect::<Vec<_>>())
}

fn valid(raster: &Raster, band: usize) -> Vec<u8> {
    let pixels = crop(raster, Window::new(0, 0, raster.width(), raster.height()), &[band]);
    pixels.iter().map(|&v| if v == 0 { 0 } else { 255 }).collect()
}

/// Zeros and others, half and half.
fn flags(width: usize, height: usize, bands: usize) -> Raster {
    let mut raster = noise(SampleType::U8, 8, width, height, bands);
    raster.bytes_mut().iter_mut().for_each(|v| *v = if *v % 2 == 0 { 0 } else { *v });
    raster
}

/// GDAL's order: PAM, the file itself, a world file; of the file, only a transform counts more than a world file.
#[test]
fn the_first_that_ties_the_raster_to_the_ground_counts() {
    let affine = Placement::Affine(GeoTransform(OF_FILE)).to_fields(false);
    let points = vec![Field::doubles(Tag::MODEL_TIEPOINT, &[0.0, 0.0, 0.0, 1.0, 2.0, 3.0])];
    let pam = "<GeoTransform>1,2,0,3,0,-2</GeoTransform>";
    for (own, has_pam, has_world, expected, source) in [
        (&[][..], false, false, None, PlacementSource::None),
        (&[], false, true, Some(OF_WORLD_FILE), PlacementSource::WorldFile),
        (&[], true, false, Some(OF_PAM), PlacementSource::Pam),
        (&[], true, true, Some(OF_PAM), PlacementSource::Pam),
        (&affine, false, false, Some(OF_FILE), PlacementSource::Internal),
        (&affine, false, true, Some(OF_FILE), PlacementSource::Internal),
        (&affine, true, true, Some(OF_PAM), PlacementSource::Pam),
        (&points, false, false, None, PlacementSource::Internal),
        (&points, false, true, Some(OF_WORLD_FILE), PlacementSource::WorldFile),
        (&points, true, true, Some(OF_PAM), PlacementSource::Pam),
    ] {
        let mut case = Case::new(&tiff(&gray(), own));
        if has_pam {
            case = case.pam(pam);
        }
        if has_world {
            case = case.with("dem.tfw", WORLD_FILE);
        }
        let dataset = case.open();
        assert_eq!(dataset.transform().map(|t| t.0), expected, "{own:?} {has_pam} {has_world}");
        assert_eq!(dataset.sidecars().placement, source);
        assert_eq!(dataset.warnings().count(), 0);

        let alone = Dataset::open_with(case.path("dem.tif"), OpenOptions::new().sidecars(false)).unwrap();
        assert_eq!(alone.transform().map(|t| t.0), (own == affine).then_some(OF_FILE));
        assert!(alone.sidecars().files.is_empty());
    }
}

#[test]
fn a_world_file_has_one_of_several_names() {
    for name in ["dem.tfw", "dem.TFW", "dem.tifw", "dem.wld", "DEM.WLD"] {
        let dataset = Case::of(&gray()).with(name, WORLD_FILE).open();
        assert_eq!(dataset.transform().map(|t| t.0), Some(OF_WORLD_FILE), "{name}");
    }
    let damaged = Case::of(&gray()).with("dem.tfw", "no numbers").with("dem.wld", WORLD_FILE);
    assert_eq!(damaged.warns_of("dem.tfw").transform().map(|t| t.0), Some(OF_WORLD_FILE));
}

#[test]
fn the_crs_is_that_beside_the_file() {
    let esri = "<metadata><refSysInfo><RefSystem><refSysID><identCode code='32631'/></refSysID></RefSystem></refSysInfo></metadata>";
    let case = Case::of(&gray()).with("dem.xml", esri);
    assert_eq!(case.open().epsg(), Some(32631));
    let case = case.pam("<SRS>EPSG:32633</SRS>");
    assert_eq!(case.open().epsg(), Some(32633));
    assert_eq!(case.open().sidecars().files, ["dem.tif.aux.xml"]);
    let unrelated = Case::of(&gray()).with("dem.xml", "<html><br></html>");
    assert_eq!((unrelated.open().epsg(), unrelated.open().warnings().count()), (None, 0));
}

#[test]
fn bands_have_their_own_nodata() {
    let body = r#"<PAMRasterBand band="2"><NoDataValue>7</NoDataValue></PAMRasterBand>"#;
    let dataset = Case::new(&tiff(&gray(), &[Field::ascii(Tag::GDAL_NODATA, "9")])).pam(body).open();
    assert_eq!(dataset.nodata(), Some(Nodata::Float(9.0)));
    assert_eq!([dataset.band_nodata(0), dataset.band_nodata(1)], [Some(Nodata::Float(9.0)), Some(Nodata::Float(7.0))]);
    // Blocks that are not stored have the value that is told.
    let storage = Storage { sparse_every: Some(1), ..Storage::of(SampleType::U8) };
    let (raster, field) = (gray(), Field::ascii(Tag::GDAL_NODATA, "9"));
    let sparse = Case::new(&write_plain(Page::new(&raster, storage).with(field)));
    let sparse = sparse.pam(&body.replace("band=\"2\"", "band=\"1\"")).open();
    assert!(sparse.read_bands(sparse.whole(), &[0]).unwrap().bytes().iter().all(|&v| v == 7));
}

#[test]
fn damaged_files_beside_are_passed_over() {
    for xml in ["", "<PAMDataset>", "<PAMDataset></Other>", "no xml", "<a b=c>", "\0\u{1}\u{2}"] {
        let dataset = Case::of(&gray()).with("dem.tif.aux.xml", xml).warns_of("dem.tif.aux.xml");
        assert!(dataset.sidecars().pam.is_none() && dataset.sidecars().files.is_empty());
    }
    Case::of(&gray()).with("dem.tif.aux.xml", "<a>".repeat(100_000)).warns_of("dem.tif.aux.xml");
    Case::of(&gray()).with("dem.tif.ovr", "II*\0 and no more").warns_of("dem.tif.ovr");
    Case::of(&gray()).with("dem.tif.msk", "nor this").warns_of("dem.tif.msk");
}

#[test]
fn a_huge_file_beside_is_not_read() {
    let case = Case::of(&gray()).pam("");
    let file = std::fs::File::options().write(true).open(case.path("dem.tif.aux.xml")).unwrap();
    file.set_len(1 << 40).unwrap();
    case.warns_of("dem.tif.aux.xml");
}

#[test]
fn overviews_may_lie_in_a_chain_of_files() {
    let (full, half, quarter) = (gray(), noise(SampleType::U8, 8, 20, 15, 2), noise(SampleType::U8, 8, 10, 8, 2));
    let case = Case::of(&full).with("dem.tif.ovr", tiff(&half, &[])).with("dem.tif.ovr.OVR", tiff(&quarter, &[]));
    let dataset = case.open();
    for (number, raster) in [&full, &half, &quarter].into_iter().enumerate() {
        let level = dataset.level(number).unwrap();
        let whole = Window::new(0, 0, level.width(), level.height());
        // Twice, so that blocks of the same place come from the cache.
        for _ in 0..2 {
            assert!(level.read_bands(whole, &[0, 1]).unwrap() == *raster, "level {number}");
        }
    }
    assert_eq!((dataset.levels(), dataset.sidecars().files.len()), (3, 2));
    let alone = Dataset::open_with(case.path("dem.tif"), OpenOptions::new().sidecars(false)).unwrap();
    assert_eq!(alone.levels(), 1);
}

#[test]
fn overviews_within_the_file_count_more() {
    let (full, half, other) = (gray(), noise(SampleType::U8, 8, 20, 15, 2), noise(SampleType::U8, 8, 10, 8, 2));
    let reduced = Page::new(&half, Storage::of(SampleType::U8)).with(Field::longs(Tag::NEW_SUBFILE_TYPE, &[1]));
    let file = write(ByteOrder::Big, Variant::Big, &[Page::new(&full, Storage::of(SampleType::U8)), reduced]).file;
    let dataset = Case::new(&file).with("dem.tif.ovr", tiff(&other, &[])).open();
    assert_eq!((dataset.levels(), dataset.level(1).unwrap().width()), (2, 20));
}

#[test]
fn what_is_no_overview_is_passed_over() {
    for (width, height, bands) in [(80, 15, 2), (20, 60, 2), (20, 15, 1), (20, 15, 3)] {
        let other = noise(SampleType::U8, 8, width, height, bands);
        let dataset = Case::of(&gray()).with("dem.tif.ovr", tiff(&other, &[])).warns_of("dem.tif.ovr");
        assert_eq!(dataset.levels(), 1);
    }
}

#[test]
fn a_mask_may_lie_beside_the_file() {
    let (full, half, mask_of_half) = (gray(), noise(SampleType::U8, 8, 20, 15, 2), flags(20, 15, 1));
    let shared = flags(40, 30, 1);
    let case = Case::of(&full).with("dem.tif.msk", mask(&shared, Some(2)));
    let case = case.with("dem.tif.ovr", tiff(&half, &[])).with("dem.tif.msk.ovr", tiff(&mask_of_half, &[]));
    let dataset = case.open();
    assert!(dataset.profile().has_mask);
    assert_eq!(RasterSource::read_mask(&dataset, dataset.whole()).unwrap().bytes(), valid(&shared, 0));
    let level = dataset.level(1).unwrap();
    assert_eq!(level.read_mask(Window::new(0, 0, 20, 15)).unwrap().bytes(), valid(&mask_of_half, 0));
    // Of a band, the mask's values are told as they stand, as GDAL does.
    let of_band = level.band_validity(Window::new(0, 0, 20, 15), 1).unwrap();
    assert_eq!(of_band.bytes(), mask_of_half.bytes());
    assert_eq!(level.band_validity(Window::new(0, 0, 20, 15), 2).unwrap_err().kind(), ErrorKind::Parameter);
}

#[test]
fn each_band_may_have_its_mask() {
    let own = flags(40, 30, 2);
    let dataset = Case::of(&gray()).with("dem.tif.msk", mask(&own, Some(0))).open();
    let full = dataset.level(0).unwrap();
    let bands = [0, 1].map(|band| full.band_validity(dataset.whole(), band).unwrap().bytes().to_vec());
    assert_eq!(bands.concat(), own.bytes());
    let either: Vec<u8> = bands[0].iter().zip(&bands[1]).map(|(a, b)| if a | b == 0 { 0 } else { 255 }).collect();
    assert_eq!(dataset.read_mask(dataset.whole()).unwrap().bytes(), either);
}

#[test]
fn what_is_no_mask_is_passed_over() {
    let wide = noise(SampleType::U16, 16, 40, 30, 1);
    for file in [
        mask(&flags(20, 30, 1), Some(2)),
        mask(&flags(80, 60, 1), Some(2)),
        mask(&flags(40, 30, 1), None),
        mask(&flags(40, 30, 1), Some(0)),
        mask(&wide, Some(2)),
    ] {
        let dataset = Case::of(&gray()).with("dem.tif.msk", file).warns_of("dem.tif.msk");
        assert!(!dataset.profile().has_mask);
        assert!(dataset.read_mask(dataset.whole()).unwrap().bytes().iter().all(|&v| v == 255));
    }
}

#[test]
fn errors_name_the_file_that_they_are_in() {
    let half = noise(SampleType::U8, 8, 20, 15, 2);
    let mut damaged = tiff(&half, &[]);
    let blocks = write(
        ByteOrder::Little,
        Variant::Classic,
        &[Page::new(&half, Storage::of(SampleType::U8).compressed(Compression::LZW))],
    )
    .blocks;
    damaged[blocks[0][0].start as usize] = 0xff;
    let case = Case::of(&gray()).with("dem.tif.ovr", damaged);
    let error = case.open().level(1).unwrap().read_bands(Window::new(0, 0, 20, 15), &[0]).unwrap_err();
    assert!(error.file().is_some_and(|file| file.ends_with("dem.tif.ovr")), "{error}");
}

#[test]
fn a_mapped_file_has_what_lies_beside_it() {
    let case = Case::of(&gray()).pam("<SRS>EPSG:32633</SRS>");
    // SAFETY: nothing but this test knows of the file.
    let dataset = unsafe { Dataset::open_mapped(case.path("dem.tif")) }.unwrap();
    assert_eq!(dataset.epsg(), Some(32633));
}

/// A source that is no file is asked about those beside it by name, and only for what the raster itself does not have.
#[test]
fn siblings_of_a_source_are_asked_for() {
    let asked: Arc<Mutex<Vec<String>>> = Arc::default();
    let open = |file: Vec<u8>| {
        let told = Arc::clone(&asked);
        let siblings = move |name: &str| {
            told.lock().unwrap().push(name.to_string());
            match name {
                "dem.tif.aux.xml" => Ok(Some(Box::new(b"<a><SRS>EPSG:4326</SRS></a>".to_vec()) as Box<dyn Source>)),
                "dem.tif.ovr" => Err(Error::io("no network", std::io::Error::other("unplugged"))),
                _ => Ok(None),
            }
        };
        Dataset::from_source_with(file, OpenOptions::new().siblings("dem.tif", siblings)).unwrap()
    };
    let dataset = open(tiff(&gray(), &Placement::Affine(GeoTransform(OF_FILE)).to_fields(false)));
    assert_eq!(dataset.epsg(), Some(4326));
    assert_eq!(*asked.lock().unwrap(), ["dem.tif.aux.xml", "dem.tif.ovr", "dem.tif.OVR", "dem.tif.msk", "dem.tif.MSK"]);
    assert_eq!(dataset.warnings().count(), 1);
    assert!(Dataset::from_source(tiff(&gray(), &[])).unwrap().sidecars().files.is_empty());
}

#[test]
fn a_file_without_a_folder_has_siblings() {
    let path = Path::new("Cargo.toml");
    assert_eq!(Dataset::open(path).unwrap_err().kind(), ErrorKind::Format);
}
