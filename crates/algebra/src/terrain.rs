//! What is derived of heights: slope, aspect, shade, ruggedness, position and roughness, as gdaldem has them.

mod heights;
mod kernels;
mod scale;

use compute::{Edge, MappedSource, Windows};
use geotiff_core::{Error, Profile, Raster, RasterSource, RealSample, Result, SampleType, Window};

use heights::{Height, Heights, Line};
use kernels::{Aspect, Hillshade, Kernel, Position, Roughness, Slope};
use scale::Cell;

pub use scale::TerrainScale;

/// Where nothing can be derived, but of shades, which are 0 there.
const NODATA: f32 = -9999.0;

/// How the fall to the east and to the north is found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Gradient {
    /// Of all eight neighbours, the nearer ones twice: Horn's, for rough ground.
    #[default]
    Horn,
    /// Of the four nearest: Zevenbergen's and Thorne's, for smooth ground.
    ZevenbergenThorne,
}

/// Where the light of a hillshade comes from. Angles are degrees, azimuths clockwise from the north.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Shading {
    /// One place.
    Directed {
        /// Its direction.
        azimuth: f64,
        /// Its height above the horizon.
        altitude: f64,
    },
    /// One place, and steep ground is darker.
    Combined {
        /// Its direction.
        azimuth: f64,
        /// Its height above the horizon.
        altitude: f64,
    },
    /// One direction; flat ground is white, so that it goes over a map: Igor's.
    Igor {
        /// The direction.
        azimuth: f64,
    },
    /// The west, and three directions around it.
    MultiDirectional {
        /// The height above the horizon.
        altitude: f64,
    },
}

impl Default for Shading {
    /// From the north-west, halfway up.
    fn default() -> Self {
        Self::Directed { azimuth: 315.0, altitude: 45.0 }
    }
}

/// How ruggedness is measured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Ruggedness {
    /// The root of the sum of the squares of the differences to all neighbours: Riley's, for land.
    #[default]
    Riley,
    /// The mean difference to all neighbours: Wilson's, for the floor of the sea.
    Wilson,
}

/// What is derived of heights.
///
/// ```
/// use algebra::{Derivative, Gradient};
/// use geotiff_core::{Nodata, SampleType};
///
/// let slope = Derivative::Slope { gradient: Gradient::Horn, percent: false };
/// assert_eq!((slope.sample_type(), slope.nodata()), (SampleType::F32, Some(Nodata::Float(-9999.0))));
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Derivative {
    /// How steep it is, in degrees, or in percent.
    Slope {
        /// How the fall is found.
        gradient: Gradient,
        /// 100 for 45°.
        percent: bool,
    },
    /// Which way it goes down, in degrees: clockwise from the north.
    Aspect {
        /// How the fall is found.
        gradient: Gradient,
        /// Counterclockwise from the east instead.
        trigonometric: bool,
        /// Flat ground is 0, and so is what has no data; else it has none.
        zero_for_flat: bool,
    },
    /// How bright it is, 1 to 255.
    Hillshade {
        /// How the fall is found.
        gradient: Gradient,
        /// Where light comes from.
        shading: Shading,
        /// What heights are multiplied by.
        z_factor: f64,
    },
    /// The Terrain Ruggedness Index.
    Ruggedness(Ruggedness),
    /// The Topographic Position Index: how much higher it is than the mean of its neighbours.
    Position,
    /// The largest difference between any two of the nine heights.
    Roughness,
}

impl Derivative {
    /// The type of its samples.
    pub fn sample_type(&self) -> SampleType {
        if matches!(self, Self::Hillshade { .. }) { SampleType::U8 } else { SampleType::F32 }
    }

    /// What pixels have of which it cannot be derived.
    pub fn nodata(&self) -> Option<geotiff_core::Nodata> {
        match self {
            Self::Aspect { zero_for_flat: true, .. } => None,
            _ => Some(geotiff_core::Nodata::Float(self.nothing().into())),
        }
    }

