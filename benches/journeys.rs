//! The main journeys on rasters made in memory: `cargo bench -p cogsmith-benches`.
#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark that cannot run had better stop")]

use std::sync::Arc;

use cogsmith::{
    ArraySource, CogOptions, CogWriter, Compression, Dataset, Profile, Raster, RasterSource, Resampling, SampleType,
    Window, tile_windows,
};
use divan::Bencher;
use divan::counter::BytesCount;
use overview::{Cascade, CascadeSpec, level_sizes};

const SIDE: usize = 2048;

fn main() {
    divan::main();
}

/// Hills with a little noise: neither flat nor random.
fn hills() -> Vec<u16> {
    let mut noise = 1_u32;
    let height =
        |x: f64, y: f64| 4000.0 + 1500.0 * (x / 190.0).sin() * (y / 140.0).cos() + 300.0 * (x / 23.0 + y / 31.0).sin();
    let mut samples = Vec::with_capacity(SIDE * SIDE);
    for i in 0..SIDE * SIDE {
        noise ^= noise << 13;
        noise ^= noise >> 17;
        noise ^= noise << 5;
        samples.push(height((i % SIDE) as f64, (i / SIDE) as f64) as u16 + (noise % 16) as u16);
    }
    samples
}

fn profile() -> Profile {
    Profile::new(SampleType::U16, SIDE, SIDE, 1)
}

fn cog(compression: Compression) -> Vec<u8> {
    let samples = hills();
    let source = ArraySource::new(&samples, profile()).unwrap();
    let mut file = Vec::new();
    CogWriter::new(&source, CogOptions::new().with_compression(compression)).write_to(&mut file).unwrap();
    file
}

const CODECS: [(&str, Compression); 3] =
    [("none", Compression::NONE), ("lzw", Compression::LZW), ("deflate", Compression::DEFLATE)];

fn codec(name: &str) -> Compression {
    CODECS.iter().find(|(n, _)| *n == name).unwrap().1
}

#[divan::bench(args = ["none", "lzw", "deflate"])]
fn write_cog(bencher: Bencher<'_, '_>, name: &str) {
    let samples = hills();
    let source = ArraySource::new(&samples, profile()).unwrap();
    let options = CogOptions::new().with_compression(codec(name));
    bencher
        .counter(BytesCount::of_slice(&samples))
        .bench(|| CogWriter::new(&source, options.clone()).write_to(&mut std::io::sink()).unwrap());
}

#[divan::bench(args = ["none", "lzw", "deflate"])]
fn read_whole(bencher: Bencher<'_, '_>, name: &str) {
    let dataset = Dataset::from_source(cog(codec(name))).unwrap();
    bencher.counter(BytesCount::new(SIDE * SIDE * 2)).bench(|| dataset.read_window(dataset.whole()).unwrap());
}

#[divan::bench(args = ["none", "lzw", "deflate"])]
fn read_overlapping_windows(bencher: Bencher<'_, '_>, name: &str) {
    let file = Arc::new(cog(codec(name)));
    // Opened anew, so that no block is in the cache yet.
    let opened = || Dataset::from_source(Arc::clone(&file)).unwrap();
    bencher.counter(BytesCount::new(SIDE * SIDE * 2)).with_inputs(opened).bench_refs(|dataset| {
        let windows = dataset.tile_windows(256, 8).unwrap();
        windows.map(|window| dataset.read::<u16>(window, &[0]).unwrap().len()).sum::<usize>()
    });
}

#[divan::bench]
fn open(bencher: Bencher<'_, '_>) {
    let file = Arc::new(cog(Compression::DEFLATE));
    bencher.bench(|| Dataset::from_source(Arc::clone(&file)).unwrap().profile().clone());
}

#[divan::bench(args = [Resampling::Nearest, Resampling::Average])]
fn overviews(bencher: Bencher<'_, '_>, resampling: Resampling) {
    let raster = Raster::from_samples(&hills(), SIDE, SIDE, 1).unwrap();
    bencher.counter(BytesCount::new(raster.bytes().len())).bench(|| {
        let levels = level_sizes(SIDE, SIDE, 256);
        let mut cascade =
            Cascade::new(CascadeSpec { levels, resampling, ..CascadeSpec::new(SIDE, SIDE, 1, SampleType::U16) })
                .unwrap();
        let mut rows = 0;
        cascade
            .push(&raster, None, &mut |made| {
                rows += made.pixels.height();
                Ok(())
            })
            .unwrap();
        rows
    });
}

#[divan::bench]
fn a_million_tile_windows() -> usize {
    tile_windows(100_000, 100_000, 128, 128, 28).unwrap().map(|window: Window| window.area()).sum()
}
