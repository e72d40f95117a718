//! A payload to samples, by the codecs that are image formats of their own.

use geotiff_core::{BlockSpec, CodecFields, Error, Result};

/// Fills `out` with the samples of the block: chunky, in native byte order.
pub(crate) fn decode(spec: &BlockSpec, _fields: &CodecFields, _payload: &[u8], _out: &mut [u8]) -> Result<()> {
    // One arm a codec.
    let compression = spec.compression;
    Err(Error::unsupported(format!("compression {compression} is not supported by this build")).in_tag(259))
}
