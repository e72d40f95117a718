//! How a file is to be opened.

use std::sync::Arc;

use geotiff_core::Limits;

use crate::siblings::Siblings;

/// Bytes of decoded blocks that are kept for overlapping windows.
const CACHE_BUDGET: usize = 64 << 20;

/// How a file is to be opened: with what lies beside it, which page of it, and with how much memory.
///
/// ```
/// use window::{Dataset, OpenOptions};
///
/// # let file = window::doc_example();
/// let options = OpenOptions::new().page(0).cache_budget(256 << 20);
/// assert_eq!(Dataset::from_source_with(file, options)?.width(), 100);
/// # Ok::<(), geotiff_core::Error>(())
/// ```
#[derive(Clone)]
pub struct OpenOptions {
    pub(crate) sidecars: bool,
    pub(crate) siblings: Option<(String, Arc<dyn Siblings>)>,
    pub(crate) page: PageChoice,
    pub(crate) limits: Limits,
    pub(crate) cache_budget: usize,
}

/// Which directory is the image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PageChoice {
    /// By its place in the chain.
    Number(usize),
    /// By its offset in the file.
    Offset(u64),
}

impl OpenOptions {
    /// The first page, with sidecars where they can be found, 64 MiB of cache, and blocks of up to 1 GiB.
    pub fn new() -> Self {
        Self {
            sidecars: true,
            siblings: None,
            page: PageChoice::Number(0),
            limits: Limits::new(),
            cache_budget: CACHE_BUDGET,
        }
    }

    /// Whether files beside the raster are heeded: `.aux.xml`, world files, `.ovr`, `.msk`.
    #[must_use]
    pub fn sidecars(mut self, heeded: bool) -> Self {
        self.sidecars = heeded;
        self
    }

    /// Where the files are that lie beside the raster, and what it is called itself (without its folder). Files that are
    /// opened by their path need it only if theirs lie elsewhere.
    #[must_use]
    pub fn siblings(mut self, name: impl Into<String>, siblings: impl Siblings + 'static) -> Self {
        self.siblings = Some((name.into(), Arc::new(siblings)));
        self
    }

    /// Opens this page: a place in the chain of directories, from 0, overviews and masks counted. It is GDAL's
    /// `GTIFF_DIR:n`, where n counts from 1.
    ///
    /// The first page is the raster with its overviews and masks in the chain; any other has those in its SubIFDs only, and
    /// of the files beside it, a world file and Esri's `.xml`, as in GDAL.
    #[must_use]
    pub fn page(mut self, number: usize) -> Self {
        self.page = PageChoice::Number(number);
        self
    }

    /// Opens the page whose directory is at this offset, which may be a SubIFD: GDAL's `GTIFF_DIR:off:n`.
    #[must_use]
    pub fn page_at(mut self, offset: u64) -> Self {
        self.page = PageChoice::Offset(offset);
        self
    }

    /// What the file may take of its reader, by what it claims.
    ///
    /// ```
    /// use window::{Dataset, Limits, OpenOptions};
    ///
    /// # let file = window::doc_example();
    /// let limits = Limits { pixels: 1000, ..Limits::new() };
    /// let error = Dataset::from_source_with(file, OpenOptions::new().limits(limits)).unwrap_err();
    /// assert!(error.message().ends_with("more than the 1000 that are allowed: raise the limit, pixels"));
    /// ```
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Takes up to so many bytes of memory for a decoded block, 1 GiB unless told: [`Limits::block_len`]. A file can claim blocks of any size; of those
    /// of LZW, Deflate, PackBits, Zstd and LZMA, and of uncompressed ones, only rows are held, however large they are.
    #[must_use]
    pub fn max_block_len(mut self, bytes: usize) -> Self {
        self.limits.block_len = bytes;
        self
    }

    /// Keeps up to so many bytes of decoded blocks, 64 MiB unless told; 0 keeps none. Windows that go through blocks of gigabytes
    /// from left to right are fast if a row of windows fits.
    #[must_use]
    pub fn cache_budget(mut self, bytes: usize) -> Self {
        self.cache_budget = bytes;
        self
    }
}

impl Default for OpenOptions {
    fn default() -> Self {
        Self::new()
    }
}

impl std::fmt::Debug for OpenOptions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OpenOptions")
            .field("sidecars", &self.sidecars)
            .field("siblings_of", &self.siblings.as_ref().map(|(name, _)| name))
            .field("page", &self.page)
            .field("limits", &self.limits)
            .field("cache_budget", &self.cache_budget)
            .finish()
    }
}
