//! The same pixels give the same bytes: for any number of threads, any way to write them, and any way they were stored.

use cogsmith::{
    ArraySource, CogOptions, CogWriter, Compression, Dataset, Profile, Raster, RasterSource, Result, Window,
};
use proptest::prelude::*;

use crate::{cog_of, pixels, terrain, testdata};

fn with_threads<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> T {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(work)
}

#[test]
fn for_any_number_of_threads_and_any_sink() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cog.tif");
    let terrain = terrain();
    for compression in [Compression::NONE, Compression::LZW, Compression::DEFLATE] {
        let options = CogOptions::new().with_compression(compression).with_block_size(128);
        let cog = with_threads(1, || cog_of(&terrain, &options).unwrap());
        for threads in [2, 3, 8] {
            assert!(with_threads(threads, || cog_of(&terrain, &options).unwrap()) == cog, "{threads} threads");
            let summary = with_threads(threads, || cogsmith::write_cog(&terrain, &path, options.clone()).unwrap());
            assert!(std::fs::read(&path).unwrap() == cog, "{threads} threads, as a file");
            assert_eq!(summary.file_len, cog.len() as u64);
        }
    }
}

#[test]
fn statistics_for_any_number_of_threads() {
    let terrain = terrain();
    let statistics = with_threads(1, || terrain.statistics().unwrap());
    for threads in [2, 3, 8] {
        assert_eq!(with_threads(threads, || terrain.statistics().unwrap()), statistics);
    }
}

#[test]
fn from_strips_and_tiles_of_either_byte_order() {
    let mut cogs = Vec::new();
    for variant in ["classic", "big"] {
        for order in ["le", "be"] {
            for shape in ["strip_chunky", "strip_planar", "tile_chunky", "tile_planar"] {
                let source = cogsmith::open(testdata(&format!("layout_{variant}_{order}_{shape}.tif"))).unwrap();
                cogs.push(cog_of(&source, &CogOptions::new().with_block_size(16)).unwrap());
            }
        }
    }
    assert_eq!(cogs.len(), 16);
    assert!(cogs.iter().all(|cog| *cog == cogs[0]));
}

#[test]
fn from_tiles_of_any_size() {
    let options = CogOptions::new();
    let terrain = terrain();
    let cog = cog_of(&terrain, &options).unwrap();
    for block_size in [16, 208, 1024] {
        let tiled = cog_of(&terrain, &CogOptions::new().with_block_size(block_size)).unwrap();
        assert!(cog_of(&Dataset::from_source(tiled).unwrap(), &options).unwrap() == cog, "tiles of {block_size}");
    }
}

/// Another source, which likes to be asked for so many rows.
struct Rows<'a>(&'a dyn RasterSource, usize);

impl RasterSource for Rows<'_> {
    fn profile(&self) -> &Profile {
        self.0.profile()
    }

    fn read_window(&self, window: Window) -> Result<Raster> {
        self.0.read_window(window)
    }

    fn rows_at_once(&self) -> usize {
        self.1
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn however_many_rows_at_once(width in 1_usize..200, height in 1_usize..200, rows in 0_usize..300, seed in any::<u16>()) {
        let samples: Vec<u16> = (0..width * height * 2).map(|i| (i as u16).wrapping_mul(seed) >> 7).collect();
        let profile = Profile::new(cogsmith::SampleType::U16, width, height, 2).with_nodata(3);
        let array = ArraySource::new(&samples, profile).unwrap();
        let options = CogOptions::new().with_block_size(32);
        let cog = cog_of(&array, &options).unwrap();
        prop_assert!(cog_of(&Rows(&array, rows), &options).unwrap() == cog);
        let pixels = pixels(&Dataset::from_source(cog).unwrap(), 0);
        prop_assert_eq!(pixels.samples::<u16>().unwrap(), &samples[..]);
    }
}

#[test]
fn computed_or_read() {
    let terrain = terrain();
    let computed = cogsmith::ComputedSource::new(terrain.profile().clone(), |window| terrain.read_bands(window, &[0]));
    let options = CogOptions::new();
    assert!(cog_of(&computed, &options).unwrap() == cog_of(&terrain, &options).unwrap());

    let window = Window::new(7, 61, 500, 133);
    assert_eq!(computed.read_window(window).unwrap(), terrain.read_window(window).unwrap());
}

/// Takes a few bytes at a time, and cannot seek.
struct Trickle(Vec<u8>);

impl std::io::Write for Trickle {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let n = bytes.len().min(1 + self.0.len() % 4099);
        self.0.extend_from_slice(&bytes[..n]);
        Ok(n)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn to_a_sink_that_only_goes_forward() {
    let terrain = terrain();
    let mut sink = Trickle(Vec::new());
    CogWriter::new(&terrain, CogOptions::new()).write_to(&mut sink).unwrap();
    assert!(sink.0 == cog_of(&terrain, &CogOptions::new()).unwrap());
}

#[cfg(unix)]
#[test]
fn to_a_pipe() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let reader = std::thread::spawn({
        let pipe = pipe.clone();
        move || std::fs::read(pipe).unwrap()
    });
    cogsmith::write_cog(&terrain(), &pipe, CogOptions::new()).unwrap();
    assert!(reader.join().unwrap() == cog_of(&terrain(), &CogOptions::new()).unwrap());
}
