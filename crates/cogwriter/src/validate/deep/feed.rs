//! A level from top to bottom: its blocks decoded row by row of blocks, several at a time, and what was wrong with them.

use geotiff_core::{
    BlockIndex, Compression, Error, ErrorKind, Image, Photometric, Result, SampleType, convert_samples,
    with_real_sample,
};
use window::{Source, read_block};

use super::super::blocks::{claims_too_many, places};
use super::super::facts::FileLevel;
use crate::parallel;

/// Bytes of decoded blocks that are held at once.
const HELD_AT_ONCE: usize = 64 << 20;
/// Bands that are compared.
const MOST_BANDS: usize = 4;
/// Samples of a row of blocks that are compared, of all bands: a gibibyte.
const MOST_COMPARED: usize = 1 << 28;
/// What stands for a sample of a block that could not be decoded.
pub(super) const UNKNOWN: f32 = f32::INFINITY;

/// What became of an image's blocks.
#[derive(Default)]
pub(super) struct Tally {
    pub(super) decoded: u64,
    pub(super) sparse: u64,
    pub(super) not_decoded: Option<String>,
    /// The first that is damaged: why, how many there are, its number, and its offset.
    pub(super) damaged: Option<(String, u64, u64, u64)>,
    /// Of a mask, the first value other than 0, 1 and 255, how many blocks have such, and of the first its number and offset.
    pub(super) odd_value: Option<(u8, u64, u64, u64)>,
}

/// Rows of a level: NaN where a pixel is not valid, [`UNKNOWN`] where it could not be decoded.
pub(super) struct Rows {
    pub(super) first: usize,
    pub(super) height: usize,
    /// For each band, row after row.
    pub(super) bands: Vec<Vec<f32>>,
}

/// Reads a level.
pub(super) struct Feed<'a> {
    source: &'a dyn Source,
    pub(super) level: &'a FileLevel,
    next: usize,
    max_block_len: usize,
    pub(super) image: Tally,
    pub(super) mask: Option<Tally>,
}

impl<'a> Feed<'a> {
    pub(super) fn new(source: &'a dyn Source, level: &'a FileLevel, max_block_len: usize) -> Self {
        let mask = level.mask.as_ref().map(|_| Tally::default());
        Self { source, level, next: 0, max_block_len, image: Tally::default(), mask }
    }

    /// The bands that are compared; none where a row of blocks has too many samples for that.
    pub(super) fn bands(level: &FileLevel) -> usize {
        let grid = level.image.image.grid;
        let row_len = grid.width.saturating_mul(grid.block_height.min(grid.height)).max(1);
        level.image.image.bands.min(MOST_BANDS).min(MOST_COMPARED / row_len)
    }

    /// The next row of blocks.
    ///
    /// # Errors
    /// `Io` if reading fails, `Limits` if a row of blocks does not fit in memory.
    pub(super) fn next_rows(&mut self) -> Result<Option<Rows>> {
        let image = &self.level.image.image;
        let grid = image.grid;
        if let Some(why) = claims_too_many(image) {
            self.image.not_decoded = Some(why);
            return Ok(None);
        }
        if self.next >= grid.rows() {
            return Ok(None);
        }
        let row = self.next;
        self.next += 1;
        let first = row * grid.block_height;
        let height = grid.block_height.min(grid.height - first);
        let mut rows = Rows { first, height, bands: Vec::new() };
        for _ in 0..Self::bands(self.level) {
            rows.bands.push(filled(grid.width, height, UNKNOWN)?);
        }
        let alpha = alpha_band(image);
        let lum = luminance(image);
        for plane in 0..grid.planes {
            let keep = |samples: &Samples, window: &Placed, out: &mut Rows| {
                samples.put(image, plane, window, lum.as_deref(), out);
            };
            read_row(self.source, image, plane, row, self.max_block_len, &mut self.image, &mut rows, &keep, None)?;
        }
        if let Some(alpha) = alpha.filter(|&alpha| alpha < rows.bands.len()) {
            let opacity = rows.bands[alpha].clone();
            for (band, samples) in rows.bands.iter_mut().enumerate().filter(|(band, _)| *band != alpha) {
                let _ = band;
                let pairs = samples.iter_mut().zip(&opacity);
                pairs.filter(|(_, alpha)| **alpha == 0.0).for_each(|(sample, _)| *sample = f32::NAN);
            }
        }
        self.apply_mask(&mut rows)?;
        Ok(Some(rows))
    }

