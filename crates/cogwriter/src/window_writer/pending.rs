//! Rows of blocks that are not whole, or wait for those above, in memory or raw in a file.

#[cfg(feature = "spool-file")]
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::PathBuf;

use geotiff_core::{Error, Profile, Raster, RasterSource, Result, SampleType, Window, with_real_sample};

use crate::pass::Part;

/// One row of blocks, and what of it was written.
pub(crate) struct Pending {
    window: Window,
    place: Place,
    /// The windows that were written, as far as they lie in here.
    written: Vec<Window>,
    /// Pixels that were not.
    left: usize,
    /// Bytes of a band and of the mask follow each other in the file.
    shape: Shape,
}

enum Place {
    Memory(Raster, Option<Raster>),
    /// From this byte of the file on.
    #[cfg_attr(not(feature = "spool-file"), allow(dead_code, reason = "there is no file"))]
    File(u64),
}

#[derive(Clone, Copy)]
struct Shape {
    sample_type: SampleType,
    bands: usize,
    has_mask: bool,
}

impl Pending {
    /// Of nodata, or zeros.
    pub(crate) fn new(profile: &Profile, window: Window) -> Result<Self> {
        let &Profile { sample_type, bands, has_mask, nodata, .. } = profile;
        let mut pixels = Raster::new(sample_type, window.width, window.height, bands)?;
        if let Some(nodata) = nodata {
            with_real_sample!(sample_type, T => {
                pixels.samples_mut::<T>()?.fill(nodata.in_type::<T>().unwrap_or_else(bytemuck::Zeroable::zeroed));
            }, complex => fill_real_parts(&mut pixels, nodata)?);
        }
        let mask = if has_mask { Some(Raster::new(SampleType::U8, window.width, window.height, 1)?) } else { None };
        let shape = Shape { sample_type, bands, has_mask };
        Ok(Self { window, place: Place::Memory(pixels, mask), written: Vec::new(), left: window.area(), shape })
    }

    /// Bytes of it that are in memory.
    pub(crate) fn held(&self) -> usize {
        match &self.place {
            Place::Memory(pixels, mask) => pixels.bytes().len() + mask.as_ref().map_or(0, |mask| mask.bytes().len()),
            Place::File(_) => 0,
        }
    }

    pub(crate) fn is_whole(&self) -> bool {
        self.left == 0
    }

    /// Whether one of these pixels was written.
    pub(crate) fn has_any_of(&self, window: Window) -> bool {
        let shared = self.window.intersection(&window);
        shared.is_some_and(|shared| self.written.iter().any(|written| written.intersection(&shared).is_some()))
    }

    /// Takes what it has of a window.
    pub(crate) fn write(
        &mut self,
        window: Window,
        pixels: &Raster,
        mask: Option<&Raster>,
        file: &mut RawFile,
    ) -> Result<()> {
        let Some(shared) = self.window.intersection(&window) else { return Ok(()) };
        let sample_len = self.shape.sample_type.bytes();
        let (own, valid) = (self.window, vec![255; shared.width]);
        let row_of_mask = |row: usize| match mask {
            None => &valid[..],
            Some(mask) => {
                &mask.bytes()[(row - window.row_off) * window.width + shared.col_off - window.col_off..][..shared.width]
            }
        };
        let row_of_band = |band: usize, row: usize| {
            let at = band * pixels.band_len() + (row - window.row_off) * pixels.row_len();
            &pixels.bytes()[at + (shared.col_off - window.col_off) * sample_len..][..shared.width * sample_len]
        };
        // Where a pixel of a plane lies.
        let at = |row: usize| (row - own.row_off) * own.width + shared.col_off - own.col_off;
        let rows = shared.row_off..shared.row_end();
        match &mut self.place {
            Place::Memory(own_pixels, own_mask) => {
                let band_len = own_pixels.band_len();
                for (band, plane) in own_pixels.bytes_mut().chunks_exact_mut(band_len).enumerate() {
                    for row in rows.clone() {
                        plane[at(row) * sample_len..][..shared.width * sample_len]
                            .copy_from_slice(row_of_band(band, row));
                    }
                }
                if let Some(mask) = own_mask {
                    rows.for_each(|row| mask.bytes_mut()[at(row)..][..shared.width].copy_from_slice(row_of_mask(row)));
                }
            }
            Place::File(start) => {
                let area = own.area();
                for band in 0..self.shape.bands {
                    for row in rows.clone() {
                        file.write(*start + ((band * area + at(row)) * sample_len) as u64, row_of_band(band, row))?;
                    }
                }
                for row in rows.filter(|_| self.shape.has_mask) {
                    file.write(*start + (self.shape.bands * area * sample_len + at(row)) as u64, row_of_mask(row))?;
                }
            }
        }
        self.written.push(shared);
        self.left -= shared.area();
        Ok(())
    }

    /// Goes to the file; answers whether there is one.
    pub(crate) fn move_to(&mut self, file: &mut RawFile) -> Result<bool> {
        if !cfg!(feature = "spool-file") {
            return Ok(false);
        }
        if let Place::Memory(pixels, mask) = &self.place {
            let len = pixels.bytes().len() + mask.as_ref().map_or(0, |mask| mask.bytes().len());
            let start = file.reserve(len as u64);
            file.write(start, pixels.bytes())?;
            if let Some(mask) = mask {
                file.write(start + pixels.bytes().len() as u64, mask.bytes())?;
            }
            self.place = Place::File(start);
        }
        Ok(true)
    }

