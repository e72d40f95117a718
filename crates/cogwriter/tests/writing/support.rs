//! Rasters to write, and what is needed to look into the file.

use cogwriter::{CogOptions, CogSummary, CogWriter};
use geotiff_core::{Field, Ifd, Profile, Raster, RasterSource, Result, SampleType, Tag, Values, Window};
use proptest::prelude::*;
use window::Dataset;

/// A raster in memory, with or without a mask, that likes to be read so many rows at once.
pub(crate) struct Memory {
    pub(crate) profile: Profile,
    pub(crate) pixels: Raster,
    pub(crate) mask: Option<Raster>,
    pub(crate) rows_at_once: usize,
}

impl Memory {
    pub(crate) fn new(profile: Profile, has_mask: bool) -> Self {
        let Profile { sample_type, width, height, bands, .. } = profile;
        let mask = has_mask.then(|| {
            let mut mask = noise(SampleType::U8, width, height, 1);
            mask.bytes_mut().iter_mut().for_each(|v| *v = if *v & 8 == 0 { 0 } else { 255 });
            mask
        });
        let mut pixels = noise(sample_type, width, height, bands);
        if profile.bits < 8 {
            pixels.bytes_mut().iter_mut().for_each(|v| *v &= (1 << profile.bits) - 1);
        }
        Self { profile: Profile { has_mask, ..profile }, pixels, mask, rows_at_once: 1 }
    }

    /// The file, and what the writer says of it.
    pub(crate) fn write(&self, options: &CogOptions) -> (Vec<u8>, CogSummary) {
        let mut file = Vec::new();
        let summary = CogWriter::new(self, options.clone()).write_to(&mut file).unwrap();
        (file, summary)
    }
}

impl RasterSource for Memory {
    fn profile(&self) -> &Profile {
        &self.profile
    }

    fn read_window(&self, window: Window) -> Result<Raster> {
        Ok(crop(&self.pixels, window))
    }

    fn read_mask(&self, window: Window) -> Result<Raster> {
        Ok(crop(self.mask.as_ref().unwrap(), window))
    }

    fn rows_at_once(&self) -> usize {
        self.rows_at_once
    }
}

/// A window of a raster, cut out by hand.
pub(crate) fn crop(raster: &Raster, window: Window) -> Raster {
    let mut out = Raster::new(raster.sample_type(), window.width, window.height, raster.bands()).unwrap();
    let len = raster.sample_type().bytes();
    let rows = (0..raster.bands()).flat_map(|band| (window.row_off..window.row_end()).map(move |row| (band, row)));
    for (to, (band, row)) in out.bytes_mut().chunks_exact_mut(window.width * len).zip(rows) {
        let at = ((band * raster.height() + row) * raster.width() + window.col_off) * len;
        to.copy_from_slice(&raster.bytes()[at..at + to.len()]);
    }
    out
}

/// A raster of numbers that are neither all alike nor without any pattern; floats are numbers.
pub(crate) fn noise(sample_type: SampleType, width: usize, height: usize, bands: usize) -> Raster {
    let mut raster = Raster::new(sample_type, width, height, bands).unwrap();
    let part = match sample_type {
        SampleType::F32 | SampleType::CF32 => 4,
        SampleType::F64 | SampleType::CF64 => 8,
        _ => 0,
    };
    let mut state = 1_u64;
    let mut random = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        if state >> 61 == 0 { state >> 32 } else { state >> 60 }
    };
    match part {
        4 => raster.bytes_mut().as_chunks_mut().0.iter_mut().for_each(|v| *v = (random() as f32 * 0.25).to_ne_bytes()),
        8 => raster.bytes_mut().as_chunks_mut().0.iter_mut().for_each(|v| *v = (random() as f64 * 0.25).to_ne_bytes()),
        _ => raster.bytes_mut().iter_mut().for_each(|v| *v = random() as u8),
    }
    raster
}

pub(crate) fn any_sample_type() -> impl Strategy<Value = SampleType> {
    prop::sample::select(SampleType::ALL.to_vec())
}

/// All pixels of a level.
pub(crate) fn read_level(dataset: &Dataset, number: usize) -> (Raster, Raster) {
    let level = dataset.level(number).unwrap();
    let whole = Window::new(0, 0, level.width(), level.height());
    let bands: Vec<usize> = (0..level.image().bands).collect();
    (level.read_bands(whole, &bands).unwrap(), level.read_mask(whole).unwrap())
}

/// The numbers of a little-endian file's field, wherever they are, and where in the file that is if they are elsewhere.
pub(crate) fn numbers(file: &[u8], ifd: &Ifd, tag: Tag) -> (Vec<u64>, Option<u64>) {
    let field: &Field = ifd.field(tag).unwrap();
    match field.values {
        Values::Held(_) => (field.to_u64s().unwrap(), None),
        Values::At(at) => {
            let len = field.field_type.bytes().unwrap();
            let bytes = &file[at as usize..][..field.count as usize * len];
            let number = |bytes: &[u8]| bytes.iter().rev().fold(0, |n, &byte| n << 8 | u64::from(byte));
            (bytes.chunks_exact(len).map(number).collect(), Some(at))
        }
    }
}
