//! The one pass: rows in, encoded blocks into spools, then the whole file out.
//!
//! ```text
//! source ── rows ──┬── level 0: whole rows of blocks ── encode ── spool 0 ─┐
//!                  └── cascade ── level 1 … n: the same ───────── spools ──┴── plan ── head, spool n … spool 0
//! ```

use std::io::Write;
#[cfg(feature = "spool-file")]
use std::path::Path;
use std::path::PathBuf;

use geotiff_core::{Compression, Error, Predictor, RasterSource, Result, Window};

use crate::alpha_mask::AlphaMask;
use crate::block_wise;
use crate::choices::Choices;
use crate::options::{CogOptions, StatisticsChoice};
#[cfg(feature = "spool-file")]
use crate::output::{Durability, write_whole_file_with};
use crate::parallel;
use crate::pass::{Part, Pass};
use crate::sources::expect_shape;

/// Makes a COG of a raster.
///
/// ```
/// use cogwriter::{CogOptions, CogWriter};
/// use geotiff_core::{Profile, Raster, RasterSource, Result, SampleType, Window};
///
/// struct Flat(Profile);
/// impl RasterSource for Flat {
///     fn profile(&self) -> &Profile {
///         &self.0
///     }
///     fn read_window(&self, window: Window) -> Result<Raster> {
///         Raster::new(SampleType::U8, window.width, window.height, 1)
///     }
/// }
///
/// let source = Flat(Profile::new(SampleType::U8, 1000, 700, 1));
/// let mut file = Vec::new();
/// let summary = CogWriter::new(&source, CogOptions::new()).write_to(&mut file)?;
/// assert_eq!((summary.file_len, summary.levels), (file.len() as u64, vec![(1000, 700), (500, 350)]));
/// # Ok::<(), geotiff_core::Error>(())
/// ```
#[must_use]
pub struct CogWriter<'a> {
    source: &'a dyn RasterSource,
    options: CogOptions,
    on_rows: Option<OnRows<'a>>,
    spool_folder: Option<PathBuf>,
    #[cfg(feature = "spool-file")]
    durability: Durability,
}

pub(crate) type OnRows<'a> = &'a (dyn Fn(usize) -> bool + Sync);

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CogSummary {
    /// Bytes of the file.
    pub file_len: u64,
    /// Whether it is a BigTIFF.
    pub is_big: bool,
    /// (columns, rows) of the image and of its overviews.
    pub levels: Vec<(usize, usize)>,
    /// How blocks are compressed.
    pub compression: Compression,
    /// What was done to samples before that.
    pub predictor: Predictor,
    /// What was decided on the way and is worth a word, a sentence each: the compression that was chosen, or why overviews of
    /// the source were not taken.
    pub notes: Vec<String>,
}

impl<'a> CogWriter<'a> {
    /// A COG of this raster, with these options.
    pub fn new(source: &'a dyn RasterSource, options: CogOptions) -> Self {
        Self {
            source,
            options,
            on_rows: None,
            spool_folder: None,
            #[cfg(feature = "spool-file")]
            durability: Durability::Synced,
        }
    }

    /// Is told how many rows of the raster are done, after each part; the work stops when it answers `false`.
    pub fn on_rows(mut self, progress: OnRows<'a>) -> Self {
        self.on_rows = Some(progress);
        self
    }

    /// Encoded blocks wait in this folder; else beside the file that is written, or where the system keeps temporary files.
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

    /// Writes the file, which appears under its name once it is whole.
    ///
    /// # Errors
    /// As [`Self::write_to`].
    #[cfg(feature = "spool-file")]
    pub fn write_file(mut self, path: impl AsRef<Path>) -> Result<CogSummary> {
        let path = path.as_ref();
        self.spool_folder.get_or_insert_with(|| crate::output::folder_of(path));
        // Wrong options are found before anything is made on disk.
        self.with_choices(|writer, choices| {
            write_whole_file_with(path, writer.durability, |file| writer.write_to_file(choices, file))
        })
    }

    /// Writes the file to a sink, forward only. Nothing is written before all of it is encoded.
    ///
    /// # Errors
    /// `Parameter` for options that do not fit each other or the raster; `Cancelled` if the progress answered so; `Io` if a
    /// temporary file or the sink fails; whatever the source answers.
    pub fn write_to(self, sink: &mut dyn Write) -> Result<CogSummary> {
        self.with_choices(|writer, choices| writer.write_chosen(choices, sink))
    }

