//! What is encoded anew: overviews that are missing, and masks whose blocks are not those of their image.

use std::path::Path;

use codec::{Encoder, EncoderSettings};
use geotiff_core::{BlockSpec, ByteOrder, CodecFields, Compression, Error, Image, Profile, Raster, Result, Window};
use overview::{Cascade, CascadeSpec, LevelRows, Resampling};
use window::Level;

use super::Work;
use super::parts::whole_block;
use super::store::Store;
use crate::block_rows::BlockRows;
use crate::encode::RowEncoder;
use crate::fields::mask_spec;
use crate::pass::{opacity_band, palette};

/// A level that was made.
pub(super) struct MadeLevel {
    pub(super) size: (usize, usize),
    pub(super) image: Store,
    pub(super) mask: Option<Store>,
    rows: BlockRows,
    next_row: usize,
}

/// Makes overviews like those of an image.
pub(super) struct Maker {
    image: RowEncoder,
    mask: RowEncoder,
    planes: usize,
    /// What the directories of the new blocks must say.
    pub(super) fields: CodecFields,
}

impl Maker {
    /// # Errors
    /// `Unsupported` if the image's codec cannot be read, or not be written.
    pub(super) fn new(image: &Image, byte_order: ByteOrder, settings: EncoderSettings) -> Result<Self> {
        let spec = BlockSpec { byte_order, reversed_bits: false, ..whole_block(image) };
        let fields = &image.codec_fields;
        if !codec::can_decode(image.compression) || fields.has_data_units(image.compression) {
            let message = format!("compression {} cannot be read by this build", image.compression);
            return Err(Error::unsupported(message).in_tag(259));
        }
        // Tables of the source are of no use to blocks that are made here.
        let fields = CodecFields { jpeg_tables: Vec::new(), tile_length: 0, ..fields.clone() };
        let mut settings = EncoderSettings { lerc_inner: settings.lerc_inner.or(lerc_inner(&fields)), ..settings };
        if image.compression == Compression::WEBP {
            // Whether blocks lost something is said of none of them; what is made of them loses no more.
            settings.quality = settings.quality.or(Some(100));
        }
        let encoder = Encoder::new(spec, &fields, &settings)?;
        Ok(Self {
            planes: image.grid.planes,
            fields: encoder.fields().clone(),
            image: RowEncoder::new(spec, fields, settings, None)?,
            mask: mask_encoder(spec.width, spec.rows)?,
        })
    }

    /// Makes levels of these sizes, each of the one before it and the first of `base`.
    ///
    /// # Errors
    /// As [`Level::read_bands`]; `Io` if a temporary file cannot be written; `Cancelled`.
    pub(super) fn overviews(
        &self,
        base: &Level<'_>,
        sizes: &[(usize, usize)],
        profile: &Profile,
        resampling: Option<Resampling>,
        work: &Work<'_>,
        share: f64,
    ) -> Result<Vec<MadeLevel>> {
        let discrete = profile.photometric == geotiff_core::Photometric::PALETTE || profile.sample_type.is_complex();
        let default = if discrete { Resampling::Nearest } else { Resampling::Cubic };
        let mut cascade = Cascade::new(CascadeSpec {
            levels: sizes.to_vec(),
            resampling: resampling.unwrap_or(default),
            bits: Some(self.image.spec().bits),
            nodata: profile.nodata,
            alpha: opacity_band(profile),
            has_mask: base.has_mask(),
            palette: palette(profile),
            ..CascadeSpec::new(base.width(), base.height(), profile.bands, profile.sample_type)
        })?;
        let level = |&size: &(usize, usize)| MadeLevel::new(size, self, base.has_mask(), work.spool_folder);
        let mut levels = sizes.iter().map(level).collect::<Result<Vec<_>>>()?;
        let bands: Vec<usize> = (0..profile.bands).collect();
        for window in rows_of(base) {
            let pixels = base.read_bands(window, &bands)?;
            let mask = if base.has_mask() { Some(base.read_mask(window)?) } else { None };
            let mut made: Vec<LevelRows> = Vec::new();
            cascade.push(&pixels, mask.as_ref(), &mut |rows| {
                made.push(rows);
                Ok(())
            })?;
            for rows in made {
                if let Some(level) = levels.get_mut(rows.level) {
                    level.push(&rows.pixels, rows.mask.as_ref(), self)?;
                }
            }
            work.tell(share * window.row_end() as f64 / base.height() as f64)?;
        }
        cascade.finish()?;
        Ok(levels)
    }
}

