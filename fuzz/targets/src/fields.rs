//! A sound file whose directory is changed by fields, not by bytes: their tags, types, numbers of values, values, order, where
//! they lie, and where directories are. It is then a file like any other.

use arbitrary::Arbitrary;

use crate::{parse, read_window, rewrite};

#[derive(Arbitrary, Debug)]
pub struct Input {
    file: u8,
    changes: Vec<Change>,
}

/// One change, of a field of a directory.
#[derive(Arbitrary, Debug)]
pub struct Change {
    directory: u8,
    field: u8,
    what: What,
}

#[derive(Arbitrary, Debug)]
pub enum What {
    Tag(u16),
    KnownTag(u8),
    Type(u8),
    Count(Number),
    /// The value, or where the values are.
    Value(Number),
    /// One of the values that lie elsewhere.
    Element(u8, Number),
    Swap(u8),
    Copy(u8),
    Next(Number),
    Entries(u8),
    Cut(Number),
}

/// A number that is near something.
#[derive(Arbitrary, Debug)]
pub enum Number {
    Small(u8),
    PowerOfTwo(u8, i8),
    FileLen(i8),
    Before(i8),
    TimesBefore(u8),
    Any(u64),
}

const FILES: [&[u8]; 24] = [
    include_bytes!("../../../testdata/layout_classic_le_strip_chunky.tif"),
    include_bytes!("../../../testdata/layout_classic_be_tile_planar.tif"),
    include_bytes!("../../../testdata/layout_big_le_tile_chunky.tif"),
    include_bytes!("../../../testdata/layout_big_be_strip_planar.tif"),
    include_bytes!("../../../testdata/mask_and_overview.tif"),
    include_bytes!("../../../testdata/overviews_chain_big.tif"),
    include_bytes!("../../../testdata/overviews_subifd.tif"),
    include_bytes!("../../../testdata/pages.tif"),
    include_bytes!("../../../testdata/codec_lzw.tif"),
    include_bytes!("../../../testdata/codec_deflate.tif"),
    include_bytes!("../../../testdata/codec_jpeg_old_stream.tif"),
    include_bytes!("../../../testdata/codec_jpeg_old_tables.tif"),
    include_bytes!("../../../testdata/codec_sgilog_luv32.tif"),
    include_bytes!("../../../testdata/codec_thunderscan.tif"),
    include_bytes!("../../../testdata/fax_g3_2d.tif"),
    include_bytes!("../../../testdata/lerc_planar_zstd.tif"),
    include_bytes!("../../../testdata/bits_12_be_chunky.tif"),
    include_bytes!("../../../testdata/bits_4_palette.tif"),
    include_bytes!("../../../testdata/predictor3_float32_be.tif"),
    include_bytes!("../../../testdata/sparse_tile_nodata.tif"),
    include_bytes!("../../../testdata/geo_matrix_point.tif"),
    include_bytes!("../../../testdata/gdal_metadata.tif"),
    include_bytes!("../../../testdata/type_complex_int16.tif"),
    include_bytes!("../../../testdata/no_byte_counts.tif"),
];
/// Those that say how pixels lie in the file.
const TAGS: [u16; 40] = [
    254, 256, 257, 258, 259, 262, 266, 273, 274, 277, 278, 279, 284, 292, 317, 320, 322, 323, 324, 325, 330, 338, 339,
    347, 512, 513, 514, 519, 520, 521, 529, 530, 532, 33550, 33922, 34264, 34735, 42112, 42113, 50674,
];

/// A file that is changed.
struct File {
    bytes: Vec<u8>,
    is_little: bool,
    is_big: bool,
}

impl File {
    fn get(&self, at: usize, len: usize) -> Option<u64> {
        let bytes = self.bytes.get(at..at.checked_add(len)?)?;
        let add = |value: u64, byte: &u8| value << 8 | u64::from(*byte);
        Some(if self.is_little { bytes.iter().rev().fold(0, add) } else { bytes.iter().fold(0, add) })
    }

    fn set(&mut self, at: usize, len: usize, value: u64) {
        let (is_little, bytes) = (self.is_little, value.to_be_bytes());
        if let Some(place) = at.checked_add(len).and_then(|end| self.bytes.get_mut(at..end)) {
            place.copy_from_slice(&bytes[8 - len..]);
            if is_little {
                place.reverse();
            }
        }
    }

