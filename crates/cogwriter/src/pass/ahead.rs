//! A file of which the layout is known before there is any block: nothing has to wait for it.

use std::io::Write;

use geotiff_core::{Compression, Error, Result};

use super::Pass;
use crate::block_wise::Take;
use crate::layout::{BigTiff, Layout};
use crate::plan::Encoders;
use crate::pyramid::{EncodedImage, Interleave, Level, Pyramid};
use crate::spool::write_frame;
use crate::writer::CogSummary;

impl Pass {
    /// Writes a file whose layout was known ahead, as its blocks are made.
    ///
    /// # Errors
    /// `Io` if the sink fails, and whatever making blocks answers.
    pub(crate) fn write_ahead(
        self,
        layout: &Layout,
        sink: &mut (dyn Write + Send),
        make: impl FnOnce(&Encoders, &mut Take<'_>) -> Result<()>,
    ) -> Result<CogSummary> {
        let mut summary = self.summary();
        let planes = self.profile.bands.div_ceil(self.full.image.spec().samples);
        let len = self.full.image.spec().stored_len();
        let cannot = |cause| Error::io("cannot write the COG", cause);
        sink.write_all(&layout.head).map_err(cannot)?;
        make(&self.full, &mut |image, _| {
            let cols = image.len() / planes.max(1);
            let in_order = (0..cols).flat_map(|col| (0..planes).map(move |plane| plane * cols + col));
            for block in in_order.filter_map(|i| image.get(i)) {
                if block.len() != len {
                    return Err(Error::parameter(format!(
                        "a block has {} bytes, where {len} were planned",
                        block.len()
                    )));
                }
                write_frame(block, sink).map_err(cannot)?;
            }
            Ok(())
        })?;
        sink.flush().map_err(cannot)?;
        summary.describe(layout);
        Ok(summary)
    }

    /// The layout of the file, if it can be told before there is any block: all are stored and none is compressed, and they are
    /// made in the order of the file.
    ///
    /// # Errors
    /// As [`Layout::plan`].
    pub(crate) fn layout_ahead(&self, big_tiff: BigTiff) -> Result<Option<Layout>> {
        let Encoders { image, .. } = &self.full;
        let [level] = &self.levels[..] else { return Ok(None) };
        let is_known = image.spec().compression == Compression::NONE && image.stores_all();
        if !is_known || self.interleave == Interleave::Band || self.profile.has_mask || self.statistics.is_some() {
            return Ok(None);
        }
        let lengths = level.blocks.all_of(image.spec().stored_len())?;
        let image = EncodedImage { ifd: level.plan.ifd.clone(), lengths };
        let pyramid = Pyramid { interleave: self.interleave, levels: vec![Level { image, mask: None }] };
        Layout::plan(&pyramid, big_tiff).map(Some)
    }
}
