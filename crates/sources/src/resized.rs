//! A part of any raster at another size.

use std::ops::Range;

use geotiff_core::{Error, Profile, Raster, RasterSource, Result, SampleType, Window};
use overview::{ResampleSpec, Resampler, Resampling, Span};

use crate::colors::alpha_band;
use crate::crop::{outside, reach, whole_pixels};
use crate::follow::Cut;
use crate::stash::Stash;
use crate::validity::any_band;

/// Bytes of samples that are held of the source at once.
const CHUNK_LEN: usize = 32 << 20;
/// The most pixels of a side.
const LARGEST: f64 = i32::MAX as f64;

/// Which part of a raster at which size, and how its pixels are made: GDAL's `-srcwin`, `-projwin`, `-outsize`, `-tr` and `-r`.
///
/// ```
/// use overview::Resampling;
/// use sources::Resize;
///
/// let quarter = Resize::whole().with_max_size(1024).with_resampling(Resampling::Average);
/// let grid = Resize::bounds([500_000.0, 4_590_000.0, 510_000.0, 4_600_000.0]).with_resolution(20.0, 20.0);
/// assert_ne!(quarter, grid);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Resize {
    place: Place,
    size: Size,
    resampling: Resampling,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Place {
    Whole,
    Window(Window),
    Bounds([f64; 4]),
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Size {
    Native,
    /// 0 is as many as keep the proportions.
    Exact(usize, usize),
    Resolution(f64, f64),
    Max(usize),
}

impl Resize {
    /// The whole raster.
    pub fn whole() -> Self {
        Self { place: Place::Whole, size: Size::Native, resampling: Resampling::Nearest }
    }

    /// The pixels of a window.
    pub fn window(window: Window) -> Self {
        Self { place: Place::Window(window), ..Self::whole() }
    }

    /// Left, bottom, right, top, in the coordinates of the raster: whole pixels for [`Resampling::Nearest`], as
    /// [`Crop::bounds`](crate::Crop::bounds) has them; for all else also parts of pixels, as in GDAL.
    pub fn bounds(bounds: [f64; 4]) -> Self {
        Self { place: Place::Bounds(bounds), ..Self::whole() }
    }

    /// So many columns and rows; one of them may be 0, and is then what keeps the proportions.
    #[must_use]
    pub fn with_size(self, width: usize, height: usize) -> Self {
        Self { size: Size::Exact(width, height), ..self }
    }

    /// Pixels of just this width and height, in the units of the raster's coordinates, from the part's upper-left corner on:
    /// as many as come nearest to its size. A rest of half a pixel is left out, which GDAL makes a pixel of.
    #[must_use]
    pub fn with_resolution(self, width: f64, height: f64) -> Self {
        Self { size: Size::Resolution(width, height), ..self }
    }

    /// The longer side has no more pixels than this; nothing is enlarged.
    #[must_use]
    pub fn with_max_size(self, pixels: usize) -> Self {
        Self { size: Size::Max(pixels), ..self }
    }

    /// How pixels are made; [`Resampling::Nearest`] unless told.
    #[must_use]
    pub fn with_resampling(self, resampling: Resampling) -> Self {
        Self { resampling, ..self }
    }

    pub(crate) fn resampling(&self) -> Resampling {
        self.resampling
    }

    /// The part of this raster, and its size.
    pub(crate) fn cut(&self, profile: &Profile) -> Result<Cut> {
        let (width, height) = (profile.width, profile.height);
        let [cols, rows] = match self.place {
            Place::Whole => [[0.0, width as f64], [0.0, height as f64]],
            Place::Window(window) => {
                let Window { col_off, row_off, width, height } = window.within(width, height)?;
                [[col_off as f64, width as f64], [row_off as f64, height as f64]]
            }
            Place::Bounds(bounds) => {
                let [cols, rows] = reach(bounds, profile.transform())?;
                if self.resampling == Resampling::Nearest {
                    let whole =
                        |part, size| whole_pixels(part, size).map(|(first, count)| [first as f64, count as f64]);
                    [whole(cols, width)?, whole(rows, height)?]
                } else {
                    [clipped(cols, width)?, clipped(rows, height)?]
                }
            }
        };
        self.sized(Cut { cols, rows, width: 0, height: 0 }, profile)
    }

    fn sized(&self, mut cut: Cut, profile: &Profile) -> Result<Cut> {
        let (cols, rows) = (cut.cols[1], cut.rows[1]);
        let counts = match self.size {
            // As in GDAL, for parts that end between pixels.
            Size::Native => [cols, rows].map(|pixels| (pixels - 0.001).ceil()),
            Size::Exact(0, 0) | Size::Max(0) => return Err(Error::parameter("nothing is 0 pixels large")),
            Size::Exact(0, height) => [cols * height as f64 / rows, height as f64],
            Size::Exact(width, 0) => [width as f64, rows * width as f64 / cols],
            Size::Exact(width, height) => [width as f64, height as f64],
            Size::Max(most) => {
                let shrunk = (most as f64 / cols.max(rows).round().max(1.0)).min(1.0);
                [cols * shrunk, rows * shrunk]
            }
            Size::Resolution(width, height) => {
                let Some(t) = profile.transform().map(|transform| transform.0) else {
                    return Err(Error::parameter("the raster has no transform, so that its pixels have no size"));
                };
                let is_sound = width > 0.0 && height > 0.0 && width.is_finite() && height.is_finite();
                if !is_sound {
                    return Err(Error::parameter(format!("no pixel is {width} × {height}")));
                }
                let old = [t[1].hypot(t[4]), t[2].hypot(t[5])];
                // The centres of all new pixels must lie on old ones; there is noise in the last digits.
                let nearest = |pixels: f64| (pixels * (1.0 - 1e-12) - 0.5).ceil().max(1.0);
                let counts = [nearest(cols * old[0] / width), nearest(rows * old[1] / height)];
                // Pixels are of just this size, so that the part ends where they do.
                (cut.cols[1], cut.rows[1]) = (counts[0] * width / old[0], counts[1] * height / old[1]);
                counts
            }
        };
        if counts.iter().any(|&n| n.is_nan() || n > LARGEST) {
            return Err(Error::parameter(format!("{} × {} pixels are too many", counts[0], counts[1])));
        }
        // Also of less than half a pixel, there is one.
        [cut.width, cut.height] = counts.map(|n| (n.round() as usize).max(1));
        Ok(cut)
    }
}

fn clipped([offset, length]: [f64; 2], size: usize) -> Result<[f64; 2]> {
    // Bounds that lie on pixels shall be a window.
    let snapped = |place: f64| if (place - place.round()).abs() < 1e-6 { place.round() } else { place };
    let (from, to) = (snapped(offset).max(0.0), snapped(offset + length).min(size as f64));
    if from < to { Ok([from, to - from]) } else { Err(outside(offset, length, size)) }
}

/// A part of any raster at another size, made of its full resolution by GDAL's arithmetic: see
/// [`Resampler`]. Of a [`Dataset`](window::Dataset), [`ViewSource`](crate::ViewSource) makes it, of its overviews.
///
/// Palette images have the nearest pixel, unless [`Resampling::Mode`] is asked for.
///
/// ```
/// use geotiff_core::{RasterSource, Window};
/// use sources::{Resize, Resized};
///
/// # let file = window::doc_example();
/// let dataset = window::Dataset::from_source(file)?;
/// let small = Resized::new(&dataset, &Resize::whole().with_max_size(10))?;
/// assert_eq!((small.profile().width, small.profile().height), (10, 5));
/// assert_eq!(small.read_window(Window::new(2, 2, 3, 1))?.samples::<u8>()?, [7; 3]);
/// # Ok::<(), geotiff_core::Error>(())
/// ```
#[derive(Debug)]
pub struct Resized<S> {
    source: S,
    profile: Profile,
    spec: ResampleSpec,
    stash: Stash,
}

impl<S: RasterSource> Resized<S> {
    /// The part of the raster.
    ///
    /// # Errors
    /// `Parameter` if it lies outside the raster, or its size is none.
    pub fn new(source: S, resize: &Resize) -> Result<Self> {
        let mut profile = source.profile().clone();
        let cut = resize.cut(&profile)?;
        let span = |[offset, length]: [f64; 2], size, count| Span::new(size, offset, length, count);
        let (x, y) = (span(cut.cols, profile.width, cut.width)?, span(cut.rows, profile.height, cut.height)?);
        let is_index = profile.color_map.is_some() && resize.resampling != Resampling::Mode;
        let resampling = if is_index { Resampling::Nearest } else { resize.resampling };
        let nodata = profile.nodata.filter(|nodata| nodata.is_possible_in(profile.sample_type));
        let spec = ResampleSpec {
            nodata,
            alpha: alpha_band(&profile).filter(|_| !profile.has_mask && nodata.is_none()),
            bits: profile.bits,
            ..ResampleSpec::new(x, y, profile.bands, profile.sample_type, resampling)
        };
        cut.apply(&mut profile);
        Ok(Self { source, profile, spec, stash: Stash::default() })
    }

    /// The pixels of a window, and which of them are valid, if that is asked.
    fn make(&self, window: Window) -> Result<(Raster, Option<Raster>)> {
        let window = window.within(self.profile.width, self.profile.height)?;
        let bands = self.profile.bands;
        let (cols, rows) = (window.col_off..window.col_end(), window.row_off..window.row_end());
        let mut resampler = Resampler::new(&self.spec, cols, rows)?;
        let mut pixels = Raster::new(self.profile.sample_type, window.width, window.height, bands)?;
        let mut valid = if self.profile.has_mask {
            Some(Raster::new(SampleType::U8, window.width, window.height, bands)?)
        } else {
            None
        };
        let (cols, mut rest) = (resampler.source_cols(), resampler.source_rows());
        while let Some(chunk) = self.chunk(&resampler, &mut rest, cols.len()) {
            let part = Window::new(cols.start, chunk.start, cols.len(), chunk.len());
            let old = self.source.read_window(part)?;
            let mask = self.mask(part, &old)?;
            let Some(made) = resampler.push(chunk.start, &old, mask.as_ref())? else { continue };
            let at = made.first_row - window.row_off;
            paste_rows(&made.pixels, &mut pixels, at);
            if let (Some(valid), Some(made)) = (&mut valid, &made.valid) {
                paste_rows(made, valid, at);
            }
        }
        Ok((pixels, valid))
    }

    /// What weighs pixels, if nodata does not.
    fn mask(&self, part: Window, pixels: &Raster) -> Result<Option<Raster>> {
        match self.spec.alpha {
            _ if self.profile.has_mask => self.source.read_mask(part).map(Some),
            Some(alpha) => crate::validity::Rule::Alpha(alpha).dataset(&self.source, part, pixels).map(Some),
            None => Ok(None),
        }
    }

    /// The rows to read next: as many as may be held, up to where the source likes to stop.
    fn chunk(&self, resampler: &Resampler, rest: &mut Range<usize>, width: usize) -> Option<Range<usize>> {
        let start = rest.clone().find(|&row| resampler.wants(row))?;
        let row_len = width * self.profile.sample_type.bytes() * self.profile.bands;
        let unit = self.source.rows_at_once().max(1);
        let most = start + (CHUNK_LEN / row_len.max(1)).max(1);
        let end = if most / unit > start / unit { most / unit * unit } else { most };
        let end = end.min(rest.end);
        rest.start = end;
        let last = (start..end).rev().find(|&row| resampler.wants(row))?;
        Some(start..last + 1)
    }
}

/// Copies whole rows of all bands into a raster as wide.
pub(crate) fn paste_rows(from: &Raster, to: &mut Raster, row: usize) {
    let (from_len, to_len, at) = (from.band_len().max(1), to.band_len().max(1), row * to.row_len());
    for (from, to) in from.bytes().chunks_exact(from_len).zip(to.bytes_mut().chunks_exact_mut(to_len)) {
        if let Some(out) = to.get_mut(at..at + from_len) {
            out.copy_from_slice(from);
        }
    }
}

impl<S: RasterSource> RasterSource for Resized<S> {
    fn profile(&self) -> &Profile {
        &self.profile
    }

    fn read_window(&self, window: Window) -> Result<Raster> {
        let (pixels, valid) = self.make(window)?;
        if let Some(valid) = valid {
            self.stash.put(window, any_band(&valid)?);
        }
        Ok(pixels)
    }

    fn read_mask(&self, window: Window) -> Result<Raster> {
        match (self.stash.take(window), self.profile.has_mask) {
            (Some(mask), _) => Ok(mask),
            (None, true) => {
                self.make(window)?.1.map_or_else(|| crate::validity::all_valid(window), |valid| any_band(&valid))
            }
            (None, false) => crate::validity::all_valid(window),
        }
    }

    fn rows_at_once(&self) -> usize {
        let rows = (self.source.rows_at_once() as f64 / self.spec.y.ratio()).ceil() as usize;
        rows.clamp(1, 1024)
    }
}
