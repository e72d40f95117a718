//! What goes wrong is said, and leaves nothing behind.

use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use cogsmith::{
    ArraySource, CogOptions, CogWriter, Compression, ComputedSource, Dataset, Error, ErrorKind, Predictor,
    PredictorChoice, Profile, Raster, SampleType,
};

use crate::terrain;

fn names(folder: &Path) -> Vec<String> {
    std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

/// Writes to a file in an empty folder, then over a file that is there: both must fail and change nothing.
fn fails(write: impl Fn(&Path) -> cogsmith::Result<cogsmith::CogSummary>) -> Error {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cog.tif");
    let error = write(&path).unwrap_err();
    assert_eq!(names(folder.path()), [""; 0]);
    std::fs::write(&path, "as before").unwrap();
    write(&path).unwrap_err();
    assert_eq!(std::fs::read(&path).unwrap(), b"as before");
    assert_eq!(names(folder.path()), ["cog.tif"]);
    error
}

#[test]
fn a_source_that_fails() {
    let profile = Profile::new(SampleType::U8, 3000, 3000, 1);
    let source = ComputedSource::new(profile, |window| {
        if window.row_end() > 2000 {
            return Err(Error::io("the sensor is gone", io::ErrorKind::NotConnected.into()));
        }
        // Noise, so that temporary files are needed.
        let mut state = window.row_off as u64 + 1;
        let mut noise = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 56) as u8
        };
        let samples: Vec<u8> = (0..window.area()).map(|_| noise()).collect();
        Raster::from_samples(&samples, window.width, window.height, 1)
    });
    let error = fails(|path| cogsmith::write_cog(&source, path, CogOptions::new()));
    assert_eq!(error.kind(), ErrorKind::Io);
    assert!(error.to_string().contains("the sensor is gone"), "{error}");
}

#[test]
fn a_source_that_answers_something_else() {
    let profile = Profile::new(SampleType::U8, 100, 100, 1);
    let other = ComputedSource::new(profile.clone(), |window| Raster::new(SampleType::U8, window.width, 1, 1));
    assert_eq!(fails(|path| cogsmith::write_cog(&other, path, CogOptions::new())).kind(), ErrorKind::Parameter);
    let other = ComputedSource::new(profile, |window| Raster::new(SampleType::U16, window.width, window.height, 1));
    assert_eq!(fails(|path| cogsmith::write_cog(&other, path, CogOptions::new())).kind(), ErrorKind::Parameter);
}

#[test]
fn a_damaged_source() {
    let mut file = std::fs::read(crate::testdata("terrain.tif")).unwrap();
    let image = Dataset::from_source(file.clone()).unwrap();
    assert!(image.image().grid.rows() > 30);
    let middle = file.len() / 2;
    file[middle..middle + 64].fill(0xff);
    let source = Dataset::from_source(file).unwrap();
    let error = fails(|path| cogsmith::write_cog(&source, path, CogOptions::new()));
    assert_eq!(error.kind(), ErrorKind::Format, "{error}");
    assert!(error.to_string().contains("block "), "{error}");
}

#[test]
fn a_cancelled_job() {
    let terrain = terrain();
    let parts = AtomicUsize::new(0);
    let error = fails(|path| {
        let go_on = |_| parts.fetch_add(1, Ordering::Relaxed) % 4 < 2;
        CogWriter::new(&terrain, CogOptions::new().with_block_size(64)).on_rows(&go_on).write_file(path)
    });
    assert_eq!(error.kind(), ErrorKind::Cancelled);
}

#[test]
fn progress_counts_every_row_once() {
    let rows = AtomicUsize::new(0);
    let count = |n| {
        rows.fetch_add(n, Ordering::Relaxed);
        true
    };
    CogWriter::new(&terrain(), CogOptions::new()).on_rows(&count).write_to(&mut io::sink()).unwrap();
    assert_eq!(rows.into_inner(), 900);
}

/// Takes so many bytes and no more.
struct Full(usize);

impl io::Write for Full {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = bytes.len().min(self.0);
        self.0 -= n;
        if n == 0 { Err(io::ErrorKind::StorageFull.into()) } else { Ok(n) }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_sink_that_fails() {
    for room in [0, 1, 1000, 300_000] {
        let error = CogWriter::new(&terrain(), CogOptions::new()).write_to(&mut Full(room)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Io, "{error}");
    }
}

#[test]
fn a_folder_that_is_not_there() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("nowhere/cog.tif");
    let error = cogsmith::write_cog(&terrain(), &path, CogOptions::new()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Io);
    assert!(error.to_string().contains("nowhere"), "{error}");
    assert!(!path.parent().unwrap().exists());
}

#[test]
fn impossible_options() {
    let terrain = terrain();
    let new = CogOptions::new;
    for options in [
        new().with_block_size(0),
        new().with_block_size(100),
        new().with_block_size(usize::MAX - 15),
        new().with_compression(Compression::NEXT),
        new().with_level(0),
        new().with_level(10),
        new().with_level(3).with_compression(Compression::LZW),
        new().with_predictor(PredictorChoice::Fixed(Predictor::FloatingPoint)),
        new().with_predictor(PredictorChoice::Fixed(Predictor::Horizontal)).with_compression(Compression::NONE),
    ] {
        let error = fails(|path| cogsmith::write_cog(&terrain, path, options.clone()));
        assert_eq!(error.kind(), ErrorKind::Parameter, "{error}");
    }
}

#[test]
fn rasters_that_are_none() {
    for (width, height, bands) in [(0, 5, 1), (5, 0, 1), (5, 5, 0)] {
        let source = ArraySource::new(&[0_u8; 0], Profile::new(SampleType::U8, width, height, bands)).unwrap();
        let error = fails(|path| cogsmith::write_cog(&source, path, CogOptions::new()));
        assert_eq!(error.kind(), ErrorKind::Parameter, "{error}");
    }
    let profile = Profile::new(SampleType::U8, 5, 5, 1);
    assert_eq!(ArraySource::new(&[0_u8; 24], profile.clone()).unwrap_err().kind(), ErrorKind::Parameter);
    assert_eq!(ArraySource::new(&[0_i8; 25], profile).unwrap_err().kind(), ErrorKind::Parameter);
}
