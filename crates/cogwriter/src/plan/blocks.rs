//! How the blocks of an image are encoded, and whether blocks of that shape, size and number can be.

use codec::EncoderSettings;
use geotiff_core::{
    BlockSpec, ByteOrder, CodecFields, Compression, Error, Nodata, Photometric, Predictor, Profile, Result, SampleType,
};

use crate::codec_fields::codec_fields;
use crate::empty::EmptyBlocks;
use crate::encode::RowEncoder;
use crate::fields::{mask_spec, sample_format};
use crate::options::{CogOptions, PredictorChoice, check_codec, takes_predictor};
use crate::pyramid::Interleave;

/// The most blocks, and the most bytes of a block, that GDAL can count.
const MAX_COUNT: usize = i32::MAX as usize;

/// What encodes the blocks of a level.
pub(crate) struct Encoders {
    pub(crate) image: RowEncoder,
    pub(crate) mask: RowEncoder,
}

/// What blocks of all images of a sort have in common.
pub(super) struct Shape {
    pub(super) bits: u16,
    pub(super) size: usize,
    pub(super) interleave: Interleave,
}

/// How blocks are compressed.
pub(super) struct Codec {
    pub(super) compression: Compression,
    pub(super) settings: EncoderSettings,
    pub(super) predictor: PredictorChoice,
}

/// What encodes the blocks of an image of this raster, and of its mask.
///
/// # Errors
/// `Parameter` if the blocks cannot be so, `Unsupported` for a sample that the codec cannot hold.
pub(super) fn encoders(profile: &Profile, options: &CogOptions, shape: Shape, codec: Codec) -> Result<Encoders> {
    let Codec { compression, settings, predictor } = codec;
    check_codec(compression, &settings)?;
    let mut spec = BlockSpec {
        compression,
        predictor: Predictor::None,
        byte_order: ByteOrder::Little,
        reversed_bits: false,
        format: sample_format(profile.sample_type),
        bits: shape.bits,
        samples: if shape.interleave == Interleave::Pixel { profile.bands } else { 1 },
        width: shape.size,
        rows: shape.size,
    };
    spec.predictor = predictor_of(predictor, profile, &spec)?;
    check_block_len(&spec)?;
    let empty = |nodata: Option<Nodata>, bits| options.sparse.then_some(EmptyBlocks { nodata, bits });
    let mask = mask_spec(spec.width, spec.rows);
    Ok(Encoders {
        image: RowEncoder::new(spec, codec_fields(profile, &spec)?, settings, empty(profile.nodata, spec.bits))?,
        mask: RowEncoder::new(mask, CodecFields::NONE, EncoderSettings::default(), empty(None, 8))?,
    })
}

fn predictor_of(choice: PredictorChoice, profile: &Profile, spec: &BlockSpec) -> Result<Predictor> {
    let sample_type = profile.sample_type;
    let is_float = sample_type.is_float() && !sample_type.is_complex();
    let is_half = is_float && spec.bits == 16;
    let whole_bytes = usize::from(spec.bits) == 8 * sample_type.bytes() && !sample_type.is_complex() || is_half;
    match choice {
        PredictorChoice::Auto
            if !takes_predictor(spec.compression) || !whole_bytes || profile.photometric == Photometric::PALETTE =>
        {
            Ok(Predictor::None)
        }
        PredictorChoice::Auto if is_float => Ok(Predictor::FloatingPoint),
        PredictorChoice::Auto => Ok(Predictor::Horizontal),
        PredictorChoice::Fixed(Predictor::None) => Ok(Predictor::None),
        PredictorChoice::Fixed(predictor) if !takes_predictor(spec.compression) => Err(Error::parameter(format!(
            "predictor {} does not go with compression {}: choose LZW, DEFLATE, ZSTD or LZMA, or no predictor",
            predictor.code(),
            spec.compression
        ))),
        PredictorChoice::Fixed(Predictor::FloatingPoint) if !is_float => Err(Error::parameter(format!(
            "predictor 3 is for floating-point samples, but these are {sample_type}: choose 2 or auto"
        ))),
        PredictorChoice::Fixed(predictor) if !whole_bytes => Err(Error::parameter(format!(
            "predictor {} does not go with {}-bit samples of {sample_type}: choose none or auto",
            predictor.code(),
            spec.bits
        ))),
        PredictorChoice::Fixed(predictor) => Ok(predictor),
    }
}

/// Bits of a stored sample.
pub(super) fn bits(profile: &Profile, options: &CogOptions) -> Result<u16> {
    let Some(bits) = options.bits else { return Ok(profile.bits) };
    let possible = match profile.sample_type {
        SampleType::U8 => 1..=8,
        SampleType::U16 => 9..=16,
        SampleType::U32 => 17..=32,
        SampleType::F32 if matches!(bits, 16 | 32) => return Ok(bits),
        other if usize::from(bits) == 8 * other.part_bytes() => return Ok(profile.bits),
        other => {
            let message = format!(
                "samples of {other} cannot be stored in {bits} bits: only unsigned integers can in fewer than they \
                 have, and float32 in 16"
            );
            return Err(Error::parameter(message));
        }
    };
    if possible.contains(&bits) {
        return Ok(bits);
    }
    Err(Error::parameter(format!(
        "samples of {} are stored in {} to {} bits, not in {bits}",
        profile.sample_type,
        possible.start(),
        possible.end()
    )))
}

pub(super) fn check_block_size(what: &str, size: usize) -> Result<usize> {
    if size == 0 || !size.is_multiple_of(16) || size > 16_384 {
        return Err(Error::parameter(format!("the {what} must be a multiple of 16 from 16 to 16384, not {size}")));
    }
    Ok(size)
}

/// Encoding a block takes all of it in memory.
fn check_block_len(spec: &BlockSpec) -> Result<()> {
    if spec.decoded_len().max(spec.stored_len()) <= MAX_COUNT {
        return Ok(());
    }
    Err(Error::parameter(format!(
        "a block of {} × {} pixels of {} samples has 2 GiB or more: choose a smaller block size, or interleave by band or \
         tile",
        spec.width, spec.rows, spec.samples
    )))
}

pub(super) fn check_block_count(spec: &BlockSpec, width: usize, height: usize, bands: usize) -> Result<()> {
    let planes = bands.div_ceil(spec.samples.max(1));
    let count = width.div_ceil(spec.width).checked_mul(height.div_ceil(spec.rows)).and_then(|n| n.checked_mul(planes));
    if count.is_some_and(|n| n <= MAX_COUNT) {
        return Ok(());
    }
    Err(Error::parameter(format!(
        "{width} × {height} pixels in blocks of {} × {} are more blocks than GDAL can count: choose a larger block size",
        spec.width, spec.rows
    )))
}
