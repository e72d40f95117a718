//! Rasters of one grid as the bands of one.

use geotiff_core::{Error, Photometric, Profile, Raster, RasterSource, Result, Window};

use crate::colors::{alpha_band, pick_colors};
use crate::follow::pick_metadata;
use crate::grid::Grid;
use crate::validity::Rule;

/// Rasters of one grid as the bands of one, in their order: GDAL's `gdalbuildvrt -separate`, `rio stack`.
///
/// They have one type and, as far as they have some, one nodata. A pixel is valid that is so in any of them, if one has a mask.
/// What the first says of the raster is said of the stack; of each band, what its own raster says. Red, green and blue stay
/// what they are if they come first.
///
/// ```
/// use geotiff_core::RasterSource;
/// use sources::Stack;
///
/// # let file = window::doc_example();
/// # let (red, green, blue) = (file.clone(), file.clone(), file);
/// let bands = [red, green, blue].map(window::Dataset::from_source);
/// let stack = Stack::new(bands.into_iter().collect::<Result<Vec<_>, _>>()?)?;
/// assert_eq!(stack.profile().bands, 3);
/// # Ok::<(), geotiff_core::Error>(())
/// ```
#[derive(Debug)]
pub struct Stack<S> {
    sources: Vec<S>,
    /// What they are called, as far as that is known.
    names: Vec<String>,
    profile: Profile,
    rules: Vec<Rule>,
}

impl<S: RasterSource> Stack<S> {
    /// The bands of all of them.
    ///
    /// # Errors
    /// `Parameter` if there is none, or one has another grid, type or nodata than the first: the message tells which, counted
    /// from 1, and what differs.
    pub fn new(sources: Vec<S>) -> Result<Self> {
        Self::named(Vec::new(), sources)
    }

    /// The same of sources that have names, by which errors call them, those of reading too.
    ///
    /// ```
    /// use geotiff_core::{Profile, Raster, RasterSource, Result, SampleType, Window};
    /// use sources::Stack;
    ///
    /// #[derive(Debug)]
    /// struct Blank(Profile);
    /// impl RasterSource for Blank {
    ///     fn profile(&self) -> &Profile {
    ///         &self.0
    ///     }
    ///     fn read_window(&self, window: Window) -> Result<Raster> {
    ///         Raster::new(self.0.sample_type, window.width, window.height, 1)
    ///     }
    /// }
    /// let wide = |width| Blank(Profile::new(SampleType::U8, width, 10, 1));
    /// let error = Stack::named(vec!["red.tif".into(), "nir.tif".into()], vec![wide(20), wide(10)]).unwrap_err();
    /// assert_eq!(error.to_string(), "nir.tif: it cannot be stacked on red.tif: it has 10 × 10 pixels, not 20 × 10");
    /// ```
    ///
    /// # Errors
    /// As [`Self::new`]; the error names the [file](Error::file).
    pub fn named(names: Vec<String>, sources: Vec<S>) -> Result<Self> {
        let (first, others) = sources.split_first().ok_or_else(|| Error::parameter("nothing is to be stacked"))?;
        let first = first.profile();
        let grid = Grid::of(first);
        let mut profile = first.clone();
        let mut picks: Vec<Option<usize>> = (0..first.bands).map(Some).collect();
        // All bands as those of one raster, of which some are picked: all, in this order.
        for (i, source) in others.iter().enumerate() {
            let other = source.profile();
            if let Some(difference) = difference(&grid, first, other, profile.nodata) {
                return Err(unlike(&names, i + 1, &difference));
            }
            let before = profile.bands;
            profile.nodata = profile.nodata.or(other.nodata);
            profile.has_mask |= other.has_mask;
            profile.bits = profile.bits.max(other.bits);
            profile.bands += other.bands;
            picks.extend((before..profile.bands).map(Some));
            let of_bands = other.metadata.items.iter().filter(|item| item.sample.is_some()).cloned();
            profile.metadata.items.extend(of_bands.map(|mut item| {
                item.sample = item.sample.map(|band| before + band);
                item
            }));
            add_colors(&mut profile, other, before);
        }
        if !others.is_empty() {
            let old = profile.clone();
            pick_metadata(&mut profile.metadata, &picks);
            pick_colors(&old, &picks, &mut profile);
            crate::follow::drop_extremes(&mut profile);
        }
        let rules = sources.iter().map(|source| Rule::of(source.profile())).collect();
        Ok(Self { sources, names, profile, rules })
    }

    /// The error with the name of the source that it is of.
    fn in_source(&self, number: usize, error: Error) -> Error {
        match self.names.get(number) {
            Some(name) => error.in_file(name.clone()),
            None => error,
        }
    }
}

