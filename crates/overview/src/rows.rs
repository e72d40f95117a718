//! Rows on their way through the cascade: what is handed out, and what a step sees of its source.

use geotiff_core::{Raster, Result, Sample};

/// Consecutive rows of a level, in full width.
#[derive(Clone, Debug, PartialEq)]
pub struct LevelRows {
    /// The level, counted from 0: the first below full resolution.
    pub level: usize,
    /// The row of the level that the first row here is.
    pub first_row: usize,
    /// The rows, all bands of them.
    pub pixels: Raster,
    /// The same rows of the dataset's mask, if it has one: a band of bytes, 255 where pixels are valid and 0 elsewhere; or
    /// their opacity, as [`CascadeSpec::mask_is_opacity`](crate::CascadeSpec) has it.
    pub mask: Option<Raster>,
}

impl LevelRows {
    pub(crate) fn as_chunk(&self) -> Chunk<'_> {
        Chunk { first_row: self.first_row, pixels: &self.pixels, mask: self.mask.as_ref() }
    }
}

/// Consecutive rows of a step's source.
#[derive(Clone, Copy)]
pub(crate) struct Chunk<'a> {
    pub(crate) first_row: usize,
    pub(crate) pixels: &'a Raster,
    pub(crate) mask: Option<&'a Raster>,
}

impl Chunk<'_> {
    /// The row after the last.
    pub(crate) fn end(&self) -> usize {
        self.first_row + self.pixels.height()
    }
}

/// Rows that a step has had and still needs.
pub(crate) struct Kept {
    first_row: usize,
    pixels: Raster,
    mask: Option<Raster>,
}

impl Kept {
    pub(crate) fn as_chunk(&self) -> Chunk<'_> {
        Chunk { first_row: self.first_row, pixels: &self.pixels, mask: self.mask.as_ref() }
    }
}

/// The rows of a step's source that are at hand: those kept from before, and right below them those that have come now.
pub(crate) struct Rows<'a> {
    pub(crate) kept: Option<Chunk<'a>>,
    pub(crate) new: Chunk<'a>,
}

impl<'a> Rows<'a> {
    /// A row, counted from the top of the source, of a band.
    pub(crate) fn samples<T: Sample>(&self, band: usize, row: usize) -> Result<&'a [T]> {
        let chunk = self.chunk_of(row);
        chunk.pixels.row(band, row - chunk.first_row)
    }

    /// A row of the mask; `None` if there is no mask.
    pub(crate) fn mask(&self, row: usize) -> Result<Option<&'a [u8]>> {
        let chunk = self.chunk_of(row);
        chunk.mask.map(|mask| mask.row(0, row - chunk.first_row)).transpose()
    }

    /// The rows of the mask, as if they were the pixels.
    pub(crate) fn of_mask(&self) -> Option<Self> {
        let of_mask = |chunk: Chunk<'a>| Some(Chunk { pixels: chunk.mask?, mask: None, ..chunk });
        Some(Self { kept: self.kept.and_then(of_mask), new: of_mask(self.new)? })
    }

    fn chunk_of(&self, row: usize) -> Chunk<'a> {
        self.kept.filter(|kept| row < kept.end()).unwrap_or(self.new)
    }

    /// A copy of the rows from `row` on; `None` if they are yet to come.
    pub(crate) fn keep_from(&self, row: usize) -> Result<Option<Kept>> {
        let Self { kept, new } = *self;
        if row >= new.end() {
            return Ok(None);
        }
        let skip = row - kept.map_or(new.first_row, |kept| kept.first_row);
        let pixels = stack(kept.map(|kept| kept.pixels), new.pixels, skip)?;
        let mask = new.mask.map(|mask| stack(kept.and_then(|kept| kept.mask), mask, skip)).transpose()?;
        Ok(Some(Kept { first_row: row, pixels, mask }))
    }
}

/// The rows of `above`, and below them those of `below`, without the first `skip`.
fn stack(above: Option<&Raster>, below: &Raster, skip: usize) -> Result<Raster> {
    let height = above.map_or(0, Raster::height);
    let parts =
        [(above.unwrap_or(below), skip.min(height)..height), (below, skip.max(height) - height..below.height())];
    let height = parts.iter().map(|(_, rows)| rows.len()).sum();
    let mut whole = Raster::new(below.sample_type(), below.width(), height, below.bands())?;
    let row_len = below.row_len();
    let mut rest = whole.bytes_mut();
    for band in 0..below.bands() {
        for (raster, rows) in &parts {
            let (to, left) = rest.split_at_mut(rows.len() * row_len);
            let start = band * raster.band_len() + rows.start * row_len;
            to.copy_from_slice(&raster.bytes()[start..][..to.len()]);
            rest = left;
        }
    }
    Ok(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stacks_band_by_band() {
        let above = Raster::from_samples(&[1_u8, 2, 11, 12], 1, 2, 2).unwrap();
        let below = Raster::from_samples(&[3_u8, 13], 1, 1, 2).unwrap();
        let stacked = |above, skip| stack(above, &below, skip).unwrap().into_samples::<u8>().unwrap();
        assert_eq!(stacked(Some(&above), 0), [1, 2, 3, 11, 12, 13]);
        assert_eq!(stacked(Some(&above), 1), [2, 3, 12, 13]);
        assert_eq!(stacked(Some(&above), 2), [3, 13]);
        assert_eq!(stacked(None, 0), [3, 13]);
    }
}
