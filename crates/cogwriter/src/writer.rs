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

use codec::EncoderSettings;
use geotiff_core::{CodecFields, Error, Profile, Raster, RasterSource, Result, SampleType, Window};
use overview::{Cascade, CascadeSpec, LevelRows, level_sizes, level_sizes_counted};

use crate::block_rows::BlockRows;
use crate::encode::RowEncoder;
use crate::fields::{main_ifd, mask_ifd, mask_spec, overview_ifd};
use crate::layout::Layout;
use crate::options::CogOptions;
use crate::parallel;
use crate::pyramid::{EncodedImage, Interleave, Level, Pyramid};
use crate::sources::expect_shape;
use crate::spool::Spool;

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
}

type OnRows<'a> = &'a (dyn Fn(usize) -> bool + Sync);

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CogSummary {
    /// Bytes of the file.
    pub file_len: u64,
    /// Whether it is a BigTIFF.
    pub is_big: bool,
    /// (columns, rows) of the image and of its overviews.
    pub levels: Vec<(usize, usize)>,
}

impl<'a> CogWriter<'a> {
    /// A COG of this raster, with these options.
    pub fn new(source: &'a dyn RasterSource, options: CogOptions) -> Self {
        Self { source, options, on_rows: None, spool_folder: None }
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

    /// Writes the file, which appears under its name once it is whole.
    ///
    /// # Errors
    /// As [`Self::write_to`].
    #[cfg(feature = "spool-file")]
    pub fn write_file(mut self, path: impl AsRef<Path>) -> Result<CogSummary> {
        let path = path.as_ref();
        self.spool_folder.get_or_insert_with(|| crate::output::folder_of(path));
        // Wrong options are found before anything is made on disk.
        self.options.block_spec(self.source.profile())?;
        crate::output::write_whole_file(path, |file| self.write_to(file))
    }

    /// Writes the file to a sink, forward only. Nothing is written before all of it is encoded.
    ///
    /// # Errors
    /// `Parameter` for options that do not fit each other or the raster; `Cancelled` if the progress answered so; `Io` if a
    /// temporary file or the sink fails; whatever the source answers.
    pub fn write_to(self, sink: &mut dyn Write) -> Result<CogSummary> {
        let mut pass = Pass::new(self.source.profile(), &self.options, self.spool_folder.as_ref())?;
        self.read_all(&mut pass)?;
        pass.finish(&self.options, sink)
    }

    /// Reads the raster from top to bottom, each part while the one before it is encoded.
    fn read_all(&self, pass: &mut Pass) -> Result<()> {
        let parts = parts(self.source, self.options.block_size);
        let mut ahead: Option<Part> = None;
        for window in parts.map(Some).chain([None]) {
            let (read, encoded) = parallel::join(
                || window.map(|window| Part::read(self.source, window)).transpose(),
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

/// Some rows of the raster, and of its mask.
struct Part {
    pixels: Raster,
    mask: Option<Raster>,
}

impl Part {
    fn read(source: &dyn RasterSource, window: Window) -> Result<Self> {
        let profile = source.profile();
        let pixels = source.read_window(window)?;
        expect_shape(&pixels, profile, window)?;
        let mask = if profile.has_mask { Some(source.read_mask(window)?) } else { None };
        Ok(Self { pixels, mask })
    }
}

/// The state of the pass: the cascade, and of each level its pending rows and what is encoded.
struct Pass {
    profile: Profile,
    cascade: Cascade,
    image_encoder: RowEncoder,
    mask_encoder: RowEncoder,
    levels: Vec<LevelState>,
}

struct LevelState {
    size: (usize, usize),
    rows: BlockRows,
    lengths: Vec<u32>,
    mask_lengths: Vec<u32>,
    spool: Spool,
}

impl Pass {
    fn new(profile: &Profile, options: &CogOptions, spool_folder: Option<&PathBuf>) -> Result<Self> {
        let spec = options.block_spec(profile)?;
        let (width, height) = (profile.width, profile.height);
        let sizes = match options.overviews.count {
            None => level_sizes(width, height, options.block_size),
            Some(count) => level_sizes_counted(width, height, count),
        };
        let cascade = Cascade::new(CascadeSpec {
            levels: sizes.clone(),
            resampling: options.resampling_for(profile),
            nodata: profile.nodata,
            alpha: opacity_band(profile),
            has_mask: profile.has_mask,
            palette: palette(profile),
            ..CascadeSpec::new(width, height, profile.bands, profile.sample_type)
        })?;
        let all = std::iter::once((width, height)).chain(sizes);
        let level = |size: (usize, usize)| LevelState {
            size,
            rows: BlockRows::new(spec.rows, size.1),
            lengths: Vec::new(),
            mask_lengths: Vec::new(),
            spool: Spool::new(spool_folder),
        };
        Ok(Self {
            cascade,
            image_encoder: RowEncoder::new(spec, CodecFields::NONE, options.settings)?,
            mask_encoder: RowEncoder::new(
                mask_spec(spec.width, spec.rows),
                CodecFields::NONE,
                EncoderSettings::default(),
            )?,
            levels: all.map(level).collect(),
            profile: profile.clone(),
        })
    }

    /// Takes the next rows; returns how many they were.
    fn push(&mut self, part: Part) -> Result<usize> {
        let rows = part.pixels.height();
        let Some((full, overviews)) = self.levels.split_first_mut() else { return Ok(0) };
        let (cascade, image, mask) = (&mut self.cascade, &self.image_encoder, &self.mask_encoder);
        let mut made: Vec<LevelRows> = Vec::new();
        let (cascaded, encoded) = {
            let collect = &mut |rows| {
                made.push(rows);
                Ok(())
            };
            let (pixels, its_mask) = (&part.pixels, part.mask.as_ref());
            parallel::join(
                move || cascade.push(pixels, its_mask, collect),
                || full.push(&part.pixels, part.mask.as_ref(), image, mask),
            )
        };
        cascaded.and(encoded)?;
        for rows in made {
            if let Some(level) = overviews.get_mut(rows.level) {
                level.push(&rows.pixels, rows.mask.as_ref(), image, mask)?;
            }
        }
        Ok(rows)
    }

    fn finish(self, options: &CogOptions, sink: &mut dyn Write) -> Result<CogSummary> {
        self.cascade.finish()?;
        let (spec, mask_spec) = (*self.image_encoder.spec(), *self.mask_encoder.spec());
        let (mut levels, mut spools, mut sizes) = (Vec::new(), Vec::new(), Vec::new());
        for (number, level) in self.levels.into_iter().enumerate() {
            let (width, height) = level.size;
            let ifd = if number == 0 {
                main_ifd(&self.profile, &spec)?
            } else {
                overview_ifd(&self.profile, &spec, width, height)?
            };
            let mask = match self.profile.has_mask {
                true => Some(EncodedImage {
                    ifd: mask_ifd(&mask_spec, width, height, number > 0)?,
                    lengths: level.mask_lengths,
                }),
                false => None,
            };
            levels.push(Level { image: EncodedImage { ifd, lengths: level.lengths }, mask });
            spools.push(level.spool);
            sizes.push(level.size);
        }
        let layout = Layout::plan(&Pyramid { interleave: Interleave::Pixel, levels }, options.big_tiff)?;
        let cannot = |cause| Error::io("cannot write the COG", cause);
        sink.write_all(&layout.head).map_err(cannot)?;
        for spool in spools.into_iter().rev() {
            spool.copy_to(sink)?;
        }
        sink.flush().map_err(cannot)?;
        Ok(CogSummary {
            file_len: layout.file_len,
            is_big: layout.variant == geotiff_core::Variant::Big,
            levels: sizes,
        })
    }
}

impl LevelState {
    /// Takes rows and encodes all rows of blocks that they complete.
    fn push(
        &mut self,
        pixels: &Raster,
        mask: Option<&Raster>,
        image_encoder: &RowEncoder,
        mask_encoder: &RowEncoder,
    ) -> Result<()> {
        let Self { rows, lengths, mask_lengths, spool, .. } = self;
        rows.push(pixels, mask, &mut |pixels, mask| {
            let mut masks = mask.map(|mask| mask_encoder.encode(mask)).transpose()?.map(Vec::into_iter);
            for block in image_encoder.encode(pixels)? {
                lengths.push(spool.push(&block)?);
                if let Some(mask) = masks.as_mut().and_then(Iterator::next) {
                    mask_lengths.push(spool.push(&mask)?);
                }
            }
            Ok(())
        })
    }
}

/// The band that says which pixels count in an average: GDAL heeds alpha where it is the last of two or four bands of 8 or
/// 16 unsigned bits.
pub(crate) fn opacity_band(profile: &Profile) -> Option<usize> {
    let is_heeded = matches!(profile.bands, 2 | 4) && matches!(profile.sample_type, SampleType::U8 | SampleType::U16);
    profile.alpha_band().filter(|&band| is_heeded && band + 1 == profile.bands)
}

/// The colours that palette indices stand for, 8 bits each.
pub(crate) fn palette(profile: &Profile) -> Option<Vec<[u8; 4]>> {
    let is_index = profile.photometric == geotiff_core::Photometric::PALETTE && profile.bands == 1;
    let map = profile.color_map.as_ref().filter(|_| is_index)?;
    Some(map.iter().map(|color| [(color[0] >> 8) as u8, (color[1] >> 8) as u8, (color[2] >> 8) as u8, 255]).collect())
}
