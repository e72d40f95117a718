//! The cascade: all levels in one pass over the rows of the image.

use crate::rows::{Chunk, LevelRows};
use crate::spec::CascadeSpec;
use crate::step::{Step, steps};
use geotiff_core::{Error, Raster, Result, SampleType};
use std::fmt;

/// Makes every level of a pyramid from the one before it, a few rows at a time.
///
/// Rows of the image go in, from top to bottom and in full width, as many at a time as is convenient; rows of the
/// levels come out as soon as they are complete. How the rows are divided has no influence on the pixels. Of each level
/// only those few rows are kept that the next rows of the level below are made of.
///
/// ```
/// use geotiff_core::{Raster, SampleType};
/// use overview::{Cascade, CascadeSpec};
///
/// let spec = CascadeSpec { levels: vec![(2, 2), (1, 1)], ..CascadeSpec::new(4, 4, 1, SampleType::U8) };
/// let mut cascade = Cascade::new(spec)?;
/// let mut out = Vec::new();
/// for row in 0..4 {
///     let row = Raster::from_samples(&[10 * row, 10 * row + 1, 10 * row + 2, 10 * row + 3_u8], 4, 1, 1)?;
///     cascade.push(&row, None, &mut |rows| {
///         out.push((rows.level, rows.first_row, rows.pixels.into_samples::<u8>()?));
///         Ok(())
///     })?;
/// }
/// cascade.finish()?;
/// assert_eq!(out, [(0, 0, vec![0, 2]), (1, 0, vec![0]), (0, 1, vec![20, 22])]);
/// # Ok::<(), geotiff_core::Error>(())
/// ```
pub struct Cascade {
    spec: CascadeSpec,
    steps: Vec<Box<dyn Step>>,
    next_row: usize,
}

impl Cascade {
    /// A cascade that waits for the first row.
    ///
    /// # Errors
    /// `Parameter` if there is no image, a level is empty or larger than the one before it, there is no such alpha
    /// band, or samples of this type cannot be palette entries. `Limits` if what it has to know of every column does
    /// not fit in memory.
    pub fn new(spec: CascadeSpec) -> Result<Self> {
        spec.check()?;
        Ok(Self { steps: steps(&spec)?, spec, next_row: 0 })
    }

    /// Takes the next rows of the image, all bands of them, and hands to `sink` the rows of the levels that this
    /// completes, in order within a level. `mask` are the same rows of the dataset's mask.
    ///
    /// After an error the cascade is of no more use.
    ///
    /// # Errors
    /// `Parameter` if the rows, or those of the mask, are not what the [`CascadeSpec`] says, or go on below the image;
    /// `Limits` if the new rows do not fit in memory; and whatever `sink` answers.
    pub fn push(
        &mut self,
        rows: &Raster,
        mask: Option<&Raster>,
        sink: &mut dyn FnMut(LevelRows) -> Result<()>,
    ) -> Result<()> {
        self.check(rows, mask)?;
        let first_row = self.next_row;
        self.next_row += rows.height();
        let mut above: Option<LevelRows> = None;
        for step in &mut self.steps {
            let image = Chunk { first_row, pixels: rows, mask };
            let source = match &above {
                Some(above) if !step.is_from_image() => above.as_chunk(),
                _ => image,
            };
            // Where nothing has come, nothing is made; a level further down may have the image as its source.
            if source.pixels.height() > 0 {
                let made = step.push(source)?;
                above.replace(made).filter(|above| above.pixels.height() > 0).map_or(Ok(()), &mut *sink)?;
            }
        }
        above.filter(|above| above.pixels.height() > 0).map_or(Ok(()), sink)
    }

    /// Ends the pass.
    ///
    /// # Errors
    /// `Parameter` if rows of the image are missing, and with them rows of the levels.
    pub fn finish(self) -> Result<()> {
        if self.next_row == self.spec.height {
            return Ok(());
        }
        Err(Error::parameter(format!("the image ends after {} of {} rows", self.next_row, self.spec.height)))
    }

