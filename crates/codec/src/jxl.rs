//! JPEG XL by jxl, libjxl's Rust sibling: one image a block, its colours and then its extra channels as samples.
//!
//! As in libtiff: no colour management. What was coded without XYB comes out as coded; XYB is turned back into the colours
//! that the image names, sRGB in GDAL's files.

mod encode;

pub(crate) use encode::{DEFAULT_EFFORT, Encoder};

use crate::image_in_block::{check_samples, check_size, damaged, decode_rows, ends, zeros};
use geotiff_core::{BlockSpec, CodecFields, Error, Result, SampleFormat, SampleType};
use jxl::api::{
    Endianness, Event, ExtraChannel, JxlBasicInfo, JxlBitDepth, JxlColorType, JxlDataFormat, JxlDecoder,
    JxlDecoderOptions, JxlOutputBuffer, JxlParallelRunner, JxlParallelRunnerFun, JxlPixelFormat, ProfileLevel,
};

/// Frames are made of groups; the smallest have 128 × 128 pixels.
const GROUP: usize = 128;

/// How the samples of a pixel lie in the image.
struct Samples {
    /// 1 for gray, 3 for colours.
    colours: usize,
    extra: usize,
    /// The only extra channel is alpha, which the library itself puts behind the colours.
    is_alpha: bool,
    data: JxlDataFormat,
}

/// Fills `out` with the samples of the first image of the codestream.
pub(crate) fn decode(spec: &BlockSpec, fields: &CodecFields, payload: &[u8], out: &mut [u8]) -> Result<()> {
    let mut options = JxlDecoderOptions::default();
    // A block has no orientation of its own, and no spot colours on its paper.
    options.adjust_orientation = false;
    options.render_spot_colors = false;
    options.max_profile_level = ProfileLevel::Main10;
    options.sample_limit = Some(most_samples(spec, fields));
    let mut decoder = JxlDecoder::new(options);
    let mut input = payload;
    let damaged = |error: jxl::error::Error| damaged(spec, error);

    let event = decoder.process(&mut input, None, None).map_err(damaged)?;
    let (Event::BasicInfo, Some(info)) = (event, decoder.basic_info()) else { return Err(ends(spec, payload.len())) };
    let (width, height) = info.size;
    check_size(spec, fields, width, height)?;
    let is_gray = decoder.current_pixel_format().is_some_and(|format| format.color_type.is_grayscale());
    let samples = Samples::of(spec, info, is_gray)?;
    decoder.set_pixel_format(samples.pixel_format()).map_err(damaged)?;

    let mut work = Work::of(width, height);
    decode_rows(spec, height, out, |out| {
        samples.decode(width, out, |buffers| {
            loop {
                match decoder.process(&mut input, Some(buffers), Some(&mut work)) {
                    Ok(Event::FrameComplete { .. }) => return Ok(()),
                    Ok(Event::FrameHeader) => {}
                    Ok(_) => return Err(ends(spec, payload.len())),
                    Err(_) if work.left == 0 => {
                        return Err(Error::limits("a JPEG XL image of very many frames in a block"));
                    }
                    Err(error) => return Err(damaged(error)),
                }
            }
        })
    })
}

/// What the library may be asked to hold: some times the block's samples, since frames that others are made of have sizes of
/// their own.
fn most_samples(spec: &BlockSpec, fields: &CodecFields) -> usize {
    let rows = spec.rows.max(fields.tile_length);
    let samples = spec.width.max(16).saturating_mul(rows).saturating_mul(spec.samples.saturating_add(3));
    samples.saturating_mul(2).saturating_add(1 << 16)
}

impl Samples {
    /// # Errors
    /// `Format` for another number of samples than the block's or wider ones, `Unsupported` for types that JPEG XL or the
    /// library does not have.
    fn of(spec: &BlockSpec, info: &JxlBasicInfo, is_gray: bool) -> Result<Self> {
        let (colours, extra) = (if is_gray { 1 } else { 3 }, info.extra_channels.len());
        check_samples(spec, colours + extra)?;
        let endianness = Endianness::native();
        let sample_type = spec.sample_type()?;
        let data = match (&info.bit_depth, spec.format) {
            // Fewer bits than the field says are not stretched: samples are what was coded. 16 bits come in a byte.
            (&JxlBitDepth::Int { bits_per_sample: bits @ ..=16 }, SampleFormat::UInt) if bits <= spec.bits.into() => {
                match sample_type {
                    SampleType::U8 => JxlDataFormat::U8 { bit_depth: bits as u8 },
                    SampleType::U16 => JxlDataFormat::U16 { endianness, bit_depth: bits as u8 },
                    _ => return Err(unsupported(spec)),
                }
            }
            (JxlBitDepth::Float { bits_per_sample, .. }, SampleFormat::Float)
                if *bits_per_sample <= spec.bits.into() && sample_type == SampleType::F32 =>
            {
                JxlDataFormat::F32 { endianness }
            }
            (depth, _) if depth.bits_per_sample() > spec.bits.into() => {
                let bits = depth.bits_per_sample();
                return Err(Error::format(format!("a JPEG XL image of {bits} bits in a block of {}", spec.bits)));
            }
            _ => return Err(unsupported(spec)),
        };
        let is_alpha = matches!(&*info.extra_channels, [only] if only.ec_type == ExtraChannel::Alpha);
        Ok(Self { colours, extra, is_alpha, data })
    }

