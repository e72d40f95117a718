//! Whether the overviews that a source has can be taken as they are.

use geotiff_core::{
    Error, ErrorKind, Nodata, Profile, Raster, RasterSource, RealSample as _, Result, Window, with_real_sample,
};

use crate::options::{CogOptions, OverviewSource};

/// Overviews of the source.
pub(crate) enum Existing {
    /// These, (columns, rows) each, are to be taken.
    Taken(Vec<(usize, usize)>),
    /// They are to be made; for a reason that is worth telling, or because there are none.
    NotTaken(Option<String>),
}

/// What becomes of the overviews of the source, where so many are wanted.
///
/// # Errors
/// `Parameter` if they must be taken and cannot be; and whatever the source answers.
pub(crate) fn find(source: &dyn RasterSource, options: &CogOptions, wanted: &[(usize, usize)]) -> Result<Existing> {
    let overviews = &options.overviews;
    let must = match overviews.source {
        OverviewSource::Made | OverviewSource::None => return Ok(Existing::NotTaken(None)),
        OverviewSource::ExistingOrMade => false,
        OverviewSource::Existing => true,
    };
    if overviews.resampling.is_some() {
        return match must {
            true => Err(Error::parameter("overviews of the source are not resampled: choose either")),
            false => Ok(Existing::NotTaken(None)),
        };
    }
    let mut sizes = source.overview_sizes();
    let had_any = !sizes.is_empty();
    // Smaller ones than what fits into a block are none that are wanted.
    sizes.truncate(overviews.count.unwrap_or(if must { usize::MAX } else { wanted.len() }));
    if sizes.is_empty() {
        return match must && !had_any && overviews.count != Some(0) {
            true => Err(Error::parameter("overviews of the source are wanted, but it has none")),
            false => Ok(Existing::NotTaken(None)),
        };
    }
    let full = (source.profile().width, source.profile().height);
    let problem = match not_smaller(full, &sizes).or_else(|| incomplete(full, &sizes, wanted).filter(|_| !must)) {
        Some(problem) => Some(problem),
        None => defect(source, &sizes)?,
    };
    match problem {
        None => Ok(Existing::Taken(sizes)),
        Some(problem) if must => Err(Error::parameter(format!("the source's overviews cannot be taken: {problem}"))),
        Some(problem) => Ok(Existing::NotTaken(Some(format!("overviews are made, not the source's taken: {problem}")))),
    }
}

/// Levels of a COG go from large to small.
fn not_smaller(full: (usize, usize), sizes: &[(usize, usize)]) -> Option<String> {
    let larger = std::iter::once(&full).chain(sizes);
    let mut steps = larger.zip(sizes).enumerate();
    steps.find(|(_, (larger, size))| size == larger || size.0 > larger.0 || size.1 > larger.1).map(|(i, (_, size))| {
        format!("overview {} of {} × {} pixels is no smaller than the level before it", i + 1, size.0, size.1)
    })
}

/// Whether a level is missing among them, or at their end. A side that is not even may be halved up or down, as GDAL does
/// either.
fn incomplete(full: (usize, usize), sizes: &[(usize, usize)], wanted: &[(usize, usize)]) -> Option<String> {
    let is_half = |from: usize, to: usize| to == (from / 2).max(1) || to == from.div_ceil(2);
    let larger = std::iter::once(&full).chain(sizes);
    if let Some((i, (_, size))) =
        larger.zip(sizes).enumerate().find(|(_, (from, to))| !(is_half(from.0, to.0) && is_half(from.1, to.1)))
    {
        return Some(format!(
            "overview {} of {} × {} pixels is not half of the level before it",
            i + 1,
            size.0,
            size.1
        ));
    }
    (sizes.len() < wanted.len()).then(|| format!("there are {} of {}", sizes.len(), wanted.len()))
}

/// What is wrong with their blocks or pixels.
fn defect(source: &dyn RasterSource, sizes: &[(usize, usize)]) -> Result<Option<String>> {
    for number in 0..sizes.len() {
        if let Some(problem) = source.overview_problem(number)? {
            return Ok(Some(format!("overview {}: {problem}", number + 1)));
        }
    }
    // An overview that was never filled is blank as a whole: the smallest shows it as well as any.
    let last = sizes.len() - 1;
    let last_is_blank = rows_of(sizes[last]).try_fold(true, |blank, window| {
        Ok::<_, Error>(blank && is_blank(&source.read_overview(last, window)?, source.profile()))
    });
    match last_is_blank {
        Ok(false) => return Ok(None),
        Ok(true) => {}
        Err(error) if matches!(error.kind(), ErrorKind::Format | ErrorKind::Unsupported | ErrorKind::Limits) => {
            return Ok(Some(format!("overview {}: {error}", last + 1)));
        }
        Err(error) => return Err(error),
    }
    let (width, height) = (source.profile().width, source.profile().height);
    for window in rows_of((width, height)) {
        if !is_blank(&source.read_window(window)?, source.profile()) {
            return Ok(Some("they are blank, the image is not".into()));
        }
    }
    Ok(None)
}

/// Windows of full width, of up to some megapixels.
fn rows_of((width, height): (usize, usize)) -> impl Iterator<Item = Window> {
    let rows = ((1 << 21) / width.max(1)).clamp(1, 512);
    (0..height).step_by(rows).map(move |row| Window::new(0, row, width, rows.min(height - row)))
}

/// Whether every sample is 0 or nodata.
fn is_blank(pixels: &Raster, profile: &Profile) -> bool {
    if pixels.bytes().iter().all(|&byte| byte == 0) {
        return true;
    }
    let Some(nodata) = profile.nodata else { return false };
    with_real_sample!(pixels.sample_type(), T => {
        let Some(nodata) = Nodata::in_type::<T>(nodata) else { return false };
        let is_nodata = |&value: &T| value == nodata || value.is_nan() && nodata.is_nan() || value.to_f64() == 0.0;
        pixels.samples::<T>().is_ok_and(|samples| samples.iter().all(is_nodata))
    }, complex => false)
}