    /// Bytes of: the number of entries, an entry, an offset.
    fn sizes(&self) -> (usize, usize, usize) {
        if self.is_big { (8, 20, 8) } else { (2, 12, 4) }
    }

    /// Where the directories of the chain are, and how many entries each has.
    fn directories(&self) -> Vec<(usize, usize)> {
        let (count, entry, offset) = self.sizes();
        let (mut found, mut at) = (Vec::new(), self.get(if self.is_big { 8 } else { 4 }, offset));
        while let Some(start) = at.map(|at| at as usize).filter(|&at| at != 0 && found.len() < 8) {
            let Some(entries) = self.get(start, count).map(|n| n as usize).filter(|&n| n < 1000) else { break };
            found.push((start, entries));
            at = self.get(start + count + entries * entry, offset);
        }
        found
    }

    fn change(&mut self, change: &Change) {
        let directories = self.directories();
        let Some(&(start, entries)) = directories.get(usize::from(change.directory) % directories.len().max(1)) else {
            return;
        };
        let (count, entry, offset) = self.sizes();
        let place = |field: u8| start + count + usize::from(field) % entries.max(1) * entry;
        let at = place(change.field);
        let value_at = at + 4 + offset;
        match &change.what {
            What::Tag(tag) => self.set(at, 2, u64::from(*tag)),
            What::KnownTag(tag) => self.set(at, 2, u64::from(TAGS[usize::from(*tag) % TAGS.len()])),
            What::Type(kind) => self.set(at + 2, 2, u64::from(*kind)),
            What::Count(number) => self.put(at + 4, offset, number),
            What::Value(number) => self.put(value_at, offset, number),
            What::Element(index, number) => {
                let len = match self.get(at + 2, 2) {
                    Some(1 | 2 | 6 | 7) => 1,
                    Some(3 | 8) => 2,
                    Some(5 | 10 | 12 | 16..=18) => 8,
                    _ => 4,
                };
                let values = self.get(value_at, offset).unwrap_or(0) as usize;
                self.put(values.saturating_add(usize::from(*index) * len), len, number);
            }
            What::Swap(other) | What::Copy(other) => {
                let other = place(*other);
                let range = |at: usize| at..at + entry;
                let (Some(a), Some(b)) = (self.bytes.get(range(at)), self.bytes.get(range(other))) else { return };
                let (a, b) = (a.to_vec(), b.to_vec());
                self.bytes[range(at)].copy_from_slice(&b);
                if matches!(change.what, What::Swap(_)) {
                    self.bytes[range(other)].copy_from_slice(&a);
                }
            }
            What::Next(number) => self.put(start + count + entries * entry, offset, number),
            What::Entries(entries) => self.set(start, count, u64::from(*entries)),
            What::Cut(number) => {
                let len = self.number(0, number) as usize;
                self.bytes.truncate(len);
            }
        }
    }

    fn put(&mut self, at: usize, len: usize, number: &Number) {
        let before = self.get(at, len).unwrap_or(0);
        self.set(at, len, self.number(before, number));
    }

    fn number(&self, before: u64, number: &Number) -> u64 {
        match *number {
            Number::Small(n) => u64::from(n),
            Number::PowerOfTwo(n, more) => (1_u64 << (n % 64)).wrapping_add_signed(more.into()),
            Number::FileLen(more) => (self.bytes.len() as u64).wrapping_add_signed(more.into()),
            Number::Before(more) => before.wrapping_add_signed(more.into()),
            Number::TimesBefore(n) => before.wrapping_mul(n.into()),
            Number::Any(n) => n,
        }
    }
}

/// The target.
pub fn run(input: Input) {
    let bytes = FILES[usize::from(input.file) % FILES.len()].to_vec();
    let mut file = File { is_little: bytes[0] == b'I', is_big: bytes[2..4].contains(&43), bytes };
    input.changes.iter().take(16).for_each(|change| file.change(change));
    parse::run(&file.bytes);
    read_window::run(&file.bytes);
    let _ = rewrite::look_into(&file.bytes);
}
