//! One step of the cascade: a level made from the rows of the level before it.

use crate::axis::Axes;
use crate::band::{Band, complex_bands, real_bands};
use crate::rows::{Chunk, Kept, LevelRows, Rows};
use crate::spec::CascadeSpec;
use geotiff_core::{Raster, Result, Sample, SampleType, with_real_sample};
use std::ops::Range;

/// A step, whatever the type of its samples.
pub(crate) trait Step: Send {
    /// Whether its source is the full resolution, and not the level before.
    fn is_from_image(&self) -> bool;

    /// Takes the next rows of the source, and gives those of the level that they complete, which may be none.
    fn push(&mut self, source: Chunk<'_>) -> Result<LevelRows>;
}

/// (columns, rows)
type Size = (usize, usize);

/// The steps to all levels.
pub(crate) fn steps(spec: &CascadeSpec) -> Result<Vec<Box<dyn Step>>> {
    let sizes = spec.sizes().zip(spec.sizes().skip(1));
    let image = (spec.width, spec.height);
    let step = |(level, (from, to)): (usize, (Size, Size))| {
        let is_cascade = level > 0 && (from.0 > to.0 || spec.is_strict_cascade());
        step(spec, level, Axes::new(if is_cascade { from } else { image }, to), !is_cascade)
    };
    sizes.enumerate().map(step).collect()
}

fn step(spec: &CascadeSpec, level: usize, axes: Axes, from_image: bool) -> Result<Box<dyn Step>> {
    let plan = Plan { level, axes, from_image };
    let mask = if spec.has_mask { real_bands(&spec.of_mask(), axes, from_image)?.pop() } else { None };
    let mask = mask.map(|band| MaskStep { band, is_opacity: spec.mask_is_opacity });
    Ok(with_real_sample!(spec.sample_type,
        T => boxed(plan, real_bands::<T>(spec, axes, from_image)?, mask),
        complex => match spec.sample_type {
            SampleType::CI16 => boxed(plan, complex_bands::<i16>(spec, axes), mask),
            SampleType::CI32 => boxed(plan, complex_bands::<i32>(spec, axes), mask),
            SampleType::CF32 => boxed(plan, complex_bands::<f32>(spec, axes), mask),
            _ => boxed(plan, complex_bands::<f64>(spec, axes), mask),
        }
    ))
}

fn boxed<T: Sample>(plan: Plan, bands: Vec<Band<T>>, mask: Option<MaskStep>) -> Box<dyn Step> {
    Box::new(TypedStep { plan, bands, mask, kept: None, next_row: 0 })
}

/// What is made of what.
#[derive(Clone, Copy)]
struct Plan {
    level: usize,
    axes: Axes,
    from_image: bool,
}

struct TypedStep<T> {
    plan: Plan,
    bands: Vec<Band<T>>,
    mask: Option<MaskStep>,
    kept: Option<Kept>,
    next_row: usize,
}

struct MaskStep {
    band: Band<u8>,
    /// Its values are kept.
    is_opacity: bool,
}

impl<T: Sample> TypedStep<T> {
    /// The rows of the source that a row is made of. The mask's may be others than the pixels'.
    fn source_of(&self, row: usize) -> Range<usize> {
        let pixels = self.bands.iter().map(|band| band.source_of(row));
        let all = pixels.chain(self.mask.iter().map(|mask| mask.band.source_of(row)));
        all.reduce(|a, b| a.start.min(b.start)..a.end.max(b.end)).unwrap_or_default()
    }
}

impl<T: Sample> Step for TypedStep<T> {
    fn is_from_image(&self) -> bool {
        self.plan.from_image
    }

    fn push(&mut self, new: Chunk<'_>) -> Result<LevelRows> {
        let kept = self.kept.take();
        let source = Rows { kept: kept.as_ref().map(Kept::as_chunk), new };
        let (width, first_row) = (self.plan.axes.x.to, self.next_row);
        let height = (first_row..self.plan.axes.y.to).take_while(|&row| self.source_of(row).end <= new.end()).count();
        self.next_row += height;

        let mut pixels = Raster::new(T::TYPE, width, height, self.bands.len())?;
        for (i, band) in self.bands.iter_mut().enumerate() {
            for (row, out) in (first_row..).zip(pixels.band_mut(i)?.chunks_exact_mut(width)) {
                band.resample(i, row, &source, out)?;
            }
        }
        let mut mask = None;
        if let (Some(MaskStep { band, is_opacity }), Some(source)) = (&mut self.mask, source.of_mask()) {
            let rows = mask.insert(Raster::new(SampleType::U8, width, height, 1)?);
            for (row, out) in (first_row..).zip(rows.band_mut(0)?.chunks_exact_mut(width)) {
                band.resample(0, row, &source, out)?;
                if !*is_opacity {
                    out.iter_mut().for_each(|valid| *valid = if *valid == 0 { 0 } else { 255 });
                }
            }
        }
        if self.next_row < self.plan.axes.y.to {
            self.kept = source.keep_from(self.source_of(self.next_row).start)?;
        }
        Ok(LevelRows { level: self.plan.level, first_row, pixels, mask })
    }
}
