//! JPEG 2000 by hayro-jpeg2000: a codestream a block, alone or in a JP2 file.
//!
//! Samples are the components as coded, after the codestream's own transform between components; the palette and the
//! profile of a JP2 file mean nothing in a block. Luma and chroma become red, green and blue where the compression (33003)
//! or the JP2 file says that this is what the components are, or where they can be nothing else: the last two of three have
//! fewer pixels than the first.

use crate::image_in_block::{check_samples, check_size, damaged, decode_rows};
use crate::jpeg2000_header::Header;
use geotiff_core::{BlockSpec, CodecFields, Compression, Error, Result, SampleFormat};
use hayro_jpeg2000::{ComponentData, DecodeSettings, DecoderContext, Image};

/// The most bits of a component: the library counts in `f32`.
const MOST_BITS: u8 = 16;

/// As much as what describes the parts of a codestream may take, besides twice the block.
const DESCRIPTION: usize = 16 << 20;

/// Fills `out` with the components.
pub(crate) fn decode(spec: &BlockSpec, fields: &CodecFields, payload: &[u8], out: &mut [u8]) -> Result<()> {
    let sample_len = spec.sample_type()?.bytes();
    if !matches!(spec.format, SampleFormat::UInt | SampleFormat::Int) || sample_len > 2 {
        let message = format!("JPEG 2000 as {}-bit {:?} samples", spec.bits, spec.format);
        return Err(Error::unsupported(message).in_tag(258));
    }
    let header = Header::read(payload).map_err(|what| damaged(spec, what))?;
    check_size(spec, fields, header.width, header.height)?;
    check_samples(spec, header.components.len())?;
    let is_signed = spec.format == SampleFormat::Int;
    for component in &header.components {
        if component.bits > MOST_BITS {
            return Err(Error::unsupported(format!("JPEG 2000 of {} bits", component.bits)));
        }
        if u16::from(component.bits) > spec.bits || component.is_signed != is_signed {
            return Err(Error::format(format!(
                "a JPEG 2000 component of {} bits, {}, in a block of {}-bit {:?} samples",
                component.bits,
                if component.is_signed { "signed" } else { "unsigned" },
                spec.bits,
                spec.format
            )));
        }
    }
    let len = out.len() / spec.rows * header.height;
    if header.description_len() > len.saturating_mul(2).saturating_add(DESCRIPTION) {
        return Err(Error::limits("a JPEG 2000 image in very many small parts"));
    }
    let is_ycbcr = header.is_ycbcr || spec.compression == Compression::APERIO_JPEG2000_YCBCR;
    decode_rows(spec, header.height, out, |out| {
        let settings = DecodeSettings { resolve_palette_indices: false, strict: false, target_resolution: None };
        let image = Image::new(header.codestream, &settings).map_err(|error| damaged(spec, error))?;
        let mut context = DecoderContext::default();
        let decoded = image.decode(&mut context).map_err(|error| damaged(spec, error))?;
        let components = decoded.components();
        check_samples(spec, components.len())?;
        if components.iter().any(|c| c.samples().len() * sample_len * spec.samples != out.len()) {
            return Err(damaged(spec, "another size in the codestream"));
        }
        match (components, sample_len) {
            // The library itself turns chroma of fewer pixels into colours.
            ([y, cb, cr, rest @ ..], 1 | 2) if is_ycbcr && !header.is_subsampled() => {
                let rgb = rgb(y, cb, cr);
                let rest = rest.iter().map(|c| (c.samples(), c.bit_depth()));
                let depth = y.bit_depth();
                store(rgb.iter().map(|c| (&c[..], depth)).chain(rest), is_signed, spec.samples, sample_len, out);
            }
            _ => {
                let components = components.iter().map(|c| (c.samples(), c.bit_depth()));
                store(components, is_signed, spec.samples, sample_len, out);
            }
        }
        Ok(())
    })
}

/// ITU-R BT.601 with all values in use, as in JFIF: what slides and JP2's sYCC have.
fn rgb(y: &ComponentData, cb: &ComponentData, cr: &ComponentData) -> [Vec<f32>; 3] {
    let middle = |c: &ComponentData| f32::from(1_u16 << (c.bit_depth().clamp(1, MOST_BITS) - 1));
    let (cb_middle, cr_middle) = (middle(cb), middle(cr));
    let mut rgb = [y.samples().to_vec(), y.samples().to_vec(), y.samples().to_vec()];
    let [red, green, blue] = &mut rgb;
    let chroma = cb.samples().iter().zip(cr.samples());
    for (((red, green), blue), (cb, cr)) in red.iter_mut().zip(green).zip(blue).zip(chroma) {
        let (cb, cr) = (cb - cb_middle, cr - cr_middle);
        *red += 1.402 * cr;
        *green -= 0.344_136 * cb + 0.714_136 * cr;
        *blue += 1.772 * cb;
    }
    rgb
}

/// Interleaves components of 1 or 2 bytes a sample. The library gives what is signed with the middle of its range added.
fn store<'c>(
    components: impl Iterator<Item = (&'c [f32], u8)>,
    is_signed: bool,
    samples: usize,
    sample_len: usize,
    out: &mut [u8],
) {
    for (index, (component, bits)) in components.enumerate() {
        let most = ((1_u32 << bits.clamp(1, MOST_BITS)) - 1) as f32;
        let middle = if is_signed { 1_i32 << (bits.clamp(1, MOST_BITS) - 1) } else { 0 };
        // The range is clamped to 16 bits before; of them, those are kept that the type has.
        let value = |sample: f32| sample.round_ties_even().clamp(0.0, most) as i32 - middle;
        if sample_len == 1 {
            let out = out.iter_mut().skip(index).step_by(samples);
            out.zip(component).for_each(|(out, &sample)| *out = value(sample) as u8);
        } else {
            let out = out.as_chunks_mut::<2>().0.iter_mut().skip(index).step_by(samples);
            out.zip(component).for_each(|(out, &sample)| *out = (value(sample) as u16).to_ne_bytes());
        }
    }
}
