//! How rasters are cut into windows.

use geotiff_core::{Error, Result};

use crate::input::Input;

/// Tiles are about so large where nothing else is asked for: they fit into a core's cache.
const TILE: usize = 512;
/// Blocks that only agree in larger tiles are not brought together.
const LARGEST: usize = 2048;

/// How rasters are cut into windows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Tiling {
    /// Tiles of whole blocks, of about [`TILE`] pixels.
    Auto,
    /// Blocks, or the smallest windows that are whole blocks of all files.
    Blocks,
    /// So many columns and rows.
    Tiles(usize, usize),
    /// So many whole rows.
    Rows(usize),
}

impl Tiling {
    /// Columns and rows of a window.
    ///
    /// # Errors
    /// `Parameter` if it has none.
    pub(crate) fn size(&self, inputs: &[Input<'_>]) -> Result<(usize, usize)> {
        let (width, height) = inputs.first().map_or((1, 1), Input::size);
        let blocks = |all: usize, side: fn((usize, usize)) -> usize| {
            let sides = inputs.iter().map(|input| side(input.source.block_size()).clamp(1, all));
            common(sides)
        };
        let (cols, rows) = (blocks(width, |size| size.0), blocks(height, |size| size.1));
        // A strip is cut where that helps threads; it is read once all the same.
        let grown = |block: usize, all: usize| if block >= all { TILE } else { block * (TILE / block).max(1) };
        let size = match *self {
            Self::Auto => (grown(cols, width), grown(rows, height)),
            // Whatever can be read in any part is not stored in blocks.
            Self::Blocks if (cols, rows) == (1, 1) => (TILE, TILE),
            Self::Blocks => (cols, rows),
            Self::Tiles(cols, rows) => (cols, rows),
            Self::Rows(rows) => (width, rows),
        };
        if size.0 == 0 || size.1 == 0 {
            return Err(Error::parameter(format!("a window of {} × {} has no pixel", size.0, size.1)));
        }
        Ok(size)
    }
}

/// The least side of which each of these is a part; the longest, if that is too long.
fn common(sides: impl Iterator<Item = usize> + Clone) -> usize {
    let longest = sides.clone().max().unwrap_or(1);
    let together = sides.fold(1, |all, side| all / gcd(all, side) * side);
    if together <= LARGEST.max(longest) { together } else { longest }
}

fn gcd(a: usize, b: usize) -> usize {
    if b == 0 { a.max(1) } else { gcd(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_of_several_files_come_together() {
        assert_eq!(common([256, 512].into_iter()), 512);
        assert_eq!(common([256, 384].into_iter()), 768);
        assert_eq!(common([1000, 1024].into_iter()), 1024);
        assert_eq!(common([4096, 512].into_iter()), 4096);
        assert_eq!(common([1, 1].into_iter()), 1);
    }
}
