//! A payload to samples, by the codecs that are image formats of their own; their state is kept from block to block.

#[cfg(feature = "jpeg")]
use crate::jpeg;
use geotiff_core::{BlockSpec, CodecFields, Compression, Error, Result};

#[derive(Debug, Default)]
pub(crate) struct ToSamples {
    #[cfg(feature = "jpeg")]
    jpeg: jpeg::Decoder,
}

impl ToSamples {
    /// Fills `out` with the samples of the block: chunky, in native byte order.
    #[allow(unused_variables, clippy::unused_self, clippy::needless_pass_by_ref_mut)] // A build may have no such codec.
    pub(crate) fn decode(
        &mut self,
        spec: &BlockSpec,
        fields: &CodecFields,
        payload: &[u8],
        out: &mut [u8],
    ) -> Result<()> {
        match spec.compression {
            #[cfg(feature = "jpeg")]
            Compression::JPEG | Compression::OLD_JPEG => self.jpeg.decode(spec, fields, payload, out),
            Compression(_) => {
                let message = format!("compression {} is not supported by this build", spec.compression);
                Err(Error::unsupported(message).in_tag(259))
            }
        }
    }
}
