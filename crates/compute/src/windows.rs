//! Rasters on one grid, cut into windows, and what is done to all of them.

use geotiff_core::{Error, Profile, RasterSource, Result, SampleType, Window, with_real_sample};
use sources::Stash;

use crate::choice::{Area, Choice};
use crate::edge::Edge;
use crate::guard::{Guard, OnWindows};
use crate::input::{Input, inputs};
use crate::mapped::MappedSource;
use crate::output::TileOutput;
use crate::reader::{Halo, Reader};
use crate::tile::Tile;
use crate::tiling::Tiling;

/// Rasters on one grid, whatever their layouts and types, cut into windows.
///
/// [`Self::map`] makes a raster of them, window by window; [`Self::fold`] and [`Self::reduce`] make anything else.
///
/// ```
/// use compute::Windows;
/// use geotiff_core::{RasterSource, SampleType, Window};
///
/// # let file = window::doc_example();
/// # let (red, nir) = (window::Dataset::from_source(file.clone())?, window::Dataset::from_source(file)?);
/// let windows = Windows::of(&[&red, &nir])?;
/// let profile = windows.profile(SampleType::F32, 1).with_nodata(-9999.0);
/// let ndvi = windows.map(profile, |tile| {
///     let (red, nir) = (tile.read::<f32>(0, 0)?, tile.read::<f32>(1, 0)?);
///     Ok(red.zip_map(&nir, |red, nir| (nir - red) / (nir + red))?.into())
/// })?;
/// assert_eq!(ndvi.read_window(Window::new(0, 0, 2, 1))?.samples::<f32>()?, [0.0, 0.0]);
/// # Ok::<(), geotiff_core::Error>(())
/// ```
#[derive(Clone)]
#[must_use]
pub struct Windows<'a> {
    inputs: Vec<Input<'a>>,
    choice: Choice<'a>,
    halo: Halo,
    on_windows: Option<OnWindows<'a>>,
}

