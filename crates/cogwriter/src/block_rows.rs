//! Rows of an image, gathered into whole rows of blocks.

use geotiff_core::{Raster, Result};

/// What is done with a row of blocks: its rows of the image, and of the mask.
pub(crate) type OnBlockRow<'f> = dyn FnMut(&Raster, Option<&Raster>) -> Result<()> + 'f;

/// Takes an image's rows in any portions, from top to bottom, and hands them out by rows of blocks.
pub(crate) struct BlockRows {
    /// Rows of a block.
    rows: usize,
    /// Rows of the image that did not come yet.
    left: usize,
    pending: Option<(Raster, Option<Raster>)>,
    /// Rows of `pending` that have come.
    filled: usize,
}

impl BlockRows {
    /// For an image of `height` rows in blocks of `rows`.
    pub(crate) fn new(rows: usize, height: usize) -> Self {
        Self { rows, left: height, pending: None, filled: 0 }
    }

    /// Takes the next rows.
    ///
    /// # Errors
    /// `Limits` if a row of blocks does not fit in memory, and whatever `on_block_row` answers.
    pub(crate) fn push(
        &mut self,
        pixels: &Raster,
        mask: Option<&Raster>,
        on_block_row: &mut OnBlockRow<'_>,
    ) -> Result<()> {
        let mut taken = 0;
        while taken < pixels.height() {
            let wanted = self.rows.min(self.left);
            if self.pending.is_none() && taken == 0 && pixels.height() == wanted {
                // Just a row of blocks: nothing need be gathered.
                self.left -= wanted;
                return on_block_row(pixels, mask);
            }
            let (gathered, gathered_mask) = match &mut self.pending {
                Some(pending) => pending,
                None => {
                    let new = |like: &Raster| Raster::new(like.sample_type(), like.width(), wanted, like.bands());
                    self.pending.insert((new(pixels)?, mask.map(new).transpose()?))
                }
            };
            let n = (wanted - self.filled).min(pixels.height() - taken);
            copy_rows(pixels, taken, gathered, self.filled, n);
            if let (Some(mask), Some(gathered)) = (mask, gathered_mask) {
                copy_rows(mask, taken, gathered, self.filled, n);
            }
            taken += n;
            self.filled += n;
            if self.filled == wanted {
                if let Some((pixels, mask)) = self.pending.take() {
                    on_block_row(&pixels, mask.as_ref())?;
                }
                self.left -= wanted;
                self.filled = 0;
            }
        }
        Ok(())
    }
}

fn copy_rows(from: &Raster, from_row: usize, to: &mut Raster, to_row: usize, n: usize) {
    let (row_len, from_len, to_len) = (from.row_len(), from.band_len(), to.band_len());
    for (from, to) in from.bytes().chunks_exact(from_len).zip(to.bytes_mut().chunks_exact_mut(to_len)) {
        to[to_row * row_len..][..n * row_len].copy_from_slice(&from[from_row * row_len..][..n * row_len]);
    }
}
