//! What is decided before the first row is read, from what the source has: compression, overviews, texts.

use geotiff_core::{Error, Profile, RasterSource, Result};

use crate::auto_compression;
use crate::band_statistics;
use crate::existing_overviews::{self, Existing};
use crate::options::{CogOptions, StatisticsChoice};
use crate::plan::{Plan, overview_sizes};
use crate::texts;

/// Options in which nothing is left to the source.
pub(crate) struct Choices {
    /// What the file is to say of the raster; computed statistics come last.
    pub(crate) profile: Profile,
    pub(crate) options: CogOptions,
    /// (columns, rows) of the source's overviews, if these are taken; else they are made.
    pub(crate) existing: Option<Vec<(usize, usize)>>,
    /// Whether the mask is the opacity of pixels, by which overviews weigh them.
    pub(crate) mask_is_opacity: bool,
    /// What was decided that the caller may want to know.
    pub(crate) notes: Vec<String>,
}

impl Choices {
    /// # Errors
    /// `Parameter` for options that do not fit each other or the raster; whatever the source answers.
    pub(crate) fn new(source: &dyn RasterSource, options: &CogOptions) -> Result<Self> {
        let mut profile = source.profile().clone();
        let mut options = options.clone();
        let mut notes = Vec::new();
        options.check(&profile)?;
        if options.auto_compression {
            let note;
            (options, note) = auto_compression::choose(source, &options)?;
            notes.push(note);
        }
        if options.statistics == StatisticsChoice::Computed && profile.sample_type.is_complex() {
            return Err(Error::parameter("complex samples have no order, so no statistics can be computed"));
        }
        let wanted = overview_sizes(profile.width, profile.height, &options)?;
        let existing = match existing_overviews::find(source, &options, &wanted)? {
            Existing::Taken(sizes) => Some(sizes),
            Existing::NotTaken(note) => {
                notes.extend(note);
                None
            }
        };
        texts::choose(&mut profile, &options.metadata)?;
        if options.statistics == StatisticsChoice::None {
            band_statistics::strip(&mut profile.metadata);
        }
        Ok(Self { profile, options, existing, mask_is_opacity: false, notes })
    }

    /// The plan of the file.
    ///
    /// # Errors
    /// As [`Plan::new`].
    pub(crate) fn plan(&self) -> Result<Plan> {
        let plan = Plan::new(&self.profile, &self.options, self.existing.as_deref())?;
        Ok(Plan { mask_is_opacity: self.mask_is_opacity, ..plan })
    }
}
