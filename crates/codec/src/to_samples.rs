//! A payload to samples, by the codecs that are image formats of their own.

#[cfg(feature = "lerc")]
use crate::lerc;
use geotiff_core::{BlockSpec, CodecFields, Compression, Error, Result};

/// Fills `out` with the samples of the block: chunky, in native byte order.
#[cfg_attr(not(feature = "lerc"), allow(unused_variables))]
pub(crate) fn decode(spec: &BlockSpec, fields: &CodecFields, payload: &[u8], out: &mut [u8]) -> Result<()> {
    match spec.compression {
        #[cfg(feature = "lerc")]
        Compression::LERC => lerc::decode(spec, fields, payload, out),
        Compression(_) => {
            let message = format!("compression {} is not supported by this build", spec.compression);
            Err(Error::unsupported(message).in_tag(259))
        }
    }
}
