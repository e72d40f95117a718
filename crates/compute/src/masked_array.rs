//! Samples of one band of a window that know which of them are valid: the arithmetic of masked arrays.

use geotiff_core::{Error, RealSample, Result, Sample, Window};

/// The samples of one band of a window, and which of them are valid.
///
/// What is computed of an invalid sample is invalid; a function is only asked for what is valid. [`Self::core`] tells the window
/// from the halo around it.
///
/// ```
/// use compute::MaskedArray;
///
/// let red = MaskedArray::masked(vec![10_u16, 20, 0], vec![true, true, false], 3, 1)?;
/// let nir = MaskedArray::new(vec![30_u16, 60, 90], 3, 1)?;
/// let ndvi = red.zip_map(&nir, |red, nir| (f32::from(nir) - f32::from(red)) / f32::from(nir + red))?;
/// assert_eq!(ndvi.iter().collect::<Vec<_>>(), [Some(0.5), Some(0.5), None]);
/// assert_eq!(ndvi.filled(-9999.0), [0.5, 0.5, -9999.0]);
/// # Ok::<(), geotiff_core::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct MaskedArray<T> {
    width: usize,
    height: usize,
    core: Window,
    samples: Vec<T>,
    /// `None` if all are.
    valid: Option<Vec<bool>>,
}

impl<T: Sample> MaskedArray<T> {
    /// Samples, row after row, all of which are valid.
    ///
    /// # Errors
    /// `Parameter` if there are not `width` × `height`.
    pub fn new(samples: Vec<T>, width: usize, height: usize) -> Result<Self> {
        if width.checked_mul(height) != Some(samples.len()) {
            return Err(Error::parameter(format!("{} samples are not {width} × {height}", samples.len())));
        }
        Ok(Self { width, height, core: Window::new(0, 0, width, height), samples, valid: None })
    }

    /// Samples, row after row, and which of them are valid.
    ///
    /// # Errors
    /// `Parameter` if there are not `width` × `height` of both.
    pub fn masked(samples: Vec<T>, valid: Vec<bool>, width: usize, height: usize) -> Result<Self> {
        Self::new(samples, width, height)?.with_validity(Some(valid))
    }

    /// With a window that the others are the halo of.
    ///
    /// # Errors
    /// `Parameter` if it reaches outside.
    pub fn with_core(mut self, core: Window) -> Result<Self> {
        self.core = core.within(self.width, self.height)?;
        Ok(self)
    }

    /// With these samples being valid; `None` is all.
    ///
    /// # Errors
    /// `Parameter` if there are not as many.
    pub fn with_validity(mut self, valid: Option<Vec<bool>>) -> Result<Self> {
        if valid.as_ref().is_some_and(|valid| valid.len() != self.samples.len()) {
            return Err(Error::parameter(format!("there must be a flag for each of {} samples", self.samples.len())));
        }
        self.valid = valid.filter(|valid| valid.contains(&false));
        Ok(self)
    }

    /// Columns, those of the halo included.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Rows, those of the halo included.
    pub fn height(&self) -> usize {
        self.height
    }

    /// Where the window lies in its halo; all of it if there is none.
    pub fn core(&self) -> Window {
        self.core
    }

    /// All samples, row after row, valid or not.
    pub fn samples(&self) -> &[T] {
        &self.samples
    }

    /// All samples, moved out.
    pub fn into_samples(self) -> Vec<T> {
        self.samples
    }

    /// Which samples are valid; `None` if all are.
    pub fn validity(&self) -> Option<&[bool]> {
        self.valid.as_deref()
    }

    /// How many samples are valid.
    pub fn count_valid(&self) -> usize {
        self.valid.as_ref().map_or(self.samples.len(), |valid| valid.iter().filter(|&&valid| valid).count())
    }

    /// The sample at a column and a row, those of the halo included; `None` if it is invalid or outside.
    pub fn get(&self, col: usize, row: usize) -> Option<T> {
        if col >= self.width || row >= self.height {
            return None;
        }
        let at = row * self.width + col;
        let is_valid = self.valid.as_ref().is_none_or(|valid| valid.get(at) == Some(&true));
        self.samples.get(at).copied().filter(|_| is_valid)
    }

