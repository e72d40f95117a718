//! A payload to samples, by the codecs that are image formats of their own; their state is kept from block to block.

#[cfg(feature = "jpeg")]
use crate::jpeg;
#[cfg(feature = "jpeg2000")]
use crate::jpeg2000;
#[cfg(feature = "jxl")]
use crate::jxl;
#[cfg(feature = "lerc")]
use crate::lerc;
#[cfg(feature = "sgilog")]
use crate::sgilog;
#[cfg(feature = "webp")]
use crate::webp;
#[allow(unused_imports)] // A build may have no such codec.
use geotiff_core::Compression;
use geotiff_core::{BlockSpec, CodecFields, Error, Result};

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
            #[cfg(feature = "jpeg2000")]
            Compression::JPEG2000
            | Compression::JPEG2000_LOSSY
            | Compression::APERIO_JPEG2000_YCBCR
            | Compression::APERIO_JPEG2000_RGB => jpeg2000::decode(spec, fields, payload, out),
            #[cfg(feature = "jxl")]
            Compression::JXL | Compression::JXL_DNG => jxl::decode(spec, fields, payload, out),
            #[cfg(feature = "lerc")]
            Compression::LERC => lerc::decode(spec, fields, payload, out),
            #[cfg(feature = "sgilog")]
            Compression::SGILOG | Compression::SGILOG24 => sgilog::decode(spec, fields, payload, out),
            #[cfg(feature = "webp")]
            Compression::WEBP => webp::decode(spec, fields, payload, out),
            compression => {
                let message = format!("compression {compression} is not supported by this build");
                Err(Error::unsupported(message).in_tag(259))
            }
        }
    }
}
