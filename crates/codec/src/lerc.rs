//! LERC, Esri's Limited Error Raster Compression: blobs of all versions, alone or within Deflate or Zstd, decoded by lerc-rs.
//!
//! What a blob must be to fill a block, and what becomes of pixels that it declares invalid, is as in libtiff:
//!
//! | the block | the blob | invalid pixels |
//! |---|---|---|
//! | any | all samples of a pixel as its depth | 0; NaN if they are floats |
//! | chunky, of floats | a band for each sample, with masks of their own | NaN |
//! | chunky bytes, the last alpha | a depth less by one | alpha is 0, elsewhere 255 |

use crate::bytes;
use bytemuck::Pod;
use geotiff_core::{BlockSpec, ByteOrder, CodecFields, Error, Result, SampleFormat};
use lerc::LercInfo;
use lerc::bitmask::BitMask;
use std::borrow::Cow;

mod encode;

pub(crate) use encode::Encoder;

/// Fills `out` with the samples of the block.
pub(crate) fn decode(spec: &BlockSpec, fields: &CodecFields, payload: &[u8], out: &mut [u8]) -> Result<()> {
    use SampleFormat::{Float, Int, UInt};
    let decode = match (spec.format, spec.bits) {
        (Int, 8) => |task: Task<'_>, out: &mut [u8]| task.decode::<i8>(None, out),
        (UInt, 8) => |task: Task<'_>, out: &mut [u8]| task.decode::<u8>(None, out),
        (Int, 16) => |task: Task<'_>, out: &mut [u8]| task.decode::<i16>(None, out),
        (UInt, 16) => |task: Task<'_>, out: &mut [u8]| task.decode::<u16>(None, out),
        (Int, 32) => |task: Task<'_>, out: &mut [u8]| task.decode::<i32>(None, out),
        (UInt, 32) => |task: Task<'_>, out: &mut [u8]| task.decode::<u32>(None, out),
        (Float, 32) => |task: Task<'_>, out: &mut [u8]| task.decode(Some(f32::NAN), out),
        (Float, 64) => |task: Task<'_>, out: &mut [u8]| task.decode(Some(f64::NAN), out),
        (format, bits) => {
            return Err(Error::unsupported(format!("LERC has no {bits}-bit {format:?} samples")).in_tag(258));
        }
    };
    let blob = unwrap(spec, fields, payload)?;
    let info = lerc::decode_info(&blob).map_err(damaged)?;
    let arrangement = Arrangement::of(&info, spec, fields)?;
    decode(Task { spec, blob: &blob, info: &info, arrangement }, out)?;
    if spec.byte_order != ByteOrder::NATIVE {
        // libtiff swaps what LERC gives, as if it were stored bytes, for it has swapped what it gave to LERC.
        bytes::swap(usize::from(spec.bits / 8), out);
    }
    Ok(())
}

/// Takes the blob out of what else it is compressed with, by the second of LercParameters.
fn unwrap<'a>(spec: &BlockSpec, fields: &CodecFields, payload: &'a [u8]) -> Result<Cow<'a, [u8]>> {
    let rows = spec.rows.max(fields.tile_length);
    let len = BlockSpec { rows, ..*spec }.stored_len();
    // A blob is hardly larger than its samples, but for masks of small blocks: libtiff's limit, and a little more.
    let most = len.saturating_add(len / 3).saturating_add(4096);
    let (within, blob) = match fields.lerc_parameters.get(1).copied().unwrap_or(0) {
        0 => return Ok(Cow::Borrowed(payload)),
        1 => ("Deflate", crate::deflate::decode_whole(payload, most)),
        #[cfg(feature = "zstd")]
        2 => ("Zstd", crate::zstd::decode_whole(payload, most)),
        other => {
            let message = format!("LERC within compression {other} is not supported by this build");
            return Err(Error::unsupported(message).in_tag(50674));
        }
    };
    match blob {
        Ok(blob) => Ok(Cow::Owned(blob)),
        Err(short) => {
            Err(Error::format(format!("the {within} data around LERC {} after {} bytes", short.what, short.decoded)))
        }
    }
}

/// How the samples of a pixel stand in a blob.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Arrangement {
    /// Side by side.
    Depth,
    /// Each in a band of its own.
    Bands,
    /// Side by side, but for the last, which is the mask.
    DepthAndMask,
}