    fn check(&self, rows: &Raster, mask: Option<&Raster>) -> Result<()> {
        let spec = &self.spec;
        let shape = |raster: &Raster| (raster.sample_type(), raster.width(), raster.bands());
        let (is, wanted) = (shape(rows), (spec.sample_type, spec.width, spec.bands));
        if is != wanted {
            return Err(Error::parameter(format!("rows of {is:?} in a cascade of {wanted:?} (type, columns, bands)")));
        }
        if rows.height() > spec.height - self.next_row {
            return Err(Error::parameter(format!(
                "{} rows at row {} of an image of {}",
                rows.height(),
                self.next_row,
                spec.height
            )));
        }
        let wanted = spec.has_mask.then_some((SampleType::U8, spec.width, 1, rows.height()));
        let is = mask.map(|mask| (mask.sample_type(), mask.width(), mask.bands(), mask.height()));
        if is != wanted {
            return Err(Error::parameter(format!(
                "a mask of {is:?} where {wanted:?} is due (type, columns, bands, rows)"
            )));
        }
        Ok(())
    }
}

impl fmt::Debug for Cascade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cascade").field("spec", &self.spec).field("next_row", &self.next_row).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geotiff_core::ErrorKind;

    fn spec() -> CascadeSpec {
        CascadeSpec { levels: vec![(2, 2), (1, 1)], ..CascadeSpec::new(4, 4, 2, SampleType::U8) }
    }

    fn refused(spec: CascadeSpec) -> bool {
        Cascade::new(spec).is_err_and(|error| error.kind() == ErrorKind::Parameter)
    }

    #[test]
    fn refuses_what_cannot_be() {
        assert!(refused(CascadeSpec { width: 0, ..spec() }));
        assert!(refused(CascadeSpec { height: usize::MAX, ..spec() }));
        assert!(refused(CascadeSpec { bands: 0, ..spec() }));
        assert!(refused(CascadeSpec { alpha: Some(2), ..spec() }));
        assert!(refused(CascadeSpec { levels: vec![(2, 0)], ..spec() }));
        assert!(refused(CascadeSpec { levels: vec![(2, 2), (1, 3)], ..spec() }));
        assert!(refused(CascadeSpec { sample_type: SampleType::F32, palette: Some(Vec::new()), ..spec() }));
        assert!(!refused(CascadeSpec { palette: Some(Vec::new()), ..spec() }));
    }

    #[test]
    fn refuses_rows_of_another_image() {
        let row = |sample_type, width, height, bands| Raster::new(sample_type, width, height, bands).unwrap();
        let refused = |rows: Raster, mask: Option<Raster>, has_mask| {
            let mut cascade = Cascade::new(CascadeSpec { has_mask, ..spec() }).unwrap();
            cascade.push(&rows, mask.as_ref(), &mut |_| Ok(())).is_err_and(|error| error.kind() == ErrorKind::Parameter)
        };
        assert!(!refused(row(SampleType::U8, 4, 4, 2), None, false));
        assert!(refused(row(SampleType::I8, 4, 4, 2), None, false));
        assert!(refused(row(SampleType::U8, 5, 4, 2), None, false));
        assert!(refused(row(SampleType::U8, 4, 5, 2), None, false));
        assert!(refused(row(SampleType::U8, 4, 4, 1), None, false));
        assert!(refused(row(SampleType::U8, 4, 4, 2), None, true));
        assert!(refused(row(SampleType::U8, 4, 4, 2), Some(row(SampleType::U8, 4, 4, 1)), false));
        assert!(refused(row(SampleType::U8, 4, 4, 2), Some(row(SampleType::U8, 4, 3, 1)), true));
        assert!(!refused(row(SampleType::U8, 4, 4, 2), Some(row(SampleType::U8, 4, 4, 1)), true));
    }

    #[test]
    fn does_not_end_early() {
        let mut cascade = Cascade::new(spec()).unwrap();
        cascade.push(&Raster::new(SampleType::U8, 4, 3, 2).unwrap(), None, &mut |_| Ok(())).unwrap();
        assert!(cascade.finish().is_err());
    }

    #[test]
    fn hands_on_what_the_sink_answers() {
        let mut cascade = Cascade::new(spec()).unwrap();
        let rows = Raster::new(SampleType::U8, 4, 4, 2).unwrap();
        let error = cascade.push(&rows, None, &mut |_| Err(Error::cancelled())).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Cancelled);
    }

    #[test]
    fn no_levels_are_none() {
        let mut cascade = Cascade::new(CascadeSpec { levels: Vec::new(), ..spec() }).unwrap();
        let rows = Raster::new(SampleType::U8, 4, 4, 2).unwrap();
        cascade.push(&rows, None, &mut |_| Err(Error::cancelled())).unwrap();
        cascade.finish().unwrap();
    }
}
