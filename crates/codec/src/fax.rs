//! The fax codes: Modified Huffman run lengths (TIFF 6, section 10), Group 3 (T.4) and Group 4 (T.6).
//!
//! A row is decoded to the columns where its colour changes, as T.6 refers to those of the row above, and then painted.
//! Files of fax machines have damaged rows, and files of careless programs lack codes that end lines or the block. All of it is
//! taken as libtiff takes it, which decides what the world's readers show.

mod bit_reader;
mod codes;
mod paint;
mod rows;
#[cfg(test)]
mod tests;

use crate::short::Short;
use bit_reader::End;
use geotiff_core::{BlockSpec, CodecFields, Compression};
use rows::{Rows, Stop};

/// T4Options: rows may be two-dimensional.
const TWO_DIMENSIONAL: u32 = 1;
/// T4Options and T6Options: there may be data that are not compressed.
const UNCOMPRESSED: u32 = 2;

/// Keeps the changes of a row, and of the row above.
#[derive(Default)]
pub(crate) struct Decoder {
    changes: [Vec<u32>; 2],
}

/// The rows of the block that are still to be filled, all of them white.
struct Block<'o> {
    rows: std::slice::ChunksExactMut<'o, u8>,
    width: u32,
    row_len: usize,
    filled: usize,
}

impl Block<'_> {
    /// Takes over the row that was decoded. `None` without rows left.
    fn paint(&mut self, rows: &Rows<'_, '_>) -> Option<()> {
        paint::black_runs(rows.changes(), self.width, self.rows.next()?);
        self.filled += 1;
        Some(())
    }

    fn is_full(&self) -> bool {
        self.rows.len() == 0
    }

    fn short(&self, stop: Stop) -> Short {
        let decoded = self.filled * self.row_len;
        match stop {
            Stop::End => Short::ends_after(decoded),
            Stop::TooManyRuns => Short::damaged_after(decoded),
            Stop::Uncompressed => Short { decoded, what: "turn to uncompressed mode, which is not supported," },
        }
    }
}

impl Decoder {
    /// Fills `out`, or says how far it came. `spec` is of one sample of one bit.
    pub(crate) fn decode(
        &mut self,
        spec: &BlockSpec,
        fields: &CodecFields,
        input: &[u8],
        out: &mut [u8],
    ) -> Result<(), Short> {
        out.fill(0);
        let row_len = spec.stored_row_len().max(1);
        let width = u32::try_from(spec.width).map_err(|_| Short::damaged_after(0))?;
        let block = Block { rows: out.chunks_exact_mut(row_len), width, row_len, filled: 0 };
        let two_dimensional = match spec.compression {
            Compression::FAX4 => true,
            Compression::FAX3 => fields.fax_options & TWO_DIMENSIONAL != 0,
            _ => false,
        };
        let uncompressed = fields.fax_options & UNCOMPRESSED != 0;
        let rows = Rows::new(input, width, two_dimensional, uncompressed, &mut self.changes);
        match spec.compression {
            Compression::FAX4 => group_4(rows, block),
            Compression::FAX3 => group_3(two_dimensional, rows, block),
            compression => run_lengths(compression == Compression::FAX_RLE_WORDS, rows, block),
        }
    }
}

/// Compression 2 and 32771: rows of run lengths, each beginning on a byte or on a pair of them.
fn run_lengths(words: bool, mut rows: Rows<'_, '_>, mut block: Block<'_>) -> Result<(), Short> {
    while !block.is_full() {
        rows.one_dimensional().map_err(|stop| block.short(stop))?;
        block.paint(&rows);
        if words {
            rows.reader.align_to_word();
        } else {
            rows.reader.align_to_byte();
        }
    }
    Ok(())
}

/// Compression 4. A block that ends early, by its code or for want of data, is white from there on.
fn group_4(mut rows: Rows<'_, '_>, mut block: Block<'_>) -> Result<(), Short> {
    while !block.is_full() {
        match rows.two_dimensional() {
            Ok(()) if !rows.line_ended => {}
            Ok(()) | Err(Stop::End) if block.filled > 0 => {
                block.paint(&rows);
                return Ok(());
            }
            Ok(()) => return Err(block.short(Stop::End)),
            Err(stop) => return Err(block.short(stop)),
        }
        block.paint(&rows);
        rows.move_up();
    }
    Ok(())
}

/// Compression 3: each row is behind a code that ends lines. Data without such a code are decoded all the same.
fn group_3(two_dimensional: bool, mut rows: Rows<'_, '_>, mut block: Block<'_>) -> Result<(), Short> {
    let mut lines_end = true;
    while !block.is_full() {
        if lines_end && !find_line(&mut rows).map_err(|End| block.short(Stop::End))? {
            // libtiff begins again, as if the block's first rows were the ones that are missing.
            lines_end = false;
            rows.line_ended = false;
            rows.reader.restart();
        }
        let row = if two_dimensional { tagged_row(&mut rows) } else { rows.one_dimensional() };
        row.map_err(|stop| block.short(stop))?;
        block.paint(&rows);
        rows.move_up();
    }
    Ok(())
}

/// A row that a bit says the code of.
fn tagged_row(rows: &mut Rows<'_, '_>) -> Result<(), Stop> {
    let one_dimensional = rows.reader.peek(1)? == 1;
    rows.reader.skip(1);
    if one_dimensional { rows.one_dimensional() } else { rows.two_dimensional() }
}

/// Skips to where a row begins: eleven zeros or more, and a one. False if there are only zeros left.
fn find_line(rows: &mut Rows<'_, '_>) -> Result<bool, End> {
    if !rows.line_ended {
        while rows.reader.peek(11)? != 0 {
            rows.reader.skip(1);
        }
    }
    loop {
        match rows.reader.peek(8) {
            Err(End) => return Ok(false),
            Ok(0) => rows.reader.skip(8),
            Ok(bits) => {
                // The eight bits have a one among them.
                rows.reader.skip(bits.leading_zeros() - 24 + 1);
                rows.line_ended = false;
                return Ok(true);
            }
        }
    }
}
