//! Nodata said, changed or taken back.

use geotiff_core::{Error, Nodata, Profile, Raster, RasterSource, Result, Window};
use window::NodataTest;

use crate::follow::{drop_nodata, drop_statistics, nodata_in};
use crate::validity::{flags, nodata_sample, nodata_test, overwrite};

/// What becomes of nodata.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum NodataEdit {
    /// Pixels of this value are said to have no data; those of the nodata that was before have some from then on. No pixel is
    /// changed (GDAL's `-a_nodata`).
    Set(Nodata),
    /// Pixels without data get this value, which is nodata from then on. Infinities and NaN are values like others.
    Change(Nodata),
    /// All pixels are said to have data (GDAL's `-a_nodata none`).
    Unset,
}

/// A raster with other nodata. Statistics are dropped where other pixels count than before.
///
/// ```
/// use geotiff_core::{Nodata, RasterSource};
/// use sources::{NodataEdit, WithNodata};
///
/// # let file = window::doc_example();
/// let dataset = window::Dataset::from_source(file)?;
/// let empty = WithNodata::new(&dataset, NodataEdit::Set(Nodata::from(7)))?;
/// let zeros = WithNodata::new(&empty, NodataEdit::Change(Nodata::from(0)))?;
/// assert_eq!(zeros.read_window(dataset.whole())?.samples::<u8>()?, [0; 5000]);
/// assert_eq!(zeros.profile().nodata, Some(0.into()));
/// # Ok::<(), geotiff_core::Error>(())
/// ```
#[derive(Debug)]
pub struct WithNodata<S> {
    source: S,
    profile: Profile,
    change: Option<(NodataTest, Vec<u8>)>,
}

impl<S: RasterSource> WithNodata<S> {
    /// The raster, its nodata so edited.
    ///
    /// # Errors
    /// `Parameter` if no sample can have the value, or if nodata is to be changed that there is not.
    pub fn new(source: S, edit: NodataEdit) -> Result<Self> {
        let old = source.profile();
        let mut profile = old.clone();
        let mut change = None;
        drop_nodata(&mut profile);
        match edit {
            NodataEdit::Unset => {}
            NodataEdit::Set(nodata) => profile.nodata = Some(nodata_in(nodata, old.sample_type)?),
            NodataEdit::Change(nodata) => {
                let test = nodata_test(old)
                    .ok_or_else(|| Error::parameter("the raster has no nodata that could be changed"))?;
                let nodata = nodata_in(nodata, old.sample_type)?;
                profile.nodata = Some(nodata);
                change = nodata_sample(nodata, old.sample_type).map(|sample| (test, sample));
            }
        }
        let same = |a: Option<Nodata>, b: Option<Nodata>| match (a, b) {
            (Some(a), Some(b)) => a == b || a.to_f64().is_nan() && b.to_f64().is_nan(),
            (a, b) => a.is_none() && b.is_none(),
        };
        if !same(old.nodata, profile.nodata) && change.is_none() {
            drop_statistics(&mut profile);
        }
        Ok(Self { source, profile, change })
    }

    fn edited(&self, mut pixels: Raster) -> Result<Raster> {
        if let Some((test, sample)) = &self.change {
            let flags = flags(*test, &pixels)?;
            overwrite(&mut pixels, &flags, sample);
        }
        Ok(pixels)
    }
}

impl<S: RasterSource> RasterSource for WithNodata<S> {
    fn profile(&self) -> &Profile {
        &self.profile
    }

    fn read_window(&self, window: Window) -> Result<Raster> {
        self.edited(self.source.read_window(window)?)
    }

    fn read_bands(&self, window: Window, bands: &[usize]) -> Result<Raster> {
        self.edited(self.source.read_bands(window, bands)?)
    }

    fn read_mask(&self, window: Window) -> Result<Raster> {
        self.source.read_mask(window)
    }

    fn rows_at_once(&self) -> usize {
        self.source.rows_at_once()
    }

    fn block_size(&self) -> (usize, usize) {
        self.source.block_size()
    }
}