fn unlike(names: &[String], number: usize, difference: &str) -> Error {
    match (names.first(), names.get(number)) {
        (Some(first), Some(name)) => {
            Error::parameter(format!("it cannot be stacked on {first}: {difference}")).in_file(name.clone())
        }
        _ => Error::parameter(format!("raster {} cannot be stacked on the first: {difference}", number + 1)),
    }
}

fn difference(grid: &Grid, first: &Profile, other: &Profile, nodata: Option<geotiff_core::Nodata>) -> Option<String> {
    if other.sample_type != first.sample_type {
        return Some(format!("its samples are {}, not {}", other.sample_type, first.sample_type));
    }
    if let (Some(one), Some(two)) = (nodata, other.nodata)
        && one != two
        && !(one.to_f64().is_nan() && two.to_f64().is_nan())
    {
        return Some(format!("its nodata is {two}, not {one}"));
    }
    grid.difference(&Grid::of(other))
}

/// What the bands of another raster are to the eye, said of those that they became.
fn add_colors(profile: &mut Profile, other: &Profile, first_band: usize) {
    let is_alone = |profile: &Profile| profile.photometric == Photometric::MIN_IS_BLACK;
    profile.extra_samples.resize(first_band.saturating_sub(color_count(profile)), 0);
    let extra = |band: usize| if alpha_band(other) == Some(band) { 2 } else { 0 };
    profile.extra_samples.extend((0..other.bands).map(extra));
    for (band, color) in other.color_interpretation().into_iter().enumerate() {
        // A gray one among others is no colour of the picture.
        let says_nothing = is_alone(other) && color == geotiff_core::ColorInterpretation::GRAY;
        let is_index = color == geotiff_core::ColorInterpretation::PALETTE;
        if !says_nothing && !is_index && color != geotiff_core::ColorInterpretation::UNDEFINED {
            crate::follow::set_role(&mut profile.metadata, first_band + band, "colorinterp", color.name().into());
        }
    }
}

fn color_count(profile: &Profile) -> usize {
    match profile.photometric {
        Photometric::RGB | Photometric::YCBCR => 3,
        Photometric::MIN_IS_BLACK | Photometric::MIN_IS_WHITE | Photometric::PALETTE | Photometric::MASK => 1,
        _ => profile.bands.saturating_sub(profile.extra_samples.len()),
    }
}

impl<S: RasterSource> RasterSource for Stack<S> {
    fn profile(&self) -> &Profile {
        &self.profile
    }

    fn read_window(&self, window: Window) -> Result<Raster> {
        let Profile { sample_type, bands, .. } = self.profile;
        let parts = window::try_map(self.sources.iter().enumerate().collect(), |(number, source)| {
            source.read_window(window).map_err(|error| self.in_source(number, error))
        })?;
        let mut out = Raster::new(sample_type, window.width, window.height, bands)?;
        let mut rest = out.bytes_mut();
        for part in parts {
            let Some((own, others)) = rest.split_at_mut_checked(part.bytes().len()) else { break };
            own.copy_from_slice(part.bytes());
            rest = others;
        }
        Ok(out)
    }

    fn read_bands(&self, window: Window, bands: &[usize]) -> Result<Raster> {
        let mut out = Raster::new(self.profile.sample_type, window.width, window.height, bands.len())?;
        let band_len = out.band_len();
        for (out, &band) in out.bytes_mut().chunks_exact_mut(band_len.max(1)).zip(bands) {
            let mut before = 0;
            for (number, source) in self.sources.iter().enumerate() {
                let count = source.profile().bands;
                if (before..before + count).contains(&band) {
                    let read = source.read_bands(window, &[band - before]);
                    out.copy_from_slice(read.map_err(|error| self.in_source(number, error))?.bytes());
                }
                before += count;
            }
            if band >= before {
                return Err(Error::parameter(format!("band {band} of {before}: bands count from 0 here")));
            }
        }
        Ok(out)
    }

    fn read_mask(&self, window: Window) -> Result<Raster> {
        let mut mask = Raster::new(geotiff_core::SampleType::U8, window.width, window.height, 1)?;
        for (number, (source, rule)) in self.sources.iter().zip(&self.rules).enumerate() {
            let part = match rule {
                Rule::Mask => source.read_mask(window),
                _ => source.read_window(window).and_then(|pixels| rule.dataset(source, window, &pixels)),
            };
            let part = part.map_err(|error| self.in_source(number, error))?;
            mask.bytes_mut().iter_mut().zip(part.bytes()).for_each(|(any, &valid)| *any |= valid);
        }
        Ok(mask)
    }

    fn rows_at_once(&self) -> usize {
        self.sources.iter().map(RasterSource::rows_at_once).max().unwrap_or(1)
    }
}
