//! The state of the one pass: the cascade, and of each level its pending rows and what is encoded.

#[cfg(feature = "spool-file")]
mod ahead;

use std::io::Write;
use std::path::PathBuf;

use geotiff_core::{BlockSpec, Error, Photometric, Profile, Raster, Result, SampleType, Tag, Variant};
use overview::{Cascade, CascadeSpec, LevelRows};

use crate::band_statistics::Collector;
use crate::block_rows::BlockRows;
use crate::layout::{BigTiff, Layout};
use crate::level_blocks::LevelBlocks;
use crate::parallel;
use crate::plan::{Encoders, LevelPlan, Plan};
use crate::pyramid::{EncodedImage, Interleave, Level, Pyramid};
use crate::spool::Spool;
use crate::writer::CogSummary;

/// Some rows of the raster, and of its mask.
pub(crate) struct Part {
    pub(crate) pixels: Raster,
    pub(crate) mask: Option<Raster>,
}

/// Takes the rows of the raster, from top to bottom, and writes the file when all have come.
pub(crate) struct Pass {
    interleave: Interleave,
    cascade: Cascade,
    full: Encoders,
    overviews: Encoders,
    levels: Vec<LevelState>,
    /// If they are to be computed.
    statistics: Option<Collector>,
    profile: Profile,
}

struct LevelState {
    plan: LevelPlan,
    rows: BlockRows,
    blocks: LevelBlocks,
}

impl Pass {
    /// # Errors
    /// As [`Cascade::new`] and [`LevelBlocks::new`].
    pub(crate) fn new(plan: Plan, with_statistics: bool, spool_folder: Option<&PathBuf>) -> Result<Self> {
        let Plan { interleave, resampling, full, overviews, levels, are_existing, mask_is_opacity, profile } = plan;
        let cascade = Cascade::new(CascadeSpec {
            levels: levels.iter().skip(1).filter(|_| !are_existing).map(|level| level.size).collect(),
            resampling,
            bits: Some(overviews.image.spec().bits),
            nodata: profile.nodata,
            alpha: opacity_band(&profile),
            has_mask: profile.has_mask,
            mask_is_opacity,
            palette: palette(&profile),
            ..CascadeSpec::new(profile.width, profile.height, profile.bands, profile.sample_type)
        })?;
        let level = |(number, plan): (usize, LevelPlan)| {
            let spec = if number == 0 { full.image.spec() } else { overviews.image.spec() };
            let grid = (plan.size.0.div_ceil(spec.width), plan.size.1.div_ceil(spec.rows));
            let planes = profile.bands.div_ceil(spec.samples);
            let blocks = LevelBlocks::new(grid, planes, profile.has_mask, interleave, Spool::new(spool_folder))?;
            Ok(LevelState { rows: BlockRows::new(spec.rows, plan.size.1), plan, blocks })
        };
        let levels = levels.into_iter().enumerate().map(level).collect::<Result<_>>()?;
        let statistics = with_statistics.then(|| Collector::new(&profile));
        Ok(Self { interleave, cascade, full, overviews, levels, statistics, profile })
    }

    /// How blocks of the raster are stored.
    pub(crate) fn block_spec(&self) -> &BlockSpec {
        self.full.image.spec()
    }

    /// The encoders and the blocks of the raster, if nothing else is to be made of its pixels.
    pub(crate) fn blocks_alone(&mut self) -> Option<(&Encoders, &mut LevelBlocks)> {
        match &mut self.levels[..] {
            [level] if self.statistics.is_none() => Some((&self.full, &mut level.blocks)),
            _ => None,
        }
    }

    /// Takes the next rows; returns how many they were.
    ///
    /// # Errors
    /// Whatever making overviews, encoding and spooling answer.
    pub(crate) fn push(&mut self, part: Part) -> Result<usize> {
        let rows = part.pixels.height();
        let Some((first, others)) = self.levels.split_first_mut() else { return Ok(0) };
        let (cascade, full) = (&mut self.cascade, &self.full);
        let mut made: Vec<LevelRows> = Vec::new();
        let (cascaded, encoded) = {
            let collect = &mut |rows| {
                made.push(rows);
                Ok(())
            };
            let (pixels, its_mask) = (&part.pixels, part.mask.as_ref());
            parallel::join(
                move || cascade.push(pixels, its_mask, collect),
                || first.push(&part.pixels, part.mask.as_ref(), full),
            )
        };
        cascaded.and(encoded)?;
        if let Some(statistics) = &mut self.statistics {
            statistics.push(&part.pixels, part.mask.as_ref())?;
        }
        for rows in made {
            if let Some(level) = others.get_mut(rows.level) {
                level.push(&rows.pixels, rows.mask.as_ref(), &self.overviews)?;
            }
        }
        Ok(rows)
    }