    /// Reads the mask's rows of blocks that begin within these rows, and takes pixels out that it excludes.
    fn apply_mask(&mut self, rows: &mut Rows) -> Result<()> {
        let (Some(mask), Some(tally)) = (&self.level.mask, &mut self.mask) else { return Ok(()) };
        let (mask, of_image) = (&mask.image, self.level.image.image.grid);
        if mask.bands != 1 || mask.grid.block_height != of_image.block_height {
            return Ok(());
        }
        if let Some(why) = claims_too_many(mask) {
            tally.not_decoded = Some(why);
            return Ok(());
        }
        let mut valid = Rows { first: rows.first, height: rows.height, bands: Vec::new() };
        if !rows.bands.is_empty() {
            valid.bands.push(filled(mask.grid.width, rows.height, UNKNOWN)?);
        }
        let keep = |samples: &Samples, window: &Placed, out: &mut Rows| samples.put(mask, 0, window, None, out);
        let is_odd = |value: u8| !matches!(value, 0 | 1 | 255);
        let row = rows.first / of_image.block_height;
        read_row(self.source, mask, 0, row, self.max_block_len, tally, &mut valid, &keep, Some(&is_odd))?;
        if let Some(valid) = valid.bands.first() {
            for samples in &mut rows.bands {
                samples.iter_mut().zip(valid).filter(|(_, v)| **v == 0.0).for_each(|(sample, _)| *sample = f32::NAN);
            }
        }
        Ok(())
    }
}

/// Where a block's samples go.
pub(super) struct Placed {
    col: usize,
    width: usize,
    height: usize,
}

/// The samples of a block; `None` for one that is not stored.
pub(super) struct Samples(Option<Vec<u8>>);

impl Samples {
    /// Puts samples where they belong, as floats; nodata becomes NaN.
    fn put(&self, image: &Image, plane: usize, at: &Placed, lum: Option<&[f32]>, out: &mut Rows) {
        let samples = if image.is_separate() { 1 } else { image.bands };
        let (len, width) = (image.sample_type.bytes(), image.grid.block_width);
        let fill = if image.nodata.is_some() { f32::NAN } else { 0.0 };
        for band in 0..samples {
            let Some(to) = out.bands.get_mut(plane + band) else { return };
            let rows = to.chunks_exact_mut(image.grid.width).take(at.height);
            let Some(bytes) = &self.0 else {
                rows.for_each(|row| row[at.col..at.col + at.width].fill(fill));
                continue;
            };
            for (row, from) in rows.zip(bytes.chunks_exact(width * samples * len)) {
                let to = &mut row[at.col..at.col + at.width];
                to_floats(image, from, samples, band, to);
                if let Some(lum) = lum {
                    to.iter_mut().for_each(|v| *v = lum.get(*v as usize).copied().unwrap_or(*v));
                }
            }
        }
    }
}

/// One sample of each pixel as a float.
fn to_floats(image: &Image, row: &[u8], samples: usize, band: usize, out: &mut [f32]) {
    let len = image.sample_type.bytes();
    with_real_sample!(image.sample_type, T => {
        let nodata = image.nodata.and_then(|nodata| nodata.in_type::<T>());
        for (out, pixel) in out.iter_mut().zip(row.chunks_exact(len * samples)) {
            let Some(bytes) = pixel.get(band * len..(band + 1) * len) else { continue };
            let value: T = bytemuck::pod_read_unaligned(bytes);
            let mut float = [0_u8; 4];
            let _ = convert_samples(image.sample_type, bytes, SampleType::F32, &mut float);
            *out = if nodata.is_some_and(|nodata| nodata == value || is_near(image, f32::from_ne_bytes(float))) { f32::NAN } else { f32::from_ne_bytes(float) };
        }
    }, complex => {
        for (out, pixel) in out.iter_mut().zip(row.chunks_exact(len * samples)) {
            let mut float = [0_u8; 4];
            if let Some(bytes) = pixel.get(band * len..(band + 1) * len) {
                let _ = convert_samples(image.sample_type, bytes, SampleType::F32, &mut float);
            }
            *out = f32::from_ne_bytes(float);
        }
    });
}

/// Whether GDAL takes a float for nodata though its last digits differ.
fn is_near(image: &Image, value: f32) -> bool {
    let nodata = image.nodata.map_or(f32::NAN, |nodata| nodata.to_f64() as f32);
    image.sample_type.is_float() && (value - nodata).abs() < 2.4e-7 * (value + nodata).abs()
}

