//! A COG of a tiled TIFF without compressing it anew: the bytes of every block stay as they are.
//!
//! ```text
//! dataset ── parts    the images, their masks, and their directories with all values
//!         ── complete which overviews are whole, and stay
//!         ── make     those that are missing: decode, cascade, encode ─── store
//!         ── fields   the directories of the new file
//!         ── lengths of all blocks ── plan ── head, then block by block ── copy
//! ```
//!
//! The arrays of the blocks' places are gone through twice, in parts: once for the lengths, and once for the places as blocks are
//! copied. No block is held, only pieces of it.

mod complete;
mod copy;
mod fields;
mod levels;
mod make;
mod parts;
mod store;

use std::io::Write;
use std::path::{Path, PathBuf};

use codec::EncoderSettings;
use geotiff_core::{Error, Result, Variant};
use overview::Resampling;
use window::Dataset;

use crate::layout::{BigTiff, Layout, LayoutOptions};
#[cfg(feature = "spool-file")]
use crate::output::{Durability, write_whole_file_with};
use crate::pyramid::{Interleave, Pyramid};

/// Which overviews the file gets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum RewriteOverviews {
    /// Those that there are stay as they are, if they are whole; smaller ones that are missing are made, by halves, until one
    /// fits into a block.
    #[default]
    Keep,
    /// All are made of the full resolution, by halves, whatever there is.
    Make,
    /// None.
    None,
}

/// How a file is rewritten.
///
/// ```
/// use cogwriter::{RewriteOptions, RewriteOverviews, Resampling};
///
/// let options = RewriteOptions::new().with_overviews(RewriteOverviews::Make).with_resampling(Resampling::Nearest);
/// assert_eq!(options.big_tiff, None);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct RewriteOptions {
    /// Which overviews there are to be.
    pub overviews: RewriteOverviews,
    /// How missing ones are made; `None` is cubic, or nearest for palettes and complex samples.
    pub resampling: Option<Resampling>,
    /// How the blocks of missing ones are encoded, beyond what the source says of its own. JPEG has the quality of the source's
    /// unless another is said.
    pub encoder: EncoderSettings,
    /// Whether the file is a BigTIFF; `None` is as the source, or if it has to be.
    pub big_tiff: Option<BigTiff>,
}

impl RewriteOptions {
    /// The defaults.
    pub fn new() -> Self {
        Self::default()
    }

    /// With these overviews.
    #[must_use]
    pub fn with_overviews(mut self, overviews: RewriteOverviews) -> Self {
        self.overviews = overviews;
        self
    }

    /// Missing overviews made like this.
    #[must_use]
    pub fn with_resampling(mut self, resampling: Resampling) -> Self {
        self.resampling = Some(resampling);
        self
    }

    /// Blocks of missing overviews encoded like this.
    #[must_use]
    pub fn with_encoder(mut self, encoder: EncoderSettings) -> Self {
        self.encoder = encoder;
        self
    }

    fn check(&self) -> Result<()> {
        let says_how = self.resampling.is_some() || self.encoder != EncoderSettings::default();
        if self.overviews == RewriteOverviews::None && says_how {
            return Err(Error::parameter(
                "it is said how overviews are made, but there are to be none: leave out one of the two",
            ));
        }
        Ok(())
    }

    /// A BigTIFF or not, whatever the source is.
    #[must_use]
    pub fn with_big_tiff(mut self, big_tiff: BigTiff) -> Self {
        self.big_tiff = Some(big_tiff);
        self
    }
}

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RewriteSummary {
    /// Bytes of the file.
    pub file_len: u64,
    /// Whether it is a BigTIFF.
    pub is_big: bool,
    /// (columns, rows) of the image and of its overviews.
    pub levels: Vec<(usize, usize)>,
    /// How many of these were made; they are the last.
    pub made: usize,
    /// Blocks, of masks too, that were copied as they are.
    pub copied_blocks: u64,
    /// What did not stay as it was, in sentences: overviews that were not whole, masks that were stored otherwise.
    pub notes: Vec<String>,
}

/// Makes a COG of a tiled TIFF, of which the bytes of every block stay as they are, whatever the codec.
///
/// The source may be any tiled TIFF with blocks of a multiple of 16 pixels: with overviews and masks in the file or beside it
/// (`.ovr`, `.msk`), or a COG that an edit has put in disorder. Only overviews that are missing are made, which needs a codec
/// that this build can read and write. Metadata and georeference stay; what an `.aux.xml` or a world file beside the source
/// says comes into the file.
///
/// A file of big-endian numbers stays one if its samples are of more than a byte, as they could not be turned without being
/// compressed anew. It is a COG all the same: GDAL writes such too, with leaders that are little-endian.
///
/// ```
/// use cogwriter::{ArraySource, CogOptions, CogRewriter, CogWriter, RewriteOptions, ValidateOptions, validate};
/// use geotiff_core::{Profile, SampleType};
/// use window::Dataset;
///
/// let samples = vec![7_u8; 300 * 200];
/// let source = ArraySource::new(&samples, Profile::new(SampleType::U8, 300, 200, 1))?;
/// let mut cog = Vec::new();
/// CogWriter::new(&source, CogOptions::new().with_block_size(64)).write_to(&mut cog)?;
///
/// let dataset = Dataset::from_source(cog.clone())?;
/// let mut again = Vec::new();
/// let summary = CogRewriter::new(&dataset, RewriteOptions::new()).write_to(&mut again)?;
/// assert!(validate(&again, ValidateOptions::default())?.is_flawless());
/// assert_eq!((summary.made, summary.levels.len(), again == cog), (0, 4, true));
/// # Ok::<(), geotiff_core::Error>(())
/// ```
#[must_use]
pub struct CogRewriter<'a> {
    dataset: &'a Dataset,
    options: RewriteOptions,
    on_share: Option<OnShare<'a>>,
    spool_folder: Option<PathBuf>,
    #[cfg(feature = "spool-file")]
    durability: Durability,
}

