//! What every codec answers when a payload does not fill its block.

use geotiff_core::{BlockSpec, Error};

/// The bytes of a payload did not fill the block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Short {
    /// Bytes of the block that were filled.
    pub(crate) decoded: usize,
    /// What came then.
    pub(crate) what: &'static str,
}

impl Short {
    pub(crate) const fn ends_after(decoded: usize) -> Self {
        Self { decoded, what: "end" }
    }

    pub(crate) const fn damaged_after(decoded: usize) -> Self {
        Self { decoded, what: "are damaged" }
    }

    /// The same for those who called.
    pub(crate) fn in_block(self, spec: &BlockSpec) -> Error {
        let Self { decoded, what } = self;
        let (compression, len) = (spec.compression, spec.stored_len());
        Error::format(format!("the {compression} data {what} after {decoded} of the block's {len} bytes"))
    }
}