impl Arrangement {
    /// # Errors
    /// `Format` if the blob is none for this block. From then on its size is known to be the block's, or a whole tile's.
    fn of(info: &LercInfo, spec: &BlockSpec, fields: &CodecFields) -> Result<Self> {
        let (width, height) = (info.width as usize, info.height as usize);
        // The lower edge of the image may cut a tile, but does not cut its blob.
        let fits = width == spec.width && (height == spec.rows || height == fields.tile_length.max(spec.rows));
        let is_bytes = (spec.format, spec.bits) == (SampleFormat::UInt, 8);
        let (depth, bands) = (info.depth as usize, info.bands as usize);
        let arrangement = match (depth, bands) {
            (depth, 1) if depth == spec.samples => Self::Depth,
            (1, bands) if bands == spec.samples => Self::Bands,
            (depth, 1) if depth + 1 == spec.samples && is_bytes => Self::DepthAndMask,
            _ => return Err(Self::mismatch(info, spec)),
        };
        if fits { Ok(arrangement) } else { Err(Self::mismatch(info, spec)) }
    }

    fn mismatch(info: &LercInfo, spec: &BlockSpec) -> Error {
        Error::format(format!(
            "the LERC blob holds {} × {} pixels of {} × {} samples, the block {} × {} of {}",
            info.width, info.height, info.bands, info.depth, spec.width, spec.rows, spec.samples
        ))
    }
}

/// A blob that has been found to be one for its block.
struct Task<'a> {
    spec: &'a BlockSpec,
    blob: &'a [u8],
    info: &'a LercInfo,
    arrangement: Arrangement,
}

impl Task<'_> {
    fn decode<T: lerc::Sample + Pod>(self, invalid: Option<T>, out: &mut [u8]) -> Result<()> {
        if self.info.data_type != T::DATA_TYPE {
            return Err(Error::format(format!(
                "the LERC blob holds samples of the type {:?}, the image {:?}",
                self.info.data_type,
                T::DATA_TYPE
            )));
        }
        let is_whole = self.info.height as usize == self.spec.rows;
        if self.arrangement == Arrangement::Depth && is_whole && !self.is_first_version() {
            // Most blocks, and most buffers are aligned.
            if let Ok(samples) = bytemuck::try_cast_slice_mut::<u8, T>(out) {
                let decoded = lerc::decode_into(self.blob, samples).map_err(damaged)?;
                self.void(invalid, samples, decoded.valid_masks.first());
                return Ok(());
            }
        }
        let (samples, masks) = self.decode_aside::<T>()?;
        self.arrange(invalid, &samples, &masks, out);
        Ok(())
    }

    /// The format that was before LERC2: floats of one band. lerc-rs calls it version 11, which is what its blobs say.
    fn is_first_version(&self) -> bool {
        self.info.version > 6
    }

    /// All samples of the blob, and the mask of each band.
    fn decode_aside<T: lerc::Sample + Pod>(&self) -> Result<(Vec<T>, Vec<BitMask>)> {
        if self.is_first_version() {
            let image = lerc::decode(self.blob).map_err(damaged)?;
            let samples = T::try_from_lerc_data(image.data).unwrap_or_default();
            return Ok((samples, image.valid_masks));
        }
        let info = self.info;
        let len = [info.width, info.height, info.depth, info.bands]
            .into_iter()
            .try_fold(1, |len: usize, n| len.checked_mul(n as usize));
        let mut samples = Vec::new();
        if len.is_none_or(|len| samples.try_reserve_exact(len).is_err()) {
            return Err(Error::limits("a LERC blob does not fit in memory"));
        }
        samples.resize(len.unwrap_or_default(), T::zeroed());
        let decoded = lerc::decode_into(self.blob, &mut samples).map_err(damaged)?;
        Ok((samples, decoded.valid_masks))
    }

    /// Makes pixels invalid in place.
    fn void<T: Pod>(&self, invalid: Option<T>, samples: &mut [T], mask: Option<&BitMask>) {
        let (Some(invalid), Some(mask)) = (invalid, mask) else { return };
        if mask.is_all_valid() {
            return;
        }
        for (index, pixel) in samples.chunks_exact_mut(self.spec.samples).enumerate() {
            if !mask.is_valid(index) {
                pixel.fill(invalid);
            }
        }
    }

    /// Brings the samples into the order of the block; rows that it has not are left out.
    fn arrange<T: Pod>(&self, invalid: Option<T>, samples: &[T], masks: &[BitMask], out: &mut [u8]) {
        let per_pixel = self.spec.samples;
        let band_len = self.info.width as usize * self.info.height as usize;
        let is_valid = |band: usize, pixel| masks.get(band).is_none_or(|mask| mask.is_valid(pixel));
        let sample_of = |pixel: usize, sample: usize| match self.arrangement {
            Arrangement::Depth => (0, samples[pixel * per_pixel + sample]),
            Arrangement::Bands => (sample, samples[sample * band_len + pixel]),
            Arrangement::DepthAndMask => (0, samples[pixel * (per_pixel - 1) + sample]),
        };
        let decoded = match self.arrangement {
            Arrangement::DepthAndMask => per_pixel - 1,
            _ => per_pixel,
        };
        let len = size_of::<T>();
        for (index, pixel) in out.chunks_exact_mut(per_pixel * len).enumerate() {
            for (sample, out) in pixel.chunks_exact_mut(len).enumerate() {
                if sample == decoded {
                    out.fill(if is_valid(0, index) { 255 } else { 0 });
                    continue;
                }
                let (band, mut value) = sample_of(index, sample);
                if let Some(invalid) = invalid
                    && !is_valid(band, index)
                {
                    value = invalid;
                }
                out.copy_from_slice(bytemuck::bytes_of(&value));
            }
        }
    }
}