type OnShare<'a> = &'a (dyn Fn(f64) -> bool + Sync);

impl<'a> CogRewriter<'a> {
    /// A COG of this file, with these options.
    pub fn new(dataset: &'a Dataset, options: RewriteOptions) -> Self {
        Self {
            dataset,
            options,
            on_share: None,
            spool_folder: None,
            #[cfg(feature = "spool-file")]
            durability: Durability::Synced,
        }
    }

    /// Is told what share of the work is done, from 0 to 1, after each part; the work stops when it answers `false`.
    pub fn on_share(mut self, progress: OnShare<'a>) -> Self {
        self.on_share = Some(progress);
        self
    }

    /// Blocks of overviews that are made wait in this folder; else beside the file that is written, or where the system keeps
    /// temporary files.
    pub fn spool_folder(mut self, folder: impl Into<PathBuf>) -> Self {
        self.spool_folder = Some(folder.into());
        self
    }

    /// Whether [`Self::write_file`] waits until the file is on the disk; it does unless told.
    #[cfg(feature = "spool-file")]
    pub fn durability(mut self, durability: Durability) -> Self {
        self.durability = durability;
        self
    }

    /// Writes the file, which appears under its name once it is whole. It may be the source itself.
    ///
    /// # Errors
    /// As [`Self::write_to`].
    #[cfg(feature = "spool-file")]
    pub fn write_file(mut self, path: impl AsRef<Path>) -> Result<RewriteSummary> {
        let path = path.as_ref();
        self.spool_folder.get_or_insert_with(|| crate::output::folder_of(path));
        // What cannot be is told of before anything is made on disk.
        self.options.check()?;
        parts::main(self.dataset)?;
        write_whole_file_with(path, self.durability, |file| self.write_to(file))
    }

    /// Writes the file to a sink, forward only.
    ///
    /// # Errors
    /// `Parameter` if it is said how overviews are made and that there be none; `Unsupported` if the source is of strips, or
    /// of blocks that no COG can have, or if overviews are missing and its codec cannot be read or written; `Format` if a
    /// block lies outside its file; `Cancelled` if the progress answered so; `Io` if a file or the sink fails.
    pub fn write_to(self, sink: &mut dyn Write) -> Result<RewriteSummary> {
        self.options.check()?;
        let work = Work { on_share: self.on_share, spool_folder: self.spool_folder.as_deref() };
        let plan = levels::gather(self.dataset, &self.options, &work)?;
        let source_is_big = self.dataset.tiff().header.variant == Variant::Big;
        let big_tiff = self.options.big_tiff.unwrap_or(if source_is_big { BigTiff::Yes } else { BigTiff::IfNeeded });
        let options = LayoutOptions { big_tiff, byte_order: plan.byte_order, private: plan.private };
        let layout = Layout::plan_with(&plan.pyramid, &options)?;
        let cannot = |cause| Error::io("cannot write the COG", cause);
        sink.write_all(&layout.head).map_err(cannot)?;
        let head_len = layout.head.len() as u64;
        drop(layout.head);
        let share =
            |bytes: u64| plan.share_made + (1.0 - plan.share_made) * share_of(head_len + bytes, layout.file_len);
        let copied_blocks = copy::copy_blocks(&plan.pyramid, plan.blocks, sink, &|bytes| work.tell(share(bytes)))?;
        sink.flush().map_err(cannot)?;
        Ok(RewriteSummary {
            file_len: layout.file_len,
            is_big: layout.variant == Variant::Big,
            levels: plan.sizes,
            made: plan.made,
            copied_blocks,
            notes: plan.notes,
        })
    }
}

/// How the work is accompanied.
struct Work<'a> {
    on_share: Option<OnShare<'a>>,
    spool_folder: Option<&'a Path>,
}

impl Work<'_> {
    /// # Errors
    /// `Cancelled` if the work is to stop.
    fn tell(&self, share: f64) -> Result<()> {
        if self.on_share.is_some_and(|on_share| !on_share(share)) { Err(Error::cancelled()) } else { Ok(()) }
    }
}

fn share_of(part: u64, all: u64) -> f64 {
    part as f64 / all.max(1) as f64
}

/// A level's image or mask, as it comes into the file.
type Blocks<'a> = Vec<[Option<store::BlockBytes<'a>>; 2]>;

/// All that the file is made of.
struct Plan<'a> {
    pyramid: Pyramid,
    /// Of the image and the mask of each level.
    blocks: Blocks<'a>,
    byte_order: geotiff_core::ByteOrder,
    private: Vec<(geotiff_core::Tag, geotiff_core::Ifd)>,
    sizes: Vec<(usize, usize)>,
    made: usize,
    /// What share of the work it took to make overviews.
    share_made: f64,
    notes: Vec<String>,
}

/// How bands lie among blocks, as the directory and its metadata say.
fn interleave(image: &geotiff_core::Image, ifd: &geotiff_core::Ifd) -> Interleave {
    let metadata = geotiff_core::GdalMetadata::from_ifd(ifd);
    match (image.is_separate(), metadata.value(Some("IMAGE_STRUCTURE"), "INTERLEAVE")) {
        (false, _) => Interleave::Pixel,
        (true, Some("TILE")) => Interleave::Tile,
        (true, _) => Interleave::Band,
    }
}
