//! The blocks, one after the other in the order of the file, each between its leader and its trailer.

use std::io::{BufWriter, Write};
use std::ops::Range;

use geotiff_core::{Error, Image, Result};
use window::Source;

use super::Blocks;
use super::parts::range;
use super::store::BlockBytes;
use crate::layout::{block_leader, block_trailer};
use crate::pyramid::Pyramid;
use crate::validate::blocks::{CHUNK, Place, places};

/// Bytes of a block that are read at once, and of what is gathered before it is written.
const PIECE_LEN: u64 = 1 << 20;
/// Bytes between two words with the caller.
const TOLD_EVERY: u64 = 8 << 20;

/// Copies all blocks; answers how many of them come from the source.
pub(super) fn copy_blocks(
    pyramid: &Pyramid,
    blocks: Blocks<'_>,
    sink: &mut dyn Write,
    tell: &dyn Fn(u64) -> Result<()>,
) -> Result<u64> {
    let cannot = |cause| Error::io("cannot write the COG", cause);
    let mut images: Vec<[Option<Bytes<'_>>; 2]> =
        blocks.into_iter().map(|of_level| of_level.map(|bytes| bytes.map(Bytes::new))).collect();
    let mut out = BufWriter::with_capacity(PIECE_LEN as usize, sink);
    let (mut copied, mut written, mut told) = (0, 0, 0);
    for id in pyramid.block_order() {
        let len = pyramid.length(id);
        out.write_all(&block_leader(len)).map_err(cannot)?;
        let of_image = images.get_mut(id.level).and_then(|of_level| of_level[usize::from(id.mask)].as_mut());
        let trailer = match of_image {
            Some(Bytes::Stored(stored)) => {
                copied += 1;
                stored.copy(id.block as u64, len, &mut out)?
            }
            Some(Bytes::Made(store)) => {
                let bytes = store.get(id.block)?;
                out.write_all(&bytes).map_err(cannot)?;
                block_trailer(&bytes)
            }
            None => return Err(Error::parameter("a block without bytes")),
        };
        out.write_all(&trailer).map_err(cannot)?;
        written += u64::from(len) + 8;
        if written - told >= TOLD_EVERY {
            told = written;
            tell(written)?;
        }
    }
    out.flush().map_err(cannot)?;
    tell(written)?;
    Ok(copied)
}

/// The bytes of one image's blocks.
enum Bytes<'a> {
    Stored(Stored<'a>),
    Made(super::store::Store),
}

impl<'a> Bytes<'a> {
    fn new(bytes: BlockBytes<'a>) -> Self {
        match bytes {
            BlockBytes::Stored { image, source } => {
                let planes = image.grid.planes;
                Self::Stored(Stored { image, source, parts: (0..planes).map(|_| (0..0, Vec::new())).collect() })
            }
            BlockBytes::Made(store) => Self::Made(store),
        }
    }
}

/// Blocks of the source, and the places of some of each plane.
struct Stored<'a> {
    image: &'a Image,
    source: &'a dyn Source,
    parts: Vec<(Range<u64>, Vec<Place>)>,
}

impl Stored<'_> {
    /// Copies a block piece by piece; answers its trailer.
    fn copy(&mut self, block: u64, len: u32, out: &mut dyn Write) -> Result<[u8; 4]> {
        let place = self.place(block)?;
        // The file was another one when the lengths were read.
        let changed = || Error::format("the file was changed while it was read").at_offset(place.0);
        let (offset, _) =
            range(self.image, self.source, block, place)?.filter(|&(_, now)| now == len).ok_or_else(changed)?;
        let end = offset + u64::from(len);
        let (mut at, mut last) = (offset, Vec::with_capacity(8));
        while at < end {
            let piece = self.source.bytes(at..end.min(at + PIECE_LEN))?;
            out.write_all(&piece).map_err(|cause| Error::io("cannot write the COG", cause))?;
            at += piece.len() as u64;
            last.extend_from_slice(piece.last_chunk::<4>().map_or(&piece[..], <[u8; 4]>::as_slice));
            last.drain(..last.len().saturating_sub(4));
        }
        Ok(block_trailer(&last))
    }

    /// Where a block is, from the array or what was read of it before.
    fn place(&mut self, block: u64) -> Result<Place> {
        let per_plane = (self.image.grid.blocks_per_plane() as u64).max(1);
        let plane = block / per_plane;
        let step = (CHUNK / (self.parts.len() as u64).max(1)).max(1);
        let lost = || Error::parameter("a block beyond its image");
        let (numbers, held) =
            usize::try_from(plane).ok().and_then(|plane| self.parts.get_mut(plane)).ok_or_else(lost)?;
        if !numbers.contains(&block) {
            *numbers = block..(block + step).min((plane + 1) * per_plane);
            *held = places(self.source, self.image, numbers.clone())?;
        }
        held.get((block - numbers.start) as usize).copied().ok_or_else(lost)
    }
}