    fn pixel_format(&self) -> JxlPixelFormat {
        let color_type = match (self.colours, self.is_alpha) {
            (1, false) => JxlColorType::Grayscale,
            (1, true) => JxlColorType::GrayscaleAlpha,
            (_, false) => JxlColorType::Rgb,
            (_, true) => JxlColorType::Rgba,
        };
        let extra = if self.is_alpha { None } else { Some(self.data) };
        JxlPixelFormat { color_type, color_data_format: Some(self.data), extra_channel_format: vec![extra; self.extra] }
    }

    /// Has `decode` fill buffers as the library wants them, one of interleaved samples and one of each other channel, and
    /// brings these into `out`.
    fn decode(
        &self,
        width: usize,
        out: &mut [u8],
        decode: impl FnOnce(&mut [JxlOutputBuffer<'_>]) -> Result<()>,
    ) -> Result<()> {
        let sample_len = self.data.bytes_per_sample();
        let samples = self.colours + self.extra;
        let planes = if self.is_alpha { 0 } else { self.extra };
        let pixels = out.len() / (samples * sample_len);
        let height = pixels / width;
        if planes == 0 && out.as_ptr().align_offset(sample_len) == 0 {
            return decode(&mut [JxlOutputBuffer::new(out, height, width * samples * sample_len)]);
        }
        // Rows begin where a number of the type may, which is anywhere in a buffer of bytes.
        let mut buffer = zeros(out.len() + sample_len)?;
        let start = buffer.as_ptr().align_offset(sample_len).min(sample_len);
        let whole = &mut buffer[start..start + out.len()];
        let together = samples - planes;
        let (interleaved, separate) = whole.split_at_mut(pixels * together * sample_len);
        let mut buffers = vec![JxlOutputBuffer::new(interleaved, height, width * together * sample_len)];
        let separate = separate.chunks_exact_mut(pixels * sample_len);
        buffers.extend(separate.map(|plane| JxlOutputBuffer::new(plane, height, width * sample_len)));
        decode(&mut buffers)?;
        drop(buffers);
        let (interleaved, separate) = whole.split_at(pixels * together * sample_len);
        let pixel_len = samples * sample_len;
        let together = together * sample_len;
        for (pixel, colours) in out.chunks_exact_mut(pixel_len).zip(interleaved.chunks_exact(together)) {
            pixel[..together].copy_from_slice(colours);
        }
        for (index, plane) in separate.chunks_exact(pixels * sample_len).enumerate() {
            let start = together + index * sample_len;
            for (pixel, sample) in out.chunks_exact_mut(pixel_len).zip(plane.chunks_exact(sample_len)) {
                pixel[start..start + sample_len].copy_from_slice(sample);
            }
        }
        Ok(())
    }
}

fn unsupported(spec: &BlockSpec) -> Error {
    Error::unsupported(format!("JPEG XL as {}-bit {:?} samples", spec.bits, spec.format)).in_tag(258)
}

/// A bound on the work: frames that are never shown can come in any number, each in few bytes. It runs on this thread.
struct Work {
    /// Groups of pixels that may still be worked on, in one step of several.
    left: usize,
}

impl Work {
    /// Enough for some tens of frames of many passes.
    fn of(width: usize, height: usize) -> Self {
        let groups = width.div_ceil(GROUP).saturating_mul(height.div_ceil(GROUP));
        Self { left: groups.saturating_add(4).saturating_mul(256) }
    }
}

impl JxlParallelRunner for Work {
    fn run(&mut self, num: usize, fun: &JxlParallelRunnerFun<'_>) -> jxl::error::Result<()> {
        self.left = self.left.saturating_sub(num);
        if self.left == 0 {
            return Err(jxl::error::Error::ArithmeticOverflow);
        }
        (0..num).try_for_each(fun)
    }

    fn run_ordered(&mut self, num: usize, _: Option<usize>, fun: &JxlParallelRunnerFun<'_>) -> jxl::error::Result<()> {
        self.run(num, fun)
    }

    fn num_threads(&self) -> usize {
        1
    }
}