    fn nothing(&self) -> f32 {
        match self {
            Self::Hillshade { .. } | Self::Aspect { zero_for_flat: true, .. } => 0.0,
            _ => NODATA,
        }
    }
}

/// Something derived of the heights of a raster, window by window.
///
/// Results are those of gdaldem 3.12 within rounding: integers of up to 16 bits are computed as integers, heights of all other types
/// in single precision. It differs where heights are NaN in a raster whose nodata is another value: they are no data here.
///
/// ```
/// use algebra::{Derivative, Terrain, TerrainScale};
/// use geotiff_core::{GeoTransform, Profile, SampleType, Window};
///
/// let profile = Profile::new(SampleType::I16, 5, 4, 1).with_transform(GeoTransform::north_up(0.0, 0.0, 10.0, 10.0));
/// let slope = Derivative::Slope { gradient: Default::default(), percent: true };
/// let terrain = Terrain::new(&profile, slope, TerrainScale { x: 1.0, y: 1.0 })?.with_edges(true);
/// // Ten down with each ten to the east.
/// let heights: Vec<i32> = (0..20).map(|i| 100 - 10 * (i % 5)).collect();
/// let derived = terrain.derive(&heights, None, profile_window(&profile), Window::new(0, 0, 5, 4))?;
/// assert_eq!(derived.row::<f32>(0, 1)?, [100.0; 5]);
/// # fn profile_window(profile: &Profile) -> Window { Window::new(0, 0, profile.width, profile.height) }
/// # Ok::<(), geotiff_core::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Terrain {
    derivative: Derivative,
    cell: Cell,
    raster: (usize, usize),
    south_up: bool,
    edges: bool,
}

impl Terrain {
    /// Of a raster of this size and place.
    ///
    /// # Errors
    /// `Parameter` if the raster is turned, and what is derived has a direction; if a scale or factor is not above 0, or an angle is
    /// none.
    pub fn new(profile: &Profile, derivative: Derivative, scale: TerrainScale) -> Result<Self> {
        let is_measure = |value: f64| value.is_finite() && value > 0.0;
        let cell = match derivative {
            Derivative::Ruggedness(_) | Derivative::Position | Derivative::Roughness => Cell { x: 1.0, y: 1.0 },
            _ => Cell::of(profile, scale)?,
        };
        let is_sound = match derivative {
            Derivative::Hillshade { shading, z_factor, .. } => is_measure(z_factor) && shading.is_sound(),
            _ => true,
        };
        if !(is_sound && is_measure(scale.x) && is_measure(scale.y)) {
            return Err(Error::parameter(
                "scales, factors and the light's height must be above 0, and azimuths numbers",
            ));
        }
        let south_up = profile.transform().is_some_and(|transform| transform.0[5] > 0.0);
        Ok(Self { derivative, cell, raster: (profile.width, profile.height), south_up, edges: false })
    }

    /// With pixels at the edge of the raster and beside holes, where heights are taken to go on as they do (beyond the raster) or to
    /// be the pixel's own (holes); without, they have no data.
    #[must_use]
    pub fn with_edges(mut self, edges: bool) -> Self {
        self.edges = edges;
        self
    }