impl MadeLevel {
    fn new(size: (usize, usize), maker: &Maker, has_mask: bool, folder: Option<&Path>) -> Result<Self> {
        let spec = maker.image.spec();
        let places = size.0.div_ceil(spec.width).saturating_mul(size.1.div_ceil(spec.rows));
        Ok(Self {
            size,
            image: Store::new(places.saturating_mul(maker.planes), folder)?,
            mask: has_mask.then(|| Store::new(places, folder)).transpose()?,
            rows: BlockRows::new(spec.rows, size.1),
            next_row: 0,
        })
    }

    fn push(&mut self, pixels: &Raster, mask: Option<&Raster>, maker: &Maker) -> Result<()> {
        let spec = maker.image.spec();
        let cols = self.size.0.div_ceil(spec.width);
        let places = cols * self.size.1.div_ceil(spec.rows);
        let Self { rows, next_row, image, mask: masks, .. } = self;
        rows.push(pixels, mask, &mut |pixels, mask| {
            let first = *next_row * cols;
            *next_row += 1;
            for plane in 0..maker.planes {
                let of_plane = if maker.planes > 1 { Some(band_of(pixels, plane)?) } else { None };
                for (col, block) in maker.image.encode(of_plane.as_ref().unwrap_or(pixels))?.iter().enumerate() {
                    image.put(plane * places + first + col, block)?;
                }
            }
            if let (Some(mask), Some(masks)) = (mask, masks.as_mut()) {
                for (col, block) in maker.mask.encode(mask)?.iter().enumerate() {
                    masks.put(first + col, block)?;
                }
            }
            Ok(())
        })
    }
}

/// The mask of a level in blocks of the size of its image's: one bit for each pixel.
///
/// # Errors
/// As [`Maker::overviews`].
pub(super) fn mask(level: &Level<'_>, work: &Work<'_>) -> Result<Store> {
    let grid = &level.image().grid;
    let encoder = mask_encoder(grid.block_width, grid.block_height)?;
    let mut store = Store::new(grid.blocks_per_plane(), work.spool_folder)?;
    let mut rows = BlockRows::new(grid.block_height, grid.height);
    let mut next = 0;
    for window in rows_of(level) {
        rows.push(&level.read_mask(window)?, None, &mut |mask, _| {
            for block in encoder.encode(mask)? {
                store.put(next, &block)?;
                next += 1;
            }
            Ok(())
        })?;
        work.tell(0.0)?;
    }
    Ok(store)
}

/// What LERC's blobs are compressed with in turn.
fn lerc_inner(fields: &CodecFields) -> Option<Compression> {
    match fields.lerc_parameters.get(1) {
        Some(1) => Some(Compression::DEFLATE),
        Some(2) => Some(Compression::ZSTD),
        _ => None,
    }
}

fn mask_encoder(width: usize, rows: usize) -> Result<RowEncoder> {
    RowEncoder::new(mask_spec(width, rows), CodecFields::NONE, EncoderSettings::default(), None)
}

/// A level from top to bottom, by rows of blocks.
fn rows_of(level: &Level<'_>) -> impl Iterator<Item = Window> + use<> {
    let (width, height, rows) = (level.width(), level.height(), level.image().grid.block_height);
    (0..height).step_by(rows).map(move |row| Window::new(0, row, width, rows.min(height - row)))
}

/// One band by itself.
fn band_of(raster: &Raster, band: usize) -> Result<Raster> {
    let mut out = Raster::new(raster.sample_type(), raster.width(), raster.height(), 1)?;
    let len = raster.band_len();
    if let Some(bytes) = raster.bytes().get(band * len..(band + 1) * len) {
        out.bytes_mut().copy_from_slice(bytes);
    }
    Ok(out)
}
