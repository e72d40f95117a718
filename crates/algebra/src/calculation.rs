//! An expression over rasters: a raster again.

use compute::{MappedSource, MaskedArray, Tile, TileOutput, Windows};
use geotiff_core::{
    Error, Nodata, Photometric, Profile, RasterSource, RealSample, Result, SampleType, with_real_sample,
};
use sources::{BandPick, Bands, Grid, ValidityRule};

use crate::expression::Expression;
use crate::program::Plane;

/// An expression over rasters that lie on one grid, whatever their layouts and types.
///
/// It is computed as doubles. The raster that comes of it has the place of the first of the others, and is
///
/// - of single precision, or of double precision if a band in it has a type that has more digits, or of the type that is asked for;
///   numbers are converted by the rules of [`convert_samples`](geotiff_core::convert_samples);
/// - without data where the expression is NaN, which is NaN if it is a float, or the nodata that is asked for; among integers
///   without nodata, a mask says where that is, unless it can be nowhere.
///
/// ```
/// use algebra::{Calculation, Expression};
/// use geotiff_core::{RasterSource, SampleType, Window};
///
/// # let file = window::doc_example();
/// # let (red, nir) = (window::Dataset::from_source(file.clone())?, window::Dataset::from_source(file)?);
/// let expression = Expression::parse("(B - A) / (B + A)")?;
/// let ndvi = Calculation::new(&expression, &[("A", &red), ("B", &nir)])?;
/// let ndvi = ndvi.source()?;
/// assert_eq!((ndvi.profile().sample_type, ndvi.profile().nodata.map(|v| v.to_f64().is_nan())), (SampleType::F32, Some(true)));
/// assert_eq!(ndvi.read_window(Window::new(0, 0, 2, 1))?.samples::<f32>()?, [0.0, 0.0]);
/// # Ok::<(), geotiff_core::Error>(())
/// ```
pub struct Calculation<'a> {
    expression: &'a Expression,
    /// Of each raster, the bands that the expression has.
    rasters: Vec<Bands<&'a dyn RasterSource>>,
    /// Of each input of the expression: the raster, and the band among those.
    places: Vec<(usize, usize)>,
    sample_type: SampleType,
    nodata: Missing,
}

/// What is done about pixels without data.
#[derive(Clone, Copy, Debug)]
enum Missing {
    Auto,
    Value(Nodata),
    Unsaid,
}

