//! One window of all inputs, as a computation sees it.

use std::borrow::Cow;

use geotiff_core::{Error, Profile, Raster, Result, Sample, SampleType, Window, convert_samples};
use sources::ValidityRule;

use crate::edge::Edge;
use crate::masked_array::MaskedArray;
use crate::reader::Reader;

/// One window of all inputs, with its halo.
///
/// ```
/// use compute::Windows;
///
/// # let file = window::doc_example();
/// let dataset = window::Dataset::from_source(file)?;
/// let sums = Windows::of(&[&dataset])?.tiles(64, 64)?.reduce(
///     |tile| Ok(tile.read::<f64>(0, 0)?.valid_samples().sum::<f64>()),
///     |a, b| a + b,
/// )?;
/// assert_eq!(sums, Some(35_000.0));
/// # Ok::<(), geotiff_core::Error>(())
/// ```
pub struct Tile<'t> {
    window: Window,
    /// The window and its halo, as far as the raster has them.
    grown: Window,
    reader: &'t Reader<'t>,
    parts: Vec<Part>,
    /// 0 where pixels are outside of the area that counts, if there is one.
    area: Option<Raster>,
}

/// What an input has there.
pub(crate) struct Part {
    pub(crate) pixels: Raster,
    pub(crate) mask: Option<Raster>,
}

impl<'t> Tile<'t> {
    pub(crate) fn new(
        (window, grown): (Window, Window),
        reader: &'t Reader<'t>,
        parts: Vec<Part>,
        area: Option<Raster>,
    ) -> Self {
        Self { window, grown, reader, parts, area }
    }

    /// Where it lies in the raster, without its halo.
    pub fn window(&self) -> Window {
        self.window
    }

    /// How many inputs there are.
    pub fn inputs(&self) -> usize {
        self.parts.len()
    }

    /// What an input (from 0) says of itself.
    ///
    /// # Errors
    /// `Parameter` if there is no such input.
    pub fn profile(&self, input: usize) -> Result<&Profile> {
        self.reader.inputs.get(input).map(|input| input.source.profile()).ok_or_else(|| self.no_input(input))
    }

    /// All bands of an input (from 0) in its own type, the window and its halo as far as the raster has them:
    /// [`Self::raster_window`] tells where that lies.
    ///
    /// # Errors
    /// `Parameter` if there is no such input.
    pub fn raster(&self, input: usize) -> Result<&Raster> {
        self.part(input).map(|part| &part.pixels)
    }

    /// Where the pixels of [`Self::raster`] lie in the raster.
    pub fn raster_window(&self) -> Window {
        self.grown
    }

    /// A band (from 0) of an input (from 0), as samples of any type, by the rules of [`convert_samples`], with its halo.
    ///
    /// Samples are invalid that are nodata or NaN, that a mask or alpha says are, or that lie outside of the
    /// [area](crate::Windows::area).
    ///
    /// # Errors
    /// `Parameter` if there is no such band.
    pub fn read<T: Sample>(&self, input: usize, band: usize) -> Result<MaskedArray<T>> {
        let pixels = self.raster(input)?;
        let samples = band_as::<T>(pixels, band)?;
        let validity = self.flags(input, band)?.map(|flags| flags.iter().map(|&flag| flag != 0).collect());
        let place = |at: usize, from: usize| at - from;
        let Window { width, height, .. } = self.grown;
        let core = Window::new(
            place(self.window.col_off, self.grown.col_off),
            place(self.window.row_off, self.grown.row_off),
            self.window.width,
            self.window.height,
        );
        let values = MaskedArray::new(samples, width, height)?.with_validity(validity)?.with_core(core)?;
        self.padded(values)
    }

