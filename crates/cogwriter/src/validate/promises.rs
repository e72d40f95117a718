//! GDAL's full check: whether every block is where, and between what, the ghost area promises; and in the file at all.

use std::collections::BTreeMap;
use std::ops::Range;

use geotiff_core::Result;
use window::Source;

use super::blocks::{CHUNK, Place, chunks, places};
use super::facts::{Facts, FileImage};
use super::problems;
use super::report::{Report, RuleSet};
use crate::ghost::Ghost;
use crate::layout::block_leader;
use crate::pyramid::Interleave;

pub(super) fn check(source: &dyn Source, facts: &Facts, report: &mut Report) -> Result<()> {
    let ghost = facts.ghost.unwrap_or_default();
    for level in &facts.levels {
        let mut mask_between = level.mask.as_ref().filter(|_| ghost.mask_follows_image);
        if let Some(mask) = mask_between {
            let (mask_grid, grid) = (mask.image.grid, level.image.image.grid);
            if (mask_grid.block_width, mask_grid.block_height) != (grid.block_width, grid.block_height) {
                report.raise(RuleSet::Gdal, problems::mask_blocks_differ(mask));
                mask_between = None;
            }
        }
        let check =
            |image| ImageCheck { source, ghost, image, interleave: facts.interleave, breaches: BTreeMap::new() };
        check(&level.image).run(mask_between, report)?;
        if let Some(mask) = &level.mask {
            check(mask).run(None, report)?;
        }
    }
    Ok(())
}

/// What a block can do wrong.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Breach {
    Outside,
    Order,
    Leader,
    Trailer,
    Mask,
}

/// The first block that does it, and how many do.
struct Tally {
    what: String,
    block: u64,
    offset: u64,
    count: u64,
}

struct ImageCheck<'a> {
    source: &'a dyn Source,
    ghost: Ghost,
    image: &'a FileImage,
    interleave: Interleave,
    breaches: BTreeMap<Breach, Tally>,
}