/// Decodes a row of blocks of a plane.
#[allow(clippy::too_many_arguments)]
fn read_row(
    source: &dyn Source,
    image: &Image,
    plane: usize,
    row: usize,
    max_block_len: usize,
    tally: &mut Tally,
    out: &mut Rows,
    keep: &dyn Fn(&Samples, &Placed, &mut Rows),
    is_odd: Option<&dyn Fn(u8) -> bool>,
) -> Result<()> {
    let grid = image.grid;
    if image.compression == Compression::OLD_JPEG {
        tally.not_decoded = Some("old-style JPEG is not looked into".into());
        return Ok(());
    }
    let block_len = image.block_spec(BlockIndex { plane, row, col: 0 }).decoded_len().max(1);
    let at_once = (HELD_AT_ONCE / block_len).clamp(1, grid.cols());
    for first in (0..grid.cols()).step_by(at_once) {
        let count = at_once.min(grid.cols() - first);
        let number = grid.number_of(BlockIndex { plane, row, col: first }) as u64;
        let places = places(source, image, number..number + count as u64)?;
        let jobs: Vec<_> = places.into_iter().enumerate().map(|(i, place)| (first + i, place)).collect();
        let decoded = parallel::try_map(jobs, |(col, (offset, len))| {
            let index = BlockIndex { plane, row, col };
            let len = match image.byte_counts {
                Some(_) => len,
                None => (source.len().saturating_sub(offset)).min(image.stored_len(&image.block_spec(index)) as u64),
            };
            if offset == 0 || len == 0 {
                return Ok((index, offset, None));
            }
            let end = offset.saturating_add(len).min(source.len());
            let read = read_block(source, image, index, offset.min(end)..end, max_block_len);
            Ok((index, offset, Some(read)))
        })?;
        for (index, offset, read) in decoded {
            let window = grid.window_of(index);
            let at = Placed { col: window.col_off, width: window.width, height: window.height };
            let number = grid.number_of(index) as u64;
            match read {
                None => {
                    tally.sparse += 1;
                    keep(&Samples(None), &at, out);
                }
                Some(Ok(samples)) => {
                    tally.decoded += 1;
                    if let Some(&value) = is_odd.and_then(|odd| samples.iter().find(|&&value| odd(value))) {
                        tally.odd_value.get_or_insert((value, 0, number, offset)).1 += 1;
                    }
                    keep(&Samples(Some(samples)), &at, out);
                }
                Some(Err(error)) => tally.note(error, number, offset)?,
            }
        }
    }
    Ok(())
}

impl Tally {
    /// # Errors
    /// The error, if it is not the file's.
    fn note(&mut self, error: Error, block: u64, offset: u64) -> Result<()> {
        match error.kind() {
            ErrorKind::Unsupported | ErrorKind::Limits => {
                self.not_decoded.get_or_insert_with(|| error.message().to_string());
            }
            ErrorKind::Format => {
                self.damaged.get_or_insert_with(|| (error.message().to_string(), 0, block, offset)).1 += 1;
            }
            _ => return Err(error),
        }
        Ok(())
    }
}

fn filled(width: usize, height: usize, value: f32) -> Result<Vec<f32>> {
    let too_big = || Error::limits("a row of blocks does not fit in memory");
    let len = width.checked_mul(height).ok_or_else(too_big)?;
    let mut samples = Vec::new();
    samples.try_reserve_exact(len).map_err(|_| too_big())?;
    samples.resize(len, value);
    Ok(samples)
}

/// The band (from 0) that holds alpha.
fn alpha_band(image: &Image) -> Option<usize> {
    let first = image.bands.checked_sub(image.extra_samples.len())?;
    image.extra_samples.iter().position(|&extra| extra == 1 || extra == 2).map(|i| first + i)
}

/// What the entries of a palette are to the eye, 0 to 255: indices by themselves cannot be compared.
fn luminance(image: &Image) -> Option<Vec<f32>> {
    let map = image.color_map.as_ref().filter(|_| image.photometric == Photometric::PALETTE)?;
    let gray = |c: &[u16; 3]| (0.299 * f32::from(c[0]) + 0.587 * f32::from(c[1]) + 0.114 * f32::from(c[2])) / 257.0;
    Some(map.iter().map(gray).collect())
}
