//! A payload to samples, by the codecs that are image formats of their own.

#[cfg(any(feature = "jpeg2000", feature = "jxl", feature = "webp"))]
use geotiff_core::Compression;
use geotiff_core::{BlockSpec, CodecFields, Error, Result};

#[cfg(feature = "jpeg2000")]
use crate::jpeg2000;
#[cfg(feature = "jxl")]
use crate::jxl;
#[cfg(feature = "webp")]
use crate::webp;

/// Fills `out` with the samples of the block: chunky, in native byte order.
pub(crate) fn decode(spec: &BlockSpec, fields: &CodecFields, payload: &[u8], out: &mut [u8]) -> Result<()> {
    match spec.compression {
        #[cfg(feature = "jpeg2000")]
        Compression::JPEG2000
        | Compression::JPEG2000_LOSSY
        | Compression::APERIO_JPEG2000_YCBCR
        | Compression::APERIO_JPEG2000_RGB => jpeg2000::decode(spec, fields, payload, out),
        #[cfg(feature = "jxl")]
        Compression::JXL | Compression::JXL_DNG => jxl::decode(spec, fields, payload, out),
        #[cfg(feature = "webp")]
        Compression::WEBP => webp::decode(spec, fields, payload, out),
        compression => {
            let _ = (fields, payload, out);
            Err(Error::unsupported(format!("compression {compression} is not supported by this build")).in_tag(259))
        }
    }
}