impl<'a> Windows<'a> {
    /// Of rasters whose pixels lie on each other, by their sizes, transforms and CRSs. A raster without a CRS is taken to be in
    /// that of the others.
    ///
    /// # Errors
    /// `Parameter` if there is none, or one lies elsewhere: it says which, and what differs.
    pub fn of(sources: &[&'a dyn RasterSource]) -> Result<Self> {
        Ok(Self::new(inputs(sources, true)?))
    }

    /// Of rasters of one size, wherever on the ground they lie.
    ///
    /// # Errors
    /// `Parameter` if there is none, or one has another size.
    pub fn of_same_size(sources: &[&'a dyn RasterSource]) -> Result<Self> {
        Ok(Self::new(inputs(sources, false)?))
    }

    fn new(inputs: Vec<Input<'a>>) -> Self {
        let choice = Choice { tiling: Tiling::Auto, listed: None, region: None, only_data: false, area: None };
        Self { inputs, choice, halo: Halo::default(), on_windows: None }
    }

    /// In tiles of so many columns and rows; those at the right and lower edges are smaller.
    ///
    /// Where nothing is said, windows have about 512 columns and rows, and are made of whole blocks of the files as far as
    /// these agree.
    ///
    /// # Errors
    /// `Parameter` if it has no pixel.
    pub fn tiles(self, cols: usize, rows: usize) -> Result<Self> {
        self.cut(Tiling::Tiles(cols, rows))
    }

    /// In the blocks that the file is stored in. Of several files, in the smallest windows that are whole blocks of all of
    /// them, or, if that were very large, in the largest blocks among them.
    ///
    /// # Errors
    /// None; the type is that of [`Self::tiles`].
    pub fn blocks(self) -> Result<Self> {
        self.cut(Tiling::Blocks)
    }

    /// In so many whole rows.
    ///
    /// # Errors
    /// `Parameter` if there are none.
    pub fn rows(self, rows: usize) -> Result<Self> {
        self.cut(Tiling::Rows(rows))
    }

    fn cut(self, tiling: Tiling) -> Result<Self> {
        tiling.size(&self.inputs)?;
        Ok(Self { choice: Choice { tiling, listed: None, ..self.choice }, ..self })
    }

    /// These windows, in this order, which may overlap: for folds only.
    ///
    /// # Errors
    /// `Parameter` if one reaches outside.
    pub fn listed(self, windows: impl IntoIterator<Item = Window>) -> Result<Self> {
        let choice = self.choice.of_list(windows.into_iter().collect(), self.size())?;
        Ok(Self { choice, ..self })
    }

    /// Only a part of the rasters. [`Self::map`] makes a raster of that part; halos still see what lies around it.
    ///
    /// # Errors
    /// `Parameter` if it is empty or reaches outside.
    pub fn region(self, region: Window) -> Result<Self> {
        let (width, height) = self.size();
        let region = Some(region.within(width, height)?);
        Ok(Self { choice: Choice { region, ..self.choice }, ..self })
    }

    /// Only an area: windows that it does not touch are passed over, and pixels that it has not are invalid.
    pub fn area(self, area: &'a dyn Area) -> Self {
        Self { choice: Choice { area: Some(area), ..self.choice }, ..self }
    }

    /// Only windows that hold data: those are passed over of which no raster stores a block, or all is masked out.
    ///
    /// In a raster that [`Self::map`] makes, what is passed over is invalid; if it has no way to say so, it is 0.
    pub fn only_data(self) -> Self {
        Self { choice: Choice { only_data: true, ..self.choice }, ..self }
    }

    /// With so many pixels of its neighbours around each window.
    pub fn halo(self, pixels: usize, edge: Edge) -> Self {
        Self { halo: Halo { pixels, edge }, ..self }
    }

    /// Is told after each window that so many more are done, from any thread; the work stops with [`Error::cancelled`] when it
    /// answers `false`.
    pub fn on_windows(self, on_windows: &'a (dyn Fn(usize) -> bool + Sync)) -> Self {
        Self { on_windows: Some(on_windows), ..self }
    }

    /// Columns and rows of all rasters.
    pub fn size(&self) -> (usize, usize) {
        self.inputs.first().map_or((0, 0), Input::size)
    }

    /// Columns and rows of a window that does not lie at an edge.
    pub fn window_size(&self) -> (usize, usize) {
        self.choice.tiling.size(&self.inputs).unwrap_or((1, 1))
    }

    /// The windows, row by row, those included that are passed over once they are looked at.
    ///
    /// # Errors
    /// `Parameter` if there are more than can be counted.
    pub fn list(&self) -> Result<Box<dyn Iterator<Item = Window> + '_>> {
        self.choice.list(&self.inputs)
    }

    /// A raster on the grid of these, or of their [region](Self::region), that says nothing of itself but where it lies, for
    /// [`Self::map`].
    pub fn profile(&self, sample_type: SampleType, bands: usize) -> Profile {
        let (width, height) = self.choice.region.map_or(self.size(), |region| (region.width, region.height));
        let profile = Profile::new(sample_type, width, height, bands);
        let place = self.inputs.first().and_then(|input| self.choice.place(input).ok());
        place.into_iter().fold(profile, |profile, place| profile.with_georeference_of(&place))
    }

    /// The raster that is computed of these, window by window, as it is asked for them. Nothing is computed yet.
    ///
    /// # Errors
    /// `Parameter` if the profile has another size, no band, or nodata that its samples cannot have.
    pub fn map<F>(self, profile: Profile, compute: F) -> Result<MappedSource<'a>>
    where
        F: Fn(&Tile<'_>) -> Result<TileOutput> + Send + Sync + 'a,
    {
        self.choice.expect_cut()?;
        let region = self.choice.region.unwrap_or(Window::new(0, 0, self.size().0, self.size().1));
        let (size, tile) = ((region.width, region.height), self.choice.tiling.size(&self.inputs)?);
        if (profile.width, profile.height) != size {
            return Err(Error::parameter(format!(
                "the raster has {} × {} pixels, those it is computed of {} × {}",
                profile.width, profile.height, size.0, size.1
            )));
        }
        if profile.bands == 0 {
            return Err(Error::parameter("a raster without a band cannot be computed"));
        }
        if let Some(nodata) = profile.nodata {
            let is_possible =
                with_real_sample!(profile.sample_type.part(), T => nodata.in_type::<T>().is_some(), complex => true);
            if !is_possible {
                let sample_type = profile.sample_type;
                return Err(Error::parameter(format!(
                    "no sample of {sample_type} can be {nodata}, so it cannot be nodata"
                )));
            }
        }
        let tile = (tile.0.min(size.0), tile.1.min(size.1));
        let origin = (region.col_off, region.row_off);
        Ok(MappedSource {
            reader: Reader::new(self.inputs, self.halo, tile, origin).with_area(self.choice.area),
            profile,
            tile,
            origin,
            choice: self.choice,
            compute: Box::new(compute),
            guard: Guard::new(self.on_windows),
            stash: Stash::default(),
        })
    }

    pub(crate) fn inputs(&self) -> &[Input<'a>] {
        &self.inputs
    }

    pub(crate) fn choice(&self) -> &Choice<'a> {
        &self.choice
    }

    pub(crate) fn neighbourhood(&self) -> Halo {
        self.halo
    }

    pub(crate) fn watcher(&self) -> Option<OnWindows<'a>> {
        self.on_windows
    }
}

impl std::fmt::Debug for Windows<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut shown = f.debug_struct("Windows");
        shown.field("inputs", &self.inputs.len()).field("size", &self.size()).field("tiling", &self.choice.tiling);
        shown.finish_non_exhaustive()
    }
}
