//! Decoded pixels in memory.

use crate::error::{Error, Result};
use crate::sample::{Sample, SampleType};

/// Decoded pixels: `bands` planes of `height` × `width` samples, native-endian, one after the other (rasterio's band,
/// row, column order).
///
/// The bytes are aligned for every sample type, so that they can be viewed as typed slices without a copy.
///
/// ```
/// use geotiff_core::{Raster, SampleType};
///
/// let mut raster = Raster::new(SampleType::U16, 3, 2, 1)?;
/// raster.band_mut::<u16>(0)?[4] = 7;
/// assert_eq!(raster.row::<u16>(0, 1)?, [0, 7, 0]);
/// assert_eq!(raster.bytes().len(), 12);
/// # Ok::<(), geotiff_core::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Raster {
    sample_type: SampleType,
    width: usize,
    height: usize,
    bands: usize,
    /// 16-byte words, because that is the largest alignment a sample type asks for.
    words: Vec<u128>,
}

impl Raster {
    /// A raster of zeros.
    ///
    /// # Errors
    /// `Limits` if that many bytes cannot be addressed or had.
    pub fn new(sample_type: SampleType, width: usize, height: usize, bands: usize) -> Result<Self> {
        let too_big = || {
            Error::limits(format!(
                "a raster of {width} × {height} pixels × {bands} bands of {sample_type} does not fit in memory"
            ))
        };
        // In this order, so that a row and a band can be addressed even of a raster without bands.
        let len = [sample_type.bytes(), height, bands]
            .iter()
            .try_fold(width, |n, &m| n.checked_mul(m))
            .ok_or_else(too_big)?;
        let words = bytemuck::try_zeroed_vec(len.div_ceil(16)).map_err(|()| too_big())?;
        Ok(Self { sample_type, width, height, bands, words })
    }

    /// A raster of these samples, band after band.
    ///
    /// # Errors
    /// `Parameter` if there are not `width` × `height` × `bands` samples.
    pub fn from_samples<T: Sample>(samples: &[T], width: usize, height: usize, bands: usize) -> Result<Self> {
        let mut raster = Self::new(T::TYPE, width, height, bands)?;
        if samples.len() != width * height * bands {
            return Err(Error::parameter(format!(
                "{} samples given for {width} × {height} pixels × {bands} bands",
                samples.len()
            )));
        }
        raster.bytes_mut().copy_from_slice(bytemuck::cast_slice(samples));
        Ok(raster)
    }

    /// The type of every sample.
    pub fn sample_type(&self) -> SampleType {
        self.sample_type
    }

    /// Columns.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Rows.
    pub fn height(&self) -> usize {
        self.height
    }

    /// Planes.
    pub fn bands(&self) -> usize {
        self.bands
    }

    /// Bytes of one row of one band.
    pub fn row_len(&self) -> usize {
        self.width * self.sample_type.bytes()
    }

    /// Bytes of one band.
    pub fn band_len(&self) -> usize {
        self.row_len() * self.height
    }

    /// All bytes, band after band.
    pub fn bytes(&self) -> &[u8] {
        let len = self.band_len() * self.bands;
        &bytemuck::cast_slice(&self.words)[..len]
    }

    /// All bytes, band after band.
    pub fn bytes_mut(&mut self) -> &mut [u8] {
        let len = self.band_len() * self.bands;
        &mut bytemuck::cast_slice_mut(&mut self.words)[..len]
    }

    /// All samples, band after band.
    ///
    /// # Errors
    /// `Parameter` if `T` is not the type of the samples.
    pub fn samples<T: Sample>(&self) -> Result<&[T]> {
        self.expect_type::<T>()?;
        Ok(bytemuck::cast_slice(self.bytes()))
    }

    /// All samples, band after band.
    ///
    /// # Errors
    /// `Parameter` if `T` is not the type of the samples.
    pub fn samples_mut<T: Sample>(&mut self) -> Result<&mut [T]> {
        self.expect_type::<T>()?;
        Ok(bytemuck::cast_slice_mut(self.bytes_mut()))
    }

    /// The samples of one band (from 0), row after row.
    ///
    /// # Errors
    /// `Parameter` if `T` is not the type of the samples or there is no such band.
    pub fn band<T: Sample>(&self, band: usize) -> Result<&[T]> {
        let n = self.width * self.height;
        self.expect_band(band)?;
        Ok(&self.samples::<T>()?[band * n..][..n])
    }

    /// The samples of one band (from 0), row after row.
    ///
    /// # Errors
    /// `Parameter` if `T` is not the type of the samples or there is no such band.
    pub fn band_mut<T: Sample>(&mut self, band: usize) -> Result<&mut [T]> {
        let n = self.width * self.height;
        self.expect_band(band)?;
        Ok(&mut self.samples_mut::<T>()?[band * n..][..n])
    }

    /// The samples of one row of one band (both from 0).
    ///
    /// # Errors
    /// `Parameter` if `T` is not the type of the samples or there is no such band or row.
    pub fn row<T: Sample>(&self, band: usize, row: usize) -> Result<&[T]> {
        if row >= self.height {
            return Err(Error::parameter(format!("row {row} of a raster of {} rows", self.height)));
        }
        Ok(&self.band::<T>(band)?[row * self.width..][..self.width])
    }

    /// These bands (from 0), in this order.
    ///
    /// ```
    /// use geotiff_core::Raster;
    ///
    /// let raster = Raster::from_samples(&[1_u8, 2, 3], 1, 1, 3)?;
    /// assert_eq!(raster.pick_bands(&[2, 0, 0])?.samples::<u8>()?, [3, 1, 1]);
    /// # Ok::<(), geotiff_core::Error>(())
    /// ```
    ///
    /// # Errors
    /// `Parameter` if there is no such band.
    pub fn pick_bands(self, bands: &[usize]) -> Result<Self> {
        if bands.iter().copied().eq(0..self.bands) {
            return Ok(self);
        }
        let mut picked = Self::new(self.sample_type, self.width, self.height, bands.len())?;
        let len = self.band_len();
        for (i, &band) in bands.iter().enumerate() {
            self.expect_band(band)?;
            picked.bytes_mut()[i * len..][..len].copy_from_slice(&self.bytes()[band * len..][..len]);
        }
        Ok(picked)
    }

    /// The samples, moved out.
    ///
    /// # Errors
    /// `Parameter` if `T` is not the type of the samples.
    pub fn into_samples<T: Sample>(self) -> Result<Vec<T>> {
        Ok(self.samples::<T>()?.to_vec())
    }

    fn expect_type<T: Sample>(&self) -> Result<()> {
        if T::TYPE == self.sample_type {
            return Ok(());
        }
        Err(Error::parameter(format!("the samples are {}, not {}", self.sample_type, T::TYPE)))
    }

    fn expect_band(&self, band: usize) -> Result<()> {
        if band < self.bands {
            return Ok(());
        }
        Err(Error::parameter(format!("band {band} of a raster of {} bands, counted from 0", self.bands)))
    }
}