    /// The rows, wherever they were.
    pub(crate) fn load(self, file: &mut RawFile) -> Result<Part> {
        match self.place {
            Place::Memory(pixels, mask) => Ok(Part { pixels, mask }),
            Place::File(start) => {
                let Window { width, height, .. } = self.window;
                let mut pixels = Raster::new(self.shape.sample_type, width, height, self.shape.bands)?;
                file.read(start, pixels.bytes_mut())?;
                let mut mask = None;
                if self.shape.has_mask {
                    let read = mask.insert(Raster::new(SampleType::U8, width, height, 1)?);
                    file.read(start + pixels.bytes().len() as u64, read.bytes_mut())?;
                }
                let len = pixels.bytes().len() + mask.as_ref().map_or(0, |mask| mask.bytes().len());
                file.free(start, len as u64);
                Ok(Part { pixels, mask })
            }
        }
    }
}

/// Nodata of complex samples is told of their real parts.
fn fill_real_parts(pixels: &mut Raster, nodata: geotiff_core::Nodata) -> Result<()> {
    let (len, part) = (pixels.sample_type().bytes(), pixels.sample_type().part());
    let sample = with_real_sample!(part, T => {
        nodata.in_type::<T>().map(|value| bytemuck::bytes_of(&value).to_vec())
    }, complex => None);
    if let Some(sample) = sample {
        pixels.bytes_mut().chunks_exact_mut(len).for_each(|out| out[..sample.len()].copy_from_slice(&sample));
    }
    Ok(())
}

/// An unnamed file of raw rows, made when the first goes there. Places that are free again are used again.
pub(crate) struct RawFile {
    #[cfg_attr(not(feature = "spool-file"), allow(dead_code, reason = "there is no file"))]
    folder: Option<PathBuf>,
    #[cfg(feature = "spool-file")]
    file: Option<std::fs::File>,
    len: u64,
    /// Where it is free again, and how long.
    free: Vec<(u64, u64)>,
}

impl RawFile {
    pub(crate) fn new(folder: Option<PathBuf>) -> Self {
        Self {
            folder,
            #[cfg(feature = "spool-file")]
            file: None,
            len: 0,
            free: Vec::new(),
        }
    }

    fn reserve(&mut self, len: u64) -> u64 {
        // All rows have one length, but the last, which is shorter.
        if let Some(at) = self.free.iter().position(|(_, free)| *free == len) {
            return self.free.swap_remove(at).0;
        }
        let start = self.len;
        self.len += len;
        start
    }

    fn free(&mut self, start: u64, len: u64) {
        self.free.push((start, len));
    }

    #[cfg(feature = "spool-file")]
    fn at(&mut self, offset: u64) -> Result<&mut std::fs::File> {
        let cannot = |cause| Error::io("cannot use the temporary file of pending rows", cause);
        if self.file.is_none() {
            let made = match &self.folder {
                Some(folder) => tempfile::tempfile_in(folder),
                None => tempfile::tempfile(),
            };
            self.file = Some(made.map_err(cannot)?);
        }
        let Some(file) = &mut self.file else { return Err(Error::parameter("there is no temporary file")) };
        file.seek(SeekFrom::Start(offset)).map_err(cannot)?;
        Ok(file)
    }

    #[cfg(feature = "spool-file")]
    fn write(&mut self, offset: u64, bytes: &[u8]) -> Result<()> {
        let cannot = |cause| Error::io("cannot write to the temporary file of pending rows", cause);
        self.at(offset)?.write_all(bytes).map_err(cannot)
    }

    #[cfg(feature = "spool-file")]
    fn read(&mut self, offset: u64, bytes: &mut [u8]) -> Result<()> {
        let cannot = |cause| Error::io("cannot read the temporary file of pending rows", cause);
        self.at(offset)?.read_exact(bytes).map_err(cannot)
    }

    #[cfg(not(feature = "spool-file"))]
    fn write(&mut self, _: u64, _: &[u8]) -> Result<()> {
        Err(Error::unsupported("there are no temporary files without the feature spool-file"))
    }

    #[cfg(not(feature = "spool-file"))]
    fn read(&mut self, _: u64, _: &mut [u8]) -> Result<()> {
        Err(Error::unsupported("there are no temporary files without the feature spool-file"))
    }
}

/// A raster of which only some rows are there.
pub(crate) struct Blank {
    profile: Profile,
    rows: Option<(Window, Part)>,
}

impl Blank {
    pub(crate) fn new(profile: Profile) -> Self {
        Self { profile, rows: None }
    }

    pub(crate) fn holding(profile: Profile, window: Window, part: Part) -> Self {
        Self { profile, rows: Some((window, part)) }
    }

    pub(crate) fn into_part(self) -> Result<Part> {
        self.rows.map(|(_, part)| part).ok_or_else(not_there)
    }

    fn part(&self, window: Window) -> Result<&Part> {
        self.rows.as_ref().filter(|(held, _)| *held == window).map(|(_, part)| part).ok_or_else(not_there)
    }
}

fn not_there() -> Error {
    Error::parameter("these pixels are not there yet")
}

impl RasterSource for Blank {
    fn profile(&self) -> &Profile {
        &self.profile
    }

    fn read_window(&self, window: Window) -> Result<Raster> {
        self.part(window).map(|part| part.pixels.clone())
    }

    fn read_mask(&self, window: Window) -> Result<Raster> {
        self.part(window)?.mask.clone().ok_or_else(not_there)
    }
}
