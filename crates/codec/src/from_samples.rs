//! Samples to a payload, by the codecs that are image formats of their own; their state is kept from block to block.

#[cfg(feature = "jpeg")]
use crate::jpeg;
#[cfg(feature = "jxl")]
use crate::jxl;
#[cfg(feature = "lerc")]
use crate::lerc;
use crate::settings::EncoderSettings;
#[cfg(feature = "webp")]
use crate::webp;
#[allow(unused_imports)] // A build may have no such codec.
use geotiff_core::Compression;
use geotiff_core::{BlockSpec, CodecFields, Error, Result};

/// A codec and what it keeps from block to block.
pub(crate) enum FromSamples {
    #[cfg(feature = "jpeg")]
    Jpeg(Box<jpeg::Encoder>),
    #[cfg(feature = "jxl")]
    Jxl(jxl::Encoder),
    #[cfg(feature = "lerc")]
    Lerc(Box<lerc::Encoder>),
    #[cfg(feature = "webp")]
    Webp(webp::Encoder),
}

impl FromSamples {
    /// For blocks of this kind, by settings that have been checked. The codec adds to the fields what a directory must say.
    ///
    /// # Errors
    /// `Unsupported` if the codec cannot hold such samples, or not so.
    #[allow(unused_variables)] // A build may have no such codec.
    pub(crate) fn new(spec: &BlockSpec, fields: &mut CodecFields, settings: &EncoderSettings) -> Result<Self> {
        match spec.compression {
            #[cfg(feature = "jpeg")]
            Compression::JPEG => {
                let jpeg = jpeg::Encoder::new(spec, fields, settings)?;
                jpeg.set_fields(fields);
                Ok(Self::Jpeg(Box::new(jpeg)))
            }
            #[cfg(feature = "jxl")]
            Compression::JXL => Ok(Self::Jxl(jxl::Encoder::new(spec, fields, settings)?)),
            #[cfg(feature = "lerc")]
            Compression::LERC => Ok(Self::Lerc(Box::new(lerc::Encoder::new(spec, fields, settings)?))),
            #[cfg(feature = "webp")]
            Compression::WEBP => Ok(Self::Webp(webp::Encoder::new(spec, settings)?)),
            compression => {
                let message = format!("compression {compression} cannot be written by this build");
                Err(Error::unsupported(message).in_tag(259))
            }
        }
    }

    /// Appends the payload of a block of samples: chunky, in native byte order.
    ///
    /// # Errors
    /// `Parameter` if the codec refuses the samples.
    #[allow(unused_variables, clippy::ptr_arg)] // As above.
    pub(crate) fn encode(&mut self, samples: &[u8], out: &mut Vec<u8>) -> Result<()> {
        match *self {
            #[cfg(feature = "jpeg")]
            Self::Jpeg(ref mut jpeg) => {
                jpeg.encode(samples, out);
                Ok(())
            }
            #[cfg(feature = "jxl")]
            Self::Jxl(ref jxl) => jxl.encode(samples, out),
            #[cfg(feature = "lerc")]
            Self::Lerc(ref mut lerc) => lerc.encode(samples, out),
            #[cfg(feature = "webp")]
            Self::Webp(ref webp) => {
                webp.encode(samples, out);
                Ok(())
            }
        }
    }
}
