//! What is decided before the first row is read: options, levels, and what the file says of itself.

use geotiff_core::{Error, Predictor, Profile, RasterSource, Result};
use overview::{level_sizes, level_sizes_counted};

use crate::auto_compression;
use crate::band_statistics;
use crate::existing_overviews::{self, Existing};
use crate::options::{CogOptions, OverviewSource, StatisticsChoice};
use crate::texts;

/// A COG that can be written.
pub(crate) struct Plan {
    /// What the file is to say of the raster; computed statistics come last.
    pub(crate) profile: Profile,
    pub(crate) options: CogOptions,
    /// (columns, rows) of the overviews.
    pub(crate) sizes: Vec<(usize, usize)>,
    /// Whether they are those of the source; else they are made.
    pub(crate) are_existing: bool,
    /// What was decided that the caller may want to know.
    pub(crate) notes: Vec<String>,
    pub(crate) predictor: Predictor,
}

impl Plan {
    /// # Errors
    /// `Parameter` for options that do not fit each other or the raster; whatever the source answers.
    pub(crate) fn new(source: &dyn RasterSource, options: &CogOptions) -> Result<Self> {
        let mut profile = source.profile().clone();
        let mut options = options.clone();
        let mut notes = Vec::new();
        if options.auto_compression {
            let note;
            CogOptions { auto_compression: false, ..options.clone() }.block_spec(&profile)?;
            (options, note) = auto_compression::choose(source, &options)?;
            notes.push(note);
        }
        let predictor = options.block_spec(&profile)?.predictor;
        if options.statistics == StatisticsChoice::Computed && profile.sample_type.is_complex() {
            return Err(Error::parameter("complex samples have no order, so no statistics can be computed"));
        }
        let wanted = wanted_sizes(&profile, &options);
        let (sizes, are_existing) = match existing_overviews::find(source, &options, &wanted)? {
            Existing::Taken(sizes) => (sizes, true),
            Existing::NotTaken(note) => {
                notes.extend(note);
                (wanted, false)
            }
        };
        texts::choose(&mut profile, &options.metadata);
        if options.statistics == StatisticsChoice::None {
            band_statistics::strip(&mut profile.metadata);
        }
        if !are_existing {
            let made = Some(options.resampling_for(&profile)).filter(|_| !sizes.is_empty());
            texts::say_resampling(&mut profile.metadata, made);
        }
        Ok(Self { profile, options, sizes, are_existing, notes, predictor })
    }
}

fn wanted_sizes(profile: &Profile, options: &CogOptions) -> Vec<(usize, usize)> {
    let (width, height) = (profile.width, profile.height);
    match (options.overviews.source, options.overviews.count) {
        (OverviewSource::None, _) => Vec::new(),
        (_, None) => level_sizes(width, height, options.block_size),
        (_, Some(count)) => level_sizes_counted(width, height, count),
    }
}
