//! What is going to be written: options that fit each other and the raster, and all that follows from them.

mod blocks;

use codec::EncoderSettings;
use geotiff_core::{Compression, Error, ErrorKind, Ifd, MetadataItem, Photometric, Predictor, Profile, Result};
use overview::{Resampling, level_sizes, level_sizes_counted};

use crate::codec_fields::set_codec_fields;
use crate::encode::RowEncoder;
use crate::fields::{main_ifd, mask_ifd, overview_ifd};
use crate::geotiff_version::set_version;
use crate::options::{CogOptions, OverviewSource, PredictorChoice, takes_predictor};
use crate::pyramid::Interleave;
pub(crate) use blocks::Encoders;
use blocks::{Codec, Shape, bits, check_block_count, check_block_size, encoders};

/// The domain of metadata that tell of the file, not of the raster.
const IMAGE_STRUCTURE: &str = "IMAGE_STRUCTURE";
/// GDAL's name of how overviews were made.
const OVERVIEW_RESAMPLING: &str = "OVERVIEW_RESAMPLING";
/// The most overviews that GDAL looks for, and more than any raster can have.
const MAX_OVERVIEWS: usize = 128;

/// A COG that can be written.
pub(crate) struct Plan {
    /// How bands lie among blocks: by pixels where there is but one.
    pub(crate) interleave: Interleave,
    pub(crate) resampling: Resampling,
    /// Encodes the full resolution.
    pub(crate) full: Encoders,
    /// Encodes the overviews.
    pub(crate) overviews: Encoders,
    /// The full resolution, and its overviews from large to small.
    pub(crate) levels: Vec<LevelPlan>,
    /// Whether the overviews are those of the source; else they are made.
    pub(crate) are_existing: bool,
    /// Whether the mask is the opacity of pixels, by which overviews weigh them.
    pub(crate) mask_is_opacity: bool,
    /// What the file says of the raster.
    pub(crate) profile: Profile,
}

/// A level before its blocks are known.
pub(crate) struct LevelPlan {
    /// (columns, rows).
    pub(crate) size: (usize, usize),
    pub(crate) ifd: Ifd,
    pub(crate) mask_ifd: Option<Ifd>,
}

impl Plan {
    /// `existing` are the sizes of the source's overviews, if they are taken.
    ///
    /// # Errors
    /// `Parameter` if the options do not fit each other or the raster, `Unsupported` for a sample that the codec cannot hold.
    pub(crate) fn new(profile: &Profile, options: &CogOptions, existing: Option<&[(usize, usize)]>) -> Result<Self> {
        let (width, height) = (profile.width, profile.height);
        let sizes = existing.map_or_else(|| overview_sizes(width, height, options), |sizes| Ok(sizes.to_vec()))?;
        let interleave = if profile.bands == 1 { Interleave::Pixel } else { options.interleave };
        let resampling = resampling(profile, options);
        let bits = bits(profile, options)?;
        let shape = |size| Shape { bits, size, interleave };
        let full = encoders(
            profile,
            options,
            shape(check_block_size("block size", options.block_size)?),
            Codec { compression: options.compression, settings: options.settings, predictor: options.predictor },
        )?;
        let size = options.overviews.block_size.unwrap_or_else(|| overview_block_size(options.block_size));
        let overviews = encoders(
            profile,
            options,
            shape(check_block_size("block size of overviews", size)?),
            overview_codec(options),
        )
        .map_err(of_overviews)?;

        let mut profile = profile.clone();
        set_version(&mut profile, options.geotiff_version)?;
        let made_by = (!sizes.is_empty() && existing.is_none()).then_some(resampling);
        set_structure(&mut profile, made_by, existing.is_some(), interleave);
        say_losses(&mut profile, [(&full, options.settings), (&overviews, overview_codec(options).settings)]);
        let level = |number: usize, (width, height): (usize, usize)| {
            let encoders = if number == 0 { &full } else { &overviews };
            let spec = encoders.image.spec();
            check_block_count(spec, width, height, profile.bands)?;
            let fields = encoders.image.coded_fields();
            // What the samples are colours of once they are encoded.
            let coded = Profile { photometric: fields.photometric, ..profile.clone() };
            let mut ifd = match number {
                0 => main_ifd(&coded, spec)?,
                _ => overview_ifd(&coded, spec, width, height)?,
            };
            set_codec_fields(&mut ifd, fields);
            let mask_ifd = profile.has_mask.then(|| mask_ifd(encoders.mask.spec(), width, height, number > 0));
            Ok(LevelPlan { size: (width, height), ifd, mask_ifd: mask_ifd.transpose()? })
        };
        let all = std::iter::once((width, height)).chain(sizes).enumerate();
        let levels = all.map(|(number, size)| level(number, size)).collect::<Result<_>>()?;
        let are_existing = existing.is_some();
        Ok(Self { interleave, resampling, full, overviews, levels, are_existing, mask_is_opacity: false, profile })
    }
}