    /// Takes the next rows of an overview that the source has.
    ///
    /// # Errors
    /// Whatever encoding and spooling answer.
    pub(crate) fn push_overview(&mut self, overview: usize, part: &Part) -> Result<()> {
        match self.levels.get_mut(overview + 1) {
            Some(level) => level.push(&part.pixels, part.mask.as_ref(), &self.overviews),
            None => Ok(()),
        }
    }

    /// Writes the file.
    ///
    /// # Errors
    /// `Parameter` if rows are missing or the file is not to be a BigTIFF but must be; `Io` if the sink fails.
    pub(crate) fn finish(mut self, big_tiff: BigTiff, sink: &mut dyn Write) -> Result<CogSummary> {
        self.levels.iter().try_for_each(|level| level.blocks.check())?;
        if let (Some(statistics), Some(full)) = (&self.statistics, self.levels.first_mut()) {
            statistics.describe(&mut self.profile.metadata);
            let fields = self.profile.main_fields().into_iter();
            fields.filter(|field| field.tag == Tag::GDAL_METADATA).for_each(|field| full.plan.ifd.set(field));
        }
        let mut summary = self.summary();
        let (mut levels, mut blocks) = (Vec::new(), Vec::new());
        for LevelState { plan, blocks: mut of_level, .. } in self.levels {
            let (lengths, mask_lengths) = of_level.take_lengths();
            let mask = plan.mask_ifd.map(|ifd| EncodedImage { ifd, lengths: mask_lengths });
            levels.push(Level { image: EncodedImage { ifd: plan.ifd, lengths }, mask });
            blocks.push(of_level);
        }
        let pyramid = Pyramid { interleave: self.interleave, levels };
        let layout = Layout::plan(&pyramid, big_tiff)?;
        let cannot = |cause| Error::io("cannot write the COG", cause);
        sink.write_all(&layout.head).map_err(cannot)?;
        for (blocks, level) in blocks.into_iter().zip(&pyramid.levels).rev() {
            let mask_lengths = level.mask.as_ref().map_or(&[][..], |mask| &mask.lengths);
            blocks.copy_to(&level.image.lengths, mask_lengths, sink)?;
        }
        sink.flush().map_err(cannot)?;
        summary.describe(&layout);
        Ok(summary)
    }

    /// What can be told before the layout.
    fn summary(&self) -> CogSummary {
        let spec = self.full.image.spec();
        CogSummary {
            file_len: 0,
            is_big: false,
            levels: self.levels.iter().map(|level| level.plan.size).collect(),
            compression: spec.compression,
            predictor: spec.predictor,
            notes: Vec::new(),
        }
    }
}

impl CogSummary {
    fn describe(&mut self, layout: &Layout) {
        (self.file_len, self.is_big) = (layout.file_len, layout.variant == Variant::Big);
    }
}

impl LevelState {
    /// Takes rows and encodes all rows of blocks that they complete.
    fn push(&mut self, pixels: &Raster, mask: Option<&Raster>, encoders: &Encoders) -> Result<()> {
        let Self { rows, blocks, .. } = self;
        rows.push(pixels, mask, &mut |pixels, mask| {
            let mask_blocks = mask.map(|mask| encoders.mask.encode(mask)).transpose()?.unwrap_or_default();
            blocks.push(&encoders.image.encode(pixels)?, &mask_blocks)
        })
    }
}

/// The band that says which pixels count in an average: GDAL heeds alpha where it is the last of two or four bands of 8 or
/// 16 unsigned bits.
pub(crate) fn opacity_band(profile: &Profile) -> Option<usize> {
    let is_heeded = matches!(profile.bands, 2 | 4) && matches!(profile.sample_type, SampleType::U8 | SampleType::U16);
    profile.alpha_band().filter(|&band| is_heeded && band + 1 == profile.bands)
}

/// The colours that palette indices stand for, 8 bits each.
pub(crate) fn palette(profile: &Profile) -> Option<Vec<[u8; 4]>> {
    let is_index = profile.photometric == Photometric::PALETTE && profile.bands == 1;
    if is_index { profile.color_table() } else { None }
}
