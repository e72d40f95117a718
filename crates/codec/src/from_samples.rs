//! Samples to a payload, by the codecs that are image formats of their own; their state is kept from block to block.

#[cfg(feature = "lerc")]
use crate::lerc;
use crate::settings::EncoderSettings;
use geotiff_core::{BlockSpec, CodecFields, Compression, Error, Result};

/// A codec and what it keeps from block to block.
pub(crate) enum FromSamples {
    #[cfg(feature = "lerc")]
    Lerc(lerc::Encoder),
}

impl FromSamples {
    /// For blocks of this kind, by settings that have been checked. The codec adds to the fields what a directory must say.
    ///
    /// # Errors
    /// `Unsupported` if the codec does not have such samples.
    #[allow(unused_variables)] // A build may have no such codec.
    pub(crate) fn new(spec: &BlockSpec, fields: &mut CodecFields, settings: &EncoderSettings) -> Result<Self> {
        match spec.compression {
            #[cfg(feature = "lerc")]
            Compression::LERC => Ok(Self::Lerc(lerc::Encoder::new(spec, fields, settings)?)),
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
    #[allow(unused_variables)]
    pub(crate) fn encode(&mut self, samples: &[u8], out: &mut Vec<u8>) -> Result<()> {
        match *self {
            #[cfg(feature = "lerc")]
            Self::Lerc(ref mut lerc) => lerc.encode(samples, out),
        }
    }
}
