//! Block arrays are read in parts: a file of sixty million tiles costs a few kilobytes to open and to read from.

use geotiff_core::{
    ByteOrder, Compression, Error, Field, FieldType, Header, Ifd, RasterSource, Result, Tag, Values, Variant, Window,
};
use window::{Dataset, Source};

use crate::sources::Counting;

const TILE: u64 = 16;
const TILE_LEN: u64 = TILE * TILE;
const COLS: u64 = 8000;
const ROWS: u64 = 7500;
const TILES: u64 = COLS * ROWS;
const ARRAYS_AT: u64 = 4096;
const TILES_AT: u64 = ARRAYS_AT + 16 * TILES;

/// A BigTIFF of 16 GB whose bytes are made up when they are asked for: each tile is full of its number's low byte.
struct MadeUp {
    head: Vec<u8>,
}

impl MadeUp {
    fn new() -> Self {
        let header = Header { byte_order: ByteOrder::Big, variant: Variant::Big, first_ifd: 16 };
        let array = |tag, at| Field { tag, field_type: FieldType::LONG8, count: TILES, values: Values::At(at) };
        let mut ifd = Ifd::default();
        ifd.set(Field::longs(Tag::IMAGE_WIDTH, &[(COLS * TILE) as u32]));
        ifd.set(Field::longs(Tag::IMAGE_LENGTH, &[(ROWS * TILE) as u32]));
        ifd.set(Field::shorts(Tag::BITS_PER_SAMPLE, &[8]));
        ifd.set(Field::shorts(Tag::COMPRESSION, &[Compression::NONE.0]));
        ifd.set(Field::shorts(Tag::TILE_WIDTH, &[TILE as u16]));
        ifd.set(Field::shorts(Tag::TILE_LENGTH, &[TILE as u16]));
        ifd.set(array(Tag::TILE_OFFSETS, ARRAYS_AT));
        ifd.set(array(Tag::TILE_BYTE_COUNTS, ARRAYS_AT + 8 * TILES));
        let mut head = header.encode();
        head.extend(ifd.encode(&header).unwrap());
        Self { head }
    }

    fn byte(&self, at: u64) -> u8 {
        let of_number = |number: u64, place: u64| number.to_be_bytes()[place as usize];
        match at {
            ..ARRAYS_AT => self.head.get(at as usize).copied().unwrap_or(0),
            TILES_AT.. => ((at - TILES_AT) / TILE_LEN) as u8,
            _ => match (at - ARRAYS_AT) / 8 {
                tile @ ..TILES => of_number(TILES_AT + TILE_LEN * tile, at % 8),
                _ => of_number(TILE_LEN, at % 8),
            },
        }
    }
}

impl Source for MadeUp {
    fn len(&self) -> u64 {
        TILES_AT + TILES * TILE_LEN
    }

    fn read_exact_at(&self, offset: u64, out: &mut [u8]) -> Result<()> {
        if offset.checked_add(out.len() as u64).is_none_or(|end| end > self.len()) {
            return Err(Error::format("past the end"));
        }
        (offset..).zip(out).for_each(|(at, byte)| *byte = self.byte(at));
        Ok(())
    }
}

#[test]
fn sixty_million_tiles_cost_a_few_kilobytes() {
    let source = Counting::new(MadeUp::new());
    let dataset = Dataset::from_source(source.clone()).unwrap();
    assert_eq!((dataset.width() as u64, dataset.height() as u64), (COLS * TILE, ROWS * TILE));
    assert_eq!(dataset.image().grid.blocks() as u64, TILES);

    for (col, row) in [(0, 0), (64_000, 60_000), (COLS as usize * 16 - 100, ROWS as usize * 16 - 100)] {
        let window = Window::new(col, row, 100, 100);
        let samples: Vec<u8> = dataset.read(window, &[0]).unwrap();
        for (i, &sample) in samples.iter().enumerate() {
            let (col, row) = ((col + i % 100) as u64, (row + i / 100) as u64);
            assert_eq!(sample, (row / TILE * COLS + col / TILE) as u8);
        }
    }
    assert_eq!(dataset.read_window(Window::new(5, 5, 1, 1)).unwrap().bytes(), [0]);
    let fetched = source.take_len();
    assert!(fetched < 1 << 20, "{fetched} bytes");
}

/// A row of blocks across the whole image needs a row of the arrays, not all of them.
#[test]
fn a_row_of_tiles_costs_a_row_of_the_arrays() {
    let source = Counting::new(MadeUp::new());
    let dataset = Dataset::from_source(source.clone()).unwrap();
    source.take();
    let width = dataset.width();
    let samples: Vec<u8> = dataset.read(Window::new(0, 16, width, 1), &[0]).unwrap();
    assert_eq!(samples[16 * 300], (COLS + 300) as u8);
    let fetched = source.take_len();
    assert!(fetched <= COLS * 16 + width as u64, "{fetched} bytes");
}