    /// 0 for each invalid sample; `None` if there is none.
    fn flags(&self, input: usize, band: usize) -> Result<Option<Vec<u8>>> {
        let (part, rule) = (self.part(input)?, &self.reader.inputs[input].rule);
        let told = match (rule, &part.mask) {
            (ValidityRule::AllValid, _) => None,
            (ValidityRule::Mask, Some(mask)) => Some(Cow::Borrowed(mask)),
            (rule, _) => {
                Some(Cow::Owned(rule.band(self.reader.inputs[input].source, self.grown, &part.pixels, band)?))
            }
        };
        let told = told.filter(|flags| flags.bytes().contains(&0));
        let mut flags = told.map(|flags| flags.bytes().to_vec());
        match part.pixels.sample_type() {
            SampleType::F32 => drop_nans(part.pixels.band::<f32>(band)?, |v| v.is_nan(), &mut flags),
            SampleType::F64 => drop_nans(part.pixels.band::<f64>(band)?, |v| v.is_nan(), &mut flags),
            _ => {}
        }
        if let Some(area) = self.area.as_ref().filter(|area| area.bytes().contains(&0)) {
            let flags = flags.get_or_insert_with(|| vec![255; area.bytes().len()]);
            flags.iter_mut().zip(area.bytes()).filter(|(_, is_in)| **is_in == 0).for_each(|(flag, _)| *flag = 0);
        }
        Ok(flags)
    }

    /// With what lies beyond the raster.
    fn padded<T: Sample>(&self, values: MaskedArray<T>) -> Result<MaskedArray<T>> {
        let (halo, edge) = (self.reader.halo.pixels, self.reader.halo.edge);
        let (width, height) = (self.window.width + 2 * halo, self.window.height + 2 * halo);
        if edge == Edge::Clip || (values.width(), values.height()) == (width, height) {
            return Ok(values);
        }
        let size = self.reader.size();
        let places = |first: usize, len: usize, from: usize, all: usize| {
            let place = move |i: usize| edge.place((first + i).checked_signed_diff(halo)?, all)?.checked_sub(from);
            (0..len).map(place).collect::<Vec<Option<usize>>>()
        };
        let cols = places(self.window.col_off, width, self.grown.col_off, size.0);
        let rows = places(self.window.row_off, height, self.grown.row_off, size.1);
        let (mut samples, mut valid) = (Vec::with_capacity(width * height), Vec::with_capacity(width * height));
        for row in rows {
            for col in &cols {
                let sample = row.zip(*col).and_then(|(row, col)| values.get(col, row));
                samples.push(sample.unwrap_or(bytemuck::Zeroable::zeroed()));
                valid.push(sample.is_some());
            }
        }
        let core = Window::new(halo, halo, self.window.width, self.window.height);
        MaskedArray::masked(samples, valid, width, height)?.with_core(core)
    }

    fn part(&self, input: usize) -> Result<&Part> {
        self.parts.get(input).ok_or_else(|| self.no_input(input))
    }

    fn no_input(&self, input: usize) -> Error {
        Error::parameter(format!("input {input} of {}, counted from 0", self.parts.len()))
    }
}

impl std::fmt::Debug for Tile<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tile").field("window", &self.window).field("inputs", &self.parts.len()).finish_non_exhaustive()
    }
}

fn band_as<T: Sample>(pixels: &Raster, band: usize) -> Result<Vec<T>> {
    if T::TYPE == pixels.sample_type() {
        return Ok(pixels.band::<T>(band)?.to_vec());
    }
    if band >= pixels.bands() {
        return Err(Error::parameter(format!("band {band} of a raster of {} bands, counted from 0", pixels.bands())));
    }
    let bytes = &pixels.bytes()[band * pixels.band_len()..][..pixels.band_len()];
    let mut samples: Vec<T> = vec![bytemuck::Zeroable::zeroed(); pixels.width() * pixels.height()];
    convert_samples(pixels.sample_type(), bytes, T::TYPE, bytemuck::cast_slice_mut(&mut samples))?;
    Ok(samples)
}

fn drop_nans<T: Copy>(samples: &[T], is_nan: impl Fn(T) -> bool, flags: &mut Option<Vec<u8>>) {
    // Most rasters have none: nothing is made then.
    if !samples.iter().fold(false, |any, &sample| any | is_nan(sample)) {
        return;
    }
    let flags = flags.get_or_insert_with(|| vec![255; samples.len()]);
    flags.iter_mut().zip(samples).filter(|(_, sample)| is_nan(**sample)).for_each(|(flag, _)| *flag = 0);
}