    /// The raster that is derived of a band (from 0) of the raster that this was made for.
    ///
    /// ```
    /// use algebra::{Derivative, Terrain, TerrainScale};
    /// use geotiff_core::{RasterSource, SampleType, Window};
    ///
    /// # let file = window::doc_example();
    /// let dem = window::Dataset::from_source(file)?;
    /// let scale = TerrainScale::of(dem.profile(), 0);
    /// let roughness = Terrain::new(dem.profile(), Derivative::Roughness, scale)?.of(&dem, 0)?;
    /// assert_eq!(roughness.profile().sample_type, SampleType::F32);
    /// assert_eq!(roughness.read_window(Window::new(0, 0, 2, 1))?.samples::<f32>()?, [-9999.0; 2]);
    /// # Ok::<(), geotiff_core::Error>(())
    /// ```
    ///
    /// # Errors
    /// `Parameter` if there is no such band, or the raster has another size; `Unsupported` if its samples are complex.
    pub fn of<'a>(&self, dem: &'a dyn RasterSource, band: usize) -> Result<MappedSource<'a>> {
        let Profile { width, height, bands, sample_type, .. } = *dem.profile();
        if sample_type.is_complex() {
            return Err(Error::unsupported("heights that are complex numbers"));
        }
        if band >= bands {
            return Err(Error::parameter(format!("there is no band {} of heights: it has {bands}", band + 1)));
        }
        if (width, height) != self.raster {
            return Err(Error::parameter("the raster has another size than the one that terrain is derived for"));
        }
        let windows = Windows::of(&[dem])?.halo(Self::HALO, Edge::Clip);
        let mut profile = windows.profile(self.derivative.sample_type(), 1);
        profile.nodata = self.derivative.nodata();
        let terrain = *self;
        windows.map(profile, move |tile| {
            let (place, window) = (tile.raster_window(), tile.window());
            match Self::height_type(sample_type) {
                SampleType::I32 => {
                    let heights = tile.read::<i32>(0, band)?;
                    Ok(terrain.derive(heights.samples(), heights.validity(), place, window)?.into())
                }
                _ => {
                    let heights = tile.read::<f32>(0, band)?;
                    Ok(terrain.derive(heights.samples(), heights.validity(), place, window)?.into())
                }
            }
        })
    }

    /// How many pixels around a window its heights must be known of.
    pub const HALO: usize = 1;

    /// The type that heights of a type are computed as: [`SampleType::I32`] or [`SampleType::F32`].
    pub fn height_type(of: SampleType) -> SampleType {
        match of {
            SampleType::U8 | SampleType::U16 | SampleType::I16 => SampleType::I32,
            _ => SampleType::F32,
        }
    }

    /// What is derived for a window, of heights at a place in the raster that holds the window with a halo, as far as it lies in the
    /// raster. They are `i32` or `f32`, row after row, `valid` being `false` where there are none.
    ///
    /// # Errors
    /// `Parameter` if the heights do not hold the window and what lies around it.
    pub fn derive<T: RealSample>(
        &self,
        heights: &[T],
        valid: Option<&[bool]>,
        place: Window,
        window: Window,
    ) -> Result<Raster> {
        let mut raster = Raster::new(self.derivative.sample_type(), window.width, window.height, 1)?;
        let bytes: &[u8] = bytemuck::cast_slice(heights);
        let (place, raster_size) = (place, self.raster);
        match T::TYPE {
            SampleType::I32 => {
                let samples: &[i32] = bytemuck::try_cast_slice(bytes).map_err(|_| no_heights())?;
                self.rows(&Heights { samples, valid, place, raster: raster_size }, window, &mut raster)?;
            }
            SampleType::F32 => {
                let samples: &[f32] = bytemuck::try_cast_slice(bytes).map_err(|_| no_heights())?;
                self.rows(&Heights { samples, valid, place, raster: raster_size }, window, &mut raster)?;
            }
            other => return Err(Error::parameter(format!("heights are int32 or float32 here, not {other}"))),
        }
        Ok(raster)
    }

    fn rows<T: Height>(&self, heights: &Heights<'_, T>, window: Window, out: &mut Raster) -> Result<()> {
        match self.derivative {
            Derivative::Slope { gradient, percent } => {
                self.rows_of(&Slope { gradient, cell: self.cell, percent }, heights, window, out)
            }
            Derivative::Aspect { gradient, trigonometric, .. } => {
                self.rows_of(&Aspect { gradient, south_up: self.south_up, trigonometric }, heights, window, out)
            }
            Derivative::Hillshade { gradient, shading, z_factor } => {
                self.rows_of(&Hillshade { gradient, cell: self.cell, z: z_factor, shading }, heights, window, out)
            }
            Derivative::Ruggedness(ruggedness) => self.rows_of(&ruggedness, heights, window, out),
            Derivative::Position => self.rows_of(&Position, heights, window, out),
            Derivative::Roughness => self.rows_of(&Roughness, heights, window, out),
        }
    }

    fn rows_of<T: Height>(
        &self,
        kernel: &impl Kernel,
        heights: &Heights<'_, T>,
        window: Window,
        out: &mut Raster,
    ) -> Result<()> {
        let nothing = self.derivative.nothing();
        let mut row_out = vec![nothing; window.width];
        // There are no two pixels to go on from.
        let has_edges = self.edges && self.raster.0 >= 2 && self.raster.1 >= 2;
        for (i, row) in (window.row_off..window.row_end()).enumerate() {
            row_out.fill(nothing);
            let mut cols = window.col_off..window.col_end();
            let is_outer = row == 0 || row + 1 == self.raster.1;
            if !has_edges {
                cols = cols.start.max(1)..cols.end.min(self.raster.0.saturating_sub(1));
            }
            if !cols.is_empty() && (has_edges || !is_outer) {
                let lines = heights.lines(row, cols.clone()).ok_or_else(no_heights)?;
                let start = cols.start - window.col_off;
                let part = row_out.get_mut(start..start + cols.len()).ok_or_else(no_heights)?;
                derive_row(kernel, &lines, self.edges, nothing, part);
            }
            match out.sample_type() {
                SampleType::U8 => {
                    let out = out.band_mut::<u8>(0)?.chunks_exact_mut(window.width).nth(i).unwrap_or_default();
                    out.iter_mut().zip(&row_out).for_each(|(out, &value)| *out = u8::convert_from(value));
                }
                _ => {
                    let out = out.band_mut::<f32>(0)?.chunks_exact_mut(window.width).nth(i).unwrap_or_default();
                    out.copy_from_slice(&row_out);
                }
            }
        }
        Ok(())
    }
}

