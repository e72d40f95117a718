//! Samples to a payload, by the codecs that are image formats of their own.

#[cfg(feature = "jpeg")]
use crate::jpeg;
use crate::settings::EncoderSettings;
#[cfg(feature = "webp")]
use crate::webp;
use geotiff_core::{BlockSpec, CodecFields, Compression, Result};

/// A codec, for blocks of one kind.
pub(crate) enum FromSamples {
    #[cfg(feature = "jpeg")]
    Jpeg(Box<jpeg::Encoder>),
    #[cfg(feature = "webp")]
    Webp(webp::Encoder),
}

impl FromSamples {
    /// The codec of this compression; `None` if it is not of this family.
    ///
    /// # Errors
    /// `Unsupported` if it cannot hold such samples, or not so.
    #[allow(unused_variables)] // A build may have no such codec.
    pub(crate) fn new(spec: &BlockSpec, fields: &CodecFields, settings: &EncoderSettings) -> Result<Option<Self>> {
        Ok(match spec.compression {
            #[cfg(feature = "jpeg")]
            Compression::JPEG => Some(Self::Jpeg(Box::new(jpeg::Encoder::new(spec, fields, settings)?))),
            #[cfg(feature = "webp")]
            Compression::WEBP => Some(Self::Webp(webp::Encoder::new(spec, settings)?)),
            _ => None,
        })
    }

    /// Adds what a directory must say of the blocks.
    #[allow(unused_variables)]
    pub(crate) fn set_fields(&self, fields: &mut CodecFields) {
        match *self {
            #[cfg(feature = "jpeg")]
            Self::Jpeg(ref jpeg) => jpeg.set_fields(fields),
            #[cfg(feature = "webp")]
            Self::Webp(_) => {}
        }
    }

    /// Appends the payload of a block: chunky samples in native byte order.
    ///
    /// # Errors
    /// `Parameter` if the codec refuses them.
    #[allow(unused_variables, clippy::unnecessary_wraps)]
    pub(crate) fn encode(&mut self, samples: &[u8], out: &mut Vec<u8>) -> Result<()> {
        match *self {
            #[cfg(feature = "jpeg")]
            Self::Jpeg(ref mut jpeg) => {
                jpeg.encode(samples, out);
                Ok(())
            }
            #[cfg(feature = "webp")]
            Self::Webp(ref webp) => webp.encode(samples, out),
        }
    }
}