    /// All samples, row after row; `None` for invalid ones.
    pub fn iter(&self) -> impl Iterator<Item = Option<T>> + '_ {
        let is_valid = |i: usize| self.valid.as_ref().is_none_or(|valid| valid.get(i) == Some(&true));
        self.samples.iter().enumerate().map(move |(i, &sample)| is_valid(i).then_some(sample))
    }

    /// The valid samples, row after row.
    pub fn valid_samples(&self) -> impl Iterator<Item = T> + '_ {
        self.iter().flatten()
    }

    /// The sum of the valid samples, in doubles; 0 if there is none. With [`Self::count_valid`], it gives a mean.
    ///
    /// ```
    /// # use compute::MaskedArray;
    /// let heights = MaskedArray::masked(vec![10_i16, 20, -9999], vec![true, true, false], 3, 1)?;
    /// assert_eq!(heights.sum() / heights.count_valid() as f64, 15.0);
    /// # Ok::<(), geotiff_core::Error>(())
    /// ```
    pub fn sum(&self) -> f64
    where
        T: RealSample,
    {
        // Side by side: an addition need not wait for the one before.
        let mut sums = [0.0; 8];
        let add = |sums: &mut [f64], samples: &[T]| {
            sums.iter_mut().zip(samples).for_each(|(sum, sample)| *sum += sample.to_f64());
        };
        match &self.valid {
            None => self.samples.chunks(8).for_each(|samples| add(&mut sums, samples)),
            Some(valid) => {
                for (samples, valid) in self.samples.chunks(8).zip(valid.chunks(8)) {
                    let mut taken = [T::zeroed(); 8];
                    let pairs = taken.iter_mut().zip(samples).zip(valid);
                    pairs.filter(|(_, valid)| **valid).for_each(|((taken, sample), _)| *taken = *sample);
                    add(&mut sums, &taken);
                }
            }
        }
        sums.iter().sum()
    }

    /// All samples, with this one in place of those that are invalid.
    pub fn filled(&self, value: T) -> Vec<T> {
        self.iter().map(|sample| sample.unwrap_or(value)).collect()
    }

    /// Something of each valid sample.
    pub fn map<U: Sample>(&self, work: impl Fn(T) -> U) -> MaskedArray<U> {
        let samples = match &self.valid {
            None => self.samples.iter().map(|&sample| work(sample)).collect(),
            Some(valid) => pick(self.samples.iter().zip(valid), |&sample| work(sample)),
        };
        self.like(samples, self.valid.clone())
    }

    /// Something of each valid sample, or nothing, which makes an invalid one.
    pub fn filter_map<U: Sample>(&self, work: impl Fn(T) -> Option<U>) -> MaskedArray<U> {
        self.collect(self.iter().map(|sample| sample.and_then(&work)))
    }

    /// Something of each pair of samples that are both valid.
    ///
    /// # Errors
    /// `Parameter` if there are not as many columns and rows of both.
    pub fn zip_map<U: Sample, V: Sample>(
        &self,
        other: &MaskedArray<U>,
        work: impl Fn(T, U) -> V,
    ) -> Result<MaskedArray<V>> {
        self.expect_size_of(other)?;
        let pairs = self.samples.iter().zip(&other.samples);
        let valid = match (&self.valid, &other.valid) {
            (None, None) => None,
            (Some(valid), None) | (None, Some(valid)) => Some(valid.clone()),
            (Some(own), Some(others)) => Some(own.iter().zip(others).map(|(&own, &other)| own && other).collect()),
        };
        let samples = match &valid {
            None => pairs.map(|(&a, &b)| work(a, b)).collect(),
            Some(valid) => pick(pairs.zip(valid), |(&a, &b)| work(a, b)),
        };
        Ok(self.like(samples, valid))
    }

    /// Something of each pair of samples that are both valid, or nothing, which makes an invalid one.
    ///
    /// # Errors
    /// As [`Self::zip_map`].
    pub fn zip_filter_map<U: Sample, V: Sample>(
        &self,
        other: &MaskedArray<U>,
        work: impl Fn(T, U) -> Option<V>,
    ) -> Result<MaskedArray<V>> {
        self.expect_size_of(other)?;
        Ok(self.collect(self.iter().zip(other.iter()).map(|(a, b)| work(a?, b?))))
    }

    /// Something of the samples of each pixel, one of each band, that are valid in all of them.
    ///
    /// ```
    /// use compute::MaskedArray;
    ///
    /// let bands = [vec![1.0_f32, 2.0], vec![3.0, 4.0], vec![5.0, 9.0]].map(|band| MaskedArray::new(band, 2, 1));
    /// let bands = bands.into_iter().collect::<geotiff_core::Result<Vec<_>>>()?;
    /// let sums = MaskedArray::combine(&bands.iter().collect::<Vec<_>>(), |pixel| pixel.iter().sum::<f32>())?;
    /// assert_eq!(sums.samples(), [9.0, 15.0]);
    /// # Ok::<(), geotiff_core::Error>(())
    /// ```
    ///
    /// # Errors
    /// `Parameter` if there is no band, or they have not the same columns and rows.
    pub fn combine<U: Sample>(bands: &[&Self], work: impl Fn(&[T]) -> U) -> Result<MaskedArray<U>> {
        let Some(first) = bands.first() else { return Err(Error::parameter("there is no band to compute of")) };
        bands.iter().try_for_each(|band| first.expect_size_of(*band))?;
        let mut pixel: Vec<T> = Vec::with_capacity(bands.len());
        let pixels = (0..first.samples.len()).map(|i| {
            pixel.clear();
            for band in bands {
                let is_valid = band.valid.as_ref().is_none_or(|valid| valid.get(i) == Some(&true));
                pixel.push(*band.samples.get(i).filter(|_| is_valid)?);
            }
            Some(work(&pixel))
        });
        Ok(first.collect(pixels))
    }

    /// The same samples, of which those are invalid, too, that are so in the other.
    ///
    /// # Errors
    /// As [`Self::zip_map`].
    pub fn valid_where<U: Sample>(&self, other: &MaskedArray<U>) -> Result<Self> {
        self.zip_map(other, |own, _| own)
    }

    /// The window without its halo.
    #[must_use]
    pub fn into_core(self) -> Self {
        let Window { col_off, row_off, width, height } = self.core;
        if (width, height) == (self.width, self.height) {
            return self;
        }
        let core = Window::new(0, 0, width, height);
        let samples = cut(&self.samples, self.width, self.core);
        let valid = self.valid.map(|valid| cut(&valid, self.width, Window::new(col_off, row_off, width, height)));
        Self { width, height, core, samples, valid: valid.filter(|valid| valid.contains(&false)) }
    }

    /// Other samples in the same place, halo and all.
    pub(crate) fn collect<U: Sample>(&self, samples: impl Iterator<Item = Option<U>>) -> MaskedArray<U> {
        let (mut out, mut valid) = (Vec::with_capacity(self.samples.len()), Vec::with_capacity(self.samples.len()));
        for sample in samples {
            out.push(sample.unwrap_or(bytemuck::Zeroable::zeroed()));
            valid.push(sample.is_some());
        }
        self.like(out, Some(valid).filter(|valid| valid.contains(&false)))
    }

    fn like<U>(&self, samples: Vec<U>, valid: Option<Vec<bool>>) -> MaskedArray<U> {
        MaskedArray { width: self.width, height: self.height, core: self.core, samples, valid }
    }

    fn expect_size_of<U>(&self, other: &MaskedArray<U>) -> Result<()> {
        if (self.width, self.height) == (other.width, other.height) {
            return Ok(());
        }
        Err(Error::parameter(format!(
            "{} × {} samples cannot be paired with {} × {}",
            self.width, self.height, other.width, other.height
        )))
    }
}

impl<T: RealSample> MaskedArray<T> {
    /// The samples as values of another type, by the rules of [`convert_samples`](geotiff_core::convert_samples).
    pub fn cast<U: RealSample>(&self) -> MaskedArray<U> {
        self.map(U::convert_from)
    }
}

/// What is made of the valid ones; of the others, zeros.
fn pick<'a, I, U: Sample>(items: impl Iterator<Item = (I, &'a bool)>, work: impl Fn(I) -> U) -> Vec<U> {
    items.map(|(item, &valid)| if valid { work(item) } else { bytemuck::Zeroable::zeroed() }).collect()
}

fn cut<T: Copy>(all: &[T], width: usize, window: Window) -> Vec<T> {
    let rows = all.chunks_exact(width.max(1)).skip(window.row_off).take(window.height);
    rows.flat_map(|row| row.iter().skip(window.col_off).take(window.width).copied()).collect()
}