impl Shading {
    fn is_sound(self) -> bool {
        let (azimuth, altitude) = match self {
            Self::Directed { azimuth, altitude } | Self::Combined { azimuth, altitude } => (azimuth, altitude),
            Self::Igor { azimuth } => (azimuth, 45.0),
            Self::MultiDirectional { altitude } => (0.0, altitude),
        };
        azimuth.is_finite() && altitude.is_finite() && altitude > 0.0
    }
}

fn no_heights() -> Error {
    Error::parameter("the heights do not hold the window and what lies around it")
}

/// One row, of three.
fn derive_row<T: Height>(kernel: &impl Kernel, lines: &[Line<T>; 3], edges: bool, nothing: f32, out: &mut [f32]) {
    let [above, here, below] = lines.each_ref().map(|line| line.heights.windows(3));
    let nines = above.zip(here).zip(below);
    let of = |a: &[T], b: &[T], c: &[T]| match (a, b, c) {
        (&[a0, a1, a2], &[b0, b1, b2], &[c0, c1, c2]) => Some([a0, a1, a2, b0, b1, b2, c0, c1, c2]),
        _ => None,
    };
    if lines.iter().all(|line| line.valid.is_none()) {
        for (out, ((a, b), c)) in out.iter_mut().zip(nines) {
            *out = of(a, b, c).and_then(|nine| kernel.of(&nine)).unwrap_or(nothing);
        }
        return;
    }
    for (i, (out, ((a, b), c))) in out.iter_mut().zip(nines).enumerate() {
        let flag = |line: &Line<T>, at: usize| line.valid.as_ref().is_none_or(|flags| flags.get(i + at) == Some(&true));
        let Some(mut nine) = of(a, b, c).filter(|_| flag(&lines[1], 1)) else { continue };
        let mut is_whole = true;
        for at in 0..9 {
            if !flag(&lines[at / 3], at % 3) {
                is_whole = edges;
                nine[at] = nine[4];
            }
        }
        if is_whole {
            *out = kernel.of(&nine).unwrap_or(nothing);
        }
    }
}