/// What encodes the full resolution.
///
/// # Errors
/// As [`Plan::new`].
pub(crate) fn image_encoder(profile: &Profile, options: &CogOptions) -> Result<RowEncoder> {
    let interleave = if profile.bands == 1 { Interleave::Pixel } else { options.interleave };
    let shape = Shape { bits: bits(profile, options)?, size: options.block_size, interleave };
    let codec = Codec { compression: options.compression, settings: options.settings, predictor: options.predictor };
    Ok(encoders(profile, options, shape, codec)?.image)
}

/// The sizes of the overviews.
pub(crate) fn overview_sizes(width: usize, height: usize, options: &CogOptions) -> Result<Vec<(usize, usize)>> {
    match (options.overviews.source, options.overviews.count) {
        (_, Some(count)) if count > MAX_OVERVIEWS => Err(Error::parameter(format!(
            "{count} overviews cannot be: GDAL knows at most {MAX_OVERVIEWS}, each half as large as the one before"
        ))),
        (OverviewSource::None, Some(count)) if count > 0 => Err(Error::parameter(format!(
            "{count} overviews are asked for, and that there be none: leave out one of the two"
        ))),
        (OverviewSource::None, _) => Ok(Vec::new()),
        (_, None) => Ok(level_sizes(width, height, options.block_size)),
        (_, Some(count)) => Ok(level_sizes_counted(width, height, count)),
    }
}

/// The block size of overviews where none is asked for: GDAL keeps to powers of two of which it has a configuration option.
fn overview_block_size(block_size: usize) -> usize {
    if block_size.is_power_of_two() && (64..=4096).contains(&block_size) { block_size } else { 128 }
}

fn resampling(profile: &Profile, options: &CogOptions) -> Resampling {
    let is_index = profile.photometric == Photometric::PALETTE || profile.sample_type.is_complex();
    options.overviews.resampling.unwrap_or(if is_index { Resampling::Nearest } else { Resampling::Cubic })
}

/// How overviews are compressed: as the full resolution where nothing else is said, as far as that is possible.
fn overview_codec(options: &CogOptions) -> Codec {
    let compression = options.overviews.compression.unwrap_or(options.compression);
    let is_same = compression == options.compression;
    let settings = options.overviews.settings.unwrap_or(if is_same { options.settings } else { Default::default() });
    let inherited = match options.predictor {
        PredictorChoice::Fixed(Predictor::Horizontal | Predictor::FloatingPoint) if !takes_predictor(compression) => {
            PredictorChoice::Auto
        }
        choice => choice,
    };
    Codec { compression, settings, predictor: options.overviews.predictor.unwrap_or(inherited) }
}

/// Says that it is the overviews that something is wrong with.
fn of_overviews(error: Error) -> Error {
    match error.kind() {
        ErrorKind::Parameter => Error::parameter(format!("of the overviews: {}", error.message())),
        _ => error,
    }
}

/// Metadata that tell of the file: those of the source's file go, those of this one come, as GDAL writes them.
/// Overviews that were there keep what is said of them.
fn set_structure(profile: &mut Profile, made_by: Option<Resampling>, are_existing: bool, interleave: Interleave) {
    let items = &mut profile.metadata.items;
    items.retain(|item| {
        item.domain.as_deref() != Some(IMAGE_STRUCTURE) || are_existing && item.name == OVERVIEW_RESAMPLING
    });
    let mut push = |name: &str, value: String| {
        let domain = Some(IMAGE_STRUCTURE.into());
        items.push(MetadataItem { name: name.into(), value, domain, ..MetadataItem::default() });
    };
    if let Some(resampling) = made_by {
        push(OVERVIEW_RESAMPLING, resampling.name().to_uppercase());
    }
    if interleave == Interleave::Tile {
        push("INTERLEAVE", "TILE".into());
    }
}

/// What GDAL's readers learn of how near LERC's samples are, and of WebP and JPEG XL without loss, from texts alone.
fn say_losses(profile: &mut Profile, [full, overviews]: [(&Encoders, EncoderSettings); 2]) {
    let mut push = |name: &str, value: String| {
        let domain = Some(IMAGE_STRUCTURE.into());
        profile.metadata.items.push(MetadataItem { name: name.into(), value, domain, ..MetadataItem::default() });
    };
    let error = |(encoders, settings): (&Encoders, EncoderSettings)| {
        let is_lerc = encoders.image.spec().compression == Compression::LERC;
        settings.max_z_error.filter(|&error| is_lerc && error > 0.0)
    };
    if let Some(error) = error(full) {
        push("MAX_Z_ERROR", error.to_string());
    }
    if let Some(of_overviews) = error(overviews).filter(|_| error(overviews) != error(full)) {
        push("MAX_Z_ERROR_OVERVIEW", of_overviews.to_string());
    }
    let compression = full.0.image.spec().compression;
    if compression == Compression::JXL || compression == Compression::WEBP && full.1.quality == Some(100) {
        push("COMPRESSION_REVERSIBILITY", "LOSSLESS".into());
    }
}
