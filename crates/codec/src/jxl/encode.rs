//! Samples to JPEG XL, without loss, by zune-jpegxl.

use geotiff_core::{BlockSpec, Error, Result, SampleFormat};
use zune_core::bit_depth::BitDepth;
use zune_core::colorspace::ColorSpace;
use zune_core::options::EncoderOptions;
use zune_jpegxl::JxlSimpleEncoder;

/// The most pixels of a side: far beyond any block, and within what the library's numbers can hold.
const MAX_SIDE: usize = 1 << 18;

/// Encodes blocks of one kind.
pub(crate) struct Encoder {
    options: EncoderOptions,
}

impl Encoder {
    /// # Errors
    /// `Unsupported` for samples and sizes that the library does not have.
    pub(crate) fn new(spec: &BlockSpec) -> Result<Self> {
        let depth = match (spec.format, spec.bits) {
            (SampleFormat::UInt, 8) => BitDepth::Eight,
            (SampleFormat::UInt, 16) => BitDepth::Sixteen,
            (format, bits) => {
                let message = format!(
                    "JPEG XL is written of unsigned samples of 8 or 16 bits, not {format:?} of {bits}: choose LERC, ZSTD or DEFLATE"
                );
                return Err(Error::unsupported(message).in_tag(258));
            }
        };
        let color = match spec.samples {
            1 => ColorSpace::Luma,
            2 => ColorSpace::LumaA,
            3 => ColorSpace::RGB,
            4 => ColorSpace::RGBA,
            samples => {
                let message =
                    format!("JPEG XL is written of up to 4 bands in a block, not {samples}: choose band interleave");
                return Err(Error::unsupported(message).in_tag(277));
            }
        };
        let is_possible = |side: usize| (2..=MAX_SIDE).contains(&side);
        if !is_possible(spec.width) || !is_possible(spec.rows) {
            let message = format!("a side of a JPEG XL block is of 2 to {MAX_SIDE} pixels");
            return Err(Error::unsupported(message));
        }
        // The most effort, on this thread. It looks at more of the samples before it makes its codes, and takes hardly longer.
        let options = EncoderOptions::new(spec.width, spec.rows, color, depth).set_effort(127).set_num_threads(1);
        Ok(Self { options })
    }

    /// Appends the payload of a block.
    pub(crate) fn encode(&self, samples: &[u8], out: &mut Vec<u8>) -> Result<()> {
        let refused = |error| Error::parameter(format!("JPEG XL does not take the block: {error:?}"));
        let mut payload = Vec::new();
        JxlSimpleEncoder::new(samples, self.options).encode(&mut payload).map_err(refused)?;
        out.append(&mut payload);
        Ok(())
    }
}
