//! Rasters on one grid, cut into windows, and what is done to all of them.

use geotiff_core::{Error, Profile, RasterSource, Result, SampleType, Window, with_real_sample};
use sources::Stash;
use window::{TileWindows, tile_windows, try_map};

use crate::edge::Edge;
use crate::guard::{Guard, OnWindows};
use crate::input::{Input, inputs};
use crate::mapped::MappedSource;
use crate::output::TileOutput;
use crate::reader::{Halo, Reader};
use crate::tile::Tile;
use crate::tiling::Tiling;

/// Windows whose results wait to be added up.
const WINDOWS_AT_ONCE: usize = 64;

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
    tiling: Tiling,
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
        Self { inputs, tiling: Tiling::Auto, halo: Halo::default(), on_windows: None }
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
        Ok(Self { tiling, ..self })
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
        self.tiling.size(&self.inputs).unwrap_or((1, 1))
    }

    /// The windows, row by row.
    ///
    /// # Errors
    /// `Parameter` if there are more than can be counted.
    pub fn list(&self) -> Result<TileWindows> {
        let ((width, height), (cols, rows)) = (self.size(), self.window_size());
        tile_windows(height, width, rows, cols, 0)
    }

    /// A raster on the grid of these that says nothing of itself but where it lies, for [`Self::map`].
    pub fn profile(&self, sample_type: SampleType, bands: usize) -> Profile {
        let (width, height) = self.size();
        let profile = Profile::new(sample_type, width, height, bands);
        self.inputs.iter().take(1).fold(profile, |profile, input| profile.with_georeference_of(input.source.profile()))
    }

    /// The raster that is computed of these, window by window, as it is asked for them. Nothing is computed yet.
    ///
    /// # Errors
    /// `Parameter` if the profile has another size, no band, or nodata that its samples cannot have.
    pub fn map<F>(self, profile: Profile, compute: F) -> Result<MappedSource<'a>>
    where
        F: Fn(&Tile<'_>) -> Result<TileOutput> + Send + Sync + 'a,
    {
        let (size, tile) = (self.size(), self.tiling.size(&self.inputs)?);
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
        Ok(MappedSource {
            reader: Reader::new(self.inputs, self.halo, tile, (0, 0)),
            profile,
            tile,
            origin: (0, 0),
            compute: Box::new(compute),
            guard: Guard::new(self.on_windows),
            stash: Stash::default(),
        })
    }

    /// Makes something of each window, in parallel, and adds it up in the order of the windows, row by row, so that the sum is
    /// the same for any number of threads. No more than 64 results wait.
    ///
    /// ```
    /// # let file = window::doc_example();
    /// let dataset = window::Dataset::from_source(file)?;
    /// let histogram = compute::Windows::of(&[&dataset])?.fold(
    ///     vec![0_u64; 256],
    ///     |tile| {
    ///         let mut counts = vec![0_u64; 256];
    ///         tile.read::<u8>(0, 0)?.valid_samples().for_each(|v| counts[usize::from(v)] += 1);
    ///         Ok(counts)
    ///     },
    ///     |all, counts| all.iter_mut().zip(counts).for_each(|(all, n)| *all += n),
    /// )?;
    /// assert_eq!(histogram[7], 5000);
    /// # Ok::<(), geotiff_core::Error>(())
    /// ```
    ///
    /// # Errors
    /// Whatever reading and `work` answer; `Parameter` if it panics; `Cancelled` if [`Self::on_windows`] says so.
    pub fn fold<A, R: Send>(
        &self,
        start: A,
        work: impl Fn(&Tile<'_>) -> Result<R> + Send + Sync,
        mut add: impl FnMut(&mut A, R),
    ) -> Result<A> {
        let reader = Reader::new(self.inputs.clone(), self.halo, self.window_size(), (0, 0));
        let guard = Guard::new(self.on_windows);
        let mut windows = self.list()?;
        let at_once = if reader.is_direct() { WINDOWS_AT_ONCE } else { windows.across().max(1) };
        let mut all = start;
        loop {
            let part: Vec<Window> = windows.by_ref().take(at_once).collect();
            let (Some(first), Some(last)) = (part.first(), part.last()) else { return Ok(all) };
            let around = Window {
                width: self.size().0,
                col_off: 0,
                row_off: first.row_off,
                height: last.row_end() - first.row_off,
            };
            let opened = reader.open(around)?;
            let work = |window| guard.run(window, || work(&reader.tile(&opened, window)?));
            try_map(part, work)?.into_iter().for_each(|made| add(&mut all, made));
        }
    }

    /// Makes something of each window, in parallel, and joins it to one in the order of the windows; `None` if there is none.
    ///
    /// # Errors
    /// As [`Self::fold`].
    pub fn reduce<R: Send>(
        &self,
        work: impl Fn(&Tile<'_>) -> Result<R> + Send + Sync,
        mut join: impl FnMut(R, R) -> R,
    ) -> Result<Option<R>> {
        self.fold(None, work, |all: &mut Option<R>, made| {
            *all = Some(match all.take() {
                Some(all) => join(all, made),
                None => made,
            });
        })
    }
}

impl std::fmt::Debug for Windows<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut shown = f.debug_struct("Windows");
        shown.field("inputs", &self.inputs.len()).field("size", &self.size()).field("tiling", &self.tiling);
        shown.finish_non_exhaustive()
    }
}
