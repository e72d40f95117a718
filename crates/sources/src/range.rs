//! The least and the largest value of each band, from one pass over a raster.

use geotiff_core::{Error, Raster, RasterSource, RealSample, Result, Window, with_real_sample};

use crate::validity::Rule;

/// Pixels that are looked at together.
const WINDOW_AREA: usize = 1 << 20;

/// The least and the largest valid value of each band, from all of its pixels; `None` if it has none. It is what
/// `gdal_translate -scale` without numbers stretches, but for that GDAL may look at some of the pixels only, or at what the file says.
///
/// `progress` is told how many rows were read, after each part, and stops the work by answering `false`.
///
/// ```
/// # let file = window::doc_example();
/// let dataset = window::Dataset::from_source(file)?;
/// assert_eq!(sources::value_ranges(&dataset, &|_| true)?, [Some([7.0, 7.0])]);
/// # Ok::<(), geotiff_core::Error>(())
/// ```
///
/// # Errors
/// `Unsupported` for complex samples, `Cancelled` if the progress says so, and whatever keeps the raster from being read.
pub fn value_ranges(source: &dyn RasterSource, progress: &dyn Fn(usize) -> bool) -> Result<Vec<Option<[f64; 2]>>> {
    let profile = source.profile();
    let (width, height) = (profile.width, profile.height);
    let rule = Rule::of(profile);
    let unit = source.rows_at_once().clamp(1, height.max(1));
    let step = (WINDOW_AREA / width.max(1) / unit).max(1) * unit;
    let mut ranges = vec![None; profile.bands];
    for row in (0..height).step_by(step) {
        let window = Window::new(0, row, width, step.min(height - row));
        let pixels = source.read_window(window)?;
        // What tells of all bands at once is made once.
        let shared = if matches!(rule, Rule::Nodata(_)) { None } else { Some(rule.dataset(source, window, &pixels)?) };
        for (band, range) in ranges.iter_mut().enumerate() {
            let own;
            let valid = match &shared {
                // Alpha itself is valid everywhere.
                Some(_) if rule == Rule::Alpha(band) => None,
                Some(shared) => Some(shared),
                None => {
                    own = rule.band(source, window, &pixels, band)?;
                    Some(&own)
                }
            };
            merge(range, of_band(&pixels, band, valid)?);
        }
        if !progress(window.height) {
            return Err(Error::cancelled());
        }
    }
    Ok(ranges)
}

fn merge(range: &mut Option<[f64; 2]>, other: Option<[f64; 2]>) {
    *range = match (*range, other) {
        (Some(a), Some(b)) => Some([a[0].min(b[0]), a[1].max(b[1])]),
        (a, b) => a.or(b),
    };
}

fn of_band(pixels: &Raster, band: usize, valid: Option<&Raster>) -> Result<Option<[f64; 2]>> {
    let is_valid = |i: usize| valid.is_none_or(|valid| valid.bytes().get(i).is_none_or(|&flag| flag != 0));
    with_real_sample!(pixels.sample_type(), T => {
        let samples = pixels.band::<T>(band)?.iter().enumerate();
        let counted = samples.filter(|&(i, sample)| !sample.is_nan() && is_valid(i)).map(|(_, sample)| sample.to_f64());
        let mut range = None;
        counted.for_each(|value| merge(&mut range, Some([value; 2])));
        Ok(range)
    }, complex => Err(Error::unsupported("complex samples have no order, so no least and no largest")))
}