impl ImageCheck<'_> {
    fn run(mut self, mask: Option<&FileImage>, report: &mut Report) -> Result<()> {
        let grid = self.image.image.grid;
        let mut last = 0;
        for plane in 0..grid.planes {
            if self.interleave != Interleave::Band {
                last = 0;
            }
            // The mask follows the last band.
            let mask = mask.filter(|_| plane + 1 == grid.planes && self.interleave != Interleave::Band);
            for numbers in chunks(&self.image.image, plane as u64, CHUNK) {
                self.part(numbers, mask, &mut last)?;
            }
        }
        if grid.planes > 1 && self.interleave == Interleave::Tile && self.ghost.row_major {
            self.tile_order()?;
        }
        for (breach, Tally { what, block, offset, count }) in self.breaches {
            match breach {
                Breach::Outside => {
                    report.raise(RuleSet::Tiff, problems::blocks_cut_off(self.image, &what, count, block, offset));
                }
                _ => report.raise(RuleSet::Gdal, problems::blocks(self.image, &what, count, block, offset)),
            }
        }
        Ok(())
    }

    /// Some blocks of one plane. `last` is the offset of the block before them.
    fn part(&mut self, numbers: Range<u64>, mask: Option<&FileImage>, last: &mut u64) -> Result<()> {
        let of_image = places(self.source, &self.image.image, numbers.clone())?;
        let place = |number: u64| number % (self.image.image.grid.blocks_per_plane() as u64).max(1);
        let its_places = place(numbers.start)..place(numbers.start) + (numbers.end - numbers.start);
        let of_mask = mask.map(|mask| places(self.source, &mask.image, its_places)).transpose()?;
        let mut of_mask = of_mask.into_iter().flatten();
        for (block, place) in numbers.zip(of_image) {
            let mask_offset = of_mask.next().map_or(0, |(offset, _)| offset);
            let end = if place.0 > 0 { self.block(block, place, *last)? } else { None };
            if place.0 > 0 && mask_offset > 0 {
                self.mask_offset(block, mask_offset, end);
            } else if mask_offset > 0 && mask_offset < *last && self.ghost.row_major {
                self.note(Breach::Order, block, mask_offset, || "a mask block lies before the block before it".into());
            }
            *last = match (place.0, mask_offset) {
                (0, 0) => *last,
                (0, mask_offset) => mask_offset,
                (offset, _) => offset,
            };
        }
        Ok(())
    }

    /// A block that is stored; answers where it ends, trailer included.
    fn block(&mut self, block: u64, (offset, count): Place, last: u64) -> Result<Option<u64>> {
        let file_len = self.source.len();
        if self.ghost.row_major && offset < last {
            self.note(Breach::Order, block, offset, || format!("a block lies before the block before it, at {last}"));
        }
        let leader = match offset.checked_sub(4) {
            Some(at) if offset <= file_len && self.ghost.leaders => {
                self.source.bytes(at..offset)?.first_chunk().copied()
            }
            _ => None,
        };
        // Readers that know of leaders can do without the count.
        let count = match leader {
            Some(leader) if count == 0 => u64::from(u32::from_le_bytes(leader)),
            _ => count,
        };
        let Some(end) = offset.checked_add(count).filter(|&end| end <= file_len) else {
            let what = || format!("a block reaches past the end of the file, which has {file_len} bytes");
            self.note(Breach::Outside, block, offset, what);
            return Ok(None);
        };
        if self.ghost.leaders && u32::try_from(count).ok().map(block_leader) != leader {
            let found = leader.map_or("missing".into(), |leader| u32::from_le_bytes(leader).to_string());
            let what = || format!("the length in front of a block is {found}, but its byte count is {count}");
            self.note(Breach::Leader, block, offset, what);
        }
        if self.ghost.trailers && count >= 4 {
            let around = self.source.bytes(end - 4..(end + 4).min(file_len))?;
            if around.get(..4) != around.get(4..) {
                self.note(Breach::Trailer, block, offset, || {
                    "the last 4 bytes of a block do not stand again after it".into()
                });
            }
        }
        Ok(Some(end + if self.ghost.trailers { 4 } else { 0 }))
    }

    /// A block of the mask, which is to follow the block of its image that ends at `end`.
    fn mask_offset(&mut self, block: u64, offset: u64, end: Option<u64>) {
        let expected = end.map(|end| end.saturating_add(if self.ghost.leaders { 4 } else { 0 }));
        if let Some(expected) = expected.filter(|&expected| expected != offset) {
            let what = || format!("the mask of a block is at offset {offset}, not {expected}, where the block ends");
            self.note(Breach::Mask, block, offset, what);
        }
    }

    /// Whether the blocks of all bands come before the next place in the image.
    fn tile_order(&mut self) -> Result<()> {
        let image = &self.image.image;
        let per_plane = image.grid.blocks_per_plane() as u64;
        // Bands beyond the end of the array are not stored.
        let planes = (image.grid.planes as u64).min(image.offsets.count().div_ceil(per_plane.max(1)));
        let mut last = 0;
        for numbers in chunks(image, 0, CHUNK / planes.max(1)) {
            let start = |plane: u64| plane * per_plane;
            let of_plane = |plane| places(self.source, image, start(plane) + numbers.start..start(plane) + numbers.end);
            let planes = (0..planes).map(of_plane).collect::<Result<Vec<_>>>()?;
            for (i, number) in numbers.enumerate() {
                for (plane, places) in (0..).zip(&planes) {
                    let offset = places.get(i).map_or(0, |&(offset, _)| offset);
                    if offset > 0 && offset < last {
                        let what = || format!("a block lies before that of the band before it, at {last}");
                        self.note(Breach::Order, start(plane) + number, offset, what);
                    }
                    last = if offset > 0 { offset } else { last };
                }
            }
        }
        Ok(())
    }

    fn note(&mut self, breach: Breach, block: u64, offset: u64, what: impl FnOnce() -> String) {
        let tally = self.breaches.entry(breach);
        tally.or_insert_with(|| Tally { what: what(), block, offset, count: 0 }).count += 1;
    }
}
