//! A writer that threads share: windows in any order, blocks encoded once each.
//!
//! ```text
//! windows ── pending rows of blocks ── the next one, once it is whole ── the one pass (cascade, encoders, spools) ── file
//!               └─ those far ahead: raw, in an unnamed temporary file
//! ```

mod pending;

use std::collections::BTreeMap;
use std::io::Write;
#[cfg(feature = "spool-file")]
use std::path::Path;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use geotiff_core::{Error, Profile, Raster, RasterSource, Result, SampleType, Window};

use crate::alpha_mask::AlphaMask;
use crate::choices::Choices;
use crate::layout::BigTiff;
use crate::options::{CogOptions, StatisticsChoice};
use crate::pass::{Part, Pass};
use crate::sources::expect_shape;
use crate::writer::CogSummary;
use pending::{Blank, Pending, RawFile};

/// Bytes of pending rows that wait in memory, unless another limit is set.
const IN_MEMORY: usize = 128 << 20;

/// Writes a COG, or with no overviews a plain tiled GeoTIFF, by windows that come in any order, from any number of threads.
///
/// Windows need not be blocks, but no pixel may be written twice. What was never written is nodata (0 if there is none), and
/// invalid in the mask, if there is one. The file is that which [`CogWriter`](crate::CogWriter) makes of the same pixels, to the
/// byte.
///
/// Blocks are encoded row by row, from top to bottom: a row of blocks once it is whole and all above it are, by the thread that
/// wrote what was missing, with the help of all others. A row that is not whole, or waits for one above, waits as it is:
/// in memory as long as [`Self::memory_limit`] lasts, then, the lowest first, in an unnamed temporary file, which at worst has the
/// size of the raw raster. Whoever writes about from top to bottom needs no such file. Memory holds the limit, a row of blocks that
/// is being encoded, and what [`CogWriter`](crate::CogWriter) does.
///
/// ```
/// use cogwriter::{CogOptions, WindowWriter};
/// use geotiff_core::{Profile, Raster, SampleType, Window};
///
/// let writer = WindowWriter::new(Profile::new(SampleType::U8, 1000, 700, 1).with_nodata(255), CogOptions::new())?;
/// std::thread::scope(|scope| {
///     let writer = &writer;
///     let lower = scope.spawn(move || writer.write_window(Window::new(0, 400, 1000, 300), &Raster::new(SampleType::U8, 1000, 300, 1)?));
///     let upper = scope.spawn(move || writer.write_window(Window::new(0, 0, 900, 400), &Raster::new(SampleType::U8, 900, 400, 1)?));
///     [lower, upper].into_iter().try_for_each(|thread| thread.join().unwrap())
/// })?;
/// let mut file = Vec::new();
/// let summary = writer.finish_to(&mut file)?;
/// assert_eq!(summary.levels, [(1000, 700), (500, 350)]);
/// # Ok::<(), geotiff_core::Error>(())
/// ```
pub struct WindowWriter {
    profile: Profile,
    options: CogOptions,
    notes: Vec<String>,
    /// Rows of a block.
    block: usize,
    memory_limit: usize,
    spool_folder: Option<PathBuf>,
    state: Mutex<State>,
}

struct State {
    /// `None` while a thread encodes, and after it failed.
    pass: Option<Pass>,
    /// The row of blocks that is encoded next, or just now.
    next: usize,
    pending: BTreeMap<usize, Pending>,
    /// Bytes of those that are in memory.
    held: usize,
    file: RawFile,
    failure: Option<Error>,
}

impl WindowWriter {
    /// For a raster of this kind.
    ///
    /// # Errors
    /// `Parameter` for options that do not fit each other or the raster, or ask for what only the whole raster tells.
    pub fn new(profile: Profile, options: CogOptions) -> Result<Self> {
        Self::with_spool(profile, options, None)
    }

