//! What every read of an opened raster needs: its images, in whatever files they are, and what was decoded before.

use std::sync::Arc;

use geotiff_core::{Catalogue, Error, Image, Limits};

use crate::block_table::BlockTable;
use crate::cache::BlockCache;
use crate::options::OpenOptions;
use crate::read::ImageReader;
use crate::source::Source;
use crate::streams::Streams;

/// An opened raster: the images of its own file, and those of the files of overviews and masks beside it. Images are numbered
/// through all of them, so that a number tells blocks apart in the cache.
pub(crate) struct OpenFile {
    /// Of the raster's own file, for errors.
    pub(crate) name: Option<String>,
    /// The first is the image at full resolution.
    pub(crate) images: Vec<StoredImage>,
    /// Full resolution first. There is always one.
    pub(crate) levels: Vec<LevelParts>,
    pub(crate) cache: BlockCache,
    /// What the file may take of memory.
    pub(crate) limits: Limits,
    sources: Vec<NamedSource>,
    /// Of blocks too large to be decoded at once.
    streams: Streams,
}

/// An image, and where it is.
pub(crate) struct StoredImage {
    pub(crate) image: Image,
    table: BlockTable,
    /// Which of the sources it is in.
    source: usize,
}

struct NamedSource {
    source: Arc<dyn Source>,
    /// For errors; the raster's own file is named by [`OpenFile::name`].
    name: Option<String>,
}

/// The image at one resolution, and its mask.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LevelParts {
    /// Its number among [`OpenFile::images`].
    pub(crate) image: usize,
    pub(crate) mask: Option<MaskPart>,
}

/// A mask of the same size as its image.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MaskPart {
    /// Its number among [`OpenFile::images`].
    pub(crate) image: usize,
    /// Whether it has a band for each of the image's; else its first is for all of them.
    pub(crate) per_band: bool,
}

impl OpenFile {
    pub(crate) fn new(source: Arc<dyn Source>, catalogue: Catalogue, options: &OpenOptions) -> Self {
        let mut file = Self {
            name: None,
            images: Vec::new(),
            levels: Vec::new(),
            cache: BlockCache::new(options.cache_budget),
            limits: options.limits,
            sources: Vec::new(),
            streams: Streams::default(),
        };
        file.levels = file.add(source, None, catalogue);
        file
    }

    /// Adds the images of a file, and answers which levels they make.
    pub(crate) fn add(
        &mut self,
        source: Arc<dyn Source>,
        name: Option<String>,
        catalogue: Catalogue,
    ) -> Vec<LevelParts> {
        let first = self.images.len();
        let number = self.sources.len();
        self.sources.push(NamedSource { source, name });
        let stored = |image| StoredImage { image, table: BlockTable::default(), source: number };
        self.images.extend(catalogue.images.into_iter().map(stored));
        let mask = |mask: usize| MaskPart { image: first + mask, per_band: self.images[first + mask].image.bands > 1 };
        let levels = catalogue.levels.into_iter();
        levels.map(|level| LevelParts { image: first + level.image, mask: level.mask.map(mask) }).collect()
    }

    /// The bytes of the raster's own file.
    pub(crate) fn source(&self) -> &dyn Source {
        &*self.sources[0].source
    }

    /// The bytes of the file that an image is in.
    pub(crate) fn source_of(&self, number: usize) -> &dyn Source {
        &*self.sources[self.images[number].source].source
    }

    /// A reader of one of the images, which keeps decoded blocks if `cached`.
    pub(crate) fn reader(&self, number: usize, cached: bool) -> ImageReader<'_> {
        let StoredImage { image, table, source } = &self.images[number];
        ImageReader {
            source: &self.sources[*source].source,
            streams: &self.streams,
            image,
            table,
            number,
            cache: Some(&self.cache).filter(|cache| cached && cache.budget() > 0),
            max_block_len: self.limits.block_len,
            expansion: self.limits.expansion,
        }
    }

    /// The name of the file that an image is in, if that is not the raster's own.
    pub(crate) fn file_beside(&self, number: usize) -> Option<&str> {
        self.sources[self.images[number].source].name.as_deref()
    }

    /// The error, with the name of the raster's own file.
    pub(crate) fn name(&self, error: Error) -> Error {
        match &self.name {
            Some(name) => error.in_file(name),
            None => error,
        }
    }

    /// The error, with the name of the file that an image is in.
    pub(crate) fn name_of(&self, number: usize, error: Error) -> Error {
        match &self.sources[self.images[number].source].name {
            Some(name) => error.in_file(name),
            None => self.name(error),
        }
    }
}

impl std::fmt::Debug for OpenFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OpenFile").field("name", &self.name).field("images", &self.images.len()).finish_non_exhaustive()
    }
}
