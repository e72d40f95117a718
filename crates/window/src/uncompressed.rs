//! Uncompressed blocks, of which a part can be read without the rest, however large they are.

use std::ops::Range;

use geotiff_core::{BlockIndex, BlockSpec, Error, Result, Window};

use crate::block::zeros;
use crate::cache::Block;
use crate::read::{ImageReader, Samples};

impl ImageReader<'_> {
    /// Of an uncompressed block, only the rows that are wanted are read, and of them only the columns, if those are few.
    pub(crate) fn read_uncompressed(&self, index: BlockIndex, range: Range<u64>, part: Window) -> Result<Samples> {
        let (grid, spec) = (&self.image.grid, self.image.block_spec(index));
        let (top, left) = (index.row * grid.block_height, index.col * grid.block_width);
        let shared = grid.window_of(index).intersection(&part).unwrap_or(part);
        let row_at = |row: usize| range.start.saturating_add(((row - top) * spec.stored_row_len()) as u64);
        let rows = BlockSpec { rows: shared.height, ..spec };
        if !spec.bits.is_multiple_of(8) || shared.width > spec.width / 2 {
            let mut samples = zeros(rows.decoded_len())?;
            let bytes = row_at(shared.row_off).min(range.end)..row_at(shared.row_end()).min(range.end);
            self.decode_into(index, &rows, bytes, &mut samples)?;
            return Ok(Samples { block: Block::new(samples), spec: rows, first_row: shared.row_off, first_col: left });
        }
        let narrow = BlockSpec { width: shared.width, ..rows };
        let start = ((shared.col_off - left) * spec.samples * usize::from(spec.bits / 8)) as u64;
        let mut stored = zeros(narrow.stored_len())?;
        for (row, out) in (shared.row_off..).zip(stored.chunks_exact_mut(narrow.stored_row_len())) {
            let at = row_at(row).saturating_add(start);
            if at.saturating_add(out.len() as u64) > range.end {
                let error = Error::format("the uncompressed block is shorter than its rows");
                return Err(error.at_offset(range.end).in_block(grid.number_of(index)));
            }
            self.source.read_exact_at(at, out)?;
        }
        let mut samples = zeros(narrow.decoded_len())?;
        codec::decode(&narrow, &self.image.codec_fields, &stored, &mut samples)?;
        Ok(Samples { block: Block::new(samples), spec: narrow, first_row: shared.row_off, first_col: shared.col_off })
    }
}
