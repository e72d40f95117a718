//! Fields of an image read one by one, each refused if no image can have its value.

use crate::block::{Compression, Predictor, SampleFormat};
use crate::error::{Error, Result};
use crate::ifd::Ifd;
use crate::photometric::Photometric;
use crate::tag::Tag;

/// The most pixels that a side may have: GDAL's limit.
const MAX_SIDE: u64 = i32::MAX as u64;

pub(crate) fn impossible(tag: Tag, value: impl std::fmt::Display) -> Error {
    Error::format(format!("{tag} is {value}, which is not possible")).in_tag(tag.0)
}

pub(crate) fn short(tag: Tag, value: u64) -> Result<u16> {
    u16::try_from(value).map_err(|_| impossible(tag, value))
}

pub(crate) fn dimension(ifd: &Ifd, tag: Tag) -> Result<usize> {
    if let Some(field) = ifd.field(tag).filter(|field| field.count != 1) {
        return Err(Error::format(format!("{tag} has {} values, not one", field.count)).in_tag(tag.0));
    }
    match ifd.u64(tag)? {
        None => Err(Error::format(format!("the image has no {tag}")).in_tag(tag.0)),
        Some(n @ 1..=MAX_SIDE) => usize::try_from(n).map_err(|_| impossible(tag, n)),
        Some(n) => Err(impossible(tag, n)),
    }
}

pub(crate) fn compression(ifd: &Ifd) -> Result<Compression> {
    Ok(Compression(ifd.u64(Tag::COMPRESSION)?.map_or(Ok(1), |v| short(Tag::COMPRESSION, v))?))
}

/// What samples are colours of, as they are stored. Old-style JPEG is luma and chroma where it claims to be RGB or does not
/// say: libtiff knows its writers.
pub(crate) fn photometric(ifd: &Ifd) -> Result<Photometric> {
    let stated = ifd.u64(Tag::PHOTOMETRIC_INTERPRETATION)?;
    let is_old_jpeg = compression(ifd)? == Compression::OLD_JPEG;
    match stated {
        None | Some(2) if is_old_jpeg => Ok(Photometric::YCBCR),
        None => Ok(Photometric::MIN_IS_BLACK),
        Some(value) => Ok(Photometric(short(Tag::PHOTOMETRIC_INTERPRETATION, value)?)),
    }
}

pub(crate) fn sample_count(ifd: &Ifd) -> Result<usize> {
    match ifd.u64(Tag::SAMPLES_PER_PIXEL)? {
        Some(n @ 1..=65_535) => Ok(n as usize),
        Some(n) => Err(impossible(Tag::SAMPLES_PER_PIXEL, n)),
        // Files without it that have three depths and are RGB were written by old libtiffs.
        None if ifd.u64(Tag::PHOTOMETRIC_INTERPRETATION)? == Some(2) && ifd.u64s(Tag::BITS_PER_SAMPLE)?.len() == 3 => {
            Ok(3)
        }
        None if compression(ifd)? == Compression::OLD_JPEG && photometric(ifd)? == Photometric::YCBCR => Ok(3),
        None => Ok(1),
    }
}

pub(crate) fn bits_per_sample(ifd: &Ifd, bands: usize) -> Result<u16> {
    let mut bits = ifd.u64s(Tag::BITS_PER_SAMPLE)?;
    bits.truncate(bands);
    let unstated = if compression(ifd)? == Compression::OLD_JPEG { 8 } else { 1 };
    let first = bits.first().copied().unwrap_or(unstated);
    if bits.iter().any(|&b| b != first) {
        return Err(
            Error::unsupported(format!("samples of differing depth: {bits:?} bits")).in_tag(Tag::BITS_PER_SAMPLE.0)
        );
    }
    match first {
        0 => Err(impossible(Tag::BITS_PER_SAMPLE, 0)),
        n => short(Tag::BITS_PER_SAMPLE, n),
    }
}

