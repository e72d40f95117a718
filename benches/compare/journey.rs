//! What the library is asked to do beside its peers; each journey is a process of its own. `run` builds and starts it.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, reason = "a benchmark that cannot run had better stop")]

use cogsmith::{Dataset, Raster, RasterSource, Resampling, Window, open};
use overview::{Cascade, CascadeSpec, level_sizes};
use rayon::prelude::*;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    match words[..] {
        [] => {}
        ["blocks", path, threads] => on(threads, || blocks(&open(path).unwrap())),
        ["whole", path, threads] => on(threads, || whole(&open(path).unwrap())),
        ["windows", path, count, threads] => on(threads, || windows(&open(path).unwrap(), count.parse().unwrap())),
        ["metadata", path, count] => (0..count.parse().unwrap()).for_each(|_: usize| metadata(path)),
        ["overviews", path, method, wanted] => on("2", || overviews(&open(path).unwrap(), method, wanted == "yes")),
        _ => panic!(
            "journey blocks|whole FILE THREADS, windows FILE COUNT THREADS, metadata FILE COUNT, overviews FILE METHOD yes|no"
        ),
    }
}

fn on(threads: &str, work: impl FnOnce() + Send) {
    rayon::ThreadPoolBuilder::new().num_threads(threads.parse().unwrap()).build().unwrap().install(work);
}

fn blocks(file: &Dataset) {
    let windows: Vec<Window> = file.block_windows().unwrap().collect();
    windows.into_par_iter().for_each(|window| drop(file.read_window(window).unwrap()));
}

fn whole(file: &Dataset) {
    drop(file.read_window(file.whole()).unwrap());
}

fn windows(file: &Dataset, count: usize) {
    let mut state = 1_u64;
    let mut below = |side: usize| {
        state = (state * 1_103_515_245 + 12345) % (1 << 31);
        (state >> 8) as usize % (side - 256)
    };
    let windows: Vec<_> =
        (0..count).map(|_| Window::new(below(file.width()), below(file.height()), 256, 256)).collect();
    let bands: Vec<usize> = (0..file.bands()).collect();
    // Not `read_window`, which keeps no block for the next.
    windows.into_par_iter().for_each(|window| drop(file.read_bands(window, &bands).unwrap()));
}

fn metadata(path: &str) {
    let file = open(path).unwrap();
    std::hint::black_box((file.profile(), file.epsg(), file.bounds(), file.levels(), &file.profile().metadata));
}

/// All levels of a raster in memory; only the raster, if they are not wanted.
fn overviews(file: &Dataset, method: &str, are_wanted: bool) {
    let raster: Raster = file.read_window(file.whole()).unwrap();
    if !are_wanted {
        return;
    }
    let resampling = if method == "cubic" { Resampling::Cubic } else { Resampling::Average };
    let (width, height) = (file.width(), file.height());
    let levels: Vec<_> = level_sizes(width, height, 512).into_iter().take(4).collect();
    let spec = CascadeSpec::new(width, height, raster.bands(), raster.sample_type());
    let mut cascade = Cascade::new(CascadeSpec { levels, resampling, ..spec }).unwrap();
    let mut rows = 0;
    let mut count = |made: overview::LevelRows| {
        rows += made.pixels.height();
        Ok(())
    };
    cascade.push(&raster, None, &mut count).unwrap();
    cascade.finish().unwrap();
    std::hint::black_box(rows);
}
