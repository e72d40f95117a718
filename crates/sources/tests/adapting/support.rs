//! Rasters in memory, and ways to read sources.

use geotiff_core::{GeoTransform, Profile, Raster, RasterSource, Result, Sample, SampleType, Window};

/// A raster in memory.
#[derive(Clone, Debug)]
pub(crate) struct Memory {
    pub(crate) profile: Profile,
    pub(crate) pixels: Raster,
    pub(crate) mask: Vec<u8>,
}

impl Memory {
    pub(crate) fn new<T: Sample>(samples: &[T], width: usize, height: usize, bands: usize) -> Self {
        let profile = Profile::new(T::TYPE, width, height, bands);
        let pixels = Raster::from_samples(samples, width, height, bands).unwrap();
        Self { profile, pixels, mask: Vec::new() }
    }

    /// Samples that are all different, as far as their type lets them be.
    pub(crate) fn numbered(width: usize, height: usize, bands: usize) -> Self {
        let samples: Vec<u16> = (0..width * height * bands).map(|i| i as u16).collect();
        Self::new(&samples, width, height, bands)
    }

    pub(crate) fn with(mut self, change: impl FnOnce(Profile) -> Profile) -> Self {
        self.profile = change(self.profile);
        self
    }

    pub(crate) fn at(self, x: f64, y: f64) -> Self {
        self.with(|profile| profile.with_transform(GeoTransform::north_up(x, y, 1.0, 1.0)))
    }

    pub(crate) fn masked(mut self, mask: Vec<u8>) -> Self {
        assert_eq!(mask.len(), self.pixels.width() * self.pixels.height());
        (self.mask, self.profile.has_mask) = (mask, true);
        self
    }
}

/// A window of a raster.
pub(crate) fn crop(raster: &Raster, window: Window) -> Raster {
    let mut out = Raster::new(raster.sample_type(), window.width, window.height, raster.bands()).unwrap();
    let len = raster.sample_type().bytes();
    let planes = raster.bytes().chunks_exact(raster.band_len());
    let rows = planes.flat_map(|plane| plane.chunks_exact(raster.row_len()).skip(window.row_off).take(window.height));
    let out_len = out.row_len();
    for (out, row) in out.bytes_mut().chunks_exact_mut(out_len).zip(rows) {
        out.copy_from_slice(&row[window.col_off * len..window.col_end() * len]);
    }
    out
}

impl RasterSource for Memory {
    fn profile(&self) -> &Profile {
        &self.profile
    }

    fn read_window(&self, window: Window) -> Result<Raster> {
        let window = window.within(self.profile.width, self.profile.height)?;
        Ok(crop(&self.pixels, window))
    }

    fn read_mask(&self, window: Window) -> Result<Raster> {
        let mask = Raster::from_samples(&self.mask, self.pixels.width(), self.pixels.height(), 1)?;
        Ok(crop(&mask, window))
    }

    fn rows_at_once(&self) -> usize {
        3
    }
}

pub(crate) fn whole(source: &dyn RasterSource) -> Window {
    Window::new(0, 0, source.profile().width, source.profile().height)
}

/// All pixels and the mask of a source, which must be the same whatever windows they are read by.
#[track_caller]
pub(crate) fn read(source: &dyn RasterSource) -> (Raster, Option<Vec<u8>>) {
    let all = whole(source);
    let pixels = source.read_window(all).unwrap();
    let profile = source.profile();
    let shape = (pixels.sample_type(), pixels.width(), pixels.height(), pixels.bands());
    assert_eq!(shape, (profile.sample_type, profile.width, profile.height, profile.bands));
    let mask = profile.has_mask.then(|| source.read_mask(all).unwrap());
    let last: Vec<usize> = vec![profile.bands - 1, 0];
    for window in parts(all) {
        let part = source.read_window(window).unwrap();
        assert!(part == crop(&pixels, window), "{window}");
        // Asked for after other windows, and twice.
        if let Some(mask) = &mask {
            assert_eq!(source.read_mask(window).unwrap(), crop(mask, window), "mask of {window}");
            assert_eq!(source.read_mask(window).unwrap(), crop(mask, window), "mask of {window} again");
        }
        let picked = source.read_bands(window, &last).unwrap();
        assert!(picked == crop(&pixels, window).pick_bands(&last).unwrap(), "bands of {window}");
    }
    (pixels, mask.map(|mask| mask.bytes().to_vec()))
}

/// Windows of every kind: rows, a column, a corner, a pixel.
fn parts(all: Window) -> Vec<Window> {
    let (width, height) = (all.width, all.height);
    let mut parts: Vec<Window> =
        (0..height).step_by(4).map(|row| Window::new(0, row, width, 4.min(height - row))).collect();
    parts.push(Window::new(width - 1, 0, 1, height));
    parts.push(Window::new(width / 2, height / 2, width - width / 2, height - height / 2));
    parts.push(Window::new(0, height - 1, 1, 1));
    parts
}

pub(crate) fn samples<T: Sample>(source: &dyn RasterSource) -> Vec<T> {
    read(source).0.into_samples().unwrap()
}

/// What a source is refused for.
#[track_caller]
pub(crate) fn refusal<S>(source: Result<S>) -> String {
    match source {
        Ok(_) => panic!("it is not refused"),
        Err(error) => error.to_string(),
    }
}

pub(crate) const U8: SampleType = SampleType::U8;
