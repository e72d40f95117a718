//! Raw pixels from whatever can be read anywhere.

use std::io::{Read, Seek, SeekFrom};
use std::sync::{Mutex, PoisonError};

use geotiff_core::{Error, Profile, Raster, RasterSource, Result, Window};

use super::layout::{RawInterleave, RawLayout, columns};

/// Raw pixels from a file, or from bytes in memory, interleaved in any way.
///
/// ```
/// use std::io::Cursor;
///
/// use geotiff_core::{RasterSource, SampleType, Window};
/// use sources::{RawFile, RawInterleave, RawLayout};
///
/// let layout = RawLayout { interleave: RawInterleave::Band, ..RawLayout::new(SampleType::U8, 2, 2, 2) };
/// let raw = RawFile::new(Cursor::new([1, 2, 3, 4, 5, 6, 7, 8]), layout)?;
/// assert_eq!(raw.read_window(Window::new(1, 0, 1, 2))?.samples::<u8>()?, [2, 4, 6, 8]);
/// # Ok::<(), geotiff_core::Error>(())
/// ```
#[derive(Debug)]
pub struct RawFile<F> {
    layout: RawLayout,
    profile: Profile,
    file: Mutex<F>,
}

impl<F: Read + Seek + Send> RawFile<F> {
    /// Pixels that lie in this way.
    ///
    /// # Errors
    /// `Parameter` if there are none, or more than can be counted; `Format` if the file has another length; `Io` if it cannot
    /// be read.
    pub fn new(mut file: F, layout: RawLayout) -> Result<Self> {
        let (layout, profile) = layout.check()?;
        let len = file.seek(SeekFrom::End(0)).map_err(cannot_read)?;
        // It was checked that these can be multiplied.
        let pixels = layout.row_len() as u64 * layout.height as u64;
        if len != layout.skip + pixels {
            let skip = layout.skip;
            return Err(Error::format(format!(
                "the raw pixels are {pixels} bytes after {skip}, but the file has {len}"
            )));
        }
        Ok(Self { layout, profile, file: Mutex::new(file) })
    }

    fn read_at(&self, offset: u64, bytes: &mut [u8]) -> Result<()> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(self.layout.skip + offset)).map_err(cannot_read)?;
        file.read_exact(bytes).map_err(cannot_read)
    }
}

fn cannot_read(cause: std::io::Error) -> Error {
    Error::io("cannot read raw pixels", cause)
}

impl<F: Read + Seek + Send> RasterSource for RawFile<F> {
    fn profile(&self) -> &Profile {
        &self.profile
    }

    fn read_window(&self, window: Window) -> Result<Raster> {
        let layout = &self.layout;
        let window = window.within(layout.width, layout.height)?;
        let mut pixels = Raster::new(layout.sample_type, layout.width, window.height, layout.bands)?;
        if layout.interleave == RawInterleave::Band {
            let (band_len, row_len) = (pixels.band_len(), pixels.row_len() as u64);
            for (band, plane) in pixels.bytes_mut().chunks_exact_mut(band_len.max(1)).enumerate() {
                self.read_at((band as u64 * layout.height as u64 + window.row_off as u64) * row_len, plane)?;
            }
        } else {
            let row_len = layout.row_len();
            let mut row = vec![0; row_len];
            for number in 0..window.height {
                self.read_at((window.row_off + number) as u64 * row_len as u64, &mut row)?;
                layout.unpack(&row, number, &mut pixels);
            }
        }
        layout.swap(&mut pixels);
        columns(pixels, window.col_off, window.width)
    }
}