impl<'a> Calculation<'a> {
    /// Over rasters, by the names that the expression has for them.
    ///
    /// # Errors
    /// `Parameter` if the expression has a name that none of them has, or lacks the name of one; if two have one name; if there is no
    /// such band; if one lies elsewhere than the first: it says which, and what differs. `Unsupported` if samples are complex.
    pub fn new(expression: &'a Expression, rasters: &[(&str, &'a dyn RasterSource)]) -> Result<Self> {
        let Some((first_name, first)) = rasters.first() else {
            return Err(Error::parameter("there is no raster to compute of"));
        };
        let grid = Grid::of(first.profile());
        let (mut picked, mut places) = (Vec::new(), vec![None; expression.inputs().len()]);
        for (number, &(name, raster)) in rasters.iter().enumerate() {
            if rasters.iter().take(number).any(|&(other, _)| other == name) {
                return Err(Error::parameter(format!("two rasters are called {name}")));
            }
            let profile = raster.profile();
            if let Some(difference) = grid.difference(&Grid::of(profile)) {
                return Err(Error::parameter(format!("{name} is not on the grid of {first_name}: {difference}")));
            }
            if profile.sample_type.is_complex() {
                return Err(Error::unsupported(format!("{name} has complex samples ({})", profile.sample_type)));
            }
            let mut bands = Vec::new();
            for (input, place) in expression.inputs().iter().zip(&mut places).filter(|(input, _)| input.name == name) {
                if input.band >= profile.bands {
                    let (band, count) = (input.band + 1, profile.bands);
                    return Err(Error::parameter(format!("{name} has no band {band}; it has {count}")));
                }
                *place = Some((number, bands.len()));
                bands.push(BandPick::Band(input.band));
            }
            if bands.is_empty() {
                return Err(Error::parameter(format!("the expression has no {name}")));
            }
            picked.push(Bands::new(raster, &bands)?);
        }
        let missing = expression.inputs().iter().zip(&places).find(|(_, place)| place.is_none());
        if let Some((input, _)) = missing {
            return Err(Error::parameter(format!("the expression has {0}, but no raster is called {0}", input.name)));
        }
        let is_single = picked.iter().all(|raster| Expression::is_exact_in_single(raster.profile().sample_type));
        let sample_type = if is_single { SampleType::F32 } else { SampleType::F64 };
        let places = places.into_iter().flatten().collect();
        Ok(Self { expression, rasters: picked, places, sample_type, nodata: Missing::Auto })
    }

    /// With samples of this type.
    #[must_use]
    pub fn with_sample_type(mut self, sample_type: SampleType) -> Self {
        self.sample_type = sample_type;
        self
    }

    /// With the type that samples have.
    pub fn sample_type(&self) -> SampleType {
        self.sample_type
    }

    /// With this value where there are no data. `None` says of no value that it means that: floats are NaN there, and it is an error if
    /// an integer has no data.
    #[must_use]
    pub fn with_nodata(mut self, nodata: Option<Nodata>) -> Self {
        self.nodata = nodata.map_or(Missing::Unsaid, Missing::Value);
        self
    }

    /// The raster that is computed, window by window, as it is asked for them.
    ///
    /// # Errors
    /// `Parameter` if no sample can be nodata; `Unsupported` if the type is complex.
    pub fn source(&'a self) -> Result<MappedSource<'a>> {
        if self.sample_type.is_complex() {
            return Err(Error::unsupported(format!("results of {} are not computed", self.sample_type)));
        }
        let sources: Vec<&dyn RasterSource> = self.rasters.iter().map(|raster| raster as &dyn RasterSource).collect();
        let windows = Windows::of(&sources)?;
        let profile = self.profile(windows.profile(self.sample_type, self.expression.outputs()));
        windows.map(profile, |tile| self.tile(tile))
    }

    fn profile(&self, mut profile: Profile) -> Profile {
        profile.photometric = Photometric::MIN_IS_BLACK;
        match self.nodata {
            Missing::Value(nodata) => profile.nodata = Some(nodata),
            Missing::Auto if self.sample_type.is_float() => profile.nodata = Some(Nodata::Float(f64::NAN)),
            Missing::Auto => profile.has_mask = self.can_be_missing(),
            Missing::Unsaid => {}
        }
        profile
    }

    /// Whether there can be pixels without data at all.
    fn can_be_missing(&self) -> bool {
        let is_whole = |raster: &Bands<&dyn RasterSource>| {
            let profile = raster.profile();
            ValidityRule::of(profile) == ValidityRule::AllValid && !profile.sample_type.is_float()
        };
        self.expression.makes_nan() || !self.rasters.iter().all(is_whole)
    }

    fn tile(&self, tile: &Tile<'_>) -> Result<TileOutput> {
        let inputs = self.places.iter().map(|&(raster, band)| read(tile, raster, band)).collect::<Result<Vec<_>>>()?;
        let planes: Vec<Plane<'_>> = inputs.iter().map(|input| input.plane()).collect();
        let window = tile.window();
        let mut outputs = vec![vec![0.0_f64; window.area()]; self.expression.outputs()];
        let mut slices: Vec<&mut [f64]> = outputs.iter_mut().map(Vec::as_mut_slice).collect();
        self.expression.evaluate(&planes, &mut slices)?;
        let bands = outputs.into_iter().map(|samples| MaskedArray::new(samples, window.width, window.height));
        Ok(bands.collect::<Result<Vec<_>>>()?.into())
    }
}

/// Samples of any type.
trait Samples {
    fn plane(&self) -> Plane<'_>;
}

impl<T: RealSample> Samples for MaskedArray<T> {
    fn plane(&self) -> Plane<'_> {
        Plane::new(self.samples()).with_validity(self.validity())
    }
}

fn read(tile: &Tile<'_>, raster: usize, band: usize) -> Result<Box<dyn Samples>> {
    with_real_sample!(tile.profile(raster)?.sample_type, T => {
        Ok(Box::new(tile.read::<T>(raster, band)?) as Box<dyn Samples>)
    }, complex => Err(Error::unsupported("complex samples in an expression")))
}

impl std::fmt::Debug for Calculation<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut shown = f.debug_struct("Calculation");
        shown.field("expression", &self.expression).field("rasters", &self.rasters.len());
        shown.field("sample_type", &self.sample_type).field("nodata", &self.nodata).finish_non_exhaustive()
    }
}