fn damaged(error: lerc::LercError) -> Error {
    Error::format(format!("the LERC blob is damaged: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::hex;
    use geotiff_core::{Compression, ErrorKind, Predictor};
    use lerc::{Image, Precision, SampleData};
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::select;

    // Blobs by liblerc of 5 × 4 pixels. Invalid are the third pixel of the second row and the last one, if any.
    /// Bytes 10 × column + 31 × row, and their halves and thirds.
    pub(super) const RGB_MASK_V4: &str = "\
         4c657263322004000000b50bc54804000000050000000300000012000000080000008a00000001000000000000000000e03f\
         00000000000000000000000000c05e40070000000300feffef00800000007b3d29010000000a0503140a061e0f0a28140d1f\
         0f0a29140d3d1e144723173e1f1448241852291b5c2e1e6633225d2e1f6733227138257b3d29";
    /// Eighths: 7 × column + 13 × row modulo 11.
    const FLOATS_V6: &str = "\
         4c657263322006000000d54fb3e30400000005000000010000001200000008000000b6000000060000000000000000000000\
         00000000000000000000000000000000000000000000f43f00000000000000000000000000000000070000000300feffef00\
         80000000000000a03f01000000000000603f0000c03e0000a03f0000403f0000803e0000903f0000003e0000803f0000003f\
         000000000000603f0000c03e0000a03f0000403f0000803e0000903f0000203f";
    /// The same floats, and the same plus 1 with just the other pixels valid.
    pub(super) const BANDS_V4: &str = "\
         4c657263322004000000d537a3f104000000050000000100000012000000080000009e000000060000000000000000000000\
         0000000000000000000000000000f43f070000000300feffef0080000000000000a03f01000000000000603f0000c03e0000\
         a03f0000403f0000803e0000903f0000003e0000803f0000003f000000000000603f0000c03e0000a03f0000403f0000803e\
         0000903f0000203f4c65726332200400000061eefa5b04000000050000000100000002000000080000005e00000006000000\
         0000000000000000000000000000f23f000000000000fa3f07000000030001001f00800000903f0000d03f010000d03f0000\
         903f";
    /// The same floats as doubles, to ±0.25.
    const LOSSY_V5: &str = "\
         4c657263322005000000b2d3c58404000000050000000100000014000000080000006100000007000000000000000000d03f\
         0000000000000000000000000000f43f000000000000000000000000000000000000f43f00c100008214d86618b619";
    /// A blob of before LERC2, by hand: 5 × 3 quarters, the second of them invalid.
    const FIRST_VERSION: &str = "\
         436e745a496d616765200b00000008000000030000000500000000000000000000000000000000000000060000000000803f\
         0200bffe00800100000001000000390000000000604000000000000000003f0000403f0000803f0000a03f0000c03f0000e0\
         3f00000040000010400000204000003040000040400000504000006040";

    fn spec(format: SampleFormat, bits: u16, samples: usize, rows: usize) -> BlockSpec {
        BlockSpec {
            compression: Compression::LERC,
            predictor: Predictor::None,
            byte_order: ByteOrder::NATIVE,
            reversed_bits: false,
            format,
            bits,
            samples,
            width: 5,
            rows,
        }
    }

    fn decoded(spec: &BlockSpec, fields: &CodecFields, payload: &[u8]) -> Result<Vec<u8>> {
        let mut out = vec![0xee; spec.decoded_len()];
        super::decode(spec, fields, payload, &mut out).map(|()| out)
    }

    fn floats(samples: &[u8]) -> Vec<f32> {
        samples.chunks_exact(4).map(|b| f32::from_ne_bytes(b.try_into().unwrap())).collect()
    }

    fn eighths() -> Vec<f32> {
        (0..20u8).map(|i| f32::from((i % 5 * 7 + i / 5 * 13) % 11) / 8.0).collect()
    }

    const INVALID: [usize; 2] = [7, 19];

    #[test]
    fn invalid_bytes_are_zero_and_transparent() {
        let blob = hex(RGB_MASK_V4);
        let rgb: Vec<u8> = (0..20u8)
            .flat_map(|i| {
                if INVALID.contains(&i.into()) { [0; 3] } else { [1, 2, 3].map(|n| (i % 5 * 10 + i / 5 * 31) / n) }
            })
            .collect();
        let spec = spec(SampleFormat::UInt, 8, 3, 4);
        assert_eq!(decoded(&spec, &CodecFields::NONE, &blob).unwrap(), rgb);
        let rgba: Vec<u8> = rgb
            .chunks(3)
            .enumerate()
            .flat_map(|(i, rgb)| [rgb[0], rgb[1], rgb[2], if INVALID.contains(&i) { 0 } else { 255 }])
            .collect();
        let spec = BlockSpec { samples: 4, ..spec };
        assert_eq!(decoded(&spec, &CodecFields::NONE, &blob).unwrap(), rgba);
    }

    #[test]
    fn invalid_floats_are_nan() {
        let with_nan = |sample: usize, floats: Vec<f32>| -> Vec<u32> {
            let bits =
                |(i, f): (usize, &f32)| if INVALID.contains(&i) == (sample == 0) { f32::NAN } else { *f }.to_bits();
            floats.iter().enumerate().map(bits).collect()
        };
        let bits = |floats: Vec<f32>| -> Vec<u32> { floats.into_iter().map(f32::to_bits).collect() };
        let single = decoded(&spec(SampleFormat::Float, 32, 1, 4), &CodecFields::NONE, &hex(FLOATS_V6)).unwrap();
        assert_eq!(bits(floats(&single)), with_nan(0, eighths()));

        let both = decoded(&spec(SampleFormat::Float, 32, 2, 4), &CodecFields::NONE, &hex(BANDS_V4)).unwrap();
        let both = bits(floats(&both));
        let band = |n: usize| both.iter().copied().skip(n).step_by(2).collect::<Vec<_>>();
        assert_eq!(band(0), with_nan(0, eighths()));
        assert_eq!(band(1), with_nan(1, eighths().into_iter().map(|f| f + 1.0).collect()));
    }

    #[test]
    fn what_was_before_lerc2() {
        let out = decoded(&spec(SampleFormat::Float, 32, 1, 3), &CodecFields::NONE, &hex(FIRST_VERSION)).unwrap();
        let out = floats(&out);
        assert!(out[1].is_nan());
        assert_eq!(out[2..], (2..15u8).map(|i| f32::from(i) / 4.0).collect::<Vec<_>>());
    }

    #[test]
    fn doubles_within_the_error() {
        let out = decoded(&spec(SampleFormat::Float, 64, 1, 4), &CodecFields::NONE, &hex(LOSSY_V5)).unwrap();
        let out: Vec<f64> = out.chunks_exact(8).map(|b| f64::from_ne_bytes(b.try_into().unwrap())).collect();
        // As liblerc decodes it.
        let second_row = [0.5, 1.0, 0.5, 0.0, 1.0];
        assert_eq!(out[5..10], second_row);
        assert!(out.iter().zip(eighths()).all(|(a, b)| (a - f64::from(b)).abs() <= 0.25));
    }

    #[test]
    fn big_endian_files_hold_swapped_samples() {
        let spec = BlockSpec { byte_order: ByteOrder::NATIVE, ..spec(SampleFormat::Float, 64, 1, 4) };
        let other = if ByteOrder::NATIVE == ByteOrder::Little { ByteOrder::Big } else { ByteOrder::Little };
        let mut native = decoded(&spec, &CodecFields::NONE, &hex(LOSSY_V5)).unwrap();
        let swapped = decoded(&BlockSpec { byte_order: other, ..spec }, &CodecFields::NONE, &hex(LOSSY_V5)).unwrap();
        native.chunks_exact_mut(8).for_each(<[u8]>::reverse);
        assert_eq!(native, swapped);
    }

    #[test]
    fn blobs_of_other_blocks_are_refused() {
        let blob = hex(FLOATS_V6);
        let spec = spec(SampleFormat::Float, 32, 1, 4);
        let fails = |spec: BlockSpec, fields: &CodecFields| {
            let error = decoded(&spec, fields, &blob).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Format);
            error.message().to_owned()
        };
        let none = &CodecFields::NONE;
        let message = "the LERC blob holds 5 × 4 pixels of 1 × 1 samples, the block 5 × 3 of 1";
        assert_eq!(fails(BlockSpec { rows: 3, ..spec }, none), message);
        for other in [BlockSpec { rows: 5, ..spec }, BlockSpec { width: 4, ..spec }, BlockSpec { samples: 2, ..spec }] {
            assert!(fails(other, none).starts_with("the LERC blob holds 5 × 4 pixels"));
        }
        let message = "the LERC blob holds samples of the type Float, the image Int";
        assert_eq!(fails(BlockSpec { format: SampleFormat::Int, ..spec }, none), message);
        // The image ends within the tile, or it does not.
        let cut = BlockSpec { rows: 3, ..spec };
        let tile = CodecFields { tile_length: 4, ..CodecFields::NONE };
        let whole = decoded(&spec, none, &blob).unwrap();
        assert_eq!(decoded(&cut, &tile, &blob).unwrap(), whole[..60]);
        fails(cut, &CodecFields { tile_length: 5, ..CodecFields::NONE });
    }

    #[test]
    fn what_there_is_no_lerc_of() {
        let twelve_bits = decoded(&spec(SampleFormat::UInt, 12, 1, 4), &CodecFields::NONE, &[]).unwrap_err();
        assert_eq!(twelve_bits.kind(), ErrorKind::Unsupported);
        let within_9 = CodecFields { lerc_parameters: vec![4, 9], ..CodecFields::NONE };
        let error = decoded(&spec(SampleFormat::UInt, 8, 1, 4), &within_9, &hex(FLOATS_V6)).unwrap_err();
        assert_eq!(error.to_string(), "LERC within compression 9 is not supported by this build (tag 50674)");
    }

    /// The blob, and what LercParameters say it is within.
    fn wrapped(blob: &[u8], within: u32) -> Vec<u8> {
        use std::io::Write;
        match within {
            1 => {
                let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
                encoder.write_all(blob).unwrap();
                encoder.finish().unwrap()
            }
            #[cfg(feature = "zstd")]
            2 => zrip::compress(blob, 1).unwrap(),
            _ => blob.to_vec(),
        }
    }

    proptest! {
        #[test]
        fn what_is_encoded_is_decoded(
            bytes in vec(any::<u8>(), 1..400), samples in 1..4usize, width in 1..20usize, rows in 1..20usize,
            cut in 0..20usize, kind in 0..8usize, within in select(vec![0, 1, 2 * u32::from(cfg!(feature = "zstd"))]),
        ) {
            let count = samples * width * rows;
            let numbers = bytes.iter().cycle().take(count);
            use SampleFormat::{Float, Int, UInt};
            let (data, format, bits) = match kind {
                0 => (SampleData::I8(numbers.map(|&b| b.cast_signed()).collect()), Int, 8),
                1 => (SampleData::U8(numbers.copied().collect()), UInt, 8),
                2 => (SampleData::I16(numbers.map(|&b| i16::from(b) * -77).collect()), Int, 16),
                3 => (SampleData::U16(numbers.map(|&b| u16::from(b) * 257).collect()), UInt, 16),
                4 => (SampleData::I32(numbers.map(|&b| i32::from(b) * -7777777).collect()), Int, 32),
                5 => (SampleData::U32(numbers.map(|&b| u32::from(b) * 16843009).collect()), UInt, 32),
                6 => (SampleData::F32(numbers.map(|&b| f32::from(b) / 3.0).collect()), Float, 32),
                _ => (SampleData::F64(numbers.map(|&b| f64::from(b) / 3.0).collect()), Float, 64),
            };
            let plain: Vec<u8> = match &data {
                SampleData::I8(v) => bytemuck::cast_slice(v).to_vec(),
                SampleData::U8(v) => v.clone(),
                SampleData::I16(v) => bytemuck::cast_slice(v).to_vec(),
                SampleData::U16(v) => bytemuck::cast_slice(v).to_vec(),
                SampleData::I32(v) => bytemuck::cast_slice(v).to_vec(),
                SampleData::U32(v) => bytemuck::cast_slice(v).to_vec(),
                SampleData::F32(v) => bytemuck::cast_slice(v).to_vec(),
                SampleData::F64(v) => bytemuck::cast_slice(v).to_vec(),
            };
            let data_type = match &data {
                SampleData::I8(_) => lerc::DataType::Char,
                SampleData::U8(_) => lerc::DataType::Byte,
                SampleData::I16(_) => lerc::DataType::Short,
                SampleData::U16(_) => lerc::DataType::UShort,
                SampleData::I32(_) => lerc::DataType::Int,
                SampleData::U32(_) => lerc::DataType::UInt,
                SampleData::F32(_) => lerc::DataType::Float,
                SampleData::F64(_) => lerc::DataType::Double,
            };
            let image = Image {
                width: u32::try_from(width).unwrap(),
                height: u32::try_from(rows).unwrap(),
                depth: u32::try_from(samples).unwrap(),
                data_type,
                valid_masks: vec![BitMask::all_valid(width * rows)],
                data,
                ..Image::default()
            };
            let payload = wrapped(&lerc::encode(&image, Precision::Lossless).unwrap(), within);
            let cut = cut.min(rows);
            let spec = BlockSpec { width, ..spec(format, bits, samples, cut) };
            let fields = CodecFields { lerc_parameters: vec![6, within], tile_length: rows, ..CodecFields::NONE };
            let out = decoded(&spec, &fields, &payload).unwrap();
            prop_assert_eq!(&out[..], &plain[..out.len()]);
        }

        #[test]
        fn damage_is_an_error_or_other_samples(
            blob in select(&[RGB_MASK_V4, FLOATS_V6, BANDS_V4, LOSSY_V5, FIRST_VERSION][..]),
            cut in any::<prop::sample::Index>(), flips in vec(any::<prop::sample::Index>(), 0..4),
            within in 0..3u32, repaired in any::<bool>(), samples in 1..4usize, bytes in any::<bool>(),
        ) {
            let mut blob = hex(blob);
            for flip in &flips {
                let bit = flip.index(blob.len() * 8);
                blob[bit / 8] ^= 1 << (bit % 8);
            }
            if repaired && blob.starts_with(b"Lerc2 ") {
                // From version 3 on, what comes after the checksum is under it.
                let sum = lerc::checksum::fletcher32(&blob[14..]).to_le_bytes();
                blob[10..14].copy_from_slice(&sum);
            }
            let mut payload = wrapped(&blob, within);
            payload.truncate(cut.index(2 * payload.len()).max(1));
            let (format, bits) = if bytes { (SampleFormat::UInt, 8) } else { (SampleFormat::Float, 32) };
            let spec = spec(format, bits, samples, 4);
            let fields = CodecFields { lerc_parameters: vec![4, within], ..CodecFields::NONE };
            if let Err(error) = decoded(&spec, &fields, &payload) {
                prop_assert!(matches!(error.kind(), ErrorKind::Format | ErrorKind::Unsupported));
            }
        }
    }
}