    /// For a raster of this kind, with what waits on disk waiting in this folder.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn spooled_in(folder: impl Into<PathBuf>, profile: Profile, options: CogOptions) -> Result<Self> {
        Self::with_spool(profile, options, Some(folder.into()))
    }

    fn with_spool(profile: Profile, options: CogOptions, spool_folder: Option<PathBuf>) -> Result<Self> {
        if options.auto_compression {
            return Err(Error::parameter("a compression cannot be chosen before there are pixels; name one"));
        }
        let blank = Blank::new(profile.clone());
        let masked = AlphaMask::of(&blank, &options)?;
        let source: &dyn RasterSource = masked.as_ref().map_or(&blank, |masked| masked);
        let chosen = masked.as_ref().map_or_else(|| options.clone(), |masked| masked.options(&options));
        let mut choices = Choices::new(source, &chosen)?;
        choices.mask_is_opacity = masked.is_some();
        choices.notes.extend(masked.as_ref().map(AlphaMask::note));
        let with_statistics = choices.options.statistics == StatisticsChoice::Computed;
        let pass = Pass::new(choices.plan()?, with_statistics, spool_folder.as_ref())?;
        let state = State {
            pass: Some(pass),
            next: 0,
            pending: BTreeMap::new(),
            held: 0,
            file: RawFile::new(spool_folder.clone()),
            failure: None,
        };
        Ok(Self {
            profile,
            block: options.block_size,
            options,
            notes: choices.notes,
            memory_limit: IN_MEMORY,
            spool_folder,
            state: Mutex::new(state),
        })
    }

    /// So many bytes of rows that wait are held in memory: 128 MiB unless told, and never less than one row of blocks. Without
    /// the feature `spool-file`, all are.
    #[must_use]
    pub fn memory_limit(mut self, bytes: usize) -> Self {
        self.memory_limit = bytes;
        self
    }

    /// What the raster is.
    pub fn profile(&self) -> &Profile {
        &self.profile
    }

    /// Writes all bands of a window; if the raster has a mask, all of its pixels are valid.
    ///
    /// # Errors
    /// `Parameter` if it reaches outside, a pixel of it was written before, or the raster is of another type or shape; `Io` if a
    /// temporary file fails; whatever encoding answers. After an error of encoding, every call answers it.
    pub fn write_window(&self, window: Window, pixels: &Raster) -> Result<()> {
        self.write(window, pixels, None)
    }

    /// Writes all bands of a window, and its mask: one band of `U8`, 0 where pixels are invalid.
    ///
    /// # Errors
    /// As [`Self::write_window`], and `Parameter` if the raster has no mask.
    pub fn write_masked(&self, window: Window, pixels: &Raster, mask: &Raster) -> Result<()> {
        let shape = (mask.sample_type(), mask.width(), mask.height(), mask.bands());
        if !self.profile.has_mask || shape != (SampleType::U8, window.width, window.height, 1) {
            return Err(Error::parameter(format!(
                "{shape:?} (type, columns, rows, bands) is no mask of the window {window}"
            )));
        }
        self.write(window, pixels, Some(mask))
    }

    fn write(&self, window: Window, pixels: &Raster, mask: Option<&Raster>) -> Result<()> {
        let window = window.within(self.profile.width, self.profile.height)?;
        expect_shape(pixels, &self.profile, window)?;
        let mut state = self.state();
        if let Some(failure) = &state.failure {
            return Err(failure.duplicate());
        }
        let rows = window.row_off / self.block..window.row_end().div_ceil(self.block);
        // Before anything is written, so that what is refused leaves no trace.
        let is_taken = |row: usize| match state.pending.get(&row) {
            Some(pending) => pending.has_any_of(window),
            None => row < state.next || (row == state.next && state.pass.is_none()),
        };
        if rows.clone().any(is_taken) {
            return Err(Error::parameter(format!("some of the window {window} was written before")));
        }
        for row in rows {
            self.write_row(&mut state, row, window, pixels, mask)?;
        }
        self.encode_ready(state)
    }

    /// Puts what a row of blocks has of a window into it.
    fn write_row(
        &self,
        state: &mut State,
        row: usize,
        window: Window,
        pixels: &Raster,
        mask: Option<&Raster>,
    ) -> Result<()> {
        let State { pending, held, file, .. } = state;
        let rows = match pending.entry(row) {
            std::collections::btree_map::Entry::Occupied(entry) => entry.into_mut(),
            std::collections::btree_map::Entry::Vacant(entry) => {
                let new = Pending::new(&self.profile, self.window_of(row))?;
                *held += new.held();
                entry.insert(new)
            }
        };
        rows.write(window, pixels, mask, file)?;
        // The lowest go to disk: they wait longest.
        while *held > self.memory_limit
            && let Some((_, lowest)) =
                pending.iter_mut().rev().take_while(|(row, _)| **row != state.next).find(|(_, p)| p.held() > 0)
        {
            let freed = lowest.held();
            if !lowest.move_to(file)? {
                break;
            }
            *held -= freed;
        }
        Ok(())
    }

    /// Encodes rows of blocks as long as the next one is whole. No lock is held meanwhile: whoever waits for other threads in here
    /// may be given their work, which may be to write.
    fn encode_ready<'s>(&'s self, mut state: MutexGuard<'s, State>) -> Result<()> {
        loop {
            let next = state.next;
            if !state.pending.get(&next).is_some_and(Pending::is_whole) {
                return Ok(());
            }
            let Some(pass) = state.pass.take() else { return Ok(()) };
            let Some(rows) = state.pending.remove(&next) else { return Ok(()) };
            state.held -= rows.held();
            let rows = rows.load(&mut state.file);
            drop(state);
            let encoded = rows.and_then(|part| self.push(pass, next, part));
            state = self.state();
            match encoded {
                Ok(pass) => {
                    state.pass = Some(pass);
                    state.next += 1;
                }
                Err(error) => {
                    state.failure = Some(error.duplicate());
                    return Err(error);
                }
            }
        }
    }

    fn push(&self, mut pass: Pass, row: usize, part: Part) -> Result<Pass> {
        let window = self.window_of(row);
        let rows = Blank::holding(self.profile.clone(), window, part);
        let part = match AlphaMask::of(&rows, &self.options)? {
            Some(masked) => Part { pixels: masked.read_window(window)?, mask: Some(masked.read_mask(window)?) },
            None => rows.into_part()?,
        };
        pass.push(part)?;
        Ok(pass)
    }

    fn window_of(&self, row: usize) -> Window {
        let first = row * self.block;
        Window::new(0, first, self.profile.width, self.block.min(self.profile.height - first))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes the file, which appears under its name once it is whole.
    ///
    /// # Errors
    /// As [`Self::finish_to`].
    #[cfg(feature = "spool-file")]
    pub fn finish_file(self, path: impl AsRef<Path>) -> Result<CogSummary> {
        crate::output::write_whole_file(path.as_ref(), |file| self.finish_to(file))
    }

    /// Fills what was never written, and writes the file to a sink, forward only.
    ///
    /// # Errors
    /// As [`Self::write_window`], and `Io` if the sink fails.
    pub fn finish_to(mut self, sink: &mut dyn Write) -> Result<CogSummary> {
        let blank = State {
            pass: None,
            next: 0,
            pending: BTreeMap::new(),
            held: 0,
            file: RawFile::new(self.spool_folder.take()),
            failure: None,
        };
        let mut state = std::mem::replace(&mut *self.state(), blank);
        if let Some(failure) = state.failure {
            return Err(failure);
        }
        let lost = || Error::parameter("a thread that wrote panicked");
        let mut pass = state.pass.ok_or_else(lost)?;
        for row in state.next..self.profile.height.div_ceil(self.block) {
            let rows = match state.pending.remove(&row) {
                Some(rows) => rows,
                None => Pending::new(&self.profile, self.window_of(row))?,
            };
            pass = self.push(pass, row, rows.load(&mut state.file)?)?;
        }
        let big_tiff: BigTiff = self.options.big_tiff;
        let summary = pass.finish(big_tiff, sink)?;
        Ok(CogSummary { notes: self.notes, ..summary })
    }
}

impl std::fmt::Debug for WindowWriter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WindowWriter").field("profile", &self.profile).finish_non_exhaustive()
    }
}
