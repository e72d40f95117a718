//! Raw pixels from a stream, which is read once.

use std::io::{ErrorKind, Read};
use std::sync::{Mutex, PoisonError};

use geotiff_core::{Error, Profile, Raster, RasterSource, Result, Window};

use super::layout::{RawInterleave, RawLayout, columns};

/// Raw pixels from a stream such as a pipe, which is read once, forward.
///
/// Windows must come from top to bottom, as the writer of a COG asks for them: rows that were read are gone, be they asked for in
/// part. Rows that nobody asks for are passed over.
///
/// ```
/// use geotiff_core::{RasterSource, SampleType, Window};
/// use sources::{RawLayout, RawStream};
///
/// let bytes: &[u8] = &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
/// let rgb = RawStream::new(bytes, RawLayout::new(SampleType::U8, 2, 2, 3))?;
/// assert_eq!(rgb.read_window(Window::new(0, 0, 2, 1))?.samples::<u8>()?, [1, 4, 2, 5, 3, 6]);
/// assert_eq!(rgb.read_window(Window::new(0, 1, 2, 1))?.samples::<u8>()?, [7, 10, 8, 11, 9, 12]);
/// assert!(rgb.read_window(Window::new(0, 0, 2, 1)).is_err());
/// # Ok::<(), geotiff_core::Error>(())
/// ```
#[derive(Debug)]
pub struct RawStream<R> {
    layout: RawLayout,
    profile: Profile,
    state: Mutex<State<R>>,
}

#[derive(Debug)]
struct State<R> {
    reader: R,
    next_row: usize,
    skipped: bool,
}

impl<R: Read + Send> RawStream<R> {
    /// Pixels that come in this way.
    ///
    /// # Errors
    /// `Parameter` if there are none, or more than can be counted; `Unsupported` for several bands one after the other, of which
    /// the last would be known at the end alone: a [`RawFile`](super::RawFile) can have them.
    pub fn new(reader: R, layout: RawLayout) -> Result<Self> {
        let (layout, profile) = layout.check()?;
        if layout.interleave == RawInterleave::Band {
            return Err(Error::unsupported(
                "bands that come one after the other cannot be read from a stream: interleave them by pixel or by line",
            ));
        }
        let state = Mutex::new(State { reader, next_row: 0, skipped: false });
        Ok(Self { layout, profile, state })
    }
}

impl<R: Read> State<R> {
    fn skip(&mut self, mut len: u64, layout: &RawLayout) -> Result<()> {
        let mut sink = vec![0; 1 << 16];
        while len > 0 {
            let part = usize::try_from(len).unwrap_or(usize::MAX).min(sink.len());
            self.fill(sink.get_mut(..part).unwrap_or_default(), layout)?;
            len -= part as u64;
        }
        Ok(())
    }

    fn fill(&mut self, bytes: &mut [u8], layout: &RawLayout) -> Result<()> {
        self.reader.read_exact(bytes).map_err(|cause| match cause.kind() {
            ErrorKind::UnexpectedEof => {
                let (row, height) = (self.next_row, layout.height);
                Error::format(format!("the raw pixels end in row {row} (from 0) of {height}"))
            }
            _ => Error::io("cannot read raw pixels", cause),
        })
    }

    /// More than was announced is as wrong as less.
    fn expect_end(&mut self) -> Result<()> {
        let mut byte = [0];
        loop {
            match self.reader.read(&mut byte) {
                Ok(0) => return Ok(()),
                Ok(_) => return Err(Error::format("there are more raw pixels than their size, type and bands make")),
                Err(cause) if cause.kind() == ErrorKind::Interrupted => {}
                Err(cause) => return Err(Error::io("cannot read raw pixels", cause)),
            }
        }
    }
}

impl<R: Read + Send> RasterSource for RawStream<R> {
    fn profile(&self) -> &Profile {
        &self.profile
    }

    fn read_window(&self, window: Window) -> Result<Raster> {
        let layout = &self.layout;
        let window = window.within(layout.width, layout.height)?;
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if window.row_off < state.next_row {
            let (wanted, next) = (window.row_off, state.next_row);
            return Err(Error::parameter(format!(
                "row {wanted} of a stream is wanted, which is at row {next}: it is read once, from top to bottom"
            )));
        }
        if !state.skipped {
            state.skip(layout.skip, layout)?;
            state.skipped = true;
        }
        let passed = (window.row_off - state.next_row) as u64 * layout.row_len() as u64;
        state.skip(passed, layout)?;
        state.next_row = window.row_off;
        let mut pixels = Raster::new(layout.sample_type, layout.width, window.height, layout.bands)?;
        let mut row = vec![0; layout.row_len()];
        for number in 0..window.height {
            state.fill(&mut row, layout)?;
            state.next_row += 1;
            layout.unpack(&row, number, &mut pixels);
        }
        if state.next_row == layout.height {
            state.expect_end()?;
        }
        layout.swap(&mut pixels);
        columns(pixels, window.col_off, window.width)
    }
}
