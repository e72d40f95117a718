//! The encoded blocks of a level, which come row of blocks by row of blocks and go in the order of the file.
//!
//! Where bands follow each other by pixels or by tiles, both are the same. Where all blocks of a band come before the next band,
//! the spool is read once for each band: it holds, of each row of blocks, that of band 1, of band 2, …, and of the mask.

use std::io::Write;

use geotiff_core::{Error, Result};

use crate::layout::FRAME_LEN;
use crate::pyramid::Interleave;
use crate::spool::Spool;

/// What of a level is encoded.
pub(crate) struct LevelBlocks {
    interleave: Interleave,
    /// Blocks across and down.
    grid: (usize, usize),
    planes: usize,
    /// Places, row by row, whose blocks have come.
    places: usize,
    /// Of every block of the image, plane by plane; 0 for those that are not stored.
    lengths: Vec<u32>,
    /// Of every block of the mask; empty if there is none.
    mask_lengths: Vec<u32>,
    spool: Spool,
}

impl LevelBlocks {
    /// For so many blocks across and down, of so many planes.
    ///
    /// # Errors
    /// `Limits` if their lengths do not fit in memory.
    pub(crate) fn new(
        grid: (usize, usize),
        planes: usize,
        has_mask: bool,
        interleave: Interleave,
        spool: Spool,
    ) -> Result<Self> {
        let places = grid.0.saturating_mul(grid.1);
        Ok(Self {
            interleave,
            grid,
            planes,
            places: 0,
            lengths: zeros(places.saturating_mul(planes))?,
            mask_lengths: zeros(if has_mask { places } else { 0 })?,
            spool,
        })
    }

    /// Whether [`Self::push`] must be given all of a row of blocks: then bands do not lie side by side in the spool.
    pub(crate) fn takes_whole_rows(&self) -> bool {
        self.interleave == Interleave::Band
    }

    /// Takes the blocks of the next places, row by row: of the image, plane by plane, and of the mask.
    ///
    /// # Errors
    /// As [`Spool::push`].
    pub(crate) fn push(&mut self, image: &[Vec<u8>], mask: &[Vec<u8>]) -> Result<()> {
        let planes = self.planes;
        let cols = image.len() / planes.max(1);
        let (first, places) = (self.places, self.grid.0 * self.grid.1);
        self.places += cols;
        let Self { lengths, mask_lengths, spool, .. } = self;
        let mut of_image = |plane: usize, col: usize, spool: &mut Spool| {
            let block = image.get(plane * cols + col);
            push(block, lengths.get_mut(plane * places + first + col), spool)
        };
        let mut of_mask = |col: usize, spool: &mut Spool| push(mask.get(col), mask_lengths.get_mut(first + col), spool);
        if self.interleave == Interleave::Band {
            (0..planes).try_for_each(|plane| (0..cols).try_for_each(|col| of_image(plane, col, spool)))?;
            return (0..cols).try_for_each(|col| of_mask(col, spool));
        }
        (0..cols).try_for_each(|col| {
            (0..planes).try_for_each(|plane| of_image(plane, col, spool))?;
            of_mask(col, spool)
        })
    }

    /// The lengths of all blocks if each has so many bytes.
    ///
    /// # Errors
    /// `Limits` if they do not fit in memory.
    #[cfg(feature = "spool-file")]
    pub(crate) fn all_of(&self, len: usize) -> Result<Vec<u32>> {
        let len = u32::try_from(len).map_err(|_| Error::limits("a block of 4 GiB or more"))?;
        let mut lengths = zeros(self.lengths.len())?;
        lengths.fill(len);
        Ok(lengths)
    }

    /// Whether all blocks have come.
    ///
    /// # Errors
    /// `Parameter` if not.
    pub(crate) fn check(&self) -> Result<()> {
        let (cols, rows) = self.grid;
        if self.places == cols * rows {
            return Ok(());
        }
        Err(Error::parameter(format!("the image ends after {} of {rows} rows of blocks", self.places / cols.max(1))))
    }

    /// The lengths of the blocks of the image, and of those of the mask.
    pub(crate) fn take_lengths(&mut self) -> (Vec<u32>, Vec<u32>) {
        (std::mem::take(&mut self.lengths), std::mem::take(&mut self.mask_lengths))
    }

    /// Writes all blocks in the order of the file, given their lengths.
    ///
    /// # Errors
    /// `Io` if the spool cannot be read or `out` written, `Limits` if a table of their rows does not fit in memory.
    pub(crate) fn copy_to(mut self, lengths: &[u32], mask_lengths: &[u32], out: &mut dyn Write) -> Result<()> {
        if self.interleave != Interleave::Band {
            return self.spool.copy_to(out);
        }
        let (cols, rows) = self.grid;
        let places = (cols * rows).max(1);
        let of_planes = lengths.chunks_exact(places).chain(mask_lengths.chunks_exact(places));
        let planes: Vec<&[u32]> = of_planes.collect();
        // Where each row of blocks of each plane begins: as they came, row by row.
        let mut starts: Vec<u64> = zeros(planes.len() * rows)?;
        let mut at = 0;
        for row in 0..rows {
            for (plane, lengths) in planes.iter().enumerate() {
                starts[plane * rows + row] = at;
                at += run_len(&lengths[row * cols..][..cols]);
            }
        }
        for (plane, lengths) in planes.iter().enumerate() {
            for (row, lengths) in lengths.chunks_exact(cols.max(1)).enumerate() {
                self.spool.copy_range(starts[plane * rows + row], run_len(lengths), out)?;
            }
        }
        Ok(())
    }
}

/// Bytes of these blocks, one after the other, as a file has them.
fn run_len(lengths: &[u32]) -> u64 {
    lengths.iter().filter(|&&len| len > 0).map(|&len| u64::from(len) + FRAME_LEN).sum()
}

fn push(block: Option<&Vec<u8>>, length: Option<&mut u32>, spool: &mut Spool) -> Result<()> {
    if let (Some(block), Some(length)) = (block.filter(|block| !block.is_empty()), length) {
        *length = spool.push(block)?;
    }
    Ok(())
}

fn zeros<T: Clone + Default>(len: usize) -> Result<Vec<T>> {
    let mut zeros = Vec::new();
    let too_many = |_| Error::limits(format!("what is known of {len} blocks does not fit in memory"));
    zeros.try_reserve_exact(len).map_err(too_many)?;
    zeros.resize(len, T::default());
    Ok(zeros)
}