pub(crate) fn sample_format(ifd: &Ifd, bands: usize) -> Result<SampleFormat> {
    let mut formats = ifd.u64s(Tag::SAMPLE_FORMAT)?;
    formats.truncate(bands);
    let first = formats.first().copied().unwrap_or(1);
    if formats.iter().any(|&f| f != first) {
        return Err(
            Error::unsupported(format!("samples of differing formats: {formats:?}")).in_tag(Tag::SAMPLE_FORMAT.0)
        );
    }
    match first {
        // 4 is "of no stated format", which libtiff and GDAL take as unsigned.
        1 | 4 => Ok(SampleFormat::UInt),
        2 => Ok(SampleFormat::Int),
        3 => Ok(SampleFormat::Float),
        5 => Ok(SampleFormat::ComplexInt),
        6 => Ok(SampleFormat::ComplexFloat),
        other => Err(impossible(Tag::SAMPLE_FORMAT, other)),
    }
}

pub(crate) fn extra_samples(ifd: &Ifd, bands: usize) -> Result<Vec<u16>> {
    let values = ifd.u64s(Tag::EXTRA_SAMPLES)?;
    if values.len() > bands {
        return Err(Error::format(format!("{} extra samples of {bands}", values.len())).in_tag(Tag::EXTRA_SAMPLES.0));
    }
    let known = |value| match value {
        0..=2 => Ok(value as u16),
        // What Corel Draw writes for alpha.
        999 => Ok(2),
        other => Err(impossible(Tag::EXTRA_SAMPLES, other)),
    };
    values.into_iter().map(known).collect()
}

/// TIFF 6, section 21.
pub(crate) fn ycbcr_subsampling(ifd: &Ifd) -> Result<(u16, u16)> {
    match ifd.u64s(Tag::YCBCR_SUB_SAMPLING)?[..] {
        [] => Ok((2, 2)),
        [across, down, ..] => Ok((short(Tag::YCBCR_SUB_SAMPLING, across)?, short(Tag::YCBCR_SUB_SAMPLING, down)?)),
        [one] => Err(impossible(Tag::YCBCR_SUB_SAMPLING, one)),
    }
}

/// TIFF 6, section 21; CCIR 601-1 where it is not stated, or not to be understood.
pub(crate) fn ycbcr_coefficients(ifd: &Ifd) -> [f32; 3] {
    let values: Vec<f32> = ifd.f64s(Tag::YCBCR_COEFFICIENTS).into_iter().map(|v| v as f32).collect();
    values.try_into().unwrap_or([0.299, 0.587, 0.114])
}

/// TIFF 6, section 20; libtiff's default for 8-bit luma and chroma where it is not stated, or not to be understood.
pub(crate) fn reference_black_white(ifd: &Ifd) -> [f32; 6] {
    let values: Vec<f32> = ifd.f64s(Tag::REFERENCE_BLACK_WHITE).into_iter().map(|v| v as f32).collect();
    values.try_into().unwrap_or([0.0, 255.0, 128.0, 255.0, 128.0, 255.0])
}

pub(crate) fn predictor(ifd: &Ifd) -> Result<Predictor> {
    match ifd.u64(Tag::PREDICTOR)?.unwrap_or(1) {
        1 => Ok(Predictor::None),
        2 => Ok(Predictor::Horizontal),
        3 => Ok(Predictor::FloatingPoint),
        other => Err(impossible(Tag::PREDICTOR, other)),
    }
}

pub(crate) fn block_size(ifd: &Ifd, width: usize, height: usize) -> Result<(bool, usize, usize)> {
    if ifd.field(Tag::TILE_WIDTH).is_some() || ifd.field(Tag::TILE_LENGTH).is_some() {
        return Ok((true, dimension(ifd, Tag::TILE_WIDTH)?, dimension(ifd, Tag::TILE_LENGTH)?));
    }
    let rows = match ifd.u64(Tag::ROWS_PER_STRIP)? {
        Some(0) => return Err(impossible(Tag::ROWS_PER_STRIP, 0)),
        Some(rows) => usize::try_from(rows).unwrap_or(height).min(height),
        None => height,
    };
    Ok((false, width, rows))
}

pub(crate) fn color_map(ifd: &Ifd, bits: u16) -> Option<Vec<[u16; 3]>> {
    let values = ifd.u64s(Tag::COLOR_MAP).ok()?;
    let n = 1_usize.checked_shl(u32::from(bits)).filter(|&n| bits <= 16 && values.len() >= 3 * n)?;
    let value = |i: usize| values.get(i).map_or(0, |&v| v as u16);
    Some((0..n).map(|i| [value(i), value(n + i), value(2 * n + i)]).collect())
}
