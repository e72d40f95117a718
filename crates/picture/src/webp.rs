//! Pixels as WebP, without loss.

use geotiff_core::{Error, Result};

use crate::color::Color;

/// Pixels across and down that a WebP can have.
#[cfg(feature = "webp")]
const MOST: usize = 16_383;

#[cfg(feature = "webp")]
pub(crate) fn encode(pixels: &[Color], width: usize, height: usize) -> Result<Vec<u8>> {
    use codec::{Encoder, EncoderSettings};
    use geotiff_core::{BlockSpec, ByteOrder, CodecFields, Compression, Predictor, SampleFormat};
    if width > MOST || height > MOST {
        return Err(Error::parameter(format!(
            "a side of a WebP has up to {MOST} pixels, this picture has {width} × {height}"
        )));
    }
    let is_opaque = pixels.iter().all(|pixel| pixel.0[3] == 255);
    let samples = if is_opaque { 3 } else { 4 };
    let spec = BlockSpec {
        compression: Compression::WEBP,
        predictor: Predictor::None,
        byte_order: ByteOrder::Little,
        reversed_bits: false,
        format: SampleFormat::UInt,
        bits: 8,
        samples,
        width,
        rows: height,
    };
    let bytes: Vec<u8> = pixels.iter().flat_map(|pixel| pixel.0.into_iter().take(samples)).collect();
    let settings = EncoderSettings { quality: Some(100), ..EncoderSettings::default() };
    let mut webp = Vec::new();
    Encoder::new(spec, &CodecFields::NONE, &settings)?.encode(&bytes, &mut webp)?;
    Ok(webp)
}

#[cfg(not(feature = "webp"))]
pub(crate) fn encode(_: &[Color], _: usize, _: usize) -> Result<Vec<u8>> {
    Err(Error::unsupported("this build has no WebP: it lacks the feature webp"))
}

#[cfg(all(test, feature = "webp"))]
mod tests {
    use super::*;

    #[test]
    fn another_decoder_has_the_same_pixels() {
        for opacity in [255, 0] {
            let pixels: Vec<Color> = (0..40 * 30_u32)
                .map(|i| Color([i as u8, (i / 40) as u8 * 8, 77, if i % 7 == 0 { opacity } else { 255 }]))
                .collect();
            let webp = encode(&pixels, 40, 30).unwrap();
            let mut decoder = image_webp::WebPDecoder::new(std::io::Cursor::new(webp)).unwrap();
            assert_eq!(decoder.dimensions(), (40, 30));
            let mut bytes = vec![0; decoder.output_buffer_size().unwrap()];
            decoder.read_image(&mut bytes).unwrap();
            let samples = if opacity == 255 { 3 } else { 4 };
            let expected: Vec<u8> = pixels.iter().flat_map(|pixel| pixel.0.into_iter().take(samples)).collect();
            assert_eq!(bytes, expected);
        }
    }

    #[test]
    fn sides_have_an_end() {
        assert!(encode(&vec![Color::WHITE; 16_384], 16_384, 1).unwrap_err().to_string().contains("16383"));
    }
}
