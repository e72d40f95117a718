//! What every read of an opened file needs: its bytes, its images, and what was decoded before.

use std::sync::Arc;

use geotiff_core::{Catalogue, Error};

use crate::block_table::BlockTable;
use crate::cache::BlockCache;
use crate::read::ImageReader;
use crate::source::Source;
use crate::streams::Streams;

/// An opened file.
pub(crate) struct OpenFile {
    /// For errors.
    pub(crate) name: Option<String>,
    pub(crate) catalogue: Catalogue,
    pub(crate) cache: BlockCache,
    /// The most bytes that one decoded block may have.
    pub(crate) max_block_len: usize,
    source: Arc<dyn Source>,
    /// Of blocks too large to be decoded at once.
    streams: Streams,
    /// One for each image of the catalogue.
    tables: Vec<BlockTable>,
}

impl OpenFile {
    pub(crate) fn new(
        source: Arc<dyn Source>,
        catalogue: Catalogue,
        cache_budget: usize,
        max_block_len: usize,
    ) -> Self {
        let tables = catalogue.images.iter().map(|_| BlockTable::default()).collect();
        Self {
            name: None,
            catalogue,
            cache: BlockCache::new(cache_budget),
            max_block_len,
            source,
            streams: Streams::default(),
            tables,
        }
    }

    /// A reader of one of the catalogue's images, which keeps decoded blocks if `cached`.
    pub(crate) fn reader(&self, number: usize, cached: bool) -> ImageReader<'_> {
        ImageReader {
            source: &self.source,
            streams: &self.streams,
            image: &self.catalogue.images[number],
            table: &self.tables[number],
            number,
            cache: Some(&self.cache).filter(|cache| cached && cache.budget() > 0),
            max_block_len: self.max_block_len,
        }
    }

    /// The error, with the file's name.
    pub(crate) fn name(&self, error: Error) -> Error {
        match &self.name {
            Some(name) => error.in_file(name),
            None => error,
        }
    }
}

impl std::fmt::Debug for OpenFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OpenFile")
            .field("name", &self.name)
            .field("images", &self.catalogue.images.len())
            .finish_non_exhaustive()
    }
}