    /// Decides what is left to the source, and goes on with what is to be written of it.
    fn with_choices(self, write: impl FnOnce(&CogWriter<'_>, Choices) -> Result<CogSummary>) -> Result<CogSummary> {
        let Some(masked) = AlphaMask::of(self.source, &self.options)? else {
            let choices = Choices::new(self.source, &self.options)?;
            return write(&self, choices);
        };
        let writer = CogWriter { source: &masked, options: masked.options(&self.options), ..self };
        let mut choices = Choices::new(writer.source, &writer.options)?;
        choices.mask_is_opacity = true;
        choices.notes.push(masked.note());
        write(&writer, choices)
    }

    /// Writes a file that is thrown away if anything fails, so that it can be begun before all is encoded.
    #[cfg(feature = "spool-file")]
    fn write_to_file(&self, choices: Choices, file: &mut std::fs::File) -> Result<CogSummary> {
        let pass = self.pass(&choices)?;
        match pass.layout_ahead(choices.options.big_tiff)? {
            Some(layout) if file.metadata().is_ok_and(|file| file.is_file()) && self.is_block_wise(&pass) => {
                let summary = pass.write_ahead(&layout, file, |encoders, take| {
                    block_wise::run(self.source, encoders, false, take, self.on_rows)
                })?;
                Ok(CogSummary { notes: choices.notes, ..summary })
            }
            _ => self.write_pass(pass, choices, file),
        }
    }

    fn write_chosen(&self, choices: Choices, sink: &mut dyn Write) -> Result<CogSummary> {
        self.write_pass(self.pass(&choices)?, choices, sink)
    }

    fn pass(&self, choices: &Choices) -> Result<Pass> {
        let with_statistics = choices.options.statistics == StatisticsChoice::Computed;
        Pass::new(choices.plan()?, with_statistics, self.spool_folder.as_ref())
    }

    fn write_pass(&self, mut pass: Pass, choices: Choices, sink: &mut dyn Write) -> Result<CogSummary> {
        let is_block_wise = self.is_block_wise(&pass);
        match pass.blocks_alone() {
            Some((encoders, blocks)) if is_block_wise => {
                let takes_whole_rows = blocks.takes_whole_rows();
                let take = &mut |image: &[Vec<u8>], mask: &[Vec<u8>]| blocks.push(image, mask);
                block_wise::run(self.source, encoders, takes_whole_rows, take, self.on_rows)?;
            }
            _ => self.read_all(&mut pass)?,
        }
        if let Some(sizes) = &choices.existing {
            self.read_overviews(sizes, &mut pass)?;
        }
        let summary = pass.finish(choices.options.big_tiff, sink)?;
        Ok(CogSummary { notes: choices.notes, ..summary })
    }

    fn is_block_wise(&self, pass: &Pass) -> bool {
        block_wise::suits(self.source, pass.block_spec())
    }

    /// Reads the overviews that the source has, as they are.
    fn read_overviews(&self, sizes: &[(usize, usize)], pass: &mut Pass) -> Result<()> {
        let rows = self.options.block_size;
        for (overview, &(width, height)) in sizes.iter().enumerate() {
            for row in (0..height).step_by(rows) {
                let window = Window::new(0, row, width, rows.min(height - row));
                pass.push_overview(overview, &read_overview(self.source, overview, window)?)?;
                if self.on_rows.is_some_and(|on_rows| !on_rows(0)) {
                    return Err(Error::cancelled());
                }
            }
        }
        Ok(())
    }

    /// Reads the raster from top to bottom, each part while the one before it is encoded.
    fn read_all(&self, pass: &mut Pass) -> Result<()> {
        let parts = parts(self.source, self.options.block_size);
        let mut ahead: Option<Part> = None;
        for window in parts.map(Some).chain([None]) {
            let (read, encoded) = parallel::join(
                || window.map(|window| read_part(self.source, window)).transpose(),
                || ahead.take().map_or(Ok(0), |part| pass.push(part)),
            );
            let rows = encoded?;
            ahead = read?;
            if rows > 0 && self.on_rows.is_some_and(|on_rows| !on_rows(rows)) {
                return Err(Error::cancelled());
            }
        }
        Ok(())
    }
}

/// Windows of full width, as high as a row of blocks or as what the source likes to read at once.
fn parts(source: &dyn RasterSource, block_size: usize) -> impl Iterator<Item = Window> + use<> {
    let (width, height) = (source.profile().width, source.profile().height);
    let unit = source.rows_at_once().clamp(1, height);
    let rows = unit * (block_size / unit).max(1);
    (0..height).step_by(rows).map(move |row| Window::new(0, row, width, rows.min(height - row)))
}

pub(crate) fn read_part(source: &dyn RasterSource, window: Window) -> Result<Part> {
    let profile = source.profile();
    let pixels = source.read_window(window)?;
    expect_shape(&pixels, profile, window)?;
    let mask = if profile.has_mask { Some(source.read_mask(window)?) } else { None };
    Ok(Part { pixels, mask })
}

fn read_overview(source: &dyn RasterSource, overview: usize, window: Window) -> Result<Part> {
    let profile = source.profile();
    let pixels = source.read_overview(overview, window)?;
    expect_shape(&pixels, profile, window)?;
    let mask = if profile.has_mask { Some(source.read_overview_mask(overview, window)?) } else { None };
    Ok(Part { pixels, mask })
}
